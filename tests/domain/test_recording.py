"""Recording a call: what a caller sent becomes an entry, a call to keep, and a new place."""

from dataclasses import replace
from typing import Any

import pytest

from ringround.domain.bank import LEASE_SECONDS
from ringround.domain.errors import BreaksRule
from ringround.domain.household import Claim, Household, Number, Targeting, Tried
from ringround.domain.outcomes import CONSEQUENCES, NumberFate, Outcome, Wait
from ringround.domain.placement import Place, facts_of, open_people
from ringround.domain.recording import Recorded, followed, number_marks, record, rung_on
from tests.builders import (
    HOUR,
    LANDLINE,
    MOBILE,
    NOW,
    OTHER_MOBILE,
    a_bank,
    a_household,
    a_number,
    a_person,
    a_response,
    a_script,
    an_entry,
    claimed,
    not_home,
    recorded,
    rung,
    said,
)

BOTH = (a_person("p1"), a_person("p2", "Tom Shah"))


def a_couple(*numbers: Number) -> Household:
    """Two people; without numbers, one landline of nobody known."""
    return a_household(people=BOTH, numbers=numbers or (a_number(),))


def outcomes(made: Recorded) -> dict[str, Outcome]:
    """Each person's outcome, as the household remembers it."""
    return dict(made.call.entry.people)


class TestForWhom:
    """Without people, the outcome holds for everyone who is rung on that number."""

    def test_it_holds_for_everyone_on_a_number_of_nobody_known(self) -> None:
        assert outcomes(recorded(a_couple(), not_home())) == dict.fromkeys(("p1", "p2"), Outcome.NOT_HOME)

    def test_it_holds_for_those_who_share_the_number(self) -> None:
        household = a_household(people=(*BOTH, a_person("p3", "Sofia Shah")), numbers=(a_number(LANDLINE, "p1", "p3"),))
        assert set(outcomes(recorded(household, not_home()))) == {"p1", "p3"}

    def test_it_does_not_hold_for_somebody_on_another_number(self) -> None:
        household = a_couple(a_number(LANDLINE, "p1"), a_number(MOBILE, "p2"))
        assert set(outcomes(recorded(household, not_home(number=LANDLINE)))) == {"p1"}

    def test_it_does_not_hold_for_somebody_who_is_done(self) -> None:
        done = rung(a_couple(), Outcome.ANSWERED, at=NOW - HOUR)
        assert set(outcomes(recorded(done, a_response(Outcome.REFUSED)))) == {"p2"}

    def test_it_does_not_hold_for_somebody_whom_the_number_is_wrong_for(self) -> None:
        wrong = rung(a_couple(), Outcome.WRONG_NUMBER, at=NOW - HOUR, people={"p1": Outcome.WRONG_NUMBER})
        assert set(outcomes(recorded(wrong, a_response(Outcome.REFUSED)))) == {"p2"}

    def test_where_nobody_is_wanted_any_more_it_holds_for_those_on_the_number(self) -> None:
        done = rung(a_household(), Outcome.ANSWERED)
        assert rung_on(done, LANDLINE, "main") == ("p1",)

    def test_where_nobody_is_wanted_any_more_it_holds_for_nobody_the_bank_never_wanted(self) -> None:
        household = replace(a_couple(), banks={"main": Targeting(("p2",), NOW)})
        done = rung(household, Outcome.ANSWERED, people={"p2": Outcome.ANSWERED})
        assert rung_on(done, LANDLINE, "main") == ("p2",)

    @pytest.mark.parametrize("whose", [(), ("p1", "p2")], ids=["of nobody known", "shared"])
    def test_a_wrong_number_is_wrong_for_those_as_well_whom_this_bank_does_not_want(
        self, whose: tuple[str, ...]
    ) -> None:
        household = replace(a_couple(a_number(LANDLINE, *whose)), banks={"main": Targeting(("p2",), NOW)})
        made = recorded(household, a_response(Outcome.WRONG_NUMBER))
        assert facts_of(made.household).wrong == {(LANDLINE, "p1"), (LANDLINE, "p2")}

    def test_a_person_without_an_outcome_of_their_own_has_that_of_the_call(self) -> None:
        made = recorded(a_couple(), a_response(Outcome.ANSWERED, said("p1"), said("p2", Outcome.MOVED)))
        assert outcomes(made) == {"p1": Outcome.ANSWERED, "p2": Outcome.MOVED}

    def test_people_who_are_named_are_the_only_ones_it_holds_for(self) -> None:
        made = recorded(a_couple(), a_response(Outcome.ANSWERED, said("p2")))
        assert outcomes(made) == {"p2": Outcome.ANSWERED}
        assert made.place == Place("main", "8", NOW + a_bank().cool_down)


