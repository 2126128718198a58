"""A measure of one's own, made in Python."""

from __future__ import annotations

from collections.abc import Mapping

from bygd.errors import InputError
from bygd.front_door.options import one_sentence
from bygd.mistakes import LETTERS
from sim.policy import Policy, Words, check_policy


@one_sentence
def measure(
    changes: Mapping[str, float | Mapping[str, float]], *, title: str = "own measure", from_month: int = 1
) -> Policy:
    """Return a measure that changes numbers of the model; use it wherever a measure is named.

    ``changes``: by name of the number (``bygd.numbers()`` lists them) the value that it is set to, or how it is
    changed, like ``{"add": 0.1}``; also ``scale``, ``at_least``, ``at_most``.
    ``title``: what it is called; its name is the title in small letters with ``_`` between words.
    ``from_month``: first counted month in which it holds.
    """
    if not isinstance(changes, Mapping):
        raise InputError("A measure needs names and values, like bygd.measure({'practice.prepared': 0.9}).")
    if not isinstance(title, str) or not title.strip():
        raise InputError(f"title is {title!r}, but must be a text.")
    if isinstance(from_month, bool) or not isinstance(from_month, int):
        raise InputError(f"from_month is {from_month!r}, but must be a whole number.")
    words = Words(title, title)
    plain = {
        str(name): dict(change) if isinstance(change, Mapping) else {"set": change} for name, change in changes.items()
    }
    name = "_".join("".join(item if item.isalnum() else " " for item in title.lower().translate(LETTERS)).split())
    policy = Policy(words, words, 0, "", "X", Words("an assumption", "en antakelse"), plain, [], from_month, name)
    check_policy(policy)
    return policy
