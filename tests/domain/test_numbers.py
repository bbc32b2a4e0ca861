"""Which numbers of a household may be rung, whom each may reach, and which is best."""

from dataclasses import replace
from typing import Any

import pytest

from ringround.domain.bank import Bank
from ringround.domain.hours import uk_day
from ringround.domain.household import Household, Number, Targeting, Tried
from ringround.domain.outcomes import Outcome
from ringround.domain.placement import facts_of, open_numbers, open_people, place
from tests.builders import HOUR, LANDLINE, MOBILE, NOW, OTHER_MOBILE, a_bank, a_household, a_number, a_person, rung

DAY = 24 * HOUR
PRIYA, TOM, SOFIA = a_person("p1"), a_person("p2", "Tom Shah"), a_person("p3", "Sofia Shah")


def a_family(*numbers: Number, **changes: Any) -> Household:
    """Three people at one address."""
    return replace(a_household(people=(PRIYA, TOM, SOFIA), numbers=numbers), **changes)


def ringable(household: Household, bank: Bank | None = None, now: int = NOW) -> dict[str, tuple[str, ...]]:
    """The numbers that may be rung, best first, with the people whom each may reach."""
    found = open_numbers(household, bank or a_bank(), facts_of(household), now)
    return {n.number.e164: n.reaches for n in found}


class TestWhose:
    """Whose number it is decides who is rung on it."""

    def test_a_number_reaches_the_person_it_was_given_for(self) -> None:
        assert ringable(a_family(a_number(MOBILE, "p2"))) == {MOBILE: ("p2",)}

    def test_a_shared_number_reaches_those_who_share_it(self) -> None:
        assert ringable(a_family(a_number(LANDLINE, "p3", "p1"))) == {LANDLINE: ("p1", "p3")}

    def test_a_number_of_somebody_unknown_may_reach_anybody(self) -> None:
        assert ringable(a_family(a_number(LANDLINE))) == {LANDLINE: ("p1", "p2", "p3")}

    def test_a_number_of_somebody_who_is_not_wanted_is_not_rung(self) -> None:
        household = a_family(a_number(MOBILE, "p2"), banks={"main": Targeting(("p1", "p3"), NOW)})
        assert ringable(household) == {}

    def test_a_number_of_somebody_who_is_done_is_not_rung_for_the_others(self) -> None:
        household = a_family(a_number(MOBILE, "p1"), a_number(LANDLINE))
        done = rung(household, Outcome.ANSWERED, number=MOBILE, people={"p1": Outcome.ANSWERED})
        assert ringable(done) == {LANDLINE: ("p2", "p3")}


class TestOrder:
    """Best first."""

    def test_a_persons_own_number_comes_before_one_of_nobody_known(self) -> None:
        assert list(ringable(a_family(a_number(MOBILE), a_number(LANDLINE, "p1")))) == [LANDLINE, MOBILE]

    def test_a_mobile_comes_before_a_landline(self) -> None:
        assert list(ringable(a_family(a_number(LANDLINE, "p1"), a_number(MOBILE, "p1")))) == [MOBILE, LANDLINE]

    def test_a_number_not_rung_yet_comes_before_all_that_were(self) -> None:
        household = a_family(a_number(LANDLINE), a_number(MOBILE, "p1"))
        assert list(ringable(rung(household, number=MOBILE))) == [LANDLINE, MOBILE]

    def test_a_number_tried_in_vain_within_a_call_was_rung_too(self) -> None:
        household = a_family(a_number(LANDLINE, "p1"), a_number(MOBILE, "p1"), a_number(OTHER_MOBILE, "p1"))
        tried = rung(household, number=OTHER_MOBILE, tried=(Tried(MOBILE, Outcome.NOT_HOME),))
        assert list(ringable(tried)) == [LANDLINE, MOBILE, OTHER_MOBILE]


class TestWrongNumber:
    """A wrong number is not rung for that person again."""

    def test_the_call_moves_to_another_number_of_the_person(self) -> None:
        household = a_family(a_number(MOBILE, "p1"), a_number(LANDLINE, "p1"))
        wrong = rung(household, Outcome.WRONG_NUMBER, number=MOBILE)
        assert ringable(wrong) == {LANDLINE: ("p1",)}

    def test_without_another_number_the_household_leaves_the_queue(self) -> None:
        wrong = rung(a_household(), Outcome.WRONG_NUMBER)
        assert place(wrong, {"main": a_bank()}, NOW) is None

    def test_a_number_that_is_wrong_for_one_still_reaches_the_other(self) -> None:
        household = a_family(a_number(LANDLINE, "p1", "p2"))
        wrong = rung(household, Outcome.WRONG_NUMBER, people={"p1": Outcome.WRONG_NUMBER})
        assert ringable(wrong) == {LANDLINE: ("p2",)}

    def test_a_person_can_find_the_number_wrong_while_another_answers(self) -> None:
        household = a_family(a_number(LANDLINE))
        people = {"p1": Outcome.ANSWERED, "p2": Outcome.WRONG_NUMBER}
        assert ringable(rung(household, Outcome.ANSWERED, people=people)) == {LANDLINE: ("p3",)}

    def test_a_wrong_number_that_was_tried_first_is_wrong_for_all_it_was_given_for(self) -> None:
        household = a_family(a_number(MOBILE, "p1", "p2"), a_number(LANDLINE))
        tried = rung(household, number=LANDLINE, tried=(Tried(MOBILE, Outcome.WRONG_NUMBER),))
        assert list(ringable(tried)) == [LANDLINE]

    def test_a_wrong_number_of_nobody_known_that_was_tried_first_is_wrong_for_everyone(self) -> None:
        household = a_family(a_number(MOBILE), a_number(LANDLINE))
        tried = rung(household, number=LANDLINE, tried=(Tried(MOBILE, Outcome.WRONG_NUMBER),))
        assert list(ringable(tried)) == [LANDLINE]


