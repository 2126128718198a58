"""The page of all published figures and tolerances, ``docs/targets.md``."""

from __future__ import annotations

import re

from omegaconf import OmegaConf

from bygd.evidence.targets import JOINS, USES, Target, load
from bygd.scenarios.catalogue import choices, folder_of

HEAD = """# Targets: published figures, and how the model is held to them

Written by `python -m experiments.pages targets` from `configs/targets`; do not edit it.

**Calibration** figures are the only ones that the model may be fitted to; **checks** are never fitted, they show what
the fitted model gets right and wrong. What is a check stays a check, also when it misses.

**Tolerance** is one standard deviation of what may separate figure and model although both are right: the root of the
sum of squares of its parts. Sampling: another cohort of the same size could have shown another figure (registers count
everybody, so this is not a survey's error). Definition: source and model count differently. Year to year: other cohorts
show other figures. Rural gap: the figure is of another kind of municipality. The split is a judgement, with
its reason beside each part. *Range*: the same figure of other cohorts or areas.

`python -m experiments.validate figures` sets the model beside them and says how many tolerances it is away, with
`ensemble=default` at the declared numbers; `figures=` names the file, also one of your own.

A figure is a function of outcomes ([data.md](data.md)), each tested on lives written by hand
(`tests/library/test_targets.py`): the name of an outcome; `difference(a, b)`, a less b; `mean(a, b, ...)`;
`early_moves(a, b)`, of those who moved by the later month the per cent who had moved by the earlier.
"""


def page() -> str:
    """All targets as Markdown."""
    lines = [HEAD]
    for name in choices("targets"):
        targets = load(name)
        title = OmegaConf.select(OmegaConf.load(folder_of("targets") / f"{name}.yaml"), "title")
        lines += [f"## {title} (`{name}`)", ""]
        for use, heading in zip(USES, ("Calibration", "Checks"), strict=True):
            some = [item for item in targets if item.use == use]
            if some:
                lines += [f"### {heading}: {len(some)}", "", *_table(some), ""]
        lines += ["### What the sources count otherwise", ""]
        lines += [f"- `{item.id}` {item.differs}" for item in targets]
        lines.append("")
    return "\n".join(lines)


def _table(targets: list[Target]) -> list[str]:
    lines = [
        "| figure | value | range | tolerance | of (parts) | population; moment | outcome | source, grade |",
        "|---|---|---|---|---|---|---|---|",
    ]
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
        )
        cells = [
            " ".join(f"`{part}`" for part in re.split(rf"(?={JOINS})", item.id)),
            value,
            span,
            f"{item.tolerance:.2g}",
            parts,
            f"{item.population}; {item.moment}",
            f"`{item.outcome}`{where}",
            f"{item.source}, {item.grade}",
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return lines
