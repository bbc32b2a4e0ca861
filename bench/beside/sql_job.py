"""The job on PostgreSQL: one transaction to claim (`FOR UPDATE SKIP LOCKED`), one to record.

psycopg, in C, lives in the benches' own environment (`infra/locks/bench.txt`) and is taken from there.
"""

import random
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from bench.beside.by_election import BANK, CAMPAIGN, SCRIPT, homes, response_to
from infra.local.install.paths import BENCH_ENV
from ringround.domain import claim_id
from ringround.domain.bank import LEASE_SECONDS
from ringround.domain.claim_id import ClaimParts
from ringround.domain.desk import Desk, hour_of
from ringround.domain.hours import uk_day
from ringround.domain.household import Claim, Household
from ringround.domain.placement import facts_of, place_in
from ringround.domain.recording import number_marks, record
from ringround.storage import calls, households
from ringround.storage.keys import QueueKey

NOT_BODY = {"pk", "sk", "rev", "claim", "q_pk", "q_sk"}

FIND = """SELECT id, rev, body FROM households WHERE bank = %s AND callable_from <= %s
ORDER BY tier, callable_from LIMIT 1 FOR UPDATE SKIP LOCKED"""
CLAIM = """UPDATE households SET claim = %s, claim_caller = %s, claim_until = %s, callable_from = %s, rev = rev + 1
WHERE id = %s"""
DESK = "SELECT slots, claims, tally, rev FROM desks WHERE caller = %s AND day = %s FOR UPDATE"
READ = "SELECT rev, claim, claim_caller, claim_until, body FROM households WHERE id = %s FOR UPDATE"
CALL = """INSERT INTO calls (caller, day, claim, version, household, body) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT DO NOTHING"""
SAVE = """UPDATE households SET bank = %s, tier = %s, callable_from = %s, claim = NULL, claim_caller = NULL,
claim_until = NULL, body = %s, rev = rev + 1 WHERE id = %s"""
COUNT = "UPDATE desks SET slots = slots - %s, tally = %s, last_call = %s WHERE caller = %s AND day = %s"
MARK = "UPDATE numbers SET marks = marks || %s WHERE e164 = %s"


def connected(where: str) -> Any:
    """A connection. Raises ImportError where the benches' environment is not there."""
    sys.path += [str(folder) for folder in BENCH_ENV.glob("lib/python3*/site-packages") if str(folder) not in sys.path]
    import psycopg  # noqa: PLC0415 - found only now

    return psycopg.connect(where, autocommit=True)


def _json(value: Any) -> Any:
    from psycopg.types.json import Jsonb  # noqa: PLC0415 - after `connected`

    return Jsonb(value)


def body_of(household: Household) -> dict[str, Any]:
    """What is only kept of a household."""
    return {name: value for name, value in households.to_item(household).items() if name not in NOT_BODY}


def fill(where: str, count: int, *, anew: bool = True) -> None:
    """The schema and its households; `anew`: in a database that has none yet."""
    with connected(where) as connection, connection.cursor() as cursor:
        if anew:
            cursor.execute(Path(__file__).with_name("schema.sql").read_text())
        else:
            cursor.execute("TRUNCATE households, calls, desks, numbers")
        with cursor.copy("COPY households (id, bank, tier, callable_from, body) FROM STDIN") as copy:
            copy.set_types(["text", "text", "text", "int8", "jsonb"])
            for home in homes(count):
                partition, sort = home.queue or ("", "")
                place = QueueKey.parse(partition, sort)
                copy.write_row((home.id, place.bank, place.tier, place.callable_from, _json(body_of(home))))
        with cursor.copy("COPY numbers (e164, household) FROM STDIN") as copy:
            seen: set[str] = set()
            for home in homes(count):
                for e164 in home.numbers.keys() - seen:
                    seen.add(e164)
                    copy.write_row((e164, home.id))
        # As autovacuum would have done by the time that anybody rings.
        cursor.execute("VACUUM ANALYZE households")


