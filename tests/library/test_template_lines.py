"""What is the template's, or stated and not used, is told with every result; what is one's own is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from bygd.scenarios.catalogue import choices
from bygd.scenarios.municipality import read_municipality
from bygd.scenarios.notes import notes_of
from bygd.scenarios.options import CompareOptions, RunOptions
from bygd.scenarios.template import template_notes, untouched_in
from bygd.studies.programs import run_study
from experiments.command.read import read
from experiments.display.words import Words
from experiments.municipality import template as its_template
from experiments.municipality.template import template_text
from experiments.report import opening, page

WORDS = Words("en", its_template.WORDS)

SEL = Path("configs/municipality/sel.yaml").read_text(encoding="utf-8")


def made(folder: Path, text: str, *arguments: str, options: type = RunOptions):
    file = folder / "own.yaml"
    file.write_text(text, encoding="utf-8")
    return read(options, [f"municipality={file}", *arguments])


def test_lines_of_the_template_are_counted() -> None:
    assert [len(lines) for lines in untouched_in(read_municipality("configs/template/municipality.yaml")).values()] == [
        12
    ]
    for name in choices("municipality"):
        assert template_notes(read_municipality(name)) == []


def test_a_line_that_is_ones_own_is_not_counted(tmp_path) -> None:
    text = template_text(WORDS).replace("enterprises: 700", "enterprises: 701").replace("name: My place", "name: Vik")
    (note,) = notes_of(made(tmp_path, text))
    assert note.startswith(
        "Note: 10 of 12 lines of Vik are the template's, not yours (hours_per_participant (programme), "
    )
    assert "enterprises" not in note


def test_results_on_the_terminal_say_it(tmp_path, capsys) -> None:
    run_study(made(tmp_path, template_text(WORDS), f"out={tmp_path / 'study'}")).say("the table")
    shown = capsys.readouterr().out.splitlines()
    assert shown[0] == "the table"
    assert shown[1].startswith("Note: 12 of 12 lines of My place are the template's")


@pytest.mark.parametrize(
    ("language", "words"), [("en", "12 of 12 lines of My place"), ("nb", "12 av 12 linjer for My place")]
)
def test_the_report_says_it(language: str, words: str, tmp_path) -> None:
    options = made(tmp_path, template_text(WORDS), options=CompareOptions)
    assert words in page.fragment(opening.setting(Words(language), options, 10.0, 2))


@pytest.mark.parametrize(
    ("arguments", "years"),
    [
        ([], ""),
        (["months=144"], "2022 and 2023"),
        (["months=144", "arrivals=series_to_2023"], ""),
        (["start=2022", "months=36"], "2020, 2021, 2022, 2023 and 2024"),
        (["start=2022", "months=36", "arrivals=series_to_2023"], "2020, 2021 and 2024"),
        (["start=2022", "months=36", "settled_per_year=9"], ""),
        (["arrivals=mean"], ""),
    ],
)
def test_persons_who_are_stated_and_not_settled_are_told(arguments: list[str], years: str) -> None:
    notes = [note for note in notes_of(read(RunOptions, arguments)) if "persons settled" in note]
    assert [note.partition("settled in ")[2].partition(" are stated")[0] for note in notes] == [years] * bool(years)


def test_years_of_no_run_are_told_always(tmp_path) -> None:
    text = SEL.replace("      2012: 6 ", "      1990: 3\n      2030: 4\n      2012: 6 ")
    (note,) = notes_of(made(tmp_path, text))
    assert "settled in 1990 and 2030 are stated for Sel, but not used" in note


def test_an_index_of_the_labour_market_is_told_with_the_years_in_which_it_holds(tmp_path) -> None:
    text = SEL.replace(
        "    settled:", "    labour_market_index: {2015: 0.95, 2009: 1.1, 1990: 2, 2040: 0}\n    settled:"
    )
    used, idle = notes_of(made(tmp_path, text))
    assert "employers in Sel open posts as labour_market_index states" in used
    assert "1.1 in 2009, 0.95 in 2015;" in used
    assert idle.endswith("is stated for Sel in 1990 and 2040, but this run lasts from 2009 to 2021.")
