"""What comes out: names, labels and units of all outcomes, and tables of counts from the engines' arrays.

A table holds counts (``<name>_n`` out of ``<name>_of``), never shares of single runs; a share or mean over runs is a
ratio of sums (``bygd.statistics.paired``).
"""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.outcomes_2021 import GROUP, MONTHS, SHARES, act_counts
from sim.states import Way
from sim.tallies import Curve, Tally, Total

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.compiled import Results

GROUPS = {
    "men": "men",
    "women": "women",
    "school_1": "little or no schooling",
    "school_2": "some schooling",
    "school_3": "upper secondary or more",
    "single_men": "single men",
    "single_women": "single women",
    "lone_parents": "lone parents",
    "couples_children": "couples with children",
    "couples": "couples without children",
}
HEADLINE_MONTHS = (12, 24, 36, 48, 60, 72, 78, 84, 96, 108, 120)


@dataclasses.dataclass(frozen=True)
class Outcome:
    """One outcome: ``scale`` turns the ratio into the unit; ``direction`` +1: more is better, -1: less is."""

    name: str
    label: str
    unit: str
    scale: float
    direction: int
    group: str


def _share(name: str, label: str, direction: int, group: str) -> Outcome:
    return Outcome(name, label, "%", 100.0, direction, group)


OUTCOMES: dict[str, Outcome] = {
    one.name: one
    for one in [
        _share("employed_1y", "employed one year after the programme (November)", 1, "employment"),
        _share("employed_1y_men", "… men", 1, "employment"),
        _share("employed_1y_women", "… women", 1, "employment"),
        _share("education_1y", "in education only one year after", 0, "employment"),
        _share("work_or_education_1y", "in work or education one year after", 1, "employment"),
        _share("work_or_education_1y_men", "… men", 1, "employment"),
        _share("work_or_education_1y_women", "… women", 1, "employment"),
        _share("employed_5y", "employed five years after the programme", 1, "employment"),
        _share("work_or_education_5y", "in work or education five years after", 1, "employment"),
        _share("work_or_education_5y_men", "… men", 1, "employment"),
        _share("work_or_education_5y_women", "… women", 1, "employment"),
        _share("work_direct", "directly from the programme to work", 1, "employment"),
        _share("education_direct", "directly to education", 0, "employment"),
        _share("work_or_education_direct", "directly to work or education", 1, "employment"),
        _share("work_or_education_direct_men", "… men", 1, "employment"),
        _share("work_or_education_direct_women", "… women", 1, "employment"),
        Outcome("months_in_work_60", "months in work in the first five years", "months", 1.0, 1, "employment"),
        *(_share(f"employed_{m}m", f"employed {m} months after settlement", 1, "employment") for m in HEADLINE_MONTHS),
        *(
            _share(f"employed_36m_{group}", f"employed 36 months after settlement: {words}", 1, "who")
            for group, words in GROUPS.items()
        ),
        *(
            _share(f"stay_{m}m", f"persons still living there after {m} months", 1, "out-migration")
            for m in HEADLINE_MONTHS
        ),
        _share("stay5_single_men", "still there after five years: single men", 1, "out-migration"),
        _share("stay5_single_women", "… single women", 1, "out-migration"),
        _share("stay5_lone_parents", "… lone parents", 1, "out-migration"),
        _share("stay5_couples_children", "… couples with children", 1, "out-migration"),
        _share("stay5_couples", "… couples without children", 1, "out-migration"),
        _share("municipal_employment", "residents in work, all months", 1, "employment"),
        _share("placed_in_year", "participants with a placement in a calendar year", 0, "placements"),
        _share("ever_placed_60", "ever placed in the first five years", 0, "placements"),
        Outcome("placements_per_adult", "placements per settled adult", "placements", 1.0, 0, "placements"),
        Outcome("asks_per_start", "requests per started placement", "requests", 1.0, -1, "placements"),
        Outcome("requests", "requests to employers", "requests a year", 1.0, 0, "placements"),
        Outcome("requests_yes", "requests answered yes", "requests a year", 1.0, 0, "placements"),
        Outcome("placements_started", "placements started", "placements a year", 1.0, 0, "placements"),
        Outcome("placements_completed", "placements completed", "placements a year", 1.0, 0, "placements"),
        Outcome("placements_hired", "placements that led to a job with the host", "hires a year", 1.0, 1, "placements"),
        _share("requests_accepted", "requests answered yes", 1, "placements"),
        *(
            _share(f"refused_{reason}", f"requests refused: {words}", 0, "refusals")
            for reason, words in {
                "unwilling": "takes no refugees",
                "no_room": "no room",
                "language": "language",
                "load": "too much supervision",
                "staff_tired": "staff have had enough",
                "too_many_asks": "too many requests",
                "distrust": "does not trust who asks",
                "too_busy": "high season",
                "no_need": "no use for a trainee now",
                "others_first": "other groups have the room",
            }.items()
        ),
        _share("broken_off", "placements broken off", -1, "placements"),
        _share("hired_by_host", "placements that end in a job with the host", 1, "placements"),
        _share("employed_6m_after_placement", "employed six months after the first placement began", 1, "placements"),
        _share("employed_6m_after_industry", "… in manufacturing", 1, "placements"),
        _share("employed_6m_after_public", "… with a public host", 1, "placements"),
        *(
            _share(f"jobs_{way}", f"residents' new jobs: {words}", 0, "jobs")
            for way, words in {
                "host": "with the host, as the placement ends",
                "return": "back with a former host or employer",
                "sent": "sent on by a former host or employer",
                "adviser": "an adviser spoke to the employer",
                "known": "through somebody they know",
                "advert": "on an advertised post",
                "outside": "with an employer elsewhere, by commuting",
                "modelled": "with a modelled employer",
            }.items()
        ),
        *(
            _share(f"turned_down_{reason}", f"turned down for a job: {words}", 0, "jobs")
            for reason, words in {
                "no_opening": "no open post",
                "language": "language",
                "rivals": "somebody else was chosen",
                "name": "a foreign name",
                "unknown": "nobody known vouches",
                "inexperience": "too little work experience in Norway",
                "cv_gap": "long without work",
                "staff_tired": "staff have had enough",
                "never": "says that it never takes refugees",
                "distrust": "an adviser's word counts for little",
                "too_many_asks": "too many requests",
                "formal": "formal requirements",
            }.items()
        ),
        Outcome("displaced", "rivals who would have got the posts (expected)", "persons a year", 1.0, 0, "jobs"),
        Outcome("contacts", "advisers' contacts with employers about jobs", "contacts a year", 1.0, 0, "jobs"),
        _share("after_trial_treated", "in work in the year after a trial: treated", 1, "jobs"),
        _share("after_trial_controls", "… controls", 1, "jobs"),
        _share("problems_never_found", "problems that nobody found", -1, "relations"),
        _share("follow_up", "follow-up by advisers, delivered of needed (hours)", 1, "relations"),
        _share("new_work_done", "new work done of wanted (hours)", 1, "relations"),
        Outcome("trust", "trust in the programme's office (0 to 1)", "0-1", 1.0, 1, "relations"),
        Outcome("goodwill", "goodwill of staff (0 to 1)", "0-1", 1.0, 1, "relations"),
        Outcome("trust_partners", "… recent hosts' trust", "0-1", 1.0, 1, "relations"),
        Outcome("goodwill_partners", "… goodwill of recent hosts' staff", "0-1", 1.0, 1, "relations"),
        Outcome("recent_asks", "recent requests felt by a willing employer", "requests", 1.0, -1, "relations"),
        _share("initiatives_taken_up", "employers' initiatives taken up", 1, "relations"),
        _share("initiatives_silence", "initiatives met by silence", -1, "relations"),
        _share("others_placed", "other groups' requests that get a slot", 0, "competing groups"),
        Outcome("others_placements", "placements of the other groups", "placements a year", 1.0, 0, "competing groups"),
        Outcome("hours_asked", "adviser hours asked for", "h a year", 1.0, 0, "costs"),
        Outcome("hours_had", "adviser hours there are", "h a year", 1.0, 0, "costs"),
        _share("matching", "hours found for matching jobseekers with employers", 1, "relations"),
        _share("ways_delivered", "hours found for ways of working (coordination, outreach …)", 1, "relations"),
        Outcome("adviser_hours", "adviser hours used", "h a year", 1.0, 0, "costs"),
        Outcome("teacher_hours", "teacher hours at workplaces", "h a year", 1.0, 0, "costs"),
        Outcome("employer_hours", "employers' supervision", "h a year", 1.0, 0, "costs"),
        Outcome("kr_municipality", "paid by the municipality", "1000 kr a year", 0.001, 0, "costs"),
        Outcome("kr_state", "paid by the state (NAV)", "1000 kr a year", 0.001, 0, "costs"),
        Outcome("kr_employer", "borne by employers", "1000 kr a year", 0.001, 0, "costs"),
        Outcome("subsidy_months", "months of wage subsidy", "months a year", 1.0, 0, "costs"),
        Outcome("mentor_hours", "hours paid by the mentor grant", "h a year", 1.0, 0, "costs"),
        Outcome("courses", "supervisors who took a course", "courses a year", 1.0, 0, "costs"),
        Outcome("nursery_places", "nursery places found for an offer", "nursery places a year", 1.0, 0, "costs"),
        Outcome(
            "kr_benefit", "introduction benefit, paid by the municipality", "1000 kr a year", 0.001, 0, "transfers"
        ),
        Outcome("kr_grant", "integration grant, state to municipality", "1000 kr a year", 0.001, 0, "transfers"),
        Outcome("work_months", "months in work of all adults", "months a year", 1.0, 1, "employment"),
        Outcome("persons_there_end", "persons living there at the end", "persons", 1.0, 1, "out-migration"),
        _share("b1_oral", "B1 oral or better on leaving after 24 to 36 months", 1, "employment"),
        Outcome("adults_settled", "adults settled", "adults", 1.0, 0, "people"),
        _share("women", "women among the adults", 0, "people"),
        Outcome(
            "adults_per_person", "adults per settled person, joining partners included", "adults", 1.0, 0, "people"
        ),
    ]
}
OUTCOMES_2021: dict[str, Outcome] = {  # in tables of runs in which anybody displaced is settled
    **{
        name: _share(name, label, int(any(part in name for part in ("_work_", "employed", "stock"))), GROUP)
        for name, (label, _, _) in SHARES.items()
    },
    MONTHS[0]: Outcome(MONTHS[0], MONTHS[1], "months", 1.0, 0, GROUP),
}
EVERY_OUTCOME = OUTCOMES | OUTCOMES_2021
REASONS = [name for name in OUTCOMES if name.startswith("refused_")]
WAYS = [f"jobs_{way.name.lower()}" for way in Way]
JOB_REASONS = [name for name in OUTCOMES if name.startswith("turned_down_")]
PER_YEAR = {  # outcomes that are the sum of one tally, a year
    "requests": "ASKED",
    "placements_started": "STARTED",
    "placements_completed": "ENDED",
    "placements_hired": "HIRED_BY_HOST",
    "hours_had": "HOURS_HAD",
    "teacher_hours": "TEACHER_HOURS",
    "employer_hours": "EMPLOYER_HOURS",
    "kr_municipality": "KR_MUNICIPALITY",
    "kr_state": "KR_STATE",
    "kr_employer": "KR_EMPLOYER",
    "subsidy_months": "SUBSIDY_MONTHS",
    "mentor_hours": "MENTOR_HOURS",
    "courses": "COURSES",
    "nursery_places": "NURSERY_PLACES",
    "kr_benefit": "KR_BENEFIT",
    "kr_grant": "KR_GRANT",
    "work_months": "WORK",
    "displaced": "DISPLACED",
    "contacts": "CONTACTS",
}
HOURS = {  # of advisers, used: asked for (what the teacher follows up at workplaces is asked of nobody else)
    "HOURS_STANDING": "HOURS_STANDING_WANTED",
    "HOURS_NEW": "HOURS_NEW_WANTED",
    "HOURS_FOLLOW": "HOURS_FOLLOW_NEEDED",
    "HOURS_MATCHING": "HOURS_MATCHING_WANTED",
}
Counts = dict[str, tuple[np.ndarray, np.ndarray]]
Columns = dict[str, np.ndarray]  # of a table


