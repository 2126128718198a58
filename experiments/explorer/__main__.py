"""Try all combinations of measures on one page: ``python -m experiments.explorer municipality=sel``."""

from __future__ import annotations

from bygd.scenarios.options import ExplorerOptions
from experiments.command.main import main
from experiments.command.progress import Steps


def explorer(options: ExplorerOptions) -> None:
    """Simulate all combinations with several numbers of posts, and write one file that opens without a server."""
    from bygd.scenarios.checks import refuse_unobserved
    from bygd.studies.exploring import explore, explorer_study
    from experiments.explorer import page
    from experiments.explorer.contents import HEADLINE, WANTED, contents
    from experiments.explorer.text import text_of

    study = explorer_study(options)
    refuse_unobserved("", HEADLINE[:1], options, options.replicates)
    steps = Steps("simulating", "working out every combination", "writing the page")
    counts = study.counts(list(WANTED))
    steps.next()
    found = explore(study, counts, WANTED)
    held = contents(study, found)
    steps.next()
    file = page.write(study, held)
    study.say(text_of(study, found, file))


if __name__ == "__main__":
    main(ExplorerOptions, explorer, "explorer")
