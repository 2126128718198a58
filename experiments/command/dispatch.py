"""All programs under one name: ``bygd compare …`` is ``python -m experiments.compare …``, from any folder.

A program is a module of this package that can be run. ``bygd --help`` lists them with their own words: the first
sentence of the module's docstring. So a new program is there without another line here.
"""

from __future__ import annotations

import ast
import difflib
import importlib
import pkgutil
import runpy
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import experiments
from bygd import __version__
from bygd.commands import started_as_bygd
from experiments.command.completion import answer, asked
from experiments.command.renamed import COMMANDS, refer
from experiments.command.terminal import for_a_reader

HERE = Path(experiments.__path__[0])
HEAD = "bygd PROGRAM [what it is told …]        bygd PROGRAM --help explains one\n"


def programs() -> dict[str, str]:
    """Programs by name, each with its own words."""
    names = sorted(module.name for module in pkgutil.iter_modules(experiments.__path__))
    trees = {name: tree for name in names if (tree := _program(name))}
    return {name: words_of(ast.get_docstring(tree) or "") for name, tree in trees.items()}


def _program(name: str) -> ast.Module | None:
    """Text of a program; ``None`` if this is the name of none."""
    folder, file = HERE / name / "__main__.py", HERE / f"{name}.py"
    there = folder if folder.is_file() else file
    if name in COMMANDS or not there.is_file():
        return None
    tree = ast.parse(there.read_text(encoding="utf-8"))
    return tree if there is folder or any(map(_is_start, tree.body)) else None


def _is_start(node: ast.stmt) -> bool:
    """Tell whether a statement is ``if __name__ == "__main__":``."""
    return isinstance(node, ast.If) and "__name__" in ast.unparse(node.test)


def words_of(docstring: str) -> str:
    """What a program is for: its docstring's first line up to the command."""
    return docstring.partition("\n")[0].partition("``")[0].rstrip(" :;,.")


def overview() -> str:
    """All programs, a line each."""
    listed = programs()
    width = max(map(len, listed)) + 2
    lines = [f"  {name:<{width}}{words}" for name, words in listed.items()]
    return "\n".join([HEAD, *lines, "", "bygd --version says which version this is."])


def work_of(program: str) -> Callable[[Any], None]:
    """What a program does with its options, once they are read: ``compare`` of ``experiments.compare``."""
    ispkg = (HERE / program).is_dir()
    work: Callable[[Any], None] = getattr(
        importlib.import_module(f"experiments.{program}{'.__main__' * ispkg}"), program
    )
    return work


def main(arguments: list[str] | None = None) -> None:
    """Pass everything after a program's name on to it."""
    with started_as_bygd(), for_a_reader():
        _main(*((sys.argv[1:] if arguments is None else arguments) or ["--help"]))


def _main(name: str, *rest: str) -> None:
    if name in {"-h", "--help"}:
        print(overview())
        return
    if name == "--version":
        print(f"bygd {__version__}")
        return
    if name in COMMANDS:
        refer(name)
    if asked([name]):
        if not rest:
            print(
                answer(programs() | {"--help": "list the programs", "--version": "say which version"}, [name]), end=""
            )
            return
        name, rest = rest[0], (name, *rest[1:])
    if not (name.isidentifier() and _program(name)):
        known = programs()
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
        sys.exit(f"There is no program {name!r}; {f'is {near[0]} meant?' if near else 'bygd --help lists them.'}")
    sys.argv = [f"bygd {name}", *rest]
    runpy.run_module(f"experiments.{name}", run_name="__main__", alter_sys=True)
