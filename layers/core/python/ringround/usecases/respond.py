"""Record what happened on a call, and correct it."""

from dataclasses import replace
from typing import Final

from ..domain import claim_id as claim_ids
from ..domain.claim_id import ClaimParts
from ..domain.errors import BreaksRule, NotAllowed, NotThere, TryAgain
from ..domain.household import Household, LogEntry
from ..domain.number_id import missed, with_numbers
from ..domain.placement import place
from ..domain.recording import (
    Call,
    Recorded,
    Response,
    correct,
    followed,
    number_marks,
    record,
    settled_everywhere,
)
from ..domain.shown import with_unseen
from ..storage import calls, households, keys
from .context import Context

CORRECTABLE_SECONDS: Final = 24 * 3600
"""Until when a call may be corrected by its caller: the tally of days before yesterday is final."""

_ROUNDS: Final = 10


def own_claim(context: Context, caller: str, claim_id: str) -> ClaimParts:
    """What a claim id says, where the claim was this caller's. Raises NotThere, NotAllowed."""
    parts = claim_ids.read(claim_id, context.campaign.secret)
    if parts.caller != caller:
        raise NotAllowed("This claim is somebody else’s.", code="claim_not_yours")
    return parts


def respond(context: Context, caller: str, claim_id: str, response: Response, *, now: int) -> Call:
    """Record the call of a claim; sent again, the call that was recorded first.

    A claim that ran out, or was taken again, is no reason to lose what was recorded: see `recording.record`.
    Raises NotThere, NotAllowed, BreaksRule; TryAgain where the table is busy.
    """
    parts = own_claim(context, caller, claim_id)
    for _ in range(_ROUNDS):
        before = _household(context, parts)
        if before.entry(claim_id):
            return _recorded_first(context, claim_id, parts)
        banks = context.banks_of(before, {parts.bank: context.bank_lately(parts.bank)})
        script = context.script(banks[parts.bank].script, parts.script_version)
        meant, known = _read(context, before, response)
        made = record(before, claim_id, parts, meant, banks, script, now, elsewhere=known)
        try:
            moved = _elsewhere(context, before, made.call.entry, now)
            calls.record(context.table, calls.Before(before, None, moved), _placed(before, made), made.call, parts)
        except calls.AlreadyRecorded:
            return _recorded_first(context, claim_id, parts)
        except households.ChangedMeanwhile:
            continue
        return made.call
    raise TryAgain("This household is being written by others. Nothing was recorded: send it again.")


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
        banks = context.banks_of(before, {parts.bank: context.bank(parts.bank)})
        script = context.script(banks[parts.bank].script, parts.script_version)
        meant, known = _read(context, before, with_unseen(response, earlier, before))
        made = correct(before, claim_id, parts, meant, banks, script, now, elsewhere=known)
        if _same(earlier, made.call):
            return earlier
        try:
            moved = _elsewhere(context, before, made.call.entry, now)
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
        homes = _homes(context, [keys.elector(person) for person in before.people]) - {before.id}
        known |= {e164 for home in households.get_many(context.table, sorted(homes)) if home for e164 in home.numbers}
    return with_numbers(response, known, secret), known


def _homes(context: Context, pointers: list[keys.Key]) -> set[str]:
    return {str(item.get("household", "")) for item in context.table.get_many(pointers) if item} - {""}


def _elsewhere(
    context: Context, before: Household, entry: LogEntry, now: int
) -> tuple[tuple[Household, Household], ...]:
    """The households to which an import has moved people or numbers that this entry settles for good, with what it
    says of them: an objection counts where the person is, not where they were when they were rung."""
    pointers = [keys.number(e164) for e164 in number_marks(entry)]
    pointers += [keys.elector(person) for person in settled_everywhere(entry)]
    if not pointers:
        return ()
    changed = []
    for household in households.get_many(context.table, sorted(_homes(context, pointers) - {before.id})):
        marked = followed(household, entry) if household else None
        if household is None or marked is None or marked == household:
            continue
        if not marked.held(now):
            marked = households.in_queue(marked, place(marked, context.banks_of(marked, {}), now))
        changed.append((household, marked))
    return tuple(changed)


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


def _recorded_first(context: Context, claim_id: str, parts: ClaimParts) -> Call:
    call = calls.latest(context.table, claim_id, parts)
    if call is None:
        raise TryAgain("The table is busy.")
    return call


def _same(earlier: Call, later: Call) -> bool:
    as_earlier = replace(later.entry, version=earlier.entry.version)
    return replace(later, entry=as_earlier, recorded_at=earlier.recorded_at) == earlier
