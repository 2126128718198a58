"""The page of the ODD+D protocol, ``docs/odd.md``: its tables, from the code.

What stands between two marks of the page is written anew: states, schedule, numbers, what each event reads, draws and
changes. The rest is written by hand; ``strangers`` finds what it names and the model does not have.
"""

from __future__ import annotations

import functools
import importlib.util
import re
from collections.abc import Callable
from enum import IntEnum
from pathlib import Path
from typing import Any

from bygd.errors import InputError
from bygd.scenarios.catalogue import choices, folder_of, load_own
from bygd.studies.columns import listed
from experiments.display import markdown
from experiments.display.markdown import code, table
from experiments.formulas.formula import declared
from experiments.pages import rule_anatomy
from experiments.pages.parameters import TITLES, cells
from experiments.pages.rule_anatomy import Rule
from sim import chance, states, tallies
from sim import constants as by_definition
from sim.parameters import GRADES
from sim.policy import FIXED_AT_START, ORDER
from sim.population import MAX_YEARS, WITH_STAFF
from sim.processes import LAWS

STATES = listed(Path(__file__).with_name("states.csv"))  # by kind of agent
TYPES = {"int": "whole (32 bits)", "float": "real", "bool": "yes or no", "Key": "whole (64 bits)"}
ENUMS: tuple[type[IntEnum], ...] = (
    states.Status,
    states.Sector,
    states.Household,
    states.Reason,
    states.Way,
    states.JobReason,
    states.Contract,
    states.Stream,
    states.Event,
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SHORT = {"Refugee": "refugee", "Employer": "employer", "ServiceOffice": "office", "Asker": "asker"} | {
    "Municipality": "municipality"
}
HOW = {
    "draw": "uniform, this month",
    "happens": "uniform, this month, where it decides",
    "luck": "uniform, for life",
    "normal": "standard normal, for life",
    "monthly_normal": "standard normal, this month",
    "poisson": "Poisson count, this month",
    "pick": "address of an employer, this month",
    "uniform": "uniform, for life",
    "employer_met": "addresses of employers, and whether each is met, this month",
}


# --- the parts ------------------------------------------------------------------------------------------------


def state(kind: str) -> str:
    """State variables of a kind of agent."""
    written = rule_anatomy.written_by()
    rows = []
    for column in STATES[kind]:
        by = [name for name in written.get((kind, column.name), []) if name]
        rows.append([f"`{column.name}`", _type(kind, column.name), column.label, column.unit, code(by) or "input"])
    return table("state | type | what it is | unit or range | changed by", rows)


def _type(kind: str, name: str) -> str:
    annotation: Any = rule_anatomy.states()[kind][name]
    if hasattr(annotation, "__metadata__"):
        dtype, n = annotation.__metadata__[0]
        return f"{n} {'whole' if 'int' in dtype.__name__ else 'real'}"
    return TYPES.get(annotation.__name__, annotation.__name__)


def kinds() -> str:
    """Values of everything that is one of several kinds."""
    rows = [[f"`{kind.__name__}`", ", ".join(f"{item.value} `{item.name}`" for item in kind)] for kind in ENUMS]
    return table("kind | values", rows)


def schedule() -> str:
    """The order of a month, from ``sim.month``."""
    rows = []
    for number, step in enumerate(rule_anatomy.schedule(), start=1):
        what = rule_anatomy.rules()[step.calls].words if step.calls else ""
        each = f"each {step.each}" if step.each else "once"
        conditions = " and ".join(f"`{item}`" for item in step.conditions)
        rows.append([str(number), each, conditions, f"`{step.calls}`" if step.calls else f"`{step.text}`", what])
    return table("line | for | if | event | what it does", rows)


def numbers(group: str) -> str:
    """Numbers of a process."""
    rows = []
    for name, item in declared().items():
        if name.partition(".")[0] == group:
            named, meaning, value, plausible, grade, source = cells(name, item)
            allowed = "–".join(f"{end:g}" for end in item.allowed)
            rows.append([named, meaning, value, plausible, allowed, grade, source])
    return table("number | what it is | value | plausible | allowed | grade | source", rows)


def events(module: str) -> str:
    """Events of a file of rules: what each reads, draws, changes and calls."""
    rows = []
    for rule in rule_anatomy.rules().values():
        if rule.module != module or rule.is_formula:
            continue
        whose = SHORT.get(rule_anatomy.owner_of().get(rule.full, ""), "the world")
        drawn = ", ".join(dict.fromkeys(f"`{item.purpose}`" for item in rule.draws))
        changes = code([_short(item) for item in rule.changes])
        rows.append(
            [f"`{rule.name}`", whose, code([_short(item) for item in rule.reads]), drawn, changes, _calls(rule)]
        )
    return table("event | of | reads | draws | changes | calls", rows)


def _short(name: str) -> str:
    kind, _, field = name.partition(".")
    return f"{SHORT[kind]}.{field}"


def _calls(rule: Rule) -> str:
    return code([item for item in rule.calls if not rule_anatomy.rules()[item].is_formula and item != "counting.note"])


def purposes() -> str:
    """Every use of chance: what it decides, whose it is, which draw."""
    rows = []
    for purpose in chance.Purpose:
        for rule in rule_anatomy.rules().values():
            for item in rule.draws:
                if item.purpose == purpose.name:
                    other = f"`{item.alternative}`" if item.alternative else _implied(item.kind)
                    what = [str(purpose.value), f"`{purpose.name}`", HOW[item.kind]]
                    rows.append([*what, f"`{item.who}`", other, f"`{rule.full}`"])
    return table("number | purpose | kind of draw | who | alternative | event", rows)


def _implied(kind: str) -> str:
    return {"luck": "0", "normal": "1, 2", "poisson": "0, 1, … (one for each 16 of the mean)"}.get(kind, "")


def constants() -> str:
    """Values of the rules that are no numbers of a process."""
    rows = []
    others = {f"sim.constants.{name}": value for name, value in vars(by_definition).items() if name.isupper()}
    others |= {"sim.population.WITH_STAFF": WITH_STAFF, "sim.population.MAX_YEARS": MAX_YEARS}
    for name, value in {**rule_anatomy.constants(), **others, "sim.chance.FOR_LIFE": chance.FOR_LIFE}.items():
        if isinstance(value, tuple):
            year = len(value) == len(MONTHS)
            text = ", ".join(f"{MONTHS[i]} {item:g}" if year else f"{item:g}" for i, item in enumerate(value))
        else:
            text = f"{value:,}" if isinstance(value, int) else f"{value:g}"
        rows.append([f"`{name}`", text])
    return table("constant | value", rows)


def laws() -> str:
    """What an act sets."""
    rows = [
        [str(year), ", ".join(f"`{name}` {value:g}" for name, value in item.items()) or "as declared"]
        for year, item in LAWS.items()
    ]
    return table("act of | numbers", rows)


def measures() -> str:
    """Every measure and the numbers that it changes."""
    rows = []
    for name in choices("policy"):
        options = load_own(folder_of("policy") / f"{name}.yaml")
        changes = [
            f"`{target}` {kind.replace('_', ' ')} {value:g}"
            for target, change in options["changes"].items()
            for kind, value in change.items()
        ]
        rows.append([f"`{name}`", str(options["recommendation"] or "–"), "; ".join(changes)])
    return table("measure | recommendation | changes", rows)


def municipalities() -> str:
    """What the municipalities that come with the model state, practice apart."""
    results: dict[str, dict[str, Any]] = {}
    for name in choices("municipality"):
        options = load_own(folder_of("municipality") / f"{name}.yaml")
        results |= {
            f"{name}.{key}" if len(options["municipalities"]) > 1 else name: item
            for key, item in options.get("municipalities", {}).items()
        }
    lines = {
        "code": lambda item: f"{item['code']}",
        "inhabitants": lambda item: f"{item['inhabitants']}",
        "centrality": lambda item: f"{item['centrality']}",
        "labour market": lambda item: f"{item['labour_market']}",
        "enterprises (private employers)": lambda item: (
            f"{item['enterprises']} ({max(1, round(item['enterprises'] * WITH_STAFF))})"
        ),
        "units of its own": lambda item: ", ".join(f"{key} {value}" for key, value in item["public_units"].items()),
        "shares of trades": lambda item: ", ".join(f"{key} {value:g}" for key, value in item["sectors"].items()),
        "settled by year": lambda item: ", ".join(f"{key}: {value}" for key, value in item["settled"].items()),
    }
    rows = [[f"`{name}`"] + [given(item) for given in lines.values()] for name, item in results.items()]
    return table(" | ".join(["municipality", *lines]), rows)


def practice() -> str:
    """Practice of the offices, where a municipality's file says something."""
    rows = []
    for name in choices("municipality"):
        options = load_own(folder_of("municipality") / f"{name}.yaml")
        for key, municipality in options.get("municipalities", {}).items():
            for side, office in municipality["offices"].items():
                text = ", ".join(
                    f"{number} {value:g}" for number, value in office.items() if isinstance(value, float | int)
                )
                rows.append([f"`{name}`" + (f" {key}" if len(options["municipalities"]) > 1 else ""), side, text])
    return table("municipality | office | practice stated", rows)


PARTS: dict[str, Callable[[], str]] = {
    "kinds": kinds,
    "schedule": schedule,
    "purposes": purposes,
    "constants": constants,
    "laws": laws,
    "measures": measures,
    "municipalities": municipalities,
    "practice": practice,
    **{f"state {kind}": functools.partial(state, kind) for kind in STATES},
    **{f"numbers {group}": functools.partial(numbers, group) for group in TITLES},
    **{f"events {module}": functools.partial(events, module) for module in rule_anatomy.RULES},
}


# --- what is written by hand ----------------------------------------------------------------------------------


@functools.cache
def known() -> frozenset[str]:
    """Every name that the page may quote: numbers, states, rules, constants, kinds, columns, measures, files."""
    names = set(declared()) | set(TITLES) | set(rule_anatomy.constants()) | set(rule_anatomy.rules()) | set(SHORT)
    names |= {name.rpartition(".")[2] for name in [*rule_anatomy.rules(), *rule_anatomy.constants()]}
    names |= {item.name for item in rule_anatomy.rules().values()}
    for kind, fields in rule_anatomy.states().items():
        names |= {text for field in fields for text in (field, f"{SHORT[kind]}.{field}", f"{kind}.{field}")}
    enums: tuple[type[IntEnum], ...] = (*ENUMS, chance.Purpose, tallies.Tally, tallies.Total, tallies.Curve)
    for enum in enums:
        names |= {enum.__name__, *(text for item in enum.__members__ for text in (item, f"{enum.__name__}.{item}"))}
    names |= {*choices("policy"), *choices("municipality"), *choices("population")}
    names |= {*ORDER, *GRADES, *FIXED_AT_START, *HOW, "month", "before", "live", "all_ten", "world.month"}
    return frozenset(names)


def quotes(page: str) -> list[str]:
    """What the page quotes as code in its running text, and dotted names in its formulas, each once."""
    written = markdown.without(page)
    prose = re.sub(r"```.*?```", "", written, flags=re.DOTALL)
    blocks = "\n".join(re.findall(r"```text\n(.*?)```", written, re.DOTALL))
    return list(dict.fromkeys(re.findall(r"`([^`]+)`", prose) + re.findall(r"\b[a-z]\w*\.[a-z]\w*(?:\.\w+)*", blocks)))


def strangers(page: str, root: Path) -> list[str]:
    """What the page quotes that exists neither in the model nor as a file or program; ``root``: the checkout."""
    return [text for text in quotes(page) if not _exists(text, root)]


def _exists(text: str, root: Path) -> bool:
    if text in known():
        return True
    if command := re.match(r"python -m ([\w.]+)", text):
        return importlib.util.find_spec(command[1]) is not None
    if "/" in text:
        return (root / text).exists()
    if "=" in text:
        name = text.partition("=")[0]
        return name in known() or name in _options()
    return _module(text)


@functools.cache
def _options() -> frozenset[str]:
    from bygd.scenarios.options import CompareOptions, RunOptions

    return frozenset({**RunOptions.__dataclass_fields__, **CompareOptions.__dataclass_fields__})


def _module(text: str) -> bool:
    """Tell whether a dotted name like ``sim.month`` or ``sim.chance.draw`` exists."""
    if not re.fullmatch(r"(sim|experiments)(\.\w+)+", text):
        return text in _options()
    head, _, name = text.rpartition(".")
    try:
        if importlib.util.find_spec(text):
            return True
    except (ModuleNotFoundError, AttributeError):
        pass
    try:
        return hasattr(importlib.import_module(head), name)
    except ModuleNotFoundError:
        return False


def page(docs: Path) -> str:
    """``odd.md`` of a folder with every table written anew; ``InputError`` if it asks for one that there is not."""
    file = docs / "odd.md"
    content = markdown.read(file)
    for name in markdown.parts(content):
        if name not in PARTS:
            raise InputError(f"{file} asks for {name!r}; there is: {', '.join(PARTS)}.")
        markdown.check(content, name, file)
        content = markdown.renewed(content, name, PARTS[name]())
    return content
