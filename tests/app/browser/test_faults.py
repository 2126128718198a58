"""After a fault the page lives on: each way back is gone, in both languages."""

from __future__ import annotations

import pytest

from tests.app.browser.conftest import ROOT

LAST = 60_000
SHORT = "[data-section=first]:not(.stale)"
GOOD = (ROOT / "configs" / "municipality" / "sel.yaml").read_text(encoding="utf-8")
BROKEN = GOOD.replace("inhabitants: 5872", "inhabitants: -3").replace("centrality: 0", "centrality: 9")
ALL = {
    "en": ("cannot be used", "inhabitants is -3", "centrality is 9"),
    "nb": ("kan ikke brukes", "inhabitants er -3", "centrality er 9"),
}
AGAIN = {"en": "Try again", "nb": "Prøv igjen"}
RESET = {"en": "Reset", "nb": "Start på nytt"}


@pytest.fixture
def own(server):
    """A municipality file with two faults, where the page lists it."""
    file = server.folder / "broken.yml"
    file.write_text(BROKEN, encoding="utf-8")
    yield file
    file.unlink(missing_ok=True)


def choose(page, name):
    """Choose another municipality, as a visitor does."""
    page.locator(".choices .select select").first.select_option(name)


def told(page, language):
    """Wait for the notice; all faults are in it, in the language of the page and with nothing else."""
    page.wait_for_selector(".notice li", timeout=LAST)
    text = page.inner_text(".notice")
    assert [part for part in ALL[language] if part not in text] == []
    assert page.locator(".notice li").count() == 2
    assert page.get_attribute(".notice ul", "lang") == language
    assert "Traceback" not in page.inner_text("body")


@pytest.mark.parametrize("language", ["en", "nb"])
def test_every_way_back_from_a_broken_file(visitor, own, language):
    page = visitor.open(f"measures=follow_up&years=5&people=7&lang={language}")
    choose(page, f"{own.name} ({'own file' if language == 'en' else 'egen fil'})")
    told(page, language)
    page.get_by_role("button", name=AGAIN[language]).click()  # nothing is mended yet
    told(page, language)
    choose(page, "Sel")
    page.wait_for_selector(SHORT, timeout=LAST)
    assert page.locator(".notice").count() == 0
    page.go_back()
    told(page, language)
    own.write_text(GOOD, encoding="utf-8")
    page.get_by_role("button", name=AGAIN[language]).click()
    page.wait_for_selector(SHORT, timeout=LAST)
    assert page.locator(".notice").count() == 0


@pytest.mark.parametrize("language", ["en", "nb"])
def test_a_run_that_cannot_begin_begins_once_the_file_is_mended(visitor, own, language):
    page = visitor.open(f"view=watch&municipality={own.name}&years=5&lang={language}")
    page.wait_for_selector(".notice li", timeout=LAST)
    assert [part for part in ALL[language][1:] if part not in page.inner_text(".notice")] == []
    own.write_text(GOOD, encoding="utf-8")
    page.get_by_role("button", name=RESET[language], exact=True).click()
    page.wait_for_selector(".board .chip", timeout=LAST)
    assert page.locator(".notice").count() == 0


def test_a_file_that_is_gone_is_said_so_and_another_can_be_chosen(visitor, server):
    file = server.folder / "odd.yaml"
    file.write_text("defaults: [nowhere]\n", encoding="utf-8")
    page = visitor.open("municipality=odd.yaml&measures=follow_up&years=5&lang=nb")
    page.wait_for_selector(".notice ul[lang=nb]:has-text('Det finnes ingen kommune')", timeout=LAST)
    assert page.locator(".notice ul[lang=en]").count() == 0
    file.unlink()
    page.get_by_role("button", name=AGAIN["nb"]).click()
    page.wait_for_selector(".notice ul[lang=nb]:has-text('Det finnes ingen kommunefil')", timeout=LAST)
    choose(page, "Vågå")
    page.wait_for_selector(SHORT, timeout=LAST)