def counts(results: Results) -> Counts:
    """Counts of every outcome: name -> (n, of), each of shape (runs,); also those of the act of 2021 if due."""
    total = {member.name: results.totals[:, member] for member in Total}
    month = {name: results.tally[:, :, member].sum(axis=1) for name, member in Tally.__members__.items()}
    curve = {member.name: results.curve[:, :, member] for member in Curve}
    years = np.full(len(results.replicates), results.tally.shape[1] / 12.0)
    ones = np.ones(len(results.replicates))
    found: Counts = {}
    found |= _employment_counts(total.__getitem__)
    for m in HEADLINE_MONTHS:
        seen = m < results.curve.shape[1]
        zero = np.zeros(len(results.replicates))
        found[f"employed_{m}m"] = (curve["WORK"][:, m], curve["SEEN"][:, m]) if seen else (zero, zero)
        found[f"stay_{m}m"] = (curve["PERSONS_THERE"][:, m], curve["PERSONS_SEEN"][:, m]) if seen else (zero, zero)
    for kind in ("SINGLE_MEN", "SINGLE_WOMEN", "LONE_PARENTS", "COUPLES_CHILDREN", "COUPLES"):
        found[f"stay5_{kind.lower()}"] = (total[f"STAY5_{kind}"], total[f"STAY5_{kind}_OF"])
    found["municipal_employment"] = (month["RESIDENTS_WORK"], month["SETTLED"] - month["MOVED_AWAY"])
    ended = month["ENDED"] + month["BROKEN_OFF"]
    jobs = np.sum([month[name.upper()] for name in WAYS], axis=0)
    said_yes = month["ASKED"] - sum(month[name.upper()] for name in REASONS)
    for group in GROUPS:
        found[f"employed_36m_{group}"] = (total[f"WORK36_{group.upper()}"], total[f"SEEN36_{group.upper()}"])
    for name, tally in PER_YEAR.items():
        found[name] = (month[tally], years)
    found |= {
        "placed_in_year": (total["YEARS_PLACED"], total["YEARS_IN_CLASS"]),
        "ever_placed_60": (total["EVER_PLACED60"], total["MONTHS60_OF"]),
        "placements_per_adult": (total["PLACES"], total["ADULTS"]),
        "asks_per_start": (month["ASKED"], month["STARTED"]),
        "requests_yes": (said_yes, years),
        "requests_accepted": (said_yes, month["ASKED"]),
        **{name: (month[name.upper()], month["ASKED"]) for name in REASONS},
        **{name: (month[name.upper()], jobs) for name in WAYS},
        "jobs_modelled": (jobs - month["JOBS_OUTSIDE"], jobs),
        **{name: (month[name.upper()], month["APPLIED"]) for name in JOB_REASONS},
        "after_trial_treated": (total["AFTER_TREATED"], total["AFTER_TREATED_OF"]),
        "after_trial_controls": (total["AFTER_CONTROLS"], total["AFTER_CONTROLS_OF"]),
        "broken_off": (month["BROKEN_OFF"], ended),
        "hired_by_host": (month["HIRED_BY_HOST"], ended),
        "employed_6m_after_placement": (total["HOSTED_WORK"], total["HOSTED"]),
        "employed_6m_after_industry": (total["HOSTED_INDUSTRY_WORK"], total["HOSTED_INDUSTRY"]),
        "employed_6m_after_public": (total["HOSTED_PUBLIC_WORK"], total["HOSTED_PUBLIC"]),
        "problems_never_found": (month["PROBLEMS"] - month["PROBLEMS_FOUND"], month["PROBLEMS"]),
        "follow_up": (month["HOURS_FOLLOW"], month["HOURS_FOLLOW_NEEDED"]),
        "new_work_done": (month["HOURS_NEW"], month["HOURS_NEW_WANTED"]),
        "trust": (month["TRUST"], month["WILLING"]),
        "goodwill": (month["GOODWILL"], month["WILLING"]),
        "trust_partners": (month["TRUST_PARTNERS"], month["PARTNERS"]),
        "goodwill_partners": (month["GOODWILL_PARTNERS"], month["PARTNERS"]),
        "recent_asks": (month["PRESSURE"], month["WILLING"]),
        "initiatives_taken_up": (month["TAKEN_UP"], month["TAKEN_UP"] + month["HONEST_NO"] + month["SILENCE"]),
        "initiatives_silence": (month["SILENCE"], month["TAKEN_UP"] + month["HONEST_NO"] + month["SILENCE"]),
        "others_placed": (
            others := month["PUPILS_PLACED"] + month["STUDENTS_PLACED"] + month["NAV_PLACED"],
            month["OTHERS_ASKED"],
        ),
        "others_placements": (others, years),
        "adviser_hours": (np.sum([month[name] for name in HOURS], axis=0), years),
        "hours_asked": (np.sum([month[name] for name in HOURS.values()], axis=0), years),
        "matching": (month["HOURS_MATCHING"], month["HOURS_MATCHING_WANTED"]),
        "ways_delivered": (month["HOURS_STANDING"], month["HOURS_STANDING_WANTED"]),
        "persons_there_end": (results.tally[:, -1, Tally.PERSONS_THERE], ones),
        "b1_oral": (total["B1_N"], total["B1_OF"]),
        "adults_settled": (total["ADULTS"], ones),
        "women": (total["WOMEN"], total["ADULTS"]),
        "adults_per_person": (total["ADULTS"], total["PERSONS"]),
    }
    return found | (act_counts(results.totals) if results.displaced else {})


