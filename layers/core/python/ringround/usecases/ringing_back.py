"""Somebody rings back: find who that is, and take their call there and then."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from ..domain.bank import LEASE_SECONDS, Bank
from ..domain.desk import HOUR, LOOKUPS_AN_HOUR, Desk, hour_of
from ..domain.errors import BreaksRule, Conflict, NotThere, TooMany, TryAgain
from ..domain.hours import uk_day
from ..domain.household import Claim, Household
from ..domain.number_id import find as number_named
from ..domain.placement import RETRY_TIER, Place, facts_of, place
from ..domain.ringing_back import LOOKED_BACK_DAYS, Match, calls_to, match, may_reach, state_of
from ..domain.typed_number import Typed
from ..storage import calls, claims, desks, households
from . import complete, look
from .claim_next import Handed, into_hands, with_room
from .context import Context, unknown_bank
from .hold import LONGEST_HOLD_SECONDS
from .queue_search import new_id
from .respond import own_claim, unknown_household

MOST_MATCHES: Final = 10
_ROUNDS: Final = 8


def look_up(context: Context, desk: Desk, typed: Typed, *, now: int) -> list[Match]:
    """Who may be ringing from a number: a whole one that was rung for a bank the caller may ring in, by anybody; or
    last digits, among the numbers that the caller rang in the last 28 days. Newest call first, 10 at most.

    Raises TooMany (`lookups_an_hour`): an account can't be used to read the list by.
    """
    _count(context, desk, now)
    banks = {bank.id: bank for bank in look.open_banks(context)}
    if typed.e164:
        owner = calls.owner_of(context.table, typed.e164)
        numbers = [(owner, typed.e164)] if owner else []
    else:
        numbers = _rung_by(context, desk, typed.last, now)
    read = claims.read(context.table, [home for home, _ in numbers], [])
    found = []
    for home, e164 in numbers:
        household = read.households.get(home)
        one = match(household, e164, banks, desk.caller, now) if household else None
        if one:
            found.append(one)
    return sorted(found, key=lambda m: m.last.entry.at, reverse=True)


def _count(context: Context, desk: Desk, now: int) -> None:
    """Counted before anything is read, so that searches sent at once can't be more either."""
    if not desk.lookups_wait(now) and desks.count_lookup(context.table, desk, now) <= LOOKUPS_AN_HOUR:
        return
    wait = hour_of(now) + HOUR - now
    raise TooMany("That is as many searches as there can be in an hour.", {"retry_after": wait}, code="lookups_an_hour")


def _rung_by(context: Context, desk: Desk, last: str, now: int) -> list[tuple[str, str]]:
    """Households and numbers that the caller rang, newest first: a request for the desks of the last days, and one for
    each day on which there is anything, until enough is found."""
    found: dict[tuple[str, str], None] = {}
    for day in _days_at_work(context, desk, now):
        for call in calls.of_day(context.table, desk.caller, day):
            for e164 in sorted(call.entry.numbers):
                if e164.endswith(last) and len(found) < MOST_MATCHES:
                    found[call.household, e164] = None
        if len(found) == MOST_MATCHES:
            break
    return list(found)


def _days_at_work(context: Context, desk: Desk, now: int) -> Iterator[str]:
    # Calls are kept by the day of the claim, and each claim is counted on the desk of its day.
    if desk.claims:
        yield desk.day
    today = date.fromisoformat(uk_day(now))
    earlier = [(today - timedelta(days=n)).isoformat() for n in range(1, LOOKED_BACK_DAYS + 1)]
    worked = {d.day for d in desks.of_days(context.table, earlier, desk.caller) if d.claims}
    yield from (day for day in earlier if day in worked)


