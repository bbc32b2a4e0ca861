"""Recording a call: nothing is lost, and nothing is recorded twice."""

from collections import Counter

import pytest

from ringround.domain.bank import LEASE_SECONDS
from ringround.domain.errors import BreaksRule, NotAllowed, NotThere, TryAgain
from ringround.domain.household import Household
from ringround.domain.outcomes import Outcome
from ringround.domain.recording import Call
from ringround.storage import banks, calls, households, keys
from ringround.storage.table import Table
from ringround.usecases.claim_next import Nothing
from tests.builders import (
    HOUR,
    LANDLINE,
    NOW,
    a_bank,
    a_household,
    a_number,
    a_person,
    a_response,
    a_script,
    not_home,
    said,
)
from tests.shift import Shift, a_shift

LATER = NOW + LEASE_SECONDS + 60


@pytest.fixture
def shift(table: Table) -> Shift:
    """One household to ring."""
    return a_shift(table, a_household())


def every_call(shift: Shift) -> list[Call]:
    """Every version of every call in the table."""
    return list(calls.all_versions(shift.table))


class TestOnTime:
    """A response to a claim that is one's own."""

    def test_the_call_is_kept_and_the_household_waits_for_its_cool_down(self, shift: Shift) -> None:
        call = shift.respond(shift.claim(), not_home(), at=NOW + 60)
        assert (call.entry.outcome, call.entry.at, call.entry.late) == (Outcome.NOT_HOME, NOW + 60, False)
        assert every_call(shift) == [call]
        assert shift.household().log == (call.entry,)
        assert shift.household().queue == ("main", f"8#{NOW + 60 + 4 * HOUR}#house1")

    def test_the_claim_and_its_slot_are_free(self, shift: Shift) -> None:
        shift.respond(shift.claim(), not_home())
        assert shift.household().claim is None
        assert shift.desk().slots == {}

    def test_the_day_is_counted(self, shift: Shift) -> None:
        shift.respond(shift.claim(), a_response(Outcome.ANSWERED, said(support="yes")))
        assert shift.tally()["calls"] == 1
        assert shift.tally()["conversations"] == 1
        assert shift.tally()["a.1.support.yes"] == 1

    def test_the_answers_are_those_of_the_script_that_was_read_out(self, shift: Shift) -> None:

        claim = shift.claim()
        changed = a_script(2, blocks=[{"id": "hello", "type": "text", "text": "Hello."}])
        banks.put_script(shift.table, changed)
        shift.change_bank(script_version=2)
        call = shift.respond(claim, a_response(Outcome.ANSWERED, said(support="yes")))
        assert (call.script_version, dict(call.people[0].answers)) == (1, {"support": "yes"})

    def test_a_bank_that_was_paused_or_closed_meanwhile_still_records_it(self, shift: Shift) -> None:
        claim = shift.claim()
        shift.change_bank(status="closed")
        shift.respond(claim, not_home())
        assert len(every_call(shift)) == 1
        assert shift.household().queue is None

    def test_the_household_goes_to_the_second_bank_when_the_first_is_done(self, table: Table) -> None:
        shift = a_shift(table, a_household(bank_ids=("main", "second")), more_banks=(a_bank("second"),))
        shift.respond(shift.claim(), a_response(Outcome.ANSWERED))
        assert shift.nothing(bank="main") == Nothing("finished")
        assert shift.nothing(bank="second") == Nothing("nothing_due", NOW + 4 * HOUR)
        assert shift.claim(bank="second", at=NOW + 4 * HOUR).household.id == "house1"


