"""Dataclasses are filled the same whether OmegaConf is asked or not; what it would convert or refuse it is asked."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bygd.errors import InputError
from bygd.scenarios import fill
from bygd.scenarios.catalogue import choices, folder_of
from bygd.scenarios.fill import filled
from bygd.scenarios.municipality import tree_of
from bygd.scenarios.options import CompareOptions, Population
from bygd.scenarios.own_files import load_yaml
from bygd.scenarios.removals import Removal
from bygd.scenarios.yaml_text import dump, parse
from bygd.studies.folder import OPTIONS
from experiments.command.read import read
from sim.policy import Policy
from sim.population import Description


def held(group: str, name: str) -> Any:
    """What one of our own files holds."""
    return load_yaml(folder_of(group) / f"{name}.yaml", group, "")


def options_of_compare() -> Any:
    """Options with measures, as a study keeps them."""
    given = read(CompareOptions, ["scenarios=[all_ten]", "policy=[extra_staff:0.5]", "law=2021"])
    return parse(dump(dataclasses.asdict(given)))


# Dataclass, and how to get what is put into it: all that our own files hold, and options of programs.
TREES: dict[str, tuple[type, Callable[[], Any]]] = {
    **{name: (Description, partial(tree_of, name, {})) for name in choices("municipality")},
    **{name: (Policy, partial(held, "policy", name)) for name in choices("policy")},
    **{name: (Population, lambda name=name: held("population", name)["population"]) for name in choices("population")},
    **{f"{program} as declared": (kind, dict) for program, kind in OPTIONS.items()},
    "compare with measures": (CompareOptions, options_of_compare),
}


@pytest.mark.parametrize("name", TREES)
def test_a_tree_of_ours_is_filled_as_omegaconf_would(name: str) -> None:
    kind, tree = TREES[name]
    filled_alike(kind, tree())


@pytest.mark.parametrize("file", choices("obstacles"))
def test_obstacles_of_ours_are_filled_as_omegaconf_would(file: str) -> None:
    for name, item in held("obstacles", file).items():
        filled_alike(Removal, {**item, "name": name})


def filled_alike(kind: type, tree: Any) -> None:
    """Both ways make the same of it."""
    assert repr(fill._instance(kind, None, tree)) == repr(fill._converted(kind, tree, "it"))


@dataclasses.dataclass
class Inner:
    share: float = 1
    words: str = ""


@dataclasses.dataclass
class Outer:
    size: int
    inner: Inner = dataclasses.field(default_factory=lambda: Inner(2, "declared"))
    several: dict[str, Inner] = dataclasses.field(default_factory=dict)
    by_year: dict[int, float] = dataclasses.field(default_factory=lambda: {2012: 1})
    names: list[str] = dataclasses.field(default_factory=lambda: ["a"])
    on: bool = False


@pytest.mark.parametrize(
    "tree",
    [
        {"size": 1},
        {"size": 1, "inner": {}},
        {"size": 1, "inner": {"share": 3}},
        {"size": 1, "several": {"x": {"words": "${inner.words}"}, "y": {"words": "???"}}},
        {"size": 1, "by_year": {2013: 2}},
        {"size": 1, "names": ["b", "1_2"]},
        {"size": 1, "on": True},
        {"size": "1"},
        {"size": 1, "inner": {"share": "0.5"}},
        {"size": 1, "names": [1]},
    ],
)
def test_what_is_partly_given_or_of_another_kind_is_filled_as_omegaconf_would(tree: dict[str, Any]) -> None:
    result = filled(Outer, tree, "it")
    assert repr(result) == repr(fill._converted(Outer, tree, "it"))
    assert type(result.inner.share) is float


@pytest.mark.parametrize(
    ("tree", "sentence"),
    [
        ({}, "size"),
        ({"size": 1.5}, "size is '1.5', but must be a whole number"),
        ({"size": None}, "size: Incompatible value 'None'"),
        ({"size": 1, "inner": {"share": "much"}}, "inner.share is 'much', but must be a number"),
        ({"size": 1, "other": 1}, "other is unknown"),
        ({"size": 1, "names": "b"}, "names must be a list"),
    ],
)
def test_what_does_not_fit_is_told_by_its_name(tree: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        filled(Outer, tree, "it")


def test_defaults_are_not_shared() -> None:
    one, other = filled(Outer, {"size": 1}, "it"), filled(Outer, {"size": 1}, "it")
    one.names.append("b")
    one.inner.words = "changed"
    assert other.names == ["a"]
    assert other.inner.words == "declared"


def test_a_comparison_is_read_without_omegaconf() -> None:
    code = (
        "import sys; from bygd.scenarios.options import CompareOptions; from experiments.command.read import read; "
        "read(CompareOptions, ['scenarios=[all_ten]']); print('omegaconf' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], capture_output=True, check=True)
    assert done.stdout.strip() == b"False"
