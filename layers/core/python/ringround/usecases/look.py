"""What a volunteer looks at between calls: the banks they may ring in, the progress, and their own calls."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from ..domain.bank import Bank
from ..domain.hours import uk_day
from ..domain.recording import Call
from ..storage import banks, calls, desks
from ..storage.banks import Progress
from .context import Context

FRESH_SECONDS: Final = 15
"""How old a bank's progress may be: it is worked out at most this often, however many look."""


def open_banks(context: Context) -> list[Bank]:
    """The banks that volunteers see: all but those that are closed."""
    return [bank for bank in banks.every(context.table) if bank.status != "closed"]


def progress(context: Context, of: Iterable[Bank], now: int) -> dict[str, Progress]:
    """The progress of banks, at most 15 seconds old.

    The days up to the day before yesterday are final (a call can be corrected for a day) and added up once; the last
    two are read anew by whoever finds the snapshot too old and is quickest to say so; the others see the old one.
    """
    table, wanted = context.table, list(of)
    found = banks.get_progress(table, [b.id for b in wanted])
    old = {b.id: found.get(b.id, Progress()) for b in wanted}
    stale = [b for b in wanted if now - old[b.id].as_of >= FRESH_SECONDS]
    mine = [b for b in stale if banks.take_refresh(table, b.id, old[b.id].as_of, now)]
    if not mine:
        return found
    today = date.fromisoformat(uk_day(now))
    recent = [desks.totals(table, (today - timedelta(days=back)).isoformat()) for back in (0, 1)]
    final = today - timedelta(days=2)
    for bank in mine:
        before = old[bank.id]
        start = date.fromisoformat(before.through) + timedelta(days=1) if before.through else _first_day(bank, final)
        days = [start + timedelta(days=n) for n in range(max(0, (final - start).days + 1))]
        past = banks.added(before.past, *(desks.totals(table, d.isoformat()).get(bank.id) for d in days))
        counts = banks.added(past, *(day.get(bank.id) for day in recent))
        found[bank.id] = Progress(as_of=now, through=final.isoformat(), past=past, counts=counts)
        banks.put_progress(table, bank.id, found[bank.id])
    return found


def _first_day(bank: Bank, final: date) -> date:
    if not bank.created:
        return final + timedelta(days=1)
    return date.fromisoformat(uk_day(bank.created))


def my_calls(context: Context, caller: str, now: int) -> list[Call]:
    """A caller's calls of today (UK time), latest version of each, newest first.

    They are kept by the day of the claim, so yesterday's are looked at as well: a call may have come after midnight,
    or a response after a night without a connection.
    """
    today = uk_day(now)
    yesterday = (date.fromisoformat(today) - timedelta(days=1)).isoformat()
    found = [call for day in (today, yesterday) for call in calls.of_day(context.table, caller, day)]
    return sorted((c for c in found if uk_day(c.entry.at) == today), key=lambda c: c.entry.at, reverse=True)