class TestWhichNumber:
    """Without a number, the best one on the card is meant."""

    def test_the_best_number_is_meant(self) -> None:
        household = a_couple(a_number(LANDLINE, "p1"), a_number(MOBILE, "p1"))
        assert recorded(household, not_home()).call.entry.number == MOBILE

    def test_where_none_may_be_rung_any_more_the_only_one_there_is_was_meant(self) -> None:
        household = a_household(numbers=(a_number(suppressed=True),))
        assert recorded(household, a_response(Outcome.DO_NOT_CALL)).call.entry.number == LANDLINE

    def test_where_it_cannot_be_told_and_does_not_matter_there_is_none(self) -> None:
        household = a_household(numbers=(a_number(LANDLINE, dead=True), a_number(MOBILE, dead=True)))
        assert recorded(household, not_home()).call.entry.number == ""

    def test_nor_for_an_objection_which_is_heard_without_one(self) -> None:
        household = a_household(numbers=(a_number(LANDLINE, dead=True), a_number(MOBILE, dead=True)))
        entry = recorded(household, a_response(Outcome.DO_NOT_CALL)).call.entry
        assert (entry.number, entry.people) == ("", {"p1": Outcome.DO_NOT_CALL})

    @pytest.mark.parametrize("outcome", [Outcome.WRONG_NUMBER, Outcome.DISCONNECTED])
    def test_where_it_cannot_be_told_and_matters_it_has_to_be_said(self, outcome: Outcome) -> None:
        household = a_household(numbers=(a_number(LANDLINE, dead=True), a_number(MOBILE, dead=True)))
        with pytest.raises(BreaksRule) as refused:
            recorded(household, a_response(outcome))
        assert refused.value.reason == "number_needed"

    def test_a_wrong_number_moves_the_household_to_its_next_number(self) -> None:
        household = a_household(numbers=(a_number(MOBILE, "p1"), a_number(LANDLINE, "p1")))
        made = recorded(household, a_response(Outcome.WRONG_NUMBER))
        assert made.place == Place("main", "8", NOW + a_bank().cool_down)
        again = recorded(made.household, not_home(), at=NOW + 5 * HOUR)
        assert again.call.entry.number == LANDLINE

    def test_numbers_tried_first_are_kept_with_the_call(self) -> None:
        household = a_household(numbers=(a_number(MOBILE, "p1"), a_number(LANDLINE, "p1")))
        tried = (Tried(MOBILE, Outcome.BUSY),)
        made = recorded(household, a_response(Outcome.NOT_HOME, number=LANDLINE, tried=tried))
        assert made.call.entry.tried == tried


class TestWhatIsKept:
    """The call item: who, when, which words, what was said."""

    def test_answers_are_kept_per_person_with_the_version_of_the_script(self) -> None:
        made = recorded(
            a_couple(),
            a_response(Outcome.ANSWERED, said("p1", support="no"), said("p2", support="yes", help=["poster"])),
        )
        assert [(p.person, p.name, p.elector, dict(p.answers)) for p in made.call.people] == [
            ("p1", "Priya Shah", "AB-p1", {"support": "no"}),
            ("p2", "Tom Shah", "AB-p2", {"support": "yes", "help": ["poster"]}),
        ]
        assert (made.call.script, made.call.script_version) == ("main", 1)
        assert made.call.chosen == (("support", "no"), ("support", "yes"), ("help", "poster"))

    def test_answers_of_a_branch_that_is_closed_are_not_kept(self) -> None:
        made = recorded(a_household(), a_response(Outcome.ANSWERED, said(support="no", help=["poster"])))
        assert made.call.people[0].answers == {"support": "no"}

    def test_notes_and_language_are_kept_without_the_space_around_them(self) -> None:
        response = a_response(
            Outcome.LANGUAGE_BARRIER, said(note=" Asked for Tom "), note=" Ring the bell ", language=" Urdu "
        )
        made = recorded(a_household(), response)
        assert (made.call.entry.note, made.call.people[0].note) == ("Ring the bell", "Asked for Tom")
        assert made.call.language == "Urdu"

    def test_a_time_to_call_back_is_kept_only_where_somebody_asked_for_one(self) -> None:
        made = recorded(a_household(), a_response(Outcome.REFUSED, call_back_at=NOW + HOUR))
        assert (made.call.entry.call_back_at, made.call.entry.call_back_for) == (0, "anyone")

    def test_a_call_back_is_the_callers_own_unless_they_say_otherwise(self) -> None:
        made = recorded(a_household(), a_response(Outcome.CALL_BACK, call_back_at=NOW + HOUR))
        assert made.place == Place("main", "0", NOW + HOUR + 15 * 60)
        for_anyone = a_response(Outcome.CALL_BACK, call_back_at=NOW + HOUR, call_back_for="anyone")
        assert recorded(a_household(), for_anyone).place == Place("main", "0", NOW + HOUR)

    @pytest.mark.parametrize("outcome", Outcome)
    def test_every_outcome_can_be_recorded(self, outcome: Outcome) -> None:
        promised = NOW + HOUR if CONSEQUENCES[outcome].wait is Wait.PROMISED else 0
        made = recorded(
            a_household(), a_response(outcome, call_back_at=promised), bank=a_bank(left_message_allowed=True)
        )
        assert made.household.log[-1] == made.call.entry
        assert outcomes(made) == {"p1": outcome}


