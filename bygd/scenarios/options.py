"""What a study is asked to simulate: one dataclass a kind of study, with the words that explain each option."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import field
from typing import Any, ClassVar

from bygd.errors import InputError
from bygd.scenarios.catalogue import ONE, recommendations
from bygd.scenarios.declare import many, option
from bygd.scenarios.settings import NONE, SETTING, USUAL
from sim.policy import Policy, Words
from sim.population import Description
from sim.processes import LAWS, Parameters

ENSEMBLE = (
    "norway_2003_act"  # ensemble members of configs/ensembles in which measures are compared unless told otherwise
)
WILLINGNESS = (
    "kroner that one more month in work is worth to whoever pays, for the net benefits of decision.csv; 0: not stated"
)
DESIGNS = ("list", "grid", "zip", "lhs", "sobol", "saltelli", "morris")


@dataclasses.dataclass
class Population:
    """Who comes: words about the numbers that its file in ``configs/population`` sets; ``warning`` is printed."""

    name: str
    title: Words
    description: Words
    warning: Words = field(default_factory=lambda: Words("", ""))


@dataclasses.dataclass
class Common(Parameters):
    """Options of every program that simulates; all numbers of the model are options too."""

    municipality: Description = field(
        default_factory=lambda: Description(title=""),
        metadata={
            "words": "sel, vaga, nordre_land, region (all three), national, or your own file (my_municipality.yaml)"
        },
    )
    setting: str = option(
        SETTING,
        "law, people, figures, ensemble and prices together: norway_2003_act (settled 2012 to 2021), or "
        "norway_2021_act (from 2022, most from Ukraine); what is said besides wins",
    )
    population: Population = field(
        default_factory=lambda: Population("", Words("", ""), Words("", "")),
        metadata={"words": "who comes: before_2022 (as the model was made for), or ukraine_2022"},
    )
    law: int = option(2003, "introduction act: 2003, or 2021 (six months for those with upper secondary school)")
    policies: dict[str, Policy] = field(default_factory=dict)
    policy: list[str] = many([], "measures in force from the beginning, like policy=[follow_up]")
    months: int = option(120, "months simulated, from January of start", bounds=(1, 444))
    start: int = option(2012, "first calendar year that is counted")
    warm_up: int = option(3, "years simulated before that, counted in no cohort", bounds=(0, 20))
    arrivals: str = option(
        "series",
        "series (2012-2021 as settled, then the mean), mean (of 2012-2019), series_to_2023, or stated (all years that "
        "the municipality states, those under collective protection apart; then the mean of the last two)",
    )
    settled_per_year: int = option(
        0,
        "persons settled in every year, children too, in place of the municipality's own figures; 0: those of its file",
        bounds=(0, 2000),
    )
    replicates: int = option(
        200, "runs of each scenario: same municipality, other people and other luck", bounds=(1, 1000000)
    )
    seed: int = option(1, "whole number from 0; the same seed gives the same result", bounds=(0, 4294967295))
    out: str = option("", "folder for results; without it a new one under outputs/", path=True)
    executor: str = option(
        "threads",
        "threads, processes (for classes of your own), or dask (workers)",
        among=("threads", "processes", "dask"),
    )
    address: str = option(
        "", "with executor=dask: address of a scheduler, like tcp://head:8786; without it workers on this machine"
    )
    threads: int = option(0, "threads of the compiled engine; 0: one a core", bounds=(0, 1024))


@dataclasses.dataclass
class EnsembleOptions(Common):
    """Options of programs that may simulate each run in an ensemble member."""

    ensemble: str = option(
        ENSEMBLE,
        "an ensemble of configs/ensembles, or a file of your own (my_ensemble.csv): each run in one of its "
        "members, in turn; or default: the declared numbers in all runs",
        path=True,
    )
    member: int = option(-1, "all runs in this member of the ensemble; -1: in all of them", bounds=(-1, 1_000_000_000))


@dataclasses.dataclass
class OneMemberOptions(EnsembleOptions):
    """Options of programs that vary numbers themselves, all others as declared or as in one ensemble member."""

    ensemble: str = option(
        NONE, "with member: an ensemble of configs/ensembles, or a file of your own (my_ensemble.csv)", path=True
    )
    member: int = option(
        -1,
        "numbers that are not varied are those of this member of ensemble; -1: as declared",
        bounds=(-1, 1_000_000_000),
    )


def language_option() -> Any:
    """Declare the language of what is printed, in programs that planners use."""
    return option("en", "what is printed in English (en) or Norwegian (nb)", among=("en", "nb"), typed="language")


@dataclasses.dataclass
class RunOptions(EnsembleOptions):
    """Simulate one scenario."""

    ensemble: str = option(
        NONE, "default (the declared numbers), or an ensemble whose members the runs take in turn", path=True
    )
    engine: str = option(
        "compiled", "compiled (fast) or mesa (readable; same results bit for bit)", among=("compiled", "mesa")
    )
    record: str = option(
        "summary", "summary, or people: also every change of every person", among=("summary", "people")
    )
    text_language: str = language_option()


@dataclasses.dataclass
class CompareOptions(EnsembleOptions):
    """Compare scenarios with a baseline, on the same people with the same luck."""

    scenarios: list[str] = many(
        ["coordinated_requests", "follow_up", "follow_up+extra_staff:0.5", "all_ten"],
        "what to compare with the baseline: names of measures, joined by + where several act together; "
        "extra_staff:0.5 is half a post, follow_up:0.5 goes half of the way; "
        "all_ten is every recommendation, recommendation_6 all measures of that one, "
        "every_measure each measure alone and some together",
    )
    municipalities: list[str] = many(
        [], "several, like [sel,vaga,nordre_land]: each compared in a folder of its own, and an overview of all"
    )
    practice_of: str = option(
        "",
        "a municipality: compare the practice of its offices with the municipality's own, on the same people and firms "
        "and at the declared numbers, instead of scenarios; or each_other, with two municipalities",
    )
    replicates: int = option(
        0, "runs of each scenario; 0: as many as the answers need, at most budget", bounds=(0, 1_000_000)
    )
    until: list[str] = many(
        USUAL.asked, "outcomes that are to be decided: their difference is surely relevant, or surely not"
    )
    budget: int = option(2000, "most runs of each with replicates=0; 2 a member or more", bounds=(1, 1_000_000))
    beside_ensemble: str = option(
        "",
        "a second ensemble, or a file of your own (my_worlds.csv): the same people in its members too; "
        "ensembles.csv says whether both say the same",
        path=True,
    )
    willingness: float = option(0.0, WILLINGNESS)
    text_language: str = language_option()
    table: str = option("short", "what is printed: short (five rows a scenario), or full", among=("short", "full"))


@dataclasses.dataclass
class SensitivityOptions(OneMemberOptions):
    """Which numbers matter, how much is luck, and what each verdict depends on that nobody has measured."""

    scenarios: list[str] = many(
        ["follow_up"], "what to compare with the baseline, as in compare; [] looks at the baseline alone"
    )
    method: str = option(
        "morris",
        "morris (screening), sobol (screening, then indices of the strongest numbers), or samples (no indices, only "
        "prior samples: for many scenarios)",
        among=("morris", "sobol", "samples"),
    )
    vary: Any = many(
        [],
        "numbers to vary, like [language.*,answer.pressure:0.1:0.3]: over their plausible ranges, or low and high as "
        "said, or a distribution like answer.base:normal:-0.5:0.2; without it all of the model, and the practice of "
        "offices as they work now",
    )
    outcomes: list[str] = many(USUAL.asked, "outcomes to look at")
    trajectories: int = option(8, "of the screening; each is as many points as numbers, and one", bounds=(2, 65536))
    blocks: int = option(
        64, "of the indices, a power of two; each is as many points as numbers, and two", bounds=(2, 65536)
    )
    replicates: int = option(8, "seeds of screening and indices, the same at every point", bounds=(2, 1_000_000))
    strongest: int = option(
        12, "numbers that are kept of the screening, for sobol and for what a verdict depends on", bounds=(2, 50)
    )
    samples: int = option(
        128, "prior samples of all plausible ranges in which the scenarios are judged; 0: none", bounds=(0, 100_000)
    )
    sample_runs: int = option(60, "seeds at each of these samples", bounds=(2, 1_000_000))


@dataclasses.dataclass
class SweepOptions(OneMemberOptions):
    """Vary numbers of the model: every point of a design, under the baseline and each scenario, same luck at each."""

    experiment: str = option(
        "",
        "a description in configs/experiment, or a file of your own (my_study.yaml): the options written down",
        path=True,
    )
    scenarios: list[str] = many([], "what to compare with the baseline at each point, as in compare")
    vary: Any = option(
        "",
        "numbers to vary, like [language.*,answer.pressure]: over their plausible ranges, or say low and high, like "
        "answer.pressure:0.1:0.3, or a distribution, like answer.base:normal:-0.5:0.2; with grid and zip the values, "
        "like practice.protected:0.2:0.4:0.6",
    )
    design: str = option(
        "lhs",
        "grid (all combinations of values), zip (first values together, then second ones), list (points); "
        "over ranges lhs (Latin hypercube), sobol, saltelli, morris",
        among=DESIGNS,
    )
    n: int = option(64, "points of lhs and sobol, blocks of saltelli, trajectories of morris", bounds=(1, 100_000))
    points: list[Any] = field(
        default_factory=list, metadata={"words": "with design=list, like [{answer.pressure:0.1},{answer.pressure:0.3}]"}
    )
    replicates: int = option(50, "runs of each scenario at each point", bounds=(1, 1_000_000))
    outcome: str = option(USUAL.work, "outcome that the figure shows")
    engine: str = option("compiled", "compiled (fast) or mesa (readable)", among=("compiled", "mesa"))


def ten() -> list[str]:
    """The note's ten recommendations, each by the name of its measure or of all its measures."""
    return [names[0] if len(names) == 1 else f"{ONE}{number}" for number, names in recommendations().items()]


