"""A kind of agent and a step of the month cost what docs/rules.md says, in the tree and in a file outside of it."""

from __future__ import annotations

import dataclasses
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from experiments.lab.checks import BAD, GOOD, examine
from experiments.lab.parity import differences
from experiments.lab.rulefile import load
from experiments.lab.towns import hamlet, lively_town
from sim import compiled
from sim.engine_room import layout, order_of, rule
from sim.model import IntegrationModel, results_of
from sim.parameters import ParameterError
from sim.scenario import Scenario
from tests.support.random_towns import shorten_the_lab

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
EDIT = re.compile(r"^\d\. .*?`([\w/]+\.py)`.*?\n\n```(python|diff)\n(.*?)```", re.MULTILINE | re.DOTALL)
CAFE = ROOT / "docs" / "tutorials" / "rules" / "good_kind.py"
SEED = 7


# --- in the tree ------------------------------------------------------------------------------------------


def listed() -> list[tuple[str, str, str]]:
    """File, language and block of each edit that the page lists."""
    text = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    return EDIT.findall(text[text.index("## Add a kind of agent") : text.index("## A kind and a month in a file")])


def apply(root: Path) -> None:
    """Make the edits of the page in a copy of the tree."""
    for name, language, block in listed():
        file = root / name
        if language == "python":
            file.write_text(block, encoding="utf-8")
            continue
        lines = block.splitlines(keepends=True)
        old, text = "".join(one[1:] for one in lines if one[0] == " "), file.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{name} holds these lines once:\n{old}"
        file.write_text(text.replace(old, "".join(one[1:] for one in lines)), encoding="utf-8")


def test_it_costs_one_file_and_at_most_eight_edits_and_none_in_an_engine() -> None:
    made = [name for name, language, _ in listed() if language == "python"]
    edited = [name for name, language, _ in listed() if language == "diff"]
    assert made == ["sim/rules/cafe.py"]
    assert len(edited) <= 8
    assert not {"sim/compiled.py", "sim/model.py", "sim/engine_room.py"} & {*edited}


WALK = """
import dataclasses
import sys

import numpy as np

from experiments.lab.parity import engines_apart
from experiments.lab.towns import lively_town, parameters
from sim import compiled
from sim.agents import Volunteer
from sim.model import results_of
from tests.model.test_kinds import SEED, bytes_of, check_hours

town = dataclasses.replace(lively_town(), months=36)
cafe = dataclasses.replace(town, parameters=parameters(cafe__volunteers=3.0))
if sys.argv[1] == "compiled":
    print(bytes_of(compiled.run(town, SEED, np.arange(2))))
    assert engines_apart(cafe, SEED) is None
else:
    print(bytes_of(results_of(town, SEED, np.arange(2))))
    check_hours(cafe, Volunteer, lambda p: p.cafe.hours)
"""


def bytes_of(results: compiled.Results) -> str:
    """All that two runs count."""
    return b"".join(getattr(results, name).tobytes() for name in ("tally", "totals", "curve")).hex()


