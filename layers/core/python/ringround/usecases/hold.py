"""What may be done with a claim besides recording its call: renew it, skip it, look how it stands."""

from dataclasses import replace
from typing import Final, Literal

from ..domain.bank import LEASE_SECONDS
from ..domain.desk import Desk
from ..domain.errors import Conflict, TooMany, TryAgain
from ..domain.holding import may_be_held
from ..domain.hours import uk_day
from ..domain.household import Household
from ..domain.quality import About, Raised
from ..storage import desks, households, quality
from . import complete, in_hand
from .context import Context
from .in_hand import Held
from .queue_search import lease_end
from .respond import own_claim

SkipReason = Literal["know_them", "not_now", "problem", "other"]

LONGEST_HOLD_SECONDS: Final = 4 * 3600
"""A claim may be renewed for this long after it was handed out: a page left open must not keep a household."""

SKIPPED_FOR_OTHERS_SECONDS: Final = 60
SKIPPED_FOR_CALLER_SECONDS: Final = {
    "know_them": 60 * 24 * 3600,
    "not_now": 3600,
    "problem": 24 * 3600,
    "other": 3600,
}
"""How long a household that was skipped is not handed to the same caller again."""

_ROUNDS: Final = 8


def renew(context: Context, caller: str, claim_id: str, *, now: int) -> int:
    """Move the end of a lease to 30 minutes from now; the new end. Also where it ran out and nobody else has it.

    Raises Conflict (`claim_expired`) where the household is not the caller's any more or its call was recorded, where
    calling is over, or where what was recorded meanwhile forbids to ring it now: then it goes back. (`claim_limit`)
    where the lease had ended and the caller holds two others.
    """
    parts = own_claim(context, caller, claim_id)
    bank = context.bank(parts.bank)
    if complete.recorded(context, claim_id, parts, now=now):
        raise _expired("This call was recorded.")
    for _ in range(_ROUNDS):
        before = households.get(context.table, parts.household)
        if before is None or before.claim is None or before.claim.id != claim_id:
            raise _expired("This household has gone to somebody else.")
        # Whoever rings us chose the time: calling hours are for calls that we make.
        lease = now + LEASE_SECONDS if before.claim.ringing else lease_end(bank, now)
        until = min(lease, parts.at + LONGEST_HOLD_SECONDS)
        if until <= now or bank.status == "closed":
            raise _expired("Calling is over for now, or this household has been held for too long.")
        if not may_be_held(before, bank, caller, now):
            in_hand.release(context, caller, claim_id, now=now)
            raise _expired("Something was recorded meanwhile, and this household is not to be rung now.")
        day, after = uk_day(parts.at), households.held_until(before, until)
        try:
            if before.held(now):
                households.save(context.table, before, after)
                desks.extend_slot(context.table, day, caller, claim_id, until)
            else:
                desk = desks.get(context.table, day, caller)
                if not desk.has_room(now):
                    raise Conflict("You hold two households already.", code="claim_limit")
                slot = desks.put_slot(context.table, desk, claim_id, until)
                households.save_together(context.table, (before, after), also=[slot])
        except households.ChangedMeanwhile:
            continue
        return until
    raise TryAgain("This household is being written by others. Try again.")


def _expired(message: str) -> Conflict:
    return Conflict(message, code="claim_expired")


def standing(context: Context, desk: Desk, *, now: int) -> list[Held]:
    """The live claims of a desk's caller, oldest first, under the rule by which they would be renewed."""
    return in_hand.live(context, desk.caller, desk.live(now), now=now)


def skip(context: Context, desk: Desk, claim_id: str, reason: SkipReason, note: str = "", *, now: int) -> None:
    """Give a household back and don't hand it to this caller again for a while. What is wrong with it (`problem`) is
    for the organisers to look at.

    Raises TooMany beyond the skips an hour, so that an account can't be used to read the register.
    """
    parts = own_claim(context, desk.caller, claim_id)
    if wait := desk.skips_wait(context.bank_lately(parts.bank), now):
        raise TooMany("That is as many skips as there can be in an hour.", {"retry_after": wait}, code="skips_an_hour")

    def skipped(household: Household) -> Household:
        still = {caller: until for caller, until in household.skipped.items() if until > now}
        still[desk.caller] = now + SKIPPED_FOR_CALLER_SECONDS[reason]
        return replace(household, skipped=still, not_before=now + SKIPPED_FOR_OTHERS_SECONDS)

    if reason == "problem":
        raised = Raised(desk.caller, now, parts.bank, note=note.strip())
        quality.put(context.table, claim_id, About("please_look", parts.household), raised)
    ended = in_hand.end(context, claim_id, parts, now, skipped)
    desks.free(context.table, uk_day(parts.at), desk.caller, claim_id, now=now, skipped=ended)
