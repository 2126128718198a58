"""Pictures are readable, keep their settings to themselves, and cost nothing before one is drawn."""

import dataclasses
import subprocess
import sys
import warnings
from xml.etree import ElementTree as ET

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.colors import to_rgb

from bygd.scenarios.measures import read_measure
from bygd.scenarios.options import CompareOptions
from experiments.display import figures
from experiments.display.sheet import Sheet
from experiments.display.style import ink_on, inline, legible, luminance, styled
from experiments.display.words import LANGUAGES, Words
from sim.outcomes import REASONS
from sim.policy import Words as Text

PROGRAMS = ("run", "compare", "sweep", "overview", "unfolding", "rank.pictures", "report.page", "formulas.drawing")

SHARES = [f"work_or_education_{moment}{end}" for moment in figures.GOALS for end in figures.GROUPS.values()]
ODD = {  # a title, and how it is seen where there is no room for more than a line
    "$$": "$$",
    r"$\frac{1}{ $": r"$\frac{1}{ $",
    "$100 and $200": "$100 and $200",
    "a_b^c_{d}": "a_b^c_{d}",
    "_hidden": " _hidden",
    "Fjell \U0001f3d4 og sjø": "Fjell \U0001f3d4 og sjø",
    "עברית": "עברית",
    'id="x" <b>fet</b> & url(#y)': 'id="x" <b>fet</b> & url(#y)',
    "two\nlines\tand\x07 a bell": "two lines and a bell",
    "Very " * 40 + "long": "Very " * 9 + "Very…",
}


def shown(titles: list[str], municipality: str = "Sel") -> figures.Shown:
    """Two runs of 100 requests and ten months, of measures with these titles."""
    options, policy = CompareOptions(), read_measure("follow_up")
    options.municipality.title = municipality
    options.policies = {
        f"measure_{i}": dataclasses.replace(policy, title=Text(title, title)) for i, title in enumerate(titles)
    }
    counts = {"requests_accepted": 40} | dict.fromkeys(REASONS, 5) | dict.fromkeys(SHARES, 30)
    columns = {f"{name}_{part}": [n, n] for name, count in counts.items() for part, n in (("n", count), ("of", 100))}
    runs = pd.DataFrame({"replicate": [0, 1], "asks_per_start_n": 100} | columns)
    months = {"replicate": [0] * 10 + [1] * 10, "since": [*range(10)] * 2}
    counted = {"work": 30.0, "seen": 100.0, "at_risk": 100.0, "moved": 1.0}
    names = ["baseline", *options.policies]
    return figures.Shown(
        options, dict.fromkeys(names, runs), {name: pd.DataFrame(months).assign(**counted) for name in names}
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scenarios", [1, 3, 8])
def test_values_beside_bars_do_not_overlap(scenarios: int, language: str) -> None:
    with styled():
        sheet = figures.refusals(Words(language), shown([f"Tiltak {i}" for i in range(scenarios - 1)])).sheet
        sheet.figure.draw_without_rendering()
        boxes = [text.get_window_extent().shrunk(1, 0.8) for text in sheet.axes.texts]  # letters touch no edge
    assert len(boxes) > 9 * scenarios
    overlapping = [(a, b) for i, a in enumerate(boxes) for b in boxes[:i] if a.overlaps(b)]
    assert not overlapping


@pytest.mark.parametrize("draw", [figures.employment, figures.refusals, figures.after_programme])
def test_titles_are_written_as_they_stand_and_in_their_place(draw, tmp_path) -> None:
    """No mathematics, no warning of a letter that no font has, nothing over anything else, and SVG that can be read."""
    odd = shown([*ODD][:7]) if draw is figures.refusals else shown([*ODD])
    with styled(), warnings.catch_warnings():
        warnings.simplefilter("error")
        picture = draw(Words("nb"), odd)
        odd.save(tmp_path / "a", Words("nb"), "staying", picture)
        figure = picture.sheet.figure
        legends = [*figure.legends, *(axes.get_legend() for axes in picture.sheet.panels if axes.get_legend())]
        seen = [text for legend in legends for text in legend.get_texts()]
        seen += [text for axes in picture.sheet.panels for text in axes.get_yticklabels()]
        boxes = [text.get_window_extent().shrunk(1, 0.7) for text in seen if text.get_text()]
    texts = " | ".join(text.get_text().replace("\n", " ") for text in seen)
    for title in list(ODD.values())[:7]:
        assert title.strip() in texts
    assert not [(a, b) for i, a in enumerate(boxes) for b in boxes[:i] if a.overlaps(b)]
    assert ET.parse(tmp_path / "staying_nb.svg").getroot().tag.endswith("svg")  # noqa: S314  (our own)


@pytest.mark.parametrize(("title", "seen"), ODD.items())
def test_a_title_is_cut_to_one_line_of_letters(title: str, seen: str) -> None:
    assert legible(title) == seen


@pytest.mark.parametrize("title", [*ODD][1::2])
def test_a_municipality_may_be_called_anything(title: str, tmp_path) -> None:
    odd = shown(["Et tiltak"], title)
    with styled():
        odd.save(tmp_path / "a", Words("en"), "employment", figures.employment(Words("en"), odd))
    said = "".join(ET.parse(tmp_path / "employment_en.svg").getroot().itertext())  # noqa: S314  (our own)
    assert "".join(legible(title, 1000).split()) in "".join(said.split())


def test_what_is_written_in_a_drawing_of_a_page_stays_as_it_is() -> None:
    text = 'a "b" id="c" href="#d" url(#d) 0.123456 font: 12px x'
    svg = f'<svg viewBox="0 0 1 1"><g id="d"><text style="font: 12px \'DejaVu\'" x="0.123456">{text}</text></g></svg>'
    assert f">{text}</text>" in inline(svg, "own")
    assert 'x="0.1"' in inline(svg, "own")


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
