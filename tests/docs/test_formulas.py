"""Formulas as curves: none is left out, each is the formula itself, the numbers beside it are those that move it."""

from __future__ import annotations

import ast
import inspect
import math
import string
import textwrap
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from bygd.errors import InputError
from experiments import app
from experiments.display.words import LANGUAGES, Words, texts
from experiments.formulas.catalogue import ALL, FORMULAS, NOT_DRAWN, PROCESSES, formulas_of
from experiments.formulas.drawing import svg
from experiments.formulas.formula import (
    NoCurveError,
    Numbers,
    _thin,
    curve,
    curves,
    declared,
    numbers_in,
    numbers_with,
    steps_of,
    value,
)
from experiments.formulas.texts import Texts

PURE = [one for one in ALL if one.scene is None]
by_name = {"ids": lambda one: one.name}


def methods() -> dict[str, ast.FunctionDef]:
    """Every formula of every process, with its text."""
    found = {}
    for process, one in vars(Numbers()).items():
        for name, method in inspect.getmembers(type(one), inspect.isfunction):
            if not name.startswith("_"):
                found[f"{process}.{name}"] = ast.parse(textwrap.dedent(inspect.getsource(method))).body[0]
    return found


def test_every_formula_is_drawn_or_it_is_said_why_not() -> None:
    drawn = {f"{one.process}.{one.method}" for one in PURE}
    assert drawn | NOT_DRAWN.keys() == methods().keys()
    assert not drawn & NOT_DRAWN.keys()
    assert all(NOT_DRAWN.values())


def test_processes_stand_in_the_order_of_the_month() -> None:
    known = list(vars(Numbers()))
    assert [one for one in known if one in PROCESSES] == list(PROCESSES)
    assert sum(len(formulas_of(one)) for one in PROCESSES) == len(ALL) == len(FORMULAS)


def test_every_number_that_a_formula_reads_moves_some_curve() -> None:
    read = {
        f"{name.split('.')[0]}.{node.attr}"
        for name, text in methods().items()
        for node in ast.walk(text)
        if name not in NOT_DRAWN and isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "self"
    } & declared().keys()
    assert read - {number for one in ALL for number in numbers_in(one)} == set()
    assert len(read) > 130


