"""Distributions of a number that is varied: ``uniform:low:high``, ``normal:mean:sd`` and so on, as quantiles.

A design is drawn between 0 and 1; each number is the quantile of its distribution there (inverse of the cumulative
distribution). Whatever has no end is cut: normal and lognormal to the middle 99.8 %, at Morris points, which stand at
both ends themselves, to the middle 95 %: a Morris step then is as long as that over a range with the same standard
deviation. Each is cut besides where the number may not be, and what is left is drawn from as it is.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from bygd.errors import InputError, near

FAMILIES = {
    "uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
    "normal": ("mean", "sd"),
    "lognormal": ("median", "factor"),
}
BETWEEN_ENDS = ("uniform", "triangular")
TAIL = 0.001  # cut off at each end of what has none
TAIL_AT_MORRIS = 0.025
LEAST = 0.01  # of a distribution that must lie where the number may be


@dataclasses.dataclass(frozen=True)
class Distribution:
    """A family and its parameters, in the number's unit; ``factor``: two thirds lie between median / and × factor."""

    family: str
    parameters: tuple[float, ...]
    allowed: tuple[float, float]
    tail: float = TAIL

    def quantiles(self, u: np.ndarray) -> np.ndarray:
        """Values at shares ``u`` (any shape, 0 to 1), in the number's unit."""
        if self.family == "uniform":
            low, high = self.parameters
            return low + u * (high - low)
        if self.family == "triangular":
            return _triangular(u, *self.parameters)
        from scipy.special import ndtri

        middle, spread = self._scale(self.parameters)
        least, most = self.kept
        values = middle + spread * ndtri(least + u * (most - least))
        return np.clip(np.exp(values) if self.family == "lognormal" else values, *self.allowed)

    @property
    def kept(self) -> tuple[float, float]:
        """Between which shares of a normal or lognormal distribution values are drawn."""
        from scipy.special import ndtr

        middle, spread = self._scale(self.parameters)
        low, high = (float(ndtr((end - middle) / spread)) for end in self._scale(self.allowed))
        return max(self.tail, low), min(1 - self.tail, high)

    def _scale(self, values: tuple[float, ...]) -> tuple[float, ...]:
        """Values on the scale on which the distribution is normal."""
        if self.family != "lognormal":
            return values
        return tuple(math.log(value) if value > 0 else -math.inf for value in values)

    @property
    def ends(self) -> tuple[float, float]:
        """Least and largest value that is drawn."""
        if self.family in BETWEEN_ENDS:
            return self.parameters[0], self.parameters[-1]
        low, high = self.quantiles(np.array([0.0, 1.0]))
        return float(low), float(high)

    def at_morris(self) -> Distribution:
        """Return it as Morris points take it."""
        return dataclasses.replace(self, tail=TAIL_AT_MORRIS)


def _triangular(u: np.ndarray, low: float, mode: float, high: float) -> np.ndarray:
    rising = low + np.sqrt(u * (high - low) * (mode - low))
    return np.where(u * (high - low) < mode - low, rising, high - np.sqrt((1 - u) * (high - low) * (high - mode)))


def distribution(name: str, family: str, parameters: list[float], allowed: tuple[float, float]) -> Distribution:
    """Distribution of the number ``name``, which may lie in ``allowed``; ``InputError`` if it makes no sense."""
    if family not in FAMILIES:
        raise InputError(f"There is no distribution {family!r}{near(family, FAMILIES)}; choose from {told()}.")
    if len(parameters) != len(FAMILIES[family]):
        words = ":".join((name, family, *FAMILIES[family]))
        raise InputError(f"{name} is to be {family}, which needs {len(FAMILIES[family])} values: {words}.")
    if family in BETWEEN_ENDS:
        _check_ends(name, family, parameters)
    middle, spread = parameters[0], parameters[-1]
    inside = all(allowed[0] <= value <= allowed[1] for value in (parameters if family != "normal" else [middle]))
    if family == "lognormal":
        inside = max(allowed[0], 0.0) < middle <= allowed[1]
    if not inside:
        raise InputError(f"{name} is to be {_shown(family, parameters)}, but must lie between {_range(allowed)}.")
    least = {"normal": 0.0, "lognormal": 1.0}.get(family, -math.inf)
    if not least < spread < math.inf:
        word = FAMILIES[family][-1]
        raise InputError(f"{name} is to be {_shown(family, parameters)}, but its {word} must be above {least:g}.")
    result = Distribution(family, tuple(parameters), allowed)
    if result.ends[0] == result.ends[1]:
        raise InputError(f"{name} is to be {_shown(family, parameters)}, which is one value; say a wider one.")
    if family not in BETWEEN_ENDS and np.ptp(result.kept) < LEAST:
        raise InputError(
            f"{name} is to be {_shown(family, parameters)}, of which hardly anything lies between {_range(allowed)}; "
            "say a range."
        )
    return result


def _check_ends(name: str, family: str, parameters: list[float]) -> None:
    """Refuse ends that are upside down, and a distribution of one value."""
    if parameters != sorted(parameters) or parameters[0] == parameters[-1]:
        raise InputError(
            f"{name} is to be {_shown(family, parameters)}, but must be said from the lower end to the higher: "
            f"{':'.join(FAMILIES[family])}."
        )


def told() -> str:
    """All families with their parameters."""
    return ", ".join(":".join((family, *names)) for family, names in FAMILIES.items())


def _shown(family: str, parameters: list[float]) -> str:
    return ":".join((family, *(f"{value:g}" for value in parameters)))


def _range(both: tuple[float, float]) -> str:
    return f"{both[0]:g} and {both[1]:g}"
