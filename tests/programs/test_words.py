"""Words of a command: in their order or by name, and one sentence for what is not understood."""

# ruff: noqa: RUF009  (options are declared by a call)

from __future__ import annotations

import dataclasses
import subprocess
import sys
from pathlib import Path

import pytest

from bygd.errors import InputError
from bygd.scenarios.declare import option
from experiments.command import dispatch
from experiments.command.renamed import COMMANDS
from experiments.command.words import help_text, understood, word


@dataclasses.dataclass
class Asked:
    """Do something with a folder."""

    folder: Path = word("where it lies")
    names: list[str] = word("what to take", several=True)
    runs: int = option(4, "how many", bounds=(1, 9))
    language: str = option("en", "en or nb", among=("en", "nb"))
    only: list[str] = option((), "some of it")
    quiet: bool = option(default=False, words="say nothing")


@pytest.mark.parametrize(
    ("words", "changed"),
    [
        ("a", {}),
        ("folder=a", {}),
        ("a b c", {"names": ["b", "c"]}),
        ("language=nb a runs=9", {"language": "nb", "runs": 9}),
        ("a only=[x,y]", {"only": ["x", "y"]}),
        ("--runs 2 a --quiet", {"runs": 2, "quiet": True}),
        ("--runs=2 a", {"runs": 2}),
    ],
)
def test_words_and_names_are_understood(words: str, changed: dict) -> None:
    assert understood(Asked, "do", words.split()) == dataclasses.replace(Asked(Path("a")), **changed)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "folder is missing; it is said like: python -m experiments.do FOLDER [NAMES …] [runs=…]"),
        ("a run=2", "'a run=2' is not understood (is runs meant?); it is said like: python -m experiments.do FOLDER"),
        ("a runs=x", "runs is 'x', but must be a whole number."),
        ("a runs=²", "runs is '²', but must be a whole number."),
        ("a runs=0", "runs is 0, but must be a whole number from 1 to 9."),
        ("a language=sv", "language is 'sv', but must be en or nb."),
        ("a --loud", "is not understood"),
    ],
)
def test_a_mistake_is_one_sentence(words: str, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        understood(Asked, "do", words.split())
    assert sentence in str(caught.value)


def test_help_is_made_of_the_declarations() -> None:
    text = help_text(Asked, "do", {})
    assert text.startswith("python -m experiments.do FOLDER [NAMES …] [runs=…] [language=…] [only=…] [quiet=…]\n")
    assert "  runs          how many (default: 4)" in text
    assert "  folder        where it lies\n" in text


@pytest.mark.parametrize("name", COMMANDS)
def test_a_former_name_tells_the_new_one(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", f"experiments.{name}", "months=24"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"{name} is another command now: python -m experiments.{COMMANDS[name]}.\n"
    with pytest.raises(SystemExit, match=f"^{name} is another command now"):
        dispatch.main([name])
    assert name not in dispatch.programs()
    assert COMMANDS[name].split()[0] in dispatch.programs()