@pytest.mark.parametrize("formula", PURE, **by_name)
def test_a_curve_is_the_formula_itself(formula) -> None:
    parameters = numbers_with({name: declared()[name].plausible[1] for name in numbers_in(formula)[:1]})
    method = getattr(getattr(parameters, formula.process), formula.method)
    for case in formula.cases:
        x, y = curve(formula, parameters, case)
        others = {name: value(parameters, one) for name, one in formula.others(case).items()}
        for i in (0, len(x) // 3, -1):
            inputs = {**others, formula.over.argument: x[i].item()}
            assert y[i] == method(*(inputs[name] for name in formula.arguments))


@pytest.mark.parametrize("formula", ALL, **by_name)
def test_a_formula_states_all_its_other_inputs(formula) -> None:
    for case in formula.cases:
        assert formula.others(case).keys() | {formula.over.argument} == set(formula.arguments)


@pytest.mark.parametrize("formula", ALL, **by_name)
def test_each_number_beside_a_curve_moves_it(formula) -> None:
    """At some of the points at which it was found to."""
    every = _thin(formula)
    before = curves(formula, Numbers(), every=every)
    for name in numbers_in(formula):
        ends = (curves(formula, numbers_with({name: end}), every=every) for end in declared()[name].plausible)
        assert any((end[case][1] != y).any() for end in ends for case, (_, y) in before.items()), name


def test_limits_that_are_known() -> None:
    p = Numbers()
    x, y = curve(FORMULAS["answer.p_yes"], p)
    assert y[x == 0.0] == 0.5
    assert np.allclose(y, 1 / (1 + np.exp(-x)))
    _, found = curve(FORMULAS["placement.p_found"], p)
    assert found[0] == pytest.approx(p.placement.voiced)
    assert found[-1] == pytest.approx(1 - (1 - p.placement.voiced) * (1 - p.placement.detection))
    x, gain = curve(FORMULAS["language.gain"], p, "only_class")
    assert gain[0] == pytest.approx(p.language.classroom_gain * p.language.class_hours)
    assert gain[-1] == pytest.approx(0.0)  # at the ceiling
    _, all_jobs = curve(FORMULAS["search.reach"], p)
    assert all_jobs[-1] == pytest.approx(1.0, abs=0.01)
    _, benefit = curve(FORMULAS["answer.net_benefit"], p)
    assert benefit[-1] == pytest.approx((p.answer.break_even - 1.0) / p.answer.even_width)


def test_what_an_employer_feels_passes_as_its_numbers_say() -> None:
    p = Numbers()
    months, scar = curve(FORMULAS["relations.relax"], p, "felt_scar")
    assert scar[months == p.relations.scar_half_life] == pytest.approx(0.5)
    _, goodwill = curve(FORMULAS["relations.relax"], p, "felt_goodwill")
    assert goodwill[10] == pytest.approx(1 - 0.5 * (1 - p.relations.recovery) ** 10)
    _, left = curve(FORMULAS["relations.relax.trust"], p, "contact_leaves")
    assert left[6] < left[5] - 0.05
    assert all(b <= a for a, b in pairwise(left))


def test_the_whole_answer_is_the_sum_that_the_event_weighs() -> None:
    p = numbers_with({"answer.base": -1.0, "relations.trust_start": 0.5})
    trust, yes = curve(FORMULAS["answer.consider.trust"], p)
    odds = np.log(yes / (1 - yes))
    assert np.diff(odds) == pytest.approx(p.answer.trust * np.diff(trust))  # trust adds log-odds
    _, formal = curve(FORMULAS["answer.consider.trust"], p, "formal")
    more = p.answer.formality * (p.requests.work_standing - p.requests.language_standing)
    assert math.log(formal[0] / (1 - formal[0])) - odds[0] == pytest.approx(more)
    goodwill, full = curve(FORMULAS["answer.consider.goodwill"], p, "one_there")
    assert (full[goodwill < p.answer.tired_below] == 0.0).all()  # no room
    assert (full[goodwill >= p.answer.tired_below] > 0.0).all()


def test_the_whole_judgement_is_what_the_event_weighs() -> None:
    p = Numbers()
    fits = p.hiring.fits(3.0, p.ending.need_other)
    said, chance = curve(FORMULAS["hiring.judge.said"], p)
    chosen = np.log(chance / (fits - chance))
    assert np.diff(chosen) == pytest.approx(p.hiring.word * p.relations.trust_start * np.diff(said))
    _, letter = curve(FORMULAS["hiring.judge.experience"], p, "letter")
    _, vouched = curve(FORMULAS["hiring.judge.experience"], p, "vouched_for")
    more = [math.log(one[0] / (fits - one[0])) for one in (letter, vouched)]
    assert more[1] - more[0] == pytest.approx(0.8 * p.hiring.reference * (1.0 - p.hiring.letter))
    heard, host = curve(FORMULAS["hiring.judge.heard"], p, "host")
    assert (np.diff(host) > 0.0).all()
    enough = [p.hiring.fits(one, p.ending.need_other - p.hiring.leniency) for one in heard.tolist()]
    assert (host < enough).all()


def test_a_number_that_makes_a_formula_fail_is_one_sentence() -> None:
    with pytest.raises(NoCurveError, match=r"^requests\.hours_of has no value with these numbers \(.*\)\.$"):
        curve(FORMULAS["requests.hours_of"], numbers_with({"requests.work_days": math.inf}))
    with pytest.raises(NoCurveError):
        curve(FORMULAS["search.reach"], numbers_with({"search.needs_spread": 0.0}))
    with pytest.raises(InputError, match=r"no number language\.unknown"):
        numbers_with({"language.unknown": 1.0})


@pytest.mark.parametrize("formula", PURE, **by_name)
def test_no_number_that_is_allowed_makes_a_formula_fail(formula) -> None:
    for name in numbers_in(formula):
        for end in declared()[name].allowed:
            assert all(np.isfinite(y).all() for _, y in curves(formula, numbers_with({name: end})).values())


@pytest.mark.parametrize("name", declared())
def test_what_may_be_tried_rises_from_end_to_end_and_holds_the_declared_value(name) -> None:
    number = declared()[name]
    for all_allowed, (low, high) in ((False, number.plausible), (True, number.allowed)):
        steps = steps_of(number, all_allowed=all_allowed)
        assert number.default in steps
        assert (steps[0], steps[-1]) == (min(low, number.default), max(high, number.default))
        assert all(a < b for a, b in pairwise(steps))
        assert 40 <= len(steps) <= 105 or steps == [low] == [high]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("formula", ALL, **by_name)
def test_every_formula_has_its_texts(language, formula) -> None:
    said = Texts(Words(language), formula)
    assert said.title
    assert said.says.endswith((".", ")."))
    assert "{" not in said.held(Numbers()) + said.alt
    for case, found in curves(formula, Numbers()).items():
        assert said.case(case)
        assert said.ends(case, found)


def municipalities(node, path=""):
    """Every text under a dotted key, and the names of its places."""
    if isinstance(node, str):
        return {path: {name for _, name, _, _ in string.Formatter().parse(node) if name}}
    pairs = node.items() if isinstance(node, dict) else enumerate(node)
    return {key: found for name, one in pairs for key, found in municipalities(one, f"{path}/{name}").items()}


def test_the_page_says_the_same_in_both_languages() -> None:
    folder = Path(app.__file__).parent / "words"
    english, norwegian = (municipalities(texts(language, folder)) for language in ("en", "nb"))
    assert english == norwegian
    assert {"/rules/reset", "/app/title"} <= english.keys()


def test_no_text_is_left_over() -> None:
    known = Words("en").part("formulas")
    assert known["of"].keys() == FORMULAS.keys()
    assert known["processes"].keys() == set(PROCESSES)
    assert known["cases"].keys() == {case for one in ALL for case in one.cases} - {""}
    assert known["units"].keys() == {one.result for one in ALL}


def test_a_drawing_keeps_its_size_and_shows_what_was_declared() -> None:
    words, formula = Words("nb"), FORMULAS["placement.p_found"]
    declared_only, same = svg(words, formula), svg(words, formula, Numbers())
    moved = svg(words, formula, numbers_with({"placement.voiced": 0.6}))
    size = 'viewBox="0 0 '
    assert moved[: moved.index(">")] == same[: same.index(">")]
    assert size in moved
    assert moved != same
    assert "#c4c4c4" in moved
    assert "#c4c4c4" not in declared_only
    assert "som oppgitt" in moved
    assert "http" not in moved
    assert svg(words, formula) == declared_only
