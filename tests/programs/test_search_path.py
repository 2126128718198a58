"""``--config-dir`` and ``hydra.searchpath``: names of one's own are files, and mean one thing."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

import configs
from bygd.errors import InputError
from bygd.evidence import targets
from bygd.evidence.options import FiguresOptions
from bygd.scenarios import ensembles
from bygd.scenarios.catalogue import own_names
from bygd.scenarios.options import (
    CalibrateOptions,
    CompareOptions,
    MechanismsOptions,
    ObstaclesOptions,
    RankOptions,
    RunOptions,
    SweepOptions,
)
from bygd.scenarios.search_path import ENDINGS, GROUP_OF, search_path
from experiments.cards.options import CardOptions
from experiments.command.folders import folders_in
from experiments.command.main import Part, main, parts
from experiments.command.read import read
from experiments.report.comparison import setting
from experiments.trial.options import TrialOptions
from experiments.validate.figures import validate_figures
from tests.support.files import write_files

SHIPPED = Path(configs.__path__[0])
FILES = {
    "policy/mine.yaml": SHIPPED / "policy" / "follow_up.yaml",
    "municipality/our_place.yaml": SHIPPED / "municipality" / "vaga.yaml",
    "ensembles/our_worlds.csv": SHIPPED / "ensembles" / "norway_2003_act.csv",
    "obstacles/few.yaml": SHIPPED / "obstacles" / "road_to_job.yaml",
    "targets/figures.yaml": SHIPPED / "targets" / "norway_2003_act.yaml",
    "cards/judged.yaml": SHIPPED / "trials" / "gothenburg.yaml",  # not read here
    "trials/ours.yaml": SHIPPED / "trials" / "gothenburg.yaml",
}
STUDY = "municipality: our_place\nscenarios: [mine:0.5+extra_staff]\nvary: [answer.pressure]\nn: 4\n"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own, beside the folder where one types."""
    monkeypatch.chdir(tmp_path)
    folder = write_files(tmp_path / "own", {"experiment/our_study.yaml": STUDY, "notes/of_mine.txt": "\n"})
    for name, file in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(file, folder / name)
    return folder


def asked(options: type, *arguments: str) -> Any:
    """Options as a program has them that is typed like this."""
    found: list[Any] = []
    main(options, found.append, "compare", list(arguments))
    return found[0]


TYPED = [
    (RunOptions, "policy=[mine]", "policy=[own/policy/mine.yaml]"),
    (RunOptions, "municipality=our_place", "municipality=own/municipality/our_place.yaml"),
    (CompareOptions, "scenarios=[mine:0.5+extra_staff]", "scenarios=[own/policy/mine.yaml:0.5+extra_staff]"),
    (CompareOptions, "municipalities=[sel,our_place]", "municipalities=[sel,own/municipality/our_place.yaml]"),
    (CompareOptions, "ensemble=our_worlds", "ensemble=own/ensembles/our_worlds.csv"),
    (SweepOptions, "experiment=our_study", "experiment=own/experiment/our_study.yaml"),
    (ObstaclesOptions, "obstacles=few", "obstacles=own/obstacles/few.yaml"),
    (CalibrateOptions, "figures=figures", "figures=own/targets/figures.yaml"),
    (TrialOptions, "like=ours", "like=own/trials/ours.yaml"),
]  # fmt: skip


@pytest.mark.parametrize(("options", "name", "file"), TYPED, ids=[name for _, name, _ in TYPED])
@pytest.mark.usefixtures("own")
def test_a_name_is_its_file(options: type, name: str, file: str) -> None:
    more = ["--config-dir", "own"] if options is SweepOptions else []  # its file names others
    by_name = asked(options, name, "--config-dir", "own")
    assert by_name == asked(options, file, *more)
    assert by_name == asked(options, "hydra.searchpath=[file://own]", name)
    assert not own_names("policy"), "only meanwhile"


def test_every_group_has_an_option_and_every_option_a_group() -> None:
    assert set(GROUP_OF.values()) == set(ENDINGS)
    classes = (
        CompareOptions,
        SweepOptions,
        ObstaclesOptions,
        CalibrateOptions,
        TrialOptions,
        CardOptions,
        RankOptions,
        MechanismsOptions,
    )
    known = {name for item in classes for name in vars(item())}
    assert GROUP_OF.keys() <= known


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ("policy/follow_up.yaml", "configs/policy/follow_up.yaml already"),
        ("policy/Mentortilskudd.yaml", "the measure mentor_grant already"),
        ("policy/all_ten.yaml", "the measure all_ten already"),
        ("policy/baseline.yaml", "something else already"),
        ("policy/a+b.yaml", "which join measures"),
        ("municipality/sel.yaml", "configs/municipality/sel.yaml already"),
        ("ensembles/default.csv", "something else already"),
        ("policy/mine.yml", "policy/mine.yaml already"),
        ("setting/ours.yaml", "Bygd's own setting alone"),
    ],
)
def test_a_name_that_means_two_things_is_refused_in_one_sentence(file: str, sentence: str, own: Path) -> None:
    write_files(own, {file: "\n"})
    with pytest.raises(InputError, match=rf"^[^\n]*{sentence}[^\n]*\.$"), search_path(["own"]):
        pass


def test_a_name_of_two_folders_is_refused(own: Path) -> None:
    shutil.copytree(own, "second")
    with pytest.raises(InputError, match=r"second/cards/judged.yaml means own/cards"), search_path(["own", "second"]):
        pass


