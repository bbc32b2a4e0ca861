"""What a process remembers of its looks at a queue of several parts."""

import random
from collections import Counter

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


@given(st.integers(1, 64), st.integers())
def test_every_part_has_its_turn_once(parts: int, seed: int) -> None:
    assert sorted(Looks().in_turn("3", parts, random.Random(seed))) == list(range(parts))


def test_parts_are_looked_at_alike_where_nothing_is_known_of_them() -> None:
    looks, chance = Looks(), random.Random(1)
    first = Counter(next(looks.in_turn("3", PARTS, chance)) for _ in range(16_000))
    assert all(800 < first[part] < 1_200 for part in range(PARTS))


def test_the_part_that_is_behind_is_looked_at_before_others() -> None:
    looks, chance = Looks(), random.Random(1)
    for part in range(PARTS):
        looks.saw("8", part, 1_000 + part)
    first = Counter(next(looks.in_turn("8", PARTS, chance)) for _ in range(1_000))
    assert first[0] > first[5] > first[12] == 0 or first[12] < 10
    looks.saw("8", 0, 5_000)
    assert Counter(next(looks.in_turn("8", PARTS, chance)) for _ in range(1_000))[0] == 0


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
