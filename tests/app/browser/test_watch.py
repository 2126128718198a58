"""The view in which one run is watched: time, board, stories, filters, in both languages."""

import pytest

ADDRESS = "view=watch&municipality=sel&years=5"


def open_watch(visitor, more=""):
    page = visitor.open(ADDRESS + more)
    page.wait_for_selector(".board .chip")
    return page


def month(page):
    return int(page.get_attribute(".month", "data-month"))


def until_month(page, at_least):
    page.wait_for_function(f"Number(document.querySelector('.month').dataset.month) >= {at_least}")


def number(page, tile):
    return page.inner_text(f"[data-tile={tile}] b")


def until_more(page, tile, before):
    """Wait for a number to rise: month, numbers and board arrive one after the other."""
    page.wait_for_function(f"Number(document.querySelector('[data-tile={tile}] b').innerText) > {before}")


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def test_time_goes_on_as_it_is_told_and_numbers_follow(visitor):
    page = open_watch(visitor)
    assert "December 2011" in page.inner_text(".month")
    before = number(page, "settled"), number(page, "requests")
    assert before[1] == "0"
    press(page, "One month")
    until_month(page, 1)
    assert page.inner_text(".month") == "January 2012, month 1"
    press(page, "One year")
    until_month(page, 13)
    assert month(page) == 13
    until_more(page, "settled", before[0])
    until_more(page, "requests", before[1])
    page.wait_for_function(
        "document.querySelectorAll('.board .chip').length == document.querySelector('[data-tile=settled] b').innerText"
    )
    page.get_by_role("button", name="▶ Play").click()
    until_month(page, 16)
    page.get_by_role("button", name="❚❚ Pause").click()
    page.wait_for_selector("text=▶ Play")
    stood = month(page)
    page.wait_for_timeout(600)
    assert month(page) == stood
    press(page, "Reset")
    page.wait_for_function("document.querySelector('.month')?.dataset.month === '0'")
    for tile, value in zip(("settled", "requests"), before, strict=True):
        page.wait_for_function(f"document.querySelector('[data-tile={tile}] b').innerText === '{value}'")


def test_people_and_employers_tell_their_story_and_filters_pale_the_others(visitor):
    page = open_watch(visitor)
    press(page, "One year")
    until_month(page, 12)
    page.wait_for_timeout(500)  # the year may still be arriving on the board
    name = page.locator(".group[data-group=class] .chip").first.inner_text()
    page.locator(f".chip:text-is('{name}')").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(f".story h3:has-text('Person {name}')")
    assert page.locator(".story li").count() > 0
    assert "invented person" in page.inner_text(".story")
    card = page.locator(".card").first
    name = card.locator("b").inner_text()
    card.click()
    page.wait_for_selector(f".story h3:has-text('Employer {name}')")
    page.get_by_label("Sex").select_option("women")
    page.wait_for_selector(".chip.dim")
    bright = page.locator(".chip:not(.dim)")
    assert 0 < bright.count() < page.locator(".chip").count()
    assert all("Woman" in label for label in bright.evaluate_all("all => all.map(one => one.ariaLabel)"))


def test_norwegian_keeps_the_run_and_other_choices_wait_for_reset(visitor):
    page = open_watch(visitor)
    press(page, "One month")
    until_month(page, 1)
    press(page, "Vis siden på norsk")
    page.wait_for_selector("text=Januar 2012, måned 1")
    page.get_by_label("Startverdi").fill("9")
    page.wait_for_selector("text=det gjelder fra du trykker «Start på nytt»")
    page.wait_for_function("location.search.includes('seed=9')")
    assert month(page) == 1
    press(page, "Start på nytt")
    page.wait_for_function("document.querySelector('.month')?.dataset.month === '0'")
    assert page.locator("text=det gjelder fra du trykker").count() == 0


@pytest.mark.parametrize("size", [(1366, 768), (820, 1180)])
def test_nothing_sticks_out(visitor, size):
    visitor.page.set_viewport_size({"width": size[0], "height": size[1]})
    page = open_watch(visitor, "&lang=nb&numbers=search.applications:2.0")
    press(page, "▸ Tall i modellen (1 endret)")
    page.wait_for_selector("#numbers .number")
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
