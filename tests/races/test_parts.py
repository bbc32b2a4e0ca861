"""Races for a queue that is spread over parts, on a real DynamoDB engine: a process of its own for each caller, as in
the cloud, so that what one has seen another has not."""

import random
from collections import Counter
from dataclasses import replace

import pytest

from ringround.domain.hours import uk_day
from ringround.storage import desks
from ringround.storage.keys import QueueKey, desk_shards
from ringround.storage.table import Table
from ringround.usecases.claim_next import Handed, claim_next
from ringround.usecases.context import Context
from tests.builders import NOW
from tests.races import drill
from tests.races.test_races import at_once, seeded
from tests.support.engine import DynamoDbLocal

pytestmark = pytest.mark.races
PARTS = 8
CALLERS = 16


@pytest.fixture
def table(dynamodb_local: DynamoDbLocal) -> Table:
    """A table whose desks are spread as well."""
    made = dynamodb_local.new_table(connections=CALLERS)
    made.desk_shards = desk_shards(PARTS)
    return made


def process_of(context: Context) -> Context:
    """Another process on the same table."""
    return Context(context.table, replace(context.campaign, queue_parts=PARTS))


def test_many_callers_at_once_hold_nothing_twice_and_lose_nothing(table: Table) -> None:
    context = process_of(seeded(table, 400, apart=10, queue_parts=PARTS))
    clock = drill.Clock(NOW, step=4)
    stories = drill.run(context, "main", CALLERS, rounds=20, clock=clock, seed=7)
    calls = [c for story in stories for c in story.acknowledged.values()]
    assert len(calls) > 60
    assert list(drill.held_twice(stories)) == []
    assert list(drill.rung_too_soon(stories, cool_down=1_800)) == []
    assert drill.check_table(table, context.bank("main"), stories, clock.now()) == []
    used = Counter(QueueKey.parse(*h.queue).parts for h in drill.all_households(table) if h.queue)
    assert used[PARTS] > 250


def test_fewer_households_than_callers_are_shared_out_once(table: Table) -> None:
    context = seeded(table, 10, queue_parts=PARTS)
    bank = context.bank("main")

    def claim(n: int) -> object:
        desk = desks.get(table, uk_day(NOW), f"caller{n}")
        return claim_next(process_of(context), bank, desk, now=NOW, chance=random.Random(n))

    found = [f for f in at_once(CALLERS, claim) if isinstance(f, Handed)]
    again = [claim(100 + n) for n in range(CALLERS)]
    found += [f for f in again if isinstance(f, Handed)]
    homes = [f.household.id for f in found]
    assert sorted(homes) == sorted(h.id for h in drill.all_households(table))
    assert len(homes) == 10