def _employment_counts(of: Callable[[str], np.ndarray]) -> Counts:
    def both(name: str, which: tuple[str, ...]) -> np.ndarray:
        return np.sum([of(f"{name}_{sex}") for sex in which], axis=0)

    found: Counts = {}
    sexes: dict[str, tuple[str, ...]] = {"": ("M", "W"), "_men": ("M",), "_women": ("W",)}
    for year in ("1", "5"):
        for suffix, which in sexes.items():
            seen = both(f"SEEN{year}", which)
            work = both(f"WORK{year}", which)
            study = both(f"STUDY{year}", which)
            found[f"employed_{year}y{suffix}"] = (work, seen)
            found[f"education_{year}y{suffix}"] = (study, seen)
            found[f"work_or_education_{year}y{suffix}"] = (work + study, seen)
    for suffix, which in sexes.items():
        left = both("LEFT", which)
        work = both("WORK0", which)
        study = both("STUDY0", which)
        found[f"work_direct{suffix}"] = (work, left)
        found[f"education_direct{suffix}"] = (study, left)
        found[f"work_or_education_direct{suffix}"] = (work + study, left)
    found["months_in_work_60"] = (of("MONTHS60"), of("MONTHS60_OF"))
    return {name: value for name, value in found.items() if name in OUTCOMES}


