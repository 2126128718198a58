"""What each command calls: mistakes end in one sentence, Ctrl-C in 130."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hydra
from hydra.core.hydra_config import HydraConfig
from omegaconf import DictConfig

from bygd.errors import MISTAKES
from bygd.scenarios.catalogue import choices
from bygd.scenarios.options import Common, notes_of
from experiments.command.help import help_text
from experiments.command.read import _store, groups_of, read, with_description
from experiments.command.terminal import for_a_reader

if TYPE_CHECKING:
    from collections.abc import Callable


def main(options: type, program: Callable[[Any], None], name: str, arguments: list[str] | None = None) -> None:
    """Run a program from the command line; mistakes end in one sentence and exit status 1, Ctrl-C in 130."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if {"-h", "--help"} & set(arguments):
        print(
            help_text(
                options, name, {group: (default, choices(group)) for group, default in groups_of(options).items()}
            )
        )
        return
    try:
        with for_a_reader():
            if {"-m", "--multirun"} & set(arguments):
                _sweep(options, program)
            else:
                _call(program, read(options, arguments))
    except MISTAKES as error:
        sys.exit(_fail(str(error)))
    except KeyboardInterrupt as stop:
        print(f"\nInterrupted; what was finished is kept{stop}.", file=sys.stderr)
        sys.exit(130)
    except OSError as error:
        sys.exit(_fail(f"{error.strerror or error}: {error.filename or ''}".rstrip(": ") + "."))


def _call(program: Callable[[Any], None], made: Any) -> None:
    """Say what the reader must know, then work."""
    for note in notes_of(made) if isinstance(made, Common) else []:
        print(note, file=sys.stderr)
    program(made)


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


def _sweep(options: type, program: Callable[[Any], None]) -> None:
    """Let Hydra sweep: each job reads its own overrides anew and writes to its own folder."""
    _store(options)
    sys.argv[1:] = with_description(sys.argv[1:])

    def job(_: DictConfig) -> None:
        here = HydraConfig.get()
        made = read(options, list(here.overrides.task))
        if not made.out:
            made.out = str(Path(here.runtime.output_dir) / "study")
        _call(program, made)

    hydra.main(version_base="1.3", config_path="pkg://configs", config_name=options.__name__)(job)()


def plain(work: Callable[[list[str]], None], about: str) -> None:
    """Run a program whose words are no options; a mistake ends in one sentence, Ctrl-C in 130, no word in ``about``."""
    words = sys.argv[1:]
    if not words or {"-h", "--help"} & set(words):
        print(about)
        return
    try:
        with for_a_reader():
            work(words)
    except MISTAKES as error:
        sys.exit(str(error))
    except KeyboardInterrupt as stop:
        print(f"\nInterrupted; what was finished is kept{stop}.", file=sys.stderr)
        sys.exit(130)
    except OSError as error:
        sys.exit(f"{error.strerror or error}: {error.filename or ''}".rstrip(": ") + ".")
