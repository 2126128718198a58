"""The sources' definitions, on lives written by hand: what is counted, when, and where people live by then.

A life is a refugee of the readable engine whose fields are set by hand each month; only counting runs. Month 0 is
January 2012. "November" is SSB's reference month; 2014 is a year like any other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sim.model import IntegrationModel
from sim.scenario import Scenario
from sim.states import Contract, Household, Sector, Status
from sim.tallies import Curve, Tally, Total
from tests.support.random_towns import hamlet, parameters

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def at(year: int, month: str) -> int:
    """Month of the run."""
    return 12 * (year - 2012) + MONTHS.index(month)


class Life:
    """One refugee in an empty town, moved through time by hand."""

    def __init__(self, months: int = 144, warm_up: int = 0, **fields: Any) -> None:
        made = parameters(programme__study_scale=0.0)
        start = 2012 + warm_up
        town = hamlet(persons=1, enterprises=20)
        scenario = Scenario(town, (), made, months=months - 12 * warm_up, start=start, warm_up=warm_up)
        self.model = IntegrationModel(scenario, seed=1)
        self.one = self.model.refugees[0]
        self.one.settle_month = 0
        self.one.status, self.one.in_programme, self.one.counted = Status.CLASS, True, True
        self.one.is_head, self.one.joins, self.one.persons, self.one.partner = True, False, 1, -1
        self.one.is_woman = False
        self.set(**fields)

    def set(self, **fields: Any) -> None:
        """Change fields of the refugee."""
        for name, value in fields.items():
            setattr(self.one, name, value)

    def begin(self, month: int) -> None:
        """Make it this month."""
        self.model.month = month
        self.model.use_phase()
        self.one.months = month - self.one.settle_month

    def leave_programme(self) -> None:
        """Leave the programme this month."""
        self.one.leave_programme(self.model, True)

    def live(self, until: int, happens: Callable[[int], None] = lambda month: None) -> Life:
        """Count every month up to ``until``, after what happens in it."""
        for month in range(self.one.settle_month, until + 1):
            self.begin(month)
            happens(month)
            self.one.count(self.model)
        return self

    def total(self, name: str) -> float:
        """One of the run's totals."""
        return float(self.model.totals[Total[name]])

    def curve(self, name: str) -> list[float]:
        """One of the curves by months since settlement."""
        return [float(value) for value in self.model.curve[:, Curve[name]]]


def working_only_in(months: set[int], left: int, life: Life) -> Callable[[int], None]:
    """What happens: leaves the programme in ``left``, works in these months."""

    def happens(month: int) -> None:
        if month == left:
            life.set(status=Status.IDLE)
            life.leave_programme()
        if month > left:
            works = month in months
            life.set(status=Status.WORK if works else Status.IDLE)
            life.set(contract=Contract.ORDINARY if works else Contract.NONE)

    return happens


# --- one and five years after -------------------------------------------------------------------------------

NEXT_NOVEMBER = [(month, 22 - MONTHS.index(month)) for month in MONTHS]  # left in January: 22 months, December: 11


@pytest.mark.parametrize(("left", "months_later"), NEXT_NOVEMBER)
def test_one_year_after_is_november_of_the_next_calendar_year(left: str, months_later: int) -> None:
    month = at(2014, left)
    assert month + months_later == at(2015, "Nov")
    life = Life()
    life.live(at(2018, "Dec"), working_only_in({month + months_later}, month, life))
    assert (life.total("SEEN1_M"), life.total("WORK1_M")) == (1, 1), "that month is counted, and only it"


@pytest.mark.parametrize("left", MONTHS)
def test_work_in_all_other_months_is_not_work_one_year_after(left: str) -> None:
    month = at(2014, left)
    others = set(range(at(2020, "Dec"))) - {at(2015, "Nov"), at(2019, "Nov")}
    life = Life()
    life.live(at(2020, "Dec"), working_only_in(others, month, life))
    assert (life.total("SEEN1_M"), life.total("WORK1_M")) == (1, 0), "twelve months after is not what SSB counts"
    assert (life.total("SEEN5_M"), life.total("WORK5_M")) == (1, 0)


