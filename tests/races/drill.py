"""Callers by the dozen on one table, and a checker of its own that reads what they did and what the table holds.

The checker shares no rule with the code: it knows two facts of a hold (whose hands, from when to when) and the
calls that were acknowledged, and compares them with the table.
"""

import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import combinations, count

from ringround.domain.bank import Bank
from ringround.domain.errors import Refused
from ringround.domain.hours import uk_day
from ringround.domain.household import For, Household, Tried
from ringround.domain.number_id import number_id
from ringround.domain.outcomes import Outcome
from ringround.domain.placement import place
from ringround.domain.recording import Call, PersonResponse, Response
from ringround.storage import calls, desks, households
from ringround.storage.keys import QueueKey
from ringround.storage.marshal import from_item as plain
from ringround.storage.table import Table
from ringround.usecases import hold, in_hand
from ringround.usecases.claim_next import Handed, claim_next
from ringround.usecases.context import Context
from ringround.usecases.respond import correct_response, respond
from ringround.usecases.ringing_back import take

OUTCOMES = (
    [Outcome.NOT_HOME] * 10
    + [Outcome.ANSWERED] * 4
    + [Outcome.BUSY, Outcome.CALL_BACK, Outcome.REFUSED, Outcome.WRONG_NUMBER, Outcome.DISCONNECTED]
    + [Outcome.MOVED, Outcome.DECEASED, Outcome.LANGUAGE_BARRIER, Outcome.ALREADY_VOTED, Outcome.DO_NOT_CALL]
)


class Clock:
    """Time as the callers see it: each look at it takes `step` seconds, so that as many leases run out on a fast
    machine as on a slow one."""

    def __init__(self, start: int, step: int) -> None:
        self._ticks = count(start, step)

    def now(self) -> int:
        """Epoch seconds."""
        return next(self._ticks)


@dataclass
class Hold:
    """A household in somebody's hands, to be rung or ringing us: leased from `start` to `until`, really held between
    two moments of the wall clock (from the answer to the claim to the moment before anything that ends it was sent)."""

    claim: str
    caller: str
    household: str
    numbers: tuple[str, ...]
    start: int
    until: int
    from_moment: float
    to_moment: float = float("inf")
    rang_us: bool = False


@dataclass
class Story:
    """What one caller did: holds, calls that were acknowledged (claim to outcome and version), and refusals."""

    holds: list[Hold] = field(default_factory=list)
    acknowledged: dict[str, Call] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    did: Counter[str] = field(default_factory=Counter)


