"""Rows that say which number somebody has: phone files, and the phone columns of every other layout."""

from datetime import date
from functools import lru_cache

from . import electors, eligibility
from .errors import Problem
from .layouts import Columns, Layout
from .phones import parse_cell
from .rows import Row
from .staging import PhoneKey, Staging

_NOT_BARRED = frozenset(
    {"", "n", "no", "0", "false", "f", "none", "-", "n/a", "not registered", "clear", "ok", "not on tps"}
)


class NumberCells:
    """Stages the numbers in a row's phone columns. A day of screening after `today` is a slip: it counts as today."""

    def __init__(self, columns: Columns, file: int, staging: Staging, today: date) -> None:
        self._today = today.isoformat()
        self._columns = columns
        self._file = file
        self._staging = staging

    def stage(self, cells: list[str], whose: PhoneKey, line: int, *, register: bool) -> int:
        """Stage every number of the row; returns how many cells held something."""
        columns, file = self._columns, self._file
        barred = self._barred(cells)
        screened = min(_day(cells[columns.screened]), self._today) if columns.screened is not None else ""
        filled = 0
        # A preferred number is one of the others once more.
        for cell in dict.fromkeys([cells[at].strip() for at in columns.phones]):
            for e164, kind, refused in parse_cell(cell) if cell else ():
                filled += 1
                if refused:
                    self._staging.add_problem(Problem(file, line, refused, e164))
                    continue
                if barred:
                    self._staging.add_objection(e164)
                    self._staging.add_problem(Problem(file, line, "call_barred", cell))
                self._staging.add_number(whose, e164, kind, screened, file, line, register=register)
        return filled

    def objections(self, cells: list[str]) -> None:
        """Stage what a row that names nobody says of its numbers: an objection holds without a name."""
        if not self._barred(cells):
            return
        for at in self._columns.phones:
            for number in parse_cell(cells[at].strip()):
                if not number.refused:
                    self._staging.add_objection(number.e164)

    def _barred(self, cells: list[str]) -> bool:
        places = self._columns.barred
        return bool(places) and any(cells[at].strip().lower() not in _NOT_BARRED for at in places)


class PhoneReader:
    """Turns the rows of a phone file into numbers that wait for their elector."""

    def __init__(self, layout: Layout, file: int, staging: Staging, today: date) -> None:
        self._layout = layout
        self._file = file
        self._staging = staging
        self._numbers = NumberCells(layout.columns, file, staging, today)
        columns = layout.columns
        others = (columns.prefix, columns.district, columns.suffix, columns.van)
        self._number_alone = columns.number if all(at is None for at in others) else None

    def take(self, row: Row) -> None:
        """Stage one row, or report why not."""
        try:
            whose = self._whose(row.cells)
        except ValueError as error:
            self._staging.add_problem(Problem(self._file, row.line, "id_unusable", str(error)))
            self._numbers.objections(row.cells)
            return
        if not whose.key:
            self._numbers.objections(row.cells)
            raw = " ".join(cell.strip() for cell in row.cells if cell.strip())
            self._staging.add_problem(Problem(self._file, row.line, "no_id", raw))
        elif not self._numbers.stage(row.cells, whose, row.line, register=False):
            self._staging.add_problem(Problem(self._file, row.line, "no_number", whose.raw))

    def _whose(self, cells: list[str]) -> PhoneKey:
        """How the file names the elector of a row."""
        if self._number_alone is not None:
            raw = cells[self._number_alone].strip()
            if key := electors.marked(raw):
                return PhoneKey(key, "", raw)
        return _whose(self._layout.columns, cells)


def _whose(columns: Columns, cells: list[str]) -> PhoneKey:
    """How a phone file names the elector: by elector number, VAN id or another id, whatever it has."""
    van = electors.from_id(cells[columns.van]) if columns.van is not None else ""
    if columns.number is not None and (key := electors.of_cells(columns, cells)):
        raw = cells[columns.number].strip()
        glued = columns.prefix is None and columns.district is None and electors.is_glued(raw)
        return PhoneKey(key, f"van.{van}" if van else "", raw if columns.prefix is None else key, glued)
    if van:
        return PhoneKey(f"van.{van}", "", van)
    if columns.other_id is None or not (other := electors.from_id(cells[columns.other_id])):
        return PhoneKey("")
    try:
        # A column called just "ID" or "Ref" often holds the elector number.
        as_elector = electors.from_text(other)
    except ValueError:
        as_elector = ""
    return PhoneKey(f"id.{other}", as_elector, other)


@lru_cache(maxsize=256)
def _day(cell: str) -> str:
    """A date as `2027-02-01`; empty where it cannot be read, which counts as never screened."""
    try:
        found = eligibility.day(cell)
    except ValueError:
        return ""
    return found.isoformat() if found else ""
