"""New state and a changed event: work makes tired, and who is tired forgets Norwegian."""

from sim.agents import Refugee
from sim.parameters import number, process
from sim.rules import language
from sim.rules.language import Language
from sim.states import Status

OFF = {"language.tiring": 0.0}  # nobody gets tired: nothing changes


@process
class TiringLanguage(Language):
    """Norwegian, and what tiredness takes of it."""

    tiring: float = number(0.1, "a month", 0.0, 0.3, "tiredness that a month in work adds", "assumption")
    rest: float = number(0.5, "share", 0.0, 1.0, "tiredness left after a month without work", "assumption")

    def forgotten(self, tired):
        """Levels lost this month by someone so tired."""
        return 0.03 * tired


class TiredRefugee(Refugee):
    """A refugee who can be tired."""

    tired: float

    def learn(self, world):
        """One month of Norwegian, less what tiredness takes."""
        language.learn(self, world)
        g = world.p.language
        if self.status == Status.WORK:
            self.tired += g.tiring
        else:
            self.tired *= g.rest
        self.oral = max(0.0, self.oral - g.forgotten(self.tired))
