"""The page of the explorer in Chromium without a network: its numbers, its keys, its languages, for everybody."""

from __future__ import annotations

import base64
import json
import re
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from bygd.scenarios.settings import USUAL
from bygd.statistics.paired import THRESHOLDS
from bygd.statistics.sureness import Sureness
from bygd.studies.exploring import POSTS
from experiments.display.sureness import sentence
from experiments.display.words import LANGUAGES, Words, texts
from experiments.explorer import page
from experiments.explorer.contents import contents, packed, packed_shares
from sim.outcomes import OUTCOMES
from tests.support.explored import FOUR, planted

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1366, "height": 800}
K, SIZE = 4, 16
CUT_OFF = """[...document.querySelectorAll("svg text")].filter((text) => {
  const box = text.getBoundingClientRect(), whole = text.ownerSVGElement.getBoundingClientRect();
  return box.left < whole.left - 1 || box.right > whole.right + 1;
}).map((text) => text.textContent)"""  # texts of drawings of which a part is not seen
SHIPPED = sorted((Path(__file__).parents[2] / "docs" / "explorer").glob("*.html"))  # explorer.md links to them
AXE = files("axe_playwright_python") / "axe.min.js"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Study, numbers, and the page's file."""
    study, found = planted(tmp_path_factory.mktemp("explorer") / "e", FOUR)
    return study, found, page.write(study, contents(study, found))


@pytest.fixture
def opened(made, browser):
    """Opens the page (or another file) as from a mail: no network; nothing may go wrong in it."""
    contexts, faults = [], []

    def open_at(mark="", size=DESK, file=made[2]):
        context = browser.new_context(viewport=size, offline=True, locale="en-GB")
        contexts.append(context)
        one = context.new_page()
        one.on("console", lambda said: faults.append(said.text) if said.type in ("error", "warning") else None)
        one.on("pageerror", lambda error: faults.append(str(error)))
        one.on(
            "request", lambda asked: faults.append(asked.url) if not asked.url.startswith(("file:", "data:")) else None
        )
        one.goto(f"{file.as_uri()}#{mark}")
        return one

    yield open_at
    for context in contexts:
        context.close()
    assert faults == []


def number(text: str) -> float:
    return float(re.sub(r"[^\d.+-]", "", text.replace("\u2212", "-")))


@pytest.mark.parametrize("cell", [5, 2 * SIZE + 9, 4 * SIZE + 15])
def test_a_cell_says_what_was_worked_out(made, opened, cell) -> None:
    one = opened(f"m={cell % SIZE}&p={cell // SIZE}&l=en")
    for name in USUAL.shown:
        found = made[1].quantities[name].against(np.array([cell]))
        shown = one.locator(f"[data-outcome={name}]")
        assert number(shown.locator(".big").inner_text().split()[0]) == pytest.approx(found.value[0], abs=0.06)
        low, high = map(number, shown.locator(".interval").inner_text().partition(": ")[2].split(" to "))
        assert (low, high) == pytest.approx((found.low[0], found.high[0]), abs=0.06)
        better = round(100 * found.above()[0])
        said = shown.locator(".sure").inner_text()
        shown_as = max(better, 100 - better) if not 34 < better < 66 else better
        assert ("more than 99 of 100" if shown_as == 100 else f"({shown_as} of 100)") in said
        assert shown.locator("svg circle").count() == 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_cell_is_as_sure_in_words_as_a_report_of_the_same_certainty(made, opened, language) -> None:
    one, words = opened(f"m=1&p=0&l={language}"), Words(language)
    cells = np.arange(1, SIZE * len(POSTS))
    levels = set()
    for name in USUAL.shown:
        found, unit = made[1].quantities[name].against(cells), OUTCOMES[name].unit
        parts = found.above(), found.above(THRESHOLDS[unit]), 1 - found.above(-THRESHOLDS[unit])
        said = one.evaluate("([name, cells]) => cells.map((cell) => sure(name, cell))", [name, cells.tolist()])
        for text, better, more, less in zip(said, *parts, strict=True):
            certain = Sureness(better, more, less, THRESHOLDS[unit], unit, 1, 200, 400, "")
            assert text == sentence(words, certain)
            levels.add(certain.level)
    assert len(levels) == 4, "every word is looked at"


def test_keys_alone_do_all(opened) -> None:
    one = opened("l=en")
    one.locator("#posts").focus()
    one.keyboard.press("ArrowRight")
    one.keyboard.press("ArrowRight")
    assert one.locator("#posts").get_attribute("aria-valuetext") == "half a post more"
    one.locator("#every").focus()
    one.keyboard.press("Tab")
    one.keyboard.press("Space")
    assert one.locator("#measure_0").is_checked()
    assert "m=1&p=2&l=en" in one.url
    command = one.locator("#command").inner_text()
    assert command == 'python -m experiments.compare municipality=vaga "scenarios=[follow_up+extra_staff:0.5]"'
    one.locator("#next button").first.focus()
    one.keyboard.press("Enter")
    assert one.locator("#measures input:checked").count() + one.locator("#posts").evaluate("it => +it.value") == 4


