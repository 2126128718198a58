"""Corners of the road to a job where theory knows the answer: posts, being chosen, finding and losing work.

Statistical claims allow four standard errors, computed from the number of people, firms or runs.
"""

from __future__ import annotations

import functools
import math
from typing import Any

import numpy as np
import pytest

from sim.chance import Purpose, uniform
from sim.compiled import Stepper, run
from sim.constants import MONTHS_A_YEAR
from sim.model import IntegrationModel
from sim.population import MAX_YEARS
from sim.processes import Parameters
from sim.rules.hiring import WAYS, Hiring
from sim.scenario import Scenario
from sim.states import JobReason, Sector, Status, Way
from sim.tallies import Curve
from tests.model.test_theory import ERRORS, standard_error
from tests.support.random_towns import hamlet, parameters

MONTHS = MAX_YEARS * MONTHS_A_YEAR - 1


def firms(
    made: Parameters | None = None, *, enterprises: int = 30, persons: int = 0, **changed: Any
) -> IntegrationModel:
    """A model with a handful of private hotels that have these fields."""
    town = hamlet(persons=persons, enterprises=enterprises, public_units={}, practice={"matching": 0.0})
    model = IntegrationModel(Scenario(town, (), made or Parameters(), months=12, warm_up=0), seed=21)
    for employer in model.employers:
        for name, value in ({"sector": int(Sector.HOTEL_FOOD), "latent": -1, "never": False} | changed).items():
            setattr(employer, name, value)
    return model


def at_month(model: IntegrationModel, month: int) -> None:
    """Make it this month."""
    model.month, model.month_of_year = month, month % MONTHS_A_YEAR + 1


# --- posts -------------------------------------------------------------------------------------------------


@functools.cache
def posts_of(staff: int) -> tuple[np.ndarray, np.ndarray, float]:
    """Posts and adverts of ten firms without a season in all months that can be simulated, and the mean of posts."""
    model = firms(parameters(demand__hotel_swing=0.0), staff=staff)
    found = []
    for month in range(MONTHS):
        at_month(model, month)
        for employer in model.employers:
            employer.look_up_posts(model)
            found.append((employer.posts, employer.adverts))
    posts, adverts = np.array(found).T
    return posts, adverts, model.p.demand.mean_posts(staff, 1.0, 1.0)


@pytest.mark.parametrize("staff", [2, 12, 400])
def test_posts_are_poisson_in_mean_variance_and_empty_months(staff: int) -> None:
    posts, _, mean = posts_of(staff)
    n = len(posts)
    assert abs(posts.mean() - mean) <= ERRORS * math.sqrt(mean / n)
    assert abs(posts.var() - mean) <= ERRORS * math.sqrt((mean + 2 * mean * mean) / n)
    none = math.exp(-mean)
    assert abs(np.mean(posts == 0) - none) <= ERRORS * standard_error(none, n)


@pytest.mark.parametrize("staff", [12, 400])
def test_adverts_are_a_part_of_the_posts_each_with_the_same_chance(staff: int) -> None:
    """Thinned Poisson: adverts and the rest are Poisson too, and know nothing of each other."""
    posts, adverts, mean = posts_of(staff)
    n, share = len(posts), Parameters().demand.advertised_private
    for part, expected in ((adverts, share * mean), (posts - adverts, (1.0 - share) * mean)):
        assert abs(part.mean() - expected) <= ERRORS * math.sqrt(expected / n)
        assert abs(part.var() - expected) <= ERRORS * math.sqrt((expected + 2 * expected * expected) / n)
    assert abs(np.corrcoef(adverts, posts - adverts)[0, 1]) <= ERRORS / math.sqrt(n)


def test_mean_posts_are_openings_over_the_months_that_they_stay_open() -> None:
    d = parameters(demand__openings=0.02, demand__months_open=3.0).demand
    assert d.mean_posts(10, 1.5, 1.0) == pytest.approx(3.0 * 0.02 * 10 * 1.5, rel=1e-14)
    assert d.mean_posts(10, 1.5, 0.5) == pytest.approx(0.5 * d.mean_posts(10, 1.5, 1.0), rel=1e-14)
    assert d.mean_posts(0, 1.0, 1.0) == 0.0


def test_posts_belong_to_the_month_and_not_to_who_asks() -> None:
    model = firms(staff=400)
    employer = model.employers[0]
    assert employer.has_opening(model, False)
    first = employer.posts
    for _ in range(3):
        employer.look_up_posts(model)
    assert employer.posts == first, "looked up once a month"
    while employer.posts:
        employer.take_post(True, False)
    assert not employer.has_opening(model, False), "what is taken is gone this month"
    at_month(model, 1)
    assert employer.has_opening(model, False), "and next month there are others"


