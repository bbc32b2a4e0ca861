"""When a lease is not renewed: calling is over, something was recorded meanwhile, or two others are held."""

import pytest

from ringround.domain.bank import CALL_BACK_GRACE_SECONDS, LEASE_SECONDS
from ringround.domain.errors import Conflict
from ringround.domain.outcomes import Outcome
from ringround.storage.table import Table
from ringround.usecases.claim_next import Handed, in_hand_again
from tests.builders import (
    HOUR,
    LANDLINE,
    MOBILE,
    NOW,
    a_bank,
    a_household,
    a_number,
    a_person,
    a_response,
    not_home,
)
from tests.shift import Shift, a_shift

MINUTE = 60
CLOSES = NOW + 20 * MINUTE
SAMS = NOW + LEASE_SECONDS + MINUTE
"""When Sam claims what Alex had before."""


@pytest.fixture
def shift(table: Table) -> Shift:
    """One household to ring, round the clock."""
    return a_shift(table, a_household())


@pytest.fixture
def evening(table: Table) -> Shift:
    """One household to ring, twenty minutes before calling ends."""
    return a_shift(table, a_household(), bank=a_bank(hours={"sat": ("09:00", "12:20")}))


def refusal(shift: Shift, claim: Handed, at: int) -> str:
    """Why a lease of Sam's is not renewed."""
    with pytest.raises(Conflict) as refused:
        shift.renew(claim, at=at)
    return refused.value.reason


class TestHours:
    """Nobody rings on because a lease runs on."""

    def test_a_lease_ends_with_the_calling_hours(self, evening: Shift) -> None:
        claim = evening.claim()
        assert claim.claim.until == CLOSES
        assert evening.household().queue == ("main", f"3#{CLOSES}#house1")
        assert evening.desk().slots == {claim.claim.id: CLOSES}

    def test_renewed_it_still_ends_with_them(self, evening: Shift) -> None:
        assert evening.renew(evening.claim(), at=NOW + 15 * MINUTE) == CLOSES

    def test_a_promise_of_ones_own_is_claimed_until_they_end_too(self, evening: Shift) -> None:
        evening.respond(evening.claim(), a_response(Outcome.CALL_BACK, call_back_at=NOW + MINUTE))
        assert evening.claim(at=NOW + MINUTE).claim.until == CLOSES

    def test_after_them_it_is_not_renewed(self, evening: Shift) -> None:
        assert refusal(evening, evening.claim(), CLOSES) == "claim_expired"

    def test_after_them_a_response_is_still_recorded(self, evening: Shift) -> None:
        claim = evening.claim()
        refusal(evening, claim, CLOSES + MINUTE)
        call = evening.respond(claim, not_home(), at=CLOSES + MINUTE)
        assert (call.entry.outcome, call.entry.late) == (Outcome.NOT_HOME, False)

    def test_in_a_bank_that_was_closed_it_is_not_renewed_and_the_response_is_recorded(self, shift: Shift) -> None:
        claim = shift.claim()
        shift.change_bank(status="closed")
        assert refusal(shift, claim, NOW + MINUTE) == "claim_expired"
        assert shift.respond(claim, not_home(), at=NOW + MINUTE).entry.late is False

    def test_in_a_bank_that_was_paused_whoever_rings_finishes_the_call(self, shift: Shift) -> None:
        claim = shift.claim()
        shift.change_bank(status="paused")
        assert shift.renew(claim, at=NOW + MINUTE) == NOW + MINUTE + LEASE_SECONDS


