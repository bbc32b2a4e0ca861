"""What may be done with a claim besides recording its call: renew it, skip it, give it back."""

from typing import Any

import pytest

from ringround.domain.bank import LEASE_SECONDS
from ringround.domain.desk import Desk, hour_of
from ringround.domain.errors import Conflict, NotAllowed, NotThere, TooMany, TryAgain
from ringround.domain.hours import uk_day
from ringround.domain.household import Household
from ringround.domain.outcomes import Outcome
from ringround.storage import desks, households, keys
from ringround.storage.table import Table
from ringround.usecases.claim_next import Nothing
from ringround.usecases.hold import LONGEST_HOLD_SECONDS, SkipReason
from tests.builders import HOUR, NOW, a_household, a_response, not_home
from tests.shift import Shift, a_shift

MINUTE = 60
DAY = 24 * HOUR


@pytest.fixture
def shift(table: Table) -> Shift:
    """One household to ring."""
    return a_shift(table, a_household())


class TestRenew:
    """A lease is renewed when the page is seen again."""

    def test_the_lease_ends_half_an_hour_from_now(self, shift: Shift) -> None:
        claim = shift.claim()
        until = shift.renew(claim, at=NOW + 20 * MINUTE)
        assert until == NOW + 20 * MINUTE + LEASE_SECONDS
        assert shift.household().claim is not None
        assert shift.household().queue == ("main", f"3#{until}#house1")
        assert shift.desk().slots == {claim.claim.id: until}

    def test_meanwhile_nobody_else_gets_it(self, shift: Shift) -> None:
        shift.renew(shift.claim("sam"), at=NOW + 20 * MINUTE)
        assert isinstance(shift.next("alex", at=NOW + 40 * MINUTE), Nothing)
        assert shift.claim("alex", at=NOW + 50 * MINUTE).household.id == "house1"

    def test_one_that_ran_out_and_nobody_took_is_renewed(self, shift: Shift) -> None:
        claim = shift.claim()
        assert shift.renew(claim, at=NOW + HOUR) == NOW + HOUR + LEASE_SECONDS

    def test_no_room_that_a_claim_of_the_same_moment_took(self, shift: Shift, monkeypatch: pytest.MonkeyPatch) -> None:
        ran_out, later = shift.claim(), NOW + HOUR
        assert desks.take_slot(shift.table, shift.desk(), "one", later + HOUR, later - 1)
        get = desks.get

        def quicker(*asked: Any) -> Desk:
            found = get(*asked)
            monkeypatch.setattr(desks, "get", get)
            assert desks.take_slot(shift.table, found, "two", later + HOUR, later)
            return found

        monkeypatch.setattr(desks, "get", quicker)
        with pytest.raises(Conflict) as refused:
            shift.renew(ran_out, at=later)
        assert refused.value.reason == "claim_limit"
        assert shift.desk().live(later) == ["one", "two"]

    def test_one_that_somebody_else_took_is_gone(self, shift: Shift) -> None:
        claim = shift.claim("sam")
        theirs = shift.claim("alex", at=NOW + HOUR)
        with pytest.raises(Conflict) as refused:
            shift.renew(claim, at=NOW + HOUR + 1)
        assert refused.value.reason == "claim_expired"
        assert shift.household().claim == theirs.claim

    def test_one_that_was_recorded_or_given_back_is_gone(self, shift: Shift) -> None:
        claim = shift.claim()
        shift.respond(claim, not_home())
        with pytest.raises(Conflict):
            shift.renew(claim)

    def test_a_page_left_open_cannot_keep_a_household_for_ever(self, shift: Shift) -> None:
        claim = shift.claim()
        almost = NOW + LONGEST_HOLD_SECONDS - MINUTE
        assert shift.renew(claim, at=almost) == NOW + LONGEST_HOLD_SECONDS
        with pytest.raises(Conflict) as refused:
            shift.renew(claim, at=NOW + LONGEST_HOLD_SECONDS)
        assert refused.value.reason == "claim_expired"

    def test_a_household_that_was_written_meanwhile_is_read_again(
        self, shift: Shift, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        claim = shift.claim()
        written_in_between(shift, monkeypatch)
        assert shift.renew(claim, at=NOW + MINUTE) == NOW + MINUTE + LEASE_SECONDS


class TestRelease:
    """A household given back is there for the next at once."""

    def test_it_goes_back_to_its_place(self, shift: Shift) -> None:
        shift.release(shift.claim("sam"))
        assert shift.household().queue == ("main", "3#0000000000#house1")
        assert shift.desk("sam").slots == {}
        assert shift.claim("alex").household.id == "house1"

    def test_the_same_caller_may_have_it_again(self, shift: Shift) -> None:
        shift.release(shift.claim())
        assert shift.claim().household.id == "house1"

    def test_given_back_twice_it_is_given_back_once(self, shift: Shift) -> None:
        claim = shift.claim("sam")
        shift.release(claim)
        theirs = shift.claim("alex")
        shift.release(claim)
        assert shift.household().claim == theirs.claim

    def test_a_call_that_was_recorded_stays(self, shift: Shift) -> None:
        claim = shift.claim()
        shift.respond(claim, a_response(Outcome.REFUSED))
        shift.release(claim)
        assert len(shift.household().log) == 1
        assert shift.household().queue is None

    def test_one_that_ran_out_is_given_back_as_well(self, shift: Shift) -> None:
        claim = shift.claim()
        shift.release(claim, at=NOW + HOUR)
        assert shift.household().claim is None

    def test_a_household_that_was_written_meanwhile_is_read_again(
        self, shift: Shift, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        claim = shift.claim()
        written_in_between(shift, monkeypatch)
        shift.release(claim)
        assert shift.household().claim is None


class TestSkip:
    """A household given back for a reason, and not handed to the same caller for a while."""

    @pytest.mark.parametrize(
        ("reason", "while_"), [("know_them", 60 * DAY), ("not_now", HOUR), ("problem", DAY), ("other", HOUR)]
    )
    def test_the_while_depends_on_the_reason(self, shift: Shift, reason: SkipReason, while_: int) -> None:
        shift.skip(shift.claim(), reason)
        assert isinstance(shift.next(at=NOW + while_ - 1), Nothing)
        assert shift.claim(at=NOW + while_).household.id == "house1"

    def test_others_get_it_after_a_moment(self, shift: Shift) -> None:
        shift.skip(shift.claim("sam"), "know_them")
        assert shift.nothing("alex") == Nothing("nothing_due", NOW + MINUTE)
        assert shift.claim("alex", at=NOW + MINUTE).household.id == "house1"

    def test_it_frees_the_slot_and_is_counted(self, shift: Shift) -> None:
        shift.skip(shift.claim())
        assert shift.desk().slots == {}
        assert shift.desk().skips == {hour_of(NOW): 1}
        assert shift.tally()["calls"] == 0

    def test_several_callers_may_skip_the_same(self, shift: Shift) -> None:
        shift.skip(shift.claim("sam"), "know_them")
        shift.skip(shift.claim("alex", at=NOW + MINUTE), "know_them", "alex", at=NOW + MINUTE)
        assert set(shift.household().skipped) == {"sam", "alex"}

    def test_skips_that_are_over_are_forgotten_with_the_next(self, shift: Shift) -> None:
        shift.skip(shift.claim("sam"), "not_now")
        later = NOW + 2 * HOUR
        shift.skip(shift.claim("alex", at=later), "not_now", "alex", at=later)
        assert set(shift.household().skipped) == {"alex"}

    def test_skipping_what_somebody_else_has_by_now_skips_and_counts_nothing(self, shift: Shift) -> None:
        claim = shift.claim("sam")
        theirs = shift.claim("alex", at=NOW + HOUR)
        shift.skip(claim, at=NOW + HOUR + 1)
        assert shift.household().claim == theirs.claim
        assert shift.household().skipped == {}
        assert shift.desk().skips == {}
        assert shift.desk().slots == {}

    def test_beyond_the_skips_an_hour_it_is_refused_and_the_claim_stays(self, shift: Shift) -> None:
        busy: dict[str, Any] = {f"k|{hour_of(NOW)}": 30}
        shift.table.put({**keys.desk(uk_day(NOW), "sam"), **busy})
        claim = shift.claim()
        with pytest.raises(TooMany) as refused:
            shift.skip(claim)
        assert refused.value.reason == "skips_an_hour"
        assert refused.value.details == {"retry_after": hour_of(NOW) + HOUR - NOW}
        assert shift.household().claim == claim.claim


class TestWhose:
    """A claim is its caller's own."""

    @pytest.mark.parametrize("what", ["renew", "release", "skip"])
    def test_somebody_elses_claim_is_refused(self, shift: Shift, what: str) -> None:
        claim = shift.claim("sam")
        with pytest.raises(NotAllowed) as refused:
            getattr(shift, what)(claim, caller="alex")
        assert refused.value.reason == "claim_not_yours"
        assert shift.household().claim == claim.claim

    @pytest.mark.parametrize("what", ["renew", "release", "skip"])
    def test_a_claim_that_was_made_up_is_unknown(self, shift: Shift, what: str) -> None:
        with pytest.raises(NotThere) as refused:
            getattr(shift, what)("0000000.house1.main.1.sam.x.aaaaaaaaaaaaaaaa")
        assert refused.value.reason == "claim_unknown"

    @pytest.mark.parametrize("what", ["renew", "release", "skip"])
    def test_a_household_that_never_stands_still_asks_to_be_tried_again(
        self, shift: Shift, monkeypatch: pytest.MonkeyPatch, what: str
    ) -> None:
        def never(*_: object) -> None:
            raise households.ChangedMeanwhile

        claim = shift.claim()
        monkeypatch.setattr("ringround.usecases.hold.households.save", never)
        with pytest.raises(TryAgain):
            getattr(shift, what)(claim)


def written_in_between(shift: Shift, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the next read of the household and its write, somebody else writes it."""
    read = households.get

    def read_then_written(of: Table, household_id: str) -> Household | None:
        found = read(of, household_id)
        monkeypatch.undo()
        now = shift.household()
        households.save(of, now, now)
        return found

    monkeypatch.setattr("ringround.usecases.hold.households.get", read_then_written)
