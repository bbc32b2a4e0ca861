"""The working memory of exports and of what is counted for filters: the whole table in one temporary SQLite file, so
that a by-election of any length takes the same memory.

| table | one row for |
|---|---|
| home | each household: address (JSON list), town, postcode |
| person | each person at each address: elector number in its three parts, tags, columns and marks as JSON, whether they
  may vote; `main` for one address of each, should a person ever stand at two |
| phone | each number of a household: kind, screening, marks; `suppressed` and `dead` also by a call that stands |
| whose | each person whose number it is said to be |
| target | each person whom a bank wants |
| call | each version of each call; `latest` for the one that stands |
| tried | each number rung in vain before, in order, of each version |
| result | each person's result in each version, in order; answers as JSON |
| bank, script, volunteer | the names that go with them; `script` holds each version's data as JSON |
"""

import json
import re
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final, NamedTuple

from ..domain.household import Household, Person
from ..domain.recording import Call
from ..storage import banks, calls, households
from ..storage.marshal import Item
from ..storage.schema import PK, SK

_TABLES: Final = """
CREATE TABLE home (id TEXT PRIMARY KEY, address TEXT, town TEXT, postcode TEXT) WITHOUT ROWID;
CREATE TABLE person (id TEXT, household TEXT, name TEXT, first TEXT, elector TEXT, prefix TEXT, number INTEGER,
    suffix TEXT, may_vote INTEGER, tags TEXT, columns TEXT, marks TEXT, main INTEGER,
    PRIMARY KEY (id, household)) WITHOUT ROWID;
CREATE TABLE phone (e164 TEXT, household TEXT, kind TEXT, screened_on TEXT, suppressed INTEGER, dead INTEGER);
CREATE TABLE marked (e164 TEXT PRIMARY KEY, suppressed INTEGER, dead INTEGER) WITHOUT ROWID;
CREATE TABLE whose (e164 TEXT, household TEXT, person TEXT);
CREATE TABLE target (person TEXT, household TEXT, bank TEXT, since INTEGER, priority INTEGER);
CREATE TABLE call (claim TEXT, version INTEGER, latest INTEGER, household TEXT, bank TEXT, caller TEXT, at INTEGER,
    recorded_at INTEGER, outcome TEXT, number TEXT, note TEXT, call_back_at INTEGER, call_back_for TEXT, language TEXT,
    late INTEGER, script TEXT, script_version INTEGER);
CREATE TABLE tried (claim TEXT, version INTEGER, place INTEGER, number TEXT, outcome TEXT);
CREATE TABLE result (claim TEXT, version INTEGER, place INTEGER, person TEXT, name TEXT, elector TEXT, outcome TEXT,
    answers TEXT, note TEXT);
CREATE TABLE bank (id TEXT PRIMARY KEY, name TEXT, script TEXT) WITHOUT ROWID;
CREATE TABLE script (id TEXT, version INTEGER, data TEXT, PRIMARY KEY (id, version)) WITHOUT ROWID;
CREATE TABLE volunteer (id TEXT PRIMARY KEY, name TEXT) WITHOUT ROWID;
"""
_AFTER: Final = """
UPDATE person SET main = 0 WHERE EXISTS
    (SELECT 1 FROM person p WHERE p.id = person.id AND p.household < person.household);
CREATE INDEX call_of ON call (claim, version);
UPDATE call SET latest = 0 WHERE EXISTS
    (SELECT 1 FROM call c WHERE c.claim = call.claim AND c.version > call.version);
UPDATE phone SET suppressed = 1 WHERE e164 IN (SELECT e164 FROM marked WHERE suppressed);
UPDATE phone SET dead = 1 WHERE e164 IN (SELECT e164 FROM marked WHERE dead);
CREATE INDEX call_at ON call (at, claim, version);
CREATE INDEX result_of ON result (claim, version, place);
CREATE INDEX result_by ON result (person);
CREATE INDEX tried_of ON tried (claim, version, place);
CREATE INDEX person_at ON person (household);
CREATE INDEX target_of ON target (person, bank);
"""
"""Made once all rows are in: faster than to keep indexes while they come."""

_ELECTOR = re.compile(r"(?:(.*)-)?(\d{1,18})(?:/(.*))?")


class ElectorNumber(NamedTuple):
    """The three parts of an elector number, by which a register is in order."""

    prefix: str
    number: int | None
    suffix: str


