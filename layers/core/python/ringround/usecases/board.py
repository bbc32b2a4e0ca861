"""The board: all banks with their progress, for campaigns of very many callers.

To add up the desks of 100,000 callers is to read 50 megabytes, and 650 banks are a megabyte with their progress: too
much for any one volunteer's request, let alone for each. So desks are added up shard by shard: whoever looks finds at
most one shard too old, counts it, and everybody else goes by it. The board is made of these sums, at most every 15
seconds, and read as one packed item, of which there are several copies; a process keeps what it read for some seconds.

Nothing here decides who is rung: a claim goes by the bank itself.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Final

from ..domain import leaderboard, tally
from ..domain.bank import Bank
from ..domain.desk import Desk
from ..domain.hours import start_of_day, uk_day
from ..domain.leaderboard import Leader
from ..storage import banks, boards, callers, desks
from ..storage.banks import Progress
from ..storage.boards import Counts, Sum
from ..storage.table import Table
from . import complete
from .context import Context

BOARD_SECONDS: Final = 15
"""How old the board may be before it is made anew."""
SUM_SECONDS: Final = 30
"""How old the sum of a shard of today may be."""
YESTERDAY_SECONDS: Final = 15 * 60
"""The same of a day on which nobody rings any more; its calls may still be corrected."""
KEPT_SECONDS: Final = 5.0
"""How long a process goes by the board that it read."""
BARE_SECONDS: Final = 1.0
"""The same for banks without their progress, while somebody makes the first board."""
MAKING_SECONDS: Final = 1.5
"""How long whoever makes the board may count shards: the others are counted with the next looks."""
FARTHEST_BACK_DAYS: Final = 120
MOST_CALLERS_A_SHARD: Final = 60
"""Of whom the organisers' overview can say what they do: with 32 shards more than it shows."""


@dataclass(frozen=True, slots=True)
class Board:
    """What all look at, as of a time. `counted` says of when the sums of today's shards are."""

    as_of: int
    day: str
    banks: tuple[Bank, ...]
    progress: Mapping[str, Progress]
    counted: tuple[int, ...]


def board(context: Context, now: int) -> Board:
    """The board, at most 15 seconds and the age of its sums old. One request, none where the process read it just now;
    more for whoever is the one to make it, or to count a shard."""
    kept: Board | None = context.kept("board", KEPT_SECONDS) or context.kept("banks", BARE_SECONDS)
    if kept and kept.day == uk_day(now):
        return kept
    as_of, said, taken = boards.get_board(context.table, context.chance.randrange(boards.COPIES))
    found = _read(as_of, said) if as_of else None
    old = found is None or found.day != uk_day(now) or now - found.as_of >= BOARD_SECONDS
    # A write that is refused costs as much as one that is not: thousands would hold up the one item.
    if old and now - taken >= BOARD_SECONDS and boards.take_board(context.table, taken, now):
        found = _made(context, now)
    elif found is None:
        # Nobody has made one yet, and somebody is at it: the banks alone, as they are.
        bare = Board(now, uk_day(now), tuple(_open(banks.every(context.table))), {}, ())
        context.keep("banks", bare)
        return bare
    else:
        _count_one(context, found, now)
    context.keep("board", found)
    return found


def _made(context: Context, now: int) -> Board:
    table, today = context.table, uk_day(now)
    until = context.clock() + MAKING_SECONDS
    every = banks.every(table)
    through, earlier = _earlier(context, every, now, until)
    days = (_counted(context, day, YESTERDAY_SECONDS, now, until) for day in _days(through, today))
    recent = [s.totals for day in days for s in day]
    sums = _counted(context, today, SUM_SECONDS, now, until)
    totals = boards.added([earlier, *recent, *(s.totals for s in sums)])
    shown = {b.id: _leaders(table, b, sums) for b in every if b.leaderboard}
    made = Board(
        now,
        today,
        tuple(_open(every)),
        {b.id: Progress(now, counts=totals.get(b.id, {}), day=today, leaders=shown.get(b.id, ())) for b in every},
        tuple(s.as_of for s in sums),
    )
    boards.put_board(table, now, _written(made))
    return made


def _open(every: Iterable[Bank]) -> list[Bank]:
    return [bank for bank in every if bank.status != "closed"]


def _earlier(context: Context, every: Iterable[Bank], now: int, until: float) -> tuple[str, Mapping[str, Counts]]:
    """The last day that does not change any more (a call can be corrected for a day), and what all days up to it add up
    to: added once, when all of its shards were counted after it was settled."""
    through, totals = boards.get_earlier(context.table)
    final = date.fromisoformat(uk_day(now)) - timedelta(days=2)
    first = min((bank.created for bank in every if bank.created), default=now)
    start = max(date.fromisoformat(uk_day(first)) - timedelta(days=1), final - timedelta(days=FARTHEST_BACK_DAYS))
    last = date.fromisoformat(through) if through else start
    before = last
    while last < final:
        day = last + timedelta(days=1)
        settled = start_of_day(day + timedelta(days=2))
        found = _counted(context, day.isoformat(), now - settled, now, until)
        if any(s.as_of < settled for s in found):
            break
        totals, last = boards.added([totals, *(s.totals for s in found)]), day
    if last != before or not through:
        boards.put_earlier(context.table, last.isoformat(), totals)
    return last.isoformat(), totals


