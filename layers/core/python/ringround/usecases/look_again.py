"""A call of one's own with its card, for a page that has forgotten it and wants to correct it."""

from dataclasses import replace

from ..domain.household import Claim, Household, LogEntry
from ..domain.outcomes import NEVER_SHOWN
from ..domain.placement import facts_of
from ..domain.recording import Call
from ..storage import calls, claims
from .claim_next import Handed
from .context import Context, unknown_bank
from .respond import check_correctable, own_claim, unknown_call, unknown_household


def call_with_card(context: Context, caller: str, claim_id: str, *, now: int) -> tuple[Call, Handed]:
    """The latest version of a call, and its card as it was then: the people open and the numbers to ring before the
    call was recorded, the version of the script that was read out.

    Raises NotThere (`call_unknown`) where nothing was recorded, NotAllowed (`claim_not_yours`), BreaksRule
    (`correction_too_late`) a day after the call.
    """
    parts = own_claim(context, caller, claim_id)
    call = calls.latest(context.table, claim_id, parts)
    if call is None:
        raise unknown_call()
    check_correctable(call, now)
    read = claims.read(context.table, [parts.household], [parts.bank])
    household, bank = read.households.get(parts.household), read.banks.get(parts.bank)
    if household is None:
        raise unknown_household()
    if bank is None:
        raise unknown_bank()
    entry = household.entry(claim_id)
    if entry is None:
        raise unknown_call()
    # The lease ended with the call; a response that names no number means the one that was rung.
    ended = Claim(claim_id, caller, entry.at)
    return call, Handed(before(household, entry), bank, ended, parts.script_version, first=entry.number)


def before(household: Household, entry: LogEntry) -> Household:
    """The household as it was before a call; without those who are never shown again for what others recorded."""
    others = facts_of(replace(household, log=tuple(e for e in household.log if e is not entry)))
    shown = {p: person for p, person in household.people.items() if others.settled.get(p) not in NEVER_SHOWN}
    return replace(household, people=shown, log=household.log[: household.log.index(entry)])
