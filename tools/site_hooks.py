# ruff: noqa: INP001  (mkdocs loads it by its path)
"""What ``mkdocs build`` does with the pages of ``docs`` beyond showing them: pages work on disk and on the site.

- A name with a star in the nav stands for all such pages that no other line of it names.
- README, changelog and the like are pages of the site too; the list of decisions is made from their files.
- The words of a link are the title of the page, where they were the name of its file.
- A link to a file outside ``docs`` leads to a page that shows this file. A link that leads nowhere stays as it is, and
  a strict build stops at it.
- ``<!-- curve: answer.supervision -->`` becomes the drawing of that formula,
  ``<!-- citation -->`` the reference that ``CITATION.cff`` gives, as text and as BibTeX.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import Any

import yaml
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from experiments.display.words import Words
from experiments.formulas.catalogue import FORMULAS
from experiments.formulas.drawing import svg
from experiments.formulas.texts import Texts

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = {  # page of the site: file outside docs
    "index.md": "README.md",
    "changelog.md": "CHANGELOG.md",
    "contributing.md": "CONTRIBUTING.md",
    "security.md": "SECURITY.md",
}
DECISIONS = "adr/index.md"
SHOWN = "source"  # folder of the pages that show a file
UNSEARCHED = "---\nsearch: {exclude: true}\n---\n"
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")
NAMED = re.compile(r"(docs/)?[\w/]+\.md")  # words of a link that are the name of a page
FENCE = re.compile(r"(^(?P<fence>```+|~~~+).*?^(?P=fence)[ \t]*$)", re.MULTILINE | re.DOTALL)
CURVE = re.compile(r"<!-- curve: (\S+) -->")
ELSEWHERE = re.compile(r"[a-z]+:|#|/")
LANGUAGES = {
    ".py": "python",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".toml": "toml",
    ".cff": "yaml",
    ".sh": "bash",
    ".json": "json",
}


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the pages that there are in place of names with a star."""
    pages = sorted(file.relative_to(DOCS).as_posix() for file in DOCS.rglob("*.md"))
    taken = {name for name in names(config.nav or []) if "*" not in name}
    config.nav = filled(config.nav or [], pages, taken)
    return config


def names(nav: Any) -> Iterator[str]:
    """All pages of a nav, and names with a star."""
    if isinstance(nav, str):
        yield nav
    else:
        for one in nav.values() if isinstance(nav, dict) else nav:
            yield from names(one)


def filled(nav: list[Any], pages: list[str], taken: set[str]) -> list[Any]:
    """Nav with every star filled; a section without a page is left out."""
    made: list[Any] = []
    for one in nav:
        if isinstance(one, dict):
            (title, inside), *_ = one.items()
            there = filled(inside, pages, taken) if isinstance(inside, list) else inside
            made += [{title: there}] if there else []
        elif "*" in one:
            found = [page for page in pages if Path(page).match(one) and page.count("/") == one.count("/")]
            made += [page for page in found if page not in taken]
            taken.update(found)
        else:
            made.append(one)
    return made


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are made of files outside ``docs``."""
    for uri, path in PAGES.items():
        head = "---\nhide: [navigation]\n---\n" if uri == "index.md" else ""
        files.append(File.generated(config, uri, content=head + (ROOT / path).read_text(encoding="utf-8")))
    files.append(File.generated(config, DECISIONS, content=_decisions()))
    for path in sorted({path for file in files.documentation_pages() for path in _outside(file)}):
        files.append(File.generated(config, _shown(path), content=_source(path)))
    return files


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Mend the links of a page, and fill in what is made when the site is built."""
    if page.file.src_uri.startswith(f"{SHOWN}/"):
        return markdown
    markdown = markdown.replace("<!-- citation -->", _citation())
    uri = page.file.src_uri
    return with_links(markdown, lambda words, link: (_words(words, link, uri), mended(link, uri)))


def on_page_content(html: str, **_: Any) -> str:
    """Draw the curves of a page."""
    return CURVE.sub(lambda found: _drawn(found[1]), html)


def _drawn(name: str) -> str:
    """Drawing of a formula, with the words for those who do not see it."""
    formula = FORMULAS[name]
    words = Words("en")
    alt = escape(Texts(words, formula).alt)
    return f'<figure class="curve" role="img" aria-label="{alt}" data-search-exclude>{svg(words, formula)}</figure>'


