"""Reading a set of files into households: the one way in to this package.

`read` recognises the files, reads every row and stages it. What came of it is a `Reading`: join it (with what
the table knows of electors that only have numbers here), then take its households one by one.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Final

from . import joining, report
from .errors import Problem, UnusableFile
from .layouts import MISSING, Layout, recognise
from .meanings import NOTHING_SAID, Said
from .people import RegisterReader
from .phone_rows import PhoneReader
from .rows import Row, rows
from .staging import IdOf, Listed, Place, Staged, Staging
from .text import count_lines

Progress = Callable[[int], None]
_TELL_EVERY = 1000
BAD_NUMBERS: Final = ("number_costly", "number_damaged", "number_invalid")
UNKNOWN_ELECTORS: Final = ("elector_ambiguous", "elector_unknown")
UNUSABLE: Final = (
    *UNKNOWN_ELECTORS,
    *("id_unusable", "no_address", "no_id", "no_name", "no_number", "quote_open", "too_many_cells", "row_too_long"),
)
"""Why a row is not used at all, where that is nobody's intention: an anonymous elector is no fault."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read, the name it goes by in messages, and what an organiser said of it."""

    path: Path
    name: str
    said: Said = NOTHING_SAID


@dataclass(frozen=True, slots=True)
class Rules:
    """What reading depends on besides the files: polling day, the key of household ids, further columns to keep, and
    the day of the import, after which nothing was screened yet."""

    poll: date
    id_key: bytes = field(repr=False, default=b"")
    keep: tuple[str, ...] = ()
    today: date = date.max


@dataclass(frozen=True, slots=True)
class Counts:
    """What the files hold. `rows` counts rows below headers; `numbers` different numbers that belong to
    somebody; `cannot_vote` people at the addresses who have no vote in this election."""

    rows: int
    households: int
    people: int
    numbers: int
    cannot_vote: int
    shared_in_household: int
    shared_across_households: int
    problems: int
    bad_numbers: int
    unknown_electors: int


class Reading:
    """Files that have been read. Close it when done: it holds an open temporary file."""

    def __init__(self, staging: Staging, files: Sequence[SourceFile], counted: Sequence[int]) -> None:
        self._staging = staging
        self._names = [file.name for file in files]
        self.file_rows = tuple(counted)
        self.rows = sum(counted)

    def unknown_keys(self, size: int = 100) -> Iterator[list[str]]:
        """Keys of electors who are not in the files but have numbers in them."""
        return joining.unknown_keys(self._staging, size)

    def add_known(self, key: str, household: str) -> None:
        """Say where such an elector lives."""
        self._staging.add_known(key, household)

    def join(self) -> None:
        """Find whose each number is. Raises UnusableFile where a phone file fits nobody."""
        joining.join(self._staging, self._names)

    def listed(self) -> Iterator[Listed]:
        """Every household as its rows stand, in the order of ids. After `join`."""
        return self._staging.households()

    def households(self, id_of: IdOf = str) -> Iterator[Staged]:
        """Every household, in the order of ids, its people under `id_of` their elector keys. After `join`."""
        return (each.staged(id_of) for each in self.listed())

    def household(self, household: str, id_of: IdOf = str) -> Staged:
        """One household, as `households` gives it. After `join`."""
        return self._staging.household(household).staged(id_of)

    def objections(self, size: int) -> Iterator[list[str]]:
        """Numbers that a row says must not be rung, of rows that could not be used too, until they are `heeded`."""
        return self._staging.objections(size)

    def heeded(self, numbers: Sequence[str]) -> None:
        """Say that the table holds these objections."""
        self._staging.heeded(numbers)

    def add_problem(self, place: Place, code: str, value: str = "", more: str = "") -> None:
        """Report a row for something that only the table shows."""
        self._staging.add_problem(Problem(place.file, place.line, code, value, more))

    def has(self, household: str) -> bool:
        """Whether the files speak of a household. After `join`."""
        return self._staging.has(household)

    def counts(self) -> Counts:
        """What there is so far. After `join`."""
        self._staging.flush()
        one = self._staging.one
        return Counts(
            rows=self.rows,
            households=one("SELECT COUNT(DISTINCT household) FROM elector"),
            people=one("SELECT COUNT(*) FROM elector"),
            numbers=one("SELECT COUNT(DISTINCT e164) FROM number"),
            cannot_vote=one("SELECT COUNT(*) FROM elector WHERE may_vote = 0"),
            shared_in_household=one(
                "SELECT COUNT(*) FROM (SELECT 1 FROM number"
                " WHERE e164 IN (SELECT e164 FROM number GROUP BY e164 HAVING COUNT(*) > 1)"
                " GROUP BY e164, household HAVING COUNT(DISTINCT key) > 1)"
            ),
            shared_across_households=one(
                "SELECT COUNT(*) FROM (SELECT e164 FROM across UNION"
                " SELECT value FROM problem WHERE code = 'number_elsewhere')"
            ),
            problems=one("SELECT COUNT(*) FROM problem"),
            bad_numbers=self._staging.rows_with(BAD_NUMBERS),
            unknown_electors=self._staging.rows_with(UNKNOWN_ELECTORS),
        )

    def first_problems(self, most: int) -> list[Problem]:
        """The first rows that could not be used, in the order of files and lines."""
        return list(islice(self._staging.problems(), most))

    def rows_with_problems(self) -> int:
        """How many rows something was wrong with that kept the elector, or the number, from being used."""
        return self._staging.rows_with(UNUSABLE)

    def prefixes(self) -> list[str]:
        """The prefixes of the elector numbers in the registers among the files."""
        return self._staging.texts(
            "SELECT DISTINCT substr(key, 1, instr(key, '-') - 1) AS prefix FROM elector"
            " WHERE instr(key, '-') > 1 AND key NOT LIKE 'van.%' AND key NOT LIKE 'id.%' ORDER BY prefix"
        )

    def districts(self) -> list[str]:
        """The first halves of the postcodes in them (`RS1`)."""
        return self._staging.texts(
            "SELECT DISTINCT substr(postcode, 1, instr(postcode, ' ') - 1) AS district FROM home"
            " WHERE instr(postcode, ' ') > 1 ORDER BY district"
        )

    def write_problems(self, path: Path) -> int:
        """Write every row that could not be used to a CSV file; returns how many."""
        return report.write(path, self._staging.problems(), self._names)

    def close(self) -> None:
        """Let the temporary file go."""
        self._staging.close()


