"""Pictures are readable, keep their settings to themselves, and cost nothing before one is drawn."""

import subprocess
import sys

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.colors import to_rgb

from experiments.display import figures
from experiments.display.sheet import Sheet
from experiments.display.style import ink_on, luminance, styled
from sim.outcomes import REASONS

PROGRAMS = ("run", "compare", "sweep", "overview", "unfolding", "rank.__main__", "report.page", "formulas.drawing")


def asked(yes: int) -> pd.DataFrame:
    """Two runs of 100 requests, answered in every way."""
    counts = {"requests_accepted": yes} | dict.fromkeys(REASONS, 5)
    return pd.DataFrame(
        {f"{name}_{part}": [n, n] for name, count in counts.items() for part, n in (("n", count), ("of", 100))}
        | {"asks_per_start_n": [100, 100]}
    )


@pytest.mark.parametrize("scenarios", [1, 3, 8])
def test_values_beside_bars_do_not_overlap(scenarios: int) -> None:
    with styled():
        sheet = figures.refusals({f"measure_{i}": asked(20 + i) for i in range(scenarios)})
        sheet.figure.draw_without_rendering()
        boxes = [text.get_window_extent().shrunk(1, 0.8) for text in sheet.axes.texts]  # letters touch no edge
    assert len(boxes) > 9 * scenarios
    overlapping = [(a, b) for i, a in enumerate(boxes) for b in boxes[:i] if a.overlaps(b)]
    assert not overlapping


def test_title_legend_caption_and_note_stand_apart(tmp_path) -> None:
    with styled():
        sheet = Sheet(200, margins=None)
        sheet.axes.plot([0, 1], label="a line")
        sheet.legend()
        sheet.save(tmp_path / "a_0.5", "One run failed.", title="A title", caption="What it shows. " * 20)
        sheet.figure.draw_without_rendering()
        boxes = [part.get_tightbbox() for part in (*sheet.figure.texts, *sheet.figure.legends, sheet.axes)]
    assert not [(a, b) for i, a in enumerate(boxes) for b in boxes[:i] if a.overlaps(b)]
    assert {file.name for file in tmp_path.iterdir()} == {"a_0.5.png", "a_0.5.svg"}


def test_settings_hold_only_while_one_draws() -> None:
    before = dict(mpl.rcParams)
    with styled():
        assert mpl.rcParams["svg.fonttype"] == "none"
    assert dict(mpl.rcParams) == before


def test_no_program_loads_matplotlib_before_it_draws() -> None:
    code = f"import sys, {', '.join(f'experiments.{name}' for name in PROGRAMS)}; print('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


@pytest.mark.parametrize("colour", ["#0072B2", "#D55E00", "#009E73", "#E69F00", "#777777"])
@pytest.mark.parametrize("strength", [0.0, 0.3, 0.5, 0.56, 0.7, 0.85, 1.0])
def test_figures_in_a_coloured_cell_can_be_read(colour: str, strength: float) -> None:
    """A contrast of 4.5 at least, as the WCAG want it; white on the orange of half strength had 2.55."""
    ground = tuple(1 - strength * (1 - part) for part in to_rgb(colour))
    light, dark = sorted((luminance(ground), luminance(to_rgb(ink_on(ground)))), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5
