"""Elector numbers: one form for each elector, whatever form a file has.

An elector's key is prefix + number + suffix, within one published register; the suffix is written only when
it is not zero (field.md, section 5). Written `AB-124/1`, so that AB1 24 and AB 124 stay two electors.
"""

import re
from functools import lru_cache
from typing import Final

from .layouts import Columns

LONGEST_KEY: Final = 40
_USABLE = re.compile(r"[A-Z0-9][A-Z0-9/._-]*")
_SUFFIXED = re.compile(r"(.*\d)\s*/\s*([A-Z0-9]{1,2})")
_JOINED = re.compile(r"([A-Z]+)(\d+)")
_APART = re.compile(r"[\s._:/-]+")
_MARKED = re.compile(r"([A-Z0-9]{1,20})[- ]([0-9]{1,9})(?:/([0-9]{1,2}))?")
_NO_SUFFIX = frozenset({"", "0", "00", "000"})
_MOST_DIGITS = 9


def from_parts(prefix: str, number: str, suffix: str) -> str:
    """The key from three cells; empty where there is no number. Raises ValueError at characters no key
    has."""
    if suffix in _NO_SUFFIX and number.isdecimal() and number.isascii() and len(number) <= _MOST_DIGITS:
        before = _plain_prefix(prefix)
        if before is not None:
            return f"{before}{int(number)}"
    number = number.strip().upper()
    if not number:
        return ""
    if not number.isdecimal():
        # One cell may hold all of it, beside empty ones.
        number, own = _without_suffix(number)
        suffix = suffix if suffix.strip() not in _NO_SUFFIX else own
        if not prefix.strip() or not number.isdecimal():
            bare, found = _split(number)
            prefix, number = (prefix if prefix.strip() else bare), found
    return _write(_APART.sub("", prefix.upper()), number, suffix.strip().upper())


def from_text(text: str) -> str:
    """The key from one cell: `AB-124/1`, `AB124`, `AB 124 1`, `124/0`. Raises ValueError at characters no key
    has."""
    text = text.strip().upper()
    if not text:
        return ""
    if found := marked(text):
        return found
    number, suffix = _without_suffix(text)
    prefix, number = _split(number)
    return _write(prefix, number, suffix)


def marked(text: str) -> str:
    """The key where it is written as it nearly always is, `AB-124`, `AB 124` or `AB-124/1`, in capitals; empty where
    it takes more to read it."""
    found = _MARKED.fullmatch(text)
    if found is None:
        return ""
    prefix, number, suffix = found.groups()
    key = f"{prefix}-{int(number)}"
    return f"{key}/{int(suffix)}" if suffix and int(suffix) else key


def from_id(text: str) -> str:
    """The key from an id that is no elector number, kept as it stands. Raises ValueError like the others."""
    return _usable(re.sub(r"\s+", "-", text.strip().upper()))


def of_cells(columns: Columns, cells: list[str]) -> str:
    """The key from the cells of a row, in one column or three. Raises ValueError at characters no key has.

    Elector numbers are counted within a polling district: where a file has no prefix, the district is the
    prefix.
    """
    number = cells[columns.number] if columns.number is not None else ""
    before = columns.prefix if columns.prefix is not None else columns.district
    suffix = cells[columns.suffix] if columns.suffix is not None else ""
    if before is None and not suffix.strip():
        return from_text(number)
    return from_parts(cells[before] if before is not None else "", number, suffix)


def is_glued(text: str) -> bool:
    """Whether prefix and number stand without a mark between them, so that `AB124` may be AB 124 or AB1
    24."""
    return _JOINED.fullmatch(text.strip().upper().partition("/")[0].strip()) is not None


@lru_cache(maxsize=1024)
def _plain_prefix(prefix: str) -> str | None:
    """A prefix as it stands before a number, with the mark between; None where no key may have it."""
    found = _APART.sub("", prefix.upper())
    if not found:
        return ""
    return f"{found}-" if _USABLE.fullmatch(found) and len(found) <= LONGEST_KEY - 1 - _MOST_DIGITS else None


def _without_suffix(text: str) -> tuple[str, str]:
    if found := _SUFFIXED.fullmatch(text):
        return found[1], found[2]
    parts = [part for part in _APART.split(text) if part]
    if len(parts) == 3 and parts[1].isdecimal() and parts[2].isdecimal() and len(parts[2]) <= 2:
        return f"{parts[0]}-{parts[1]}", parts[2]
    return text, ""


def _split(text: str) -> tuple[str, str]:
    """Prefix and number of what is left without a suffix."""
    parts = [part for part in _APART.split(text) if part]
    if len(parts) > 1:
        return "".join(parts[:-1]), parts[-1]
    if parts and (joined := _JOINED.fullmatch(parts[0])):
        return joined[1], joined[2]
    return "", "".join(parts)


def _write(prefix: str, number: str, suffix: str) -> str:
    if number.isdecimal():
        number = str(int(number[:LONGEST_KEY]))
    if suffix.isdecimal():
        suffix = str(int(suffix[:LONGEST_KEY]))
    written = f"{prefix}-{number}" if prefix else number
    return _usable(written if suffix in _NO_SUFFIX else f"{written}/{suffix}")


def _usable(key: str) -> str:
    if len(key) > LONGEST_KEY or not _USABLE.fullmatch(key):
        raise ValueError(key)
    return key
