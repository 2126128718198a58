"""Folders in which names are looked up too, on the command line: ``--config-dir FOLDER`` and ``hydra.searchpath``."""

from __future__ import annotations

import dataclasses
import re

from bygd.errors import InputError
from bygd.scenarios.search_path import GROUP_OF
from experiments.command.values import listed

FOLDER = "--config-dir"
FLAGS = {FOLDER, "-cd"}  # long, and short as Hydra has it
SEARCHED = re.compile(r"\+{0,2}hydra\.searchpath=(.*)", re.DOTALL)
SCHEME = re.compile(r"([a-z]+)://(.*)", re.DOTALL)


def folders_in(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Folders in which names are looked up too (``--config-dir``, ``hydra.searchpath``), and all other arguments."""
    folders: list[str] = []
    rest: list[str] = []
    waiting = list(arguments)
    while waiting:
        given = waiting.pop(0)
        flag, equals, value = given.partition("=")
        if flag in FLAGS:
            folders.append(value if equals else waiting.pop(0) if waiting else "")
        elif match := SEARCHED.fullmatch(given):
            folders += [_folder(item) for item in listed("hydra.searchpath", match[1])]
        else:
            rest.append(given)
    if "" in folders:
        raise InputError(f"{FOLDER} names no folder; say {FOLDER} my_folder, in which policy/my_measure.yaml lies.")
    return folders, rest


def folders_last(words: list[str]) -> tuple[list[str], list[str]]:
    """Words without the folders that stand first, before the part of a program; and these."""
    at = 0
    while at < len(words) and (words[at].partition("=")[0] in FLAGS or SEARCHED.fullmatch(words[at])):
        at += 2 if words[at] in FLAGS else 1
    return words[at:], words[:at]


def _folder(item: str) -> str:
    """Folder of an item of ``hydra.searchpath``."""
    scheme, folder = match.groups() if (match := SCHEME.fullmatch(item)) else ("file", item)
    if scheme != "file":
        raise InputError(
            f"hydra.searchpath names {item}, but names are looked up in folders alone, like file://{folder}."
        )
    return folder


def refuse_nameless(options: type, folders: list[str], name: str) -> None:
    """Raise ``InputError`` for folders where no option holds a name that could be looked up there."""
    if folders and not {item.name for item in dataclasses.fields(options)} & GROUP_OF.keys():
        raise InputError(
            f"{name} has no option that holds a name of a file, so there is nothing to look up in {folders[0]}."
        )
