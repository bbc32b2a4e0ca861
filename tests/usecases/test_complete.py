"""A process that ends between two of its writes while it records a call: whoever comes next does the rest."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from ringround.domain.errors import Conflict
from ringround.domain.number_id import number_id
from ringround.domain.outcomes import Outcome
from ringround.domain.recording import Response
from ringround.storage import households, quality
from ringround.storage.table import Table
from ringround.usecases import held, look, look_again, ringing_back
from ringround.usecases.claim_next import Handed, Nothing
from tests.builders import HOUR, LANDLINE, NOW, a_bank, a_household, a_response
from tests.shift import Shift, a_shift
from tests.usecases.broken_off import (
    COOL_DOWN,
    LAPSED,
    ONCE,
    SAID,
    STEPS,
    broken_off,
    ending_after,
    settled,
    two_at_home,
)


@pytest.fixture
def shift(table: Table) -> Shift:
    """One household with two people."""
    return two_at_home(table)


def not_renewed(shift: Shift, claim: Handed) -> None:
    """The page is told that the household is not in its hands any more."""
    with pytest.raises(Conflict) as refused:
        shift.renew(claim)
    assert refused.value.reason == "claim_expired"


def test_the_steps_are_those_that_are_tried_here(shift: Shift) -> None:
    """With one write more nothing would end, and `ending_after` fails where nothing ends."""
    claim = shift.claim()
    with pytest.raises(pytest.fail.Exception), ending_after(shift.table, 3):
        shift.respond(claim, SAID)
    assert settled(shift, claim) == ONCE


@pytest.mark.parametrize("after", STEPS[:2])
class TestTheSameAgain:
    """The page sends it again until it is answered."""

    def test_it_is_one_call_whole(self, shift: Shift, after: int) -> None:
        claim = broken_off(shift, after)
        call = shift.respond(claim, a_response(Outcome.REFUSED))
        assert call.entry.outcome is Outcome.NOT_HOME
        assert settled(shift, claim) == ONCE
        assert shift.household().queue == ("main", f"8#{NOW + COOL_DOWN}#house1")

    def test_hours_later_too(self, shift: Shift, after: int) -> None:
        claim = broken_off(shift, after)
        shift.respond(claim, SAID, at=NOW + 3 * HOUR)
        shift.respond(claim, SAID, at=NOW + 3 * HOUR)
        assert settled(shift, claim) == ONCE

    def test_what_organisers_are_to_look_at_is_raised_once(self, shift: Shift, after: int) -> None:
        claim = broken_off(shift, after, a_response(Outcome.LANGUAGE_BARRIER, language="Polish"))
        shift.respond(claim, SAID)
        assert settled(shift, claim) == ONCE
        assert [list(matter.raised) for matter in quality.every(shift.table)] == [[claim.claim.id]]


@pytest.mark.parametrize("after", STEPS[:2])
@pytest.mark.parametrize(
    "happens",
    [
        lambda shift, claim: shift.correct(claim, a_response(Outcome.REFUSED)),
        lambda shift, claim: shift.release(claim),
        lambda shift, claim: shift.skip(claim),
        not_renewed,
        lambda shift, _: held.return_all(shift.context, now=NOW),
        lambda shift, _: shift.next(holding=[]),
        lambda shift, _: shift.next(at=LAPSED),
        lambda shift, claim: look_again.call_with_card(shift.context, "sam", claim.claim.id, now=NOW),
    ],
    ids=["correct", "release", "skip", "renew", "give-back", "next", "next-after-the-lease", "look-again"],
)
def test_whatever_happens_to_the_claim_instead_the_call_stands(
    shift: Shift, after: int, happens: Callable[[Shift, Handed], object]
) -> None:
    claim = broken_off(shift, after)
    happens(shift, claim)
    assert not isinstance(shift.next("alex", at=LAPSED), Handed)
    shift.respond(claim, SAID, at=LAPSED)
    assert settled(shift, claim) == ONCE


@pytest.mark.parametrize("after", STEPS[:2])
def test_a_page_that_knows_of_no_claim_is_not_given_again_what_was_recorded(shift: Shift, after: int) -> None:
    claim = broken_off(shift, after)
    assert shift.nothing(holding=[]).reason == "nothing_due"
    assert settled(shift, claim) == ONCE


@pytest.mark.parametrize("after", STEPS[:2])
class TestNobodyComesBack:
    """The page is never seen again: its lease runs out."""

    def test_nobody_rings_them_within_the_cool_down(self, shift: Shift, after: int) -> None:
        claim = broken_off(shift, after)
        found = shift.nothing("alex", at=LAPSED)
        assert found == Nothing("nothing_due", NOW + COOL_DOWN)
        assert len(shift.household().log) == 1
        assert shift.claim("alex", at=NOW + COOL_DOWN).household.log[0].claim == claim.claim.id

    def test_nobody_rings_who_objected(self, shift: Shift, after: int) -> None:
        broken_off(shift, after, a_response(Outcome.REFUSED))
        assert shift.nothing("alex", at=NOW + 3 * 24 * HOUR) == Nothing("finished")

    def test_who_takes_their_call_back_has_the_call_before(self, shift: Shift, after: int) -> None:
        """They ring back: the number was rung, whoever recorded it."""
        claim = broken_off(shift, after)
        named = number_id(LANDLINE, shift.context.campaign.secret)
        desk = shift.desk("alex", LAPSED)
        ringing_back.take(shift.context, desk, "house1", named, "main", now=LAPSED, chance=shift.chance)
        assert [entry.claim for entry in shift.household().log] == [claim.claim.id]

    def test_the_caller_of_a_call_back_is_not_handed_what_was_recorded(self, shift: Shift, after: int) -> None:
        promised = Response(Outcome.CALL_BACK, LANDLINE, call_back_at=NOW + HOUR, call_back_for="me")
        shift.respond(shift.claim(), promised)
        due = NOW + HOUR
        again = shift.claim(at=due)
        with ending_after(shift.table, after):
            shift.respond(again, SAID, at=due)
        assert not isinstance(shift.next(at=due + 2 * HOUR), Handed)
        assert [e.claim for e in shift.household().log][1:] == [again.claim.id]

    @pytest.mark.parametrize("more", [0, 1])
    def test_whoever_claims_it_may_be_broken_off_as_well(self, shift: Shift, after: int, more: int) -> None:
        """The claim is written and nothing else, or the call before it is not looked at: it was handed to nobody."""
        claim = broken_off(shift, after)
        if after == 1:
            for n in range(1 + more):
                with ending_after(shift.table, 2):  # the one that finds a claim there, and the one that keeps it
                    shift.next("alex", at=LAPSED + n * (HOUR - 900))
        found = shift.nothing("kim", at=NOW + 3 * HOUR)
        assert found == Nothing("nothing_due", NOW + COOL_DOWN)
        assert [entry.claim for entry in shift.household().log] == [claim.claim.id]

    def test_a_claim_that_was_looked_at_does_not_hide_the_next_one(self, shift: Shift, after: int) -> None:
        shift.claim()
        again = shift.claim("alex", at=LAPSED)
        with ending_after(shift.table, after):
            shift.respond(again, SAID, "alex", at=LAPSED)
        assert not isinstance(shift.next("kim", at=LAPSED + HOUR), Handed)
        assert [entry.claim for entry in shift.household().log] == [again.claim.id]

    def test_who_rings_back_their_own_caller_makes_a_call_of_its_own(self, shift: Shift, after: int) -> None:
        claim = broken_off(shift, after)
        named = number_id(LANDLINE, shift.context.campaign.secret)
        taken = ringing_back.take(
            shift.context, shift.desk(), "house1", named, "main", now=NOW + 60, chance=shift.chance
        )
        shift.respond(taken, a_response(Outcome.REFUSED), at=NOW + 120)
        assert [e.outcome for e in shift.household().log] == [Outcome.NOT_HOME, Outcome.REFUSED]
        assert [e.claim for e in shift.household().log] == [claim.claim.id, taken.claim.id]
        shift.respond(claim, SAID)
        assert shift.tally()["calls"] == 2


@pytest.mark.parametrize("queue_parts", [1, 4])
@pytest.mark.parametrize("after", STEPS[:2])
def test_a_day_that_is_final_is_added_up_with_its_last_call(table: Table, after: int, queue_parts: int) -> None:
    """It was broken off and nobody rang on that desk again."""
    shift = a_shift(table, a_household("house1"), bank=a_bank(created=NOW, queue_parts=queue_parts))
    shift.context.campaign = replace(shift.context.campaign, queue_parts=queue_parts)
    claim = broken_off(shift, after)
    later = NOW + 3 * 24 * HOUR
    counts = look.progress(shift.context, [shift.bank()], later)["main"].counts or {}
    shift.respond(claim, SAID, at=later)
    assert (counts.get("calls"), settled(shift, claim)) == (1, ONCE)


def test_a_promise_that_is_moved_before_the_desk_was_told_of_it_is_kept_at_its_new_time(shift: Shift) -> None:
    first = Response(Outcome.CALL_BACK, LANDLINE, call_back_at=NOW + 2 * HOUR, call_back_for="me")
    claim = broken_off(shift, 2, first)
    shift.correct(claim, Response(Outcome.CALL_BACK, LANDLINE, call_back_at=NOW + HOUR, call_back_for="me"))
    shift.respond(claim, first)
    assert shift.desk().call_backs == {("main", "house1"): NOW + HOUR}
    assert settled(shift, claim) == ONCE


def test_a_bank_that_is_closed_between_the_steps_gets_no_household(
    shift: Shift, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim, save = shift.claim(), households.save

    def save_after_the_end(table: Table, *given: Any) -> Any:
        monkeypatch.undo()
        shift.change_bank(status="closed")
        home = shift.household()
        save(table, home, home)
        return save(table, *given)

    monkeypatch.setattr("ringround.usecases.complete.households.save", save_after_the_end)
    shift.respond(claim, SAID)
    assert (len(shift.household().log), shift.household().queue) == (1, None)
