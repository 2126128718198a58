"""Targets: published figures with tolerance, population and moment, read from ``configs/targets`` or one's own.

``docs/targets.md`` shows all of them (``experiments.pages.targets``). In Python::

    figures = [one for one in load("norway_2003_act") if one.use == "calibration"]
    n, of = counts(figures, runs)             # of one point: (runs, outcomes)
    value, error = values_and_errors([one.mapping for one in figures], n, of)
"""

from __future__ import annotations

import dataclasses
import difflib
import math
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from bygd.errors import InputError
from bygd.evidence.mappings import Mapping, mapping_of, needed, values, values_and_errors
from bygd.evidence.sources import sources
from bygd.evidence.target_tables import PART, entries_of
from bygd.scenarios.build import scenario_of
from bygd.scenarios.catalogue import TARGETS, choices, folder_of, is_file, known_names, own_file_of, short_name
from bygd.scenarios.options import Common, base_of
from bygd.scenarios.own_files import load_table, load_yaml
from bygd.scenarios.settings import read_setting
from bygd.scenarios.trials import of_scenario, played, read_trial
from sim.outcomes import EVERY_OUTCOME
from sim.parameters import GRADES
from sim.scenario import Scenario

USES = ("calibration", "check")
UNITS = ("%", "points", "ratio", "months")
PARTS = {
    "sampling": "another cohort of the same size could have shown another figure",
    "definition": "source and model count differently",
    "year_to_year": "other years show other figures",
    "rural_gap": "the figure is of another kind of place",
    PART: "as stated, without its parts",
}
JOINS = r"[+\-/]"


@dataclasses.dataclass(frozen=True)
class Part:
    """One part of a tolerance: its size in the figure's unit, as a standard deviation, and why."""

    size: float
    because: str


@dataclasses.dataclass(frozen=True)
class Target:
    """A published figure, and how the model measures it.

    ``value`` is aimed at, ``published`` is what the source prints; ``others`` are ids of the same figure of other
    cohorts or areas. ``municipality`` names the municipality file where it is measured, without folder and ending; with
    ``over`` the figure is the ratio of that municipality to another. With ``trial`` it is measured where that trial is
    played there (a name of ``configs/trials``). ``differs`` says what the source counts otherwise than the model.
    """

    id: str
    use: str
    value: float
    unit: str
    outcome: str
    population: str
    moment: str
    tolerance_parts: dict[str, Part]
    source: str
    publisher: str
    grade: str
    differs: str
    published: float
    others: tuple[str, ...] = ()
    municipality: str = "national"
    over: str = ""
    trial: str = ""

    @property
    def tolerance(self) -> float:
        """One standard deviation of what separates figure and model although both are right."""
        return math.hypot(*(part.size for part in self.tolerance_parts.values()))

    @property
    def mapping(self) -> Mapping:
        """The named function from the model's counts to this figure (of one municipality)."""
        return mapping_of(self.outcome)

    @property
    def digits(self) -> int:
        """Decimals to print."""
        return 3 if self.unit == "ratio" else 1

    @property
    def span(self) -> tuple[float, float]:
        """Least and largest of the figure and the ``others``."""
        all_of_them = [self.published, *(printed(item) for item in self.others)]
        return min(all_of_them), max(all_of_them)

    def away(self, value: float) -> float:
        """How many tolerances a value of the model lies above (below: negative) the figure."""
        return (value - self.value) / self.tolerance


class Measured(NamedTuple):
    """What the model says of a target: value, and standard error of the mean over runs."""

    value: float
    error: float


def scenarios_of(options: Common, name: str, targets: Sequence[Target]) -> dict[str, Scenario]:
    """Scenarios in which targets are measured: ``name``, in which no trial is played, then that of each trial."""
    base = base_of(options)
    trials = [read_trial(trial) for trial in dict.fromkeys(item.trial for item in targets) if trial]
    return {name: scenario_of(options, base, name)} | {item.scenario: played(options, base, item) for item in trials}


# --- measuring --------------------------------------------------------------------------------------------


