"""Phone numbers from what people typed: E.164, kind, and why a number is refused.

Most cells hold a plain UK number. Those are checked against the numbering plan's own patterns, compiled once,
which is what phonenumbers does at the end of a far longer way; everything else goes through phonenumbers. A
test holds the two against each other.
"""

import re
from functools import lru_cache
from typing import Any, Final, NamedTuple

import phonenumbers
from phonenumbers import PhoneNumberType

from ringround.domain.household import NumberKind

LONGEST_CELL: Final = 120

# Ofcom's numbers for drama (field.md, section 6): some are not allocated, and so "not valid" to phonenumbers.
_DRAMA = re.compile(
    r"1632960\d{3}|7700900\d{3}|2079460\d{3}|1(?:1[345678]|21|31|41|51|61)4960\d{3}|1914980\d{3}|2920180\d{3}"
)
_PLAIN = re.compile(r"(?:\+44|0044|44(?=[1237]\d{9}$)|)\(?0?\)?([1237]\d{8,9})")
_FILLER = str.maketrans("", "", " \t\u00a0-.()\u2010\u2011\u2013")
_SEVERAL = re.compile(r"\s*(?:[/;,\n\r|&]|\bor\b|\band\b)\s*", re.IGNORECASE)
_AMOUNT = re.compile(r"\d(?:[.,]\d+)?E\+?\d{1,2}", re.IGNORECASE)
_NOTHING = frozenset({"", "-", "--", "?", "0", "n/a", "na", "none", "null", "nil", "no", "unknown", "x", "#n/a", "tbc"})
_DIGITS_TOGETHER = re.compile(r"\d(?:[\s().-]*\d){6}")
_NUMBER = re.compile(r"\(?\+?\(?\d(?:[\s().\u2010-\u2013/-]*\d){6,}")

_REFUSED_KINDS = frozenset(
    {
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.PERSONAL_NUMBER,
        PhoneNumberType.PAGER,
        PhoneNumberType.VOICEMAIL,
    }
)
_KINDS: Final[dict[int, NumberKind]] = {
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE: "landline",
}


class Parsed(NamedTuple):
    """A number in E.164 and its kind; or, where `refused` is a reason of `errors.REASONS`, the text that was
    not used."""

    e164: str
    kind: NumberKind = "unknown"
    refused: str = ""


def parse_cell(cell: str) -> list[Parsed]:
    """Every number of a cell, in order; nothing for an empty cell or a word that stands for one."""
    cell = cell.strip()
    if fast := _plain(cell):
        return [fast]
    if cell.lower() in _NOTHING:
        return []
    if len(cell) > LONGEST_CELL:
        return [Parsed(cell[:LONGEST_CELL], refused="number_invalid")]
    parts = [part for part in _SEVERAL.split(cell) if part]
    if len(parts) > 1 and all(_DIGITS_TOGETHER.search(part) for part in parts):
        return [parse(part) for part in parts]
    return [parse(cell)]


def parse(text: str) -> Parsed:
    """One number, read as one of the UK unless it says otherwise."""
    text = text.strip()
    return _plain(text) or _slow(text)


def _plain(text: str) -> Parsed | None:
    """The number where it is a plain mobile or landline of the UK; None where phonenumbers must look."""
    if not (found := _PLAIN.fullmatch(text.translate(_FILLER))):
        return None
    national = found[1]
    mobile, landline = _plan()
    if national[0] == "7":
        if mobile.fullmatch(national):
            return Parsed(f"+44{national}", "mobile")
    elif national[0] != "3" and landline.fullmatch(national):
        return Parsed(f"+44{national}", "landline")
    return _drama(national)


def _drama(national: str) -> Parsed | None:
    if not _DRAMA.fullmatch(national):
        return None
    return Parsed(f"+44{national}", "mobile" if national[0] == "7" else "landline")


@lru_cache(maxsize=1)
def _plan() -> tuple[re.Pattern[str], ...]:
    """The UK's patterns for mobiles and landlines, from phonenumbers' own metadata."""
    plan: Any = phonenumbers.PhoneMetadata.metadata_for_region("GB")
    return tuple(re.compile(part.national_number_pattern) for part in (plan.mobile, plan.fixed_line))


def _slow(text: str) -> Parsed:
    if _AMOUNT.fullmatch(text.replace(" ", "")):
        return Parsed(text, refused="number_damaged")
    # What stands around it is "mobile", "ask for Sam" or an extension; phonenumbers reads letters as digits.
    typed = _NUMBER.search(text)
    if typed is None:
        return Parsed(text, refused="number_invalid")
    try:
        number = phonenumbers.parse(typed[0], "GB")
    except phonenumbers.NumberParseException:
        return Parsed(text, refused="number_invalid")
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if number.country_code == 44 and (drama := _drama(str(number.national_number))):
        return drama
    if not phonenumbers.is_valid_number(number):
        return Parsed(text, refused="number_invalid")
    kind = phonenumbers.number_type(number)
    if kind in _REFUSED_KINDS:
        return Parsed(text, refused="number_costly")
    return Parsed(e164, _KINDS.get(kind, "unknown"))
