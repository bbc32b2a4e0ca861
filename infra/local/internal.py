"""What boto3 in the functions reaches in place of Lambda and SES, on a port of its own.

Lambda's Invoke starts a function here. SES requests go on to MiniStack; what it accepts is shown in the inbox.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from infra.local.events import Answer, Request
from infra.local.functions import FunctionBusyError, FunctionError, Functions
from infra.local.http_server import error_answer
from infra.local.inbox import Inbox

INVOKE = re.compile(r"/2015-03-31/functions/([^/]+)/invocations")
SEND = "/v2/email/outbound-emails"
LONGEST_RUN = 900.0
"""Seconds: Lambda's limit."""
TRIES = 3
"""An asynchronous invocation is tried again twice, as by Lambda; the pause is shorter here."""
PAUSE = 2.0
NOT_PASSED_ON = {"host", "connection", "content-length", "transfer-encoding", "expect"}


class Starts:
    """Asynchronous invocations: each is a file until it has run, so that none is lost by kill -9."""

    def __init__(self, folder: Path, functions: Functions, complain: Callable[[str], None]) -> None:
        self._folder = folder
        self._functions = functions
        self._complain = complain
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="start")
        self._stopping = threading.Event()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def resume(self) -> None:
        """Run what an earlier run of the app had accepted and not finished."""
        for file in sorted(self._folder.glob("*.json")):
            self._pool.submit(self._run, file)

    def accept(self, function: str, event: object) -> None:
        """Write an invocation down and run it soon."""
        file = self._folder / f"{time.time_ns()}-{uuid.uuid4().hex}.json"
        unfinished = file.with_suffix(".new")
        unfinished.write_text(json.dumps({"function": function, "event": event, "tries": 0}))
        unfinished.rename(file)
        self._pool.submit(self._run, file)

    def close(self) -> None:
        """Begin no other; those that wait are resumed by the next run."""
        self._stopping.set()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _run(self, file: Path) -> None:
        start = json.loads(file.read_text())
        while start["tries"] < TRIES and not self._stopping.is_set():
            start["tries"] += 1
            file.write_text(json.dumps(start))
            try:
                self._functions[start["function"]].invoke(start["event"], LONGEST_RUN)
                break
            except (FunctionError, FunctionBusyError) as error:
                if self._stopping.is_set():
                    return
                self._complain(f"{start['function']} failed ({error.kind}), try {start['tries']} of {TRIES}")
                self._stopping.wait(PAUSE)
        with contextlib.suppress(FileNotFoundError):
            file.unlink()


class Internal:
    """Answers the requests of boto3's Lambda and SES v2 clients."""

    def __init__(self, functions: Functions, starts: Starts, inbox: Inbox, ministack_port: int) -> None:
        self._functions = functions
        self._starts = starts
        self._inbox = inbox
        self._ministack_port = ministack_port

    def __call__(self, request: Request) -> Answer:
        """The answer of Lambda or SES."""
        invoke = INVOKE.fullmatch(request.path)
        if invoke and request.method == "POST":
            return self._invoke(unquote(invoke[1]), request)
        if request.path.startswith("/v2/email/"):
            return self._mail(request)
        return error_answer(404, "not_found", "Only Lambda's Invoke and SES v2 are answered here.")

    def _invoke(self, name: str, request: Request) -> Answer:
        function = name.split(":")[6] if name.startswith("arn:") else name.partition(":")[0]
        if not self._functions.exists(function):
            body = {"Type": "User", "Message": f"Function not found: {function}"}
            return _json(404, body, ("x-amzn-ErrorType", "ResourceNotFoundException"))
        try:
            event = json.loads(request.body or b"{}")
        except ValueError:
            body = {"Type": "User", "Message": "Could not parse request body into json"}
            return _json(400, body, ("x-amzn-ErrorType", "InvalidRequestContentException"))
        kind = request.header("x-amz-invocation-type") or "RequestResponse"
        if kind == "DryRun":
            return Answer(204)
        if kind == "Event":
            self._starts.accept(function, event)
            return Answer(202)
        try:
            return _json(200, self._functions[function].invoke(event, LONGEST_RUN))
        except (FunctionError, FunctionBusyError) as error:
            body = {"errorType": type(error).__name__, "errorMessage": str(error)}
            return _json(200, body, ("X-Amz-Function-Error", "Unhandled"))

    def _mail(self, request: Request) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self._ministack_port, timeout=20)
        headers = {name: value for name, value in request.headers if name.lower() not in NOT_PASSED_ON}
        target = f"{request.path}?{request.query}" if request.query else request.path
        try:
            connection.request(request.method, target, request.body, headers)
            response = connection.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException):
            return error_answer(503, "try_again", "MiniStack does not answer.")
        finally:
            connection.close()
        if request.method == "POST" and request.path == SEND and response.status == 200:
            self._inbox.add(json.loads(request.body))
        passed = [pair for pair in response.getheaders() if pair[0].lower() not in NOT_PASSED_ON]
        return Answer(response.status, passed, body)


def _json(status: int, body: Any, *headers: tuple[str, str]) -> Answer:
    return Answer(status, [("Content-Type", "application/json"), *headers], json.dumps(body).encode())
