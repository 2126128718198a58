"""Folders of one's own in which names are looked up too, as ``configs`` has them: ``FOLDER/policy/my_measure.yaml``.

A name stands for its file, so what a study keeps is what it keeps of a file that is typed. No name of one's own is also
one of Bygd's, nor that of another folder: what a name means would depend on where one looks first.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bygd.errors import InputError
from bygd.scenarios.catalogue import BASELINE, TARGETS, YAML, at_home, choices, folder_of, own_names, searched
from bygd.scenarios.names import plain, titles

ENDINGS = {  # of the groups in which files of one's own may stand for names
    "cards": YAML, "ensembles": (".csv",), "experiment": YAML, "mechanisms": YAML, "municipality": YAML,
    "obstacles": YAML, "policy": YAML, "targets": TARGETS, "trials": YAML,
}  # fmt: skip
GROUP_OF = {  # options that hold names, and the group of these
    **dict.fromkeys(("policy", "scenarios", "measures", "also"), "policy"),
    **dict.fromkeys(("municipality", "municipalities", "practice_of"), "municipality"),
    **dict.fromkeys(("ensemble", "beside_ensemble"), "ensembles"),
    **{name: name for name in ("cards", "experiment", "mechanisms", "obstacles")},
    "figures": "targets",
    "like": "trials",
}
RESERVED = {"policy": (BASELINE,), "ensembles": ("default",), "municipality": ("each_other",)}  # words of options


@contextlib.contextmanager
def search_path(folders: Sequence[str]) -> Iterator[None]:
    """Look names up in these folders too, meanwhile; ``InputError`` for what cannot be, or would mean two things."""
    found: dict[str, dict[str, Path]] = {}
    for folder in [Path(at_home(item)) for item in folders]:
        if not folder.is_dir():
            raise InputError(f"There is no folder {folder} in which names could be looked up.")
        groups = {item.name for item in folder.iterdir() if item.is_dir()}
        if fixed := sorted((groups & _of_bygd()) - ENDINGS.keys()):
            raise InputError(f"{folder / fixed[0]} cannot be looked up: Bygd's own {fixed[0]} alone can be chosen.")
        if not groups & ENDINGS.keys():
            raise InputError(
                f"{folder} has none of the folders in which names are looked up: {', '.join(ENDINGS)}; a measure "
                "stands in policy, like policy/my_measure.yaml."
            )
        for group in sorted(groups & ENDINGS.keys()):
            for file in sorted((folder / group).iterdir()):
                if file.suffix in ENDINGS[group]:
                    _refuse_second_meaning(group, file, found.setdefault(group, {}))
                    found[group][file.stem] = file
    with searched(found):
        yield


def _of_bygd() -> set[str]:
    return {item.name for item in folder_of("policy").parent.iterdir() if item.is_dir()}


def _refuse_second_meaning(group: str, file: Path, before: Mapping[str, Path]) -> None:
    """Refuse a file whose name means something already."""
    name, also = file.stem, ""
    if group in _of_bygd() and name in choices(group, ENDINGS[group]):
        also = str(folder_of(group) / f"{name}{ENDINGS[group][0]}")
    elif name in before:
        also = str(before[name])
    elif group == "policy" and plain(name) in titles():
        also = f"the measure {titles()[plain(name)][0]}"
    elif name in RESERVED.get(group, ()):
        also = "something else"
    if also:
        raise InputError(f"The name of {file} means {also} already; give the file another name.")
    if group == "policy" and {"+", ":"} & {*str(file.absolute().relative_to(file.absolute().anchor))}:
        raise InputError(f"The path {file} holds + or :, which join measures and give sizes; give it another name.")


def located(option: str, value: Any) -> Any:
    """What an option names, with each name of the search path replaced by its file; everything else stays."""
    files = own_names(GROUP_OF.get(option, ""))
    if not files:
        return value
    if isinstance(value, list):
        return [located(option, item) for item in value]
    if not isinstance(value, str):
        return value
    if GROUP_OF[option] != "policy":
        return str(files.get(value, value))
    return "+".join(_measure(part, files) for part in value.split("+"))


def _measure(part: str, files: Mapping[str, Path]) -> str:
    name, colon, size = part.partition(":")
    return f"{files[name]}{colon}{size}" if name in files else part
