"""Which formulas are drawn, in the order of the month, and over what.

Where nothing else is said, a curve stands for an ordinary case: a man of 30, an office with hours, nothing learned yet.
A name in place of a value (``language.ceiling_2``) is the declared number of that name.
"""

from __future__ import annotations

from experiments.formulas.formula import Axis, Formula, Value
from experiments.formulas.scenes import chance_of_yes, learned, left_in_peace, trust_left
from sim.states import Household, Sector, Status, Stream

LOT = Axis("u", 0.0, 0.999)  # a place in line, from 0 to 1
MONTH = Axis("month_of_year", 1, 12, named=True)
TRADE = Axis("sector", 0, 7, named=True)
MEN_WOMEN = {"man": {"woman": False}, "woman": {"woman": True}}
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
JOB: dict[str, Value] = {
    "references": 0.0,
    "months_worked": 0,
    "woman": False,
    "age": 30,
    "season": 1.0,
    "effort": 1.0,
    "has_moved": False,
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

SETTLEMENT = (
    Formula("settlement.kind_of", LOT, "household", jumps=True),
    Formula(
        "settlement.children_of",
        LOT,
        "children",
        cases={"couple": {"kind": int(Household.COUPLE_CHILDREN)}, "lone_parent": {"kind": int(Household.LONE_PARENT)}},
        jumps=True,
    ),
    Formula("settlement.age_at", LOT, "age"),
    Formula("settlement.track_of", LOT, "track", jumps=True),
    Formula(
        "settlement.p_available",
        Axis("child_months", 0, 120, whole=True),
        "share",
        cases={"man": {"is_woman": False}, "mother": {"is_woman": True}},
    ),
)
DEMAND = (
    Formula(
        "demand.season",
        MONTH,
        "times_mean",
        cases={"hotel": {"sector": int(Sector.HOTEL_FOOD)}, "other_trade": {"sector": int(Sector.OTHER)}},
    ),
    Formula(
        "demand.busy",
        MONTH,
        "busy",
        cases={"hotel": {"sector": int(Sector.HOTEL_FOOD)}, "other_trade": {"sector": int(Sector.OTHER)}},
    ),
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
OFFICES = (
    Formula("offices.leave", MONTH, "share"),
    Formula("offices.posts_of", Axis("participants", 0, 100, whole=True), "posts", jumps=True),
    Formula("offices.p_turnover", Axis("posts", 1, 8, whole=True), "probability_month"),
    Formula(
        "offices.new_work",
        Axis("hours", 0.0, 80.0),
        "hours_month",
        held={"wanted": 40.0, "follow": 40.0, "protected": "practice.protected"},
    ),
    Formula("offices.follow_quality", Axis("hours_left", 0.0, 20.0), "share", held={"follow": "offices.per_month"}),
    Formula("offices.done_share", Axis("new", 0.0, 40.0), "share", held={"wanted": 40.0}),
)
LANGUAGE = (
    Formula(
        "language.pace_of",
        Axis("age", 18, 60, whole=True),
        "times",
        held={"z": 0.0},
        cases={
            "track_1": {"track": 1},
            "track_2": {"track": 2},
            "track_3": {"track": 3},
            "quick": {"track": 2, "z": 1.0},
        },
    ),
    Formula("language.ceiling_of", Axis("track", 1, 3, named=True), "level"),
    Formula(
        "language.hours_in_class",
        MONTH,
        "hours_month",
        cases={"in_class": {"status": Status.CLASS}, "in_placement": {"status": Status.PLACEMENT}},
    ),
    Formula(
        "language.talk_at_work",
        Axis("goodwill", 0.0, 1.0),
        "share",
        held={"busy": 0.0},
        cases={
            "purpose": {"purpose": 0.9},
            "no_purpose": {"purpose": 0.4},
            "high_season": {"purpose": 0.9, "busy": 0.8},
        },
    ),
    Formula(
        "language.gain",
        Axis("oral", 0.0, 4.4),
        "level_month",
        held={"pace": 1.0, "ceiling": "language.ceiling_2", "in_class": 30.0, "at_work": 50.0, "onsite": 0.0},
        cases={
            "only_class": {"in_class": "language.class_hours", "at_work": 0.0},
            "class_and_work": {},
            "with_teacher": {"onsite": "language.onsite_hours"},
        },
    ),
    Formula(
        "language.learn",
        Axis("months", 0, 36, whole=True),
        "level",
        cases={"track_1": {"track": 1}, "track_2": {"track": 2}, "track_3": {"track": 3}},
        scene=learned,
    ),
    Formula("language.heard", Axis("work_hours", 0.0, 1500.0), "level", held={"oral": 2.0}),
)
COMPETING = (
    Formula(
        "competing.volume",
        MONTH,
        "requests_month",
        held={"inhabitants": 5700},
        cases={
            "pupils": {"stream": int(Stream.PUPILS)},
            "students": {"stream": int(Stream.STUDENTS)},
            "nav_others": {"stream": int(Stream.NAV_OTHERS)},
        },
    ),
    Formula("competing.load_of", Axis("stream", 0, 2, named=True), "trainees"),
    Formula(
        "competing.months_of",
        LOT,
        "months",
        cases={"students": {"stream": int(Stream.STUDENTS)}, "nav_others": {"stream": int(Stream.NAV_OTHERS)}},
        jumps=True,
    ),
    Formula(
        "competing.p_place",
        Axis("stream", 0, 2, named=True),
        "probability",
        cases={"no_need": {"needs_skill": False}, "need": {"needs_skill": True}},
    ),
)
REQUESTS = (
    Formula(
        "requests.p_seek",
        Axis("months", 0, 30, whole=True),
        "probability_month",
        held={"oral": 1.5, "still_served": True, "in_programme": True, "month_of_year": 11},
        cases={"november": {}, "july": {"month_of_year": 7}, "after_programme": {"in_programme": False}},
    ),
    Formula(
        "requests.p_seek.oral",
        Axis("oral", 0.0, 3.0),
        "probability_month",
        held={"months": 12, "still_served": True, "in_programme": True, "month_of_year": 11},
    ),
    Formula("requests.is_work_practice", Axis("oral", 1.0, 4.0), "yes_no", held={"months": 12}, jumps=True),
    Formula(
        "requests.is_work_practice.months", Axis("months", 0, 36, whole=True), "yes_no", held={"oral": 1.5}, jumps=True
    ),
    Formula("requests.hours_of", Axis("work_practice", 0, 1, named=True), "hours_month"),
    Formula(
        "requests.standing",
        Axis("formalised", 0.0, 1.0),
        "standing",
        cases={"language_practice": {"work_practice": False}, "work_practice": {"work_practice": True}},
    ),
    Formula("requests.length_of", LOT, "months", held={"v": 0.5}, jumps=True),
)
ANSWER = (
    Formula(
        "answer.consider.trust",
        Axis("trust", 0.0, 1.0, n=51),
        "probability",
        held=ASKED,
        cases={"stranger": {}, "placed_before": {"known": True}, "need": {"meets": True}, "formal": {"standing": True}},
        scene=chance_of_yes,
    ),
    Formula(
        "answer.consider.told",
        Axis("told", 0.5, 3.0, n=51),
        "probability",
        held=ASKED,
        cases={"quiet": {}, "july": {"month_of_year": 7}},
        scene=chance_of_yes,
    ),
    Formula(
        "answer.consider.pressure",
        Axis("pressure", 0.0, 8.0, n=51),
        "probability",
        held=ASKED,
        cases={"one_asker": {}, "four_askers": {"askers": 4}},
        scene=chance_of_yes,
    ),
    Formula(
        "answer.consider.goodwill",
        Axis("goodwill", 0.0, 1.0, n=51),
        "probability",
        held=ASKED,
        cases={"no_scar": {}, "scar": {"scar": 1.0}, "one_there": {"trainees": 1}},
        scene=chance_of_yes,
    ),
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
    Formula(
        "placement.p_trouble",
        Axis("gap", 0.0, 2.0),
        "probability_month",
        cases={"unprepared": {"prepared": 0.0}, "prepared": {"prepared": 1.0}},
    ),
    Formula("placement.p_found", Axis("follow_up", 0.0, 1.0), "probability"),
)
ENDING = (
    Formula("ending.need", TRADE, "level"),
    Formula("ending.task_of", TRADE, "level_more"),
    Formula(
        "ending.trade_factor", TRADE, "times", cases={"private": {"is_public": False}, "public": {"is_public": True}}
    ),
    Formula(
        "ending.quality",
        Axis("bad", 0, 3, whole=True),
        "quality",
        cases={"unprepared": {"prepared": 0.0}, "prepared": {"prepared": 1.0}},
    ),
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
SEARCH = (
    Formula("search.reach", Axis("heard", 0.0, 6.0), "share"),
    Formula(
        "search.intensity",
        Axis("months", 0, 30, whole=True),
        "effort",
        held={"is_participant": True, "status": Status.CLASS},
        cases={
            "in_class": {},
            "in_placement": {"status": Status.PLACEMENT},
            "studies": {"is_participant": False, "status": Status.EDUCATION},
            "unemployed": {"is_participant": False, "status": Status.IDLE},
        },
    ),
    Formula(
        "search.p_job",
        Axis("heard", 0.0, 6.0),
        "probability_month",
        held=JOB,
        cases={
            "man": {},
            "woman": {"woman": True},
            "experienced": {"references": 1.0, "months_worked": 24},
            "moved": {"has_moved": True},
        },
    ),
    Formula(
        "search.p_job.age",
        Axis("age", 18, 60, whole=True),
        "probability_month",
        held={"heard": 3.0, **JOB},
        cases=MEN_WOMEN,
    ),
    Formula("search.p_seasonal", Axis("season", 0.5, 2.0), "probability"),
)
WORK = (
    Formula(
        "work.p_lose",
        Axis("tenure", 0, 24, whole=True),
        "probability_month",
        held={"woman": False, "ends": False},
        cases={"man": {}, "woman": {"woman": True}, "seasonal": {"ends": True}},
    ),
    Formula(
        "work.p_health",
        Axis("months", 0, 144, whole=True),
        "probability_month",
        cases={"age_30": {"age": 30}, "age_50": {"age": 50}},
    ),
)
PROGRAMME = (
    Formula(
        "programme.duration_of",
        LOT,
        "months",
        cases={"less_school": {"track": 2}, "more_school": {"track": 3}},
        jumps=True,
    ),
    Formula(
        "programme.p_study",
        Axis("age", 18, 50, whole=True),
        "probability",
        held={"oral": 2.5, "woman": False},
        cases={"man": {}, "woman": {"woman": True}, "little_norwegian": {"oral": 1.7}},
    ),
)
MOVING = (
    Formula("moving.rural", Axis("centrality", 0, 3, named=True), "times"),
    Formula("moving.household_factor", Axis("kind", 0, 4, named=True), "times"),
    Formula(
        "moving.person_factor",
        Axis("months_after", 0, 24, whole=True),
        "times",
        held={"is_participant": False, "status": Status.IDLE, "age": 30, "ties": 0.0},
        cases={
            "without_work": {},
            "in_work": {"status": Status.WORK},
            "studies": {"status": Status.EDUCATION},
            "in_programme": {"is_participant": True},
        },
    ),
    Formula(
        "moving.person_factor.ties",
        Axis("ties", 0.0, 4.0),
        "times",
        held={"is_participant": False, "status": Status.WORK, "months_after": 24},
        cases={"age_30": {"age": 30}, "age_22": {"age": 22}},
    ),
    Formula(
        "moving.p_move",
        Axis("person", 0.0, 2.5),
        "probability_month",
        held={"rural": "moving.least_central"},
        cases={"single_man": {"kind": int(Household.SINGLE_MAN)}, "family": {"kind": int(Household.COUPLE_CHILDREN)}},
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
MONEY = (
    Formula("money.benefit_month", Axis("age", 18, 60, whole=True), "kroner_month"),
    Formula("money.grant_month", Axis("months", 0, 72, whole=True), "kroner_month"),
)

ALL = (
    *SETTLEMENT,
    *DEMAND,
    *OFFICES,
    *LANGUAGE,
    *COMPETING,
    *REQUESTS,
    *ANSWER,
    *PLACEMENT,
    *ENDING,
    *SEARCH,
    *WORK,
    *PROGRAMME,
    *MOVING,
    *RELATIONS,
    *MONEY,
)
FORMULAS = {one.name: one for one in ALL}
PROCESSES = tuple(dict.fromkeys(one.process for one in ALL))
NOT_DRAWN = {"settlement.p_joins": "it has no input: one chance, worked out from the shares of households"}


def formulas_of(process: str) -> tuple[Formula, ...]:
    """Drawn formulas of a process."""
    return tuple(one for one in ALL if one.process == process)
