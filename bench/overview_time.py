"""How soon the overview opens, and what it costs: `python -m bench.overview_time [CALLS] [--quick]`.

The organisers' handler on DynamoDB Local, the engine of the local app, with the data of a whole by-election: 75,000
people in five banks, 2,000 volunteers, and 100,000 calls over four weeks, of which the desks hold the counters. The
first look adds up every day there was, as nobody's does in a campaign where somebody looks each day; then come looks
that work out the snapshot, and looks at it. The time is held to a second where nothing else runs; beside it stands that
of this process's own processor: on a busy machine it says more.
"""

import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from bench.local_table import put_all, use_new
from bench.metering import Meter
from bench.results import Row, emit
from bench.units_per_call import an_event
from infra.local.engines import start_dynamodb
from ringround import wiring
from ringround.api.identity import COOKIE
from ringround.domain.hours import ALWAYS, uk_day, uk_hour
from ringround.domain.outcomes import Outcome
from ringround.storage import banks, callers, desks, keys, overview
from ringround.storage.callers import Session, Volunteer
from ringround.usecases.sign_in import hash_token
from tests import builders

DAYS: Final = 28
BANKS: Final = 5
PEOPLE, HOUSEHOLDS = 75_000, 40_000
VOLUNTEERS: Final = 2_000
CALLERS_A_DAY: Final = 300
LOOKS: Final = 8
WANTED_SECONDS: Final = 1.0
HELD_TO: Final = ("works it out", "a look", "volunteers")
"""What is to be there within that time. A first look adds up weeks; nobody's does who looks each day."""


def main(calls: int) -> int:
    """Seed, look, print; 1 where a look took longer than it may."""
    with tempfile.TemporaryDirectory() as folder:
        engine = start_dynamodb(Path(folder) / "log", data=None, shared=True)
        try:
            return measure(engine.url, calls)
        finally:
            engine.stop()


def measure(url: str, calls: int) -> int:
    """Look at a campaign in a table of its own."""
    use_new(url)
    seed(calls)
    meter = Meter(wiring.dynamodb(), wiring.client("dynamodb"))
    took: dict[str, list[float]] = {}
    own: dict[str, list[float]] = {}

    def look(part: str, path: str) -> Any:
        meter.part = part
        started, busy = time.perf_counter(), time.process_time()
        answer = ask(path)
        took.setdefault(part, []).append(time.perf_counter() - started)
        own.setdefault(part, []).append(time.process_time() - busy)
        return answer

    ask("/api/organiser/jobs/none")  # The function itself is warm: its start is not what is measured here.
    found = look("first look", "/api/organiser/overview")
    for _ in range(LOOKS):
        meter.part = "meanwhile"
        overview.expire(wiring.table())
        for n in range(BANKS):
            banks.expire_progress(wiring.table(), f"bank{n}")
        look("works it out", "/api/organiser/overview")
        look("a look", "/api/organiser/overview")
    listed = look("volunteers, first", "/api/organiser/volunteers")
    for _ in range(LOOKS):
        look("volunteers", "/api/organiser/volunteers")
    print(
        f"\n{found['totals']['calls']:,} calls, {found['totals']['people']:,} people, {len(found['callers'])} callers"
    )
    print(f"today, {len(listed['volunteers']):,} volunteers\n")
    rows = []
    judged = os.getloadavg()[0] <= (os.cpu_count() or 1) + 1  # this bench is one of them
    for part, seconds in took.items():
        used, times = meter.by_part[part], len(seconds)
        busy, requests = statistics.median(own[part]), sum(used.requests.values()) / times
        how = (
            f"worst {max(seconds):.3f} s, own processor {busy:.3f} s, {requests:.1f} requests, "
            f"{used.reads / times:.1f} read and {used.writes / times:.1f} write units"
        )
        most = WANTED_SECONDS if part in HELD_TO and judged else None
        rows.append(Row(part, statistics.median(seconds), "s", most, how=how))
    emit("overview", rows, {"calls": calls, "people": PEOPLE, "volunteers": VOLUNTEERS, "days": DAYS})
    print("\nThe snapshot is worked out at most every 15 seconds, by one of all who look.")
    if not judged:
        print("This machine is busy with something else: no verdict.")
    slow = [row.figure for row in rows if row.met is False]
    print(f"Longer than {WANTED_SECONDS:.0f} s: {', '.join(slow) or 'none'}")
    return 1 if slow else 0


def ask(path: str) -> Any:
    """One request of an organiser."""
    from functions.organiser.handler import handler  # noqa: PLC0415 - once the environment is set

    context: Any = None
    return json.loads(handler(an_event("GET", path, None, f"{COOKIE}=olive.token"), context)["body"])


def seed(calls: int) -> None:
    """A campaign four weeks old."""
    table, now = wiring.table(), wiring.now()
    banks.put_campaign(table, builders.a_campaign())
    for n in range(BANKS):
        made = builders.a_bank(
            f"bank{n}",
            name=f"Bank {n}",
            hours=ALWAYS,
            created=now - DAYS * 24 * 3600,
            people=PEOPLE // BANKS,
            households=HOUSEHOLDS // BANKS,
        )
        banks.create(table, made)
    banks.put_script(table, builders.a_script())
    people = [Volunteer(f"v{n:011d}", f"v{n}@example.org", f"Volunteer {n}", joined=now) for n in range(VOLUNTEERS)]
    callers.add_many(table, [*people, Volunteer("olive", "olive@example.org", "Olive", "organiser")])
    callers.start_session(table, Session("olive", hash_token("token"), now + 3600))
    put_all(wiring.dynamodb(), all_desks(calls, now))


def all_desks(calls: int, now: int) -> Iterator[Mapping[str, Any]]:
    """The desks of four weeks: each caller of a day with as many calls as there are for each."""
    chance = random.Random(2027)
    today = date.fromisoformat(uk_day(now))
    each = max(1, calls // (DAYS * CALLERS_A_DAY))
    for back in range(DAYS):
        day = (today - timedelta(days=back)).isoformat()
        for caller in chance.sample(range(VOLUNTEERS), CALLERS_A_DAY):
            desk = {**keys.desk(day, f"v{caller:011d}"), "rev": each, desks.LAST_CALL: now - back * 24 * 3600 - 60}
            for counter, n in a_tally(chance, each, uk_hour(now)).items():
                desk |= desks.tally_names(f"bank{caller % BANKS}", {counter: n})
            if back == 0:
                desk |= {desks.free_slot(f"claim{n}-{caller}"): now + 1200 for n in range(2)}
            yield desk


def a_tally(chance: random.Random, calls: int, hour: int) -> dict[str, int]:
    """The counters of so many calls: four in five are not answered (field.md, section 1)."""
    counts: dict[str, int] = {"calls": calls}
    for _ in range(calls):
        spoken = chance.random() < 0.2
        outcome = Outcome.ANSWERED if spoken else chance.choice(list(Outcome))
        named = [f"o.{outcome}", f"p.{outcome}", f"h.{max(0, hour - chance.randrange(5)):02d}"]
        if spoken:
            named += ["conversations", "reached", f"a.1.support.{chance.choice(('yes', 'unsure', 'no'))}"]
        for name in named:
            counts[name] = counts.get(name, 0) + 1
    return counts


if __name__ == "__main__":
    asked = [int(word) for word in sys.argv[1:] if word.isdigit()]
    sys.exit(main(asked[0] if asked else 16_800 if "--quick" in sys.argv else 100_800))
