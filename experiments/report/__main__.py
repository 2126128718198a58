"""Write the report of a comparison or a ranking: ``python -m experiments.report outputs/my_study language=nb``."""

from __future__ import annotations

import sys
from pathlib import Path

from experiments.compose import main
from experiments.options import InputError, ReportOptions
from experiments.report.page import write


def report(made: ReportOptions) -> None:
    """Write one HTML file and say where it is."""
    if not made.folder:
        raise InputError(
            "Name the folder of a comparison or a ranking: python -m experiments.report outputs/my_study language=nb."
        )
    file = write(Path(made.folder), made.language, Path(made.out) if made.out else None)
    print(f"Report: {file} ({file.stat().st_size / 1000:.0f} kB)")


def named(arguments: list[str], name: str = "folder") -> list[str]:
    """Arguments with the first that comes without a name as ``folder=…`` (or another name)."""
    bare = [i for i, one in enumerate(arguments) if "=" not in one and not one.startswith("-")][:1]
    return [_option(name, one) if i in bare else one for i, one in enumerate(arguments)]


def _option(name: str, value: str) -> str:
    """``folder='…'``, quoted for Hydra."""
    return f"{name}='" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


if __name__ == "__main__":
    sys.argv[1:] = named(sys.argv[1:])
    main(ReportOptions, report, "report")
