"""What the drill does within a function's process: it moves the clock, and lets faults strike at the SDK's clients.

They strike below the SDK's retries, so that what the product sees is what it would see of AWS.
"""

from __future__ import annotations

import json
import os
import re
import signal
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final
from urllib.parse import urlsplit

import botocore.endpoint
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ConnectionClosedError
from botocore.httpsession import URLLib3Session

from tests.drill.clock import Clock
from tests.drill.strike import CALLS_HEADER, HEADER, OTHER_KINDS, STRIKES, TICKETS, Strike

FASTER: Final = 20
"""By how much the SDK waits less between its tries: a drill has many of them."""
_WRITES: Final = frozenset({"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"})
_SPACE: Final = "com.amazonaws.dynamodb.v20120810#"


class Hooks:
    """The faults of the invocation that runs in this process. `folder` is the drill's, `function` the process's."""

    def __init__(self, folder: Path, function: str) -> None:
        self._folder = folder
        self._function = function
        self._log = os.open(folder / STRIKES, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self._strike: Strike | None = None
        self._left = 0
        self._calls = 0
        self._others: Counter[str] = Counter()
        self._doing = ""

    def begin(self, event: dict[str, Any]) -> None:
        """Take up what an event asks for: a request's header, or a ticket for this function."""
        text = event["headers"].get(HEADER, "") if "headers" in event else self._ticket()
        self._strike = Strike.parse(text) if text else None
        self._left = self._strike.times if self._strike else 0
        self._calls = 0
        self._others.clear()
        self._doing = str(event.get("routeKey", self._function))

    def end(self, answer: dict[str, Any]) -> None:
        """Tell in an answer over HTTP how many requests to the table there were."""
        result = answer.get("result")
        if isinstance(result, dict) and isinstance(result.get("headers"), dict):
            result["headers"][CALLS_HEADER] = str(self._calls)

    def send(self, request: Any, carry_out: Callable[[], AWSResponse]) -> AWSResponse:
        """One request of the SDK's to the table, which may be met by the fault."""
        operation = _text(request.headers["X-Amz-Target"]).rpartition(".")[2]
        if _first_try(request):
            self._calls += 1
        strike = self._strike
        if strike is None or not self._left or self._calls < strike.at or strike.kind in OTHER_KINDS:
            return carry_out()
        if strike.kind == "conflict" and operation not in _WRITES:
            return carry_out()
        self._left -= 1
        self._note(strike, operation)
        if strike.kind == "ended":
            os.kill(os.getpid(), signal.SIGKILL)
        if strike.kind == "lost":
            carry_out()
            raise ConnectionClosedError(endpoint_url=request.url)
        return _refusal(strike, operation, request)

    def send_elsewhere(self, request: Any, carry_out: Callable[[], AWSResponse]) -> AWSResponse:
        """One request of the SDK's to the storage of files or to the mail service."""
        service = _service(request.url)
        strike = self._strike
        if _first_try(request):
            self._others[service] += 1
        if strike is None or not self._left or not strike.kind.startswith(service) or self._others[service] < strike.at:
            return carry_out()
        self._left -= 1
        self._note(strike, str(request.method))
        if strike.kind.endswith("lost"):
            carry_out()
            raise ConnectionClosedError(endpoint_url=request.url)
        return _failure(service, request)

    def _note(self, strike: Strike, operation: str) -> None:
        said = {"kind": strike.kind, "doing": self._doing, "at": self._calls, "operation": operation}
        os.write(self._log, f"{json.dumps(said)}\n".encode())

    def _ticket(self) -> str:
        for ticket in sorted((self._folder / TICKETS).glob(f"{self._function}-*")):
            text = ticket.read_text()
            ticket.unlink()
            return text
        return ""


def install(folder: Path, function: str) -> Hooks:
    """Meet the process's clock and the SDK from now on."""
    from ringround import wiring

    clock, hooks = Clock(folder), Hooks(folder, function)
    wiring.now = lambda: int(clock.now())
    untouched = URLLib3Session.send

    def send(session: URLLib3Session, request: Any) -> AWSResponse:
        if "X-Amz-Target" not in request.headers:
            return hooks.send_elsewhere(request, lambda: untouched(session, request))
        return hooks.send(request, lambda: untouched(session, request))

    URLLib3Session.send = send  # type: ignore[assignment, method-assign]
    quicker = SimpleNamespace(sleep=lambda seconds: time.sleep(seconds / FASTER), time=time.time)
    botocore.endpoint.time = quicker  # type: ignore[attr-defined]
    return hooks


def _refusal(strike: Strike, operation: str, request: Any) -> AWSResponse:
    status, said = 400, {"__type": f"{_SPACE}ProvisionedThroughputExceededException", "message": "Slower"}
    if strike.kind == "failed":
        status, said = 500, {"__type": f"{_SPACE}InternalServerError", "message": "Internal server error"}
    if strike.kind == "conflict" and operation == "TransactWriteItems":
        count = len(json.loads(request.body)["TransactItems"])
        reasons = [{"Code": "TransactionConflict", "Message": "Transaction is ongoing for the item"}]
        reasons += [{"Code": "None"}] * (count - 1)
        said = {"__type": f"{_SPACE}TransactionCanceledException", "Message": "Cancelled"}
        said |= {"CancellationReasons": reasons}  # type: ignore[dict-item]
    elif strike.kind == "conflict":
        said = {"__type": f"{_SPACE}TransactionConflictException", "message": "Transaction is ongoing for the item"}
    body = json.dumps(said).encode()
    raw = SimpleNamespace(stream=lambda: [body])
    headers: Any = {"content-type": "application/x-amz-json-1.0"}
    return AWSResponse(request.url, status, headers, raw)


def _service(url: str) -> str:
    """What a request of the SDK's that is not to the table is for."""
    path = urlsplit(url).path
    if path.startswith("/v2/email/"):
        return "mail"
    return "start" if path.startswith("/2015-03-31/functions/") else "file"


def _failure(service: str, request: Any) -> AWSResponse:
    status, kind = (503, "application/xml") if service == "file" else (500, "application/json")
    body = b"<Error><Code>SlowDown</Code><Message>Slower</Message></Error>" if service == "file" else b"{}"
    headers: Any = {"content-type": kind}
    return AWSResponse(request.url, status, headers, SimpleNamespace(stream=lambda: [body]))


def _first_try(request: Any) -> bool:
    found = re.search(r"attempt=(\d+)", _text(request.headers.get("amz-sdk-request", "attempt=1")))
    return found is None or found[1] == "1"


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
