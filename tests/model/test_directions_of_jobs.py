"""Which way things go on the road to a job: rivals, references, advisers, ways, the subsidy.

Formula by formula over their range, and employer by employer; ``test_directions_in_sel`` asks the same of outcomes.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.model import IntegrationModel
from sim.rules.ending import Ending
from sim.rules.hiring import Hiring
from sim.rules.search import Search
from sim.scenario import Scenario
from sim.states import JobReason, Sector, Way
from sim.tallies import Tally
from tests.support.random_towns import hamlet, measure, parameters
from tests.support.scene import Scene, in_order, many, plausible, scene

WAYS = tuple(way for way in Way if way != Way.OUTSIDE)


# --- formulas -----------------------------------------------------------------------------------------------


@many
@given(h=plausible(Hiring), rivals=in_order(0.0, 40.0), worth=in_order(-5.0, 5.0))
def test_rivals_never_help_and_worth_never_harms(
    h: Hiring, rivals: tuple[float, float], worth: tuple[float, float]
) -> None:
    assert h.p_chosen(rivals[1], worth[0]) <= h.p_chosen(rivals[0], worth[0])
    assert h.p_chosen(rivals[0], worth[0]) <= h.p_chosen(rivals[0], worth[1])
    assert 0.0 < h.p_chosen(rivals[1], worth[0]) <= 1.0


@many
@given(h=plausible(Hiring), hidden=st.booleans())
def test_who_is_spoken_for_meets_fewer_rivals(h: Hiring, hidden: bool) -> None:
    on = {way: h.rivals_on(way, hidden) for way in WAYS}
    plain = on[Way.KNOWN]
    assert plain <= on[Way.ADVERT] == h.rivals, "an advert is read by all"
    assert all(on[way] <= plain for way in (Way.HOST, Way.ADVISER, Way.RETURN, Way.SENT))
    assert all(h.rivals_on(way, True) <= h.rivals_on(way, False) for way in WAYS), "hidden posts have fewer"


@many
@given(h=plausible(Hiring), heard=in_order(0.0, 6.0), need=in_order(1.0, 4.0))
def test_norwegian_never_harms_and_a_harder_job_takes_no_more(
    h: Hiring, heard: tuple[float, float], need: tuple[float, float]
) -> None:
    assert h.fits(heard[0], need[0]) <= h.fits(heard[1], need[0])
    assert h.fits(heard[0], need[1]) <= h.fits(heard[0], need[0])


@many
@given(h=plausible(Hiring), months=in_order(0.0, 100.0), gaps=st.tuples(st.integers(0, 90), st.integers(0, 90)))
def test_experience_grows_to_full_a_gap_costs_up_to_all_and_an_adviser_learns(
    h: Hiring, months: tuple[float, float], gaps: tuple[int, int]
) -> None:
    assert 0.0 <= h.experienced(months[0]) <= h.experienced(months[1]) <= h.experience
    assert h.experienced(h.experience_months) == h.experience
    short, long = sorted(gaps)
    assert 0.0 <= h.idle(short) <= h.idle(long) <= h.gap
    assert 0.0 == h.can_say(0.0) <= h.can_say(months[0]) <= h.can_say(months[1]) <= 1.0, "nothing in the first month"


@many
@given(s=plausible(Search), heard=in_order(0.0, 6.0), ages=in_order(18.0, 64.0), woman=st.booleans())
def test_search_reaches_more_with_norwegian_and_less_with_age(
    s: Search, heard: tuple[float, float], ages: tuple[float, float], woman: bool
) -> None:
    assert s.reach(heard[0]) <= s.reach(heard[1])
    assert 0.0 <= s.readiness(woman, ages[1]) <= s.readiness(woman, ages[0]) <= 1.0
    assert s.meets_at(3, False) <= s.meets_at(3, True) <= s.meets_at(80, True) == 1.0, (
        "one knows somebody in a large firm"
    )


@many
@given(e=plausible(Ending), bad=st.integers(0, 4), prepared=in_order(0.0, 1.3))
def test_better_placements_are_worth_more(e: Ending, bad: int, prepared: tuple[float, float]) -> None:
    assert 0.0 <= e.quality(bad, prepared[0]) <= e.quality(bad, prepared[1]) <= 1.0
    assert e.quality(bad + 1, prepared[0]) <= e.quality(bad, prepared[0])
    assert e.tried_out(True, False) <= e.tried_out(True, True)
    assert e.tried_out(False, True) <= e.tried_out(True, True), "language practice is no work practice"


# --- employer by employer -----------------------------------------------------------------------------------


def worth(here: Scene, way: Way = Way.ADVERT, **options: float) -> float:
    """What the refugee is worth to the employer on this way."""
    return here.panel(way, **options)[1]


def known_by(voucher: int, reference: float = 1.0, **employer: Any) -> Scene:
    """A scene in which somebody vouches for the refugee."""
    here = scene(**employer)
    here.refugee.voucher, here.refugee.reference = voucher, reference
    return here


def with_hiring(here: Scene, **changes: float) -> Scene:
    """The scene with other numbers of hiring."""
    hiring = dataclasses.replace(here.model.p.hiring, **changes)
    here.model.p = dataclasses.replace(here.model.p, hiring=hiring)
    return here


@pytest.mark.parametrize(
    ("less", "more"),
    [
        ({"goodwill": 0.2}, {"goodwill": 0.9}),
        ({"never": True}, {"never": False}),
        ({"is_public": True}, {"is_public": False}),
        ({"sector": int(Sector.HOTEL_FOOD)}, {"sector": int(Sector.MANUFACTURING)}),
    ],
)
def test_employers_differ_the_right_way(less: dict[str, Any], more: dict[str, Any]) -> None:
    assert worth(scene(**less)) < worth(scene(**more))


def test_pressure_counts_against_those_whom_advisers_bring() -> None:
    for way in WAYS:
        calm, pressed = (worth(scene(pressure=pressure), way) for pressure in (0.0, 5.0))
        assert (pressed < calm) == (way == Way.ADVISER)


@pytest.mark.parametrize("said", [0.0, 0.5, 1.0])
def test_an_advisers_word_is_worth_what_is_said_times_trust(said: float) -> None:
    h = scene().model.p.hiring
    base = worth(scene(trust=0.0), Way.ADVISER)
    for trust in (0.0, 0.4, 1.0):
        gained = worth(scene(trust=trust), Way.ADVISER, said=said) - base
        assert gained == pytest.approx(h.word * said * trust, abs=1e-12)
    louder = with_hiring(scene(trust=0.5), word=4.0)
    assert worth(louder, Way.ADVISER, said=said) >= worth(scene(trust=0.5), Way.ADVISER, said=said)


def test_experience_a_gap_the_trade_and_having_been_tried_count() -> None:
    base = worth(scene())
    for name, value, better in (("experience", 24.0, True), ("cv_gap", 30, False), ("skill", 0, True)):
        here = scene()
        setattr(here.refugee, name, value)
        assert (worth(here) > base) == better, name
    h = scene().model.p.hiring
    assert worth(known_by(0)) == pytest.approx(base + h.reference + h.tried), "tried here, and nothing to ask about"


def test_a_reference_counts_in_full_where_the_employer_knows_who_vouches_and_as_a_letter_elsewhere() -> None:
    base, h = worth(scene()), scene().model.p.hiring
    town = with_hiring(known_by(2), circle=1e5)
    assert worth(town) == pytest.approx(base + h.reference)
    letters = with_hiring(known_by(2), circle=0.0)
    assert worth(letters) == pytest.approx(base + h.letter * h.reference)
    assert worth(with_hiring(known_by(2, reference=0.4), circle=1e5)) == pytest.approx(base + 0.4 * h.reference)


def test_without_circle_and_letters_a_reference_counts_with_the_host_itself_and_whom_it_sends_to() -> None:
    base, h = worth(scene()), scene().model.p.hiring
    for way in WAYS[1:]:  # with the host, where a placement ends, one has been tried whoever vouches
        stranger = with_hiring(known_by(2), circle=0.0, letter=0.0)
        expected = base + (h.reference if way == Way.SENT else 0.0)
        assert worth(stranger, way) == pytest.approx(expected), "paper alone does nothing"
        host = with_hiring(known_by(0), circle=0.0, letter=0.0)
        assert worth(host, way) == pytest.approx(base + h.reference + h.tried)


def test_a_post_that_is_not_advertised_has_fewer_rivals_but_for_those_who_answer_an_advert() -> None:
    here = scene()
    rivals: dict[tuple[Way, int], float] = {}
    for way in WAYS:
        for adverts in (1, 2):
            here.open(2, adverts)
            rivals[way, adverts] = here.model.p.hiring.rivals_on(way, here.employer.has_hidden_post())
    for way in WAYS:
        assert (rivals[way, 1] < rivals[way, 2]) == (way != Way.ADVERT)


def test_a_post_that_a_need_makes_is_known_to_nobody_else() -> None:
    here = scene(latent=3, need_luck=0.0)
    here.refugee.skill, here.refugee.oral = 3, 9.0
    here.model.p = dataclasses.replace(
        here.model.p, demand=dataclasses.replace(here.model.p.demand, latent_vacancy=1.0)
    )
    here.open(0, 0)
    from tests.support.scene import PANEL

    PANEL.clear()
    here.employer.judge(here.refugee, here.model, Way.KNOWN, 0.0, 0.0)
    h = here.model.p.hiring
    assert PANEL[0][0] == pytest.approx(h.rivals * h.rivals_unadvertised), "nobody has advertised it"


# --- every no has its reason --------------------------------------------------------------------------------

REMOVED = {  # what is taken away, so that the same luck is a yes
    JobReason.NAME: ("hiring", "foreign_name"),
    JobReason.STAFF_TIRED: ("employer", "goodwill", 1.0),
    JobReason.NEVER: ("employer", "never", False),
    JobReason.CV_GAP: ("refugee", "cv_gap", 0),
    JobReason.INEXPERIENCE: ("refugee", "experience", 1000.0),
    JobReason.TOO_MANY_ASKS: ("employer", "pressure", 0.0),
    JobReason.DISTRUST: ("employer", "trust", [1.0, 1.0]),
    JobReason.FORMAL: ("employer", "is_public", False),
    JobReason.UNKNOWN: ("refugee", "reference", 1.0),
}


def judged(here: Scene, month: int) -> JobReason:
    """What becomes of an adviser's word in a month."""
    here.model.month = month
    here.open(1, 1)
    here.refugee.oral = 9.0
    return JobReason(here.employer.judge(here.refugee, here.model, Way.ADVISER, 0.8, 0.0))


