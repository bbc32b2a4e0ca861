"""Find a household in a bank's queue and claim it: the queue proposes, the conditional write of one candidate decides,
and the rules are checked once more on what was claimed."""

import random
from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from ..domain import claim_id, hours
from ..domain.bank import LEASE_SECONDS, Bank
from ..domain.claim_id import ClaimParts
from ..domain.household import Claim, Household
from ..domain.looking import AHEAD_KNOWN_SECONDS, KNOWN_SECONDS, PARTS_COMPARED, Looks
from ..domain.placement import CALL_BACK_TIER, facts_of, place, place_in, tiers
from ..storage import households, keys
from ..storage.keys import QueueKey, queue_partition
from . import complete
from .context import Context

WIDER: Final = (1, 4, 16)
"""By how much more is read, each time that what was read first is not to be had and there is more behind it: what this
caller skipped stands first for them."""

LOSSES_A_PAGE: Final = 3
"""Races to lose on one reading of the queue. Where the end of what is due was in sight, they are the last: who loses
them is told to ask again, for there are fewer households left than callers."""

PLENTY: Final = 8
"""Due households of a later tier that are tried all the same."""

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

    @property
    def over(self) -> bool:
        """Whether so many households were passed over that the search ends."""
        return len(self.passed) >= MOST_PASSED

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
    looks = search.context.looks_at(search.bank.id, search.bank.queue_parts)
    looks.begin(search.context.clock())
    return _from_parts(search, looks) if search.bank.queue_parts > 1 else _from_one(search, looks)


def _from_one(search: Search, looks: Looks) -> Household | None:
    """The search in a queue of one part. Leading tiers in which this process saw nothing due a moment ago are left out,
    but that nothing is due anywhere is never said from memory."""
    ranks = tiers(search.bank)
    ahead = _ahead(search, looks, ranks)
    household = _down(search, looks, ranks[ahead:])
    if household is None and ahead and not search.over:
        household = _down(search, looks, ranks[:ahead])
    return household


def _ahead(search: Search, looks: Looks, ranks: Sequence[str]) -> int:
    """How many leading tiers are known to have nothing due; none where that is known of all."""
    clock = search.context.clock()
    for count, tier in enumerate(ranks):
        if not looks.still_nothing(tier, 0, search.now, clock, AHEAD_KNOWN_SECONDS):
            return count
    return 0


def _down(search: Search, looks: Looks, ranks: Sequence[str]) -> Household | None:
    """One tier after another, as they stand in the queue: one query reads through those in which nothing is due, which
    are few, to the first that has something."""
    todo, round_ = deque(ranks), 0
    while todo:
        most = looks.to_read(todo, WIDER[round_])
        seen = households.candidates(search.context.table, search.bank.id, todo[0], most, through=todo[-1])
        cut_off = seen[-1] if len(seen) == most else None
        while todo and (cut_off is None or keys.tier_prefix(todo[0]) <= cut_off):
            tier = todo[0]
            here = seen[bisect_left(seen, keys.tier_prefix(tier)) : bisect_left(seen, keys.tier_end(tier))]
            in_sight = cut_off is None or cut_off > keys.tier_end(tier)
            household = _tier(search, looks, Part(search.bank.id, tier), here, in_sight=in_sight)
            if household or search.over:
                return household
            if cut_off and not in_sight and cut_off < keys.due_end(tier, search.now) and round_ + 1 < len(WIDER):
                round_ += 1
                break
            todo.popleft()
            round_ = 0
    return None


def _from_parts(search: Search, looks: Looks) -> Household | None:
    """The search in a queue that is spread: call-backs first, then tier by tier, in one part after another. A part
    where this process found nothing due a moment ago is left alone (`domain.looking`); one where there is more behind
    what was passed over is looked at again, wider, before a tier of less haste."""
    for tier in tiers(search.bank):
        # The tier of call-backs is not spread.
        alone = tier == CALL_BACK_TIER
        known = AHEAD_KNOWN_SECONDS if alone else KNOWN_SECONDS
        in_turn: Iterable[int] = [0] if alone else _in_turn(search, looks, tier)
        for wider in WIDER:
            behind = []
            for part in in_turn:
                if looks.still_nothing(tier, part, search.now, search.context.clock(), known):
                    search.later(looks.first_of(tier, part))
                    continue
                household, more = _look(search, looks, tier, part, looks.to_read(wider=wider))
                if household or search.over:
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
    seen = households.candidates(search.context.table, partition, tier, most)
    cut_off = len(seen) == most and seen[-1] < keys.due_end(tier, search.now)
    household = _tier(search, looks, Part(partition, tier, part), seen, in_sight=not cut_off)
    return household, cut_off or bool(_due(search, tier, seen))


class Part(NamedTuple):
    """A tier of a queue in one of its partitions, which is the queue's part `number`."""

    partition: str
    tier: str
    number: int = 0


def _tier(search: Search, looks: Looks, part: Part, here: list[str], *, in_sight: bool) -> Household | None:
    """The first race that is won among what was read of a tier; `in_sight`: that is all of it."""
    due = _due(search, part.tier, here)
    first = keys.due_at(here[0]) if here else None
    if first is not None and first <= search.now:
        looks.saw(part.tier, part.number, first)
    else:
        looks.nothing_due(part.tier, part.number, first, search.context.clock())
        looks.stand(part.tier, len(here), all_of_them=in_sight)
    if in_sight and search.lost >= LOSSES_A_PAGE and len(due) < PLENTY:
        return None
    return _first_won(search, looks, part.partition, due)


def _due(search: Search, tier: str, here: list[str]) -> list[str]:
    """Those that may be rung now and were not passed over yet; the first of the others says when to look again."""
    end = bisect_left(here, keys.due_end(tier, search.now))
    if end < len(here):
        search.later(keys.due_at(here[end]))
    due = here[:end]
    return [place for place in due if place.rpartition("#")[2] not in search.passed] if search.passed else due


def _first_won(search: Search, looks: Looks, partition: str, due: list[str]) -> Household | None:
    """The first race that is won among these, in their order; a lost one is followed by another on the same reading.
    What this process knows to be taken comes last: it may have come back."""
    taken = [place for place in due if looks.was_taken(place)]
    free = [place for place in due if not looks.was_taken(place)] if taken else due
    lost = 0
    while (free or taken) and lost < LOSSES_A_PAGE and not search.over:
        place = _chosen(free or taken, looks.candidates, search.chance)
        key = QueueKey.parse(partition, place)
        household = households.claim(search.context.table, key, search.new_claim(key.household))
        looks.taken(place, search.context.clock())
        if household is not None:
            household = complete.after_lapsed(search.context, household, now=search.now)
        if household is not None and may_be_rung(search, household):
            if not lost:
                looks.won()
            return household
        search.passed.add(key.household)
        if household is None:
            looks.lost()
            search.contended = True
            search.lost += 1
            lost += 1
    # There may be more behind so many: to be looked for by another request.
    search.contended = search.contended or search.over
    return None


def _chosen(waiting: list[str], most: int, chance: random.Random) -> str:
    """One of the first `most`, taken out; those due at the same second are in no order, so all of them are first."""
    last = waiting[min(most, len(waiting)) - 1]
    return waiting.pop(chance.randrange(bisect_left(waiting, keys.same_time_end(last))))


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
