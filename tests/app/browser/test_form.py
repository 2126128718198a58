"""A planner states the own municipality: a fault is seen and mended, the file is saved, and the comparison starts."""

from __future__ import annotations

from bygd.scenarios.parse import stated_in
from tests.app.browser.test_access import PHONE, violations

LAST = 60_000
OWN = {
    "Kommunens navn": "Nordbygda",
    "Kommunenummer": "3499",
    "Virksomheter": "640",
    "Innbyggere": "4 800",
    "Bosatte i 2024": "31",
    "Herav med kollektiv beskyttelse i 2024": "40",
}


def test_a_planner_states_the_own_municipality_and_gets_a_first_answer(visitor, server):
    page = visitor.open("measures=follow_up&years=5&people=7&lang=nb")
    page.get_by_role("button", name="Oppgi egen kommune").click()
    for label, text in OWN.items():
        page.get_by_label(label, exact=True).fill(text)
    hours = page.get_by_label("Timer per deltaker og måned", exact=True).first
    hours.fill("2,5")
    page.keyboard.press("Tab")
    wrong = page.get_by_label("Herav med kollektiv beskyttelse i 2024", exact=True)
    page.wait_for_selector("#form-displaced-2024-fault:has-text('men må ligge mellom 0 og antallet bosatte')")
    assert wrong.get_attribute("aria-invalid") == "true"
    assert "form-displaced-2024-fault" in wrong.get_attribute("aria-describedby")
    assert "Én ting må rettes." in page.inner_text(".saying [role=status]")
    assert "form-inhabitants-mark" not in (page.get_by_label("Innbyggere").get_attribute("aria-describedby"))
    page.get_by_role("button", name="Lagre og sammenlign").click()
    page.wait_for_selector(".notice:has-text('Ikke lagret')")
    assert list(server.folder.glob("nordbygda*")) == []
    assert violations(page) == []
    page.set_viewport_size(PHONE | {"width": 360})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    wrong.fill("20")
    page.keyboard.press("Tab")
    page.wait_for_selector(".saying [role=status]:has-text('Dette kan brukes.')")
    page.get_by_role("button", name="Lagre og sammenlign").press("Enter")
    page.wait_for_selector("[data-section=first]:not(.stale)", timeout=LAST)
    assert "municipality=nordbygda.yaml" in page.url
    assert page.evaluate("window.scrollY") == 0
    file = server.folder / "nordbygda.yaml"
    stated = stated_in(str(file))
    assert stated.faults == []
    fields = stated.municipalities["nordbygda"]
    assert (fields["inhabitants"], fields["displaced"][2024]) == (4800, 20)
    assert fields["offices"]["programme"].hours_per_participant == 2.5
    file.unlink()
