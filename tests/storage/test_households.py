"""Households: the queue that proposes, and writes that hold on to a revision."""

from dataclasses import replace

import pytest

from ringround.domain.household import Claim, Household
from ringround.domain.outcomes import Outcome
from ringround.domain.placement import Place
from ringround.storage import households, keys
from ringround.storage.households import ChangedMeanwhile
from ringround.storage.keys import QueueKey
from ringround.storage.table import Table
from tests.builders import HOUR, NOW, a_bank, a_household, put, rung


def stored(table: Table, household: Household) -> Household:
    """A household written as it is, and read."""
    table.put(households.to_item(household))
    found = households.get(table, household.id)
    assert found is not None
    return found


def home_at(place: str) -> str:
    """The household at a place."""
    return QueueKey.parse("main", place).household


class TestQueue:
    """The sparse index of those that wait."""

    def test_candidates_come_in_the_order_in_which_they_are_to_be_rung(self, table: Table) -> None:
        for name, place in {
            "later": Place("main", "3", NOW + 5),
            "sooner": Place("main", "3", NOW - 5),
            "a-first": Place("main", "3", 0),
            "b-first": Place("main", "3", 0),
        }.items():
            table.put(households.to_item(households.in_queue(a_household(name), place)))
        found = households.candidates(table, "main", "3", 10)
        assert [home_at(place) for place in found] == ["a-first", "b-first", "sooner", "later"]
        assert found[-1] == QueueKey("main", "3", NOW + 5, "later").sort
        assert [keys.due_at(place) for place in found] == [0, 0, NOW - 5, NOW + 5]
        assert [place < keys.due_end("3", NOW - 5) for place in found] == [True, True, True, False]
        assert [place < keys.same_time_end(found[0]) for place in found] == [True, True, False, False]

    def test_those_of_the_tiers_behind_it_follow_up_to_the_last_that_is_asked_for(self, table: Table) -> None:
        for tier in "01358":
            table.put(households.to_item(households.in_queue(a_household(f"t{tier}"), Place("main", tier, NOW))))
        found = households.candidates(table, "main", "1", 10, through="5")
        assert [home_at(place) for place in found] == ["t1", "t3", "t5"]

    def test_only_those_of_the_bank_and_the_tier_are_candidates(self, table: Table) -> None:
        table.put(households.to_item(households.in_queue(a_household("other-bank"), Place("second", "3", 0))))
        table.put(households.to_item(households.in_queue(a_household("other-tier"), Place("main", "8", 0))))
        table.put(households.to_item(households.in_queue(a_household("no-queue"), None)))
        assert households.candidates(table, "main", "3", 10) == []

    def test_there_are_at_most_as_many_candidates_as_asked_for(self, table: Table) -> None:
        for n in range(5):
            put(table, a_household(f"h{n}"), {"main": a_bank()})
        assert [home_at(place) for place in households.candidates(table, "main", "3", 3)] == ["h0", "h1", "h2"]

    def test_one_that_leaves_the_queue_is_no_candidate_any_more(self, table: Table) -> None:
        before = stored(table, households.in_queue(a_household(), Place("main", "3", 0)))
        households.save(table, before, households.in_queue(before, None))
        assert households.candidates(table, "main", "3", 10) == []


class TestSaving:
    """What differs is written, under the revision that was read."""

    def test_what_was_read_is_changed_and_its_revision_goes_up(self, table: Table) -> None:
        before = stored(table, a_household())
        after = households.save(table, before, replace(rung(before), not_before=NOW + HOUR))
        assert after.rev == before.rev + 1
        assert households.get(table, "house1") == after

    def test_what_is_empty_afterwards_is_removed(self, table: Table) -> None:
        held = replace(
            a_household(), claim=Claim("c1", "sam", NOW), skipped={"sam": NOW}, queue=("main", "3#0000000000#house1")
        )
        before = stored(table, held)
        after = households.save(table, before, replace(before, claim=None, skipped={}, queue=None))
        assert households.get(table, "house1") == after
        assert after.claim is None

    def test_one_that_was_written_meanwhile_is_left_as_it_is(self, table: Table) -> None:
        read = stored(table, a_household())
        newer = households.save(table, read, rung(read))
        with pytest.raises(ChangedMeanwhile):
            households.save(table, read, rung(read, Outcome.MOVED))
        assert households.get(table, "house1") == newer

    def test_one_that_was_deleted_meanwhile_is_not_made_again(self, table: Table) -> None:
        with pytest.raises(ChangedMeanwhile):
            households.save(table, a_household(), rung(a_household()))
        assert households.get(table, "house1") is None

    def test_only_what_differs_is_written(self) -> None:
        update = households.change(a_household(), rung(a_household()))
        assert set(update.set) == {"log"}
        assert list(update.remove) == []


class TestReading:
    """By id, one or many."""

    def test_many_come_in_the_order_of_their_ids(self, table: Table) -> None:
        for name in ("a", "b"):
            put(table, a_household(name), {"main": a_bank()})
        found = households.get_many(table, ["b", "none", "a", "b"])
        assert [h.id if h else None for h in found] == ["b", None, "a", "b"]

    def test_none_at_all_are_none(self, table: Table) -> None:
        assert households.get_many(table, []) == []


class TestHeldUntil:
    """The end of a lease and the place in the queue move together."""

    def test_both_move(self) -> None:
        held = replace(a_household(), claim=Claim("c1", "sam", NOW), queue=("main", f"3#{NOW}#house1"))
        moved = households.held_until(held, NOW + HOUR)
        assert moved.claim == Claim("c1", "sam", NOW + HOUR)
        assert moved.queue == ("main", f"3#{NOW + HOUR}#house1")

    def test_one_that_nobody_holds_cannot_be_held_longer(self) -> None:
        with pytest.raises(ChangedMeanwhile):
            households.held_until(replace(a_household(), queue=("main", "3#0000000000#house1")), NOW)
