"""What keeps public statistics from becoming a municipality's file: one sentence, in the reader's language."""

from __future__ import annotations

import functools
from pathlib import Path

from bygd.errors import InputError, shortened
from bygd.scenarios.catalogue import load_own


class PublicDataError(InputError):
    """A request failed, or an answer does not say what is needed; ``told`` says it in either language."""

    def __init__(self, key: str, **values: object) -> None:
        """Take a sentence of ``faults.yaml`` and what stands in it, each shortened to a line."""
        self.key = key
        self.values = {name: shortened(str(value), 400) for name, value in values.items()}
        super().__init__(self.told("en"))

    def told(self, language: str) -> str:
        """The sentence in a language (``en`` or ``nb``)."""
        return said(self.key, language, self.values)


def said(key: str, language: str, values: dict[str, str]) -> str:
    """A sentence of ``faults.yaml``; a nearest name among ``values`` is put in words."""
    known = sentences()
    near = known["meant"][language].format(name=values["near"]) if values.get("near") else ""
    return known[key][language].format_map({**values, "near": near})


@functools.cache
def sentences() -> dict[str, dict[str, str]]:
    """All sentences by key and language."""
    result: dict[str, dict[str, str]] = load_own(Path(__file__).with_name("faults.yaml"))
    return result
