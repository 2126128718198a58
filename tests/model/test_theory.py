"""Corners of the model where theory knows the answer: the simulation must give it, within what chance allows.

Those on the road to a job are in ``test_theory_of_jobs``.

Statistical claims allow four standard errors, computed from the number of people, firms or runs.
"""

from __future__ import annotations

import functools
import itertools
import math

import numpy as np
import pytest

from experiments.lab.towns import YEARS
from sim.compiled import Stepper, run
from sim.model import IntegrationModel
from sim.scenario import Scenario
from sim.states import Household, Status
from sim.tallies import Curve, Tally
from tests.support.random_towns import hamlet, parameters

ERRORS = 4.0  # standard errors


def standard_error(share: float, n: float) -> float:
    """Standard error of a share among ``n`` who are independent of each other."""
    return math.sqrt(share * (1.0 - share) / n)


def ratio_error(part: np.ndarray, whole: np.ndarray) -> float:
    """Standard error of sum(part) / sum(whole) over independent runs (delta method)."""
    share = part.sum() / whole.sum()
    return float(np.std(part - share * whole, ddof=1) / math.sqrt(len(part)) / whole.mean())


# --- moving ------------------------------------------------------------------------------------------------

RESTLESS = 0.01  # per month
ALIKE = parameters(
    settlement__reunification=0.0,
    moving__rate=RESTLESS,
    moving__attachment=0.0,
    **{
        f"moving__{factor}": 1.0
        for factor in (
            "single_men", "single_women", "couples", "children", "tied", "employed", "not_employed", "boost",
            "education", "young",
        )
    },
)  # fmt: skip


@pytest.mark.parametrize("kind", Household)
def test_with_all_factors_one_everybody_moves_at_the_same_rate(kind: Household) -> None:
    m = ALIKE.moving
    lives = itertools.product(Status, (True, False), (0, 50), (20.0, 40.0), (0.0, 3.0))
    for status, participant, after, age, ties in lives:
        person = m.person_factor(participant, status, after, age, ties)
        assert m.p_move(m.rural(3), kind, person) == pytest.approx(1.0 - math.exp(-RESTLESS), rel=1e-14)


@functools.cache
def restless_cohorts() -> np.ndarray:
    """Curves of 600 runs of a town where everybody moves at one rate."""
    town = hamlet(persons=30, enterprises=10, centrality=3)
    return run(Scenario(town, (), ALIKE, months=120, warm_up=0), 11, np.arange(600), threads=1).curve


@pytest.mark.compiled
def test_a_constant_hazard_gives_a_geometric_stay() -> None:
    curve = restless_cohorts()
    there, seen = curve[:, :, Curve.PERSONS_THERE], curve[:, :, Curve.PERSONS_SEEN]
    for m in range(108):
        share = there[:, m].sum() / seen[:, m].sum()
        error = ratio_error(there[:, m], seen[:, m])
        expected = math.exp(-RESTLESS * (m + 1))  # one may move in the month of settling, too
        assert abs(share - expected) <= ERRORS * error, f"after {m} months: {share:.4f}, geometric {expected:.4f}"


@pytest.mark.compiled
@pytest.mark.parametrize("period", [(0, 12), (12, 24), (24, 36), (36, 60), (60, 108)])
def test_a_constant_hazard_is_the_same_in_every_period_of_residence(period: tuple[int, int]) -> None:
    curve = restless_cohorts()[:, slice(*period)].sum(axis=1)
    moved, at_risk = curve[:, Curve.MOVED], curve[:, Curve.AT_RISK]
    hazard = moved.sum() / at_risk.sum()
    assert abs(hazard - (1.0 - math.exp(-RESTLESS))) <= ERRORS * ratio_error(moved, at_risk)