class TestTwice:
    """Sent twice: the same call."""

    def test_sent_again_it_is_answered_with_the_first(self, shift: Shift) -> None:
        claim = shift.claim()
        first = shift.respond(claim, not_home())
        assert shift.respond(claim, not_home(), at=NOW + 60) == first
        assert every_call(shift) == [first]
        assert shift.tally()["calls"] == 1

    def test_sent_again_with_other_words_the_first_stands(self, shift: Shift) -> None:
        claim = shift.claim()
        first = shift.respond(claim, not_home())
        assert shift.respond(claim, a_response(Outcome.DO_NOT_CALL)) == first
        assert shift.household().queue is not None

    def test_sent_again_after_a_rule_changed_it_is_still_the_first(self, shift: Shift) -> None:
        shift.change_bank(left_message_allowed=True)
        claim = shift.claim()
        first = shift.respond(claim, a_response(Outcome.LEFT_MESSAGE))
        shift.change_bank(left_message_allowed=False)
        assert shift.respond(claim, a_response(Outcome.LEFT_MESSAGE)) == first

    def test_sent_again_after_a_correction_the_correction_is_answered(self, shift: Shift) -> None:
        claim = shift.claim()
        shift.respond(claim, not_home())
        corrected = shift.correct(claim, a_response(Outcome.BUSY))
        assert shift.respond(claim, not_home()) == corrected

    def test_sent_by_two_devices_at_once_it_is_recorded_once(
        self, shift: Shift, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        claim = shift.claim()
        read = households.get

        def read_then_recorded_elsewhere(of: Table, household_id: str) -> Household | None:
            found = read(of, household_id)
            monkeypatch.undo()
            shift.respond(claim, not_home(note="the other device"), at=NOW + 1)
            return found

        monkeypatch.setattr("ringround.usecases.respond.households.get", read_then_recorded_elsewhere)
        assert shift.respond(claim, not_home(), at=NOW + 2).entry.note == "the other device"
        assert len(every_call(shift)) == 1
        assert shift.tally()["calls"] == 1

    def test_a_household_that_was_written_meanwhile_is_read_again(
        self, shift: Shift, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        claim = shift.claim()
        read = households.get

        def read_then_renewed(of: Table, household_id: str) -> Household | None:
            found = read(of, household_id)
            monkeypatch.undo()
            shift.renew(claim, at=NOW + 60)
            return found

        monkeypatch.setattr("ringround.usecases.respond.households.get", read_then_renewed)
        shift.respond(claim, not_home())
        assert shift.household().claim is None
        assert shift.tally()["calls"] == 1

    def test_a_household_that_never_stands_still_asks_to_be_tried_again(
        self, shift: Shift, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def never(*_: object) -> None:
            raise households.ChangedMeanwhile

        claim = shift.claim()
        monkeypatch.setattr("ringround.usecases.complete.households.save", never)
        with pytest.raises(TryAgain):
            shift.respond(claim, not_home())
        monkeypatch.undo()
        # What was written stands, and sent again the rest is done.
        assert shift.respond(claim, not_home()).entry.outcome == "not_home"
        assert (shift.household().claim, shift.tally()["calls"]) == (None, 1)


class TestLate:
    """A response that arrives late is never thrown away."""

    def test_after_the_lease_ran_out_and_nobody_took_it_it_is_as_usual(self, shift: Shift) -> None:
        call = shift.respond(shift.claim(), not_home(), at=NOW + 5 * HOUR)
        assert not call.entry.late
        assert shift.household().queue == ("main", f"8#{NOW + 9 * HOUR}#house1")

    def test_taken_again_it_is_recorded_late_and_the_holder_keeps_the_household(self, shift: Shift) -> None:
        mine = shift.claim("sam")
        theirs = shift.claim("alex", at=LATER)
        call = shift.respond(mine, not_home(), at=LATER + 1)
        assert call.entry.late
        assert shift.household().claim == theirs.claim
        assert shift.household().queue == ("main", f"3#{theirs.claim.until}#house1")
        assert shift.tally()["calls"] == 1

    def test_the_holders_own_response_is_on_time(self, shift: Shift) -> None:
        mine = shift.claim("sam")
        theirs = shift.claim("alex", at=LATER)
        shift.respond(mine, not_home(), at=LATER + 1)
        second = shift.respond(theirs, a_response(Outcome.ANSWERED), "alex", at=LATER + 2)
        assert not second.entry.late
        assert [e.outcome for e in shift.household().log] == ["not_home", "answered"]
        assert shift.household().queue is None

    def test_an_objection_acts_at_once_even_late(self, table: Table) -> None:
        people = (a_person("p1"), a_person("p2", "Tom Shah"))
        shift = a_shift(table, a_household(people=people, numbers=(a_number(),)))
        mine = shift.claim("sam")
        theirs = shift.claim("alex", at=LATER)
        shift.respond(mine, a_response(Outcome.DO_NOT_CALL), at=LATER + 1)
        assert calls.is_suppressed(table.get(keys.number(LANDLINE)) or {})
        assert shift.household().claim == theirs.claim
        shift.release(theirs, "alex", at=LATER + 2)
        assert shift.household().queue is None

    def test_taken_and_finished_by_somebody_else_it_is_added_to_what_they_recorded(self, shift: Shift) -> None:
        mine = shift.claim("sam")
        theirs = shift.claim("alex", at=LATER)
        shift.respond(theirs, a_response(Outcome.REFUSED), "alex", at=LATER + 1)
        assert shift.respond(mine, not_home(), at=LATER + 2).entry.late
        assert [e.caller for e in shift.household().log] == ["alex", "sam"]
        assert shift.household().queue is None

    def test_recorded_on_the_next_day_it_is_a_call_of_that_day(self, shift: Shift) -> None:
        shift.respond(shift.claim(), not_home(), at=NOW + 24 * HOUR)
        assert shift.tally() == Counter()
        assert shift.tally(at=NOW + 24 * HOUR)["calls"] == 1

    def test_it_is_answered_the_same_when_it_is_sent_again(self, shift: Shift) -> None:
        mine = shift.claim("sam")
        shift.claim("alex", at=LATER)
        first = shift.respond(mine, not_home(), at=LATER + 1)
        assert shift.respond(mine, not_home(), at=LATER + 9) == first

    def test_given_back_and_recorded_after_all_it_counts(self, shift: Shift) -> None:
        mine = shift.claim("sam")
        shift.release(mine)
        assert shift.respond(mine, not_home()).entry.late
        assert shift.household().queue == ("main", f"8#{NOW + 4 * HOUR}#house1")


class TestRefusals:
    """What cannot be recorded, and leaves nothing behind."""

    def test_somebody_elses_claim(self, shift: Shift) -> None:
        claim = shift.claim("sam")
        with pytest.raises(NotAllowed) as refused:
            shift.respond(claim, not_home(), "alex")
        assert refused.value.reason == "claim_not_yours"
        assert every_call(shift) == []

    def test_a_claim_that_was_made_up(self, shift: Shift) -> None:
        claim = shift.claim()
        with pytest.raises(NotThere) as refused:
            shift.respond(claim.claim.id.replace("house1", "house2"), not_home())
        assert refused.value.reason == "claim_unknown"

    def test_a_household_that_is_not_on_the_list_any_more(self, shift: Shift) -> None:
        claim = shift.claim()
        shift.table.delete(keys.household("house1"))
        with pytest.raises(NotThere) as refused:
            shift.respond(claim, not_home())
        assert refused.value.reason == "household_unknown"

    def test_what_breaks_a_rule_leaves_the_claim_as_it_was(self, shift: Shift) -> None:
        claim = shift.claim()
        with pytest.raises(BreaksRule):
            shift.respond(claim, a_response(Outcome.CALL_BACK))
        assert shift.household().claim == claim.claim
        assert set(shift.desk().slots) == {claim.claim.id}
        assert every_call(shift) == []
