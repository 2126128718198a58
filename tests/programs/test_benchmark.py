"""Each benchmark runs with tiny numbers; what it compares is the same, and small work needs little memory."""

from __future__ import annotations

import dataclasses
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bygd.errors import InputError
from bygd.studies import study
from experiments.benchmark import (
    checkout,
    long_study,
    machine,
    measurements,
    memory,
    peer_models,
    peers,
    studies,
    table,
)
from experiments.benchmark.checkout import HERE
from experiments.command.read import read
from experiments.display import markdown

TINY = ["municipality=vaga", "months=12", "warm_up=0"]
PAGE = Path(__file__).parents[2] / "docs" / "speed.md"


# --- the rows --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "goal", "before", "after", "reached"),
    [
        (table.AT_MOST, 2.5, None, 2.5, "yes"),
        (table.AT_MOST, 2.5, 9.0, 2.6, "**no**"),
        (table.AT_LEAST, 1.95, None, 1.9, "**no**"),
        (table.AT_LEAST, 1.95, None, 2.0, "yes"),
        (table.OF_BEFORE, 0.5, 8.0, 4.0, "yes"),
        (table.OF_BEFORE, 0.5, 8.0, 4.1, "**no**"),
        (table.OF_BEFORE, 0.5, None, 4.0, ""),
        ("", 0.0, 8.0, 4.0, ""),
    ],
)
def test_a_target_that_is_missed_is_shown_as_missed(how, goal, before, after, reached) -> None:
    assert table.Row("x", "kernel", "ms", "ms", how, goal).cells(before, after)[-1] == reached


def test_every_row_is_measured_and_every_measurement_has_a_row() -> None:
    assert {row.part for row in table.ROWS} == set(measurements.PARTS)
    assert len({row.what for row in table.ROWS}) == len(table.ROWS)


def test_two_checkouts_are_measured_in_turn_and_the_best_round_counts(monkeypatch, capsys) -> None:
    other, seen = HERE._replace(python="other"), []

    def fake(place, folder):
        seen.append(place.python)
        n = len(seen)
        return {"seconds": 10.0 - n, "gain": float(n)}

    rows = (
        table.Row("a", "fake", "seconds", "s", table.OF_BEFORE, 0.9),
        table.Row("b", "fake", "gain", "", "at least", 5),
    )
    monkeypatch.setattr(table, "PARTS", {"fake": fake})
    monkeypatch.setattr(table, "ROWS", rows)
    monkeypatch.setattr(table, "beside", lambda _: other)
    table.table(table.TableOptions(beside="x", rounds=2))
    assert seen == ["other", HERE.python, "other", HERE.python]
    said = capsys.readouterr().out.splitlines()
    assert said[-3:-1] == [
        "a | fake | ≤ 0.9 × before | 7 s | 6 s | 0.86 | yes",
        "b | fake | ≥ 5 | 3 | 4 | 1.33 | **no**",
    ]


def test_rows_that_were_not_measured_stay_on_the_page(tmp_path) -> None:
    page = tmp_path / "speed.md"
    page.write_text("by hand\n" + "\n".join(markdown.marks("rows")) + "\nby hand too\n", encoding="utf-8")
    first, second = table.ROWS[0], table.ROWS[1]
    table.renew(page, {second.what: second.cells(4.0, 2.0)})
    table.renew(page, {first.what: first.cells(None, 2.0)})
    table.renew(page, {second.what: second.cells(4.0, 3.0)})
    text = page.read_text(encoding="utf-8")
    assert table.rows_of(text)[1:] == [first.cells(None, 2.0), second.cells(4.0, 3.0)]
    assert text.startswith("by hand\n")
    assert text.endswith("by hand too\n")


