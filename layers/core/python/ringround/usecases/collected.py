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
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final, NamedTuple

from ..storage import banks, calls, flat
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
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-4000", "temp_store=FILE"):
            self.db.execute(f"PRAGMA {pragma}")
        self.db.executescript(_TABLES)
        self.db.execute("BEGIN")
        self._rows: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)

    def close(self) -> None:
        """Close the file; deleting it is its owner's business."""
        self.db.close()

    def take(self, items: Iterable[Item]) -> None:
        """Write what these items of the table say; those of other families are left out."""
        for item in items:
            family = item[PK].partition("#")[0]
            if family in _FAMILIES:
                _FAMILIES[family](self, item)
        # One statement for all rows of a table: each costs as much as ten rows.
        for table, rows in self._rows.items():
            places = ",".join("?" * len(rows[0]))
            self.db.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({places})", rows)  # noqa: S608 - names of ours
        self._rows.clear()

    def finish(self) -> None:
        """All items are in: say which versions stand, carry marks over, make the indexes."""
        self.db.execute("COMMIT")
        self.db.executescript(_AFTER)

    def _put(self, table: str, *values: Any) -> None:
        self._rows[table].append(values)

    def _household(self, item: Item) -> None:
        flat.household(item, self._of_household)

    def _of_household(self, table: str, *values: Any) -> None:
        if table == "home":
            household, address, *place = values
            self._put("home", household, _json(address), *place)
        elif table == "person":
            person, household, name, first, elector, may_vote, *known = values
            parts = elector_number(elector)
            self._put(table, person, household, name, first, elector, *parts, may_vote, *map(_json, known), True)
        else:
            self._put(table, *values)

    def _call(self, item: Item) -> None:
        flat.call(item, self._of_call)

    def _of_call(self, table: str, *values: Any) -> None:
        if table == "call":
            claim, version, *rest = values
            self._put(table, claim, version, True, *rest)
        elif table == "result":
            *who, answers, note = values
            self._put(table, *who, _json(answers), note)
        else:
            self._put(table, *values)

    def _number(self, item: Item) -> None:
        e164 = item[PK].partition("#")[2]
        self._put("marked", e164, calls.is_suppressed(item), calls.is_dead(item))

    def _bank(self, item: Item) -> None:
        if found := banks.from_item(item):
            self._put("bank", found.id, found.name, found.script)

    def _script(self, item: Item) -> None:
        version = int(item[SK].partition("#")[2])
        data = {"title": item["title"], "blocks": item["blocks"]}
        self._put("script", item[PK].partition("#")[2], version, _json(data))

    def _volunteer(self, item: Item) -> None:
        if item[SK] == "V":
            self._put("volunteer", item[PK].partition("#")[2], item.get("name", ""))


_FAMILIES: Final[dict[str, Callable[[Collected, Item], None]]] = {
    "H": Collected._household,
    "C": Collected._call,
    "N": Collected._number,
    "BANKS": Collected._bank,
    "SCRIPT": Collected._script,
    "V": Collected._volunteer,
}


_NOTHING: Final[dict[type, str]] = {dict: "{}", list: "[]"}
_write: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _json(value: Any) -> str:
    return _write(value) if value else _NOTHING[type(value)]
