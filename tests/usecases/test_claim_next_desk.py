"""What one caller may hold, and what a repeated request gives."""

from dataclasses import replace
from typing import Any

import pytest

from ringround.domain.bank import LEASE_SECONDS
from ringround.domain.desk import hour_of
from ringround.domain.errors import Conflict, TooMany, TryAgain
from ringround.domain.hours import uk_day
from ringround.storage import desks, keys
from ringround.storage.table import Table
from ringround.usecases.claim_next import Nothing
from tests.builders import HOUR, NOW, a_bank, a_household, not_home
from tests.shift import Shift, a_shift


@pytest.fixture
def shift(table: Table) -> Shift:
    """Four households to ring."""
    return a_shift(table, *(a_household(f"h{n}") for n in range(4)))


class TestTwoClaims:
    """The household on the screen and the one on deck, no more."""

    def test_a_third_is_refused_and_told_which_two_there_are(self, shift: Shift) -> None:
        held = sorted([shift.claim().claim.id, shift.claim(at=NOW + 1).claim.id])
        with pytest.raises(Conflict) as refused:
            shift.next(at=NOW + 2)
        assert refused.value.reason == "claim_limit"
        assert refused.value.details == {"claims": held}

    def test_another_caller_is_not_concerned(self, shift: Shift) -> None:
        shift.claim("sam")
        shift.claim("sam")
        assert shift.claim("alex").claim.caller == "alex"

    def test_recording_a_call_makes_room(self, shift: Shift) -> None:
        first = shift.claim()
        shift.claim()
        shift.respond(first, not_home())
        shift.claim()

    def test_a_lease_that_ran_out_makes_room(self, shift: Shift) -> None:
        shift.claim()
        shift.claim()
        shift.claim(at=NOW + LEASE_SECONDS)

    def test_a_slot_whose_household_went_back_without_it_is_cleared(self, shift: Shift) -> None:
        first, second = shift.claim(), shift.claim()
        shift.change_household(replace(shift.household(first.household.id), claim=None))
        third = shift.claim()
        assert set(shift.desk().slots) == {second.claim.id, third.claim.id}

    def test_a_claim_in_another_bank_counts_as_well(self, table: Table) -> None:
        shift = a_shift(
            table,
            a_household("a"),
            a_household("b", bank_ids=("second",)),
            a_household("c"),
            more_banks=(a_bank("second"),),
        )
        shift.claim()
        shift.claim(bank="second")
        with pytest.raises(Conflict):
            shift.next()


class TestTwoRequestsAtOnce:
    """The desk is written under the revision that was read."""

    def test_where_the_desk_filled_meanwhile_the_household_goes_back_unseen(self, shift: Shift) -> None:
        seen = shift.desk()
        held = {shift.claim().household.id, shift.claim().household.id}
        with pytest.raises(Conflict) as refused:
            shift.next(desk=seen)
        assert refused.value.reason == "claim_limit"
        others = [shift.household(f"h{n}") for n in range(4) if f"h{n}" not in held]
        assert [h.claim for h in others] == [None, None]
        assert {h.queue for h in others} == {("main", f"3#0000000000#{h.id}") for h in others}

    def test_where_the_desk_changed_but_has_room_the_claim_goes_on(self, shift: Shift) -> None:
        seen = shift.desk()
        first = shift.claim()
        second = shift.claim(desk=seen)
        assert set(shift.desk().slots) == {first.claim.id, second.claim.id}

    def test_where_the_desk_never_stands_still_one_is_asked_to_try_again(
        self, shift: Shift, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("ringround.usecases.claim_next.desks.take_slot", lambda *_: False)
        with pytest.raises(TryAgain):
            shift.next()
        assert [shift.household(f"h{n}").claim for n in range(4)] == [None] * 4


class TestLostAnswer:
    """`holding` names the claims that the page shows: one it does not know of is given again."""

    def test_a_claim_that_the_page_does_not_show_is_given_again(self, shift: Shift) -> None:
        lost = shift.claim(holding=[])
        again = shift.claim(holding=[])
        assert again == lost
        assert set(shift.desk().slots) == {lost.claim.id}

    def test_a_claim_that_the_page_shows_is_not(self, shift: Shift) -> None:
        shown = shift.claim(holding=[])
        other = shift.claim(holding=[shown.claim.id])
        assert other.claim.id != shown.claim.id

    def test_with_two_in_hand_the_one_that_is_not_shown_is_given_again(self, shift: Shift) -> None:
        shown, on_deck = shift.claim(), shift.claim()
        assert shift.claim(holding=[shown.claim.id]) == on_deck

    def test_with_two_in_hand_and_both_shown_a_third_is_refused(self, shift: Shift) -> None:
        both = [shift.claim().claim.id, shift.claim().claim.id]
        with pytest.raises(Conflict):
            shift.next(holding=both)

    def test_the_older_of_two_that_are_not_shown_is_given_first(self, shift: Shift) -> None:
        first = shift.claim()
        shift.claim(at=NOW + 1)
        assert shift.claim(at=NOW + 2, holding=[]) == first

    def test_a_page_that_does_not_say_gets_a_new_one(self, shift: Shift) -> None:
        assert shift.claim().claim.id != shift.claim().claim.id

    def test_a_claim_in_another_bank_is_not_given_again_in_this_one(self, table: Table) -> None:
        shift = a_shift(table, a_household("a", bank_ids=("second",)), a_household("b"), more_banks=(a_bank("second"),))
        shift.claim(bank="second")
        assert shift.claim(holding=[]).household.id == "b"

    def test_a_claim_whose_lease_ran_out_is_not_given_again(self, shift: Shift) -> None:
        lost = shift.claim()
        again = shift.claim(at=NOW + LEASE_SECONDS, holding=[])
        assert again.claim.id != lost.claim.id

    def test_outside_hours_not_even_that_is_handed_out(self, table: Table) -> None:
        shift = a_shift(table, a_household(), bank=a_bank(hours={"sat": ("09:00", "12:01")}))
        shift.claim()
        assert shift.nothing(at=NOW + 60, holding=[]).reason == "outside_hours"

    def test_being_given_again_counts_no_claim(self, table: Table) -> None:
        shift = a_shift(table, a_household(), bank=a_bank(claims_per_hour=1))
        lost = shift.claim(holding=[])
        assert shift.claim(holding=[]) == lost


class TestClaimsAnHour:
    """An account can't be used to read the register."""

    def claimed_before(self, shift: Shift, claims: int) -> None:
        """Sam's desk of a busy hour."""
        item: dict[str, Any] = {f"n|{hour_of(NOW)}": claims, "rev": claims}
        shift.table.put({**keys.desk(uk_day(NOW), "sam"), **item})

    def test_beyond_the_limit_one_waits_until_the_hour_is_over(self, shift: Shift) -> None:
        self.claimed_before(shift, 120)
        with pytest.raises(TooMany) as refused:
            shift.next(at=NOW + 60)
        assert refused.value.reason == "claims_an_hour"
        assert refused.value.details == {"retry_after": HOUR - 60}
        shift.claim(at=NOW + HOUR)

    def test_up_to_the_limit_one_rings_on(self, shift: Shift) -> None:
        self.claimed_before(shift, 119)
        shift.claim()
        with pytest.raises(TooMany):
            shift.next()

    def test_looking_in_vain_counts_nothing(self, table: Table) -> None:
        shift = a_shift(table, bank=a_bank(claims_per_hour=1))
        assert [shift.nothing() for _ in range(3)] == [Nothing("finished")] * 3
        assert desks.get(table, uk_day(NOW), "sam").claims == {}
