"""What the server hands out to somebody who asks for files; no browser is needed."""

from __future__ import annotations

import http.client
from pathlib import Path
from urllib.parse import urlsplit

import pytest


def asked(server, path):
    """Status and text of a path that is sent as it stands."""
    line = http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=30)
    line.putrequest("GET", path, skip_host=False)
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
