"""Pattern cards: each says what it claims and where from, in settings that can be simulated; the page lists them."""

from __future__ import annotations

import importlib
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from bygd.errors import InputError
from bygd.scenarios.catalogue import choices
from bygd.scenarios.options import CompareOptions
from experiments.cards import all_cards, measures, report, settings
from experiments.cards.all_cards import CARDS, deck, own_deck
from experiments.cards.card import KINDS, Card, Claim, Side, percent
from experiments.cards.options import CardOptions
from experiments.cards.recording_agents import WITNESSES
from experiments.cards.settings import Setting, null_numbers
from experiments.cards.simulate import asked_of
from experiments.command.read import read
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


def copied(folder: Path) -> Path:
    """A folder that holds the files of the deck."""
    return shutil.copytree(DECK, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"), dirs_exist_ok=True)


def test_a_copy_of_the_deck_is_the_deck(tmp_path) -> None:
    assert deck(copied(tmp_path)) == CARDS


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
    page = copied(tmp_path) / f"{file}.yaml"
    text = page.read_text(encoding="utf-8")
    assert written in text
    page.write_text(text.replace(written, instead, 1), encoding="utf-8")
    with pytest.raises(InputError, match=re.escape(sentence)) as caught:
        deck(tmp_path)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


OWN = """
settings:
  mine: {words: {en: mine, nb: mitt}, measures: [MEASURE]}
quantities:
  asked_hours: {name: {en: hours asked, nb: timer}, unit: {en: h, nb: t}, measure: {outcome: hours_asked}}
101:
  title: {en: Mine asks for more hours, nb: Mitt krever flere timer}
  lines: my notes
  claims:
    - {quantity: asked_hours, more: {setting: mine}, less: {setting: now}}
  if_not: {en: Then not., nb: Da ikke.}
"""


def own_file(tmp_path: Path, text: str = OWN) -> Path:
    """Write cards of one's own, and a measure of one's own that they name."""
    measure = tmp_path / "my_measure.yaml"
    shutil.copyfile(DECK.parents[1] / "configs" / "policy" / "follow_up.yaml", measure)
    file = tmp_path / "my_cards.yaml"
    file.write_text(text.replace("MEASURE", str(measure)), encoding="utf-8")
    return file


def test_cards_of_ones_own_have_settings_quantities_and_measures_of_their_own(tmp_path) -> None:
    (card,) = own_deck(own_file(tmp_path)).values()
    (claim,) = card.claims
    options = read(CardOptions, ["municipality=vaga"])
    made = settings.scenarios_of([claim.a.setting, claim.b.setting], options)
    assert [[policy.name for policy in scenario.policies] for scenario in made.values()] == [["my_measure"], []]
    assert (card.number, claim.quantity.unit.nb) == (101, "t")


@pytest.mark.parametrize(
    ("written", "instead", "sentence"),
    [
        ("101:", "x1:", "x1 is no number of a card"),
        ("  mine:", "  now:", "settings names now, which is there already"),
        (
            "quantity: asked_hours,",
            "quantity: asked_hour,",
            "card 101: there is no quantity 'asked_hour' (is asked_hours meant?)",
        ),
        ("MEASURE", "folow_up", "there is no measure 'folow_up'"),
        ("MEASURE", "none.yaml", "There is no measure file none.yaml"),
        (OWN, "settings: [a]\n1: x", "settings must be names"),
        (OWN, "settings: {}\n", "holds no cards"),
    ],
)
def test_what_is_wrong_with_cards_of_ones_own_is_told(written, instead, sentence, tmp_path) -> None:
    with pytest.raises(InputError, match=re.escape(sentence)):
        own_deck(own_file(tmp_path, OWN.replace(written, instead, 1)))


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