def check(where: str) -> None:
    """The promises held: no household was rung twice, every call is in its caller's tally, nothing is left in hand.

    Raises RuntimeError otherwise: a faster job that loses calls is another job.
    """
    with connected(where) as connection:
        rung, homes_rung = connection.execute("SELECT count(*), count(DISTINCT household) FROM calls").fetchone()
        counted = connection.execute("SELECT coalesce(sum((tally->>'calls')::int), 0) FROM desks").fetchone()[0]
        in_hand = connection.execute("SELECT count(claim) FROM households").fetchone()[0]
    if not rung == homes_rung == counted or in_hand:
        raise RuntimeError(f"{rung} calls of {homes_rung} households, {counted} counted, {in_hand} in hand")


class SqlCaller:
    """One caller with a connection of their own."""

    def __init__(self, where: str, n: int) -> None:
        self.connection = connected(where)
        self.caller = f"v{n:04d}"
        self.calls = n
        self.chance = random.Random(n)
        day = uk_day(int(time.time()))
        self.connection.execute("INSERT INTO desks (caller, day) VALUES (%s, %s)", (self.caller, day))

    def ring(self) -> bool:
        """Claim a household and record its call; False where none is left."""
        now = int(time.time())
        claimed = self.claim(now)
        if claimed is None:
            return False
        self.record(claimed, now)
        return True

    def claim(self, now: int) -> tuple[str, Household] | None:
        """The next household, in this caller's hands; None where none is due. In one transaction."""
        day = uk_day(now)
        with self.connection.transaction(), self.connection.cursor() as cursor:
            desk, _ = self._desk(cursor, day)
            if not desk.has_room(now) or desk.claims_wait(BANK, now):
                raise RuntimeError("This caller may not claim.")
            found = cursor.execute(FIND, (BANK.id, now)).fetchone()
            if found is None:
                return None
            home = households.from_item({**found[2], "pk": f"H#{found[0]}", "rev": found[1]})
            place = place_in(home, BANK, facts_of(home), now)
            if place is None or place.callable_from > now:
                raise RuntimeError("The queue proposed a household that may not be rung.")
            nonce = claim_id.make_nonce(desk.rev, self.chance.getrandbits(40))
            parts = ClaimParts(now, home.id, BANK.id, BANK.script_version, self.caller, nonce)
            made, until = claim_id.make(parts, CAMPAIGN.secret), now + LEASE_SECONDS
            cursor.execute(CLAIM, (made, self.caller, until, until, home.id))
            hours = {**desk.claims, hour_of(now): desk.claims.get(hour_of(now), 0) + 1}
            cursor.execute(
                "UPDATE desks SET slots = %s, claims = %s, rev = rev + 1 WHERE caller = %s AND day = %s",
                (_json({**desk.slots, made: until}), _json(hours), self.caller, day),
            )
        return made, home

    def record(self, claimed: tuple[str, Household], now: int) -> None:
        """The call of a claim with all that follows from it. In one transaction."""
        made, seen = claimed
        parts = claim_id.read(made, CAMPAIGN.secret)
        self.calls += 1
        with self.connection.transaction(), self.connection.cursor() as cursor:
            rev, claim, who, until, body = cursor.execute(READ, (seen.id,)).fetchone()
            item = {**body, "pk": f"H#{seen.id}", "rev": rev}
            before = households.from_item({**item, "claim": {"id": claim, "caller": who, "until": until}})
            assert before.claim == Claim(made, self.caller, until)
            banks = {BANK.id: BANK}
            done = record(before, made, parts, response_to(before, self.calls), banks, SCRIPT, now)
            entry, day = done.call.entry, uk_day(parts.at)
            kept = _json(calls.to_item(done.call, parts))
            if not cursor.execute(CALL, (self.caller, day, made, entry.version, seen.id, kept)).rowcount:
                return
            bank, tier, callable_from = done.place[:3] if done.place else (None, None, None)
            cursor.execute(SAVE, (bank, tier, callable_from, _json(body_of(done.household)), seen.id))
            _, tally = self._desk(cursor, day)
            tally.update(calls.counts(done.call))
            cursor.execute(COUNT, (made, _json(tally), now, self.caller, day))
            for e164, fate in number_marks(entry).items():
                cursor.execute(MARK, (_json({made: fate}), e164))

    def _desk(self, cursor: Any, day: str) -> tuple[Desk, Counter[str]]:
        slots, claims, tally, rev = cursor.execute(DESK, (self.caller, day)).fetchone()
        by_hour = {int(hour): count for hour, count in claims.items()}
        return Desk(day, self.caller, slots=slots, claims=by_hour, rev=rev), Counter(tally)
