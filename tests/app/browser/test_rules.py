"""The rules in a browser: a slider moves its curve and nothing else, and everything can be put back."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from experiments.formulas.catalogue import formulas_of
from experiments.formulas.formula import declared, numbers_in

expect.set_options(timeout=30_000)
FORMULA, NUMBER = "placement.p_found", "placement.voiced"
SOME = ("offices", "answer", "relations", "settlement")  # with numbers of the practice, events, many and few formulas


def card(page, formula):
    return page.locator(f'[data-formula="{formula}"]')


def curve(page, formula):
    """The drawing once it is there."""
    drawing = card(page, formula).locator(".room svg")
    drawing.wait_for()
    return drawing.inner_html()


def row(page, formula, number):
    return card(page, formula).locator(f'[data-number="{number}"]')


def press(page, formula, number, key, times=1):
    """Move the slider of a number by keyboard."""
    row(page, formula, number).locator("[role=slider]").focus()
    for _ in range(times):
        page.keyboard.press(key)


def wait_for_values(page, formula, pattern):
    """Wait until the curve is drawn with these numbers."""
    expect(card(page, formula).locator(".room")).to_have_attribute("data-values", re.compile(pattern))


def test_a_slider_moves_its_curve_and_all_can_be_put_back(visitor) -> None:
    page = visitor.open("view=rules&step=language")
    page.locator('[data-step="placement"]').click()
    before, other = curve(page, FORMULA), curve(page, "placement.p_trouble")
    value, room = row(page, FORMULA, NUMBER).locator(".value"), card(page, FORMULA).locator(".room")
    size = [room.bounding_box()[side] for side in ("width", "height")]
    expect(value).to_have_text("0.25")
    assert "step=placement" in page.url

    press(page, FORMULA, NUMBER, "ArrowRight", 6)
    wait_for_values(page, FORMULA, r"placement\.voiced=0\.31")
    expect(value).to_have_text("0.31")
    expect(card(page, FORMULA).locator(".ends")).to_contain_text("31 %")
    expect(page.locator(".changed")).to_have_text("One number is changed.")
    assert curve(page, FORMULA) != before
    assert curve(page, "placement.p_trouble") == other
    assert [room.bounding_box()[side] for side in ("width", "height")] == size

    row(page, FORMULA, NUMBER).get_by_role("button").press("Enter")
    wait_for_values(page, FORMULA, "^$")
    expect(value).to_have_text("0.25")
    assert curve(page, FORMULA) == before


def test_it_speaks_norwegian_and_keeps_what_is_tried(visitor) -> None:
    page = visitor.open("view=rules&step=placement")
    press(page, FORMULA, NUMBER, "End")
    wait_for_values(page, FORMULA, r"voiced=0\.6")
    page.get_by_role("button", name="Vis siden på norsk").click()
    expect(page.locator(".changed")).to_have_text("Ett tall er endret.")
    expect(row(page, FORMULA, NUMBER).locator(".value")).to_have_text("0,6")
    expect(row(page, FORMULA, NUMBER)).to_contain_text("Belegg: svakt (intervjuer)")
    expect(card(page, FORMULA).locator("svg")).to_contain_text("som oppgitt")
    page.get_by_role("button", name="Sett alle som oppgitt").click()
    wait_for_values(page, FORMULA, "^$")


def test_steps_have_their_formulas_with_all_their_numbers_and_fit_a_tablet(visitor) -> None:
    visitor.page.set_viewport_size({"width": 820, "height": 1180})
    page = visitor.open("view=rules&lang=nb&step=money")
    for step in SOME:
        page.locator(f'[data-step="{step}"]').click()
        expect(page.locator(f'[aria-current][data-step="{step}"]')).to_have_count(1)
        expect(page.locator(".formula")).to_have_count(len(formulas_of(step)))
        for formula in formulas_of(step):
            rows = card(page, formula.name).locator("[data-number]")
            expect(rows).to_have_count(len(numbers_in(formula)))
        shown = set(re.findall(rf"\b{step}\.\w+", page.locator("main").inner_html()))
        assert {name for name in declared() if name.startswith(f"{step}.")} <= shown
        assert page.evaluate("document.documentElement.scrollWidth") <= 820
