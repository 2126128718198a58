"""What the explorer says on the terminal."""

from __future__ import annotations

from pathlib import Path

from bygd.studies.exploring import POSTS, Exploration, Exploring
from sim.outcomes import OUTCOMES


def text_of(study: Exploration, found: Exploring, file: Path) -> str:
    """How much was simulated, what the fit leaves out, and the file to mail."""
    posts = ", ".join(f"{item:g}" for item in POSTS)
    lines = [
        f"{len(study.scenarios)} cells ({len(study.scenarios) // len(POSTS)} combinations of measures, {posts} posts), "
        f"{found.members} ensemble members, {found.runs} runs"
    ]
    for name, item in found.quantities.items():
        if name in ("employed_36m", "stay_60m", "months_in_work_60"):
            lines.append(
                f"{OUTCOMES[name].label}: singles and pairs leave out {item.unfitted.mean():.2f} {OUTCOMES[name].unit} "
                "from one combination to the next"
            )
    lines.append(f"Page to mail, {file.stat().st_size / 1e6:.1f} MB, English and Norwegian: {file}")
    return "\n".join(lines)
