"""The board shows the run, and the run is the model's: everybody once, every event once, both engines alike."""

import numpy as np
import pytest

from bygd.statistics.divergence import Row
from experiments.app.about_agent import happening, life, story
from experiments.app.address import TEXTS, Address, Choice
from experiments.app.board import Filter, board, group_of, settled_in
from experiments.app.observed_run import GROUPS, Run, Setting, declared_numbers, near, setting_of
from experiments.display.words import Words
from sim.compiled import Stepper
from sim.scenario import Scenario
from sim.states import Event, Reason, Status
from sim.tallies import Tally
from tests.support.random_towns import hamlet, parameters

LANGUAGES = ("en", "nb")


@pytest.fixture(scope="module")
def run():
    one = Run(Scenario(hamlet(persons=20), parameters=parameters(answer__base=0.0), months=60, warm_up=1), 3)
    one.step(40)
    return one


def people_of(drawn):
    return {group["key"]: [one["id"] for one in group["people"]] for group in drawn["groups"]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_everybody_who_was_settled_is_on_the_board_once_and_where_the_model_has_them(run, language):
    groups = people_of(board(run, Words(language, TEXTS), Filter()))
    settled = {one.id: group_of(one) for one in run.model.everybody if one.status != Status.ABROAD}
    assert sum(map(len, groups.values())) == len(settled) > 20
    assert {person: group for group, people in groups.items() for person in people} == settled
    assert run.counts[-1]["settled"] == run.model.tallies[run.model.month - 1][Tally.SETTLED]
    assert sum(run.counts[-1][group] for group in GROUPS) == len(settled)


def test_requests_on_the_board_are_those_that_the_model_counts(run):
    requests = run.requests()
    tallies = run.model.tallies[run.scenario.warm_up_months : run.model.month].sum(axis=0)
    assert sum(one.reason == Reason.YES for one in requests) == tallies[Tally.STARTED] > 0
    for reason in set(Reason) - {Reason.YES}:
        assert sum(one.reason == reason for one in requests) == tallies[Tally.REFUSED + reason]
    assert sum(one.own_way and one.reason == Reason.YES for one in requests) == tallies[Tally.WALK_INS]
    now = run.requests(now=True)
    links = board(run, Words("en", TEXTS), Filter())["links"]
    assert sum(link["kind"] in {"yes", "no", "idea"} for link in links) == len(now)


def test_who_is_placed_stands_with_the_host(run):
    drawn = board(run, Words("en", TEXTS), Filter())
    cards = {one["id"]: one["tokens"] for one in drawn["employers"]}
    hosted = [one for one in run.people if one.status == Status.PLACEMENT]
    for one in hosted:
        assert any(token["text"].endswith(f"\u2009{one.id + 1}") for token in cards[one.host])
    tokens = [token for some in cards.values() for token in some if token["kind"] == "placement"]
    assert len(tokens) == len(hosted) > 0


def test_a_filter_pales_all_others_and_leaves_them_where_they_are(run):
    words = Words("en", TEXTS)
    everybody, women = board(run, words, Filter()), board(run, words, Filter(sex="women", year=2013))
    assert people_of(everybody) == people_of(women)
    bright = {one["id"] for group in women["groups"] for one in group["people"] if not one["dim"]}
    expected = {one.id for one in run.people if one.is_woman and settled_in(run, one) == 2013}
    assert bright == expected
    assert 0 < len(bright) < len(run.people)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_life_course_tells_every_event_of_the_diary(run, language):
    words = Words(language, TEXTS)
    silent = {Event.TAKEN_UP, Event.PREPARED, Event.WALKED_IN, Event.PROBLEM_MISSED}  # said with what follows
    for person in run.people:
        told = life(run, words, person.id)
        rows = [row for row in run.diary(person.id) if row.event not in silent]
        assert len(rows) <= len(told) <= len(run.diary(person.id))
        assert {row.month for row in rows} <= {month for month, _ in told}
        assert story(run, words, ("person", person.id)).count("<li>") == len(told)
    refused = [one for one in run.model.asked if one.reason != Reason.YES][-1]
    texts = [text for _, text in life(run, words, refused.person)]
    assert any(text.endswith(words("watch.by_employer", text="", n=str(refused.employer + 1))) for text in texts)
    for employer in run.model.employers:
        asked = sum(one.employer == employer.id for one in run.model.asked)
        assert story(run, words, ("employer", employer.id)).count("<li>") == asked


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "event", sorted(set(Event) - {Event.FOUND_JOB, Event.REFUSED, Event.TURNED_DOWN})
)  # first of a group
def test_every_event_has_words(language, event):
    words = Words(language, TEXTS)
    row = Row(9, event, Status.IDLE, employer=1, trade=2)
    assert happening(words, row, [row]).strip()


