"""The municipality's own file as a form: what is typed is what the file says, and the same check looks at it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bygd.errors import InputError
from bygd.scenarios.catalogue import choices, folder_of
from bygd.scenarios.parse import stated_in
from bygd.scenarios.template import template, untouched
from bygd.scenarios.yaml_text import parse
from experiments.app import form
from experiments.app.address import TEXTS
from experiments.display.words import LANGUAGES, Words
from experiments.municipality.template import WORDS, template_text

SAY = {language: Words(language, TEXTS, WORDS) for language in LANGUAGES}
EN = SAY["en"]
BEGUN = form.begin(Path(), "", EN)
LINES = form.lines_of(BEGUN)
OWN = {
    "name": "Nes på Ås",
    "code": "3437",
    "inhabitants": "6 012",
    "offices.programme.hours_per_participant": "2,5",
    "offices.after.extra_posts": "0,5",
    "settled.2024": "31",
    "displaced.2024": "20",
}


def typed(**changes: str) -> dict[str, str]:
    """Texts of the template with others."""
    return form.first_texts(BEGUN, EN) | changes


def fields_of(text: str, file: str = "own.yaml") -> dict:
    checked = form.check(text, file)
    assert checked.stated.faults == []
    return checked.fields


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_that_nobody_has_touched_is_the_template(language: str) -> None:
    words = SAY[language]
    begun = form.begin(Path(), "", words)
    texts = form.first_texts(begun, words)
    assert form.written(begun, texts, words) == template_text(words)
    assert all(form.as_in_template(line, text) for line, text in texts.items())
    assert set(form.helps(words)) >= {*form.OFFICE_LINES, "enterprises", "settled", "displaced", "public_units", "code"}


def test_what_is_typed_stands_in_the_file_and_only_that_is_changed() -> None:
    text = form.written(BEGUN, typed(**OWN), EN)
    fields = fields_of(text)
    tree = parse(text)
    assert tree["title"] == fields["name"] == "Nes på Ås"
    assert list(tree["municipalities"]) == [form.short_name(BEGUN, "Nes på Ås")]
    assert (fields["code"], fields["inhabitants"]) == (3437, 6012)
    assert fields["offices"]["programme"].hours_per_participant == 2.5
    assert fields["offices"]["after"].extra_posts == 0.5
    assert "hours_per_participant" not in fields["offices"]["programme"].assumed
    assert "hours_per_participant" in fields["offices"]["after"].assumed
    assert (fields["settled"][2024], fields["displaced"][2024]) == (31, 20)
    assert {"sectors", "enterprises", "hours_per_participant (after)"} <= set(untouched(fields))
    changed = [line for line in text.splitlines() if line not in BEGUN.text.splitlines()]
    assert len(changed) == len(OWN) + 3  # key, title, and what nobody has counted
    assert sum("stated on the page" in line for line in changed) == len(OWN)


@pytest.mark.parametrize("text", ["", "<5", "5.000", "6,5", "true", "${x}", "-3"])
@pytest.mark.parametrize("line", ["inhabitants", "settled.2015", "offices.after.hours_per_participant"])
def test_what_makes_no_sense_is_told_at_its_line(line: str, text: str) -> None:
    if line.startswith("offices") and text in ("", "5.000", "6,5"):
        return  # a number, or the model's own
    faults = form.check(form.written(BEGUN, typed(**{line: text}), EN), "own.yaml").stated.faults
    assert faults
    assert line in {form.line_of(fault, LINES) for fault in faults}


def test_faults_are_told_with_the_names_of_the_form() -> None:
    labels = {"displaced.2022": "Fordrevne i 2022", "inhabitants": "Innbyggere"}
    said = "Kommune x: displaced i 2022 er 400, men må ligge mellom 0 og antallet bosatte."
    assert form.in_words(said, labels) == "Fordrevne i 2022 er 400, men må ligge mellom 0 og antallet bosatte."
    assert form.in_words("municipalities.x.inhabitants mangler.", labels) == "Innbyggere mangler."
    assert form.line_of("Municipality displaced: displaced in 2022 is 4, but …", LINES) == "displaced.2022"


NUMBERS = st.integers(0, 10**7)
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        line: st.text(max_size=12)
        if line == "name"
        else st.floats(0, 20, allow_subnormal=False).map(lambda x: f"{x:.4g}") | st.text(max_size=8)
        if line in form.OFFICE_LINES
        else NUMBERS.map(str) | st.text(max_size=8)
        for line in LINES
    },
)


@settings(deadline=None, max_examples=25)
@given(ANSWERS)
def test_whatever_is_typed_is_written_or_told(answers: dict[str, str]) -> None:
    """Text to file to tree and back: the same values; whatever has no place in such a file is told."""
    texts = typed(**answers)
    text = form.written(BEGUN, texts, EN)
    try:
        tree = parse(text)
    except ValueError:
        assert form.check(text, "own.yaml").stated.faults
        return
    ((key, there),) = tree["municipalities"].items()
    for line in LINES:
        value = form._value(there, form._path(line))
        assert form.understood(line, texts[line]) == value, line
    again = BEGUN._replace(text=text, tree=tree, key=key, file="own.yaml")
    assert form.written(again, form.first_texts(again, EN), EN) == text


@pytest.mark.parametrize("name", choices("municipality"))
def test_a_file_in_the_folder_is_changed_where_it_is_changed(name: str, tmp_path: Path) -> None:
    shutil.copy(folder_of("municipality") / f"{name}.yaml", tmp_path / "mine.yaml")
    if name == "region":
        with pytest.raises(InputError, match=r"mine\.yaml is put together from several"):
            form.begin(tmp_path, "mine.yaml", EN)
        return
    begun = form.begin(tmp_path, "mine.yaml", EN)
    texts = form.first_texts(begun, EN)
    assert form.written(begun, texts, EN) == begun.text
    text = form.written(begun, texts | {"settled.2022": "30", "displaced.2022": "9", "inhabitants": "700"}, EN)
    fields = fields_of(text)
    assert (fields["settled"][2022], fields["displaced"][2022], fields["inhabitants"]) == (30, 9, 700)
    kept = set(text.splitlines()) & set(begun.text.splitlines())
    assert len(kept) >= len(set(begun.text.splitlines())) - 3  # the comments of all other lines stay
    assert form.short_name(begun, "Other") == begun.key
    assert form.file_of(begun, "Other") == "mine.yaml"


def test_years_can_be_left_out() -> None:
    gone = {f"settled.{year}": "" for year in range(2012, 2022)} | {
        f"displaced.{year}": "" for year in (2022, 2023, 2024)
    }
    text = form.written(BEGUN, typed(**gone), EN)
    fields = fields_of(text)
    assert (list(fields["settled"]), fields["displaced"]) == ([2022, 2023, 2024], {})
    assert "# From 2022 on under the integration act" in text


def test_a_saved_file_is_the_one_that_the_check_accepts_and_nothing_is_overwritten_unasked(tmp_path: Path) -> None:
    text, file = form.written(BEGUN, typed(**OWN), EN), tmp_path / "nes.yaml"
    assert form.save(file, text, None)
    assert file.read_bytes() == text.encode()
    assert stated_in(str(file)).faults == []
    assert form.save(file, text, None)  # the same once more
    file.write_text("other: 1\n", encoding="utf-8")
    assert not form.save(file, text, None)
    assert file.read_text(encoding="utf-8") == "other: 1\n"
    assert form.save(file, text, form.content_of(file))
    assert [item.name for item in tmp_path.iterdir()] == ["nes.yaml"]


@pytest.mark.parametrize("name", ["../x.yaml", "x.txt", ".x.yaml", "a/b.yaml", "con.yaml", "", "x.yaml\n", "a\\b.yml"])
def test_names_of_files_reach_nowhere_else(name: str) -> None:
    assert not form.is_file_name(name)


@pytest.mark.parametrize("name", ["Nes (1).yaml", "vågå.yml", "x.YAML"])
def test_other_names_are_free(name: str) -> None:
    assert form.is_file_name(name)


def test_the_template_says_what_the_form_begins_with() -> None:
    assert form.years_of(BEGUN, "settled") == [*template()["settled"]]
    assert not form.as_in_template("inhabitants", "5001")
    assert not form.as_in_template("offices.programme.extra_posts", "1")
