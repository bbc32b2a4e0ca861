"""Where a household waits: when it may be rung again, in which tier, and when it is done."""

from dataclasses import replace
from typing import Any

import pytest

from ringround.domain.bank import CALL_BACK_GRACE_SECONDS, Bank
from ringround.domain.household import Household, Targeting
from ringround.domain.outcomes import CONSEQUENCES, Outcome, Settles, Wait
from ringround.domain.placement import CALL_BACK_TIER, RETRY_TIER, Place, place, tiers
from tests.builders import (
    HOUR,
    LANDLINE,
    MOBILE,
    NOW,
    a_bank,
    a_household,
    a_number,
    a_person,
    rung,
)

MINUTE = 60
TWO_PEOPLE = (a_person("p1"), a_person("p2", "Tom Shah"))


def placed(household: Household, *banks: Bank, now: int = NOW) -> Place | None:
    """The place of a household under the rules of its banks."""
    return place(household, {b.id: b for b in banks or (a_bank(),)}, now)


def a_couple(**changes: Any) -> Household:
    """Two people who share a landline."""
    return replace(a_household(people=TWO_PEOPLE, numbers=(a_number(LANDLINE, "p1", "p2"),)), **changes)


class TestFresh:
    """Households that were never rung in the bank."""

    def test_a_fresh_household_may_be_rung_at_once(self) -> None:
        assert placed(a_household()) == Place("main", "3", 0)

    @pytest.mark.parametrize(("priority", "tier"), [(1, "1"), (2, "2"), (5, "5"), (0, "1"), (-3, "1"), (9, "5")])
    def test_its_tier_is_its_priority(self, priority: int, tier: str) -> None:
        assert placed(a_household(banks={"main": Targeting(("p1",), NOW, priority)})) == Place("main", tier, 0)

    def test_a_bank_looks_at_call_backs_first_then_at_priorities_then_at_retries(self) -> None:
        assert tiers(a_bank(priorities=(3, 1))) == ("0", "1", "3", "8")

    def test_a_household_that_no_bank_wants_waits_nowhere(self) -> None:
        assert placed(a_household(bank_ids=())) is None

    def test_a_household_without_a_number_waits_nowhere(self) -> None:
        assert placed(a_household(numbers=())) is None

    def test_a_household_wanted_only_by_a_bank_that_is_gone_waits_nowhere(self) -> None:
        assert placed(a_household(bank_ids=("gone",))) is None


class TestWaiting:
    """Nobody is rung within the cool-down."""

    def test_after_no_answer_it_waits_for_the_cool_down_among_the_retries(self) -> None:
        assert placed(rung(a_household()), a_bank(cool_down=4 * HOUR)) == Place("main", RETRY_TIER, NOW + 4 * HOUR)

    def test_after_busy_it_comes_again_soon(self) -> None:
        bank = a_bank(cool_down=4 * HOUR, busy_wait=15 * MINUTE)
        assert placed(rung(a_household(), Outcome.BUSY), bank) == Place("main", RETRY_TIER, NOW + 15 * MINUTE)

    @pytest.mark.parametrize("outcome", [o for o in Outcome if CONSEQUENCES[o].wait is Wait.COOL_DOWN])
    def test_after_any_other_outcome_the_rest_of_the_household_waits_for_the_cool_down(self, outcome: Outcome) -> None:
        spare = a_number(MOBILE, "p2")
        household = replace(a_couple(), numbers={**a_couple().numbers, MOBILE: spare})
        found = placed(rung(household, outcome, people={"p1": outcome}))
        assert found == Place("main", RETRY_TIER, NOW + a_bank().cool_down)

    def test_the_longest_wait_counts_where_a_busy_line_was_heard_of_after_a_later_call(self) -> None:
        # Alex rang and nobody was at home; then Sam's answer of before, a busy line, arrived late.
        household = rung(rung(a_household()), Outcome.BUSY, at=NOW + MINUTE, late=True)
        assert placed(household) == Place("main", RETRY_TIER, NOW + a_bank().cool_down)

    def test_a_call_in_another_bank_starts_the_cool_down_too(self) -> None:
        household = rung(a_household(bank_ids=("main", "second")), bank="second", at=NOW)
        assert placed(household, a_bank(), a_bank("second")) == Place("main", "3", NOW + a_bank().cool_down)

    def test_a_household_that_was_skipped_is_held_back_from_everyone_for_a_moment(self) -> None:
        assert placed(a_household(not_before=NOW + MINUTE)) == Place("main", "3", NOW + MINUTE)


