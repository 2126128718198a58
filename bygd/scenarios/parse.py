"""What a municipality file states, line by line: what can be understood is kept, everything else is told at once.

A run stops at the first mistake (``sim.population.check_description``); the rules are the same, from the same list.
"""

from __future__ import annotations

import copy
import dataclasses
import difflib
import re
from collections.abc import Iterator
from typing import Any

from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import ConfigAttributeError, ConfigKeyError, KeyValidationError, OmegaConfBaseException

from bygd.errors import MISTAKES, misfit, not_a, shortened
from bygd.scenarios.fill import declared_at, fits
from bygd.scenarios.municipality import described, misplaced, tree_of
from bygd.scenarios.own_files import literal, restored
from bygd.scenarios.settings import lacks
from sim.parameters import numbers
from sim.population import Description, MunicipalityDescription, Office, faults_of
from sim.processes import Practice

Line = tuple[Any, ...]
MOST = 1e6  # beyond all numbers of an office


@dataclasses.dataclass
class Stated:
    """A municipality file: ``municipalities``: fields that could be understood; ``faults``: a sentence each."""

    title: str
    municipalities: dict[str, dict[str, Any]]
    lines: set[Line]  # municipality, office and number, for all numbers of offices that are stated
    faults: list[str]


def stated_in(file: str, *, deep: bool = True) -> Stated:
    """Read a municipality file; ``InputError`` only where it cannot be read at all."""
    return stated(tree_of(file, {}), file, deep=deep)


def stated(plain: dict[Any, Any], named: str, *, deep: bool = True) -> Stated:
    """What the tree of a municipality file states; ``deep``: lay out all arrays of a run where nothing is wrong."""
    typed, bad = _understood(plain)
    title = None if OmegaConf.is_missing(typed, "title") else restored(typed.title)
    municipalities = {
        str(key): _fields(typed.municipalities[key], ("municipalities", key), bad) for key in typed.municipalities
    }
    faults = [*bad.values(), *_missing(typed, bad)]
    if municipalities or not any(item[0] == "municipalities" for item in bad):
        faults += faults_of(title, municipalities)
    if not faults and deep:
        faults = _refused(plain, named)
    lines = {(str(path[1]), *path[3:5]) for path, _ in _lines(plain) if path[2:3] == ("offices",) and path not in bad}
    for fields in municipalities.values():
        if "offices" in fields:
            fields["offices"] = {side: office for side, office in fields["offices"].items() if _is_sane(office)}
    return Stated(title or "", municipalities, lines, faults)


def _is_sane(office: Office) -> bool:
    """Whether one can reckon with an office's numbers, right or wrong: none is infinite or no number."""
    return all(abs(getattr(office, name)) <= MOST for name in numbers(Practice()))


def _lines(plain: Any, path: Line = ()) -> Iterator[tuple[Line, Any]]:
    """Every line of a file that holds a value: its keys from the top, and the value."""
    if isinstance(plain, dict) and plain:
        for key, value in plain.items():
            yield from _lines(value, (*path, key))
    else:
        yield path, plain


def _understood(plain: dict) -> tuple[DictConfig, dict[Line, str]]:
    """Description with all lines that fit it; sentences for the others."""
    typed: Any = OmegaConf.structured(Description)
    OmegaConf.update(typed, "title", "???")
    bad: dict[Line, str] = {}
    plain = copy.deepcopy(plain)
    for path in misplaced(plain):
        bad[path] = f"{_dotted(path)} is a group or a list, but must be a number."
        del plain[path[0]][path[1]][path[2]][path[3]]
    return OmegaConf.merge(typed, literal(_fitting(plain, (), Description, bad) or {})), bad  # type: ignore[return-value]


