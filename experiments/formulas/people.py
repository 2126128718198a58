"""Formulas of people that are drawn: who comes, learns, seeks work, studies and moves away."""

from __future__ import annotations

from experiments.formulas.axes import LOT, MONTH
from experiments.formulas.formula import Axis, Formula, Value
from experiments.formulas.scenes import learned
from sim.states import Household, Status

MEN_WOMEN = {"man": {"woman": False}, "woman": {"woman": True}}
JOB: dict[str, Value] = {
    "references": 0.0,
    "months_worked": 0,
    "woman": False,
    "age": 30,
    "season": 1.0,
    "effort": 1.0,
    "has_moved": False,
}
TRACKS = {f"track_{track}": {"track": track} for track in (1, 2, 3)}
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
LANGUAGE = (
    Formula(
        "language.pace_of",
        Axis("age", 18, 60, whole=True),
        "times",
        held={"z": 0.0},
        cases={**TRACKS, "quick": {"track": 2, "z": 1.0}},
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
    Formula("language.learn", Axis("months", 0, 36, whole=True), "level", cases=TRACKS, scene=learned),
    Formula("language.heard", Axis("work_hours", 0.0, 1500.0), "level", held={"oral": 2.0}),
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
