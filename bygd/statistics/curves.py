"""Curves by months since settlement, with their intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bygd.statistics.paired import Contrast, between_members, contrast, kaplan_meier, ratio


def by_run(curves: pd.DataFrame, column: str) -> np.ndarray:
    """Column of the curves (each run once, with all its months) as runs x months since settlement."""
    order = np.lexsort((curves["since"], curves["replicate"]))
    return curves[column].to_numpy(float)[order].reshape(curves["replicate"].nunique(), curves["since"].nunique())


Levels = tuple[np.ndarray, np.ndarray, np.ndarray]  # value, low, high


def share_curve(curves: pd.DataFrame, n: str, of: str, members: np.ndarray | None = None) -> Levels:
    """Percentage by month since settlement, low and high of its 95 % interval; NaN where fewer than 5 % were seen.

    ``members``: ensemble member of each run in the order of the replicates, which the interval then covers.
    """
    top, bottom = by_run(curves, n), by_run(curves, of)
    if not top.size:
        return np.empty(0), np.empty(0), np.empty(0)
    seen = bottom.sum(axis=0)
    rows = [ratio(top[:, m], bottom[:, m], 100.0, members) for m in range(top.shape[1])]
    values = np.array([[row.value, row.low, row.high] for row in rows]).T
    values[:, seen < 0.05 * seen.max()] = np.nan
    return values[0], values[1], values[2]


def stay_curve(curves: pd.DataFrame, members: np.ndarray | None = None) -> Levels:
    """Kaplan-Meier percentage of persons still there; interval from 200 resamples of the runs.

    ``members``: as in ``share_curve``; the interval is then that of what each run adds to the curve (jackknife).
    """
    at_risk, moved = by_run(curves, "at_risk"), by_run(curves, "moved")
    if not at_risk.size:
        return np.empty(0), np.empty(0), np.empty(0)
    seen = at_risk.sum(axis=0)
    curve = 100 * kaplan_meier(at_risk.sum(axis=0), moved.sum(axis=0))
    if members is None or len(np.unique(members)) < 2:
        low, high = _resampled(at_risk, moved)
    else:
        low, high = _over_members(at_risk, moved, members)
    for values in (curve, low, high):
        values[seen < 0.02 * seen.max()] = np.nan
    return curve, low, high


def _resampled(at_risk: np.ndarray, moved: np.ndarray) -> np.ndarray:
    """Low and high of the curve over resamples of the runs (runs x months)."""
    rng, known = np.random.default_rng(0), at_risk.sum(axis=0) > 0
    draws = np.array(
        [
            100 * kaplan_meier(at_risk[pick].sum(axis=0), moved[pick].sum(axis=0))
            for pick in rng.integers(0, len(at_risk), (200, len(at_risk)))
        ]
    )
    ends = np.full((2, at_risk.shape[1]), np.nan)
    ends[:, known] = np.percentile(np.nan_to_num(draws[:, known], nan=100.0), [2.5, 97.5], axis=0)
    return ends


def _over_members(at_risk: np.ndarray, moved: np.ndarray, members: np.ndarray) -> np.ndarray:
    """Low and high of the curve over 95 % of the members, and chance, from the pseudo-values of the runs."""
    runs, whole = len(at_risk), kaplan_meier(at_risk.sum(axis=0), moved.sum(axis=0))
    without = [
        kaplan_meier(at_risk.sum(axis=0) - row, moved.sum(axis=0) - gone)
        for row, gone in zip(at_risk, moved, strict=True)
    ]
    effects = 100 * (runs * whole - (runs - 1) * np.array(without))
    known = np.isfinite(effects).all(axis=0)
    ends = np.full((2, len(whole)), np.nan)
    ends[:, known] = np.array([between_members(effects[:, m], members)[1:] for m in np.flatnonzero(known)]).T
    return ends


def differences(
    base: pd.DataFrame, other: pd.DataFrame, n: str, of: str, members: np.ndarray | None = None
) -> list[Contrast]:
    """Paired difference of a share by months since settlement, percentage points; ``members``: member of each run."""
    top, bottom, other_top, other_bottom = (by_run(frame, column) for frame in (base, other) for column in (n, of))
    months = range(min(top.shape[1], other_top.shape[1]))
    return [contrast((top[:, m], bottom[:, m]), (other_top[:, m], other_bottom[:, m]), 100.0, members) for m in months]