def _days(through: str, today: str) -> list[str]:
    """The days after one and before today."""
    first, count = date.fromisoformat(through), (date.fromisoformat(today) - date.fromisoformat(through)).days
    return [(first + timedelta(days=n)).isoformat() for n in range(1, count)]


def _counted(context: Context, day: str, fresh: int, now: int, until: float) -> list[Sum]:
    """The sums of a day's shards; those that are older than `fresh` seconds are counted while there is time."""
    found = boards.sums(context.table, day)
    for shard, each in enumerate(found):
        if now - each.as_of >= max(fresh, 1) and context.clock() < until:
            found[shard] = _count(context, day, shard, each, now)
    return found


def _count_one(context: Context, seen: Board, now: int) -> None:
    """Count one shard of today that is too old by what the board says, where nobody else does."""
    old = [n for n, as_of in enumerate(seen.counted) if now - as_of >= SUM_SECONDS]
    if old:
        shard = context.chance.choice(old)
        _count(context, seen.day, shard, Sum(as_of=seen.counted[shard]), now)


def _count(context: Context, day: str, shard: int, before: Sum, now: int) -> Sum:
    if not boards.take_sum(context.table, day, shard, before.as_of, now):
        return before
    there = list(desks.of_shard(context.table, day, shard))
    if now >= start_of_day(date.fromisoformat(day) + timedelta(days=2)):
        there = complete.on_desks(context, there, now=now)
    totals = {bank: dict(counts) for bank, counts in desks.totals(there).items()}
    busiest = sorted(there, key=lambda d: (not d.live(now), -_calls(d), d.caller))
    shown, left = busiest[:MOST_CALLERS_A_SHARD], len(busiest[MOST_CALLERS_A_SHARD:])
    made = Sum(now, totals, _wanting_to_be_seen(there), [_at_work(desk, now) for desk in shown], left)
    boards.put_sum(context.table, day, shard, made)
    return made


def _calls(desk: Desk) -> int:
    return sum(counts.get(tally.CALLS, 0) for counts in desk.tally.values())


def _at_work(desk: Desk, now: int) -> list[Any]:
    """A caller of today as the overview takes them up: id, calls, last call, last seen, ends of leases, by bank."""
    by_bank = [[b, c.get(tally.CALLS, 0), c.get(tally.CONVERSATIONS, 0)] for b, c in desk.tally.items()]
    leases = [desk.slots[claim] for claim in desk.live(now)]
    return [desk.caller, _calls(desk), desk.last_call, desk.seen, leases, by_bank]


def _wanting_to_be_seen(there: list[Desk]) -> dict[str, list[Any]]:
    """By bank the most calls of those who want to be seen."""
    seen = [desk for desk in there if desk.shown_as]
    found = {}
    for bank in {bank for desk in seen for bank in desk.tally}:
        best = leaderboard.leaders(seen, bank)[: 2 * leaderboard.MOST_SHOWN]
        if best:
            found[bank] = [[m.caller, m.name, m.calls, m.conversations] for m in best]
    return found


def _leaders(table: Table, bank: Bank, sums: Iterable[Sum]) -> tuple[Leader, ...]:
    """The leaderboard of a bank over all shards, by what each volunteer wishes now."""
    found = [Leader(*each) for s in sums for each in s.leaders.get(bank.id, ())]
    best = sorted(found, key=lambda m: (-m.calls, -m.conversations, m.name, m.caller))[: 2 * leaderboard.MOST_SHOWN]
    known = callers.get_many(table, [m.caller for m in best]) if best else {}
    shown = {c for c, volunteer in known.items() if volunteer.on_leaderboard and volunteer.active}
    return tuple(m for m in best if m.caller in shown)[: leaderboard.MOST_SHOWN]


def _written(made: Board) -> dict[str, Any]:
    progress = {
        bank: [p.counts, [[m.caller, m.name, m.calls, m.conversations] for m in p.leaders]]
        for bank, p in made.progress.items()
    }
    return {"day": made.day, "banks": [asdict(b) for b in made.banks], "progress": progress, "counted": made.counted}


def _read(as_of: int, said: Mapping[str, Any]) -> Board:
    progress = {
        bank: Progress(as_of, counts=counts, day=said["day"], leaders=tuple(Leader(*m) for m in leaders))
        for bank, (counts, leaders) in said["progress"].items()
    }
    every = tuple(banks.from_data(each) for each in said["banks"])
    return Board(as_of, said["day"], every, progress, tuple(said["counted"]))