def estimate_rows(files: Sequence[SourceFile]) -> int:
    """About how many rows the files have, for a progress bar."""
    return sum(max(count_lines(file.path) - 1, 0) for file in files)


def read(files: Sequence[SourceFile], work: Path, rules: Rules, progress: Progress | None = None) -> Reading:
    """Read files, in whatever order they are given, staging their rows in a new file in the folder `work`.

    `progress` is told the rows read so far. Raises UnusableFile, with nothing staged, where a file is no such
    thing.
    """
    layouts = [recognise(file.path, file.name, rules.keep, file.said) for file in files]
    _check_set(layouts, files)
    staging = Staging(work / "staging.sqlite")
    try:
        counted = [0] * len(files)
        for index in sorted(range(len(files)), key=lambda i: (not layouts[i].people, layouts[i].phones, i)):
            for row in _rows_of(files[index], index, layouts[index], staging, rules):
                counted[index] += row
                if progress and counted[index] % _TELL_EVERY == 0:
                    progress(sum(counted))
        if 0 in counted:
            bare = files[counted.index(0)].name
            raise UnusableFile("no_rows", f"{bare} has a header and no rows below it.")
    except BaseException:
        staging.close()
        raise
    return Reading(staging, files, counted)


def _rows_of(file: SourceFile, index: int, layout: Layout, staging: Staging, rules: Rules) -> Iterator[int]:
    """Read one file; yields 1 for each row."""
    reader: RegisterReader | PhoneReader
    if layout.people:
        reader = RegisterReader(layout, index, staging, rules.poll, rules.id_key, rules.today)
    else:
        reader = PhoneReader(layout, index, staging, rules.today)
    take, width = reader.take, layout.width
    for row in rows(file.path, file.name, layout.separator):
        if row.line <= layout.header_line:
            continue
        if len(row.cells) == width and not row.fault:
            take(row)
        elif problem := _fault(row, layout, index):
            staging.add_problem(problem)
        else:
            row.cells.extend([""] * (width - len(row.cells)))
            take(row)
        yield 1


def _fault(row: Row, layout: Layout, index: int) -> Problem | None:
    if row.fault:
        return Problem(index, row.line, row.fault, row.cells[0])
    if len(row.cells) > layout.width and any(cell.strip() for cell in row.cells[layout.width :]):
        return Problem(index, row.line, "too_many_cells", layout.separator.join(row.cells))
    return None


def _check_set(layouts: Sequence[Layout], files: Sequence[SourceFile]) -> None:
    """Raises UnusableFile where files that are each in order make no sense together."""
    registers = [(layout, file) for layout, file in zip(layouts, files, strict=True) if layout.people]
    for layout, file in registers[1:]:
        if not layout.all_ids & registers[0][0].all_ids:
            raise UnusableFile(
                "ids_differ",
                f"{registers[0][1].name} and {file.name} tell people apart by different ids, so the same "
                "person could be imported twice. Import one of them, or add the other's id as a column.",
            )
    if not registers:
        for layout, file in zip(layouts, files, strict=True):
            if layout.names or layout.addresses:
                missing = "no_address" if layout.names and not layout.addresses else "no_name"
                raise UnusableFile(missing, MISSING[missing].format(name=file.name))
