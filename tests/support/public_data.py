"""Small answers of SSB and IMDi, made by hand in their forms (their figures are made up), and a server of them."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

from bygd.public_data.addresses import Addresses

YEAR = 2026
TODAY = {
    "0301": "Oslo",
    "1103": "Stavanger",
    "3437": "Sel",
    "3448": "Nordre Land",
    "3435": "Vågå",
    "4020": "Midt-Telemark",
}
TODAY |= {"1508": "Ålesund", "1580": "Haram", "5540": "Kåfjord - Gáivuotna - Kaivuono", "9999": "Uoppgitt"}
AT_FIRST = {
    "0301": "Oslo",
    "0517": "Sel",
    "0515": "Vågå",
    "0538": "Nordre Land",
    "0821": "Bø (Telemark)",
    "0822": "Sauherad",
}
AT_FIRST |= {"1103": "Stavanger", "1141": "Finnøy", "1142": "Rennesøy", "1504": "Ålesund", "1534": "Haram"}
CHANGES = [
    ("0517", "Sel", "3437", "Sel", "2020-01-01"),
    ("0515", "Vågå", "3435", "Vågå", "2020-01-01"),
    ("0538", "Nordre Land", "3448", "Nordre Land", "2020-01-01"),
    ("0821", "Bø (Telemark) (-2019)", "3817", "Midt-Telemark", "2020-01-01"),
    ("0822", "Sauherad", "3817", "Midt-Telemark", "2020-01-01"),
    ("3817", "Midt-Telemark", "4020", "Midt-Telemark", "2024-01-01"),
    ("1141", "Finnøy", "1103", "Stavanger", "2020-01-01"),
    ("1142", "Rennesøy", "1103", "Stavanger", "2020-01-01"),
    ("1504", "Ålesund", "1507", "Ålesund", "2020-01-01"),
    ("1534", "Haram", "1507", "Ålesund", "2020-01-01"),
    ("1507", "Ålesund", "1508", "Ålesund", "2024-01-01"),
    ("1507", "Ålesund", "1580", "Haram", "2024-01-01"),
]
CLASSES = {"0301": ("01", "2020-01-01"), "3437": ("05", "2024-01-01"), "3435": ("06", "2020-01-01"), "3448": ("05", "")}
CLASSES |= {"1103": ("02", "2024-01-01"), "4020": ("04", "2024-01-01"), "1508": ("03", ""), "1580": ("05", "")}
SIZES = {"99": "Alle grupper", "00": "Ingen ansatte", "01": "1-4 ansatte", "02": "5-9 ansatte", "03": "10-19 ansatte"}
SIZES |= {"04": "20-49 ansatte", "05": "50-99 ansatte", "15": "100-249 ansatte", "16": "250 ansatte og over"}
INDUSTRIES = {  # without employees, and with: 1-4, 5-9, 10-19 …
    "01": (150, 20, 3, 1, 0, 0, 0, 0),
    "10": (12, 6, 4, 2, 2, 1, 0, 0),
    "43": (40, 18, 8, 4, 1, 0, 0, 0),
    "47": (30, 22, 14, 6, 2, 0, 0, 0),
    "55": (10, 8, 6, 4, 2, 0, 0, 0),
    "68": (120, 10, 1, 0, 0, 0, 0, 0),
    "84": (0, 4, 3, 3, 2, 1, 0, 0),
    "85": (6, 2, 1, 2, 3, 0, 0, 0),
    "86": (20, 9, 4, 1, 0, 0, 0, 0),
    "87": (0, 0, 1, 2, 2, 1, 0, 0),
    "88": (4, 3, 3, 4, 1, 0, 0, 0),
    "96": (25, 9, 1, 0, 0, 0, 0, 0),
}
SETTLED = {"0517": range(2012, 2020), "3437": range(2020, 2025), "0515": range(2012, 2020), "3435": range(2020, 2025)}


def klass(codes: dict[str, str]) -> dict[str, Any]:
    """Answer of ``codesAt``."""
    fields = {"parentCode": None, "level": "1", "shortName": "", "presentationName": "", "validFrom": None}
    return {"codes": [{"code": code, "name": name, **fields} for code, name in codes.items()]}


def changes(items: list[tuple[str, ...]] = CHANGES) -> dict[str, Any]:
    """Answer of ``changes``."""
    names = ("oldCode", "oldName", "newCode", "newName", "changeOccurred")
    return {"codeChanges": [{**dict(zip(names, item, strict=True)), "oldShortName": None} for item in items]}


def centrality(classes: dict[str, tuple[str, str]] = CLASSES) -> dict[str, Any]:
    """Answer of ``corresponds`` from municipalities to classes of centrality."""
    items = [
        {"sourceCode": code, "sourceName": TODAY.get(code, ""), "targetCode": group, "targetName": "", "validFrom": day}
        for code, (group, day) in classes.items()
    ]
    return {"correspondenceItems": items}


def json_stat(codes: dict[str, dict[str, str]], values: list[Any] | dict[str, Any], table: str) -> dict[str, Any]:
    """Table in json-stat2."""
    return {
        "version": "2.0",
        "class": "dataset",
        "label": f"{table}: …",
        "source": "Statistisk sentralbyrå",
        "updated": "2026-02-20T07:00:00Z",
        "id": list(codes),
        "size": [len(items) for items in codes.values()],
        "dimension": {
            name: {"label": name, "category": {"index": {code: i for i, code in enumerate(items)}, "label": items}}
            for name, items in codes.items()
        },
        "value": values,
        "extension": {"px": {"tableid": table}},
    }


def people(region: str = "K-3437", number: Any = 5567, period: str = "2026") -> dict[str, Any]:
    """Answer of table 07459."""
    codes = {"Region": {region: "Sel"}, "ContentsCode": {"Personer1": "Personer"}, "Tid": {period: period}}
    return json_stat(codes, [number], "07459")


def firms(
    region: str = "K-3437", industries: dict[str, tuple[Any, ...]] = INDUSTRIES, period: str = "2026", hide: str = ""
) -> dict[str, Any]:
    """Answer of table 07091; ``hide``: an industry of which only the sum is not hidden."""
    labels = {"01-99": "Alle næringer", **{code: f"Næring {code}" for code in industries}, "00": "Uoppgitt"}
    rows: dict[str, list[Any]] = {code: [sum(row), *row] for code, row in industries.items()}
    rows["01-99"] = [sum(column) for column in zip(*rows.values(), strict=True)]
    rows["00"] = [None] * len(SIZES)
    if hide:
        rows[hide] = [rows[hide][0], *[None] * (len(SIZES) - 1)]
    codes = {
        "Region": {region: "Sel"},
        "NACE2007": labels,
        "AntAnsatte": SIZES,
        "ContentsCode": {"Bedrifter": "Bedrifter"},
        "Tid": {period: period},
    }
    return json_stat(codes, [value for code in labels for value in rows[code]], "07091")


def settled(extra: list[str] | None = None, rows: list[str] | None = None) -> str:
    """IMDi's file: numbers with leading zeros, a dot for no figure, old numbers named to 2019."""
    lines = ["Enhet;År;Kommunenummer;Kommune;Bosetting;Antall"]
    names = {"0517": "Sel (t.o.m. 2019)", "0515": "Vågå (t.o.m. 2019)", "3437": "Sel", "3435": "Vågå"}
    for number, years in SETTLED.items():
        for year in range(2012, 2025):
            count = str(year - 2002) if year in years else "."
            lines.append(f"Personer;{year};{number};{names[number]};Anmodning om bosetting;15")
            lines.append(f"Personer;{year};{number};{names[number]};Vedtak om bosetting;.")
            lines.append(f"Personer;{year};{number};{names[number]};Faktisk bosetting;{count}")
    return "\n".join([*(lines if rows is None else [lines[0], *rows]), *(extra or [])]) + "\n"


