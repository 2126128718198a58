"""A sweeper that optimises, as Hydra's plugins do: what jobs return decides what is tried next."""

from __future__ import annotations

from typing import Any

from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.plugins import Plugins
from hydra.plugins.sweeper import Sweeper

ROUNDS = 4


class Climber(Sweeper):
    """Halves an interval again and again, going to the end whose job returned more; ``best``: where it came to."""

    best: float = float("nan")
    returned: list[Any] = []  # noqa: RUF012  (of the last sweep)

    def __init__(self, **_: Any) -> None:
        """Take the settings of Hydra's own sweeper, and use none."""

    def setup(self, *, hydra_context: Any, task_function: Any, config: Any) -> None:
        """Remember how jobs are launched."""
        self.launcher = Plugins.instance().instantiate_launcher(
            hydra_context=hydra_context, task_function=task_function, config=config
        )

    def sweep(self, arguments: list[str]) -> None:
        """Sweep over the one interval among the arguments."""
        parsed = OverridesParser.create().parse_overrides(arguments)
        (varied,) = (item for item in parsed if item.is_interval_sweep())
        rest = [item.input_line for item in parsed if item is not varied]
        low, high = varied.value().start, varied.value().end
        Climber.returned = []
        for at in range(ROUNDS):
            jobs = [[f"{varied.get_key_element()}={end}", *rest] for end in (low, high)]
            values = [item.return_value for item in self.launcher.launch(jobs, initial_job_idx=2 * at)]
            Climber.returned += values
            middle = (low + high) / 2
            low, high = (middle, high) if values[1] > values[0] else (low, middle)
        Climber.best = (low + high) / 2
