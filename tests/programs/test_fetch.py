"""A municipality's file from its number: over the network (a server on loopback), from the cache, from downloads."""

from __future__ import annotations

import json
import socket
import sys
from pathlib import Path

import pytest

from bygd.errors import InputError
from bygd.public_data import web
from bygd.public_data.faults import PublicDataError
from bygd.scenarios.catalogue import folder_of
from bygd.scenarios.line_sources import ASSUMED, DATA, bases
from bygd.scenarios.municipality import read_municipality
from bygd.scenarios.options import CompareOptions
from bygd.scenarios.template import template_notes
from experiments import compare
from experiments.command.main import main, parts
from experiments.display.words import LANGUAGES, Words, texts
from experiments.municipality import __main__ as program
from experiments.municipality import fetch as fetching
from experiments.municipality import template as its_template
from experiments.municipality.check import check
from experiments.municipality.fetch_options import Fetch
from experiments.municipality.filled import key_of
from sim.population import WITH_STAFF
from tests.report.test_words import municipalities as places_of
from tests.support import public_data as made
from tests.support.public_data import Server, serving

WORDS = Words("en", its_template.WORDS)


@pytest.fixture
def server(tmp_path, monkeypatch):
    """A server in place of SSB and IMDi, an empty cache, an empty folder to work in."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    with serving() as one:
        monkeypatch.setattr(fetching, "addresses_of_today", lambda: one.addresses)
        yield one


def fetched(number: str = "3437", **options) -> str:
    """Text of the file that is written."""
    file = options.setdefault("out", "own.yaml")
    fetching.fetch(Fetch(number, **options))
    return Path(file).read_text(encoding="utf-8")


def refused(**options) -> str:
    """The sentence with which it is refused; no file is left."""
    before = sorted(Path().iterdir())
    with pytest.raises(InputError) as fault:
        fetched(**options)
    assert sorted(Path().iterdir()) == before
    assert "\n" not in str(fault.value)
    return str(fault.value)


# --- the file ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_can_be_used_and_says_whose_each_line_is(language: str, server: Server, capsys) -> None:
    text = fetched(language=language)
    assert check("own.yaml", WORDS)
    (sel,) = read_municipality("own.yaml").municipalities.values()
    assert (sel.name, sel.code, sel.inhabitants, sel.centrality) == ("Sel", 3437, 5567, 1)
    assert sel.settled == {year: year - 2002 for year in sel.settled}
    assert round(sel.enterprises * WITH_STAFF) == 180
    assert sel.sectors["retail"] == pytest.approx(44 / 180, abs=0.001)
    kinds = {path.partition(".")[2].partition(".")[2]: basis.kind for path, basis in bases(text).items()}
    counted = {"name", "code", "inhabitants", "enterprises", "sectors.retail", "settled.2012", "settled.2021"}
    assert {path for path in counted if kinds[path] != DATA} == set()
    chosen = {"offices.programme.hours_per_participant", "public_units.care", "centrality", "sectors.care"}
    assert {path for path in chosen if kinds[path] != ASSUMED} == set()
    for source in ("SSB Klass 131", "07459, 2026", "07091, 2026", "IMDi, faktisk bosetting, 0517", "NLOD"):
        assert source in text


def test_results_say_that_the_hours_are_the_template_s(server: Server) -> None:
    fetched()
    (note,) = template_notes(read_municipality("own.yaml"))
    assert note.startswith(
        "Note: 2 of 12 lines of Sel are the template's, not yours (hours_per_participant (programme)"
    )


def test_a_public_unit_is_not_counted_twice(server: Server) -> None:
    text = fetched()
    assert "[X] 11 of 180: 19 less the municipality's own 8" in text
    server.answers["07091/data"] = json.dumps(
        made.firms(industries={"85": (0, 3, 0, 0, 0, 0, 0, 0), "47": (1, 9, 0, 0, 0, 0, 0, 0)})
    )
    text = fetched(out="small.yaml", anew=True)
    assert "0 of 9: 3 less the municipality's own 8" in text
    assert "retail: 1 " in text
    assert read_municipality("small.yaml").municipalities["sel"].enterprises == 28


def test_years_that_are_chosen_are_marked_and_said(server: Server, capsys) -> None:
    server.answers["imdi"] = made.settled().replace("Faktisk bosetting;12\n", "Faktisk bosetting;.\n")
    text = fetched()
    assert "2014: 2 " in text
    assert "[X] IMDi shows no figure (none, or fewer than 5), 2 assumed" in text
    assert "IMDi shows no figure: 2014." in capsys.readouterr().out


@pytest.mark.compiled
def test_a_short_comparison_runs_on_it(server: Server, capsys) -> None:
    fetched()
    words = "municipality=own.yaml scenarios=[follow_up] replicates=2 months=26 warm_up=0 ensemble=default out=study"
    main(CompareOptions, compare.compare, "compare", words.split())
    assert "Sel" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "key"), [("Nordre Land", "nordre_land"), ("Vågå", "vaga"), ("Evje og Hornnes", "evje_og_hornnes")]
)
def test_short_names_are_words(name: str, key: str) -> None:
    assert key_of(name) == key


def test_a_merged_municipality_asks_for_the_list_of_2012_too(server: Server, capsys) -> None:
    server.answers["imdi"] = made.settled(
        rows=[f"Personer;{year};1103;Stavanger;Faktisk bosetting;100" for year in range(2012, 2022)]
        + [f"Personer;{year};1141;Finnøy (t.o.m. 2019);Faktisk bosetting;7" for year in range(2012, 2020)]
    )
    server.answers["07459/data"], server.answers["07091/data"] = (
        json.dumps(made.people("K-1103", 140_000)),
        json.dumps(made.firms("K-1103")),
    )
    text = fetched("1103")
    assert sum("date=2012-01-01" in path for path, _ in server.asked) == 1
    assert "IMDi, faktisk bosetting, 1103, 1141" in text
    assert "1103, 1141, 1142 (–2019)" in text
    assert read_municipality("own.yaml").municipalities["stavanger"].settled[2015] == 107


# --- what is asked -------------------------------------------------------------------------------------------


def test_addresses_are_said_before_and_each_is_asked_once(server: Server, capsys) -> None:
    fetched()
    said = capsys.readouterr().out
    assert len(server.asked) == 6
    for path, _ in server.asked:
        assert path in said
    fetched(out="again.yaml")
    assert len(server.asked) == 6, "answers are kept"
    assert "kept since" in capsys.readouterr().out
    fetched(out="anew.yaml", anew=True)
    assert len(server.asked) == 12


def test_an_old_number_asks_for_that_of_today(server: Server, capsys) -> None:
    fetched("0517")
    assert sum("K-3437" in path for path, _ in server.asked) == 2
    assert not any("0517" in path for path, _ in server.asked)
    assert capsys.readouterr().out.count("K-3437") == 2


def test_an_address_that_does_not_know_the_question_is_asked_as_before(server: Server) -> None:
    for table in ("07459", "07091"):
        server.answers[f"v0/{table}"] = server.answers[f"{table}/data"]
        server.answers[f"{table}/data"] = 400
    server.answers = dict(reversed(server.answers.items()))
    fetched()
    sent = {path: json.loads(body) for path, body in server.asked if body}
    assert set(sent) == {"/v0/07459", "/v0/07091"}
    query = {item["code"]: item["selection"] for item in sent["/v0/07091"]["query"]}
    assert query["Region"] == {"filter": "agg:KommSummer", "values": ["K-3437"]}
    assert query["Tid"] == {"filter": "top", "values": ["1"]}
    assert sent["/v0/07091"]["response"] == {"format": "json-stat2"}


def test_another_year_is_asked_for(server: Server) -> None:
    server.answers["07459/data"] = json.dumps(made.people(period="2018"))
    server.answers["07091/data"] = json.dumps(made.firms(period="2018"))
    assert "SSB table 07091, 2018" in fetched(year=2018)
    assert sum("valueCodes[Tid]=2018" in path for path, _ in server.asked) == 2


def test_nothing_is_asked_where_all_is_among_the_downloads(server: Server, capsys) -> None:
    folder = Path("../downloads")
    folder.mkdir()
    for i, answer in enumerate(server.answers.values()):
        (folder / f"download ({i}).{'json' if answer[0] == '{' else 'csv'}").write_text(answer, encoding="utf-8")
    (folder / "letter.txt").write_text("Dear planner", encoding="utf-8")
    text = fetched(files=[str(folder)])
    assert server.asked == []
    assert "from the file" in capsys.readouterr().out
    assert check("own.yaml", WORDS)
    assert "faktisk bosetting" in text


def test_a_table_in_western_letters_is_read(server: Server) -> None:
    Path("imdi.csv").write_bytes(made.settled().encode("cp1252"))
    fetched(files=["imdi.csv"])
    assert len(server.asked) == 5


# --- what goes wrong -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["codesAt.json?date=2026", "changes.json", "corresponds", "07459", "07091", "imdi"])
@pytest.mark.parametrize("how", ["half", "closed", "error", "login"])
def test_a_failed_request_is_one_sentence_and_no_file(part: str, how: str, server: Server) -> None:
    key = next(key for key in server.answers if key.startswith(part))
    whole = server.answers[key]
    wrong = {
        "half": whole[: len(whole) // 2],
        "closed": (whole, len(whole) // 2),
        "error": 503,
        "login": "<html>Log in",
    }
    server.answers[key] = wrong[how]
    if part == "imdi" and how == "half":  # a table that breaks off in a line
        server.answers[key] = whole[: whole.rindex(";")] + ";tol"
    sentence = refused()
    assert server.addresses.klass.rpartition("/")[0] in sentence
    assert refused(language="nb") != sentence
    server.answers[key] = whole
    assert fetched(), "what went wrong is not kept"


def test_no_network_is_one_sentence(server: Server, monkeypatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    nobody = f"http://127.0.0.1:{port}"
    addresses = type(server.addresses)(made.YEAR, nobody, nobody, nobody, nobody)
    monkeypatch.setattr(fetching, "addresses_of_today", lambda: addresses)
    assert "could not be reached (" in refused()
    assert "files=downloads" in refused(language="nb")


def test_an_answer_that_does_not_come_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/x"
        with pytest.raises(PublicDataError, match="could not be reached \\(timed out\\)"):
            web.fetched(web.Asked("codes", address), wait=0.2)


def test_an_answer_may_not_be_endless(server: Server, monkeypatch) -> None:
    monkeypatch.setattr(web, "MOST_MB", 0.0001)
    assert "larger than 0.0001 MB" in refused()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"number": "1234"}, "There is no municipality 1234"),
        ({"number": ""}, "The number of the municipality is missing"),
        ({"out": "own.txt"}, "must end in .yaml"),
        ({"out": "there.yaml"}, "there.yaml exists already and is left as it is"),
        ({"files": ["there.yaml"]}, "there.yaml is none of the downloads"),
        ({"files": ["nowhere.json"]}, "nowhere.json cannot be read"),
        ({"files": ["empty"]}, "empty holds no download"),
        ({"update": True}, "leave the number 3437 out"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_written(options: dict, words: str, server: Server) -> None:
    Path("there.yaml").write_text("mine", encoding="utf-8")
    Path("empty").mkdir()
    assert words in refused(**options)
    assert Path("there.yaml").read_text(encoding="utf-8") == "mine"


def test_figures_that_make_no_usable_file_write_none(server: Server) -> None:
    server.answers["07091/data"] = json.dumps(made.firms(industries={"47": (0, 1, 0, 0, 0, 0, 0, 0)}))
    assert "no file that can be used (Municipality sel: enterprises is 3" in refused()


def test_a_cache_that_is_damaged_or_cannot_be_written_is_done_without(server: Server, tmp_path, monkeypatch) -> None:
    fetched()
    for file in (tmp_path / "cache" / "bygd" / "public_data").iterdir():
        file.write_text("{", encoding="utf-8")
    fetched(out="again.yaml")
    assert len(server.asked) == 12
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    fetched(out="third.yaml")
    assert len(server.asked) == 18


def test_what_is_typed(server: Server, monkeypatch, capsys) -> None:
    words = ["municipality", "fetch", "3437", "out=own.yaml", "--language", "nb"]
    monkeypatch.setattr(sys, "argv", words)
    parts("", program.PARTS, "municipality")
    said = capsys.readouterr().out
    assert "Spør SSB og IMDi" in said
    assert "python -m experiments.municipality check own.yaml" in said
    assert Path("own.yaml").is_file()


# --- the three -------------------------------------------------------------------------------------------------


def three(server: Server) -> None:
    for number in ("3435", "3437", "3448"):
        server.answers[
            f"07091/data?lang=no&outputFormat=json-stat2&codelist[Region]=agg_KommSummer&outputValues[Region]=aggregated&valueCodes[Region]=K-{number}"
        ] = json.dumps(made.firms(f"K-{number}", period="2018"))
    server.answers = dict(reversed(server.answers.items()))


def test_trades_of_the_three_stop_being_assumptions(server: Server, capsys) -> None:
    three(server)
    fetching.fetch(Fetch(update=True, out="copies"))
    assert len(server.asked) == 5
    for name in ("vaga", "sel", "nordre_land"):
        before = (folder_of("municipality") / f"{name}.yaml").read_text(encoding="utf-8").splitlines()
        file = Path("copies") / f"{name}.yaml"
        after = file.read_text(encoding="utf-8").splitlines()
        changed = [line.split(":")[0].strip() for line, old in zip(after, before, strict=True) if line != old]
        assert changed[0] == "enterprises"
        assert len(changed) == 9
        assert check(str(file), WORDS)
        kinds = {path.rpartition(".")[2]: basis.kind for path, basis in bases("\n".join(after)).items()}
        assert kinds["retail"] == kinds["construction"] == DATA
    assert "sectors.retail: .23 -> 0.2" in capsys.readouterr().out


def test_none_of_the_three_is_renewed_if_one_cannot_be(server: Server) -> None:
    three(server)
    key = next(key for key in server.answers if key.endswith("K-3448"))
    server.answers[key] = 503
    with pytest.raises(InputError, match="answered with an error"):
        fetching.fetch(Fetch(update=True, out="copies"))
    assert list(Path().iterdir()) == []


# --- words -------------------------------------------------------------------------------------------------------


def test_both_languages_say_the_same() -> None:
    english, norwegian = (places_of(texts(language, fetching.WORDS)["fetch"]) for language in LANGUAGES)
    assert english == norwegian
