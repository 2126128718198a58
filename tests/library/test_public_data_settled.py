"""What IMDi's figures say of persons settled, and odd files of them."""

from __future__ import annotations

import re

import pytest

from bygd.public_data import imdi
from bygd.public_data.faults import PublicDataError, sentences
from bygd.public_data.klass import History
from tests.library.test_public_data import SEL, history, told
from tests.support import public_data as made


def settled(content: str, here: History = SEL) -> dict[int, imdi.Settled]:
    return imdi.settled_of(imdi.rows_of(content, "imdi.csv"), here, range(2012, 2022), "imdi.csv")


def test_old_and_new_numbers_make_one_series() -> None:
    found = settled(made.settled())
    assert {year: item.persons for year, item in found.items()} == {year: year - 2002 for year in range(2012, 2025)}
    assert (found[2019].numbers, found[2020].numbers) == (("0517",), ("3437",))
    assert {item.known for item in found.values()} == {imdi.COUNTED}


def line(year: int, number: str, count: str, kind: str = "Faktisk bosetting", unit: str = "Personer") -> str:
    return f"{unit};{year};{number};Navn (t.o.m. 2019);{kind};{count}"


@pytest.mark.parametrize("sign", [".", "", "..", ":", "*", "<5", "< 5", "-"])
def test_a_hidden_figure_is_chosen_and_said(sign: str) -> None:
    rows = [line(year, "0517", sign if year == 2015 else "12") for year in range(2012, 2022)]
    assert settled(made.settled(rows=rows))[2015] == imdi.Settled(2, imdi.SMALL, ("0517",))


def test_what_was_two_is_summed_and_a_hidden_part_is_said() -> None:
    rows = [line(2018, "0821", "7"), line(2018, "0822", "."), line(2019, "0821", "7"), line(2019, "0822", "4")]
    found = settled(made.settled(rows=rows), history("4020"))
    assert found[2018] == imdi.Settled(9, imdi.PARTLY, ("0821", "0822"))
    assert found[2019] == imdi.Settled(11, imdi.COUNTED, ("0821", "0822"))
    assert found[2012] == imdi.Settled(10, imdi.MISSING, ()), "the mean of what is there"


def test_figures_under_a_number_that_did_not_hold_then_are_found() -> None:
    rows = [line(year, "3817", "8") for year in range(2012, 2026)]
    found = settled(made.settled(rows=[*rows, line(2024, "4020", ".")]), history("4020"))
    assert {item.persons for item in found.values()} == {8}
    assert found[2024].numbers == ("3817",)


def test_only_persons_settled_are_read_whatever_else_is_there() -> None:
    rows = [
        line(2015, "517", "1 012"),
        line(2015, "0517", "99", unit="Prosent"),
        line(2015, "0517", "7", kind="Vedtak"),
    ]
    assert settled(made.settled(rows=rows))[2015].persons == 1012
    head = "Kommunenummer;Anmodning, vedtak og faktisk bosetting;År;Antall\n"
    assert settled(f"\ufeff{head}0517;Faktisk bosetting;2015;6\n")[2015].persons == 6


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([line(2015, "0517", "tolv")], "imdi.csv, line 2: antall is tolv, which is no number"),
        ([line(2015, "0517", "-3")], "antall is -3"),
        ([line(2015, "", "3")], 'kommunenummer is ""'),
        ([line(2015, "0517", "3"), line(2015, "0517", "4")], "line 3: 0517 in 2015 is there a second time"),
        ([line(2015, "0517", "3", kind="Vedtak om bosetting")], "another form than is known (IMDi: Faktisk bosetting)"),
        ([line(2015, "0301", "300")], "imdi.csv has no municipality 3437 (0517)"),
    ],
)
def test_what_cannot_be_read_of_imdi_is_one_sentence(rows: list[str], words: str) -> None:
    with pytest.raises(PublicDataError) as fault:
        settled(made.settled(rows=rows))
    assert words in told(fault)


@pytest.mark.parametrize("content", ["", "a;b\n", "Enhet,År,Kommunenummer,Antall\n", "Enhet;År;Kommune;Antall\n"])
def test_another_table_is_not_taken_for_imdi_s(content: str) -> None:
    with pytest.raises(PublicDataError, match="another form than is known"):
        imdi.rows_of(content, "imdi.csv")


# --- sentences ------------------------------------------------------------------------------------------------


def test_both_languages_have_each_sentence_with_the_same_places() -> None:
    for key, both in sentences().items():
        assert set(both) == {"en", "nb"}, key
        assert len({frozenset(re.findall(r"\{\w+\}", words)) for words in both.values()}) == 1, key
