"""Races on a real DynamoDB engine: what the three promises say of callers at once."""

import random
import threading
from collections import Counter
from typing import Any

import pytest

from ringround.domain.errors import Conflict
from ringround.domain.hours import uk_day
from ringround.storage import desks, households
from ringround.storage.table import Table
from ringround.usecases.claim_next import Handed, claim_next
from ringround.usecases.context import Context
from ringround.usecases.respond import respond
from tests import builders
from tests.builders import NOW, a_bank, a_household, a_number, a_person, drama_number, not_home
from tests.races import drill
from tests.support.engine import DynamoDbLocal

pytestmark = pytest.mark.races
CALLERS = 64
HOUSEHOLDS = 2_000


@pytest.fixture
def table(dynamodb_local: DynamoDbLocal) -> Table:
    """A table of its own on the real engine."""
    return dynamodb_local.new_table(connections=CALLERS)


def seeded(table: Table, households_wanted: int, *, apart: int = 0, **bank: Any) -> Context:
    """A bank with so many households: one in four has a shared number, one in three a second number; each may be rung
    `apart` seconds after the one before."""
    made = a_bank(cool_down=1_800, busy_wait=300, claims_per_hour=10_000, skips_per_hour=10_000, **bank)
    context = builders.seed(table, bank=made)
    every = {made.id: made}
    for n in range(households_wanted):
        people = tuple(a_person(f"p{n}-{i}", f"Person {n} {i}") for i in range(1 + n % 3))
        whose = [p.id for p in people] if n % 4 == 0 else [people[0].id]
        numbers = [a_number(drama_number(n), *whose)]
        if n % 3 == 0:
            numbers.append(a_number(drama_number(2_000 + n), people[-1].id))
        # They come to be rung a few at a time, so that those whose lease ran out are soon taken by somebody else.
        made_household = a_household(f"h{n:05d}", people=people, numbers=tuple(numbers), not_before=NOW + n * apart)
        builders.put(table, made_household, every)
    return context


def test_many_callers_at_once_hold_nothing_twice_and_lose_nothing(table: Table, record_property: Any) -> None:
    context = seeded(table, HOUSEHOLDS, apart=10)
    clock = drill.Clock(NOW, step=4)
    stories = drill.run(context, "main", CALLERS, rounds=40, clock=clock, seed=1)
    holds = [h for story in stories for h in story.holds]
    did = sum((story.did for story in stories), Counter())
    calls = [c for story in stories for c in story.acknowledged.values()]
    late = sum(1 for c in calls if c.entry.late)
    record_property("claims, calls, late", f"{len(holds)}, {len(calls)}, {late}")

    # Each of these came about, some 15 times; how often is up to which thread is faster, and no matter of this test.
    assert len(holds) > 800
    assert late > 0
    assert sum(h.rang_us for h in holds) > 0
    steps = ("claim", "respond", "skip", "release", "drop", "late", "correct", "ringing_back")
    assert min(did[step] for step in steps) > 10
    assert list(drill.held_twice(stories)) == []
    assert list(drill.rung_too_soon(stories, cool_down=1_800)) == []
    assert drill.check_table(table, context.bank("main"), stories, clock.now()) == []


def test_fewer_households_than_callers_are_shared_out_once(table: Table) -> None:
    context = seeded(table, 10)
    clock = drill.Clock(NOW, step=4)
    stories = drill.run(context, "main", 24, rounds=30, clock=clock, seed=2)
    assert sum(len(story.holds) for story in stories) >= 10
    assert list(drill.held_twice(stories)) == []
    assert drill.check_table(table, context.bank("main"), stories, clock.now()) == []


def at_once(times: int, work: Any) -> list[Any]:
    """The same work from so many threads that start together; what each came to, exceptions included."""
    start = threading.Barrier(times)
    found: list[Any] = [None] * times

    def one(n: int) -> None:
        start.wait()
        try:
            found[n] = work(n)
        except Exception as error:  # noqa: BLE001 - looked at by the test
            found[n] = error

    threads = [threading.Thread(target=one, args=(n,)) for n in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_one_household_and_many_callers_has_one_winner(table: Table) -> None:
    context = seeded(table, 1)
    bank = context.bank("main")

    def claim(n: int) -> Any:
        desk = desks.get(table, uk_day(NOW), f"caller{n}")
        return claim_next(context, bank, desk, now=NOW, chance=random.Random(n))

    found = at_once(32, claim)
    assert sum(isinstance(f, Handed) for f in found) == 1
    assert not [f for f in found if isinstance(f, Exception)]


def test_one_caller_asking_many_times_at_once_holds_two_households_and_no_more(table: Table) -> None:
    context = seeded(table, 60)
    bank = context.bank("main")

    def claim(n: int) -> Any:
        desk = desks.get(table, uk_day(NOW), "sam")
        return claim_next(context, bank, desk, now=NOW, chance=random.Random(n))

    found = at_once(24, claim)
    handed = [f for f in found if isinstance(f, Handed)]
    assert len(handed) == 2
    refused = [f for f in found if isinstance(f, Exception) and not isinstance(f, Conflict)]
    assert [type(f).__name__ for f in refused if type(f).__name__ != "TryAgain"] == []
    held = [h for h in drill.all_households(table) if h.held(NOW)]
    assert sorted(h.id for h in held) == sorted(h.household.id for h in handed)


def test_one_response_sent_many_times_at_once_is_one_call(table: Table) -> None:
    context = seeded(table, 1)
    bank = context.bank("main")
    desk = desks.get(table, uk_day(NOW), "sam")
    handed = claim_next(context, bank, desk, now=NOW, chance=random.Random(1))
    assert isinstance(handed, Handed)
    claim = handed.claim.id

    found = at_once(16, lambda n: respond(context, "sam", claim, not_home(note=f"try {n}"), now=NOW + n))
    assert not [f for f in found if isinstance(f, Exception)]
    assert len({f.entry.note for f in found}) == 1
    household = households.get(table, handed.household.id)
    assert household is not None
    assert len(household.log) == 1
    assert desks.get(table, uk_day(NOW), "sam").tally["main"]["calls"] == 1
