"""A planner's own file: the template can be used, a check tells everything at once, hours and posts first."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import numpy as np
import pytest

from bygd.errors import InputError
from bygd.scenarios.catalogue import choices
from bygd.scenarios.expectations import expected_of
from bygd.scenarios.parse import stated_in
from bygd.scenarios.template import texts_in
from experiments.command.main import parts
from experiments.display.words import LANGUAGES, Words
from experiments.municipality import __main__ as program
from experiments.municipality import template as its_template
from experiments.municipality.check import check, post_words
from experiments.municipality.template import template_text, write_template
from sim import compiled
from sim.parameters import numbers
from sim.population import MunicipalityError, check_description
from sim.rules.offices import Practice
from sim.scenario import Scenario
from sim.tallies import Tally
from tests.support.norwegian import english_in
from tests.support.random_towns import hamlet

WORDS = Words("en", its_template.WORDS)

FOLDER = Path(__file__).parents[2] / "configs" / "municipality"
SEL = (FOLDER / "sel.yaml").read_text(encoding="utf-8")
GROUPS = ("HOURS AND POSTS", "FIRMS", "TO BE MENDED", "ODD", "ASSUMED", "WHAT FOLLOWS")


def groups(said: str) -> dict[str, list[str]]:
    """What ``check`` prints, by heading: one text an item."""
    found: dict[str, list[str]] = {}
    for line in said.splitlines():
        heading = next((one for one in GROUPS if line.startswith(one)), "")
        if heading:
            items = found.setdefault(heading, [])
        elif line.startswith("  - "):
            items.append(line[4:])
        elif line.startswith("    "):
            items[-1] += " " + line.strip()
    return found


def told(text: str, tmp_path: Path, capsys) -> tuple[bool, dict[str, list[str]]]:
    """Check a file with this text: whether it can be used, and what is said of it."""
    file = tmp_path / "own.yaml"
    file.write_text(text, encoding="utf-8")
    capsys.readouterr()
    usable = check(str(file), WORDS)
    return usable, groups(capsys.readouterr().out)


def changed(*changes: tuple[str, str], text: str = SEL) -> str:
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


# --- files that can be used -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", choices("municipality"))
def test_our_municipalities_pass(name: str, capsys) -> None:
    assert check(name, WORDS)
    said = groups(capsys.readouterr().out)
    assert "TO BE MENDED" not in said
    assert list(said)[:2] == ["HOURS AND POSTS", "FIRMS"], "planners say first: those are not our hours"


def test_the_template_passes_and_says_what_nobody_has_stated(tmp_path, capsys) -> None:
    usable, said = told(template_text(WORDS), tmp_path, capsys)
    assert usable
    assert "ODD" not in said
    assumed = " ".join(said["ASSUMED"])
    assert "Still as in the template: 12 of 12 lines (hours_per_participant (programme), " in assumed
    for name in numbers(Practice()):
        assert name in assumed


def test_the_template_begins_with_hours_posts_and_firms() -> None:
    lines = [line.strip() for line in template_text(WORDS).splitlines()]
    stated = [line.partition(":")[0] for line in lines if line and not line.startswith("#")]
    first = [stated.index(key) for key in ("hours_per_participant", "enterprises", "settled", "inhabitants", "title")]
    assert first == sorted(first)
    assert stated.index("hours_per_participant") == 5, "after places, the place, offices, the office and its name"
    assert "A post is 140 hours" in template_text(WORDS)


def test_every_line_for_an_office_can_be_taken_from_the_template(tmp_path) -> None:
    text = template_text(WORDS)
    lines = [line[1:] for line in text.splitlines() if re.match(r"#        \w+: ", line)]
    assert len(lines) == len(numbers(Practice())) - 1
    file = tmp_path / "own.yaml"
    file.write_text(text.replace("      after:", "\n".join([*lines, "      after:"])), encoding="utf-8")
    stated = stated_in(str(file))
    assert stated.faults == []
    assert {line[2] for line in stated.lines if line[1] == "programme"} == {*numbers(Practice()), "name", "assumed"}
    assert stated.municipalities["my_municipality"]["offices"]["programme"].prepared == Practice().prepared


def test_the_template_is_the_same_file_in_norwegian(tmp_path, capsys) -> None:
    """Its numbers and keys stand once; every comment has its Norwegian, and lines that nobody changed are known."""
    english, norwegian = (template_text(Words(language, its_template.WORDS)) for language in LANGUAGES)

    def stated(text: str) -> list[str]:
        kept = [line.partition("#")[0].rstrip() for line in text.splitlines()]
        return [re.sub("(name|title): .*", "", line) for line in kept if line]

    assert stated(english) == stated(norwegian)
    comments = {line.partition("#")[2] for line in english.splitlines() if "#" in line}
    own = texts_in("nb")["comments"]
    known = {f" {text}" for text in own}
    head = {text for text in comments if not re.search("[a-z_]+: [0-9.]+ |LINES FOR|What you leave|A strong", text)}
    assert {text for text in head - known if re.sub(r"\[X\]|[\W]", "", text)} == set()
    assert known - comments == set(), "none is left over"
    usable, said = told(norwegian, tmp_path, capsys)
    assert usable
    assert "Still as in the template: 12 of 12 lines" in " ".join(said["ASSUMED"])


@pytest.mark.parametrize(
    "changes", [(), (("inhabitants: 5872", "inhabitants: 20"), ("    enterprises: 820", "    enterprises: 5000"))]
)
def test_a_check_in_norwegian_has_no_english(changes: tuple, tmp_path, capsys) -> None:
    file = tmp_path / "own.yaml"
    for text in (changed(*changes), template_text(Words("nb", its_template.WORDS))):
        file.write_text(text, encoding="utf-8")
        check(str(file), Words("nb", its_template.WORDS))
        assert not english_in(capsys.readouterr().out)


def test_a_template_overwrites_nothing(tmp_path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="left as it is"):
        write_template(str(file), WORDS)
    assert file.read_text(encoding="utf-8") == "mine"


# --- what the hours mean ----------------------------------------------------------------------------------


def test_hours_are_told_in_posts(tmp_path, capsys) -> None:
    def first(hours: str) -> str:
        text = changed(("hours_per_participant: 1.6", f"hours_per_participant: {hours}"))
        return told(text, tmp_path, capsys)[1]["HOURS AND POSTS"][0]

    assert re.search(
        r"1\.6 h a month .* about \d+ participants these are \d+ hours a month, about a quarter", first("1.6")
    )
    assert "about half a post" in first("3")
    assert "about 4.7 posts" in first("30")
    assert "less than a tenth of a post" in first("0.2")


def test_a_tenth_of_a_post_is_told_in_hours(tmp_path, capsys) -> None:
    municipality = stated_in(str(FOLDER / "sel.yaml")).municipalities["sel"]
    known = expected_of(municipality)
    said = told(SEL, tmp_path, capsys)[1]["HOURS AND POSTS"][-1]
    value = float(re.search(r"state (\d+\.\d)", said)[1])
    assert value * known.participants == pytest.approx(14, abs=0.05 * known.participants)


@pytest.mark.parametrize(
    ("posts", "words"),
    [(0.01, "less than a tenth"), (0.11, "a tenth"), (0.22, "a fifth"), (1.1, "one post"), (2.04, "2.0 posts")],
)
def test_posts_in_words(posts: float, words: str) -> None:
    assert words in post_words(WORDS, posts)


@pytest.mark.compiled
def test_what_is_expected_is_near_to_what_is_simulated() -> None:
    municipality = hamlet(persons=30, enterprises=300)
    known = expected_of(
        {
            name: getattr(municipality.municipalities["hamlet"], name)
            for name in ("settled", "offices", "enterprises", "public_units")
        }
    )
    results = compiled.run(Scenario(municipality, arrivals="mean"), 1, np.arange(50))
    at_a_time = results.tally[:, 24:, Tally.PROGRAMME].mean()
    assert 0.85 * known.participants < at_a_time < known.participants, "some move or leave for a job"
    willing = results.tally[:, :, Tally.WILLING].mean()
    assert known.willing == pytest.approx(willing, rel=0.1)


# --- files that cannot ------------------------------------------------------------------------------------

BROKEN = {
    "many things": (
        changed(
            ("title: Sel ", "titel: Sel "),
            ("    inhabitants: 5872", "    inhabitant: 5872"),
            ("        protected: .25", "        protected: 25"),
            ("        evaluated: .25", "        evaluated: 0,25"),
            ("    centrality: 0", "    centrality: 7"),
            ("      retail: .23", "      retail: .33"),
            ("      2016: 37", "      2016: <5"),
            ("      2014: 20", "#"),
            ("      2019: 8", "      2019: -8"),
            ("    code: 517", "    code:"),
        ),
        [
            "titel is no line of a municipality file; is title meant?",
            "title is missing.",
            "municipalities.sel.inhabitant is no line of a municipality file; is inhabitants meant?",
            "municipalities.sel.inhabitants is missing.",
            "municipalities.sel.offices.programme.evaluated is '0,25', but must be a number with a point; write 0.25.",
            "municipalities.sel.offices.after.evaluated is '0,25', but must be a number with a point; write 0.25.",
            "municipalities.sel.settled.2016 is '<5', but must be a whole number.",
            "municipalities.sel.code has no value.",
            "Municipality sel: offices.programme.protected is 25 share, but must lie between 0 and 1.",
            "Municipality sel: offices.after.protected is 25 share, but must lie between 0 and 1.",
            "Municipality sel: centrality is 7, but must be 0, 1, 2 or 3.",
            "Municipality sel: shares of sectors sum to 1.1, but must sum to 1.",
            "Municipality sel: settled in 2019 is -8, but must lie between 0 and 200000.",
            "Municipality sel: settled lacks the years 2014, 2016; state 2012 to 2021.",
        ],
    ),
    "a misspelt heading is told once": (
        changed(("    settled:", "    setled:")),
        [
            "municipalities.sel.setled is no line of a municipality file; is settled meant?",
            "municipalities.sel.settled is missing.",
        ],
    ),
    "no office after": (
        changed(("      after:", "      later:")),
        ["Municipality sel: offices must be programme and after."],
    ),
    "values of another kind": (
        "title: x\nmunicipalities: {a: {settled: 12, offices: [1], code: 1.5}}\n",
        [
            "municipalities.a.settled is 12, which does not belong there; compare with the template.",
            "municipalities.a.offices is [1], which does not belong there; compare with the template.",
            "municipalities.a.code is 1.5, but must be a whole number.",
        ],
    ),
    "a labour market that cannot be": (
        changed(("    settled:", "    labour_market_index: {2015: 7, 2016: lav, 2017: [1]}\n    settled:")),
        [
            "municipalities.sel.labour_market_index.2017 is a group or a list, but must be a number.",
            "municipalities.sel.labour_market_index.2016 is 'lav', but must be a number with a point, like 0.25.",
            "Municipality sel: labour_market_index in 2015 is 7, but must lie between 0 and 5.",
        ],
    ),
    "no place": ("title: Nowhere\n", ["The file of 'Nowhere' names no municipality."]),
    "empty": ("", ["title is missing.", "The file of '' names no municipality."]),
    "two places with one code": (
        SEL + "\n  sel_2:" + SEL.partition("municipalities:\n  sel:")[2],
        ["Two municipalities have the same code; give each its own number."],
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_gives_all_its_errors_at_once(case: str, tmp_path, capsys) -> None:
    text, expected = BROKEN[case]
    usable, said = told(text, tmp_path, capsys)
    assert not usable
    assert sorted(said["TO BE MENDED"]) == sorted(expected)
    for sentence in said["TO BE MENDED"]:
        assert re.fullmatch(r".+[.?]", sentence)


def test_a_run_and_a_check_have_the_same_rules() -> None:
    municipality = hamlet(centrality=7, enterprises=3)
    with pytest.raises(MunicipalityError, match="centrality is 7"):
        check_description(municipality)


def test_nothing_is_said_of_hours_that_are_not_there(tmp_path, capsys) -> None:
    text = changed(("hours_per_participant: 1.6", "hours_per_participant: 1,6"))
    said = told(text, tmp_path, capsys)[1]
    assert "nothing is stated: the model's number" in said["HOURS AND POSTS"][0]


# --- odd files --------------------------------------------------------------------------------------------

ODD = {
    "hours": (
        [("hours_per_participant: 1.6", "hours_per_participant: 12")],
        "plausible is 0.8 to 4.5 (or what makes a tenth of a post to one)",
    ),
    "few hours": ([("hours_per_participant: 1.6", "hours_per_participant: 0.2")], "hours_per_participant is 0.2"),
    "years of no run": (
        [("      2023: 58", "      1990: 3\n      2030: 4\n      2023: 58")],
        "1990 and 2030 are stated",
    ),
    "a practice": ([("        known: .35", "        known: .9")], "known is 0.9 (share"),
    "few persons": (
        [
            (f"      {year}: {n}", f"      {year}: 0")
            for year, n in zip(range(2012, 2020), (6, 13, 20, 18, 37, 8, 5, 8), strict=True)
        ],
        "Fewer persons than one a year",
    ),
    "a surge": (
        [("      2016: 37", "      2016: 370")],
        "More than 5 % of the inhabitants are settled in a year (2016: 370)",
    ),
    "no year 2021": ([("      2021: 8", "#")], "settled has no 2021"),
    "firms with staff": (
        [("    enterprises: 820", "    enterprises: 265")],
        "Are these the ones with staff? Then state 820.",
    ),
    "many firms": ([("    enterprises: 820", "    enterprises: 5000")], "85.1 enterprises for 100 inhabitants"),
    "few inhabitants": ([("    inhabitants: 5872", "    inhabitants: 58")], "no Norwegian municipality"),
    "one sector": (
        [("      retail: .23", "      retail: .53"), ("      other: .23", "      other: -.07")],
        "53 % of the enterprises",
    ),
    "another's code": ([("  sel:\n", "  here:\n")], "The code 517 is that of sel"),
}


@pytest.mark.parametrize("case", ODD)
def test_what_is_odd_is_told_and_does_not_stop(case: str, tmp_path, capsys) -> None:
    changes, expected = ODD[case]
    usable, said = told(changed(*changes), tmp_path, capsys)
    assert any(expected in one for one in said["ODD"]), said["ODD"]
    assert usable or "negative" in said["TO BE MENDED"][0]


def test_half_a_post_as_the_template_counts_it_is_not_odd(tmp_path, capsys) -> None:
    """With 18 participants half a post is 3.9 hours: not odd, with those of Sel or of the template."""
    for text in (SEL, template_text(WORDS)):
        for hours in ("3.9", "5.8", "0.8", "3"):
            said = told(
                changed(("hours_per_participant: 1.6", f"hours_per_participant: {hours}"), text=text), tmp_path, capsys
            )
            assert "ODD" not in said[1], hours


def test_years_for_which_a_word_is_needed_are_told(tmp_path, capsys) -> None:
    follows = told(SEL, tmp_path, capsys)[1]["WHAT FOLLOWS"]
    says = "are used only with setting=norway_2021_act: 151, of whom 145 under collective protection."
    assert f"Persons settled in 2022, 2023 and 2024 {says}" in follows


def test_sel_itself_is_not_odd(tmp_path, capsys) -> None:
    assert "ODD" not in told(SEL, tmp_path, capsys)[1]


# --- the command line -------------------------------------------------------------------------------------


def call(arguments: list[str], monkeypatch) -> int:
    monkeypatch.setattr(sys, "argv", ["municipality", *arguments])
    try:
        parts("", program.PARTS, "municipality")
    except SystemExit as error:
        return int(error.code or 0)
    return 0


def test_status_says_whether_the_file_can_be_used(tmp_path, monkeypatch, capsys) -> None:
    file = tmp_path / "own.yaml"
    assert call(["template", str(file)], monkeypatch) == 0
    assert call(["check", str(file)], monkeypatch) == 0
    file.write_text("title: x\n", encoding="utf-8")
    assert call(["check", str(file)], monkeypatch) == 1
    assert "Not usable yet: 1 to mend." in capsys.readouterr().out
    assert call(["--help"], monkeypatch) == 0


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["check"], "file is missing; it is said like"),
        (["chek", "sel"], "is not understood"),
        (["check", "mars"], "There is no municipality 'mars'"),
        (["check", "nowhere.yaml"], "There is no municipality file nowhere.yaml"),
        (["template", "place.txt"], "must end in .yaml"),
        (["template", "no/such/folder/place.yaml"], "No such file or directory"),
    ],
)
def test_a_mistake_is_one_sentence(arguments: list[str], expected: str, monkeypatch, capsys) -> None:
    assert call(arguments, monkeypatch) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert expected in said.err
    assert said.err.strip().count("\n") == 0
    assert said.err.strip().endswith(".")
