"""What a job of a sweep (``-m``) returns: the outcome that ``objective=…`` names, for sweepers that optimise.

Of ``run`` it is the level, of ``compare`` the paired difference of its scenario to the baseline. Hydra hands it to the
sweeper as the return value of the job: a number, or a list where several outcomes are named.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from bygd.errors import InputError
from bygd.scenarios.catalogue import spelled_out
from bygd.scenarios.checks import check_outcomes
from experiments.command.values import listed

NAME = "objective"
OF = {"run": "level", "compare": "difference"}  # programs whose jobs can return something


def objective_of(program: str, arguments: list[str]) -> tuple[list[str], list[str]]:
    """Outcomes that ``objective=…`` names, and the other arguments; ``InputError`` for an unknown one, or program."""
    mine = [item for item in arguments if item.startswith(f"{NAME}=")]
    if not mine:
        return [], arguments
    if program not in OF:
        raise InputError(f"{NAME} is what a job of {' or '.join(OF)} returns; {program} returns nothing.")
    names = listed(NAME, mine[-1].partition("=")[2])
    check_outcomes(NAME, names)
    return names, [item for item in arguments if item not in mine]


def check_one(names: list[str], options: Any) -> None:
    """Refuse a job whose objective would be several differences, before it is simulated."""
    if not names or not hasattr(options, "scenarios"):
        return
    if len(spelled_out(options.scenarios)) != 1 or options.municipalities or options.practice_of:
        raise InputError(f"{NAME} is the difference of one scenario; name one, like scenarios=[follow_up].")


def returned(names: list[str], options: Any) -> float | list[float] | None:
    """Value of each outcome of a job that is done, from its folder; one alone as a number, ``None`` without any.

    ``InputError`` where nobody was observed.
    """
    if not names:
        return None
    from bygd.front_door.results import study

    folder = study(Path(options.out))
    table, column = (folder.differences, "difference") if hasattr(options, "scenarios") else (folder.outcomes, "value")
    values = [float(table.set_index("outcome").loc[name, column]) for name in names]
    for name, value in zip(names, values, strict=True):
        if not math.isfinite(value):
            raise InputError(f"Nobody was observed for {name}, so {NAME} has no value; say another, or more months.")
    return values[0] if len(values) == 1 else values
