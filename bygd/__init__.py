"""Agent-based simulation of how refugees find work in small Norwegian municipalities: the library.

>>> import bygd                                                                       # doctest: +SKIP
>>> bygd.run("sel", measures="follow_up").outcomes                                    # doctest: +SKIP

Everything is loaded when it is first used. ``docs/python.md`` shows what there is.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from bygd.own_packages import bind
from bygd.version import __version__

if TYPE_CHECKING:
    from bygd.errors import InputError
    from bygd.front_door.lists import measure, measures, municipalities, numbers, problem
    from bygd.front_door.results import Comparison, Run, StudyFolder, study
    from bygd.front_door.simulate import compare, model, outcomes_at, run
    from bygd.front_door.validate import validate

__all__ = [
    "Comparison",
    "InputError",
    "Run",
    "StudyFolder",
    "__version__",
    "compare",
    "measure",
    "measures",
    "model",
    "municipalities",
    "numbers",
    "outcomes_at",
    "problem",
    "run",
    "study",
    "validate",
]
_HOMES = {
    "InputError": "bygd.errors",
    **dict.fromkeys(("measure", "measures", "municipalities", "numbers", "problem"), "bygd.front_door.lists"),
    **dict.fromkeys(("Comparison", "Run", "StudyFolder", "study"), "bygd.front_door.results"),
    **dict.fromkeys(("compare", "model", "outcomes_at", "run"), "bygd.front_door.simulate"),
    "validate": "bygd.front_door.validate",
}

bind()


def __getattr__(name: str) -> Any:
    """Load what is asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'bygd' has no attribute {name!r}")
    result = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = result
    return result


def __dir__() -> list[str]:
    """Names for an interactive reader."""
    return sorted(__all__)
