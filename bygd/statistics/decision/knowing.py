"""What it would be worth to know numbers before choosing, exactly or as well as four weeks of counting show.

*EVPPI* (expected value of partial perfect information) by regression of the effects on the number (Strong, Oakley and
Brennan 2014; ``voi::evppi``), here on additive natural splines, chosen among one, two or three terms a number by
generalised cross-validation; *expected narrowing*: 1 − sd of the effect given the number / sd of the effect
(``voi::evppivar``); *EVSI* (expected value of sample information): the same, with the fitted curve of each number seen
through a noisy count of it, by importance weights over the members (``voi::evsi``).

A regression on k terms fits k terms of chance. What of the fitted values' covariance is chance is taken off, as in
``bygd.statistics.decision.choices``; the value that one in twenty shuffles of the number reach stands beside each.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from bygd.statistics.decision.choices import LEAST, Choices, centred, toward
from bygd.statistics.decision.robust import LUCK, value_of, values_of

TERMS = (1, 2, 3)  # of a number's curve, that are tried
SHUFFLES = 300
LEAST_CHANGE = 0.01  # share of the members below which a change of the advice is not told
LOOKS = 10  # simulated counts in each member
Noise = Callable[[np.ndarray], np.ndarray]  # standard error of a count, by the number's true value


class Known(NamedTuple):
    """What knowing numbers does; of each choice where an array. Not numbers where the ensemble is too small."""

    evppi: float  # in the unit of the effects
    evppi_luck: float  # what one in twenty shuffles reach
    evppi_p: float  # share of shuffles that reach as much
    changes: float  # share of the members in which another choice would be advised than without
    narrowing: np.ndarray  # share (0 to 1) by which the spread between members becomes smaller
    narrowing_luck: np.ndarray
    narrowing_p: np.ndarray
    evsi: float  # the same three after counting
    changes_counted: float
    narrowing_counted: np.ndarray

    @property
    def worth_telling(self) -> bool:
        """Whether shuffles seldom give as much value, and the advice changes in one member of a hundred at least."""
        return self.evppi > self.evppi_luck and self.changes >= LEAST_CHANGE

    @property
    def narrows(self) -> np.ndarray:
        """Of which choices the interval becomes narrower for certain."""
        return self.narrowing > self.narrowing_luck


def knowing(choices: Choices, numbers: np.ndarray, noise: Sequence[Noise] = (), seed: int = 0) -> Known:
    """Value of knowing ``numbers`` (members x numbers, in the order of the members' labels) before choosing.

    ``noise``: for each number the standard error of its count; without, counting is exact. Numbers that do not vary, or
    go up and down exactly with one before, add nothing.
    """
    keep = distinct(numbers)
    numbers, rows = numbers[:, keep], len(choices.names)
    if choices.count < LEAST or choices.count <= 2 + len(keep):
        return _all(math.nan, rows)
    if not keep:
        return _all(0.0, rows)
    bases = [_bases(numbers, terms) for terms in TERMS if 1 + terms * len(keep) < choices.count // 2] or [
        _bases(numbers, 1)
    ]
    spread = _spread(choices)
    fit = _fit(choices.means, bases)
    draw = np.random.default_rng(seed)
    values, narrow = _by_luck(choices.means, bases, spread, draw)
    value, narrowing = value_of(fit.fitted), _narrowing(fit.explained, spread)
    looks = _looks(fit, numbers, [noise[i] for i in keep] if len(noise) else [], draw)
    counted = np.array([item.var(axis=1) for item in looks]).mean(axis=0)
    whole = fit.fitted.var(axis=1)
    share = np.divide(counted, whole, out=np.zeros(rows), where=whole > 0)
    return Known(
        value,
        float(np.quantile(values, 1 - LUCK)),
        _share_as_large(values, value),
        _changes(fit.fitted, choices.best),
        narrowing,
        np.quantile(narrow, 1 - LUCK, axis=0),
        np.where(np.isnan(narrowing), math.nan, _share_as_large(narrow, narrowing)),
        min(value, float(np.mean([value_of(item) for item in looks]))),  # no more than certainty
        float(np.mean([_changes(item, choices.best) for item in looks])),
        _narrowing(fit.explained * np.minimum(share, 1.0), spread),
    )


def distinct(numbers: np.ndarray) -> list[int]:
    """Columns that vary, without those that order the members exactly as one before."""
    kept: list[int] = []
    ranked = np.array([np.unique(column, return_inverse=True)[1] for column in numbers.T])
    for i, row in enumerate(ranked):
        if row.max(initial=0) > 0 and not any((row == ranked[j]).all() for j in kept):
            kept.append(i)
    return kept


# --- regression ----------------------------------------------------------------------------------------------------


class _Fit(NamedTuple):
    """A regression: what it fits, chance taken off."""

    fitted: np.ndarray  # choices x members
    explained: np.ndarray  # variance of each choice's effect
    parts: list[np.ndarray]  # what each number adds: choices x members, before the move
    move: np.ndarray  # choices x choices: takes chance off


class _Basis(NamedTuple):
    columns: np.ndarray  # members x terms, centred
    axes: np.ndarray  # members x terms, orthonormal, of the same space
    blocks: list[slice]  # columns of each number


def _bases(numbers: np.ndarray, terms: int) -> _Basis:
    blocks, columns, at = [], [], 0
    for x in numbers.T:
        block = spline(x, terms)
        columns.append(block - block.mean(axis=0))
        blocks.append(slice(at, at := at + block.shape[1]))
    whole = np.hstack(columns)
    axes, sizes, _ = np.linalg.svd(whole, full_matrices=False)
    return _Basis(whole, axes[:, sizes > 1e-8 * sizes[0]], blocks)


def spline(x: np.ndarray, terms: int) -> np.ndarray:
    """Natural cubic spline of ``x`` without its constant: values x ``terms``, straight outside its outermost knots."""
    x = (x - x.mean()) / x.std()
    knots = np.unique(np.quantile(x, np.linspace(0.05, 0.95, terms + 1))) if terms > 1 else x[:0]
    columns = [x]
    if len(knots) > 2:
        last, before = knots[-1], knots[-2]

        def cube(knot: float) -> np.ndarray:
            return np.maximum(x - knot, 0.0) ** 3

        for knot in knots[:-2]:
            one, two = (last - knot) / (last - before), (before - knot) / (last - before)
            columns.append((cube(knot) - one * cube(before) + two * cube(last)) / (last - knots[0]) ** 2)
    return np.column_stack(columns)


def _fit(effects: np.ndarray, bases: Sequence[_Basis]) -> _Fit:
    """Regression on the basis with the least error by generalised cross-validation, chance taken off."""
    mean, y = effects.mean(axis=1, keepdims=True), centred(effects)
    tried = [_Regression(y @ basis.axes, y @ y.T, effects.shape[1]) for basis in bases]
    at = int(np.argmin([item.error for item in tried]))
    found, basis = tried[at], bases[at]
    weights = y @ np.linalg.pinv(basis.columns, rcond=1e-8).T
    parts = [weights[:, block] @ basis.columns[:, block].T for block in basis.blocks]
    return _Fit(mean + found.move @ found.weights @ basis.axes.T, found.explained, parts, found.move)


class _Regression:
    """One regression, or a stack: ``weights`` (choices x orthonormal terms), ``squares`` (and products, summed).

    Everything is worked out from these, so that hundreds of shuffles cost little.
    """

    def __init__(self, weights: np.ndarray, squares: np.ndarray, count: int) -> None:
        terms = weights.shape[-1]
        self.weights, free = weights, count - 1 - terms
        fitted = weights @ weights.swapaxes(-1, -2)
        size, rest = squares.diagonal(), squares - fitted
        share = np.divide(_diagonal(rest), size, out=np.zeros_like(_diagonal(rest)), where=size > 0)
        self.error = share.sum(axis=-1) / (free / count) ** 2  # generalised cross-validation, of standardised choices
        self._total, self._noise = fitted / (count - 1), rest * (terms / free / (count - 1))

    @property
    def explained(self) -> np.ndarray:
        """Variance of each choice's effect that is explained, chance taken off."""
        return np.maximum(0.0, _diagonal(self._total) - _diagonal(self._noise))

    @property
    def move(self) -> np.ndarray:
        """Matrix that takes chance off what is fitted."""
        return toward(self._total, self._noise)


def _diagonal(matrices: np.ndarray) -> np.ndarray:
    return matrices.diagonal(axis1=-2, axis2=-1)


def _by_luck(
    effects: np.ndarray, bases: Sequence[_Basis], spread: np.ndarray, draw: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Value, and narrowing of each choice (shuffles x choices), of shuffles of the members."""
    mean, y, count = effects.mean(axis=1, keepdims=True), centred(effects), effects.shape[1]
    order = np.array([draw.permutation(count) for _ in range(SHUFFLES)])
    shuffled = y[:, order].swapaxes(0, 1)
    tried = [_Regression(shuffled @ basis.axes, y @ y.T, count) for basis in bases]
    first = np.argmin([item.error for item in tried], axis=0)
    explained = np.array([item.explained for item in tried])[first, np.arange(SHUFFLES)]
    values = np.zeros(SHUFFLES)
    for i, item in enumerate(tried):
        values[first == i] = values_of(mean + (item.move @ item.weights)[first == i] @ bases[i].axes.T)
    return values, _narrowing(explained, spread)


def _share_as_large(lucky: np.ndarray, value: Any) -> Any:
    """Share of the shuffles (first axis), the members as they are among them, that reach a value."""
    return (1 + (lucky >= value).sum(axis=0)) / (1 + SHUFFLES)


def _spread(choices: Choices) -> np.ndarray:
    """Variance of each effect between members, chance taken off.

    Not numbers where it cannot be told from none (less than two standard errors): a share of it would be one of chance.
    """
    total, chance = choices.means.var(axis=1, ddof=1), choices.chance.diagonal()
    free = max(1, len(choices.members) - choices.count)
    error = np.sqrt(2.0 * total**2 / (choices.count - 1) + 2.0 * chance**2 / free)
    spread = total - chance
    return np.where(spread > 2.0 * error, spread, math.nan)


def _narrowing(explained: np.ndarray, spread: np.ndarray) -> np.ndarray:
    return 1.0 - np.sqrt(1.0 - np.minimum(explained / spread, 1.0))


def _changes(effects: np.ndarray, best: int) -> float:
    """Share of the members in which another choice than ``best`` is clearly ahead."""
    return float(np.mean(effects.max(axis=0) > effects[best] + 1e-9))


def _all(value: float, rows: int) -> Known:
    """The same value for everything."""
    each = np.full(rows, value)
    p = 0.0 * value + 1.0  # of nothing, every shuffle gives as much
    return Known(value, value, p, value, each, each, 0.0 * each + 1.0, value, value, each)


# --- counting --------------------------------------------------------------------------------------------------------


def _looks(fit: _Fit, numbers: np.ndarray, noise: Sequence[Noise], draw: np.random.Generator) -> list[np.ndarray]:
    """Expected effects in each member after a simulated count of each number (choices x members), several times."""
    if not noise:
        return [fit.fitted]
    mean = fit.fitted.mean(axis=1, keepdims=True)
    results = []
    for _ in range(LOOKS):
        parts = [
            part @ _weights(x, error(x), draw).T for part, x, error in zip(fit.parts, numbers.T, noise, strict=True)
        ]
        results.append(mean + fit.move @ sum(parts))
    return results


def _weights(x: np.ndarray, error: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """How likely each member (columns) is after a count that was simulated in another one (rows); rows add up to 1."""
    error = np.maximum(error, 1e-9 * max(float(x.std()), 1e-12))
    seen = x + error * draw.standard_normal(len(x))
    log = -0.5 * ((seen[:, None] - x) / error) ** 2 - np.log(error)
    weights = np.exp(log - log.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)
