"""Calling hours on the command line: `mon-fri 10:00-20:30`, `sun closed`."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Final

import typer

from .screen import usage

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Hours = dict[str, tuple[str, str] | None]

HoursOption = Annotated[
    list[str] | None,
    typer.Option(
        "--hours",
        help="Calling hours (London): “mon-fri 10:00-20:30”, “sun closed”; may be given again, other days stay.",
        metavar="DAYS TIME-TIME",
    ),
]
_WORDS: Final = re.compile(
    r"(?P<first>[a-z]{3})(?:-(?P<last>[a-z]{3}))?[ =](?:(?P<opens>\d\d:\d\d)-(?P<closes>\d\d:\d\d)|closed)"
)


def read_hours(given: list[str], now: Mapping[str, list[str] | None]) -> Hours:
    """The week with these changes. Ends the command, as wrong usage, where words say no hours."""
    try:
        return changed_hours(given, now)
    except ValueError as wrong:
        raise usage(str(wrong)) from None


def changed_hours(given: Sequence[str], now: Mapping[str, Sequence[str] | None]) -> Hours:
    """The same. Raises ValueError, with what to write, where words say no hours."""
    week: Hours = {day: (said[0], said[1]) if (said := now.get(day)) else None for day in DAYS}
    for words in given:
        found = _WORDS.fullmatch(words.strip().lower())
        days = _days(found["first"], found["last"] or found["first"]) if found else ()
        if not found or not days:
            raise ValueError(f"“{words}” says no hours. Write them as “mon-fri 10:00-20:30” or “sun closed”.")
        for day in days:
            week[day] = (found["opens"], found["closes"]) if found["opens"] else None
    return week


def in_words(hours: Mapping[str, Sequence[str] | None]) -> str:
    """A week in one line, days with the same hours together."""
    runs: list[tuple[str, str, str]] = []
    for day in DAYS:
        said = "–".join(hours.get(day) or ()) or "closed"
        if runs and runs[-1][2] == said:
            runs[-1] = (runs[-1][0], day, said)
        else:
            runs.append((day, day, said))
    return ", ".join(f"{first if first == last else f'{first}–{last}'} {said}" for first, last, said in runs)


def _days(first: str, last: str) -> tuple[str, ...]:
    if first not in DAYS or last not in DAYS:
        return ()
    return DAYS[DAYS.index(first) : DAYS.index(last) + 1]
