"""What a trial says: a text, a summary for programs, and one picture beside what is published."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from bygd.scenarios.trials import TrialFile
from bygd.statistics.paired import Contrast
from bygd.statistics.trials import EFFECTS, WITHIN
from experiments.display.sheet import WIDE, Sheet
from experiments.display.style import BASE, DIM, HARM, INK, NEW, PALE, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from bygd.scenarios.options import EnsembleOptions

NARROW = 42  # letters of the longest name of an effect
CELL = 25
TOLD = 4  # periods that a terminal has room for
COLOURS = {WITHIN: NEW, "controls": HARM}


class Result(NamedTuple):
    """What the runs of a trial say; ``treated`` and ``controls``: how many are seen a run when treatment ends."""

    trial: TrialFile
    monthly: pd.DataFrame
    yearly: pd.DataFrame
    displaced: Contrast
    treated: float
    controls: float
    runs: int
    members: int

    def of(self, effect: str) -> pd.DataFrame:
        """Months of one effect."""
        return self.monthly[self.monthly["effect"] == effect]


def who(result: Result) -> str:
    """How many took part, in words."""
    sets = f" in {result.members} ensemble members" if result.members > 1 else ""
    return f"{result.treated:.0f} treated and {result.controls:.0f} controls a run, {result.runs} runs{sets}"


def text(result: Result, options: EnsembleOptions) -> str:
    """Effects by year with 95 % intervals, for the terminal."""
    design, table = result.trial.design, result.yearly
    several = list(table["period"].unique())[:TOLD]
    lines = [
        f"{result.trial.title.en}; {options.municipality.title}: {who(result)}.",
        (
            f"Treatment in months {design['from_month']:g} to {design['until']:g} since settlement; in work, points "
            f"(95 %: chance{' and members' if result.members > 1 else ''}):"
        ),
        " " * NARROW + "".join(f"{period:>{CELL}}" for period in several),
    ]
    for effect, rows in table.groupby("effect", sort=False):
        cells = {row["period"]: row for row in rows.to_dict("records")}
        lines.append(f"{EFFECTS[str(effect)]:<{NARROW}}" + "".join(_cell(cells.get(period)) for period in several))
    less = {row["period"]: row["without"] for row in table[table["effect"] == WITHIN].to_dict("records")}
    seen = (f"{less[period]:.1f}" if period in less else "–" for period in several)
    lines.append(f"{'controls in work, %':<{NARROW}}" + "".join(f"{item:>{CELL}}" for item in seen))
    lines += [f"Published: {_published(item)}." for item in result.trial.published]
    lost = result.displaced
    lines.append(
        f"Rivals for posts who would have got them otherwise: {lost.difference:+.1f} persons a year "
        f"({lost.low:+.1f} to {lost.high:+.1f}), the whole municipality."
    )
    return "\n".join(lines)


def _cell(row: dict | None) -> str:
    return (
        f"{row['difference']:+.1f} ({row['low']:+.1f} to {row['high']:+.1f})".rjust(CELL) if row else f"{'–':>{CELL}}"
    )


def _published(item: Any) -> str:
    what = f"effect {item.value:+g}" if item.what == "effect" else f"controls {item.value:g} %"
    return f"{what} ± {item.error:g}, months {item.first} to {item.last} after treatment ({item.id})"


def summary(result: Result, options: EnsembleOptions) -> dict[str, Any]:
    """The same for programs; what is no number is null."""
    trial, lost = result.trial, result.displaced
    rows = result.yearly.astype(object).where(result.yearly.notna(), None)
    return {
        "trial": trial.name,
        "municipality": list(options.municipality.municipalities),
        "design": trial.design,
        "measures": [{"name": item.name, "changes": item.changes} for item in trial.policies],
        "runs": result.runs,
        "members": result.members,
        "treated": result.treated,
        "controls": result.controls,
        "effects": rows.to_dict("records"),
        "displaced_a_year": {name: _or_null(getattr(lost, name)) for name in ("difference", "low", "high")},
        "published": [dataclasses.asdict(item) for item in trial.published],
    }


def _or_null(value: float) -> float | None:
    return value if math.isfinite(value) else None


# --- the picture -------------------------------------------------------------------------------------------------


@styled()
def picture(result: Result, options: EnsembleOptions, file: Path, note: str = "") -> None:
    """Draw who is in work by month, and the effects beside what is published."""
    sheet = Sheet(360, width=1.75 * WIDE, grid=(1, 2), margins=None)
    levels, effects = sheet.panels
    until = int(result.trial.design["until"])
    for axes in sheet.panels:
        axes.axvspan(result.trial.design["from_month"], until, color=PALE, zorder=0, label="treatment")
        axes.set_xlabel("months since settlement")
        axes.set_xlim(0, result.monthly["since"].max())
    _levels(levels, result)
    _effects(effects, result)
    for axes in sheet.panels:
        axes.legend(loc="upper left", bbox_to_anchor=(0, -0.16), ncols=2, fontsize=9)
    caption = [
        f"{options.municipality.title}: {who(result)}, {options.months} months.",
        f"Bands: 95 %, chance{' and ensemble members' if result.members > 1 else ''}. Grey: treatment.",
        "Black: published, with its error." if result.trial.published else "",
    ]
    sheet.save(file, note, title=result.trial.title.en, caption=" ".join(caption).strip())


def _levels(axes: Axes, result: Result) -> None:
    """Employment of treated and controls, and of the treated if nobody were treated."""
    trial, treated = result.of(WITHIN), result.of("treated")
    axes.plot(trial["since"], trial["with"], color=NEW, label="treated")
    axes.plot(trial["since"], trial["without"], color=HARM, linestyle="-.", label="controls")
    axes.plot(
        treated["since"], treated["without"], color=BASE, linestyle="--", label="the treated if nobody were treated"
    )
    _beside(axes, result, "controls")
    axes.set_ylim(0, None)
    axes.set_title("in work, %")


def _effects(axes: Axes, result: Result) -> None:
    """Treated less controls, and what those beside them lose."""
    axes.axhline(0, color=INK, linewidth=1)
    labels = {WITHIN: "treated less controls", "controls": "controls, with less without"}
    for effect, label in labels.items():
        rows = result.of(effect)
        axes.fill_between(rows["since"], rows["low"], rows["high"], color=COLOURS[effect], alpha=0.18, linewidth=0)
        axes.plot(rows["since"], rows["difference"], color=COLOURS[effect], label=label)
    rows = result.of("treated")
    axes.plot(
        rows["since"], rows["difference"], color=DIM, linestyle="--", label="treated, with less without treatment"
    )
    _beside(axes, result, "effect")
    axes.set_title("effect on being in work, points")


def _beside(axes: Axes, result: Result, what: str) -> None:
    """Published figures over the months that they are of."""
    until, label = result.trial.design["until"], f"published: {what}"
    for item in result.trial.published:
        if item.what == what:
            first, last = until + item.first, until + item.last
            middle = (first + last) / 2
            axes.plot([first, last], [item.value, item.value], color=INK, linewidth=2.5, label=label, zorder=4)
            axes.errorbar([middle], [item.value], yerr=item.error, color=INK, capsize=4, linewidth=1.5, zorder=4)
            label = "_again"
