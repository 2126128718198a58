"""Trials: files of ``configs/trials``, or one's own, and the scenarios in which they are played.

A trial is drawn, served and counted by the model (``sim.rules.trial``); a file says who takes part and when, what the
office of the treated does, and what is published. In Python::

    trial = read_trial("gothenburg")
    scenario = played(options, base_of(options), trial)                 # and without treatment: treated=False
"""

from __future__ import annotations

import copy
import dataclasses
import math
from pathlib import Path
from typing import Any

import pandas as pd

from bygd.errors import InputError, near, shortened
from bygd.evidence.sources import sources
from bygd.scenarios.build import scenario_of
from bygd.scenarios.catalogue import file_of
from bygd.scenarios.options import Common
from bygd.scenarios.own_files import by_file, load_yaml
from sim.constants import MONTHS_A_YEAR
from sim.parameters import Number, numbers
from sim.policy import Policy, Words
from sim.rules.offices import Practice
from sim.rules.trial import Trial
from sim.scenario import Scenario

PREFIX = "trial_"  # and the name of a trial: name of its scenario, and of the measure that its office works by
UNTREATED = "_untreated"  # behind it: the same people without any treatment
SHARED = ("practice", "practice.programme")  # what changes practice there can change that of the treated alone
WHAT = ("effect", "controls")
LANGUAGES = ("en", "nb")
LIKE = "keys and values, like configs/trials/gothenburg.yaml"
LINES = ("title", "about", "months", "trial", "practice", "published")
WORDS = ("title", "about")
FIGURE = ("id", "what", "first", "last", "value", "error")
LONGEST = 444


@dataclasses.dataclass(frozen=True)
class Published:
    """What a trial has shown: ``effect`` (points) or employment of the ``controls`` (%), months since its end."""

    id: str
    what: str
    first: int
    last: int
    value: float
    error: float


@dataclasses.dataclass(frozen=True)
class TrialFile:
    """How a trial is played: numbers of ``sim.rules.trial``, practice of the office of the treated, what is published.

    ``months``: how long it is simulated where nothing else is said.
    """

    name: str
    title: Words
    about: Words
    months: int
    design: dict[str, float]
    practice: dict[str, float]
    published: tuple[Published, ...]
    measures: tuple[Policy, ...] = ()  # in place of ``practice``

    @property
    def scenario(self) -> str:
        """Name of its scenario in a study."""
        return f"{PREFIX}{self.name}"

    @property
    def policies(self) -> tuple[Policy, ...]:
        """What the office of the treated does, as measures."""
        if self.measures or not self.practice:
            return self.measures
        changes: dict[str, dict[str, Any]] = {
            f"practice.trial.{name}": {"set": value} for name, value in self.practice.items()
        }
        return (Policy(self.title, self.about, 0, "", "D", self.about, changes, name=self.scenario),)


# --- scenarios ---------------------------------------------------------------------------------------------------


def played(options: Common, base: list[Policy], trial: TrialFile, *, months: int = 0, treated: bool = True) -> Scenario:
    """Scenario of a program's options in which the trial is played, for as long as its file says, or ``months``.

    ``treated=False``: the same groups are drawn and nobody is treated.
    """
    exchanged: Any = copy.copy(options)
    exchanged.months = months or trial.months
    design = trial.design if treated else {**trial.design, "from_month": trial.design["until"]}
    exchanged.trial = Trial(**design)
    return scenario_of(
        exchanged,
        [*base, *trial.policies] if treated else base,
        trial.scenario if treated else f"{trial.scenario}{UNTREATED}",
    )


def of_scenario(runs: pd.DataFrame, trial: str) -> pd.DataFrame:
    """Rows of a trial's scenario, without a name those of scenarios in which none is played; all if none is named."""
    if "scenario" not in runs:
        return runs
    name = runs["scenario"].astype(str)
    return runs[name == f"{PREFIX}{trial}"] if trial else runs[~name.str.startswith(PREFIX)]


def for_the_treated(policy: Policy) -> Policy:
    """A measure that only the office of the treated takes; ``InputError`` if no office alone can take it."""
    changes = {}
    for name, change in policy.changes.items():
        head, _, number = name.rpartition(".")
        if head not in SHARED:
            raise InputError(
                f"The measure {policy.name} changes {name}, which is no practice of an office, so it cannot be taken "
                "for the treated alone; leave it out, or put it in force for all: policy=[…]."
            )
        changes[f"practice.trial.{number}"] = change
    return dataclasses.replace(policy, name=f"{PREFIX}{policy.name}", changes=changes)


# --- files -------------------------------------------------------------------------------------------------------


def read_trial(named: str) -> TrialFile:
    """Read a trial by its name in ``configs``, or by its file; ``InputError`` if it makes no sense."""
    return _read(file_of("trials", named, word="trial", or_file="my_trial.yaml"))


