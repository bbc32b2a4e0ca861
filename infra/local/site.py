"""The site as volunteers see it: /api/* goes to the functions, the rest is web/dist, and /local/inbox is the mail."""

from __future__ import annotations

import ipaddress
import re
import time
from collections.abc import Callable, Iterable

from infra.edge import security_headers
from infra.local.events import (
    Answer,
    BadResultError,
    Match,
    Request,
    RouteLike,
    Router,
    to_answer,
    to_event,
)
from infra.local.functions import FunctionBusyError, FunctionError, Functions
from infra.local.http_server import error_answer
from infra.local.inbox import Inbox
from infra.local.static import StaticFiles

INBOX = "/local/inbox"
NOT_FOUND = error_answer(404, "not_found", "There is nothing at this address.")
NOT_ALLOWED = error_answer(405, "not_allowed", "Pages can only be read.", allow="GET, HEAD")
FAILED = error_answer(500, "internal_error", "Something went wrong here. Please try again.")
BUSY = error_answer(503, "try_again", "Too busy just now. Please try again.", retry_after="1")
WRONG_HOST = error_answer(
    421, "wrong_host", "The local app answers to 127.0.0.1 and localhost only, so that no other site can read it."
)

Note = Callable[[str], None]


class Site:
    """Answers a request. `note` gets one line for each request (no personal data), `complain` one for a failure."""

    def __init__(
        self,
        routes: Iterable[RouteLike],
        functions: Functions,
        files: StaticFiles,
        inbox: Inbox,
        *,
        upload_origins: Iterable[str],
        note: Note | None,
        complain: Note,
    ) -> None:
        self._router = Router(routes)
        self._functions = functions
        self._files = files
        self._inbox = inbox
        self._security = security_headers(upload_origins)
        self._note = note
        self._complain = complain

    def __call__(self, request: Request) -> Answer:
        """The answer, with what the edge adds to it."""
        start = time.monotonic()
        template, answer = self._answer(request)
        named = {name.lower() for name, _ in answer.headers}
        added = [pair for pair in self._security.items() if pair[0].lower() not in named]
        if self._note:
            spent = (time.monotonic() - start) * 1000
            self._note(f"{request.method} {template} {answer.status} {spent:.0f} ms")
        return Answer(answer.status, [*answer.headers, *added], answer.body)

    def _answer(self, request: Request) -> tuple[str, Answer]:
        host = request.header("host")
        if not is_this_machine(host):
            return "-", WRONG_HOST
        if request.path == "/api" or request.path.startswith("/api/"):
            match = self._router.match(request.method, request.path)
            return (match.route.path, self._run(request, match, host)) if match else ("/api/*", NOT_FOUND)
        if request.method not in {"GET", "HEAD"}:
            return "/*", NOT_ALLOWED
        if request.path == INBOX:
            return INBOX, self._inbox.answer(request.header("accept"))
        known, encodings = request.header("if-none-match"), request.header("accept-encoding")
        return "/*", self._files.answer(request.path, known, encodings)

    def _run(self, request: Request, match: Match, host: str) -> Answer:
        try:
            return to_answer(self._functions[match.route.function].invoke(to_event(request, match, host=host)))
        except FunctionBusyError as error:
            self._complain(f"{match.key}: {error.kind}")
            return BUSY
        except FunctionError as error:
            self._complain(f"{match.key} failed ({error.kind}): see logs/functions.log in the data folder")
        except BadResultError as error:
            self._complain(f"{match.key} returned what API Gateway can't send on: {error}")
        return FAILED


def is_this_machine(host: str) -> bool:
    """Whether a Host header names this machine's loopback, on any port (a tunnel may have another).

    Otherwise a page elsewhere, whose name is made to point here, could read the sign-in codes.
    """
    name = re.sub(r":\d+$", "", host).strip("[]").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
