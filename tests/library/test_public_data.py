"""What public statistics say of a municipality: industries, numbers and mergers, settled persons, odd answers."""

from __future__ import annotations

import contextlib
import copy
import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bygd.public_data import klass, nace, tables
from bygd.public_data.addresses import Addresses
from bygd.public_data.faults import PublicDataError
from bygd.public_data.json_stat import table_of
from bygd.public_data.klass import Change, History, Span
from tests.support import public_data as made

DIVISIONS = [f"{code:02}" for code in range(100)]
SEL = History("3437", "Sel", [Span("2020-01-01", ("3437",)), Span("", ("0517",))])


def text(tree: object) -> str:
    return json.dumps(tree)


def told(fault: pytest.ExceptionInfo[PublicDataError]) -> str:
    """The sentence, once it is clear that it is one sentence or two, in both languages."""
    for language in ("en", "nb"):
        assert "\n" not in fault.value.told(language)
        assert fault.value.told(language).endswith(".")
    return str(fault.value)


# --- industries -----------------------------------------------------------------------------------------------


def test_every_two_digit_code_has_one_sector() -> None:
    for code in DIVISIONS:
        assert sum(row.first <= int(code) <= row.last for row in nace.TABLE) == 1, code
        assert nace.sector_of(code) in {*nace.SECTORS, nace.PUBLIC}
    assert {nace.sector_of(code) for code in DIVISIONS} == {*nace.SECTORS, nace.PUBLIC}
    assert [code for code in DIVISIONS if nace.sector_of(code) == nace.PUBLIC] == ["84"]


@pytest.mark.parametrize(
    ("code", "sector"),
    [
        *[("01", "agriculture"), ("10", "manufacturing"), ("43", "construction"), ("47", "retail")],
        *[("56", "hotel_food"), ("85", "kindergarten_school"), ("86", "care"), ("96", "other")],
    ],
)
def test_sectors_are_those_of_the_sections(code: str, sector: str) -> None:
    assert nace.sector_of(code) == sector


def test_the_table_stands_in_the_documentation() -> None:
    page = (Path(__file__).parents[2] / "docs" / "municipality.md").read_text(encoding="utf-8")
    for row in nace.TABLE:
        codes = f"{row.first:02}" if row.first == row.last else f"{row.first:02}–{row.last:02}"
        sector = "–" if row.sector == nace.PUBLIC else f"`{row.sector}`"
        assert f"| {codes} | {sector} | {row.what} |" in page
    for old in set(klass.OLD_CLASS.values()):
        today = ", ".join(str(group) for group, taken in klass.OLD_CLASS.items() if taken == old)
        assert f"{today} → {old}" in page


@pytest.mark.parametrize("code", ["1", "01-99", "A", "123"])
def test_what_is_no_code_has_no_sector(code: str) -> None:
    with pytest.raises(ValueError, match=re.escape(code)):
        nace.sector_of(code)


@given(st.dictionaries(st.sampled_from(DIVISIONS), st.integers(0, 5000)))
def test_shares_sum_to_one_and_lose_nobody(counts: dict[str, int]) -> None:
    sectors = nace.by_sector(counts)
    assert sum(sectors.values()) == sum(counts.values())
    total = sum(sectors[name] for name in nace.SECTORS)
    if total:
        shares = nace.shares(sectors)
        assert sum(round(nace.PARTS * share) for share in shares.values()) == nace.PARTS
        assert all(abs(shares[name] - sectors[name] / total) < 1 / nace.PARTS for name in nace.SECTORS)
    else:
        with pytest.raises(ValueError, match="0"):
            nace.shares(sectors)


def test_totals_are_counted_once() -> None:
    assert nace.by_sector({"01-99": 10, "47": 10})["retail"] == 10
    assert sum(nace.by_sector({"01-99": 10, "47": 10}).values()) == 10


def test_addresses_are_those_of_the_statistics_and_can_be_opened_in_a_browser() -> None:
    asked = Addresses(2026).of("3437")
    assert {urlsplit(one.address).hostname for one in asked} == {"data.ssb.no", "app-simapi-prod.azurewebsites.net"}
    for one in asked:
        assert one.address.startswith("https://")
        assert " " not in one.address
        assert not one.body, "what is sent stands in the address"
    assert sum("3437" in one.address for one in asked) == 2


# --- numbers and mergers --------------------------------------------------------------------------------------


def register() -> tuple[dict[str, str], list[Change]]:
    return klass.codes_of(text(made.klass(made.TODAY)), "codes"), klass.changes_of(text(made.changes()), "changes")


def history(given_number: str, asked: list[str] | None = None) -> History:
    today, changes = register()

    def at_first() -> dict[str, str]:
        if asked is not None:
            asked.append("codes of 2012")
        return klass.codes_of(text(made.klass(made.AT_FIRST)), "codes of 2012")

    return klass.history_of(klass.number_today(given_number, today, changes), today, changes, at_first)


