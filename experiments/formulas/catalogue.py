"""Which formulas are drawn, in the order of the month, and over what.

Where nothing else is said, a curve stands for an ordinary case: a man of 30, an office with hours, nothing learned yet.
A name in place of a value (``language.ceiling_2``) is the declared number of that name.
"""

from __future__ import annotations

from experiments.formulas.employers import ANSWER, DEMAND, ENDING, PLACEMENT, RELATIONS
from experiments.formulas.formula import Formula
from experiments.formulas.offices import COMPETING, MONEY, OFFICES, REQUESTS
from experiments.formulas.people import LANGUAGE, MOVING, PROGRAMME, SEARCH, SETTLEMENT, WORK

ALL = (
    *SETTLEMENT,
    *DEMAND,
    *OFFICES,
    *LANGUAGE,
    *COMPETING,
    *REQUESTS,
    *ANSWER,
    *PLACEMENT,
    *ENDING,
    *SEARCH,
    *WORK,
    *PROGRAMME,
    *MOVING,
    *RELATIONS,
    *MONEY,
)
FORMULAS = {one.name: one for one in ALL}
PROCESSES = tuple(dict.fromkeys(one.process for one in ALL))
NOT_DRAWN = {"settlement.p_joins": "it has no input: one chance, worked out from the shares of households"}


def formulas_of(process: str) -> tuple[Formula, ...]:
    """Drawn formulas of a process."""
    return tuple(item for item in ALL if item.process == process)
