"""The deck: all cards by number. 1 to 22 were laid down before the model was written, the others came later."""

from __future__ import annotations

from experiments.cards import follow_up, language, money, people, requests

GROUPS = (requests, follow_up, language, money, people)
CARDS = {
    card.number: card
    for card in sorted((card for group in GROUPS for card in group.CARDS), key=lambda card: card.number)
}
