"""A study folder says what it holds (``datapackage.json``), and goes on saying it when tables are written later."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import bygd
from bygd.studies import package
from bygd.studies.files import write_parquet
from experiments.command.main import parts
from experiments.study import PARTS

TYPES = {"string", "number", "integer", "boolean", "any"}
NAME = re.compile(r"[-a-z0-9._/]+")


def study_folder(folder: Path) -> Path:
    """What a finished study has, as far as its description reads it."""
    folder.mkdir()
    (folder / "config.yaml").write_text(
        "program: compare\nmunicipality:\n  title: Vågå\nscenarios: [follow_up]\nseed: 7\n"
    )
    about = {"bygd": "0.4.1", "source": "abc", "study": "0123456789abcdef", "made": "2026-11-30T13:44:43+00:00"}
    (folder / "provenance.json").write_text(json.dumps(about | {"command": "python -m experiments.compare"}))
    runs = {"scenario": ["baseline"], "replicate": [0], "failed": [False], "employed_36m_n": [3.0]}
    write_parquet(folder / "runs.parquet", pd.DataFrame(runs), {"study": about["study"], "table": "runs"})
    return folder


def check(folder: Path) -> dict[str, Any]:
    """The description, once it is seen to be one: names, paths, sizes, digests, types."""
    said = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert NAME.fullmatch(said["name"])
    assert said["profile"] == "data-package"
    assert all({"name", "title"} & set(item) for item in said["licenses"])
    assert all(item["title"] for item in said["sources"])
    names = [item["name"] for item in said["resources"]]
    assert len(names) == len(set(names))
    for item in said["resources"]:
        content = (folder / item["path"]).read_bytes()
        assert NAME.fullmatch(item["name"])
        assert item["bytes"] == len(content), item["path"]
        assert item["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}", item["path"]
        for field in item.get("schema", {}).get("fields", []):
            assert field["type"] in TYPES
    return {item["path"]: item for item in said["resources"]} | {"": said}


def fields_of(resource: dict[str, Any]) -> dict[str, Any]:
    return {item["name"]: item for item in resource["schema"]["fields"]}


def test_tables_are_listed_with_types_descriptions_and_units(tmp_path) -> None:
    folder = study_folder(tmp_path / "a")
    (folder / "comparison.csv").write_text(
        "scenario,outcome,replicates,low,how_sure,clear,combination\nfollow_up,stay_60m,30,-0.5,,True,01\n"
    )
    (folder / "runs.csv").write_text("a copy\n")
    (folder / "My notes.csv").write_text("day;word\n1;fine\n")
    (folder / "empty.csv").write_text("\n")
    (folder / "odd.csv").write_bytes(b"\xff\xfe\x00")
    (folder / "lock").touch()
    package.describe(folder)
    found = check(folder)
    assert next(iter(found)) == "runs.parquet"
    assert {"runs.csv", "lock", "datapackage.json"}.isdisjoint(found), "copies and our own things are no data"
    runs = fields_of(found["runs.parquet"])
    assert {name: item["type"] for name, item in runs.items()} == {
        "scenario": "string", "replicate": "integer", "failed": "boolean", "employed_36m_n": "number",
    }  # fmt: skip
    assert (runs["employed_36m_n"]["unit"], runs["employed_36m_n"]["direction"]) == ("%, 100 × n / of", 1)
    table = fields_of(found["comparison.csv"])
    types = {"replicates": "integer", "low": "number", "how_sure": "any", "clear": "boolean", "combination": "string"}
    assert {name: table[name]["type"] for name in types} == types
    assert "95 % interval" in table["low"]["description"]
    assert "schema" not in found["odd.csv"]
    assert found[""]["title"] == "Bygd, compare, Vågå: follow_up"
    assert found[""]["created"] == "2026-11-30T13:44:43+00:00"


def test_what_somebody_has_written_there_stays(tmp_path, capsys) -> None:
    folder = study_folder(tmp_path / "a")
    file = package.describe(folder)
    said = json.loads(file.read_text(encoding="utf-8"))
    said |= {"title": "Ours", "contributors": [{"title": "A"}], "licenses": [{"name": "CC-BY-4.0"}], "resources": []}
    file.write_text(json.dumps(said), encoding="utf-8")
    package.describe(folder)
    again = check(folder)
    assert (again[""]["title"], again[""]["contributors"]) == ("Ours", [{"title": "A"}])
    assert again[""]["licenses"] == [{"name": "CC-BY-4.0"}]
    assert "runs.parquet" in again
    file.write_text("{broken", encoding="utf-8")
    package.describe(folder)
    assert file.read_text(encoding="utf-8") == "{broken"
    assert "cannot be read and is left as it is" in capsys.readouterr().err


def test_a_folder_without_a_description_gets_none_by_being_read(tmp_path) -> None:
    package.refresh(study_folder(tmp_path / "a"))
    assert not (tmp_path / "a" / "datapackage.json").exists()


def test_a_program_that_writes_into_the_folder_describes_it_again(tmp_path, monkeypatch) -> None:
    folder = study_folder(tmp_path / "a")
    package.describe(folder)
    monkeypatch.setattr("sys.argv", ["study", "export", str(folder)])
    parts("", PARTS, "study")
    assert "columns.csv" in check(folder)


@pytest.mark.compiled
def test_a_finished_study_and_one_from_python_describe_themselves(tmp_path) -> None:
    result = bygd.compare("vaga", "follow_up", ensemble=None, months=40, replicates=4)
    folder = result.to_folder(tmp_path / "b").folder
    found = check(folder)
    assert {"runs.parquet", "outcomes.parquet", "curves.parquet", "comparison.csv", "config.yaml"} <= set(found)
    everything = [item for path, one in found.items() if path.endswith(".parquet") for item in one["schema"]["fields"]]
    assert all(item.get("description") for item in everything)
