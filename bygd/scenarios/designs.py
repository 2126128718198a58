"""Designs: which numbers of the model are varied, over which values, at which points.

What may be varied is declared with the numbers (``sim.parameters.numbers``); ``practice.x`` is the practice of all
offices, ``practice.after.x`` that of one. A design is a table: one row a point, one column a number.
"""

from __future__ import annotations

import difflib
import itertools
import math
from fnmatch import fnmatchcase
from typing import Any

import numpy as np
import pandas as pd

from bygd.errors import InputError
from bygd.scenarios.distributions import FAMILIES, Distribution, distribution
from bygd.scenarios.yaml_text import number as number_in
from sim.arrivals import STATED as STATED_ARRIVALS
from sim.parameters import Number, numbers
from sim.points import point_of
from sim.population import OFFICES
from sim.processes import Parameters, Practice, idle

STATED = ("grid", "zip")  # designs of stated values
MOST_POINTS = 100_000
LEVELS = 4  # of a Morris design
Values = dict[str, list[float] | Distribution]  # by number: values, or low and high, or nothing (the plausible range)


def known() -> dict[str, Number]:
    """Every number that can be varied, by the name that overrides and measures use."""
    practice = numbers(Practice())
    heads = ("practice", *(f"practice.{side}" for side in OFFICES))
    return numbers(Parameters()) | {f"{head}.{name}": item for head in heads for name, item in practice.items()}


def acting(some: dict[str, Number], options: Any) -> dict[str, Number]:
    """Those numbers that act in a run of ``options``, and that are where they are plausible.

    Left out are numbers of people under collective protection where none are settled, and those that an act or a
    setting puts beyond their plausible range, as it does with prices and lengths of the programme.
    """
    without = frozenset() if options.arrivals == STATED_ARRIVALS else idle(Parameters())
    results = {}
    for name, item in some.items():
        head, _, number = name.partition(".")
        low, high = item.plausible
        value = getattr(getattr(options, head, None), number, low)  # an office's practice is its own
        if name not in without and low <= value <= high:
            results[name] = item
    return results


def fitting(glob: str, option: str = "vary") -> dict[str, Number]:
    """Numbers whose name fits; ``*`` takes the practice of all offices, not of each besides. ``InputError``: none."""
    everything = known()
    names = [name for name in everything if fnmatchcase(name, glob)]
    if glob not in everything:
        names = [name for name in names if name.count(".") == 1 or glob.count(".") > 1]
    if not names:
        near = difflib.get_close_matches(glob, everything, n=1)
        hint = f"; is {near[0]} meant?" if near else ";"
        if any(name.startswith(f"{glob}.") for name in everything):
            hint = f" by itself; {glob}.* are all of that part,"
        raise InputError(
            f"{option} names {glob!r}, which fits no number{hint} python -m experiments.numbers lists them."
        )
    return {name: everything[name] for name in names}


def stated(vary: Any) -> Values:
    """What is said of each number, from a list of ``name``, ``name:value:value`` or ``name:normal:mean:sd``.

    A mapping of names to a value or a list of such words says the same.
    """
    results: Values = {}
    pairs = list(vary.items()) if isinstance(vary, dict) else [_pair(item) for item in vary if item]
    for glob, values in pairs:
        if [name for name, _ in pairs].count(glob) > 1:
            raise InputError(f"vary names {glob} twice; name it once, with all its values.")
        some = values if isinstance(values, list) else [] if values is None else [values]
        for name, number in fitting(str(glob)).items():
            if name != glob and not some and number.plausible[0] == number.plausible[1]:
                continue  # nobody asked for this one by name
            if some or name not in results:  # a name with values stays so where a glob fits it too
                results[name] = _stated(name, some, number)
    return results


def _stated(name: str, some: list[Any], number: Number) -> list[float] | Distribution:
    """Values of a number, or the distribution that the first word names."""
    family = some[0].strip() if some and isinstance(some[0], str) else ""
    if family in FAMILIES or (len(some) > 1 and family and not _is_number(family)):
        return distribution(name, family, [_any_value(name, item) for item in some[1:]], number.allowed)
    return [_value(name, item, number) for item in some]


def _is_number(text: str) -> bool:
    try:
        number_in(text)
    except ValueError:
        return False
    return True


def _any_value(name: str, given: Any) -> float:
    """A number as it is said of a distribution."""
    try:
        value = math.nan if isinstance(given, bool) else float(number_in(given))
    except (TypeError, ValueError):
        value = math.nan
    if not math.isfinite(value):
        raise InputError(f"The distribution of {name} holds {given}, but must hold numbers.")
    return value


def _pair(given: Any) -> tuple[str, list[str]]:
    name, *values = str(given).split(":")
    return name, list(values)


def _value(name: str, given: Any, number: Number) -> float:
    low, high = number.allowed
    try:
        value = math.nan if isinstance(given, bool) else number_in(given)
    except (TypeError, ValueError):
        value = math.nan
    if not low <= value <= high:
        raise InputError(f"{name} is to be {given}, but must be a number between {low:g} and {high:g}.")
    return value


def distributions(said: Values) -> dict[str, Distribution]:
    """Distribution of each number: as stated, a range uniform; where nothing is, uniform over the plausible range."""
    everything = known()
    plain = ranges({name: item for name, item in said.items() if not isinstance(item, Distribution)})
    return {
        name: item if isinstance(item, Distribution) else Distribution("uniform", plain[name], everything[name].allowed)
        for name, item in said.items()
    }


