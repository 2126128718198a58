"""The rule that judges pattern cards; the program that does so; cards that must fail do."""

from __future__ import annotations

import json
import sys

import numpy as np
import pandas as pd
import pytest

from bygd.errors import InputError
from bygd.statistics.paired import contrast
from experiments.cards import report
from experiments.cards.all_cards import CARDS
from experiments.cards.card import WITHOUT, Card, Claim, JudgedCard, Side, by_run, finding_of, percent, together
from experiments.cards.options import CardOptions
from experiments.cards.settings import Setting
from experiments.command.main import parts
from experiments.validate import __main__ as validate
from sim.policy import Words

NOW, LATER = Setting(), Setting(long=True)
SHORT = ["municipality=sel", "months=60", "warm_up=1", "replicates=200"]


# --- judging --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "high", "finding"),
    [
        (0.1, 2.0, "holds"),
        (-2.0, -0.1, "does not hold"),
        (-1.0, 1.0, "undecided"),
        (0.0, 1.0, "undecided"),
        (-1.0, 0.0, "undecided"),
        (np.nan, np.nan, "undecided"),
    ],
)
def test_the_interval_decides(low: float, high: float, finding: str) -> None:
    assert finding_of(low, high) == finding


def test_one_claim_that_fails_is_enough() -> None:
    assert together(["holds", "holds"]) == "holds"
    assert together(["holds", "undecided"]) == "undecided"
    assert together(["undecided", "does not hold", "holds"]) == "does not hold"


RNG = np.random.default_rng(5)
OF = RNG.integers(5, 15, 400).astype(float)
WORDS = Words("words", "ord")


def made_up(a: float, b: float, null_a: float | None = None) -> JudgedCard:
    """Judge a card whose A and B have these shares; in the null model, if that has any, B has the same."""

    def counts(share: float) -> tuple[np.ndarray, np.ndarray]:
        return RNG.binomial(OF.astype(int), share).astype(float), OF

    claim = Claim(percent("share", "andel"), Side(WORDS, NOW, "a"), Side(WORDS, NOW, "b"))  # type: ignore[arg-type]
    card = Card(99, WORDS, "1-2", (claim,), Words("Think.", "Tenk."))
    measured = {(NOW, "a"): counts(a), (NOW, "b"): counts(b)}
    if null_a is not None:
        measured |= {(NOW.without_relations(), "a"): counts(null_a), (NOW.without_relations(), "b"): counts(b)}
    return card.judge(measured)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("a", "b", "finding"), [(0.6, 0.4, "holds"), (0.4, 0.6, "does not hold"), (0.5, 0.5, "undecided")]
)
def test_a_is_set_beside_b(a: float, b: float, finding: str) -> None:
    judged = made_up(a, b)
    assert judged.finding == finding
    assert judged.claims[0].found.scenario == pytest.approx(100 * a, abs=3)
    value, low, high = judged.claims[0].standardised
    assert low < value < high
    assert np.sign(value) == np.sign(judged.claims[0].found.difference)


@pytest.mark.parametrize(
    ("a", "null_a", "said", "theirs"),
    [
        (0.6, 0.6, "holds without relations too", 0),
        (0.6, 0.4, "holds only with relations", 20),
        (0.4, 0.6, "holds only without relations", -20),
        (0.4, 0.4, "holds neither with nor without relations", 0),
    ],
)
def test_what_relations_add_is_what_the_null_model_lacks(a: float, null_a: float, said: str, theirs: float) -> None:
    judged = made_up(a, 0.5, null_a)
    assert judged.without is not None
    assert judged.without.en == said
    (claim,) = judged.claims
    assert claim.null is not None
    assert claim.of_relations is not None
    assert claim.of_relations.difference == pytest.approx(claim.found.difference - claim.null.found.difference)
    assert claim.of_relations.difference == pytest.approx(theirs, abs=5)
    assert claim.of_relations.low < claim.of_relations.difference < claim.of_relations.high
    assert said in report.card_text(judged).lower()
    assert f"| {said} | |" in "\n".join(report._rows([judged]))
    (row,) = report.table([judged]).to_dict("records")
    assert row["without_relations_nb"] in {words.nb for words in WITHOUT.values()}


def test_without_the_null_model_nothing_is_said_of_relations() -> None:
    judged = made_up(0.6, 0.4)
    assert judged.without is None
    assert "without relations" not in report.card_text(judged) + "\n".join(report._rows([judged]))


def test_a_difference_of_ratios_is_judged_as_its_parts_are() -> None:
    a, b = ((RNG.binomial(OF.astype(int), share).astype(float), OF) for share in (0.6, 0.4))
    assert by_run(*a).mean() == pytest.approx(a[0].sum() / OF.sum())
    ones = np.ones(len(OF))
    plain, apart = contrast(b, a), contrast((by_run(*b), ones), (by_run(*a), ones))
    assert (plain.difference, plain.low, plain.high) == pytest.approx((apart.difference, apart.low, apart.high))
    side = Side(WORDS, NOW, "a", (NOW, "b"))  # type: ignore[arg-type]
    n, of = side.counts({(NOW, "a"): a, (NOW, "b"): b})  # type: ignore[dict-item]
    assert n.sum() / of.sum() == pytest.approx(plain.difference)


