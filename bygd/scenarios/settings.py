"""Settings: law, people, figures, ensemble and prices that belong together, by name in ``configs/setting``.

``setting=norway_2021_act`` changes what an option or a number is where nobody says anything; whatever is typed wins.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from bygd.errors import InputError
from bygd.scenarios.catalogue import choices, folder_of, refuse_unknown
from bygd.scenarios.fill import filled
from bygd.scenarios.own_files import by_file, load_yaml
from sim.policy import Words
from sim.population import MEAN_YEARS, SERIES_END

if TYPE_CHECKING:
    import pandas as pd

SETTING = "norway_2003_act"  # unless told otherwise: the one in which effects of measures have been published
NONE = "default"  # in place of an ensemble: the declared numbers
LATER = {  # outcomes that look further from settlement than their name says, with the months
    "months_in_work_60": 60,
    "ever_placed_60": 60,
    **{f"stay5_{who}": 60 for who in ("single_men", "single_women", "lone_parents", "couples_children", "couples")},
}
MONTHS = re.compile(r"_(\d+)m(_|$)")  # from settlement, or from the start of a placement
YEARS_AFTER = re.compile(r"_(\d)y(_|$)")  # after a programme of some months
COHORT = 12  # months: that many of those settled are followed as long as a headline outcome looks


class Headline(NamedTuple):
    """Outcomes that every result names first: work, who still lives there, and more beside them."""

    work: str
    stay: str
    more: tuple[str, ...] = ()

    @property
    def both(self) -> tuple[str, str]:
        """Work and who still lives there."""
        return self.work, self.stay

    @property
    def shown(self) -> tuple[str, ...]:
        """All of them as a page shows them: both first."""
        return (*self.both, *self.more)

    @property
    def asked(self) -> list[str]:
        """All of them as options name them: those of work first."""
        return [self.work, *self.more, self.stay]

    @property
    def months(self) -> int:
        """Months from settlement at which work is counted."""
        return months_of(self.work)


@dataclasses.dataclass
class Setting:
    """What a file of ``configs/setting`` says of itself.

    ``note`` is told with every result of its ensemble, ``one_set`` with those of one set of numbers, ``of_others``
    with those of members of another setting; ``horizon``: months from settlement up to which levels are told (0:
    all), for the reason in ``beyond``; ``longest``: months that a run may last; ``least``: months in which every
    published figure is observed; ``figures`` and ``ensemble``: names in ``configs``; ``headline``: outcomes that
    every result names first (work, who still lives there, more), and in the next lines those that take their place
    in runs too short to follow a year of settlement so long.
    """

    title: Words
    description: Words
    figures: str
    ensemble: str
    headline: list[list[str]]
    note: Words = field(default_factory=lambda: Words("", ""))
    one_set: Words = field(default_factory=lambda: Words("", ""))
    of_others: Words = field(default_factory=lambda: Words("", ""))
    beyond: Words = field(default_factory=lambda: Words("", ""))
    horizon: int = 0
    longest: int = 444
    least: int = 156


@dataclasses.dataclass
class Chosen:
    """A setting: words about it, and the options and numbers of the model that it sets, by name."""

    setting: Setting
    options: dict[str, Any] = field(default_factory=dict)
    numbers: dict[str, float] = field(default_factory=dict)

    def headline(self, months: int) -> Headline:
        """Outcomes that every result of runs of so many months names first."""
        lines = [Headline(line[0], line[1], tuple(line[2:])) for line in self.setting.headline]
        return next((line for line in lines if months_of(line.work) + COHORT <= months), lines[-1])

    def options_of(self, options: Any, months: int) -> dict[str, Any]:
        """Values of those options that a program has; its ensemble only where the program takes one by default.

        ``months`` of a run decide which outcomes can be looked at.
        """
        results = {name: value for name, value in self.options.items() if hasattr(options, name)}
        headline = self.headline(months)
        of_outcomes = {"until": headline.asked, "outcomes": headline.asked, "outcome": headline.work}
        results |= {  # ``until`` of a trial is a month
            name: value for name, value in of_outcomes.items() if isinstance(getattr(options, name, None), type(value))
        }
        if hasattr(options, "figures"):
            results["figures"] = self.setting.figures
        if getattr(options, "ensemble", NONE) != NONE:
            results["ensemble"] = self.setting.ensemble
        return results


def read_setting(name: str) -> Chosen:
    """Read a setting by its name in ``configs``; ``InputError`` if there is none; nobody may change it."""
    refuse_unknown("setting", str(name))
    return _read(folder_of("setting") / f"{name}.yaml")


@by_file
def _read(file: Path) -> Chosen:
    loaded = load_yaml(file, "setting", "keys and values, like configs/setting/norway_2021_act.yaml")
    setting = filled(Setting, loaded["setting"], str(file))
    return Chosen(setting, loaded.get("options", {}), loaded.get("numbers", {}))


def headline_of(options: Any) -> Headline:
    """Outcomes that every result of a study names first, by its setting and months."""
    return read_setting(options.setting).headline(options.months)


def months_of(outcome: str) -> int:
    """Months from settlement (or from the start of a placement) at which an outcome is counted; 0: it names none."""
    match = MONTHS.search(outcome)
    return int(match[1]) if match else 0


USUAL = read_setting(SETTING).headline(0)  # unless told otherwise


# --- what a setting refuses, and what it tells -------------------------------------------------------------


def is_beyond(outcome: str, horizon: int) -> bool:
    """Whether an outcome looks further from settlement than ``horizon`` months (0: none does)."""
    if not horizon:
        return False
    if match := MONTHS.search(outcome):
        return int(match[1]) > horizon
    if match := YEARS_AFTER.search(outcome):
        return 12 * int(match[1]) + 12 > horizon
    return LATER.get(outcome, 0) > horizon


def refuse_unfit(options: Any) -> None:
    """Raise ``InputError`` for municipalities, months and outcomes that do not fit the setting of ``options``."""
    setting = read_setting(options.setting).setting
    _refuse_years(options)
    if options.months > setting.longest:
        raise InputError(
            f"months is {options.months}, but at most {setting.longest} in setting={options.setting}: "
            f"{setting.beyond.en}."
        )
    for option in ("until", "outcomes", "outcome"):
        named = getattr(options, option, [])
        if not isinstance(named, str | list):  # ``until`` of a trial is a month
            continue
        for outcome in [named] if isinstance(named, str) else named:
            if is_beyond(outcome, setting.horizon):
                raise InputError(
                    f"{option} names {outcome}, which is not told in setting={options.setting}: {setting.beyond.en}."
                )


def refuse_short(options: Any) -> None:
    """Raise ``InputError`` where a run is too short for the published figures of its setting."""
    least = read_setting(options.setting).setting.least
    if options.months < least:
        raise InputError(f"months is {options.months}, but must be {least} or more, so that all figures are seen.")


def _refuse_years(options: Any) -> None:
    """Refuse a municipality that states the years of another setting alone."""
    stated = options.arrivals == "stated"
    for municipality in options.municipality.municipalities.values():
        years = sorted(municipality.settled)
        if lacks(years) and not stated:
            raise InputError(
                f"{municipality.name} states persons settled from {years[0]} to {years[-1]}; say "
                f"setting=norway_2021_act, or state {MEAN_YEARS[0]} to {SERIES_END} as well."
            )
        if stated and max(years, default=0) <= SERIES_END:
            raise InputError(
                f"{municipality.name} states nobody who was settled after {SERIES_END}, so who came under the act of "
                f"2021 is not known; add years from {SERIES_END + 1} on to settled and displaced, or say "
                "setting=norway_2003_act."
            )


def lacks(settled: Iterable[int]) -> bool:
    """Whether a municipality states years of the act of 2021, and not those that the setting of 2003 needs."""
    years = set(settled)
    return max(years, default=0) > SERIES_END and not set(MEAN_YEARS) <= years


def setting_notes(options: Any) -> list[str]:
    """Sentences on what a result of the setting rests on; none in the setting that the model was made for."""
    text = setting_words(options).en
    told_of = [f"Note: setting={options.setting}: {text}"] if text else []
    towns = options.municipality.municipalities.values() if options.arrivals == "stated" else ()
    return told_of + [
        f"Note: {town.name} states no displaced, so everybody settled there counts as a refugee of other origin; state "
        "of each year's settled how many are under collective protection."
        for town in towns
        if not town.displaced
    ]


def setting_words(options: Any) -> Words:
    """What a result of the setting rests on, in both languages."""
    setting = read_setting(options.setting).setting
    members = getattr(options, "ensemble", NONE)
    if members in ensembles_of_others(options.setting):
        return setting.of_others
    return setting.one_set if members == NONE else setting.note


def ensembles_of_others(setting: str) -> set[str]:
    """Ensembles that belong to other settings: their members are calibrated to figures of another world."""
    return {read_setting(name).setting.ensemble for name in choices("setting") if name != setting}


def told(outcomes: Iterable[str], options: Any) -> list[str]:
    """Those outcomes that do not look beyond the horizon of the setting."""
    horizon = read_setting(getattr(options, "setting", SETTING)).setting.horizon
    return [name for name in outcomes if not is_beyond(name, horizon)]


def told_months(curves: pd.DataFrame, options: Any) -> pd.DataFrame:
    """Those rows of ``curves.parquet`` that do not lie beyond the horizon of the setting."""
    horizon = read_setting(options.setting).setting.horizon
    return curves[curves["since"] <= horizon] if horizon else curves
