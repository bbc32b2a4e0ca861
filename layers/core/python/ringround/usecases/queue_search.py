"""Find a household in a bank's queue and claim it: the queue proposes, the conditional write of one candidate decides,
and the rules are checked once more on what was claimed."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from ..domain import claim_id, hours
from ..domain.bank import LEASE_SECONDS, Bank
from ..domain.claim_id import ClaimParts
from ..domain.household import Claim, Household
from ..domain.looking import CALL_BACKS_KNOWN_SECONDS, KNOWN_SECONDS, MOST, PARTS_COMPARED, Looks
from ..domain.placement import CALL_BACK_TIER, facts_of, place, place_in, tiers
from ..storage import households
from ..storage.keys import QueueKey, queue_partition
from .context import Context

PAGES: Final = (25, 100, 400)
"""Candidates read in one query: more once a page was fought over, for the chance to lose a race is the claims under
way divided by the candidates to choose from."""

WIDER: Final = (1, 8, 64)
"""The same for a queue that is spread, times the candidates that its claims need: what this caller skipped stands first
for them."""

LOSSES_A_PAGE: Final = 4
MOST_PASSED: Final = 40
"""Households passed over in one search: lost to others, skipped by this caller before, or not to be rung after all."""


@dataclass(slots=True)
class Search:
    """One caller's search: who, where, when; and the households that turned out not to be for them."""

    context: Context
    bank: Bank
    caller: str
    turn: int
    now: int
    chance: random.Random
    passed: set[str] = field(default_factory=set)
    earliest: int | None = None
    contended: bool = False
    lost: int = 0

    def later(self, at: int | None) -> None:
        """Remember the earliest time at which there is something to ring; None: there is no such time."""
        self.earliest = min((t for t in (at, self.earliest) if t is not None), default=None)

    def new_claim(self, household_id: str) -> Claim:
        """A claim on a household, not yet written."""
        made = new_id(self.context, self.bank, household_id, self.caller, self.turn, self.now, self.chance)
        return Claim(made, self.caller, lease_end(self.bank, self.now))


def new_id(
    context: Context, bank: Bank, household_id: str, caller: str, turn: int, now: int, chance: random.Random
) -> str:
    """The id of a claim that is about to be written; `turn` is the revision of the caller's desk."""
    parts = ClaimParts(
        at=now,
        household=household_id,
        bank=bank.id,
        script_version=bank.script_version,
        caller=caller,
        nonce=claim_id.make_nonce(turn, chance.getrandbits(40)),
    )
    return claim_id.make(parts, context.campaign.secret)


def lease_end(bank: Bank, now: int) -> int:
    """Until when a lease that begins or is renewed at `now` runs: 30 minutes, and not beyond the calling hours."""
    closes = hours.closes_at(bank.hours, now)
    return min(now + LEASE_SECONDS, closes if closes is not None else now)


def from_queue(search: Search) -> Household | None:
    """Claim the first household that is to be rung, or as near to the first as the others who claim at this moment
    allow; None where there is none, and then the search knows when there is."""
    if search.bank.queue_parts > 1:
        return _from_parts(search)
    for tier in tiers(search.bank):
        for page in PAGES:
            seen = list(households.candidates(search.context.table, search.bank.id, tier, page))
            due = _due(search, seen)
            household = _first_won(search, due)
            if household:
                return household
            if not due or len(search.passed) >= MOST_PASSED or len(seen) < page:
                break
    return None


