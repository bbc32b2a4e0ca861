"""What a caller has in hand: the claims whose lease runs, whether the rules still allow them, and giving them back."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from ..domain.bank import Bank
from ..domain.claim_id import ClaimParts
from ..domain.errors import NotAllowed, NotThere, TryAgain
from ..domain.holding import may_be_held
from ..domain.hours import uk_day
from ..domain.household import Claim, Household
from ..domain.placement import place
from ..storage import claims, desks, households
from . import complete
from .context import Context
from .respond import own_claim

_ROUNDS: Final = 8


@dataclass(frozen=True, slots=True)
class Held:
    """A live claim with its household. `may_be_rung`: whether the rules would still hand it to its holder; never where
    its bank exists no more."""

    household: Household
    claim: Claim
    parts: ClaimParts
    bank: Bank | None
    may_be_rung: bool


def own(context: Context, caller: str, claim_ids: Iterable[str]) -> dict[str, ClaimParts]:
    """What those of the claims say that were given to this caller."""
    mine = {}
    for each in claim_ids:
        with suppress(NotThere, NotAllowed):
            mine[each] = own_claim(context, caller, each)
    return mine


def live(
    context: Context, caller: str, claim_ids: Iterable[str], *, now: int, known: Mapping[str, Bank] | None = None
) -> list[Held]:
    """Those of the claims that the caller really holds, in their order. One request, for the households and the banks
    that are not in `known`; none where there is no claim. A call that stands already, though its recording was broken
    off, is completed."""
    mine, known = own(context, caller, claim_ids), known or {}
    wanted = [p.bank for p in mine.values() if p.bank not in known]
    read = claims.read(context.table, [p.household for p in mine.values()], wanted, claims=mine)
    for each in sorted(read.recorded):
        complete.recorded(context, each, mine[each], now=now)
    still = {each: parts for each, parts in mine.items() if each not in read.recorded}
    return among(still, read.households, {**read.banks, **known}, now)


def among(
    mine: Mapping[str, ClaimParts], homes: Mapping[str, Household], banks: Mapping[str, Bank], now: int
) -> list[Held]:
    """Those of a caller's claims that are live in what was read."""
    found = []
    for each, parts in mine.items():
        household, bank = homes.get(parts.household), banks.get(parts.bank)
        if household and household.claim and household.claim.id == each and household.held(now):
            may_be_rung = bank is not None and may_be_held(household, bank, parts.caller, now)
            found.append(Held(household, household.claim, parts, bank, may_be_rung))
    return found


def release(context: Context, caller: str, claim_id: str, *, now: int, by_caller: bool = False) -> None:
    """Give a household back at once. Nothing happens where it is not the caller's any more. `by_caller`: they gave it
    back themselves, which counts (`Desk.claims_wait`)."""
    parts = own_claim(context, caller, claim_id)
    ended = end(context, claim_id, parts, now, lambda h: h)
    desks.free(context.table, uk_day(parts.at), caller, claim_id, now=now, returned=by_caller and ended)


def end(
    context: Context,
    claim_id: str,
    parts: ClaimParts,
    now: int,
    change: Callable[[Household], Household],
    *,
    lapses: bool = False,
) -> bool:
    """End a claim, its household at the place that the rules give it; False where it was not the household's any more,
    or where its call was recorded.

    With `lapses` it stays on the household as one that ran out at `now`: its call may be going on, and is recorded as
    any that comes after its lease. Raises TryAgain where the household is written by others all the time.
    """
    if complete.recorded(context, claim_id, parts, now=now):
        return False
    for _ in range(_ROUNDS):
        before = households.get(context.table, parts.household)
        if before is None or before.claim is None or before.claim.id != claim_id:
            return False
        if lapses and not before.held(now):
            return False
        if before.lapsed and complete.recorded_on(context, before.lapsed.id, now):
            continue
        after, ended = change(before), replace(before.claim, until=now)
        # Its call may be on its way all the same, and be broken off: whoever claims the household next looks.
        after = replace(after, claim=ended) if lapses else replace(after, claim=None, lapsed=ended)
        belongs = place(after, context.banks_of(after, {}), now)
        try:
            households.save(context.table, before, households.in_queue(after, belongs))
        except households.ChangedMeanwhile:
            continue
        return True
    raise TryAgain("This household is being written by others. Try again.")
