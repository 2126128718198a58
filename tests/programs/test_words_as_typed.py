"""What is typed means what it says: texts letter by letter, files of any name, and one sentence for the rest."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import bygd
from bygd.errors import InputError
from bygd.evidence import targets
from bygd.scenarios import ensembles
from bygd.scenarios.build import baseline_of, scenarios_of
from bygd.scenarios.catalogue import own_file_of, single_measures
from bygd.scenarios.options import CalibrateOptions, CompareOptions, RankOptions, RunOptions, SweepOptions
from bygd.studies.ranking import rank_study
from experiments.app.address import Choice, municipalities
from experiments.command.main import main
from experiments.command.read import named_values, read
from experiments.command.words import understood
from experiments.display.words import Words
from experiments.lab.__main__ import LabOptions
from experiments.municipality import template as its_template
from experiments.municipality.check import check
from experiments.report.__main__ import ReportOptions
from experiments.run import run
from experiments.study import Collect, Folder, Merge

WORDS = Words("en", its_template.WORDS)

SEL = Path("configs/municipality/sel.yaml").read_text(encoding="utf-8")
FOLLOW_UP = Path("configs/policy/follow_up.yaml").read_text(encoding="utf-8")
TEXTS = (
    "2026_11_29", "3.10", "1e3", "true", "null", "nan", "-1", "0x10", "study (1)", r"\\felles\nav\x", "a=b", "#1",
    "a,b", "Vågå & Sel", "O'Brien", '"a"', "'a'", "[a,b]", "{a:1}", "${oc.env:HOME}", "$HOME", " leading", "trailing ",
    "Ünïcode", "北", "a\tb", "~backup", "a~b", "./~", "--x", "+x", "%20", "!", "*", "a:b", "søk/Åmot", "\\", "\\'",
    "a\\\\'b", "…",
)  # fmt: skip
names = st.text(
    st.characters(exclude_characters="/\0\n\r", exclude_categories=("Cs",)), min_size=1, max_size=40
).filter(lambda text: text not in {".", "..", "~"} and len(text.encode()) < 200)
quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def sentence(kind: type, *arguments: str) -> str:
    with pytest.raises(InputError) as caught:
        read(kind, list(arguments))
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")
    return str(caught.value)


# --- texts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_taken_as_typed(text: str) -> None:
    assert read(RunOptions, [f"out={text}"]).out == text
    assert (
        read(RunOptions, ["policy=[follow_up]", f"policies.follow_up.lines={text}"]).policies["follow_up"].lines == text
    )
    assert understood(ReportOptions, "report", ["a", f"out={text}"]).out == text


@quick
@given(names)
def test_any_text_is_taken_as_typed(text: str) -> None:
    assert read(RunOptions, [f"out={text}"]).out == text
    assert (
        read(RunOptions, ["policy=[follow_up]", f"policies.follow_up.title.nb={text}"]).policies["follow_up"].title.nb
        == text
    )


@quick
@given(st.lists(names.filter(lambda text: not {'"', "'"} & set(text)), max_size=4))
def test_names_in_quotation_marks_make_a_list_as_typed(listed: list[str]) -> None:
    text = ", ".join(f'"{name}"' for name in listed)
    assert read(CompareOptions, [f"municipalities=[{text}]"]).municipalities == listed


def test_a_list_needs_quotation_marks_for_commas_alone() -> None:
    def several(text: str) -> list[str]:
        return read(CompareOptions, [f"municipalities={text}"]).municipalities

    assert several("[]") == []
    assert several("sel") == ["sel"]
    assert several("[Vågå (1).yaml, O'Brien & Sel.yaml ,a=b.yaml,my[1].yaml]") == [
        "Vågå (1).yaml", "O'Brien & Sel.yaml", "a=b.yaml", "my[1].yaml",
    ]  # fmt: skip
    assert several("['Vågå, ny.yaml',sel]") == ["Vågå, ny.yaml", "sel"]
    assert "stands in brackets" in sentence(CompareOptions, "municipalities=sel,vaga")


def test_a_description_holds_texts_as_they_stand(tmp_path) -> None:
    (tmp_path / "s.yaml").write_text("vary: [language.talk]\nout: 'a (1), ${b}'\n", encoding="utf-8")
    assert read(SweepOptions, [f"experiment={tmp_path / 's.yaml'}"]).out == "a (1), ${b}"
    (tmp_path / "s.yaml").write_text("out: true\n", encoding="utf-8")
    assert "out is True, but must be a text" in sentence(SweepOptions, f"experiment={tmp_path / 's.yaml'}")


# --- files -----------------------------------------------------------------------------------------------------------


@quick
@given(names, st.sampled_from(["", ".yaml", ".yml"]))
def test_a_file_of_any_name_is_a_municipality(tmp_path, name: str, ending: str) -> None:
    folder = tmp_path / "own"
    folder.mkdir(exist_ok=True)
    file = folder / f"{name}{ending}"
    file.touch()
    assert own_file_of("municipality", str(file)) == file
    assert named_values(RunOptions, [f"municipality={file}"]) == {"municipality": str(file)}


ODD_NAMES = (
    "my_place (1).yaml",
    "Vågå, ny.yaml",
    "Vågå & Sel.yaml",
    "O'Brien.yaml",
    "a=b.yml",
    "[sel,vaga]",
    "#",
    " x",
    "3435",
)


@pytest.mark.parametrize("name", ODD_NAMES)
def test_whatever_takes_a_file_takes_it_by_any_name(name: str, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    file = Path(name)
    file.write_text(SEL, encoding="utf-8")
    assert list(read(RunOptions, [f"municipality={name}"]).municipality.municipalities) == ["sel"]
    file.write_text("n: 4\nvary: [language.talk]\n", encoding="utf-8")
    assert read(SweepOptions, [f"experiment={name}"]).n == 4
    file.write_text(Path(ensembles.__file__).parents[2].joinpath("configs/targets/norway_2003_act.yaml").read_text())
    assert targets.load(read(CalibrateOptions, [f"figures={name}"]).figures)
    file.write_text("member,search.applications\n0,0.1\n", encoding="utf-8")
    assert len(ensembles.load(read(RunOptions, [f"ensemble={name}"]).ensemble).table) == 1
    assert understood(Folder, "study status", [name]).folder == file


def test_the_check_reads_the_same_names_and_says_what_to_type(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    Path("O'Brien (1)").write_text(SEL, encoding="utf-8")
    assert check("O'Brien (1)", WORDS)
    command = shlex.split(capsys.readouterr().out.rpartition("Usable: ")[2])
    assert read(RunOptions, command[3:]).municipality.title == "Sel"


def test_a_measure_may_be_a_file(tmp_path) -> None:
    file = tmp_path / "my + measure (1).yaml"
    file.write_text(FOLLOW_UP, encoding="utf-8")
    options = read(CompareOptions, [f"scenarios=[{file},follow_up+extra_staff:0.5]"])
    assert options.scenarios == ["my _ measure (1)", "follow_up+extra_staff:0.5"]
    assert list(scenarios_of(options)) == ["baseline", *options.scenarios]
    file.rename(tmp_path / "all_ten.yaml")
    assert "means something else" in sentence(CompareOptions, f"scenarios=[{tmp_path / 'all_ten.yaml'}]")


def test_measures_stand_in_the_order_in_which_they_are_named() -> None:
    options = read(
        RankOptions, ["policy=[mentor_grant]", "also=[extra_staff:0.5]", "measures=[wage_subsidy,follow_up]"]
    )
    assert list(options.policies) == ["mentor_grant", "wage_subsidy", "follow_up", "extra_staff"]


def test_a_long_name_of_a_scenario_is_no_file() -> None:
    name = "+".join([*single_measures()[:9], f"extra_staff:0.5{'0' * 99}"])
    assert len(name) > 255
    assert read(CompareOptions, [f"scenarios=[{name}]"]).scenarios == [name]
    assert "There is no municipality" in sentence(RunOptions, f"municipality={'x' * 5000}")


def test_what_the_page_lists_is_accepted(tmp_path) -> None:
    own = ["b (1).yml", "Vågå, ny.YAML", "å & ø.yaml"]
    for name in own:
        (tmp_path / name).write_text(SEL, encoding="utf-8")
    (tmp_path / "x.txt").touch()
    (tmp_path / "folder.yaml").mkdir()
    assert set(municipalities(tmp_path)[-3:]) == set(own)
    assert "x.txt" not in municipalities(tmp_path)
    for name in own:
        assert read(CompareOptions, Choice(name).arguments(tmp_path)).municipality.title == "Sel"


@pytest.mark.parametrize("name", ["seed=3", "--months", "folder=x", "a=b=c"])
def test_a_folder_that_is_there_wins_over_an_option(name: str, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).mkdir()
    assert understood(Folder, "study status", [name]).folder == Path(name)
    report = understood(ReportOptions, "report", [name, "language=nb"])
    assert (report.folder, report.language) == (Path(name), "nb")
    assert understood(Merge, "study merge", ["a", name, "out=c"]) == Merge(Path("a"), Path(name), Path("c"))
    assert understood(Collect, "study collect", ["a", name]).folder == [Path("a"), Path(name)]
    assert read(LabOptions, [name, "months=24"]).file == name


def test_an_option_is_one_where_no_such_folder_is_missing(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("language=nb").mkdir()
    report = understood(ReportOptions, "report", ["a", "language=nb"])
    assert (report.folder, report.language) == (Path("a"), "nb")
    assert understood(ReportOptions, "report", ["folder=a", "language=nb"]) == report
    with pytest.raises(InputError, match=r"seed=3.* is not understood"):
        understood(ReportOptions, "report", ["seed=3"])


def test_the_home_folder_is_meant_once_and_no_folder_is_called_so(tmp_path, monkeypatch) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.chdir(tmp_path)
    (home / "mine.yaml").write_text(SEL, encoding="utf-8")
    (home / "s.yaml").write_text("n: 4\nvary: [language.talk]\nout: ~/from_file\n", encoding="utf-8")
    options = read(RunOptions, ["municipality=~/mine.yaml", "out=~/x", "ensemble=~/e.csv"])
    assert (options.out, options.ensemble) == (str(home / "x"), str(home / "e.csv"))
    assert options.municipality.title == "Sel"
    assert read(SweepOptions, ["experiment=~/s.yaml"]).out == str(home / "from_file")
    assert read(CalibrateOptions, ["figures=~/f.yaml"]).figures == str(home / "f.yaml")
    assert understood(Merge, "study merge", ["~/a", "b", "out=~/c"]) == Merge(home / "a", Path("b"), home / "c")
    assert understood(Collect, "study collect", ["~/a", "~"]).folder == [home / "a", home]
    assert bygd.model("~/mine.yaml").refugees
    for literal in ("./~/x", "~x/y", "a/~"):
        assert read(RunOptions, [f"out={literal}"]).out == literal
    assert [item.name for item in tmp_path.iterdir()] == ["home"]


# --- one sentence ----------------------------------------------------------------------------------------------------

SENTENCES = {
    "run municipality=3435": "There is no municipality 3435 (Vågå: is vaga meant?)",
    "run municipality=0515": "There is no municipality 515 (Vågå: is vaga meant?)",
    "run municipality=3437": "(Sel: is sel meant?)",
    "run municipality=538": "(Nordre Land: is nordre_land meant?)",
    "run municipality=301": "There is no municipality 301; choose from",
    "run municipality=null": "There is no municipality 'null'; choose from",
    "run municipality=": "There is no municipality ''; choose from",
    "run municipality=true": "There is no municipality 'true'",
    "compare municipality=[sel,vaga]": 'region simulates Vågå, Sel, Nordre Land together, and python -m '
    'experiments.compare "municipalities=[sel,vaga]" compares one by one',
    "run municipality=sel,vaga": '"municipalities=[sel,vaga]" compares one by one',
    "run placement.detection=0,4": "placement.detection is '0,4', but must be a number with a point; write 0.4.",
    "run placement.detection=-0,4": "write -0.4.",
    "run months=1,5": "months is '1,5', but must be a whole number.",
    "run policy=[follow_up] policies.follow_up.costs=1,5": "policies.follow_up.costs",
    "rank budget_hours=0,5": "write 0.5.",
    "sweep vary=[placement.detection:0,4:0,6]": "a number with a comma; write it with a point",
    "sweep vary={placement.detection:0,4}": "a number with a comma; write it with a point",
    "sweep design=list points=[{placement.detection:0,4}]": "a number with a comma; write it with a point",
    "compare scenarios=[extra_staff:0,5]": "a number with a comma; write it with a point, like extra_staff:0.5.",
    "run population=null": "There is no population 'null'",
    "sweep experiment=null": "There is no experiment 'null'",
    "run policies.follow_up.from_month=3": "measures that are asked for: none",
    "run hiring=3": "hiring holds several options",
    "run language=3": "must be en or nb",  # the option, not the numbers of that name
    "run ~months": "is not understood",
    "run =3": "is not understood",
}  # fmt: skip
KINDS = {"run": RunOptions, "compare": CompareOptions, "rank": RankOptions, "sweep": SweepOptions}


@pytest.mark.parametrize("said", SENTENCES)
def test_what_cannot_be_meant_is_one_sentence(said: str) -> None:
    command, *arguments = said.split(" ")
    assert SENTENCES[said] in sentence(KINDS[command], *arguments)


@pytest.mark.parametrize("call", [lambda: bygd.run(3435), lambda: bygd.run("3435")])
def test_python_knows_the_numbers_of_municipalities_too(call) -> None:
    with pytest.raises(InputError, match=r"no municipality 3435 \(Vågå: is vaga meant\?\)"):
        call()


# --- measures that never act, and measures twice ---------------------------------------------------------------------

IDLE = {
    "policy=[follow_up] policies.follow_up.from_month=500 months=72": "follow_up begins after the end",
    "policy=[follow_up] policies.follow_up.from_month=73 months=72": "begins after the end",
    "policy=[extra_staff:0]": "extra_staff changes nothing",
    "policy=[extra_staff,extra_staff]": "extra_staff appears twice",
    "policy=[extra_staff,extra_staff:0.5]": "extra_staff appears twice",
    "policy=[extra_staff:0.5,extra_staff:1.5]": "extra_staff appears twice",
    "policy=[all_ten,follow_up]": "follow_up appears twice",
}


@pytest.mark.parametrize("said", IDLE)
def test_a_measure_that_never_acts_or_acts_twice_is_refused(said: str) -> None:
    with pytest.raises(InputError, match=IDLE[said]):
        baseline_of(read(RunOptions, said.split(" ")))
    with pytest.raises(InputError, match=IDLE[said]):
        scenarios_of(read(CompareOptions, ["scenarios=[mentor_grant]", *said.split(" ")]))


def test_scenarios_and_rankings_refuse_idle_measures_too() -> None:
    late = ["policies.follow_up.from_month=500", "months=72"]
    with pytest.raises(InputError, match="begins after the end"):
        scenarios_of(read(CompareOptions, ["scenarios=[mentor_grant,follow_up]", *late]))
    with pytest.raises(InputError, match="begins after the end"):
        rank_study(read(RankOptions, ["measures=[mentor_grant,follow_up]", *late]))
    with pytest.raises(InputError, match="in force already"):
        scenarios_of(read(CompareOptions, ["policy=[extra_staff:0.5]", "scenarios=[extra_staff]"]))


def test_python_refuses_the_same() -> None:
    with pytest.raises(InputError, match="extra_staff appears twice"):
        bygd.model("sel", measures=["extra_staff", "extra_staff:0.5"])
    with pytest.raises(InputError, match="changes nothing"):
        bygd.model("sel", measures="extra_staff:0")


def test_the_last_month_is_early_enough_and_a_size_in_force_counts() -> None:
    scenario = baseline_of(read(RunOptions, ["policy=[follow_up]", "policies.follow_up.from_month=72", "months=72"]))
    assert len(scenario.phases) == 2
    half, whole = (
        baseline_of(read(RunOptions, [f"policy=[{name}]"])).policies for name in ("extra_staff:0.5", "extra_staff")
    )
    assert [item["add"] / 2 for item in whole[0].changes.values()] == [item["add"] for item in half[0].changes.values()]


# --- -m --------------------------------------------------------------------------------------------------------------


def swept(arguments: list[str], folder: Path, monkeypatch) -> list:
    """Options of the jobs of a sweep."""
    jobs: list = []
    monkeypatch.setattr(sys, "argv", ["run", "-m", *arguments, f"hydra.sweep.dir={folder}"])
    main(RunOptions, jobs.append, "run")
    return jobs


def test_in_a_sweep_hydras_grammar_holds(tmp_path, monkeypatch) -> None:
    file = tmp_path / "Vågå, ny.yaml"
    file.write_text(SEL.replace("title: Sel", "title: Mine"), encoding="utf-8")
    arguments = [
        f"municipality=sel,'{file}'",
        "policy=[],[follow_up]",
        "municipality.municipalities.sel.inhabitants=6000",
    ]
    jobs = swept(arguments, tmp_path / "s", monkeypatch)
    assert [(job.municipality.title, job.policy) for job in jobs] == [
        ("Sel", []), ("Sel", ["follow_up"]), ("Mine", []), ("Mine", ["follow_up"]),
    ]  # fmt: skip
    (job,) = swept([f"out='{tmp_path}/a (1)'"], tmp_path / "s", monkeypatch)
    assert job.out == f"{tmp_path}/a (1)"
    assert {job.municipality.municipalities["sel"].inhabitants for job in jobs} == {6000}


def test_each_job_has_a_folder_and_a_mistake_is_one_sentence(tmp_path, monkeypatch, capsys) -> None:
    jobs = swept(["months=12,24"], tmp_path / "s", monkeypatch)
    assert [(job.months, job.out) for job in jobs] == [
        (n, os.fspath(tmp_path / "s" / f"{i}" / "study")) for i, n in ((0, 12), (1, 24))
    ]
    for bad in ("out=søk", "months", "~months", "policy=[follow_up"):
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["run", "-m", bad])
        with pytest.raises(SystemExit) as stop:
            main(RunOptions, run, "run")
        assert stop.value.code == 1
        said = capsys.readouterr().err.strip()
        assert "is not understood" in said or "lacks a ]" in said
        assert "\n" not in said