def test_a_name_that_is_not_there_is_told_with_those_that_are(own: Path, capsys) -> None:
    with pytest.raises(SystemExit):
        asked(RunOptions, "policy=[mien]", "--config-dir", "own")
    assert "(is mine meant?)" in (said := capsys.readouterr().err)
    assert "wage_subsidy, mine, or name" in said


@pytest.mark.parametrize("what", [ensembles.load, targets.load])
def test_ensembles_and_figures_of_ones_own_are_told_too(what: Any, own: Path) -> None:
    with search_path(["own"]), pytest.raises(InputError, match=r"choose from .*, (our_worlds|figures), or name"):
        what("nothing_like_it")


@pytest.mark.parametrize("launcher", [[], ["hydra/launcher=joblib"]])
@pytest.mark.usefixtures("own")
def test_jobs_of_a_sweep_look_there_too(launcher: list[str], tmp_path, monkeypatch, capsys) -> None:
    words = ["-m", "policy=[],[mine],[mien]", "months=12", "--config-dir", "own", *launcher]
    monkeypatch.setattr(sys, "argv", ["run", *words])
    with pytest.raises(SystemExit):
        main(RunOptions, lambda _given: None, "run", words)
    assert "is mine meant?" in capsys.readouterr().err.strip().splitlines()[-1]


@pytest.mark.usefixtures("own")
def test_the_tab_key_and_info_know_them(capsys) -> None:
    def said(*words: str) -> str:
        main(RunOptions, print, "run", list(words))
        return capsys.readouterr().out

    assert said("--complete=policy=[mi", "--config-dir", "own") == "policy=[mine\n"
    assert said("--complete=municipality=our", "-cd", "own") == "municipality=our_place\n"
    for options, typed, name in [
        (CompareOptions, "beside_ensemble=our", "our_worlds"),
        (CalibrateOptions, "figures=fi", "figures"),
        (TrialOptions, "like=ou", "ours"),
        (CardOptions, "cards=", "judged"),
    ]:
        main(options, print, "x", [f"--complete={typed}", "--config-dir", "own"])
        assert capsys.readouterr().out == f"{typed.partition('=')[0]}={name}\n"
    assert said("--complete=ow", "--config-dir") == ""
    assert said("--complete=--config") == "--config-dir\ta folder of your own in which names are looked up too\n"
    assert "  policy, mine: own/policy/mine.yaml\n" in said("--info", "searchpath", "--config-dir", "own")
    assert "title: Vågå" in said("--cfg", "job", "-cd=own", "municipality=our_place")
    assert "wage_subsidy, mine" in " ".join(said("--help", "-cd=own").split())


@pytest.mark.parametrize(
    "words",
    [
        ["--config-dir", "own", "figures", "figures=figures"],
        ["-cd=own", "figures", "figures=figures"],
        ["hydra.searchpath=[own]", "figures", "figures=figures"],
        ["figures", "--config-dir", "own", "figures=figures"],
        ["figures", "figures=figures", "--config-dir", "own"],
        ["--config-dir", "own", "figures=figures"],
    ],
    ids=" ".join,
)
@pytest.mark.usefixtures("own")
def test_folders_stand_before_or_after_the_part_of_a_program(words: list[str], monkeypatch) -> None:
    found: list[Any] = []
    monkeypatch.setattr(sys, "argv", ["validate", *words])
    parts("Check.", {"figures": Part(FiguresOptions, found.append)}, "validate", usual="figures")
    assert found[0].figures == "own/targets/figures.yaml"


@pytest.mark.usefixtures("own")
def test_the_tab_key_finds_parts_behind_a_folder(monkeypatch, capsys) -> None:
    def said(*words: str) -> str:
        monkeypatch.setattr(sys, "argv", ["validate", *words])
        parts("Check.", {"figures": Part(FiguresOptions, validate_figures)}, "validate")
        return capsys.readouterr().out

    assert said("--complete=fi", "--config-dir", "own").startswith("figures\t")
    assert said("--complete=fi", "--config-dir") == ""
    assert said("--complete=figures=fi", "-cd", "own", "figures") == "figures=figures\n"


@pytest.mark.usefixtures("own")
def test_a_program_without_such_names_says_so(capsys) -> None:
    from experiments.numbers import NumbersOptions

    with pytest.raises(SystemExit):
        main(NumbersOptions, print, "numbers", ["--config-dir", "own"])
    assert capsys.readouterr().err == (
        "numbers has no option that holds a name of a file, so there is nothing to look up in own.\n"
    )


@pytest.mark.usefixtures("own")
def test_a_report_finds_the_file_that_the_command_named() -> None:
    def file_of(command: str) -> Path | None:
        return setting.own_file(type("Study", (), {"provenance": {"command": command}})())  # type: ignore[arg-type]

    assert file_of("bygd compare municipality=our_place --config-dir own") == Path("own/municipality/our_place.yaml")
    assert file_of("bygd compare municipality=our_place --config-dir gone") is None
    assert file_of("bygd compare municipality=sel") is None


def test_folders_are_taken_out_of_what_is_typed() -> None:
    typed = ["a=1", "--config-dir", "x", "-m", "-cd=y z", "++hydra.searchpath=[file://v,'w, u']", "b=2"]
    assert folders_in(typed) == (["x", "y z", "v", "w, u"], ["a=1", "-m", "b=2"])
    assert read(RunOptions, folders_in(["months=12", "-cd", "x"])[1]).months == 12
