"""Measures by any of their names: file, title in either language; in compare, rank, explorer and library alike."""

from __future__ import annotations

import pytest

import bygd
from bygd.errors import InputError
from bygd.scenarios.catalogue import choices, folder_of, load_own
from bygd.scenarios.measures import named_measures
from bygd.scenarios.names import code_names, meant, plain, titles
from bygd.scenarios.options import CompareOptions, ExplorerOptions, RankOptions
from experiments.command.read import read


@pytest.mark.parametrize("name", choices("policy"))
def test_a_title_is_a_name_in_both_languages_however_it_is_written(name: str) -> None:
    for title in load_own(folder_of("policy") / f"{name}.yaml")["title"].values():
        for written in (title, title.upper(), title.replace(" ", "_"), title.replace(",", ""), plain(title)):
            assert code_names(written) == name
            assert code_names(f"{written}:0.5+baseline") == f"{name}:0.5+baseline"


def test_no_title_stands_for_two_measures() -> None:
    every = [
        (plain(title), name)
        for name in choices("policy")
        for title in load_own(folder_of("policy") / f"{name}.yaml")["title"].values()
    ]
    assert all(titles()[title][0] == name for title, name in every)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Follow up", "follow_up"),
        ("FORMIDLING", "matching"),
        ("alle ti+En rådgiverstilling til:0.25", "all_ten+extra_staff:0.25"),
        ("Anbefaling 6", "recommendation_6"),
        ("hvert tiltak", "every_measure"),
        ("of_my_own", "of_my_own"),
    ],
)
def test_names_for_several_and_sizes(written: str, name: str) -> None:
    assert code_names(written) == name


def test_a_file_of_ones_own_keeps_its_name(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = (folder_of("policy") / "follow_up.yaml").read_text(encoding="utf-8")
    (tmp_path / "Mentor grant.yaml").write_text(text, encoding="utf-8")
    assert code_names("Mentor grant.yaml") == "Mentor grant.yaml"
    assert named_measures("Mentor grant.yaml")[0] == "Mentor grant"


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("folow_up", " (is follow_up meant?)"),
        ("Mentortilskud", " (is Mentortilskudd meant, mentor_grant?)"),
        ("Course in supervision", " (is Course in supervising meant, supervision_course?)"),
        ("Forberede", " (is Forberede, følge opp og evaluere meant, follow_up?)"),
        ("xyz", ""),
        ("", ""),
    ],
)
def test_what_may_be_meant_is_told_in_the_language_that_was_typed(typed: str, hint: str) -> None:
    assert meant(typed) == hint


def test_every_command_and_the_library_understand_them() -> None:
    town = "municipality=vaga"
    assert read(CompareOptions, [town, "scenarios=[Lønnstilskudd,one more adviser:0.5]"]).scenarios == [
        "wage_subsidy",
        "extra_staff:0.5",
    ]
    assert read(CompareOptions, [town, "scenarios=hvert tiltak"]).scenarios == ["every_measure"]
    ranked = read(RankOptions, [town, "measures=[Mentortilskudd,Kurs i veiledning]", "also=[Wage subsidy]"])
    assert (ranked.measures, ranked.also) == (["mentor_grant", "supervision_course"], ["wage_subsidy"])
    assert read(ExplorerOptions, [town, "measures=[Alle ti,Formidling]", "policy=[Lønnstilskudd]"]).policy == [
        "wage_subsidy"
    ]
    with pytest.raises(InputError, match=r"^There is no measure 'Lønnstilskud' \(is Lønnstilskudd meant, wage_subsidy"):
        read(RankOptions, [town, "measures=[Lønnstilskud,mentor_grant]"])
    with pytest.raises(bygd.InputError, match="is Kurs i veiledning meant"):
        bygd.compare("vaga", ["kurs i veiledningen"])