def ranges(said: Values) -> dict[str, tuple[float, float]]:
    """Low and high of each number, in its unit: as stated, or as plausible where declared; ``InputError`` if not so."""
    everything, result = known(), {}
    for name, item in said.items():
        if isinstance(item, Distribution) and item.family != "uniform":
            raise InputError(f"{name} is to be {item.family}, but only a range can be said here, as {name}:0.1:0.3.")
        values = [*item.parameters] if isinstance(item, Distribution) else item
        if values and len(values) != 2:
            count = "1 value" if len(values) == 1 else f"{len(values)} values"
            raise InputError(f"{name} has {count}, but a range has two, like {name}:0.1:0.3.")
        low, high = values or everything[name].plausible
        if low > high:
            raise InputError(f"The range of {name} is upside down ({low:g} to {high:g}); say the lower end first.")
        if low == high:
            raise InputError(
                f"{name} has no range ({low:g} to {high:g}); say one, like {name}:0.1:0.3, or leave it out."
            )
        result[name] = (low, high)
    return result


def table_of(design: str, vary: Any, points: list[Any], n: int, seed: int) -> pd.DataFrame:
    """Make the design: ``row``, ``point`` and the value of each varied number; one clear sentence if it cannot be."""
    if design == "list":
        rows = _listed(points)
    else:
        result = stated(vary)
        if not result:
            raise InputError("vary is empty; name numbers to vary, like vary=[language.*,answer.pressure].")
        rows = _of_values(design, result) if design in STATED else _drawn(design, distributions(result), n, seed)
    return design_of(rows)


def design_of(rows: list[dict[str, float]], points: list[str] | None = None) -> pd.DataFrame:
    """Table of a design: ``row``, ``point`` (named by its values), the numbers (not a number: not set)."""
    table = pd.DataFrame(rows, columns=list(dict.fromkeys(name for row in rows for name in row)), dtype=float)
    table.insert(0, "row", range(len(rows)))
    table.insert(1, "point", points or [point_of(row) for row in rows])
    return table


def points_of(table: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Points of a design for a study: name -> values; a point that comes twice is simulated once."""
    names = list(table.columns[2:])
    values = table[names].to_numpy(float)
    return {
        point: {name: float(value) for name, value in zip(names, row, strict=True) if not math.isnan(value)}
        for point, row in zip(table["point"], values, strict=True)
    }


def _listed(points: list[Any]) -> list[dict[str, float]]:
    if not points or not all(isinstance(item, dict) for item in points):
        raise InputError("design=list needs points, each a mapping, like points=[{placement.detection:0.2}].")
    return [{name: _value(name, value, _exactly(name)) for name, value in item.items()} for item in points]


def _exactly(name: str) -> Number:
    result = fitting(name, "points")
    if name not in result:
        raise InputError(f"points names {name!r}, but a point needs the whole name of each number.")
    return result[name]


def _of_values(design: str, result: Values) -> list[dict[str, float]]:
    """Combine stated values: every combination, or one after the other."""
    values_of: dict[str, list[float]] = {}
    for name, values in result.items():
        if isinstance(values, Distribution):
            raise InputError(
                f"design={design} combines values, but {name} is to be {values.family}; say design=lhs, or its values."
            )
        values_of[name] = values
        if not values:
            raise InputError(f"design={design} needs the values of {name}, like {name}:0.1:0.2:0.3.")
    lengths = [len(values) for values in values_of.values()]
    if design == "zip" and len(set(lengths)) > 1:
        raise InputError(f"design=zip needs as many values of each number; there are {', '.join(map(str, lengths))}.")
    refuse_many(math.prod(lengths) if design == "grid" else lengths[0])
    rows = itertools.product(*values_of.values()) if design == "grid" else zip(*values_of.values(), strict=True)
    return [dict(zip(values_of, row, strict=True)) for row in rows]


def _drawn(design: str, results: dict[str, Distribution], n: int, seed: int) -> list[dict[str, float]]:
    k = len(results)
    refuse_many(n * {"saltelli": k + 2, "morris": k + 1}.get(design, 1))
    if design == "morris":
        results = {name: item.at_morris() for name, item in results.items()}
    return quantiles(results, unit(design, k, n, seed))


def quantiles(results: dict[str, Distribution], u: np.ndarray) -> list[dict[str, float]]:
    """Values at points (points x numbers, 0 to 1)."""
    columns = [item.quantiles(u[:, i]) for i, item in enumerate(results.values())]
    return [dict(zip(results, map(float, row), strict=True)) for row in zip(*columns, strict=True)]


def refuse_many(points: int) -> None:
    """Raise ``InputError`` if there are more points than anybody waits for."""
    if points > MOST_POINTS:
        raise InputError(
            f"That makes {points} points, more than {MOST_POINTS}; vary fewer numbers, or say a smaller n."
        )


def unit(design: str, k: int, n: int, seed: int) -> np.ndarray:
    """Points between 0 and 1, points x ``k`` numbers, by SciPy and SALib; ``InputError`` if ``n`` does not suit it."""
    from SALib.sample import sobol
    from SALib.sample.morris import sample as trajectories
    from scipy.stats import qmc

    if design in {"sobol", "saltelli"} and n & (n - 1):
        raise InputError(f"n is {n}, but design={design} needs a power of two, like {2 ** round(math.log2(n))}.")
    if design == "lhs":
        return qmc.LatinHypercube(k, rng=np.random.default_rng(seed)).random(n)
    if design == "sobol":
        return qmc.Sobol(k, rng=np.random.default_rng(seed)).random(n)
    problem = {"num_vars": k, "names": [str(i) for i in range(k)], "bounds": [[0.0, 1.0]] * k}
    if design == "morris":
        return trajectories(problem, n, num_levels=LEVELS, seed=seed)
    return sobol.sample(problem, n, calc_second_order=False, seed=seed)


def varied(table: pd.DataFrame) -> list[str]:
    """Names of the numbers that a design varies."""
    return list(table.columns[2:])
