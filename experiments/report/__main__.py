"""Write the report of a comparison or a ranking: ``python -m experiments.report outputs/my_study language=nb``."""

from __future__ import annotations

import sys
from pathlib import Path

from bygd.errors import InputError
from experiments.command.main import main
from experiments.command.options import ReportOptions
from experiments.command.read import named
from experiments.report.page import write


def report(made: ReportOptions) -> None:
    """Write one HTML file and say where it is."""
    if not made.folder:
        raise InputError(
            "Name the folder of a comparison or a ranking: python -m experiments.report outputs/my_study language=nb."
        )
    file = write(Path(made.folder), made.language, Path(made.out) if made.out else None)
    print(f"Report: {file} ({file.stat().st_size / 1000:.0f} kB)")


if __name__ == "__main__":
    sys.argv[1:] = named(sys.argv[1:])
    main(ReportOptions, report, "report")
