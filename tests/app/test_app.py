"""The page without a browser: its addresses, its command line, its desk."""

from __future__ import annotations

import functools
import re
import shlex
import socket
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bygd.errors import InputError
from bygd.scenarios import municipality
from bygd.scenarios.catalogue import choices
from bygd.scenarios.options import CompareOptions
from bygd.studies import folder
from bygd.studies.programs import compare_study
from experiments.app import program, simulations
from experiments.app.address import LANGUAGES, MOST_PEOPLE, PLACES, SHOWN, SIZES, VIEWS, Address, Choice, read, years_of
from experiments.app.measures import details, policies, settled_before
from experiments.app.simulations import Desk, Job, Stopped
from experiments.command.read import read as read_options
from experiments.command.words import understood
from experiments.display.words import Words

NAMES = [name for name in choices("policy") if name != "extra_staff"]
MEASURES = st.one_of(
    st.lists(st.sampled_from(NAMES), unique=True).map(tuple),
    st.sampled_from(SIZES).map(lambda size: (f"extra_staff:{size:g}", "follow_up")),
)
CHOICES = st.sampled_from(choices("setting")).flatmap(
    lambda setting: st.builds(
        Choice,
        municipality=st.sampled_from(PLACES),
        measures=MEASURES,
        together=st.booleans(),
        years=st.sampled_from(years_of(setting)),
        people=st.integers(0, MOST_PEOPLE),
        setting=st.just(setting),
    )
)
ADDRESSES = st.builds(
    Address,
    view=st.sampled_from(VIEWS),
    language=st.sampled_from(LANGUAGES),
    choice=CHOICES,
    section=st.sampled_from(SHOWN),
    rest=st.dictionaries(st.sampled_from(["process", "seed"]), st.text(min_size=1, max_size=20), max_size=2).map(
        lambda rest: tuple(rest.items())
    ),
)


# --- addresses -----------------------------------------------------------------------------------------------------


@given(ADDRESSES)
def test_an_address_means_what_it_was_made_of(address):
    assert read(address.query) == (address, [])


@given(st.text(max_size=200))
def test_whatever_the_address_says_there_is_a_page(query):
    address, _ = read(query)
    assert read(address.query) == (address, [])


@given(CHOICES, CHOICES)
def test_other_choices_have_other_folders(one, other):
    assert (one.key == other.key) == (one == other)


@pytest.mark.parametrize(
    ("query", "odd"),
    [
        ("municipality=../secret.yaml", "municipality"),
        ("municipality=/etc/passwd", "municipality"),
        ("measures=follow_up,magic", "measures"),
        ("measures=follow_up:2", "measures"),
        ("measures=extra_staff:1e9", "measures"),
        ("years=11", "years"),
        ("setting=norway_2031_act", "setting"),
        ("people=-1", "people"),
        ("people=ten", "people"),
        ("lang=xx", "lang"),
        ("view=admin", "view"),
        ("show=everything", "show"),
        ("view=" + "a" * 5000, "view"),
    ],
)
def test_what_is_odd_in_an_address_is_named_and_replaced(query, odd, tmp_path):
    (tmp_path.parent / "secret.yaml").touch()
    address, found = read(query, tmp_path)
    assert found == [odd]
    assert address == Address()


def test_another_setting_has_horizons_of_its_own():
    address = Address().but(setting="norway_2021_act")
    assert address.choice.years == 4
    assert read("setting=norway_2021_act&years=10")[1] == ["years"]
    assert read("setting=norway_2021_act")[0] == address
    assert address.but(setting="norway_2003_act") == Address()


# --- the command ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "choice",
    [
        Choice(),
        Choice("vaga", ("wage_subsidy", "mentor_grant"), together=False, years=5, people=20),
        Choice("region", ("extra_staff:0.5",), years=20),
        Choice("sel", ("follow_up",), years=4, setting="norway_2021_act"),
    ],
)
def test_the_command_asks_for_the_choice(choice):
    words = shlex.split(choice.command())
    assert words[:3] == ["python", "-m", "experiments.compare"]
    made = read_options(CompareOptions, words[3:])
    assert list(compare_study(made).scenarios) == ["baseline", *choice.scenarios]
    assert (made.setting, made.months) == (choice.setting, 12 * choice.years)
    assert made.replicates == 1000
    if choice.people:
        assert all(set(one.settled.values()) == {choice.people} for one in made.municipality.municipalities.values())