@by_file
def _read(file: Path) -> TrialFile:
    stated = load_yaml(file, "trial", LIKE)
    try:
        return trial_of(file.stem, stated)
    except InputError as error:
        raise InputError(f"{file}: {error}") from None


def trial_of(name: str, stated: dict[Any, Any]) -> TrialFile:
    """A trial from what is stated of it, checked; ``InputError`` with a sentence for the first fault."""
    _check_names(stated, LINES, "line of a trial")
    for line in LINES:
        if line not in stated:
            raise InputError(f"the line {line} is missing; compare with configs/trials/gothenburg.yaml.")
    title, about = (_words(line, stated[line]) for line in WORDS)
    design = _numbers("trial", stated["trial"], numbers(Trial()))
    practice = _numbers("practice", stated["practice"], numbers(Practice()))
    design = {key: item.default for key, item in numbers(Trial()).items()} | design
    published = stated["published"] or []
    if not isinstance(published, list):
        raise InputError("published must be a list: lines that begin with '- {id: …'.")
    months = _number("months", stated["months"])
    check_design(design, int(months))
    if months != int(months) or months > LONGEST:
        raise InputError(f"months is {months:g}, but must be a whole number up to {LONGEST}.")
    return TrialFile(name, title, about, int(months), design, practice, tuple(map(_published, published)))


def check_design(design: dict[str, float], months: int) -> None:
    """Refuse a trial in which nobody takes part, is treated or is seen in the year after."""
    _numbers("trial", design, numbers(Trial()))
    if design["share"] <= 0:
        raise InputError("the share of those who take part is 0, so there is no trial; say one above 0.")
    if not 0 < design["treated"] < 1:
        raise InputError("treated must lie between 0 and 1, so that there are treated and controls.")
    if design["until"] <= design["from_month"]:
        raise InputError(
            f"treatment ends in month {design['until']:g}, but begins in month {design['from_month']:g}; "
            "until must be later than from_month."
        )
    if any(design[name] != int(design[name]) for name in ("from_month", "until", "track")):
        raise InputError("from_month, until and track must be whole numbers.")
    if (least := int(design["until"]) + 2 * MONTHS_A_YEAR) > months:
        raise InputError(
            f"months is {months}, but must be {least} or more, so that those settled in a whole year are seen in the "
            "year after the trial."
        )


def _check_names(stated: Any, known: tuple[str, ...], what: str) -> None:
    if not isinstance(stated, dict):
        raise InputError(f"a {what} must be written as names and values.")
    for name in stated:
        if name not in known:
            hint = near(str(name), known) or f"; choose from {', '.join(known)}"
            raise InputError(f"{shortened(str(name))} is no {what}{hint}.")


def _words(line: str, stated: Any) -> Words:
    _check_names(stated, LANGUAGES, f"language of {line}")
    for language in LANGUAGES:
        if not isinstance(stated.get(language), str) or not stated[language].strip():
            raise InputError(f"{line} lacks its text in {language!r}.")
    return Words(**stated)


def _number(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise InputError(f"{name} is {shortened(repr(value))}, but must be a number.")
    return float(value)


def _numbers(group: str, stated: Any, known: dict[str, Number]) -> dict[str, float]:
    """Numbers of a group, each in its allowed range."""
    if stated is None:
        return {}
    _check_names(stated, tuple(known), f"number of {group}")
    results = {name: _number(f"{group}.{name}", value) for name, value in stated.items()}
    for name, value in results.items():
        low, high = known[name].allowed
        if not low <= value <= high:
            raise InputError(f"{group}.{name} is {value:g}, but must lie between {low:g} and {high:g}.")
    return results


def _published(stated: Any) -> Published:
    """A published figure, checked."""
    _check_names(stated, FIGURE, "line of a published figure")
    for line in FIGURE:
        if line not in stated:
            raise InputError(f"a published figure lacks its line {line}; it has {', '.join(FIGURE)}.")
    if not isinstance(stated["id"], str) or stated["id"] not in sources().index:
        raise InputError(f"there is no evidence {shortened(repr(stated['id']))} in configs/evidence/sources.csv.")
    if stated["what"] not in WHAT:
        raise InputError(f"{stated['id']}: what is {stated['what']!r}; choose from {', '.join(WHAT)}.")
    first, last, value, error = (_number(f"{stated['id']}: {name}", stated[name]) for name in FIGURE[2:])
    if first < 0 or first != int(first) or last != int(last):
        raise InputError(
            f"{stated['id']}: first and last are {first:g} and {last:g}, but must be whole months from 0 on."
        )
    if not first < last:
        raise InputError(f"{stated['id']}: first is {first:g}, but must be earlier than last, {last:g}.")
    if error <= 0:
        raise InputError(f"{stated['id']}: error is {error:g}, but must be above 0.")
    return Published(stated["id"], stated["what"], int(first), int(last), value, error)
