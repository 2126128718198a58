"""Pattern cards: each says what it claims and where from; the rule that judges them; cards that must fail do."""

from __future__ import annotations

import importlib
import json
import re
import shutil
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bygd.errors import InputError
from bygd.scenarios.catalogue import choices
from bygd.scenarios.options import CompareOptions
from bygd.statistics.paired import contrast
from experiments.cards import all_cards, measures, report, settings
from experiments.cards.all_cards import CARDS, deck
from experiments.cards.card import KINDS, WITHOUT, Card, Claim, JudgedCard, Side, by_run, finding_of, percent, together
from experiments.cards.options import CardOptions
from experiments.cards.recording_agents import WITNESSES
from experiments.cards.settings import Setting, null_numbers
from experiments.cards.simulate import asked_of
from experiments.command.main import parts
from experiments.command.read import read
from experiments.validate import __main__ as validate
from sim.model import IntegrationModel
from sim.policy import Words
from sim.scenario import Scenario
from sim.tallies import Tally
from tests.support.random_towns import hamlet, parameters

PAGE = Path(__file__).parents[2] / "docs" / "cards.md"
DECK = Path(all_cards.__file__).parent
NOW, LATER = Setting(), Setting(long=True)
LAST_LINE = 1143  # of the note
SOURCES = set(pd.read_csv(PAGE.parents[1] / "configs" / "evidence" / "sources.csv")["id"])
CLAIMS = [(number, claim) for number, card in CARDS.items() for claim in card.claims]
SHORT = ["municipality=sel", "months=60", "warm_up=1", "replicates=200"]


# --- the deck -------------------------------------------------------------------------------------------------


def test_the_22_cards_laid_down_first_are_there_once_and_few_others() -> None:
    assert set(range(1, 23)) <= set(CARDS)
    assert list(CARDS) == sorted(CARDS)
    assert all(card.number == number for number, card in CARDS.items())
    assert len(CARDS) <= 33


@pytest.mark.parametrize("card", CARDS.values(), ids=[str(number) for number in CARDS])
def test_a_card_says_all_in_both_languages_and_where_it_is_from(card: Card) -> None:
    said = [card.title, card.if_not]
    for claim in card.claims:
        said += [claim.quantity.name, claim.quantity.unit, claim.a.words, claim.b.words]
    for words in said:
        assert words.en.strip()
        assert words.nb.strip()
    assert card.title.en != card.title.nb
    assert card.if_not.en.endswith(".")
    assert card.if_not.nb.endswith(".")
    for part in card.lines.split(", "):
        if found := re.fullmatch(r"(\d+)(?:-(\d+))?", part):
            first, last = int(found[1]), int(found[2] or found[1])
            assert 1 <= first <= last <= LAST_LINE, part
        else:
            assert part in SOURCES, part
    assert card.kind in KINDS


@pytest.mark.parametrize(("number", "claim"), CLAIMS)
def test_a_claim_compares_two_things_and_names_the_formula_that_says_it(number: int, claim: Claim) -> None:
    assert claim.a.asks != claim.b.asks
    if claim.by_form:
        module, *names = claim.by_form.split(".")
        found = importlib.import_module(f"sim.rules.{module}")
        for name in names:
            found = getattr(found, name)


def test_all_ten_recommendations_are_in_the_bundle() -> None:
    policies = read(CompareOptions, [f"scenarios=[{','.join(choices('policy'))}]"]).policies
    ten = Setting(measures=("all_ten",))
    scenario = settings.scenarios_of([ten], read(CardOptions, []))[ten]
    assert scenario.name == "all ten measures"
    in_force = {policy.name for policy in scenario.policies}
    assert in_force == {name for name, policy in policies.items() if policy.recommendation > 0}


