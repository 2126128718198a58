"""From the command line to checked options: Hydra composes, and every mistake becomes one sentence."""

from __future__ import annotations

import dataclasses
import re
import threading
import uuid
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

from hydra import compose, initialize_config_module
from hydra.core.config_store import ConfigStore
from hydra.core.global_hydra import GlobalHydra
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.errors import HydraException, OverrideParseException
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from bygd.errors import InputError, first_line, misfit, near, shortened
from bygd.scenarios.build import checked
from bygd.scenarios.catalogue import choices, folder_of, parts_of, refuse_unknown, spelled_out, unknown
from bygd.scenarios.municipality import own_file
from bygd.scenarios.options import Common, law_of
from bygd.scenarios.own_files import literal, load_yaml, restored
from experiments.command.renamed import OPTIONS
from sim.parameters import numbers
from sim.processes import Parameters

OWN = "a_file_of_your_own"
COMPOSING = threading.RLock()  # Hydra has one state for the whole process
GROUPS = {"municipality": "sel", "population": "before_2022", "policy": []}  # with what is chosen by default
NAMING = ("scenarios", "measures", "also")  # options that name measures
LISTS = (*NAMING, "card", "vary", "until", "outcomes", "municipalities", "free", "fixed")
LIKE = (
    'options look like name=value, without spaces, and lists stand in quotes, like "scenarios=[follow_up,mentor_grant]"'
)
CURLY = "“”„«»‘’‚"
PLAIN = re.compile(r"[^\W\d]\w*=(?=.*[^\x00-\x7f])[\w./\\:~ -]+")  # name=text, and letters beyond a to z in the text


def read(options: type, arguments: list[str]) -> Any:
    """Compose ``arguments`` (``name=value``) into checked ``options``; raises one of ``MISTAKES``.

    Threads may call it: one reads after the other.
    """
    with COMPOSING:
        return _read(options, arguments)


def _read(options: type, arguments: list[str]) -> Any:
    try:
        arguments = [quoted(item) for item in with_description(_named(options, arguments))]
        texts = {item.key_or_group: item.value() for item in OverridesParser.create().parse_overrides(arguments)}
        own = own_file(texts.get("municipality"))
        rest = [
            item
            for item in arguments
            if not _is_of(item, "policy") and not (own is not None and _is_of(item, "municipality"))
        ]
        if own is not None:
            ConfigStore.instance().store(group="municipality", name=OWN, node=own)
            rest.insert(0, f"municipality={OWN}")
        for name in LISTS:  # one of a list needs no brackets; what is said last counts
            last = [item for item in rest if _is_of(item, name)][-1:]
            if isinstance(texts.get(name), (str, int)):
                last = [f"{name}=[{texts[name]}]"]
            rest = [item for item in rest if not _is_of(item, name)] + last
        if "law" in texts and issubclass(options, Common):
            rest = [*(f"{name}={value}" for name, value in law_of(texts["law"]).items()), *rest]
        base, wanted = _policies(options, texts)
        chosen = [f"policy=[{','.join(wanted)}]"] if "policy" in groups_of(options) else []
        _store(options)
        around = GlobalHydra.instance().hydra  # inside a sweep Hydra is at work already
        GlobalHydra.instance().clear()
        try:
            with initialize_config_module("configs", version_base="1.3"):
                composed = compose(options.__name__, overrides=[*chosen, *rest])
        finally:
            GlobalHydra.instance().hydra = around
        given = _checked(composed)
    except OverrideParseException as error:
        raise InputError(argument_fault(str(error.override), _names_of(options))) from None
    except (HydraException, OmegaConfBaseException, OSError) as error:
        raise InputError(_sentence(error, options)) from None
    if chosen:
        given.policy = base
    return given


def _is_of(argument: str, group: str) -> bool:
    return argument.lstrip("+~").partition("=")[0] == group


