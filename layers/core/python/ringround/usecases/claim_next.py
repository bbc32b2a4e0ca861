"""Claim the next household of a bank.

The order: the caller's own call-backs that are due, then call-backs that are due for anyone, fresh households by
priority, retries whose cool-down is over. The queue proposes; the conditional write decides who gets a household,
and the rules are checked once more on what was claimed before anybody sees it.
"""

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from ..domain import hours
from ..domain.bank import CALL_BACK_GRACE_SECONDS, Bank
from ..domain.desk import Desk
from ..domain.errors import Conflict, TooMany, TryAgain
from ..domain.household import Claim, Household
from ..domain.placement import CALL_BACK_TIER, Place, facts_of, promise
from ..storage import desks, households
from ..storage.desks import Owed
from . import complete, in_hand
from .context import Context
from .in_hand import Held
from .queue_search import Search, from_queue, may_be_rung, put_back

Reason = Literal["finished", "nothing_due", "outside_hours", "paused", "closed"]

CONTENDED_RETRY_SECONDS: Final = 3
SPREAD_SECONDS: Final = 60
"""Over which very many callers who wait for the same time ask again."""
_SLOT_ROUNDS: Final = 4


@dataclass(frozen=True, slots=True)
class Handed:
    """A household in the caller's hands, with what its card needs. `first` is the number (E.164) to stand first on
    it; empty where the best one does. `hidden` are people of whom it says nothing, whatever the household's log says
    of them: a card of an earlier time has an earlier log. `new`: the claim was made by this request, which lost so many
    races (`lost`) to other callers on the way; neither says anything about the household."""

    household: Household
    bank: Bank
    claim: Claim
    script_version: int
    first: str = ""
    hidden: frozenset[str] = frozenset()
    new: bool = field(default=False, compare=False)
    lost: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Nothing:
    """Why there is no household now, and when to ask again (epoch seconds, None: not known); `lost` as in Handed."""

    reason: Reason
    retry_at: int | None = None
    lost: int = field(default=0, compare=False)


def claim_next(
    context: Context,
    bank: Bank,
    desk: Desk,
    *,
    now: int,
    chance: random.Random,
    holding: Collection[str] | None = None,
    owed: Owed | None = None,
) -> Handed | Nothing:
    """Claim the next household for the desk's caller, with a lease of 30 minutes.

    `holding` names the claims that the page shows: a live claim of this bank that is not among them is given again
    instead of a new one, so that an answer that was lost on the way costs no household its lease; unless what was
    recorded since forbids to ring it: then it goes back, and the search goes on. `owed` is a call that the desk has
    still to be told of: that is done in the write that takes a slot, and not at all where none is taken, so whoever
    asks pays afterwards (`storage.desks.pay`). `chance` spreads callers over the queue and makes ids.
    Raises Conflict (`claim_limit`) where the caller holds two claims already, TooMany beyond the claims an hour.
    """
    if refused := closed_now(context, bank, now):
        return _spread(context, refused, now, chance)
    if holding is not None:
        again, desk = _held(context, bank, desk, holding, now)
        if again:
            return again
    desk = with_room(context, bank, desk, now, owed)
    search = Search(context, bank, desk.caller, desk.rev, now, chance)
    household = _own_call_back(search, desk) or from_queue(search)
    if household is None:
        return replace(_spread(context, _nothing(search), now, chance), lost=search.lost)
    return replace(into_hands(context, bank, desk, household, now, owed), lost=search.lost)


def closed_now(context: Context, bank: Bank, now: int) -> Nothing | None:
    """Why nobody is handed a household of this bank at this time, if so: organisers neither, whose access goes on when
    calling has ended."""
    if bank.status == "closed" or context.campaign.over(now):
        return Nothing("closed")
    if bank.status == "paused":
        return Nothing("paused")
    if not hours.is_open(bank.hours, now):
        return Nothing("outside_hours", hours.opens_at(bank.hours, now))
    return None


def in_hand_again(context: Context, desk: Desk, *, now: int, known: Mapping[str, Bank] | None = None) -> list[Handed]:
    """What a page that is loaded again goes on with: the households that the desk's caller holds and may still ring,
    oldest claim first. `known` are banks that were read already. One request, none where nothing is held."""
    held = in_hand.live(context, desk.caller, desk.live(now), now=now, known=known)
    return [handed_again(each, each.bank) for each in held if each.bank and each.may_be_rung]


def handed_again(held: Held, bank: Bank) -> Handed:
    """The card of a household that is held already."""
    return Handed(held.household, bank, held.claim, held.parts.script_version)


def _held(context: Context, bank: Bank, desk: Desk, holding: Collection[str], now: int) -> tuple[Handed | None, Desk]:
    """A live claim that the page does not show, to be given again; and the desk without those that may not be rung any
    more. They go back, whatever their bank: what the page does not show it can't give back itself."""
    unseen = [c for c in desk.live(now) if c not in holding]
    again, over = None, set()
    for each in in_hand.live(context, desk.caller, unseen, now=now, known={bank.id: bank}):
        if not each.may_be_rung:
            in_hand.release(context, desk.caller, each.claim.id, now=now)
            over.add(each.claim.id)
        elif each.parts.bank == bank.id and again is None:
            again = handed_again(each, bank)
    return again, replace(desk, slots={c: until for c, until in desk.slots.items() if c not in over})


