"""What organisers see of a campaign at work: one snapshot, worked out at most every 15 seconds by whoever finds it too
old and is quickest to say so; everybody else reads that one item."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ..domain import odd, tally
from ..domain.bank import Bank
from ..domain.desk import Desk
from ..domain.hours import start_of_day, uk_day
from ..storage import banks, boards, callers, desks, overview
from ..storage.overview import AtWork, Snapshot
from .board import board
from .context import Context
from .hold import LONGEST_HOLD_SECONDS
from .look import FRESH_SECONDS, progress

AT_WORK_SECONDS: Final = 600
"""How long after a call somebody counts as ringing."""

MOST_CALLERS: Final = 1_000
"""As many callers of a day as one item surely holds, at some 200 bytes each; the others are counted."""


@dataclass(frozen=True, slots=True)
class Look:
    """The snapshot, and the banks as they are now."""

    snapshot: Snapshot
    banks: list[Bank]


def look(context: Context, now: int) -> Look:
    """The campaign as it is, at most 15 seconds ago; two requests, for the snapshot and for the banks."""
    found = banks.every(context.table)
    return Look(snapshot(context, found, now), found)


def snapshot(context: Context, of: list[Bank], now: int) -> Snapshot:
    """The snapshot of the day, at most 15 seconds old."""
    table = context.table
    old = overview.get(table)
    today = uk_day(now)
    if now - old.turn < FRESH_SECONDS and old.day == today:
        return old
    if not overview.take_refresh(table, old.turn, now) and old.day == today:
        return old
    made = _made(context, of, today, now)
    overview.put(table, made)
    return made


def _made(context: Context, of: list[Bank], today: str, now: int) -> Snapshot:
    if context.campaign.many_callers:
        return _of_the_board(context, of, today, now)
    at_work = list(desks.all_of(context.table, today))
    found = progress(context, of, now, todays=at_work)
    totals = desks.totals(at_work)
    everyone = odd.totals(totals)
    known = {v.id: v for v in callers.every(context.table)}
    leases = _leases(context, at_work, today, now)
    made = []
    # Whoever holds a household since before midnight may have no desk of today yet.
    late = [Desk(today, caller) for caller in leases.keys() - {desk.caller for desk in at_work}]
    for desk in (*at_work, *late):
        volunteer = known.get(desk.caller)
        by_bank = {b: (c.get(tally.CALLS, 0), c.get(tally.CONVERSATIONS, 0)) for b, c in desk.tally.items()}
        made.append(
            AtWork(
                desk.caller,
                volunteer.name if volunteer else "",
                volunteer.role if volunteer else "caller",
                active=volunteer.active if volunteer else False,
                last_call=desk.last_call,
                last_seen=desk.seen,
                leases=leases.get(desk.caller, ()),
                by_bank={bank: counts for bank, counts in by_bank.items() if any(counts)},
                flags=tuple(odd.flags(desk, everyone)),
            )
        )
    busiest = sorted(made, key=lambda c: (not c.leases, -sum(n for n, _ in c.by_bank.values()), c.caller))
    return Snapshot(
        as_of=now,
        day=today,
        today={bank: _without_answers(counts) for bank, counts in totals.items()},
        total={bank: _without_answers(p.counts or {}) for bank, p in found.items()},
        callers=tuple(sorted(busiest[:MOST_CALLERS], key=lambda c: -sum(n for n, _ in c.by_bank.values()))),
        more=max(0, len(busiest) - MOST_CALLERS),
    )


def _of_the_board(context: Context, of: list[Bank], today: str, now: int) -> Snapshot:
    """The same for very many callers: counters as the board has them, without going through all desks. Who is at work
    is said of the busiest of each shard, as far as one item holds them."""
    shown = board(context, now)
    sums = boards.sums(context.table, today)
    found = sorted((each for s in sums for each in s.callers), key=lambda c: -c[1])[:MOST_CALLERS]
    known = callers.get_many(context.table, [each[0] for each in found])
    made = tuple(
        AtWork(
            caller,
            volunteer.name,
            volunteer.role,
            active=volunteer.active,
            last_call=last_call,
            last_seen=last_seen,
            leases=tuple(leases),
            by_bank={bank: (calls, conversations) for bank, calls, conversations in by_bank},
        )
        for caller, _, last_call, last_seen, leases, by_bank in found
        if (volunteer := known.get(caller))
    )
    return Snapshot(
        as_of=now,
        day=today,
        today={bank: _without_answers(c) for bank, c in boards.added(s.totals for s in sums).items()},
        total={b.id: _without_answers(p.counts or {}) for b in of if (p := shown.progress.get(b.id))},
        callers=made,
        more=sum(len(s.callers) + s.more for s in sums) - len(made),
    )


def _leases(context: Context, at_work: Iterable[Desk], today: str, now: int) -> dict[str, tuple[int, ...]]:
    """The leases that run, by caller. A claim from before midnight is on the desk of that day."""
    found: dict[str, tuple[int, ...]] = {}
    earlier: Iterable[Desk] = ()
    if now - start_of_day(date.fromisoformat(today)) <= LONGEST_HOLD_SECONDS:
        earlier = desks.all_of(context.table, (date.fromisoformat(today) - timedelta(days=1)).isoformat())
    for desk in (*at_work, *earlier):
        if live := tuple(desk.slots[claim] for claim in desk.live(now)):
            found[desk.caller] = (*found.get(desk.caller, ()), *live)
    return found


def _without_answers(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if count and not name.startswith("a.")}


def ringing(caller: AtWork, now: int) -> bool:
    """Whether somebody rings now: they hold a household, or recorded a call within ten minutes."""
    return bool(holding(caller, now)) or now - caller.last_call < AT_WORK_SECONDS


def holding(caller: AtWork, now: int) -> list[int]:
    """The ends of the leases of a caller that still run."""
    return [until for until in caller.leases if until > now]


def answers(context: Context, bank_id: str, now: int) -> tuple[Bank, dict[str, int]]:
    """A bank with the counters of its answers, `a.<version>.<question>.<option>`. Raises NotThere."""
    bank = context.bank(bank_id)
    found = progress(context, [bank], now).get(bank.id)
    counts = (found.counts if found else None) or {}
    return bank, {name: count for name, count in counts.items() if name.startswith("a.") and count > 0}
