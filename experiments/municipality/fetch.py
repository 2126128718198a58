"""A municipality's file from its number: ask public statistics, say which addresses before, write all or nothing."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterable
from pathlib import Path

from bygd.commands import typed
from bygd.public_data.addresses import Addresses, Asked
from bygd.public_data.downloads import downloads_in
from bygd.public_data.faults import PublicDataError
from bygd.public_data.gather import Facts, facts_of, firms_in, register_of
from bygd.public_data.klass import NUMBER, History
from bygd.public_data.web import Sources
from bygd.scenarios.catalogue import YAML, folder_of
from bygd.scenarios.lines import paths, with_lines
from bygd.scenarios.municipality import NUMBERS, read_municipality
from bygd.scenarios.parse import stated_in
from bygd.spoken import SpokenError
from bygd.studies.files import check_writable, write_text
from experiments.display.words import Words
from experiments.municipality import filled
from experiments.municipality.fetch_options import FIELD_NOTE, FILE, Fetch
from experiments.municipality.template import WORDS
from sim.population import MEAN_YEARS

EXAMPLE = "python -m experiments.municipality fetch 3437"


def addresses_of_today() -> Addresses:
    """Where statistics are asked for, this year."""
    return Addresses(_today().year)


def fetch(options: Fetch) -> None:
    """Write a municipality's file, or renew those of the three; ``InputError`` with one sentence, and no file."""
    words = Words(options.language, WORDS)
    try:
        sources = Sources(downloads_in(options.files), anew=options.anew)
        (_update if options.update else _write)(options, sources, addresses_of_today(), words)
    except PublicDataError as fault:
        raise SpokenError(fault.told(options.language)) from None


# --- one municipality --------------------------------------------------------------------------------------------


def _write(options: Fetch, sources: Sources, addresses: Addresses, words: Words) -> None:
    if not options.number:
        raise SpokenError(words("fetch.no_number", example=EXAMPLE))
    out = options.out or FILE
    _check_target(out, words)
    number = options.number.strip().zfill(4) if NUMBER.fullmatch(options.number.strip()) else "…"
    print(words("fetch.asks", given=options.number))
    _say_addresses(addresses.of(number, options.year), sources, words)
    print(words("fetch.from_later", address=addresses.codes_at_first().address))
    history = register_of(sources, addresses).history(options.number)
    _say_history(options.number, history.value, words)
    if history.value.number != number:
        _say_addresses(addresses.tables_of(history.value.number, options.year), sources, words)
    facts = facts_of(history, sources, addresses, options.year)
    text = filled.file_text(facts, out, _today().isoformat(), words)
    if why := _faults(text):
        raise SpokenError(words("fetch.unusable", why=why[0].rstrip(".")))
    _write_new(Path(out), text, words)
    _say_written(facts, out, words)


def _check_target(out: str, words: Words) -> None:
    if not out.lower().endswith(YAML):
        raise SpokenError(words("fetch.wrong_ending", file=out))
    if Path(out).exists():
        raise SpokenError(words("fetch.exists", file=out))
    check_writable(Path(out))


def _write_new(file: Path, text: str, words: Words) -> None:
    """Write a file that is not there; nothing is left of one that cannot be written whole."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = file.open("x", encoding="utf-8")
    except FileExistsError:
        raise SpokenError(words("fetch.exists", file=str(file))) from None
    try:
        with handle:
            handle.write(text)
    except BaseException:
        file.unlink(missing_ok=True)
        raise


def _faults(text: str) -> list[str]:
    """What makes a municipality's file unusable."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / FILE
        file.write_text(text, encoding="utf-8")
        return stated_in(str(file)).faults


# --- the three -----------------------------------------------------------------------------------------------------


def _update(options: Fetch, sources: Sources, addresses: Addresses, words: Words) -> None:
    """Renew the lines of firms in all three files, once all three could be made."""
    if options.number:
        raise SpokenError(words("fetch.update_alone", given=options.number))
    folder = Path(options.out) if options.out else folder_of("municipality")
    check_writable(folder / FILE)
    year = options.year or FIELD_NOTE
    print(words("fetch.update_asks"))
    tables = [addresses.establishments(str(number), year) for number in NUMBERS]
    _say_addresses([addresses.codes(), addresses.changes(), *tables], sources, words)
    register = register_of(sources, addresses)
    texts: dict[Path, str] = {}
    told: list[str] = []
    for number, name in NUMBERS.items():
        firms = firms_in(register.history(str(number)), sources, addresses, year)
        (item,) = read_municipality(name).municipalities.values()
        lines = filled.firm_lines(firms.value, item.public_units, firms.day, Words("en", WORDS))
        before = (folder_of("municipality") / f"{name}.yaml").read_text(encoding="utf-8")
        stated = {f"municipalities.{name}.{key}": line for key, line in lines.items()}
        texts[folder / f"{name}.yaml"] = text = with_lines(before, stated)
        if why := _faults(text):
            raise SpokenError(words("fetch.unusable", why=why[0].rstrip(".")))
        told.append(words("fetch.updated", file=str(folder / f"{name}.yaml"), changed=str(len(stated)), year=str(year)))
        told += [words("fetch.changed", key=key, before=_value(before, key), after=_value(text, key)) for key in stated]
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in texts.items():
        write_text(file, text)
    print("\n".join([*told, words("fetch.results")]))


def _value(text: str, key: str) -> str:
    """What a text states in a line, without its comment."""
    return next(line.partition(":")[2].partition("#")[0].strip() for path, line in paths(text) if path == key)


# --- what is said ----------------------------------------------------------------------------------------------------


def _say_addresses(asked: Iterable[Asked], sources: Sources, words: Words) -> None:
    """Say which addresses are going to be asked, and which answers are there already."""
    for item in asked:
        file = next((one.origin for one in sources.downloads if one.kind == item.kind), "")
        kept = sources.kept(item)
        if file:
            print(words("fetch.from_file", address=item.address, file=file))
        elif kept:
            print(words("fetch.from_cache", address=item.address, day=kept[1]))
        else:
            print(words("fetch.from_network", address=item.address))


def _say_history(given: str, history: History, words: Words) -> None:
    print(words("fetch.is_today", given=given, number=history.number, name=history.name))
    if before := filled.numbers_before(history):
        print(words("fetch.was", numbers=before))
    if history.parts:
        print(words("fetch.parts", parts=", ".join(f"{number} {name}" for number, name in history.parts.items())))


def _say_written(facts: Facts, out: str, words: Words) -> None:
    settled = facts.settled.value
    mean = sum(settled[year].persons for year in MEAN_YEARS) / len(MEAN_YEARS)
    print(
        words(
            "fetch.written",
            file=out,
            name=facts.history.value.name,
            inhabitants=words.number(facts.people.value.number),
            firms=words.number(filled.firms_number(facts)),
            settled=words.number(mean, 1),
            first=str(MEAN_YEARS[0]),
            last=str(MEAN_YEARS[-1]),
        )
    )
    if years := filled.assumed_years(facts):
        print(words("fetch.assumed_years", years=", ".join(map(str, years))))
    print(words("fetch.yours"))
    check, compare = typed("municipality check", out), typed("compare", f"municipality={out}")
    print(words("fetch.next", check=check, compare=compare))


def _today() -> dt.date:
    return dt.datetime.now(tz=dt.UTC).date()
