"""What one call adds to the counters."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringround.domain import tally
from ringround.domain.outcomes import Outcome
from tests.builders import an_entry

JULY_EVENING = 1_816_196_400  # 20 July 2027, 19:00 UTC: eight in the evening in London


def test_a_call_nobody_answered_is_a_call_and_no_conversation() -> None:
    assert tally.of_call(an_entry(Outcome.NOT_HOME), [], 1, 0) == Counter(
        {"calls": 1, "o.not_home": 1, "p.not_home": 1, "h.12": 1, "v.1": 1}
    )


def test_an_answered_call_is_a_conversation_and_counts_those_whom_it_was_the_first_to_reach() -> None:
    entry = an_entry(Outcome.ANSWERED, people={"p1": Outcome.ANSWERED, "p2": Outcome.REFUSED, "p3": Outcome.NOT_HOME})
    chosen = [("support", "yes"), ("help", "leaflets"), ("help", "poster")]
    assert tally.of_call(entry, chosen, 2, 1) == Counter(
        {
            "calls": 1,
            "conversations": 1,
            "reached": 1,
            "o.answered": 1,
            "p.answered": 1,
            "p.refused": 1,
            "p.not_home": 1,
            "h.12": 1,
            "c.12": 1,
            "v.2": 1,
            "a.2.support.yes": 1,
            "a.2.help.leaflets": 1,
            "a.2.help.poster": 1,
        }
    )


def test_a_choice_that_two_people_made_counts_twice() -> None:
    assert tally.of_call(an_entry(), [("support", "yes"), ("support", "yes")], 1, 0)["a.1.support.yes"] == 2


def test_one_person_who_answered_makes_a_conversation_whatever_became_of_the_call() -> None:
    entry = an_entry(Outcome.CALL_BACK, people={"p1": Outcome.CALL_BACK, "p2": Outcome.ANSWERED})
    assert tally.of_call(entry, [], 1, 1)["conversations"] == 1


@pytest.mark.parametrize("outcome", [o for o in Outcome if o is not Outcome.ANSWERED])
def test_only_an_answer_is_a_conversation(outcome: Outcome) -> None:
    assert tally.of_call(an_entry(outcome, people={"p1": outcome}), [], 1, 0)["conversations"] == 0


def test_a_call_that_reached_nobody_anew_says_nothing_of_reached_people() -> None:
    entry = an_entry(Outcome.ANSWERED, people={"p1": Outcome.ANSWERED})
    assert "reached" not in tally.of_call(entry, [], 1, 0)


def test_the_hour_is_londons() -> None:
    assert tally.of_call(an_entry(at=JULY_EVENING), [], 1, 0)["h.20"] == 1


def test_a_correction_adds_only_what_differs() -> None:
    before = tally.of_call(an_entry(Outcome.NOT_HOME), [], 1, 0)
    after = tally.of_call(an_entry(Outcome.ANSWERED, people={"p1": Outcome.ANSWERED}), [("support", "yes")], 1, 1)
    assert tally.change(before, after) == {
        "a.1.support.yes": 1,
        "c.12": 1,
        "conversations": 1,
        "o.answered": 1,
        "o.not_home": -1,
        "p.answered": 1,
        "p.not_home": -1,
        "reached": 1,
    }


_COUNTS = st.dictionaries(st.sampled_from("abcde"), st.integers(0, 5)).map(Counter)


@given(_COUNTS, _COUNTS)
def test_what_a_correction_adds_leads_from_the_one_to_the_other(before: Counter[str], after: Counter[str]) -> None:
    total = Counter(before)
    total.update(tally.change(before, after))
    assert {n: c for n, c in total.items() if c} == {n: c for n, c in after.items() if c}
    assert tally.change(after, after) == {}
