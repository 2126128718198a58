"""All that public statistics say of one municipality, gathered before anything is written."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from bygd.public_data.addresses import Addresses
from bygd.public_data.imdi import Settled, rows_of, settled_of
from bygd.public_data.json_stat import table_of
from bygd.public_data.klass import Change, History, changes_of, classes_of, codes_of, history_of, number_today
from bygd.public_data.tables import Firms, People, firms_of, people_of
from bygd.public_data.web import Answer, Sources
from bygd.scenarios.settled import KNOWN
from sim.population import MEAN_YEARS, SERIES_END


@dataclasses.dataclass
class Facts:
    """What is known of a municipality, each part with the day on which its source was asked."""

    history: Answer[History]
    centrality: Answer[tuple[int, str] | None]  # class of today (1 to 6) and the day from which it holds
    people: Answer[People]
    firms: Answer[Firms]
    settled: Answer[dict[int, Settled]]


@dataclasses.dataclass
class Register:
    """Names and changes of all municipalities."""

    today: Answer[dict[str, str]]
    changes: list[Change]
    at_first: Callable[[], dict[str, str]]

    def history(self, given: str) -> Answer[History]:
        """What a municipality of today was made of, by a number (old or new) or a name."""
        number = number_today(given, self.today.value, self.changes)
        history = history_of(number, self.today.value, self.changes, self.at_first)
        return Answer(history, self.today.day, self.today.origin)


def register_of(sources: Sources, addresses: Addresses) -> Register:
    """Ask for names and changes of all municipalities."""
    today = sources.get(addresses.codes(), codes_of)
    changes = sources.get(addresses.changes(), changes_of)
    return Register(today, changes.value, lambda: sources.get(addresses.codes_at_first(), codes_of).value)


def facts_of(history: Answer[History], sources: Sources, addresses: Addresses, year: int = 0) -> Facts:
    """Ask for all of a municipality; ``year``: of inhabitants and establishments (0: the latest).

    ``PublicDataError`` for the first thing that is not to be had.
    """
    here = history.value
    number = here.number
    classes = sources.get(addresses.centrality(), classes_of)
    return Facts(
        history,
        Answer(classes.value.get(number), classes.day, classes.origin),
        sources.get(addresses.people(number, year), lambda text, origin: people_of(table_of(text, origin), here, year)),
        firms_in(history, sources, addresses, year),
        sources.get(addresses.settled(), lambda text, origin: _settled(text, origin, here)),
    )


def firms_in(history: Answer[History], sources: Sources, addresses: Addresses, year: int = 0) -> Answer[Firms]:
    """Ask for the establishments of a municipality alone."""
    here = history.value
    return sources.get(
        addresses.establishments(here.number, year), lambda text, origin: firms_of(table_of(text, origin), here, year)
    )


def _settled(text: str, origin: str, history: History) -> dict[int, Settled]:
    """Persons settled in the years that a file may state."""
    found = settled_of(rows_of(text, origin), history, range(MEAN_YEARS.start, SERIES_END + 1), origin)
    return {year: item for year, item in found.items() if year in KNOWN}
