"""Choosing and comparing, as a planner does it, in a real browser; the numbers are those of the command it offers."""

from __future__ import annotations

import io
import os
import re
import shlex
import time
import zipfile

import pytest

from bygd.scenarios.options import CompareOptions
from experiments.command.main import main
from experiments.compare import compare
from tests.app.browser.conftest import ROOT, leave

SHORT = "[data-section=first]"
SETTLED = "All 1,000 pairs"
LAST = 120_000  # milliseconds: nothing may take longer, on any machine


def answer(page):
    """The findings in short, once they are those of the present choice."""
    page.wait_for_selector(f"{SHORT}:not(.stale)", timeout=LAST)
    return page.inner_text(SHORT)


def settle(page):
    """Wait until all runs are there and drawn."""
    page.wait_for_selector(f"text={SETTLED}", timeout=LAST)
    page.wait_for_selector(f"{SHORT}:not(.stale)[data-runs='1000']", timeout=LAST)
    return page.inner_text(SHORT)


def save(page, button, folder):
    with page.expect_download(timeout=LAST) as waiting:
        page.click(f".download button:has-text('{button}')")
    file = folder / waiting.value.suggested_filename
    waiting.value.save_as(file)
    return file


@pytest.fixture(scope="module")
def settled(server, browser, tmp_path_factory):
    """What a visitor carries away of a settled answer, and the folder of the command that the page offers."""
    folder = tmp_path_factory.mktemp("taken")
    page = browser.new_context(accept_downloads=True).new_page()
    page.goto(f"{server.address}?municipality=sel&measures=follow_up&years=5&people=7")
    shown = settle(page)
    table, figures, report = (save(page, name, folder) for name in ("Table", "Figures", "Report"))
    command = shlex.split(page.inner_text(".command"))
    assert command[:3] == ["python", "-m", "experiments.compare"]
    repeated = folder / "repeated"
    leave(page)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("experiments.display.sheet.Sheet.save", lambda *_, **__: None)  # the page made the figures
        main(CompareOptions, compare, "compare", [*command[3:], f"out={repeated}"])
    return {"shown": shown, "table": table, "figures": figures, "report": report, "repeated": repeated}


def test_the_table_is_that_of_the_command(settled):
    assert settled["table"].read_bytes() == (settled["repeated"] / "comparison.csv").read_bytes()


def test_the_report_is_that_of_the_command(settled):
    def told(html):
        return re.sub(r"<code>.*?</code>", "", re.sub(r"Made \d+ \w+ \d+", "", html), flags=re.DOTALL)

    taken = settled["report"].read_text(encoding="utf-8")
    assert told(taken) == told((settled["repeated"] / "report_en.html").read_text(encoding="utf-8"))
    assert "python -m experiments.compare municipality=sel" in taken


def test_what_is_shown_stands_in_the_report(settled):
    text = re.sub(r"<[^>]+>|\s", "", settled["report"].read_text(encoding="utf-8"))
    lines = [re.sub(r"\s", "", line) for line in settled["shown"].splitlines() if line.startswith("Of 100")]
    sure = [found for line in lines for found in re.findall(r"\(([^()]*of100)\)", line)[:1]]  # of the direction
    assert lines
    assert sure
    assert all(f"({share})" in text for share in sure)


def test_a_report_that_takes_its_time_says_so(visitor, settled):
    page = visitor.open("municipality=sel&measures=follow_up&years=5&people=7")
    settle(page)
    with page.expect_download(timeout=LAST):
        page.click(".download button:has-text('Report')")
        page.wait_for_selector(".download [role=status]:has-text('Being prepared')")
    page.wait_for_selector(".download button:has-text('Report'):not(.v-btn--loading)")
    assert page.inner_text(".download [role=status]") == ""


def test_all_figures_can_be_taken(settled):
    names = zipfile.ZipFile(io.BytesIO(settled["figures"].read_bytes())).namelist()
    assert {"employment_en.png", "difference_nb.png", "refusals_nb.png"} <= set(names)


def test_another_choice_is_another_answer(visitor):
    page = visitor.open("measures=follow_up&years=5&people=7")
    before = answer(page)
    page.click("label:has-text('Wage subsidy')")
    page.wait_for_function("location.search.includes('wage_subsidy')")
    page.wait_for_function(f"document.querySelector('{SHORT}').innerText.includes('Wage subsidy')", timeout=LAST)
    assert answer(page) != before
    page.click("text=None")
    page.wait_for_selector("text=Choose at least one measure")