def test_who_leaves_norway_is_told_once(run, monkeypatch):
    words, who = Words("en", TEXTS), run.people[0].id
    left = [Row(40, Event.MOVED, Status.OUT), Row(40, Event.EMIGRATED, Status.OUT)]
    monkeypatch.setattr(run, "diary", lambda _: left)
    assert life(run, words, who) == [(40, "left Norway")]


def test_a_rule_that_fails_becomes_a_sentence(run, monkeypatch):
    one = Run(run.scenario, 4)
    monkeypatch.setattr(one.model, "step", lambda: 1 / 0)
    one.step(3)
    assert one.fault == "ZeroDivisionError: division by zero"
    assert one.finished
    assert one.month == 0


def test_an_address_says_what_is_watched_and_odd_parts_are_left_out():
    rest = {
        "seed": "7",
        "with": "yes",
        "numbers": "answer.base:-0.5,answer.base2:1,search.applications:900,money.course:x",
    }
    setting = setting_of(Address(rest=tuple(rest.items())))
    assert setting == Setting(Choice(), with_measures=True, seed=7, numbers=(("answer.base", -0.5),))
    assert setting_of(Address(rest=(("seed", "-3"),))) == Setting()


def test_a_slider_that_nobody_moved_changes_no_number():
    for number in declared_numbers().values():
        low, high = number.plausible
        step = (high - low) / 100 or 0.01
        stands = low + step * round((number.default - low) / step)
        assert near(stands, number, number.default) == number.default
        assert near(stands + 2 * step, number, number.default) != number.default


def test_a_setting_is_the_municipality_with_its_measures_and_numbers(tmp_path):
    choice = Choice("vaga", ("follow_up", "extra_staff:0.5"), years=5)
    plain = Setting(choice).scenario(tmp_path)
    assert (plain.months, plain.policies) == (60, ())
    other = Setting(choice, with_measures=True, numbers=(("answer.base", -0.5),)).scenario(tmp_path)
    assert [one.name for one in other.policies] == ["follow_up", "extra_staff"]
    assert other.parameters.answer.base == -0.5


@pytest.mark.compiled
def test_what_is_watched_is_the_run_of_the_compiled_engine_month_by_month(tmp_path):
    scenario = Setting(Choice("sel", years=5), with_measures=True).scenario(tmp_path)
    stepper, one = Stepper(scenario, 5, people=True), Run(scenario, 5)
    for _ in range(scenario.warm_up_months):
        stepper.step()
    for _ in range(18):
        one.step()
        stepper.step()
        month = stepper.month - 1
        assert np.array_equal(stepper.out.tally[0, month], one.model.tallies[month])
        n = int(one.model.cursor[0])
        assert n == stepper.out.cursor[0, 0]
        assert np.array_equal(stepper.out.diary[0, :n], one.model.diary[:n])
    assert one.month == 18


def test_words_are_there_in_both_languages():
    def keys(part, before=""):
        if not isinstance(part, dict):
            return {before}
        return {key for name, one in part.items() for key in keys(one, f"{before}.{name}")}

    english, norwegian = (Words(language, TEXTS).part("watch") for language in LANGUAGES)
    assert keys(english) == keys(norwegian)
    assert all(isinstance(name, str) for name in english["legend"])
