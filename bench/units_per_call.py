"""Requests and request units of a completed call, on the real handlers and a real DynamoDB engine.

Run: `make bench-units`, or `python -m bench.units_per_call [CALLS] [--quick]`. Prints a table: a session, what a page
begins with, sign-in, claim, response; and a whole call as the page makes it, where the response names the household on
deck and brings the next one. The mix of outcomes is the field's: four calls in five are not answered (field.md, 1).
"""

import json
import sys
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.local_table import use_new
from bench.metering import KINDS, Meter, Used, size
from bench.results import Row, emit
from functions.login.handler import handler as login
from functions.next_contact.handler import handler as next_contact
from functions.submit_response.handler import handler as submit_response
from infra.local.engines import start_dynamodb
from ringround import wiring
from ringround.domain.hours import ALWAYS
from ringround.domain.placement import place
from ringround.storage import banks, households
from ringround.storage.marshal import to_item
from ringround.usecases.set_up import FirstVolunteer, Wanted, set_up
from tests import builders

MIX = ("not_home",) * 14 + ("busy", "wrong_number") + ("answered",) * 3 + ("refused",)
PARTS = ("session", "start", "sign-in", "claim", "response")
EMAIL = "volunteer@example.org"


def main(calls: int) -> None:
    """Ring so many times and print what it took."""
    with tempfile.TemporaryDirectory() as folder:
        engine = start_dynamodb(Path(folder) / "log", data=None, shared=True)
        try:
            measure(engine.url, calls)
        finally:
            engine.stop()


def measure(url: str, calls: int) -> None:
    """Seed a table of typical households, sign in, and make calls through the handlers."""
    use_new(url)
    client = wiring.dynamodb()
    sizes = seed(calls * 3)
    meter = Meter(client, wiring.client("dynamodb"))
    ring(meter, calls)
    show(meter, calls, sizes)
    tell(meter, calls, sum(sizes) // len(sizes))


def seed(wanted: int) -> list[int]:
    """Households of two people with a landline, some with a mobile; their sizes in bytes."""
    table, now = wiring.table(), wiring.now()
    set_up(table, Wanted("Bench", volunteers=(FirstVolunteer(EMAIL, "Sam", "caller"),)), now=now, secret=bytes(32))
    bank = replace(builders.a_bank(), hours=ALWAYS, claims_per_hour=10**6)
    banks.create(table, bank)
    banks.put_script(table, builders.a_script())
    sizes = []
    for n in range(min(wanted, 16_000)):
        people = (builders.a_person(f"p{n}a", "Priya Shah"), builders.a_person(f"p{n}b", "Robin Shah"))
        number = builders.a_number(builders.drama_number(n), people[0].id)
        made = builders.a_household(f"h{n:011d}", people=people, numbers=(number,))
        placed = households.in_queue(made, place(made, {bank.id: bank}, now))
        table.put(households.to_item(placed))
        sizes.append(size(to_item(households.to_item(placed))))
    return sizes


def ring(meter: Meter, calls: int) -> None:
    """Sign in once, then claim and record, each in its own part of the meter."""
    context: Any = None
    session = sign_in(meter)
    for n in range(calls):
        meter.part = "claim"
        claim = ask(next_contact, "POST", "/api/banks/main/next", {}, session, context)["claim"]
        meter.part = "response"
        outcome = MIX[n % len(MIX)]
        number = claim["numbers"][0]
        people = [{"person": number["whose"][0], "answers": {"support": "yes"}}] if outcome == "answered" else []
        body = {"outcome": outcome, "number": number["e164"], "people": people}
        ask(submit_response, "POST", f"/api/claims/{claim['id']}/response", body, session, context)
    # Once to work out the progress, which is done for everybody every quarter of a minute.
    for meter.part in ("", "start"):
        ask(next_contact, "GET", "/api/start", None, session, context)
    ring_as_the_page(meter, calls, session)


def ring_as_the_page(meter: Meter, calls: int, session: str) -> None:
    """The same calls with a household on deck: each response names it, and brings the one after it."""
    context: Any = None
    meter.part = ""
    shown = [ask(next_contact, "POST", "/api/banks/main/next", {"holding": []}, session, context)["claim"]]
    shown.append(
        ask(next_contact, "POST", "/api/banks/main/next", {"holding": [shown[0]["id"]]}, session, context)["claim"]
    )
    meter.part = "page"
    for n in range(calls):
        claim = shown.pop(0)
        number = claim["numbers"][0]
        outcome = MIX[n % len(MIX)]
        people = [{"person": number["whose"][0], "answers": {"support": "yes"}}] if outcome == "answered" else []
        body = {"outcome": outcome, "number": number["e164"], "people": people, "want_next": True}
        held = [c["id"] for c in (claim, *shown)]
        path = f"/api/claims/{claim['id']}/response"
        shown.append(ask(submit_response, "POST", path, {**body, "holding": held}, session, context)["next"]["claim"])


def sign_in(meter: Meter) -> str:
    """One sign-in; the cookie."""
    meter.part = "sign-in"
    wiring.new_code = lambda: "123456"
    ask(login, "POST", "/api/login/code", {"email": EMAIL}, "", None)
    event = an_event("POST", "/api/login", {"email": EMAIL, "code": "123456"}, "")
    context: Any = None
    cookie = str(login(event, context)["cookies"][0]).partition(";")[0]
    meter.part = "session"
    ask(login, "GET", "/api/me", None, cookie, None)
    return cookie


def ask(handler: Any, method: str, path: str, body: Any, cookie: str, context: Any) -> Any:
    """One request through a handler. Raises RuntimeError where it is refused."""
    answer = handler(an_event(method, path, body, cookie), context)
    if answer["statusCode"] >= 400:
        raise RuntimeError(answer["body"])
    return json.loads(answer["body"] or "null")


def an_event(method: str, path: str, body: Any, cookie: str) -> dict[str, Any]:
    """An HTTP API event, payload 2.0."""
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"content-type": "application/json"},
        "cookies": [cookie] if cookie else [],
        "requestContext": {"http": {"method": method, "path": path, "sourceIp": "127.0.0.1"}, "stage": "$default"},
        "body": json.dumps(body) if body is not None else None,
        "isBase64Encoded": False,
    }


