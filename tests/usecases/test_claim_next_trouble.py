"""Claiming the next household where an answer was lost on the way, or where a search had to stop."""

from dataclasses import replace
from typing import Any

import pytest

from ringround.domain import looking
from ringround.domain.bank import CALL_BACK_GRACE_SECONDS
from ringround.domain.errors import Conflict
from ringround.domain.household import Household, Targeting
from ringround.domain.outcomes import Outcome
from ringround.storage import desks, households
from ringround.storage.table import Table
from ringround.usecases import queue_search
from ringround.usecases.claim_next import CONTENDED_RETRY_SECONDS, Nothing
from tests.builders import (
    HOUR,
    LANDLINE,
    NOW,
    a_bank,
    a_household,
    a_number,
    a_person,
    a_response,
)
from tests.shift import Shift, a_shift

DUE = NOW + HOUR
DAY = 24 * HOUR


class TestASearchThatStops:
    """It passes so many households and no more: there may be others behind them."""

    @pytest.fixture
    def shift(self, table: Table, monkeypatch: pytest.MonkeyPatch) -> Shift:
        """Households whose number has not been screened for too long stand before one that may be rung."""
        monkeypatch.setattr(queue_search, "MOST_PASSED", 3)
        monkeypatch.setattr(looking, "MOST_READ", 4)
        stale = (a_number(LANDLINE, screened_on="2027-01-24"),)
        fresh = (a_number(LANDLINE, screened_on="2027-02-20"),)
        found = [a_household(f"a{n}", numbers=stale) for n in range(4)]
        return a_shift(table, *found, a_household("z", numbers=fresh), bank=a_bank(screening=True))

    def test_it_says_when_to_ask_again_and_never_that_all_is_done(self, shift: Shift) -> None:
        at = NOW + 3 * DAY
        assert shift.nothing(at=at) == Nothing("nothing_due", at + CONTENDED_RETRY_SECONDS)

    def test_asked_again_it_comes_to_those_behind(self, shift: Shift) -> None:
        at = NOW + 3 * DAY
        shift.nothing(at=at)
        assert shift.claim(at=at + CONTENDED_RETRY_SECONDS).household.id == "z"

    def test_with_nobody_left_it_says_so(self, shift: Shift) -> None:
        at = NOW + 3 * DAY
        shift.nothing(at=at)
        shift.respond(shift.claim(at=at), a_response(Outcome.REFUSED), at=at)
        assert shift.nothing(at=at) == Nothing("finished")


class TestLostAnswers:
    """A write can succeed and its answer be lost: the client's repeat meets what it wrote itself."""

    @pytest.fixture
    def shift(self, table: Table) -> Shift:
        """A promise of Sam's."""
        shift = a_shift(table, a_household())
        shift.respond(shift.claim(), a_response(Outcome.CALL_BACK, call_back_at=DUE))
        return shift

    def test_a_claim_on_ones_own_call_back_is_met_again(self, shift: Shift, monkeypatch: pytest.MonkeyPatch) -> None:
        save = households.save

        def saved_and_lost(*what: Any) -> Household:
            monkeypatch.undo()
            save(*what)
            raise households.ChangedMeanwhile

        monkeypatch.setattr("ringround.usecases.claim_next.households.save", saved_and_lost)
        claim = shift.claim(at=DUE)
        assert shift.household() == claim.household
        assert shift.household().claim == claim.claim
        assert shift.desk().slots == {claim.claim.id: claim.claim.until}

    def test_where_somebody_else_was_quicker_it_is_not_ones_own(
        self, shift: Shift, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        save = households.save
        at = DUE + CALL_BACK_GRACE_SECONDS

        def taken_by_alex(*what: Any) -> Household:
            monkeypatch.undo()
            shift.claim("alex", at=at)
            return save(*what)

        monkeypatch.setattr("ringround.usecases.claim_next.households.save", taken_by_alex)
        assert isinstance(shift.next(at=at), Nothing)
        held = shift.household().claim
        assert held is not None
        assert held.caller == "alex"

    def test_a_slot_that_was_written_is_met_again(self, shift: Shift, monkeypatch: pytest.MonkeyPatch) -> None:
        take = desks.take_slot

        def taken_and_lost(*what: Any) -> bool:
            take(*what)
            return False

        monkeypatch.setattr("ringround.usecases.claim_next.desks.take_slot", taken_and_lost)
        claim = shift.claim(at=DUE)
        assert shift.household().claim == claim.claim
        assert shift.desk().slots == {claim.claim.id: claim.claim.until}
        assert sum(shift.desk().claims.values()) == 2

    def test_so_it_is_where_it_filled_the_desk(self, table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
        shift = a_shift(table, *(a_household(f"h{n}") for n in range(3)))
        first = shift.claim()
        take = desks.take_slot

        def taken_and_lost(*what: Any) -> bool:
            take(*what)
            return False

        monkeypatch.setattr("ringround.usecases.claim_next.desks.take_slot", taken_and_lost)
        second = shift.claim()
        assert set(shift.desk().slots) == {first.claim.id, second.claim.id}
        assert shift.household(second.household.id).claim == second.claim
        monkeypatch.undo()
        with pytest.raises(Conflict):
            shift.next()


def test_a_wrong_number_of_nobody_known_is_not_rung_by_a_second_bank(table: Table) -> None:
    people = (a_person("p1"), a_person("p2", "Tom Shah"))
    banks = {"main": Targeting(("p1",), NOW), "second": Targeting(("p2",), NOW + 1)}
    couple = a_household(people=people, numbers=(a_number(LANDLINE),))
    shift = a_shift(table, replace(couple, banks=banks), more_banks=(a_bank("second"),))
    call = shift.respond(shift.claim(), a_response(Outcome.WRONG_NUMBER))
    assert set(call.entry.people) == {"p1", "p2"}
    assert shift.household().queue is None
    assert shift.nothing("alex", bank="second", at=NOW + DAY) == Nothing("finished")
