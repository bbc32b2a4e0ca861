"""The card's history and call-back: they show no number that may not be rung, and nothing of somebody deceased."""

import json
from dataclasses import replace
from typing import Any

import pytest

from ringround.api import views
from ringround.domain.household import Household
from ringround.domain.outcomes import Outcome
from ringround.storage.table import Table
from tests.builders import (
    HOUR,
    LANDLINE,
    MOBILE,
    NOW,
    OTHER_MOBILE,
    SECRET,
    a_household,
    a_number,
    a_person,
    a_script,
    rung,
)
from tests.shift import a_shift

PRIYA, TOM = a_person("p1"), a_person("p2", "Tom Shah")
EARLIER = NOW - 10 * HOUR


def a_couple() -> Household:
    """Two people, each with a number."""
    return a_household(people=(PRIYA, TOM), numbers=(a_number(LANDLINE, "p1"), a_number(MOBILE, "p2")))


def card(table: Table, household: Household) -> dict[str, Any]:
    """Sam's card of a household."""
    shift = a_shift(table, household)
    return views.claim(shift.claim(), a_script(), "sam", SECRET, NOW)


class TestNumbers:
    """A number is shown where it may be rung, in the history as well."""

    @pytest.mark.parametrize("outcome", [Outcome.DO_NOT_CALL, Outcome.DISCONNECTED, Outcome.WRONG_NUMBER])
    def test_the_number_of_an_earlier_call_that_may_not_be_rung_is_nowhere(
        self, table: Table, outcome: Outcome
    ) -> None:
        shown = card(table, rung(a_couple(), outcome, at=EARLIER))
        assert [n["e164"] for n in shown["numbers"]] == [MOBILE]
        ((number, what),) = [(e["number_display"], e["outcome"]) for e in shown["history"]]
        assert (number, what) == (None, outcome)
        assert LANDLINE not in json.dumps(shown)
        assert "0113 496 0000" not in json.dumps(shown)

    def test_neither_is_one_that_a_list_suppressed_after_the_call(self, table: Table) -> None:
        couple = rung(a_couple(), at=EARLIER)
        suppressed = {**couple.numbers, LANDLINE: replace(couple.numbers[LANDLINE], suppressed=True)}
        shown = card(table, replace(couple, numbers=suppressed))
        assert [e["number_display"] for e in shown["history"]] == [None]

    def test_nor_one_of_somebody_who_is_done(self, table: Table) -> None:
        shown = card(table, rung(a_couple(), Outcome.ANSWERED, at=EARLIER))
        assert [e["number_display"] for e in shown["history"]] == [None]

    def test_one_that_may_still_be_rung_is_shown(self, table: Table) -> None:
        shown = card(table, rung(a_couple(), at=EARLIER))
        assert [e["number_display"] for e in shown["history"]] == ["0113 496 0000"]


class TestSomebodyDeceased:
    """Nobody is reminded of them on the phone."""

    def test_the_call_that_told_of_it_is_not_shown_nor_its_note(self, table: Table) -> None:
        people = {"p2": Outcome.DECEASED}
        couple = rung(a_couple(), Outcome.DECEASED, at=EARLIER, number=MOBILE, people=people, note="Told by his wife")
        shown = card(table, couple)
        assert shown["history"] == []
        for hidden in ("wife", "Tom", "p2", "deceased"):
            assert hidden not in json.dumps(shown)

    def test_earlier_calls_to_them_alone_are_not_shown_either(self, table: Table) -> None:
        people = {"p2": Outcome.NOT_HOME}
        couple = rung(a_couple(), at=EARLIER - HOUR, number=MOBILE, people=people, note="Ask for Tom")
        couple = rung(couple, at=EARLIER, note="Ring in the evening")
        told = replace(TOM, marks={Outcome.DECEASED: NOW})
        shown = card(table, replace(couple, people={"p1": PRIYA, "p2": told}))
        assert [e["note"] for e in shown["history"]] == ["Ring in the evening"]
        assert "Tom" not in json.dumps(shown)

    def test_a_call_that_ended_with_the_news_is_not_shown_whoever_else_it_was_to(self, table: Table) -> None:
        people = {"p1": Outcome.NOT_HOME, "p2": Outcome.DECEASED}
        couple = rung(a_couple(), Outcome.DECEASED, at=EARLIER, number=OTHER_MOBILE, people=people, note="Her husband")
        assert card(table, couple)["history"] == []

    def test_the_note_of_a_call_that_they_were_part_of_is_not_shown(self, table: Table) -> None:
        people = {"p1": Outcome.NOT_HOME, "p2": Outcome.DECEASED}
        couple = rung(a_couple(), Outcome.NOT_HOME, at=EARLIER, people=people, note="Tom died in May")
        shown = card(table, couple)
        assert [(e["outcome"], e["note"]) for e in shown["history"]] == [(Outcome.NOT_HOME, None)]
        assert "Tom" not in json.dumps(shown)

    def test_what_is_not_shown_takes_no_room_of_what_is(self, table: Table) -> None:
        couple = rung(a_couple(), Outcome.REFUSED, at=EARLIER - HOUR, people={}, note="The oldest")
        for n in range(views.MOST_HISTORY):
            people = {"p2": Outcome.DECEASED}
            couple = rung(couple, Outcome.DECEASED, at=EARLIER + n, number=MOBILE, people=people)
        assert [e["note"] for e in card(table, couple)["history"]] == ["The oldest"]


class TestCallBack:
    """It names somebody who is still wanted."""

    def promised(self) -> Household:
        """Both were promised a call that is due."""
        people = {"p1": Outcome.CALL_BACK, "p2": Outcome.CALL_BACK}
        return rung(a_couple(), Outcome.CALL_BACK, at=EARLIER, people=people, call_back_at=NOW, note="At noon")

    def test_it_is_the_first_of_those_who_wait(self, table: Table) -> None:
        shown = card(table, self.promised())
        assert (shown["call_back"]["person"], shown["ask_for"]) == ("p1", "p1")

    @pytest.mark.parametrize("mark", [Outcome.ALREADY_VOTED, Outcome.DECEASED, Outcome.DO_NOT_CALL])
    def test_it_is_not_somebody_who_is_done_since(self, table: Table, mark: Outcome) -> None:
        people = {"p1": replace(PRIYA, marks={mark: NOW - HOUR}), "p2": TOM}
        shown = card(table, replace(self.promised(), people=people))
        assert (shown["call_back"]["person"], shown["ask_for"]) == ("p2", "p2")
        # What was noted with somebody who has died since may be about them.
        assert shown["call_back"]["note"] == (None if mark is Outcome.DECEASED else "At noon")
