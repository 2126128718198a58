"""Pages that programs write: each is fresh, and the program writes, or says in a sentence why it does not."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from bygd.errors import InputError
from experiments.command.words import understood
from experiments.display import markdown
from experiments.pages import traceability
from experiments.pages.program import NAMES, PagesOptions, made, write_pages

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_fresh(name: str) -> None:
    for file, text in made(name, DOCS).items():
        assert (DOCS / file).read_text(encoding="utf-8") == text, f"python -m experiments.pages {name}"


def test_pages_are_written_where_it_is_said(tmp_path, capsys) -> None:
    write_pages(PagesOptions(["targets", "processes"], docs=tmp_path))
    there = {file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*.md")}
    assert there == {"targets.md"} | {f"processes/{file.name}" for file in (DOCS / "processes").glob("*.md")}
    assert len(capsys.readouterr().out.splitlines()) == len(there)


def test_a_table_is_renewed_and_only_between_its_marks(tmp_path) -> None:
    begin, end = markdown.marks("laws")
    (tmp_path / "odd.md").write_text(f"by hand\n{begin}\nstale\n{end}\nby hand too\n", encoding="utf-8")
    write_pages(PagesOptions(["odd"], docs=tmp_path))
    told = (tmp_path / "odd.md").read_text(encoding="utf-8")
    assert told.startswith(f"by hand\n{begin}\n\n| act of")
    assert told.endswith(f"{end}\nby hand too\n")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("nothing", "pages is 'nothing', but must be all or odd or "),
        ("page=none.md", "is not understood (is pages meant?); it is said like"),
        ("odd docs=none", "There is no folder none"),
        ("odd docs=.", "There is no page odd.md"),
        ("odd docs=pages", "asks for 'sums'"),
        ("parameters=none docs=.", "There is no folder none"),
        ("note=none docs=.", "There is no page none"),
    ],
)
def test_a_mistake_is_one_sentence(said: str, sentence: str, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("pages").mkdir()
    Path("pages", "odd.md").write_text("\n".join(markdown.marks("sums")), encoding="utf-8")
    with pytest.raises(InputError, match=re.escape(sentence)):
        write_pages(understood(PagesOptions, "pages", said.split()))


def test_how_sure_we_are_is_read_from_the_other_pages(tmp_path) -> None:
    shutil.copytree(DOCS, tmp_path, dirs_exist_ok=True)
    cards = (tmp_path / "cards.md").read_text(encoding="utf-8")
    (tmp_path / "cards.md").write_text(re.sub(r"Emergent: \d+ of", "Emergent: 3 of", cards), encoding="utf-8")
    assert re.search(r"Emergent: 3 of \d+ cards hold", made("sure", tmp_path)["sure.md"])
    (tmp_path / "cards.md").write_text("# Nothing", encoding="utf-8")
    with pytest.raises(InputError, match=r"cards\.md has nothing like"):
        made("sure", tmp_path)


def test_quotes_are_compared_with_the_note(tmp_path, monkeypatch, capsys) -> None:
    lines = [""] * 1143
    for row in [*traceability.mechanisms(), *traceability.measures()]:
        for one in row.passages:
            lines[one.span[0] - 1] += f" {one.nb} "
    note = tmp_path / "note.txt"
    note.write_text("\n".join(lines), encoding="utf-8")
    asked = PagesOptions(note=str(note), docs=tmp_path)
    write_pages(asked)
    assert capsys.readouterr().out == "Every quote stands in its lines.\n"
    lines[143] = lines[143].replace("over hele landet", "i hele landet")
    note.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(InputError, match=r"1 quotes are not those of"):
        write_pages(asked)
    assert "lines 144-145 do not say" in capsys.readouterr().out
