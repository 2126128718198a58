"""A replaced formula: employers who are surer of their answer."""

from sim.engine_room import exp
from sim.parameters import number, process
from sim.rules.answer import Answer

OFF = {"answer.firmness": 1.0}  # here the formula is the old one


@process
class FirmAnswer(Answer):
    """Employers who are surer of their answer."""

    firmness: float = number(2.0, "times", 0.5, 4.0, "how sure employers are of their answer", "assumption")

    def p_yes(self, worth):
        """Probability of a yes for these log-odds."""
        return 1.0 / (1.0 + exp(-self.firmness * worth))
