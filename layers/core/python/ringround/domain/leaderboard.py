"""The leaderboard of a bank: today's calls of the volunteers who want to be seen, most first.

Off by default for each bank and each volunteer. What is shown is a first name and an initial: enough for a team to
cheer, and no list of who works for a party (UK GDPR article 9).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from . import tally
from .desk import Desk

MOST_SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class Leader:
    """One volunteer's calls of a day in one bank."""

    caller: str
    name: str
    calls: int
    conversations: int


def shown_as(name: str) -> str:
    """A first name and the initial of the last: `Sam R.`; a single name stays as it is."""
    first, *rest = name.split() or [""]
    return f"{first} {rest[-1][0].upper()}." if rest else first


def leaders(desks: Iterable[Desk], bank_id: str) -> list[Leader]:
    """Everybody who wants to be seen and rang for the bank, most calls first."""
    found = []
    for desk in desks:
        counts = desk.tally.get(bank_id, {})
        if desk.shown_as and counts.get(tally.CALLS, 0) > 0:
            made = Leader(desk.caller, desk.shown_as, counts[tally.CALLS], counts.get(tally.CONVERSATIONS, 0))
            found.append(made)
    return sorted(found, key=lambda m: (-m.calls, -m.conversations, m.name, m.caller))
