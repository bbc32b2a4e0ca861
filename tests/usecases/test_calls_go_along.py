"""What goes along with people whom a list moves: their calls, and which imports brought them."""

from dataclasses import replace

import pytest

from ringround.domain.outcomes import Outcome
from ringround.domain.placement import facts_of, open_people
from ringround.usecases import imports_merge as merging
from tests.builders import a_household, a_person, rung

OLD = a_household("old", people=(a_person("p1", imports=("first",)), a_person("p2")))
NEW = a_household("new", people=(a_person("p1", imports=("second",)),))


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.NOT_HOME, Outcome.CALL_BACK])
def test_their_calls_do(outcome: Outcome) -> None:
    old = rung(OLD, outcome, people=dict.fromkeys(("p1", "p2"), outcome))
    assert merging.take_calls(NEW, old, ("p1",), ()).log == (replace(old.log[0], people={"p1": outcome}),)


def test_that_they_moved_is_nothing_against_them_where_they_live_now() -> None:
    old = rung(OLD, Outcome.MOVED)
    there = merging.take_calls(merging.move_in(NEW, ("p1",), old), old, ("p1",), ())
    assert open_people(there, "main", facts_of(there)) == ("p1",)


def test_they_can_still_be_chosen_by_the_import_that_brought_them() -> None:
    assert merging.move_in(NEW, ("p1",), OLD).people["p1"].imports == ("first", "second")
