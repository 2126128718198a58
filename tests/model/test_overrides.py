"""A student changes one thing, in a file of their own; a mistake is told in plain words.

That both engines follow is what the rule lab finds out in ``tests/docs/test_tutorials.py``.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sim.agents import KINDS, Employer, Refugee, check_names
from sim.engine_room import exp, layout
from sim.model import IntegrationModel
from sim.parameters import ParameterError, check, number, numbers, process
from sim.processes import Parameters
from sim.rules import language
from sim.rules.answer import Answer
from sim.scenario import Scenario
from sim.states import Status
from tests.support.random_towns import hamlet, measure


class TiredRefugee(Refugee):
    """Work makes tired, and who is tired forgets Norwegian: new state and a changed event."""

    tired: float

    def learn(self, world):
        """One month of Norwegian, less what tiredness takes."""
        language.learn(self, world)
        if self.status == Status.WORK:
            self.tired += 0.1
        self.oral = max(0.0, self.oral - 0.03 * self.tired)


@process
class StrictAnswer(Answer):
    """Employers who are surer of their answer: a swapped formula with a number of its own."""

    firmness: float = number(2.0, "times", 0.5, 4.0, "how sure employers are of their answer", "a student's idea")

    def p_yes(self, worth):
        """Probability of a yes for these log-odds."""
        return 1.0 / (1.0 + exp(-self.firmness * worth))


def world(parameters: Parameters | None = None, classes: tuple[type, ...] = ()) -> Scenario:
    return Scenario(
        hamlet(persons=20, enterprises=60), parameters=parameters or Parameters(), classes=classes, months=48, warm_up=0
    )


def run(scenario: Scenario) -> IntegrationModel:
    return IntegrationModel(scenario, seed=5).run()


# --- the readable engine ----------------------------------------------------------------------------------


def test_a_changed_event_and_its_new_state_work() -> None:
    usual, tired = run(world()), run(world(classes=(TiredRefugee,)))
    who_worked = [one for one in tired.everybody if one.experience > 0]
    assert who_worked
    assert all(one.tired > 0.0 for one in who_worked)
    assert all(one.tired == 0.0 for one in tired.everybody if one.experience == 0)
    pairs = list(zip(usual.everybody, tired.everybody, strict=True))
    assert all(
        b.oral == a.oral
        for a, b in pairs
        if a.experience == b.experience == 0 and a.n_placements == b.n_placements == 0
    )
    assert any(b.oral < a.oral for a, b in pairs if b.tired > 0.0)


def test_a_swapped_formula_changes_answers_and_nothing_before_them() -> None:
    usual, strict = run(world()), run(world(Parameters(answer=StrictAnswer())))
    assert not np.array_equal(usual.tallies, strict.tallies)
    assert [one.luck_key for one in usual.everybody] == [one.luck_key for one in strict.everybody]
    first = min(one.first_host_month for one in [*usual.everybody, *strict.everybody] if one.n_placements)
    assert np.array_equal(usual.tallies[: first - 1, :10], strict.tallies[: first - 1, :10])


def test_a_swapped_formula_with_a_neutral_number_is_the_old_formula() -> None:
    usual, neutral = run(world()), run(world(Parameters(answer=StrictAnswer(firmness=1.0))))
    assert np.array_equal(usual.tallies, neutral.tallies)
    assert np.array_equal(usual.totals, neutral.totals)


def test_a_students_number_is_declared_listed_and_checked_like_ours() -> None:
    assert numbers(Parameters(answer=StrictAnswer()))["answer.firmness"].plausible == (0.5, 4.0)
    check(Parameters(answer=StrictAnswer(firmness=3.0)))
    with pytest.raises(ParameterError, match=r"answer\.firmness is 99 times, but must lie between 0 and 20\."):
        world(Parameters(answer=StrictAnswer(firmness=99.0)))


def test_a_measure_may_change_a_students_number() -> None:
    firm = measure("firm", {"answer.firmness": {"set": 4.0}})
    scenario = Scenario(hamlet(), (firm,), Parameters(answer=StrictAnswer())).checked()
    assert [phase.parameters.answer.firmness for phase in scenario.phases] == [2.0, 4.0]  # type: ignore[attr-defined]


# --- mistakes ---------------------------------------------------------------------------------------------


def test_a_misspelt_field_is_named_in_the_error_with_what_was_meant() -> None:
    class MisspeltRefugee(Refugee):
        tired: float

        def learn(self, world):
            language.learn(self, world)
            self.oral -= 0.01 * self.tird

    with pytest.raises(AttributeError, match=r"'MisspeltRefugee' object has no attribute 'tird'") as caught:
        run(world(classes=(MisspeltRefugee,)))
    assert caught.traceback[-1].path.name == "test_overrides.py"  # the last line shown is the student's own


def test_writing_to_a_misspelt_field_is_an_error_too() -> None:
    """Plain Python would keep the wrong name in silence; the compiled engine could not."""

    class MisspeltRefugee(Refugee):
        tired: float

        def learn(self, world):
            language.learn(self, world)
            self.tird = self.tired + 0.1

    with pytest.raises((AttributeError, TypeError), match="tird"):
        run(world(classes=(MisspeltRefugee,)))


def test_a_misspelt_number_is_named_in_the_error() -> None:
    @process
    class MisspeltAnswer(Answer):
        def p_yes(self, worth):
            return 1.0 / (1.0 + exp(-self.firmnes * worth))

    with pytest.raises(AttributeError, match=r"'MisspeltAnswer' object has no attribute 'firmnes'"):
        run(world(Parameters(answer=MisspeltAnswer())))


class Moody(Refugee):
    """A field that is called like a method of another class."""

    consider: float


class Learned(Employer):
    """A method that is called like a field of another class."""

    def oral(self, world):
        """Not a field here."""


class Both(Refugee):
    """A field that is called like a method of the same class."""

    learn: float


@pytest.mark.parametrize(
    ("classes", "name"), [((Moody,), "consider"), ((Learned,), "oral"), ((Both,), "learn"), ((Moody, Learned), "oral")]
)
def test_a_name_that_is_both_a_method_and_a_field_is_refused(classes: tuple[type, ...], name: str) -> None:
    with pytest.raises(TypeError, match=rf"\b{name}\b.*: a method of one class and a field of another; rename one"):
        world(classes=classes)


def test_a_formula_that_is_called_like_a_field_is_refused() -> None:
    @process
    class Clash(Answer):
        def tenure(self):
            return 1.0

    with pytest.raises(TypeError, match="tenure"):
        world(Parameters(answer=Clash()))


def test_our_own_names_are_all_distinct() -> None:
    made = Parameters()
    check_names(*KINDS.values(), *(type(getattr(made, name)) for name in vars(made)))


def test_state_of_a_kind_that_no_record_can_hold_is_refused_with_its_name() -> None:
    class Named(Refugee):
        nickname: str

    with pytest.raises(TypeError, match=r"'nickname'.*use int, float, bool, Key, an IntEnum, ints\(n\), floats\(n\)"):
        layout(Named)


def forgotten_base() -> type:
    class Forgot:
        tired: float

    return Forgot


def ours_comes_first() -> tuple[type, ...]:
    return (*KINDS.values(), TiredRefugee)


def test_a_class_that_is_no_agent_is_refused_and_not_ignored() -> None:
    with pytest.raises((TypeError, ValueError), match="Forgot"):
        world(classes=(forgotten_base(),)).checked()


def test_a_subclass_beside_our_own_class_is_used_or_refused_but_not_ignored() -> None:
    try:
        chosen = world(classes=ours_comes_first()).lists.values()
    except (TypeError, ValueError) as error:
        assert "TiredRefugee" in str(error)  # noqa: PT017
    else:
        assert TiredRefugee in chosen


MISTAKES: list[tuple[str, Callable[[Parameters], object]]] = [
    ("nothing in a process's place", lambda made: setattr(made, "answer", None)),
    ("a process in another's place", lambda made: setattr(made, "answer", made.language)),
]


@pytest.mark.parametrize(("name", "spoil"), MISTAKES, ids=[name for name, _ in MISTAKES])
def test_what_is_no_such_process_is_refused_at_the_door(name: str, spoil: Callable[[Parameters], object]) -> None:
    made = Parameters()
    spoil(made)
    with pytest.raises(ParameterError, match="answer"):
        world(made)
