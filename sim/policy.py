"""Policies: what a measure changes, from when, at what cost; how several combine.

A change is ``scale``, ``add``, ``at_least``, ``at_most`` or ``set``. They are applied in this order: all ``set``, then
``scale``, ``add``, ``at_least``, ``at_most``; so the order of the policies does not matter (``a+b`` is ``b+a``) and a
minimum does nothing where practice is already better. Two different ``set`` of one number are refused.

A measure may be taken in part (``follow_up:0.5``): a change with a ``dose`` goes so far of the way from what is there
to what the whole change would make of it.
"""

from __future__ import annotations

import copy
import dataclasses
import functools
import math
import operator
from collections.abc import Callable
from dataclasses import field
from typing import Any

from sim.parameters import GRADES, ParameterError, check, numbers
from sim.population import SIDES
from sim.processes import Parameters, copy_of, names_of
from sim.rules.offices import Practice

# Numbers that are used only before the first month (who the employers are, who comes): no policy can change them.
FIXED_AT_START = (
    "answer.never_private",
    "answer.never_public",
    "answer.never_language",
    "answer.social_spread",
    "answer.one_from",
    "answer.middle_from",
    "answer.large_from",
    "answer.slack_least",
    "answer.slack_small",
    "answer.slack_middle",
    "answer.slack_large",
    "answer.slack_spread",
    "answer.help_spread",
    "demand.staff_1",
    "demand.staff_5",
    "demand.staff_10",
    "demand.staff_20",
    "demand.staff_wide",
    "demand.unit_least",
    "demand.unit_wide",
    "relations.aware_start",
    "relations.trust_start",
    "relations.trust_spread",
)
PAYERS = ("municipality", "state", "employer", "county")
RECOMMENDATIONS = range(11)
Change = Callable[[float, float], float]


def _replace(_: float, amount: float) -> float:
    return amount


CHANGES: dict[str, Change] = {  # what becomes of a value by an amount, in the order in which they are applied
    "set": _replace,
    "scale": operator.mul,
    "add": operator.add,
    "at_least": max,
    "at_most": min,
}
ORDER = tuple(CHANGES)
DOSE = "dose"  # beside a change: how much of the way it goes
WHOLE = 1.0


class PolicyError(ValueError):
    """A policy is incomplete, unknown or contradicts another; the text is one sentence."""


@dataclasses.dataclass
class Words:
    """A text in both languages."""

    en: str
    nb: str


@dataclasses.dataclass
class Cost:
    """What a measure costs, for the reader.

    Either ``number`` names the number of the model that holds the amount (its unit and source are read there), or
    ``amount``, ``unit`` and ``source`` say what the model leaves out.
    """

    what: Words
    payer: str
    number: str = ""
    amount: float = 0.0
    unit: str = ""
    source: str = ""


@dataclasses.dataclass
class CostLine:
    """One cost as it is printed: amount in a unit, who pays, where it comes from, whether the model counts it."""

    what: Words
    payer: str
    amount: float
    unit: str
    source: str
    counted: bool


@dataclasses.dataclass
class Policy:
    """One measure.

    ``changes``: dotted name -> {kind of change: value}; ``practice.x`` is that of all offices, and that of one is
    ``practice.programme.x``, ``practice.after.x`` or (of those in a trial) ``practice.trial.x``. ``recommendation`` is
    the note's (1 to 10; 0: none of them), ``lines`` the passage of the note, ``evidence`` why its effect has this
    ``grade``.
    """

    title: Words
    description: Words
    recommendation: int
    lines: str
    grade: str
    evidence: Words
    changes: dict[str, dict[str, Any]]
    costs: list[Cost] = field(default_factory=list)
    from_month: int = 1
    name: str = ""


@dataclasses.dataclass
class Stage:
    """What the measures that act from ``month`` (of the whole run) on change.

    ``names`` of the measures; ``changes``: process or office, name of its number, and what becomes of that.
    """

    month: int
    names: str
    changes: list[tuple[str, str, list[tuple[Change, float]]]]


@dataclasses.dataclass
class Phase:
    """Numbers that hold from ``month`` (of the whole run) on."""

    month: int
    parameters: Parameters
    practices: list[Practice]