def levels(found: Counts) -> pd.DataFrame:
    """One row an outcome, over all runs: its value (not a number where nobody was observed), counts and words."""
    rows = []
    for outcome in [one for name, one in EVERY_OUTCOME.items() if name in found]:
        n, of = (float(np.sum(one)) for one in found[outcome.name])
        value = outcome.scale * (n / of) if of > 0 else math.nan
        rows.append((outcome.name, value, n, of, outcome.unit, outcome.label, outcome.direction))
    return pd.DataFrame(rows, columns=["outcome", "value", "n", "of", "unit", "label", "direction"])


def runs_table(results: Results) -> pd.DataFrame:
    """One row a run: ``replicate``, ``failed``, and ``<outcome>_n``, ``<outcome>_of``."""
    return pd.DataFrame(runs_columns(results))


def runs_columns(results: Results) -> Columns:
    """Columns of ``runs_table``."""
    columns = {"replicate": results.replicates, "failed": results.failed}
    for name, (n, of) in counts(results).items():
        columns[f"{name}_n"] = n
        columns[f"{name}_of"] = of
    return columns


def monthly_columns(results: Results) -> Columns:
    """One row a run and month (1 is the first counted): the tallies by their names in small letters."""
    runs, months, _ = results.tally.shape
    flat = results.tally.reshape(runs * months, -1)
    keys = {"replicate": np.repeat(results.replicates, months), "month": np.tile(np.arange(1, months + 1), runs)}
    return keys | {member.name.lower(): flat[:, member] for member in Tally}


def curves_columns(results: Results) -> Columns:
    """One row a run and month since settlement: adults seen, in work, persons still there and so on."""
    runs, months, _ = results.curve.shape
    flat = results.curve.reshape(runs * months, -1)
    keys = {"replicate": np.repeat(results.replicates, months), "since": np.tile(np.arange(months), runs)}
    return keys | {member.name.lower(): flat[:, member] for member in Curve}
