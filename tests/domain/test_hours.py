"""Calling hours are London's wall clock, whatever the season."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringround.domain.hours import (
    ALWAYS,
    DAYS,
    DEFAULT_HOURS,
    Hours,
    check,
    closes_at,
    is_open,
    opens_at,
    uk_day,
    uk_hour,
)

LATE_EVENINGS: Hours = dict.fromkeys(DAYS, ("18:00", "24:00"))
EARLY_AND_LATE: Hours = {**dict.fromkeys(DAYS, ("00:00", "24:00")), "sun": ("00:00", "02:00")}


def utc(text: str) -> int:
    """Epoch seconds of a UTC time as `2027-02-20 12:00`."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


class TestDefaultHours:
    """Monday to Saturday 9 to 21, Sunday 11 to 20."""

    @pytest.mark.parametrize(
        ("london_winter", "expected"),
        [
            ("2027-02-15 08:59:59", False),  # a Monday
            ("2027-02-15 09:00:00", True),
            ("2027-02-15 20:59:59", True),
            ("2027-02-15 21:00:00", False),
            ("2027-02-20 20:59:59", True),  # a Saturday
            ("2027-02-20 21:00:00", False),
            ("2027-02-21 10:59:59", False),  # a Sunday
            ("2027-02-21 11:00:00", True),
            ("2027-02-21 19:59:59", True),
            ("2027-02-21 20:00:00", False),
        ],
    )
    def test_the_opening_minute_is_within_and_the_closing_minute_is_not(
        self, london_winter: str, expected: bool
    ) -> None:
        assert is_open(DEFAULT_HOURS, utc(london_winter)) is expected

    def test_after_saturday_evening_comes_sunday_at_eleven(self) -> None:
        assert opens_at(DEFAULT_HOURS, utc("2027-02-20 21:00")) == utc("2027-02-21 11:00")

    def test_before_opening_the_same_day_is_named(self) -> None:
        assert opens_at(DEFAULT_HOURS, utc("2027-02-22 00:30")) == utc("2027-02-22 09:00")

    def test_within_hours_it_opens_now(self) -> None:
        assert opens_at(DEFAULT_HOURS, utc("2027-02-22 10:15")) == utc("2027-02-22 10:15")

    def test_the_evening_has_an_end(self) -> None:
        assert closes_at(DEFAULT_HOURS, utc("2027-02-22 10:15")) == utc("2027-02-22 21:00")

    def test_outside_hours_there_is_no_end_to_name(self) -> None:
        assert closes_at(DEFAULT_HOURS, utc("2027-02-22 21:00")) is None


class TestSummerTime:
    """28 March 2027: 01:00 becomes 02:00. 31 October 2027: 02:00 becomes 01:00."""

    def test_nine_in_the_morning_is_an_hour_earlier_in_utc_once_summer_time_has_begun(self) -> None:
        saturday_before, monday_after = utc("2027-03-27 09:00"), utc("2027-03-29 08:00")
        assert is_open(DEFAULT_HOURS, saturday_before)
        assert not is_open(DEFAULT_HOURS, saturday_before - 1)
        assert is_open(DEFAULT_HOURS, monday_after)
        assert not is_open(DEFAULT_HOURS, monday_after - 1)

    def test_the_day_on_which_the_clocks_go_forward_opens_by_the_new_time(self) -> None:
        assert opens_at(DEFAULT_HOURS, utc("2027-03-27 21:00")) == utc("2027-03-28 10:00")
        assert closes_at(DEFAULT_HOURS, utc("2027-03-28 10:00")) == utc("2027-03-28 19:00")

    def test_the_day_on_which_the_clocks_go_back_opens_by_the_new_time(self) -> None:
        assert opens_at(DEFAULT_HOURS, utc("2027-10-30 20:00")) == utc("2027-10-31 11:00")
        assert closes_at(DEFAULT_HOURS, utc("2027-10-31 11:00")) == utc("2027-10-31 20:00")

    def test_a_time_that_does_not_exist_is_read_as_the_one_after(self) -> None:
        hours: Hours = {"sun": ("01:30", "05:00")}
        assert opens_at(hours, utc("2027-03-28 00:00")) == utc("2027-03-28 01:30")  # 02:30 summer time

    def test_the_hour_that_comes_twice_is_open_twice(self) -> None:
        hours: Hours = {"sun": ("00:00", "03:00")}
        assert is_open(hours, utc("2027-10-31 00:30"))  # 01:30, the first time
        assert is_open(hours, utc("2027-10-31 01:30"))  # 01:30, the second time
        assert closes_at(hours, utc("2027-10-31 00:30")) == utc("2027-10-31 03:00")

    def test_the_uk_day_begins_an_hour_earlier_in_utc_in_summer(self) -> None:
        assert uk_day(utc("2027-02-20 23:30")) == "2027-02-20"
        assert uk_day(utc("2027-07-20 23:30")) == "2027-07-21"

    def test_the_uk_hour_follows_the_clocks(self) -> None:
        assert uk_hour(utc("2027-03-28 00:59")) == 0
        assert uk_hour(utc("2027-03-28 01:00")) == 2