@pytest.mark.parametrize("engine", ["mesa", pytest.param("compiled", marks=pytest.mark.compiled)])
def test_the_edits_of_the_page_make_a_kind_that_both_engines_know(engine: str, tmp_path: Path) -> None:
    """Hours are conserved, the engines agree on every volunteer, and without volunteers nothing has changed."""
    for name in ("sim", "bygd", "experiments", "configs", "tests"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    apply(tmp_path)
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", WALK, engine], cwd=tmp_path, env=environment, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    town = dataclasses.replace(lively_town(), months=36)
    assert set(done.stdout.split()) == {bytes_of(results_of(town, SEED, np.arange(2)))}


# --- in a file outside of it ------------------------------------------------------------------------------


@pytest.fixture
def cafe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A file of a student's own; nothing of it is left in Python."""
    shorten_the_lab(monkeypatch)
    monkeypatch.setattr(sys, "path", [*sys.path])
    yield Path(shutil.copy(CAFE, tmp_path / "my_cafe.py"))
    sys.modules.pop("my_cafe", None)


def check_hours(scenario: Scenario, volunteer: type, hours_of: Any) -> None:
    """Each hour that a volunteer gives is an hour of a participant, who sits at one table a month."""
    sat = []

    class Witness(volunteer):  # type: ignore[valid-type,misc]
        def keep_table(self, world: Any) -> None:
            before, given = [one.oral for one in world.refugees], self.hours
            volunteer.keep_table(self, world)  # type: ignore[attr-defined]
            guests = [one for one, oral in zip(world.refugees, before, strict=True) if one.oral != oral]
            assert self.hours - given == pytest.approx(len(guests) * hours_of(world.p))
            assert all(one.in_programme and one.municipality == self.municipality for one in guests)
            sat.extend((world.month, one.id) for one in guests)

    IntegrationModel(dataclasses.replace(scenario, classes=(Witness,)), SEED).run()
    assert len(sat) > 100, "the café is visited"
    assert len(set(sat)) == len(sat)


def test_hours_of_the_cafe_are_conserved(cafe: Path) -> None:
    made = load(cafe)
    town = dataclasses.replace(lively_town(), months=36)
    check_hours(made.scenario(town), made.kinds["volunteers"][0], lambda p: p.language.cafe_hours)


@pytest.mark.compiled
def test_the_lab_finds_nothing_wrong_with_it_in_either_engine(cafe: Path) -> None:
    found = {line.check: line for line, _ in examine(cafe, "compiled")}
    assert [line.words for line in found.values() if line.mark == BAD] == []
    assert found["engines"].mark == found["switched off"].mark == found["chance"].mark == GOOD
    assert "in both engines" in found["switched off"].words
    scenario = load(cafe).scenario(dataclasses.replace(lively_town(), months=24, warm_up=0))
    model, stepper = IntegrationModel(scenario, SEED), compiled.Stepper(scenario, SEED)
    assert differences(model, stepper) == []
    stepper.agents["volunteers"]["hours"][0] += 1.0
    assert differences(model, stepper) == ["volunteers.hours"], "the new kind is compared"


def test_an_edited_month_is_another_month_for_the_compiled_engine(cafe: Path) -> None:
    before = order_of(load(cafe).month).dtype  # type: ignore[arg-type]
    assert order_of(load(cafe).month).dtype == before, "the same text, imported again"  # type: ignore[arg-type]
    cafe.write_text(cafe.read_text(encoding="utf-8").replace("usual.month(world)\n", "usual.month(world)\n    pass\n"))
    assert order_of(load(cafe).month).dtype != before  # type: ignore[arg-type]


def test_two_months_of_one_file_are_two() -> None:
    @rule
    def quiet(world: Any) -> None:
        """Nothing happens."""

    @rule
    def busy(world: Any) -> None:
        world.refugees[0].oral = 1.0

    assert order_of(quiet).dtype != order_of(busy).dtype


class Walker:
    """Somebody who walks."""

    id: int
    municipality: int


@pytest.mark.parametrize(
    ("name", "rows", "words"),
    [
        (
            "municipalities",
            lambda index, _: [{"municipality": index}],
            "'municipalities' cannot be the name of a further",
        ),
        ("my walkers", lambda index, _: [{"municipality": index}], "'my walkers' cannot be the name of a further list"),
        ("tallies", lambda index, _: [{"municipality": index}], "tallies is a name of the model's own"),
        ("walkers", lambda index, _: [{"plaice": index}], "declared in Walker: see 'plaice'"),
        (
            "walkers",
            lambda index, _: [{"municipality": index}, {}],
            "start with the same fields, declared in Walker: see 'municipality'",
        ),
    ],
)
def test_a_kind_that_cannot_be_is_refused_in_one_sentence(name: str, rows: Any, words: str) -> None:
    with pytest.raises(ParameterError, match=re.escape(words)):
        IntegrationModel(Scenario(hamlet(), kinds={name: (Walker, rows)}))


def test_a_kind_without_agents_changes_nothing() -> None:
    scenario = Scenario(hamlet(), months=12, kinds={"walkers": (Walker, lambda *_: [])})
    assert IntegrationModel(scenario).run().lists["walkers"] == []
    assert "walkers" in scenario.lists
    assert layout(Walker).names[:2] == ("id", "municipality")