@pytest.mark.parametrize("meets", [False, True])
def test_an_employer_has_an_opening_as_often_as_the_formula_says(meets: bool) -> None:
    model = firms(parameters(demand__hotel_swing=0.0), staff=12)
    found = []
    for month in range(MONTHS):
        at_month(model, month)
        found += [employer.has_opening(model, meets) for employer in model.employers]
    d = model.p.demand
    p = 1.0 - math.exp(-d.mean_posts(12, 1.0, 1.0)) * (1.0 - d.latent_vacancy * meets)
    assert abs(np.mean(found) - p) <= ERRORS * standard_error(p, len(found))


@pytest.mark.parametrize(("posts", "adverts"), [(3, 3), (3, 1), (1, 0), (0, 0)])
@pytest.mark.parametrize("on_advert", [False, True])
def test_a_hire_takes_one_post_and_an_advert_where_it_answers_one(posts: int, adverts: int, on_advert: bool) -> None:
    employer = firms(staff=50).employers[0]
    employer.posts, employer.adverts, employer.latent = posts, adverts, 3
    employer.take_post(on_advert, False)
    assert employer.posts == max(0, posts - 1)
    assert employer.adverts == (adverts - 1 if adverts and (on_advert or adverts == posts) else adverts)
    assert employer.latent == 3
    employer.take_post(on_advert, True)
    assert employer.latent == -1, "a met need is one no longer"


# --- being chosen ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rivals", [0, 1, 2, 7, 40])
def test_among_equal_rivals_everybody_has_the_same_chance(rivals: int) -> None:
    h = Hiring()
    assert h.p_chosen(float(rivals), 0.0) == pytest.approx(1.0 / (1.0 + rivals), rel=1e-14)
    for worth in (-2.0, 0.7, 3.0):  # Luce: weights e^worth against 1 for each rival
        assert h.p_chosen(float(rivals), worth) == pytest.approx(
            math.exp(worth) / (math.exp(worth) + rivals), rel=1e-12
        )


EQUAL: dict[str, float] = dict.fromkeys(
    (
        "foreign_name",
        "experience",
        "gap",
        "reference",
        "tired",
        "never",
        "formal",
        "industry",
        "trade",
        "tried",
        "latent",
    ),
    0.0,
)  # log-odds that tell people apart; without them all are worth 0


def panel(rivals: float, n: int, posts: int, **employer: Any) -> tuple[IntegrationModel, list[Any]]:
    """A hotel with posts, and ``n`` people whose Norwegian is beyond doubt, all worth the same."""
    made = parameters(hiring__rivals=rivals, **{f"hiring__{name}": value for name, value in EQUAL.items()})
    model = firms(made, persons=n, enterprises=10, staff=12, **employer)
    model.refugees = model.everybody[:n]
    for one in model.refugees:
        one.status, one.oral, one.voucher = Status.IDLE, 20.0, -1
    host = model.employers[0]
    host.posts_month, host.posts, host.adverts = 0, posts, posts
    return model, model.refugees


@pytest.mark.parametrize("rivals", [1.0, 3.0, 9.0])
@pytest.mark.parametrize("way", [Way.ADVERT, Way.KNOWN])
def test_an_employer_chooses_among_equals_as_often_as_there_are_rivals(rivals: float, way: Way) -> None:
    model, people = panel(rivals, 60, 1)
    host = model.employers[0]
    yes = []
    for month in range(60):
        at_month(model, month)
        host.posts_month, host.posts, host.adverts = month, 1, 1
        reasons = [host.judge(one, model, way, 0.0, 0.0) for one in people]
        assert set(reasons) <= {JobReason.YES, JobReason.RIVALS}, "nobody is worse than a rival"
        yes += [reason == JobReason.YES for reason in reasons]
    p = 1.0 / (1.0 + rivals)
    assert abs(np.mean(yes) - p) <= ERRORS * standard_error(p, len(yes))


@pytest.mark.parametrize("posts", [0, 1, 3, 12])
def test_ways_compete_for_the_same_posts(posts: int) -> None:
    """Without rivals all would be hired; they come by every way, and as many find a job as there are posts."""
    n = 20
    model, people = panel(0.0, n, posts)
    host, ways = model.employers[0], [way for way in Way if way != Way.OUTSIDE]
    reasons = []
    for i, one in enumerate(people):
        way = ways[i % len(ways)]
        reasons.append(host.judge(one, model, way, 0.5, 0.0))
        if reasons[-1] == JobReason.YES:
            one.take_job(model, host, way)
    assert reasons == [JobReason.YES] * posts + [JobReason.NO_OPENING] * (n - posts), "first come, first served"
    assert sum(one.employer == host.id for one in people) == posts