def _policies(options: type, texts: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Names of the policies in force from the beginning, and of all that have to be loaded."""
    base = _names("policy", texts.get("policy", []))
    scenarios: list[str] = []
    for name in NAMING:
        if name in {field.name for field in dataclasses.fields(options)}:
            scenarios += _names(name, texts[name]) if name in texts else getattr(options(), name)
    parts = [part.partition(":")[0] for item in spelled_out(scenarios) for part in parts_of(item)]
    wanted = dict.fromkeys([*base, *parts])
    for name in wanted:
        refuse_unknown("policy", name, word="measure")
    return base, list(wanted)


def _names(option: str, value: Any) -> list[str]:
    if isinstance(value, str):
        value = [value] if value else []
    if isinstance(value, list) and any(
        isinstance(item, str) and re.fullmatch(r".*:\d+", item) and isinstance(after, int)
        for item, after in pairwise(value)
    ):
        raise InputError(f"{option} holds a size with a comma; write it with a point, like extra_staff:0.5.")
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise InputError(f"{option} must be a list of names, like {option}=[follow_up].")
    return value


def with_description(arguments: list[str]) -> list[str]:
    """Put what the file of ``experiment=`` holds in its place; what is typed wins. ``InputError``: no file."""
    names = [item.partition("=")[2] for item in arguments if _is_of(item, "experiment") and not item.endswith("=")]
    if not names:
        return arguments
    file = Path(names[-1])
    if file.suffix not in {".yaml", ".yml"}:
        if names[-1] not in choices("experiment"):
            raise InputError(
                f"There is no experiment {names[-1]!r}; choose from {', '.join(choices('experiment'))}, or name a file."
            )
        file = folder_of("experiment") / f"{names[-1]}.yaml"
    loaded = load_yaml(file, "experiment", "options and values, like replicates: 20")
    for key in loaded:
        if not re.fullmatch(r"[A-Za-z]\w*(\.\w+)*", str(key)) or str(key).startswith("hydra."):
            raise InputError(f"The experiment file {file} holds {shortened(str(key))}, which is no option; see --help.")
    typed = {item.lstrip("+~").partition("=")[0] for item in arguments}
    rest = [item for item in arguments if not _is_of(item, "experiment")]
    return [*(f"{key!s}={_typed(value)}" for key, value in loaded.items() if key not in typed), *rest]


def _typed(value: Any) -> str:
    """Write a value of a YAML file as on the command line."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{key}:{_typed(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_typed, value)) + "]"
    if isinstance(value, str):
        escaped = re.sub(r"(\\*)('|$)", lambda match: match[1] * 2 + "\\'" * bool(match[2]), literal(value))
        return f"'{escaped}'"
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else repr(value)


def groups_of(options: type) -> dict[str, Any]:
    """Groups of ``configs`` that a program has, with what is chosen by default."""
    names = {field.name for field in dataclasses.fields(options)}
    chosen = GROUPS | getattr(options, "CHOSEN", {})
    return {group: default for group, default in chosen.items() if group in names}


_STORED: dict[type, dict[str, Any]] = {}  # what Hydra's store holds of each program


def _store(options: type) -> None:
    """Register the root configuration of a program: its schema, and the groups with their defaults.

    Only of one program at a time: Hydra copies all that is there, again and again.
    """
    repository = ConfigStore.instance().repo
    for nodes in _STORED.values():
        for node in nodes:
            repository.pop(node, None)
    if options not in _STORED:
        _STORED[options] = _stored_anew(options)
    repository.update(_STORED[options])


def _stored_anew(options: type) -> dict[str, Any]:
    name = options.__name__
    folder = f"outputs/sweep-{uuid.uuid4().hex[:8]}"
    hydra_node = {"output_subdir": None, "run": {"dir": "."}, "sweep": {"dir": folder, "subdir": "${hydra.job.num}"}}
    ConfigStore.instance().store(name=f"{name}_schema", node=options)
    ConfigStore.instance().store(
        name=name,
        node={
            "defaults": [
                f"{name}_schema",
                *({group: default} for group, default in groups_of(options).items()),
                "_self_",
            ],
            "hydra": hydra_node,
        },
    )
    return {node: ConfigStore.instance().repo[node] for node in (f"{name}_schema.yaml", f"{name}.yaml")}


