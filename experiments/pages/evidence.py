"""The page of all sources, and what rests on each, ``docs/evidence.md``."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from bygd.evidence.sources import cited, sources
from bygd.scenarios.catalogue import folder_of
from experiments.display.markdown import table
from experiments.pages.processes import processes

FIGURE = re.compile(r"m(\d{4}|n\d{3})$")  # an id of the municipal figures
WORD = re.compile(r"\b[a-z]\w+\b")
HEAD = Path(__file__).with_suffix(".md").read_text(encoding="utf-8")
SECTIONS = (("Figures of Norway and of other studies", False), ("Figures of the municipalities and counties", True))
FILES = {
    "municipality": "municipality.md",
    "policy": "policies.md",
    "population": "population.md",
    "targets": "targets.md",
    "trials": "trial.md",
}


def ids_in(text: str) -> set[str]:
    """Ids of sources in a text: named, within a range (p064-p068), or by their beginning (hh_famkids_*)."""
    known = set(sources().index)
    result = (set(WORD.findall(text)) | cited(text)) & known
    for beginning in re.findall(r"\b(\w+_)\*", text):
        result |= {item for item in known if item.startswith(beginning)}
    return result


@functools.cache
def resting() -> dict[str, list[str]]:
    """What rests on each source: numbers of the model, then files of ``configs``, as links."""
    results: dict[str, list[str]] = {item: [] for item in sources().index}
    for process in processes():
        for name, number in process.numbers.items():
            for item in sorted(ids_in(number.source)):
                results[item].append(f"[`{name}`](processes/{process.name}.md#{name})")
    for group, page in FILES.items():
        for file in sorted(folder_of(group).glob("*.yaml")):
            for item in sorted(ids_in(file.read_text(encoding="utf-8"))):
                results[item].append(f"[`{group}/{file.stem}`]({page})")
    return results


def page() -> str:
    """All sources as Markdown."""
    lines = [HEAD]
    for title, municipal in SECTIONS:
        rows = [_row(str(item)) for item in sources().index if bool(FIGURE.match(str(item))) == municipal]
        lines += [f"## {title}", "", table("id | what | value | source | rests on it", rows), ""]
    return "\n".join(lines).rstrip() + "\n"


def _row(name: str) -> list[str]:
    item = sources().loc[name]
    where = f"[{item['source']}]({item['url']})" if item["url"].startswith("http") else item["source"]
    what = item["what"] + (f" ({item['note']})" if item["note"] else "")
    cells = [f'<a id="{name}"></a>`{name}`', what, f"{item['value']} {item['unit']}".strip(), where]
    return [cell.replace("|", "/") for cell in cells] + [", ".join(resting()[name]) or "·"]
