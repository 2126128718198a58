"""Put the compiled model into the cache: ``python -m tests.support.compiling``, that with recording agents too."""

import sys
from typing import Any

from sim.engine_room import COMPILED, is_compiled_before


def compile_once() -> None:
    """Compile the default model, if it is not in the cache."""
    if COMPILED and not is_compiled_before():
        sys.stderr.write("compiling the model once, before the tests …\n")
        _compile()


def _compile(**options: Any) -> None:
    from sim.compiled import Stepper
    from sim.scenario import Scenario
    from tests.support.random_towns import hamlet

    Stepper(Scenario(hamlet(), months=1, warm_up=0, **options), 1)


if __name__ == "__main__":
    from experiments.cards.recording_agents import WITNESSES

    compile_once()
    _compile(classes=WITNESSES)  # those of cards and obstacles; in CI there is time for it
