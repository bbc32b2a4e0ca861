"""From lines to rows: separators, quoted cells with line breaks, ragged rows, and the line number of each
row."""

import csv
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from .errors import UnusableFile
from .text import lines, open_text

SEPARATORS: Final = (",", "\t", ";", "|")
LONGEST_ROW: Final = 25
"""Lines that one row may span. A row that goes on longer has a quotation mark that nobody closed."""
_HEAD_LINES = 30
_QUOTE = '"'
_PLAIN = 10_000
"""A longer line may have a cell that is longer than csv takes: that is for csv to say."""


class Row(NamedTuple):
    """One row: the line where it begins, and its cells. `fault` names why it cannot be used (its cells are
    then what stood there)."""

    line: int
    cells: list[str]
    fault: str = ""


class _TooLong(Exception):  # noqa: N818 - never leaves this module
    pass


class _Feed:
    """Lines for csv.reader, remembered since the row began, so that a row that never ends can be taken
    apart."""

    def __init__(self, source: Iterator[str]) -> None:
        self.source = source
        self.returned: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        if len(self.taken) >= LONGEST_ROW:
            raise _TooLong
        line = self.returned.popleft() if self.returned else next(self.source)
        self.taken.append(line)
        return line

    def plain(self, separator: str) -> list[str] | None:
        """The cells of the next line, taken, where it has no quotation mark: they need no reader. None, with nothing
        taken, where it has, and at the end."""
        if not self.returned:
            line = next(self.source, None)
            if line is None:
                return None
            if _QUOTE not in line and len(line) <= _PLAIN:
                return line.rstrip("\r\n").split(separator)
            self.returned.append(line)
        return None


def rows(path: Path, name: str, separator: str) -> Iterator[Row]:
    """Every row that is not blank, from the first line on, header too.

    Raises UnusableFile where the file is no text. A row with an unclosed quotation mark costs that line only.
    """
    with open_text(path, name) as text:
        feed = _Feed(lines(text, name))
        reader = csv.reader(feed, delimiter=separator)
        line = 1
        while True:
            feed.taken.clear()
            if (plain := feed.plain(separator)) is not None:
                if plain[0].isalnum() or any(cell and not cell.isspace() for cell in plain):
                    yield Row(line, plain)
                line += 1
                continue
            fault = ""
            try:
                cells = next(reader)
            except StopIteration:
                if len(feed.taken) > 1 or (feed.taken and feed.taken[0].strip()):
                    fault = "quote_open"
                else:
                    return
            except _TooLong:
                fault = "quote_open"
            except csv.Error:
                fault = "row_too_long"
            else:
                # csv.reader forgives a quotation mark that is not closed, and swallows the rows up to the
                # next one.
                if len(feed.taken) > 1 and not _is_one_row(feed.taken, separator):
                    fault = "quote_open"
            if fault:
                first, *rest = feed.taken
                feed.returned.extendleft(reversed(rest))
                reader = csv.reader(feed, delimiter=separator)
                yield Row(line, [first.strip()[:200]], fault)
                line += 1
                continue
            if any(cell and not cell.isspace() for cell in cells):
                yield Row(line, cells)
            line += len(feed.taken)


def _is_one_row(taken: list[str], separator: str) -> bool:
    """Whether these lines are one row by the letter of the format."""
    try:
        next(csv.reader(iter(taken), delimiter=separator, strict=True))
    except (csv.Error, StopIteration):
        return False
    return True


def head(path: Path, name: str) -> list[str]:
    """The first lines of a file, without an `sep=;` line's effect on the rest. Raises UnusableFile."""
    found: list[str] = []
    with open_text(path, name) as text:
        for line in lines(text, name):
            found.append(line)
            if len(found) >= _HEAD_LINES:
                break
    if not any(line.strip() for line in found):
        raise UnusableFile("empty", f"{name} is empty.")
    return found


def split(found: list[str], separator: str) -> list[Row]:
    """First lines taken apart by one separator, for finding out which separator it is."""
    feed = _Feed(iter(found))
    reader = csv.reader(feed, delimiter=separator)
    result: list[Row] = []
    line = 1
    while True:
        feed.taken.clear()
        try:
            cells = next(reader)
        except (StopIteration, _TooLong, csv.Error):
            return result
        result.append(Row(line, cells))
        line += len(feed.taken)