def test_a_side_has_what_it_does_not_say_from_its_setting_and_its_quantity() -> None:
    hires = CARDS[3].claims[1]
    assert hires.quantity == percent(
        "placements that end in a job with the host", "praksisplasser som ender med jobb på praksisstedet"
    )
    assert hires.a == Side(
        Words("the usual number", "det vanlige antallet"),
        Setting(changes=(("practice.quota", "set", 0.0),)),
        measures.outcome("hired_by_host"),
    )
    (gap,) = CARDS[19].claims
    men, women = (measures.outcome(f"work_or_education_5y_{who}") for who in ("men", "women"))
    assert gap.b == Side(Words("five years after", "fem år etter"), LATER, men, (LATER, women))
    bundle = CARDS[18].claims[0].a
    assert bundle.less == (LATER, bundle.measure)
    assert bundle.measure is measures.outcome("employed_1y")


def test_every_setting_and_quantity_is_asked_for() -> None:
    cards = "".join(file.read_text(encoding="utf-8") for file in (DECK / "deck").glob("*.yaml"))
    for kind in ("setting", "quantity"):
        entries = (DECK / f"{'settings' if kind == 'setting' else 'quantities'}.yaml").read_text(encoding="utf-8")
        assert set(re.findall(r"^(\w+):", entries, re.MULTILINE)) == set(re.findall(rf"\b{kind}: (\w+)", cards))


