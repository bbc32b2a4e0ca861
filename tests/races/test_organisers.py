"""What organisers do while volunteers ring: held contacts given back, and a volunteer removed, at the same moment."""

import random
import threading
from typing import Any

import pytest

from ringround.domain.errors import Conflict, TryAgain
from ringround.domain.hours import uk_day
from ringround.storage import callers, desks, households
from ringround.storage.callers import Volunteer
from ringround.storage.table import Table
from ringround.usecases import held, volunteers
from ringround.usecases.claim_next import Handed, claim_next
from ringround.usecases.respond import respond
from tests.builders import NOW, not_home
from tests.races import drill
from tests.races.test_races import at_once, seeded
from tests.support.engine import DynamoDbLocal

pytestmark = pytest.mark.races
OLIVE = Volunteer("olive", "olive@example.org", "Olive", "organiser")
CALLERS = 24


@pytest.fixture
def table(dynamodb_local: DynamoDbLocal) -> Table:
    """A table of its own on the real engine."""
    return dynamodb_local.new_table(connections=64)


def test_what_is_given_back_while_it_is_recorded_is_recorded_once_and_goes_back_once(table: Table) -> None:
    context = seeded(table, 200)
    bank = context.bank("main")
    claims: dict[str, Handed] = {}
    for n in range(CALLERS):
        found = claim_next(context, bank, desks.get(table, uk_day(NOW), f"caller{n}"), now=NOW, chance=random.Random(n))
        assert isinstance(found, Handed)
        claims[f"caller{n}"] = found

    def work(n: int) -> Any:
        if n == CALLERS:
            return held.return_all(context, now=NOW)
        return respond(context, f"caller{n}", claims[f"caller{n}"].claim.id, not_home(), now=NOW)

    *calls, returned = at_once(CALLERS + 1, work)
    assert not [c for c in (*calls, returned) if isinstance(c, Exception)]
    # A claim that was returned lapsed, so its call counts as any that comes after its lease.
    assert not [c for c in calls if c.entry.late]
    assert 0 <= returned <= CALLERS
    for caller, handed in claims.items():
        household = households.get(table, handed.household.id)
        assert household is not None
        assert household.claim is None
        assert [e.caller for e in household.log] == [caller]
        desk = desks.get(table, uk_day(NOW), caller)
        assert desk.slots == {}
        assert desk.tally["main"]["calls"] == 1


@pytest.mark.parametrize("seed", range(6))
def test_who_is_removed_while_they_claim_holds_nothing(table: Table, seed: int) -> None:
    context = seeded(table, 40)
    bank = context.bank("main")
    chance = random.Random(seed)
    removed = threading.Event()

    def claim(n: int) -> Any:
        # The request knows the desk as it was before: it was let in while the volunteer was still on the list.
        desk = desks.get(table, uk_day(NOW), "sam")
        removed.wait(chance.random() / 40)
        return claim_next(context, bank, desk, now=NOW, chance=random.Random(n))

    def work(n: int) -> Any:
        if n == 0:
            removed.wait(chance.random() / 20)
            return volunteers.remove(context, OLIVE, "sam", now=NOW)
        return claim(n)

    found = at_once(9, work)
    faults = [f for f in found if isinstance(f, Exception) and not isinstance(f, (Conflict, TryAgain))]
    assert faults == []
    assert [h for h in drill.all_households(table) if h.held(NOW)] == []
    assert desks.get(table, uk_day(NOW), "sam").slots == {}
    sam = callers.get(table, "sam")
    assert sam is not None
    assert not sam.active
