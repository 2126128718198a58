"""What is imported is declared, in the group that is installed where it runs; what is declared is used, or says why."""

from __future__ import annotations

import ast
import functools
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.files import write_files

ROOT = Path(__file__).parents[2]
PROJECT = ROOT / "pyproject.toml"
OWN = {"sim", "bygd", "experiments", "configs", "tests", "tools"}
# Where an extra may be imported, besides what is always installed; the first that fits counts.
PLACES = {
    "sim/": (),
    "bygd/studies/executors.py": ("cluster",),
    "bygd/studies/loaded.py": ("cluster",),
    "experiments/benchmark/long_study.py": ("cluster",),
    "bygd/studies/netcdf.py": ("arviz",),
    "bygd/": (),
    "experiments/app/": ("app",),
    "experiments/benchmark/page.py": ("dev",),  # says how to get it
    "experiments/benchmark/peer_models.py": ("peers",),  # tools that are left out where they are not
    "experiments/": (),
    "configs/": (),
    "tests/": ("app", "arviz", "cluster", "docs", "dev"),
    "tools/": ("docs", "dev"),
    "docs/with_other_tools.md": ("app", "tools"),  # run by .ci/tools, in an environment of its own
    "docs/cluster": ("cluster", "slurm"),  # run by .ci/cluster
    "docs/": ("dev",),
}


class Used(NamedTuple):
    """One import from outside: in which file, of which module, and the distributions that hold it."""

    file: str
    module: str
    distributions: frozenset[str]


def canonical(requirement: str) -> str:
    """Name of a requirement without extras and versions, in lower case with hyphens."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\s\[<>=!~;]", requirement)[0]).lower()


def texts_of(file: Path) -> Iterator[str]:
    """Python in a file: all of it, or the blocks of a page."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".py":
        yield text
    else:
        yield from re.findall(r"^```(?:python|py)\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def imports(text: str) -> set[str]:
    """First parts of the names that a text imports."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
        elif isinstance(node, ast.Call) and node.args and ast.unparse(node.func).endswith("importorskip"):
            found.add(ast.literal_eval(node.args[0]))
    return {name.partition(".")[0] for name in found}


@functools.cache
def holders() -> Mapping[str, list[str]]:
    """Distributions by the modules that they hold."""
    return packages_distributions()


@functools.cache
def used(root: Path) -> set[Used]:
    """What the code and the documents of a checkout import, and where."""
    found = set()
    for top in sorted({place.partition("/")[0] for place in PLACES}):
        for file in (root / top).rglob("*"):
            if file.suffix not in {".py", ".md"}:
                continue
            beside = {other.stem for other in file.parent.glob("*.py")}
            told = set(re.findall(r"(\w+)\.py\b", file.read_text(encoding="utf-8")))  # files that the reader writes
            names = set().union(*map(imports, texts_of(file))) - OWN - set(sys.stdlib_module_names)
            for name in names - beside - (told if file.suffix == ".md" else set()):
                found.add(
                    Used(
                        file.relative_to(root).as_posix(), name, frozenset(map(canonical, holders().get(name, [name])))
                    )
                )
    return found


def groups(project: Path) -> dict[str, set[str]]:
    """Declared distributions by extra; those that are always installed under an empty name."""
    declared = tomllib.loads(project.read_text(encoding="utf-8"))
    listed = {"": declared["project"]["dependencies"]} | declared["project"]["optional-dependencies"]
    listed |= declared.get("dependency-groups", {})
    return {name: {canonical(one) for one in requirements} for name, requirements in listed.items()}


def undeclared(root: Path) -> list[str]:
    """Imports of what is not installed where they stand."""
    there, faults = groups(root / "pyproject.toml"), []
    for one in sorted(used(root)):
        extras = next(extras for place, extras in PLACES.items() if one.file.startswith(place))
        if not any(one.distributions & there[group] for group in ("", *extras)):
            faults.append(f"{one.file} imports {one.module}")
    return faults


def unused(root: Path) -> list[str]:
    """Declared distributions that nothing imports, without a reason beside them."""
    project = root / "pyproject.toml"
    told = {
        canonical(match[1])
        for match in re.finditer(r'^\s*"([^"]+)",\s*#\s*\w', project.read_text(encoding="utf-8"), re.MULTILINE)
    }
    imported = set().union(*(one.distributions for one in used(root)))
    return sorted(set().union(*groups(project).values()) - imported - told)


def test_what_is_imported_is_declared() -> None:
    assert undeclared(ROOT) == []


def test_what_is_declared_is_imported_or_says_why() -> None:
    assert unused(ROOT) == []


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout in which every rule is broken once."""
    files = {
        "pyproject.toml": '[project]\ndependencies = [\n"numpy>=2",\n"tqdm",\n"scipy", # of use to others\n]\n'
        "[project.optional-dependencies]\ncluster = ['distributed']\napp = ['solara-ui']\n"
        "arviz = []\ndocs = []\ndev = ['pytest']\n",
        "sim/month.py": "import json\nimport numpy as np\ndef late():\n    import yaml\n",
        "bygd/studies/executors.py": "from distributed import Client\n",
        "experiments/run.py": "from solara.server import settings\n",
        "experiments/app/shell.py": "import solara\n",
        "tests/test_x.py": "import pytest\npytest.importorskip('solara')\n",
        "docs/tutorial.md": "```python\nimport seaborn\n```\n",
    }
    return write_files(tmp_path, files)


def test_a_broken_rule_is_named(checkout: Path) -> None:
    assert undeclared(checkout) == [
        "docs/tutorial.md imports seaborn",
        "experiments/run.py imports solara",
        "sim/month.py imports yaml",
    ]
    assert unused(checkout) == ["tqdm"]


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock", "requirements-installer.lock"])
def test_locks_hold_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.findall(r"://|--index-url|--find-links", text)
    entries = re.findall(r"^[a-z0-9].*(?:\n +--hash.*)*", text, re.MULTILINE)
    assert len(entries) > 1
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_locks_are_one_choice_of_versions_and_hold_what_is_declared() -> None:
    there = groups(PROJECT)
    run, develop, installer = (
        dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
        for name in ("requirements.lock", "requirements-dev.lock", "requirements-installer.lock")
    )
    assert run.items() <= develop.items()
    assert there[""] | there["app"] <= set(run)
    assert set().union(*(there[group] for group in ("", "app", "arviz", "cluster", "docs", "dev"))) <= set(develop)
    assert there["installer"] <= set(installer)
    assert not there["dev"] & (set(run) - there[""] - there["app"])
