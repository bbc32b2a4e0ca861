"""Ids of numbers: the same for the same number, nothing to be learnt from them, and read back in a response."""

import re
from dataclasses import replace

import pytest

from ringround.domain.household import Tried
from ringround.domain.number_id import PATTERN, find, missed, number_id, with_numbers
from ringround.domain.outcomes import CONSEQUENCES, TRIED, NumberFate, Outcome
from tests.builders import LANDLINE, MOBILE, OTHER_MOBILE, SECRET, a_response, said

SAYS_NOTHING = [o for o in Outcome if CONSEQUENCES[o].number is NumberFate.KEPT]
SAYS_SOMETHING = [o for o in Outcome if o not in SAYS_NOTHING]
KNOWN = (LANDLINE, MOBILE)
ELSEWHERE = number_id(OTHER_MOBILE, SECRET)


class TestIds:
    """Opaque, and the same again."""

    def test_a_number_has_one_id_and_another_number_another(self) -> None:
        assert number_id(LANDLINE, SECRET) == number_id(LANDLINE, SECRET)
        assert number_id(LANDLINE, SECRET) != number_id(MOBILE, SECRET)

    def test_another_campaign_gives_another(self) -> None:
        assert number_id(LANDLINE, SECRET) != number_id(LANDLINE, b"another secret of thirty-two byte")

    def test_it_holds_no_digits_of_the_number_in_a_row(self) -> None:
        made = number_id(LANDLINE, SECRET)
        assert re.fullmatch(PATTERN, made)
        assert not re.search(r"\d{4}", made)

    def test_it_is_found_among_the_numbers_of_a_household_and_no_others(self) -> None:
        assert find(number_id(MOBILE, SECRET), KNOWN, SECRET) == MOBILE
        assert find(ELSEWHERE, KNOWN, SECRET) == ""

    def test_a_number_in_full_stays_as_it_is(self) -> None:
        assert find(OTHER_MOBILE, KNOWN, SECRET) == OTHER_MOBILE


class TestInAResponse:
    """Ids are read back before anything is checked."""

    def test_number_and_tried_are_read_back(self) -> None:
        tried = (Tried(number_id(LANDLINE, SECRET), Outcome.BUSY), Tried(OTHER_MOBILE, Outcome.BUSY))
        response = a_response(number=number_id(MOBILE, SECRET), tried=tried)
        read = with_numbers(response, KNOWN, SECRET)
        assert (read.number, [t.number for t in read.tried]) == (MOBILE, [LANDLINE, OTHER_MOBILE])

    @pytest.mark.parametrize("outcome", SAYS_NOTHING)
    def test_one_that_went_elsewhere_counts_as_not_given_where_nothing_is_said_of_it(self, outcome: Outcome) -> None:
        assert with_numbers(a_response(outcome, number=ELSEWHERE), KNOWN, SECRET).number == ""

    @pytest.mark.parametrize("outcome", SAYS_SOMETHING)
    def test_one_that_went_elsewhere_is_lost_where_something_is(self, outcome: Outcome) -> None:
        read = with_numbers(a_response(outcome, number=ELSEWHERE), KNOWN, SECRET)
        assert (read.number, read.number_lost) == ("", True)

    @pytest.mark.parametrize("outcome", [*SAYS_NOTHING, *SAYS_SOMETHING])
    def test_one_that_was_lost_before_stays_lost(self, outcome: Outcome) -> None:
        assert with_numbers(replace(a_response(outcome), number_lost=True), KNOWN, SECRET).number_lost

    @pytest.mark.parametrize("outcome", SAYS_NOTHING)
    def test_and_is_not_where_nothing_is(self, outcome: Outcome) -> None:
        assert not with_numbers(a_response(outcome, number=ELSEWHERE), KNOWN, SECRET).number_lost

    def test_what_one_person_said_of_it_counts_as_well(self) -> None:
        response = a_response(Outcome.ANSWERED, said("p1", Outcome.DO_NOT_CALL), number=ELSEWHERE)
        assert with_numbers(response, KNOWN, SECRET).number_lost

    @pytest.mark.parametrize("outcome", sorted(TRIED))
    def test_one_that_was_tried_first_and_went_elsewhere_is_left_out(self, outcome: Outcome) -> None:
        response = a_response(number=MOBILE, tried=(Tried(ELSEWHERE, outcome), Tried(LANDLINE, outcome)))
        read = with_numbers(response, KNOWN, SECRET)
        assert ([t.number for t in read.tried], read.number_lost) == ([LANDLINE], False)

    def test_an_objection_is_not_refused_for_a_number_in_full_either(self) -> None:
        tried = (Tried(OTHER_MOBILE, Outcome.BUSY),)
        for response in (
            a_response(Outcome.DO_NOT_CALL, number=OTHER_MOBILE, tried=tried),
            a_response(Outcome.ANSWERED, said("p1", Outcome.DO_NOT_CALL), number=OTHER_MOBILE, tried=tried),
        ):
            read = with_numbers(response, KNOWN, SECRET)
            assert (read.number, read.number_lost, read.tried) == ("", True, ())
        assert with_numbers(a_response(Outcome.DISCONNECTED, number=OTHER_MOBILE), KNOWN, SECRET).number == OTHER_MOBILE

    @pytest.mark.parametrize("named", [ELSEWHERE, OTHER_MOBILE])
    def test_it_is_looked_for_elsewhere_only_where_something_is_said_of_it(self, named: str) -> None:
        for outcome in Outcome:
            assert missed(a_response(outcome, number=named), KNOWN, SECRET) is (outcome in SAYS_SOMETHING)
            assert not missed(a_response(outcome, number=number_id(MOBILE, SECRET)), KNOWN, SECRET)
            assert not missed(a_response(outcome), KNOWN, SECRET)
        assert missed(a_response(tried=(Tried(named, Outcome.WRONG_NUMBER),)), KNOWN, SECRET)
        assert not missed(a_response(tried=(Tried(named, Outcome.BUSY),)), KNOWN, SECRET)

    def test_without_any_number_nothing_is_asked(self) -> None:
        assert with_numbers(a_response(Outcome.DO_NOT_CALL), KNOWN, SECRET).number == ""