@pytest.mark.parametrize("given_number", ["3437", "0517", "517", " 3437 ", "Sel", "sel"])
def test_a_municipality_is_found_by_old_and_new_number_and_name(given_number: str) -> None:
    asked: list[str] = []
    found = history(given_number, asked)
    assert (found.number, found.name) == ("3437", "Sel")
    assert found.spans == [Span("2020-01-01", ("3437",)), Span("", ("0517",))]
    assert asked == [], "a municipality that only got another number needs no further list"


def test_a_merger_is_followed_back_over_two_changes_of_numbers() -> None:
    for given_number in ("4020", "3817", "0821", "0822"):
        found = history(given_number)
        assert found.number == "4020"
        assert found.in_year(2025).numbers == ("4020",)
        assert found.in_year(2021).numbers == ("3817",)
        assert found.in_year(2019).numbers == ("0821", "0822")


def test_a_municipality_that_took_others_in_was_there_before() -> None:
    found = history("1103")
    assert found.in_year(2021).numbers == ("1103",)
    assert found.in_year(2019).numbers == ("1103", "1141", "1142")


def test_a_split_counts_for_the_municipality_that_kept_its_name() -> None:
    found = history("1508")
    assert [found.in_year(year).numbers for year in (2024, 2021, 2019)] == [("1508",), ("1507",), ("1504", "1534")]
    assert found.parts == {"1507": "Ålesund"}
    haram = history("1580")
    assert haram.in_year(2015).numbers == ("1580",)
    assert haram.parts == {"1507": "Ålesund"}


def test_an_old_number_that_was_split_leads_to_its_name_or_asks() -> None:
    today, changes = register()
    assert klass.number_today("1507", today, changes) == "1508"
    both = [change._replace(new_name="Nye") if change.old == "1507" else change for change in changes]
    with pytest.raises(PublicDataError) as fault:
        klass.number_today("1507", today, both)
    assert "1507 was split in 2024 into 1508 Nye, 1580 Nye" in told(fault)


@pytest.mark.parametrize(
    ("given_number", "words"),
    [
        ("1234", "no municipality 1234"),
        ("9999", "no municipality 9999"),
        ("12345", "no municipality '12345'"),
        ("Nordre Lund", "is 3448 Nordre Land meant?"),
        ("34x7", "no municipality '34x7'"),
    ],
)
def test_an_unknown_number_or_name_is_one_sentence(given_number: str, words: str) -> None:
    today, changes = register()
    with pytest.raises(PublicDataError) as fault:
        klass.number_today(given_number, today, changes)
    assert words in told(fault)


def test_names_are_the_norwegian_ones_and_nothing_odd() -> None:
    today, _ = register()
    assert today["5540"] == "Kåfjord"
    assert klass.codes_of(text(made.klass({"3437": "Sel", "3438": "x\n# y: z"})), "codes") == {"3437": "Sel"}


def test_the_latest_class_of_centrality_holds() -> None:
    tree = made.centrality()
    tree["correspondenceItems"].append({"sourceCode": "3437", "targetCode": "06", "validFrom": "2020-01-01"})
    assert klass.classes_of(text(tree), "centrality")["3437"] == (5, "2024-01-01")
    assert sorted(klass.OLD_CLASS) == [1, 2, 3, 4, 5, 6]
    assert set(klass.OLD_CLASS.values()) == {0, 1, 2, 3}


@pytest.mark.parametrize("read", [klass.codes_of, klass.changes_of, klass.classes_of])
@pytest.mark.parametrize("answer", ["{}", '{"codes": 1, "codeChanges": {}, "correspondenceItems": [1]}'])
def test_another_form_of_klass_is_told(read, answer: str) -> None:
    with pytest.raises(PublicDataError) as fault:
        read(answer, "https://klass")
    assert "https://klass has another form than is known (Klass: " in told(fault)


# --- tables ---------------------------------------------------------------------------------------------------


def firms(tree: dict, year: int = 0) -> tables.Firms:
    return tables.firms_of(table_of(text(tree), "table 07091"), SEL, year)


def people(tree: dict, year: int = 0) -> tables.People:
    return tables.people_of(table_of(text(tree), "table 07459"), SEL, year)


def test_establishments_without_employees_are_left_out() -> None:
    found = firms(made.firms())
    assert found.with_staff["retail"] == sum(made.INDUSTRIES["47"][1:])
    assert found.with_staff["care"] == sum(made.INDUSTRIES["86"][1:]) + sum(made.INDUSTRIES["87"][1:])
    assert found.with_staff[nace.PUBLIC] == sum(made.INDUSTRIES["84"][1:])
    assert found.in_all == sum(map(sum, made.INDUSTRIES.values()))
    assert found.sizes["1-4"] == sum(row[1] for code, row in made.INDUSTRIES.items() if code != "84")
    assert sum(found.sizes.values()) == sum(found.with_staff[name] for name in nace.SECTORS)


