"""A call of one's own with its card, for a page that has forgotten it: to correct it, or to record it at last."""

from collections.abc import Iterable
from dataclasses import replace

from ..domain.bank import Bank
from ..domain.claim_id import ClaimParts
from ..domain.errors import BreaksRule
from ..domain.hours import uk_day
from ..domain.household import Claim, Household, LogEntry, Person
from ..domain.outcomes import NEVER_SHOWN
from ..domain.placement import facts_of, never_shown
from ..domain.recording import Call
from ..domain.shown import gone_for_others, shown
from ..storage import calls, claims, households
from . import complete
from .claim_next import Handed
from .context import Context, unknown_bank
from .queue_search import lease_end
from .respond import CORRECTABLE_SECONDS, check_correctable, own_claim, unknown_call, unknown_household


def call_with_card(context: Context, caller: str, claim_id: str, *, now: int) -> tuple[Call | None, Handed, int]:
    """The latest version of a call, its card as it was then, and the time of that card: the people open and the numbers
    to ring before the call was recorded, the version of the script that was read out. None instead of the call where
    nothing was recorded of the claim yet: then the card as it was handed out, also where the household may not be rung
    any more, for what happened is to be recorded all the same.

    Nobody who has died by now is on it. Raises NotThere (`claim_unknown`), NotAllowed (`claim_not_yours`), BreaksRule
    (`correction_too_late`) a day after the call, or after the claim where nothing was recorded.
    """
    parts = own_claim(context, caller, claim_id)
    call = calls.latest(context.table, claim_id, parts)
    if call:
        check_correctable(call, now)
    elif parts.at < now - CORRECTABLE_SECONDS:
        raise BreaksRule("A call can be recorded for a day: tell an organiser.", code="correction_too_late")
    day = uk_day(parts.at)
    read = claims.read(context.table, [parts.household], [parts.bank], None if call else (day, caller))
    household, bank = read.households.get(parts.household), read.banks.get(parts.bank)
    if household is None:
        raise unknown_household()
    if bank is None:
        raise unknown_bank()
    entry = household.entry(claim_id)
    if entry and call is None:
        # It was recorded between the two reads.
        call = calls.latest(context.table, claim_id, parts)
    if call and entry is None and complete.recorded(context, claim_id, parts, now=now):
        household = households.get(context.table, parts.household) or household
        entry = household.entry(claim_id)
    if entry is None and call is None:
        slots = read.desk.slots if read.desk else {}
        return None, _unrecorded(household, bank, claim_id, parts, slots.get(claim_id, 0), now), parts.at
    if entry is None or call is None:
        raise unknown_call()
    # The lease ended with the call; a response that names no number means the one that was rung.
    handed = Handed(
        household=before(household, entry),
        bank=bank,
        claim=Claim(claim_id, caller, entry.at),
        script_version=parts.script_version,
        first=entry.number,
        hidden=frozenset(never_shown(facts_of(household))),
    )
    return shown(call, household), handed, entry.at


def _unrecorded(household: Household, bank: Bank, claim_id: str, parts: ClaimParts, slot: int, now: int) -> Handed:
    """The card of a claim of which nothing was recorded yet; `slot` is the end of its lease as the desk has it, 0 where
    it was cleared away."""
    ended = Claim(claim_id, parts.caller, min(slot or lease_end(bank, parts.at), now))
    still = household.claim if household.claim and household.claim.id == claim_id else None
    gone = never_shown(facts_of(household))
    left = [p for p in household.people.values() if p.id not in gone]
    log = (e for e in household.log if e.at <= parts.at)
    then = _as_then(household, log, left, parts.at)
    return Handed(then, bank, still or ended, parts.script_version, hidden=frozenset(gone))


def before(household: Household, entry: LogEntry) -> Household:
    """The household as it was before a call; without those who are never shown again for what others recorded."""
    gone = gone_for_others(household, entry.claim)
    left = [p for p in household.people.values() if p.id not in gone]
    return _as_then(household, household.log[: household.log.index(entry)], left, entry.at)


def _as_then(household: Household, log: Iterable[LogEntry], people: Iterable[Person], at: int) -> Household:
    """The household with an earlier log, without the marks that it got after a time."""
    there = {}
    for person in people:
        marks = {o: when for o, when in person.marks.items() if when <= at or o in NEVER_SHOWN}
        there[person.id] = replace(person, marks=marks)
    numbers = {
        e164: replace(n, suppressed=False, dead=False) if n.marked > at else n for e164, n in household.numbers.items()
    }
    return replace(household, people=there, numbers=numbers, log=tuple(log))