# --- links ----------------------------------------------------------------------------------------------------


def with_links(markdown: str, change: Callable[[str, str], tuple[str, str]]) -> str:
    """Change words and target of every link outside blocks of code."""

    def changed(found: re.Match[str]) -> str:
        words, link = change(found[2], found[3])
        return f"{found[1]}[{words}]({link})"

    parts = FENCE.split(markdown)  # text, block, its fence, text, ...
    for i in range(0, len(parts), 3):
        parts[i] = LINK.sub(changed, parts[i])
    return "".join(part for i, part in enumerate(parts) if i % 3 != 2)


def _path(link: str, uri: str) -> str:
    """Path in the project that a link of a page means; empty for an address, or a place on the page itself."""
    if ELSEWHERE.match(link):
        return ""
    here = posixpath.dirname(PAGES.get(uri, f"docs/{uri}"))
    return posixpath.normpath(posixpath.join(here, link.partition("#")[0]))


def _shown(path: str) -> str:
    return f"{SHOWN}/{path}.md"


def _outside(file: File) -> Iterator[str]:
    """Files outside ``docs`` to which a page links, and that are no page of the site."""
    links = [found[3] for text in FENCE.split(file.content_string)[::3] for found in LINK.finditer(text)]
    for path in (_path(link, file.src_uri) for link in links):
        if path and path not in PAGES.values() and not path.startswith("docs/") and (ROOT / path).exists():
            yield path


def _words(words: str, link: str, uri: str) -> str:
    """Words of a link: the title of the page where they are its name."""
    file = ROOT / _path(link, uri)
    if not NAMED.fullmatch(words) or file.suffix != ".md" or not file.is_file():
        return words
    title = re.search(r"^# (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
    return re.split(r"[:,] ", title[1])[0] if title else words


def mended(link: str, uri: str) -> str:
    """Where a link of a page leads on the site."""
    path = _path(link, uri)
    if not path or not (ROOT / path).exists():
        return link
    made = {path: page for page, path in PAGES.items()} | {"docs/adr": DECISIONS}
    target = made.get(path) or (path.removeprefix("docs/") if path.startswith("docs/") else _shown(path))
    anchor = "#" + link.partition("#")[2] if "#" in link else ""
    return posixpath.relpath(target, posixpath.dirname(uri) or ".") + anchor


# --- pages that are made --------------------------------------------------------------------------------------


def _source(path: str) -> str:
    """Page that shows a file, or lists a folder."""
    file = ROOT / path
    if file.is_dir():
        inside = sorted(one.name for one in file.iterdir() if not one.name.startswith(("_", ".")))
        return f"{UNSEARCHED}# `{path}`\n\n" + "\n".join(f"- `{name}`" for name in inside) + "\n"
    text = file.read_text(encoding="utf-8")
    return f"{UNSEARCHED}# `{path}`\n\n~~~~~~ {LANGUAGES.get(file.suffix, 'text')}\n{text}\n~~~~~~\n"


def _decisions() -> str:
    """List of the decisions, newest last."""
    lines = [
        "# Design decisions",
        "",
        "What was decided about the model and its programs, and why. A number is never used twice.",
        "",
    ]
    for file in sorted((DOCS / "adr").glob("[0-9]*.md")):
        title = file.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
        lines.append(f"- [{title.replace('. ', ' · ', 1)}]({file.name})")
    return "\n".join(lines) + "\n"


def _citation() -> str:
    """How to cite, from ``CITATION.cff``."""
    paper = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    names = [one.get("name") or f"{one['given-names']} {one['family-names']}" for one in paper["authors"]]
    year = str(paper["date-released"])[:4]
    text = f"{', '.join(names)} ({year}). *{paper['title']}*. Version {paper['version']}."
    entry = [
        ("author", " and ".join(f"{{{name}}}" for name in names)),
        ("title", f"{{{paper['title']}}}"),
        ("year", year),
        ("version", str(paper["version"])),
        ("license", str(paper["license"])),
        *((key, str(paper[key])) for key in ("doi", "url") if key in paper),
    ]
    lines = [f"  {key} = {{{value}}}," for key, value in entry]
    return "\n".join([f"> {text}", "", "```bibtex", f"@software{{bygd{year},", *lines, "}", "```"])
