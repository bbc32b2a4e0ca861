"""The call-backs that a volunteer promised and that are still to be kept."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ..domain.bank import Bank
from ..domain.desk import Desk
from ..domain.hours import uk_day
from ..domain.household import Household, LogEntry, Person
from ..domain.placement import Facts, facts_of, open_people, place_in, promise
from ..domain.recording import FARTHEST_CALL_BACK_SECONDS
from ..storage import claims, desks
from .context import Context

MISSED_SECONDS: Final = 12 * 3600
"""How long a call-back is shown after its time: until somebody rang, and not into the next day."""

MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Promised:
    """A call-back of one's own: the entry of the call in which it was promised, and whom to ask for."""

    entry: LogEntry
    household: Household
    bank: Bank
    person: Person | None
    facts: Facts


def mine(context: Context, desk: Desk, now: int, known: Mapping[str, Bank] | None = None) -> list[Promised]:
    """A caller's call-backs in order of time, from 12 hours ago on, 100 at most.

    `desk` is that of today, `known` all banks that may be rung in, where they were read. Two requests: desks of other
    days are small and promises keep for days, so those are read as they were a moment ago; then the households, where
    there are any.
    """
    due: dict[tuple[str, str], int] = {}
    for each in (desk, *desks.of_days(context.table, _days(context, now), desk.caller)):
        for where, at in each.call_backs.items():
            due[where] = max(at, due.get(where, 0))
    since = now - MISSED_SECONDS
    wanted = sorted((at, bank, home) for (bank, home), at in due.items() if at >= since)[:MOST]
    banks_wanted = [] if known is not None else [bank for _, bank, _ in wanted]
    read = claims.read(context.table, [home for _, _, home in wanted], banks_wanted)
    banks = known if known is not None else read.banks
    found = []
    for _, bank_id, home in wanted:
        household, bank = read.households.get(home), banks.get(bank_id)
        kept = _still(household, bank, desk.caller, now) if household and bank else None
        if kept:
            found.append(kept)
    return sorted(found, key=lambda p: (p.entry.call_back_at, p.entry.claim))


def _still(household: Household, bank: Bank, caller: str, now: int) -> Promised | None:
    facts = facts_of(household)
    entry = promise(household, bank.id, facts)
    if entry is None or (entry.caller, entry.call_back_for) != (caller, "me"):
        return None
    # The rules would still have it rung: a promise does not outlive an objection.
    if place_in(household, bank, facts, now) is None:
        return None
    wanted = open_people(household, bank.id, facts)
    person = next((household.people[p] for p, o in entry.people.items() if o == "call_back" and p in wanted), None)
    return Promised(entry, household, bank, person, facts)


def _days(context: Context, now: int) -> Iterator[str]:
    """The UK days but today's on which a call-back may fall that is still shown."""
    ends = context.campaign.ends or now + FARTHEST_CALL_BACK_SECONDS
    last = date.fromisoformat(uk_day(min(ends, now + FARTHEST_CALL_BACK_SECONDS)))
    day = date.fromisoformat(uk_day(now - MISSED_SECONDS))
    while day <= last:
        if day.isoformat() != uk_day(now):
            yield day.isoformat()
        day += timedelta(days=1)
