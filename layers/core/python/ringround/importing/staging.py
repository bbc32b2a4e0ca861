"""The working memory of an import: one temporary SQLite file, so that a list of any length takes the same
memory.

Rows go in as the files have them; `joining` then finds whose each number is, what was met twice and which
household had a number first; households come out in the order of their ids.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, NamedTuple

from ringround.domain.household import Number, NumberKind, Person

from .addresses import Home
from .errors import Problem

MOST_PEOPLE: Final = 100
MOST_NUMBERS: Final = 100
"""More than any home has, and less than the largest item holds: a hall of residence under one address is
cut."""
_BATCH = 2000

IdOf = Callable[[str], str]
"""From an elector key to the id of the person."""

_TABLES = """
CREATE TABLE home (household TEXT PRIMARY KEY, address TEXT, town TEXT, postcode TEXT) WITHOUT ROWID;
CREATE TABLE elector (seq INTEGER PRIMARY KEY, key TEXT, household TEXT, shown TEXT, first TEXT, id TEXT,
    may_vote INTEGER, extra TEXT, alias TEXT, file INTEGER, line INTEGER);
CREATE TABLE given (seq INTEGER PRIMARY KEY, key TEXT, alt TEXT, glued INTEGER, raw TEXT, e164 TEXT,
    kind TEXT, screened TEXT, file INTEGER, line INTEGER, register INTEGER, found TEXT);
