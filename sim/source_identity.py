"""What identifies a source: a class by what its methods do, ``sim`` by its syntax trees, whatever the words in them.

Studies keep these, so that no run is mixed with those of another model; the cache of compiled code is named by one.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import hashlib
import inspect
import platform
import sys
import types as types_of_python
import typing
from pathlib import Path

import numba
import numpy as np

from sim.code_cache import remembered

OUTSIDE = (
    "__init__",
    "code_cache",
    "model",
    "outcomes",
    "points",
    "policy",
    "population",
    "processes",
    "scenario",
    "world",
)  # never compiled


def mark_of(cls: type) -> str:
    """Name of a class and a hash of what it does: its code, that of its bases, and the files they are written in."""
    digest = hashlib.sha256()
    for part in cls.__mro__:
        if part.__module__.split(".")[0] in {"mesa", "builtins"}:
            continue
        digest.update(repr((part.__name__, inspect.get_annotations(part))).encode())
        for name, function in sorted(vars(part).items()):
            if inspect.isfunction(function) and not name.startswith("__"):
                digest.update(name.encode() + _code(function.__code__, function.__doc__).encode())
                cells = [cell.cell_contents for cell in function.__closure__ or ()]
                cells = [_code(one.__code__, one.__doc__) if inspect.isfunction(one) else one for one in cells]
                digest.update(repr([one for one in cells if isinstance(one, (int, float, str, tuple))]).encode())
        if part.__module__.split(".")[0] != "sim":  # what sim does is in the name of the cache folder
            with contextlib.suppress(OSError, TypeError, SyntaxError):
                digest.update(_syntax(Path(inspect.getfile(part))).encode())
    return f"is_{cls.__name__}_{digest.hexdigest()[:8]}"


def _code(code: types_of_python.CodeType, words: str | None = None) -> str:
    """What a function does, whatever its line numbers, its remarks and the ``words`` of its docstring."""
    inner = []
    for one in code.co_consts:
        if isinstance(one, types_of_python.CodeType):
            inner.append(_code(one))
        elif isinstance(one, frozenset):
            inner.append(repr(sorted(map(repr, one))))  # sets of words have another order in every process
        elif one is None or one != words:
            inner.append(repr(one))
    return repr((code.co_code, code.co_names, code.co_varnames, inner))


def _syntax(file: Path) -> str:
    """Syntax tree of a file without its docstrings."""
    return _syntax_of(file.read_text(encoding="utf-8"))


@functools.cache
def _syntax_of(text: str) -> str:
    """Syntax tree of a file's text, kept because a study asks more than once."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]
    return _plain(tree)


def _plain(node: typing.Any) -> str:
    """A syntax tree as text that is the same in every version of Python (that of ``ast.dump`` is not)."""
    if isinstance(node, ast.AST):
        parts = [f"{name}={_plain(part)}" for name, part in ast.iter_fields(node) if part is not None and part != []]
        return f"{type(node).__name__}({', '.join(parts)})"
    return f"[{', '.join(map(_plain, node))}]" if isinstance(node, list) else repr(node)


def own_sources(item: type | types_of_python.FunctionType) -> str:
    """Text of what a class or a function does, whatever version of Python reads it; of what lies in ``sim`` a name.

    Where no file can be read (a cell of a notebook), the bytecode has to do.
    """
    if not isinstance(item, type):
        if item.__module__.split(".")[0] == "sim":
            return item.__qualname__
        try:
            text = _syntax(Path(inspect.getfile(item)))
        except (OSError, TypeError, SyntaxError):
            text = _code(item.__code__, item.__doc__)
        cells = [cell.cell_contents for cell in item.__closure__ or ()]
        inner = [own_sources(one) if inspect.isfunction(one) else one for one in cells]
        return repr((item.__qualname__, text, [one for one in inner if isinstance(one, (int, float, str, tuple))]))
    texts = []
    for part in item.__mro__:
        texts.append(part.__name__)
        if part.__module__.split(".")[0] not in {"mesa", "builtins", "sim"}:
            texts.append(repr(inspect.get_annotations(part)))
            texts += [
                name + own_sources(one)
                for name, one in sorted(vars(part).items())
                if inspect.isfunction(one) and name[:2] != "__"
            ]
    return repr(texts)


def source_hash(*, compiled_only: bool = False) -> str:
    """Hash of the syntax trees of ``sim``: what decides the results.

    ``compiled_only``: of what is compiled, and of the versions that compile it.
    """
    here = Path(__file__).parent
    texts = {
        file.relative_to(here).as_posix(): file.read_bytes()
        for file in sorted(here.rglob("*.py"))
        if not (compiled_only and file.parent == here and file.stem in OUTSIDE)
    }
    bytes_of_all = repr([sys.version, *((name, hashlib.sha256(text).digest()) for name, text in texts.items())])
    # Trees take .15 s to walk; the bytes of all files, among them this one, tell whether they are those of last time.
    trees = remembered(hashlib.sha256(bytes_of_all.encode()).hexdigest(), lambda: _hash_of_trees(texts))
    if not compiled_only:
        return trees[:16]
    versions = f"{numba.__version__} {np.__version__} {platform.python_version()} {sys.platform}"
    bounds = f"bounds {numba.config.BOUNDSCHECK}"  # type: ignore[attr-defined]
    return hashlib.sha256(f"{trees} {versions} {bounds}".encode()).hexdigest()[:16]


def _hash_of_trees(texts: dict[str, bytes]) -> str:
    """SHA-256 of names and syntax trees of files."""
    digest = hashlib.sha256()
    for name, text in texts.items():
        digest.update(name.encode() + _syntax_of(text.decode()).encode())
    return digest.hexdigest()