def test_kaplan_meier_is_the_plain_share_where_all_are_seen_equally_long() -> None:
    settled = dict.fromkeys(YEARS, 0) | {2012: 40}
    made = parameters(settlement__reunification=0.0, moving__rate=0.012)
    model = IntegrationModel(Scenario(hamlet(settled=settled), (), made, months=96, warm_up=0), seed=5).run()
    curve = model.curve[:85].T
    assert len(set(curve[Curve.PERSONS_SEEN])) == 1, "who settled within a year is seen for seven years"
    assert curve[Curve.MOVED].sum() >= 10, "some move"
    kaplan_meier = np.cumprod(1.0 - curve[Curve.MOVED] / curve[Curve.AT_RISK])
    plain = curve[Curve.PERSONS_THERE] / curve[Curve.PERSONS_SEEN]
    assert kaplan_meier == pytest.approx(plain, rel=1e-12)


# --- places as a loss system -------------------------------------------------------------------------------


class Slots:
    """The monthly chain of one employer with ``servers`` supervisors and places of ``months`` months.

    A state counts the places by age. Each month the oldest end, then a Poisson number of requests comes; as
    many as fit are taken, the others are lost.
    """

    def __init__(self, servers: int, months: int, arrivals: float) -> None:
        every = itertools.product(range(servers + 1), repeat=months) if months < 6 else self.sparse(servers, months)
        self.states = [state for state in every if sum(state) <= servers]
        index = {state: i for i, state in enumerate(self.states)}
        chain = np.zeros((len(index), len(index)))
        self.taken = np.zeros(len(index))  # mean taken in a month that begins in this state
        for state, i in index.items():
            left = servers - sum(state[:-1])
            p = [math.exp(-arrivals) * arrivals**k / math.factorial(k) for k in range(left)]
            p.append(1.0 - sum(p))
            for k, chance in enumerate(p):
                chain[i, index[(k, *state[:-1])]] += chance
            self.taken[i] = sum(k * chance for k, chance in enumerate(p))
        n = len(index)
        equations = np.vstack([(chain.T - np.eye(n))[:-1], np.ones(n)])
        self.stationary = np.linalg.solve(equations, np.append(np.zeros(n - 1), 1.0))
        self.shares = np.bincount([sum(state) for state in self.states], self.stationary)
        self.blocked = 1.0 - self.stationary @ self.taken / arrivals

    @staticmethod
    def sparse(servers: int, months: int) -> list[tuple[int, ...]]:
        """States of a long memory: up to ``servers`` places, each of some age."""
        found = []
        for n in range(servers + 1):
            for ages in itertools.combinations_with_replacement(range(months), n):
                found.append(tuple(ages.count(age) for age in range(months)))  # noqa: PERF401
        return found


def erlang_b(servers: int, load: float) -> float:
    """Share of requests lost by Erlang's formula."""
    terms = [load**k / math.factorial(k) for k in range(servers + 1)]
    return terms[-1] / sum(terms)


# servers, months of a place, requests a month for each employer
LOSS_SYSTEMS = [(1, 3, 0.25), (2, 4, 0.4), (4, 2, 1.5)]
STAFF = {1: (1.0, 1.0, 1.0, 1.0), 2: (0.0, 0.0, 0.0, 1.0), 4: (0.0, 0.0, 0.0, 0.0)}  # one size class each


def slots_alone(servers: int, months: int, arrivals: float, enterprises: int) -> Scenario:
    """Employers of one size, no refugees; only NAV's others ask, one employer each, and get what is free."""
    firms = round(enterprises * 0.323)
    inhabitants = round(1000.0 * arrivals * firms)  # and one request a month for 1,000 inhabitants
    town = hamlet(persons=0, enterprises=enterprises, public_units={}, inhabitants=inhabitants)
    made = parameters(
        **dict(zip((f"demand__staff_{n}" for n in (1, 5, 10, 20)), STAFF[servers], strict=True)),
        competing__pupils=0.0,
        competing__students=0.0,
        competing__nav_others=12.0,
        competing__nav_yes=1.0,
        competing__nav_months=float(months),
        competing__tries=1.0,
        competing__in_turn=0.0,
        answer__slack_spread=0.0,
        answer__slack_least=1.0,
        answer__slack_middle=2.0,
        answer__slack_large=4.0,
    )
    return Scenario(town, (), made, months=72, warm_up=0)