CREATE TABLE problem (file INTEGER, line INTEGER, code TEXT, value TEXT, more TEXT);
CREATE TABLE objection (e164 TEXT PRIMARY KEY, heeded INTEGER DEFAULT 0) WITHOUT ROWID;
CREATE TABLE known (key TEXT PRIMARY KEY, household TEXT) WITHOUT ROWID;
"""
_INSERTS = {
    "home": "INSERT OR IGNORE INTO home VALUES (?,?,?,?)",
    "elector": "INSERT INTO elector (key,household,shown,first,id,may_vote,extra,alias,file,line)"
    " VALUES (?,?,?,?,?,?,?,?,?,?)",
    "given": "INSERT INTO given (key,alt,glued,raw,e164,kind,screened,file,line,register) VALUES (?,?,?,?,?,?,?,?,?,?)",
    "problem": "INSERT INTO problem VALUES (?,?,?,?,?)",
    "objection": "INSERT OR IGNORE INTO objection (e164) VALUES (?)",
    "known": "INSERT OR IGNORE INTO known VALUES (?,?)",
}

_HOMES = "SELECT household, address, town, postcode FROM home"
_ELECTORS = "SELECT household, key, shown, first, id, may_vote, extra, file, line FROM elector"
_GIVEN = (
    # An objection is to the number: it holds whichever row it stood in.
    "SELECT n.household, n.e164, n.key, n.kind, n.screened, n.e164 IN (SELECT e164 FROM objection), n.file, n.line,"
    " n.household = COALESCE((SELECT o.household FROM owner o WHERE o.e164 = n.e164), n.household)"
    " FROM number n"
)


class PhoneKey(NamedTuple):
    """How a phone file names an elector: a key, perhaps another one, and the cell as it stood. `glued`:
    written as `AB124`, so that prefix and number cannot be told apart."""

    key: str
    alt: str = ""
    raw: str = ""
    glued: bool = False


class Place(NamedTuple):
    """A row: which file (from 0) and on which line it begins."""

    file: int
    line: int


@dataclass(frozen=True, slots=True)
class Given:
    """A number that the files give for people of a household. `place` is its first row; `first` is false where
    another household of the same files has it on an earlier row."""

    number: Number
    place: Place
    first: bool


@dataclass(frozen=True, slots=True)
class Staged:
    """One household as the files have it.

    `whose` of a number may name people who are not in `people`: electors of an earlier import for whom only a number
    came now. `rows` is how many rows of registers went into it; with none, it has no address either. `silent` are
    people of whom the files don't say whether they vote. `places` says on which row each person is.
    """

    id: str
    address: tuple[str, ...]
    town: str
    postcode: str
    people: Mapping[str, Person]
    numbers: Mapping[str, Given]
    silent: frozenset[str]
    places: Mapping[str, Place]
    rows: int

    def with_numbers(self) -> frozenset[str]:
        """The people for whom the files give a number, whoever owns it."""
        return frozenset(person for given in self.numbers.values() for person in given.number.whose)


class Listed(NamedTuple):
    """One household as its rows stand in the temporary file: columns as in _HOMES, _ELECTORS and _GIVEN. `home` is None
    where no register has it."""

    id: str
    home: Any
    electors: list[Any]
    numbers: list[Any]

    def staged(self, id_of: IdOf) -> Staged:
        """The same as values, its people under `id_of` their elector keys."""
        return _staged(self, id_of)


class Staging:
    """The temporary file. Used by one thread at a time."""

    def __init__(self, path: Path) -> None:
        self.db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-1000", "temp_store=FILE"):
            self.db.execute(f"PRAGMA {pragma}")
        self.db.executescript(_TABLES)
        self.db.execute("BEGIN")
        self._waiting: dict[str, list[tuple[Any, ...]]] = {table: [] for table in _INSERTS}
        self._last_home = ""

    def close(self) -> None:
        """Close the file; deleting it is its owner's business."""
        self.db.close()

    def add_home(self, home: Home) -> None:
        """Remember an address; the first spelling of a home is the one that is shown."""
        if home.household != self._last_home:
            self._last_home = home.household
            self._add("home", (home.household, "\n".join(home.address), home.town, home.postcode))

    def add_elector(
        self, person: tuple[str, str, str, str, str], votes: bool | None, extra: str, alias: str, file: int, line: int
    ) -> None:
        """One row of a register: elector key, household, name, what to call them, and the id as it is given back.
        `votes` is None where the file does not say whether somebody votes; `extra` is a JSON list of tags and columns,
        or empty. `alias` is a second id that phone files may use."""
        self._add("elector", (*person, votes, extra, alias, file, line))

    def add_number(
        self, whose: PhoneKey, e164: str, kind: NumberKind, screened_on: str, file: int, line: int, *, register: bool
    ) -> None:
        """A number for an elector. `register`: it stands in the same row as the elector."""
        key, alt, raw, glued = whose
        self._add("given", (key, alt, glued, raw, e164, kind, screened_on, file, line, register))

    def add_objection(self, e164: str) -> None:
        """A number that a row says must not be rung, whoever's it is and whatever becomes of that row."""
        self._add("objection", (e164,))

    def objections(self, size: int) -> Iterator[list[str]]:
        """Numbers that must not be rung and are not `heeded` yet, in lists of `size`."""
        self.flush()
        last = ""
        while found := self.db.execute(
            "SELECT e164 FROM objection WHERE e164 > ? AND NOT heeded ORDER BY e164 LIMIT ?", (last, size)
        ).fetchall():
            last = found[-1][0]
            yield [e164 for (e164,) in found]

    def heeded(self, numbers: Sequence[str]) -> None:
        """Note that the table holds these objections."""
        self.db.executemany("UPDATE objection SET heeded = 1 WHERE e164 = ?", [(e164,) for e164 in numbers])

    def add_problem(self, problem: Problem) -> None:
        """A row, or a cell, that was not used."""
        self._add("problem", (problem.file, problem.line, problem.code, problem.value[:200], problem.more))

    def add_known(self, key: str, household: str) -> None:
        """An elector of an earlier import, so that numbers can be joined to them."""
        self._add("known", (key, household))

    def flush(self) -> None:
        """Write what waits."""
        for table in _INSERTS:
            self._write(table)

    def one(self, query: str, parameters: Sequence[Any] = ()) -> int:
        """A query's single figure."""
        return int(self.db.execute(query, parameters).fetchone()[0] or 0)

    def rows_with(self, codes: Sequence[str]) -> int:
        """How many rows were reported for one of these reasons."""
        wanted = ",".join("?" * len(codes))
        query = f"SELECT COUNT(*) FROM (SELECT DISTINCT file, line FROM problem WHERE code IN ({wanted}))"  # noqa: S608
        return self.one(query, codes)

    def texts(self, query: str) -> list[str]:
        """A query's single column of texts."""
        self.flush()
        return [str(text) for (text,) in self.db.execute(query)]

    def problems(self) -> Iterator[Problem]:
        """Every problem, in the order of files and lines."""
        self.flush()
        for row in self.db.execute("SELECT file,line,code,value,more FROM problem ORDER BY file,line,code,value"):
            yield Problem(*row)

    def households(self) -> Iterator[Listed]:
        """Every household in the order of ids. Only after `joining.join`."""
        self.flush()
        # Three walks in one order, side by side: nothing is looked up for a single household.
        homes = _Groups(self.db.execute(f"{_HOMES} ORDER BY household"))
        electors = _Groups(self.db.execute(f"{_ELECTORS} ORDER BY household, seq"))
        numbers = _Groups(self.db.execute(f"{_GIVEN} ORDER BY n.household, n.seq"))
        while household := min((key for key in (electors.key, numbers.key) if key), default=""):
            people, given = electors.take(household), numbers.take(household)
            home = homes.take(household) if people else ()
            yield Listed(household, home[0] if home else None, people, given)

    def household(self, household: str) -> Listed:
        """One household, as `households` gives it. Only after `joining.join`."""
        electors = self.db.execute(f"{_ELECTORS} WHERE household = ? ORDER BY seq", (household,)).fetchall()
        numbers = self.db.execute(f"{_GIVEN} WHERE n.household = ? ORDER BY n.seq", (household,)).fetchall()
        home = self.db.execute(f"{_HOMES} WHERE household = ?", (household,)).fetchone() if electors else None
        return Listed(household, home, electors, numbers)

    def has(self, household: str) -> bool:
        """Whether the files speak of a household. Only after `joining.join`."""
        query = "SELECT EXISTS (SELECT 1 FROM elector WHERE household = ?1) OR EXISTS (SELECT 1 FROM number"
        return bool(self.one(f"{query} WHERE household = ?1)", (household,)))

    def _add(self, table: str, row: tuple[Any, ...]) -> None:
        waiting = self._waiting[table]
        waiting.append(row)
        if len(waiting) >= _BATCH:
            self._write(table)

    def _write(self, table: str) -> None:
        if self._waiting[table]:
            self.db.executemany(_INSERTS[table], self._waiting[table])
            self._waiting[table].clear()


