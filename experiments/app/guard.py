"""What stands between the network and the page's server: requests that only the page itself sends pass.

Everything of this machine can reach the server, websites in the same browser included. So the name under which it is
called must be its own (else a stranger's name could be pointed at it), pages of others may neither post nor open
websockets, no header may say where the page "really" is, and one browser does not end the pages of another.
"""

from __future__ import annotations

import dataclasses
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

HOME = ("localhost", "127.0.0.1", "::1")
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  (what --host says, to be told from an address)
ELSEWHERE = re.compile(rb"(x-)?forwarded(-.*)?|(x-)?script-name|x-(real-ip|original-.*|rewrite-.*)")
PART = r"/(?!\.\.?(?:/|$))[\w@.+-]{1,120}"  # of a path; neither . nor ..
FILES = re.compile(rf"/(?:static|jupyter/nbextensions|_solara/cdn)((?:{PART}){{1,12}})", re.ASCII)
KERNEL = re.compile(r"/jupyter/api/kernels/([\w-]{1,64})/channels", re.ASCII)
CLOSING = re.compile(r"/_solara/api/close/([\w-]{1,64})", re.ASCII)
SESSION = re.compile(r"[\w-]{1,64}", re.ASCII)
COOKIES = ("solara-session-id", "solara-session-id-lax")
NOT_IN_FRAMES = [(b"content-security-policy", b"frame-ancestors 'none'"), (b"x-content-type-options", b"nosniff")]


@dataclasses.dataclass(frozen=True)
class Guard:
    """An ASGI application around another one.

    ``host`` and ``port``: where the server listens; ``owner``: session of a kernel, empty if there is none;
    ``assets``: folder of the scripts that come with Solara (what is not there would be fetched from the internet).
    """

    app: App
    host: str
    port: int
    owner: Callable[[str], str]
    assets: Path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, without headers that lead elsewhere, or refuse it."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        status = self.refusal(scope)
        if status:
            await _refuse(scope, send, status)
            return
        odd = not all(map(SESSION.fullmatch, _sessions(scope)))  # then the server gives a new one
        kept = [
            (name, value)
            for name, value in scope["headers"]
            if not ELSEWHERE.fullmatch(name.lower()) and not (odd and name.lower() == b"cookie")
        ]

        async def answer(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *NOT_IN_FRAMES]
            await send(message)

        await self.app({**scope, "headers": kept, "root_path": ""}, receive, answer)

    def refusal(self, scope: Scope) -> int:
        """HTTP status with which a request is refused; 0 if it may pass."""
        hosts, origins = _all(scope, b"host"), _all(scope, b"origin")
        if len(hosts) != 1 or len(origins) > 1 or not scope.get("query_string", b"").isascii():
            return 400
        if not self.is_ours(f"http://{hosts[0]}"):
            return 421
        if origins and origins[0].lower() != f"http://{hosts[0]}".lower():
            return 403
        return self._websocket(scope, origins) if scope["type"] == "websocket" else self._http(scope, origins)

    def is_ours(self, address: str) -> bool:
        """Tell whether an address like ``http://localhost:8765`` leads here."""
        try:
            parts = urlsplit(address)
            name, port = parts.hostname or "", parts.port or 80
        except ValueError:
            return False
        plain = not (parts.path or parts.query or parts.fragment or parts.username is not None)
        return plain and port == self.port and self._knows(name)

    def _knows(self, name: str) -> bool:
        if name in {*HOME, self.host.lower()}:
            return True
        # no stranger's name can be given to an address, so all of this machine's will do
        return self.host in EVERYWHERE and (_is_address(name) or name == socket.gethostname().lower())

    def _websocket(self, scope: Scope, origins: list[str]) -> int:
        return 0 if origins and KERNEL.fullmatch(scope["path"]) and _page_of(scope) else 403

    def _http(self, scope: Scope, origins: list[str]) -> int:
        method, path = scope["method"], scope["path"]
        if closing := CLOSING.fullmatch(path):
            if method != "POST":
                return 405
            mine = (
                origins
                and _page_of(scope)
                and self.owner(closing[1]) in set(filter(SESSION.fullmatch, _sessions(scope)))
            )
            return 0 if mine else 403
        files = FILES.fullmatch(path)
        if path != "/" and not files:
            return 404
        if files and path.startswith("/_solara/cdn/") and not (self.assets / files[1].lstrip("/")).is_file():
            return 404
        return 0 if method in {"GET", "HEAD"} else 405


def _all(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name]


def _page_of(scope: Scope) -> list[str]:
    return parse_qs(scope.get("query_string", b"").decode("ascii")).get("session_id", [])


def _sessions(scope: Scope) -> Iterable[str]:
    """Sessions that the browser says it has."""
    for text in _all(scope, b"cookie"):
        pairs = (pair.partition("=") for pair in text.split(";"))
        yield from (value.strip() for name, _, value in pairs if name.strip() in COOKIES)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


async def _refuse(scope: Scope, send: Send, status: int) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": "refused"})
        return
    text = b"This page is for the programs and browsers of this machine, at the address that it said when it began.\n"
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(text)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else text})


def guarded(host: str, port: int) -> Guard:
    """Solara's server behind the guard."""
    from solara.server import kernel_context, settings
    from solara.server.starlette import app

    def owner(kernel: str) -> str:
        context = kernel_context.contexts.get(kernel)
        return context.session_id if context else ""

    return Guard(app, host, port, owner, Path(settings.assets.proxy_cache_dir))