def test_small_groups_that_are_hidden_are_taken_from_the_sum() -> None:
    shown, tree = firms(made.firms()), made.firms(hide="55")
    size = len(made.SIZES)
    place = (1 + list(made.INDUSTRIES).index("55")) * size
    assert tree["value"][place : place + 2] == [sum(made.INDUSTRIES["55"]), None]
    assert firms(tree).unshown == ("55", "00"), "neither how many have none nor how many have some"
    tree["value"][place + 1] = made.INDUSTRIES["55"][0]
    assert firms(tree).with_staff == shown.with_staff, "all less those without employees"


def test_values_may_be_a_mapping_and_codes_a_list() -> None:
    tree = made.firms()
    tree["value"] = {str(i): value for i, value in enumerate(tree["value"]) if value is not None}
    tree["dimension"]["NACE2007"]["category"]["index"] = list(tree["dimension"]["NACE2007"]["category"]["index"])
    assert firms(tree) == firms(made.firms())


def test_inhabitants_of_the_latest_year_or_of_one() -> None:
    assert people(made.people()) == tables.People(5567, 2026)
    both = made.json_stat({"Region": {"3437": "Sel"}, "Tid": {"2025": "2025", "2026": "2026"}}, [5600, 5567], "07459")
    assert (people(both).number, people(both, 2025).number) == (5567, 5600)
    with pytest.raises(PublicDataError) as fault:
        people(both, 2011)
    assert "another form" in told(fault)


@pytest.mark.parametrize("value", [None, 0, ".", ":"])
def test_no_figure_is_told(value: object) -> None:
    with pytest.raises(PublicDataError) as fault:
        people(made.people(number=value))
    assert "table 07459 has no figure of 07459 (2026) for 3437" in told(fault)


@pytest.mark.parametrize("read", [people, firms])
def test_another_municipality_is_not_taken_for_ours(read) -> None:
    tree = made.people("K-3435") if read is people else made.firms("K-3435")
    with pytest.raises(PublicDataError) as fault:
        read(tree)
    assert "for 3437" in told(fault)


def test_no_establishments_at_all_are_told() -> None:
    with pytest.raises(PublicDataError) as fault:
        firms(made.firms(industries={"01": (5, 0, 0, 0, 0, 0, 0, 0)}))
    assert "no establishments with employees" in told(fault)


@pytest.mark.parametrize("answer", ["", "[1]", "<html>", '{"id": [', '{"class": "dataset"', "[" * 100_000])
def test_half_an_answer_is_told(answer: str) -> None:
    with pytest.raises(PublicDataError) as fault:
        table_of(answer, "https://table")
    assert "https://table holds no whole JSON" in told(fault)


@pytest.mark.parametrize(
    "change",
    [
        {"id": None},
        {"size": [1, 1, 2]},
        {"value": [1, 2]},
        {"value": 3},
        {"dimension": {}},
        {"id": ["Region", "ContentsCode"]},
        {"extension": None},
    ],
)
def test_another_form_of_a_table_is_told(change: dict) -> None:
    with pytest.raises(PublicDataError) as fault:
        people(made.people() | change)
    assert "another form than is known (json-stat2" in told(fault)


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4) | st.sampled_from([10**400, "."])
TREES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner))


def places(tree: object, path: tuple = ()) -> list[tuple]:
    """Every place in a tree."""
    items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [path, *(place for key, item in items for place in places(item, (*path, key)))]


@given(st.data())
def test_whatever_is_wrong_with_an_answer_is_told(data: st.DataObject) -> None:
    small = {"47": (1, 5, 0, 0, 0, 0, 0, 0), "84": (0, 1, 0, 0, 0, 0, 0, 0)}
    reads = {
        "firms": (made.firms(industries=small), firms),
        "people": (made.people(), people),
        "codes": (made.klass(made.TODAY), lambda tree: klass.codes_of(text(tree), "x")),
        "changes": (made.changes(), lambda tree: klass.changes_of(text(tree), "x")),
        "classes": (made.centrality(), lambda tree: klass.classes_of(text(tree), "x")),
    }
    whole, read = reads[data.draw(st.sampled_from(sorted(reads)))]
    tree = copy.deepcopy(whole)  # parts of it are those of other answers
    *path, last = data.draw(st.sampled_from(places(tree)[1:]))
    part = tree
    for key in path:
        part = part[key]
    part[last] = data.draw(TREES)
    with contextlib.suppress(PublicDataError):
        read(tree)