def answers() -> dict[str, str]:
    """All answers by the end of their path."""
    return {
        f"codesAt.json?date={YEAR}-01-01": json.dumps(klass(TODAY)),
        "codesAt.json?date=2012-01-01": json.dumps(klass(AT_FIRST)),
        "changes.json": json.dumps(changes()),
        "corresponds.json": json.dumps(centrality()),
        "07459/data": json.dumps(people()),
        "07091/data": json.dumps(firms()),
        "imdi": settled(),
    }


class Server:
    """A server on loopback: what it answers, and what it was asked."""

    def __init__(self, port: int) -> None:
        base = f"http://127.0.0.1:{port}"
        self.addresses = Addresses(YEAR, f"{base}/klass", f"{base}/v2", f"{base}/v0", f"{base}/imdi")
        self.answers: dict[str, Any] = answers()  # text; or a status; or a text that is cut off (a tuple)
        self.asked: list[tuple[str, str]] = []  # path with its question, and what was sent


@contextlib.contextmanager
def serving() -> Iterator[Server]:
    """Run such a server in a thread."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer("")

        def do_POST(self) -> None:
            self.answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

        def answer(self, sent: str) -> None:
            path = unquote(self.path)
            server.asked.append((path, sent))
            fitting = [answer for part, answer in server.answers.items() if part in path]
            answer = fitting[0] if fitting else 404
            if isinstance(answer, int):
                self.send_error(answer)
                return
            text, cut = answer if isinstance(answer, tuple) else (answer, 0)
            content = text.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/csv" if urlsplit(path).path == "/imdi" else "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content[: len(content) - cut])
            self.close_connection = True

        def log_message(self, *_: Any) -> None:
            pass

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server = Server(listener.server_address[1])
    thread = threading.Thread(target=listener.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join()
