"""What a claim about a run is made of: it holds, or raises ``BrokenError`` with where it does not."""

from __future__ import annotations

import numpy as np

from experiments.lab.chronicle import TINY


class BrokenError(AssertionError):
    """A claim that does not hold; the text says where."""


def hold(ok: object, where: str = "") -> None:
    """Raise ``BrokenError`` unless ``ok``."""
    if not ok:
        raise BrokenError(where)


def near(a: object, b: object, relative: float = 0.0, absolute: float = TINY) -> bool:
    """Whether two sums are the same but for what is left of adding floats."""
    return bool(np.allclose(a, b, rtol=relative, atol=absolute))  # type: ignore[arg-type]
