"""Bodies that are too large or too deep, and requests that take for ever.

Each on its own route: tests/functions/test_requests.py (TestWhatIsNoJson, TestSize). Slow requests are tried on the
local app's server, which is ours. In AWS they wait at CloudFront and API Gateway, whose time-outs are Amazon's: a
function gets a request whole or not at all, and answers before the API gives up on it (tests/infra/test_functions.py).
"""

import http.client
import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from infra.local.events import Answer, Request
from infra.local.http_server import Server
from ringround.api.http import LARGEST_BODY
from ringround.api.openapi import REQUESTS
from ringround.api.routes import ROUTES, Route
from tests.builders import a_household
from tests.functions.conftest import Deployed, requests_of
from tests.functions.test_who_may import path_of

READING = [route for route in ROUTES if route.operation in REQUESTS]
MANY = 40


@pytest.mark.parametrize("route", READING, ids=lambda route: route.operation)
def test_every_route_that_reads_a_body_refuses_these(deployed: Deployed, route: Route) -> None:
    admin = deployed.fill(a_household()).browser("ada", role="admin")
    bodies = {
        "x" * (LARGEST_BODY + 1): (413, "too_large"),
        '{"a":' * 12_000: (400, "not_json"),
        "[" * LARGEST_BODY: (400, "not_json"),
        '{"a": ' + "9" * 6_000 + "}": (400, "not_json"),
    }
    for raw, expected in bodies.items():
        answer = admin.send(route.method, path_of(route), raw=raw)
        assert (answer.status, answer.code) == expected


def test_a_deep_body_that_is_json_goes_as_far_as_its_first_wrong_field(deployed: Deployed) -> None:
    sam = deployed.fill(a_household()).browser("sam")
    claim = sam.post("/api/banks/main/next").body["claim"]["id"]
    deep = '{"outcome": "not_home", "people": ' + "[" * 900 + "]" * 900 + "}"
    answer = sam.post(f"/api/claims/{claim}/response", raw=deep)
    assert (answer.status, answer.code) == (400, "malformed")
    assert [wrong["field"] for wrong in answer.body["error"]["details"]["fields"]] == ["people.0"]


def test_what_is_too_large_asks_the_table_for_nothing_but_who_asks(deployed: Deployed) -> None:
    sam = deployed.fill(a_household()).browser("sam")
    sam.get("/api/me")
    with requests_of(deployed.table) as made:
        sam.post("/api/my/notes", raw="x" * (LARGEST_BODY + 1))
    assert made == ["BatchGetItem"]


def test_strangers_send_no_body_that_is_read(deployed: Deployed) -> None:
    stranger = deployed.fill(a_household()).browser()
    with requests_of(deployed.table) as made:
        answer = stranger.post("/api/my/notes", raw="[" * 100_000)
    assert (answer.status, made) == (401, [])


@pytest.fixture
def server() -> Iterator[Server]:
    """The local app's server, which answers with what it was sent."""

    def respond(request: Request) -> Answer:
        return Answer(200, [("Content-Type", "application/json")], request.body)

    server = Server(0, respond)
    server.begin()
    yield server
    server.end(patience=0)


def test_requests_that_never_end_keep_nobody_else_of_the_local_server_waiting(server: Server) -> None:
    beginnings = (
        b"POST /api/login HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n{",
        b"POST /api/login HTTP/1.1\r\nHost: x\r\nX-A: ",
        b"POST /api/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"G",
    )
    with ExitStack() as open_ones:
        for n in range(MANY):
            link = open_ones.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=60))
            link.sendall(beginnings[n % len(beginnings)])
        other = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        other.request("POST", "/api/login", json.dumps({"email": "sam@example.org"}))
        assert json.loads(other.getresponse().read()) == {"email": "sam@example.org"}
        other.close()