@pytest.mark.parametrize(("servers", "months", "arrivals"), LOSS_SYSTEMS)
def test_the_chain_of_a_loss_system_is_one(servers: int, months: int, arrivals: float) -> None:
    slots = Slots(servers, months, arrivals)
    assert slots.stationary.min() >= 0.0
    assert slots.shares.sum() == pytest.approx(1.0)
    taken_a_month = slots.stationary @ slots.taken
    assert slots.shares @ np.arange(servers + 1) == pytest.approx(taken_a_month * months), "Little's law"


@pytest.mark.compiled
@pytest.mark.parametrize(("servers", "months", "arrivals"), LOSS_SYSTEMS)
def test_employers_with_slots_alone_are_a_loss_system(servers: int, months: int, arrivals: float) -> None:
    stepper = Stepper(slots_alone(servers, months, arrivals, enterprises=20), seed=1)
    assert set(stepper.agents["employers"]["slack"]) == {float(servers)}
    system = slots_alone(servers, months, arrivals, enterprises=2000)
    tally = run(system, 3, np.arange(60), threads=1).tally
    asked, placed = (tally[:, 48:, column].sum(axis=1) for column in (Tally.OTHERS_ASKED, Tally.NAV_PLACED))
    lost = 1.0 - placed.sum() / asked.sum()
    blocked = Slots(servers, months, arrivals).blocked
    assert abs(lost - blocked) <= ERRORS * ratio_error(placed, asked), f"lost {lost:.4f}, by theory {blocked:.4f}"


@pytest.mark.compiled
@pytest.mark.parametrize(("servers", "months", "arrivals"), LOSS_SYSTEMS)
def test_slots_are_taken_as_often_as_the_chain_says(servers: int, months: int, arrivals: float) -> None:
    stepper = Stepper(slots_alone(servers, months, arrivals, enterprises=100_000), seed=4)
    for _ in range(48):
        stepper.step()
    taken = stepper.agents["employers"]["others_load"]
    for k, share in enumerate(Slots(servers, months, arrivals).shares):
        found = float(np.mean(taken == k))
        error = standard_error(share, len(taken))
        assert abs(found - share) <= ERRORS * error, f"{k} of {servers} taken: {found:.4f}, by theory {share:.4f}"


@pytest.mark.parametrize(("servers", "load"), [(1, 0.7), (2, 1.2), (3, 2.0)])
def test_with_ever_shorter_months_the_chain_becomes_erlangs(servers: int, load: float) -> None:
    lengths = [2, 4, 8, 16]
    errors = [Slots(servers, d, load / d).blocked - erlang_b(servers, load) for d in lengths]
    for coarse, fine in itertools.pairwise(errors):
        assert 0.0 < abs(fine) < 0.6 * abs(coarse), "half the month, about half the error (first order)"
    twice, once = errors[-1], errors[-2]
    assert abs(2.0 * twice - once) < 0.1 * abs(twice), "taking the first-order error off leaves next to nothing"


# --- language ----------------------------------------------------------------------------------------------


def test_class_alone_follows_its_saturating_curve() -> None:
    made = parameters(
        requests__seek=0.0,
        requests__walk_in_rate=0.0,
        search__applications=0.0,
        moving__rate=0.0,
        programme__shorter=0.0,
        programme__longer=1.0,
    )
    model = IntegrationModel(
        Scenario(hamlet(persons=14, practice={"matching": 0.0}), (), made, months=24, warm_up=0), seed=8
    )
    g = made.language
    kept: dict[int, float] = {}
    learners = set()
    for month in range(24):
        model.step()
        hours = g.class_hours * (g.class_summer if month % 12 in (6, 7) else 1.0)
        for one in model.refugees:
            if one.status == Status.CLASS:
                ceiling = g.ceiling_of(one.track)
                left = kept.get(one.id, 1.0) * (1.0 - one.pace * g.classroom_gain * hours / ceiling)
                kept[one.id] = left
                assert one.oral == pytest.approx(ceiling * (1.0 - left), rel=1e-12), f"person {one.id}, {month}"
                learners.add((one.id, one.track))
    assert {track for _, track in learners} == {1, 2, 3}, "all three tracks are there"
