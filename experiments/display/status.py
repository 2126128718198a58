"""How far a study is, as text for the terminal."""

from __future__ import annotations

from pathlib import Path

from bygd.commands import typed
from bygd.studies.files import provenance_of
from bygd.studies.look import pace_of
from bygd.studies.programs import study_in
from bygd.studies.two_ensembles import FOLDER, begun_of

REASONS = {
    "fixed": "as many as were asked for",
    "decided": "as many as the answers needed",
    "budget": "as many as the budget allows",
}


def status_text(folder: Path) -> str:
    """What is there, what is missing, what failed, and how long the rest takes."""
    study = study_in(folder)
    missing = sum(part.runs for part in study.missing())
    there = sum(len(replicates) for replicates in study.there().values())
    failed = int(study.so_far(["failed"])["failed"].sum()) if there else 0
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    points = f"{len(study.points)} points, " * (len(study.points) > 1)
    lines = [
        f"{folder}: {study.program}, {len(study.scenarios)} scenarios, {points}{study.replicates} replicates",
        f"  runs there {there}, missing {missing}, failed {failed}; {size / 1e6:.1f} MB",
    ]
    why = provenance_of(folder).get("runs")
    second = getattr(study.options, "beside_ensemble", "")
    begun = not second or len(begun_of(study.options)) > 1
    if why is not None and not missing:
        lines.append(f"  all runs are there ({REASONS.get(why['reason'], why['reason'])})")
        if begun:
            return "\n".join(lines)
        lines.append(f"  those in {second} are not begun")
    elif pace := pace_of(study):
        lines.append(f"  about {missing * pace / 60:.0f} min at the pace so far")
    whole = folder.parent if folder.name == FOLDER else folder  # a second ensemble goes on with the first
    return "\n".join([*lines, f"  go on with: {typed('study resume', whole)}"])
