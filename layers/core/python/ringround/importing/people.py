"""Rows that say who lives where: registers, VAN exports, and lists with everything in one."""

import json
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from . import electors, eligibility, names, phone_rows
from .addresses import Home, home
from .errors import Problem
from .layouts import Layout
from .names import Name
from .rows import Row
from .staging import PhoneKey, Staging

MOST_TAGS = 8
LONGEST_TAG = 24
LONGEST_VALUE = 80
MOST_KEPT = 6


_DELETED = frozenset({"D", "DELETE", "DELETED"})


class _Said(NamedTuple):
    """What the cells that many rows have alike say of somebody: whether they may vote (None where the file does not
    say), tags and columns as `staging` keeps them, and a date that cannot be read."""

    votes: bool | None
    extra: str
    unreadable: str


class RegisterReader:
    """Turns rows into electors at homes, with the numbers in the same row."""

    def __init__(self, layout: Layout, file: int, staging: Staging, poll: date, id_key: bytes, today: date) -> None:
        columns = self._columns = layout.columns
        self._identify = identifier(layout)
        self._file = file
        self._staging = staging
        self._poll = poll
        self._id_key = id_key
        self._phones = phone_rows.NumberCells(columns, file, staging, today)
        self._common = _there(columns.markers, columns.born, columns.tags, *(at for _, at in columns.kept[:MOST_KEPT]))
        self._common_of = _getter(self._common)
        self._says = lru_cache(maxsize=1024)(self._said)
        self._address_of = _getter(
            _there(*columns.lines, columns.house_number, columns.street, columns.town, columns.postcode)
        )
        self._address: tuple[str, ...] | None = None
        self._home: Home | None = None

    def take(self, row: Row) -> None:
        """Stage one row, or report why not."""
        if not self._elector(row.cells, row.line):
            self._phones.objections(row.cells)

    def _elector(self, cells: list[str], line: int) -> bool:
        """Stage an elector and their numbers; False, with the reason reported, where the row names none."""
        if self._columns.change is not None and cells[self._columns.change].strip().upper() in _DELETED:
            self._report(line, "deleted", self._raw_name(cells))
            return False
        found_home = self._find_home(cells)
        name = self._name(cells)
        if found_home is None or name is None:
            self._report_missing(line, cells, found_home, name)
            return False
        try:
            key, alias, shown_id = self._identify(cells)
        except ValueError as error:
            self._report(line, "id_unusable", str(error))
            return False
        if not key:
            self._report(line, "no_id", name.shown)
            return False
        said = self._says(self._common_of(cells))
        if said.unreadable:
            self._report(line, "date_unreadable", said.unreadable)
        self._staging.add_home(found_home)
        whose = (key, found_home.household, name.shown, name.first, shown_id)
        self._staging.add_elector(whose, said.votes, said.extra, alias, self._file, line)
        if self._columns.phones:
            self._phones.stage(cells, PhoneKey(key, raw=shown_id), line, register=True)
        return True

    def _said(self, common: tuple[str, ...]) -> _Said:
        columns = self._columns
        cells: dict[int | None, str] = dict(zip(self._common, common, strict=True))
        marks = eligibility.markers(cells.get(columns.markers, ""))
        born = cells.get(columns.born, "")
        unreadable = ""
        try:
            adult_on = eligibility.turns_18(born, self._poll)
            votes = eligibility.may_vote(marks, adult_on, self._poll)
        except ValueError:
            # Perhaps under 18 on polling day: shown at the address, not asked for.
            votes, unreadable = False, born.strip()
        found = {
            header[:LONGEST_TAG]: value[:LONGEST_VALUE]
            for header, at in columns.kept[:MOST_KEPT]
            if (value := cells[at].strip())
        }
        if marks:
            found["markers"] = marks
        says_votes = columns.markers is not None or columns.born is not None
        labels = _tags(cells.get(columns.tags, ""))
        extra = json.dumps([labels, found], ensure_ascii=False) if labels or found else ""
        return _Said(votes if says_votes else None, extra, unreadable)

    def _find_home(self, cells: list[str]) -> Home | None:
        # Rows of one household stand together: the last home is often this one too.
        if (address := self._address_of(cells)) != self._address:
            self._address = address
            columns = self._columns
            street = ""
            if columns.street is not None:
                number = cells[columns.house_number].strip() if columns.house_number is not None else ""
                street = f"{number} {cells[columns.street].strip()}".strip()
            lines = self._ordered([cells[at] for at in columns.lines], street)
            town = cells[columns.town] if columns.town is not None else ""
            postcode = cells[columns.postcode] if columns.postcode is not None else ""
            self._home = home(lines, town, postcode, self._id_key)
        return self._home

    def _ordered(self, lines: list[str], street: str) -> list[str]:
        """Address lines with the street where it belongs: after a flat or house name, before the rest."""
        return [*lines, street] if self._columns.premises else [street, *lines]

    def _name(self, cells: list[str]) -> Name | None:
        columns = self._columns
        try:
            if columns.surname is not None and (columns.forename is not None or columns.name is None):
                forename = cells[columns.forename] if columns.forename is not None else ""
                if names.is_anonymous(cells[columns.surname]) and not forename.strip():
                    return None
                return names.from_parts(forename, cells[columns.surname])
            return None if names.is_anonymous(self._raw_name(cells)) else names.from_text(self._raw_name(cells))
        except ValueError:
            return None

    def _raw_name(self, cells: list[str]) -> str:
        columns = self._columns
        at = columns.name if columns.name is not None else columns.surname
        return cells[at].strip() if at is not None else ""

    def _report_missing(self, line: int, cells: list[str], found: Home | None, name: Name | None) -> None:
        raw = " ".join(cell.strip() for cell in cells if cell.strip())
        if name is None and (found is None or self._raw_name(cells)):
            self._report(line, "anonymous", raw)
        else:
            self._report(line, "no_name" if name is None else "no_address", raw)

    def _report(self, line: int, code: str, value: str) -> None:
        self._staging.add_problem(Problem(self._file, line, code, value))


def _there(*places: int | None) -> list[int]:
    return [at for at in places if at is not None]


def _getter(places: Sequence[int]) -> Callable[[list[str]], tuple[str, ...]]:
    """A function from a row to its cells at these places: `itemgetter`, for none and for one too."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda cells: tuple([cells[at] for at in places])


def _tags(cell: str) -> tuple[str, ...]:
    if not cell.strip():
        return ()
    found = (tag.strip()[:LONGEST_TAG] for tag in cell.replace("|", ";").replace(",", ";").split(";"))
    return tuple(dict.fromkeys(tag for tag in found if tag))[:MOST_TAGS]


def identifier(layout: Layout) -> Callable[[list[str]], tuple[str, str, str]]:
    """A function from cells to the elector's key, a second key that phone files may use, and the id as it is
    given back in exports. It raises ValueError at an id with characters that no key has.

    VAN ids and other ids are marked in the key (`van.1234567`), so that they are never taken for elector
    numbers.
    """
    columns = layout.columns

    def elector(cells: list[str]) -> tuple[str, str, str]:
        key = electors.of_cells(columns, cells)
        alias = van(cells)[0] if columns.van is not None else ""
        return key, alias, key

    def van(cells: list[str]) -> tuple[str, str, str]:
        found = electors.from_id(cells[columns.van or 0])
        return (f"van.{found}" if found else ""), "", found

    def other(cells: list[str]) -> tuple[str, str, str]:
        found = electors.from_id(cells[columns.other_id or 0])
        return (f"id.{found}" if found else ""), "", found

    return {"elector": elector, "van": van, "other": other}[layout.ids or "other"]
