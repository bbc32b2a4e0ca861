"""What a call, a shift and an elector use of AWS, counted on the real handlers: `make bench-costs`.

A call is made as a telephone's page makes it: the response that brings the next household, and when the page is seen
again, now and then which call-backs are promised and, after a long call, whether what is held may still be rung. A
shift begins with a sign-in by code and all that the first screen asks. An import is the whole one, of made-up lists.
Requests, request units and bytes of logs are counted; the processor's time is this machine's, and becomes Lambda's by
the share of a processor that the functions' memory brings, with some milliseconds for each request to the table. Then
the table of what it costs, by `infra.costs`, and what 1,000 calls cost on each footing. The constants of
`infra.costs_of_calls` are these figures: one that is off by a tenth ends this with 1.
"""

import argparse
import io
import json
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from math import ceil
from pathlib import Path
from typing import Any, Final

from bench.local_table import use_new
from bench.metering import Meter, size
from bench.results import Row, emit
from bench.units_per_call import EMAIL, MIX, an_event, seed
from functions.login.handler import handler as login
from functions.next_contact.handler import handler as next_contact
from functions.submit_response.handler import handler as submit_response
from infra import costs
from infra.access_log import ACCESS_LOG, one_line
from infra.commands.sampling import files, generate
from infra.config import Election
from infra.costs_of_calls import BILL, CALL, CALLS_A_SHIFT, FOOTINGS, IN_SHIFTS, SHIFT, Use
from infra.local.engines import start_dynamodb
from infra.memory import MEMORY, WHOLE_PROCESSOR
from infra.prices import AS_OF, FREE, VIRGINIA
from ringround import observability, wiring
from ringround.api.routes import ROUTES
from ringround.storage import imports
from ringround.storage.imports import Upload
from ringround.storage.schema import QUEUE_PK
from ringround.usecases.imports import begin
from ringround.usecases.imports_files import World
from ringround.usecases.imports_run import run

POLL: Final = date(2027, 3, 4)
ROUND_TRIP: Final = 5
"""Milliseconds of a request to the table, as seen from a function: AWS says "single-digit"."""
EVENT_BYTES: Final = 26
"""What CloudWatch adds to the size of each line
(docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html)."""
TRACE_ID: Final = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"
CALL_BACKS_EVERY: Final = 40
"""Calls. A page that is seen again between calls asks once an hour for call-backs, where none is due
(`web/src/more/call-backs.ts`); a call takes a minute and a half."""
LONG: Final = ("answered",)
"""What calls that last for more than three minutes come to. The page is told with each response what it must not show
any more, and asks for it after three minutes without one (`web/src/more/held.ts`)."""
NEAR: Final = 0.1
HANDLERS: Final[dict[str, Any]] = {"login": login, "next_contact": next_contact, "submit_response": submit_response}


class Counter:
    """Requests through the handlers, and what each leaves behind, by part."""

    def __init__(self, meter: Meter | None) -> None:
        self.meter = meter
        self.cookie = ""
        self.part = ""
        self.seen: defaultdict[str, Use] = defaultdict(Use)
        self.worked: defaultdict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
        """By part and function: milliseconds of the processor, and requests to the table."""
        self._asked = 0
        self._logs = io.StringIO()
        handler: Any = observability.logger().registered_handler
        handler.setStream(self._logs)

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """One request. Raises RuntimeError where it is refused."""
        route = _route(method, path)
        if self.meter:
            self.meter.part = self.part
        began = time.process_time()
        answer = HANDLERS[route.function](an_event(method, path, body, self.cookie), None)
        worked = self.worked[self.part, route.function]
        worked[0] += (time.process_time() - began) * 1000
        worked[1] += self._asked_since()
        if answer["statusCode"] >= 400:
            raise RuntimeError(answer["body"])
        if answer.get("cookies"):
            self.cookie = str(answer["cookies"][0]).partition(";")[0]
        written = self._logs.getvalue()
        self._logs.seek(0)
        self._logs.truncate()
        lines = [*written.encode().splitlines(), _access_line(f"{method} {route.path}", answer)]
        self.seen[self.part] += Use(
            requests=1,
            log_bytes=sum(len(line) + EVENT_BYTES for line in lines),
            answer_bytes=len(answer["body"]),
        )
        return json.loads(answer["body"] or "null")

    def _asked_since(self) -> int:
        """The requests to the table since this was asked last."""
        asked = sum(sum(used.requests.values()) for used in self.meter.by_part.values()) if self.meter else 0
        since, self._asked = asked - self._asked, asked
        return since

    def used(self, part: str, times: int) -> Use:
        """What one of a part used."""
        units = self.meter.by_part[part] if self.meter else None
        if units is None:
            raise AssertionError("nothing was metered")
        whole = replace(self.seen[part], read_units=units.reads, write_units=units.writes)
        return whole.times(1 / times)