@functools.cache
def region():
    return read_options(CompareOptions, ["municipality=region"]).municipality


@given(st.integers(1, 500))
def test_several_municipalities_share_those_who_are_settled(people):
    shared = municipality.with_settled(region(), people)
    assert {sum(one.settled[year] for one in shared.municipalities.values()) for year in range(2012, 2022)} == {people}


def test_the_page_tells_how_many_were_settled(tmp_path):
    assert settled_before("sel", tmp_path) == pytest.approx(14.375)
    assert settled_before("sel", tmp_path, "norway_2021_act") == pytest.approx((53 + 58 + 40) / 3)
    assert settled_before("region", tmp_path) > settled_before("vaga", tmp_path)
    (tmp_path / "mine.yaml").write_text("title: [")
    assert settled_before("mine.yaml", tmp_path) == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_measure_says_what_it_costs(language, tmp_path):
    known, _ = policies(tmp_path)
    assert set(known) == set(choices("policy"))
    for policy in known.values():
        assert str(details(language, policy)).count("<li>") >= 2


# --- starting ------------------------------------------------------------------------------------------------------


def asked_for(*given):
    return understood(program.AppOptions, "app", list(given))


def started(*given, folder):
    return program.prepare(asked_for(*given, "--folder", str(folder)))


def test_a_free_port_is_taken(tmp_path):
    asked = asked_for("--port", "0", "--folder", str(tmp_path / "new"))
    assert program.prepare(asked) == ""
    assert asked.port > 0
    assert (tmp_path / "new").is_dir()


def test_a_taken_port_is_a_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert started("--port", port, folder=tmp_path).startswith(f"Port {port} on 127.0.0.1 cannot be used")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--port", "70000"], "--port is 70000, but must be a number from 0 to 65535."),
        (["--port", "0", "--host", "nowhere.invalid"], "--host nowhere.invalid is no address of this machine"),
    ],
)
def test_odd_ports_and_hosts_are_sentences(given, said, tmp_path):
    assert started(*given, folder=tmp_path).startswith(said)


def test_a_file_in_the_place_of_the_folder_is_a_sentence(tmp_path):
    (tmp_path / "file").touch()
    assert "cannot be written" in started("--port", "0", folder=tmp_path / "file")


def test_a_host_for_all_warns(tmp_path, monkeypatch, capsys):
    import uvicorn

    monkeypatch.setattr(uvicorn.Server, "run", lambda self: setattr(self, "started", True))
    asked = asked_for("--host", "0.0.0.0", "--port", "0", "--folder", str(tmp_path), "--no-browser")  # noqa: S104
    assert program.prepare(asked) == ""
    for name in ("BYGD_APP_FOLDER", "SOLARA_APP"):
        monkeypatch.setenv(name, "")
    program.serve(asked)
    assert "there is no password" in capsys.readouterr().err


# --- the desk ------------------------------------------------------------------------------------------------------


class Work:
    """In place of simulating: notes who was served, in which order; each stage takes a moment."""

    def __init__(self, monkeypatch):
        self.served, self.gate = [], threading.Event()
        self.gate.set()
        monkeypatch.setattr(simulations, "_warm_up", lambda _own: None)

        def advance(job):
            self.advance(job)

        monkeypatch.setattr(Job, "advance", advance)

    def advance(self, job):
        self.gate.wait(5)
        self.served.append((job.choice.municipality, job.runs))
        if job.choice.municipality == "region":
            raise InputError("That is too much.")
        if not job.wanted_by:
            raise Stopped
        job.runs = next(one for one in simulations.STAGES if one > job.runs)


@pytest.fixture
def work(monkeypatch):
    return Work(monkeypatch)


