"""Loses slots: who breaks off is gone, but the employer goes on counting them."""

from sim.agents import Refugee
from sim.rules import placement
from sim.states import Status


class ProudRefugee(Refugee):
    """Leaves without a word after a problem."""

    def leave_placement(self, world):
        """End a placement."""
        if self.placement_bad == 0:
            placement.leave_placement(self, world)
            return
        self.host = -1
        self.status = Status.CLASS if self.in_programme else Status.IDLE