class TestMidnight:
    """`24:00` ends the day, and days that touch there are one span."""

    def test_calling_until_midnight_ends_at_midnight(self) -> None:
        assert is_open(LATE_EVENINGS, utc("2027-02-22 23:59:59"))
        assert not is_open(LATE_EVENINGS, utc("2027-02-23 00:00"))
        assert closes_at(LATE_EVENINGS, utc("2027-02-22 20:00")) == utc("2027-02-23 00:00")

    def test_days_that_touch_at_midnight_are_one(self) -> None:
        saturday_evening = utc("2027-02-20 20:00")
        assert closes_at(EARLY_AND_LATE, saturday_evening) == utc("2027-02-21 02:00")

    def test_round_the_clock_has_no_end_within_a_fortnight(self) -> None:
        now = utc("2027-02-20 12:00")
        closes = closes_at(ALWAYS, now)
        assert closes is not None
        assert closes - now > 14 * 24 * 3600

    def test_round_the_clock_is_open_through_both_changes_of_the_clocks(self) -> None:
        assert all(
            is_open(ALWAYS, utc(f"{day} {hour:02d}:30")) for day in ("2027-03-28", "2027-10-31") for hour in range(24)
        )


class TestClosedDays:
    """A day without hours is closed, written as None or left out."""

    def test_a_closed_day_is_passed_over(self) -> None:
        hours: Hours = {"mon": ("10:00", "12:00"), "tue": None, "thu": ("17:00", "20:00")}
        assert opens_at(hours, utc("2027-02-22 12:00")) == utc("2027-02-25 17:00")

    def test_a_bank_that_opens_once_a_week_opens_next_week(self) -> None:
        hours: Hours = {"mon": ("10:00", "12:00")}
        assert opens_at(hours, utc("2027-02-22 12:00")) == utc("2027-03-01 10:00")

    def test_where_every_day_is_closed_it_never_opens(self) -> None:
        assert opens_at({}, utc("2027-02-22 12:00")) is None


class TestChecking:
    """Hours that an organiser wrote are refused in words."""

    def test_the_defaults_have_nothing_wrong_with_them(self) -> None:
        assert check(DEFAULT_HOURS) == []
        assert check(ALWAYS) == []

    def test_an_unknown_day_is_named(self) -> None:
        assert check({"monday": ("09:00", "21:00")}) == ["“monday” is not a day: use mon, tue, wed, thu, fri, sat, sun"]

    @pytest.mark.parametrize(
        "span",
        [
            "09:00-21:00",
            ["09:00"],
            ["9:00", "21:00"],
            ["09:00", "24:01"],
            ["09:60", "21:00"],
            [9, 21],
            ["²3:00", "24:00"],
        ],
    )
    def test_what_is_no_pair_of_clock_times_is_refused(self, span: object) -> None:
        assert check({"fri": span}) == ["fri: write opening and closing as 09:00 and 21:00"]

    @pytest.mark.parametrize("span", [("21:00", "09:00"), ("09:00", "09:00"), ("24:00", "24:00")])
    def test_closing_must_come_after_opening(self, span: tuple[str, str]) -> None:
        assert check({"fri": span}) == ["fri: closing must come after opening"]

    def test_every_problem_is_told_at_once(self) -> None:
        assert len(check({"funday": None, "mon": 1, "tue": ("10:00", "09:00")})) == 3


_CLOCKS = st.integers(0, 24 * 4).map(lambda quarter: f"{quarter // 4:02d}:{quarter % 4 * 15:02d}")
_SPANS = st.tuples(_CLOCKS, _CLOCKS).filter(lambda span: span[0] < span[1])
_HOURS: st.SearchStrategy[Hours] = st.dictionaries(st.sampled_from(DAYS), st.none() | _SPANS)
_YEAR_2027 = st.integers(utc("2027-01-01 00:00"), utc("2028-01-01 00:00"))


@given(_HOURS, _YEAR_2027)
def test_whenever_it_says_to_come_back_it_is_open_and_it_was_not_before(hours: Hours, now: int) -> None:
    opens = opens_at(hours, now)
    if opens is None:
        assert not any(hours.values())
    else:
        assert is_open(hours, opens)
        assert opens == now or not is_open(hours, opens - 1)


@given(_HOURS, _YEAR_2027)
def test_it_is_open_until_the_time_at_which_it_says_it_closes(hours: Hours, now: int) -> None:
    closes = closes_at(hours, now)
    if closes is not None:
        assert closes > now
        assert is_open(hours, closes - 1)
