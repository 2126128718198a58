"""Policies: what a measure changes, from when, at what cost; how several combine.

A change is ``scale``, ``add``, ``at_least``, ``at_most`` or ``set``. They are applied in this order: all ``set``, then
``scale``, ``add``, ``at_least``, ``at_most``; so the order of the policies does not matter (``a+b`` is ``b+a``) and a
minimum does nothing where practice is already better. Two different ``set`` of one number are refused.
"""

from __future__ import annotations

import copy
import dataclasses
import math
from dataclasses import field
from typing import Any

from sim.parameters import GRADES, ParameterError, check, numbers
from sim.processes import Parameters
from sim.rules.offices import Practice

# Numbers that are used only before the first month (who the employers are, who comes): no policy can change them.
FIXED_AT_START = (
    "answer.never_private",
    "answer.never_public",
    "answer.small_none",
    "answer.social_spread",
    "demand.staff_1",
    "demand.staff_5",
    "demand.staff_10",
    "demand.staff_20",
    "relations.aware_start",
    "relations.trust_start",
    "relations.trust_spread",
)
ORDER = ("set", "scale", "add", "at_least", "at_most")


class PolicyError(ValueError):
    """A policy is incomplete, unknown or contradicts another; the text is one sentence."""


@dataclasses.dataclass
class Words:
    """A text in both languages."""

    en: str
    nb: str


@dataclasses.dataclass
class Cost:
    """What a measure costs besides the changes: for the reader; hours act through ``practice.*_hours``."""

    what: str
    payer: str
    source: str


@dataclasses.dataclass
class Policy:
    """One measure. ``changes``: dotted name (``practice.x`` for all offices) -> {kind of change: value}."""

    title: Words
    description: Words
    recommendation: int
    lines: str
    grade: str
    changes: dict[str, dict[str, Any]]
    costs: list[Cost] = field(default_factory=list)
    from_month: int = 1
    name: str = ""


@dataclasses.dataclass
class Phase:
    """Numbers that hold from ``month`` (of the whole run) on."""

    month: int
    parameters: Parameters
    practices: list[Practice]


def check_policy(policy: Policy, parameters: Parameters | None = None) -> None:
    """Raise ``PolicyError`` if a policy names a number that ``parameters`` do not have, or an impossible change."""
    known = set(numbers(parameters or Parameters())) | {f"practice.{name}" for name in numbers(Practice())}
    if policy.grade not in GRADES:
        raise PolicyError(f"Policy {policy.name}: grade is {policy.grade!r}, but must be one of {', '.join(GRADES)}.")
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


def _check_change(name: str, target: str, change: dict[str, Any]) -> None:
    if not change:
        raise PolicyError(f"Policy {name}: {target} has no change; say one of {', '.join(ORDER)}.")
    for kind, value in change.items():
        if kind not in ORDER:
            raise PolicyError(f"Policy {name}: {target} has {kind!r}, but must be one of {', '.join(ORDER)}.")
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            raise PolicyError(f"Policy {name}: {target} {kind} {value!r} is no number.")


def phases_of(
    policies: tuple[Policy, ...], parameters: Parameters, practices: list[Practice], warm_up_months: int
) -> list[Phase]:
    """Numbers by phase; ``from_month`` 1 of a policy is the first counted month."""
    for policy in policies:
        check_policy(policy, parameters)
    months = sorted({0} | {warm_up_months + policy.from_month - 1 for policy in policies})
    phases = []
    for month in months:
        active = [policy for policy in policies if warm_up_months + policy.from_month - 1 <= month]
        phases.append(_phase(month, active, parameters, practices))
    return phases


def _phase(month: int, active: list[Policy], parameters: Parameters, practices: list[Practice]) -> Phase:
    phase = Phase(month, copy.deepcopy(parameters), copy.deepcopy(practices))
    for target in sorted({target for policy in active for target in policy.changes}):
        changes = [(policy.name, policy.changes[target]) for policy in active if target in policy.changes]
        refuse_conflict(target, changes)
        head, _, name = target.partition(".")
        owners: list[Any] = phase.practices if head == "practice" else [getattr(phase.parameters, head)]
        for owner in owners:
            setattr(owner, name, changed(getattr(owner, name), [change for _, change in changes]))
    try:
        check(phase.parameters)
        for practice in phase.practices:
            check(practice, "practice.")
    except ParameterError as error:
        names = "+".join(policy.name for policy in active)
        raise PolicyError(f"With {names}: {error}") from None
    return phase


def refuse_conflict(target: str, changes: list[tuple[str, dict[str, float]]]) -> None:
    """Raise ``PolicyError`` if two policies set one number to two values."""
    settings = {change["set"]: name for name, change in changes if "set" in change}
    if len(settings) > 1:
        (a, one), (b, two) = sorted((name, value) for value, name in settings.items())[:2]
        raise PolicyError(f"Policies {a} and {b} contradict each other: {target} is set to {one:g} and to {two:g}.")


def changed(value: float, changes: list[dict[str, float]]) -> float:
    """Value after all changes; the order of ``changes`` does not matter."""
    for kind in ORDER:
        for amount in sorted(change[kind] for change in changes if kind in change):
            if kind == "set":
                value = amount
            elif kind == "scale":
                value *= amount
            elif kind == "add":
                value += amount
            elif kind == "at_least":
                value = max(value, amount)
            else:
                value = min(value, amount)
    return value
