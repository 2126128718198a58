"""The rule lab: three rules that pass, three that do not, and every mistake in one sentence with its line."""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from bygd.errors import InputError
from experiments.command import main
from experiments.lab import checks
from experiments.lab.__main__ import LabOptions, lab, told
from experiments.lab.card import load_card
from experiments.lab.checks import BAD, GOOD, LEFT, Line, examine
from sim.agents import Refugee
from tests.support.random_towns import shorten_the_lab

RULES = Path(__file__).parents[2] / "docs" / "tutorials" / "rules"
REFUGEE = "from sim.agents import Refugee\nfrom sim.chance import Purpose, draw\nfrom sim.rules import language\n"
NO_PROCESS = """\
from sim.parameters import number
from sim.rules.answer import Answer
class Mine(Answer):
    firm: float = number(1.0, 'times', 0.0, 2.0, 'how firm', 'assumption')
"""
LEARN = REFUGEE + (
    "class Mine(Refugee):\n    tired: float\n    def learn(self, world):\n        language.learn(self, world)\n        "
)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch):
    """A smaller town; and nothing is left in Python of the files that were imported."""
    shorten_the_lab(monkeypatch)
    monkeypatch.setattr(sys, "path", [*sys.path])
    modules = set(sys.modules)
    yield
    for name in set(sys.modules) - modules:
        if Path(getattr(sys.modules[name], "__file__", None) or "").name == f"{name}.py":
            del sys.modules[name]


def examined(file: Path, until: str = "") -> dict[str, Line]:
    """Lines by check, the last of them ``until``."""
    found: dict[str, Line] = {}
    for line, _ in examine(file, "mesa"):
        found[line.check] = line
        if line.check == until:
            break
    return found


def faults(found: dict[str, Line]) -> dict[str, int]:
    """Checks that failed, and the line that each names."""
    return {check: line.line for check, line in found.items() if line.mark == BAD}


def line_of(file: Path, words: str) -> int:
    return next(i for i, one in enumerate(file.read_text(encoding="utf-8").splitlines(), 1) if words in one)


@pytest.mark.parametrize("name", ["good_formula", "good_state", "good_chance", "good_kind"])
def test_a_good_rule_passes(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if name != "good_chance":  # tests/docs/test_tutorials.py compiles the others
        monkeypatch.setattr(checks.fast, "compile_alone", lambda *_: None)
    found = examined(RULES / f"{name}.py")
    assert faults(found) == {}
    assert found["switched off"].mark == GOOD, "at its OFF it leaves the baseline byte for byte"
    assert ("draws" in found["chance"].words) == (name in {"good_chance", "good_kind"}) or "nothing" in found[
        "chance"
    ].words


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("bad_language", {"language": "pages = sum"}),
        ("bad_chance", {"repeats": "random.random()", "chance": "random.random()"}),
        ("bad_slots", {"slots": "def leave_placement"}),
    ],
)
def test_a_bad_rule_is_told_its_line(name: str, expected: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks.fast, "compile_alone", lambda *_: None)
    file = RULES / f"{name}.py"
    found = examined(file)
    assert faults(found) == {check: line_of(file, words) for check, words in expected.items()}
    check, words = next(iter(expected.items()))
    assert f"{name}.py, line {found[check].line}: " in told(found[check], file)
    assert words in told(found[check], file)


