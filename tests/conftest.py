"""Compile once, before test processes start, so that each of them loads what is in the cache; slow is no failure."""

import io
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import mesa  # noqa: F401  (first: when imported it looks through all modules that there are)
import pytest
from hypothesis import HealthCheck, settings

from tests.support.compiling import compile_once
from tests.support.skipped import CHROMIUM, NEEDED, skipped

settings.register_profile("bygd", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("bygd")  # a busy machine takes its time
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # a test process has a core; set before NumPy is loaded
# Tests that do not count for coverage, which takes more than half of the time of a test without the compiler: those of
# what is written, those that only read the source, and those that simulate for long what others reach in a few months.
# With the compiler, which lets no line of a rule be seen, quick ones of the library count, and COUNTED, which reach
# what no other does.
UNCOUNTED = {"app", "docs", "report"}
DIRECTIONS = {"test_directions", "test_directions_of_jobs", "test_directions_of_offices"}
COUNTED = {"test_explorer", "test_sensitivity"}
READ = {"test_dependencies", "test_rules_style", "test_storeys"}
DEPTH = len(Path(__file__).parent.parts)
LONG = {"test_conservation", "test_kinds", "test_lab", "test_luck", "test_states"} | DIRECTIONS


def pytest_addoption(parser: pytest.Parser) -> None:
    """Say what ``make test-fast`` asks for."""
    parser.addoption("--first-cases", action="store_true", help="of a test with several cases run only the first")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out further cases if asked to, and say which tests do not count for coverage."""
    for item in items:
        if not counts(item):
            item.add_marker(pytest.mark.no_cover)
    if config.getoption("--first-cases"):
        first = {item.nodeid.partition("[")[0]: item for item in reversed(items)}
        left = [item for item in items if first[item.nodeid.partition("[")[0]] is not item]
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in set(left)]


def counts(item: pytest.Item) -> bool:
    """Whether a test counts for coverage."""
    part, file, slow = item.path.parts[DEPTH], item.path.stem, item.get_closest_marker("slow")
    if slow or item.get_closest_marker("compiled"):
        return file in COUNTED or (part == "library" and not slow)
    return part not in UNCOUNTED and file not in READ | LONG


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """Do not trace what a test needs that does not count for coverage; the plugin leaves out its call alone."""
    plugin = item.config.pluginmanager.get_plugin("_cov")
    tracing = plugin.cov_controller if plugin and item.get_closest_marker("no_cover") else None
    if tracing:
        tracing.pause()
    try:
        return (yield)
    finally:
        if tracing:
            tracing.resume()


def pytest_configure(config: pytest.Config) -> None:
    """Hear Ctrl-C, also started in the background of a script; in the controlling process compile, if need be."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # tests send it to programs, which would inherit that
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if not hasattr(config, "workerinput"):
        compile_once()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Say first which tests this machine cannot run, why, and how to get them (a header is not shown with -q)."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and not hasattr(session.config, "workerinput"):
        for line in skipped():
            reporter.write_line(line)


@pytest.fixture
def without_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures are made, but not laid out and drawn: for tests of something else. It is half of what a program does."""

    def savefig(_figure, target: io.StringIO | Path, **_) -> None:
        if isinstance(target, io.StringIO):
            target.write("<svg></svg>")
        else:
            Path(target).touch()

    def save(_sheet, file: Path, note: str = "", **_) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        for kind in ("png", "svg"):
            file.with_name(f"{file.name}.{kind}").touch()

    monkeypatch.setattr("matplotlib.figure.Figure.savefig", savefig)
    monkeypatch.setattr("experiments.display.sheet.Sheet.save", save)


@pytest.fixture(scope="session")
def browser():
    """Chromium without a window, one a process; without it tests are skipped, unless ``BYGD_BROWSER=needed`` (CI)."""
    if not CHROMIUM and not NEEDED:
        pytest.skip("there is no Chromium on this machine")
    assert CHROMIUM, "CI needs Chromium"
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tool:
        one = tool.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield one
        one.close()
