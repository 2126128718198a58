"""What there is to choose from, as data frames."""

from __future__ import annotations

from statistics import fmean

import pandas as pd

from bygd.front_door.options import one_sentence
from bygd.scenarios.catalogue import choices, folder_of
from bygd.scenarios.designs import fitting
from bygd.scenarios.measures import read_measure
from bygd.scenarios.municipality import read_municipality
from sim.population import MEAN_YEARS


def municipalities() -> pd.DataFrame:
    """Municipalities of ``configs``, one row each: people, enterprises, persons settled a year (mean of 2012 to 2019).

    ``national`` and ``region`` hold several; their figures are sums, and ``code`` names all.
    """
    rows = []
    for name in choices("municipality"):
        whole = read_municipality(name)
        parts = list(whole.municipalities.values())
        rows.append(
            {
                "name": name,
                "title": whole.title,
                "municipalities": len(parts),
                "code": "+".join(str(one.code) for one in parts),
                "inhabitants": sum(one.inhabitants for one in parts),
                "enterprises": sum(one.enterprises for one in parts),
                "public_units": sum(sum(one.public_units.values()) for one in parts),
                "settled_a_year": sum(fmean(one.settled.get(year, 0) for year in MEAN_YEARS) for one in parts),
                "file": str(folder_of("municipality") / f"{name}.yaml"),
            }
        )
    return pd.DataFrame(rows)


def measures() -> pd.DataFrame:
    """Measures of ``configs``, one row each.

    ``recommendation``: number in the field note (0: none), ``lines`` there; ``grade`` of the evidence (A to D, X: an
    assumption); ``has_size``: it can be given at another size, like ``extra_staff:0.5``; ``changes`` by number.
    """
    rows = []
    for name in choices("policy"):
        one = read_measure(name)
        rows.append(
            {
                "name": name,
                "title": one.title.en,
                "title_nb": one.title.nb,
                "recommendation": one.recommendation,
                "grade": one.grade,
                "lines": one.lines,
                "description": one.description.en,
                "description_nb": one.description.nb,
                "evidence": one.evidence.en,
                "from_month": one.from_month,
                "has_size": all(set(change) == {"add"} for change in one.changes.values()),
                "changes": {target: dict(change) for target, change in one.changes.items()},
            }
        )
    return pd.DataFrame(rows)


@one_sentence
def numbers(pattern: str = "*") -> pd.DataFrame:
    """Numbers of the model whose name fits, like ``placement.*``, one row each.

    ``low`` and ``high`` bound what is plausible, ``allowed_low`` and ``allowed_high`` what is possible; ``source`` are
    lines of the field note or names of ``docs/evidence.md``, ``grade`` says how good it is (A to D, X: an assumption).
    """
    return pd.DataFrame(
        [
            {
                "name": name,
                "default": one.default,
                "low": one.plausible[0],
                "high": one.plausible[1],
                "unit": one.unit,
                "meaning": one.meaning,
                "source": one.source,
                "grade": one.grade,
                "allowed_low": one.allowed[0],
                "allowed_high": one.allowed[1],
            }
            for name, one in fitting(str(pattern), "numbers").items()
        ]
    )
