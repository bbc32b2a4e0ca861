"""The server of the local app on the wire."""

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from infra.local.events import Answer, Request
from infra.local.http_server import LARGEST_BODY, Server

seen: list[Request] = []


def respond(request: Request) -> Answer:
    seen.append(request)
    if request.path == "/slow":
        time.sleep(0.4)
    if request.path == "/nothing":
        return Answer(204)
    return Answer(200, [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")], request.body or b"hello")


@pytest.fixture
def server() -> Iterator[Server]:
    seen.clear()
    server = Server(0, respond)
    server.begin()
    yield server
    server.end()


@pytest.fixture
def connection(server: Server) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    yield connection
    connection.close()


def raw(server: Server, sent: bytes) -> bytes:
    """All that comes back for some bytes, until the server closes."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as link:
        link.sendall(sent)
        parts = []
        while part := link.recv(65536):
            parts.append(part)
    return b"".join(parts)


def test_it_listens_on_this_machine_only(server: Server) -> None:
    assert server.socket.getsockname()[0] == "127.0.0.1"


def test_one_connection_serves_many_requests(connection: http.client.HTTPConnection) -> None:
    for number in range(3):
        connection.request("POST", f"/{number}?a=%20b", b"x" * number, {"A": "b"})
        reply = connection.getresponse()
        assert (reply.status, reply.read()) == (200, b"x" * number or b"hello")
        assert reply.headers.get_all("Set-Cookie") == ["a=1", "b=2"]
    assert [(request.path, request.query) for request in seen] == [(f"/{n}", "a=%20b") for n in range(3)]
    assert len({id(connection.sock)}) == 1


def test_head_has_the_length_and_no_body(connection: http.client.HTTPConnection) -> None:
    connection.request("HEAD", "/")
    reply = connection.getresponse()
    assert (reply.status, reply.headers["Content-Length"], reply.read()) == (200, "5", b"")
    connection.request("GET", "/")
    assert connection.getresponse().read() == b"hello"


def test_an_empty_answer_has_no_length(connection: http.client.HTTPConnection) -> None:
    connection.request("GET", "/nothing")
    reply = connection.getresponse()
    assert (reply.status, reply.headers["Content-Length"], reply.read()) == (204, None, b"")
    connection.request("GET", "/")
    assert connection.getresponse().status == 200


def test_a_body_in_chunks_is_put_together(connection: http.client.HTTPConnection) -> None:
    connection.request("POST", "/", iter([b"ab", b"c" * 70000, b"d"]), encode_chunked=True)
    assert connection.getresponse().read() == b"ab" + b"c" * 70000 + b"d"


def test_ten_megabytes_are_taken_and_one_byte_more_is_413(connection: http.client.HTTPConnection) -> None:
    connection.request("POST", "/", b"x" * LARGEST_BODY)
    assert len(connection.getresponse().read()) == LARGEST_BODY
    connection.request("POST", "/", b"x" * (LARGEST_BODY + 1))
    reply = connection.getresponse()
    assert reply.status == 413
    assert json.loads(reply.read())["error"]["code"] == "too_large"
    assert len(seen) == 1


def test_too_large_a_body_in_chunks_is_413(connection: http.client.HTTPConnection) -> None:
    connection.request("POST", "/", iter([b"x" * 1_000_000] * 11), encode_chunked=True)
    assert connection.getresponse().status == 413


def test_who_asks_before_sending_is_refused_before_sending(server: Server) -> None:
    head = b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n"
    assert raw(server, head).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: -1",
        b"Content-Length: 1e3",
        b"Content-Length: 3\r\nContent-Length: 4",
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_a_request_that_can_not_be_read_is_400_in_the_one_shape(server: Server, head: bytes) -> None:
    reply = raw(server, b"POST / HTTP/1.1\r\nHost: x\r\n" + head + b"\r\n\r\n")
    assert reply.startswith(b"HTTP/1.1 400 ")
    assert json.loads(reply.partition(b"\r\n\r\n")[2])["error"]["code"] == "malformed"
    assert not seen


def test_dozens_are_answered_at_the_same_time(server: Server) -> None:
    statuses = []

    def ask() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        connection.request("GET", "/slow")
        statuses.append(connection.getresponse().status)
        connection.close()

    begun = time.monotonic()
    threads = [threading.Thread(target=ask) for _ in range(48)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 48
    assert time.monotonic() - begun < 4  # One after another: 19 seconds.


def test_a_request_under_way_is_finished_when_the_server_ends() -> None:
    server = Server(0, respond)
    server.begin()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("GET", "/slow")
    time.sleep(0.1)
    server.end()
    assert connection.getresponse().read() == b"hello"
    connection.close()


def test_it_says_that_it_is_starting_until_it_knows_what_to_answer() -> None:
    server = Server(0)
    server.begin()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("GET", "/")
    reply = connection.getresponse()
    assert (reply.status, reply.headers["Retry-After"]) == (503, "1")
    connection.close()
    server.end()
