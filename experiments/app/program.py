"""Start the page: a server on this machine, for this machine, and the browser on it."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import logging
import os
import socket
import sys
import tempfile
import threading
import webbrowser
from pathlib import Path
from typing import Any

from bygd import __version__
from bygd.errors import InputError
from bygd.scenarios.declare import option
from experiments.app.guard import guarded
from experiments.command.opener import write_opener
from experiments.command.progress import Steps
from experiments.command.stop import status_of

PORT = 8765
HERE = "127.0.0.1"
WHEEL = '"./bygd-' + __version__ + '-py3-none-any.whl[app]"'  # in the folder in which it lies


@dataclasses.dataclass
class AppOptions:
    """Open a page on which measures are compared, a run is watched and rules are drawn.

    Options may be said as --port 8801 too.
    """

    port: int = option(PORT, "port of the page, a number from 0 to 65535; 0: any free one")
    host: str = option(HERE, "address to listen on; as it is, this machine alone")
    folder: Path = option(Path("outputs/app"), "the only folder that is read and written")
    no_browser: bool = option(default=False, words="do not open a browser: --no-browser")
    opener: bool = option(default=False, words="only write a file here to click on, which opens the page: --opener")


def app(asked: AppOptions) -> None:
    """Open the page until Ctrl-C; what cannot be done is one sentence and exit status 1."""
    if asked.opener:
        print(f"To click on: {write_opener(Path.cwd())}")
        return
    Steps("loading the page")
    if fault := prepare(asked):
        raise InputError(fault)
    try:
        serve(asked)
    except KeyboardInterrupt as stop:
        print("\nClosed; what was simulated is kept.", file=sys.stderr)
        sys.exit(status_of(stop))


def prepare(asked: AppOptions) -> str:
    """Check port and folder and find a free port; returns a sentence if something is wrong."""
    try:
        import solara  # noqa: F401
    except ImportError:
        return f"The page needs Solara; install it with make install, or of a release uv tool install --force {WHEEL}."
    return _take_port(asked) or _take_folder(asked.folder)


def _take_port(asked: AppOptions) -> str:
    if not 0 <= asked.port <= 65535:
        return f"--port is {asked.port}, but must be a number from 0 to 65535."
    try:
        socket.getaddrinfo(asked.host, asked.port)
    except OSError:
        return f"--host {asked.host} is no address of this machine; leave it out to listen on {HERE}."
    try:
        with socket.create_server((asked.host, asked.port)) as free:
            asked.port = free.getsockname()[1]
    except PermissionError:
        return f"Port {asked.port} is not open to everybody; choose one above 1023, like --port {PORT}."
    except OSError as error:
        why = f"Port {asked.port} on {asked.host} cannot be used ({os.strerror(error.errno or 0)})"
        return f"{why}; choose another one with --port, or 0 for any."
    return ""


def _take_folder(folder: Path) -> str:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return ""
    except OSError as error:
        return f"The folder {folder} cannot be written ({error.strerror}); name another one with --folder."


def serve(asked: AppOptions) -> None:
    """Serve the page until Ctrl-C."""
    os.environ["BYGD_APP_FOLDER"] = str(asked.folder)
    os.environ["SOLARA_APP"] = "experiments.app.shell"
    import uvicorn
    from solara.server import settings

    settings.main.mode = "production"
    settings.telemetry.mixpanel_enable = False
    settings.theme.show_banner, settings.theme.loader, settings.theme.title = False, "plain", "Bygd"
    settings.kernel.cull_timeout = "30s"  # a closed tab is forgotten, its work stopped
    sys.setswitchinterval(0.001)  # a click need not wait for the simulation beside it

    local = asked.host in {HERE, "localhost", "::1"}
    if not local:
        print(
            f"Warning: everybody who reaches {asked.host} can use this page and this machine's cores; "
            "there is no password. Leave --host out to keep it to this machine.",
            file=sys.stderr,
        )
    name = "localhost" if local else f"[{asked.host}]" if ":" in asked.host else asked.host
    address = f"http://{name}:{asked.port}/"
    settings.main.base_url, settings.main.root_path = address, ""  # else the first request decides
    logging.getLogger("solara").setLevel(logging.WARNING)
    behind = functools.partial(guarded, asked.host, asked.port)
    listen: dict[str, Any] = {"host": asked.host, "port": asked.port, "proxy_headers": False, "server_header": False}
    server = uvicorn.Server(uvicorn.Config(behind, factory=True, log_level="warning", **listen))
    threading.Thread(target=_announce, args=(server, address, not asked.no_browser), daemon=True).start()
    server.run()
    if not server.started:
        sys.exit(f"The page could not be opened on port {asked.port}; choose another one with --port.")


def _announce(server: object, address: str, browser: bool) -> None:
    """Say where the page is once it is there, and open it."""
    wait = threading.Event()
    while not getattr(server, "started", False):
        if wait.wait(0.05) or getattr(server, "should_exit", False):
            return
    print(f"Bygd is open at {address} (Ctrl-C closes it).", flush=True)
    if browser:
        with contextlib.suppress(webbrowser.Error):
            webbrowser.open(address)