def _from_parts(search: Search) -> Household | None:
    """The search in a queue that is spread: call-backs first, then tier by tier, in one part after another. A part
    where this process found nothing due a moment ago is left alone (`domain.looking`); one where there is more behind
    what was passed over is looked at again, wider, before a tier of less haste."""
    looks = search.context.looks_at(search.bank.id)
    for tier in tiers(search.bank):
        # The tier of call-backs is not spread.
        alone = tier == CALL_BACK_TIER
        known = CALL_BACKS_KNOWN_SECONDS if alone else KNOWN_SECONDS
        in_turn: Iterable[int] = [0] if alone else _in_turn(search, looks, tier)
        for wider in WIDER:
            behind = []
            for part in in_turn:
                if looks.still_nothing(tier, part, search.now, search.context.clock(), known):
                    search.later(looks.first_of(tier, part))
                    continue
                household, more = _look(search, looks, tier, part, min(MOST, looks.candidates * wider))
                if household or len(search.passed) >= MOST_PASSED:
                    return household
                if more:
                    behind.append(part)
            in_turn = behind
    return None


def _in_turn(search: Search, looks: Looks, tier: str) -> Iterator[int]:
    """The parts of a tier in the order in which to look at them: mostly the first is all that is needed."""
    parts = range(search.bank.queue_parts)
    first = looks.behind(tier, search.chance.sample(parts, min(len(parts), PARTS_COMPARED)))
    yield first
    yield from search.chance.sample([part for part in parts if part != first], len(parts) - 1)


def _look(search: Search, looks: Looks, tier: str, part: int, most: int) -> tuple[Household | None, bool]:
    """One look at the first `most` of a part of a tier, and the first race that is won there; and whether more is due
    behind those that were passed over."""
    bank = search.bank
    partition = bank.id if tier == CALL_BACK_TIER else queue_partition(bank.id, part, bank.queue_parts)
    clock = search.context.clock()
    seen = list(households.candidates(search.context.table, partition, tier, most))
    if not seen or seen[0].callable_from > search.now:
        looks.nothing_due(tier, part, seen[0].callable_from if seen else None, clock)
    else:
        looks.saw(tier, part, seen[0].callable_from)
    before, due = search.lost, _due(search, seen)
    household = _first_won(search, due)
    lost = search.lost - before
    for _ in range(lost):
        looks.lost()
    if household and not lost:
        looks.won()
    cut_off = len(seen) == most and seen[-1].callable_from <= search.now
    return household, cut_off or any(key.household not in search.passed for key in due)


def _due(search: Search, seen: list[QueueKey]) -> list[QueueKey]:
    """Those that may be rung now and were not passed over yet; the first of the others says when to look again."""
    search.later(next((k.callable_from for k in seen if k.callable_from > search.now), None))
    return [k for k in seen if k.callable_from <= search.now and k.household not in search.passed]


def _first_won(search: Search, due: list[QueueKey]) -> Household | None:
    lost = 0
    for key in search.chance.sample(due, len(due)):
        household = households.claim(search.context.table, key, search.new_claim(key.household))
        if household is not None and may_be_rung(search, household):
            return household
        search.passed.add(key.household)
        if household is None:
            search.contended = True
            search.lost += 1
            lost += 1
        if len(search.passed) >= MOST_PASSED:
            # There may be more behind those: to be looked for by another request.
            search.contended = True
        if lost == LOSSES_A_PAGE or len(search.passed) >= MOST_PASSED:
            return None
    return None


def may_be_rung(search: Search, claimed: Household, *, grace: int = 0) -> bool:
    """The rules, checked on what was claimed. What may not be rung by this caller goes back at once, to the place
    that the rules give it now: a queue key is what was right when it was written."""
    free = replace(claimed, claim=None)
    now_place = place_in(free, search.bank, facts_of(free), search.now)
    if now_place is not None:
        mine_from = max(now_place.callable_from - grace, claimed.skipped.get(search.caller, 0))
        if mine_from <= search.now:
            return True
        search.later(mine_from)
    put_back(search.context, claimed, free, {search.bank.id: search.bank}, search.now)
    return False


def put_back(context: Context, claimed: Household, free: Household, known: dict[str, Bank], now: int) -> None:
    """Give a claimed household back to the queue it belongs to now. A loser of a race here leaves it to the winner."""
    belongs = place(free, context.banks_of(free, known), now)
    try:
        households.save(context.table, claimed, households.in_queue(free, belongs))
    except households.ChangedMeanwhile:
        return
