"""What one caller may have in hand, and how often in an hour."""

import pytest

from ringround.domain.desk import Desk, hour_of
from tests.builders import HOUR, NOW, a_bank


def a_desk(**slots: int) -> Desk:
    """Sam's desk with claims in hand, each with the seconds that its lease still runs."""
    return Desk("2027-02-20", "sam", slots={claim: NOW + left for claim, left in slots.items()})


def test_claims_in_hand_come_oldest_first() -> None:
    assert a_desk(b=100, a=1).live(NOW) == ["a", "b"]


def test_a_lease_that_ends_this_second_has_ended() -> None:
    desk = a_desk(a=0, b=1)
    assert desk.live(NOW) == ["b"]
    assert desk.ended(NOW) == ["a"]


@pytest.mark.parametrize(
    ("slots", "room"),
    [
        ({}, True),
        ({"a": 1}, True),
        ({"a": 1, "b": 1}, False),
        ({"a": 1, "b": 0}, True),
        ({"a": 1, "b": 1, "c": 1}, False),
    ],
)
def test_there_is_room_for_two_whose_lease_is_running(slots: dict[str, int], room: bool) -> None:
    assert a_desk(**slots).has_room(NOW) is room


def test_below_the_limit_of_claims_nobody_waits() -> None:
    bank = a_bank(claims_per_hour=120)
    assert Desk("d", "sam", claims={hour_of(NOW): 119}).claims_wait(bank, NOW) == 0


def test_at_the_limit_of_claims_the_wait_is_until_the_hour_is_over() -> None:
    bank = a_bank(claims_per_hour=120)
    desk = Desk("d", "sam", claims={hour_of(NOW): 120})
    assert desk.claims_wait(bank, hour_of(NOW) + 600) == 3000
    assert desk.claims_wait(bank, hour_of(NOW) + HOUR) == 0


def test_skips_have_a_limit_of_their_own() -> None:
    bank = a_bank(skips_per_hour=30)
    desk = Desk("d", "sam", claims={hour_of(NOW): 29}, skips={hour_of(NOW): 30})
    assert desk.skips_wait(bank, NOW) > 0
    assert desk.claims_wait(bank, NOW) == 0