class Caller:
    """One caller with habits of their own: most calls are recorded, some claims are dropped and answered late."""

    def __init__(self, context: Context, bank: str, name: str, clock: Clock, seed: int) -> None:
        self.context, self.bank, self.name, self.clock = context, bank, name, clock
        self.chance = random.Random(seed)
        self.story = Story()
        self.hands: list[tuple[Hold, Household]] = []
        self.dropped: list[tuple[Hold, Household]] = []

    def ring(self, rounds: int) -> None:
        """So many steps, each of them one thing a caller does."""
        for _ in range(rounds):
            step = self._step()
            self.story.did[step.__name__.strip("_")] += 1
            try:
                step()
            except Refused as refused:
                self.story.refused[refused.reason] += 1

    def _step(self) -> Callable[[], None]:
        roll = self.chance.random()
        if not self.hands or (len(self.hands) < 2 and roll < 0.4):
            return self._late if self.dropped and roll < 0.15 else self._claim
        for most, step in ((0.72, self._respond), (0.80, self._skip), (0.85, self._release), (0.93, self._drop)):
            if roll < most:
                return step
        if self.story.acknowledged and roll < 0.98:
            return self._correct if roll < 0.955 else self._ringing_back
        return self._claim

    def _claim(self) -> None:
        now = self.clock.now()
        desk = desks.get(self.context.table, uk_day(now), self.name)
        found = claim_next(self.context, self.context.bank(self.bank), desk, now=now, chance=self.chance)
        if isinstance(found, Handed):
            self._in_hand(found, now)
        else:
            self.story.refused[found.reason] += 1

    def _ringing_back(self) -> None:
        """Somebody whom this caller rang rings back, and is talked to there and then."""
        now = self.clock.now()
        call = self.chance.choice(list(self.story.acknowledged.values()))
        desk = desks.get(self.context.table, uk_day(now), self.name)
        number = number_id(call.entry.number, self.context.campaign.secret)
        found = take(self.context, desk, call.household, number, self.bank, now=now, chance=self.chance)
        if all(held.claim != found.claim.id for held, _ in self.hands):
            self._in_hand(found, now, rang_us=True)

    def _in_hand(self, found: Handed, now: int, *, rang_us: bool = False) -> None:
        numbers = tuple(found.household.numbers)
        made = Hold(
            found.claim.id,
            self.name,
            found.household.id,
            numbers,
            now,
            found.claim.until,
            time.monotonic(),
            rang_us=rang_us,
        )
        self.story.holds.append(made)
        self.hands.append((made, found.household))

    def _take(self) -> tuple[Hold, Household]:
        held = self.hands.pop(self.chance.randrange(len(self.hands)))
        held[0].to_moment = time.monotonic()
        return held

    def _respond(self) -> None:
        self._record(*self._take())

    def _late(self) -> None:
        self._record(*self.dropped.pop(0))

    def _record(self, held: Hold, household: Household) -> None:
        response = self._response(household)
        call = respond(self.context, self.name, held.claim, response, now=self.clock.now())
        self.story.acknowledged[held.claim] = call
        if self.chance.random() < 0.15:
            again = respond(self.context, self.name, held.claim, self._response(household), now=self.clock.now())
            if again != call:
                raise AssertionError("the same claim, answered twice, gave two calls")

    def _correct(self) -> None:
        claim, call = self.chance.choice(list(self.story.acknowledged.items()))
        household = households.get(self.context.table, call.household)
        if household is not None:
            response = self._response(household)
            corrected = correct_response(self.context, self.name, claim, response, now=self.clock.now())
            self.story.acknowledged[claim] = corrected

    def _skip(self) -> None:
        held, _ = self._take()
        now = self.clock.now()
        desk = desks.get(self.context.table, uk_day(now), self.name)
        hold.skip(self.context, desk, held.claim, "other", now=now)

    def _release(self) -> None:
        held, _ = self._take()
        in_hand.release(self.context, self.name, held.claim, now=self.clock.now())

    def _drop(self) -> None:
        """The phone is put away with the page open: the lease runs out by itself, the response may come late."""
        self.dropped.append(self._take())

    def _response(self, household: Household) -> Response:
        outcome = self.chance.choice(OUTCOMES)
        numbers = list(household.numbers)
        number = self.chance.choice(numbers)
        others = [n for n in numbers if n != number]
        tried = (Tried(others[0], Outcome.NOT_HOME),) if others and self.chance.random() < 0.2 else ()
        some = [p for p in household.people if self.chance.random() < 0.6]
        people = tuple(PersonResponse(p) for p in some) if self.chance.random() < 0.5 else ()
        promised = self.clock.now() + 600 if outcome is Outcome.CALL_BACK else 0
        whose: For = "me" if self.chance.random() < 0.5 else "anyone"
        return Response(outcome, number, people, call_back_at=promised, call_back_for=whose, tried=tried)


