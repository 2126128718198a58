"""Time what users wait for: ``python -m experiments.benchmark [table]|peers|studies|memory|long|national|page``.

Without a part it prints the rows of ``docs/speed.md``, beside what is to be reached; ``beside=../other`` adds those of
another checkout, in turn with this one.
"""

from __future__ import annotations

from experiments.benchmark.long_study import LongOptions, long_study
from experiments.benchmark.memory import MemoryOptions, NationalOptions, memory, national
from experiments.benchmark.page import PageOptions, page
from experiments.benchmark.peers import PeersOptions, peers
from experiments.benchmark.studies import StudiesOptions, studies
from experiments.benchmark.table import TableOptions, table
from experiments.command.main import Part, parts

PARTS = {
    "table": Part(TableOptions, table),
    "peers": Part(PeersOptions, peers),
    "studies": Part(StudiesOptions, studies),
    "memory": Part(MemoryOptions, memory),
    "long": Part(LongOptions, long_study),
    "national": Part(NationalOptions, national),
    "page": Part(PageOptions, page),
}

if __name__ == "__main__":
    parts(str(__doc__), PARTS, "benchmark", usual="table")