class TestReached:
    """Nobody counts twice in the progress of a bank."""

    def test_everybody_who_is_done_by_the_call_is_reached(self) -> None:
        response = a_response(Outcome.ANSWERED, said("p1"), said("p2", Outcome.MOVED))
        assert recorded(a_couple(), response).call.reached == 2

    def test_nobody_is_reached_who_only_was_not_there(self) -> None:
        assert (
            recorded(a_couple(), a_response(Outcome.ANSWERED, said("p1"), said("p2", Outcome.BUSY))).call.reached == 1
        )

    def test_somebody_who_was_reached_before_is_not_reached_again(self) -> None:
        done = rung(a_couple(), Outcome.ANSWERED, at=NOW - HOUR)
        response = a_response(Outcome.ANSWERED, said("p1"), said("p2"))
        assert recorded(done, response).call.reached == 1

    def test_somebody_whom_the_bank_does_not_want_is_not_reached_for_it(self) -> None:
        household = replace(a_couple(), banks={"main": Targeting(("p2",), NOW)})
        assert recorded(household, a_response(Outcome.ANSWERED, said("p1"))).call.reached == 0


class TestFollowing:
    """What a call says of people and numbers that an import has moved to another household."""

    THERE = a_household("new-home", people=BOTH, numbers=(a_number(LANDLINE), a_number(MOBILE)))

    def said_there(self, outcome: Outcome, **entry: Any) -> Household:
        """The other household, once somebody was rung with an outcome."""
        return followed(self.THERE, an_entry(outcome, people={"p1": outcome}, **entry), {"p1"}, {LANDLINE})

    def test_an_objection_follows_the_person_and_the_number(self) -> None:
        there = self.said_there(Outcome.DO_NOT_CALL)
        assert there.people["p1"].marks == {Outcome.DO_NOT_CALL: NOW}
        assert there.numbers[LANDLINE].suppressed
        assert there.people["p2"] == self.THERE.people["p2"]
        assert there.numbers[MOBILE] == self.THERE.numbers[MOBILE]

    def test_a_dead_number_follows_as_dead(self) -> None:
        there = self.said_there(Outcome.DISCONNECTED)
        assert (there.numbers[LANDLINE].dead, there.numbers[LANDLINE].suppressed) == (True, False)
        assert there.people == self.THERE.people

    def test_that_they_moved_is_nothing_against_them_where_they_live_now(self) -> None:
        there = self.said_there(Outcome.MOVED)
        assert there.people == self.THERE.people
        assert "p1" in open_people(there, "main", facts_of(there))
        assert followed(self.THERE, an_entry(Outcome.MOVED, people={"p1": Outcome.MOVED}), {"p1"}, ()) == self.THERE

    @pytest.mark.parametrize("outcome", [Outcome.DECEASED, Outcome.ALREADY_VOTED])
    def test_what_settles_a_person_everywhere_follows_the_person(self, outcome: Outcome) -> None:
        there = self.said_there(outcome)
        assert there.people["p1"].marks == {outcome: NOW}
        assert there.numbers == self.THERE.numbers

    @pytest.mark.parametrize("outcome", [Outcome.ANSWERED, Outcome.REFUSED, Outcome.NOT_HOME, Outcome.WRONG_NUMBER])
    def test_what_concerns_one_bank_or_one_call_follows_as_a_call(self, outcome: Outcome) -> None:
        there = self.said_there(outcome)
        assert there == replace(self.THERE, log=(an_entry(outcome, people={"p1": outcome}),))

    def test_a_call_follows_only_those_who_moved_there(self) -> None:
        entry = an_entry(people=dict.fromkeys(("p1", "p2"), Outcome.NOT_HOME), number=MOBILE)
        assert followed(self.THERE, entry, {"p2"}, ()).log == (replace(entry, people={"p2": Outcome.NOT_HOME}),)
        assert followed(self.THERE, entry, (), {MOBILE}).log == (replace(entry, people={}),)
        assert followed(self.THERE, entry, (), {LANDLINE}) == self.THERE

    def test_what_is_corrected_is_corrected_there_too(self) -> None:
        there = followed(self.THERE, an_entry(Outcome.ANSWERED, people={"p1": Outcome.ANSWERED}), {"p1"}, ())
        corrected = an_entry(Outcome.REFUSED, people={"p1": Outcome.REFUSED}, version=2)
        assert followed(there, corrected, {"p1"}, ()).log == (corrected,)

    def test_what_is_said_again_keeps_its_first_time(self) -> None:
        entry = an_entry(Outcome.DECEASED, at=NOW + HOUR, people={"p1": Outcome.DECEASED})
        assert followed(self.said_there(Outcome.DECEASED), entry, {"p1"}, ()).people["p1"].marks == {
            Outcome.DECEASED: NOW
        }


