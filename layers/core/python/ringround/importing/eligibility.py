"""Who of the register may vote in a UK Parliamentary election on polling day (field.md, section 5)."""

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Final

NO_VOTE: Final = frozenset("GKL")
"""Markers of people who are on the register and have no vote in a UK Parliamentary election: EU citizens with
local votes only (G, in some registers K) and peers (L). Overseas electors (F) vote."""

_TOKEN = re.compile(r"[A-Z]+")
_NOT_MARKERS = frozenset({"UK", "GB", "EU"})
_FORMATS = (
    "%d/%m/%Y",
    "%Y-%m-%d",
    "%d-%m-%Y",
    "%d.%m.%Y",
    "%Y/%m/%d",
    "%d %b %Y",
    "%d %B %Y",
    "%d-%b-%Y",
    "%d/%m/%y",
)
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}.*$")


@lru_cache(maxsize=1024)
def markers(cell: str) -> str:
    """The register's markers as letters in order, `FL`; other words than markers are left out."""
    tokens = [t for t in _TOKEN.findall(cell.upper()) if len(t) <= 3 and t not in _NOT_MARKERS]
    return "".join(sorted(set("".join(tokens))))


@lru_cache(maxsize=4096)
def day(cell: str) -> date | None:
    """A day as UK lists write it, day before month; None for an empty cell. Raises ValueError where
    unreadable."""
    text = _TIME.sub("", cell.strip())
    if not text:
        return None
    for form in _FORMATS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day, not a moment
        except ValueError:
            continue
    raise ValueError(cell)


def turns_18(cell: str, poll: date) -> date | None:
    """The day somebody turns 18, where a date is given. Raises ValueError where it cannot be read.

    Registers give attainers' 18th birthday; other lists give the date of birth. A date long before polling
    day can only be a birth.
    """
    found = day(cell)
    if found is None or found.year > poll.year - 3:
        return found
    return date(found.year + 18, found.month, 28 if (found.month, found.day) == (2, 29) else found.day)


def may_vote(marks: str, adult_on: date | None, poll: date) -> bool:
    """Whether somebody votes on polling day. `adult_on` is the day they turn 18, None where no date is
    given."""
    return not NO_VOTE & set(marks) and (adult_on is None or adult_on <= poll)