HEAVY = {  # number by which each weighs most
    JobReason.NAME: {"foreign_name": 4.0},
    JobReason.STAFF_TIRED: {"tired": 5.0},
    JobReason.NEVER: {"never": 4.0},
    JobReason.CV_GAP: {"gap": 5.0},
    JobReason.INEXPERIENCE: {"experience": 5.0},
    JobReason.TOO_MANY_ASKS: {"pressed": 0.7},
    JobReason.DISTRUST: {"word": 7.0},
    JobReason.FORMAL: {"formal": 4.0},
    JobReason.UNKNOWN: {"reference": 5.0},
}


@pytest.mark.parametrize("heaviest", HEAVY, ids=lambda reason: reason.name)
def test_without_the_reason_of_a_no_the_same_luck_is_a_yes(heaviest: JobReason) -> None:
    fields = {"goodwill": 0.3, "never": True, "pressure": 6.0, "trust": 0.3, "is_public": True}
    found: dict[JobReason, int] = {}
    for month in range(12, 72):
        here = with_hiring(known_by(2, reference=0.1, **fields), circle=1e5, rivals=0.5, **HEAVY[heaviest])
        here.refugee.cv_gap, here.refugee.experience = 20, 2.0
        reason = judged(here, month)
        found[reason] = found.get(reason, 0) + 1
        if reason != heaviest:
            continue
        what, name, *value = REMOVED[reason]
        if what == "hiring":
            with_hiring(here, **{name: 0.0})
        else:
            setattr(getattr(here, what), name, value[0])
        assert judged(here, month) == JobReason.YES, f"month {month}"
    assert found[heaviest] >= 10
    assert found.get(JobReason.RIVALS, 0) > 0, "what is not mended by one reason less is a matter of rivals"
    assert set(found) <= {heaviest, JobReason.RIVALS, JobReason.YES}


