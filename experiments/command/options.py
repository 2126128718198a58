"""Options of the commands that make no study of their own."""

from __future__ import annotations

import dataclasses
from dataclasses import field
from typing import ClassVar

from bygd.scenarios.catalogue import choices, parts_of
from bygd.scenarios.options import ENSEMBLE, Common, CompareOptions, EnsembleOptions, many, option
from sim.policy import Policy
from sim.population import Description


@dataclasses.dataclass
class OverviewOptions(CompareOptions):
    """Compare all single measures, and some together, in several municipalities: effect, cost, verdict, runs."""

    scenarios: list[str] = field(
        default_factory=lambda: [
            *parts_of("all_ten"),
            *(name for name in choices("policy") if name not in parts_of("all_ten")),
            "recommendation_6",
            "follow_up+extra_staff:0.5",
            "all_ten",
            "all_ten+extra_staff",
        ],
        metadata={"words": "what to compare, as in compare; without it every measure alone, and some together"},
    )
    municipalities: list[str] = many(["sel", "vaga", "nordre_land"], "municipalities")


@dataclasses.dataclass
class SwapOptions(Common):
    """Swap practice and labour market of two municipalities: two by two, same people within a place."""

    municipalities: list[str] = many(["sel", "nordre_land"], "two municipalities")
    replicates: int = option(1000, "runs of each of the four", bounds=(2, 1_000_000))


@dataclasses.dataclass
class FiguresOptions(Common):
    """Hold the members of an ensemble against every published figure, with fresh luck."""

    CHOSEN: ClassVar[dict[str, str]] = {"municipality": "national"}
    months: int = option(168, "months simulated, from January of start", bounds=(156, 444))
    figures: str = option("norway_2003_act", "file of configs/targets, or one of your own")
    ensemble: str = option(ENSEMBLE, "ensemble of configs/ensemble, or default: the declared numbers")
    replicates: int = option(200, "runs, in the members in turn", bounds=(2, 1_000_000))
    seed: int = option(2, "another seed than that of the calibration", bounds=(0, 4294967295))
    page: str = option("", "Markdown page that is written, like page=docs/validation.md")


@dataclasses.dataclass
class PublishedOptions(Common):
    """Set the default model beside published figures, counted by the sources' definitions, in any place."""

    municipalities: list[str] = many(["national", "sel", "vaga", "nordre_land"], "municipalities to simulate")
    figures: str = option(
        "norway_2003_act",
        "norway_2003_act, ukraine_2022 (with population=ukraine_2022 law=2021), or a file like my_figures.yaml",
    )


@dataclasses.dataclass
class CardOptions(Common):
    """Judge the pattern cards: findings of the field note as claims "A > B" that the model must show."""

    card: list[int] = field(
        default_factory=list, metadata={"words": "numbers of cards, like card=7 or card=[5,7]; none: all of them"}
    )
    replicates: int = option(1000, "runs of each setting that the cards compare", bounds=(2, 1_000_000))
    page: str = option("", "Markdown page whose table of cards is renewed, like page=docs/cards.md")


@dataclasses.dataclass
class LabOptions(EnsembleOptions):
    """Check a rule of your own (a subclass of an agent or a process, docs/rules.md), and show what it changes.

    The file is the first word: python -m experiments.lab my_rule.py
    """

    file: str = option("", "Python file that holds the rule")
    pattern: str = option("", "Python file that holds a pattern card, CARD, which is judged with and without the rule")
    ensemble: str = option(
        "default", "default: the declared numbers in all runs; or an ensemble of configs/ensemble: in ensemble members"
    )
    engine: str = option(
        "compiled",
        "compiled, or mesa: the checks only, in half a minute, because the month is not compiled",
        among=("compiled", "mesa"),
    )


@dataclasses.dataclass
class BenchmarkOptions:
    """Time both engines side by side."""

    municipality: Description = field(default_factory=lambda: Description(title=""), metadata={"words": "as in run"})
    policies: dict[str, Policy] = field(default_factory=dict)
    policy: list[str] = many([], "measures in force from the beginning")
    rounds: int = option(5, "how often each timing is repeated; the least and the median are shown", bounds=(1, 1000))
    runs: int = option(200, "runs of the compiled engine in one timing", bounds=(1, 100000))
    mesa_runs: int = option(2, "runs of the Mesa engine in one timing", bounds=(1, 1000))
    largest: int = option(
        100_000, "refugees in the largest run of the growth table; 0: no growth table", bounds=(0, 1000000)
    )
    out: str = option("", "folder for benchmark.json; without it a new one under outputs/")


@dataclasses.dataclass
class ReportOptions:
    """Write the report of a finished comparison or ranking: one HTML file that can be mailed.

    The folder is the first word: python -m experiments.report outputs/my_study language=nb
    """

    folder: str = option("", "folder of a study that experiments.compare or experiments.rank.__main__ has made")
    language: str = option("en", "en (English) or nb (Norwegian)", among=("en", "nb"))
    out: str = option("", "file to write; without it report_<language>.html in the folder")
