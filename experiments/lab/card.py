"""A pattern card of a student's own: a claim about what the rule changes, judged with and without it.

In a file that holds ``CARD``; its sides are measured in the settings ``WITHOUT`` and ``WITH``.
"""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

from bygd.errors import InputError
from experiments.cards import report
from experiments.cards.card import Card
from experiments.cards.measures import outcome
from experiments.cards.settings import Setting
from experiments.lab.rulefile import line_in, words_of
from sim.outcomes import OUTCOMES

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from experiments.cards.card import Measured

WITHOUT = Setting()
WITH = Setting(numbers=(("with the rule", 1.0),))


def load_card(path: Path) -> Card:
    """Read the card of a file; ``InputError`` if there is none, or it asks for what the lab does not measure."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if not path.is_file() or spec is None or spec.loader is None:
        raise InputError(f"There is no card file {path}; name a Python file that holds CARD.")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except InputError as error:  # of a measure that there is not
        raise InputError(f"The card file {path} stops in line {line_in(error, path)}: {error}") from None
    except (Exception, SystemExit) as error:  # noqa: BLE001  (whatever a student's file does)
        line = getattr(error, "lineno", 0) or line_in(error, path)
        where = f" in line {line}" if line else ""
        raise InputError(f"The card file {path} cannot be imported; it stops{where}: {words_of(error)}.") from None
    card = getattr(module, "CARD", None)
    if not isinstance(card, Card):
        raise InputError(f"The card file {path} holds no CARD; docs/tutorials/students.md shows one.")
    known = {(setting, outcome(name)) for setting in (WITHOUT, WITH) for name in OUTCOMES}
    if not {ask for claim in card.claims for side in (claim.a, claim.b) for ask in side.asks} <= known:
        raise InputError(f"The card of {path} must compare outcomes, like outcome('employed_36m'), WITH and WITHOUT.")
    return card


def judged(card: Card, runs: dict[str, pd.DataFrame]) -> str:
    """Text of a card that is judged on the runs without and with the rule."""
    measured: Measured = {
        (setting, outcome(name)): (frame[f"{name}_n"].to_numpy(float), frame[f"{name}_of"].to_numpy(float))
        for setting, frame in zip((WITHOUT, WITH), runs.values(), strict=True)
        for name in OUTCOMES
    }
    return report.card_text(card.judge(measured))
