"""What a file looks like before anything is made of it: its columns, what they are taken for, and what stands in them.

The samples are people's data: they are shown to the organiser who has the file, and kept nowhere but beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from .layouts import meanings, survey
from .reading import SourceFile
from .rows import rows
from .text import encoding_name

SAMPLES: Final = 3
LONGEST_SAMPLE: Final = 60
_ROWS: Final = 200


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its place from 0, its name as it stands, what it is taken for (empty: not used) and up to three
    different cells."""

    position: int
    name: str
    meaning: str
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """One file as it is read: its separator, its encoding in words, its columns."""

    name: str
    separator: str
    encoding: str
    columns: tuple[Column, ...]


def look_at(file: SourceFile, keep: Sequence[str] = ()) -> Look:
    """Look at the beginning of a file. Raises UnusableFile where it is no text."""
    layout = survey(file.path, file.name, keep, file.said)
    meant = meanings(layout)
    seen: list[dict[str, None]] = [{} for _ in range(layout.width)]
    below = (row for row in rows(file.path, file.name, layout.separator) if row.line > layout.header_line)
    for row in islice(below, _ROWS):
        for cells, cell in zip(seen, row.cells, strict=False):
            if len(cells) < SAMPLES and (text := " ".join(cell.split())[:LONGEST_SAMPLE]):
                cells[text] = None
    names = layout.header if layout.header_line else [f"Column {place + 1}" for place in range(layout.width)]
    columns = tuple(
        Column(place, name[:LONGEST_SAMPLE], meant.get(place, ""), tuple(cells))
        for place, (name, cells) in enumerate(zip(names, seen, strict=True))
    )
    return Look(file.name, layout.separator, encoding_name(file.path), columns)
