"""The ODD+D page says what the code does: tables are fresh, names exist, formulas give the code's values."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.display import markdown
from experiments.formulas.formula import declared
from experiments.pages import odd, rule_anatomy
from experiments.pages.rule_anatomy import PROCESSES
from sim.parameters import numbers
from sim.processes import Parameters
from sim.states import Household, Sector, Status, Stream, Way
from tests.support.formulas import Formula, formulas

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "odd.md"
TEXT = PAGE.read_text(encoding="utf-8")
FORMULAS = formulas(TEXT)
AGAIN = "python -m experiments.pages odd"


# --- the tables -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", odd.PARTS)
def test_a_table_is_there_once_and_fresh(name: str) -> None:
    markdown.check(TEXT, name, PAGE)
    assert markdown.renewed(TEXT, name, odd.PARTS[name]()) == TEXT, AGAIN


def test_every_state_has_its_words() -> None:
    assert {kind: [one.name for one in found] for kind, found in odd.STATES.items()} == {
        kind: list(found) for kind, found in rule_anatomy.states().items()
    }
    assert all(one.label and one.unit for found in odd.STATES.values() for one in found)


# --- what is read from the code -------------------------------------------------------------------------------


def test_what_a_rule_does_is_read_from_its_text() -> None:
    rule = rule_anatomy.rules()["placement.leave_scar"]
    assert rule.reads == ("Refugee.placement_bad", "Refugee.placement_follow", "Refugee.placement_months")
    assert rule.changes == ("Employer.scar",)
    assert rule.numbers == ("relations.alone_below",)
    assert [one.purpose for one in rule_anatomy.rules()["moving.consider_moving"].draws] == ["MOVE"]
    assert "programme.leave_programme" in rule_anatomy.rules()["moving.move_away"].calls


def test_every_draw_every_state_and_every_number_is_found() -> None:
    """What the tables are made of misses nothing that the code has."""
    text = "".join(
        (rule_anatomy.ROOT / "rules" / f"{name}.py").read_text(encoding="utf-8") for name in rule_anatomy.RULES
    )
    found = [one.purpose for rule in rule_anatomy.rules().values() for one in rule.draws]
    assert sorted(found) == sorted(re.findall(r"\bPurpose\.(\w+)", text))
    given = {"id", "luck_key", "municipality", "closed", "side", "stream"} | set(rule_anatomy.states()["Municipality"])
    kept = {(kind, name) for kind, names in rule_anatomy.states().items() for name in names}
    assert {name for kind, name in kept - set(rule_anatomy.written_by())} <= given
    assert [name for name, readers in rule_anatomy.read_by().items() if not readers] == []


# --- what is written by hand ----------------------------------------------------------------------------------


def test_the_page_names_nothing_that_does_not_exist() -> None:
    assert odd.strangers(TEXT, ROOT) == []


@pytest.mark.parametrize(
    "stranger",
    ["answer.presure", "sim/rules/answers.py", "requests.asking", "sim.months", "python -m experiments.oddity"],
)
def test_a_name_that_does_not_exist_is_found(stranger: str) -> None:
    assert odd.strangers(f"`answer.pressure` and `{stranger}`", ROOT) == [stranger]
    if stranger.startswith("answer."):
        assert odd.strangers(f"```text\nW = {stranger} + answer.base\n```", ROOT) == [stranger]


def test_every_event_is_told() -> None:
    told = set(odd.quotes(TEXT))
    assert [one.full for one in rule_anatomy.rules().values() if not one.is_formula and one.full not in told] == []


def test_every_number_has_its_role() -> None:
    """A number is named where something is said of it, or is part of a formula of its submodel."""
    told = set(odd.quotes(TEXT))
    for formula in FORMULAS:
        texts = [text for pair in (*formula.cases, *formula.first) for text in pair]
        told |= {f"{formula.process}.{name}" for name in re.findall(r"\w+", " ".join(texts))}
    for process, heirs in rule_anatomy.HEIRS.items():
        its = {name.partition(".")[2] for name in told if name.startswith(f"{process}.")}
        told |= {f"{heir}.{name}" for name in its for heir in heirs}
    assert sorted(set(declared()) - told) == []


# --- the formulas ---------------------------------------------------------------------------------------------

FLAGS = {"is_woman", "woman", "is_public", "needs_skill", "in_programme", "still_served", "judged_together", "hidden"}
FLAGS |= {"work_practice", "was_evaluated", "is_prepared", "is_trained", "ends", "is_participant", "own_trade"}
LEVELS = {"oral", "heard", "need", "told"}
WHOLE = {"months": 110, "tenure": 20, "months_after": 20, "staff": 60, "posts": 6, "bad": 4, "askers": 5, "month": 5}
WHOLE |= {"participants": 90, "inhabitants": 9000, "employers": 500}
WIDE = {"social": (-3, 3), "z": (-3, 3), "worth": (-5, 5), "learned": (-0.3, 0.3), "gap": (0, 3), "pressure": (0, 9)}
WIDE |= {"age": (18, 60), "supervision": (0, 1), "season": (0.5, 1.9), "work_hours": (0, 2000), "in_class": (0, 60)}
WIDE |= {
    "at_work": (0, 60),
    "onsite": (0, 12),
    "ceiling": (3, 6),
    "pace": (0.2, 2),
    "follow": (-1, 40),
    "hours": (0, 60),
}
WIDE |= {"wanted": (-1, 60), "hours_left": (0, 60), "new": (0, 60), "prepared": (0, 1.3), "asked": (-1, 60)}
WIDE |= {"rivals": (0, 20), "followed": (0, 12), "push": (1, 4), "rural": (1, 2), "person": (0, 3), "ties": (0, 3)}
KINDS = {"sector": Sector, "status": Status, "stream": Stream, "way": Way}


SOME = {"month_of_year": (1, 13), "track": (1, 4), "centrality": (0, 4), "child_months": (-1, 130)}
SOME |= {"kind": (0, len(Household))} | {name: (1, most) for name, most in WHOLE.items()}


def drawn(name: str, rng: np.random.Generator) -> Any:
    """Draw an argument of this name."""
    if name in FLAGS:
        return bool(rng.integers(2))
    if name in KINDS:
        return int(rng.choice([one.value for one in KINDS[name]]))
    if name in SOME:
        return int(rng.integers(*SOME[name]))
    return float(rng.uniform(*WIDE.get(name, (0, 5) if name in LEVELS else (0, 1))))


def test_every_formula_of_the_code_is_on_the_page_once() -> None:
    assert sorted(one.full for one in FORMULAS) == sorted(
        one.full for one in rule_anatomy.rules().values() if one.is_formula
    )


@pytest.mark.parametrize("formula", FORMULAS, ids=lambda formula: formula.full)
def test_a_formula_of_the_page_is_that_of_the_code(formula: Formula) -> None:
    rng = np.random.default_rng(7)
    made = Parameters()
    process = getattr(made, formula.process)
    known, method = numbers(process), getattr(process, formula.name)
    assert formula.takes == list(inspect.signature(method).parameters)
    values = set()
    for _ in range(200):
        for name, one in known.items():
            low, high = one.plausible if one.plausible[0] < one.plausible[1] else one.allowed  # a design, no unknown
            setattr(process, name, float(rng.uniform(low, high)))
        given = {name: drawn(name, rng) for name in formula.takes}
        if formula.name == "worth":
            given["u"] = float(rng.uniform(-2, 3))
        expected = method(*given.values())
        assert formula.value(made, given) == pytest.approx(expected, rel=1e-9, abs=1e-12), given
        values.add(round(float(expected), 9))
    assert len(values) > 1, "what was tried says nothing"


def test_a_formula_that_is_wrong_is_found() -> None:
    wrong = TEXT.replace("net_benefit(supervision) = (break_even − ", "net_benefit(supervision) = (break_even + ")
    one = next(formula for formula in formulas(wrong) if formula.name == "net_benefit")
    made = Parameters()
    assert one.value(made, {"supervision": 0.3}) != pytest.approx(made.answer.net_benefit(0.3))


def test_every_process_has_a_section() -> None:
    assert {one.process for one in FORMULAS} == set(PROCESSES.values()) - {"practice"}


def test_formulas_fit_the_width_of_a_page() -> None:
    blocks = re.findall(r"```text\n(.*?)```", TEXT, re.DOTALL)
    assert [line for block in blocks for line in block.splitlines() if len(line) > 90] == []