def test_the_same_two_have_the_same_luck_and_each_way_its_own() -> None:
    model, people = panel(1.0, 30, 1)
    host = model.employers[0]
    for way in (Way.ADVERT, Way.RETURN):
        first, again = ([host.judge(one, model, way, 0.0, 0.0) for one in people] for _ in range(2))
        assert first == again
    by_way = {way: tuple(host.judge(one, model, way, 0.0, 0.0) for one in people) for way in (Way.ADVERT, Way.KNOWN)}
    assert by_way[Way.ADVERT] != by_way[Way.KNOWN], "these two have as many rivals, and another luck"
    who = {
        (employer.id - model.municipalities[0].first_employer) * WAYS + way
        for employer in model.employers
        for way in Way
    }
    assert len(who) == len(model.employers) * len(Way), "no two pairs of employer and way share a number"


def test_the_language_of_a_job_is_enough_half_the_time_at_the_need_and_logistic_around_it() -> None:
    h = Hiring()
    assert h.fits(2.5, 2.5) == 0.5
    for x in (0.3, 1.0, 2.0):
        assert h.fits(2.5 + x, 2.5) + h.fits(2.5 - x, 2.5) == pytest.approx(1.0, rel=1e-12)
        odds = h.fits(2.5 + x, 2.5) / (1.0 - h.fits(2.5 + x, 2.5))
        assert math.log(odds) == pytest.approx(x / h.sharpness)


# --- who knows whom ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("enterprises", "circle"), [(100, 80.0), (300, 80.0), (300, 30.0), (300, 0.0), (40, 80.0)])
def test_pairs_know_each_other_as_often_as_the_circle_over_the_employers(enterprises: int, circle: float) -> None:
    model = firms(parameters(hiring__circle=circle), enterprises=enterprises)
    n = len(model.employers)
    knows = [
        one.is_known_in_town(model, other.id)
        for one in model.employers
        for other in model.employers
        if one is not other
    ]
    others = [(one, other) for one in model.employers[:20] for other in model.employers[:20]]
    assert all(one.is_known_in_town(model, other.id) == other.is_known_in_town(model, one.id) for one, other in others)
    share = min(1.0, circle / n)
    assert model.p.hiring.p_knows(n) == share
    if share in (0.0, 1.0):
        assert set(knows) == {bool(share)}
    else:
        assert abs(np.mean(knows) - share) <= ERRORS * standard_error(share, len(knows) / 2)  # pairs


def test_who_knows_whom_is_for_life_and_the_same_in_a_larger_circle() -> None:
    known = []
    for circle in (30.0, 60.0):
        model = firms(parameters(hiring__circle=circle), enterprises=300)
        pairs = [(one, other.id) for one in model.employers[:20] for other in model.employers[20:40]]
        now = [one.is_known_in_town(model, other) for one, other in pairs]
        at_month(model, 7)
        assert [one.is_known_in_town(model, other) for one, other in pairs] == now
        known.append(np.array(now))
    assert (known[0] <= known[1]).all(), "a larger circle takes nobody's acquaintances away"
    assert known[0].sum() < known[1].sum()


# --- finding and losing ------------------------------------------------------------------------------------

ONE_FOR_ALL = {
    "settlement__available_men": 1.0, "settlement__available_women": 1.0, "settlement__available_mothers": 1.0,
    "programme__full_length": 1.0, "programme__educated_length": 1.0, "programme__shorter": 0.0,
    "programme__longer": 0.0, "programme__study_scale": 0.0, "programme__study_later": 0.0, "moving__rate": 0.0,
    "work__health": 0.0, "language__classroom_gain": 0.0, "language__workplace_gain": 0.0, "language__dialect": 0.0,
    "search__outside": 1.0, "search__needs_spread": 3.0, "search__women": 1.0, "search__age_slows": 0.0,
    "search__seasonal": 0.0, "work__loss_women": 1.0, "requests__seek": 0.0, "requests__walk_in_rate": 0.0,
    "relations__initiatives": 0.0, "hiring__rivals": 4.0,
    **{f"hiring__{name}": 0.0 for name in ("foreign_name", "experience", "gap", "reference")},
}  # fmt: skip