class TestRecordedMeanwhile:
    """Alex's answer arrives late, when the household is Sam's by now."""

    def both(self, shift: Shift) -> tuple[Handed, Handed]:
        """Alex's claim, which ran out, and Sam's."""
        return shift.claim("alex"), shift.claim(at=SAMS)

    def test_in_its_cool_down_it_goes_back_and_waits(self, shift: Shift) -> None:
        alexs, sams = self.both(shift)
        shift.respond(alexs, not_home(), "alex", at=SAMS + MINUTE)
        assert refusal(shift, sams, SAMS + 2 * MINUTE) == "claim_expired"
        assert shift.household().claim is None
        assert shift.household().queue == ("main", f"8#{SAMS + MINUTE + 4 * HOUR}#house1")
        assert shift.desk().slots == {}

    def test_with_its_only_number_suppressed_it_leaves_the_queue(self, shift: Shift) -> None:
        alexs, sams = self.both(shift)
        shift.respond(alexs, a_response(Outcome.DO_NOT_CALL), "alex", at=SAMS + MINUTE)
        assert refusal(shift, sams, SAMS + 2 * MINUTE) == "claim_expired"
        assert (shift.household().claim, shift.household().queue) == (None, None)

    def test_one_of_two_people_and_numbers_gone_the_other_waits_for_the_cool_down(self, table: Table) -> None:
        people = (a_person("p1"), a_person("p2", "Tom Shah"))
        shift = a_shift(table, a_household(people=people, numbers=(a_number(LANDLINE, "p1"), a_number(MOBILE, "p2"))))
        alexs, sams = self.both(shift)
        shift.respond(alexs, a_response(Outcome.DO_NOT_CALL, number=LANDLINE), "alex", at=SAMS + MINUTE)
        assert refusal(shift, sams, SAMS + 2 * MINUTE) == "claim_expired"
        assert shift.household().queue == ("main", f"8#{SAMS + MINUTE + 4 * HOUR}#house1")

    @pytest.mark.parametrize("outcome", [Outcome.DO_NOT_CALL, Outcome.ANSWERED])
    def test_one_that_left_every_queue_after_the_lease_ended_is_refused_as_well(
        self, shift: Shift, outcome: Outcome
    ) -> None:
        alexs, sams = self.both(shift)
        ended = SAMS + LEASE_SECONDS + MINUTE
        shift.respond(alexs, a_response(outcome), "alex", at=ended)
        assert shift.household().queue is None
        assert refusal(shift, sams, ended + MINUTE) == "claim_expired"
        assert (shift.household().claim, shift.household().queue) == (None, None)

    def test_what_sam_did_on_the_phone_is_recorded_all_the_same(self, shift: Shift) -> None:
        alexs, sams = self.both(shift)
        shift.respond(alexs, not_home(), "alex", at=SAMS + MINUTE)
        refusal(shift, sams, SAMS + 2 * MINUTE)
        call = shift.respond(sams, a_response(Outcome.ANSWERED), at=SAMS + 3 * MINUTE)
        assert call.entry.late
        assert shift.household().queue is None


class TestCallBacks:
    """A promise of one's own is rung at its time, before it is anybody's."""

    def test_within_the_grace_its_caller_renews(self, shift: Shift) -> None:
        due = NOW + HOUR
        shift.respond(shift.claim(), a_response(Outcome.CALL_BACK, call_back_at=due))
        claim = shift.claim(at=due)
        again = due + CALL_BACK_GRACE_SECONDS - MINUTE
        assert shift.renew(claim, at=again) == again + LEASE_SECONDS

    def test_before_its_time_even_its_caller_does_not(self, shift: Shift) -> None:
        alexs, sams = shift.claim("alex"), shift.claim(at=SAMS)
        promised = a_response(Outcome.CALL_BACK, call_back_at=SAMS + HOUR)
        shift.respond(alexs, promised, "alex", at=SAMS + MINUTE)
        assert refusal(shift, sams, SAMS + 2 * MINUTE) == "claim_expired"

    def test_within_the_grace_of_another_ones_promise_it_goes_back(self, shift: Shift) -> None:
        alexs, sams = shift.claim("alex"), shift.claim(at=SAMS)
        due = SAMS + 2 * MINUTE
        shift.respond(alexs, a_response(Outcome.CALL_BACK, call_back_at=due), "alex", at=SAMS + MINUTE)
        assert refusal(shift, sams, due + MINUTE) == "claim_expired"
        assert shift.claim("alex", at=due + MINUTE).household.id == "house1"


class TestTwoOthers:
    """The one on the screen and the one on deck, no more."""

    @pytest.fixture
    def shift(self, table: Table) -> Shift:
        """A household of one bank and two of another, so that which is claimed is not left to chance."""
        second = [a_household(f"h{n}", bank_ids=("second",)) for n in range(2)]
        return a_shift(table, a_household(), *second, more_banks=(a_bank("second"),))

    def test_an_ended_lease_is_not_renewed_beside_two_live_ones(self, shift: Shift) -> None:
        ended = shift.claim()
        both = {shift.claim(bank="second", at=SAMS).claim.id for _ in range(2)}
        before = shift.household()
        assert refusal(shift, ended, SAMS) == "claim_limit"
        assert shift.household() == before
        assert {h.claim.id for h in in_hand_again(shift.context, shift.desk(), now=SAMS)} == both

    def test_beside_one_live_one_it_is(self, shift: Shift) -> None:
        ended = shift.claim()
        shift.claim(bank="second", at=SAMS)
        assert shift.renew(ended, at=SAMS) == SAMS + LEASE_SECONDS

    def test_of_two_live_ones_each_is_renewed(self, shift: Shift) -> None:
        both = [shift.claim(), shift.claim(bank="second")]
        assert {shift.renew(c, at=NOW + MINUTE) for c in both} == {NOW + MINUTE + LEASE_SECONDS}
