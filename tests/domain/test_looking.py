"""What a process remembers of its looks at a queue of several parts."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringround.domain.looking import FEWEST, KNOWN_SECONDS, MOST, Looks

PARTS = 16


@pytest.mark.parametrize("under_way", [0.05, 1.0, 8.0])
def test_one_try_in_twenty_five_is_lost_whatever_the_number_of_claims_under_way(under_way: float) -> None:
    """A try is lost where another claim that is under way took the candidate: so many divided by the candidates."""
    looks, chance, lost = Looks(), random.Random(1), 0
    for _ in range(20_000):
        if chance.random() < min(1.0, under_way / looks.candidates):
            looks.lost()
            lost += 1
        else:
            looks.won()
    assert lost / 20_000 < 0.06
    assert looks.candidates < max(FEWEST + 1, under_way * 80)


@given(st.lists(st.booleans()))
def test_candidates_stay_within_their_bounds(races: list[bool]) -> None:
    looks = Looks()
    for won in races:
        (looks.won if won else looks.lost)()
        assert FEWEST <= looks.candidates <= MOST


def test_the_part_that_is_behind_is_looked_at_before_others() -> None:
    looks = Looks()
    for part in range(PARTS):
        looks.saw("8", part, 1_000 + part)
    assert looks.behind("8", [9, 5, 12, 7]) == 5
    looks.saw("8", 5, 5_000)
    assert looks.behind("8", [9, 5, 12, 7]) == 7
    assert looks.behind("3", [9, 5, 12, 7]) == 9
    assert looks.behind("8", [9, 5, PARTS]) == PARTS


def test_an_empty_part_is_left_alone_for_a_while_and_no_longer_than_until_something_is_due() -> None:
    looks = Looks()
    assert not looks.still_nothing("3", 1, 100, 0.0, KNOWN_SECONDS)
    looks.nothing_due("3", 1, 107, 0.0)
    assert looks.first_of("3", 1) == 107
    assert looks.still_nothing("3", 1, 106, KNOWN_SECONDS - 0.1, KNOWN_SECONDS)
    assert not looks.still_nothing("3", 1, 107, 1.0, KNOWN_SECONDS)
    assert not looks.still_nothing("3", 1, 106, KNOWN_SECONDS, KNOWN_SECONDS)
    assert not looks.still_nothing("3", 2, 106, 0.0, KNOWN_SECONDS)
    assert not looks.still_nothing("8", 1, 106, 0.0, KNOWN_SECONDS)
    looks.nothing_due("3", 1, None, 0.0)
    assert looks.still_nothing("3", 1, 10**10, 1.0, KNOWN_SECONDS)
