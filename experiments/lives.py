"""Tell matched lives, one person under two policies: ``python -m experiments.lives STUDY_FOLDER [language=nb]``."""

from __future__ import annotations

from pathlib import Path

from bygd.errors import InputError
from bygd.studies.folder import options_of
from bygd.studies.lives import ensure
from experiments.command.main import plain

HELP = (
    "python -m experiments.lives STUDY_FOLDER [scenario=NAME] [language=en|nb]\n\n"
    "Same people, same luck, two policies: where their lives part, which step made the difference."
)


def program(arguments: list[str]) -> None:
    """Print which step made the difference, and write ``lives_<language>.html`` into the folder."""
    from experiments.report.comparison.lives import page, steps_text

    plain = [one for one in arguments if "=" not in one]
    said = dict(one.split("=", 1) for one in arguments if "=" in one)
    unknown = [name for name in said if name not in {"scenario", "language"}]
    if len(plain) != 1 or unknown:
        raise InputError("Say one study folder, then scenario=NAME or language=nb if you like.")
    language, folder = said.get("language", "en"), Path(plain[0])
    if language not in {"en", "nb"}:
        raise InputError(f"language is {language!r}, but must be en or nb.")
    lives = ensure(folder)
    names = lives.scenarios[1:]
    if said.get("scenario", names[0]) not in names:
        raise InputError(f"{folder} has no scenario {said['scenario']!r}; choose from {', '.join(names)}.")
    chosen = [said["scenario"]] if "scenario" in said else names
    for name in chosen:
        print(steps_text(lives, options_of(folder, "compare"), name, language))
    file = folder / f"lives_{language}.html"
    file.write_text(page(folder, language, chosen), encoding="utf-8")
    print(f"Matched lives: {file}")


def main() -> None:
    """Run the program."""
    plain(program, HELP)


if __name__ == "__main__":
    main()
