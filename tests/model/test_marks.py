"""A class's own mark: two classes are one type to compiled code only if they do the same."""

from __future__ import annotations

import importlib.util
import inspect
import os
import subprocess
import sys
import types
from collections.abc import Callable
from pathlib import Path

import numba
import pytest

from sim import engine_room, source_identity
from sim.agents import KINDS, Employer, Refugee
from sim.engine_room import fields, layout
from sim.processes import Parameters, Practice

SIM = Path(source_identity.__file__).parent


def mark(cls: type) -> str:
    """The last column of a class's record: one byte whose name tells the class and its text."""
    engine_room._LAYOUTS.pop(cls, None)
    shape = layout(cls)
    assert shape.names is not None
    return shape.names[-1]


Student = Callable[..., types.ModuleType]


@pytest.fixture
def student(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Student:
    """Write a student's file and import it anew."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def write(text: str, name: str = "homework") -> types.ModuleType:
        file = tmp_path / f"{name}.py"
        file.write_text(text, encoding="utf-8")
        spec = importlib.util.spec_from_file_location(name, file)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, name, module)
        spec.loader.exec_module(module)
        return module

    return write


HOMEWORK = """
class Mine:
    tired: float

    def learn(self, world):
        self.tired += 0.1


class Yours:
    tired: float

    def learn(self, world):
        self.tired += 0.2
"""


def test_two_classes_with_equal_fields_are_two_types(student: Student) -> None:
    module = student(HOMEWORK)
    one, two = layout(module.Mine), layout(module.Yours)
    assert one.names is not None
    assert two.names is not None
    assert one.names[:-1] == two.names[:-1] == ("tired",)
    assert one != two
    assert numba.from_dtype(one) != numba.from_dtype(two)


def test_a_class_in_an_edited_file_is_a_new_type(student: Student) -> None:
    before = mark(student(HOMEWORK).Mine)
    assert mark(student(HOMEWORK).Mine) == before
    assert mark(student(HOMEWORK.replace("0.1", "0.3")).Mine) != before


def test_a_class_whose_constant_was_edited_is_a_new_type(student: Student) -> None:
    """Compiled code freezes what stands beside the class, too."""
    text = "STEP = 0.1\n" + HOMEWORK.replace("+= 0.1", "+= STEP")
    before = mark(student(text).Mine)
    assert mark(student(text.replace("STEP = 0.1", "STEP = 0.2")).Mine) != before


def test_a_class_whose_base_was_edited_in_another_file_is_a_new_type(student: Student) -> None:
    marks = []
    for step in ("0.1", "0.3"):
        student(HOMEWORK.replace("0.1", step), "base")
        child = student("from base import Mine\n\n\nclass Child(Mine):\n    pass\n", "child")
        assert inspect.getfile(child.Child).endswith("child.py")
        marks.append(mark(child.Child))
    assert marks[0] != marks[1]


def factory(step: float) -> type:
    if step > 1:

        class Mine(Refugee):
            def grow_older(self):
                self.age += 2.0
    else:

        class Mine(Refugee):
            def grow_older(self):
                self.age += 1.0

    return Mine


def test_two_classes_of_one_name_in_one_file_are_two_types() -> None:
    slow, fast = factory(1), factory(2)
    assert mark(slow) != mark(fast)


def test_a_class_of_a_notebook_is_a_new_type_when_its_cell_was_edited() -> None:
    """Cells have no file; the class is known by what it does."""

    def cell(step: str) -> type:
        notebook = {"__name__": "__main__no_file__"}
        exec(HOMEWORK.replace("0.1", step), notebook)  # noqa: S102
        return notebook["Mine"]  # type: ignore[return-value]

    with pytest.raises((OSError, TypeError)):
        inspect.getfile(cell("0.1"))
    assert mark(cell("0.1")) == mark(cell("0.1"))
    assert mark(cell("0.1")) != mark(cell("0.3"))


def test_words_in_a_file_do_not_make_its_classes_new_types(student: Student) -> None:
    """Else every remark and every docstring in ``sim`` would compile everything anew."""
    text = HOMEWORK.replace("world):", 'world):\n        """Get tired."""')
    before = mark(student(text).Mine)
    assert mark(student(text + "\n# a remark\n").Mine) == before
    assert mark(student(text.replace("Get tired", "Become weary")).Mine) == before


MARKS = """
from sim.agents import KINDS
from sim.engine_room import layout
from sim.processes import Parameters, Practice
made = Parameters()
classes = [*KINDS.values(), Practice, *(type(one) for one in vars(made).values())]
print(*(layout(cls).names[-1] for cls in classes))
"""


def test_classes_have_the_same_marks_in_every_process() -> None:
    """Else nothing that was compiled would ever be found again."""
    made = Parameters()
    classes = [*KINDS.values(), Practice, *(type(one) for one in vars(made).values())]
    here = [mark(cls) for cls in classes]
    environment = os.environ | {"PYTHONHASHSEED": "12345"}
    there = subprocess.run(
        [sys.executable, "-c", MARKS], cwd=SIM.parent, env=environment, check=True, capture_output=True, text=True
    )
    assert there.stdout.split() == here


@pytest.mark.parametrize("cls", [Refugee, Employer])
def test_a_record_holds_the_declared_state_and_nothing_else(cls: type) -> None:
    shape = layout(cls)
    assert shape.names is not None
    assert list(shape.names[:-1]) == list(fields(cls))
    assert shape.itemsize % 8 == 0  # copied in words of 64 bits