def take(
    context: Context,
    desk: Desk,
    household_id: str,
    number: str,
    bank_id: str,
    *,
    now: int,
    chance: random.Random,
) -> Handed:
    """Take the call: a claim like any other, on a household that rings us. Cool-down, most attempts, calling hours and
    a pause do not count. Held already by the caller, it is the claim that they have.

    `number` is its id. Raises NotThere where it was not rung for this bank, Conflict (`held`, `claim_limit`),
    BreaksRule (`asked_not_to_be_called`, `nothing_to_ask`), TooMany (`claims_an_hour`), TryAgain.
    """
    made = ""
    for _ in range(_ROUNDS):
        read = claims.read(context.table, [household_id], [bank_id])
        before, bank = read.households.get(household_id), read.banks.get(bank_id)
        before = complete.without_lapsed(context, before, now=now, holder=desk.caller) if before else None
        if before is None:
            raise unknown_household()
        if bank is None:
            raise unknown_bank()
        e164 = number_named(number, before.numbers, context.campaign.secret)
        _check(before, bank, e164, desk.caller, now)
        if before.claim and before.held(now):
            # The answer to a write that succeeded can be lost, and the next look then meets our own claim.
            if before.claim.id == made:
                return into_hands(context, bank, desk, before, now)
            handed = _held_already(context, before, bank, desk, e164, now)
            if handed:
                return handed
            continue
        desk = with_room(context, bank, desk, now)
        made = new_id(context, bank, household_id, desk.caller, desk.rev, now, chance)
        claimed = replace(before, claim=Claim(made, desk.caller, now + LEASE_SECONDS, e164), lapsed=None)
        try:
            mine = households.save(context.table, before, _leased(context, claimed, bank, now))
        except households.ChangedMeanwhile:
            continue
        return into_hands(context, bank, desk, mine, now)
    raise TryAgain("This household is being written by others. Try again.")


def _check(household: Household, bank: Bank, e164: str, caller: str, now: int) -> None:
    rung = any(r.entry.bank == bank.id for r in calls_to(household, e164))
    if e164 not in household.numbers or not rung:
        raise NotThere("This number was not rung for this phone bank.", code="number_unknown")
    state = state_of(household, bank, facts_of(household), e164, caller, now)
    if state == "asked_not_to_be_called":
        raise BreaksRule("They asked not to be called.", code=state)
    if state == "nothing_to_ask":
        raise BreaksRule("There is nobody left to ask on this number.", code=state)
    if state == "held":
        raise Conflict("Somebody else has this household on their screen.", code=state)


def _held_already(context: Context, household: Household, bank: Bank, desk: Desk, e164: str, now: int) -> Handed | None:
    """The caller's own claim on the household, from now on one that rings back; None where it changed meanwhile."""
    if household.claim is None:
        return None
    caller, claim = household.claim.caller, household.claim
    parts = own_claim(context, caller, claim.id)
    bank = bank if bank.id == parts.bank else context.bank(parts.bank)
    if not may_reach(household, bank, facts_of(household), e164, now):
        raise BreaksRule("There is nobody left to ask on this number.", code="nothing_to_ask")
    until = max(claim.until, min(now + LEASE_SECONDS, parts.at + LONGEST_HOLD_SECONDS))
    after = households.held_until(replace(household, claim=replace(claim, ringing=e164), lapsed=None), until)
    try:
        saved = households.save(context.table, household, after)
    except households.ChangedMeanwhile:
        return None
    if uk_day(parts.at) == desk.day and claim.id not in desk.slots:
        # A request ended between the two writes of a claim: it is in nobody's count yet.
        return into_hands(context, bank, desk, saved, now)
    desks.extend_slot(context.table, uk_day(parts.at), caller, claim.id, until)
    return Handed(saved, bank, replace(claim, ringing=e164, until=until), parts.script_version)


def _leased(context: Context, claimed: Household, bank: Bank, now: int) -> Household:
    """The household with its place at the end of the lease, like that of any other claim. Where it belongs in no queue
    it gets one all the same: the rules look at it again should the lease run out, whatever was recorded by then."""
    free = replace(claimed, claim=None)
    belongs = place(free, context.banks_of(free, {bank.id: bank}), now) or Place(
        bank.id, RETRY_TIER, now, bank.queue_parts
    )
    until = claimed.claim.until if claimed.claim else now
    return households.in_queue(claimed, belongs._replace(callable_from=until))
