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
from experiments.command.renamed import COMMANDS, refer
from experiments.command.terminal import for_a_reader

HERE = Path(experiments.__path__[0])
HEAD = "bygd PROGRAM [what it is told …]        bygd PROGRAM --help explains one\n"


def programs() -> dict[str, str]:
    """Programs by name, each with its own words."""
    results = {}
    for module in pkgutil.iter_modules(experiments.__path__):
        file = HERE / module.name / "__main__.py" if module.ispkg else HERE / f"{module.name}.py"
        if module.name in COMMANDS or not file.is_file():
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        if module.ispkg or any(_is_start(node) for node in tree.body):
            results[module.name] = words_of(ast.get_docstring(tree) or "")
    return results


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
    with for_a_reader():
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
    known = programs()
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
        sys.exit(f"There is no program {name!r}; {f'is {near[0]} meant?' if near else 'bygd --help lists them.'}")
    sys.argv = [f"bygd {name}", *rest]
    runpy.run_module(f"experiments.{name}", run_name="__main__", alter_sys=True)
