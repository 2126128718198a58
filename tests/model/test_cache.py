"""Compiled code is kept for as long as the code says the same, and never longer."""

from __future__ import annotations

import ast
import os
import shutil
import tempfile
from pathlib import Path

import numba
import pytest

from sim import engine_room, source_identity
from sim.rules.language import Language
from sim.source_identity import source_hash
from tests.support.compiling import compile_once

SIM = Path(source_identity.__file__).parent
FILES = sorted(file.relative_to(SIM).as_posix() for file in SIM.rglob("*.py"))


@pytest.fixture
def copy(cache_folders: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of ``sim`` that is taken for the source."""
    shutil.copytree(SIM, tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(source_identity, "__file__", str(tmp_path / "sim" / "source_identity.py"))
    return tmp_path / "sim"


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} is not there just once"
    file.write_text(text.replace(old, new), encoding="utf-8")


# --- the hash of the code ---------------------------------------------------------------------------------


def test_a_copy_has_the_hash_of_the_original(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    of_copy = source_hash()
    monkeypatch.undo()
    assert source_hash() == of_copy
    assert len(of_copy) == 16


def test_code_in_any_file_changes_the_hash(copy: Path) -> None:
    hashes = [source_hash()]
    for name in FILES:
        file = copy / name
        file.write_text(file.read_text(encoding="utf-8") + "\nONE_MORE = 1\n", encoding="utf-8")
        hashes.append(source_hash())
    assert len(FILES) > 25
    assert len(set(hashes)) == len(hashes)


def test_remarks_in_all_files_do_not_change_the_hash(copy: Path) -> None:
    before = source_hash()
    for name in FILES:
        file = copy / name
        file.write_text("# a remark\n\n" + file.read_text(encoding="utf-8") + "\n\n# another\n", encoding="utf-8")
    assert source_hash() == before


def test_docstrings_do_not_change_the_hash(copy: Path) -> None:
    """Neither of a module, nor of a class, nor of a function, nor of a method."""
    before = source_hash()
    file = copy / "rules" / "language.py"
    kinds = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
            words = ast.get_docstring(node, clean=False)
            assert words is not None
            edit(file, f'"""{words}"""', f'"""In other words, {len(kinds)}."""\n')
            kinds.add(type(node))
    assert len(kinds) == 3
    assert source_hash() == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("(1.0 - oral / ceiling) * taught", "(1.0 - oral / ceiling) + taught"),
        ("PACE_AGE = 28.0", "PACE_AGE = 29.0"),
        (str(Language.classroom_gain), str(Language.classroom_gain + 0.0001)),
        ("@rule\ndef learn", "def learn"),
    ],
)
def test_an_edited_rule_changes_the_hash(copy: Path, old: str, new: str) -> None:
    before = source_hash()
    edit(copy / "rules" / "language.py", old, new)
    assert source_hash() != before


def test_a_new_file_and_a_new_name_change_the_hash(copy: Path) -> None:
    hashes = [source_hash()]
    (copy / "rules" / "weather.py").write_text("RAIN = 1\n", encoding="utf-8")
    hashes.append(source_hash())
    (copy / "rules" / "weather.py").rename(copy / "weather.py")
    hashes.append(source_hash())
    assert len(set(hashes)) == 3


def test_other_versions_of_what_compiles_change_the_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the cache alone: the model is the same."""
    hashes, model = [source_hash(compiled_only=True)], source_hash()
    monkeypatch.setattr(numba, "__version__", "0.0")
    hashes.append(source_hash(compiled_only=True))
    monkeypatch.setattr(source_identity.np, "__version__", "0.0")
    hashes.append(source_hash(compiled_only=True))
    monkeypatch.setattr(source_identity.platform, "python_version", lambda: "0.0")
    hashes.append(source_hash(compiled_only=True))
    monkeypatch.setattr(numba.config, "BOUNDSCHECK", 0)
    hashes.append(source_hash(compiled_only=True))
    assert len(set(hashes)) == 5
    assert source_hash() == model


def test_every_file_that_is_compiled_counts_for_the_cache(copy: Path) -> None:
    """Rules, kernels, processes, and the numbered names that they use."""
    words = ("@rule", "@compiled", "@entry", "@process\n", "IntEnum)")
    texts = {name: (copy / name).read_text(encoding="utf-8") for name in FILES}
    compiles = [name for name, text in texts.items() if any(word in text for word in words)]
    hashes = [source_hash(compiled_only=True)]
    for name in compiles:
        (copy / name).write_text(texts[name] + "\nONE_MORE = 1\n", encoding="utf-8")
        hashes.append(source_hash(compiled_only=True))
    assert len(compiles) > 18
    assert len(set(hashes)) == len(hashes)


def test_a_table_of_results_does_not_compile_the_model_anew(copy: Path) -> None:
    both = source_hash(), source_hash(compiled_only=True)
    file = copy / "outcomes.py"
    file.write_text(file.read_text(encoding="utf-8") + "\nONE_MORE = 1\n", encoding="utf-8")
    assert source_hash() != both[0]
    assert source_hash(compiled_only=True) == both[1]


@pytest.fixture
def walks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files whose trees are walked, in the order in which that happens."""
    walked: list[str] = []
    work_out = source_identity._hash_of_trees

    def counted(texts: dict[str, bytes]) -> str:
        walked.extend(texts)
        return work_out(texts)

    monkeypatch.setattr(source_identity, "_hash_of_trees", counted)
    return walked


def test_trees_are_walked_once_for_the_same_files(copy: Path, walks: list[str]) -> None:
    first = source_hash(), source_hash(compiled_only=True)
    once = len(walks)
    assert once > len(FILES)
    assert (source_hash(), source_hash(compiled_only=True)) == first
    assert len(walks) == once


def test_an_edit_is_seen_though_size_and_time_of_the_file_are_the_same(copy: Path, walks: list[str]) -> None:
    before = source_hash(), source_hash(compiled_only=True)
    file = copy / "rules" / "language.py"
    times = file.stat()
    edit(file, "PACE_AGE = 28.0", "PACE_AGE = 29.0")
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert file.stat().st_size == times.st_size
    assert source_hash() != before[0]
    assert source_hash(compiled_only=True) != before[1]


@pytest.mark.parametrize("kept", ["", "cut sho", "f" * 63, "g" * 64, "æ"])
def test_a_kept_hash_that_is_damaged_is_worked_out_anew(
    copy: Path, cache_folders: tuple[Path, Path], kept: str, walks: list[str]
) -> None:
    before = source_hash()
    (file,) = (cache_folders[0] / "bygd" / "source_hashes").iterdir()
    whole = file.read_text(encoding="ascii")
    file.write_text(kept, encoding="utf-8")
    walks.clear()
    assert source_hash() == before
    assert len(walks) == len(FILES)
    assert file.read_text(encoding="ascii") == whole


def test_kept_hashes_of_old_versions_are_removed(copy: Path, cache_folders: tuple[Path, Path]) -> None:
    source_hash()
    folder = cache_folders[0] / "bygd" / "source_hashes"
    (old,) = folder.iterdir()
    os.utime(old, (0, 0))
    edit(copy / "rules" / "language.py", "PACE_AGE = 28.0", "PACE_AGE = 29.0")
    source_hash()
    assert len(list(folder.iterdir())) == 1
    assert not old.exists()


def test_where_no_hash_can_be_kept_it_is_worked_out(copy: Path, cache_folders: tuple[Path, Path]) -> None:
    before = source_hash()
    shutil.rmtree(cache_folders[0] / "bygd")
    spoil(cache_folders[0])
    assert source_hash() == before


# --- where it is kept -------------------------------------------------------------------------------------

folder_now = engine_room._cache_folder.__wrapped__  # without the memory of the first call


def spoil(folder: Path) -> None:
    """Put a file where a folder should be: nobody can write into it, not even root."""
    folder.rmdir()
    folder.write_text("in the way", encoding="utf-8")


def test_compiled_code_lies_in_the_users_cache_under_the_hash(cache_folders: tuple[Path, Path]) -> None:
    folder = Path(folder_now())
    assert folder.is_dir()
    assert cache_folders[0] in folder.parents
    assert folder.name == source_hash(compiled_only=True)
    assert list(folder.iterdir()) == []  # the trial left nothing behind


def test_compiled_code_lies_below_home_where_nothing_else_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert tmp_path / ".cache" in Path(folder_now()).parents


@pytest.mark.compiled
def test_another_checkout_does_not_compile_for_this_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compile_once()
    assert engine_room.is_compiled_before()
    monkeypatch.setattr(engine_room, "__file__", str(tmp_path / "sim" / "engine_room.py"))
    assert not engine_room.is_compiled_before(), "so that waiting for it is announced"


def test_an_unwritable_home_sends_it_to_the_temporary_folder(cache_folders: tuple[Path, Path]) -> None:
    own, temporary = cache_folders
    spoil(own)
    folder = Path(folder_now())
    assert temporary in folder.parents
    assert folder.is_dir()


def test_a_user_without_a_home_gets_the_temporary_folder(
    cache_folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a container that runs under a number nobody has heard of."""

    def homeless() -> Path:
        msg = "Could not determine home directory."
        raise RuntimeError(msg)

    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(engine_room.Path, "home", homeless)
    assert cache_folders[1] in Path(folder_now()).parents


def test_where_nothing_can_be_written_nothing_is_kept(cache_folders: tuple[Path, Path]) -> None:
    for root in cache_folders:
        spoil(root)
    assert folder_now() == ""


def test_where_there_is_not_even_a_temporary_folder_nothing_is_kept(
    cache_folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def nowhere() -> str:
        msg = "No usable temporary directory found"
        raise FileNotFoundError(msg)

    spoil(cache_folders[0])
    monkeypatch.setattr(tempfile, "gettempdir", nowhere)
    assert folder_now() == ""


@pytest.mark.compiled
def test_without_a_cache_code_still_compiles_and_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_room, "_cache_folder", lambda: "")
    before = numba.config.CACHE_DIR
    half = engine_room.compiled(lambda x: 0.5 * x)
    assert half(3.0) == 1.5
    assert before == numba.config.CACHE_DIR  # numba's own setting is left as it was
