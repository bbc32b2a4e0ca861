"""When a bank's list is done at the pace of the last two hours."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from . import tally
from .bank import Bank
from .hours import closes_at, opens_at, uk_hour
from .outcomes import CONSEQUENCES, Outcome

Reason = Literal["no_people", "done", "attempts_used", "closed", "paused", "nobody_ringing", "no_hours", "too_far"]

HOUR: Final = 3600
SHORTEST_SECONDS: Final = 600
"""A pace is taken over ten minutes at least: two calls within a minute are no 120 an hour."""

FARTHEST_SECONDS: Final = 60 * 24 * HOUR
_ATTEMPTS: Final = tuple(f"o.{o}" for o in Outcome if CONSEQUENCES[o].attempt)


@dataclass(frozen=True, slots=True)
class Estimate:
    """`done_at` in epoch seconds, or 0 with the reason why there is none. `pace` is in calls an hour; `calls_left` is
    how many calls are still to be made, None where nothing can be said of it."""

    done_at: int = 0
    pace: int = 0
    calls_left: int | None = None
    reason: Reason | None = None


def estimate(bank: Bank, counts: Mapping[str, int], today: Mapping[str, int], now: int, ends: int = 0) -> Estimate:
    """When the list is done. `counts` are the bank's counters of all days, `today` those of today; `ends` is when
    calling is over for good, epoch seconds (0: not set)."""
    pace = pace_of(today, now)
    left = calls_left(bank, counts)
    if not bank.people or left is None:
        return Estimate(0, pace, None, "no_people")
    if not left:
        done = counts.get(tally.REACHED_PEOPLE, 0) >= bank.people
        return Estimate(0, pace, 0, "done" if done else "attempts_used")
    if bank.status != "open":
        return Estimate(0, pace, left, bank.status)
    if not pace:
        return Estimate(0, 0, left, "nobody_ringing")
    at, reason = _walk(bank, -(-left * HOUR // pace), now, min(ends or now + FARTHEST_SECONDS, now + FARTHEST_SECONDS))
    return Estimate(at, pace, left, reason)


def pace_of(today: Mapping[str, int], now: int) -> int:
    """Calls an hour over the last two hours, from counts by UK hour; since calling began, where that was later."""
    into = now % HOUR
    hour = uk_hour(now)
    by_hour = [today.get(f"h.{h:02d}", 0) if h >= 0 else 0 for h in (hour, hour - 1, hour - 2)]
    # Of the hour that the window begins in, the part that lies within it.
    parts = [(by_hour[0] * HOUR, into), (by_hour[1] * HOUR, HOUR), (by_hour[2] * (HOUR - into), HOUR - into)]
    began = max((n for n, (calls, _) in enumerate(parts) if calls), default=-1)
    seconds = max(SHORTEST_SECONDS, sum(length for _, length in parts[: began + 1]))
    return sum(calls for calls, _ in parts) // seconds


def calls_left(bank: Bank, counts: Mapping[str, int]) -> int | None:
    """The calls that are still to be made: as many for each person left as it took for each that was reached so far,
    and no more than there are attempts left. None for a bank without people."""
    if not bank.people:
        return None
    reached, calls = counts.get(tally.REACHED_PEOPLE, 0), counts.get(tally.CALLS, 0)
    left = max(0, bank.people - reached)
    attempts = max(0, bank.households * bank.max_attempts - sum(counts.get(name, 0) for name in _ATTEMPTS))
    return min(attempts, -(-left * calls // reached)) if reached else (attempts if left else 0)


def _walk(bank: Bank, seconds: int, now: int, last: int) -> tuple[int, Reason | None]:
    """When so many seconds of calling hours have gone by from now on."""
    at = now
    while at <= last:
        start = opens_at(bank.hours, at)
        end = closes_at(bank.hours, start) if start is not None else None
        if start is None or end is None:
            return 0, "no_hours"
        if end - start >= seconds:
            done = start + seconds
            return (done, None) if done <= last else (0, "too_far")
        seconds -= end - start
        at = end
    return 0, "too_far"