def test_the_page_of_the_documents_has_the_marks_of_both_tables() -> None:
    text = markdown.read(PAGE)
    for name in ("rows", "peers"):
        markdown.check(text, name, PAGE)
    measured = [row[0] for row in table.rows_of(text.partition(markdown.marks("rows")[1])[0]) if row[1:2] != ["---"]]
    known = [row.what for row in table.ROWS]
    assert [what for what in measured if what in known] == [what for what in known if what in measured]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"only": ["x"]}, r"^only has 'x', but must be some of kernel, .*\.$"),
        (
            {"beside": "none"},
            r"^There is no .*none/\.venv/bin/python; name a checkout where make install was called\.$",
        ),
    ],
)
def test_a_mistake_is_one_sentence(said, sentence) -> None:
    with pytest.raises(InputError, match=sentence):
        table.table(table.TableOptions(**said))


def test_a_checkout_is_imported_wherever_its_programs_start(tmp_path) -> None:
    (tmp_path / "sim").mkdir()
    (tmp_path / "sim" / "__init__.py").write_text("NUMBER = 7\n", encoding="utf-8")
    file = tmp_path / "timings.py"
    file.write_text("import sim\n", encoding="utf-8")
    assert HERE._replace(root=tmp_path).timing("{'n': sim.NUMBER}", file=file)["n"] == 7
    with pytest.raises(
        InputError, match=r"NUMBER\(\)\}\)\) ended with 1 in .*: TypeError: 'int' object is not callable"
    ):
        HERE._replace(root=tmp_path).timing("{'n': sim.NUMBER()}", file=file)


def test_the_floor_is_that_of_the_start(monkeypatch, tmp_path) -> None:
    found = {"ms": 4.0, "draw": 4.0, "exp": 3.0, "loops": 0.02}
    monkeypatch.setattr(checkout.Checkout, "timing", lambda *_, **__: found)
    result = measurements.kernel(HERE, tmp_path)
    assert result["floor"] == pytest.approx(0.607388 + 0.196473 + 0.02)
    assert result["over_floor"] == pytest.approx(4.0 / result["floor"])


# --- peers -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["Mesa", "NumPy", "numba"]
)  # installed with the others; mesa-frames and Starsim are not
def test_the_small_model_has_the_same_share_in_work_in_each_tool(name: str) -> None:
    n, months = 4000, 40
    _, model = peer_models.PEERS[name]
    assert model(n, months, 1) == pytest.approx(peer_models.expected(months), abs=4 * (0.25 / n) ** 0.5)


def test_the_expected_share_is_what_the_months_lead_to() -> None:
    shares = np.zeros(len(peer_models.RATES))
    for _ in range(40):
        shares += (1.0 - shares) * (1.0 - np.exp(-np.array(peer_models.RATES))) - shares * peer_models.LOSE
    assert peer_models.expected(40) == pytest.approx(shares.mean())


def test_a_tool_that_is_not_there_is_left_out_and_named(monkeypatch, capsys) -> None:
    monkeypatch.setattr(peers, "PEERS", {"Nothing": ("no_such_module", None), "NumPy": peer_models.PEERS["NumPy"]})
    cost = {"ns_a_refugee_month": 500.0, "agent_months": 9e6}
    monkeypatch.setattr(peers, "paced", lambda *_: cost)
    rows = list(peers.rows_of(peers.PeersOptions(months=2, repeats=1)))
    assert [row[0] for row in rows] == [
        "NumPy",
        "Bygd with all its rules, refugee-months",
        "… its employers' months too",
    ]
    assert rows[1][1:] == ["2.00"] * 3
    assert "Nothing is left out, because it is not installed: python3.12 -m venv" in capsys.readouterr().err


def test_a_python_that_is_not_there_is_one_sentence() -> None:
    with pytest.raises(InputError, match=r"^There is no Python /no/python; this makes one: .*\.$"):
        peers.has(HERE._replace(python="/no/python"), "numpy")


# --- studies, memory -------------------------------------------------------------------------------------------


