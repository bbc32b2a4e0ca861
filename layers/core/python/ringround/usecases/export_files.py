"""Rows into a CSV file that opens right in Excel, and back.

UTF-8 with a mark, so that accents are read; lines end in CR LF (RFC 4180). What cells begin with, and what a reader
does about it, stands in `domain.cells`.
"""

import csv
import hashlib
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from ..domain import cells
from ..domain.export_words import ExportKind
from .collected import Collected
from .export_rows import Asked, Row, Time, attempts, latest, numbers, register
from .export_van import van

ENCODING: Final = "utf-8-sig"
_REMEMBERED: Final = 4096
"""Cells: a few hundred kilobytes."""


def rows_of(kind: ExportKind, found: Collected, asked: Asked, secret: bytes) -> Iterator[Row]:
    """The header and the rows of an export."""
    if kind == "van":
        return van(found, asked, secret)
    makers = {"attempts": attempts, "latest": latest, "register": register, "numbers": numbers}
    return makers[kind](found, asked)


def write(path: Path, kind: ExportKind, rows: Iterable[Row], told: Callable[[int], None] = lambda _: None) -> int:
    """Write a file; how many rows it has below its header. `told` hears of each row.

    VAN's file goes from program to program: its ids stay as they are, and only formulas are kept from running.
    """
    # Most cells are like one of those before. Kept no longer than the file is written: they are people's names.
    shown = lru_cache(maxsize=_REMEMBERED)(cells.safe if kind == "van" else cells.text)
    count = -1
    with path.open("w", encoding=ENCODING, newline="") as out:
        writer = csv.writer(out)
        for row in rows:
            writer.writerow([shown(v) if type(v) is str else _cell(v, shown) for v in row])
            count += 1
            told(count)
    return count


def _cell(value: object, shown: Callable[[str], str]) -> object:
    if isinstance(value, str) and not isinstance(value, Time):
        return shown(value)
    return "" if value is None else value


def read(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a file as they were meant, by the words of its header."""
    with path.open(encoding=ENCODING, newline="") as file:
        lines = csv.reader(file)
        header = [cells.plain(cell) for cell in next(lines)]
        for line in lines:
            yield dict(zip(header, map(cells.plain, line), strict=True))


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
