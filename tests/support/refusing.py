"""A program that must refuse, and what it says."""

from __future__ import annotations

import sys

import pytest

from bygd.scenarios.options import RunOptions
from experiments.command.main import main
from experiments.run import run

SHORT = ["municipality=vaga", "months=12", "replicates=2", "warm_up=0", "threads=1"]


def refused(arguments: list[str], monkeypatch, capsys, *, options=RunOptions, program=run) -> str:
    """Call a program that must refuse; returns its sentence."""
    monkeypatch.setattr(sys, "argv", ["program", *arguments])
    with pytest.raises(SystemExit) as stop:
        main(options, program, "run")
    assert stop.value.code == 1
    said = capsys.readouterr()
    assert said.out == ""
    sentence = said.err.strip()
    assert "\n" not in sentence, sentence
    assert "Traceback" not in sentence
    assert sentence.endswith("."), sentence
    assert "+" not in sentence or "append" not in sentence
    return sentence
