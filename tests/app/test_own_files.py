"""Files of a visitor's own in the folder of the page: municipalities, measures, ensembles."""

from __future__ import annotations

from bygd.scenarios.catalogue import choices, folder_of
from bygd.scenarios.options import CompareOptions
from bygd.studies.programs import compare_study
from experiments.app.address import PLACES, municipalities, read
from experiments.app.measures import policies, titles
from experiments.command.read import read as read_options
from experiments.display.words import Words


def test_only_files_of_the_folder_itself_are_municipalities(tmp_path):
    for name in ("mine.yaml", "other.yml", "notes.txt"):
        (tmp_path / name).touch()
    (tmp_path / "deeper.yaml").mkdir()
    (tmp_path / "deeper.yaml" / "other.yaml").touch()
    assert municipalities(tmp_path) == (*PLACES, "mine.yaml", "other.yml")
    assert read("municipality=other.yml", tmp_path)[1] == []
    assert read("municipality=deeper.yaml/other.yaml", tmp_path)[1] == ["municipality"]


def test_measures_of_ones_own_are_offered_by_their_files_and_compared_by_path(tmp_path):
    folder = tmp_path / "a b" / "policy"
    folder.mkdir(parents=True)
    text = (folder_of("policy") / "follow_up.yaml").read_text(encoding="utf-8")
    (folder / "my_measure.yaml").write_text(
        text.replace("Prepare, follow up", "Call twice, follow up"), encoding="utf-8"
    )
    (folder / "broken.yaml").write_text(text.replace("changes:", "change:"), encoding="utf-8")
    (folder / "a,b.yaml").write_text(text, encoding="utf-8")  # a comma parts measures
    own = folder.parent
    address, odd = read("measures=my_measure.yaml,extra_staff:0.5", own)
    assert odd == []
    assert read(address.query, own) == (address, [])
    assert read(address.query)[1] == ["measures"]
    known, faults = policies(own)
    assert {*known} - {*choices("policy")} == {"my_measure.yaml"}
    assert titles(Words("en"), known, ["my_measure.yaml", "broken.yaml"]) == [
        "Call twice, follow up, evaluate",
        "broken.yaml",
    ]
    assert ["broken.yaml" in str(fault) for fault in faults] == [True]
    asked = read_options(CompareOptions, address.choice.arguments(own))
    assert asked.scenarios == ["my_measure+extra_staff:0.5"]
    assert asked.policies["my_measure"].title.en.startswith("Call twice")


def test_an_ensemble_of_ones_own_is_asked_for_and_compared_by_path(tmp_path):
    shipped = folder_of("ensembles") / "norway_2003_act.csv"
    (tmp_path / "ensembles").mkdir()
    (tmp_path / "ensembles" / "mine.csv").write_bytes(b"".join(shipped.read_bytes().splitlines(keepends=True)[:21]))
    address, odd = read("ensemble=mine.csv", tmp_path)
    assert odd == []
    assert read(address.query, tmp_path) == (address, [])
    assert read(address.query)[1] == read("ensemble=../mine.csv", tmp_path)[1] == ["ensemble"]
    study = compare_study(read_options(CompareOptions, address.choice.arguments(tmp_path)))
    assert len(study.points) == 20