def test_without_a_post_there_is_no_other_reason() -> None:
    here = scene(never=True)
    here.open(0, 0)
    assert here.employer.judge(here.refugee, here.model, Way.KNOWN, 0.0, 0.0) == JobReason.NO_OPENING


def test_more_norwegian_never_turns_a_yes_into_a_no() -> None:
    for month in range(12, 60):
        here = with_hiring(scene(), rivals=0.0)
        here.model.month = month
        answers = []
        for oral in np.linspace(0.5, 5.0, 10):
            here.open(1, 1)
            here.refugee.oral = float(oral)
            answers.append(here.employer.judge(here.refugee, here.model, Way.ADVERT, 0.0, 0.0) == JobReason.YES)
        assert answers == sorted(answers)


# --- whole towns --------------------------------------------------------------------------------------------


def town_of(practice: dict[str, float] | None = None, *, seed: int = 6, **changed: float) -> np.ndarray:
    """Counts of a town over four years in which jobs are many."""
    made = parameters(**({"hiring__rivals": 4.0, "demand__openings": 0.05, "answer__base": 0.5} | changed))
    town = hamlet(persons=30, enterprises=120, practice={"known": 0.6, "matching": 0.4} | (practice or {}))
    return IntegrationModel(Scenario(town, (), made, months=48, warm_up=0), seed=seed).run().tallies.sum(axis=0)