@pytest.mark.compiled
@pytest.mark.parametrize("applications", [1.0, 3.0])
@pytest.mark.parametrize("lose", [0.0, 0.1])
def test_a_constant_rate_of_applications_gives_a_geometric_time_to_a_job(applications: float, lose: float) -> None:
    """Applications are Poisson and each succeeds alike, so a month ends in a job with 1 - exp(-rate x chance).

    Where jobs are lost at a constant rate too, work and no work are a chain of two states.
    """
    rates = {"search__applications": applications, "work__loss_early": lose, "work__loss_later": lose}
    made = parameters(**ONE_FOR_ALL, **rates)
    find = 1.0 - math.exp(-applications * made.search.reach(0.0) * made.hiring.p_chosen(4.0, 0.0))
    assert 0.03 < find < 0.5
    town = hamlet(persons=30, practice={"matching": 0.0})
    curve = run(Scenario(town, (), made, months=96, warm_up=0), 9, np.arange(400)).curve.sum(axis=0)
    for m in range(2, 84):  # settled in month 0, in the programme until month 1, searching from month 2
        works, seen = curve[m, Curve.WORK], curve[m, Curve.SEEN]
        share = find / (find + lose) * (1.0 - (1.0 - find - lose) ** (m - 1))
        error = standard_error(share, seen)
        assert abs(works / seen - share) <= ERRORS * error, f"month {m}: {works / seen:.4f}, theory {share:.4f}"


def test_finding_outside_does_not_depend_on_what_was_made_neutral() -> None:
    made = parameters(**ONE_FOR_ALL)
    model = firms(made, persons=10)
    one = model.everybody[0]
    for reference, experience, gap in ((0.0, 0.0, 0), (1.0, 40.0, 0), (0.5, 3.0, 60)):
        one.reference, one.experience, one.cv_gap = reference, experience, gap
        assert one.outlook(model) == 0.0
    assert {made.search.readiness(woman, age) for woman in (False, True) for age in (20.0, 60.0)} == {1.0}


def test_each_application_has_a_number_of_its_own() -> None:
    """Applications beyond the modelled employers never share a draw with those to an employer."""
    from sim.rules.search import OUTSIDE

    most = 400_000 * WAYS  # employers of the largest municipality, and their ways
    assert most < OUTSIDE
    draws = {uniform(1, 0, 5, 3, Purpose.CHOSEN, which) for which in (0, most, OUTSIDE, OUTSIDE + 1)}
    assert len(draws) == 4


# --- needs that nobody has advertised ----------------------------------------------------------------------


def test_the_share_with_a_latent_need_is_what_mapping_can_find() -> None:
    made = parameters(demand__latent_seen=0.15, demand__latent_mapped=0.25)
    model = IntegrationModel(Scenario(hamlet(persons=0, enterprises=10), (), made, months=1, warm_up=0), seed=22)
    employer = model.employers[0]
    n, skills, seen = 3000, [], {0.0: 0, 0.5: 0, 1.0: 0}
    for draw in range(n):
        model.month = draw
        employer.renew_need(model)
        if employer.latent >= 0:
            skills.append(employer.latent)
            for mapping in seen:
                seen[mapping] += made.demand.is_seen(employer.need_luck, mapping)
    for mapping, share in ((0.0, 0.15), (0.5, 0.20), (1.0, 0.25)):
        assert abs(seen[mapping] / n - share) <= ERRORS * standard_error(share, n)
    assert seen[1.0] == len(skills), "full mapping sees every need there is"
    for skill in Sector:
        share = skills.count(skill) / len(skills)
        assert abs(share - 1 / 8) <= ERRORS * standard_error(1 / 8, len(skills)), "no skill is needed more than others"


@pytest.mark.compiled
def test_needs_are_renewed_so_that_their_share_stays() -> None:
    made = parameters(demand__latent_mapped=0.25)
    stepper = Stepper(Scenario(hamlet(persons=0, enterprises=20_000), (), made, months=60, warm_up=0), seed=23)
    first = stepper.agents["employers"]["latent"].copy()
    for _ in range(48):
        stepper.step()
    now = stepper.agents["employers"]["latent"]
    for needs in (first, now):
        assert abs(np.mean(needs >= 0) - 0.25) <= ERRORS * standard_error(0.25, len(needs))
    same = 0.25 * 0.25 / 8 + 0.75 * 0.75
    assert abs(np.mean(first == now) - same) <= ERRORS * standard_error(same, len(now)), "all needs are drawn anew"
