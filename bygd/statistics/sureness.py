"""How sure an effect is: a verdict of two parts, direction and size, and apart from these the evidence behind it.

``sureness(outcome, contrast, evidence=..., unfinished=...)`` gives the numbers of a paired comparison (``Sureness``):

* ``better``: share of ensemble members (0 to 1) in which it is better, chance removed, equal counts half; for outcomes
  that are neither good nor bad (direction 0) in which it is higher. Chance is removed by ``paired.Parted.above``; what
  members and runs leave open is averaged over, so that of what is called 95 of 100, 95 are (``known_truth``).
* ``by_more``, ``worse_by_more``: shares of members in which it is better (higher), or worse (lower), by more than
  ``smallest``, the smallest difference that matters (``smallest_of``: stated for every outcome, in its unit).
* ``side``: ``better``, ``worse`` (``higher``, ``lower``), the likelier of the two; ``equal``: no run differs.
* ``level``, ``size_level``: keys of ``LEVELS``, words of probability for the side and for its being more than
  ``smallest``; empty where there may be no word: ``provisional`` says why (``PROVISIONAL``), else it is empty.
* ``tone``: a key for colours and marks.
* ``evidence``: ``limited``, ``medium``, ``robust``, of the measures (``evidence_of``), never mixed with the others.

The words are those of the IPCC (Mastrandrea et al. 2010, guidance note on the treatment of uncertainties), in both
languages in ``experiments/display/words/*/sureness.yaml``; ``experiments.display.sureness`` writes the sentences. The
strict verdict (``paired.verdict``) stays beside it: it asks whether the whole interval is beyond the threshold.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable

from bygd.scenarios.catalogue import parts_of
from bygd.scenarios.measures import measures
from bygd.scenarios.options import Common
from bygd.statistics.paired import THRESHOLDS, Contrast
from sim.outcomes import Outcome
from sim.parameters import numbers
from sim.policy import Policy
from sim.processes import Parameters
from sim.rules.offices import Practice

LEAST_MEMBERS = 100  # members below which no word of sureness is said
LEAST_RUNS = 2  # runs in a member, on average, below which chance and members are hardly told apart
LEVELS = {  # word of probability by the least whole number of 100 members that it is said of
    "virtually_certain": 99,
    "very_likely": 90,
    "likely": 66,
    "as_likely_as_not": 33,
    "unlikely": 10,
    "very_unlikely": 2,
    "exceptionally_unlikely": 0,
}
PROVISIONAL = (  # why there is no word of sureness, the first that holds
    "not_observed",  # nobody could be followed so long
    "one_run",  # a single pair of runs
    "one_set",  # all runs have the same numbers of the model: nothing is known of members
    "members",  # fewer than LEAST_MEMBERS
    "runs",  # fewer than LEAST_RUNS in a member
    "unfinished",  # more runs are to come
)
SMALLEST = THRESHOLDS | {  # smallest difference that matters, by unit
    "0-1": 0.01,  # as one point of a share
    "placements": 0.05,  # per settled adult: one of twenty has one more
    "requests": 0.1,  # per started placement, or felt by an employer: one of ten gets one more
}
PART_OF_BASELINE = 0.01  # totals of a municipality grow with its size: one in a hundred of what there is without
TOTALS = frozenset(  # units of which that holds
    (
        "requests a year",
        "placements a year",
        "hires a year",
        "persons a year",
        "contacts a year",
        "h a year",
        "1000 kr a year",
        "months a year",
        "courses a year",
        "nursery places a year",
        "persons",
        "adults",
    )
)
EVIDENCE = ("limited", "medium", "robust")
STRENGTH = {"A": 2, "B": 1}  # place in EVIDENCE that a grade is enough for; all others: 0


@dataclasses.dataclass(frozen=True)
class Sureness:
    """A verdict of two parts: shares of ensemble members (0 to 1), chance removed; see the head of this file.

    Shares are not numbers where chance cannot be removed. ``members`` and ``runs``: of how many.
    """

    better: float
    by_more: float
    worse_by_more: float
    smallest: float
    unit: str
    direction: int
    members: int
    runs: int
    provisional: str
    equal: bool = False
    evidence: str = ""

    @property
    def side(self) -> str:
        """``better``, ``worse`` (``higher``, ``lower``): in more members than not; ``equal``; empty: unknown."""
        if self.equal:
            return "equal"
        if math.isnan(self.better):
            return ""
        better, worse = ("better", "worse") if self.direction else ("higher", "lower")
        return better if self.better >= 0.5 else worse

    @property
    def share(self) -> float:
        """Share of the members on that side."""
        return max(self.better, 1.0 - self.better)

    @property
    def size_share(self) -> float:
        """Share of the members on that side by more than the smallest difference that matters."""
        return self.by_more if self.side in {"better", "higher"} else self.worse_by_more

    @property
    def small_share(self) -> float:
        """Share of the members in which the difference does not matter either way."""
        return max(0.0, 1.0 - self.by_more - self.worse_by_more)

    @property
    def level(self) -> str:
        """Key of the word of probability for the side; empty while provisional, and where nothing differs."""
        return "" if self.provisional or self.equal else level(self.share)

    @property
    def size_level(self) -> str:
        """Key of the word of probability for more than the smallest difference on that side."""
        return "" if self.provisional or self.equal else level(self.size_share)

    @property
    def tone(self) -> str:
        """Key for a colour or mark.

        The side if very likely, ``likely_`` and the side if likely, ``even`` otherwise; ``small``: equal, or very
        likely too small to matter; ``provisional``; ``not_observed``.
        """
        if self.provisional:
            return "not_observed" if self.provisional == "not_observed" else "provisional"
        if self.equal or of_100(self.small_share) >= LEVELS["very_likely"]:
            return "small"
        if self.level == "as_likely_as_not":
            return "even"
        return f"likely_{self.side}" if self.level == "likely" else self.side


def sureness(outcome: Outcome, result: Contrast, *, evidence: str = "", unfinished: bool = False) -> Sureness:
    """Both parts of the verdict on an effect; ``unfinished``: more runs of this study are to come."""
    smallest, about = smallest_of(outcome, result.baseline), result.members
    better = by_more = worse_by_more = math.nan
    if about is not None and not math.isnan(about.helps):
        above, below = about.above(smallest), 1.0 - about.above(-smallest)
        if outcome.direction >= 0:
            better, by_more, worse_by_more = about.helps, above, below
        else:
            better, by_more, worse_by_more = 1.0 - about.helps, below, above
    return Sureness(
        better,
        by_more,
        worse_by_more,
        smallest,
        outcome.unit,
        outcome.direction,
        about.count if about else 1,
        result.replicates,
        _why_provisional(result, unfinished=unfinished),
        result.difference == 0 and result.low == 0 and result.high == 0,
        evidence,
    )


def _why_provisional(result: Contrast, *, unfinished: bool) -> str:
    """First reason of ``PROVISIONAL`` that holds; empty: none."""
    if math.isnan(result.difference):
        return "not_observed"
    few = too_few(result.members.count if result.members else 1, result.replicates)
    return few or ("unfinished" if unfinished else "")


def too_few(members: int, runs: int) -> str:
    """Reason of ``PROVISIONAL`` why so many members, and runs in all of them, say no word of sureness; empty: none."""
    holds = {
        "one_run": runs < 2,
        "one_set": members < 2,
        "members": members < LEAST_MEMBERS,
        "runs": runs < LEAST_RUNS * members,
    }
    return next((reason for reason, is_so in holds.items() if is_so), "")


def of_100(share: float) -> int:
    """A share as a whole number of 100; halves are rounded away from 50, so that the rest of 100 is the other's."""
    return math.floor(100 * share + 0.5) if share >= 0.5 else 100 - math.floor(100 * (1 - share) + 0.5)


