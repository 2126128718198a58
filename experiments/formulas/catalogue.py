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
NOT_DRAWN = {
    "settlement.p_joins": "it has no input: one chance, worked out from the shares of households",
    "settlement.kind_in": "it is settlement.kind_of in every year",
    "settlement.month_in": "it spreads arrivals evenly over a year",
    "settlement.joins_after": "it spreads partners who join evenly between two numbers",
    "settlement.wishes_skill": "it compares one draw with one number",
    "settlement.child_age": "it spreads ages evenly from 0 to one number",
    "programme.drawn_length": "programme.duration_of draws it",
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