class TestTheClaim:
    """Recording ends the claim; a response that arrives late counts all the same."""

    def test_the_claim_ends_with_its_call(self) -> None:
        made = recorded(a_household(not_before=NOW + HOUR), not_home())
        assert made.household.claim is None
        assert made.household.not_before == 0
        assert not made.call.entry.late

    def test_a_claim_that_ran_out_and_was_not_taken_again_is_as_good_as_one_that_did_not(self) -> None:
        held, claim, parts = claimed(a_household())
        made = record(held, claim, parts, not_home(), {"main": a_bank()}, a_script(), NOW + 10 * HOUR)
        assert not made.call.entry.late
        assert made.household.claim is None

    def test_taken_again_it_is_recorded_as_late_and_the_holder_keeps_the_household(self) -> None:
        _, claim, parts = claimed(a_household())
        taken, theirs, _ = claimed(a_household(), "alex", NOW + LEASE_SECONDS)
        made = record(taken, claim, parts, not_home(), {"main": a_bank()}, a_script(), NOW + LEASE_SECONDS + 60)
        assert made.call.entry.late
        assert made.held_by_other
        assert made.household.claim == Claim(theirs, "alex", NOW + 2 * LEASE_SECONDS)

    def test_when_the_holders_lease_has_run_out_as_well_the_place_follows_the_rules(self) -> None:
        _, claim, parts = claimed(a_household())
        taken, _, _ = claimed(a_household(), "alex", NOW + LEASE_SECONDS)
        now = NOW + 3 * LEASE_SECONDS
        made = record(taken, claim, parts, not_home(), {"main": a_bank()}, a_script(), now)
        assert made.call.entry.late
        assert made.place == Place("main", "8", now + a_bank().cool_down)

    @pytest.mark.parametrize("outcome", [Outcome.DO_NOT_CALL, Outcome.DECEASED])
    def test_what_ends_all_calls_acts_even_late(self, outcome: Outcome) -> None:
        _, claim, parts = claimed(a_household())
        made = record(a_household(), claim, parts, a_response(outcome), {"main": a_bank()}, a_script(), NOW + HOUR)
        assert made.call.entry.late
        assert made.place is None


class TestNumberMarks:
    """What a call says of whole numbers."""

    def test_an_objection_and_a_dead_number_mark_the_number(self) -> None:
        assert number_marks(an_entry(Outcome.DO_NOT_CALL)) == {LANDLINE: NumberFate.SUPPRESSED}
        assert number_marks(an_entry(Outcome.DISCONNECTED)) == {LANDLINE: NumberFate.DEAD}

    @pytest.mark.parametrize(
        "outcome", [o for o in Outcome if CONSEQUENCES[o].number in {NumberFate.KEPT, NumberFate.WRONG_FOR_PERSON}]
    )
    def test_nothing_else_does(self, outcome: Outcome) -> None:
        assert number_marks(an_entry(outcome, people={"p1": outcome})) == {}

    def test_one_persons_objection_marks_the_number(self) -> None:
        entry = an_entry(Outcome.ANSWERED, people={"p1": Outcome.ANSWERED, "p2": Outcome.DO_NOT_CALL})
        assert number_marks(entry) == {LANDLINE: NumberFate.SUPPRESSED}

    @pytest.mark.parametrize(
        ("call", "person"), [(Outcome.DISCONNECTED, Outcome.DO_NOT_CALL), (Outcome.DO_NOT_CALL, Outcome.DISCONNECTED)]
    )
    def test_an_objection_beats_everything(self, call: Outcome, person: Outcome) -> None:
        assert number_marks(an_entry(call, people={"p1": person})) == {LANDLINE: NumberFate.SUPPRESSED}

    def test_a_number_tried_first_is_marked_as_well(self) -> None:
        tried = (Tried(MOBILE, Outcome.DISCONNECTED), Tried(OTHER_MOBILE, Outcome.NOT_HOME))
        assert number_marks(an_entry(tried=tried)) == {MOBILE: NumberFate.DEAD}

    def test_a_call_without_a_number_marks_none(self) -> None:
        assert number_marks(an_entry(Outcome.DO_NOT_CALL, number="")) == {}


def test_the_household_before_is_left_as_it_was() -> None:
    before = a_household()
    recorded(before, not_home())
    assert before == replace(a_household())
