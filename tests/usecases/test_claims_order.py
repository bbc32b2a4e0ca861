"""A page that is loaded again goes on with the household it showed."""

import random

from ringround.domain.hours import uk_day
from ringround.storage import desks
from ringround.storage.table import Table
from ringround.usecases.claim_next import Handed, claim_next, in_hand_again
from tests import builders
from tests.builders import NOW, a_household, a_number


def test_claims_of_the_same_second_come_in_the_order_in_which_they_were_made(table: Table) -> None:
    houses = [a_household(f"house{n}", numbers=(a_number(builders.drama_number(n), "p1"),)) for n in range(8)]
    context = builders.seed(table, *houses)
    bank = context.bank("main")
    for seed in range(12):
        caller, chance, claims = f"caller{seed}", random.Random(seed), []
        for _ in range(2):
            found = claim_next(
                context, bank, desks.get(table, uk_day(NOW), caller), now=NOW + seed * 2_000, chance=chance
            )
            assert isinstance(found, Handed)
            claims.append(found.household.id)
        desk = desks.get(table, uk_day(NOW), caller)
        assert [h.household.id for h in in_hand_again(context, desk, now=NOW + seed * 2_000)] == claims