class TestNeverRung:
    """Dead, suppressed and unscreened numbers are never rung, for whomever."""

    @pytest.mark.parametrize("mark", ["dead", "suppressed"])
    def test_a_number_that_a_list_marked_is_not_rung(self, mark: str) -> None:
        assert ringable(a_family(a_number(LANDLINE, **{mark: True}), a_number(MOBILE))) == {MOBILE: ("p1", "p2", "p3")}

    @pytest.mark.parametrize("outcome", [Outcome.DISCONNECTED, Outcome.DO_NOT_CALL])
    def test_a_number_that_a_call_found_dead_or_that_objected_is_rung_for_nobody(self, outcome: Outcome) -> None:
        household = a_family(a_number(LANDLINE, "p1", "p2"), a_number(MOBILE, "p2"))
        assert ringable(rung(household, outcome)) == {MOBILE: ("p2",)}

    def test_one_objection_on_a_shared_number_holds_whoever_else_answered(self) -> None:
        household = a_family(a_number(LANDLINE))
        people = {"p1": Outcome.ANSWERED, "p2": Outcome.DO_NOT_CALL}
        assert ringable(rung(household, Outcome.ANSWERED, people=people)) == {}

    def test_an_objection_holds_in_every_bank(self) -> None:
        household = replace(a_household(bank_ids=("main", "second")), numbers={LANDLINE: a_number(LANDLINE)})
        objected = rung(household, Outcome.DO_NOT_CALL, bank="main")
        assert ringable(objected, a_bank("second")) == {}

    def test_a_dead_number_that_was_tried_first_is_dead(self) -> None:
        household = a_family(a_number(MOBILE, "p1"), a_number(LANDLINE))
        tried = rung(household, number=LANDLINE, tried=(Tried(MOBILE, Outcome.DISCONNECTED),))
        assert list(ringable(tried)) == [LANDLINE]

    def test_somebody_who_objected_is_not_rung_on_another_number(self) -> None:
        household = a_household(numbers=(a_number(LANDLINE, "p1"), a_number(MOBILE, "p1")))
        assert ringable(rung(household, Outcome.DO_NOT_CALL)) == {}


class TestScreening:
    """Numbers screened more than 28 days ago are refused, where the bank asks for screening."""

    SCREENING = a_bank(screening=True)

    def test_a_number_screened_28_days_ago_may_still_be_rung(self) -> None:
        number = a_number(screened_on=uk_day(NOW - 28 * DAY))
        assert list(ringable(a_family(number), self.SCREENING)) == [LANDLINE]

    def test_a_number_screened_29_days_ago_may_not(self) -> None:
        number = a_number(screened_on=uk_day(NOW - 29 * DAY))
        assert ringable(a_family(number), self.SCREENING) == {}

    def test_a_number_that_was_never_screened_may_not(self) -> None:
        assert ringable(a_family(a_number()), self.SCREENING) == {}

    def test_screening_runs_out_at_the_uks_midnight(self) -> None:
        number = a_number(screened_on=uk_day(NOW - 28 * DAY))
        assert list(ringable(a_family(number), self.SCREENING, NOW + 12 * HOUR - 1)) == [LANDLINE]
        assert ringable(a_family(number), self.SCREENING, NOW + 12 * HOUR) == {}

    def test_the_organisers_recorded_reason_waives_it(self) -> None:
        waived = replace(self.SCREENING, screening_waived="Members only")
        assert list(ringable(a_family(a_number()), waived)) == [LANDLINE]

    def test_a_bank_that_does_not_ask_for_screening_rings_them_all(self) -> None:
        assert list(ringable(a_family(a_number()))) == [LANDLINE]


class TestPeople:
    """Whom the bank still wants to ask."""

    def test_they_come_in_the_order_of_the_register(self) -> None:
        household = a_family(banks={"main": Targeting(("p3", "p1"), NOW)})
        assert open_people(household, "main", facts_of(household)) == ("p1", "p3")

    def test_a_bank_that_does_not_want_the_household_wants_nobody(self) -> None:
        assert open_people(a_family(), "other", facts_of(a_family())) == ()

    def test_done_for_one_bank_is_not_done_for_the_next(self) -> None:
        household = rung(a_household(bank_ids=("main", "second")), Outcome.REFUSED)
        facts = facts_of(household)
        assert open_people(household, "main", facts) == ()
        assert open_people(household, "second", facts) == ("p1",)

    @pytest.mark.parametrize("later", [Outcome.MOVED, Outcome.ALREADY_VOTED, Outcome.DO_NOT_CALL])
    def test_nothing_recorded_later_hides_that_somebody_has_died(self, later: Outcome) -> None:
        household = rung(rung(a_household(), Outcome.DECEASED), later, at=NOW + 60, late=True)
        assert facts_of(household).settled == {"p1": Outcome.DECEASED}

    def test_no_call_hides_that_a_list_says_somebody_has_died(self) -> None:
        household = a_household(people=(a_person(marks={Outcome.DECEASED: NOW, Outcome.MOVED: NOW}),))
        assert facts_of(rung(household, Outcome.MOVED)).settled == {"p1": Outcome.DECEASED}
