"""The join link: whoever has it may join as a caller, until it ends."""

import secrets
from typing import Final, NamedTuple

from ..domain.errors import BreaksRule
from ..storage import callers
from . import audit
from .context import Context
from .set_up import JOIN_CODE_SECONDS

_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without what is easily mistaken when it is read out or typed from paper: i, l, o, 0, 1."""
_LENGTH: Final = 16
"""79 bits. Tries are limited by IP address as well (`sign_in.join_open`)."""


class JoinLink(NamedTuple):
    """A join code and when it ends, epoch seconds."""

    code: str
    until: int


def current(context: Context) -> JoinLink | None:
    """The join link that holds the longest, whether it is over or not; None where there never was one."""
    found = callers.join_codes(context.table)
    return max((JoinLink(*each) for each in found.items()), key=lambda j: (j.until, j.code), default=None)


def make(context: Context, by: str, until: int | None, *, now: int) -> JoinLink:
    """A new link that holds until a time (epoch seconds; None: until the campaign ends, or for 60 days); every other
    one ends. Raises BreaksRule (`until_invalid`) for a time that has passed or lies after the end of the campaign."""
    last = context.campaign.ends or now + JOIN_CODE_SECONDS
    until = last if until is None else until
    if not now < until <= last:
        raise BreaksRule("Choose a day from today on, before the campaign ends.", code="until_invalid")
    audit.note(context, by, "join_link_made", now=now)
    _end_all(context, now)
    code = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    made = JoinLink("-".join(code[n : n + 4] for n in range(0, _LENGTH, 4)), until)
    callers.put_join_code(context.table, made.code, made.until)
    return made


def end(context: Context, by: str, *, now: int) -> None:
    """End the join link: nobody joins by it any more. Who has joined stays."""
    audit.note(context, by, "join_link_ended", now=now)
    _end_all(context, now)


def _end_all(context: Context, now: int) -> None:
    for code, until in callers.join_codes(context.table).items():
        if until > now:
            callers.put_join_code(context.table, code, now)