def check_policy(policy: Policy, parameters: Parameters | None = None) -> None:
    """Raise ``PolicyError`` if a policy is incomplete, names an unknown number, or makes an impossible change."""
    numbers_known = names_of(parameters or Parameters())
    known = numbers_known | _names_of_practice()
    _check_words(policy)
    if policy.grade not in GRADES:
        raise PolicyError(f"Policy {policy.name}: grade is {policy.grade!r}, but must be one of {', '.join(GRADES)}.")
    if policy.recommendation not in RECOMMENDATIONS:
        raise PolicyError(f"Policy {policy.name}: recommendation is {policy.recommendation}, but must be 0 to 10.")
    if policy.from_month < 1:
        raise PolicyError(f"Policy {policy.name}: from_month is {policy.from_month}, but must be 1 or more.")
    if not policy.changes:
        raise PolicyError(f"Policy {policy.name} changes nothing.")
    for target, change in policy.changes.items():
        later = target.startswith("settlement.available_")  # who can take a job is asked every month
        if target in FIXED_AT_START or (target.startswith("settlement.") and not later):
            raise PolicyError(f"Policy {policy.name} changes {target}, which is fixed before the first month.")
        if target not in known:
            raise PolicyError(f"Policy {policy.name} changes {target}, which is no number of the model.")
        _check_change(policy.name, target, change)
    for cost in policy.costs:
        _check_cost(policy.name, cost, numbers_known)


@functools.cache
def _names_of_practice() -> frozenset[str]:
    """Names of the offices' numbers: of both (``practice.prepared``) and of each (``practice.after.prepared``)."""
    names = [f"practice.{name}" for name in numbers(Practice())]
    return frozenset(one for name in names for one in (name, *_each_office(name)))


def _check_words(policy: Policy) -> None:
    texts = {"title": policy.title, "description": policy.description, "evidence": policy.evidence}
    texts |= {f"costs[{i}].what": cost.what for i, cost in enumerate(policy.costs)}
    for name, words in texts.items():
        for language in ("en", "nb"):
            if not getattr(words, language).strip():
                raise PolicyError(f"Policy {policy.name}: {name} lacks its text in {language!r}.")


def _check_cost(name: str, cost: Cost, known: frozenset[str]) -> None:
    what = f"Policy {name}: the cost {cost.what.en!r}"
    if cost.payer not in PAYERS:
        raise PolicyError(f"{what} has the payer {cost.payer!r}, but must have one of {', '.join(PAYERS)}.")
    if cost.number and cost.number not in known:
        raise PolicyError(f"{what} names {cost.number}, which is no number of the model.")
    if cost.number and (cost.amount or cost.unit or cost.source):
        raise PolicyError(f"{what} says both number and amount; say one.")
    if not cost.number and not (cost.unit and cost.source):
        raise PolicyError(f"{what} needs a number of the model, or amount, unit and source.")
    if not (math.isfinite(cost.amount) and cost.amount >= 0):
        raise PolicyError(f"{what} is {cost.amount:g}, but must not be negative.")


def cost_lines(policy: Policy, parameters: Parameters) -> list[CostLine]:
    """Costs of a measure with their amounts; what the model counts is read from its numbers."""
    declared = numbers(parameters)
    lines = []
    for cost in policy.costs:
        if cost.number:
            process, _, name = cost.number.partition(".")
            one = declared[cost.number]
            amount = float(getattr(getattr(parameters, process), name))
            lines.append(CostLine(cost.what, cost.payer, amount, one.unit, one.source, counted=True))
        else:
            lines.append(CostLine(cost.what, cost.payer, cost.amount, cost.unit, cost.source, counted=False))
    return lines


def _check_change(name: str, target: str, change: dict[str, Any]) -> None:
    if not set(change) - {DOSE}:
        raise PolicyError(f"Policy {name}: {target} has no change; say one of {', '.join(ORDER)}.")
    for kind, value in change.items():
        if kind not in (*ORDER, DOSE):
            raise PolicyError(f"Policy {name}: {target} has {kind!r}, but must be one of {', '.join(ORDER)}.")
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            raise PolicyError(f"Policy {name}: {target} {kind} {value!r} is no number.")
    if not 0 <= change.get(DOSE, WHOLE) <= WHOLE:
        raise PolicyError(f"Policy {name}: {target} has the {DOSE} {change[DOSE]:g}, but must have one from 0 to 1.")


def only_adds(policy: Policy) -> bool:
    """Whether a measure does nothing but add: then it has any size, while others are done in full at 1."""
    return all(set(change) == {"add"} for change in policy.changes.values())


def dosed(policy: Policy, dose: float) -> Policy:
    """Measure at another size; ``PolicyError`` for a size that makes no sense.

    What it adds is added ``dose`` times; all else goes so far of the way from what is there.
    """
    if not (math.isfinite(dose) and dose >= 0):
        raise PolicyError(f"{policy.name}:{dose:g} makes no sense; the size must be 0 or more.")
    if dose > WHOLE and not only_adds(policy):
        raise PolicyError(f"{policy.name}:{dose:g} makes no sense; {policy.name} is done in full at 1, so say 0 to 1.")
    return dataclasses.replace(
        policy, changes={target: _dosed(change, dose) for target, change in policy.changes.items()}
    )


