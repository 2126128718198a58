"""Which formulas are drawn, in the order of the month, and over what: as ``formulas.yaml`` says."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

from bygd.scenarios.catalogue import load_own
from experiments.formulas import scenes
from experiments.formulas.formula import Axis, Formula, Value
from sim.rules.displaced import Displaced
from sim.states import Household, Sector, Status, Stream, Way

KINDS = {kind.__name__: kind for kind in (Household, Sector, Status, Stream, Way)}


def _inputs(stated: dict[str, Value]) -> dict[str, Value]:
    """Stated inputs, with ``Status.WORK`` and the like as their values."""
    parts = {name: str(value).partition(".") for name, value in stated.items()}
    return {name: KINDS[kind][of].value if kind in KINDS else stated[name] for name, (kind, _, of) in parts.items()}


def _formula(name: str, item: dict[str, Any]) -> Formula:
    held = _inputs(item.pop("held", {}))
    cases = {case: _inputs(stated) for case, stated in item.pop("cases", {"": {}}).items()}
    scene = getattr(scenes, item.pop("scene")) if "scene" in item else None
    return Formula(name, Axis(**item.pop("over")), **item, held=held, cases=cases, scene=scene)


FORMULAS = {name: _formula(name, item) for name, item in load_own(Path(__file__).with_name("formulas.yaml")).items()}
ALL = tuple(FORMULAS.values())
PROCESSES = tuple(dict.fromkeys(item.process for item in ALL))
INHERITED = (
    "kind_of",
    "children_of",
    "age_at",
    "track_of",
    "p_available",
    "p_joins",
    "child_age",
    "joins_after",
    "wishes_skill",
)
LINES = ("settlement.child_age", "settlement.joins_after", "displaced.old_age")
ONE_NUMBER = (
    *(
        "settlement.kind_in",
        "settlement.month_in",
        "settlement.wishes_skill",
        "displaced.kind_in",
        "displaced.month_in",
    ),
    *("displaced.share_above_55", "displaced.english_of", "displaced.usual_length"),
    *("displaced.longest_extension", "displaced.times_for", "hiring.p_simple"),
)
NOT_DRAWN = {
    **{
        f"displaced.{name}": "drawn at who comes, whose formula it is; here with numbers of its own"
        for name in INHERITED
    },
    **dict.fromkeys(LINES, "a straight line between two of its numbers"),
    **dict.fromkeys(ONE_NUMBER, "it takes one number or another, by year, age, schooling, sex or trade"),
    "displaced.effort": "a product of two of its numbers and the usual search (search.intensity)",
    "programme.lasts": "drawn as programme.duration_of, which gives it the usual length and the longest extension",
    "search.within_reach": "search.reach, less the share of simple posts, for which it takes hiring.fits",
    "settlement.p_joins": "it has no input: one chance, worked out from the shares of households",
    "settlement.kind_in": "it is settlement.kind_of in every year",
    "settlement.month_in": "it spreads arrivals evenly over a year",
    "settlement.joins_after": "it spreads partners who join evenly between two numbers",
    "settlement.wishes_skill": "it compares one draw with one number",
    "settlement.child_age": "it spreads ages evenly from 0 to one number",
    "programme.lasts": "programme.duration_of draws it",
    "search.within_reach": "it is search.reach where no post is simple, as in the setting that is drawn",
    "hiring.p_simple": "no post is simple in the setting that is drawn",
    **dict.fromkeys(
        (f"displaced.{name}" for name, _ in inspect.getmembers(Displaced, inspect.isfunction) if name[0] != "_"),
        "nobody is displaced in the setting that is drawn; the formulas of settlement are drawn there",
    ),
    "trial.group_of": "it draws nobody unless a trial is set up; its numbers are the design of that trial",
}


def formulas_of(process: str) -> tuple[Formula, ...]:
    """Drawn formulas of a process."""
    return tuple(item for item in ALL if item.process == process)
