"""Correcting a call: tallies, queue, number marks and promises follow; the earlier version stays."""

import pytest

from ringround.domain.errors import BreaksRule, NotAllowed, NotThere
from ringround.domain.household import Household
from ringround.domain.outcomes import Outcome
from ringround.storage import calls, households, keys
from ringround.storage.table import Table
from ringround.usecases.claim_next import Handed, Nothing
from tests.builders import HOUR, LANDLINE, MOBILE, NOW, a_household, a_number, a_response, not_home, said
from tests.shift import Shift, a_shift

DAY = 24 * HOUR


@pytest.fixture
def shift(table: Table) -> Shift:
    """One household to ring."""
    return a_shift(table, a_household())


def versions(shift: Shift) -> list[tuple[int, str]]:
    """Every version in the table with its outcome."""
    return sorted((c.entry.version, str(c.entry.outcome)) for c in calls.all_versions(shift.table))


def suppressed(shift: Shift) -> bool:
    """Whether the number itself says that it must not be rung."""
    return calls.is_suppressed(shift.table.get(keys.number(LANDLINE)) or {})


class TestWhatFollows:
    """Everything that followed from the call follows from its correction."""

    def test_the_earlier_version_stays(self, shift: Shift) -> None:
        claim = shift.claim()
        shift.respond(claim, not_home())
        call = shift.correct(claim, a_response(Outcome.ANSWERED, said(support="yes")), at=NOW + 60)
        assert versions(shift) == [(1, "not_home"), (2, "answered")]
        assert (call.entry.version, call.entry.at, call.recorded_at) == (2, NOW, NOW + 60)

    def test_the_tally_is_that_of_the_latest_version(self, shift: Shift) -> None:
        claim = shift.claim()
        shift.respond(claim, not_home())
        shift.correct(claim, a_response(Outcome.ANSWERED, said(support="yes")))
        call = shift.correct(claim, a_response(Outcome.ANSWERED, said(support="no")))
        assert shift.tally() == calls.counts(call)

    def test_the_household_goes_where_it_belongs_now(self, shift: Shift) -> None:
        claim = shift.claim()
        shift.respond(claim, a_response(Outcome.REFUSED))
        assert shift.household().queue is None
        shift.correct(claim, not_home(), at=NOW + HOUR)
        assert shift.household().queue == ("main", f"8#{NOW + 4 * HOUR}#house1")

    def test_an_objection_by_mistake_frees_the_number_again(self, shift: Shift) -> None:
        claim = shift.claim()
        shift.respond(claim, a_response(Outcome.DO_NOT_CALL))
        assert suppressed(shift)
        shift.correct(claim, not_home())
        assert not suppressed(shift)
        assert shift.claim(at=NOW + 4 * HOUR).household.id == "house1"

    def test_an_objection_that_was_forgotten_acts_at_once(self, shift: Shift) -> None:
        claim = shift.claim()
        shift.respond(claim, not_home())
        shift.correct(claim, a_response(Outcome.DO_NOT_CALL))
        assert suppressed(shift)
        assert shift.household().queue is None

    def test_a_promise_made_by_correcting_is_kept(self, shift: Shift) -> None:
        claim = shift.claim()
        shift.respond(claim, not_home())
        shift.correct(claim, a_response(Outcome.CALL_BACK, call_back_at=NOW + HOUR))
        assert shift.claim(at=NOW + HOUR).household.id == "house1"

    def test_while_somebody_else_rings_the_household_it_stays_theirs(self, shift: Shift) -> None:
        claim = shift.claim("sam")
        shift.respond(claim, a_response(Outcome.BUSY))
        theirs = shift.claim("alex", at=NOW + HOUR)
        shift.correct(claim, a_response(Outcome.DO_NOT_CALL), at=NOW + HOUR + 1)
        assert shift.household().claim == theirs.claim
        assert suppressed(shift)