@pytest.mark.parametrize("left", ["Jan", "Jun", "Nov", "Dec"])
def test_five_years_after_is_november_five_calendar_years_later(left: str) -> None:
    life = Life()
    life.live(at(2020, "Dec"), working_only_in({at(2019, "Nov")}, at(2014, left), life))
    assert (life.total("SEEN5_M"), life.total("WORK5_M")) == (1, 1)
    assert life.total("WORK1_M") == 0


@pytest.mark.parametrize(
    ("last", "seen_1", "seen_5"),
    [(("Oct", 2015), 0, 0), (("Nov", 2015), 1, 0), (("Oct", 2019), 1, 0), (("Nov", 2019), 1, 1), (("Dec", 2021), 1, 1)],
)
def test_only_who_is_observed_so_long_is_in_the_denominator(last: tuple[str, int], seen_1: int, seen_5: int) -> None:
    life = Life()
    life.live(at(last[1], last[0]), working_only_in(set(), at(2014, "Mar"), life))
    assert (life.total("SEEN1_M"), life.total("SEEN5_M")) == (seen_1, seen_5)


@pytest.mark.parametrize("woman", [False, True])
def test_education_and_sex_have_their_own_columns(woman: bool) -> None:
    life = Life(is_woman=woman)

    def happens(month: int) -> None:
        if month == at(2014, "Mar"):
            life.set(status=Status.IDLE)
            life.leave_programme()
            life.set(status=Status.EDUCATION)

    life.live(at(2015, "Dec"), happens)
    own, other = ("W", "M") if woman else ("M", "W")
    assert [life.total(f"{name}_{own}") for name in ("LEFT", "SEEN1", "STUDY1", "WORK1")] == [1, 1, 1, 0]
    assert [life.total(f"{name}_{other}") for name in ("LEFT", "SEEN1", "STUDY1", "WORK1")] == [0, 0, 0, 0]


@pytest.mark.parametrize("moved", [at(2014, "Mar"), at(2015, "Jan"), at(2015, "Nov")])
def test_who_has_moved_is_still_counted_in_employment_but_not_among_residents(moved: int) -> None:
    life = Life()
    november = at(2015, "Nov")
    rest = working_only_in({november}, at(2014, "Mar"), life)

    def happens(month: int) -> None:
        rest(month)
        if month == moved:
            life.set(moved_away=True, moved_month=month)

    life.live(november, happens)
    assert (life.total("SEEN1_M"), life.total("WORK1_M")) == (1, 1), "SSB follows people wherever they live"
    tally = life.model.tallies[november]
    assert (tally[Tally.WORK], tally[Tally.RESIDENTS_WORK], tally[Tally.MOVED_AWAY]) == (1, 0, 1)
    assert life.curve("WORK")[november] == 1
    assert life.curve("RESIDENTS_WORK")[november] == life.curve("RESIDENTS")[november] == 0
    assert life.curve("RESIDENTS")[moved - 1] == 1


# --- the day of leaving -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on_the_day", "the_day_after", "work", "study"),
    [
        (Status.WORK, Status.IDLE, 1, 0),
        (Status.IDLE, Status.WORK, 0, 0),
        (Status.CLASS, Status.WORK, 0, 0),
        (Status.PLACEMENT, Status.WORK, 0, 0),
        (Status.EDUCATION, Status.IDLE, 0, 1),
    ],
)
def test_directly_after_is_the_day_of_leaving(on_the_day: Status, the_day_after: Status, work: int, study: int) -> None:
    life = Life()
    left = at(2014, "Mar")

    def happens(month: int) -> None:
        if month == left:
            life.set(status=on_the_day)
            life.leave_programme()
        elif month > left:
            life.set(status=the_day_after)

    life.live(left + 3, happens)
    assert [life.total(name) for name in ("LEFT_M", "WORK0_M", "STUDY0_M")] == [1, work, study]


