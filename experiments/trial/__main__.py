"""Play a trial, some treated and others controls: ``python -m experiments.trial [like=gothenburg] [measures=[…]]``.

Beside what a trial sees (treated less controls) stands what none can see: the same people without any treatment, and
whether those beside them lose what the treated win.
"""

from __future__ import annotations

from experiments.command.main import main
from experiments.trial.options import TrialOptions


def trial(options: TrialOptions) -> None:
    """Simulate the trial and the same without treatment; write tables and a figure, print what it says."""
    from experiments.trial.play import play

    play(options)


if __name__ == "__main__":
    main(TrialOptions, trial, "trial")
