"""Does not compile: the compiler of the fast engine refuses a line that Python understands."""

from sim.agents import Refugee
from sim.rules import language


class WellReadRefugee(Refugee):
    """Reads more every year."""

    def learn(self, world):
        """One month of Norwegian, and what is read in it."""
        language.learn(self, world)
        pages = sum(10.0 for _ in range(self.months))
        self.oral = min(6.0, self.oral + 0.00001 * pages)