@dataclasses.dataclass
class RankOptions(EnsembleOptions):
    """Rank measures: all combinations of them, on the same people with the same luck."""

    measures: list[str] = field(
        default_factory=ten,
        metadata={
            "words": "what is combined, 2 to 40 names as in compare: up to 12 in all combinations, else sampled orders"
        },
    )
    also: list[str] = many([], "in force in every combination, also in that of nothing, like also=[extra_staff:0.5]")
    outcomes: list[str] = many(USUAL.asked, "outcomes by which they are ranked, each for itself")
    replicates: int = option(100, "runs of each combination, the same for all", bounds=(2, 1_000_000))
    members: int = option(
        20, "ensemble members that share the runs; 0: all; fewer than 100 say no word of sureness", bounds=(0, 4000)
    )
    orders: int = option(
        50, "pairs of orders that are sampled where there are more than 12 measures", bounds=(2, 10_000)
    )
    budget_hours: float = option(math.inf, "most extra adviser hours a year that an order of introduction may ask for")
    budget_municipality: float = option(math.inf, "most extra kroner a year for the municipality, in thousands")
    budget_state: float = option(math.inf, "most extra kroner a year for the state, in thousands")
    willingness: float = option(0.0, WILLINGNESS)
    text_language: str = language_option()


@dataclasses.dataclass
class ExplorerOptions(EnsembleOptions):
    """Simulate all combinations of measures with 0 to 2 extra posts, and write one page to try them on."""

    measures: list[str] = field(
        default_factory=ten, metadata={"words": "what can be ticked, 2 to 10 names as in compare; all combinations"}
    )
    members: int = option(100, "ensemble members, spread evenly over the ensemble; 0: all", bounds=(0, 4000))
    replicates: int = option(
        100,
        "runs of each combination, equally many in each member: as many as members, or a multiple of it",
        bounds=(1, 1_000_000),
    )
    further: int = option(
        1,
        "further runs in each member of some combinations (128 of 1,024), which tell chance from what differs between "
        "members; each more makes all answers surer and takes an eighth longer",
        bounds=(1, 100),
    )
    text_language: str = language_option()


