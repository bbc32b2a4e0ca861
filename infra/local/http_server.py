"""An HTTP/1.1 server of threads, for this machine only: reads a request whole, sends an answer whole."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from infra.local.events import Answer, Request

LARGEST_BODY = 10 * 1024 * 1024
"""Bytes: the limit of an API Gateway HTTP API."""
DRAINED = 64 * 1024 * 1024
NO_BODY = {204, 304}

Respond = Callable[[Request], Answer]


def error_answer(status: int, code: str, message: str, **headers: str) -> Answer:
    """An error of the server itself, in the API's one shape."""
    body = json.dumps({"error": {"code": code, "message": message, "details": None}}).encode()
    named = [(name.replace("_", "-").title(), value) for name, value in headers.items()]
    return Answer(status, [("Content-Type", "application/json"), ("Cache-Control", "no-store"), *named], body)


STARTING = error_answer(503, "try_again", "The local app is starting.", retry_after="1")
TOO_LARGE = error_answer(413, "too_large", "A request may be 10 MB at most.")


class BadRequestError(Exception):
    """The request can't be read; the connection is of no more use."""


class Handler(BaseHTTPRequestHandler):
    """One connection: several requests after one another."""

    protocol_version = "HTTP/1.1"
    timeout = 60  # Seconds that a connection may be idle.
    disable_nagle_algorithm = True
    wbufsize = -1  # Headers and body leave together.
    server: Server

    def handle_expect_100(self) -> bool:
        """Refuse before the body is sent, if it would be too large."""
        with contextlib.suppress(BadRequestError):  # Said when the body is read.
            if self._length() > LARGEST_BODY:
                self._send(TOO_LARGE, close=True)
                return False
        return super().handle_expect_100()

    def version_string(self) -> str:
        """What the Server header says."""
        return "ringround"

    def do_GET(self) -> None:
        """Answer any request."""
        with self.server.counted():
            self._answer()

    do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_GET  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing: paths and addresses are not for a log."""

    def _answer(self) -> None:
        try:
            length = self._length()
            if length > LARGEST_BODY:
                self._drain(length)
                self._send(TOO_LARGE, close=True)
                return
            body = self._chunks() if length < 0 else self.rfile.read(length)
            if length > len(body):
                raise BadRequestError
        except BadRequestError:
            self._send(error_answer(400, "malformed", "The request can't be read."), close=True)
            return
        if len(body) > LARGEST_BODY:
            self._send(TOO_LARGE, close=True)
            return
        target = urlsplit(self.path)
        peer = str(self.client_address[0])
        request = Request(self.command, target.path or "/", target.query, self.headers.items(), body, peer)
        self._send(self.server.respond(request))

    def _length(self) -> int:
        """The length of the body that is announced; -1 if it comes in chunks."""
        if "chunked" in (self.headers.get("Transfer-Encoding") or "").lower():
            return -1
        given = self.headers.get_all("Content-Length") or ["0"]
        if len(set(given)) > 1 or not given[0].strip().isascii() or not given[0].strip().isdigit():
            raise BadRequestError
        return int(given[0])

    def _chunks(self) -> bytes:
        parts, total = [], 0
        while total <= LARGEST_BODY:
            try:
                size = int(self.rfile.readline(1024).split(b";")[0], 16)
            except ValueError:
                raise BadRequestError from None
            if not 0 <= size <= LARGEST_BODY:
                return b"\0" * (LARGEST_BODY + 1)
            if size == 0:
                while self.rfile.readline(65536).strip():
                    pass
                break
            parts.append(self.rfile.read(size))
            total += size
            self.rfile.readline(8)
        return b"".join(parts)

    def _drain(self, length: int) -> None:
        # A client that is still sending would miss the answer.
        left = min(length, DRAINED)
        while left > 0 and (part := self.rfile.read(min(left, 1 << 20))):
            left -= len(part)

    def _send(self, answer: Answer, *, close: bool = False) -> None:
        self.close_connection = self.close_connection or close or self.server.stopping
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if answer.status not in NO_BODY:
            self.send_header("Content-Length", str(len(answer.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD" and answer.status not in NO_BODY:
            self.wfile.write(answer.body)
        self.wfile.flush()


class Server(ThreadingHTTPServer):
    """Listens on 127.0.0.1 from the moment it is made; answers once `begin` was called."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, port: int, respond: Respond = lambda _: STARTING) -> None:
        self.respond = respond
        self.stopping = False
        self._busy = 0
        self._changed = threading.Condition()
        super().__init__(("127.0.0.1", port), Handler)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.server_address[1])

    def server_bind(self) -> None:
        """Bind without looking up our own name, which can take seconds."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()

    def begin(self) -> None:
        """Answer, in threads of its own."""
        threading.Thread(target=self.serve_forever, args=(0.1,), name=f"port {self.port}", daemon=True).start()

    def end(self, patience: float = 5) -> None:
        """Take no new connection, let requests under way finish for `patience` seconds, and close."""
        self.stopping = True
        self.shutdown()
        until = time.monotonic() + patience
        with self._changed:
            while self._busy and time.monotonic() < until:
                self._changed.wait(0.1)
        self.server_close()

    @contextlib.contextmanager
    def counted(self) -> Any:
        """Know that a request is under way."""
        with self._changed:
            self._busy += 1
        try:
            yield
        finally:
            with self._changed:
                self._busy -= 1
                self._changed.notify_all()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that went away is no error; the rest is answered in `respond`."""
