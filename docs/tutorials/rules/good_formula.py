"""A replaced formula: employers who do not read every application."""

from sim.engine_room import exp
from sim.parameters import number, process
from sim.rules.hiring import Hiring

OFF = {"hiring.unread": 0.0}  # here the formula is the old one


@process
class HurriedHiring(Hiring):
    """Employers who fill a post without reading all applications."""

    unread: float = number(0.5, "share", 0.0, 0.9, "of the rivals' applications, those that nobody reads", "assumption")

    def p_chosen(self, rivals, worth):
        """Chance of being chosen among those rivals whose applications are read, each of worth 0."""
        return 1.0 / (1.0 + (1.0 - self.unread) * rivals * exp(-worth))
