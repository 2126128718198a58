"""Draws chance that belongs to nobody: the same seed gives another result every time."""

import random

from sim.agents import Refugee
from sim.rules import language


class LuckyRefugee(Refugee):
    """Meets somebody to talk to in some months."""

    def learn(self, world):
        """One month of Norwegian, and perhaps a talk."""
        language.learn(self, world)
        if random.random() < 0.1:
            self.oral = min(6.0, self.oral + 0.05)
