"""The page of all published figures and tolerances, ``docs/targets.md``."""

from __future__ import annotations

import re
from pathlib import Path

from bygd.evidence.targets import JOINS, USES, Target, load
from bygd.scenarios.catalogue import choices, folder_of, load_own
from experiments.display.markdown import table

HEAD = Path(__file__).with_suffix(".md").read_text(encoding="utf-8")


def page() -> str:
    """All targets as Markdown."""
    lines = [HEAD]
    for name in choices("targets"):
        targets = load(name)
        title = load_own(folder_of("targets") / f"{name}.yaml").get("title")
        lines += [f"## {title} (`{name}`)", ""]
        for use, heading in zip(USES, ("Calibration", "Checks"), strict=True):
            some = [item for item in targets if item.use == use]
            if some:
                lines += [f"### {heading}: {len(some)}", "", _table(some), ""]
        lines += ["### What the sources count otherwise", ""]
        lines += [f"- `{item.id}` {item.differs}" for item in targets]
        lines.append("")
    return "\n".join(lines)


def _table(targets: list[Target]) -> str:
    rows = []
    for item in targets:
        unit = f" {item.unit}" if item.unit != "ratio" else ""
        value = f"{item.value:g}{unit}" + (f" (printed: {item.published:g})" if item.published != item.value else "")
        low, high = item.span
        span = f"{low:.3g}–{high:.3g}" if item.others else ""
        parts = "; ".join(
            f"{name.replace('_', ' ')} {part.size:g} ({part.because})" for name, part in item.tolerance_parts.items()
        )
        where = (
            f"; {item.municipality}" + (f" over {item.over}" if item.over else "")
            if item.municipality != "national"
            else ""
        ) + (f"; trial {item.trial}" if item.trial else "")
        rows.append(
            [
                " ".join(f"`{part}`" for part in re.split(rf"(?={JOINS})", item.id)),
                value,
                span,
                f"{item.tolerance:.2g}",
                parts,
                f"{item.population}; {item.moment}",
                f"`{item.outcome}`{where}",
                f"{item.source}, {item.grade}",
            ]
        )
    head = "figure | value | range | tolerance | of (parts) | population; moment | outcome | source, grade"
    return table(head, rows)
