"""The closed table of outcomes, held against the field's own table (what each touches, what follows)."""

import pytest

from ringround.domain.outcomes import CONSEQUENCES, NEVER_SHOWN, REACHED, TRIED, NumberFate, Outcome, Settles, Wait

NOTHING, BANK, EVERYWHERE = Settles.NOTHING, Settles.BANK, Settles.EVERYWHERE
KEPT, WRONG, DEAD, SUPPRESSED = (
    NumberFate.KEPT,
    NumberFate.WRONG_FOR_PERSON,
    NumberFate.DEAD,
    NumberFate.SUPPRESSED,
)
COOL_DOWN, SOON, PROMISED = Wait.COOL_DOWN, Wait.BUSY, Wait.PROMISED

FIELD = {
    # outcome: (for how long the person is done, what becomes of the number, what the others wait for, attempt, spoken)
    "answered": (BANK, KEPT, COOL_DOWN, False, True),
    "not_home": (NOTHING, KEPT, COOL_DOWN, True, False),
    "busy": (NOTHING, KEPT, SOON, True, False),
    "call_back": (NOTHING, KEPT, PROMISED, False, False),
    "left_message": (NOTHING, KEPT, COOL_DOWN, True, False),
    "refused": (BANK, KEPT, COOL_DOWN, False, False),
    "wrong_number": (NOTHING, WRONG, COOL_DOWN, False, False),
    "disconnected": (NOTHING, DEAD, COOL_DOWN, False, False),
    "moved": (EVERYWHERE, KEPT, COOL_DOWN, False, False),
    "deceased": (EVERYWHERE, KEPT, COOL_DOWN, False, False),
    "language_barrier": (BANK, KEPT, COOL_DOWN, False, False),
    "already_voted": (EVERYWHERE, KEPT, COOL_DOWN, False, False),
    "do_not_call": (EVERYWHERE, SUPPRESSED, COOL_DOWN, False, False),
}


def test_the_outcomes_are_those_of_the_field_and_no_others() -> None:
    assert {str(o) for o in Outcome} == set(FIELD)


def test_every_outcome_has_its_consequence() -> None:
    assert set(CONSEQUENCES) == set(Outcome)


@pytest.mark.parametrize("name", FIELD)
def test_what_follows_from_an_outcome_is_what_the_field_says(name: str) -> None:
    follows = CONSEQUENCES[Outcome(name)]
    assert (follows.settles, follows.number, follows.wait, follows.attempt, follows.spoken) == FIELD[name]


def test_a_message_left_is_treated_as_nobody_at_home() -> None:
    assert CONSEQUENCES[Outcome.LEFT_MESSAGE] == CONSEQUENCES[Outcome.NOT_HOME]


def test_only_the_dead_are_never_shown_again() -> None:
    assert {Outcome.DECEASED} == NEVER_SHOWN


def test_a_person_counts_as_reached_where_they_are_done_with_at_least_this_bank() -> None:
    assert {
        "answered",
        "refused",
        "moved",
        "deceased",
        "language_barrier",
        "already_voted",
        "do_not_call",
    } == REACHED


def test_a_number_tried_first_can_only_have_failed() -> None:
    assert {"not_home", "busy", "left_message", "wrong_number", "disconnected"} == TRIED
