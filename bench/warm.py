"""Processor time of a warm request outside DynamoDB, beside an empty handler of Powertools in the same run.

    python -m bench.warm [CALLS] [--quick]        (make bench-warm)

A volunteer signs in and rings through the real handlers, on DynamoDB Local, which is a process of its own and not
counted. Of this process, what boto3 does for each request to the table (serialising, signing, sending, parsing) is
counted apart: the target is for the rest. Medians of all requests; the empty handler answers in between, so that
both meet the same machine.
"""

import json
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any, Final

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from botocore.client import BaseClient

from bench import units_per_call as ringing
from bench.results import Row, emit
from infra.local.engines import start_dynamodb
from ringround import settings, wiring
from ringround.storage.schema import table_definition
from tests.events import LAMBDA, an_event

CALLS: Final = 400
PARTS: Final = {
    "session": "login: who is signed in",
    "claim": "next_contact: the next household",
    "start": "next_contact: what a page begins with",
    "response": "submit_response: record a call",
    "page": "submit_response: record a call and bring the next household",
}
"""What is measured, by the part of a shift."""

TOLD: Final = {
    "AWS_REGION": "eu-west-2",
    "AWS_DEFAULT_REGION": "eu-west-2",
    "AWS_ACCESS_KEY_ID": "bench",
    "AWS_SECRET_ACCESS_KEY": "bench",
    "POWERTOOLS_SERVICE_NAME": "bench",
    # Lines are written as in Lambda, to where nobody reads them.
    "POWERTOOLS_LOG_LEVEL": "INFO",
    settings.TABLE: "bench",
}


class Clock:
    """Milliseconds of the processor by part: `all` of a handler, of that `table` in boto3, and an `empty` handler."""

    def __init__(self) -> None:
        self.part = ""
        self.all: defaultdict[str, list[float]] = defaultdict(list)
        self.table: defaultdict[str, list[float]] = defaultdict(list)
        self.empty: list[float] = []
        self._inside = 0.0
        self._bare = _bare()

    def watch(self) -> None:
        """Count apart what clients do from now on."""
        usual = BaseClient._make_api_call  # type: ignore[attr-defined]

        def timed(client: Any, *asked: Any) -> Any:
            began = time.process_time_ns()
            try:
                return usual(client, *asked)
            finally:
                self._inside += time.process_time_ns() - began

        BaseClient._make_api_call = timed  # type: ignore[attr-defined]

    def ask(self, handler: Any, method: str, path: str, body: Any, cookie: str, _context: Any) -> Any:
        """One request through a handler, and one through the empty one."""
        event = ringing.an_event(method, path, body, cookie)
        self._inside = 0.0
        began = time.process_time_ns()
        answer = handler(event, LAMBDA)
        took = time.process_time_ns() - began
        self.all[self.part].append(took / 1e6)
        self.table[self.part].append(self._inside / 1e6)
        began = time.process_time_ns()
        self._bare(an_event("GET", "/api/empty"), LAMBDA)
        self.empty.append((time.process_time_ns() - began) / 1e6)
        if answer["statusCode"] >= 400:
            raise RuntimeError(answer["body"])
        return json.loads(answer["body"] or "null")


def _bare() -> Callable[[dict[str, Any], Any], dict[str, Any]]:
    app = APIGatewayHttpResolver()

    @app.get("/api/empty")
    def empty() -> dict[str, str]:
        return {}

    return app.resolve


def main(calls: int) -> None:
    """Ring so many times and tell what it took."""
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder:
        engine = start_dynamodb(Path(folder) / "log", data=None, shared=True)
        try:
            os.environ |= {"AWS_ENDPOINT_URL_DYNAMODB": engine.url, **TOLD}
            wiring.forget()
            wiring.dynamodb().create_table(**table_definition("bench"))
            ringing.seed(calls * 3)
            clock.watch()
            ringing.ask = clock.ask  # type: ignore[assignment]
            ringing.ring(clock, calls)  # type: ignore[arg-type]
        finally:
            engine.stop()
    empty = median(clock.empty)
    rows, slowest = [], 0.0
    for part, what in PARTS.items():
        ours = median(a - t for a, t in zip(clock.all[part], clock.table[part], strict=True))
        slowest = max(slowest, ours)
        rows.append(Row(f"{what}", round(ours, 2), "ms"))
        rows.append(Row(f"{what}, in boto3", round(median(clock.table[part]), 2), "ms"))
    emit(
        "warm",
        [
            Row("worst hot handler", round(slowest, 2), "ms"),
            Row("an empty handler of Powertools", round(empty, 3), "ms"),
            Row("worst hot handler beside the empty one", round(slowest / empty, 1), "ratio"),
            *rows,
        ],
        {"calls": calls},
    )


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[1:] if each.isdigit()]
    main(numbers[0] if numbers else 100 if "--quick" in sys.argv else CALLS)