PLAIN = REFUGEE + "class Mine(Refugee):\n"
TALK = """\
from sim.parameters import number, process
from sim.rules.language import Language
@process
class Mine(Language):
    chatty: float = number({value}, 'times', 0.0, 1.0, 'how chatty', 'assumption')
    def {method}
"""
FADE = """\
from sim.agents import Refugee
from sim.parameters import number, process
from sim.rules import language
from sim.rules.language import Language
OFF = {'language.lasts': 0.0}
@process
class Fading(Language):
    lasts: float = number(9.0, 'months', 1.0, 9.0, 'how long it lasts', 'assumption', allowed=(0.0, 9.0))
    def faded(self, oral):
        return 0.01 * oral / self.lasts
class Mine(Refugee):
    def learn(self, world):
        language.learn(self, world)
        self.oral -= world.p.language.faded(self.oral)
"""
WALKER = "from sim.engine_room import rule\nclass Walker:\n    id: int\n"
MISTAKES: dict[str, tuple[str, str, str, str]] = {  # a file, the check that fails, words of the sentence, of the line
    "no Python": ("class Mine:\n    pass pass\n", "file", "Python does not understand", "pass pass"),
    "imports nothing": ("import no_such_module\n", "file", "no_such_module", "import no_such_module"),
    "no class": ("x = 1\n", "file", "holds no class that the model can use", ""),
    "two of a kind": (
        REFUGEE + "class One(Refugee):\n    pass\nclass Two(Refugee):\n    pass\n",
        "file",
        "both subclass Refugee",
        "class Two",
    ),
    "a kind without starting fields": (WALKER + "KINDS = {'walkers': Walker}\n", "file", "KINDS must hold", "KINDS ="),
    "starting fields that stop": (
        WALKER + "KINDS = {'walkers': (Walker, lambda index, place: place.walkers)}\n",
        "file",
        "the starting fields of walkers cannot be had",
        "place.walkers",
    ),
    "a month that is no rule": (WALKER + "def month(world):\n    pass\n", "file", "with @rule above it", "def month"),
    "a list of the model's own": (
        WALKER + "KINDS = {'steps': (Walker, lambda *_: [])}\n",
        "runs",
        "steps is a name of the model's own",
        "",
    ),
    "no process": (NO_PROCESS, "file", "write @process above it", "class Mine"),
    "a text as state": (REFUGEE + "class Mine(Refugee):\n    nickname: str\n", "file", "'nickname'", "nickname: str"),
    "misspelt event": (
        REFUGEE + "class Mine(Refugee):\n    def lern(self, world):\n        pass\n",
        "file",
        "is learn meant?",
        "def lern",
    ),
    "state without a type": (PLAIN + "    friends = []\n", "file", "friends has no type", "friends = []"),
    "state with a first value": (PLAIN + "    hope: float = 0.5\n", "file", "begins at 0", "hope: float = 0.5"),
    "a list as state": (PLAIN + "    friends: list\n", "file", "is declared as list", "friends: list"),
    "not in its own range": (
        TALK.format(value=2.0, method="f(self): ..."),
        "file",
        "outside of the range",
        "chatty: float",
    ),
    "number for nothing": (
        TALK.format(value=1.0, method="heard(self, oral, hours): ..."),
        "file",
        "nothing in the file asks for it",
        "chatty: float",
    ),
    "prints": (LEARN + "print(self.oral)\n", "file", "thousands of lines", "print(self.oral)"),
    "reads a file": (LEARN + "self.oral += float(open('n').read())\n", "file", "reads no file", "open('n')"),
    "stops the lab": (LEARN + "breakpoint()\n", "file", "take it out", "breakpoint()"),
    "leaves Python": (LEARN + "raise SystemExit\n", "runs", "SystemExit", "raise SystemExit"),
    "undeclared field, how to": (LEARN + "self.hope = 0.5\n", "runs", "like hope: float", "self.hope"),
    "no number any more": (
        LEARN + "self.oral += 1e308 * 10 - 1e308 * 10\n",
        "runs",
        "no number any more",
        "self.oral += 1e308",
    ),
    "stumbles elsewhere": (
        LEARN + "self.partner = 99999\n",
        "runs",
        "over something that your file has left behind",
        "def learn",
    ),
    "NumPy's generator": (
        "import numpy as np\n" + LEARN + "self.tired += np.random.rand()\n",
        "language",
        "np.random has one luck for all",
        "np.random",
    ),
    "OFF that divides by zero": (FADE, "switched off", "ZeroDivisionError", "/ self.lasts"),
    "other arguments": (
        REFUGEE + "class Mine(Refugee):\n    def learn(self):\n        pass\n",
        "file",
        "is called with (self, world)",
        "def learn",
    ),
    "unknown OFF": (
        REFUGEE + "OFF = {'language.tiring': 0.0}\nclass Mine(Refugee):\n    pass\n",
        "file",
        "which is no number",
        "OFF =",
    ),
    "undeclared field": (LEARN + "self.tird = 1.0\n", "runs", "tird", "self.tird"),
    "unknown number": (LEARN + "self.tired = world.p.language.tiring\n", "runs", "tiring", "world.p.language.tiring"),
    "power": (LEARN + "self.tired = self.oral ** 2\n", "language", "x * x", "** 2"),
    "foreign purpose": (
        LEARN + "self.tired += draw(world, self.luck_key, Purpose.EVALUATED, 0)\n",
        "chance",
        "sim/rules/ending.py",
        "Purpose.EVALUATED",
    ),
    "nobody's luck": (LEARN + "self.tired += draw(world, self.id, 201, 0)\n", "chance", "belongs to nobody", "self.id"),
    "one luck for two": (
        LEARN
        + "self.tired += draw(world, self.luck_key, 201, 0)\n"
        + "        self.tired -= draw(world, self.luck_key, 201, 0)\n",
        "chance",
        "one luck decides two things",
        "self.tired -=",
    ),
    "Mesa's generator": (LEARN + "self.tired += world.random.random()\n", "chance", "one luck for all", "world.random"),
    "writes into the model": (
        REFUGEE
        + "def slower(self, world):\n    self.oral += 0.001\nRefugee.learn = slower\n"
        + "class Mine(Refugee):\n    tired: float\n",
        "no trace",
        "changes the model itself",
        "Refugee.learn =",
    ),
    "OFF that is on": (
        LEARN.replace("class Mine", "OFF = {'language.talk': 0.55}\nclass Mine") + "self.oral += 0.01\n",
        "switched off",
        "should do nothing",
        "self.oral += 0.01",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_one_sentence_with_its_line(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written, check, words, quoted = MISTAKES[name]
    monkeypatch.setattr(Refugee, "learn", Refugee.learn)  # puts back what a file may have changed
    monkeypatch.setattr(checks.fast, "compile_alone", lambda *_: None)
    file = tmp_path / "my_odd_rule.py"
    file.write_text(textwrap.dedent(written), encoding="utf-8")
    line = examined(file, check)[check]
    assert line.mark == BAD
    assert words in line.words
    assert quoted in told(line, file)
    assert bool(quoted) == bool(line.line)


@pytest.mark.compiled
def test_what_only_the_compiler_refuses_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "my_odd_rule.py"
    file.write_text(LEARN + "self.tired = 'very'\n", encoding="utf-8")
    line = examined(file, "compiles")["compiles"]
    assert line.mark == BAD
    assert "the compiler refuses learn" in line.words
    assert "'very'" in told(line, file)


@pytest.mark.compiled
def test_a_dictionary_in_a_rule_is_called_one(tmp_path: Path) -> None:
    file = tmp_path / "my_odd_rule.py"
    file.write_text("MORE = {1: 0.1}\n" + LEARN + "self.tired += MORE[1]\n", encoding="utf-8")
    line = examined(file, "compiles")["compiles"]
    assert line.mark == BAD
    assert "MORE is a dict" in line.words
    assert "MORE[1]" in told(line, file)


@pytest.mark.parametrize("name", ["good_formula", "bad_chance"])
def test_only_chance_that_the_text_names_keeps_the_month_from_being_compiled(name, monkeypatch) -> None:
    compiled = []
    monkeypatch.setattr(checks.fast, "compile_alone", lambda *_: None)
    monkeypatch.setattr(checks.fast, "compile_whole", lambda *_: compiled.append(name))
    for line, _ in examine(RULES / f"{name}.py", "compiled"):
        if line.check == "compiles":
            break
    assert compiled == [name] * (name == "good_formula")
    assert line.mark == (GOOD if compiled else LEFT)


def test_a_file_in_another_encoding_is_told_so(tmp_path: Path) -> None:
    file = tmp_path / "my_odd_rule.py"
    file.write_bytes("# Lærer å snakke\n".encode("latin-1"))
    assert "save it as UTF-8" in examined(file)["file"].words


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("import no_such_module\n", "it stops in line 1: ModuleNotFoundError"),
        ("CARD = 1 1\n", "it stops in line 1: SyntaxError"),
        (
            "from experiments.cards.measures import outcome\noutcome('employd_60m')\n",
            "stops in line 2: employd_60m is no outcome (is employed_60m meant?).",
        ),
    ],
)
def test_a_card_that_cannot_be_judged_is_told_its_line(written: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / "my_card.py"
    file.write_text(written, encoding="utf-8")
    with pytest.raises(InputError, match=re.escape(words)):
        load_card(file)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Name the file of your rule"),
        (["file=nothing.py"], "There is no file nothing.py"),
        (["file=textwrap.py"], "another module textwrap"),
        (["file=my_odd_rule.py", "pattern=none.py"], "no card file"),
        (["file=my_odd_rule.py", "engine=mesa"], "One check failed; mend"),
    ],
)
def test_the_program_ends_in_one_sentence(arguments, words, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("my_odd_rule.py", "textwrap.py"):
        (tmp_path / name).write_text("x = 1\n", encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main.main(LabOptions, lab, "lab", arguments)
    said = capsys.readouterr()
    assert ended.value.code == 1
    assert words in said.err
    assert "Traceback" not in said.err
    assert len(said.err.strip().splitlines()) == 1


def test_what_compiles_beside_the_checks_ends_with_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where a check stops the lab, as here, where the rule stops in the readable engine."""
    file = tmp_path / "my_rule.py"
    file.write_text(LEARN + "self.tired = 1.0 / (self.tired - self.tired)\n", encoding="utf-8")
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as beside:
        monkeypatch.setattr(checks.fast, "COMPILED", True)
        monkeypatch.setattr(checks.fast, "compile_beside", lambda _: beside)
        marks = [(line.check, line.mark) for line, _ in examine(file, "compiled")]
        assert marks[-1] == ("runs", BAD)
        assert beside.poll() is not None
