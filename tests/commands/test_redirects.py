"""A session is shown to the site that it is of, and to nobody that the site points to."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from infra.commands.site import Answered, Site


class _Elsewhere(BaseHTTPRequestHandler):
    """Sends whoever asks to another address, and writes down what it is shown."""

    shown: ClassVar[list[tuple[str, str]]] = []

    def do_GET(self) -> None:
        """Any request."""
        self.shown.append((self.path, self.headers.get("Cookie", "")))
        self.send_response(302)
        self.send_header("Location", f"http://localhost:{self.connection.getsockname()[1]}/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


def test_a_redirect_is_not_followed_with_the_session() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with pytest.raises(Answered) as refused:
            Site(f"http://127.0.0.1:{server.server_address[1]}", "o.token").ask("GET", "/api/me")
    finally:
        server.shutdown()
        server.server_close()
    assert refused.value.status == 302
    assert _Elsewhere.shown == [("/api/me", "__Host-session=o.token")]
