"""Time engines, studies, the page: ``python -m experiments.benchmark engines|studies|overhead|memory|national|page``.

Ratios are taken side by side in one process: seconds on a shared machine are noise. ``docs/benchmarks.md`` says how to
read them.
"""

from __future__ import annotations

from experiments.benchmark.engines import EngineOptions, NationalOptions, engines, national
from experiments.benchmark.memory import MemoryOptions, memory
from experiments.benchmark.overhead import OverheadOptions, overhead
from experiments.benchmark.page import PageOptions, page
from experiments.benchmark.studies import StudiesOptions, studies
from experiments.command.main import Part, parts

PARTS = {
    "engines": Part(EngineOptions, engines),
    "studies": Part(StudiesOptions, studies),
    "overhead": Part(OverheadOptions, overhead),
    "memory": Part(MemoryOptions, memory),
    "national": Part(NationalOptions, national),
    "page": Part(PageOptions, page),
}

if __name__ == "__main__":
    parts(str(__doc__), PARTS, "benchmark", usual="engines")
