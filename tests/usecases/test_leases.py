"""A lease ends with the calling hours, and is renewed only where its household may still be rung."""

from collections.abc import Callable
from typing import Any

import pytest

from ringround.domain.bank import LEASE_SECONDS
from ringround.domain.errors import Conflict
from ringround.domain.outcomes import Outcome
from ringround.storage import desks, households
from ringround.storage.table import Table
from tests.builders import HOUR, NOW, a_bank, a_household, a_number, a_person, a_response, not_home
from tests.shift import Shift, a_shift

MINUTE = 60
UNTIL_TEN_PAST_TWELVE = a_bank(hours={"sat": ("09:00", "12:10"), "sun": ("11:00", "20:00")})
BOTH = (a_person("p1"), a_person("p2", "Tom Shah"))


@pytest.fixture
def shift(table: Table) -> Shift:
    """Two people who share a number of nobody known."""
    return a_shift(table, a_household(people=BOTH, numbers=(a_number(),)))


def refusal(shift: Shift, claim: Any, at: int) -> str:
    """How a renewal is refused."""
    with pytest.raises(Conflict) as refused:
        shift.renew(claim, at=at)
    return refused.value.reason


class TestHours:
    """Nobody holds a household whom they may not ring."""

    def test_a_lease_begun_shortly_before_closing_ends_at_closing(self, table: Table) -> None:
        shift = a_shift(table, a_household(), bank=UNTIL_TEN_PAST_TWELVE)
        assert shift.claim().claim.until == NOW + 10 * MINUTE

    def test_a_lease_renewed_shortly_before_closing_ends_at_closing(self, table: Table) -> None:
        shift = a_shift(table, a_household(), bank=UNTIL_TEN_PAST_TWELVE)
        claim = shift.claim(at=NOW - 20 * MINUTE)
        assert shift.renew(claim, at=NOW) == NOW + 10 * MINUTE

    def test_after_closing_no_lease_is_renewed(self, table: Table) -> None:
        shift = a_shift(table, a_household(), bank=UNTIL_TEN_PAST_TWELVE)
        claim = shift.claim()
        assert refusal(shift, claim, NOW + 10 * MINUTE) == "claim_expired"

    def test_what_was_recorded_at_the_very_end_counts_after_it(self, table: Table) -> None:
        shift = a_shift(table, a_household(), bank=UNTIL_TEN_PAST_TWELVE)
        claim = shift.claim()
        assert not shift.respond(claim, not_home(), at=NOW + 20 * MINUTE).entry.late

    def test_a_bank_that_was_closed_meanwhile_renews_nothing(self, shift: Shift) -> None:
        claim = shift.claim()
        shift.change_bank(status="closed")
        assert refusal(shift, claim, NOW + MINUTE) == "claim_expired"

    def test_a_bank_that_was_paused_meanwhile_lets_the_call_be_finished(self, shift: Shift) -> None:
        claim = shift.claim()
        shift.change_bank(status="paused")
        assert shift.renew(claim, at=NOW + MINUTE) == NOW + MINUTE + LEASE_SECONDS


class TestWhatWasRecordedMeanwhile:
    """A late answer may have changed what the holder may do."""

    def taken_over(self, shift: Shift) -> tuple[Any, Any]:
        """Sam's claim that ran out, and Alex's that followed."""
        return shift.claim("sam"), shift.claim("alex", at=NOW + LEASE_SECONDS)

    @pytest.mark.parametrize("outcome", [Outcome.DO_NOT_CALL, Outcome.NOT_HOME])
    def test_a_household_that_must_not_be_rung_now_goes_back_at_the_next_renewal(
        self, shift: Shift, outcome: Outcome
    ) -> None:
        lost, theirs = self.taken_over(shift)
        shift.respond(lost, a_response(outcome), at=NOW + LEASE_SECONDS + MINUTE)
        with pytest.raises(Conflict) as refused:
            shift.renew(theirs, "alex", at=NOW + LEASE_SECONDS + 2 * MINUTE)
        assert refused.value.reason == "claim_expired"
        assert shift.household().claim is None
        assert shift.desk("alex").slots == {}

    def test_their_call_counts_all_the_same(self, shift: Shift) -> None:
        lost, theirs = self.taken_over(shift)
        shift.respond(lost, not_home(), at=NOW + LEASE_SECONDS + MINUTE)
        shift.respond(theirs, a_response(Outcome.ANSWERED), "alex", at=NOW + LEASE_SECONDS + 2 * MINUTE)
        assert [e.outcome for e in shift.household().log] == ["not_home", "answered"]

    def test_ones_own_call_back_is_renewed_before_it_is_anyones(self, shift: Shift) -> None:
        shift.respond(shift.claim(), a_response(Outcome.CALL_BACK, call_back_at=NOW + HOUR))
        claim = shift.claim(at=NOW + HOUR)
        assert shift.renew(claim, at=NOW + HOUR + MINUTE) == NOW + HOUR + MINUTE + LEASE_SECONDS


class TestTwoClaims:
    """A lease that ran out is not renewed into a third."""

    def test_with_two_others_in_hand_it_stays_lost(self, table: Table) -> None:
        shift = a_shift(table, *(a_household(f"h{n}") for n in range(9)))
        lost = shift.claim()
        later = NOW + LEASE_SECONDS
        held = [c for c in (shift.claim(at=later), shift.claim(at=later)) if c.household.id != lost.household.id]
        assert len(held) == 2, "chance gave the same household again: choose another seed"
        assert refusal(shift, lost, later) == "claim_limit"
        assert len(shift.desk().live(later)) == 2

    def test_with_one_other_it_comes_back(self, table: Table) -> None:
        shift = a_shift(table, *(a_household(f"h{n}") for n in range(9)))
        lost = shift.claim()
        later = NOW + LEASE_SECONDS
        assert shift.claim(at=later).household.id != lost.household.id
        assert shift.renew(lost, at=later) == later + LEASE_SECONDS


class TestLostAnswers:
    """The answer to a write that succeeded can be lost: the client's repeat then meets its own work."""

    def test_ones_own_call_back_claimed_twice_by_one_request_is_handed_over(
        self, shift: Shift, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shift.respond(shift.claim(), a_response(Outcome.CALL_BACK, call_back_at=NOW + HOUR))
        self.twice(monkeypatch, "households.save", households.save)
        claim = shift.claim(at=NOW + HOUR)
        assert shift.household().claim == claim.claim

    def test_a_slot_taken_twice_by_one_request_is_taken(self, shift: Shift, monkeypatch: pytest.MonkeyPatch) -> None:
        self.twice(monkeypatch, "desks.take_slot", desks.take_slot)
        claim = shift.claim()
        assert shift.desk().slots == {claim.claim.id: claim.claim.until}
        assert shift.household().claim == claim.claim

    def twice(self, monkeypatch: pytest.MonkeyPatch, name: str, write: Callable[..., Any]) -> None:
        """Let a write be sent again after its answer was lost, once."""

        def again(*args: Any) -> Any:
            monkeypatch.undo()
            write(*args)
            return write(*args)

        monkeypatch.setattr(f"ringround.usecases.claim_next.{name}", again)