class TestMostAttempts:
    """After the most attempts without reaching anybody, the bank gives up."""

    def test_until_the_most_attempts_it_comes_again_and_then_no_more(self) -> None:
        bank, household = a_bank(max_attempts=3), a_household()
        for attempt in range(2):
            household = rung(household, at=NOW + attempt * 5 * HOUR)
            assert placed(household, bank) is not None
        assert placed(rung(household, at=NOW + 10 * HOUR), bank) is None

    @pytest.mark.parametrize("outcome", Outcome)
    def test_only_calls_that_reached_nobody_count(self, outcome: Outcome) -> None:
        household = rung(a_couple(), outcome, number="", people={"p1": outcome})
        counts = placed(household, a_bank(max_attempts=1)) is None
        assert counts is (outcome in {Outcome.NOT_HOME, Outcome.BUSY, Outcome.LEFT_MESSAGE})

    def test_attempts_of_another_bank_do_not_count(self) -> None:
        household = rung(a_household(bank_ids=("main", "second")), bank="second")
        assert placed(household, a_bank(max_attempts=1), a_bank("second", max_attempts=1)) is not None

    def test_a_promised_call_back_is_kept_even_after_the_most_attempts(self) -> None:
        tried = rung(a_household())
        household = rung(tried, Outcome.CALL_BACK, at=NOW + HOUR, call_back_at=NOW + 6 * HOUR)
        assert placed(household, a_bank(max_attempts=1)) == Place("main", CALL_BACK_TIER, NOW + 6 * HOUR)


class TestCallBacks:
    """A promise comes first, at its time."""

    def test_a_call_back_for_anyone_comes_at_its_time(self) -> None:
        household = rung(a_household(), Outcome.CALL_BACK, call_back_at=NOW + HOUR)
        assert placed(household) == Place("main", CALL_BACK_TIER, NOW + HOUR)

    def test_a_call_back_of_ones_own_comes_to_others_only_after_a_quarter_of_an_hour(self) -> None:
        household = rung(a_household(), Outcome.CALL_BACK, call_back_at=NOW + HOUR, call_back_for="me")
        assert CALL_BACK_GRACE_SECONDS == 15 * MINUTE
        assert placed(household) == Place("main", CALL_BACK_TIER, NOW + HOUR + 15 * MINUTE)

    def test_a_promise_is_over_once_it_was_kept(self) -> None:
        promised = rung(a_household(), Outcome.CALL_BACK, call_back_at=NOW + HOUR)
        assert placed(rung(promised, at=NOW + HOUR)) == Place("main", RETRY_TIER, NOW + HOUR + a_bank().cool_down)

    def test_a_new_promise_takes_the_place_of_the_old_one(self) -> None:
        promised = rung(a_household(), Outcome.CALL_BACK, call_back_at=NOW + HOUR)
        again = rung(promised, Outcome.CALL_BACK, at=NOW + HOUR, call_back_at=NOW + 30 * HOUR)
        assert placed(again) == Place("main", CALL_BACK_TIER, NOW + 30 * HOUR)

    def test_a_promise_outlives_an_answer_of_an_earlier_call_that_arrived_late(self) -> None:
        promised = rung(a_household(), Outcome.CALL_BACK, call_back_at=NOW + 5 * HOUR)
        household = rung(promised, at=NOW + 10 * MINUTE, late=True)
        assert placed(household) == Place("main", CALL_BACK_TIER, NOW + 5 * HOUR)

    def test_a_promise_outlives_it_even_where_it_arrives_after_the_promised_time(self) -> None:
        promised = rung(a_household(), Outcome.CALL_BACK, call_back_at=NOW + HOUR)
        household = rung(promised, at=NOW + HOUR + MINUTE, late=True)
        assert placed(household) == Place("main", CALL_BACK_TIER, NOW + HOUR)

    def test_a_promise_that_arrived_late_is_kept_although_somebody_rang_in_between(self) -> None:
        household = rung(rung(a_household()), Outcome.CALL_BACK, at=NOW + 60, call_back_at=NOW + HOUR, late=True)
        assert placed(household) == Place("main", CALL_BACK_TIER, NOW + HOUR)

    def test_a_promise_to_somebody_who_is_done_since_is_void(self) -> None:
        promised = rung(a_couple(), Outcome.CALL_BACK, people={"p1": Outcome.CALL_BACK}, call_back_at=NOW + HOUR)
        household = rung(promised, Outcome.MOVED, at=NOW + MINUTE, bank="second", people={"p1": Outcome.MOVED})
        assert placed(household) == Place("main", RETRY_TIER, NOW + MINUTE + a_bank().cool_down)

    def test_a_promise_to_one_stands_while_another_answered(self) -> None:
        people = {"p1": Outcome.ANSWERED, "p2": Outcome.CALL_BACK}
        household = rung(a_couple(), Outcome.ANSWERED, people=people, call_back_at=NOW + HOUR)
        assert placed(household) == Place("main", CALL_BACK_TIER, NOW + HOUR)

    def test_a_promise_of_one_bank_is_not_kept_by_another(self) -> None:
        household = rung(
            a_household(bank_ids=("main", "second")), Outcome.CALL_BACK, bank="second", call_back_at=NOW + HOUR
        )
        assert placed(household, a_bank(), a_bank("second")) == Place("main", "3", NOW + a_bank().cool_down)

    def test_a_household_that_was_skipped_at_the_promised_time_waits_its_moment(self) -> None:
        promised = rung(a_household(), Outcome.CALL_BACK, call_back_at=NOW + HOUR)
        assert placed(replace(promised, not_before=NOW + 2 * HOUR)) == Place("main", CALL_BACK_TIER, NOW + 2 * HOUR)


