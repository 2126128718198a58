"""What the ODD+D page works out in events (log-odds, hours, drift, kroner) is what the events do."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.constants import REFUGEES
from sim.model import IntegrationModel
from sim.parameters import numbers
from sim.processes import Parameters, Practice
from sim.rules.counting import pay
from sim.rules.hiring import Hiring
from sim.scenario import Scenario
from sim.states import Sector, Way
from sim.tallies import Tally
from tests.support.formulas import worked_out
from tests.support.random_towns import hamlet
from tests.support.scene import Ear, Scene

TEXT = (Path(__file__).parents[2] / "docs" / "odd.md").read_text(encoding="utf-8")
CASES = range(12)


class Listening(Hiring):
    """The usual judgement of anybody whose Norwegian is enough, and what the choice is made of is overheard."""

    def __init__(self, heard: list[tuple[float, float]], usual: Hiring) -> None:
        super().__init__(**{name: getattr(usual, name) for name in numbers(usual)})
        self.heard = heard

    def fits(self, heard: float, need: float) -> float:
        return 1.0

    def p_chosen(self, rivals: float, worth: float) -> float:
        self.heard.append((rivals, worth))
        return super().p_chosen(rivals, worth)


def at_random(tree: Any, rng: np.random.Generator) -> Any:
    """Set every number anywhere in its plausible range."""
    for name, one in numbers(tree).items():
        process, _, number = name.rpartition(".")
        setattr(getattr(tree, process) if process else tree, number, float(rng.uniform(*one.plausible)))
    return tree


def model_of(rng: np.random.Generator) -> IntegrationModel:
    """A model in any month of its first year, with random numbers and practice, and employers in any state."""
    made = at_random(Parameters(answer=Ear()), rng)
    practice = {name: getattr(at_random(Practice(), rng), name) for name in numbers(Practice())}
    model = IntegrationModel(Scenario(hamlet(enterprises=20, practice=practice), parameters=made, months=24), seed=5)
    model.month = int(rng.integers(0, 12))
    model.month_of_year = model.month % 12 + 1
    for office in model.offices:
        for name in ("delivered", "upheld", "known", "aware", "trust_reset", "agrees", "maps"):
            setattr(office, name, float(rng.random()))
    for employer in model.employers:
        employer.trust = [float(rng.random()), float(rng.random())]
        employer.goodwill, employer.scar = float(rng.uniform(0.2, 1)), float(rng.uniform(0, 2))
        employer.pressure, employer.learned = float(rng.uniform(0, 9)), float(rng.uniform(-0.2, 0.4))
    return model


def named(model: IntegrationModel, **more: Any) -> dict[str, Any]:
    """Names of the page: processes, practice of the programme's office, and what is given."""
    return vars(model.p) | {"practice": model.practice[0]} | more


@pytest.mark.parametrize("case", CASES)
def test_the_log_odds_of_a_yes(case: int) -> None:
    rng = np.random.default_rng(case)
    model = model_of(rng)
    p, host, refugee = model.p, model.employers[0], model.refugees[0]
    host.never, host.slack, host.hosted = False, 9.0, int(rng.integers(0, 2))
    host.latent = refugee.skill = 3
    host.last_guests = int(rng.integers(0, 3))
    refugee.in_programme, refugee.oral, refugee.months = True, float(rng.uniform(0, 4)), int(rng.integers(5, 30))
    believed, side = float(rng.uniform(0.5, 4)), int(rng.integers(0, 2))
    practice_is_work = p.requests.is_work_practice(refugee.oral, refugee.months)
    given = named(
        model,
        employer=host,
        T=host.trust[side],
        gap=host.language_gap(model, model.offices[0], believed),
        expected=host.learned + p.answer.help_told * refugee.help_need,
        mentor=float(host.has_mentor(model, model.offices[0])),
        busy=p.demand.busy(host.sector, model.month_of_year),
        work_practice=practice_is_work,
        standing=p.requests.standing(practice_is_work, model.practice[0].formalised),
        askers=host.different_askers(model),
        meets=host.meets_need(refugee, model),
        walked_in=False,
        REFUGEES=REFUGEES,
        **{name: getattr(p.answer, name) for name in ("worth", "net_benefit", "mean_supervision")},
        **{name: getattr(p.answer, name) for name in ("pressing", "season_cost")},
    )
    expected = Scene(model, host, refugee).log_odds(believed, side)
    assert worked_out(TEXT, "spoken", given)["W"] == pytest.approx(expected)


