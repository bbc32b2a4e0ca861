"""When a list is done at the pace of the last two hours."""

from typing import Any

import pytest

from ringround.domain.estimate import Estimate, calls_left, estimate, pace_of
from ringround.domain.hours import DEFAULT_HOURS
from tests.builders import HOUR, NOW, a_bank

DAY = 24 * HOUR
CLOSES = NOW + 9 * HOUR
"""Saturday, 21:00; on Sunday there is calling from 11:00 to 20:00."""


def of(now: int = NOW, *, ends: int = 0, today: dict[str, int] | None = None, **bank: Any) -> Estimate:
    """The estimate of a bank of 100 people, of whom 20 were reached with 100 calls: 400 are left."""
    made = a_bank(**{"hours": DEFAULT_HOURS, "people": 100, "households": 500, "max_attempts": 3, **bank})
    counts = {"calls": 100, "reached": 20, "o.not_home": 80}
    return estimate(made, counts, {"h.10": 40, "h.11": 40} if today is None else today, now, ends)


class TestPace:
    """Calls an hour."""

    @pytest.mark.parametrize(
        ("today", "now", "pace"),
        [
            ({"h.10": 30, "h.11": 50}, NOW, 40),
            ({"h.09": 90, "h.10": 30, "h.11": 50}, NOW, 40),
            ({"h.10": 30, "h.11": 50, "h.12": 25}, NOW + HOUR // 2, 45),
            ({"h.12": 20}, NOW + HOUR // 2, 40),
            ({"h.12": 4}, NOW + 60, 24),
            ({"h.11": 30}, NOW, 30),
            ({"h.09": 90}, NOW, 0),
            ({}, NOW, 0),
        ],
        ids=[
            "two hours",
            "not what was before",
            "part of the hour before",
            "since it began",
            "over ten minutes at least",
            "an hour ago",
            "long ago",
            "never",
        ],
    )
    def test_is_that_of_the_last_two_hours(self, today: dict[str, int], now: int, pace: int) -> None:
        assert pace_of(today, now) == pace

    def test_just_after_midnight_is_that_of_today(self) -> None:
        assert pace_of({"h.00": 10, "h.23": 99}, NOW + 12 * HOUR + HOUR // 2) == 20


class TestCallsLeft:
    """As many for each person as it took so far, no more than there are attempts."""

    @pytest.mark.parametrize(
        ("counts", "left"),
        [
            ({"calls": 100, "reached": 20, "o.not_home": 80}, 400),
            ({"calls": 1000, "reached": 20, "o.not_home": 980}, 520),
            ({"calls": 10, "o.not_home": 6, "o.left_message": 2, "o.busy": 2}, 1490),
            ({}, 1500),
            ({"calls": 1500, "reached": 10, "o.not_home": 1500}, 0),
            ({"calls": 120, "reached": 100}, 0),
        ],
        ids=["ratio", "attempts are fewer", "nobody reached yet", "nothing rung", "attempts used", "all reached"],
    )
    def test_is(self, counts: dict[str, int], left: int) -> None:
        assert calls_left(a_bank(people=100, households=500, max_attempts=3), counts) == left

    def test_of_a_bank_without_people_is_not_known(self) -> None:
        assert calls_left(a_bank(), {}) is None


class TestTheTime:
    """Through the hours of the bank."""

    def test_within_the_day(self) -> None:
        # 400 calls at 40 an hour are ten hours; nine are left today, and one tomorrow from eleven.
        assert of() == Estimate(CLOSES + 14 * HOUR + HOUR, 40, 400, None)

    def test_while_calling_is_closed(self) -> None:
        # Ten hours from eleven on Sunday: nine on Sunday, one on Monday.
        assert of(CLOSES, today={"h.19": 40, "h.20": 40}).done_at == CLOSES + 36 * HOUR + HOUR

    def test_round_the_clock(self) -> None:
        assert of(hours=dict.fromkeys(DEFAULT_HOURS, ("00:00", "24:00"))).done_at == NOW + 10 * HOUR

    @pytest.mark.parametrize(
        ("how", "reason"),
        [
            ({"today": {}}, "nobody_ringing"),
            ({"status": "paused"}, "paused"),
            ({"status": "closed"}, "closed"),
            ({"people": 0}, "no_people"),
            ({"people": 20}, "done"),
            ({"households": 20}, "attempts_used"),
            ({"hours": {}}, "no_hours"),
            ({"ends": NOW + 9 * HOUR}, "too_far"),
            ({"people": 100_000, "households": 100_000}, "too_far"),
        ],
    )
    def test_is_none_for_a_reason(self, how: Any, reason: str) -> None:
        found = of(**how)
        assert (found.done_at, found.reason) == (0, reason)

    def test_before_the_end_it_counts(self) -> None:
        assert of(ends=NOW + 2 * DAY).reason is None