@pytest.mark.parametrize(
    ("months", "oral", "of", "n"),
    [(23, 3.5, 0, 0), (24, 3.5, 1, 1), (24, 3.0, 1, 1), (24, 2.99, 1, 0), (36, 3.1, 1, 1), (37, 3.1, 0, 0)],
)
def test_b1_is_asked_of_those_who_leave_after_two_to_three_years(months: int, oral: float, of: int, n: int) -> None:
    life = Life(oral=oral)
    life.live(months, lambda month: life.leave_programme() if month == months else None)
    assert (life.total("B1_OF"), life.total("B1_N")) == (of, n)


def test_who_settled_before_the_counted_period_is_in_no_cohort() -> None:
    life = Life(counted=False)
    life.live(at(2019, "Dec"), working_only_in(set(range(200)), at(2014, "Mar"), life))
    in_cohorts = [one.name for one in Total if one not in (Total.YEARS_IN_CLASS, Total.YEARS_PLACED)]
    assert [name for name in in_cohorts if life.total(name) > 0] == []
    assert life.model.curve.sum() == 0
    assert life.model.tallies[:, Tally.WORK].sum() > 0, "but the person lives and works here"


# --- staying ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("household", Household)
@pytest.mark.parametrize(("moved", "there"), [(None, True), (59, False), (60, False), (61, True)])
def test_staying_five_years_counts_persons_after_sixty_months(
    household: Household, moved: int | None, there: bool
) -> None:
    persons = 5 if household == Household.COUPLE_CHILDREN else 2
    life = Life(household=household, persons=persons)

    def happens(month: int) -> None:
        if month == moved:
            life.set(moved_away=True, moved_month=month)

    life.live(70, happens)
    names = [one.name for one in Total if one.name.startswith("STAY5")]
    of, stayed = names[2 * household], names[2 * household + 1]
    assert household.name.split("_", maxsplit=1)[0] in of
    expected = dict.fromkeys(names, 0) | {of: persons, stayed: persons if there else 0}
    assert {name: life.total(name) for name in names} == expected, "children count with the household"


def test_a_partner_of_the_same_household_is_not_counted_twice() -> None:
    life = Life(is_head=False, persons=0, household=Household.COUPLE)
    life.live(70)
    assert life.total("ADULTS") == 1, "an adult for employment"
    assert life.total("PERSONS") == life.total("STAY5_COUPLES_OF") == 0, "whose person the first adult counts"
    assert sum(life.curve("PERSONS_SEEN")) == 0


@pytest.mark.parametrize("moved", [0, 1, 30])
def test_at_risk_are_those_who_were_there_and_moved_is_counted_once(moved: int) -> None:
    life = Life(persons=3)

    def happens(month: int) -> None:
        if month == moved:
            life.set(moved_away=True, moved_month=month)

    life.live(40, happens)
    assert life.curve("PERSONS_SEEN")[:42] == [3] * 41 + [0]
    assert life.curve("PERSONS_THERE")[:41] == [3] * moved + [0] * (41 - moved)
    assert life.curve("AT_RISK")[:41] == [3] * (moved + 1) + [0] * (40 - moved)
    assert life.curve("MOVED")[:41] == [3 if month == moved else 0 for month in range(41)]


# --- placements in a calendar year --------------------------------------------------------------------------


def placed_from_to(life: Life, first: int, last: int) -> Callable[[int], None]:
    """What happens: in placement from the month ``first`` to the month ``last``."""

    def happens(month: int) -> None:
        if month == first:
            life.one.begin_placement(life.model, life.model.employers[0], 0, 2.0, 2.0, False)
        elif month == last + 1:
            life.one.leave_placement(life.model)

    return happens


@pytest.mark.parametrize(
    ("first", "last", "placed"),
    [
        ((2013, "Jan"), (2013, "Mar"), 1),
        ((2013, "May"), (2013, "Aug"), 1),
        ((2013, "Sep"), (2013, "Dec"), 1),
        ((2013, "Dec"), (2013, "Dec"), 1),
    ],
)
def test_persons_with_a_placement_in_a_calendar_year(
    first: tuple[int, str], last: tuple[int, str], placed: int
) -> None:
    life = Life()
    life.live(at(2014, "Dec"), placed_from_to(life, at(*first), at(*last)))
    assert life.total("YEARS_IN_CLASS") == 3, "in class in three calendar years"
    assert life.total("YEARS_PLACED") == placed, "in one of them with a placement"


