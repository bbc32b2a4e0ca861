"""What a volunteer looks at between calls: banks, their progress and leaderboards, and their own calls."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache, partial
from typing import Final

from ..domain import leaderboard
from ..domain.bank import Bank
from ..domain.desk import Desk
from ..domain.hours import uk_day
from ..domain.leaderboard import Leader
from ..domain.recording import Call
from ..domain.shown import shown
from ..storage import banks, callers, calls, claims, desks
from ..storage.banks import Progress
from ..storage.callers import Volunteer
from ..storage.table import Table
from . import complete
from .board import board
from .context import Context

FRESH_SECONDS: Final = 15
"""How old a bank's progress may be: it is worked out at most this often, however many look."""


def banks_on_show(context: Context, now: int) -> list[Bank]:
    """The banks that a page lists: those that are open, in a campaign for very many callers as they were a moment ago
    (a claim goes by the bank itself)."""
    return list(board(context, now).banks) if context.campaign.many_callers else open_banks(context)


def open_banks(context: Context) -> list[Bank]:
    """The banks that volunteers see: all but those that are closed."""
    return [bank for bank in banks.every(context.table) if bank.status != "closed"]


def progress(
    context: Context, of: Iterable[Bank], now: int, *, todays: Sequence[Desk] | None = None
) -> dict[str, Progress]:
    """The progress of banks, at most 15 seconds old; in a campaign for very many callers what the board says.

    `todays` are all desks of today, where they were read just now: then it is worked out by them, so that what stands
    beside one another agrees.

    The days up to the day before yesterday are final (a call can be corrected for a day) and added up once; the last
    two are read anew by whoever finds the snapshot too old and is quickest to say so; the others see the old one.
    """
    table, wanted = context.table, list(of)
    if context.campaign.many_callers:
        shown = board(context, now).progress
        return {b.id: shown[b.id] for b in wanted if b.id in shown}
    found = banks.get_progress(table, [b.id for b in wanted])
    old = {b.id: found.get(b.id, Progress()) for b in wanted}
    stale = [b for b in wanted if todays is not None or now - old[b.id].as_of >= FRESH_SECONDS]
    mine = [b for b in stale if banks.take_refresh(table, b.id, old[b.id].as_of, now)]
    if not mine:
        return found
    today = date.fromisoformat(uk_day(now))
    at_work = list(desks.all_of(table, today.isoformat())) if todays is None else todays
    recent = [desks.totals(at_work), _totals(table, today - timedelta(days=1))]
    final = today - timedelta(days=2)
    # Each earlier day is read once, for all banks that have not added it up yet.
    of_day = cache(partial(_final, context, now=now))
    for bank in mine:
        before = old[bank.id]
        start = date.fromisoformat(before.through) + timedelta(days=1) if before.through else _first_day(bank, final)
        days = [start + timedelta(days=n) for n in range(max(0, (final - start).days + 1))]
        past = banks.added(before.past, *(of_day(d).get(bank.id) for d in days))
        counts = banks.added(past, *(day.get(bank.id) for day in recent))
        leaders = _leaders(table, at_work, bank)
        found[bank.id] = Progress(now, final.isoformat(), past, counts, today.isoformat(), leaders)
        banks.put_progress(table, bank.id, found[bank.id])
    return found


def _final(context: Context, day: date, *, now: int) -> dict[str, Counter[str]]:
    return desks.totals(complete.on_desks(context, desks.all_of(context.table, day.isoformat()), now=now))


def _totals(table: Table, day: date) -> dict[str, Counter[str]]:
    return desks.totals(desks.all_of(table, day.isoformat()))


def _leaders(table: Table, at_work: Iterable[Desk], bank: Bank) -> tuple[Leader, ...]:
    """The leaderboard of a bank, by what each volunteer wishes now: a desk may say what they wished this morning."""
    wanted = leaderboard.leaders(at_work, bank.id)[: 2 * leaderboard.MOST_SHOWN] if bank.leaderboard else []
    known = callers.get_many(table, [leader.caller for leader in wanted]) if wanted else {}
    shown = {c for c, volunteer in known.items() if volunteer.on_leaderboard and volunteer.active}
    return tuple(leader for leader in wanted if leader.caller in shown)[: leaderboard.MOST_SHOWN]


def leaders_of(context: Context, bank: Bank, viewer: Volunteer, now: int) -> tuple[tuple[Leader, ...], int | None]:
    """Today's leaderboard of a bank and the time of it; none where the bank has none. At most 15 seconds old, and
    without whoever looks where they have just taken themselves off."""
    if not bank.leaderboard:
        return (), None
    found = progress(context, [bank], now).get(bank.id, Progress())
    todays = found.leaders if found.day == uk_day(now) else ()
    return tuple(m for m in todays if m.caller != viewer.id or viewer.on_leaderboard), found.as_of or None


def show_me(context: Context, volunteer: Volunteer, wanted: bool, now: int) -> Volunteer:
    """Put a volunteer on the leaderboards, or take them off, with their calls of today."""
    callers.show_on_leaderboard(context.table, volunteer.id, wanted)
    name = leaderboard.shown_as(volunteer.name) if wanted else ""
    desks.show_as(context.table, uk_day(now), volunteer.id, name)
    return replace(volunteer, on_leaderboard=wanted)


def _first_day(bank: Bank, final: date) -> date:
    if not bank.created:
        return final + timedelta(days=1)
    return date.fromisoformat(uk_day(bank.created))


def my_calls(context: Context, caller: str, now: int) -> list[Call]:
    """A caller's calls of today (UK time), latest version of each, newest first; without people who are never shown
    again for what was recorded elsewhere.

    They are kept by the day of the claim, so yesterday's are looked at as well: a call may have come after midnight,
    or a response after a night without a connection. Their households are read with them, 100 a request.
    """
    today = uk_day(now)
    yesterday = (date.fromisoformat(today) - timedelta(days=1)).isoformat()
    found = [call for day in (today, yesterday) for call in calls.of_day(context.table, caller, day)]
    todays = sorted((c for c in found if uk_day(c.entry.at) == today), key=lambda c: c.entry.at, reverse=True)
    homes = claims.read(context.table, [c.household for c in todays], []).households
    return [shown(c, homes.get(c.household)) for c in todays]
