"""A site of a few lines: it answers what a test laid down, and writes down what it was asked."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from .contract import check_answer, check_request

COOKIE = "__Host-session=o.token"


@dataclass(frozen=True)
class Refusal:
    """An answer that says no."""

    status: int
    code: str = "refused"
    message: str = "The site says no."
    details: dict[str, Any] | None = None


Reply = dict[str, Any] | str | Refusal | Callable[[Any], Any]


@dataclass
class FakeSite:
    """Lays down answers with `on`. Several answers to one request come one after another, the last for ever."""

    url: str = ""
    role: str = "organiser"
    asked: list[tuple[str, str, Any]] = field(default_factory=list)
    uploaded: list[bytes] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    replies: dict[tuple[str, str], list[Reply]] = field(default_factory=dict)

    def on(self, method: str, path: str, *replies: Reply) -> None:
        """What `method path` is answered; a path of the organisers' API may leave out its beginning."""
        self.replies[method, self._whole(path)] = list(replies)

    def bodies(self, method: str, path: str) -> list[Any]:
        """What was sent there."""
        return [body for verb, at, body in self.asked if (verb, at) == (method, self._whole(path))]

    @staticmethod
    def _whole(path: str) -> str:
        return path if path.startswith("/") else f"/api/organiser/{path}"

    def _compare(self, method: str, path: str, said: Any, reply: Any) -> None:
        """Keeps what the real API would not take or say, for the end of the test."""
        try:
            if said:
                check_request(method, path, said)
            if not isinstance(reply, Refusal | str):
                check_answer(method, path, reply)
        except (LookupError, ValueError) as wrong:
            self.faults.append(f"{method} {path}: {wrong}")

    def answer(self, method: str, path: str, body: bytes, cookie: str) -> tuple[int, Any]:
        """Status and body."""
        if path.startswith("/put/"):
            self.uploaded.append(body)
            return 200, {}
        said = json.loads(body) if body else None
        self.asked.append((method, path, said))
        if path == "/api/me":
            return 200, {"caller": {"role": self.role}}
        left = self.replies.get((method, path))
        if not left:
            return 404, _error(Refusal(404, "not_found", f"Nothing answers {method} {path}."))
        if path.startswith("/api/organiser/") and cookie != COOKIE:
            return 401, _error(Refusal(401, "not_signed_in", "Sign in first."))
        reply = left.pop(0) if len(left) > 1 else left[0]
        if callable(reply):
            reply = reply(said)
        if path.startswith("/api/"):
            self._compare(method, path, said, reply)
        if isinstance(reply, Refusal):
            return reply.status, _error(reply)
        return 200, reply


def _error(refusal: Refusal) -> dict[str, Any]:
    return {"error": {"code": refusal.code, "message": refusal.message, "details": refusal.details}}


@contextmanager
def serving(found: FakeSite) -> Iterator[None]:
    """Serve it on a port of its own."""

    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, said = found.answer(self.command, self.path, body, self.headers.get("Cookie", ""))
            data = said.encode() if isinstance(said, str) else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = do_DELETE = _any  # noqa: N815

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