def counts(targets: Sequence[Target], runs: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Counts of the runs that did not fail, twice (runs, outcomes), for ``mappings.values_and_errors``."""
    names = needed([item.mapping for item in targets])
    good = runs[~runs["failed"].astype(bool)] if "failed" in runs else runs
    n, of = (good[[f"{name}_{part}" for name in names]].to_numpy(float) for part in ("n", "of"))
    return n, of


def values_by_point(targets: Sequence[Target], runs: pd.DataFrame) -> tuple[pd.Index, np.ndarray]:
    """Points of a sweep, and the targets there (points x targets), each in its scenario; not a number if not seen."""
    points = pd.Index(runs["point"].unique())
    results = np.full((len(points), len(targets)), np.nan)
    for trial in dict.fromkeys(item.trial for item in targets):
        columns = [i for i, item in enumerate(targets) if item.trial == trial]
        some = [targets[i] for i in columns]
        seen, n, of = sums_by_point(some, of_scenario(runs, trial))
        results[np.ix_(points.get_indexer(seen), columns)] = values([item.mapping for item in some], n, of)
    return points, results


def sums_by_point(targets: Sequence[Target], runs: pd.DataFrame) -> tuple[pd.Index, np.ndarray, np.ndarray]:
    """Points of one scenario, and sums of counts over their runs, twice (points, outcomes), for ``mappings.values``."""
    names = needed([item.mapping for item in targets])
    columns = [f"{name}_{part}" for part in ("n", "of") for name in names]
    good = runs[~runs["failed"].astype(bool)] if "failed" in runs else runs
    total = good.groupby("point", sort=False)[columns].sum()
    return total.index, total.to_numpy(float)[:, : len(names)], total.to_numpy(float)[:, len(names) :]


def measured(target: Target, runs: pd.DataFrame, over: pd.DataFrame | None = None) -> Measured:
    """A target measured in runs of its municipality (and trial); ``over``: of the one that a ratio divides by.

    Two municipalities have people of their own, so the errors of their figures are taken as independent.
    """
    found = counts([target], of_scenario(runs, target.trial))
    value, error = (float(item[0]) for item in values_and_errors([target.mapping], *found))
    if not target.over:
        return Measured(value, error)
    if over is None:
        raise InputError(f"The figure {target.id} needs runs of {target.municipality} and of {target.over}.")
    below = measured(dataclasses.replace(target, over=""), over)
    ratio = value / below.value if below.value else math.nan
    return Measured(ratio, abs(ratio) * math.hypot(error / value, below.error / below.value) if ratio else math.nan)


# --- what sources print -----------------------------------------------------------------------------------


def ids_of(text: str) -> list[str]:
    """Ids of the evidence in an id that joins several."""
    return re.split(JOINS, text)


def printed(text: str) -> float:
    """What the sources print for an id, or for several joined by +, - or /; not a number where it is words."""
    try:
        results = [float(sources().loc[item, "value"]) for item in ids_of(text)]
    except ValueError:
        return math.nan
    result = results[0]
    for sign, number in zip(re.findall(JOINS, text), results[1:], strict=True):
        result = {"+": result + number, "-": result - number, "/": result / number}[sign]
    return result


# --- reading ----------------------------------------------------------------------------------------------


def load_for(options: Any) -> tuple[Target, ...]:
    """Figures that ``options`` name; ``InputError`` also where they are measured in another setting."""
    return load(options.figures, options.setting)


HOLDS = "title and figures, like norway_2003_act.yaml"
TABLE = "the table of figures"


def _content(named: str | pd.DataFrame) -> tuple[str, dict[str, Any], bool]:
    """Name, content of a file of figures or of a table, and whether they are one's own."""
    if isinstance(named, pd.DataFrame):
        return TABLE, {"title": TABLE, "figures": entries_of(named)}, True
    own = own_file_of("targets", named, TARGETS)
    file = own or folder_of("targets") / f"{named}.yaml"
    if not file.exists():
        raise InputError(
            f"There are no figures {named!r}; choose from {', '.join(known_names('targets'))}, or name a file of your "
            "own, like my_figures.yaml or my_figures.csv."
        )
    if file.suffix.lower() == ".csv":
        return str(file), {"title": file.stem, "figures": entries_of(load_table(file, "figures", texts=True))}, True
    return str(file), load_yaml(file, "figures", HOLDS), own is not None


def load(named: str | pd.DataFrame, setting: str = "") -> tuple[Target, ...]:
    """Read and check a file of ``configs/targets``, or your own (YAML, CSV), or a table (``target_tables``).

    ``InputError`` if wrong, or if the file says that its figures are measured in another ``setting`` than this one.
    """
    where, content, own = _content(named)
    if set(content) - {"setting"} != {"title", "figures"} or not content["figures"]:
        raise InputError(f"The figures file {where} must hold {HOLDS}.")
    if "setting" in content:
        read_setting(str(content["setting"]))
    if setting and content.get("setting", setting) != setting:
        raise InputError(f"The figures {named} are measured in setting={content['setting']}; say that as well.")
    if not isinstance(content["figures"], list):
        raise InputError(f"In {where} figures must be a list: lines that begin with '- id:'.")
    results: dict[str, Target] = {}
    for number, entry in enumerate(content["figures"], 1):
        try:
            target = _target(entry, own)
        except InputError as error:
            which = entry.get("id", number) if isinstance(entry, dict) else number
            raise InputError(f"In {where}, figure {which}: {error}") from None
        if target.id in results:
            raise InputError(f"In {where}, figure {target.id} is there twice; keep one.")
        results[target.id] = target
    return tuple(results.values())


OPTIONAL = ("unit", "published", "others", "municipality", "over", "trial")
NEEDED = (
    *(one.name for one in dataclasses.fields(Target) if one.name not in (*OPTIONAL, "tolerance_parts")),
    "tolerance",
)
NO_TEXTS = ("value", "tolerance", "published", "others")


def _target(entry: Any, own: bool) -> Target:
    """One figure, checked; one's ``own`` need not be in the evidence that comes with Bygd."""
    if not isinstance(entry, dict):
        raise InputError("it must hold lines like id, value and outcome.")
    _check_lines(entry)
    mapping = mapping_of(entry["outcome"])
    units = [EVERY_OUTCOME[mapping.outcomes[0]].unit] if len(mapping.outcomes) == 1 and "over" not in entry else []
    if "unit" not in entry and not units:
        raise InputError("say its unit, since it is a function of several outcomes.")
    texts = {"unit": units[0]} | entry if units else dict(entry)
    for name, allowed in {"use": USES, "unit": tuple(dict.fromkeys((*UNITS, *units))), "grade": tuple(GRADES)}.items():
        _one_of(name, texts[name], allowed)
    if units and texts["unit"] != units[0]:
        raise InputError(f"unit is {texts['unit']!r}, but {entry['outcome']} is in {units[0]}.")
    for name in {"municipality", "over"} & set(entry):
        texts[name] = _municipality(name, entry[name])
    if "trial" in entry:
        _one_of("trial", entry["trial"], tuple(choices("trials")))
    others = entry.get("others", [])
    if not isinstance(others, list):
        raise InputError("others must be a list of ids, like [we1_2012_all].")
    for item in (part for joined in [*([] if own else [entry["id"]]), *others] for part in ids_of(str(joined))):
        if item not in sources().index:
            raise InputError(f"there is no evidence {item!r} in configs/evidence/sources.csv.")
    value = _number("value", entry["value"])
    return Target(
        **{name: text for name, text in texts.items() if name not in NO_TEXTS},
        value=value,
        published=_number("published", entry.get("published", value)),
        tolerance_parts=_parts(entry["tolerance"]),
        others=tuple(map(str, others)),
    )


def _municipality(line: str, named: str) -> str:
    """Name of a municipality of ``configs``, or of a file of one's own, as studies are named after it."""
    if not ((own := own_file_of("municipality", named)) and is_file(str(own))):
        _one_of(line, named, tuple(known_names("municipality")))
    return short_name(named)


def _check_lines(entry: dict) -> None:
    """Refuse lines that no figure has, lines that are missing, and texts that are none."""
    for name in entry:
        if name not in (*NEEDED, *OPTIONAL):
            near = difflib.get_close_matches(str(name), [*NEEDED, *OPTIONAL], n=1)
            raise InputError(f"{name} is no line of a figure{f'; is {near[0]} meant?' if near else '.'}")
    for name in NEEDED:
        if entry.get(name) is None:
            raise InputError(f"the line {name} is missing.")
    for name, text in entry.items():
        if name not in NO_TEXTS and not (isinstance(text, str) and text.strip()):
            raise InputError(f"{name} must be a text.")


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise InputError(f"{name} is {value!r}; choose from {', '.join(allowed)}.")


def _number(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise InputError(f"{name} is {value!r}, but must be a number.")
    return float(value)


def _parts(stated: Any) -> dict[str, Part]:
    """Parts of a tolerance, checked."""
    if not isinstance(stated, dict) or not stated:
        raise InputError(f"tolerance must hold one or more of {', '.join(PARTS)}.")
    results = {}
    for name, part in stated.items():
        _one_of("a part of the tolerance", name, tuple(PARTS))
        if not isinstance(part, dict) or set(part) != {"size", "because"} or not isinstance(part["because"], str):
            raise InputError(f"{name} must look like {{size: 1.0, because: a reason}}.")
        results[name] = Part(_number(f"the size of {name}", part["size"]), part["because"])
        if results[name].size < 0:
            raise InputError(f"the size of {name} is {results[name].size:g}, but must not be negative.")
    if not any(part.size > 0 for part in results.values()):
        raise InputError("the tolerance is 0; no model could be within it.")
    return results
