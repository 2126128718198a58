"""The documentation site: pages that programs write are whole, every page is in it, and it asks nobody for anything."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from bygd.evidence.sources import sources
from experiments.formulas.catalogue import FORMULAS
from experiments.pages import evidence, processes
from tools import site_hooks

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
ALL = sorted(file.relative_to(DOCS).as_posix() for file in DOCS.rglob("*.md"))
RULES = sorted(
    file.stem for file in (ROOT / "sim" / "rules").glob("[a-z]*.py") if "\n@process\n" in file.read_text("utf-8")
)
LOOKED_AT = ("index", "processes/answer", "sure", "api/run", "glossary")
ASKING = re.compile(
    r"<(?:script|link|img|iframe|source|object|video)\b[^>]*(?:src|href|data)=[\"']?(?:https?:)?//[^>]*>"
)


# --- pages that programs write --------------------------------------------------------------------------------


def test_every_process_has_a_page() -> None:
    assert {*RULES, processes.INDEX} == {file.stem for file in (DOCS / "processes").glob("*.md")}


def test_every_formula_that_is_drawn_stands_on_the_page_of_its_process() -> None:
    for process in processes.processes():
        text = (DOCS / "processes" / f"{process.name}.md").read_text(encoding="utf-8")
        assert sorted(re.findall(r"<!-- curve: (\S+) -->", text)) == sorted(one.name for one in process.drawn)
    assert sum(len(process.drawn) for process in processes.processes()) == len(FORMULAS)


def test_the_page_of_the_sources_holds_each() -> None:
    text = (DOCS / "evidence.md").read_text(encoding="utf-8")
    assert all(f'<a id="{name}">' in text for name in sources().index)


def test_ids_are_found_by_name_range_and_beginning() -> None:
    found = evidence.ids_in("p064-p066 (sign), hh_couple_*; search.applications is no id, emp1_2016_m is")
    assert found == {"p064", "p065", "p066", "hh_couple_2015", "hh_couple_2017", "hh_couple_2018", "emp1_2016_m"}


# --- links and nav --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", [name for name in ALL if "/" in name])
def test_links_lead_somewhere_on_disk(page: str) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", (DOCS / page).read_text(encoding="utf-8")):
        if "://" not in target:
            assert ((DOCS / page).parent / target).exists(), f"{page} links to {target}"


def test_every_page_is_in_the_nav_once() -> None:
    nav = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]
    taken = {name for name in site_hooks.names(nav) if "*" not in name}
    found = list(site_hooks.names(site_hooks.filled(nav, ALL, taken)))
    assert sorted(found) == sorted([*ALL, *site_hooks.PAGES, site_hooks.DECISIONS])


def test_a_star_stands_for_pages_that_no_other_line_names() -> None:
    nav = [{"A": ["x/*.md"]}, {"B": ["x/one.md", "y/*.md"]}, {"C": ["z*.md"]}]
    pages = ["x/one.md", "x/three.md", "x/two.md", "z.md", "z/four.md"]
    assert site_hooks.filled(nav, pages, {"x/one.md"}) == [
        {"A": ["x/three.md", "x/two.md"]},
        {"B": ["x/one.md"]},
        {"C": ["z.md"]},
    ]


@pytest.mark.parametrize(
    ("link", "page", "mended"),
    [
        ("docs/policies.md#who-pays", "index.md", "policies.md#who-pays"),
        ("docs/adr", "index.md", "adr/index.md"),
        ("CITATION.cff", "index.md", "source/CITATION.cff.md"),
        ("../README.md", "cite.md", "index.md"),
        ("../../sim/rules/answer.py", "processes/answer.md", "../source/sim/rules/answer.py.md"),
        ("../rules.md", "adr/0001-one-source-two-engines.md", "../rules.md"),
        ("gone.md", "index.md", "gone.md"),
        ("https://example.org", "index.md", "https://example.org"),
        ("#numbers", "processes/answer.md", "#numbers"),
    ],
)
def test_links_lead_somewhere_on_the_site(link: str, page: str, mended: str) -> None:
    assert site_hooks.mended(link, page) == mended


def test_a_link_in_a_block_of_code_stays() -> None:
    page = "[a](b.md)\n```\n[a](b.md)\n```\n![c](d.png)\n"
    changed = site_hooks.with_links(page, lambda words, link: (words.upper(), f"x/{link}"))
    assert changed == "[A](x/b.md)\n```\n[a](b.md)\n```\n![C](x/d.png)\n"


# --- the built site -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The site, built strictly."""
    folder = tmp_path_factory.mktemp("docs") / "site"
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    made = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr[-3000:]
    return folder


@pytest.mark.slow
def test_it_is_built_strictly_and_names_no_other_place(site) -> None:
    pages = {file.relative_to(site): file.read_text(encoding="utf-8") for file in site.rglob("*.html")}
    assert {Path(name).with_suffix(".html") for name in ALL} <= set(pages)
    for name, text in pages.items():
        assert ASKING.findall(text) == [], name
        assert "<!-- curve" not in text, name
    for sheet in site.rglob("*.css"):
        assert not re.search(r"@import|url\([\"']?(?:https?:)?//", sheet.read_text(encoding="utf-8")), sheet


@pytest.mark.slow
def test_it_opens_from_disk_and_is_searched_without_asking_anybody(site, browser) -> None:
    faults: list[str] = []
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda one: faults.append(one.url) if not one.url.startswith(("file:", "data:")) else None)
    left = "net::ERR_ABORTED"  # the next page was opened before an icon had come
    page.on("requestfailed", lambda one: faults.append(f"no answer: {one.url}") if one.failure != left else None)
    for name in LOOKED_AT:
        page.goto((site / f"{name}.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, f"{name} is too wide for a telephone"
    page.click("label[for=__search]")
    page.locator(".md-search__input").press_sequentially("krysspress")
    page.wait_for_selector(".md-search-result__item a[href*=glossary]")
    page.close()
    assert faults == []