def run(context: Context, bank: str, callers: int, rounds: int, clock: Clock, seed: int) -> list[Story]:
    """So many callers at once, a thread each. What any of them raises is raised here."""
    made = [Caller(context, bank, f"caller{n}", clock, seed * 1_000 + n) for n in range(callers)]
    failures: list[BaseException] = []

    def ring(caller: Caller) -> None:
        try:
            caller.ring(rounds)
        except BaseException as error:  # noqa: BLE001 - handed on to the test
            failures.append(error)

    threads = [threading.Thread(target=ring, args=(caller,)) for caller in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return [caller.story for caller in made]


def held_twice(stories: list[Story]) -> Iterator[str]:
    """Pairs of holds on one household, or on one number, that were really held at once under leases that overlap."""
    by_household: defaultdict[str, list[Hold]] = defaultdict(list)
    by_number: defaultdict[str, list[Hold]] = defaultdict(list)
    for story in stories:
        for each in story.holds:
            by_household[each.household].append(each)
            for number in each.numbers:
                by_number[number].append(each)
    for what, holds in (*by_household.items(), *by_number.items()):
        for one, other in combinations(holds, 2):
            leased = one.start < other.until and other.start < one.until
            at_once = one.from_moment < other.to_moment and other.from_moment < one.to_moment
            if leased and at_once:
                yield f"{what}: {one.claim} and {other.claim}"


def rung_too_soon(stories: list[Story], cool_down: int) -> Iterator[str]:
    """Claims within the cool-down of a call that had been recorded before, but for busy numbers, for call-backs, which
    are due at their time whatever was tried in between, and for people who rang us."""
    ended: defaultdict[str, list[Call]] = defaultdict(list)
    for story in stories:
        for call in story.acknowledged.values():
            ended[call.household].append(call)
    for story in stories:
        for each in story.holds:
            for call in ended[each.household]:
                soon = call.entry.at < each.start < call.entry.at + cool_down
                promised = any(0 < c.entry.call_back_at <= each.start for c in ended[each.household])
                if soon and not promised and not each.rang_us and not _excused(call):
                    yield f"{each.household}: rung at {call.entry.at}, handed out again at {each.start}"


def _excused(call: Call) -> bool:
    """Corrected calls may have been something else when the household was handed out; late ones came while somebody
    else had it."""
    again_soon = {Outcome.BUSY, Outcome.CALL_BACK} & {call.entry.outcome, *(p.outcome for p in call.people)}
    return bool(again_soon) or call.entry.version > 1 or call.entry.late


def check_table(table: Table, bank: Bank, stories: list[Story], now: int) -> list[str]:
    """What is wrong in the table: calls lost, doubled or made up; tallies that are not the calls; households whose log
    is not their calls, or that stand where the rules don't put them."""
    wrong: list[str] = []
    acknowledged = {claim: call for story in stories for claim, call in story.acknowledged.items()}
    versions: defaultdict[str, list[Call]] = defaultdict(list)
    for call in calls.all_versions(table):
        versions[call.entry.claim].append(call)
    latest = {claim: max(found, key=lambda c: c.entry.version) for claim, found in versions.items()}
    for claim, found in versions.items():
        numbers = sorted(c.entry.version for c in found)
        if numbers != list(range(1, len(found) + 1)):
            wrong.append(f"{claim}: versions {numbers}")
    wrong += [f"{claim}: acknowledged, not in the table" for claim in acknowledged.keys() - latest.keys()]
    wrong += [f"{claim}: in the table, never acknowledged" for claim in latest.keys() - acknowledged.keys()]
    wrong += [f"{c}: not as acknowledged" for c in acknowledged.keys() & latest.keys() if acknowledged[c] != latest[c]]
    wrong += _tallies(table, list(latest.values()))
    wrong += _households(table, bank, latest, now)
    return wrong


def _tallies(table: Table, latest: list[Call]) -> list[str]:
    expected: Counter[str] = Counter()
    for call in latest:
        expected["calls"] += 1
        expected[f"o.{call.entry.outcome}"] += 1
        for person in call.people:
            expected[f"p.{person.outcome}"] += 1
    found: Counter[str] = Counter()
    for day in {uk_day(c.entry.at) for c in latest}:
        for counts in desks.totals(desks.all_of(table, day)).values():
            found.update(counts)
    names = [n for n in found.keys() | expected.keys() if n == "calls" or n[:2] in {"o.", "p."}]
    return [f"tally {n}: {found[n]}, calls say {expected[n]}" for n in names if found[n] != expected[n]]


def _households(table: Table, bank: Bank, latest: dict[str, Call], now: int) -> list[str]:
    wrong: list[str] = []
    logged: set[str] = set()
    owners: dict[str, str] = {}
    for household in all_households(table):
        shared = [n for n in household.numbers if owners.setdefault(n, household.id) != household.id]
        wrong += [f"{number}: in two households" for number in shared]
        for entry in household.log:
            logged.add(entry.claim)
            if entry.claim not in latest or replace(entry, call_back_for="me") != replace(
                latest[entry.claim].entry, call_back_for="me"
            ):
                wrong.append(f"{household.id}: its log is not its calls")
        wrong += _standing(household, bank, now)
    wrong += [f"{claim}: not in its household's log" for claim in latest.keys() - logged]
    return wrong


def _standing(household: Household, bank: Bank, now: int) -> list[str]:
    queued = QueueKey.parse(*household.queue) if household.queue else None
    if queued and household.claim and queued.callable_from == household.claim.until:
        return []
    belongs = place(household, {bank.id: bank}, now)
    here = (queued.tier, queued.callable_from) if queued else None
    there = (belongs.tier, belongs.callable_from) if belongs else None
    return [f"{household.id}: in the queue at {here}, belongs at {there}"] if here != there else []


def all_households(table: Table) -> Iterator[Household]:
    """Every household, by a scan."""
    pages = table.client.get_paginator("scan").paginate(
        TableName=table.name,
        FilterExpression="sk = :h",
        ExpressionAttributeValues={":h": {"S": "H"}},
        ConsistentRead=True,
    )
    for page in pages:
        for item in page["Items"]:
            yield households.from_item(plain(item))  # type: ignore[arg-type]


__all__ = ["Clock", "Story", "check_table", "held_twice", "run", "rung_too_soon"]
