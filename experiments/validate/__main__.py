"""Check the model against what is known: ``python -m experiments.validate cards [card=7]``, or ``validate figures``.

``cards`` judges the pattern cards: findings of the field note as claims "A > B" that the model must show. ``figures``
sets the members of an ensemble beside every published figure, those that were fitted and those that were not.
"""

from __future__ import annotations

import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bygd.errors import InputError
from bygd.studies.files import check_folder
from experiments.command import main as command
from experiments.command.options import CardOptions, FiguresOptions


def cards(made: CardOptions) -> None:
    """Simulate what the cards compare, print a line a card, write tables, a page and a figure."""
    from experiments.cards import report
    from experiments.cards.all_cards import CARDS
    from experiments.cards.simulate import simulate

    for number in made.card:
        if number not in CARDS:
            raise InputError(f"There is no card {number}; choose from {', '.join(map(str, CARDS))}.")
    folder = Path(made.out or f"outputs/cards-{uuid.uuid4().hex[:8]}")
    check_folder(folder)
    if made.page:
        report.check_page(Path(made.page))
    chosen = [card for number, card in CARDS.items() if not made.card or number in made.card]
    measured = simulate(chosen, made)
    judged = [card.judge(measured) for card in chosen]
    print(report.text(judged, made))
    report.write(judged, made, folder)
    if made.page:
        report.renew_page(judged, made, Path(made.page))
    print(f"Tables, page and figure: {folder}")


def figures(made: FiguresOptions) -> None:
    """Simulate the members of an ensemble and set them beside every published figure, fitted and only checked apart."""
    from experiments.validate.figures import validate_figures

    validate_figures(made)


PARTS: dict[str, tuple[type, Callable[[Any], None]]] = {
    "cards": (CardOptions, cards),
    "figures": (FiguresOptions, figures),
}


def main() -> None:
    """Choose the part by the first word of the command line."""
    word, *arguments = [*sys.argv[1:], ""][: max(1, len(sys.argv) - 1)]
    if word in {"-h", "--help"}:
        print(__doc__)
        return
    if word not in PARTS:
        sys.exit(
            f"Say what to validate first, like python -m experiments.validate cards; there is: {', '.join(PARTS)}."
        )
    if {"-m", "--multirun"} & set(arguments):
        sys.exit("validate does not sweep; give it one municipality and one set of numbers at a time.")
    options, program = PARTS[word]
    command.main(options, program, f"validate {word}", arguments)


if __name__ == "__main__":
    main()
