"""What a response may not say, each refused with its own code and in words for the volunteer."""

import pytest

from ringround.domain.errors import BreaksRule
from ringround.domain.household import Tried
from ringround.domain.outcomes import TRIED, Outcome
from ringround.domain.recording import Recorded, Response, record
from tests.builders import (
    HOUR,
    LANDLINE,
    MOBILE,
    NOW,
    OTHER_MOBILE,
    a_bank,
    a_household,
    a_number,
    a_response,
    a_script,
    claimed,
    not_home,
    recorded,
    said,
)

DAY = 24 * HOUR
TWO_NUMBERS = a_household(numbers=(a_number(LANDLINE, "p1"), a_number(MOBILE, "p1")))


def refusal(response: Response) -> str:
    """The code with which a response about a household with two numbers is refused."""
    with pytest.raises(BreaksRule) as refused:
        recorded(TWO_NUMBERS, response)
    assert len(refused.value.message) > 10
    return refused.value.reason


class TestNumbers:
    """A response is about numbers of this household."""

    def test_a_number_of_another_household_is_refused(self) -> None:
        assert refusal(not_home(number=OTHER_MOBILE)) == "number_unknown"

    def test_so_is_one_that_was_tried_first(self) -> None:
        assert refusal(not_home(tried=(Tried(OTHER_MOBILE, Outcome.BUSY),))) == "number_unknown"

    @pytest.mark.parametrize("outcome", [o for o in Outcome if o not in TRIED])
    def test_a_number_tried_first_cannot_have_reached_anybody(self, outcome: Outcome) -> None:
        assert refusal(not_home(number=LANDLINE, tried=(Tried(MOBILE, outcome),))) == "tried_invalid"

    def test_the_number_that_was_rung_last_was_not_tried_first(self) -> None:
        assert refusal(not_home(number=MOBILE, tried=(Tried(MOBILE, Outcome.BUSY),))) == "tried_invalid"


class TestPeople:
    """A response is about people of this household, each once."""

    def test_a_stranger_is_refused(self) -> None:
        assert refusal(a_response(Outcome.ANSWERED, said("p9"))) == "person_unknown"

    def test_a_person_twice_is_refused(self) -> None:
        assert refusal(a_response(Outcome.ANSWERED, said("p1"), said("p1", Outcome.MOVED))) == "person_twice"

    def test_an_answer_that_the_script_does_not_know_is_refused(self) -> None:
        assert refusal(a_response(Outcome.ANSWERED, said("p1", support="maybe"))) == "answer_invalid"


class TestMessages:
    """Messages are left only where the organiser allows it."""

    @pytest.mark.parametrize(
        "response",
        [
            a_response(Outcome.LEFT_MESSAGE),
            a_response(Outcome.ANSWERED, said("p1", Outcome.LEFT_MESSAGE)),
            not_home(number=LANDLINE, tried=(Tried(MOBILE, Outcome.LEFT_MESSAGE),)),
        ],
        ids=["the call", "a person", "a number tried first"],
    )
    def test_elsewhere_they_are_refused(self, response: Response) -> None:
        assert refusal(response) == "left_message_not_allowed"

    def test_there_they_are_recorded(self) -> None:
        made = recorded(a_household(), a_response(Outcome.LEFT_MESSAGE), bank=a_bank(left_message_allowed=True))
        assert made.call.entry.outcome is Outcome.LEFT_MESSAGE


class TestCallBacks:
    """A call-back has a time that is neither past nor far away."""

    def late(self, call_back_at: int, now: int) -> Recorded:
        """A call-back of a claim of NOW, which arrives at `now`."""
        held, claim, parts = claimed(a_household())
        response = a_response(Outcome.CALL_BACK, call_back_at=call_back_at)
        return record(held, claim, parts, response, {"main": a_bank()}, a_script(), now)

    @pytest.mark.parametrize(
        "response",
        [a_response(Outcome.CALL_BACK), a_response(Outcome.ANSWERED, said("p1", Outcome.CALL_BACK))],
        ids=["the call", "a person"],
    )
    def test_a_call_back_needs_its_time(self, response: Response) -> None:
        assert refusal(response) == "call_back_needs_time"

    def test_a_time_before_the_claim_is_refused(self) -> None:
        assert refusal(a_response(Outcome.CALL_BACK, call_back_at=NOW - 1)) == "call_back_past"

    def test_a_time_that_passed_while_the_response_was_on_its_way_is_accepted(self) -> None:
        made = self.late(call_back_at=NOW + HOUR, now=NOW + 5 * HOUR)
        assert made.place is not None
        assert made.place.callable_from < NOW + 5 * HOUR

    def test_sixty_days_ahead_is_the_farthest(self) -> None:
        assert self.late(NOW + 60 * DAY, NOW).place is not None
        assert refusal(a_response(Outcome.CALL_BACK, call_back_at=NOW + 60 * DAY + 1)) == "call_back_too_far"

    def test_a_time_at_which_nobody_is_rung_is_refused(self) -> None:
        bank = a_bank(hours={"sat": ("09:00", "21:00"), "mon": ("09:00", "21:00")})
        for hours_ahead, allowed in ((8.99, True), (9, False), (23, False), (44.9, False), (45, True)):
            response = a_response(Outcome.CALL_BACK, call_back_at=NOW + int(hours_ahead * HOUR))
            if allowed:
                assert recorded(a_household(), response, bank=bank).place is not None
            else:
                with pytest.raises(BreaksRule) as refused:
                    recorded(a_household(), response, bank=bank)
                assert refused.value.reason == "call_back_outside_hours"

    def test_a_time_that_nobody_asked_for_is_not_looked_at(self) -> None:
        assert recorded(TWO_NUMBERS, not_home(call_back_at=1)).call.entry.call_back_at == 0


class TestNotes:
    """Notes are short."""

    def test_a_note_of_500_characters_is_kept(self) -> None:
        assert len(recorded(TWO_NUMBERS, not_home(note="x" * 500)).call.entry.note) == 500

    @pytest.mark.parametrize(
        "response",
        [not_home(note="x" * 501), a_response(Outcome.ANSWERED, said("p1", note="x" * 501))],
        ids=["the call", "a person"],
    )
    def test_a_longer_one_is_refused(self, response: Response) -> None:
        assert refusal(response) == "note_too_long"