def _route(method: str, path: str) -> Any:
    parts = path.split("/")
    for route in ROUTES:
        pattern = route.path.split("/")
        fits = len(pattern) == len(parts) and all(p == q or p[:1] == "{" for p, q in zip(pattern, parts, strict=True))
        if route.method == method and fits:
            return route
    raise KeyError(path)


def _access_line(route: str, answer: dict[str, Any]) -> bytes:
    said = {
        "request": "Zm9vYmFyYmF6cXV=",
        "route": route,
        "status": str(answer["statusCode"]),
        "milliseconds": "48",
        "function_milliseconds": "45",
        "bytes": str(len(answer["body"])),
    }
    return one_line({name: said.get(name, "-") for name in ACCESS_LOG}).encode()


def shift(counter: Counter, calls: int) -> None:
    """Sign in, begin, and make so many calls."""
    counter.part = "shift"
    wiring.new_code = lambda: "123456"
    ask = counter.ask
    ask("GET", "/api/start")
    ask("POST", "/api/login/code", {"email": EMAIL})
    ask("POST", "/api/login", {"email": EMAIL, "code": "123456"})
    ask("GET", "/api/start")
    ask("GET", "/api/banks/main")
    shown = [ask("POST", "/api/banks/main/next", {"holding": []})["claim"]]
    shown.append(ask("POST", "/api/banks/main/next", {"holding": [shown[0]["id"]]})["claim"])
    counter.part = "call"
    for n in range(calls):
        claim = shown.pop(0)
        outcome = MIX[n % len(MIX)]
        if outcome in LONG:
            ask("GET", "/api/claims/standing")
        if n % CALL_BACKS_EVERY == 0:
            ask("GET", "/api/my/callbacks")
        number = claim["numbers"][0]
        people = [{"person": number["whose"][0], "answers": {"support": "yes"}}] if outcome == "answered" else []
        held = [c["id"] for c in (claim, *shown)]
        sent = {"outcome": outcome, "number": number["e164"], "people": people, "want_next": True, "holding": held}
        shown.append(ask("POST", f"/api/claims/{claim['id']}/response", sent)["next"]["claim"])
    counter.part = "shift"
    for claim in shown:
        ask("DELETE", f"/api/claims/{claim['id']}")
    ask("GET", "/api/banks/main/leaderboard")
    ask("POST", "/api/logout", {})


def gb_seconds(metered: Counter, timed: Counter, part: str, times: int) -> float:
    """What Lambda would charge for, for one of a part: each function's time, by its memory. The requests to the table
    are those of the metered round."""
    whole = 0.0
    for (of, function), (milliseconds, _) in timed.worked.items():
        if of == part:
            memory = MEMORY[function].megabytes
            waited = metered.worked[part, function][1] * ROUND_TRIP
            whole += (milliseconds / min(1, memory / WHOLE_PROCESSOR) + waited) / 1000 * memory / 1024
    return whole / times


@contextmanager
def engine() -> Iterator[Path]:
    """DynamoDB Local with an empty table, and a folder."""
    with tempfile.TemporaryDirectory(prefix="ringround-bench-") as name:
        started = start_dynamodb(Path(name) / "log", data=None, shared=True)
        use_new(
            started.url,
            POWERTOOLS_SERVICE_NAME="submit_response",
            POWERTOOLS_LOG_LEVEL="INFO",
            _X_AMZN_TRACE_ID=TRACE_ID,
        )
        try:
            yield Path(name)
        finally:
            started.stop()


def measure_calls(calls: int) -> tuple[Use, Use]:
    """What one call uses, and one shift without its calls. The second round is not metered: the meter takes time."""
    with engine():
        seed(calls * 5)
        metered = Counter(Meter(wiring.dynamodb(), wiring.client("dynamodb")))
        shift(metered, calls)
    with engine():
        seed(calls * 5)
        timed = Counter(None)
        shift(timed, calls)
    call, whole_shift = (
        replace(metered.used(part, times), gb_seconds=gb_seconds(metered, timed, part, times))
        for part, times in (("call", calls), ("shift", 1))
    )
    return call, replace(whole_shift, mails=1)


def measure_import(electors: int) -> float:
    """The write units of an import, for each elector: 2 for a kilobyte in a transaction, 1 for one that is written by
    itself, 1 for a place in the queue."""
    with engine() as folder:
        seed(0)
        files.write(generate.electors(electors, 1, POLL, made_up_numbers=True), folder, 1)
        sources = [folder / "register.csv", folder / "phones.csv"]
        units = [0]

        def count(params: dict[str, Any], model: Any, **_: Any) -> None:
            units[0] += _units_of(params, model.name)

        wiring.dynamodb().meta.events.register("provide-client-params.dynamodb", count)
        context = wiring.context()
        uploads = [Upload(path.name, path.stat().st_size) for path in sources]
        begin(context, "bench", uploads, "bench", by="bench", now=wiring.now())

        def fetch(place: int, to: Path) -> bool:
            shutil.copyfile(sources[place], to)
            return True

        work = Path(tempfile.mkdtemp(dir=folder))
        run(context, "bench", World(wiring.now, fetch, lambda _: None, work, "bench"))
        done = imports.get(context.table, "bench")
        if done is None or done.state != "done":
            raise RuntimeError("the import did not end well")
    return units[0] / electors


