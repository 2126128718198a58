"""Tables hold what they claim: whatever is not exactly what was written is set aside and simulated again."""

from __future__ import annotations

import dataclasses
import errno
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import bygd
from bygd.errors import InputError
from bygd.scenarios.options import RunOptions
from bygd.studies import study as studies
from bygd.studies.export import export
from bygd.studies.files import write_parquet
from bygd.studies.merge import merge
from bygd.studies.parts import TABLES
from bygd.studies.programs import run_study
from bygd.studies.study import Study
from experiments import study as command
from experiments.command.read import read

pytestmark = pytest.mark.compiled
FLIPS = 24
ASKED = ["municipality=vaga", "months=12", "warm_up=0", "threads=1", "replicates=6", "record=people"]
FINAL = [f"{table}.parquet" for table in TABLES]


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Study:
    """A finished study with three parts of each table."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(studies, "CHUNK", 2)
        study = run_study(read(RunOptions, [*ASKED, f"out={tmp_path_factory.mktemp('tables') / 'whole'}"]))
        study.run()
    return study


@pytest.fixture
def copy(whole: Study, tmp_path: Path) -> Study:
    """The same study, in a copy of the folder."""
    shutil.copytree(whole.folder, tmp_path / "copy")
    return at(whole, tmp_path / "copy")


def at(study: Study, folder: Path, **changes: object) -> Study:
    """The same study in another folder, or one with other options there."""
    options = dataclasses.replace(study.options, out=str(folder), **changes)  # type: ignore[type-var]
    if changes:
        return run_study(options)
    same = dataclasses.replace(study, options=options)
    same.fingerprint = study.fingerprint  # which is costly, and knows no folder
    return same


def parts(study: Study, table: str = "*") -> list[Path]:
    """Files of parts."""
    return sorted((study.folder / "parts").glob(f"{table}-*.parquet"))


def aside(study: Study) -> dict[str, bytes]:
    """What was set aside."""
    return {file.name: file.read_bytes() for file in (study.folder / "parts").glob("set_aside/*")}


def everything(folder: Path) -> dict[str, bytes]:
    """All files of a folder."""
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def restored(study: Study, whole: Study) -> bool:
    """Whether the same command makes the tables that the undisturbed study has, byte for byte."""
    at(study, study.folder).simulate()
    return all((study.folder / name).read_bytes() == (whole.folder / name).read_bytes() for name in FINAL)


def test_a_bit_that_changes_anywhere_is_found(copy: Study, whole: Study, capsys) -> None:
    """Six times one bit of each kind of table: the first bytes, the last, those of the footer, and any."""
    rng = np.random.default_rng(15)
    for place in (0, -1, -6, -100, None, None):
        flipped = {}
        for table in TABLES:
            file = parts(copy, table)[int(rng.integers(len(parts(copy, table))))]
            content = bytearray(file.read_bytes())
            content[int(rng.integers(len(content))) if place is None else place] ^= 1 << int(rng.integers(8))
            file.write_bytes(content)
            flipped[file] = bytes(content)
        assert restored(copy, whole), place
        said = capsys.readouterr().err
        assert said.count("\n") == len(TABLES), "a line a file"
        assert all(f"{file} is damaged" in said for file in flipped)
        assert set(flipped.values()) <= set(aside(copy).values()), "what was damaged is kept"
    assert len(aside(copy)) == FLIPS


def edited(file: Path) -> None:
    """By hand, with another program."""
    frame = pd.read_parquet(file)
    frame.iloc[0, -1] = frame.iloc[-1, -1]
    frame.to_parquet(file, index=False)


def planted(file: Path) -> None:
    """A value that is not a number."""
    frame = pd.read_parquet(file)
    name = frame.select_dtypes("float64").columns[0]
    frame.loc[0, name] = np.nan
    frame.to_parquet(file, index=False)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "cut short": lambda file: file.write_bytes(file.read_bytes()[:-100]),
    "cut within": lambda file: file.write_bytes(file.read_bytes()[:500] + file.read_bytes()[600:]),
    "empty": lambda file: file.write_bytes(b""),
    "no table": lambda file: file.write_text("scenario,replicate\nbaseline,0\n", encoding="utf-8"),
    "longer": lambda file: file.write_bytes(file.read_bytes() + b"\n"),
    "edited": edited,
    "not a number": planted,
    "deleted": Path.unlink,
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_part_of_every_table_is_made_again(kind: str, copy: Study, whole: Study) -> None:
    for number, table in enumerate(TABLES):
        DAMAGE[kind](parts(copy, table)[number % 3])
    assert restored(copy, whole)
    assert len(aside(copy)) == (0 if kind == "deleted" else len(TABLES))


def test_a_run_is_there_only_if_each_table_holds_it(copy: Study, whole: Study) -> None:
    """One table alone, the others as they were."""
    for table in TABLES:
        parts(copy, table)[1].unlink()
        assert restored(copy, whole), table


def test_parts_of_another_study_are_not_averaged_in(copy: Study, whole: Study, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(studies, "CHUNK", 2)
    measured = run_study(read(RunOptions, [*ASKED, "policy=[follow_up]", f"out={tmp_path / 'measures'}"]))
    for name, other in {"seed": at(whole, tmp_path / "seed", seed=2), "measures": measured}.items():
        other.simulate()
        for foreign, mine in zip(parts(other), parts(copy), strict=True):
            shutil.copy2(foreign, mine)  # in place of ours
            shutil.copy2(foreign, copy.folder / "parts" / f"{foreign.name[:-8]}-{name}.parquet")  # beside ours
        assert restored(copy, whole)
    assert len(aside(copy)) == 2 * 2 * len(parts(copy))


def test_our_own_parts_count_only_where_they_belong(copy: Study, whole: Study) -> None:
    first, second, _ = parts(copy, "runs")
    shutil.copy2(first, second)
    shutil.copy2(parts(copy, "curves")[2], parts(copy, "monthly")[2])
    shutil.copy2(first, first.with_name("runs-again.parquet"))
    assert restored(copy, whole)
    assert len(aside(copy)) == 3


def test_files_of_somebody_else_stay_as_they_are(copy: Study, whole: Study) -> None:
    other = {name: copy.folder / "parts" / name for name in ("notes.txt", "mine.parquet", "runs.csv", "x.tmp")}
    other["folder"] = copy.folder / "important.tmp"
    for file in other.values():
        file.write_text("mine", encoding="utf-8")
    assert restored(copy, whole)
    assert all(file.read_text(encoding="utf-8") == "mine" for file in other.values())
    assert aside(copy) == {}


def test_reading_says_what_is_damaged_and_changes_nothing(copy: Study, whole: Study, tmp_path, capsys) -> None:
    for table in ("runs", "curves"):
        DAMAGE["cut short"](parts(copy, table)[0])
    before = everything(copy.folder)
    command.manage(["status", str(copy.folder)])
    said = capsys.readouterr()
    assert said.err.count("is damaged") == 2
    assert "runs there 4, missing 2" in said.out
    list(export(copy.folder))
    merge(copy.folder, whole.folder, tmp_path / "both")
    exported = {".exported.json", *(name for name in everything(copy.folder) if ".csv" in name)}
    assert {name: content for name, content in everything(copy.folder).items() if name not in exported} == before
    assert restored(at(whole, tmp_path / "both"), whole)


def test_an_error_of_the_system_is_never_taken_for_a_broken_file(copy: Study, monkeypatch, tmp_path) -> None:
    before = everything(copy.folder)
    errors = iter([errno.EMFILE, errno.EIO, errno.EACCES, errno.ESTALE, errno.EIO, errno.EMFILE])

    read_bytes = Path.read_bytes

    def fails(file: Path) -> bytes:
        if copy.folder not in file.parents:
            return read_bytes(file)
        raise OSError(next(errors), "Out of order")

    monkeypatch.setattr(Path, "read_bytes", fails)
    again = [at(copy, copy.folder).simulate] * 4
    again += [lambda: command.manage(["status", str(copy.folder)])]
    again += [lambda: merge(copy.folder, copy.folder, tmp_path / "b")]
    for act in again:
        with pytest.raises(InputError, match=r"^Cannot read [^\n]*: Out of order; nothing was changed[^\n]*\.$"):
            act()
    monkeypatch.undo()
    assert everything(copy.folder) == before
    assert not list(tmp_path.glob("*b*"))


def test_a_whole_table_that_is_damaged_is_told_and_made_again(copy: Study, whole: Study) -> None:
    reader = bygd.study(copy.folder)
    for name in TABLES:
        file = copy.folder / f"{name}.parquet"
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 4
        file.write_bytes(content)
        with pytest.raises(InputError, match=rf"{name}\.parquet is damaged, .*study resume .* makes it again\.$"):
            reader.table(name)
        assert file.read_bytes() == content
    assert restored(copy, whole)
    assert [len(reader.table(name)) for name in TABLES[:3]] == [6, 72, 72]


def test_a_whole_table_of_another_study_is_told(copy: Study, whole: Study, tmp_path) -> None:
    other = at(whole, tmp_path / "other", seed=5)
    other.simulate()
    shutil.copy2(other.folder / "runs.parquet", copy.folder / "runs.parquet")
    with pytest.raises(InputError, match="not what its study has written"):
        _ = bygd.study(copy.folder).outcomes
    assert restored(copy, whole)


def test_success_is_not_said_while_rows_are_lacking(copy: Study, whole: Study) -> None:
    """Files that are taken away while the study runs."""
    file = parts(copy, "curves")[0]
    for part in parts(copy, "runs")[1:]:
        part.unlink()
    study = at(copy, copy.folder)
    study.progress = lambda _: file.unlink(missing_ok=True)
    with pytest.raises(InputError, match=r"2 of 6 runs are no longer whole .* simulates them again\.$"):
        study.simulate()
    assert restored(copy, whole)


def test_a_table_carries_what_it_is(whole: Study) -> None:
    """So that a file that lies about alone can be told."""
    from bygd.studies.seals import about_of, pq

    said = about_of(pq.ParquetFile(min((whole.folder / "parts").glob("curves-*-0000002-0000003.parquet"))))
    assert (said["study"], said["seed"], said["table"]) == (whole.fingerprint.study, 1, "curves")
    assert said["tables"] == ["curves", "monthly", "people", "runs"]


def test_the_same_content_has_the_same_bytes(tmp_path) -> None:
    frame = pd.DataFrame({"a": ["x", "y"], "b": [1.0, 2.0]})
    for name in "ab":
        write_parquet(tmp_path / name, frame, {"table": "a"})
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "a"), frame)
