"""The file of problems: every row that could not be used, for people to open in a spreadsheet."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from ringround.domain.cells import safe

from .errors import REASONS, Problem

HEADER: Final = ("File", "Line", "Code", "Reason", "Value", "Note")


def write(path: Path, problems: Iterable[Problem], files: Sequence[str]) -> int:
    """Write the file, in UTF-8 with a mark so that spreadsheets read its accents. Returns how many rows it
    has."""
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(HEADER)
        for problem in problems:
            said = (problem.code, REASONS[problem.code], problem.value, problem.more)
            writer.writerow((safe(files[problem.file]), problem.line, *map(safe, said)))
            count += 1
    return count
