"""Races for the household of somebody who rings back: one caller has it, and nobody has more than two."""

import random
from dataclasses import replace
from typing import Any

import pytest

from ringround.domain.errors import Conflict
from ringround.domain.hours import uk_day
from ringround.domain.household import Household
from ringround.domain.number_id import number_id
from ringround.storage import desks, households
from ringround.storage.table import Table
from ringround.usecases.claim_next import Handed, claim_next
from ringround.usecases.context import Context
from ringround.usecases.ringing_back import take
from tests import builders
from tests.builders import HOUR, NOW, SECRET, a_bank, a_household, a_number, a_person, drama_number, rung
from tests.races import drill
from tests.races.test_races import at_once
from tests.support.engine import DynamoDbLocal

pytestmark = pytest.mark.races
CALLERS = 16


@pytest.fixture
def table(dynamodb_local: DynamoDbLocal) -> Table:
    """A table of its own on the real engine."""
    return dynamodb_local.new_table(connections=32)


def rung_an_hour_ago(n: int, since: int = NOW - HOUR) -> Household:
    """A household that somebody rang, within its cool-down."""
    made = a_household(f"h{n}", people=(a_person(f"p{n}"),), numbers=(a_number(drama_number(n), f"p{n}"),))
    return rung(made, at=since, number=drama_number(n), caller="kim")


def seeded(table: Table, *found: Household) -> Context:
    """A campaign with these households."""
    return builders.seed(table, *found, bank=a_bank(claims_per_hour=999))


def taking(context: Context, caller: str, n: int, chance: int) -> Handed:
    """One request to take the call of a household, as the handler makes it."""
    desk = desks.get(context.table, uk_day(NOW), caller)
    number = number_id(drama_number(n), SECRET)
    return take(context, desk, f"h{n}", number, "main", now=NOW, chance=random.Random(chance))


def held(table: Table) -> list[Household]:
    """The households that are in somebody's hands."""
    return [h for h in drill.all_households(table) if h.held(NOW)]


def test_many_callers_who_take_one_call_at_once(table: Table) -> None:
    context = seeded(table, rung_an_hour_ago(0))
    found = at_once(CALLERS, lambda n: taking(context, f"caller{n}", 0, n))
    winners = [f for f in found if isinstance(f, Handed)]
    assert len(winners) == 1
    refused = [f for f in found if not isinstance(f, Handed)]
    assert [(type(f), f.reason) for f in refused] == [(Conflict, "held")] * (CALLERS - 1)
    (household,) = held(table)
    assert household.claim == winners[0].claim


def test_taking_a_call_against_callers_who_ask_for_the_next(table: Table) -> None:
    """Due by now, so that the queue hands it out as well."""
    for round_ in range(6):
        context = seeded(table, rung_an_hour_ago(round_, since=NOW - 9 * HOUR))
        bank = context.bank("main")

        def one(n: int, context: Context = context, bank: Any = bank, which: int = round_) -> Any:
            if n % 2:
                return taking(context, f"r{which}taker{n}", which, n)
            desk = desks.get(context.table, uk_day(NOW), f"r{which}caller{n}")
            return claim_next(context, bank, desk, now=NOW, chance=random.Random(n))

        found = at_once(8, one)
        mine = [f for f in found if isinstance(f, Handed) and f.household.id == f"h{round_}"]
        assert len(mine) == 1
        household = households.get(table, f"h{round_}")
        assert household is not None
        assert household.claim == mine[0].claim
        table.put(households.to_item(replace(household, queue=None)))


def test_one_caller_who_takes_many_calls_at_once_has_two_in_hand(table: Table) -> None:
    context = seeded(table, *(rung_an_hour_ago(n) for n in range(12)))
    found = at_once(12, lambda n: taking(context, "sam", n, n))
    handed = [f for f in found if isinstance(f, Handed)]
    assert len(handed) == 2
    assert {f.reason for f in found if not isinstance(f, Handed)} <= {"claim_limit", "try_again"}
    assert sorted(h.id for h in held(table)) == sorted(h.household.id for h in handed)
    desk = desks.get(table, uk_day(NOW), "sam")
    assert sorted(desk.live(NOW)) == sorted(h.claim.id for h in handed)


def test_one_call_taken_many_times_at_once_by_one_caller_is_one_claim(table: Table) -> None:
    context = seeded(table, rung_an_hour_ago(0))
    found = at_once(CALLERS, lambda n: taking(context, "sam", 0, n))
    assert {f.claim.id for f in found if isinstance(f, Handed)} == {c.claim.id for c in held(table) if c.claim}
    assert {getattr(f, "reason", "try_again") for f in found if not isinstance(f, Handed)} <= {"try_again"}
    assert len(desks.get(table, uk_day(NOW), "sam").live(NOW)) == 1
