"""Formulas of offices that are drawn: their hours, what they and others ask for, and what it costs."""

from __future__ import annotations

from experiments.formulas.axes import LOT, MONTH
from experiments.formulas.formula import Axis, Formula
from sim.states import Stream

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
        "competing.p_slot",
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
MONEY = (
    Formula("money.benefit_month", Axis("age", 18, 60, whole=True), "kroner_month"),
    Formula("money.grant_month", Axis("months", 0, 72, whole=True), "kroner_month"),
)
