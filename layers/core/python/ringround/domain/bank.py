"""A bank (phone bank) and its rules, and the campaign it belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from .hours import DEFAULT_HOURS, Hours

Status = Literal["open", "paused", "closed"]
Kind = Literal["voter_id", "get_out_the_vote", "postal_votes", "invitation", "membership"]

SCREENING_DAYS: Final = 28
"""A number screened longer ago may not be rung for marketing (PECR regulation 21; field.md, section 4)."""

LEASE_SECONDS: Final = 30 * 60
"""How long a claim lasts (design.md, section 4). No heartbeat: a phone freezes the page while its dialler is up."""

CALLER_CLAIMS: Final = 2
"""The household on the screen and the one on deck."""

CALL_BACK_GRACE_SECONDS: Final = 15 * 60
"""How long a promised call-back waits for the volunteer who promised it before anyone gets it."""


@dataclass(frozen=True, slots=True)
class Bank:
    """One phone bank. Durations in seconds; `hours` are Europe/London.

    `screening` asks for numbers screened within 28 days unless `screening_waived` holds the organiser's reason.
    `priorities` are those in use among its targets, so that a claim looks at no tier in vain. `people` and
    `households` count its targets who have a number. `leaderboard`: volunteers who want to be seen are shown to one
    another with their calls of today. `target` is the filter (`domain.targets`) that says whom the bank wants; None:
    those whom imports named it for. `priority` 1 (first) to 5 (last) is that of its fresh households. `queue_parts` is
    over how many partitions its queue is spread: the campaign's number when it was made, and never changed.
    """

    id: str
    name: str
    purpose: str = ""
    kind: Kind = "voter_id"
    status: Status = "open"
    hours: Hours = field(default_factory=lambda: DEFAULT_HOURS)
    cool_down: int = 4 * 3600
    busy_wait: int = 15 * 60
    max_attempts: int = 3
    left_message_allowed: bool = False
    screening: bool = False
    screening_waived: str = ""
    return_number: str = ""
    script: str = ""
    script_version: int = 1
    priorities: tuple[int, ...] = (3,)
    claims_per_hour: int = 120
    skips_per_hour: int = 30
    people: int = 0
    households: int = 0
    created: int = 0
    leaderboard: bool = False
    target: Mapping[str, Any] | None = None
    priority: int = 3
    queue_parts: int = 1


BRAND: Final = "#5b2a86"
ON_BRAND: Final = "#ffffff"
"""The colours of a campaign that names none, and of text on the first."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """The by-election: what volunteers are told of it, and `secret`, the key of claim ids and of hashed ids.

    `ends` is when calling ends, and volunteers' access, epoch seconds (0: not set); `default_hours` is what new banks
    get. `closing` is when an organiser ended calling for good, `blocked` since when nothing is recorded any more
    because all is about to be destroyed, epoch seconds (0: not); `has_logo`: there is one to be fetched.
    """

    name: str
    secret: bytes = field(repr=False)
    party: str = ""
    imprint: str = ""
    privacy_contact: str = ""
    brand: str = BRAND
    on_brand: str = ON_BRAND
    poll_date: str = ""
    ends: int = 0
    default_hours: Hours = field(default_factory=lambda: DEFAULT_HOURS)
    closing: int = 0
    blocked: int = 0
    has_logo: bool = False
    queue_parts: int = 1

    def over(self, now: int) -> bool:
        """Whether calling has ended at this time (epoch seconds), because polling has (field.md, section 4)."""
        return 0 < self.ends <= now

    @property
    def many_callers(self) -> bool:
        """Whether it is made for so many that what all of them read is read less often."""
        return self.queue_parts > 1


Banks = Mapping[str, Bank]
