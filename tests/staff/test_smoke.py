"""The smoke test of a site: what a browser needs is looked at, and each lack is found."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from infra import edge
from infra.staff import smoke
from infra.staff.checks import Check

Reply = tuple[int, dict[str, str], str]
HEADERS = {**edge.security_headers(), "Cache-Control": edge.CACHE_PAGES}
PAGE = '<!doctype html><script type="module" src="/assets/index-1a2b3c.js"></script>'


def _error(status: int, code: str) -> Reply:
    return status, {}, json.dumps({"error": {"code": code, "message": "No."}})


WELL: dict[str, Reply] = {
    "/": (200, HEADERS, PAGE),
    "/assets/index-1a2b3c.js": (200, {"Cache-Control": edge.CACHE_HASHED}, "1"),
    "/api/campaign": (200, {}, json.dumps({"campaign": {"name": "Oakshire by-election"}})),
    "/api/organiser/settings": _error(401, "not_signed_in"),
    "/direct/api/campaign": (403, {}, json.dumps({"code": "not_through_the_site", "message": "No."})),
}


@pytest.fixture
def replies() -> dict[str, Reply]:
    """What the site answers; a test changes it."""
    return dict(WELL)


@pytest.fixture
def address(replies: dict[str, Reply], monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A site on this machine."""
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = replies.get(self.path, (404, {}, ""))
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def _look(address: str) -> list[Check]:
    return smoke.look(address, f"{address}/direct")


def test_a_site_that_is_well_is_well(address: str) -> None:
    found = _look(address)
    assert [check.state for check in found] == ["ok"] * 5
    assert "Oakshire by-election" in " ".join(check.said for check in found)


@pytest.mark.parametrize(
    ("path", "reply", "what"),
    [
        ("/", (403, {}, ""), "The calling screen"),
        ("/", (200, {"Cache-Control": "no-cache"}, PAGE), "The calling screen"),
        ("/", (200, {**HEADERS, "Cache-Control": "max-age=3600"}, PAGE), "The calling screen"),
        ("/", (200, HEADERS, "<p>Somebody else's page</p>"), "Its scripts"),
        ("/assets/index-1a2b3c.js", (404, {}, ""), "Its scripts"),
        ("/assets/index-1a2b3c.js", (200, {}, "1"), "Its scripts"),
        ("/api/campaign", (200, HEADERS, PAGE), "The API"),
        ("/api/campaign", _error(503, "busy"), "The API"),
        ("/api/organiser/settings", (200, {}, "{}"), "Organisers’ pages"),
        ("/direct/api/campaign", WELL["/api/campaign"], "The API’s own address"),
        ("/direct/api/campaign", _error(403, "forbidden"), "The API’s own address"),
    ],
)
def test_each_lack_is_found(address: str, replies: dict[str, Reply], path: str, reply: Reply, what: str) -> None:
    replies[path] = reply
    assert [check.what for check in _look(address) if check.state == "stop"] == [what]


def test_a_site_that_is_not_there_is_said_to_be_so() -> None:
    found = smoke.look("http://127.0.0.1:9", page=False)
    assert [check.state for check in found] == ["note", "stop", "stop"]
    assert "no answer" in found[1].said


def test_where_something_else_answers_for_aws_it_is_asked_for_the_site_by_its_name(
    address: str, replies: dict[str, Reply], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", address)
    assert smoke.get("https://d111111abcdef8.cloudfront.net/api/campaign").status == 200
    assert smoke.get("https://phone.example.invalid/api/campaign").status == 0
