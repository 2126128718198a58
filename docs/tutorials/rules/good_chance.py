"""A rule that draws chance of its own: now and then customers praise an employer who has a trainee."""

from sim.agents import Employer
from sim.chance import draw
from sim.parameters import number, process
from sim.rules import relations
from sim.rules.relations import Relations

PRAISE = 200  # what the draw decides; 200 to 255 are for rules outside of the model
OFF = {"relations.praise": 0.0}


@process
class PraisedRelations(Relations):
    """How employers get on with the services, and what customers say."""

    praise: float = number(0.1, "probability", 0.0, 0.3, "customers praise an employer with a trainee", "assumption")
    praised: float = number(0.05, "share", 0.0, 0.2, "of what goodwill lacks, that praise adds", "assumption")


class PraisedEmployer(Employer):
    """An employer whose customers see the trainee."""

    def relax(self, world):
        """One month passes, and customers may have said something kind."""
        relations.relax(self, world)
        r = world.p.relations
        if self.trainees > 0 and draw(world, self.luck_key, PRAISE, 0) < r.praise:
            self.goodwill += r.praised * (1.0 - self.goodwill)
