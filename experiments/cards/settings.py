"""Settings: how the model is set where a side of a claim is measured; each becomes one scenario."""

from __future__ import annotations

import copy
import dataclasses
import functools
from collections.abc import Callable
from pathlib import Path

from bygd.scenarios.build import baseline_of
from bygd.scenarios.catalogue import ALL_TEN, choices, own_file_of, parts_of
from bygd.scenarios.measures import join, read_measure
from bygd.scenarios.options import CompareOptions, RunOptions
from bygd.scenarios.own_files import load_yaml
from bygd.scenarios.removals import Removal, Without, read_removals
from bygd.scenarios.trials import read_trial
from experiments.cards.options import CardOptions
from experiments.cards.recording_agents import WITNESSES
from experiments.command.read import read
from sim.policy import Policy, Words
from sim.population import Description, MunicipalityDescription
from sim.processes import Parameters
from sim.rules.trial import Trial
from sim.scenario import Scenario

OBSTACLES = "road_to_job"  # the list of configs/obstacles
LONG = 168  # months: long enough to see people five years after the programme


@dataclasses.dataclass(frozen=True)
class Setting:
    """How the model is set where one side of a claim is measured.

    ``measures`` are policies of ``configs/policy`` (or ``all_ten``), or files of one's own; ``changes`` (name, kind,
    value) act from the first counted month like a policy; ``numbers`` (name, value) hold from the beginning, warm-up
    included;
    ``municipality`` is in ``PLACES``; ``long`` simulates at least 168 months; ``watched`` puts recording agents in.
    ``removed`` are obstacles of ``configs/obstacles/road_to_job.yaml`` that are taken away from the beginning;
    ``trial`` is one of ``configs/trials``, played among those settled here;
    ``relations`` False is the null model: nobody remembers anybody, and nobody's word counts (``null_numbers``).
    """

    measures: tuple[str, ...] = ()
    changes: tuple[tuple[str, str, float], ...] = ()
    numbers: tuple[tuple[str, float], ...] = ()
    municipality: str = "here"
    long: bool = False
    watched: bool = False
    relations: bool = True
    removed: tuple[str, ...] = ()
    trial: str = ""

    def without_relations(self) -> Setting:
        """Return the same setting in the null model."""
        return dataclasses.replace(self, relations=False)

    @property
    def text(self) -> str:
        """What it is, in the words of the configuration."""
        parts = ["+".join(self.measures).replace(ALL_TEN, "all ten measures")]
        parts += [f"{name}: {kind} {value:g}" for name, kind, value in self.changes]
        parts += [f"{name}={value:g} from the beginning" for name, value in self.numbers]
        parts += [f"trial {self.trial}" if self.trial else ""]
        parts += [f"without the obstacles {', '.join(self.removed)}" if self.removed else ""]
        parts += [
            {"here": "", "tripled": "three times as many settled, same hours"}.get(self.municipality, self.municipality)
        ]
        parts += [f"{LONG} months" if self.long else "", "" if self.relations else "without relations"]
        return "; ".join(part for part in parts if part) or "as it is"


@functools.cache
def null_numbers() -> tuple[tuple[str, float], ...]:
    """Numbers of the null model: trust, goodwill, scars, acquaintance, references and an adviser's word are off."""
    entries = load_yaml(Path(__file__).parent / "without_relations.yaml", "cards", "numbers of the model, and values")
    return tuple((name, float(value)) for name, value in entries.items())


def _here(here: Description) -> Description:
    return here


def _tripled(here: Description) -> Description:
    """Return a copy with three times as many persons settled, and the adviser hours of before."""

    def grown(municipality: MunicipalityDescription) -> MunicipalityDescription:
        offices = {side: copy.copy(office) for side, office in municipality.offices.items()}
        for office in offices.values():
            office.hours_per_participant /= 3
        settled = {year: 3 * persons for year, persons in municipality.settled.items()}
        return dataclasses.replace(municipality, offices=offices, settled=settled)

    return Description(here.title, {key: grown(municipality) for key, municipality in here.municipalities.items()})


def _nordre_land(_: Description) -> Description:
    return read(RunOptions, ["municipality=nordre_land"]).municipality


def _nordre_land_as_here(here: Description) -> Description:
    """Nordre Land with the offices of the municipality that was asked for (the first, if there are several)."""
    offices = next(iter(here.municipalities.values())).offices
    there = _nordre_land(here)
    municipalities = {
        key: dataclasses.replace(municipality, offices=offices) for key, municipality in there.municipalities.items()
    }
    return Description(there.title, municipalities)


PLACES: dict[str, Callable[[Description], Description]] = {
    "here": _here,
    "tripled": _tripled,
    "nordre_land": _nordre_land,
    "nordre_land_as_here": _nordre_land_as_here,
}


def scenarios_of(settings: list[Setting], options: CardOptions) -> dict[Setting, Scenario]:
    """Check and lay out all settings for the options of the program."""
    measures = read(CompareOptions, [f"scenarios=[{','.join(choices('policy'))}]"]).policies
    as_asked = baseline_of(options)
    return {setting: _scenario(setting, as_asked, measures) for setting in settings}


def own_measure(named: str) -> Policy | None:
    """Measure of a file of one's own; ``None`` for a name of ``configs``."""
    return read_measure(named) if own_file_of("policy", named) else None


def _scenario(setting: Setting, as_asked: Scenario, measures: dict[str, Policy]) -> Scenario:
    in_force = {policy.name: policy for policy in as_asked.policies}
    own = {item: policy for item in setting.measures if (policy := own_measure(item))}
    names = sorted(part for item in setting.measures if item not in own for part in parts_of(item))
    in_force |= {name: measures[name] for name in names if name not in in_force}
    join(in_force, {policy.name: policy for policy in own.values()})
    if setting.trial:
        in_force |= {policy.name: policy for policy in read_trial(setting.trial).policies}
    if setting.changes:
        in_force["of the card"] = _policy(setting)
    scenario = dataclasses.replace(
        as_asked,
        municipality=PLACES[setting.municipality](as_asked.municipality),
        policies=tuple(in_force.values()),
        parameters=_parameters(setting, as_asked.parameters),
        months=max(as_asked.months, LONG) if setting.long else as_asked.months,
        classes=WITNESSES if setting.watched else as_asked.classes,
        name=setting.text,
    )
    return (Without.of(scenario, _removal(setting)) if setting.removed else scenario).checked()


def _removal(setting: Setting) -> Removal:
    """All obstacles that a setting removes, as one."""
    known = read_removals(OBSTACLES)
    changes = {number: change for name in setting.removed for number, change in known[name].changes.items()}
    words = Words(setting.text, setting.text)
    return Removal(words, words, changes, known[setting.removed[0]].side, name=setting.text)


def _parameters(setting: Setting, parameters: Parameters) -> Parameters:
    own = copy.deepcopy(parameters)
    if setting.trial:
        own.trial = Trial(**read_trial(setting.trial).design)
    for name, value in (*setting.numbers, *(() if setting.relations else null_numbers())):
        process, _, number = name.partition(".")
        setattr(getattr(own, process), number, value)  # a name that does not exist is refused with the scenario
    return own


def _policy(setting: Setting) -> Policy:
    changes: dict[str, dict[str, float]] = {}
    for name, kind, value in setting.changes:
        changes.setdefault(name, {})[kind] = value
    words = Words(setting.text, setting.text)
    return Policy(words, words, 0, lines="", grade="X", evidence=words, changes=changes, name="of the card")
