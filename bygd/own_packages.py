"""Bind the names ``sim``, ``configs`` and ``experiments`` to the packages that lie beside Bygd.

Decision and reasons: ``docs/adr/0016-names-bound-by-bygd.md``.
"""

from __future__ import annotations

import sys
import warnings
from importlib.machinery import PathFinder
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
NAMES = ("sim", "configs", "experiments")


class NameTakenError(ImportError):
    """A module of the user's has the name of one of Bygd's packages and was imported first."""


def bind() -> None:
    """Bind the three names; ``NameTakenError`` if one means another module already, a warning if it would."""
    for name in NAMES:
        file = HERE / name / "__init__.py"
        if name in sys.modules:
            _refuse_other(name, file)
            continue
        spec = PathFinder.find_spec(name)
        if spec is not None and (other := _place_of(spec)) != str(file):
            warnings.warn(
                f"{other} has the name of a package of Bygd: while bygd is loaded, {name} means Bygd's; rename yours "
                "if you import it.",
                stacklevel=3,
            )
        _load(name, file)


def _refuse_other(name: str, file: Path) -> None:
    """Raise ``NameTakenError`` if the imported module of this name is not the package in ``file``."""
    other = _place_of(sys.modules[name].__spec__, getattr(sys.modules[name], "__file__", None))
    if other != str(file):
        raise NameTakenError(
            f"Bygd has a package called {name}, but {other} was imported first; import bygd before it, or rename it."
        )


def _place_of(spec: object, file: str | None = None) -> str:
    """File of a module, or the folder of one without a file."""
    result = (
        file or getattr(spec, "origin", None) or next(iter(getattr(spec, "submodule_search_locations", None) or []), "")
    )
    return str(Path(result).resolve()) if result else ""


def _load(name: str, file: Path) -> None:
    """Import the package in ``file`` under ``name``."""
    spec = spec_from_file_location(name, file, submodule_search_locations=[str(file.parent)])
    if spec is None or spec.loader is None:
        raise ImportError(f"{file} cannot be imported.")
    module = module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
