"""The desk is told of a call once, whoever tells it: with the slot of the next household, or by its token."""

from collections.abc import Callable
from typing import Any

import pytest

from ringround.domain.errors import Conflict
from ringround.storage import calls, desks, households
from ringround.storage.claims import Read
from ringround.storage.table import Table
from ringround.usecases import hold
from ringround.usecases.claim_next import Handed, Nothing
from ringround.usecases.next_after import After, Ended, next_after, wanted
from ringround.usecases.respond import Known, respond_first
from tests.builders import NOW, a_household
from tests.shift import Shift, a_shift
from tests.usecases.broken_off import COOL_DOWN, LAPSED, ONCE, SAID, Ends, ending_after, settled, two_at_home


@pytest.fixture
def shift(table: Table) -> Shift:
    """One household with two people."""
    return two_at_home(table)


class TestWithTheNextHousehold:
    """A response that asks for the next household tells the desk with the slot that it takes."""

    @pytest.fixture
    def shift(self, table: Table) -> Shift:
        """Three households."""
        return a_shift(table, *(a_household(f"house{n}") for n in (1, 2, 3)))

    def turn(self, shift: Shift, claim: Handed, *, read_first: bool = True) -> After:
        """As the handler of responses does it."""
        context, at = shift.context, claim.claim.id
        wished = wanted(context, "sam", at, [at])
        desk = shift.desk()
        read: Read | None = wished.read(context.table.get_many(wished.keys())) if read_first else None
        made = respond_first(context, "sam", at, SAID, Known(desk, read), now=NOW)
        ended = Ended(at, [at], read if made.owed else None, made.owed)
        return next_after(context, desk, ended, now=NOW, chance=shift.chance, want_next=True)

    @pytest.mark.parametrize("read_first", [True, False])
    def test_one_write_counts_the_call_and_takes_the_slot(self, shift: Shift, read_first: bool) -> None:
        claim = shift.claim()
        found = self.turn(shift, claim, read_first=read_first).found
        assert isinstance(found, Handed)
        assert (shift.tally()["calls"], list(shift.desk().slots)) == (1, [found.claim.id])
        assert sum(shift.desk().claims.values()) == 2

    @pytest.mark.parametrize("after", [1, 2, 3])
    def test_broken_off_anywhere_and_sent_again_it_is_one_call(self, shift: Shift, after: int) -> None:
        claim = shift.claim()
        with ending_after(shift.table, after):
            self.turn(shift, claim)
        self.turn(shift, claim)
        home = shift.household(claim.household.id)
        assert (len(home.log), home.claim, shift.tally()["calls"]) == (1, None, 1)
        assert claim.claim.id not in shift.desk().slots

    def test_with_nothing_left_to_ring_the_call_is_counted(self, table: Table) -> None:
        shift = a_shift(table, a_household("house1"))
        assert isinstance(self.turn(shift, shift.claim()).found, Nothing)
        assert (shift.tally()["calls"], shift.desk().slots) == (1, {})

    def test_a_refusal_of_the_next_one_does_not_cost_the_call_its_place_in_the_tally(self, shift: Shift) -> None:
        shift.change_bank(claims_per_hour=1)
        made = self.turn(shift, shift.claim())
        assert made.refused is not None
        assert (shift.tally()["calls"], shift.desk().slots) == (1, {})

    def test_a_desk_that_changed_meanwhile_is_told_all_the_same(
        self, shift: Shift, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        claim = shift.claim()
        take = desks.take_slot

        def after_another(table: Table, desk: Any, *rest: Any) -> bool:
            monkeypatch.undo()
            desks.show_as(table, desk.day, "sam", "")
            shift.claim(holding=None)
            return take(table, desk, *rest)

        monkeypatch.setattr("ringround.usecases.claim_next.desks.take_slot", after_another)
        found = self.turn(shift, claim).found
        assert isinstance(found, Handed)
        assert (shift.tally()["calls"], len(shift.desk().slots)) == (1, 2)


class TestTheToken:
    """A call is counted by the write that takes its token from the desk, and by no other."""

    def test_a_claim_that_is_given_back_while_its_call_is_recorded_is_counted(
        self, shift: Shift, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        claim = shift.claim()
        put = calls.put

        def put_after_a_skip(*given: Any) -> None:
            monkeypatch.undo()
            hold.skip(shift.context, shift.desk(), claim.claim.id, "other", now=NOW)
            put(*given)

        monkeypatch.setattr("ringround.usecases.respond.calls.put", put_after_a_skip)
        shift.respond(claim, SAID)
        assert settled(shift, claim) == ONCE
        assert shift.household().queue == ("main", f"8#{NOW + COOL_DOWN}#house1")

    def test_it_is_not_cleared_away_under_a_call_whose_recording_broke_off(
        self, table: Table, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The claim was given back by one request while another recorded its call, and ended after that."""
        shift = a_shift(table, a_household("house1"), a_household("house2"))
        claim = shift.claim()
        put = calls.put

        def put_after_the_release(*given: Any) -> None:
            monkeypatch.undo()
            shift.release(claim)
            put(*given)
            raise Ends

        monkeypatch.setattr("ringround.usecases.respond.calls.put", put_after_the_release)
        with pytest.raises(Ends):
            shift.respond(claim, SAID)
        assert (len(shift.desk().freed), shift.tally()["calls"]) == (1, 0)
        shift.claim(at=NOW + desks.FREED_SECONDS)
        assert (shift.desk().freed, shift.tally()["calls"]) == ({}, 1)
        assert len(shift.household(claim.household.id).log) == 1

    def test_it_is_cleared_away_when_no_request_can_be_on_its_way(self, shift: Shift) -> None:
        shift.release(shift.claim())
        assert len(shift.desk().freed) == 1
        shift.claim(at=NOW + desks.FREED_SECONDS)
        assert shift.desk().freed == {}

    def test_sent_twice_at_once_it_is_counted_once(self, shift: Shift, monkeypatch: pytest.MonkeyPatch) -> None:
        claim = shift.claim()
        save = households.save

        def save_after_the_other(*given: Any) -> Any:
            monkeypatch.undo()
            shift.respond(claim, SAID)
            return save(*given)

        monkeypatch.setattr("ringround.usecases.complete.households.save", save_after_the_other)
        shift.respond(claim, SAID)
        assert settled(shift, claim) == ONCE

    def test_a_lease_that_is_renewed_while_its_call_is_recorded_is_no_token(
        self, shift: Shift, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Of the renewal, the household is written before the call and the desk after it."""
        claim = shift.claim()
        extend = desks.extend_slot

        def extend_after_the_call(*given: Any) -> None:
            monkeypatch.undo()
            shift.respond(claim, SAID)
            extend(*given)

        monkeypatch.setattr("ringround.usecases.hold.desks.extend_slot", extend_after_the_call)
        shift.renew(claim)
        shift.respond(claim, SAID)
        assert settled(shift, claim) == ONCE

    def test_nor_is_one_that_had_run_out(self, shift: Shift, monkeypatch: pytest.MonkeyPatch) -> None:
        claim = shift.claim()
        save = households.save_together

        def save_after_the_call(*given: Any, **also: Any) -> None:
            monkeypatch.undo()
            shift.respond(claim, SAID, at=LAPSED)
            save(*given, **also)

        monkeypatch.setattr("ringround.usecases.hold.households.save_together", save_after_the_call)
        with pytest.raises(Conflict):
            shift.renew(claim, at=LAPSED)
        shift.respond(claim, SAID, at=LAPSED)
        assert settled(shift, claim) == ONCE

    def test_a_slot_that_may_be_cleared_away_at_any_moment_is_none(
        self, shift: Shift, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A renewal ended before the desk was told: the slot has run out, the lease has not."""
        claim = shift.claim()
        with ending_after(shift.table, 1):
            shift.renew(claim, at=NOW + 1200)

        def once_the_slot_is_cleared(write: Callable[..., None]) -> Callable[..., None]:
            def cleared(*given: Any) -> None:
                monkeypatch.undo()
                desks.take_slot(shift.table, shift.desk(), "another", LAPSED, NOW + 2000)
                write(*given)

            return cleared

        for name in ("put", "record"):
            written = once_the_slot_is_cleared(getattr(calls, name))
            monkeypatch.setattr(f"ringround.usecases.respond.calls.{name}", written)
        shift.respond(claim, SAID, at=NOW + 2000)
        assert shift.tally()["calls"] == 1
