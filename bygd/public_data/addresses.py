"""Which addresses are asked for a municipality: few, all of them open, without a key, and to be opened in a browser."""

from __future__ import annotations

import dataclasses
import json
from urllib.parse import quote

from bygd.public_data.klass import FIRST
from bygd.public_data.tables import FIRMS, INHABITANTS

CODES, CODES_AT_FIRST, CHANGES, CENTRALITY = "codes", "codes_at_first", "changes", "centrality"
PEOPLE, ESTABLISHMENTS, SETTLED = "people", "establishments", "settled"
CENTRALITY_FROM = 2020  # Klass's correspondence of today's six classes begins


@dataclasses.dataclass(frozen=True)
class Asked:
    """One thing that is asked for: of what kind, where, and (where that address knows no such question) how else."""

    kind: str
    address: str
    body: str = ""  # sent as JSON; empty: nothing is sent
    otherwise: Asked | None = None


@dataclasses.dataclass(frozen=True)
class Addresses:
    """Hosts of the statistics (open data, licence NLOD), and the year for which they are asked.

    That of IMDi is what the button of its page of figures loads; no description of it is published.
    """

    year: int
    klass: str = "https://data.ssb.no/api/klass/v1/classifications"
    tables: str = "https://data.ssb.no/api/pxwebapi/v2/tables"
    tables_before: str = "https://data.ssb.no/api/v0/no/table"
    imdi: str = "https://app-simapi-prod.azurewebsites.net/download_csv/k/bosatt_anmodede"

    def codes(self) -> Asked:
        """Names and numbers of today."""
        return Asked(CODES, f"{self.klass}/131/codesAt.json?date={self.year}-01-01")

    def codes_at_first(self) -> Asked:
        """Names and numbers of 2012; asked only for municipalities that took others in."""
        return Asked(CODES_AT_FIRST, f"{self.klass}/131/codesAt.json?date={FIRST}-01-01")

    def changes(self) -> Asked:
        """Changes of numbers since 2012."""
        return Asked(CHANGES, f"{self.klass}/131/changes.json?from={FIRST}-01-01&to={self.year}-01-02")

    def centrality(self) -> Asked:
        """Class of centrality of every municipality."""
        dates = f"from={CENTRALITY_FROM}-01-01&to={self.year}-01-02"
        return Asked(CENTRALITY, f"{self.klass}/131/corresponds.json?targetClassificationId=128&{dates}")

    def settled(self) -> Asked:
        """Persons settled in every municipality, by year."""
        return Asked(SETTLED, self.imdi)

    def people(self, number: str, year: int = 0) -> Asked:
        """Inhabitants of the municipality as it is today, in a year (0: the latest)."""
        return self._table(PEOPLE, INHABITANTS, number, year)

    def establishments(self, number: str, year: int = 0) -> Asked:
        """Establishments of the municipality as it is today by industry and size, in a year (0: the latest)."""
        return self._table(ESTABLISHMENTS, FIRMS, number, year, ("NACE2007", "AntAnsatte"))

    def _table(self, kind: str, table: str, number: str, year: int, whole: tuple[str, ...] = ()) -> Asked:
        """A question to a table: the municipality over mergers, all of the ``whole`` dimensions, one year."""
        period = {"filter": "item", "values": [str(year)]} if year else {"filter": "top", "values": ["1"]}
        chosen = {
            "Region": {"filter": "agg:KommSummer", "values": [f"K-{number}"]},
            **{name: {"filter": "all", "values": ["*"]} for name in whole},
            "Tid": period,
        }
        body = {
            "query": [{"code": name, "selection": item} for name, item in chosen.items()],
            "response": {"format": "json-stat2"},
        }
        asked = {
            "lang": "no",
            "outputFormat": "json-stat2",
            "codelist[Region]": "agg_KommSummer",
            "outputValues[Region]": "aggregated",
            "valueCodes[Region]": f"K-{number}",
            **{f"valueCodes[{name}]": "*" for name in (*whole, "ContentsCode")},
            "valueCodes[Tid]": str(year) if year else "top(1)",
        }
        query = "&".join(f"{name}={quote(value, safe='()*')}" for name, value in asked.items())
        before = Asked(kind, f"{self.tables_before}/{table}", json.dumps(body))
        return Asked(kind, f"{self.tables}/{table}/data?{query}", otherwise=before)

    def of(self, number: str, year: int = 0) -> list[Asked]:
        """Everything that is asked for a municipality, in order, but for the list of 2012."""
        national = [self.codes(), self.changes(), self.centrality()]
        return [*national, *self.tables_of(number, year), self.settled()]

    def tables_of(self, number: str, year: int = 0) -> list[Asked]:
        """What of that is asked for one municipality alone."""
        return [self.people(number, year), self.establishments(number, year)]
