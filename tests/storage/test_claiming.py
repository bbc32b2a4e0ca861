"""Claiming a household: one conditional write, clause by clause."""

from dataclasses import replace

from ringround.domain.bank import LEASE_SECONDS
from ringround.domain.household import Claim, Household
from ringround.storage import households
from ringround.storage.keys import QueueKey
from ringround.storage.table import Table
from tests.builders import NOW, a_household

MINE = Claim("my-claim", "sam", NOW + LEASE_SECONDS)
THEIRS = Claim("their-claim", "alex", NOW + 60 + LEASE_SECONDS)
SEEN = QueueKey("main", "3", 0, "house1")


def waiting(table: Table, seen: QueueKey | None = SEEN) -> Household:
    """A household in the table, waiting where the queue said."""
    household = replace(a_household(), queue=(seen.bank, seen.sort) if seen else None)
    table.put(households.to_item(household))
    return household


def stored(table: Table) -> Household:
    """The household as it is now."""
    found = households.get(table, "house1")
    assert found is not None
    return found


def test_one_that_waits_where_the_queue_said_is_claimed(table: Table) -> None:
    before = waiting(table)
    claimed = households.claim(table, SEEN, MINE)
    assert claimed == replace(before, claim=MINE, rev=before.rev + 1, queue=("main", f"3#{MINE.until}#house1"))
    assert stored(table) == claimed


def test_one_that_somebody_claimed_since_is_lost(table: Table) -> None:
    waiting(table)
    households.claim(table, SEEN, THEIRS)
    assert households.claim(table, SEEN, MINE) is None
    assert stored(table).claim == THEIRS


def test_one_that_moved_to_another_banks_queue_is_lost(table: Table) -> None:
    before = waiting(table, SEEN._replace(bank="second"))
    assert households.claim(table, SEEN, MINE) is None
    assert stored(table) == before


def test_one_that_moved_within_the_queue_is_lost(table: Table) -> None:
    before = waiting(table, SEEN._replace(callable_from=NOW + 1))
    assert households.claim(table, SEEN, MINE) is None
    assert stored(table) == before


def test_one_that_left_every_queue_is_lost(table: Table) -> None:
    before = waiting(table, None)
    assert households.claim(table, SEEN, MINE) is None
    assert stored(table) == before


def test_one_that_is_not_in_the_table_is_lost_and_not_made(table: Table) -> None:
    assert households.claim(table, SEEN, MINE) is None
    assert households.get(table, "house1") is None


def test_one_whose_lease_ran_out_is_claimed_from_the_end_of_that_lease(table: Table) -> None:
    waiting(table)
    households.claim(table, SEEN, THEIRS)
    later = replace(MINE, until=THEIRS.until + LEASE_SECONDS)
    claimed = households.claim(table, SEEN._replace(callable_from=THEIRS.until), later)
    assert claimed is not None
    assert claimed.claim == later


def test_ones_own_claim_met_again_after_a_lost_answer_is_won(table: Table) -> None:
    waiting(table)
    first = households.claim(table, SEEN, MINE)
    assert households.claim(table, SEEN, MINE) == first


def test_another_claim_of_the_same_caller_is_not_met_as_ones_own(table: Table) -> None:
    waiting(table)
    households.claim(table, SEEN, MINE)
    assert households.claim(table, SEEN, replace(MINE, id="my-other-claim")) is None
