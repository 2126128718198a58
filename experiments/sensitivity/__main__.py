"""Say which numbers matter, and what a verdict depends on: ``python -m experiments.sensitivity``."""

from __future__ import annotations

import math
from pathlib import Path

from bygd.commands import typed
from bygd.errors import InputError
from bygd.scenarios.options import SensitivityOptions
from experiments.command.main import main


def sensitivity(options: SensitivityOptions) -> None:
    """Screen the numbers, compute indices, and judge each scenario in prior samples; tables and figures."""
    from bygd.scenarios.checks import check_outcomes, refuse_unobserved
    from bygd.scenarios.ensembles import from_member
    from bygd.statistics.sensitivity import responses
    from bygd.studies.package import describe
    from bygd.studies.programs import STAGE_DESIGN, all_scenarios
    from bygd.studies.study import Study
    from experiments.sensitivity.stages import Task, stages

    check_outcomes("outcomes", options.outcomes)
    _check_sizes(options)
    if options.out and (Path(options.out).parent / STAGE_DESIGN.format(Path(options.out).name)).is_file():
        raise InputError(f"{options.out} is a stage; {typed('study resume', Path(options.out).parent)} goes on.")
    names = responses.varied(options.vary, options)
    from_member(options, {})  # refuses an ensemble without a member
    whole = Study("sensitivity", options, all_scenarios(options))
    refuse_unobserved(
        "outcomes",
        options.outcomes,
        options,
        options.sample_runs if options.method == "samples" else options.replicates,
    )
    with whole.opened():
        stages(Task(options, whole.scenarios, whole.folder, whole.about), names)
        describe(whole.folder)


def _check_sizes(options: SensitivityOptions) -> None:
    """Refuse sizes of the later stages that would only be noticed there."""
    if options.method == "sobol" and options.blocks & (options.blocks - 1):
        near = 2 ** round(math.log2(options.blocks))
        raise InputError(f"blocks is {options.blocks}, but must be a power of two, like {near}.")
    if options.samples == 1 or (options.samples == 0 and options.method == "samples"):
        least = "2 or more" if options.method == "samples" else "0, or 2 or more"
        raise InputError(
            f"samples is {options.samples}, but must be {least}, better 100; one sample tells nothing apart."
        )


if __name__ == "__main__":
    main(SensitivityOptions, sensitivity, "sensitivity")