class TestDone:
    """Who is done for a bank, and who is done everywhere."""

    @pytest.mark.parametrize("outcome", Outcome)
    def test_a_household_of_one_is_done_in_this_bank_and_the_next_as_the_table_says(self, outcome: Outcome) -> None:
        numbers = (a_number(LANDLINE, "p1"), a_number(MOBILE, "p1"))
        household = rung(a_household(numbers=numbers, bank_ids=("main", "second")), outcome)
        banks = {"main": a_bank(), "second": a_bank("second")}
        found = place(household, banks, NOW)
        settles = CONSEQUENCES[outcome].settles
        expected = {Settles.NOTHING: "main", Settles.BANK: "second", Settles.EVERYWHERE: None}[settles]
        assert (found.bank if found else None) == expected

    def test_with_one_of_two_done_the_household_waits_for_the_other(self) -> None:
        assert placed(rung(a_couple(), Outcome.ANSWERED, people={"p1": Outcome.ANSWERED})) is not None

    def test_with_both_done_it_leaves_the_queue(self) -> None:
        people = {"p1": Outcome.ANSWERED, "p2": Outcome.REFUSED}
        assert placed(rung(a_couple(), Outcome.ANSWERED, people=people)) is None

    @pytest.mark.parametrize("outcome", [Outcome.ALREADY_VOTED, Outcome.DECEASED, Outcome.MOVED])
    def test_a_mark_from_a_list_counts_like_a_call(self, outcome: Outcome) -> None:
        assert placed(a_household(people=(a_person(marks={outcome: NOW}),))) is None

    def test_somebody_who_may_not_vote_is_never_asked_for(self) -> None:
        assert placed(a_household(people=(a_person(may_vote=False),))) is None

    def test_somebody_whom_the_bank_does_not_want_is_not_asked_for(self) -> None:
        household = a_couple(banks={"main": Targeting(("p2",), NOW)})
        assert placed(rung(household, Outcome.ANSWERED, people={"p2": Outcome.ANSWERED})) is None


class TestSecondBank:
    """A household waits in one bank's queue at a time."""

    @pytest.mark.parametrize("last", [Outcome.ANSWERED, Outcome.REFUSED])
    def test_the_second_bank_comes_when_the_first_is_finished_and_the_cool_down_is_over(self, last: Outcome) -> None:
        household = a_household(bank_ids=("main", "second"))
        banks = a_bank(), a_bank("second", cool_down=2 * HOUR)
        assert placed(household, *banks) == Place("main", "3", 0)
        assert placed(rung(household, last), *banks) == Place("second", "3", NOW + 2 * HOUR)

    def test_the_second_bank_comes_when_the_first_made_its_most_attempts(self) -> None:
        household = rung(a_household(bank_ids=("main", "second")))
        assert placed(household, a_bank(max_attempts=1), a_bank("second")) == Place(
            "second", "3", NOW + a_bank().cool_down
        )

    def test_the_bank_that_targeted_it_first_is_served_first_whatever_its_name(self) -> None:
        wanted = {"a": Targeting(("p1",), NOW + 1), "z": Targeting(("p1",), NOW)}
        assert placed(a_household(banks=wanted), a_bank("a"), a_bank("z")) == Place("z", "3", 0)

    def test_banks_that_targeted_it_in_the_same_second_are_served_by_name(self) -> None:
        wanted = {"z": Targeting(("p1",), NOW), "a": Targeting(("p1",), NOW)}
        assert placed(a_household(banks=wanted), a_bank("a"), a_bank("z")) == Place("a", "3", 0)

    def test_a_closed_bank_lets_the_next_one_have_it(self) -> None:
        household = a_household(bank_ids=("main", "second"))
        assert placed(household, a_bank(status="closed"), a_bank("second")) == Place("second", "3", 0)

    def test_a_paused_bank_keeps_its_place(self) -> None:
        household = a_household(bank_ids=("main", "second"))
        assert placed(household, a_bank(status="paused"), a_bank("second")) == Place("main", "3", 0)

    def test_a_bank_that_cannot_ring_its_numbers_lets_the_next_one_have_it(self) -> None:
        household = a_household(bank_ids=("main", "second"))
        assert placed(household, a_bank(screening=True), a_bank("second")) == Place("second", "3", 0)
