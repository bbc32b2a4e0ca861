"""Elector numbers as people type and paste them: `AB-124/1`, `AB124/1`, `AB 124`, `ab124`, `124/1`, `124`; the cells of
a row of a register; and VAN ids."""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from . import electors

LONGEST_TEXT: Final = 80
_CELLS: Final = re.compile(r"[\t,;]")
_VAN: Final = re.compile(r"VAN(?:\s*ID)?[\s.:#-]*([0-9]{1,12})", re.IGNORECASE)
_NUMBER: Final = re.compile(r"([0-9]+)(?:/([0-9A-Z]{1,2}))?")


class Typed(NamedTuple):
    """What a text may mean: `keys` in the order in which they are likely; `bare` is a number without a prefix, which
    may belong to every prefix that there is. Nothing in either where it cannot be read."""

    keys: tuple[str, ...] = ()
    bare: str = ""


def read(text: str, prefix: str = "") -> Typed:
    """What was typed. `prefix` is that of all numbers of the list that have none of their own."""
    text = text.strip().strip("\"'")
    if not text or len(text) > LONGEST_TEXT:
        return Typed()
    if van := _VAN.fullmatch(text):
        return Typed((f"van.{van[1]}",))
    cells = [cell.strip() for cell in _CELLS.split(text)]
    try:
        key = _of_cells(cells) if len(cells) > 1 else electors.from_text(text)
        if not key:
            return Typed()
        if not _NUMBER.fullmatch(key):
            return Typed((key, f"id.{electors.from_id(text)}") if len(cells) == 1 else (key,))
        if prefix.strip():
            return Typed((with_prefix(prefix, key),))
        ids = (f"van.{key}", f"id.{key}") if key.isdecimal() else ()
    except ValueError:
        return Typed()
    return Typed((key, *ids), key)


def with_prefix(prefix: str, bare: str) -> str:
    """The key of a number without a prefix under one. Raises ValueError."""
    number, _, suffix = bare.partition("/")
    return electors.from_parts(prefix, number, suffix)


def glued(text: str, prefixes: Iterable[str]) -> list[str]:
    """The keys of a text in which prefix and number stand without a mark between them: `AB124` is AB 124, or AB1 24
    where there is such a prefix."""
    whole = re.sub(r"\s", "", text).upper()
    found = []
    for prefix in prefixes:
        number = _NUMBER.fullmatch(whole[len(prefix) :]) if whole.startswith(prefix) else None
        if prefix and number:
            found.append(electors.from_parts(prefix, number[1], number[2] or ""))
    return found


def _of_cells(cells: list[str]) -> str:
    """Prefix, number and suffix in cells of their own; or a number with whatever follows it."""
    if len(cells) > 1 and cells[1].isdecimal() and not any(c.isdigit() for c in cells[0][:1]):
        suffix = cells[2] if len(cells) > 2 and re.fullmatch(r"[0-9]{0,2}", cells[2]) else ""
        return electors.from_parts(cells[0], cells[1], suffix)
    return electors.from_text(cells[0])
