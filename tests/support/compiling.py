"""Put the compiled model into the cache: ``python -m tests.support.compiling``."""

import sys

from sim.engine_room import COMPILED, is_compiled_before


def compile_once() -> None:
    """Compile the default model, if it is not in the cache."""
    if COMPILED and not is_compiled_before():
        from sim.compiled import Stepper
        from sim.scenario import Scenario
        from tests.support.random_towns import hamlet

        sys.stderr.write("compiling the model once, before the tests …\n")
        Stepper(Scenario(hamlet(), months=1, warm_up=0), 1)


if __name__ == "__main__":
    compile_once()
