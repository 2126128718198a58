"""What Hydra's own flags and options do here: ``--cfg job`` and ``--info`` print, ``--config-dir`` is searched.

Hydra is asked for its grammar, and for ``-m``; where a study lies, Bygd decides. What acts is listed by ``--info``;
whatever would be taken and ignored is refused.
"""

from __future__ import annotations

import dataclasses
import re
from typing import Any

from bygd.errors import InputError
from bygd.scenarios.catalogue import choices, folder_of, searched_files
from bygd.scenarios.yaml_text import dump
from bygd.version import __version__
from experiments.command.folders import FOLDER
from experiments.command.read import read

MANY = {"-m", "--multirun"}
SHORT = {
    "-c": "--cfg", "-i": "--info", "-cp": "--config-path", "-cn": "--config-name",
    "-sc": "--shell-completion", "-p": "--package", "-r": "--run",
}  # fmt: skip
OWN_FILE = (
    "a file of your own stands in place of a name, like municipality=my_place.yaml, policy=[my_measure.yaml] or "
    "experiment=my_study.yaml"
)
REFUSED = {
    "--config-path": f"takes the place of Bygd's own configs; --config-dir adds a folder to them, and {OWN_FILE}.",
    "--config-name": f"names a file of configs, and each program has its own options; {OWN_FILE}.",
    "--shell-completion": "is Hydra's, which knows no option of Bygd; bygd completion bash prints what does.",
    "--package": "shows a part of the configuration; --cfg job prints all of it.",
    "--run": "is what happens without it; leave it out.",
    "--hydra-help": "is not there; --help explains the program, and --info what of Hydra acts.",
    "--experimental-rerun": "is not there; python -m experiments.study resume FOLDER goes on with a study.",
}
DECIDED = {  # options that Bygd sets itself, also with -m
    "hydra.run.dir": "a study lies where out=… says.",
    "hydra.output_subdir": "what a study was asked for stands in config.yaml of its own folder.",
    "hydra.job.chdir": "paths are those of the folder in which the command was typed.",
    "hydra.mode": "-m runs several.",
    "hydra.sweeper.params": "say what is varied by itself, like answer.pressure=0.1,0.3.",
}
INFO = {"all", "config", "defaults", "defaults-tree", "plugins", "searchpath"}  # after --info; all is one text here
OPTION = re.compile(r"\+{0,2}~?(hydra[./][^=]*|hydra)(=.*)?", re.DOTALL)


def shown(options: type, name: str, groups: dict[str, Any], arguments: list[str]) -> str:
    """Text that ``--cfg job`` or ``--info`` asks for, empty where neither is there; nothing is simulated or written.

    ``groups``: those of the program, with what is chosen by default. ``InputError`` for what is refused.
    """
    flags, rest = _apart(arguments)
    for flag in flags:
        if flag in REFUSED:
            raise InputError(f"{flag} {REFUSED[flag]}")
    refuse_decided(rest)
    if "--info" in flags:
        return _information(name, groups)
    if "--cfg" not in flags:
        return ""
    if flags["--cfg"] != "job":
        raise InputError(f"--cfg says {flags['--cfg']!r}, but must be job: Hydra's own settings are listed by --info.")
    if MANY & set(rest):
        raise InputError("--cfg job shows one job; leave out -m, and give each option one value.")
    return dump(dataclasses.asdict(read(options, rest)))


def _apart(arguments: list[str]) -> tuple[dict[str, str], list[str]]:
    """Flags of Hydra with what follows them, and all other arguments."""
    flags: dict[str, str] = {}
    rest: list[str] = []
    waiting = list(arguments)
    while waiting:
        given = waiting.pop(0)
        flag, _, value = given.partition("=")
        flag = SHORT.get(flag, flag)
        if flag not in {"--cfg", "--info", "--resolve", *REFUSED}:
            rest.append(given)
            continue
        takes = flag == "--cfg" or (flag == "--info" and waiting[:1] and waiting[0] in INFO)
        flags[flag] = value or (waiting.pop(0) if takes and waiting else "")
    if "--resolve" in flags and "--cfg" not in flags:
        raise InputError("--resolve goes with --cfg job, which shows nothing unresolved; leave it out.")
    return flags, rest


def refuse_decided(arguments: list[str]) -> None:
    """Raise ``InputError`` for an option of Hydra that would be ignored: without ``-m`` any, with it some."""
    for match in filter(None, map(OPTION.fullmatch, arguments)):
        name = match[1]
        for decided, sentence in DECIDED.items():
            if name == decided or name.startswith(f"{decided}."):
                raise InputError(f"{name} is not taken: {sentence}")
        if not MANY & set(arguments):
            raise InputError(f"{name} is Hydra's and acts with -m only; a study lies where out=… says.")
    if any(item.startswith("objective=") for item in arguments) and not MANY & set(arguments):
        raise InputError("objective is what each job of a sweep returns to its sweeper; it goes with -m.")


def _information(name: str, groups: dict[str, Any]) -> str:
    """What can be chosen, from where, and what of Hydra acts."""
    import hydra

    lines = [
        f"Bygd {__version__}; of Hydra {hydra.__version__} the grammar, and -m.",
        "",
        f"What can be chosen (without a word: what stands in brackets), from {folder_of('policy').parent}:",
        *(f"  {group} ({_text(default)}): {', '.join(choices(group))}" for group, default in groups.items()),
        f"  {OWN_FILE[0].upper()}{OWN_FILE[1:]};",
        f"  {FOLDER} FOLDER, or hydra.searchpath=[file://FOLDER]: names are looked up in FOLDER/policy and so on, too.",
        *(f"  {group}, {key}: {file}" for group, own in searched_files().items() for key, file in own.items()),
        "",
        "With -m:",
        *(f"  hydra/{kind}=…: {', '.join(names)}" for kind, names in _plugins().items()),
        "  hydra.sweep.dir=…, hydra.sweep.subdir=…: where the jobs lie that name no folder with out=…",
        "  objective=employed_36m (run, compare): what each job returns to a sweeper that optimises",
        "",
        f"All options as they will be used, as YAML: python -m experiments.{name} … --cfg job",
    ]
    return "\n".join(lines)


def _text(default: Any) -> str:
    return ", ".join(map(str, default)) or "none" if isinstance(default, list) else str(default)


def _plugins() -> dict[str, list[str]]:
    """Launchers and sweepers that Hydra finds, by their names on the command line."""
    from hydra.core.config_store import ConfigStore
    from hydra.core.plugins import Plugins

    Plugins.instance().discover()  # each stores its settings
    store = ConfigStore.instance()
    return {
        kind: [item.removesuffix(".yaml") for item in store.list(f"hydra/{kind}")] for kind in ("launcher", "sweeper")
    }
