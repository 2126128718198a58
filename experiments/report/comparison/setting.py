"""The municipality: which of its numbers, and of its differences from others, are data, and which are assumed."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import fmean
from typing import Any

from bygd.commands import apart
from bygd.evidence.sources import cited, sources
from bygd.scenarios.catalogue import own_file_of
from bygd.scenarios.line_sources import ASSUMED, DATA, NOTE, UNSAID, Basis, bases_of, flat, shipped
from bygd.scenarios.search_path import located, search_path
from experiments.command.folders import folders_in
from experiments.display.words import Words
from experiments.report.blocks import Block, Item, Items, Section, Table, Text
from experiments.report.comparison.data import Comparison
from experiments.report.comparison.story import Story
from sim.population import MEAN_YEARS, SERIES_END

BESIDE = ("sel", "vaga", "nordre_land")  # shown beside one of them
YEARS = [f"settled.{year}" for year in range(MEAN_YEARS[0], SERIES_END + 1)]
HOURS = "hours_per_participant"
Values = dict[str, Any]


@dataclasses.dataclass(frozen=True)
class Row:
    """Lines of a municipality's file that say one thing, and how a municipality's value of it is written."""

    name: str
    holds: Callable[[str], bool]
    value: Callable[[Words, Values], str]


def _settled(words: Words, values: Values) -> str:
    years = [values[name] for name in YEARS if name in values]
    mean = fmean(values[f"settled.{year}"] for year in MEAN_YEARS)
    return words(
        "setting.settled", mean=words.number(mean), low=words.number(min(years)), high=words.number(max(years))
    )


def _sectors(words: Words, values: Values) -> str:
    shares = {name.partition(".")[2]: 100 * value for name, value in values.items() if name.startswith("sectors.")}
    texts = {name: words.number(shares.get(name, 0.0)) for name in ("hotel_food", "retail")}
    industry = sum(shares.get(name, 0.0) for name in ("manufacturing", "construction"))
    return words("setting.sectors", industry=words.number(industry), **texts)


def _practice(words: Words, values: Values) -> str:
    names = ("prepared", "protected", "coordination")
    return words(
        "setting.practice", **{name: words.number(100 * values.get(f"offices.programme.{name}", 0.0)) for name in names}
    )


def _plain(name: str) -> Callable[[Words, Values], str]:
    return lambda words, values: words.number(values[name])


ROWS = (
    Row("settled", lambda name: name in YEARS, _settled),
    Row("inhabitants", lambda name: name == "inhabitants", _plain("inhabitants")),
    Row("centrality", lambda name: name == "centrality", _plain("centrality")),
    Row("labour_market", lambda name: name == "labour_market", _plain("labour_market")),
    Row("enterprises", lambda name: name == "enterprises", _plain("enterprises")),
    Row(
        "public_units",
        lambda name: name.startswith("public_units."),
        lambda words, values: words.number(sum(n for name, n in values.items() if name.startswith("public_units."))),
    ),
    Row("sectors", lambda name: name.startswith("sectors."), _sectors),
    Row(
        "hours",
        lambda name: name.endswith(f".{HOURS}"),
        lambda words, values: words.number(values[f"offices.programme.{HOURS}"], 1),
    ),
    Row("practice", lambda name: name.startswith("offices.") and not name.endswith((f".{HOURS}", ".name")), _practice),
)


def section(story: Story) -> Section:
    """A table of the municipality beside others, what each row rests on, and what that makes of the differences."""
    words, study = story.words, story.study
    municipalities = {
        key: flat(dataclasses.asdict(municipality))
        for key, municipality in study.options.municipality.municipalities.items()
    }
    rests = {key: bases_of(key, values, own_file(study)) for key, values in municipalities.items()}
    known = {row.name: [item for key in municipalities for item in _lines(row, rests[key])] for row in ROWS}
    shown = municipalities | {
        key: shipped()[key].values for key in BESIDE if set(municipalities) <= set(BESIDE) and key not in municipalities
    }
    rests_title = words(
        "setting.rests", municipalities=words.listing([str(values["name"]) for values in municipalities.values()])
    )
    heads = [words("setting.what"), *(str(values["name"]) for values in shown.values()), rests_title]
    rows = [
        [
            words(f"setting.rows.{row.name}"),
            *(row.value(words, values) for values in shown.values()),
            rests_on(words, known[row.name]),
        ]
        for row in ROWS
    ]
    blocks: list[Block] = [Text(words("setting.intro")), Table(words("setting.caption"), heads, rows)]
    differ = {row.name for row, cells in zip(ROWS, rows, strict=True) if len(shown) == 1 or len(set(cells[1:-1])) > 1}
    blocks.append(Items(_sorted(words, {name: lines for name, lines in known.items() if name in differ})))
    return Section("setting", words("section.setting"), [*blocks, Text(words("setting.same"), "note")])


def own_file(study: Comparison) -> Path | None:
    """File of one's own that the study's command names."""
    try:
        folders, arguments = folders_in(apart(study.provenance["command"])[1])
        items = [item.partition("=") for item in arguments]
        texts = [text for name, _, text in items if name.lstrip("+") == "municipality"]
        with search_path(folders):
            return own_file_of("municipality", located("municipality", texts[-1])) if texts else None
    except ValueError:  # (an InputError too)
        return None


def _lines(row: Row, rests: dict[str, Basis]) -> list[Basis]:
    return [item for name, item in rests.items() if row.holds(name) and not _default(name, item)]


def _default(name: str, item: Basis) -> bool:
    """Whether a practice is one that no file speaks of: then it is the model's, in all municipalities the same."""
    return name.startswith("offices.") and item.kind == UNSAID and not item.says


def rests_on(words: Words, lines: list[Basis]) -> str:
    """Kinds of lines with how many, and the sources of those that are data."""
    counted = Counter(item.kind for item in lines)
    if not counted:
        return str(words("setting.kinds.unsaid"))
    names = [words(f"setting.kinds.{kind}") for kind in (DATA, NOTE, ASSUMED, UNSAID) if kind in counted]
    if len(counted) > 1:
        names = [f"{name} ({counted[kind]})" for name, kind in zip(names, _present(counted), strict=True)]
    table = sources()
    ids = [key for item in lines if item.kind == DATA for key in sorted(cited(item.says)) if key in table.index]
    texts = list(dict.fromkeys(str(table.loc[key]["source"]) for key in ids))
    return "; ".join([", ".join(names), *texts[:1]])


def _present(counted: Counter[str]) -> list[str]:
    return [kind for kind in (DATA, NOTE, ASSUMED, UNSAID) if kind in counted]


def _sorted(words: Words, known: dict[str, list[Basis]]) -> list[Item]:
    """Rows by what most of their lines rest on."""
    results: dict[str, list[str]] = {}
    for name, lines in known.items():
        counted = Counter(item.kind for item in lines)
        kind = counted.most_common(1)[0][0] if counted else UNSAID
        results.setdefault(kind, []).append(words(f"setting.rows.{name}").lower())
    return [
        Item(words(f"setting.so.{kind}"), [f"{words.listing(results[kind])}."])
        for kind in (DATA, NOTE, ASSUMED, UNSAID)
        if kind in results
    ]
