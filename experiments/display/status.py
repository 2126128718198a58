"""How far a study is, as text for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from bygd.studies.look import Progress

REASONS = {
    "fixed": "as many as were asked for",
    "decided": "as many as the answers needed",
    "budget": "as many as the budget allows",
}


def status_text(folder: Path, found: Progress) -> str:
    """What is there, what is missing, what failed, and how long the rest takes."""
    points = f"{found.points} points, " * (found.points > 1)
    lines = [
        f"{folder}: {found.program}, {found.scenarios} scenarios, {points}{found.replicates} replicates",
        f"  runs there {found.there}, missing {found.missing}, failed {found.failed}; {found.size / 1e6:.1f} MB",
    ]
    if found.reason and not found.missing:
        return "\n".join([*lines, f"  all runs are there ({REASONS.get(found.reason, found.reason)})"])
    if found.pace:
        lines.append(f"  about {found.missing * found.pace / 60:.0f} min at the pace so far")
    return "\n".join([*lines, f"  go on with: python -m experiments.study resume {folder}"])
