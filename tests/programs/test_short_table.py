"""What ``compare`` prints: five rows a scenario within 100 columns, in both languages, as sure in words as all else."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pandas as pd
import pytest

from bygd.errors import InputError
from bygd.scenarios.options import CompareOptions
from bygd.scenarios.settings import USUAL
from bygd.statistics.comparison import comparison, sure_in
from bygd.statistics.sureness import LEVELS, Sureness, level
from experiments.command.read import read
from experiments.compare import compare
from experiments.display.short_table import WIDE, short_table, shown
from experiments.display.sureness import narrow, sentence, short
from experiments.display.words import LANGUAGES, Words
from sim.outcomes import OUTCOMES

SHOWN = shown(read(CompareOptions, []))
NAMES = ("follow_up", "follow_up+extra_staff:0.5", "long_term_agreements+single_contact+matching:2")
SHARES = (0.0, 0.004, 0.05, 0.2, 0.5, 0.55, 0.8, 0.93, 0.98, 0.991, 1.0)


def runs(members: int, effect: float, seed: int = 1) -> pd.DataFrame:
    """Rows of two runs in each member, in which so many more of 100 adults are in work, and cost so much."""
    luck, n = np.random.default_rng(seed), 2 * members
    counts = {f"{name}_{part}": value for name in OUTCOMES for part, value in (("n", 4000.0), ("of", 100.0))}
    table = pd.DataFrame({"replicate": np.arange(n), "point": [f"m{i % members}" for i in range(n)], **counts})
    for name in USUAL.both:
        table[f"{name}_n"] = (
            40.0 + effect * luck.normal(1.0, 0.5, members)[np.arange(n) % members] + luck.normal(size=n)
        )
    table["kr_municipality_n"] += 1e8 * effect
    table["kr_employer_n"] -= 2e8 * effect
    return table


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    tables = {name: runs(120, i - 0.5, i) for i, name in enumerate(NAMES)}
    return comparison({"baseline": runs(120, 0.0), **tables}, evidence={NAMES[0]: "limited"})


def lines(language: str, table: pd.DataFrame) -> list[str]:
    options = read(CompareOptions, ["municipality=sel", f"scenarios=[{','.join(NAMES)}]"])
    return short_table(Words(language), table, "Nordre Land", options, options.policies).splitlines()


@pytest.mark.parametrize("language", LANGUAGES)
def test_five_rows_a_scenario_within_a_hundred_columns(language: str, found: pd.DataFrame) -> None:
    words, text = Words(language), lines(language, found)
    assert max(map(len, text)) <= WIDE
    first = next(i for i, line in enumerate(text) if line.startswith("A: "))
    starts = [[line[:3] for line in text[first + 5 * i : first + 5 * i + 5]] for i in range(len(NAMES))]
    assert [item[0] for item in starts] == ["A: ", "B: ", "C: "]
    rows = [f" {words(f'terminal.row.{key}')}"[:3] for key in ("difference", "sure", "kroner", "hours")]
    assert all(item[1:] == rows for item in starts)
    assert len(text) == first + 5 * len(NAMES), "nothing provisional, so nothing below"


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_the_terminal_are_those_of_the_report(language: str, found: pd.DataFrame) -> None:
    words, text = Words(language), lines(language, found)
    for i, name in enumerate(NAMES):
        line = [line for line in text if line.startswith(f" {words('terminal.row.sure')} ")][i]
        for outcome in USUAL.both:
            sure = sure_in(found[(found["scenario"] == name) & (found["outcome"] == outcome)].iloc[0])
            assert narrow(words, sure) in line
            assert short(words, sure).partition(" (")[0] == narrow(words, sure).partition(" (")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_equal_certainty_gets_equal_words_in_every_outcome(language: str) -> None:
    words = Words(language)
    for share, more in itertools.product(SHARES, SHARES):
        said = {
            (short(words, sure), re.split("[,;]", sentence(words, sure))[0])
            for smallest, unit in ((1.0, "%"), (0.5, "months"), (0.1, "requests"))
            if (sure := Sureness(share, more, 1 - more, smallest, unit, 1, 200, 400, ""))
        }
        assert len(said) == 1
        assert words(f"sureness.towards.{level(max(share, 1 - share))}", side="{side}").split("{side}")[0] in str(said)
    longest = max(
        len(narrow(words, Sureness(share, 0, 0, 1.0, "%", 1, 200, 400, why)))
        for share in SHARES
        for why in ("", "runs")
    )
    assert longest <= (WIDE - 12) // 2 - 1, "both outcomes stand side by side"
    assert set(LEVELS) == set(words.part("sureness.level"))


def test_a_row_of_the_table_is_as_sure_as_its_columns_say(found: pd.DataFrame) -> None:
    for _, row in found.iterrows():
        sure = sure_in(row)
        assert (sure.level, sure.size_level, sure.side) == (row["how_sure"], row["how_sure_by_more"], row["likelier"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_few_members_and_one_run_a_member_are_provisional_and_said(language: str) -> None:
    words = Words(language)
    few = comparison({"baseline": runs(30, 0.0), NAMES[0]: runs(30, 1.0)}, SHOWN)
    text = "\n".join(lines(language, few))
    assert words("sureness.mark.provisional") in text
    assert re.search(r"\(\w+ (in|i) (> )?\d+\)", text), "a number without a word"
    assert not any(word in text for word in words.part("sureness.level").values())
    assert words("sureness.provisional.members", members="30", least="100") in text.replace("\n", " ")
    once = {
        name: rows[rows["replicate"] < 120] for name, rows in (("baseline", runs(120, 0.0)), (NAMES[0], runs(120, 1.0)))
    }
    (line,) = [
        line for line in lines(language, comparison(once, SHOWN)) if line.startswith(f" {words('terminal.row.sure')} ")
    ]
    assert line.split()[-2:] == [words("sureness.mark.provisional")] * 2, "neither word nor number"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("language=sv", "language is 'sv', but must be en or nb."),
        ("table=foo", "table is 'foo', but must be short or full."),
    ],
)
def test_another_language_or_table_is_one_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(InputError) as told:
        read(CompareOptions, ["municipality=sel", typed])
    assert str(told.value) == sentence


def test_numbers_of_the_rule_of_language_are_still_set_by_their_names() -> None:
    asked = read(CompareOptions, ["municipality=sel", "language=nb", "language.classroom_gain=0.006"])
    assert (asked.text_language, asked.language.classroom_gain) == ("nb", 0.006)
    assert read(CompareOptions, ["municipality=sel", "language={classroom_gain: 0.006}"]).text_language == "en"


@pytest.mark.compiled
@pytest.mark.usefixtures("without_pictures")
def test_the_terminal_speaks_the_language_that_is_asked_for_and_shows_all_on_demand(tmp_path, capsys) -> None:
    asked = ["municipality=vaga", "scenarios=[follow_up]", "months=62", "warm_up=0", "ensemble=default", "replicates=2"]
    folder = f"out={tmp_path / 'a'}"
    compare(read(CompareOptions, [*asked, folder, "language=nb"]))
    norwegian = capsys.readouterr().out
    assert "A: Forberede, følge opp og evaluere" in norwegian
    assert "Foreløpig: " in norwegian
    assert "Rapport til å sende" in norwegian
    compare(read(CompareOptions, [*asked, folder, "table=full"]))  # the same study, read again
    full = capsys.readouterr().out
    assert "placements that end in a job with the host" in full
