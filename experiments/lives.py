"""Tell matched lives, one person under two policies: ``python -m experiments.lives STUDY_FOLDER [language=nb]``."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from bygd.errors import InputError
from bygd.scenarios.declare import option
from experiments.command.main import main
from experiments.command.progress import Steps
from experiments.command.words import word


@dataclasses.dataclass
class LivesOptions:
    """Same people, same luck, two policies: where their lives diverge, which step made the difference."""

    folder: Path = word("folder of a finished comparison")
    scenario: str = option("", "one scenario of it; without it all")
    language: str = option("en", "en (English) or nb (Norwegian)", among=("en", "nb"))


def lives(options: LivesOptions) -> None:
    """Print which step made the difference, and write ``lives_<language>.html`` into the folder."""
    from bygd.studies.folder import options_of
    from bygd.studies.lives import ensure
    from experiments.report.comparison.lives import page, steps_text

    steps = Steps("matching lives", "writing the page")
    given = ensure(options.folder)
    steps.next()
    names = given.scenarios[1:]
    if options.scenario not in {"", *names}:
        raise InputError(f"{options.folder} has no scenario {options.scenario!r}; choose from {', '.join(names)}.")
    chosen = [options.scenario] if options.scenario else names
    compared = options_of(options.folder, "compare")
    texts = [steps_text(given, compared, name, options.language) for name in chosen]
    file = options.folder / f"lives_{options.language}.html"
    file.write_text(page(options.folder, options.language, chosen), encoding="utf-8")
    print("\n".join([*texts, f"Matched lives: {file}"]))


if __name__ == "__main__":
    main(LivesOptions, lives, "lives")
