"""The last export held against the table: every file is read back and counted, and the table is read once more.

Nothing here looks at what the export was made from: what was collected wrongly is found as well.
"""

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ..domain.cells import plain
from ..domain.errors import BreaksRule
from ..storage import calls, households, scan
from ..storage.schema import PK
from ..storage.table import Table
from .export_files import ENCODING
from .export_rows import uk_time, words


@dataclass(slots=True)
class Sums:
    """What there is: versions of calls and calls, rows of all attempts, people on the list, results by outcome, and the
    times of recording added up, as they are written."""

    versions: int = 0
    calls: int = 0
    attempts: int = 0
    people: int = 0
    results: Counter[str] = field(default_factory=Counter)
    recorded: int = 0


def of_table(table: Table, told: Callable[[int], None] = lambda _: None) -> Sums:
    """The sums of the table as it is now. `told` hears how many items have been read."""
    sums, read = Sums(), 0
    for page in scan.pages(table):
        read += len(page)
        told(read)
        for item in page:
            family = item[PK].partition("#")[0]
            if family == "H":
                sums.people += len(households.from_item(item).people)
            elif family == "C":
                call = calls.from_item(item)
                sums.versions += 1
                sums.calls += call.entry.version == 1
                sums.attempts += max(1, len(call.people))
                sums.results.update(words(p.outcome) for p in call.people)
                sums.recorded += _stamp(uk_time(call.recorded_at))
    return sums


def of_files(path: Path, told: Callable[[int], None] = lambda _: None) -> Sums:
    """The sums of the files of a last export. `told` hears how many rows have been read. Raises BreaksRule where they
    disagree among themselves."""
    sums, standing, seen = Sums(), 0, ("", "")
    with zipfile.ZipFile(path) as archive:
        for row in _rows(archive, "attempts.csv"):
            sums.attempts += 1
            told(sums.attempts)
            if (row["Call"], row["Version"]) != seen:
                seen = (row["Call"], row["Version"])
                sums.versions += 1
                sums.calls += row["Version"] == "1"
                sums.recorded += _stamp(row["Recorded at"])
            if row["Outcome"]:
                sums.results[row["Outcome"]] += 1
                standing += row["Stands"] == "yes"
        sums.people = sum(1 for _ in _rows(archive, "register.csv"))
        latest = sum(int(row["Attempts"]) for row in _rows(archive, "latest.csv"))
        uploads = sum(1 for row in _rows(archive, "van.csv") if row["Canvass Result"] or any(_answers(row)))
        sum(1 for _ in _rows(archive, "numbers.csv"))
    if latest != standing or uploads < standing:
        raise mismatch()
    return sums


_VAN_KEYS: Final = frozenset(
    {"Voter File VANID", "Elector Number", "Date Contacted", "Contact Type", "Phone", "Canvass Result", "Notes"}
)


def _answers(row: Mapping[str, str]) -> Iterator[str]:
    return (value for name, value in row.items() if name not in _VAN_KEYS)


def _rows(archive: zipfile.ZipFile, name: str) -> Iterator[dict[str, str]]:
    with archive.open(name) as raw:
        lines = csv.reader(io.TextIOWrapper(raw, ENCODING, newline=""))
        header = [plain(cell) for cell in next(lines)]
        for line in lines:
            yield dict(zip(header, map(plain, line), strict=True))


def _stamp(text: str) -> int:
    """A time as one number: its digits."""
    return int("".join(digit for digit in text if digit.isdigit()) or 0)


def mismatch() -> BreaksRule:
    """The refusal of an export that does not hold what the table holds."""
    return BreaksRule("The last export does not hold what the table holds: start it again.", code="export_mismatch")
