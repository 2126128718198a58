"""What the comparison with published figures is asked."""

from __future__ import annotations

import dataclasses
from typing import ClassVar

from bygd.scenarios.declare import many, option
from bygd.scenarios.options import ENSEMBLE, EnsembleOptions


@dataclasses.dataclass
class FiguresOptions(EnsembleOptions):
    """Hold the members of an ensemble, or the declared numbers, against every published figure, with fresh luck."""

    CHOSEN: ClassVar[dict[str, str]] = {"municipality": "national"}
    months: int = option(168, "months simulated, from January of start", bounds=(1, 444))
    figures: str = option(
        "norway_2003_act",
        "norway_2003_act, norway_2021_act (with setting=norway_2021_act), ukraine_2022 (with population=ukraine_2022 "
        "law=2021), or a file like my_figures.yaml or my_figures.csv",
        path=True,
    )
    ensemble: str = option(ENSEMBLE, "ensemble of configs/ensembles, or default: the declared numbers", path=True)
    municipalities: list[str] = many(
        [], "with ensemble=default: several beside each other, like [national,sel]; figures may compare two of them"
    )
    replicates: int = option(200, "runs, in the members in turn", bounds=(2, 1_000_000))
    seed: int = option(2, "another seed than that of the calibration", bounds=(0, 4294967295))
    page: str = option("", "with an ensemble: Markdown page that is written, like page=docs/validation.md", path=True)
