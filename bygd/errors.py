"""What a user did wrong: exceptions whose text is one sentence that says what to do."""

from __future__ import annotations

from sim.parameters import ParameterError
from sim.policy import PolicyError
from sim.population import MunicipalityError


class InputError(ValueError):
    """What was asked for cannot be done; the text is one sentence that says what to do."""


MISTAKES = (InputError, ParameterError, PolicyError, MunicipalityError)