def _staged(listed: Listed, id_of: IdOf) -> Staged:
    people: dict[str, Person] = {}
    silent: list[str] = []
    places: dict[str, Place] = {}
    for _, key, shown, first, elector, votes, extra, file, line in listed.electors[:MOST_PEOPLE]:
        person = id_of(key)
        tags, columns = json.loads(extra) if extra else ((), {})
        people[person] = Person(person, shown, first, elector, votes != 0, tuple(tags), columns)
        places[person] = Place(file, line)
        if votes is None:
            silent.append(person)
    by_number: dict[str, list[Any]] = {}
    for row in listed.numbers:
        if row[1] in by_number:
            by_number[row[1]].append(row)
        elif len(by_number) < MOST_NUMBERS:
            by_number[row[1]] = [row]
    given = {e164: _given(e164, rows, id_of) for e164, rows in by_number.items()}
    _, address, town, postcode = listed.home or ("", "", "", "")
    lines = tuple(address.split("\n")) if address else ()
    rows = len(listed.electors)
    return Staged(listed.id, lines, town, postcode, people, given, frozenset(silent), places, rows)


def _given(e164: str, rows: Sequence[Any], id_of: IdOf) -> Given:
    """A number from the rows that give it: it is of the first one's kind, screened when the latest says so, and an
    objection in any of them holds."""
    _, _, key, kind, screened, barred, file, line, mine = rows[0]
    whose: tuple[str, ...] = (id_of(key),)
    if len(rows) > 1:
        whose = tuple(map(id_of, dict.fromkeys(row[2] for row in rows)))
        screened = max(row[4] for row in rows)
        barred = any(row[5] for row in rows)
    return Given(Number(e164, kind, whose, screened, bool(barred)), Place(file, line), bool(mine))


class _Groups:
    """Rows in the order of their first column, a group at a time; `key` is the next group's, empty at the
    end."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._groups = groupby(cursor, itemgetter(0))
        self.key = ""
        self._rows: Iterator[Any] = iter(())
        self._advance()

    def _advance(self) -> None:
        self.key, self._rows = next(self._groups, ("", iter(())))

    def take(self, key: str) -> list[Any]:
        """The rows of a group, or none where the next group is a later one. Earlier groups are left out."""
        while self.key and self.key < key:
            self._advance()
        if self.key != key:
            return []
        found = list(self._rows)
        self._advance()
        return found
