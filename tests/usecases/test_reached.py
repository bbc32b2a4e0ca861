"""People whom a bank has reached: each counts once, whoever rings them again and whatever is corrected."""

import pytest

from ringround.domain.bank import LEASE_SECONDS
from ringround.domain.household import Targeting
from ringround.domain.outcomes import Outcome
from ringround.storage.table import Table
from tests.builders import HOUR, NOW, a_household, a_number, a_person, a_response, not_home, said
from tests.shift import Shift, a_shift

LATER = NOW + LEASE_SECONDS + 60


@pytest.fixture
def shift(table: Table) -> Shift:
    """A voter, and somebody at the same address and number who may not vote."""
    people = (a_person("p1"), a_person("p2", "Tom Shah", may_vote=False))
    banks = {"main": Targeting(("p1",), NOW)}
    return a_shift(table, a_household(people=people, numbers=(a_number(),), banks=banks))


def reached(shift: Shift) -> int:
    """The people reached, by all callers."""
    return shift.tally("sam")["reached"] + shift.tally("alex")["reached"]


def test_a_second_response_that_arrives_late_reaches_nobody_again(shift: Shift) -> None:
    alexs, sams = shift.claim("alex"), shift.claim("sam", at=LATER)
    shift.respond(sams, a_response(Outcome.ANSWERED), at=LATER + 60)
    assert (shift.tally("sam")["reached"], reached(shift)) == (1, 1)
    call = shift.respond(alexs, a_response(Outcome.ANSWERED), "alex", at=LATER + 120)
    assert set(call.entry.people) == {"p1"}
    assert (shift.tally("alex")["reached"], reached(shift)) == (0, 1)


def test_whoever_may_not_vote_is_not_reached(shift: Shift) -> None:
    shift.respond(shift.claim(), a_response(Outcome.ANSWERED, said("p1", Outcome.NOT_HOME), said("p2")))
    assert reached(shift) == 0


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.MOVED])
def test_whoever_moved_or_refused_is_reached_as_well(shift: Shift, outcome: Outcome) -> None:
    shift.respond(shift.claim(), a_response(outcome))
    assert reached(shift) == 1


class TestCorrections:
    """The count follows the call."""

    def test_somebody_who_was_reached_after_all_counts(self, shift: Shift) -> None:
        claim = shift.claim()
        shift.respond(claim, not_home())
        shift.correct(claim, a_response(Outcome.ANSWERED))
        assert reached(shift) == 1

    def test_somebody_who_was_not_reached_after_all_counts_no_more(self, shift: Shift) -> None:
        claim = shift.claim()
        shift.respond(claim, a_response(Outcome.ANSWERED))
        shift.correct(claim, not_home())
        assert reached(shift) == 0

    def test_somebody_reached_before_and_after_still_counts_once(self, shift: Shift) -> None:
        claim = shift.claim()
        shift.respond(claim, a_response(Outcome.ANSWERED))
        shift.correct(claim, a_response(Outcome.REFUSED))
        assert reached(shift) == 1

    def test_a_second_call_that_is_corrected_still_reaches_nobody_again(self, shift: Shift) -> None:
        alexs, sams = shift.claim("alex"), shift.claim("sam", at=LATER)
        shift.respond(sams, a_response(Outcome.ANSWERED), at=LATER + 60)
        shift.respond(alexs, a_response(Outcome.ANSWERED), "alex", at=LATER + 120)
        shift.correct(alexs, a_response(Outcome.REFUSED), "alex", at=LATER + HOUR)
        assert reached(shift) == 1
