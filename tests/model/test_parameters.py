"""Every number is declared once, with what it means; what makes no sense is refused in one sentence."""

from __future__ import annotations

import copy
import dataclasses
import math
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.parameters import GRADES, ParameterError, check, number, numbers, process, record
from sim.processes import Parameters
from sim.rules.answer import Answer
from sim.rules.offices import Practice

ALL = numbers(Parameters())


@process
class Toy:
    """A process for these tests."""

    rate: float = number(0.2, "per month", 0.1, 0.4, "how fast", "a source", "B")
    shift: float = number(-1.0, "log-odds", -2.0, 3.0, "how far", "assumption")
    share: float = number(0.5, "share", 0.2, 0.7, "how many", "assumption")
    luck: float = number(0.3, "probability", 0.1, 0.9, "how likely", "assumption")
    hours: float = number(8.0, "h", 4, 12, "how long", "assumption", allowed=(0.0, 100.0))

    def twice(self):
        """Twice the rate."""
        return 2.0 * self.rate


@dataclasses.dataclass
class Tree:
    """Two processes, as ``Parameters`` has many."""

    toy: Toy = dataclasses.field(default_factory=Toy)
    other: Toy = dataclasses.field(default_factory=lambda: Toy(rate=0.3))


def refused(tree: Any) -> str:
    """Sentence with which ``tree`` is refused."""
    with pytest.raises(ParameterError) as caught:
        check(tree)
    text = str(caught.value)
    assert re.fullmatch(r"[^\n]+\.", text), f"not one sentence: {text!r}"
    assert not re.search(r"[a-z]\. [A-Z]", text), f"more than one sentence: {text!r}"
    return text


# --- declaring --------------------------------------------------------------------------------------------


def test_a_process_without_arguments_has_its_defaults() -> None:
    toy = Toy()
    assert (toy.rate, toy.shift, toy.share, toy.luck, toy.hours) == (0.2, -1.0, 0.5, 0.3, 8.0)
    assert toy.twice() == 0.4
    assert Toy(rate=0.25).twice() == 0.5


def test_a_declaration_keeps_all_that_was_said() -> None:
    rate = numbers(Toy())["rate"]
    assert dataclasses.astuple(rate) == (
        *("rate", 0.2, "per month", (0.0, 2.0), (0.1, 0.4), "how fast", "a source", "B"),
    )
    assert numbers(Toy())["shift"].grade == "X"


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("rate", (0.0, 2.0)),  # 0 to five times what is plausible
        ("shift", (-10.0, 15.0)),  # below 0 only where that is plausible
        ("share", (0.0, 1.0)),
        ("luck", (0.0, 1.0)),
        ("hours", (0.0, 100.0)),  # as declared
    ],
)
def test_allowed_follows_from_the_unit_and_what_is_plausible(name: str, allowed: tuple[float, float]) -> None:
    assert numbers(Toy())[name].allowed == allowed


def test_an_unknown_grade_of_evidence_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown evidence grade 'E'"):
        number(1.0, "h", 0, 2, "meaning", "source", "E")
    assert sorted(GRADES) == ["A", "B", "C", "D", "X"]


def test_numbers_of_a_tree_have_dotted_names_and_the_declared_default() -> None:
    assert list(numbers(Tree()))[:2] == ["toy.rate", "toy.shift"]
    assert len(numbers(Tree())) == 10
    assert numbers(Tree())["other.rate"].default == 0.2  # what was declared, not what the instance holds


def test_every_number_of_the_model_is_listed_once() -> None:
    made = Parameters()
    declared = sum(len(dataclasses.fields(getattr(made, name))) for name in vars(made))
    assert len(ALL) == declared
    assert len(ALL) > 150
    assert all(
        getattr(getattr(made, name.split(".")[0]), name.split(".")[1]) == one.default for name, one in ALL.items()
    )


def test_two_sets_of_parameters_share_nothing() -> None:
    one, two = Parameters(), Parameters()
    one.answer.base = 3.0
    assert two.answer.base == ALL["answer.base"].default


# --- checking ---------------------------------------------------------------------------------------------


def test_the_defaults_and_the_ends_of_what_is_allowed_pass() -> None:
    check(Parameters())
    check(Practice())
    for end in (0, 1):
        made = Parameters()
        for name, one in ALL.items():
            owner, _, last = name.partition(".")
            setattr(getattr(made, owner), last, one.allowed[end])
        check(made)


def test_a_whole_number_passes_for_a_float() -> None:
    made = Tree()
    made.toy.rate = 1
    check(made)


@pytest.mark.parametrize("value", ["0.3", "fast", None, True, False, [0.3], 1j, ()])
def test_what_is_no_number_is_refused_by_name(value: Any) -> None:
    made = Tree()
    made.toy.rate = value
    assert refused(made) == f"toy.rate is {value!r}, but must be a number between 0 and 2."


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (2.1, "2.1"),
        (-0.1, "-0.1"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
        (math.nan, "nan"),
        (np.float64(9), "9"),
        (3, "3"),
    ],
)
def test_a_number_out_of_range_is_refused_with_its_unit_and_range(value: float, shown: str) -> None:
    made = Tree()
    made.toy.rate = value
    assert refused(made) == f"toy.rate is {shown} per month, but must lie between 0 and 2."


def test_an_unknown_number_is_refused_and_the_known_ones_are_named() -> None:
    made = Tree()
    made.toy.rat = 0.1  # type: ignore[attr-defined]
    text = refused(made)
    assert text.startswith("Unknown parameter toy.rat; known here are ")
    assert "rate" in text
    spoilt = Parameters()
    spoilt.anser = Answer()  # type: ignore[attr-defined]
    assert "Unknown parameter anser;" in refused(spoilt)


@pytest.mark.parametrize("name", ALL)
def test_every_number_of_the_model_is_guarded(name: str) -> None:
    owner, _, last = name.partition(".")
    low, high = ALL[name].allowed
    for value in (low - 1.0, high + 1.0, math.nan):
        made = Parameters()
        setattr(getattr(made, owner), last, value)
        assert name in refused(made)


def test_checking_changes_nothing() -> None:
    made = Parameters()
    before = copy.deepcopy(made)
    check(made)
    assert made == before


# --- records ----------------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32 - 1))
def test_a_record_holds_every_number_exactly(seed: int) -> None:
    rng = np.random.default_rng(seed)
    made = Parameters()
    values = {name: float(rng.uniform(*one.allowed)) for name, one in ALL.items()}
    for name, value in values.items():
        owner, _, last = name.partition(".")
        setattr(getattr(made, owner), last, value)
    row = record(made)
    assert {name: float(row[name.split(".")[0]][name.split(".")[1]]) for name in ALL} == values


def test_a_whole_number_becomes_the_same_float_in_the_record() -> None:
    assert record(Toy(rate=1))["rate"] == 1.0
    assert record(Toy()).dtype["rate"] == np.float64


def test_records_of_many_municipalities_stand_in_one_array() -> None:
    rows = np.array([record(Practice(prepared=share)) for share in (0.1, 0.9)])
    assert rows["prepared"].tolist() == [0.1, 0.9]


def test_another_process_in_its_place_is_another_type_of_record() -> None:
    @process
    class OtherAnswer(Answer):
        """The same numbers, perhaps other formulas."""

    mine, ours = record(Parameters(answer=OtherAnswer())), record(Parameters())
    assert mine.dtype != ours.dtype
    assert mine["answer"]["base"] == ours["answer"]["base"]
    assert record(Parameters()).dtype == ours.dtype