def test_the_next_best_is_the_largest_gain(made, opened) -> None:
    one = opened("m=1&p=0&l=en")
    item = made[1].quantities["employed_36m"]
    others = [1 | 1 << i for i in range(1, K)] + [1 + SIZE]
    gains = sorted((item.value[other] - item.value[1] for other in others), reverse=True)
    shown = [number(text.split("\n")[1].split(" ")[0]) for text in one.locator("#next p").all_inner_texts()]
    assert shown == pytest.approx(gains, abs=0.06)


@pytest.mark.parametrize("column", ["employed_36m", "kr_municipality", "hours_asked", "employed_36m_women", "posts"])
def test_the_table_is_sorted_by_any_column(made, opened, column) -> None:
    one = opened("m=3&p=1&l=en")
    one.select_option("#sort", column)
    if column == "posts":
        assert all("two posts more" in text for text in one.locator("#rows th").all_inner_texts())
        return
    values = made[1].quantities[column].value
    best = int(np.argmax(values))
    parts = " + ".join(str(i + 1) for i in range(K) if best % SIZE >> i & 1)
    assert one.locator("#rows th").first.inner_text().startswith(parts or "No measures")
    one.check("#with_mine")
    held = [m for m in range(len(POSTS) * SIZE) if m % SIZE & 3 == 3 and m >= SIZE]
    assert one.locator("#found").inner_text().startswith(f"{len(held)} of {len(POSTS) * SIZE}")


def test_the_line_holds_what_nothing_cheaper_reaches(made, opened) -> None:
    one = opened("l=en")
    effect, cost = (made[1].quantities[name].value for name in ("employed_36m", "kr_municipality"))
    best = [i for i in range(len(effect)) if not ((cost <= cost[i]) & (effect > effect[i])).any()]
    assert one.locator("#front li").count() == len(best)


def test_languages_change_everything(opened) -> None:
    one = opened("m=3&p=1&l=en")
    english = one.locator("main").inner_text()
    one.click("#language")
    assert one.get_attribute("html", "lang") == "nb"
    assert one.title() == "Vågå: prøv tiltakene"
    norwegian = one.locator("main").inner_text()
    both = {line for line in english.splitlines() if re.search(r"[a-z]{4}", line)} & set(norwegian.splitlines())
    assert {line for line in both if "experiments." not in line} == set()
    assert "undefined" not in english + norwegian
    assert "NaN" not in english + norwegian


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_and_nothing_sticks_out(opened, language, size) -> None:
    one = opened(f"m=5&p=2&l={language}", size)
    one.evaluate("document.querySelector('meta[http-equiv]').remove()")
    one.evaluate(AXE.read_text(encoding="utf-8"))
    found = one.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    assert [f"{rule['id']}: {node['html'][:150]}" for rule in found for node in rule["nodes"]] == []
    assert one.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert one.evaluate(CUT_OFF) == []


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_a_page_of_the_site_answers_at_once(opened, file) -> None:
    assert file.stat().st_size < 5e6
    one = opened("m=1023&p=3&l=nb", file=file)
    all_ten = [number(text) for text in one.locator("[data-outcome] .big").all_inner_texts()]
    one.get_by_role("checkbox").first.uncheck()
    assert [number(text) for text in one.locator("[data-outcome] .big").all_inner_texts()] != all_ten
    assert "5 120" in one.inner_text("body").replace("\u00a0", " ")


def test_fewer_than_a_hundred_members_say_no_word_of_sureness(tmp_path, browser) -> None:
    study, found = planted(tmp_path / "few", FOUR, "members=8", "replicates=8")
    file = page.write(study, contents(study, found))
    one = browser.new_page()
    one.goto(f"{file.as_uri()}#m=7&p=1&l=en")
    assert "Provisional: made with 8" in one.locator("#provisional").inner_text()
    words = list(texts("en")["sureness"]["level"].values())
    said = one.locator("#headline").inner_text()
    assert "So far" in said
    assert not any(word in said for word in words)
    one.close()


# --- without a browser --------------------------------------------------------------------------------


def test_numbers_are_packed_to_within_half_a_step() -> None:
    values = np.random.default_rng(0).normal(0, 30, 500)
    held = packed(values)
    whole = np.frombuffer(base64.b64decode(held["data"]), "<i2")
    assert np.abs(whole * held["step"] - values).max() <= held["step"] / 2 + 1e-12
    assert base64.b64decode(packed_shares(np.array([0.0, 0.996, 1.0, np.nan]))) == bytes([0, 100, 100, 255])


def test_texts_cannot_end_the_script(made) -> None:
    assert "</script" not in page.embedded({"title": "</script><b>"})
    assert json.loads(page.embedded({"title": "</script>"})) == {"title": "</script>"}


def test_the_page_names_nothing_outside(made) -> None:
    html = made[2].read_text(encoding="utf-8")
    assert not re.search(
        r"""(src|href)="(?!data:)|url\(|@import|\bfetch\(|XMLHttpRequest""", html.partition('id="given"')[0]
    )
    assert "default-src 'none'" in html


@pytest.mark.slow
def test_all_ten_are_less_than_five_megabytes(tmp_path) -> None:
    study, found = planted(tmp_path / "ten", "members=8", "replicates=8")
    assert len(study.scenarios) == 5120
    assert page.write(study, contents(study, found)).stat().st_size < 5e6
