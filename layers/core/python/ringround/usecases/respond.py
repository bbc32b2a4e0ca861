"""Record what happened on a call, and correct it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from ..domain import claim_id as claim_ids
from ..domain.bank import Bank
from ..domain.claim_id import ClaimParts
from ..domain.desk import Desk
from ..domain.errors import BreaksRule, NotAllowed, NotThere, TryAgain
from ..domain.hours import uk_day
from ..domain.household import Household
from ..domain.number_id import missed, with_numbers
from ..domain.recording import (
    Call,
    Recorded,
    Response,
    correct,
    record,
)
from ..domain.shown import with_unseen
from ..storage import calls, desks, households, keys
from ..storage.claims import Read
from ..storage.desks import Owed
from . import complete, elsewhere
from .context import Context

CORRECTABLE_SECONDS: Final = 24 * 3600
"""Until when a call may be corrected by its caller: the tally of days before yesterday is final."""

LEASE_LEFT_SECONDS: Final = 60
"""A call is written step by step only while its lease runs for so long yet, which is longer than any request: nobody
else may claim the household before it is on its log."""

_ROUNDS: Final = 10


@dataclass(frozen=True, slots=True)
class Known:
    """What was read with whoever is asking, in the same request: their desk of today, and what the claim stands on
    where that was wanted."""

    desk: Desk
    read: Read | None = None


@dataclass(frozen=True, slots=True)
class Responded:
    """A recorded call. `owed` is what its caller's desk has still to be told (`storage.desks.pay`, or with the next
    slot that is taken): whoever asks for the next household pays with the same write."""

    call: Call
    owed: Owed | None = None


def own_claim(context: Context, caller: str, claim_id: str) -> ClaimParts:
    """What a claim id says, where the claim was this caller's. Raises NotThere, NotAllowed."""
    parts = claim_ids.read(claim_id, context.campaign.secret)
    if parts.caller != caller:
        raise NotAllowed("This claim is somebody else’s.", code="claim_not_yours")
    return parts


def respond(context: Context, caller: str, claim_id: str, response: Response, *, now: int) -> Call:
    """Record the call of a claim with all that follows from it; sent again, the call that was recorded first.

    A claim that ran out, or was taken again, is no reason to lose what was recorded: see `recording.record`.
    Raises NotThere, NotAllowed, BreaksRule; TryAgain where the table is busy.
    """
    desk = desks.get(context.table, uk_day(now), caller)
    made = respond_first(context, caller, claim_id, response, Known(desk), now=now)
    if made.owed:
        desks.pay(context.table, made.owed)
    return made.call


def respond_first(
    context: Context, caller: str, claim_id: str, response: Response, known: Known, *, now: int
) -> Responded:
    """Record the call of a claim, and leave it to whoever asks to tell its caller's desk. As `respond` otherwise."""
    parts = own_claim(context, caller, claim_id)
    household = known.read.households.get(parts.household) if known.read else None
    banks: Mapping[str, Bank] = known.read.banks if known.read else {}
    for _ in range(_ROUNDS):
        before = household or _household(context, parts)
        household = None
        if before.entry(claim_id):
            return _recorded_first(context, claim_id, parts, now)
        bank = banks.get(parts.bank) or context.bank_lately(parts.bank)
        banks = context.banks_of(before, {**banks, parts.bank: bank})
        script = context.script(bank.script, parts.script_version)
        meant, numbers = _read(context, before, response)
        made = record(before, claim_id, parts, meant, banks, script, now, elsewhere=numbers)
        try:
            moved = elsewhere.changed(context, before, made.call.entry, now)
            read = calls.Before(before, None, moved)
            if _step_by_step(read, made.call, parts, known.desk, now):
                calls.put(context.table, made.call, parts)
                complete.put_on_log(context, made.call, now=now, before=before, known=banks)
                return Responded(made.call, calls.owed(made.call))
            calls.record(context.table, read, _placed(before, made), made.call, parts)
        except calls.AlreadyRecorded:
            return _recorded_first(context, claim_id, parts, now)
        except households.ChangedMeanwhile:
            # Where it is placed goes by banks as they are now.
            banks = {}
            continue
        return Responded(made.call)
    raise TryAgain("This household is being written by others. Nothing was recorded: send it again.")


