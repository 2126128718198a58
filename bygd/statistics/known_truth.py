"""Ensembles whose truth is known: whether what is said of them holds as often as is said.

``simulated()`` makes effects up as runs of ensemble members show them, and asks for the share of members in which each
is better (``paired.Parted.above``). ``calibration(...)`` sorts them by the word that would be said and sets the share
that is said beside the true one: words mean what they say if both are equal.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import pandas as pd

from bygd.statistics.paired import parted
from bygd.statistics.sureness import level

FORMS = ("normal", "skewed", "two groups")
MEMBERS = (100, 200)
RUNS = (2, 3, 10)  # of each member
CHANCE = (0.5, 2.0, 4.0, 8.0)  # of a run, in standard deviations between members; in a comparison of Sel mostly 1 to 4
LARGE = 4.0  # from here on chance is large
MEAN = 1.5  # standard deviation of the mean effects, in the same unit
WORDS = ("virtually_certain", "very_likely", "likely", "as_likely_as_not")


def simulated(
    each: int = 60, *, seed: int = 0, above: float = 0.0, runs: Sequence[int] = RUNS, chance: Sequence[float] = CHANCE
) -> pd.DataFrame:
    """One row an effect: ``form``, ``members``, ``runs``, ``chance``, and the shares ``said`` and ``true`` (0 to 1).

    Shares are of the likelier side of ``above`` (in standard deviations between members). ``each``: effects of each
    form, number of members, of runs, and size of chance.
    """
    draw = np.random.default_rng(seed)
    frames = []
    for form, count, often, noise in itertools.product(FORMS, MEMBERS, runs, chance):
        mean = MEAN * draw.standard_normal(each)
        members = np.tile(np.arange(count), often)
        effects = (mean[:, None] + _drawn(form, (each, count), draw))[:, members]
        effects = effects + noise * draw.standard_normal(effects.shape)
        said, true = parted(effects, members).above(above), _share_above(form, above - mean)
        up = said >= 0.5
        about = {"form": form, "members": count, "runs": often, "chance": noise}
        shares = {"said": np.where(up, said, 1 - said), "true": np.where(up, true, 1 - true)}
        frames.append(pd.DataFrame(about | shares))
    return pd.concat(frames, ignore_index=True)


def calibration(table: pd.DataFrame) -> pd.DataFrame:
    """One row a word of sureness: ``effects`` it is said of, mean share ``said`` and mean ``true`` share (0 to 1).

    ``table``: rows of ``simulated``, all or some. Not numbers where a word is said of none.
    """
    words = table.assign(word=[level(share) for share in table["said"]]).groupby("word")
    found = words.agg(effects=("said", "size"), said=("said", "mean"), true=("true", "mean"))
    return found.reindex(WORDS).fillna({"effects": 0}).astype({"effects": int})


def _drawn(form: str, shape: tuple[int, int], draw: np.random.Generator) -> np.ndarray:
    """What differs between members: mean 0, standard deviation 1."""
    if form == "skewed":
        return np.asarray((draw.gamma(2.0, size=shape) - 2.0) / np.sqrt(2.0))
    normal = draw.standard_normal(shape)
    return np.where(draw.random(shape) < 0.2, 1.6, -0.4) + 0.6 * normal if form == "two groups" else normal


def _share_above(form: str, level: np.ndarray) -> np.ndarray:
    """True share of the members above each level."""
    from scipy.special import gammaincc, ndtr

    if form == "skewed":
        return np.asarray(gammaincc(2.0, np.maximum(0.0, 2.0 + np.sqrt(2.0) * level)))
    if form == "two groups":
        return np.asarray(0.2 * ndtr((1.6 - level) / 0.6) + 0.8 * ndtr((-0.4 - level) / 0.6))
    return np.asarray(ndtr(-level))
