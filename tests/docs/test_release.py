"""A release says the same everywhere, holds every file, and has every program under one name."""

from __future__ import annotations

import json
import os
import re
import runpy
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from bygd import __version__
from bygd.studies.programs import STUDIES
from experiments.command import dispatch, renamed

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
CODEMETA = json.loads((ROOT / "codemeta.json").read_text(encoding="utf-8"))
HEADINGS = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
CFF = {
    "abstract", "authors", "cff-version", "commit", "contact", "date-released", "doi", "identifiers", "keywords",
    "license", "license-url", "message", "preferred-citation", "references", "repository", "repository-artifact",
    "repository-code", "title", "type", "url", "version",
}  # fmt: skip  # all that Citation File Format 1.2.0 knows


def test_every_file_says_the_same_version() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)
    versions = {HEADINGS[0].split(" – ")[0], CITATION["version"], CODEMETA["version"]}
    assert versions == {__version__}
    assert PROJECT["dynamic"] == ["version"], "pyproject.toml takes it from bygd/version.py"


def test_headings_of_the_changelog_are_versions_with_dates() -> None:
    for heading in HEADINGS:
        assert re.fullmatch(r"\d+\.\d+\.\d+ – (\d{4}-\d\d-\d\d|unreleased)", heading), heading
    numbers = [tuple(map(int, heading.split(" – ")[0].split("."))) for heading in HEADINGS]
    assert numbers == sorted(set(numbers), reverse=True)
    assert not any("unreleased" in heading for heading in HEADINGS[1:])


def test_the_citation_is_complete_and_says_what_the_package_says() -> None:
    assert {"authors", "cff-version", "message", "title"} <= set(CITATION) <= CFF
    assert CITATION["cff-version"] == "1.2.0"
    assert CITATION["type"] == "software"
    assert all(CITATION[key] for key in ("abstract", "keywords"))
    assert CITATION["license"] == PROJECT["license"] == CODEMETA["license"].rpartition("/")[2] == "MIT"
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")
    names = [one.get("name") or f"{one['given-names']} {one['family-names']}" for one in CITATION["authors"]]
    assert names == [one["name"] for one in PROJECT["authors"]] == [one["name"] for one in CODEMETA["author"]]
    assert CITATION["keywords"] == PROJECT["keywords"] == CODEMETA["keywords"]
    assert CODEMETA["description"] == PROJECT["description"]
    day = str(CITATION["date-released"])
    assert CODEMETA["datePublished"] == day
    assert HEADINGS[0].endswith((day, "unreleased"))


def starts() -> list[str]:
    """Modules of the package with a start of their own, found as ``grep`` would."""
    folder = ROOT / "experiments"
    files = {file.stem for file in folder.glob("*.py") if 'if __name__ == "__main__"' in file.read_text("utf-8")}
    return sorted(files - set(renamed.COMMANDS) | {file.parent.name for file in folder.glob("*/__main__.py")})


def test_every_program_is_listed_with_words_of_its_own(capsys) -> None:
    dispatch.main(["--help"])
    listed = dict(re.findall(r"^  (\w+) {2,}(\S.*)$", capsys.readouterr().out, re.MULTILINE))
    assert sorted(listed) == starts()
    for name, words in listed.items():
        assert 10 < len(words) < 90, f"{name}: {words!r}; the first line of its docstring says what it is for"
        assert words[0].isupper(), name
    assert len(set(listed.values())) == len(listed)


@pytest.mark.parametrize("name", starts())
def test_every_program_is_shown_on_a_page(name: str) -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    assert any(re.search(rf"(experiments\.|bygd ){name}\b", page.read_text(encoding="utf-8")) for page in pages)


def test_the_page_of_studies_names_every_program_that_goes_on() -> None:
    row = re.search(r"`resume FOLDER`.*\((.*?);", (ROOT / "docs" / "studies.md").read_text(encoding="utf-8"))
    assert row
    assert set(re.findall(r"`(\w+)`", row[1])) == set(STUDIES)


@pytest.mark.parametrize("name", starts())
def test_every_program_is_reached_with_all_that_is_said(name: str, monkeypatch) -> None:
    called = []
    monkeypatch.setattr(runpy, "run_module", lambda module, **how: called.append((module, how, sys.argv[1:])))
    dispatch.main([name, "replicates=2", "--help"])
    assert called == [(f"experiments.{name}", {"run_name": "__main__", "alter_sys": True}, ["replicates=2", "--help"])]


def bygd(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from experiments.command.dispatch import main; main()", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_program_answers_as_by_its_long_name() -> None:
    """But for the name by which it is called."""
    assert bygd("compare", "--help").stdout.startswith("bygd compare [option=value …]")
    refused = bygd("compare", "replicats=3")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "Unknown option replicats" in refused.stderr


@pytest.mark.parametrize(
    ("word", "sentence"),
    [("compar", "There is no program 'compar'; is compare meant?"), ("x", "There is no program 'x'; bygd --help")],
)
def test_an_unknown_program_is_one_sentence(word: str, sentence: str) -> None:
    with pytest.raises(SystemExit, match=re.escape(sentence)):  # a text: printed, exit status 1
        dispatch.main([word])


def test_the_version_is_told(capsys) -> None:
    dispatch.main(["--version"])
    assert capsys.readouterr().out == f"bygd {__version__}\n"


@pytest.mark.slow
def test_the_wheel_holds_everything_and_works_from_an_empty_folder(tmp_path) -> None:
    """``tools/release.sh`` stops with a sentence if a file is missing or a program does not run."""
    made = subprocess.run(
        ["tools/release.sh", "--trial", str(tmp_path)],
        cwd=ROOT,
        env=os.environ | {"PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    assert made.stdout.count(" outcomes\n") == 3, "import bygd beside a sim.py, a configs and an experiments"
    assert f"bygd {__version__} works from an empty folder" in made.stdout
    assert {file.suffix for file in tmp_path.iterdir()} == {".whl", ".gz"}