def _step_by_step(before: calls.Before, call: Call, parts: ClaimParts, desk: Desk, now: int) -> bool:
    """Whether a crash between the steps would leave its traces where they are looked for: the claim on the household,
    and the slot on the desk on which the call is counted."""
    claim = before.household.claim
    held = claim is not None and claim.id == call.entry.claim and claim.until >= now + LEASE_LEFT_SECONDS
    # Not by a slot that is about to be cleared away: the lease on the household may have been renewed without it.
    slot = desk.slots.get(call.entry.claim, 0) if desk.day == uk_day(now) == uk_day(parts.at) else 0
    return held and slot >= now + LEASE_LEFT_SECONDS and calls.concerns_no_others(before, call)


def correct_response(context: Context, caller: str, claim_id: str, response: Response, *, now: int) -> Call:
    """Record a new version of a call; the earlier one stays. The same again changes nothing.

    Raises NotThere (`call_unknown`) where nothing was recorded yet, BreaksRule (`correction_too_late`) a day after.
    """
    parts = own_claim(context, caller, claim_id)
    for _ in range(_ROUNDS):
        before = _household(context, parts)
        earlier = calls.latest(context.table, claim_id, parts)
        if earlier is None:
            raise unknown_call()
        check_correctable(earlier, now)
        if earlier.entry.version == 1:
            complete.finish(context, earlier, now=now, on_log=before.entry(claim_id) is not None)
            before = before if before.entry(claim_id) else _household(context, parts)
        entry = before.entry(claim_id)
        if entry and entry.version != earlier.entry.version:
            # Another correction came between the two reads.
            continue
        banks = context.banks_of(before, {parts.bank: context.bank(parts.bank)})
        script = context.script(banks[parts.bank].script, parts.script_version)
        meant, known = _read(context, before, with_unseen(response, earlier, before))
        made = correct(before, claim_id, parts, meant, banks, script, now, elsewhere=known)
        if _same(earlier, made.call):
            return earlier
        try:
            moved = elsewhere.changed(context, before, made.call.entry, now)
            calls.record(context.table, calls.Before(before, earlier, moved), _placed(before, made), made.call, parts)
        except (calls.AlreadyRecorded, households.ChangedMeanwhile):
            continue
        return made.call
    raise TryAgain("This household is being written by others. Nothing was changed: send it again.")


def _read(context: Context, before: Household, response: Response) -> tuple[Response, set[str]]:
    """A response with its numbers in E.164, and the numbers that it may name: the household's, those that were ever
    rung there, and where it says something of another one, those of the households where its people live now."""
    known, secret = (
        {*before.numbers, *(e164 for entry in before.log for e164 in entry.numbers)},
        context.campaign.secret,
    )
    if missed(response, known, secret):
        homes = elsewhere.homes(context, [keys.elector(person) for person in before.people]) - {before.id}
        known |= {e164 for home in households.get_many(context.table, sorted(homes)) if home for e164 in home.numbers}
    some_erased = any(person.erased for person in before.people.values())
    return with_numbers(response, known, secret, some_erased=some_erased), known


def _household(context: Context, parts: ClaimParts) -> Household:
    household = households.get(context.table, parts.household)
    if household is None:
        raise unknown_household()
    return household


def unknown_household() -> NotThere:
    """The refusal for a household that does not exist any more."""
    return NotThere("This household is not on the list any more.", code="household_unknown")


def unknown_call() -> NotThere:
    """The refusal for a call that was never recorded."""
    return NotThere("There is no call to correct yet.", code="call_unknown")


def check_correctable(call: Call, now: int) -> None:
    """Raises BreaksRule (`correction_too_late`) a day after the call."""
    if call.entry.at < now - CORRECTABLE_SECONDS:
        raise BreaksRule("A call can be corrected for a day: tell an organiser.", code="correction_too_late")


def _placed(before: Household, made: Recorded) -> Household:
    """The household with its place; where somebody else's lease is running, the place that it has."""
    if made.held_by_other:
        return replace(made.household, queue=before.queue)
    return households.in_queue(made.household, made.place)


def _recorded_first(context: Context, claim_id: str, parts: ClaimParts, now: int) -> Responded:
    """The call that stands, in its latest version; what its first recording may have left undone is done."""
    complete.recorded(context, claim_id, parts, now=now)
    call = calls.latest(context.table, claim_id, parts)
    if call is None:
        raise TryAgain("The table is busy.")
    return Responded(call)


def _same(earlier: Call, later: Call) -> bool:
    as_earlier = replace(later.entry, version=earlier.entry.version)
    return replace(later, entry=as_earlier, recorded_at=earlier.recorded_at) == earlier