# --- the program ----------------------------------------------------------------------------------------------


def call(arguments: list[str], monkeypatch) -> object:
    """Call the program as from the command line; returns what it exits with."""
    monkeypatch.setattr(sys, "argv", ["validate", *arguments])
    try:
        parts(str(validate.__doc__), validate.PARTS, "validate")
    except SystemExit as stop:
        return stop.code
    return 0


@pytest.mark.compiled
def test_a_card_is_judged_and_written(tmp_path, monkeypatch, capsys) -> None:
    out, page = tmp_path / "cards", tmp_path / "page.md"
    page.write_text(f"before\n{report.BEGIN}\nstale\n{report.END}\nafter\n", encoding="utf-8")
    assert call(["cards", "card=5", *SHORT, f"out={out}", f"page={page}"], monkeypatch) == 0
    assert "Emergent: 1 of 1 cards hold." in capsys.readouterr().out
    assert {file.name for file in out.iterdir()} == {f"cards.{kind}" for kind in ("csv", "json", "md", "png", "svg")}
    rows = pd.read_csv(out / "cards.csv")
    assert list(rows["card"]) == [5, 5]
    assert set(rows["finding"]) == {"holds"}
    assert (rows["difference"] == rows["a"] - rows["b"]).all() or np.allclose(rows["difference"], rows["a"] - rows["b"])
    about = json.loads((out / "cards.json").read_text(encoding="utf-8"))
    assert about["command"].startswith("python -m experiments.validate cards card=5")
    assert len(about["cards"]) == 2
    told = page.read_text(encoding="utf-8")
    assert told.startswith("before\n")
    assert told.endswith("after\n")
    assert "stale" not in told
    assert list(tmp_path.glob(".*")) == []


@pytest.mark.compiled
@pytest.mark.parametrize(
    ("number", "rigged"),
    [
        ("5", ["placement.detection=0"]),
        ("6", ["municipality=vaga", "requests.asks=0", "search.applications=0", "hiring.rivals=1000"]),
        ("23", ["competing.nav_others=0", "competing.pupils=0", "competing.students=0"]),
    ],
)
def test_a_card_that_must_fail_does(number: str, rigged: list[str], tmp_path, monkeypatch, capsys) -> None:
    """Follow-up that finds nothing, offices that ask nobody, no other groups: nothing is left of the claim."""
    assert call(["cards", f"card={number}", *SHORT, f"out={tmp_path / 'a'}", *rigged], monkeypatch) == 0
    assert set(pd.read_csv(tmp_path / "a" / "cards.csv")["card_finding"]) != {"holds"}


@pytest.mark.compiled
@pytest.mark.slow
def test_all_cards_run(tmp_path, monkeypatch, capsys) -> None:
    assert call(["cards", *SHORT, "months=84", "replicates=6", f"out={tmp_path / 'a'}"], monkeypatch) == 0
    rows = pd.read_csv(tmp_path / "a" / "cards.csv")
    assert set(rows["card"]) == set(CARDS)
    assert rows[["a", "b", "difference"]].notna().all().all(), rows.loc[rows["difference"].isna(), "card"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["card=7"], "there is: cards, figures."),
        (["figurs"], "is figures meant?"),
        (["pictures"], "there is: cards, figures."),
        (["cards", "-m", "card=7"], "does not sweep"),
    ],
)
def test_a_wrong_word_is_told_in_one_sentence(arguments: list[str], sentence: str, monkeypatch, capsys) -> None:
    assert call(arguments, monkeypatch) == 1
    told = capsys.readouterr().err
    assert sentence in told
    assert told.endswith(".\n")


def test_without_a_word_it_says_what_there_is(monkeypatch, capsys) -> None:
    assert call([], monkeypatch) == 0
    assert "cards" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["card=99"], "There is no card 99"),
        (["card=seven"], "card"),
        (["replicates=1"], "replicates is 1"),
        (["out=full"], "full holds something else"),
        (["page=none.md"], "There is no page none.md."),
        (["page=full/file.md"], "needs one line"),
    ],
)
def test_what_cannot_be_done_is_told_before_anything_is_simulated(
    arguments: list[str], sentence: str, tmp_path, monkeypatch, capsys
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file.md").write_text("text", encoding="utf-8")
    assert call(["cards", *arguments], monkeypatch) == 1
    told = capsys.readouterr().err.strip()
    assert sentence in told
    assert "\n" not in told
    assert [file.name for file in tmp_path.iterdir()] == ["full"]


def test_an_interruption_leaves_nothing(tmp_path, monkeypatch) -> None:
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("experiments.cards.figure.draw", stop)
    with pytest.raises(KeyboardInterrupt):
        report.write([made_up(0.6, 0.4)], CardOptions(), tmp_path / "cards")
    assert list(tmp_path.iterdir()) == []


def test_a_page_without_its_marks_is_refused(tmp_path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"{report.END}\n{report.BEGIN}\n", encoding="utf-8")
    with pytest.raises(InputError, match="needs one line"):
        report.check_page(page)
