"""Check the model against what is known: ``python -m experiments.validate cards [card=7]``, or ``validate figures``.

``cards`` judges the pattern cards: findings of the field note as claims "A > B" that the model must show. ``figures``
sets the members of an ensemble, or the declared numbers (``ensemble=default``), beside every published figure.
"""

from __future__ import annotations

import uuid
from pathlib import Path

from bygd.errors import InputError
from bygd.evidence.options import FiguresOptions
from experiments.cards.options import CardOptions
from experiments.command.main import Part, parts
from experiments.command.progress import Steps


def cards(options: CardOptions) -> None:
    """Simulate what the cards compare, print a line a card, write tables, a page and a figure."""
    from bygd.studies.files import check_folder
    from experiments.cards import report
    from experiments.cards.all_cards import CARDS, own_deck
    from experiments.cards.simulate import simulate

    deck = own_deck(Path(options.cards)) if options.cards else CARDS
    for number in options.card:
        if number not in deck:
            raise InputError(f"There is no card {number}; choose from {', '.join(map(str, deck))}.")
    if options.cards and options.page:
        raise InputError("page lists the cards of the field note; leave out page, or cards.")
    folder = Path(options.out or f"outputs/cards-{uuid.uuid4().hex[:8]}")
    check_folder(folder)
    if options.page:
        report.check_page(Path(options.page))
    chosen = [card for number, card in deck.items() if not options.card or number in options.card]
    page = ("writing the page",) if options.page else ()
    steps = Steps("simulating", "judging", "writing tables and a figure", *page)
    measured = simulate(chosen, options)
    steps.next()
    judged = [card.judge(measured) for card in chosen]
    steps.next()
    report.write(judged, options, folder)
    if options.page:
        steps.next()
        report.renew_page(judged, options, Path(options.page))
    print(f"{report.text(judged, options)}\nTables, page and figure: {folder}")


def figures(options: FiguresOptions) -> None:
    """Hold an ensemble, or the declared numbers, against every published figure; print and write a table."""
    from experiments.validate.figures import validate_figures

    validate_figures(options)


PARTS = {"cards": Part(CardOptions, cards), "figures": Part(FiguresOptions, figures)}

if __name__ == "__main__":
    parts(str(__doc__), PARTS, "validate")
