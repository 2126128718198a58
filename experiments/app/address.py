"""What the visitor has chosen: as an address that can be sent, as a command that repeats it, and as options.

Everything that comes out of an address is checked here, once; what is odd is replaced, and one sentence says so.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from bygd.commands import typed
from bygd.scenarios.catalogue import YAML, choices
from bygd.scenarios.settings import SETTING
from experiments.report.page import SECTIONS

VIEWS = ("compare", "own", "watch", "rules")
LANGUAGES = ("en", "nb")
TEXTS = Path(__file__).parent / "words"  # of the page, in these languages
YEARS = (5, 7, 10, 15, 20)  # horizons
LATE_YEARS = (2, 3, 4)  # in the setting of 2021, in which a run lasts at most 48 months
MOST_PEOPLE = 200  # settled a year
RUNS = 1000  # pairs of runs of a settled answer
PLACES = ("sel", "vaga", "nordre_land", "region")
DOSED = "extra_staff"  # the measure that has a size
SHOWN = tuple(
    name for name in SECTIONS if name != "two_ensembles"
)  # sections of the report; there is one ensemble here
MEASURES, ENSEMBLES = "policy", "ensembles"  # folders, in that of the page, with files of the visitor's own
SIGNS = set("+:,[]{}'\"")  # that mean something among scenarios
SIZES = (0.25, 0.5, 1.0, 1.5, 2.0)  # posts


@dataclasses.dataclass(frozen=True)
class Choice:
    """What is compared, in which setting.

    ``people``: settled a year (0: as in the municipality's file); ``together``: as one package; ``ensemble``: a file of
    the visitor's own, empty for that of the setting.
    """

    municipality: str = "sel"
    measures: tuple[str, ...] = ("follow_up", "extra_staff:0.5")
    together: bool = True
    years: int = 10
    people: int = 0
    setting: str = SETTING
    ensemble: str = ""

    @property
    def scenarios(self) -> list[str]:
        """Scenarios by the names that ``experiments.compare`` knows."""
        return self._joined(self.measures)

    def _joined(self, measures: Iterable[str]) -> list[str]:
        return ["+".join(measures)] if self.together else list(measures)

    def arguments(self, own: Path | None = None) -> list[str]:
        """Arguments of ``experiments.compare`` that repeat it; ``own``: the folder of the visitor's own files."""
        municipality = str(own / self.municipality) if own and is_own(self.municipality) else self.municipality
        measures = (str(own / MEASURES / name) if own and is_file(name) else name for name in self.measures)
        results = [
            f"municipality={municipality}",
            f"scenarios=[{','.join(self._joined(measures))}]",
            f"months={12 * self.years}",
        ]
        if self.setting != SETTING:
            results.insert(0, f"setting={self.setting}")
        if self.people:
            results.append(f"settled_per_year={self.people}")
        if self.ensemble:
            results.append(f"ensemble={own / ENSEMBLES / self.ensemble if own else self.ensemble}")
        return [*results, f"replicates={RUNS}"]

    def command(self, own: Path | None = None) -> str:
        """The command that repeats it on a terminal."""
        return typed("compare", *self.arguments(own))

    @property
    def key(self) -> str:
        """A short name that the same choice always has."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:12]


@dataclasses.dataclass(frozen=True)
class Address:
    """Where the visitor is: view, language, choice, and what single views keep (``rest``)."""

    view: str = "compare"
    language: str = "en"
    choice: Choice = Choice()
    section: str = "key"
    rest: tuple[tuple[str, str], ...] = ()

    @property
    def query(self) -> str:
        """What stands behind the question mark."""
        choice = self.choice
        pairs = {
            "view": self.view,
            "lang": self.language,
            **({"setting": choice.setting} if choice.setting != SETTING else {}),
            "municipality": choice.municipality,
            "measures": ",".join(choice.measures),
            "as": "one" if choice.together else "each",
            "years": str(choice.years),
            "people": str(choice.people),
            "show": self.section,
            **({"ensemble": choice.ensemble} if choice.ensemble else {}),
            **dict(self.rest),
        }
        return urlencode(pairs, safe=",:")

    def but(self, **changes: object) -> Address:
        """The address with other parts; those of the choice by their names there."""
        own = {field.name for field in dataclasses.fields(Choice)}
        choice = dataclasses.replace(self.choice, **{k: v for k, v in changes.items() if k in own})  # type: ignore[arg-type]
        if choice.years not in years_of(choice.setting):
            choice = dataclasses.replace(choice, years=usual_years(choice.setting))
        others = {key: value for key, value in changes.items() if key not in own}
        return dataclasses.replace(self, choice=choice, **others)  # type: ignore[arg-type]

    def with_rest(self, **changes: str) -> Address:
        """The address with other values of what a single view keeps; an empty one is left out."""
        rest = {**dict(self.rest), **changes}
        return dataclasses.replace(self, rest=tuple((key, value) for key, value in rest.items() if value))


def read(query: str | None, own: Path | None = None) -> tuple[Address, list[str]]:
    """Address of a query, and what in it could not be understood (names of its parts)."""
    texts = dict(parse_qsl(query or "", keep_blank_values=True)) if len(query or "") < 4000 else {"view": "?"}
    odd: list[str] = []

    def part(name: str, fallback: object, understood: Callable[[str], object]) -> object:
        if name not in texts:
            return fallback
        try:
            return understood(texts.pop(name))
        except ValueError:
            odd.append(name)
            return fallback

    view = part("view", "compare", lambda text: _among(text, VIEWS))
    language = part("lang", "en", lambda text: _among(text, LANGUAGES))
    standard = Choice()
    setting = str(part("setting", SETTING, lambda text: _among(text, tuple(choices("setting")))))
    years = tuple(map(str, years_of(setting)))
    choice = Choice(
        setting=setting,
        municipality=part("municipality", standard.municipality, lambda text: _among(text, municipalities(own))),  # type: ignore[arg-type]
        measures=part("measures", standard.measures, lambda text: measures(text, own)),  # type: ignore[arg-type]
        together=part("as", "one", lambda text: _among(text, ("one", "each"))) == "one",
        years=part("years", usual_years(setting), lambda text: int(_among(text, years))),  # type: ignore[arg-type]
        people=part("people", 0, people),  # type: ignore[arg-type]
        ensemble=part("ensemble", "", lambda text: _among(text, own_ensembles(own))),  # type: ignore[arg-type]
    )
    section = part("show", "key", lambda text: _among(text, SHOWN))
    rest = tuple((name, value) for name, value in texts.items() if name.isidentifier() and len(value) < 200)
    return Address(str(view), str(language), choice, str(section), rest), odd


def years_of(setting: str) -> tuple[int, ...]:
    """Horizons of a setting, in years."""
    return YEARS if setting == SETTING else LATE_YEARS


def usual_years(setting: str) -> int:
    """Horizon of a setting where nobody says another."""
    return Choice.years if setting == SETTING else LATE_YEARS[-1]


def municipalities(own: Path | None) -> tuple[str, ...]:
    """Municipalities that can be chosen: those of ``configs``, and files of the visitor's own (names, no paths)."""
    return *PLACES, *_files_in(own)


def own_measures(own: Path | None) -> list[str]:
    """Files with measures of the visitor's own (names, no paths)."""
    return [name for name in _files_in(own and own / MEASURES) if not set(name) & SIGNS]


def own_ensembles(own: Path | None) -> tuple[str, ...]:
    """Files with ensembles of the visitor's own (names, no paths)."""
    return tuple(_files_in(own and own / ENSEMBLES, (".csv",)))


def _files_in(folder: Path | None, endings: tuple[str, ...] = YAML) -> list[str]:
    files = folder.iterdir() if folder and folder.is_dir() else ()
    return sorted(file.name for file in files if file.suffix.lower() in endings and file.is_file())


def is_file(name: str) -> bool:
    """Tell whether a name is that of a file."""
    return name.lower().endswith(YAML)


def is_own(municipality: str) -> bool:
    """Tell whether a municipality that can be chosen is a file of the visitor's own."""
    return municipality not in PLACES


def measures(text: str, own: Path | None = None) -> tuple[str, ...]:
    """Measures of a text with commas, each once; ``ValueError`` for one that there is not, or of an odd size."""
    results, known = {}, [*choices("policy"), *own_measures(own)]
    for item in filter(None, text.split(",")):
        name, _, size = item.partition(":")
        if name not in known or (size and (name != DOSED or float(size) not in SIZES)):
            raise ValueError(item)
        results[name] = item
    return tuple(results.values())


def people(text: str) -> int:
    """Persons settled a year; ``ValueError`` unless a whole number from 0 to ``MOST_PEOPLE``."""
    number = int(text)
    if not 0 <= number <= MOST_PEOPLE:
        raise ValueError(text)
    return number


def _among(text: str, known: tuple[str, ...]) -> str:
    if text not in known:
        raise ValueError(text)
    return text