@dataclasses.dataclass
class ObstaclesOptions(EnsembleOptions):
    """Measure what stands between people and a job: one obstacle taken away at a time, same people, same luck."""

    obstacles: str = option(
        "road_to_job", "a list of configs/obstacles, or a file of your own (my_obstacles.yaml)", path=True
    )
    only: list[str] = many([], "some obstacles of the list, like only=[placement_language,rivals]; without it all")
    replicates: int = option(200, "runs of each scenario, the same for all", bounds=(2, 1_000_000))
    diaries: int = option(
        20,
        "first runs in which the diaries are read for the reason that each person met most often; 0: none",
        bounds=(0, 1000),
    )
    text_language: str = language_option()


@dataclasses.dataclass
class MechanismsOptions(EnsembleOptions):
    """What makes measures act as they do: effects with all mechanisms of a setting, and without one at a time."""

    mechanisms: str = option(
        "norway_2021_act", "a list of configs/mechanisms, or a file of your own (my_mechanisms.yaml)", path=True
    )
    only: list[str] = many([], "some mechanisms of the list, like only=[early_search,english]; without it all")
    scenarios: list[str] = many(["every_measure"], "measures whose effects are asked for, as in compare")
    replicates: int = option(400, "runs of each scenario, the same for all", bounds=(2, 1_000_000))
    beside: str = option("", "folder of a comparison of the same measures elsewhere, as in another setting", path=True)
    text_language: str = language_option()


