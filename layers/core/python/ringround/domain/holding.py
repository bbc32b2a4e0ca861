"""Whether a household may stay in the hands of whoever holds it: the rules, asked again while a lease runs."""

from .bank import CALL_BACK_GRACE_SECONDS, Bank
from .household import Household
from .placement import facts_of, place_in, promise
from .ringing_back import may_reach


def may_be_held(household: Household, bank: Bank, caller: str, now: int) -> bool:
    """Whether the rules would hand this household to its holder now: what was recorded or suppressed since it was
    claimed may forbid to ring it."""
    facts = facts_of(household)
    if household.claim and household.claim.ringing:
        return may_reach(household, bank, facts, household.claim.ringing, now)
    found = place_in(household, bank, facts, now)
    if found is None or household.queue is None:
        return False
    promised = promise(household, bank.id, facts)
    grace = CALL_BACK_GRACE_SECONDS if promised and promised.caller == caller else 0
    return found.callable_from - grace <= now
