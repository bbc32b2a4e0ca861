"""Rows that say who lives where: registers, VAN exports, and lists with everything in one."""

from collections.abc import Callable
from datetime import date

from ringround.domain.household import Person

from . import electors, eligibility, names, phone_rows
from .addresses import Home, home
from .errors import Problem
from .layouts import Columns, Layout
from .names import Name
from .rows import Row
from .staging import PhoneKey, Place, Staging

MOST_TAGS = 8
LONGEST_TAG = 24
LONGEST_VALUE = 80
MOST_KEPT = 6


class RegisterReader:
    """Turns rows into electors at homes, with the numbers in the same row."""

    def __init__(self, layout: Layout, file: int, staging: Staging, poll: date, id_key: bytes, today: date) -> None:
        self._columns = layout.columns
        self._identify = identifier(layout)
        self._file = file
        self._staging = staging
        self._poll = poll
        self._id_key = id_key
        self._phones = phone_rows.NumberCells(layout.columns, file, staging, today)
        self._address: tuple[str, ...] = ()
        self._home: Home | None = None

    def take(self, row: Row) -> None:
        """Stage one row, or report why not."""
        if not self._elector(row.cells, Place(self._file, row.line)):
            self._phones.objections(row.cells)

    def _elector(self, cells: list[str], place: Place) -> bool:
        """Stage an elector and their numbers; False, with the reason reported, where the row names none."""
        if self._columns.change is not None and cells[self._columns.change].strip().upper() in {
            "D",
            "DELETE",
            "DELETED",
        }:
            self._report(place, "deleted", self._raw_name(cells))
            return False
        found_home = self._find_home(cells)
        name = self._name(cells)
        if found_home is None or name is None:
            self._report_missing(place, cells, found_home, name)
            return False
        try:
            key, alias, shown_id = self._identify(cells)
        except ValueError as error:
            self._report(place, "id_unusable", str(error))
            return False
        if not key:
            self._report(place, "no_id", name.shown)
            return False
        person = self._person(key, shown_id, name, cells, place)
        self._staging.add_home(found_home)
        says_votes = self._columns.markers is not None or self._columns.born is not None
        self._staging.add_elector(found_home.household, person, alias, place, says_votes=says_votes)
        self._phones.stage(cells, PhoneKey(key, raw=shown_id), place, register=True)
        return True

    def _person(self, key: str, shown_id: str, name: Name, cells: list[str], place: Place) -> Person:
        columns = self._columns
        marks = eligibility.markers(cells[columns.markers]) if columns.markers is not None else ""
        votes = eligibility.may_vote(marks, None, self._poll)
        if columns.born is not None and (born := cells[columns.born].strip()):
            try:
                votes = eligibility.may_vote(marks, eligibility.turns_18(born, self._poll), self._poll)
            except ValueError:
                # Perhaps under 18 on polling day: shown at the address, not asked for.
                votes = False
                self._report(place, "date_unreadable", born)
        kept = {
            header[:LONGEST_TAG]: value[:LONGEST_VALUE]
            for header, at in columns.kept[:MOST_KEPT]
            if (value := cells[at].strip())
        }
        if marks:
            kept["markers"] = marks
        return Person(key, name.shown, name.first, shown_id, votes, _tags(columns, cells), kept)

    def _find_home(self, cells: list[str]) -> Home | None:
        columns = self._columns
        street = ""
        if columns.street is not None:
            number = cells[columns.house_number].strip() if columns.house_number is not None else ""
            street = f"{number} {cells[columns.street].strip()}".strip()
        address = (
            *(cells[at] for at in columns.lines),
            street,
            cells[columns.town] if columns.town is not None else "",
            cells[columns.postcode] if columns.postcode is not None else "",
        )
        # Rows of one household stand together: the last home is often this one too.
        if address != self._address:
            self._address = address
            self._home = home(self._ordered(address), address[-2], address[-1], self._id_key)
        return self._home

    def _ordered(self, address: tuple[str, ...]) -> list[str]:
        """Address lines with the street where it belongs: after a flat or house name, before the rest."""
        *lines, street = address[:-2]
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

    def _report_missing(self, place: Place, cells: list[str], found: Home | None, name: Name | None) -> None:
        raw = " ".join(cell.strip() for cell in cells if cell.strip())
        if name is None and (found is None or self._raw_name(cells)):
            self._report(place, "anonymous", raw)
        else:
            self._report(place, "no_name" if name is None else "no_address", raw)

    def _report(self, place: Place, code: str, value: str) -> None:
        self._staging.add_problem(Problem(place.file, place.line, code, value))


def _tags(columns: Columns, cells: list[str]) -> tuple[str, ...]:
    if columns.tags is None or not cells[columns.tags].strip():
        return ()
    found = (tag.strip()[:LONGEST_TAG] for tag in cells[columns.tags].replace("|", ";").replace(",", ";").split(";"))
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
