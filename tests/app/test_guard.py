"""Who may ask the page's server for what: the guard before it, called as a server calls it."""

from __future__ import annotations

import asyncio

import pytest

from experiments.app.guard import Guard

PORT = 8765
HERE = f"localhost:{PORT}"
KERNEL = "9397d485-208c-4f3d-be50-a309367f115c"
CLOSE = f"/_solara/api/close/{KERNEL}"
CHANNELS = f"/jupyter/api/kernels/{KERNEL}/channels"
COOKIE = {"cookie": "other=1; solara-session-id=mine"}
ORIGIN = {"origin": f"http://{HERE}"}
SCRIPT = "/_solara/cdn/requirejs@2.3.6/require.js"


@pytest.fixture
def ask(tmp_path):
    """A request to a guarded server that answers everything with 200: the status, and the headers that arrived."""
    (tmp_path / "requirejs@2.3.6").mkdir()
    (tmp_path / "requirejs@2.3.6" / "require.js").touch()

    def asking(path="/", *, method="GET", query="session_id=x", host=HERE, listen="127.0.0.1", also=(), **headers):
        arrived, answers = {}, []

        async def server(scope, _receive, send):
            arrived.update(scope)
            if scope["type"] == "websocket":
                await send({"type": "websocket.accept"})
                return
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b""})

        async def send(message):
            answers.append(message)

        given = [("host", host), *headers.items(), *also]
        scope = {
            "type": "websocket" if method == "WS" else "http",
            "method": method,
            "path": path,
            "root_path": "",
            "query_string": query.encode("latin-1"),
            "headers": [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in given],
        }
        guard = Guard(server, listen, PORT, {KERNEL: "mine"}.get, tmp_path)
        asyncio.run(guard(scope, None, send))
        first = answers[0]
        status = first.get("status") or {"websocket.accept": 101, "websocket.close": 403}[first["type"]]
        assert bool(arrived) == (status < 400), "what is refused never reaches the server"
        return status, arrived

    return asking


@pytest.mark.parametrize("host", [HERE, f"127.0.0.1:{PORT}", f"[::1]:{PORT}", f"LOCALHOST:{PORT}"])
def test_the_page_is_served_under_the_names_of_this_machine(ask, host):
    assert ask(host=host)[0] == 200
    assert ask(CHANNELS, method="WS", host=host, origin=f"http://{host}")[0] == 101


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        f"evil.example:{PORT}",
        "localhost",
        f"localhost:{PORT + 1}",
        f"localhost.evil.example:{PORT}",
        f"127.0.0.1.nip.io:{PORT}",
        f"192.168.1.5:{PORT}",
        f"x@localhost:{PORT}",
        f"localhost:{PORT}/a",
        "localhost:99999",
        "localhost:x",
        "[::1",
        "",
    ],
)
def test_under_another_name_nothing_is_served(ask, host):
    for path, method in (("/", "GET"), (SCRIPT, "GET"), (CHANNELS, "WS"), (CLOSE, "POST")):
        assert ask(path, method=method, host=host, origin=f"http://{host}", **COOKIE)[0] in {403, 421}


def test_two_names_at_once_or_none_are_refused(ask):
    assert ask(also=[("host", "evil.example")])[0] == 400
    assert ask(also=[("origin", f"http://{HERE}"), ("origin", "https://evil.example")])[0] == 400


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "",
        f"https://{HERE}",
        "http://localhost",
        f"http://localhost:{PORT + 1}",
        f"http://127.0.0.1:{PORT}",
        f"http://{HERE}.evil.example",
        f"http://{HERE}/",
    ],
)
def test_pages_of_others_open_nothing(ask, origin):
    assert ask(CHANNELS, method="WS", origin=origin, **COOKIE)[0] == 403
    assert ask(CLOSE, method="POST", origin=origin, **COOKIE)[0] == 403
    assert ask("/", origin=origin)[0] == 403


