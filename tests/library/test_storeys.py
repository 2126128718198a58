"""The house: imports run experiments -> bygd -> sim, never back, never in a circle, and no command is imported."""

from __future__ import annotations

import ast
import functools
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.files import write_files

ROOT = Path(__file__).parents[2]
STOREYS = ("sim", "bygd", "experiments")  # from the ground up
ROOMS = (
    "scenarios",
    "statistics",
    "studies",
    "front_door",
)  # of bygd, from the ground up; evidence stands beside studies
LINES = 400  # of a file


class Arrow(NamedTuple):
    """One import: in which line of which module, and the module that it takes something from."""

    module: str
    line: int
    target: str
    for_types: bool = False  # read by type checkers alone, so it closes no circle when the code runs

    def __str__(self) -> str:
        return f"{self.module} (line {self.line}) imports {self.target}"


def modules(root: Path) -> dict[str, Path]:
    """Every module of the three storeys by its dotted name."""
    files = {
        file: file.relative_to(root).with_suffix("").parts for top in STOREYS for file in (root / top).rglob("*.py")
    }
    return {".".join(parts[:-1] if parts[-1] == "__init__" else parts): file for file, parts in files.items()}


def arrows(root: Path) -> list[Arrow]:
    """Every import between modules of the three storeys, inside functions and for types too."""
    files = modules(root)
    found = []
    for module, file in files.items():
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for_types = {id(inner) for node in ast.walk(tree) if is_for_types(node) for inner in ast.walk(node)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                named = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                named = [f"{node.module}.{alias.name}" for alias in node.names]
            else:
                continue
            for name in named:
                target = next((one for one in (name, name.rpartition(".")[0]) if one in files), "")
                if target and target != module:
                    found.append(Arrow(module, node.lineno, target, id(node) in for_types))
    return found


def is_for_types(node: ast.AST) -> bool:
    """Whether a statement is ``if TYPE_CHECKING:``."""
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def is_command(file: Path) -> bool:
    """Whether a file is what one types: ``__main__.py``, or a file that runs when it is called."""
    return file.name == "__main__.py" or any(
        isinstance(node, ast.If) and ast.unparse(node.test) == "__name__ == '__main__'"
        for node in ast.parse(file.read_text(encoding="utf-8")).body
    )


def upward(found: list[Arrow]) -> list[str]:
    """Imports from a storey, or a room of ``bygd``, above one's own."""

    def height(module: str) -> tuple[int, int]:
        top, _, rest = module.partition(".")
        room = rest.partition(".")[0]
        return STOREYS.index(top), ROOMS.index(room) if top == "bygd" and room in ROOMS else -1

    return [
        str(one)
        for one in found
        if height(one.target)[0] > height(one.module)[0]
        or (height(one.target)[0] == height(one.module)[0] and -1 < height(one.module)[1] < height(one.target)[1])
    ]


def circle(found: list[Arrow]) -> list[str]:
    """Modules of one circle of imports at run time, in order; none if there is no circle."""
    graph: dict[str, set[str]] = {}
    for one in found:
        if one.for_types:
            continue
        graph.setdefault(one.module, set()).add(one.target)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def commands_imported(found: list[Arrow], root: Path) -> list[str]:
    """Imports of a file that is a command."""
    commands = {module for module, file in modules(root).items() if is_command(file)}
    return [str(one) for one in found if one.target in commands]


@functools.cache
def our_arrows() -> list[Arrow]:
    return arrows(ROOT)


def test_no_import_runs_upwards() -> None:
    assert upward(our_arrows()) == []


def test_there_is_no_circle_of_imports() -> None:
    assert circle(our_arrows()) == []


def test_no_command_is_imported_by_another_file() -> None:
    assert commands_imported(our_arrows(), ROOT) == []


def test_no_file_is_longer_than_a_reader_keeps_in_mind() -> None:
    """Tests too: a longer one is split by subject."""
    files = [file for folder in (*STOREYS, "tests") for file in (ROOT / folder).rglob("*.py")]
    lines = {str(file.relative_to(ROOT)): file.read_text(encoding="utf-8").count("\n") for file in files}
    assert len(lines) > 400
    assert {file: n for file, n in lines.items() if n > LINES} == {}


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A small house in which every rule is broken once."""
    files = {
        "sim/month.py": "from bygd.errors import InputError\n",
        "bygd/errors.py": "",
        "bygd/scenarios/build.py": "def late():\n    from bygd.studies import study\n",
        "bygd/studies/study.py": "import experiments.run\n",
        "experiments/run.py": "from bygd import errors\nif __name__ == '__main__':\n    pass\n",
        "experiments/rank/__main__.py": "from experiments import run\n",
    }
    return write_files(tmp_path, files)


def test_a_broken_rule_is_named_with_its_line(house: Path) -> None:
    assert upward(arrows(house)) == [
        "sim.month (line 1) imports bygd.errors",
        "bygd.scenarios.build (line 2) imports bygd.studies.study",
        "bygd.studies.study (line 1) imports experiments.run",
    ]
    assert commands_imported(arrows(house), house) == [
        "bygd.studies.study (line 1) imports experiments.run",
        "experiments.rank.__main__ (line 1) imports experiments.run",
    ]


def test_a_circle_is_named(house: Path) -> None:
    assert circle(arrows(house)) == []
    (house / "bygd" / "errors.py").write_text("from sim import month\n", encoding="utf-8")
    assert set(circle(arrows(house))) == {"sim.month", "bygd.errors"}
