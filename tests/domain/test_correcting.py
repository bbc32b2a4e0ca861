"""Correcting a call: a new version of it, and everything that followed from the old one follows anew."""

from dataclasses import replace

import pytest

from ringround.domain.bank import LEASE_SECONDS
from ringround.domain.erasing import Gone, silenced, stripped
from ringround.domain.errors import BreaksRule, NotAllowed, NotThere
from ringround.domain.household import Household
from ringround.domain.outcomes import NumberFate, Outcome
from ringround.domain.placement import Place, facts_of
from ringround.domain.recording import Recorded, Response, correct, number_marks, record
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
    a_script,
    claimed,
    not_home,
    parts_of,
    said,
)

BANKS = {"main": a_bank()}
THREE_PEOPLE = (a_person("p1"), a_person("p2", "Tom Shah"), a_person("p3", "Sofia Shah"))


def corrected(household: Household, first: Response, *then: Response, late: int = HOUR) -> Recorded:
    """A household claimed and rung at NOW, its response corrected once or several times, `late` seconds after."""
    held, claim, parts = claimed(household)
    made = record(held, claim, parts, first, BANKS, a_script(), NOW)
    for response in then:
        made = correct(made.household, claim, parts, response, BANKS, a_script(), NOW + late)
    return made


class TestVersions:
    """A correction is a new version with the time of the first."""

    def test_a_correction_keeps_the_time_of_the_call_and_counts_its_versions(self) -> None:
        made = corrected(a_household(), not_home(), a_response(Outcome.BUSY), a_response(Outcome.REFUSED))
        entry = made.call.entry
        assert (entry.version, entry.at, entry.outcome) == (3, NOW, Outcome.REFUSED)
        assert made.call.recorded_at == NOW + HOUR

    def test_the_household_remembers_only_the_latest_version(self) -> None:
        made = corrected(a_household(), not_home(), a_response(Outcome.REFUSED))
        assert made.household.log == (made.call.entry,)

    def test_other_calls_stay_where_they_are(self) -> None:
        held, claim, parts = claimed(a_household())
        first = record(held, claim, parts, not_home(), BANKS, a_script(), NOW)
        again, other, other_parts = claimed(first.household, "alex", NOW + 5 * HOUR)
        second = record(again, other, other_parts, not_home(), BANKS, a_script(), NOW + 5 * HOUR)
        made = correct(second.household, claim, parts, a_response(Outcome.BUSY), BANKS, a_script(), NOW + 6 * HOUR)
        assert [(e.claim, e.outcome) for e in made.household.log] == [(claim, Outcome.BUSY), (other, Outcome.NOT_HOME)]

    def test_a_late_call_stays_late(self) -> None:
        parts, claim = parts_of(a_household()), claimed(a_household())[1]
        late = record(a_household(), claim, parts, not_home(), BANKS, a_script(), NOW)
        made = correct(late.household, claim, parts, a_response(Outcome.BUSY), BANKS, a_script(), NOW)
        assert made.call.entry.late


class TestWhatFollowsAnew:
    """Nothing is left over of what the earlier version said."""

    def test_an_objection_that_was_a_slip_of_the_finger_leaves_nothing_behind(self) -> None:
        made = corrected(a_household(), a_response(Outcome.DO_NOT_CALL), not_home())
        facts = facts_of(made.household)
        assert (facts.suppressed, facts.settled) == (set(), {})
        assert made.place == Place("main", "8", NOW + a_bank().cool_down)

    def test_an_objection_that_was_overheard_acts_at_once(self) -> None:
        made = corrected(a_household(), not_home(), a_response(Outcome.DO_NOT_CALL))
        assert facts_of(made.household).suppressed == {LANDLINE}
        assert made.place is None

    def test_somebody_said_to_have_died_who_has_not_is_back(self) -> None:
        made = corrected(a_household(), a_response(Outcome.DECEASED), a_response(Outcome.BUSY))
        assert made.place == Place("main", "8", NOW + a_bank().busy_wait)

    def test_an_attempt_that_was_none_does_not_count(self) -> None:
        made = corrected(a_household(), not_home(), a_response(Outcome.ANSWERED))
        assert facts_of(made.household).attempts["main"] == 0

    def test_the_wait_is_counted_from_the_call_and_not_from_its_correction(self) -> None:
        made = corrected(a_household(), a_response(Outcome.BUSY), not_home(), late=3 * HOUR)
        assert made.place == Place("main", "8", NOW + a_bank().cool_down)

    def test_a_promise_is_taken_back(self) -> None:
        promise = a_response(Outcome.CALL_BACK, call_back_at=NOW + HOUR)
        assert corrected(a_household(), promise, not_home()).place == Place("main", "8", NOW + a_bank().cool_down)

    def test_a_promise_is_moved(self) -> None:
        promise = a_response(Outcome.CALL_BACK, call_back_at=NOW + HOUR, call_back_for="anyone")
        made = corrected(a_household(), promise, replace(promise, call_back_at=NOW + 2 * HOUR))
        assert made.place == Place("main", "0", NOW + 2 * HOUR)

    def test_while_somebody_else_holds_the_household_they_keep_it(self) -> None:
        held, claim, parts = claimed(a_household())
        first = record(held, claim, parts, a_response(Outcome.BUSY), BANKS, a_script(), NOW)
        taken, theirs, _ = claimed(first.household, "alex", NOW + 1800)
        made = correct(taken, claim, parts, a_response(Outcome.DO_NOT_CALL), BANKS, a_script(), NOW + 1801)
        assert made.held_by_other
        assert made.household.claim is not None
        assert made.household.claim.id == theirs
        assert made.household.claim.until == NOW + 1800 + LEASE_SECONDS


