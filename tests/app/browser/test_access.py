"""The page for everybody: axe-core finds nothing to mend, it can be zoomed, and it fits a telephone."""

from __future__ import annotations

from importlib.resources import files

import pytest

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
LAST = 120_000
READY = {
    "compare": "[data-section=first]:not(.stale)",
    "own": ".own .sentences",
    "watch": ".board .chip",
    "rules": ".room svg",
}
LANGUAGES = ("en", "nb")
PHONE = {"width": 390, "height": 844}


def open_view(visitor, view, language):
    page = visitor.open(f"view={view}&lang={language}&years=5&people=7&step=placement")
    page.wait_for_selector(READY[view], timeout=LAST)
    return page


def violations(page):
    """What axe-core finds, each with the element."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [f"{rule['id']}: {node['html'][:200]} {node['failureSummary']}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", READY)
def test_axe_finds_nothing_and_nothing_sticks_out_of_a_telephone(visitor, view, language):
    page = open_view(visitor, view, language)
    if view == "watch":
        page.get_by_role("button", name={"en": "One year", "nb": "Ett år"}[language], exact=True).click()
        page.wait_for_function("Number(document.querySelector('.month').dataset.month) >= 12")
    assert violations(page) == []
    assert page.get_attribute("html", "lang") == language
    assert page.get_attribute("meta[name=viewport]", "content") == "width=device-width, initial-scale=1"
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_axe_would_find_something(visitor):
    page = open_view(visitor, "rules", "en")
    page.evaluate("document.querySelector('h1').style.color = '#eee'")
    page.evaluate("document.documentElement.lang = ''")
    found = " ".join(violations(page))
    assert "color-contrast" in found
    assert "html-has-lang" in found


def test_all_sections_are_in_sight_or_in_one_list_and_the_chosen_measures_are_named_whole(visitor):
    page = open_view(visitor, "compare", "nb")
    buttons, line = page.locator(".sections button"), page.locator(".chosen")
    assert "En halv rådgiverstilling til" in line.inner_text()
    assert buttons.count() == 16
    for size in ({"width": 1366, "height": 768}, PHONE):
        page.set_viewport_size(size)
        assert line.evaluate("line => line.scrollWidth <= line.clientWidth && line.scrollHeight <= line.clientHeight")
        narrow = size == PHONE
        assert page.locator(".sections_narrow").is_visible() == narrow
        assert [button.is_visible() for button in buttons.all()] == [not narrow] * 16
        edges = buttons.evaluate_all("all => all.map(one => one.getBoundingClientRect().right)")
        assert max(edges) <= size["width"]
