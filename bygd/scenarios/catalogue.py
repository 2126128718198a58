"""What can be chosen in ``configs``, and names that stand for several measures."""

from __future__ import annotations

import contextlib
import functools
import os
import re
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from bygd.errors import InputError, near

BASELINE = "baseline"
YAML = (".yaml", ".yml")
TARGETS = (*YAML, ".csv")  # endings of files of published figures
FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml, where it is there
ALL_TEN = "all_ten"
ONE = "recommendation_"
EVERY = "every_measure"
STAFF = "extra_staff"  # the measure that is a number of posts


def choices(group: str, endings: tuple[str, ...] = YAML) -> list[str]:
    """Names that can be chosen in a group of ``configs``: its files with one of these endings, in small letters."""
    return sorted(file.stem for file in folder_of(group).iterdir() if file.suffix in endings)


_SEARCHED: ContextVar[Mapping[str, Mapping[str, Path]]] = ContextVar("searched", default=MappingProxyType({}))


@contextlib.contextmanager
def searched(files: Mapping[str, Mapping[str, Path]]) -> Iterator[None]:
    """Let names of one's own stand for these files meanwhile: by group and name (``search_path``)."""
    before = _SEARCHED.set(files)
    try:
        yield
    finally:
        _SEARCHED.reset(before)


def searched_files() -> Mapping[str, Mapping[str, Path]]:
    """Files that names of one's own stand for now, by group and name; for another process."""
    return _SEARCHED.get()


def own_names(group: str) -> Mapping[str, Path]:
    """Names of one's own in a group that can be chosen now, and their files."""
    return _SEARCHED.get().get(group, {})


def known_names(group: str, endings: tuple[str, ...] = YAML) -> list[str]:
    """All names that can be chosen in a group now, those of one's own last."""
    return [*choices(group, endings), *own_names(group)]


def refuse_unknown(group: str, name: str, *, word: str = "", or_file: str = "") -> None:
    """Raise ``InputError`` if a group of ``configs`` has no such name; ``word``: what such a thing is called."""
    if name not in choices(group):
        raise InputError(unknown(group, name, word=word, or_file=or_file))


def unknown(group: str, name: str, *, word: str = "", or_file: str = "", hint: str = "") -> str:
    """Sentence for a name that a group of ``configs`` does not have; ``hint``: what may be meant, else the nearest."""
    known, own = known_names(group), or_file and f", or name a file of your own, like {or_file}"
    shown = name if name.isdecimal() else repr(name)
    return f"There is no {word or group} {shown}{hint or near(name, known)}; choose from {', '.join(known)}{own}."


def at_home(text: str) -> str:
    """A path with the user's home folder in place of a ``~`` at its beginning; every other text stays as it is."""
    begins = text == "~" or text.startswith(("~/", f"~{os.sep}"))
    return os.path.expanduser(text) if begins else text  # noqa: PTH111  (Path would rewrite the rest)


def own_file_of(group: str, named: str, endings: tuple[str, ...] = YAML) -> Path | None:
    """File of one's own: any file that is there, or a name that ends like one; ``None`` for a name of ``configs``."""
    if named in choices(group, endings):
        return None
    file = at_home(named)
    return Path(file) if file.lower().endswith(endings) or is_file(file) else None


def is_file(text: str) -> bool:
    """Whether a text names a file that is there, however long and odd the text is."""
    return os.path.isfile(text)  # noqa: PTH113  (Path raises errors)


def file_of(group: str, named: str, *, word: str = "", or_file: str = "") -> Path:
    """File that a name of ``configs``, or a path of one's own, stands for; ``InputError`` if neither is there."""
    if own := own_file_of(group, named):
        return own
    refuse_unknown(group, named, word=word, or_file=or_file)
    return folder_of(group) / f"{named}.yaml"


def short_name(municipality: str) -> str:
    """Name of a municipality, or of its file, as folders are named after it."""
    return Path(municipality).stem


def folder_of(group: str) -> Path:
    """Folder of a group of ``configs``."""
    import configs

    return Path(configs.__path__[0]) / group


def load_own(file: Path) -> Any:
    """What a YAML file of Bygd's own holds; far faster than ``own_files.load_yaml``, which tells a writer's faults."""
    return yaml.load(file.read_text(encoding="utf-8"), FAST)  # noqa: S506  (FAST is a safe loader)


@functools.cache
def recommendations() -> dict[int, list[str]]:
    """Measures of each of the note's recommendations, 1 to 10 (number 6 has three)."""
    results: dict[int, list[str]] = {}
    for name in choices("policy"):
        if number := load_own(folder_of("policy") / f"{name}.yaml").get("recommendation"):
            results.setdefault(number, []).append(name)
    return dict(sorted(results.items()))


def parts_of(scenario: str) -> list[str]:
    """Measures (some with a size) that a scenario's name stands for.

    ``a+b`` joins; ``all_ten`` is every recommendation of the note, ``recommendation_6`` all measures of that one.
    ``InputError`` for a size of such a name.
    """
    parts: list[str] = []
    for part in scenario.split("+"):
        whole, colon, _ = part.partition(":")
        if colon and (whole in {ALL_TEN, EVERY} or re.fullmatch(rf"{ONE}\d+", whole)):
            raise InputError(
                f"{part} gives a size to {whole}, but only a single measure has one, like extra_staff:0.5."
            )
        if part == ALL_TEN:
            parts += [name for names in recommendations().values() for name in names]
        elif part.startswith(ONE) and part.removeprefix(ONE).isdigit():
            parts += recommendations().get(int(part.removeprefix(ONE)), [part])
        else:
            parts.append(part)
    return parts


def with_posts(rest: str, posts: float) -> str:
    """Name of the scenario of a set of measures and so many posts; of nothing at all the baseline."""
    staff = [] if posts == 0 else [STAFF if posts == 1 else f"{STAFF}:{posts:g}"]
    return "+".join([*([rest] if rest else []), *staff]) or BASELINE


def single_measures() -> list[str]:
    """All measures: those of the note's recommendations in their order, then the others."""
    ten = parts_of(ALL_TEN)
    return [*ten, *(name for name in choices("policy") if name not in ten)]


def spelled_out(scenarios: list[str]) -> list[str]:
    """Names of scenarios, ``every_measure`` replaced by each measure alone and some together."""
    every = [*single_measures(), f"{ONE}6", "follow_up+extra_staff:0.5", ALL_TEN, f"{ALL_TEN}+extra_staff"]
    return [name for item in scenarios for name in (every if item == EVERY else [item])]
