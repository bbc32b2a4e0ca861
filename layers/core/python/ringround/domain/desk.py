"""A caller's desk: what one caller has in hand, has promised and has done on one UK calendar day.

One small item for each caller and day, so that the limits of a caller cost no extra item in the transaction that
records a call.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from .bank import CALLER_CLAIMS, Bank

HOUR = 3600
LOOKUPS_AN_HOUR = 60
"""Searches for who is ringing back: enough for an evening, too few to read the list by."""

NOTES_A_DAY = 20
RETURNS_AN_HOUR = 12
"""Households given back untouched before no further one is handed out: breaks and changes of bank take two each."""


@dataclass(frozen=True, slots=True)
class Desk:
    """`slots` holds the claims in hand and the end of each lease; `claims` and `skips` count by hour (epoch seconds
    of its start), and so does `returns` what was given back without a call; `call_backs` are the promised ones that
    fall on this day, `(bank, household)` to the time; `tally` counts by bank (see `tally.of_call`); `lookups` counts
    searches for who is ringing back, by hour, `notes` those sent to the organisers; `shown_as` is what a caller who
    wants to be seen is called on the leaderboard; `last_call` is when the latest call was recorded, epoch seconds;
    `closed`: an organiser has removed the caller, and nothing is put into their hands any more; `freed` are claims that
    ended without a call, and when."""

    day: str
    caller: str
    slots: Mapping[str, int] = field(default_factory=dict)
    claims: Mapping[int, int] = field(default_factory=dict)
    skips: Mapping[int, int] = field(default_factory=dict)
    call_backs: Mapping[tuple[str, str], int] = field(default_factory=dict)
    tally: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    lookups: Mapping[int, int] = field(default_factory=dict)
    notes: int = 0
    shown_as: str = ""
    last_call: int = 0
    closed: bool = False
    rev: int = 0
    freed: Mapping[str, int] = field(default_factory=dict)
    returns: Mapping[int, int] = field(default_factory=dict)

    def live(self, now: int) -> list[str]:
        """The claims whose lease is running, oldest first (ids begin with their time)."""
        return sorted(claim for claim, until in self.slots.items() if until > now)

    def ended(self, now: int) -> list[str]:
        """The claims whose lease ran out: to be cleared away with the next write."""
        return sorted(claim for claim, until in self.slots.items() if until <= now)

    def has_room(self, now: int) -> bool:
        """Whether one more claim may be held: the one on the screen and the next one, no more; none by a caller who was
        removed while the request was under way."""
        return not self.closed and len(self.live(now)) < CALLER_CLAIMS

    def without(self, claim: str) -> "Desk":
        """The desk as it will be once a claim has ended."""
        return replace(self, slots={each: until for each, until in self.slots.items() if each != claim})

    @property
    def seen(self) -> int:
        """When the caller was last at work that day, epoch seconds: the latest call, or the start of the hour of the
        latest claim, skip or search; 0 where there is nothing."""
        return max((self.last_call, *self.claims, *self.skips, *self.lookups))

    def claims_wait(self, bank: Bank, now: int) -> int:
        """Seconds until another claim may be had under the limit of claims an hour; 0 where it may be now. Whoever
        gives back as many as may be skipped waits as well: giving back is never refused, so that nobody keeps a
        household, and is no way to read the register either."""
        most = max(bank.skips_per_hour, RETURNS_AN_HOUR)
        return max(_wait(self.claims, bank.claims_per_hour, now), _wait(self.returns, most, now))

    def skips_wait(self, bank: Bank, now: int) -> int:
        """Seconds until another skip may be had; 0 where it may be now."""
        return _wait(self.skips, bank.skips_per_hour, now)

    def lookups_wait(self, now: int) -> int:
        """Seconds until another search for who is ringing back may be had; 0 where it may be now."""
        return _wait(self.lookups, LOOKUPS_AN_HOUR, now)


def hour_of(now: int) -> int:
    """The start of the hour, epoch seconds."""
    return now - now % HOUR


def _wait(counts: Mapping[int, int], most: int, now: int) -> int:
    hour = hour_of(now)
    return hour + HOUR - now if counts.get(hour, 0) >= most else 0