def test_without_matching_advisers_bring_nobody_to_a_job() -> None:
    none, some = town_of({"matching": 0.0}), town_of()
    assert none[Tally.CONTACTS] == none[Tally.JOBS_ADVISER] == none[Tally.HOURS_MATCHING] == 0
    assert some[Tally.CONTACTS] > 0
    assert some[Tally.JOBS_ADVISER] > 0


@pytest.mark.parametrize(("advertised", "silent"), [(0.0, Tally.JOBS_ADVERT), (1.0, None)])
def test_nobody_finds_a_job_on_an_advert_where_there_is_none(advertised: float, silent: Tally | None) -> None:
    counted = town_of(demand__advertised_private=advertised, demand__advertised_public=advertised)
    if silent is None:
        assert counted[Tally.JOBS_ADVERT] > 0
    else:
        assert counted[silent] == 0
    assert counted[Tally.JOBS_KNOWN] > 0, "one may know somebody all the same"


@pytest.mark.parametrize(
    ("changed", "silent"),
    [
        ({"search__goes_back": 0.0}, "JOBS_RETURN"),
        ({"search__sends_on": 0.0}, "JOBS_SENT"),
        ({"search__outside": 0.0, "moving__rate": 0.0}, "JOBS_OUTSIDE"),
        ({"search__outside": 1.0}, "JOBS_KNOWN"),
        ({"demand__openings": 0.0, "demand__latent_vacancy": 0.0}, "JOBS_HOST"),
        ({"hiring__rivals": 1000.0, "demand__latent_vacancy": 0.0}, ""),
    ],
)
def test_a_way_that_is_closed_is_taken_by_nobody(changed: dict[str, float], silent: str) -> None:
    counted = town_of(**changed)
    if silent:
        assert counted[Tally[silent]] == 0
    assert counted[Tally.APPLIED] + counted[Tally.JOBS_OUTSIDE] > 0
    if "demand__openings" in changed:
        assert counted[Tally.JOBS_HOST : Tally.JOBS_ADVERT + 1].sum() == 0, "no posts, no jobs"
        assert counted[Tally.TURNED_DOWN_NO_OPENING] == counted[Tally.APPLIED] > 0


def test_no_applications_and_no_other_way_so_nobody_works() -> None:
    made = {"search__applications": 0.0, "search__goes_back": 0.0, "search__sends_on": 0.0}
    counted = town_of(
        {"matching": 0.0}, requests__seek=0.0, requests__walk_in_rate=0.0, relations__initiatives=0.0, **made
    )
    assert counted[Tally.WORK] == counted[Tally.FOUND_JOB] == counted[Tally.APPLIED] == 0


@pytest.mark.parametrize("know", [0.0, 1.0])
def test_a_subsidy_that_nobody_knows_changes_nobodys_life(know: float) -> None:
    made = parameters(relations__aware_start=know, demand__openings=0.1, answer__base=0.5, hiring__rivals=4.0)
    subsidy = measure("subsidy", {"ending.subsidy_odds": {"set": 2.0}})
    town = hamlet(persons=40, enterprises=150, practice={"known": 0.6})
    without, paid = (
        IntegrationModel(Scenario(town, chosen, made, months=42, warm_up=0), seed=6).run()
        for chosen in ((), (subsidy,))
    )
    assert without.tallies[:, Tally.JOBS_HOST : Tally.JOBS_ADVERT + 1].sum() >= 8
    assert np.array_equal(without.tallies, paid.tallies) == (know == 0.0), "it helps where it is known, and only there"
    assert np.array_equal(without.totals, paid.totals) == (know == 0.0)
    assert (paid.tallies[:, Tally.SUBSIDY_MONTHS].sum() > 0) == (know == 1.0)
