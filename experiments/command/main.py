"""What each command calls: mistakes end in one sentence, Ctrl-C in 130."""

from __future__ import annotations

import contextlib
import gc
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from bygd.errors import MISTAKES, InputError, near
from bygd.scenarios.notes import notes_of
from bygd.scenarios.options import Common
from bygd.scenarios.search_path import search_path
from bygd.spoken import SpokenError, spoken, spoken_by
from experiments.command.completion import answer, asked, words_for
from experiments.command.flags import MANY, shown
from experiments.command.folders import FLAGS, folders_in, folders_last, refuse_nameless
from experiments.command.progress import heard
from experiments.command.read import groups_of, read, repeated
from experiments.command.stop import orderly, status_of
from experiments.command.terminal import for_a_reader
from experiments.command.words import help_text, parts_text, understood
from experiments.display.declared import ENGLISH, language_of, translated

HELP = {"-h", "--help"}
SELDOM = 50_000, 50, 50  # new objects before Python looks for circles of rubbish; after 2,000 it takes some of the time


@contextlib.contextmanager
def in_one_sentence(language: str = ENGLISH) -> Iterator[None]:
    """Mistakes end in one sentence and exit status 1, Ctrl-C in 130, SIGTERM in 143; in the reader's language."""

    def told(sentence: str) -> str:
        return sentence if language == ENGLISH else translated(sentence, language) or sentence

    def fail(sentence: str, *, known: bool = False) -> int:
        if language != ENGLISH and not known and told(sentence) == sentence:
            sentence = translated("What follows is in English.", language) + " " + sentence
        print(told(sentence), file=sys.stderr)
        return 1

    try:
        with orderly(), for_a_reader(), spoken_by(told):
            yield
    except MISTAKES as error:
        sys.exit(fail(str(error), known=isinstance(error, SpokenError)))
    except KeyboardInterrupt as stop:
        print("\n" + told(f"Interrupted; what was finished is kept{stop}."), file=sys.stderr)
        sys.exit(status_of(stop))
    except OSError as error:
        sys.exit(fail(f"{error.strerror or error}: {error.filename or ''}".rstrip(": ") + "."))


def main(options: type, program: Callable[[Any], None], name: str, arguments: list[str] | None = None) -> None:
    """Run a program from the command line, with what ``options`` declares."""
    arguments = sys.argv[1:] if arguments is None else arguments
    gc.set_threshold(*SELDOM)
    groups = groups_of(options)
    with in_one_sentence(language_of(arguments)), contextlib.ExitStack() as stack:
        if asked(arguments) and arguments[-1] in FLAGS:
            return  # shells know folders
        folders, arguments = folders_in(arguments)
        refuse_nameless(options, folders, name)
        stack.enter_context(search_path(folders))
        if asked(arguments):
            print(answer(words_for(options, groups, arguments), arguments), end="")
            return
        if HELP & set(arguments):
            print(help_text(options, name, groups))
            return
        if groups and (text := shown(options, name, groups, arguments)):
            print(text.rstrip("\n"))
            return
        for note in repeated(arguments):
            print(spoken(note), file=sys.stderr)
        if not groups:
            with heard():
                given = understood(options, name, arguments)
                program(given)
                _describe_again(given)
        elif MANY & set(arguments):
            _sweep(options, program, name, arguments)
        else:
            with heard():
                _call(program, read(options, arguments))


class Part(NamedTuple):
    """A part of a program: its options, and what is done with them."""

    options: type
    program: Callable[[Any], None]


def parts(about: str, known: Mapping[str, Part], name: str, usual: str = "") -> None:
    """Run a program of several parts, of which the first word names one; without it the ``usual`` one."""
    words = sys.argv[1:]
    at_cursor = words[:1] if asked(words) else []
    words, folders = folders_last(words[len(at_cursor) :])
    with in_one_sentence(language_of(words)):
        if at_cursor and not words:
            if folders and folders[-1] in FLAGS:
                return  # shells know folders
            there = {part: str(item.program.__doc__).partition("\n")[0] for part, item in known.items()}
            print(answer(there, at_cursor), end="")
            return
        if words[:1] in (["-h"], ["--help"]) or not (words or usual):
            print(parts_text(about, known, name))
            return
        part, rest = chosen(known, words, usual)
    main(*known[part], f"{name} {part}", [*at_cursor, *rest, *folders])


def chosen(known: Mapping[str, Part], words: list[str], usual: str = "") -> tuple[str, list[str]]:
    """Name of the part that the first word names, and the words that are left; ``InputError`` for an unknown one."""
    first = words[0] if words else ""
    if first in known:
        return first, words[1:]
    if usual and (not first or "=" in first):
        return usual, words
    hint = near(first, known)
    raise InputError(f"{first!r} is not understood{hint}; --help explains what there is: {', '.join(known)}.")


def _call(program: Callable[[Any], None], options: Any) -> None:
    """Say what the reader must know, then work."""
    for note in notes_of(options) if isinstance(options, Common) else []:
        print(spoken(note), file=sys.stderr)
    program(options)


def _describe_again(given: Any) -> None:
    """What a study folder says of its files, once a program has worked in the folder that its options name."""
    folder = getattr(given, "folder", None)
    if isinstance(folder, Path) and folder.is_dir():
        from bygd.studies.package import refresh

        refresh(folder)


def _sweep(options: type, program: Callable[[Any], None], name: str, arguments: list[str]) -> None:
    if " " in name:
        raise InputError(f"{name.partition(' ')[0]} does not sweep; give it one municipality and one set at a time.")
    from experiments.command.sweep import sweep

    sweep(options, lambda given: _call(program, given), name, [item for item in arguments if item not in MANY])