def elector_number(key: str) -> ElectorNumber:
    """The parts of an elector key (`AB-124/1`); one that has no number is all prefix."""
    found = _ELECTOR.fullmatch(key)
    return ElectorNumber(found[1] or "", int(found[2]), found[3] or "") if found else ElectorNumber(key, None, "")


class Collected:
    """The temporary file. `take` items until there are none, then `finish`, then ask `db`."""

    def __init__(self, path: Path) -> None:
        self.db = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-16000", "temp_store=FILE"):
            self.db.execute(f"PRAGMA {pragma}")
        self.db.executescript(_TABLES)
        self.db.execute("BEGIN")

    def close(self) -> None:
        """Close the file; deleting it is its owner's business."""
        self.db.close()

    def take(self, items: Iterable[Item]) -> None:
        """Write what these items of the table say; those of other families are left out."""
        for item in items:
            family = item[PK].partition("#")[0]
            if family in _FAMILIES:
                _FAMILIES[family](self, item)

    def finish(self) -> None:
        """All items are in: say which versions stand, carry marks over, make the indexes."""
        self.db.execute("COMMIT")
        self.db.executescript(_AFTER)

    def _put(self, table: str, *rows: tuple[Any, ...]) -> None:
        if rows:
            places = ",".join("?" * len(rows[0]))
            self.db.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({places})", rows)  # noqa: S608 - names of ours

    def _household(self, item: Item) -> None:
        self.household(households.from_item(item))

    def household(self, of: Household) -> None:
        """A household with its people, numbers and the banks that want them."""
        self._put("home", (of.id, _json(of.address), of.town, of.postcode))
        self._put(
            "person",
            *(
                (
                    p.id,
                    of.id,
                    p.name,
                    p.first_name,
                    p.elector,
                    *elector_number(p.elector),
                    p.may_vote,
                    *_known_of(p),
                    True,
                )
                for p in of.people.values()
            ),
        )
        numbers = of.numbers.values()
        self._put("phone", *((n.e164, of.id, n.kind, n.screened_on, n.suppressed, n.dead) for n in numbers))
        self._put("whose", *((n.e164, of.id, person) for n in numbers for person in n.whose))
        wanted = of.banks.items()
        self._put("target", *((p, of.id, bank, t.since, t.priority) for bank, t in wanted for p in t.people))

    def _call(self, item: Item) -> None:
        self.call(calls.from_item(item))

    def call(self, of: Call) -> None:
        """One version of a call."""
        e = of.entry
        told = (e.note, e.call_back_at, e.call_back_for if e.call_back_at else "", of.language, e.late)
        about = (of.household, e.bank, e.caller, e.at, of.recorded_at, str(e.outcome), e.number)
        self._put("call", (e.claim, e.version, True, *about, *told, of.script, of.script_version))
        self._put("tried", *((e.claim, e.version, n, t.number, str(t.outcome)) for n, t in enumerate(e.tried)))
        self._put(
            "result",
            *(
                (e.claim, e.version, n, p.person, p.name, p.elector, str(p.outcome), _json(dict(p.answers)), p.note)
                for n, p in enumerate(of.people)
            ),
        )

    def _number(self, item: Item) -> None:
        e164 = item[PK].partition("#")[2]
        self._put("marked", (e164, calls.is_suppressed(item), calls.is_dead(item)))

    def _bank(self, item: Item) -> None:
        if found := banks.from_item(item):
            self._put("bank", (found.id, found.name, found.script))

    def _script(self, item: Item) -> None:
        version = int(item[SK].partition("#")[2])
        data = {"title": item["title"], "blocks": item["blocks"]}
        self._put("script", (item[PK].partition("#")[2], version, _json(data)))

    def _volunteer(self, item: Item) -> None:
        if item[SK] == "V":
            self._put("volunteer", (item[PK].partition("#")[2], item.get("name", "")))


_FAMILIES: Final[dict[str, Callable[[Collected, Item], None]]] = {
    "H": Collected._household,
    "C": Collected._call,
    "N": Collected._number,
    "BANKS": Collected._bank,
    "SCRIPT": Collected._script,
    "V": Collected._volunteer,
}


def _known_of(person: Person) -> tuple[str, str, str]:
    """Tags, columns and marks."""
    marks = {str(outcome): at for outcome, at in person.marks.items()}
    return _json(person.tags), _json(dict(person.columns)), _json(marks)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