def _units_of(params: dict[str, Any], operation: str) -> int:
    if operation == "TransactWriteItems":
        writes = [next(iter(write.items())) for write in params["TransactItems"]]
        return sum(_one(write.get("Item"), 2) for kind, write in writes if kind != "ConditionCheck")
    if operation == "BatchWriteItem":
        puts = [request for requests in params["RequestItems"].values() for request in requests]
        return sum(_one(put.get("PutRequest", {}).get("Item"), 1) for put in puts)
    return _one(params.get("Item"), 1) if operation in {"PutItem", "UpdateItem", "DeleteItem"} else 0


def _one(item: dict[str, Any] | None, each: int) -> int:
    item = item or {}
    return each * max(1, ceil(size(item) / 1024)) + (QUEUE_PK in item)


def rows() -> list[Row]:
    """What 1,000 calls cost on each footing, first that of a by-election's bill; then the bill by service."""
    found = []
    for footing in sorted(FOOTINGS, key=lambda each: each is not BILL):
        first = "1,000 calls" if footing is BILL else f"1,000 calls, {footing.what}"
        how = "; ".join(
            (
                f"AWS's prices in {'us-east-1' if footing.rates is VIRGINIA else 'London'}",
                f"{footing.calls_a_day:,} calls a day",
                "nothing taken off" if footing.free is not FREE else "what AWS takes nothing for in a month taken off",
                *([f"a page, a sign-in and a mailed code for every {CALLS_A_SHIFT}"] if footing.shifts else []),
                *([f"without {' and '.join(footing.without)}"] if footing.without else []),
            )
        )
        found.append(Row(first, footing.usd(), "$", how=how))
        if "traces" not in footing.without:
            found.append(Row(f"{first}, no traces", footing.usd(traces=False), "$", how=f"{how}; `traces = false`"))
    return [*found, *(Row(f"of 1,000 calls: {line.what}", line.usd, "$") for line in BILL.by_service())]


def main() -> int:
    """Measure, print, compare. Returns how the process ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=400)
    parser.add_argument("--electors", type=int, default=3_000)
    parser.add_argument("--quick", action="store_true", help="fewer calls, and a smaller register")
    given = parser.parse_args()
    if given.quick:
        given.calls, given.electors = 60, 600
    call, whole_shift = measure_calls(given.calls)
    per_elector = measure_import(given.electors)
    wrong = [
        *_show("a call", call, CALL),
        *_show("a shift, beside its calls", whole_shift, SHIFT),
        *_compare("an elector imported: write units", per_elector, costs.ELECTOR_WRITE_UNITS),
    ]
    print()
    election = Election(name="bench", title="Bench by-election", poll_date=POLL, sender="phonebank@example.org")
    print("\n".join([*costs.table(election), "", *costs.expected(election).lines()]))
    counted = {
        f"a call: {name}": round(getattr(call, name), 4)
        for name in ("requests", "write_units", "read_units", "log_bytes", "answer_bytes", "gb_seconds")
    }
    bars = [(line.what, line.usd) for line in IN_SHIFTS.by_service()]
    facts = {**counted, "calls": given.calls, "prices": AS_OF, "calls a shift": CALLS_A_SHIFT}
    emit("costs", rows(), facts, {"money": {"$ for 1,000 calls in their shifts": bars}}, quick=given.quick)
    for line in wrong:
        print(f"infra.costs_of_calls is not what was measured: {line}")
    return 1 if wrong else 0


def _show(what: str, measured: Use, constant: Use) -> Iterator[str]:
    for name in ("requests", "gb_seconds", "write_units", "read_units", "log_bytes", "answer_bytes", "mails"):
        # The processor's time is this machine's, on this day: shown, and not held to.
        held = name != "gb_seconds"
        yield from _compare(f"{what}: {name}", getattr(measured, name), getattr(constant, name), held=held)


def _compare(what: str, measured: float, constant: float, *, held: bool = True) -> Iterator[str]:
    print(f"{what:<44}{measured:>12.4g}   in the model {constant:g}")
    if held and abs(measured - constant) > NEAR * max(constant, 0.1):
        yield f"{what} {measured:.4g}, not {constant:g}"


if __name__ == "__main__":
    sys.exit(main())
