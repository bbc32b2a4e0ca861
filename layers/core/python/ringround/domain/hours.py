"""Calling hours in Europe/London, with summer time.

No statute sets them; Ofcom treats unsociable hours as a worse harm. The defaults are ours (field.md, section 4).
Days are UK calendar days, whatever the volunteer's clock says.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

LONDON: Final = ZoneInfo("Europe/London")
DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Hours = Mapping[str, tuple[str, str] | None]
"""A day's opening and closing as `("09:00", "21:00")`, wall clock; None (or no entry) is a closed day. `24:00` ends
the day."""

DEFAULT_HOURS: Final[Hours] = {**dict.fromkeys(DAYS[:6], ("09:00", "21:00")), "sun": ("11:00", "20:00")}
ALWAYS: Final[Hours] = dict.fromkeys(DAYS, ("00:00", "24:00"))

_LOOK_AHEAD_DAYS = 15


def uk_day(now: int) -> str:
    """The UK calendar day of a time, as `2027-03-04`."""
    return datetime.fromtimestamp(now, LONDON).date().isoformat()


def uk_hour(now: int) -> int:
    """The hour of the UK day, 0 to 23."""
    return datetime.fromtimestamp(now, LONDON).hour


@lru_cache(maxsize=128)
def _epoch(day: date, clock: str) -> int:
    """A wall-clock time of a UK day. Clocks going forward: a time that does not exist is read as the one after."""
    hour, minute = (int(part) for part in clock.split(":"))
    if hour == 24:
        day, hour = day + timedelta(days=1), 0
    return int(datetime.combine(day, time(hour, minute), LONDON).astimezone(UTC).timestamp())


def start_of_day(day: date) -> int:
    """When a UK calendar day begins, epoch seconds."""
    return _epoch(day, "00:00")


def _span(hours: Hours, day: date) -> tuple[int, int] | None:
    span = hours.get(DAYS[day.weekday()])
    return (_epoch(day, span[0]), _epoch(day, span[1])) if span else None


def closes_at(hours: Hours, now: int) -> int | None:
    """When the hours that are running at `now` end, or None outside hours.

    Spans that touch at midnight are one: calling round the clock has no end to announce until the 15th day.
    """
    day = datetime.fromtimestamp(now, LONDON).date()
    span = _span(hours, day)
    if span is None or not span[0] <= now < span[1]:
        return None
    end = span[1]
    for ahead in range(1, _LOOK_AHEAD_DAYS):
        following = _span(hours, day + timedelta(days=ahead))
        if following is None or following[0] > end:
            break
        end = following[1]
    return end


def is_open(hours: Hours, now: int) -> bool:
    """Whether people may be rung at `now`. The closing minute itself is outside."""
    return closes_at(hours, now) is not None


def opens_at(hours: Hours, now: int) -> int | None:
    """The next time at or after `now` when people may be rung; None where no day has hours."""
    if is_open(hours, now):
        return now
    today = datetime.fromtimestamp(now, LONDON).date()
    for ahead in range(_LOOK_AHEAD_DAYS):
        span = _span(hours, today + timedelta(days=ahead))
        if span is not None and span[0] >= now and span[1] > span[0]:
            return span[0]
    return None


def check(hours: Mapping[str, object]) -> list[str]:
    """What is wrong with hours that somebody wrote, in words; empty where nothing is."""
    wrong = [f"“{day}” is not a day: use {', '.join(DAYS)}" for day in hours if day not in DAYS]
    for day in DAYS:
        span = hours.get(day)
        if span is None:
            continue
        if not isinstance(span, (list, tuple)) or len(span) != 2 or not all(_is_clock(s) for s in span):
            wrong.append(f"{day}: write opening and closing as 09:00 and 21:00")
        elif str(span[0]) >= str(span[1]):
            wrong.append(f"{day}: closing must come after opening")
    return wrong


def _is_clock(value: object) -> bool:
    if not isinstance(value, str) or len(value) != 5 or value[2] != ":":
        return False
    hour, minute = value[:2], value[3:]
    if not (hour.isdecimal() and minute.isdecimal()):
        return False
    return value == "24:00" or (int(hour) < 24 and int(minute) < 60)
