"""What the pattern cards are asked."""

from __future__ import annotations

import dataclasses
from dataclasses import field

from bygd.scenarios.declare import option
from bygd.scenarios.options import Common


@dataclasses.dataclass
class CardOptions(Common):
    """Judge the pattern cards: findings of the field note as claims "A > B" that the model must show."""

    card: list[int] = field(
        default_factory=list, metadata={"words": "numbers of cards, like card=7 or card=[5,7]; none: all of them"}
    )
    cards: str = option(
        "", "a file of cards of your own (my_cards.yaml), in place of those of the field note", path=True
    )
    replicates: int = option(1000, "runs of each setting that the cards compare", bounds=(2, 1_000_000))
    page: str = option("", "Markdown page whose table of cards is renewed, like page=docs/cards.md", path=True)