def _dosed(change: dict[str, float], dose: float) -> dict[str, float]:
    adds = {kind: dose * amount for kind, amount in change.items() if kind == "add"}
    others = {kind: amount for kind, amount in change.items() if kind not in ("add", DOSE)}
    return adds | others | ({DOSE: dose * change.get(DOSE, WHOLE)} if others else {})


def stages_of(policies: tuple[Policy, ...], warm_up_months: int) -> list[Stage]:
    """What checked policies change, by phase; ``PolicyError`` if they contradict.

    ``from_month`` 1 of a policy is the first counted month.
    """
    months = sorted({0} | {warm_up_months + policy.from_month - 1 for policy in policies})
    return [
        _stage(month, [policy for policy in policies if warm_up_months + policy.from_month - 1 <= month])
        for month in months
    ]


def _stage(month: int, active: list[Policy]) -> Stage:
    found: dict[str, list[tuple[str, str, dict[str, float]]]] = {}
    for policy in active:
        for target, change in policy.changes.items():
            for one in _each_office(target):
                found.setdefault(one, []).append((policy.name, target, change))
    stage = Stage(month, "+".join(policy.name for policy in active), [])
    for one, changes in sorted(found.items()):
        as_said = {target for _, target, _ in changes}
        refuse_conflict(as_said.pop() if len(as_said) == 1 else one, [(name, change) for name, _, change in changes])
        head, _, number = one.rpartition(".")
        stage.changes.append((head, number, _in_order([change for _, _, change in changes])))
    return stage


def phase_of(stage: Stage, parameters: Parameters, practices: list[Practice]) -> Phase:
    """These numbers, with what the measures change; ``PolicyError`` if one leaves its allowed range.

    What no measure touches is shared, and was checked when the scenario was made.
    """
    phase = Phase(stage.month, copy.copy(parameters), [*practices])
    touched: dict[str, list[Any]] = {}
    for head, number, changes in stage.changes:
        if head not in touched:
            touched[head] = _own(phase, head)
        for owner in touched[head]:
            setattr(owner, number, _after(getattr(owner, number), changes))
    try:
        for head, owners in touched.items():
            for owner in owners:
                check(owner, f"{head.partition('.')[0]}.")
    except ParameterError as error:
        raise PolicyError(f"With {stage.names}: {error}") from None
    return phase


def _each_office(target: str) -> list[str]:
    """``practice.x`` is that of all offices; every other target is itself."""
    head, _, name = target.rpartition(".")
    return [f"practice.{office}.{name}" for office in SIDES] if head == "practice" else [target]


def _own(phase: Phase, head: str) -> list[Any]:
    """What ``practice.programme`` (one a municipality) or a process's name stands for, made the phase's own."""
    _, _, office = head.partition("practice.")
    if not office:
        process = copy_of(getattr(phase.parameters, head))
        setattr(phase.parameters, head, process)
        return [process]
    side = slice(SIDES.index(office), None, len(SIDES))
    phase.practices[side] = [copy_of(one) for one in phase.practices[side]]
    return phase.practices[side]


def refuse_conflict(target: str, changes: list[tuple[str, dict[str, float]]]) -> None:
    """Raise ``PolicyError`` if two policies set one number to two values."""
    settings = {change["set"]: name for name, change in changes if "set" in change}
    if len(settings) > 1:
        (a, one), (b, two) = sorted((name, value) for value, name in settings.items())[:2]
        raise PolicyError(f"Policies {a} and {b} contradict each other: {target} is set to {one:g} and to {two:g}.")


def changed(value: float, changes: list[dict[str, float]]) -> float:
    """Value after all changes; the order of ``changes`` does not matter."""
    return _after(value, _in_order(changes))


def _in_order(changes: list[dict[str, float]]) -> list[tuple[Change, float]]:
    """Changes of one number, each with its amount, in the order in which they are applied."""
    return [
        (CHANGES[kind] if dose == WHOLE or kind == "add" else functools.partial(_in_part, CHANGES[kind], dose), amount)
        for kind in ORDER
        for amount, dose in sorted((one[kind], one.get(DOSE, WHOLE)) for one in changes if kind in one)
    ]


def _in_part(change: Change, dose: float, value: float, amount: float) -> float:
    return value + dose * (change(value, amount) - value)


def _after(value: float, ordered: list[tuple[Change, float]]) -> float:
    for change, amount in ordered:
        value = change(value, amount)
    return value