def test_a_placement_over_new_year_is_in_both_years() -> None:
    life = Life()
    life.live(at(2014, "Dec"), placed_from_to(life, at(2012, "Nov"), at(2013, "Feb")))
    assert life.total("YEARS_PLACED") == 2, "SSB counts who took part during the year"


def test_two_placements_in_a_year_are_one_person() -> None:
    life = Life()
    one, two = (placed_from_to(life, at(2013, a), at(2013, b)) for a, b in (("Jan", "Mar"), ("Jun", "Sep")))

    def happens(month: int) -> None:
        one(month)
        two(month)

    life.live(at(2013, "Dec"), happens)
    assert life.one.n_placements == 2
    assert life.total("YEARS_PLACED") == 1


def test_only_who_is_in_class_in_the_year_is_asked_for_a_placement() -> None:
    life = Life()

    def happens(month: int) -> None:
        if month == at(2013, "Feb"):
            life.leave_programme()
        if month == at(2014, "May"):
            life.one.begin_placement(life.model, life.model.employers[0], 1, 2.0, 2.0, False)

    life.live(at(2014, "Dec"), happens)
    assert life.total("YEARS_IN_CLASS") == 2, "2012, and 2013 until February"
    assert life.total("YEARS_PLACED") == 0, "placed by NAV a year later"


def test_a_placement_before_the_counted_years_is_in_none_of_them() -> None:
    life = Life(warm_up=2, counted=False)
    life.live(at(2014, "Dec"), placed_from_to(life, at(2012, "Jun"), at(2012, "Sep")))
    assert life.total("YEARS_IN_CLASS") == 1, "2014"
    assert life.total("YEARS_PLACED") == 0


# --- months in work -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("months", "of"), [(59, 0), (60, 1), (75, 1)])
def test_months_in_work_are_asked_of_those_observed_for_sixty_months(months: int, of: int) -> None:
    life = Life(experience=17.0, n_placements=1)
    life.live(months)
    assert life.total("MONTHS60_OF") == life.total("EVER_PLACED60") == of
    assert life.total("MONTHS60") == 17 * of


def test_months_in_work_after_sixty_months_do_not_count() -> None:
    life = Life()

    def happens(month: int) -> None:
        if 50 <= month < 70:
            life.set(status=Status.WORK, experience=life.one.experience + 1)
        else:
            life.set(status=Status.IDLE)

    life.live(80, happens)
    assert life.total("MONTHS60") == 11, "months 50 to 60"
    assert life.total("WORK_MONTHS") == sum(life.curve("WORK")) == 20


# --- six months after the first placement -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sector", "public", "columns"),
    [
        (Sector.RETAIL, False, ()),
        (Sector.MANUFACTURING, False, ("HOSTED_INDUSTRY",)),
        (Sector.CARE, True, ("HOSTED_PUBLIC",)),
        (Sector.MANUFACTURING, True, ("HOSTED_PUBLIC",)),
    ],
)
@pytest.mark.parametrize("works_in", [5, 6, 7])
def test_the_danish_share_is_any_job_six_months_after_the_first_start(
    sector: Sector, public: bool, columns: tuple[str, ...], works_in: int
) -> None:
    life = Life()
    host = life.model.employers[0]
    host.sector, host.is_public = int(sector), public
    first, second = at(2013, "Mar"), at(2013, "Oct")

    def happens(month: int) -> None:
        if month in (first, second):
            life.one.begin_placement(life.model, host, 0, 2.0, 2.0, False)
        elif month in (first + 3, second + 3):
            life.one.leave_placement(life.model)
        if life.one.host < 0:
            life.set(status=Status.WORK if month == first + works_in else Status.CLASS)

    life.live(at(2014, "Dec"), happens)
    works = float(works_in == 6)
    for column in ("HOSTED", "HOSTED_INDUSTRY", "HOSTED_PUBLIC"):
        counted = column == "HOSTED" or column in columns
        assert life.total(column) == counted, "the first placement, once"
        assert life.total(f"{column}_WORK") == works * counted