def _fitting(value: Any, path: Line, hint: Any, bad: dict[Line, str]) -> Any:
    """What of a part of a file fits a description (``None``: nothing); the rest is noted, line by line.

    ``hint``: what is declared there (``None``: nothing).
    """
    if fits(hint, value):
        return value
    part = value
    for key in reversed(path):
        part = {key: part}
    try:
        OmegaConf.merge(OmegaConf.structured(Description), literal(part))
    except OmegaConfBaseException as error:
        if isinstance(value, dict) and value:
            found = {key: _fitting(item, (*path, key), declared_at(hint, key), bad) for key, item in value.items()}
            return {key: item for key, item in found.items() if item is not None} or None
        line, sentence = _told(value, path, error)
        bad[line] = sentence
        return None
    return value


def _told(value: Any, path: Line, error: OmegaConfBaseException) -> tuple[Line, str]:
    """Line that is wrong, and what is wrong with it."""
    if value is None:
        return path, f"{_dotted(path)} has no value."
    if isinstance(error, KeyValidationError) and error.key in path:
        line = path[: path.index(error.key) + 1]
        return line, misfit(_dotted(line), error)
    if isinstance(error, (ConfigKeyError, ConfigAttributeError)):
        return _unknown(path)
    return path, _misfit(path, value, error)


def _dotted(path: Line) -> str:
    return ".".join(shortened(str(key)) for key in path)


def _unknown(path: Line) -> tuple[Line, str]:
    """A key that no such file has, and the sentence that asks for the nearest one."""
    kind, at = (
        (Description, 0) if len(path) < 3 else (Office, 4) if path[2] == "offices" else (MunicipalityDescription, 2)
    )
    unknown = path[: at + 1]
    near = difflib.get_close_matches(str(unknown[-1]), [field.name for field in dataclasses.fields(kind)], n=1)
    hint = f"; is {near[0]} meant?" if near else "."
    return unknown, f"{_dotted(unknown)} is no line of a municipality file{hint}"


def _misfit(path: Line, value: Any, error: OmegaConfBaseException) -> str:
    """What is wrong with the value of a line."""
    if match := re.search(r"could not be converted to (\w+)", str(error)):
        return str(not_a(_dotted(path), value, match[1].lower()))
    return f"{_dotted(path)} is {shortened(repr(value))}, which does not belong there; compare with the template."


def _fields(municipality: DictConfig, path: Line, bad: dict[Line, str]) -> dict[str, Any]:
    """Fields of a municipality that are stated and can be understood as a whole."""
    results = {}
    for field in dataclasses.fields(MunicipalityDescription):
        broken = any(item[: len(path) + 1] == (*path, field.name) for item in bad)
        if not OmegaConf.is_missing(municipality, field.name) and not (broken and field.name == "sectors"):
            node = municipality._get_node(field.name)  # noqa: SLF001  (a look-up would convert it)
            value = OmegaConf.to_object(node) if OmegaConf.is_config(node) else municipality[field.name]
            results[field.name] = restored(value)
    return results


def _missing(typed: DictConfig, bad: dict[Line, str]) -> Iterator[str]:
    """One sentence for each line that has to be there and is not (a line that is wrong has its own)."""
    if OmegaConf.is_missing(typed, "title") and ("title",) not in bad:
        yield "title is missing."
    for key, municipality in typed.municipalities.items():
        for field in dataclasses.fields(MunicipalityDescription):
            path = ("municipalities", key, field.name)
            if OmegaConf.is_missing(municipality, field.name) and not any(item[:3] == path for item in bad):
                yield f"{_dotted(path)} is missing."


def _refused(plain: dict[Any, Any], named: str) -> list[str]:
    """Sentence with which a program refuses a file with this tree, if it does; all arrays of a run are laid out."""
    from sim.compiled import Batch
    from sim.scenario import Scenario

    try:
        municipality = described(plain, named)
        late = any(lacks(one.settled) for one in municipality.municipalities.values())
        Batch(Scenario(municipality, arrivals="stated" if late else "series").checked())
    except MISTAKES as error:
        return [str(error)]
    except (MemoryError, OverflowError):
        return ["The numbers are too large for this machine; look at settled, enterprises and public_units."]
    return []
