"""The deck: all cards by number. 1 to 22 are those of the domain paper, the others are further findings of the note."""

from __future__ import annotations

from experiments.cards import follow_up, language, money, people, requests

GROUPS = (requests, follow_up, language, money, people)
CARDS = {
    card.number: card
    for card in sorted((card for group in GROUPS for card in group.CARDS), key=lambda card: card.number)
}