@pytest.mark.compiled
@pytest.mark.slow
def test_all_ways_simulate_the_same_study(monkeypatch, capsys) -> None:
    monkeypatch.setattr(studies, "cores", lambda: 1)  # no time for starting processes
    monkeypatch.setattr(study, "executor_of", lambda _made, compiled: ThreadPoolExecutor(1))
    studies.studies(read(studies.StudiesOptions, [*TINY, "replicates=2", "large=3", "rounds=1"]))
    said = capsys.readouterr().out
    assert said.count("mesa.batch_run") == 3
    assert said.count("Bygd, compiled") == 4


def test_ways_that_found_other_numbers_are_not_compared() -> None:
    one, other = (pd.DataFrame({"replicate": [0, 1], "persons_there": last}) for last in ([3.0, 4.0], [3.0, 5.0]))
    studies.check_same({"a": one, "b": one}, 2)
    studies.check_same({"a": one, "b": other}, 1)
    with pytest.raises(InputError, match=r"^b found other numbers .*\.$"):
        studies.check_same({"a": one, "b": other}, 2)


@pytest.mark.compiled
@pytest.mark.slow
def test_a_long_study_is_watched_and_goes_on(tmp_path, capfd) -> None:
    pytest.importorskip("distributed")
    asked = long_study.LongOptions(out=str(tmp_path / "long"), runs=200, points=2, workers=1, every=1)
    for _ in range(2):
        long_study.long_study(asked)
        assert "2 points of 2 numbers" in capfd.readouterr().out
    rows = pd.read_csv(tmp_path / "long.csv", on_bad_lines="error")
    assert list(rows) == ["seconds", "parts", "client", "scheduler", "worker_1"]
    assert rows["client"].max() > 50
    with pytest.raises(InputError, match="another number of workers"):
        long_study.long_study(dataclasses.replace(asked, workers=2))


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="Linux alone")
def test_a_long_study_that_is_stopped_stops_all_that_it_has_begun(tmp_path, monkeypatch) -> None:
    """And nobody else reaches its processes: they speak TLS, on this machine alone."""
    pytest.importorskip("distributed")
    seen: list[subprocess.Popen[bytes]] = []
    listening: list[str] = []

    def stopped(_options, study, watched, _file) -> None:
        seen.append(study)
        own = {str(item.readlink()) for pid in watched.values() for item in Path(f"/proc/{pid}/fd").glob("*")}
        rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        listening.extend(row[1] for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in own)
        raise KeyboardInterrupt

    monkeypatch.setattr(long_study, "_watch", stopped)
    with pytest.raises(KeyboardInterrupt):
        long_study.long_study(long_study.LongOptions(out=str(tmp_path / "long"), runs=100_000_000, workers=1))
    assert seen[0].returncode is not None
    assert seen[0].args[-1].startswith("address=tls://127.0.0.1:")
    assert listening
    assert all(address.startswith("0100007F:") for address in listening)


@pytest.mark.compiled
def test_a_study_of_known_size_is_measured(capsys) -> None:
    made = read(memory.MemoryOptions, ["municipality=vaga", "replicates=5"])
    found = memory.simulate(made, 30)
    assert (found.runs, memory.points_of(made, 30)) == (30, 3)
    assert 50 < found.written < 16_000
    with pytest.raises(InputError, match=r"^runs must be"):
        memory.memory(read(memory.MemoryOptions, ["runs=[0]"]))


@pytest.mark.compiled
def test_a_run_grows_to_the_size_asked_for() -> None:
    found = memory.simulate_national(memory.NationalOptions(refugees=400, employers=90))
    assert 250 < found["refugees"] < 550
    assert found["employers"] == 90


def held(mib: int) -> float:
    """Fill so much memory and let go again."""
    return float(np.ones(mib * 131_072).sum())


@pytest.mark.slow
def test_the_peak_of_a_process_is_its_own() -> None:
    mine = np.ones(500 * 131_072)  # this process holds much; the other must not count it
    other = machine.alone(held, 200)
    assert mine.sum() > other.result
    assert 200 < other.peak < machine.peak() - 200