@dataclasses.dataclass
class CalibrateOptions(Common):
    """Find the numbers of the model that agree with published figures: an ensemble."""

    CHOSEN: ClassVar[dict[str, str]] = {"municipality": "national"}
    months: int = option(156, "months simulated, from January of start", bounds=(30, 444))
    figures: str = option("norway_2003_act", "file of configs/targets, or one of your own (YAML, CSV)", path=True)
    free: list[str] = many(
        [
            "language.classroom_gain",
            "search.applications",
            "search.women",
            "search.in_programme",
            "hiring.word",
            "hiring.rivals_word",
            "hiring.tried",
            "hiring.reference",
            "requests.seek",
            "answer.base",
            "programme.study_scale",
            "programme.study_later",
            "programme.study_men",
            "settlement.available_mothers",
            "moving.rate",
            "moving.single_men",
        ],
        "numbers that the figures can tell; all others keep their plausible ranges",
    )
    vary: list[str] = many(
        [], "other numbers to vary, like [language.*,answer.pressure:0.1:0.3]; without it all with a plausible range"
    )
    fixed: list[str] = many(
        [
            "programme.full_length",
            "programme.educated_length",
            "programme.extension",
            "programme.educated_extension",
            "language.class_hours",
            "language.class_until",
        ],
        "numbers that stay as declared: set by the act, or doing the same as one that is fitted",
    )
    points: int = option(1800, "points of the first wave, over all plausible ranges", bounds=(10, 100_000))
    again: int = option(1500, "points of each later wave, that agree with the figures", bounds=(10, 4000))
    waves: int = option(5, "waves", bounds=(2, 10))
    sure: int = option(3, "runs at each point of the last wave (one before)", bounds=(1, 1000))
    centre: int = option(200, "runs with the declared numbers", bounds=(2, 100_000))
    curved: int = option(12, "strongest numbers that the emulator takes squares and products of", bounds=(0, 60))
    members: int = option(200, "members in the ensemble", bounds=(2, 4000))
    recoveries: int = option(25, "members with known numbers that are to be found again", bounds=(0, 1000))
    save: str = option(
        "",
        "name under which the ensemble is kept in configs/ensembles, or a file of your own (my_worlds.csv); without it "
        "only in out",
        path=True,
    )


def base_of(options: Common) -> list[Policy]:
    """Measures in force from the beginning."""
    return [options.policies[name] for name in options.policy]


def law_of(given: Any) -> dict[str, float]:
    """Numbers that an introduction act sets; they go before the user's own, so that those win.

    The law is no group of ``configs``: Hydra takes no numbers as names of files.
    """
    for law, changes in LAWS.items():
        if str(given) == str(law):
            return changes
    raise InputError(f"There is no law {given}; choose from {', '.join(map(str, LAWS))}.")
