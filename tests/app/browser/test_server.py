"""What the server hands out, and to whom; only the last test needs a browser."""

from __future__ import annotations

import http.client
from pathlib import Path
from urllib.parse import urlsplit

import pytest


def asked(server, path, **headers):
    """Status and text of a path that is sent as it stands."""
    line = http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=30)
    line.putrequest("GET", path, skip_host="Host" in headers)
    for name, value in headers.items():
        line.putheader(name.replace("_", "-"), value)
    line.endheaders()
    answer = line.getresponse()
    return answer.status, answer.read().decode("utf-8", "replace")


@pytest.mark.parametrize(
    "path",
    [
        "/../../../../../../etc/passwd",
        "/static/../../../../../../../../etc/passwd",
        "/static/public/..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
        "/static/nbextensions/..%2f..%2f..%2f..%2f..%2fetc/passwd",
        "/static/assets/../../../../../../../../etc/passwd",
        "/_solara/cdn/..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
        "/pyproject.toml",
        "/static/public/shell.py",
        "/outputs/app",
        "/static/%00",
        "/static/" + "a" * 4000,
        "/_solara/cdn/left-pad@1.3.0/index.js",
        "/resourcez",
    ],
)
def test_no_file_is_handed_out(server, path):
    status, text = asked(server, path)
    assert status == 404
    assert "root:" not in text
    assert "import " not in text


def test_it_listens_to_this_machine_alone(server):
    assert urlsplit(server.address).hostname == "localhost"
    port = f"{urlsplit(server.address).port:04X}"
    table = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()
    listening = [line.split()[1] for line in table if line.split()[3] == "0A"]
    assert [one.partition(":")[0] for one in listening if one.endswith(f":{port}")] == ["0100007F"]


def test_the_page_names_itself(server):
    status, text = asked(server, "/")
    assert status == 200
    assert "<title>Bygd</title>" in text


def test_no_header_of_a_stranger_changes_the_page_of_others(server):
    before = asked(server, "/")
    for name in ("X_Script_Name", "Script_Name", "X_Forwarded_Host", "X_Forwarded_Prefix"):
        assert "evil.example" not in asked(server, "/", **{name: "//evil.example"})[1]
    assert asked(server, "/") == before


def test_under_another_name_there_is_no_page(server):
    assert asked(server, "/", Host="evil.example")[0] == 421
    assert asked(server, "/", Origin="https://evil.example")[0] == 403


KNOCK = """address => new Promise(done => {
    const kernels = `${address.replace('http', 'ws')}jupyter/api/kernels`;
    const line = new WebSocket(`${kernels}/x-${Math.random().toString().slice(2)}/channels?session_id=x`);
    line.onopen = () => { line.close(); done('open'); };
    line.onerror = () => done('refused');
})"""


def test_the_page_of_somebody_else_opens_no_websocket(server, browser):
    page = browser.new_page()
    page.route("http://evil.example/", lambda route: route.fulfill(body="<p>Nice.</p>", content_type="text/html"))
    page.goto("http://evil.example/")
    assert page.evaluate(KNOCK, server.address) == "refused"
    page.goto(server.address)
    assert page.evaluate(KNOCK, server.address) == "open"
    page.close()