class TestPromises:
    """A caller's own call-backs stand on their desk, one a household."""

    def promised_twice(self, shift: Shift, again: int) -> Handed:
        """Sam promised a call in an hour, rang then, and promised another one; the first call's claim."""
        first = shift.claim()
        shift.respond(first, a_response(Outcome.CALL_BACK, call_back_at=NOW + HOUR))
        second = shift.claim(at=NOW + HOUR)
        shift.respond(second, a_response(Outcome.CALL_BACK, call_back_at=again), at=NOW + HOUR + 60)
        return first

    def test_correcting_an_earlier_call_leaves_a_later_promise_on_the_desk(self, shift: Shift) -> None:
        again = NOW + 3 * HOUR
        shift.correct(self.promised_twice(shift, again), not_home(), at=NOW + HOUR + 120)
        assert shift.desk().call_backs == {("main", "house1"): again}
        assert isinstance(shift.next("alex", at=again), Nothing)
        assert shift.claim(at=again).household.id == "house1"

    def test_so_does_moving_an_earlier_promise_to_another_day(self, shift: Shift) -> None:
        again = NOW + 3 * HOUR
        tomorrow = a_response(Outcome.CALL_BACK, call_back_at=NOW + DAY)
        shift.correct(self.promised_twice(shift, again), tomorrow, at=NOW + HOUR + 120)
        assert shift.desk().call_backs == {("main", "house1"): again}
        assert shift.claim(at=again).household.id == "house1"

    def test_a_later_promise_on_another_day_stays_and_the_corrected_one_goes(self, shift: Shift) -> None:
        again = NOW + DAY
        shift.correct(self.promised_twice(shift, again), not_home(), at=NOW + HOUR + 120)
        assert shift.desk().call_backs == {}
        assert shift.desk(at=again).call_backs == {("main", "house1"): again}

    def test_the_only_promise_goes_with_its_correction(self, shift: Shift) -> None:
        claim = shift.claim()
        shift.respond(claim, a_response(Outcome.CALL_BACK, call_back_at=NOW + HOUR))
        shift.correct(claim, not_home())
        assert shift.desk().call_backs == {}


class TestTheSameAgain:
    """Sent twice: the same version."""

    def test_the_same_again_is_no_new_version(self, shift: Shift) -> None:
        claim = shift.claim()
        shift.respond(claim, not_home())
        first = shift.correct(claim, a_response(Outcome.BUSY), at=NOW + 60)
        assert shift.correct(claim, a_response(Outcome.BUSY), at=NOW + 120) == first
        assert len(versions(shift)) == 2

    def test_what_was_recorded_at_first_is_no_correction(self, shift: Shift) -> None:
        claim = shift.claim()
        first = shift.respond(claim, not_home(note="Dog barks"))
        assert shift.correct(claim, not_home(note="Dog barks"), at=NOW + 60) == first

    @pytest.mark.parametrize("outcome", [Outcome.DO_NOT_CALL, Outcome.WRONG_NUMBER, Outcome.DISCONNECTED])
    def test_neither_is_it_where_the_first_took_the_best_number_away(self, table: Table, outcome: Outcome) -> None:
        household = a_household(numbers=(a_number(MOBILE, "p1"), a_number(LANDLINE, "p1")))
        shift = a_shift(table, household)
        claim = shift.claim()
        first = shift.respond(claim, a_response(outcome))
        assert shift.correct(claim, a_response(outcome), at=NOW + 60) == first

    def test_back_to_what_it_was_at_first_is_a_version_of_its_own(self, shift: Shift) -> None:
        claim = shift.claim()
        shift.respond(claim, not_home())
        shift.correct(claim, a_response(Outcome.BUSY))
        assert shift.correct(claim, not_home()).entry.version == 3

    def test_of_two_devices_at_once_both_corrections_count_one_after_the_other(
        self, shift: Shift, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        claim = shift.claim()
        shift.respond(claim, not_home())
        read = households.get

        def read_then_corrected_elsewhere(of: Table, household_id: str) -> Household | None:
            found = read(of, household_id)
            monkeypatch.undo()
            shift.correct(claim, a_response(Outcome.BUSY))
            return found

        monkeypatch.setattr("ringround.usecases.respond.households.get", read_then_corrected_elsewhere)
        call = shift.correct(claim, a_response(Outcome.REFUSED))
        assert versions(shift) == [(1, "not_home"), (2, "busy"), (3, "refused")]
        assert shift.tally() == calls.counts(call)
        assert [e.outcome for e in shift.household().log] == [Outcome.REFUSED]


class TestRefusals:
    """What cannot be corrected."""

    def test_before_there_is_a_call(self, shift: Shift) -> None:
        with pytest.raises(NotThere) as refused:
            shift.correct(shift.claim(), not_home())
        assert refused.value.reason == "call_unknown"

    def test_somebody_elses_call(self, shift: Shift) -> None:
        claim = shift.claim("sam")
        shift.respond(claim, not_home())
        with pytest.raises(NotAllowed) as refused:
            shift.correct(claim, a_response(Outcome.BUSY), "alex")
        assert refused.value.reason == "claim_not_yours"

    def test_a_day_after_the_call_it_is_too_late(self, shift: Shift) -> None:
        claim = shift.claim()
        shift.respond(claim, not_home(), at=NOW + 60)
        assert shift.correct(claim, a_response(Outcome.BUSY), at=NOW + 60 + DAY).entry.version == 2
        with pytest.raises(BreaksRule) as refused:
            shift.correct(claim, a_response(Outcome.REFUSED), at=NOW + 61 + DAY)
        assert refused.value.reason == "correction_too_late"

    def test_what_breaks_a_rule_changes_nothing(self, shift: Shift) -> None:
        claim = shift.claim()
        shift.respond(claim, not_home())
        with pytest.raises(BreaksRule):
            shift.correct(claim, a_response(Outcome.LEFT_MESSAGE))
        assert versions(shift) == [(1, "not_home")]