def _checked(composed: DictConfig) -> Any:
    """Turn what was composed into ``options``, with everything unknown or impossible refused."""
    _refuse_unknown(composed, "")
    options = restored(OmegaConf.to_object(composed))
    for name, policy in getattr(options, "policies", {}).items():
        policy.name = name
    return checked(options)


def _refuse_unknown(node: Any, prefix: str) -> None:
    """Refuse keys that no class declares (Hydra lets ``+key=…`` through)."""
    if not isinstance(node, DictConfig):
        return
    kind = OmegaConf.get_type(node)
    known = {field.name for field in dataclasses.fields(kind)} if dataclasses.is_dataclass(kind) else None
    for key in node:
        path = f"{prefix}{key!s}"
        if known is not None and key not in known:
            raise InputError(f"Unknown option {path}; --help lists what there is.")
        if not OmegaConf.is_missing(node, key):
            _refuse_unknown(node._get_node(key), f"{path}.")  # noqa: SLF001  (a plain look-up would convert it)


def _names_of(options: type) -> list[str]:
    """Every name that a program's options have, the numbers of the model too."""
    return [field.name for field in dataclasses.fields(options)] + list(numbers(Parameters()))


def _sentence(error: BaseException, options: type) -> str:
    """One sentence for an error of Hydra or OmegaConf, without the advice to use ``+``."""
    text = str(error)
    if match := re.search(r"Could not (?:find|load) '(\w+)/([^']*)'", text):
        group, name = match.groups()
        return unknown(group, name, or_file="my_municipality.yaml" * (group == "municipality"))
    if match := re.search(r"Could not override '([^']+)'", text):
        if now := [name for name in OPTIONS.get(match[1], ()) if name in vars(options())]:
            return f"The option {match[1]} is called {now[0]} now."
        hint = near(match[1], _names_of(options), cutoff=0.75)
        see = "see --help, and python -m experiments.numbers for the numbers of the model"
        return f"Unknown option {match[1]}{hint}; {see}."
    cause = error.__cause__ or error
    key = re.search(r"full_key: (\S+)", f"{cause}\n{error}")  # a cause has none while a debugger or coverage looks on
    if "Missing mandatory value" in str(cause) or "MISSING" in str(cause):
        missing = key[1] if key else first_line(cause).rpartition(": ")[2]
        return f"The value {missing} is missing; compare with configs/municipality/sel.yaml."
    return misfit(key[1], cause) if key else f"{first_line(error)}."


def _named(options: type, arguments: list[str]) -> list[str]:
    """Arguments with the first positional one named as the option declared as a ``word``."""
    names = [item.name for item in dataclasses.fields(options) if item.metadata.get("word")]
    bare = [i for i, item in enumerate(arguments) if "=" not in item and not item.startswith("-")]
    return [f"{names[0]}={_typed(item)}" if names and bare[:1] == [i] else item for i, item in enumerate(arguments)]


# --- mistyped arguments ---------------------------------------------------------------------------------------


def quoted(argument: str) -> str:
    """``out=søk`` as ``out='søk'``: Hydra takes letters beyond a to z in quotation marks only."""
    if not PLAIN.fullmatch(argument):
        return argument
    name, _, text = argument.partition("=")
    return f"{name}='{text}'"


def argument_fault(argument: str, options: Iterable[str]) -> str:
    """One sentence for an argument that cannot be read by a program with these options."""
    if argument.endswith((".yaml", ".yml")) and "experiment" in options:
        return f"{argument!r} is not understood; a study file is named with experiment={argument}."
    if any(mark in argument for mark in CURLY):
        return f'{argument!r} holds curly quotation marks; type straight ones (").'
    for opening, closing in ("[]", "{}"):
        missing = argument.count(opening) - argument.count(closing)
        if missing:
            lacks = f"lacks a {closing if missing > 0 else opening}"
            return f"{argument!r} {lacks}; {LIKE}."
    return f"{argument!r} is not understood; {LIKE}."
