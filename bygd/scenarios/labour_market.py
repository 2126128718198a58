"""What a municipality states of its labour market by year, told with every result: it is an input, not a finding."""

from __future__ import annotations

from typing import Any

from bygd.scenarios.settled import listed


def index_notes(options: Any) -> list[str]:
    """A sentence for each municipality that states an index: years of the run in which it holds, and others."""
    first, last = options.start - options.warm_up, options.start + (options.months - 1) // 12
    notes = []
    for municipality in options.municipality.municipalities.values():
        index = dict(sorted(municipality.labour_market_index.items()))
        used = [f"{value:g} in {year}" for year, value in index.items() if first <= year <= last]
        idle = [year for year in index if not first <= year <= last]
        if used:
            notes.append(
                f"Note: employers in {municipality.name} open posts as labour_market_index states, times the usual: "
                f"{', '.join(used)}; an input, no finding."
            )
        if idle:
            notes.append(
                f"Note: labour_market_index is stated for {municipality.name} in {listed(idle)}, but this run lasts "
                f"from {first} to {last}."
            )
    return notes
