"""How ``.ci/tools`` runs a page: what fails is counted, what is printed otherwise is told, and renewed when asked."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.support.documents import ROOT
from tests.support.tools_page import BLOCK, run_blocks

NOT_SHOWN = {"altair", "pytest", "scikit_learn"}  # what the others, and the script, need
PAGE = """# Page

```python
x = 2
print(x)
```

```
1
```

## Second

```python
# saved.py
Y = 3
```

```python
from saved import Y
print(x * Y)
```

```
6
```
"""


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    file = tmp_path / "page.md"
    file.write_text(PAGE, encoding="utf-8")
    return file


def test_what_is_printed_otherwise_is_told_and_renewed_when_asked(page: Path, capsys) -> None:
    assert run_blocks(page, write=False) == (3, 0)
    said = capsys.readouterr().out
    assert "-1\n+2\n" in said
    assert "passed page.md Second: python" in said
    assert page.read_text() == PAGE
    assert run_blocks(page, write=True) == (3, 0)
    assert page.read_text() == PAGE.replace("```\n1\n", "```\n2\n")


def test_a_block_that_fails_is_counted_and_nothing_is_written(page: Path, capsys) -> None:
    page.write_text(PAGE.replace("print(x)", "print(x.y)") + "\n```console\npython -c exit(3)\n```\n")
    before = page.read_text()
    assert run_blocks(page, write=True) == (2, 2)
    assert "FAILED page.md Second: console" in (said := capsys.readouterr()).out
    assert "ended in 3" in said.err
    assert page.read_text() == before


def test_every_tool_that_is_declared_for_the_page_is_used_there() -> None:
    text = (ROOT / "docs" / "with_other_tools.md").read_text(encoding="utf-8")
    run = "".join(block for _, block, _ in BLOCK.findall(text))
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]["tools"]
    names = {re.split(r"[^\w-]", item)[0].replace("-", "_") for item in declared if isinstance(item, str)}
    for name in sorted({*(names - NOT_SHOWN), "SALib", "mesa", "SolaraViz", "soffice", "read.csv"}):
        assert re.search(rf"\b{re.escape(name)}\b", run), name
