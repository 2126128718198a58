"""Measures of a scenario, by the name that the user gives it."""

from __future__ import annotations

from bygd.errors import InputError
from bygd.scenarios.catalogue import parts_of
from bygd.scenarios.options import Common
from sim.policy import Policy, dosed


def measures(made: Common, name: str) -> list[Policy]:
    """Measures of a scenario's name: ``follow_up+extra_staff:0.5``; ``InputError`` for an odd selection."""
    found: list[Policy] = []
    for part in parts_of(name):
        measure, colon, dose = part.partition(":")
        if measure in [policy.name for policy in found]:
            raise InputError(f"The measure {measure} appears twice in {name}; name it once.")
        if measure in made.policy:
            raise InputError(f"The measure {measure} of {name} is in force already (policy=…); leave it out of one.")
        policy = made.policies[measure]
        found.append(dosed(policy, _number(part, dose)) if colon else policy)
    return found


def _number(part: str, dose: str) -> float:
    try:
        return float(dose)
    except ValueError:
        raise InputError(f"{part} is not understood; a measure with its size looks like extra_staff:0.5.") from None
