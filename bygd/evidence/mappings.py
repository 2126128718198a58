"""From counts of the model to figures as sources publish them: named functions of outcomes, and their standard errors.

A mapping is written as the name of an outcome (``employed_1y_men``: the share itself), or as a function of several:
``difference(work_or_education_5y_men, work_or_education_5y_women)``. The functions take shares in the outcomes' units
(per cent); arrays of any shape go through, so thousands of points cost little more than one.
"""

from __future__ import annotations

import dataclasses
import difflib
import functools
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from bygd.errors import InputError
from sim.outcomes import EVERY_OUTCOME

STEP = 1e-30  # of the complex-step derivative, which is exact at any small step


def itself(share: Any) -> Any:
    """The outcome as it is."""
    return share


def difference(share: Any, other: Any) -> Any:
    """One outcome less another, in points."""
    return share - other


def mean(*shares: Any) -> Any:
    """Mean of outcomes: a stock of cohorts of different age, each as large."""
    return sum(shares) / len(shares)


def early_moves(still_there_early: Any, still_there_late: Any) -> Any:
    """Of those who moved by the later month, the per cent who had moved by the earlier, from shares still there."""
    return 100.0 * (100.0 - still_there_early) / (100.0 - still_there_late)


FUNCTIONS: dict[str, tuple[Callable[..., Any], int, int]] = {  # with the least and the most outcomes
    "difference": (difference, 2, 2),
    "mean": (mean, 2, len(EVERY_OUTCOME)),
    "early_moves": (early_moves, 2, 2),
}


@dataclasses.dataclass(frozen=True)
class Mapping:
    """A named function and the outcomes that it takes."""

    text: str
    function: Callable[..., Any]
    outcomes: tuple[str, ...]


@functools.cache
def mapping_of(text: str) -> Mapping:
    """Read a mapping; ``InputError`` if there is no such function or outcome."""
    call = re.fullmatch(r"(\w+)\((.*)\)", text.strip())
    name, names = (call[1], tuple(part.strip() for part in call[2].split(","))) if call else ("", (text.strip(),))
    if name and name not in FUNCTIONS:
        raise InputError(f"There is no mapping {name!r}; choose from {', '.join(FUNCTIONS)}.")
    function, least, most = FUNCTIONS[name] if name else (itself, 1, 1)
    for outcome in names:
        if outcome not in EVERY_OUTCOME:
            near = difflib.get_close_matches(outcome, EVERY_OUTCOME, n=1)
            hint = f"is {near[0]} meant?" if near else "docs/data.md lists them."
            raise InputError(f"There is no outcome {outcome!r}; {hint}")
    if not least <= len(names) <= most:
        raise InputError(f"{name} takes {least} outcomes, not {len(names)}: {text}.")
    return Mapping(text.strip(), function, names)


def needed(mappings: Sequence[Mapping]) -> list[str]:
    """Outcomes that the mappings take, each once: the columns of the arrays below."""
    return list(dict.fromkeys(name for item in mappings for name in item.outcomes))


def values(mappings: Sequence[Mapping], n: np.ndarray, of: np.ndarray) -> np.ndarray:
    """Values from sums of counts: ``n`` and ``of`` are (..., outcomes in the order of ``needed``) -> (..., mappings).

    Not a number where nobody was observed.
    """
    shares = _shares(needed(mappings), n, of)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.stack([item.function(*(shares[name] for name in item.outcomes)) for item in mappings], axis=-1)


def values_and_errors(mappings: Sequence[Mapping], n: np.ndarray, of: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Values and standard errors of the mean over runs, from counts: (..., runs, outcomes) -> twice (..., mappings).

    Linearised: the mapping's slopes times what each run adds to the ratios of sums. One run has no error (NaN).
    """
    names = needed(mappings)
    runs = n.shape[-2]
    shares = _shares(names, n.sum(axis=-2), of.sum(axis=-2))
    result = values(mappings, n.sum(axis=-2), of.sum(axis=-2))
    errors = np.full(result.shape, np.nan)
    if runs < 2:
        return result, errors
    scale = np.array([EVERY_OUTCOME[name].scale for name in names])
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.stack([shares[name] for name in names], axis=-1)[..., np.newaxis, :]
        adds = (scale * n - share * of) / of.mean(axis=-2, keepdims=True)
        for j, item in enumerate(mappings):
            taken = [shares[name] for name in item.outcomes]
            parts = [adds[..., names.index(name)] for name in item.outcomes]
            slopes = [_slope(item.function, taken, k)[..., np.newaxis] for k in range(len(taken))]
            whole = sum(slope * part for slope, part in zip(slopes, parts, strict=True))
            errors[..., j] = np.std(whole, axis=-1, ddof=1) / np.sqrt(runs)
    return result, errors


def _shares(names: Sequence[str], n: np.ndarray, of: np.ndarray) -> dict[str, np.ndarray]:
    """Share of each outcome, in its unit."""
    n, of = np.asarray(n, float), np.asarray(of, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(of > 0, n / of, np.nan)
    return {name: EVERY_OUTCOME[name].scale * shares[..., i] for i, name in enumerate(names)}


def _slope(function: Callable[..., Any], shares: list[np.ndarray], k: int) -> np.ndarray:
    """Derivative of a mapping by its ``k``-th share (a step into the imaginary loses no digits)."""
    stepped = [share + 1j * STEP * (i == k) for i, share in enumerate(shares)]
    return np.imag(function(*stepped)) / STEP
