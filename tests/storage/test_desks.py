"""A caller's desk: slots under a revision, counters of their own."""

from collections import Counter

import pytest

from ringround.domain.desk import Desk, hour_of
from ringround.storage import desks, keys
from ringround.storage.table import Table
from tests.builders import NOW

TODAY = "2027-02-20"
UNTIL = NOW + 1800


def now_on(table: Table, caller: str = "sam") -> Desk:
    """Today's desk of a caller, as it is."""
    return desks.get(table, TODAY, caller)


def test_a_day_that_has_not_begun_is_an_empty_desk(table: Table) -> None:
    assert now_on(table) == Desk(TODAY, "sam")


class TestSlots:
    """Two requests of one caller at once can't both find room."""

    def test_a_claim_is_put_into_the_callers_hands_and_counted(self, table: Table) -> None:
        assert desks.take_slot(table, now_on(table), "c1", UNTIL, NOW)
        desk = now_on(table)
        assert desk.slots == {"c1": UNTIL}
        assert desk.claims == {hour_of(NOW): 1}
        assert desk.rev == 1

    def test_of_two_that_saw_an_empty_desk_one_wins(self, table: Table) -> None:
        seen = now_on(table)
        assert desks.take_slot(table, seen, "c1", UNTIL, NOW)
        assert not desks.take_slot(table, seen, "c2", UNTIL, NOW)
        assert set(now_on(table).slots) == {"c1"}

    def test_of_two_that_saw_a_desk_with_a_claim_one_wins(self, table: Table) -> None:
        desks.take_slot(table, now_on(table), "c1", UNTIL, NOW)
        seen = now_on(table)
        assert desks.take_slot(table, seen, "c2", UNTIL, NOW)
        assert not desks.take_slot(table, seen, "c3", UNTIL, NOW)
        assert set(now_on(table).slots) == {"c1", "c2"}

    def test_a_desk_that_holds_only_a_tally_or_a_promise_counts_as_not_begun(self, table: Table) -> None:
        name = desks.call_back_name("main", "house1")
        table.put({**keys.desk(TODAY, "sam"), name: NOW + 60})
        assert desks.take_slot(table, now_on(table), "c1", UNTIL, NOW)
        assert now_on(table).call_backs == {("main", "house1"): NOW + 60}

    def test_claims_whose_lease_ran_out_are_cleared_with_the_next(self, table: Table) -> None:
        desks.take_slot(table, now_on(table), "old", NOW, NOW)
        desks.take_slot(table, now_on(table), "new", UNTIL, NOW)
        assert set(now_on(table).slots) == {"new"}

    def test_claims_are_counted_by_the_hour(self, table: Table) -> None:
        desks.take_slot(table, now_on(table), "c1", UNTIL, NOW)
        desks.take_slot(table, now_on(table), "c2", UNTIL, NOW + 3600)
        assert now_on(table).claims == {hour_of(NOW): 1, hour_of(NOW) + 3600: 1}

    def test_a_slot_is_freed(self, table: Table) -> None:
        desks.take_slot(table, now_on(table), "c1", UNTIL, NOW)
        desks.free(table, TODAY, "sam", "c1", now=NOW)
        assert now_on(table).slots == {}
        assert now_on(table).skips == {}

    def test_a_slot_freed_by_a_skip_counts_it(self, table: Table) -> None:
        desks.free(table, TODAY, "sam", "c1", now=NOW, skipped=True)
        desks.free(table, TODAY, "sam", "c2", now=NOW + 1, skipped=True)
        assert now_on(table).skips == {hour_of(NOW): 2}

    def test_the_end_of_a_lease_is_moved(self, table: Table) -> None:
        desks.take_slot(table, now_on(table), "c1", UNTIL, NOW)
        desks.extend_slot(table, TODAY, "sam", "c1", UNTIL + 60)
        assert now_on(table).slots == {"c1": UNTIL + 60}


def test_a_promise_that_was_kept_is_forgotten(table: Table) -> None:
    item = {desks.call_back_name("main", "house1"): NOW, desks.call_back_name("main", "house2"): NOW}
    table.put({**keys.desk(TODAY, "sam"), **item})
    desks.drop_call_back(table, now_on(table), "main", "house1")
    assert now_on(table).call_backs == {("main", "house2"): NOW}


class TestTotals:
    """The tally of a day over all callers, from every partition."""

    def test_the_counters_of_all_callers_are_added_up_by_bank(self, table: Table) -> None:
        for n in range(12):
            counts = {**desks.tally_names("main", {"calls": 2}), **desks.tally_names("second", {"calls": 1})}
            table.put({**keys.desk(TODAY, f"caller{n}"), **counts})
        assert desks.totals(desks.all_of(table, TODAY)) == {"main": Counter(calls=24), "second": Counter(calls=12)}

    def test_another_day_is_another_day(self, table: Table) -> None:
        table.put({**keys.desk(TODAY, "sam"), **desks.tally_names("main", {"calls": 2})})
        assert desks.totals(desks.all_of(table, "2027-02-21")) == {}

    @pytest.mark.parametrize("counter", ["a.1.support.yes", "o.not_home", "h.12"])
    def test_a_counter_keeps_its_name(self, table: Table, counter: str) -> None:
        table.put({**keys.desk(TODAY, "sam"), **desks.tally_names("main", {counter: 1})})
        assert now_on(table).tally == {"main": {counter: 1}}


class TestComingBack:
    """A desk that was closed when its caller was erased is opened when they are put on the list anew."""

    def test_a_closed_desk_is_opened_and_whoever_read_it_before_finds_it_changed(self, table: Table) -> None:
        desks.take_slot(table, now_on(table), "c1", UNTIL, NOW)
        table.transact([desks.close(table, TODAY, "sam")])
        closed = now_on(table)
        desks.reopen_for_new(table, TODAY, "sam")
        desk = now_on(table)
        assert (closed.closed, desk.closed, desk.rev, desk.slots) == (True, False, closed.rev + 1, closed.slots)
        assert not desks.take_slot(table, closed, "c2", UNTIL, NOW)

    def test_of_many_only_those_that_are_closed_are_written_and_none_is_made(self, table: Table) -> None:
        desks.take_slot(table, now_on(table, "kim"), "c1", UNTIL, NOW)
        table.transact([desks.close(table, TODAY, "sam")])
        table.transact([desks.close(table, "2027-02-19", "noor")])
        desks.reopen_for_new(table, TODAY, *(f"new{n}" for n in range(150)), "kim", "sam", "noor")
        assert {desk.caller: (desk.closed, desk.rev) for desk in desks.all_of(table, TODAY)} == {
            "kim": (False, 1),
            "sam": (False, 2),
        }
        assert desks.get(table, "2027-02-19", "noor").closed
