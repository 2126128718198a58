"""Who pays how much more a year, in words: nothing of who hardly does."""

from __future__ import annotations

from collections.abc import Mapping

from experiments.display.words import Words

LEAST_KR = 1000.0  # kroner a year below which nobody is told to pay or to save


def who_pays(words: Words, amounts: Mapping[str, float], key: str = "brief.pays") -> list[str]:
    """A line a payer, from what each pays more (less: below 0) in kroner a year, by the name of the payer."""
    return [
        words(key, payer=words(f"payer.{payer}"), kr=words.rounded(amount, sign=True))
        for payer, amount in amounts.items()
        if abs(amount) >= LEAST_KR
    ]
