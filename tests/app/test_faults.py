"""Faults as the page tells them: every sentence about a municipality file has its Norwegian, and all are told."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest
import solara

from bygd import errors
from bygd.errors import InputError
from bygd.scenarios import parse, yaml_text
from bygd.scenarios.municipality import read_municipality
from experiments.app.address import TEXTS
from experiments.app.elements import Faults
from experiments.app.faults import sentences_of
from experiments.display.declared import translated
from experiments.display.words import Words
from sim import parameters, population

ROOT = Path(__file__).parents[2]
SEL = (ROOT / "configs" / "municipality" / "sel.yaml").read_text(encoding="utf-8")


def text_of(node):
    """A text of the source, with a sign in the place of each value."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    return "".join("X" if isinstance(part, ast.FormattedValue) else str(part.value) for part in node.values)


def told_by(*pieces):
    """Texts that these functions or modules yield or raise, or note as a fault of a line."""
    for piece in pieces:
        for node in ast.walk(ast.parse(inspect.cleandoc("\n" + inspect.getsource(piece)))):
            value = None
            if isinstance(node, ast.Yield):
                value = node.value
            elif (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in {"InputError", "YamlFault"}
            ):
                value = node.args[0]
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
                value = node.value
            elif isinstance(node, ast.Return):
                value = node.value if piece in {errors.misfit, parse._misfit} else None
            if isinstance(value, ast.JoinedStr | ast.Constant) and " " in text_of(value):
                yield text_of(value)


CHECKED = (population.faults_of, parameters.faults_of, *population.CHECKS.values())
CHECKS = sorted({*told_by(*CHECKED)} - {"Municipality X: X."})  # that is the frame of others
PARSING = sorted({*told_by(parse, yaml_text, errors.misfit)} - {"X: X."})  # what another library says stays English


def test_there_are_sentences_to_look_at():
    assert len(CHECKS) > 15
    assert len(PARSING) > 5


@pytest.mark.parametrize("sentence", [*CHECKS, *PARSING, *errors.YAML_FAULTS.values(), *errors.MISFITS.values()])
def test_every_sentence_about_a_municipality_file_has_its_norwegian(sentence):
    own = translated(sentence, "nb")
    assert own, f"experiments/display/declared/files.nb.yaml needs the Norwegian of: {sentence}"
    assert own != sentence
    assert " must " not in own


@pytest.mark.parametrize("kind", [*errors.KINDS.values()])
def test_every_kind_of_value_has_its_norwegian(kind):
    assert kind not in translated(f"title is 3, but must be {kind}.", "nb")


def test_what_stands_in_the_file_stands_in_the_sentence():
    assert translated("Municipality sel: inhabitants is -3, but must be above 0.", "nb") == (
        "Kommune sel: inhabitants er -3, men må være over 0."
    )
    assert translated("municipalities.sel.code is 'x', but must be a whole number.", "nb") == (
        "municipalities.sel.code er 'x', men må være et helt tall."
    )


@pytest.mark.parametrize(
    "sentence", ["The moon is full.", "Municipality sel: the moon is full.", "", "is missing", "KeyError: 'x'"]
)
def test_what_has_no_norwegian_is_left_alone(sentence):
    assert translated(sentence, "nb") == ""


def refused(file):
    with pytest.raises(errors.MISTAKES) as caught:
        read_municipality(str(file))
    return caught.value


def test_all_faults_of_a_file_are_told(tmp_path):
    file = tmp_path / "mine.yml"
    file.write_text(
        SEL.replace("inhabitants: 5872", "inhabitants: -3").replace("centrality: 0", "centrality: 9"), encoding="utf-8"
    )
    told = sentences_of(refused(file), "mine.yml", tmp_path)
    assert [any(part in item for item in told) for part in ("inhabitants is -3", "centrality is 9")] == [True, True]
    assert all(translated(item, "nb") for item in told)


@pytest.mark.parametrize("text", ["title: [", "title:\tx\n  a", "- 1\n", "a: 1\n b: 2\n", "municipalities: {}\n"])
def test_a_file_that_cannot_be_read_is_told_in_norwegian(tmp_path, text):
    file = tmp_path / "mine.yaml"
    file.write_text(text, encoding="utf-8")
    told = sentences_of(refused(file), "mine.yaml", tmp_path)
    assert told
    assert all(translated(item, "nb") for item in told), told


def test_what_nobody_foresaw_is_one_line(tmp_path):
    assert sentences_of(KeyError("a\nb"), "sel", tmp_path) == ("KeyError: 'a\\nb'",)
    assert sentences_of(InputError("No."), "sel", tmp_path) == ("No.",)


def walked(widget):
    """A widget and all that is in it."""
    yield widget
    for child in getattr(widget, "children", None) or []:
        yield from walked(child)


def test_what_has_no_norwegian_is_announced_as_english():
    words = Words("nb", TEXTS)
    sentences = ("There is no municipality 'nowhere'; choose from sel.", "ZeroDivisionError: division by zero")
    box, context = solara.render(Faults(words, "Noe er galt", sentences), handle_error=False)
    there = list(walked(box))
    lists = {item.attributes["lang"]: list(walked(item)) for item in there if getattr(item, "tag", "") == "ul"}
    assert sentences[1] in lists["en"]
    assert translated(sentences[0], "nb") in lists["nb"]
    assert words("faults.in_english") in there
    context.close()
