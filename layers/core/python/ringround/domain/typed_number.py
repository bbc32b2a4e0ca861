"""A phone number as a volunteer types or pastes it: a whole number in a UK spelling, or its last digits, which may be
a local number without its area code.

Enough for a search, and light enough for the functions that volunteers wait for: whether a number is allocated is
the importer's business (`importing.phones`), and one that nobody rang is found nowhere.
"""

import re
from typing import Final, NamedTuple

from .errors import Malformed
from .phone import is_e164

LONGEST: Final = 40
FEWEST_DIGITS, MOST_LAST_DIGITS = 4, 8
SHORTEST_WHOLE: Final = 7
"""From so many digits on, what begins with 0 is a whole number or none: a local number, which people give without its
area code, begins with neither 0 nor 1 (Ofcom's National Telephone Numbering Plan)."""

# Spaces and hyphens of all kinds, dots, brackets, and the marks of direction that phones copy with a number.
_BETWEEN: Final = re.compile(r"[\s\u00a0\u2007\u202f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069().\-\u2010-\u2015/]")
_UK: Final = re.compile(r"(?:\+|00)44|44(?=[0-9]{9,11}$)|0|(?=[1-9][0-9]{8,9}$)")
_SIGNIFICANT: Final = re.compile(r"[1-35-9](?:[0-9]{6}|[0-9]{8,9})")
"""What follows the 0 of a UK number: 7, 9 or 10 digits, and none begins with 4 or 6 (Ofcom's National Telephone
Numbering Plan)."""


class Typed(NamedTuple):
    """Either `e164`, a whole number, or `last`, the last digits of one; the other is empty."""

    e164: str = ""
    last: str = ""


def read(text: str) -> Typed:
    """What was typed. Raises Malformed: `number_too_short` below four digits, else where it can be no number."""
    digits = _BETWEEN.sub("", text) if len(text) <= LONGEST else ""
    if not re.fullmatch(r"\+?[0-9]*", digits, re.ASCII) or not digits:
        raise _no_number()
    if len(digits) < FEWEST_DIGITS:
        raise Malformed("Type at least the last four digits.", {"field": "number"}, code="number_too_short")
    ends = len(digits) < SHORTEST_WHOLE or (len(digits) <= MOST_LAST_DIGITS and not digits.startswith("0"))
    if digits.isdecimal() and ends:
        return Typed(last=digits)
    e164 = _e164(digits)
    if not e164:
        raise _no_number()
    return Typed(e164=e164)


def _e164(digits: str) -> str:
    foreign = f"+{digits[2:]}" if digits.startswith("00") else digits
    if not foreign.startswith("+44") and is_e164(foreign):
        return foreign
    prefix = _UK.match(digits)
    # Written as +44 (0)113 …, the 0 is not dialled.
    significant = digits[prefix.end() :].removeprefix("0") if prefix else ""
    return f"+44{significant}" if _SIGNIFICANT.fullmatch(significant) else ""


def _no_number() -> Malformed:
    return Malformed("This does not look like a phone number.", {"field": "number"})
