"""A scene: one refugee asks one employer for a placement or a job; and plausible numbers to play it with."""

from __future__ import annotations

import dataclasses
import functools
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from sim.model import IntegrationModel
from sim.parameters import numbers
from sim.processes import Parameters
from sim.rules.answer import Answer
from sim.rules.hiring import Hiring
from sim.scenario import Scenario
from sim.states import Sector, Status, Way
from tests.support.random_towns import hamlet

ERRORS = 4.0  # standard errors
SUMMER, AUTUMN = 6, 10  # months of the run that are July (high season of hotels) and November
share = st.floats(0.0, 1.0)
many = settings(max_examples=150, derandomize=True)
some = settings(many, max_examples=50)  # where each example is a scene with a model


def plausible(process: type) -> st.SearchStrategy[Any]:
    """Any numbers of a process within their plausible ranges."""
    declared = numbers(process())
    return st.builds(process, **{name: st.floats(*one.plausible) for name, one in declared.items()})


OVERHEARD: list[float] = []
PANEL: list[tuple[float, float]] = []


class Ear(Answer):
    """The usual answer, and the log-odds of a yes are overheard (first those of the request, then those of reasons)."""

    def p_yes(self, worth: float) -> float:
        OVERHEARD.append(worth)
        return Answer.p_yes(self, worth)


class HiringEar(Hiring):
    """The usual judgement, and rivals and worth are overheard."""

    def p_chosen(self, rivals: float, worth: float) -> float:
        PANEL.append((rivals, worth))
        return Hiring.p_chosen(self, rivals, worth)


@dataclasses.dataclass
class Scene:
    """A model with a refugee in class and an employer who may be asked."""

    model: IntegrationModel
    employer: Any
    refugee: Any

    def log_odds(self, told: float = 2.0, side: int = 0) -> float:
        """Log-odds of a yes if the employer is told of this Norwegian."""
        OVERHEARD.clear()
        self.employer.consider(self.refugee, self.model, told, side, False, 0)
        assert OVERHEARD, "a willing employer with room weighs the request"
        return OVERHEARD[0]

    def panel(self, way: Way = Way.ADVERT, said: float = 0.0, extra: float = 0.0) -> tuple[float, float]:
        """Rivals and worth of the refugee, whose Norwegian is enough, where there is a post."""
        PANEL.clear()
        self.open(1, 1)
        oral, self.refugee.oral = self.refugee.oral, 9.0
        self.employer.judge(self.refugee, self.model, way, said, extra)
        self.refugee.oral = oral
        assert PANEL, "an employer with a post chooses"
        return PANEL[0]

    def open(self, posts: int, adverts: int) -> None:
        """Let the employer have these posts this month."""
        self.employer.posts_month, self.employer.posts, self.employer.adverts = self.model.month, posts, adverts


@functools.cache
def hamlet_with(practice: tuple[tuple[str, float], ...]) -> Scenario:
    """Scenario of a scene."""
    town = hamlet(persons=2, enterprises=10, practice=dict(practice), public_units={})
    return Scenario(town, (), Parameters(answer=Ear(), hiring=HiringEar()), months=24, warm_up=0)


def scene(practice: dict[str, float] | None = None, month: int = AUTUMN, **employer: Any) -> Scene:
    """Set the scene: a willing hotel with room, which these fields make different."""
    model = IntegrationModel(hamlet_with(tuple((practice or {}).items())), seed=3)
    model.month, model.month_of_year = month, month % 12 + 1
    for office in model.offices:
        office.put_in_force(model, 0.0, 0.0)
    host, refugee = model.employers[0], model.refugees[0]
    usual = {"never": False, "slack": 4.0, "sector": int(Sector.HOTEL_FOOD), "staff": 12, "latent": -1, "social": 0.0}
    for name, value in (usual | employer).items():
        setattr(host, name, [value, value] if name == "trust" else value)
    refugee.status, refugee.in_programme, refugee.oral, refugee.months, refugee.wish = (Status.CLASS, True, 1.8, 10, -1)
    refugee.skill = -1
    return Scene(model, host, refugee)


EMPLOYERS = st.fixed_dictionaries(
    {
        "social": st.floats(-2.5, 2.5),
        "trust": share,
        "goodwill": share,
        "pressure": st.floats(0.0, 12.0),
        "learned": st.floats(-0.2, 0.4),
        "scar": st.floats(0.0, 3.0),
        "staff": st.integers(1, 90),
        "sector": st.integers(0, 7),
        "hosted": st.integers(0, 2),
        "last_guests": st.integers(0, 4),
    }
)
MONTHS = st.integers(0, 11)


def in_order(low: float, high: float) -> st.SearchStrategy[tuple[float, float]]:
    """Two numbers, the smaller first."""
    return st.tuples(st.floats(low, high), st.floats(low, high)).map(lambda pair: (min(pair), max(pair)))


def with_one_more(fields: dict[str, Any], name: str, values: tuple[float, float], month: int) -> tuple[float, float]:
    """Log-odds of the same employer with less and with more of one thing."""
    less, more = (scene(month=month, **(fields | {name: value})).log_odds() for value in values)
    return less, more
