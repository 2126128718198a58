"""Formulas of employers that are drawn: what they need, what they answer, and how slots are given and end."""

from __future__ import annotations

from experiments.formulas.axes import LOT, MONTH
from experiments.formulas.formula import Axis, Formula, Value
from experiments.formulas.scenes import chance_of_yes, left_in_peace, trust_left
from sim.states import Sector

TRADE = Axis("sector", 0, 7, named=True)
ASKED: dict[str, Value] = {
    "told": 1.7,
    "trust": "relations.trust_start",
    "pressure": 0.0,
    "askers": 1,
    "goodwill": 1.0,
    "scar": 0.0,
    "trainees": 0,
    "known": False,
    "meets": False,
    "standing": False,
    "month_of_year": 11,
}
HIRE: dict[str, Value] = {
    "required": "ending.need_other",
    "quality": 1.0,
    "trade": 1.0,
    "work_practice": True,
    "was_evaluated": False,
    "meets": False,
    "subsidised": False,
}
TRADES = {"hotel": {"sector": int(Sector.HOTEL_FOOD)}, "other_trade": {"sector": int(Sector.OTHER)}}
PREPARED = {"unprepared": {"prepared": 0.0}, "prepared": {"prepared": 1.0}}


def _consider(over: str, low: float, high: float, **cases: dict[str, Value]) -> Formula:
    """The chance of a yes over one thing that an employer considers; the rest is an ordinary request."""
    axis = Axis(over, low, high, n=51)
    return Formula(f"answer.consider.{over}", axis, "probability", held=ASKED, cases=cases, scene=chance_of_yes)


DEMAND = (
    Formula("demand.season", MONTH, "times_mean", cases=TRADES),
    Formula("demand.busy", MONTH, "busy", cases=TRADES),
    Formula(
        "demand.p_opening",
        Axis("staff", 1, 60, whole=True),
        "probability",
        held={"season": 1.0},
        cases={"no_need": {"meets_need": False}, "need": {"meets_need": True}},
    ),
    Formula("demand.staff_of", LOT, "staff", held={"v": 0.5}, jumps=True),
    Formula(
        "demand.is_seen",
        Axis("need_luck", 0.0, 0.4),
        "yes_no",
        cases={"not_mapped": {"mapping": 0.0}, "mapped": {"mapping": 1.0}},
        jumps=True,
    ),
)
ANSWER = (
    _consider(
        "trust", 0.0, 1.0, stranger={}, placed_before={"known": True}, need={"meets": True}, formal={"standing": True}
    ),
    _consider("told", 0.5, 3.0, quiet={}, july={"month_of_year": 7}),
    _consider("pressure", 0.0, 8.0, one_asker={}, four_askers={"askers": 4}),
    _consider("goodwill", 0.0, 1.0, no_scar={}, scar={"scar": 1.0}, one_there={"trainees": 1}),
    Formula("answer.p_never", Axis("is_public", 0, 1, named=True), "share"),
    Formula(
        "answer.capacity_of",
        Axis("staff", 1, 60, whole=True),
        "trainees",
        cases={"no_room": {"u": 0.4}, "room": {"u": 0.6}},
        jumps=True,
    ),
    Formula(
        "answer.supervision",
        Axis("month", 0.0, 6.0),
        "share",
        held={"learned": 0.0},
        cases={"no_gap": {"gap": 0.0}, "gap": {"gap": 1.0}},
    ),
    Formula(
        "answer.mean_supervision",
        Axis("gap", 0.0, 2.0),
        "share",
        held={"learned": 0.0},
        cases={"no_mentor": {"mentor": 0.0}, "mentor": {"mentor": 1.0}},
    ),
    Formula("answer.net_benefit", Axis("supervision", 0.0, 1.0), "net_benefit"),
    Formula(
        "answer.worth",
        Axis("u", -2.0, 2.0),
        "log_odds",
        cases={"social_0": {"social": 0.0}, "social_up": {"social": 1.0}, "social_down": {"social": -1.0}},
    ),
    Formula(
        "answer.pressing",
        Axis("pressure", 0.0, 8.0),
        "log_odds",
        held={"askers": 1, "staff": 30},
        cases={"staff_30": {}, "staff_5": {"staff": 5}, "four_askers": {"askers": 4}},
    ),
    Formula(
        "answer.season_cost",
        Axis("busy", 0.0, 1.0),
        "log_odds",
        held={"trust": 0.5, "mentor": 0.0},
        cases={"trust_half": {}, "trust_high": {"trust": 0.9}, "mentor": {"mentor": 1.0}},
    ),
    Formula("answer.p_yes", Axis("worth", -5.0, 5.0), "probability"),
)
PLACEMENT = (
    Formula(
        "placement.readiness",
        Axis("is_prepared", 0, 1, named=True),
        "readiness",
        cases={"no_course": {"is_trained": False}, "course": {"is_trained": True}},
    ),
    Formula("placement.p_trouble", Axis("gap", 0.0, 2.0), "probability_month", cases=PREPARED),
    Formula("placement.p_found", Axis("follow_up", 0.0, 1.0), "probability"),
)
ENDING = (
    Formula("ending.need", TRADE, "level"),
    Formula("ending.task_of", TRADE, "level_more"),
    Formula(
        "ending.trade_factor", TRADE, "times", cases={"private": {"is_public": False}, "public": {"is_public": True}}
    ),
    Formula("ending.quality", Axis("bad", 0, 3, whole=True), "quality", cases=PREPARED),
    Formula(
        "ending.p_hire",
        Axis("oral", 1.0, 5.0),
        "probability",
        held=HIRE,
        cases={
            "work_practice": {},
            "language_practice": {"work_practice": False},
            "evaluated_need": {"was_evaluated": True, "meets": True},
            "subsidy": {"subsidised": True},
        },
    ),
)
RELATIONS = (
    Formula(
        "relations.relax",
        Axis("months", 0, 36, whole=True),
        "felt",
        cases={
            "felt_pressure": {"felt": "pressure"},
            "felt_scar": {"felt": "scar"},
            "felt_goodwill": {"felt": "goodwill"},
        },
        scene=left_in_peace,
    ),
    Formula(
        "relations.relax.trust",
        Axis("months", 0, 36, whole=True),
        "trust",
        cases={"contact_stays": {"leaves": 0}, "contact_leaves": {"leaves": 6}},
        scene=trust_left,
    ),
    Formula(
        "relations.p_take_up",
        Axis("follow_up", 0.0, 1.0),
        "probability",
        held={"uptake": "practice.uptake", "month_of_year": 11},
        cases={"november": {}, "july": {"month_of_year": 7}},
    ),
    Formula(
        "relations.p_initiative",
        Axis("social", -3.0, 3.0),
        "share",
        cases={"goodwill_full": {"goodwill": 1.0}, "goodwill_half": {"goodwill": 0.5}},
    ),
)