def until(claim):
    end = time.monotonic() + 5
    while not claim():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_first_answers_come_before_finer_ones(work, tmp_path):
    work.gate.clear()
    office = Desk(tmp_path)
    jobs = [office.want(municipality, Choice(municipality)) for municipality in ("sel", "vaga", "nordre_land")]
    work.gate.set()
    until(lambda: all(job.settled for job in jobs))
    stages = [runs for _, runs in work.served]
    assert stages[1:] == sorted(stages[1:])


def test_a_newer_choice_stops_the_older(work, tmp_path):
    work.gate.clear()
    office = Desk(tmp_path)
    old = office.want("me", Choice("sel"))
    until(lambda: old.wanted_by)
    new = office.want("me", Choice("vaga"))
    work.gate.set()
    until(lambda: new.settled)
    assert old.wanted_by == set()
    assert old.runs <= simulations.STAGES[0]


def test_what_two_look_at_goes_on_when_one_leaves(work, tmp_path):
    work.gate.clear()
    office = Desk(tmp_path)
    job = office.want("me", Choice("sel"))
    assert office.want("you", Choice("sel")) is job
    office.leave("me")
    work.gate.set()
    until(lambda: job.settled)


def test_a_fault_is_a_sentence_and_the_desk_goes_on(work, tmp_path):
    office = Desk(tmp_path)
    bad = office.want("me", Choice("region"))
    until(lambda: bad.faults)
    assert bad.faults == ("That is too much.",)
    good = office.want("me", Choice("sel"))
    until(lambda: good.settled)
    work.gate.clear()
    assert office.want("me", Choice("region")) is bad
    assert bad.faults == ()
    work.gate.set()
    until(lambda: bad.faults)


def test_only_the_last_choices_stay_in_memory(work, tmp_path):
    office = Desk(tmp_path)
    for people in range(30):
        office.want("me", Choice(people=people))
    assert len(office.jobs) == simulations.READY + 1


def test_a_file_that_was_edited_is_another_answer(work, tmp_path):
    (tmp_path / "mine.yaml").write_text("population: 1\n")
    office = Desk(tmp_path)
    old = office.want("me", Choice("mine.yaml"))
    assert office.want("me", Choice("mine.yaml")) is old
    (tmp_path / "mine.yaml").write_text("population: 2\n")
    assert office.want("me", Choice("mine.yaml")) is not old


def marked(*asked):
    return compare_study(read_options(CompareOptions, ["scenarios=[follow_up]", *asked])).fingerprint.mark


def test_other_options_or_another_model_are_another_folder(monkeypatch):
    plain = marked()
    assert marked("out=elsewhere", "threads=1") == plain
    assert len({plain, marked("months=24"), marked("municipality=vaga"), marked("scenarios=[mentor_grant]")}) == 4
    monkeypatch.setattr(folder, "source_hash", lambda: "another model")
    assert marked() != plain


@pytest.mark.compiled
def test_an_answer_grows_is_stopped_and_goes_on(tmp_path, monkeypatch):
    monkeypatch.setattr(simulations, "STAGES", (4, 1000))
    choice = Choice(measures=("follow_up",), years=5, people=4)
    job = Job(choice, Path(tmp_path))
    job.wanted_by.add("me")
    job.advance()
    assert job.runs == 4
    assert "Of 100 adults settled" in job.blocks("en", "first")
    assert "lives" in job.blocks("nb", "lives")
    for language in LANGUAGES:
        facts = {"provisional", "not_observed", "single"}
        firm = Words(language).part("sureness.level").values()  # always with a number behind them
        for section in ("first", "key", "curves", "who", "costs"):
            html = job.blocks(language, section)
            assert set(re.findall(r'class="mark (\w+)"', html)) <= facts
            assert not [text for text in firm if f"{text} (" in html]
        assert Words(language)("sureness.mark.provisional") in job.blocks(language, "first")
    job.wanted_by.clear()
    with pytest.raises(Stopped):
        job.advance()
    assert job.runs == 4
    kept = len(list((job.folder / "parts").glob("runs-*.parquet")))
    assert kept > 1
    again = Job(choice, Path(tmp_path))
    again.wanted_by.add("me")
    again.advance()
    assert again.blocks("en", "first") == job.blocks("en", "first")
