"""Hold a simulation against published figures, in memory."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Unpack

import pandas as pd

from bygd.errors import InputError
from bygd.evidence.beside import tidy
from bygd.evidence.options import FiguresOptions
from bygd.evidence.targets import Target, load
from bygd.evidence.validation import figures_study
from bygd.front_door.options import OF_SETTING, EnsembleLike, Measures, Setting, checked_words, one_sentence, words_of
from bygd.scenarios.catalogue import at_home, short_name
from bygd.studies.in_memory import InMemory

type TargetsLike = str | Path | pd.DataFrame


@one_sentence
def validate(
    municipality: str | Path | Sequence[str | Path] = "national",
    *,
    targets: TargetsLike | None = None,
    measures: Measures = (),
    replicates: int = 200,
    seed: int = 2,
    ensemble: EnsembleLike | None = OF_SETTING,
    member: int | None = None,
    **setting: Unpack[Setting],
) -> pd.DataFrame:
    """Simulate, and hold the model against published figures: one row a figure (and municipality).

    ``municipality``: a name or a file; several in a list where a figure compares two of them.
    ``targets``: a name of ``configs/targets``, a file of your own (YAML as there, or CSV) or a data frame, one row a
    figure; needed are ``id``, ``outcome``, ``value`` and ``tolerance``. Without it the figures of the setting.
    ``measures``, ``ensemble``, ``member`` and ``setting`` are as in ``bygd.run``; ``months`` is 168 without a word, and
    the ensemble that of the setting. ``ensemble=None`` takes the declared numbers.

    Columns: ``published`` and ``tolerance`` (one standard deviation), ``value`` of the model, ``error`` (its standard
    error), ``low`` and ``high`` (95 % interval), all in the figure's ``unit``; ``away``: (value - published) /
    tolerance; ``within``: at most one tolerance away. In the members of an ensemble ``value`` is the median member,
    ``low`` and ``high`` hold 90 % of them, ``error`` is not a number, and ``within`` is at most two tolerances. Both
    are missing where the figure was counted in another municipality. Then what is said of the figure: ``use``,
    ``outcome``, ``trial``, ``population``, ``moment``, ``source``, ``publisher``, ``grade``, ``differs``.
    These are the numbers of ``python -m experiments.validate figures``. A figure that nobody is observed for long
    enough is not a number, with a warning. ``bygd.InputError`` for whatever cannot be done.
    """
    if not isinstance(municipality, (str, Path, Sequence)):
        raise InputError(f"municipality is {municipality!r}, but must be a name or a file, or several in a list.")
    places = [municipality] if isinstance(municipality, (str, Path)) else list(municipality)
    given = {**setting, "replicates": replicates, "seed": seed}
    asked = {short_name(str(place)): words_of(FiguresOptions, place, ensemble, member, given) for place in places}
    if not places or len(asked) < len(places):
        raise InputError(f"municipality is {municipality!r}, but must be one name or file, or several different ones.")
    options = next(iter(asked.values())).options
    figures = _figures(options.figures if targets is None else targets, options.setting, list(asked))
    runs = {}
    for name, words in asked.items():
        words.set_in_force("measures", measures)
        study = InMemory.of(figures_study(checked_words(words), name, figures, words.members))
        if len(study.points) > 1 and len(asked) > 1:
            raise InputError("Only one municipality is held against figures in several members; say ensemble=None.")
        study.simulate()
        runs[name] = study.table("runs")
    table = tidy(figures, runs)
    ratios = [item.id for item in figures if item.over]  # measured where they were counted only
    if unseen := table.loc[table["value"].isna() & ~table["id"].isin(ratios), "id"].unique().tolist():
        warnings.warn(
            f"Nobody was observed for {', '.join(unseen)}; say more than {options.months} months.", stacklevel=3
        )
    return table


def _figures(targets: TargetsLike, setting: str, names: list[str]) -> tuple[Target, ...]:
    """Figures that can be measured in these municipalities; ``InputError`` if none was counted there."""
    if not isinstance(targets, (str, Path, pd.DataFrame)):
        raise InputError(f"targets is {targets!r}, but must be a name, a file (.csv, .yaml) or a data frame.")
    every = load(targets if isinstance(targets, pd.DataFrame) else at_home(str(targets)), setting)
    if not any(item.municipality in names for item in every):
        homes = ", ".join(dict.fromkeys(item.municipality for item in every))
        raise InputError(
            f"None of the figures was counted in {', '.join(names)}, but in {homes}: name that municipality, or say in "
            "the column municipality where each figure was counted."
        )
    here = tuple(item for item in every if not item.over or {item.municipality, item.over} <= set(names))
    if not here:
        raise InputError(
            f"All figures are ratios of two municipalities, like {every[0].municipality} to {every[0].over}; name both."
        )
    return here