@pytest.mark.parametrize("case", CASES)
def test_the_log_odds_of_being_chosen(case: int) -> None:
    rng = np.random.default_rng(case)
    model = model_of(rng)
    p, host, refugee = model.p, model.employers[0], model.refugees[0]
    host.posts_month, host.posts, host.adverts = model.month, 2, int(rng.integers(0, 3))
    host.sector, host.is_public, host.never = int(rng.integers(0, 8)), bool(rng.integers(2)), bool(rng.integers(2))
    host.latent, refugee.skill = int(rng.integers(0, 2)), int(rng.integers(0, 2))
    refugee.in_programme, refugee.oral, refugee.reference = True, 6.0, float(rng.random())
    refugee.experience, refugee.cv_gap = float(rng.integers(0, 40)), int(rng.integers(0, 40))
    refugee.voucher = int(rng.integers(-1, 2))
    way, said, extra = Way(int(rng.integers(0, 6))), float(rng.random()), float(rng.normal())
    tried = way == Way.HOST or refugee.voucher == host.id
    if refugee.voucher < 0:
        refugee.reference = 0.0
    heard: list[tuple[float, float]] = []
    p.hiring = Listening(heard, p.hiring)
    host.judge(refugee, model, way.value, said, extra)
    knows = refugee.voucher >= 0 and host.is_known_in_town(model, refugee.voucher)
    known_scheme = p.ending.subsidy_odds > 1.0 and host.aware_luck < model.offices[0].aware
    given = named(
        model,
        refugee=refugee,
        employer=host,
        T=host.trust[0],
        known=tried or way == Way.SENT or knows,
        said=said,
        extra=extra,
        tried=tried,
        meets=host.meets_need(refugee, model),
        own_trade=host.sector == refugee.skill,
        manufacturing=host.sector == Sector.MANUFACTURING,
        subsidy=p.ending.subsidy_odds if known_scheme else 1.0,
        way=way.value,
        **{name: getattr(p.hiring, name) for name in ("experienced", "idle", "recommended_too_often")},
    )
    rivals = p.hiring.rivals_on(way.value, host.has_hidden_post())
    assert heard[0] == pytest.approx((rivals, worked_out(TEXT, "outlook", given)["worth"]))


@pytest.mark.parametrize("case", CASES)
def test_the_hours_of_an_office(case: int) -> None:
    rng = np.random.default_rng(case)
    model = model_of(rng)
    model.p.offices.turnover = 0.0
    office, o = model.offices[0], model.p.offices
    office.vacant = int(rng.choice([0, 1, 3]))
    for name in ("participants", "after", "seekers", "placed", "ends", "initiatives", "willing", "partners"):
        setattr(office, name, int(rng.integers(0, 12)))
    office.jobseekers, office.placed_onsite = int(rng.choice([0, 3, 9])), int(rng.integers(0, office.placed + 1))
    office.acquainted, office.newcomers, office.usual_starts = 4, 1, float(rng.random())
    office.push = float(rng.uniform(1.0, 4.0))
    weight = office.participants + o.after_weight * office.after
    posts = o.posts_of(weight)
    given = named(model, office=SimpleNamespace(**vars(office)), weight=weight)
    given |= worked_out(TEXT, "meet", given)
    given |= {"leave": o.leave(model.month_of_year), "manned": (posts - 1) / posts if office.vacant > 1 else 1.0}
    formulas = ("new_work", "follow_quality", "done_share", "pushed", "next_push")
    given |= {name: getattr(o, name) for name in formulas}
    expected = worked_out(TEXT, "usual", given)
    office.plan(model)
    for name in ("follow_up", "taught", "done", "contacts", "push", "hours_used", "hours_idle"):
        assert getattr(office, name) == pytest.approx(expected[f"office.{name}"]), name


@pytest.mark.parametrize("case", CASES)
def test_what_going_out_leaves(case: int) -> None:
    model = model_of(np.random.default_rng(case))
    office = model.offices[0]
    given = named(model, office=SimpleNamespace(**vars(office)))
    given["gone"] = model.practice[0].outreach * office.delivered
    expected = worked_out(TEXT, "office.known", given)
    office.clear_desk(model)
    assert [office.known, office.aware] == pytest.approx(list(expected.values()))


@pytest.mark.parametrize("case", CASES)
def test_what_a_month_does_to_an_employer(case: int) -> None:
    model = model_of(np.random.default_rng(case))
    host = model.employers[1]
    expected = [
        worked_out(
            TEXT, "employer.pressure", named(model, employer=SimpleNamespace(**vars(host)), office=office, T=trust)
        )
        for office, trust in zip(model.offices[:2], host.trust, strict=True)
    ]
    host.relax(model)
    for name in ("pressure", "goodwill", "scar"):
        assert getattr(host, name) == pytest.approx(expected[0][f"employer.{name}"])
    assert host.trust == pytest.approx([one["T"] for one in expected])


@pytest.mark.parametrize("case", CASES)
def test_the_kroner_of_a_month(case: int) -> None:
    rng = np.random.default_rng(case)
    model = model_of(rng)
    model.tally = rng.uniform(0, 100, len(Tally.__members__))
    paid = [Tally.KR_MUNICIPALITY, Tally.KR_STATE, Tally.KR_EMPLOYER]
    model.tally[paid] = 0.0
    model.tally[Tally.TEACHER_HOURS] = 0.0
    for office, practice in zip(model.offices, model.practice, strict=True):
        office.placed_onsite, practice.teacher_hours = int(rng.integers(0, 3)), float(rng.uniform(0, 50))
        office.hours_used, office.hours_idle = (float(one) for one in rng.uniform(0, 50, 2))
    names = ("TEACHER_HOURS", "NURSERY_PLACES", "MENTOR_HOURS", "SUBSIDY_MONTHS", "COURSES", "EMPLOYER_HOURS")
    leave = model.p.offices.leave(model.month_of_year)
    there = [office.placed_onsite > 0 for office in model.offices]
    taught = sum(leave * one.teacher_hours for one, here in zip(model.practice, there, strict=True) if here)
    hours = [office.hours_used + office.hours_idle for office in model.offices]
    pay(model)
    assert model.tally[Tally.TEACHER_HOURS] == pytest.approx(taught)
    given = named(model, **{name.lower(): model.tally[Tally[name]] for name in names})
    given |= {"hours_0": hours[0] + hours[2], "hours_1": hours[1]}
    assert list(model.tally[paid]) == pytest.approx(list(worked_out(TEXT, "municipality", given).values()))
