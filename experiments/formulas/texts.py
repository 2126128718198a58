"""What a formula, its axes and its held inputs are called, in the language of the words."""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments.display.words import Words
from experiments.formulas.formula import Curve, Formula, Numbers, value


class Texts:
    """The texts of one formula: ``title``, ``says`` (one sentence), ``x`` and ``y`` (with units), ``held``."""

    def __init__(self, words: Words, formula: Formula) -> None:
        """Look up the texts."""
        self.words, self.formula = words, formula
        self.known: dict[str, Any] = words.part("formulas")
        own = self.known["of"][formula.name]
        self.title, self.says = str(own["title"]), str(own["says"])
        label, self.unit_in = self._input(formula.over.argument)
        self.x = self._axis(label, self.unit_in)
        self.unit = str(self.known["units"][formula.result])
        self.y = self._axis(str(own["y"]), self.unit)

    def _input(self, argument: str) -> tuple[str, str]:
        process, method = self.formula.process, self.formula.method
        inputs = self.known["inputs"]
        label, unit = inputs.get(f"{process}.{method}.{argument}") or inputs[argument]
        return str(label), str(unit)

    def _axis(self, label: str, unit: str) -> str:
        return self.words("formulas.axis", label=label, unit=unit) if unit else label

    @property
    def names_in(self) -> list[str]:
        """Names of the kinds along the main input; empty where it is a number."""
        over = self.formula.over
        if not over.named:
            return []
        names = self.known["names"][over.argument]
        if over.argument == "month_of_year":
            return list(names)
        return [str(name) for name in names[int(over.low) : int(over.high) + 1]]

    @property
    def names_out(self) -> list[str]:
        """Names of the kinds that come out; empty where it is a number."""
        return [str(name) for name in self.known["names"].get(self.formula.result, [])]

    def case(self, case: str) -> str:
        """What a case is called."""
        return str(self.known["cases"][case]) if case else self.title

    def shown(self, result: Curve) -> Curve:
        """Return the curve in the units of its axes (shares and chances as per cent)."""
        x, y = result
        return x * (100.0 if _percent(self.unit_in) else 1.0), y * (100.0 if _percent(self.unit) else 1.0)

    def held(self, parameters: Numbers) -> str:
        """Say in one sentence what the other inputs are, those left out that the cases tell apart."""
        formula = self.formula
        told_apart = {name for case in formula.cases.values() for name in case}
        stated = {name: item for name, item in formula.held.items() if name not in told_apart | {formula.over.argument}}
        texts = [self._said(name, value(parameters, item)) for name, item in stated.items()]
        return self.words("formulas.held", inputs="; ".join(texts)) if texts else ""

    def _said(self, name: str, item: Any) -> str:
        label, unit = self._input(name)
        kinds = self.known["names"].get(name)
        if kinds and not isinstance(item, bool):
            text = str(kinds[int(item) - (1 if name == "month_of_year" else 0)])
        elif isinstance(item, bool):
            text = str(self.known["names"]["yes_no"][int(item)])
        else:
            text = self.words.plain(100.0 * item if _percent(unit) else float(item))
            text += f" {unit}" if unit and unit not in self.known["silent_units"] else ""
        return self.words("formulas.input", label=label, value=text)

    def number(self, y: float) -> str:
        """A value of the formula as it is read off the vertical axis."""
        if self.names_out:
            return self.names_out[int(y)]
        text = self.words.plain(float(f"{y:.3g}"))
        unit = "" if self.unit in self.known["silent_units"] else self.unit
        return f"{text} {unit}".strip()

    def ends(self, case: str, result: Curve) -> str:
        """Say in words where a curve begins and where it ends."""
        x, y = self.shown(result)
        names = self.names_in
        low, high = (names[0], names[-1]) if names else (self._municipality(x[0]), self._municipality(x[-1]))
        texts = {"low": low, "high": high, "first": self.number(y[0]), "last": self.number(y[-1])}
        return self.words("formulas.ends", case=self.case(case), **texts)

    def _municipality(self, x: float) -> str:
        text = self.words.plain(float(np.round(x, 2)))
        return text if self.unit_in in self.known["silent_units"] else f"{text} {self.unit_in}".strip()

    @property
    def alt(self) -> str:
        """Say what the drawing shows, for those who do not see it."""
        return self.words("formulas.alt", title=self.title, x=self.x, y=self.y, says=self.says)


def _percent(unit: str) -> bool:
    return unit.startswith("%")
