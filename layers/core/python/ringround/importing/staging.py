"""The working memory of an import: one temporary SQLite file, so that a list of any length takes the same
memory.

Rows go in as the files have them; `joining` then finds whose each number is, what was met twice and which
household had a number first; households come out in the order of their ids.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from ringround.domain.household import Number, Person

from .addresses import Home
from .errors import Problem

MOST_PEOPLE: Final = 100
MOST_NUMBERS: Final = 100
"""More than any home has, and less than the largest item holds: a hall of residence under one address is
cut."""
_BATCH = 2000

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

_ELECTORS = "SELECT household, key, shown, first, id, may_vote, extra, file, line FROM elector"
_GIVEN = (
    # An objection is to the number: it holds whichever row it stood in.
    "SELECT n.household, n.e164, n.key, n.kind, n.screened, n.e164 IN (SELECT e164 FROM objection), n.file, n.line,"
    " o.household = n.household"
    " FROM number n JOIN owner o USING (e164)"
)


@dataclass(frozen=True, slots=True)
class PhoneKey:
    """How a phone file names an elector: a key, perhaps another one, and the cell as it stood. `glued`:
    written as `AB124`, so that prefix and number cannot be told apart."""

    key: str
    alt: str = ""
    raw: str = ""
    glued: bool = False


@dataclass(frozen=True, slots=True)
class Place:
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


class Staging:
    """The temporary file. Used by one thread at a time."""

    def __init__(self, path: Path) -> None:
        self.db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-8000", "temp_store=FILE"):
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
            address = json.dumps(home.address, ensure_ascii=False)
            self._add("home", (home.household, address, home.town, home.postcode))

    def add_elector(self, household: str, person: Person, alias: str, place: Place, *, says_votes: bool = True) -> None:
        """One row of a register. `alias` is a second id that phone files may use. `says_votes` is false where the
        file has neither markers nor dates, so that nobody knows from it whether somebody votes."""
        extra = ""
        if person.tags or person.columns:
            extra = json.dumps([person.tags, dict(person.columns)], ensure_ascii=False)
        row = (
            person.id,
            household,
            person.name,
            person.first_name,
            person.elector,
            person.may_vote if says_votes else None,
            extra,
            alias,
        )
        self._add("elector", (*row, place.file, place.line))

    def add_number(self, whose: PhoneKey, number: Number, place: Place, *, register: bool) -> None:
        """A number for an elector. `register`: it stands in the same row as the elector."""
        names = (whose.key, whose.alt, whose.glued, whose.raw)
        says = (number.e164, number.kind, number.screened_on)
        self._add("given", (*names, *says, place.file, place.line, register))

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

    def households(self) -> Iterator[Staged]:
        """Every household in the order of ids. Only after `joining.join`."""
        self.flush()
        electors = _Groups(self.db.execute(f"{_ELECTORS} ORDER BY household, seq"))
        numbers = _Groups(self.db.execute(f"{_GIVEN} ORDER BY n.household, n.seq"))
        while household := min((key for key in (electors.key, numbers.key) if key), default=""):
            yield self._staged(household, electors.take(household), numbers.take(household))

    def household(self, household: str) -> Staged:
        """One household. Only after `joining.join`."""
        electors = self.db.execute(f"{_ELECTORS} WHERE household = ? ORDER BY seq", (household,)).fetchall()
        numbers = self.db.execute(f"{_GIVEN} WHERE n.household = ? ORDER BY n.seq", (household,)).fetchall()
        return self._staged(household, electors, numbers)

    def has(self, household: str) -> bool:
        """Whether the files speak of a household. Only after `joining.join`."""
        query = "SELECT EXISTS (SELECT 1 FROM elector WHERE household = ?1) OR EXISTS (SELECT 1 FROM number"
        return bool(self.one(f"{query} WHERE household = ?1)", (household,)))

    def _staged(self, household: str, electors: list[Any], numbers: list[Any]) -> Staged:
        people: dict[str, Person] = {}
        silent: set[str] = set()
        places: dict[str, Place] = {}
        for _, key, shown, first, elector, votes, extra, file, line in electors[:MOST_PEOPLE]:
            tags, columns = json.loads(extra) if extra else ((), {})
            people[key] = Person(key, shown, first, elector, votes != 0, tuple(tags), columns)
            places[key] = Place(file, line)
            if votes is None:
                silent.add(key)
        given: dict[str, Given] = {}
        for _, e164, key, kind, screened, barred, file, line, mine in numbers:
            before = given.get(e164)
            if before is None and len(given) >= MOST_NUMBERS:
                continue
            known = before.number if before else Number(e164, kind)
            number = replace(
                known,
                whose=known.whose if key in known.whose else (*known.whose, key),
                screened_on=max(screened, known.screened_on),
                suppressed=known.suppressed or bool(barred),
            )
            given[e164] = replace(before, number=number) if before else Given(number, Place(file, line), bool(mine))
        row = None
        if electors:
            row = self.db.execute(
                "SELECT address, town, postcode FROM home WHERE household = ?", (household,)
            ).fetchone()
        address, town, postcode = row or ("[]", "", "")
        shown_as = (tuple(json.loads(address)), town, postcode)
        return Staged(household, *shown_as, people, given, frozenset(silent), places, len(electors))

    def _add(self, table: str, row: tuple[Any, ...]) -> None:
        waiting = self._waiting[table]
        waiting.append(row)
        if len(waiting) >= _BATCH:
            self._write(table)

    def _write(self, table: str) -> None:
        if self._waiting[table]:
            self.db.executemany(_INSERTS[table], self._waiting[table])
            self._waiting[table].clear()


class _Groups:
    """Rows in the order of their first column, a group at a time; `key` is the next group's, empty at the
    end."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor
        self._next = cursor.fetchone()

    @property
    def key(self) -> str:
        return self._next[0] if self._next else ""

    def take(self, key: str) -> list[Any]:
        """The rows of a group, or none where the next group is another."""
        found = []
        while self._next and self._next[0] == key:
            found.append(self._next)
            self._next = self._cursor.fetchone()
        return found
