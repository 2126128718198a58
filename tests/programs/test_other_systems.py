r"""Nothing that only POSIX has is taken for granted: programs work without it, and with paths like ``C:\Users``."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path, PureWindowsPath

import pytest

from bygd.scenarios.catalogue import folder_of
from bygd.scenarios.options import CompareOptions, RunOptions
from experiments.command.opener import opener, write_opener
from experiments.command.read import read

ROOT = Path(__file__).parents[2]
IMPORT = """
import importlib, pkgutil
for top in ("sim", "bygd", "experiments", "configs"):
    for module in pkgutil.walk_packages(importlib.import_module(top).__path__, f"{top}."):
        importlib.import_module(module.name)
"""
RUN = """
import json, sys
from experiments.command import dispatch
sys.argv = ["bygd", *json.loads(sys.argv[1])]
dispatch.main()
"""
BAD_NAMES = re.compile(r'[<>:"|?*\\]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)', re.IGNORECASE)  # on Windows
HERE = PureWindowsPath(r"C:\Users\Åse Øye\min kommune")


def without_posix(script: str, *arguments: str, folder: Path = ROOT) -> str:
    """What a script prints in a process in which modules and functions are hidden that only POSIX has."""
    command = [sys.executable, "-c", f"from tests.support.not_posix import hide; hide()\n{script}", *arguments]
    env = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "0", "PYTHONIOENCODING": "cp1252"}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode("cp1252")
    return done.stdout.decode("cp1252").replace("\r\n", "\n")


@pytest.mark.slow
def test_every_module_loads_without_what_only_posix_has() -> None:
    without_posix(IMPORT)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--help"], "bygd PROGRAM"),
        (["municipality", "template", "my.yaml"], "bygd municipality check my.yaml"),
        (["municipality", "check", "vaga"], "Usable: bygd run municipality=vaga"),
        (["numbers", "placement.detection"], "probability"),
        (["app", "--opener"], "To click on: "),
        (["run", "engine=mesa", "municipality=sel", "months=24", "warm_up=0", "replicates=1", "out=s"], "figures: s"),
        pytest.param(
            ["compare", "municipality=vaga", "scenarios=[follow_up+extra_staff:0.5]", "replicates=4", "out=s"],
            "report_nb.html",
            marks=[pytest.mark.slow, pytest.mark.compiled],
        ),
    ],
    ids=lambda given: given[0] if isinstance(given, list) else "",
)
def test_programs_work_without_what_only_posix_has(words: list[str], said: str, tmp_path: Path) -> None:
    """And where the terminal writes cp1252, and in files whose names Windows takes."""
    assert said in without_posix(RUN, json.dumps(words), folder=tmp_path)
    assert [item for item in tmp_path.rglob("*") if BAD_NAMES.search(item.name)] == []


# --- paths as Windows has them ----------------------------------------------------------------------------------------


def windows_file(name: str, like: Path, monkeypatch: pytest.MonkeyPatch, folder: Path) -> str:
    """Path as on Windows, of a file that is there: here its name, which may hold what parts folders elsewhere."""
    monkeypatch.chdir(folder)
    file = str(HERE / name)
    Path(file).write_bytes(like.read_bytes())
    return file


@pytest.mark.skipif(sys.platform == "win32", reason="there such a path leads elsewhere")
def test_a_path_of_windows_is_taken_as_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = windows_file("ny kommune.yaml", folder_of("municipality") / "vaga.yaml", monkeypatch, tmp_path)
    measure = windows_file("post.yaml", folder_of("policy") / "extra_staff.yaml", monkeypatch, tmp_path)
    out = str(HERE / "new" / "table") + "\\"  # \n and \t are no signs of a string
    given = read(RunOptions, [f"municipality={place}", f"policy=[{measure}:0.5]", f"out={out}"])
    assert given.out == out
    assert given.municipality.title == "Vågå"
    assert [name.rpartition(":")[2] for name in given.policy] == ["0.5"]
    several = read(
        CompareOptions, [f'scenarios=[follow_up+{measure}:0.5,"{measure}"]', f"municipalities=[{place},sel]"]
    )
    assert len(several.scenarios) == 2
    assert several.municipalities == [place, "sel"]


# --- a file to click on -----------------------------------------------------------------------------------------------


def test_a_file_to_click_on_opens_the_page_on_each_system(tmp_path: Path) -> None:
    name, text = opener("win32", r"C:\Users\Åse 100%\bygd.exe")
    assert name == "bygd.cmd"
    assert text.count("\n") == text.count("\r\n")
    assert '"C:\\Users\\Åse 100%%\\bygd.exe" app\r\n' in text
    assert opener("darwin", "/Users/a b/bygd")[1].endswith("exec '/Users/a b/bygd' app\n")
    assert 'Exec="/home/å b/\\\\$x/bygd" app\n' in opener("linux", "/home/å b/$x/bygd")[1]
    file = write_opener(tmp_path)
    assert os.access(file, os.X_OK)
    assert str(Path(sys.executable).parent) in file.read_text(encoding="utf-8")