def test_the_address_holds_the_choice(visitor, browser):
    page = visitor.open("municipality=vaga&measures=wage_subsidy&years=5&as=each&people=7")
    page.click("label:has-text('Wage subsidy')")
    page.click("label:has-text('Mentor grant')")
    page.wait_for_function("location.search.includes('measures=mentor_grant')")
    other = browser.new_page()
    other.goto(page.url)
    other.wait_for_selector(".command")
    assert other.inner_text(".command") == page.inner_text(".command")
    assert 'municipality=vaga "scenarios=[mentor_grant]" months=60 settled_per_year=7' in page.inner_text(".command")
    leave(other)


def test_in_norwegian_the_numbers_are_the_same(visitor):
    page = visitor.open("measures=follow_up&years=5&people=7")
    english = re.findall(r"\d+", settle(page).partition("In small municipalities")[0])
    page.click("button.language")
    page.wait_for_selector("text=Kort sagt")
    page.wait_for_selector(f"{SHORT}:not(.stale)")
    assert page.get_attribute(".bygd", "lang") == "nb"
    assert re.findall(r"\d+", page.inner_text(SHORT).partition("I små")[0])[:6] == english[:6]


def test_every_section_can_be_read(visitor):
    page = visitor.open("measures=follow_up&years=5&people=7")
    settle(page)
    for title, section in (
        ("From request to job", "path"),
        ("Hours and kroner", "costs"),
        ("The same person", "lives"),
    ):
        page.click(f".sections button:has-text('{title}')")
        page.wait_for_selector(f"[data-section={section}]:not(.stale)", timeout=LAST)
        assert f"show={section}" in page.url


def test_an_odd_address_is_said_and_mended(visitor):
    page = visitor.open("municipality=../../etc/passwd&measures=follow_up,magic&years=x&view=compare")
    said = page.inner_text(".notice")
    assert all(part in said for part in ("municipality", "measures", "years"))
    assert "municipality=sel" in page.inner_text(".command")


def test_a_municipality_of_ones_own(visitor, server):
    good = (ROOT / "configs" / "municipality" / "sel.yaml").read_text(encoding="utf-8")
    (server.folder / "my_municipality.yaml").write_text(good, encoding="utf-8")
    page = visitor.open("municipality=my_municipality.yaml&measures=follow_up&years=5")
    assert answer(page)


def test_by_keyboard_alone(visitor):
    page = visitor.open("measures=follow_up&years=5&people=7")
    answer(page)
    page.focus("input[role=checkbox] >> nth=0")
    page.keyboard.press("Space")
    page.wait_for_function("location.search.includes('qualification_tracks')")
    page.focus("button.language")
    page.keyboard.press("Enter")
    page.wait_for_function("location.search.includes('lang=nb')")


CHOICES = (
    ("sel", "follow_up", "Prepare, follow up, evaluate"),
    ("vaga", "wage_subsidy", "Wage subsidy"),
    ("nordre_land", "mentor_grant", "Mentor grant"),
    ("sel", "single_contact", "One contact"),
    ("vaga", "supervision_course", "Course in supervising"),
)


def test_five_visitors_at_once(server, browser):
    """Each sees the answer to the own choice, whatever the others do, twice; ``BYGD_SECONDS=60`` looks for a minute."""
    pages = [browser.new_context().new_page() for _ in CHOICES]
    until, turn, slowest = time.monotonic() + float(os.environ.get("BYGD_SECONDS", "0")), 0, 0.0
    while turn < 2 or time.monotonic() < until:
        for page, (municipality, measure, _) in zip(pages, CHOICES, strict=True):
            page.goto(f"{server.address}?municipality={municipality}&measures={measure}&years=5&people={10 + turn}")
        for page, (municipality, measure, title) in zip(pages, CHOICES, strict=True):
            began = time.monotonic()
            text = answer(page)
            slowest = max(slowest, time.monotonic() - began)
            assert title in text
            assert f'municipality={municipality} "scenarios=[{measure}]"' in page.inner_text(".command")
            assert f"settled_per_year={10 + turn} " in page.inner_text(".command")
        turn += 1
    for page in pages:
        leave(page)
    assert slowest < LAST / 1000