def show(meter: Meter, calls: int, sizes: list[int]) -> None:
    """The table."""
    print(f"\n{calls} completed calls, household items of {sum(sizes) // len(sizes)} bytes when fresh\n")
    print(f"{'part':<22}{'requests':>9}{'read units':>12}{'write units':>13}  of which the index")
    total = Used()
    for part in PARTS:
        used, times = meter.by_part[part], calls if part in {"claim", "response"} else 1
        row(part, used, times)
        if times > 1:
            total.requests += used.requests
            total.reads, total.writes = total.reads + used.reads, total.writes + used.writes
            total.index_writes += used.index_writes
    row("a whole call", total, calls)
    row("as the page makes it", meter.by_part["page"], calls)
    print("\nRequests by operation, each call:")
    for part in ("claim", "response", "page"):
        each = Counter(meter.by_part[part].requests)
        print(f"  {part:<10}" + ", ".join(f"{name} {count / calls:.2f}" for name, count in each.most_common()))
    print("\nIndex units of the claim are within its write units; the column shows those of transactions.")


def tell(meter: Meter, calls: int, size_when_fresh: int) -> None:
    """Keep the result: a whole call as the page makes it, then each part; the chart is of write units by what they are
    for."""
    page = meter.by_part["page"]
    rows = [
        Row("write units a call", page.writes / calls, "write units", how="as the page makes it"),
        Row("read units a call", page.reads / calls, "read units", how="as the page makes it"),
        Row("requests a call", sum(page.requests.values()) / calls, "requests", how="as the page makes it"),
    ]
    for part in PARTS:
        used, times = meter.by_part[part], calls if part in {"claim", "response"} else 1
        units = f"{used.reads / times:.2f} read units, {used.writes / times:.2f} write units"
        by_name = ", ".join(f"{name} {count / times:.2f}" for name, count in used.requests.most_common())
        rows.append(Row(part, sum(used.requests.values()) / times, "requests", how=f"{units}; {by_name}"))
    shown = {"claim": "claim", "response": "response", "page": "as the page makes it"}
    kinds = [*KINDS.values(), "queue index", "other"]
    bars = {kind: [(name, meter.by_part[p].writes_of[kind] / calls) for p, name in shown.items()] for kind in kinds}
    facts = {"calls": calls, "bytes of a household that was never rung": size_when_fresh}
    emit("units", rows, facts, {"write units": {kind: bar for kind, bar in bars.items() if any(y for _, y in bar)}})


def row(part: str, used: Used, times: int) -> None:
    """One row, for one time."""
    requests = sum(used.requests.values()) / times
    units = f"{used.reads / times:>12.2f}{used.writes / times:>13.2f}{used.index_writes / times:>10.2f}"
    print(f"{part:<22}{requests:>9.2f}{units}")


if __name__ == "__main__":
    asked = [int(word) for word in sys.argv[1:] if word.isdigit()]
    main(asked[0] if asked else 40 if "--quick" in sys.argv else 400)
