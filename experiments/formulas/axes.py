"""Main inputs that many formulas share."""

from __future__ import annotations

from experiments.formulas.formula import Axis

LOT = Axis("u", 0.0, 0.999)  # a place in line, from 0 to 1
MONTH = Axis("month_of_year", 1, 12, named=True)
