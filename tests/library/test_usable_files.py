"""Usable means that it runs: files at random are laid out, or told in sentences, by the check as by a run."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from bygd.errors import MISTAKES, InputError
from bygd.scenarios.expectations import expected_of
from bygd.scenarios.municipality import read_municipality
from bygd.scenarios.options import RunOptions
from bygd.scenarios.parse import stated_in
from bygd.scenarios.yaml_text import dump, parse
from experiments.command.read import read
from experiments.display.words import LANGUAGES, Words
from experiments.municipality import check, template
from sim.compiled import Batch
from sim.scenario import Scenario
from tests.support.files import SEL, own


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("inhabitants: 5872", "inhabitants: 99999999999999999999"), "inhabitants is 99999999999999999999, but"),
        (("labour_market: 1", "labour_market: 99999999999"), "labour_market is 99999999999"),
        (("      care: 6 ", "      care: 99999999999"), "public_units are"),
        (("retail: .23", "retail: 1e308"), "must lie between 0 and 1"),
        (("code: 517", "code: 0x1f"), "code is '0x1f', but must be a whole number"),
        (("2012: 6 ", "2012: 1:30 "), "settled.2012 is '1:30', but must be a whole number"),
        (("2013: 13", "2012: 13"), "line 66 holds 2012 a second time, the first is in line 65"),
        (("  sel:\n", "  'two words':\n"), "must be one word"),
        (("  sel:\n", "  0517:\n"), "name"),
    ],
)
def test_what_check_says_a_run_says(change: tuple[str, str], words: str, tmp_path) -> None:
    file = own(tmp_path, change)
    with pytest.raises(MISTAKES) as told:
        read_municipality(file)
    assert words.partition(" is ")[2] in str(told.value)
    assert any(words in fault for fault in faults_of(file))


def test_a_code_may_begin_with_zeros(tmp_path) -> None:
    made = read(RunOptions, [f"municipality={own(tmp_path, ('code: 517', 'code: 0517'), ('2012: 6 ', '2012: 012 '))}"])
    assert made.municipality.municipalities["sel"].code == 517
    assert made.municipality.municipalities["sel"].settled[2012] == 12


TREE: dict[str, Any] = parse(SEL)
for _office in TREE["municipalities"]["sel"]["offices"].values():
    for _name in list(_office)[3:]:  # two numbers of each say as much as all
        del _office[_name]


def paths(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """All names of a tree, with those above."""
    return [
        found
        for key, item in (tree.items() if isinstance(tree, dict) else ())
        for found in ((*path, key), *paths(item, (*path, key)))
    ]


WORDS = (
    "0517 0o17 0x1f 1:30 no ~ true .inf -.nan 1e308 -1e-9 0,5 <5 ??? 1_0 ${sel} '${oc.env:HOME}' [] {} [1,[2]] "
    '{a:{b:1}} -3 2 .4 "\\0" *x a:b !!int % [known,known] [nothing] &a'
)
TEXTS = ("", "9" * 30, "x" * 2000, "'å\n  b'", "- 1", "\t", "|\n x\n y", "a: b")
SCALARS = st.one_of(
    st.sampled_from([*WORDS.split(), *TEXTS]),
    st.integers(-5, 60).map(str),
    st.floats(0, 1).map(str),
    st.text(max_size=5),
)
EDITS = st.tuples(
    st.sampled_from(["drop", "double", "rename", "value", "value", "value"]), st.sampled_from(paths(TREE)), SCALARS
)


def written(tree: Any, edits: list[tuple[str, tuple[Any, ...], str]], path: tuple[Any, ...] = ()) -> str:
    """Text of a tree with these edits, a line a name."""
    lines = []
    for key, item in tree.items():
        kinds = {kind: scalar for kind, where, scalar in edits if where == (*path, key)}
        if "drop" in kinds:
            continue
        name = kinds.get("rename", str(key))
        below = (
            f"\n{written(item, edits, (*path, key))}" if isinstance(item, dict) else dump(item).removesuffix("...\n")
        )
        value = " " + kinds["value"] + "\n" if "value" in kinds else f" {below.rstrip()}\n"
        lines += [f"{'  ' * len(path)}{name}:{value}"] * (1 + ("double" in kinds))
    return "".join(lines)


@pytest.mark.parametrize("examples", [25, pytest.param(75, marks=pytest.mark.slow)])
def test_any_file_is_laid_out_or_told_in_sentences(examples: int, tmp_path) -> None:
    file = tmp_path / "own.yaml"

    @seed(examples)  # others than those of the other case
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(edits=st.lists(EDITS, min_size=1, max_size=3))
    def holds(edits: list[Any]) -> None:
        file.write_text(written(TREE, edits), encoding="utf-8", errors="replace")
        _laid_out_or_told(str(file))

    holds()


def _laid_out_or_told(file: str) -> None:
    faults, refused, made = faults_of(file), [], None
    try:
        made = read_municipality(file)
    except MISTAKES as error:
        refused = [str(error)]
    assert bool(faults) == bool(refused), "check and a run have the same rules"
    for sentence in [*faults, *refused]:
        assert re.fullmatch(r"[^\n]{1,500}[.?]", sentence)
    if made is not None:
        for array in Batch(Scenario(made).checked()).agents.values():
            for name in array.dtype.names:
                assert np.isfinite(array[name]).all()


def faults_of(file: str) -> list[str]:
    """What has to be mended in a file; all else that ``check`` says of it can be said too."""
    try:
        stated = stated_in(file)
    except InputError as error:
        return [str(error)]
    for key, fields in stated.municipalities.items():
        for part in (check.hours, check.firms, check.odd, check.assumed, check.follows):
            for language in LANGUAGES:
                part(Words(language, template.WORDS), key, stated, expected_of(fields))
    return stated.faults
