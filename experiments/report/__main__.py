"""Write the report of a comparison or a ranking: ``python -m experiments.report outputs/my_study language=nb``."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from bygd.scenarios.declare import option
from experiments.command.main import main
from experiments.command.progress import Steps
from experiments.command.words import word


@dataclasses.dataclass
class ReportOptions:
    """Write the report of a finished comparison or ranking: one HTML file that can be mailed."""

    folder: Path = word("folder of a study that experiments.compare or experiments.rank has made")
    language: str = option("en", "en (English) or nb (Norwegian)", among=("en", "nb"))
    out: str = option("", "file to write; without it report_<language>.html in the folder", path=True)


def report(options: ReportOptions) -> None:
    """Write one HTML file and say where it is."""
    from experiments.report.page import write

    Steps("writing the report")
    file = write(options.folder, options.language, Path(options.out) if options.out else None)
    print(f"Report: {file} ({file.stat().st_size / 1000:.0f} kB)")


if __name__ == "__main__":
    main(ReportOptions, report, "report")