@pytest.mark.parametrize(
    ("file", "written", "instead", "sentence"),
    [
        (
            "deck/follow_up",
            "setting: no_quota",
            "setting: no_qouta",
            "card 3: there is no setting 'no_qouta' (is no_quota",
        ),
        ("deck/follow_up", "quantity: follow_up", "quantity: x", "card 3: there is no quantity 'x'"),
        (
            "deck/follow_up",
            "nb: Et måltall uten flere timer gir dårligere praksisplasser",
            "",
            "card 3: title lacks nb",
        ),
        ("deck/follow_up", "lines: 792-800", "", "card 3: the card lacks lines"),
        ("deck/follow_up", "by_form", "by_from", "card 4: there is no part of a claim 'by_from' (is by_form meant?)"),
        (
            "deck/follow_up",
            "more: {setting: in_full}",
            "more: in_full",
            "card 4: more is 'in_full', but must have setting",
        ),
        ("deck/follow_up", "{good: true}", "{god: true}", "card 25: accepted_after_placement() got an unexpected"),
        ("deck/language", "hired_without: name", "hired_without: nam", "card 24: nam is no obstacle (is name meant?)"),
        ("deck/people", "{stays_who", "{stay_who", "card 22: there is no measure 'stay_who' (is stays_who meant?)"),
        ("deck/people", "19:", "3:", "there is a card 3 already"),
        ("deck/people", "19:", "19", "people.yaml is not valid YAML"),
        (
            "settings",
            "measures: [follow_up]",
            "measures: [folow_up]",
            "card 26: there is no measure 'folow_up' (is follow_up",
        ),
        (
            "settings",
            "[placement_language]",
            "[placement_langage]",
            "card 24: there is no obstacle 'placement_langage' (is placement_language meant?)",
        ),
        ("settings", "municipality: tripled", "municipality: doubled", "card 6: there is no municipality 'doubled'"),
        ("settings", "{set: 0.6}", "{set: much}", "card 4: could not convert string to float: 'much'"),
        ("settings", "words: {en: the usual number, nb: det vanlige antallet}", "", "card 3: more lacks words"),
        ("quantities", "outcome: trust", "outcome: thrust", "card 11: thrust is no outcome (is trust meant?)"),
        ("quantities", "unit: points", "unit: point", "card 10: there is no unit 'point' (is points meant?)"),
        ("quantities", "measure: {outcome: follow_up}", "", "card 3: more lacks measure"),
    ],
)
def test_a_card_that_cannot_be_read_is_told_in_one_sentence(file, written, instead, sentence, tmp_path) -> None:
    shutil.copytree(DECK, tmp_path / "cards", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    assert deck(tmp_path / "cards") == CARDS
    page = tmp_path / "cards" / f"{file}.yaml"
    text = page.read_text(encoding="utf-8")
    assert written in text
    page.write_text(text.replace(written, instead, 1), encoding="utf-8")
    with pytest.raises(InputError, match=re.escape(sentence)) as caught:
        deck(tmp_path / "cards")
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_every_setting_makes_a_scenario() -> None:
    wanted = {setting for _, claim in CLAIMS for side in (claim.a, claim.b) for setting, _ in side.asks}
    made = settings.scenarios_of(list(wanted), read(CardOptions, []))
    assert len({scenario.name for scenario in made.values() if scenario.classes != WITNESSES}) == len(
        [setting for setting in wanted if not setting.watched]
    ), "two settings have one name"
    tripled = made[Setting(municipality="tripled")].municipality.municipalities["sel"]
    here = made[NOW].municipality.municipalities["sel"]
    assert tripled.settled[2016] == 3 * here.settled[2016]
    for side in ("programme", "after"):
        assert 3 * tripled.offices[side].hours_per_participant == pytest.approx(
            here.offices[side].hours_per_participant
        )
    assert made[LATER].months == 168
    (removed,) = [setting for setting in made if setting.removed == ("placement_language",) and setting.relations]
    assert {phase.parameters.answer.required for phase in made[removed].phases} == {0}


# --- the null model -------------------------------------------------------------------------------------------


def test_the_null_model_is_simulated_for_emergent_cards_and_for_no_other() -> None:
    emergent = [card for card in CARDS.values() if card.kind == "emergent"]
    by_form = [card for card in CARDS.values() if card.kind == "by form"]
    assert all(setting.relations for setting in asked_of(by_form))
    wanted = asked_of(emergent)
    assert {setting.without_relations() for setting in wanted} <= set(wanted)


def test_without_relations_holds_from_the_beginning_and_changes_nothing_else() -> None:
    made = settings.scenarios_of([NOW, NOW.without_relations()], read(CardOptions, []))
    usual, null = (vars(scenario.parameters) for scenario in made.values())
    changed = {
        f"{process}.{number}": value
        for process in usual
        for number, value in vars(null[process]).items()
        if value != getattr(usual[process], number)
    }
    assert changed == dict(null_numbers())
    assert [scenario.name for scenario in made.values()] == ["as it is", "without relations"]


def test_without_relations_nothing_that_happens_moves_trust_or_goodwill() -> None:
    null = {name.replace(".", "__"): value for name, value in null_numbers()}
    small = Scenario(hamlet(persons=20, enterprises=60), parameters=parameters(**null), months=36, warm_up=0)
    model = IntegrationModel(small, seed=3).run()
    total = model.tallies.sum(axis=0)
    assert total[Tally.ENDED] > 0
    assert {float(trust) for employer in model.employers for trust in employer.trust} == {0.5}
    assert {employer.goodwill for employer in model.employers} == {1.0}
    assert total[Tally.JOBS_RETURN] == total[Tally.JOBS_SENT] == 0


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


# --- the page -------------------------------------------------------------------------------------------------


def test_the_page_lists_the_cards_of_the_code_and_the_command_that_made_its_figures() -> None:
    told = PAGE.read_text(encoding="utf-8")
    told = told[told.index(report.BEGIN) : told.index(report.END)]
    assert re.search(r"Made \d{4}-\d\d-\d\d by `python -m experiments\.validate cards", told)
    for kind, words in KINDS.items():
        section = told[told.index(f"### {words.en.capitalize()}") :].split("\n### ")[0]
        listed = {int(number): title for number, title in re.findall(r"\| \*\*(\d+)\*\* \| \*\*(.+?)\*\*", section)}
        assert listed == {number: card.title.en for number, card in CARDS.items() if card.kind == kind}
    claims = re.findall(r"^\| \| ", told, re.MULTILINE)
    assert len(claims) == len(CLAIMS)


def test_a_page_without_its_marks_is_refused(tmp_path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"{report.END}\n{report.BEGIN}\n", encoding="utf-8")
    with pytest.raises(InputError, match="needs one line"):
        report.check_page(page)
