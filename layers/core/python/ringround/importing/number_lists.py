"""Lists of phone numbers as people paste them: any spelling, one or several a line."""

from collections.abc import Iterable
from typing import NamedTuple

from .phones import parse_cell


class Numbers(NamedTuple):
    """Numbers in E.164, each once, in order; and the lines in which none, or a bad one, was found."""

    e164: tuple[str, ...]
    unreadable: tuple[str, ...]


def read(lines: Iterable[str]) -> Numbers:
    """The numbers of a list. Empty lines are left out."""
    numbers: dict[str, None] = {}
    unreadable: dict[str, None] = {}
    for line in lines:
        text = line.strip().strip("\"'")
        found = parse_cell(text)
        numbers |= {each.e164: None for each in found if not each.refused}
        # What costs extra is no number to ring, and one to leave alone all the same: it is said.
        if text and (not found or any(each.refused for each in found)):
            unreadable[line.strip()] = None
    return Numbers(tuple(numbers), tuple(unreadable))
