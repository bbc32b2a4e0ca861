"""Addresses: the lines that are shown, and the one form by which two rows are found to be the same home."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from ringround.domain.claim_id import base32

from .names import sensible

LONGEST_LINE: Final = 60
MOST_LINES: Final = 6

_POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})\b", re.IGNORECASE)
_TOKENS = re.compile(r"\d+|[a-z]+")
_APOSTROPHES = re.compile(r"['’`´]")
_NUMBER_ONLY = re.compile(r"\d+\s?[A-Za-z]?(?:\s?[-/]\s?\d+\s?[A-Za-z]?)?")
_SMALL = frozenset(("of", "the", "on", "in", "under", "upon", "by", "at", "and", "le", "y", "yr", "en"))
_HAS_DIGIT = re.compile(r"\d")


class Home(NamedTuple):
    """One address: its household's id, and what is shown."""

    household: str
    address: tuple[str, ...]
    town: str
    postcode: str


def home(lines: Sequence[str], town: str, postcode: str, id_key: bytes) -> Home | None:
    """The home that address cells stand for; None where they say nothing.

    Rows are of one household where address and postcode agree without case, accents, punctuation and spacing;
    flats stay apart. The town counts only where there is no postcode. `id_key` (16 to 64 bytes) makes ids
    that cannot be guessed from an address.
    """
    # What is printable has no line break.
    each = [line for cell in lines if cell for line in ((cell,) if cell.isprintable() else cell.splitlines())]
    found = [tidied for line in each if (tidied := _tidied(line))]
    town = _tidied(town)
    postcode, found = _postcode(postcode, found)
    if len(found) == 1 and "," in found[0]:
        found = [part.strip() for part in found[0].split(",") if part.strip()]
    if not found:
        return None
    tokens = [" ".join(found)] if postcode else [" ".join([*found, town])]
    normal = f"{compared(tokens[0])}|{postcode.replace(' ', '')}"
    shown = _numbers_joined([shown_line(line)[:LONGEST_LINE] for line in found])
    if not town and len(shown) > 1:
        town = shown.pop()
    elif town:
        town = shown_line(town)[:LONGEST_LINE]
        shown = [line for line in shown if line.casefold() != town.casefold()] or shown
    return Home(_id(normal, id_key), tuple(shown[:MOST_LINES]), town, postcode)


def _tidied(line: str) -> str:
    if "  " not in line and line.isprintable():
        return line.strip(" ,")
    return " ".join(line.split()).strip(" ,")


def compared(text: str) -> str:
    """An address as it is compared: words and numbers only. `FLAT 2B, ST. JOHN'S CT` and `Flat 2 b St Johns
    Ct` agree; `Flat 1, 2 Mill Lane` and `Flat 12 Mill Lane` don't."""
    if "'" in text or not text.isascii() or "`" in text:
        text = _APOSTROPHES.sub("", text)
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(_TOKENS.findall(text.lower()))


def shown_line(line: str) -> str:
    """An address line as it is shown: capitals in the case that people use, everything else as it stands."""
    if not line.isupper() or not any(c.isalpha() for c in line):
        return line
    words = [
        word if _HAS_DIGIT.search(word) else word.lower() if place and word.lower() in _SMALL else sensible(word)
        for place, word in enumerate(line.split(" "))
    ]
    return " ".join(words)


def _postcode(cell: str, lines: list[str]) -> tuple[str, list[str]]:
    """The postcode as it is written, from its own cell or the end of the address, and the lines without
    it."""
    cell = _code(cell)
    if not cell and lines and (found := _POSTCODE.search(lines[-1])) and found.end() == len(lines[-1]):
        cell = f"{found[1]} {found[2]}".upper()
        rest = lines[-1][: found.start()].strip(" ,")
        return cell, [*lines[:-1], rest] if rest else lines[:-1]
    if cell and lines and _compared(lines[-1]) == _compared(cell):
        lines = lines[:-1]
    return cell[:12], lines


@lru_cache(maxsize=1024)
def _code(cell: str) -> str:
    cell = " ".join(cell.split()).upper()
    found = _POSTCODE.fullmatch(cell.replace(" ", ""))
    return f"{found[1]} {found[2]}" if found else cell


# For what many addresses share: towns and postcodes.
_compared = lru_cache(maxsize=1024)(compared)


def _numbers_joined(lines: list[str]) -> list[str]:
    """A house number on a line of its own goes before its street."""
    joined: list[str] = []
    for line in lines:
        if joined and _NUMBER_ONLY.fullmatch(joined[-1]):
            joined[-1] = f"{joined[-1]} {line}"
        else:
            joined.append(line)
    return joined


def _id(normal: str, id_key: bytes) -> str:
    return base32(hashlib.blake2b(normal.encode(), digest_size=10, key=id_key[:64]).digest())
