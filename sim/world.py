"""What a rule sees: the numbers that hold this month, everybody, and where results are written.

Read by type checkers and editors only. The Mesa model has these names, and so has ``sim.compiled.World``.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from sim import agents
from sim.processes import Parameters, Practice


class World(Protocol):
    """The world in one month of one run; in the compiled engine the lists are arrays of records."""

    seed: int
    replicate: int
    month: int  # since the beginning of the warm-up
    month_of_year: int  # 1 to 12
    first_year: int
    n_years: int
    counted_from: int  # month
    p: Parameters
    practice: list[Practice]  # by office
    municipalities: list[agents.Municipality]
    refugees: list[agents.Refugee]
    employers: list[agents.Employer]
    offices: list[agents.ServiceOffice]
    askers: list[agents.Asker]
    tally: np.ndarray  # this month's, by Tally
    totals: np.ndarray  # by Total
    curve: np.ndarray  # months since settlement x Curve
    diary: np.ndarray  # rows x columns
    cursor: np.ndarray  # one: rows written
    people: np.ndarray  # known by the end of each year