def level(share: float) -> str:
    """Key of the word of probability for a share (0 to 1), by the whole number that stands beside the word."""
    n = of_100(share)
    return next(key for key, least in LEVELS.items() if n >= least)


def smallest_of(outcome: Outcome, baseline: float) -> float:
    """Smallest difference that matters, in the unit of the outcome.

    One point of a share, half a month in work, ``SMALLEST``; of totals (a year, or of persons) one in a hundred of the
    value without the measures (``baseline``), so 0 where there is none. ``KeyError``: nobody has stated it.
    """
    if outcome.unit in TOTALS:
        return 0.0 if math.isnan(baseline) else PART_OF_BASELINE * abs(baseline)
    return SMALLEST[outcome.unit]


def evidence_of(policies: Iterable[Policy], parameters: Parameters | None = None) -> str:
    """Evidence behind measures together: ``limited``, ``medium`` or ``robust``; that of the weakest.

    A measure rests on the grade of its effect (``grade`` of its file, which its ``evidence`` explains) and on the
    grades of the numbers that it changes (``sim``). *Robust*: the effect and at least half of the numbers have grade A
    (register data, law, Norwegian field experiment). *Medium*: the effect and at least half of the numbers have A or B
    (survey, evaluation, quasi-experiment). Else, and without any measure, *limited*: interviews, experience from
    abroad, assumptions. ``parameters``: numbers of one's own processes.
    """
    declared = numbers(parameters or Parameters()) | {
        f"practice.{name}": item for name, item in numbers(Practice()).items()
    }
    places = []
    for policy in policies:
        names = [f"{target.partition('.')[0]}.{target.rpartition('.')[2]}" for target in policy.changes]
        strengths = sorted((STRENGTH.get(declared[name].grade, 0) if name in declared else 0) for name in names)
        places.append(min(STRENGTH.get(policy.grade, 0), strengths[len(strengths) // 2] if strengths else 0))
    return EVIDENCE[min(places, default=0)]


def evidence_by_scenario(options: Common, scenarios: Iterable[str]) -> dict[str, str]:
    """Evidence behind each scenario by its name; empty where it is no set of measures (another practice, a rule)."""
    known = {name: all(part.partition(":")[0] in options.policies for part in parts_of(name)) for name in scenarios}
    return {name: evidence_of(measures(options, name), options) if known[name] else "" for name in known}
