"""Erase a volunteer. Their calls stay, under an id that is a keyed hash of their address: what electors said, and how
many calls there were, is not theirs to take away."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ..domain.errors import Conflict, TryAgain
from ..domain.hours import uk_day
from ..storage import banks, boards, callers, desks, keys, mail_troubles, notes, overview, waiting
from ..storage.callers import Volunteer
from ..storage.table import TransactionRefused
from . import audit, volunteers
from .context import Context
from .overview import snapshot

_ROUNDS: Final = 4


@dataclass(frozen=True, slots=True)
class Erased:
    """How many households went back from their hands, and how many notes of theirs went."""

    returned: int
    notes: int


def erase(context: Context, by: Volunteer, caller: str, *, now: int) -> Erased:
    """Remove somebody as `volunteers.remove` does, and then all that says who they were: name and address, sessions,
    what they are called on leaderboards, notes to the organisers, trouble with mail. Broken off, the same goes on.

    Raises NotThere, NotAllowed (`admins_only`, `not_yourself`); Conflict (`last_admin`) where nobody would be left who
    may do this.
    """
    seen = volunteers.get(context, caller)
    every = callers.every(context.table)
    if seen.role == "admin" and sum(v.role == "admin" and v.active for v in every) < 2:
        raise Conflict("This is the only admin: make somebody else one first.", code="last_admin")
    _, returned = volunteers.remove(context, by, caller, now=now)
    audit.note(context, by.id, "volunteer_erased", caller, now=now)
    for day in _days(seen, now):
        desks.hide(context.table, day, caller)
        if context.campaign.many_callers:
            boards.forget_sum(context.table, day, keys.shard_of(caller, context.table.desk_shards))
    gone = notes.delete_of(context.table, caller)
    mail_troubles.delete(context.table, caller)
    waiting.end(context.table, caller)
    callers.end_sessions(context.table, caller)
    for _ in range(_ROUNDS):
        try:
            callers.delete(context.table, volunteers.get(context, caller))
        except TransactionRefused:
            continue
        # What organisers look at holds names until it is made anew.
        overview.expire(context.table)
        snapshot(context, banks.every(context.table), now)
        return Erased(returned, gone)
    raise TryAgain("This volunteer is being changed by others. Try again.")


def _days(seen: Volunteer, now: int) -> list[str]:
    """The UK days on which they may have rung."""
    today = date.fromisoformat(uk_day(now))
    farthest = today - timedelta(days=volunteers.FARTHEST_BACK_DAYS)
    start = max(farthest, date.fromisoformat(uk_day(seen.joined))) if seen.joined else farthest
    return [(start + timedelta(days=n)).isoformat() for n in range((today - start).days + 1)]