def test_a_websocket_or_a_post_must_say_where_it_comes_from(ask):
    assert ask("/")[0] == 200  # an address that was typed, or a link in a letter
    assert ask(CHANNELS, method="WS", **COOKIE)[0] == 403
    assert ask(CLOSE, method="POST", **COOKIE)[0] == 403


@pytest.mark.parametrize("before", ["X-", ""])
@pytest.mark.parametrize("name", ["Script-Name", "Forwarded", "Forwarded-Host", "forwarded-proto", "Forwarded-Prefix"])
def test_no_header_leads_elsewhere(ask, before, name):
    status, arrived = ask(**{before + name: "//evil.example", "X-Real-IP": "6.6.6.6"}, accept="text/html", **COOKIE)
    assert status == 200
    assert [key for key, _ in arrived["headers"]] == [b"host", b"accept", b"cookie"]


@pytest.mark.parametrize("session", ['"><script>alert(1)</script>', "", '"mine"', "x" * 65, "mine\x00", "é", "a b"])
@pytest.mark.parametrize("name", ["solara-session-id", "solara-session-id-lax"])
def test_a_session_that_the_server_never_gave_does_not_reach_it(ask, name, session):
    status, arrived = ask(cookie=f"other=1; {name}={session}")
    assert status == 200
    assert [key for key, _ in arrived["headers"]] == [b"host"]


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({}, 200),
        ({"cookie": "solara-session-id-lax=mine"}, 200),
        ({"cookie": "solara-session-id=another"}, 403),
        ({"cookie": "solara-session-id="}, 403),
        ({"cookie": ""}, 403),
        ({"cookie": "=;\x7f"}, 403),
        ({"query": ""}, 403),
        ({"path": CLOSE[:-1]}, 403),
        ({"method": "GET"}, 405),
    ],
)
def test_only_the_browser_that_has_a_session_closes_it(ask, changed, status):
    assert ask(**{"path": CLOSE, "method": "POST", **ORIGIN, **COOKIE, **changed})[0] == status


@pytest.mark.parametrize(
    "path",
    [
        "/static/\x00",
        "/static/a\nb",
        "/static/..",
        "/static/../app.py",
        "/static/assets/./x",
        "/static//etc/passwd",
        "/static/" + "a" * 5000,
        "/static/" + "a/" * 200,
        "/static/\udcff",
        "/static/å",
        "/static",
        "//evil.example",
        "/\\evil.example",
        "",
        "*",
        "/readyz",
        "/resourcez",
        "/_solara/api/evict/x",
        "/jupyter/api/kernels/x",
        "/_solara/cdn/evil@1.0.0/evil.js",
        "/_solara/cdn/requirejs@2.3.6",
        "/anything",
    ],
)
def test_an_odd_path_is_not_found(ask, path):
    assert ask(path)[0] == 404
    assert ask(path, method="WS", **ORIGIN)[0] == 403
    assert ask(path, method="POST", **ORIGIN)[0] in {403, 404}


def test_what_the_page_needs_is_there_and_may_only_be_read(ask):
    for path in ("/", "/static/assets/style.css", "/jupyter/nbextensions/jupyter-vue/nodeps.js", SCRIPT):
        assert ask(path)[0] == 200
        assert ask(path, method="HEAD")[0] == 200
        for method in ("POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "odd"):
            assert ask(path, method=method, **ORIGIN)[0] == 405


def test_a_query_beyond_ascii_is_refused(ask):
    assert ask(query="v=\xff")[0] == 400


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])  # noqa: S104
def test_who_listens_everywhere_is_called_by_any_address_but_by_no_strange_name(ask, host):
    assert ask(listen=host, host=f"192.168.1.5:{PORT}")[0] == 200
    assert ask(listen=host, host=f"[fe80::1]:{PORT}")[0] == 200
    assert ask(listen=host, host=f"evil.example:{PORT}")[0] == 421


def test_another_host_is_served_under_its_name(ask):
    assert ask(listen="here.example", host=f"here.example:{PORT}")[0] == 200