class TestWhatIsMeant:
    """A correction that leaves number or people out means those of the call itself, not what is left to ring now."""

    def test_without_a_number_it_is_about_the_number_of_the_call(self) -> None:
        household = a_household(numbers=(a_number(MOBILE, "p1"), a_number(LANDLINE, "p1")))
        made = corrected(household, a_response(Outcome.WRONG_NUMBER, number=LANDLINE), not_home())
        assert made.call.entry.number == LANDLINE

    @pytest.mark.parametrize("outcome", [Outcome.DO_NOT_CALL, Outcome.DISCONNECTED, Outcome.WRONG_NUMBER, Outcome.BUSY])
    def test_the_same_again_says_the_same_again(self, outcome: Outcome) -> None:
        household = a_household(numbers=(a_number(MOBILE, "p1"), a_number(LANDLINE, "p1")))
        first, again = corrected(household, a_response(outcome)), corrected(household, *[a_response(outcome)] * 2)
        assert replace(again.call.entry, version=1) == first.call.entry

    def test_without_people_it_is_about_everyone_who_was_rung(self) -> None:
        household = a_household(people=THREE_PEOPLE, numbers=(a_number(),))
        made = corrected(household, a_response(Outcome.ANSWERED, said("p1")), a_response(Outcome.REFUSED))
        assert set(made.call.entry.people) == {"p1", "p2", "p3"}

    def test_people_who_were_done_before_the_call_are_not_meant(self) -> None:
        household = a_household(people=THREE_PEOPLE, numbers=(a_number(),))
        held, claim, parts = claimed(household)
        earlier = record(held, claim, parts, a_response(Outcome.ANSWERED, said("p1")), BANKS, a_script(), NOW)
        again, later, later_parts = claimed(earlier.household, at=NOW + 5 * HOUR)
        second = record(again, later, later_parts, not_home(), BANKS, a_script(), NOW + 5 * HOUR)
        made = correct(
            second.household, later, later_parts, a_response(Outcome.MOVED), BANKS, a_script(), NOW + 6 * HOUR
        )
        assert set(made.call.entry.people) == {"p2", "p3"}

    def test_a_number_that_went_with_somebody_who_was_erased_is_no_other_one(self) -> None:
        numbers = (a_number(MOBILE, "p1"), a_number(LANDLINE, "p2"))
        held, claim, parts = claimed(a_household(people=THREE_PEOPLE, numbers=numbers))
        made = record(held, claim, parts, not_home(number=MOBILE), BANKS, a_script(), NOW)
        left = stripped(silenced(made.household, "p1", NOW), "p1", Gone(frozenset({"p1"}), frozenset({MOBILE})))
        again = correct(left, claim, parts, a_response(Outcome.DISCONNECTED), BANKS, a_script(), NOW + HOUR)
        assert again.call.entry.number == ""
        assert facts_of(again.household).dead == set()

    def test_one_that_moved_elsewhere_with_others_is_said_of_all_the_same(self) -> None:
        home = silenced(a_household(people=THREE_PEOPLE, numbers=(a_number(LANDLINE, "p2"),)), "p1", NOW)
        held, claim, parts = claimed(home)
        objection = a_response(Outcome.DO_NOT_CALL, number=MOBILE)
        made = record(held, claim, parts, objection, BANKS, a_script(), NOW, elsewhere={MOBILE})
        assert number_marks(made.call.entry) == {MOBILE: NumberFate.SUPPRESSED}


class TestRefusals:
    """What cannot be corrected."""

    def test_where_nothing_was_recorded_there_is_nothing_to_correct(self) -> None:
        held, claim, parts = claimed(a_household())
        with pytest.raises(NotThere) as refused:
            correct(held, claim, parts, not_home(), BANKS, a_script(), NOW)
        assert refused.value.reason == "call_unknown"

    def test_somebody_elses_call_cannot_be_corrected(self) -> None:
        held, claim, parts = claimed(a_household())
        made = record(held, claim, parts, not_home(), BANKS, a_script(), NOW)
        with pytest.raises(NotAllowed):
            correct(made.household, claim, replace(parts, caller="alex"), not_home(), BANKS, a_script(), NOW)

    def test_the_rules_of_a_response_hold_for_a_correction(self) -> None:
        with pytest.raises(BreaksRule) as refused:
            corrected(a_household(), not_home(), a_response(Outcome.CALL_BACK))
        assert refused.value.reason == "call_back_needs_time"