def with_room(context: Context, bank: Bank, desk: Desk, now: int, owed: Owed | None = None) -> Desk:
    """The desk, where it has room for a claim, without the slot of a call that it has still to be told of. A slot whose
    household went back without it is cleared first.

    Raises Conflict (`claim_limit`) where there is none, TooMany (`claims_an_hour`) beyond the bank's limit.
    """
    if not desk.has_room(now):
        held = in_hand.live(context, desk.caller, desk.live(now), now=now, known={bank.id: bank})
        really = {each.claim.id for each in held}
        for stale in set(desk.live(now)) - really:
            in_hand.release(context, desk.caller, stale, now=now)
        desk = desks.again(context.table, desk)
        desk = desk.without(owed.claim) if owed else desk
        if not desk.has_room(now):
            raise _two_already(desk, now)
    if wait := desk.claims_wait(bank, now):
        raise TooMany(
            "You have had as many households this hour as one person can ring.",
            {"retry_after": wait},
            code="claims_an_hour",
        )
    return desk


def _two_already(desk: Desk, now: int) -> Conflict:
    return Conflict("You hold two households already.", {"claims": desk.live(now)}, code="claim_limit")


def _own_call_back(search: Search, desk: Desk) -> Household | None:
    """The first of the caller's own promises that is due: theirs until a quarter of an hour after its time."""
    table = search.context.table
    for (bank_id, household_id), due in sorted(desk.call_backs.items(), key=lambda item: item[1]):
        if bank_id != search.bank.id:
            continue
        if due > search.now:
            search.later(due)
            continue
        before = households.get(table, household_id)
        before = complete.without_lapsed(search.context, before, now=search.now) if before else None
        promised = promise(before, bank_id, facts_of(before)) if before else None
        if before is None or promised is None or promised.caller != search.caller:
            desks.drop_call_back(table, desk, bank_id, household_id)
            continue
        if before.held(search.now) or promised.call_back_at > search.now:
            continue
        claimed = search.new_claim(household_id)
        tier_place = Place(bank_id, CALL_BACK_TIER, claimed.until, search.bank.queue_parts)
        try:
            after = replace(before, claim=claimed, lapsed=None)
            mine = households.save(table, before, households.in_queue(after, tier_place))
        except households.ChangedMeanwhile:
            found = households.get(table, household_id)
            # The answer to a write that succeeded can be lost, and the client's repeat then meets its own claim.
            if found is None or found.claim != claimed:
                continue
            mine = found
        if may_be_rung(search, mine, grace=CALL_BACK_GRACE_SECONDS):
            return mine
    return None


def into_hands(
    context: Context, bank: Bank, desk: Desk, household: Household, now: int, owed: Owed | None = None
) -> Handed:
    """Put the claim on the caller's desk, and count the call that is owed to it. Where another request of theirs was
    quicker and the desk is full, the household goes back: nobody saw it."""
    claimed = household.claim
    if claimed is None:
        raise AssertionError("a household is handed over without a claim")
    handed = Handed(household, bank, claimed, bank.script_version, new=True)
    # Their tokens are about to be cleared away.
    complete.each_of(context, desks.over(desk, now), now=now)
    for _ in range(_SLOT_ROUNDS):
        if desk.has_room(now) and desks.take_slot(context.table, desk, claimed.id, claimed.until, now, owed):
            return handed
        desk = desks.again(context.table, desk)
        if owed and owed.claim not in desk.slots:
            # It was told by this very write, or by another request, or the claim was given back meanwhile.
            desks.pay(context.table, owed)
            owed = None
        desk = desk.without(owed.claim) if owed else desk
        if claimed.id in desk.slots:
            return handed
        if not desk.has_room(now):
            break
    put_back(context, household, replace(household, claim=None), {bank.id: bank}, now)
    if desk.has_room(now):
        raise TryAgain("Several requests of yours came at once. Try again.")
    raise _two_already(desk, now)


def _spread(context: Context, found: Nothing, now: int, chance: random.Random) -> Nothing:
    """When to ask again, for very many callers not all at the same second: pages go by it to the second, and a bank
    that opens at nine would be asked by all of them at nine."""
    if found.retry_at is None or not context.campaign.many_callers:
        return found
    most = min(SPREAD_SECONDS, max(1, (found.retry_at - now) // 2))
    return replace(found, retry_at=found.retry_at + chance.randrange(most))


def _nothing(search: Search) -> Nothing:
    if search.contended:
        search.later(search.now + CONTENDED_RETRY_SECONDS)
    if search.earliest is None:
        return Nothing("finished")
    return Nothing("nothing_due", hours.opens_at(search.bank.hours, max(search.earliest, search.now)))
