"""The rows of each kind of export, one at a time, from what was collected of the table.

Every text of a row is as it was recorded; `export_files` makes cells of them that no spreadsheet misreads. Times are
UK time, to the second.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from ..domain.export_words import OUTCOME_WORDS
from ..domain.hours import LONDON
from ..domain.phone import display
from .collected import Collected, elector_number
from .export_questions import Questions

Row = Sequence["str | int | Time | None"]


class Time(str):
    """A time as spreadsheets read one: left as it is."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted in an export: of one bank (empty: all), and only what was recorded or corrected after `since`
    (epoch seconds; 0: everything)."""

    bank: str = ""
    since: int = 0


def uk_time(at: int | None) -> Time:
    """A time, empty where there is none."""
    if not at:
        return _NO_TIME
    hour, seconds = divmod(at, 3600)
    return Time(f"{_uk_hour(hour)}{seconds // 60:02d}:{seconds % 60:02d}")


_NO_TIME: Final = Time("")


@lru_cache(maxsize=1024)
def _uk_hour(hour: int) -> str:
    """What all times of an hour since 1970 begin with: clocks are changed by whole hours, on the hour."""
    return datetime.fromtimestamp(hour * 3600, LONDON).strftime("%Y-%m-%d %H:")


def words(outcome: str | None) -> str:
    """What an outcome is called in exports."""
    return _WORDS[outcome] if outcome else ""


_WORDS: Final = {str(outcome): words for outcome, words in OUTCOME_WORDS.items()}


ATTEMPTS: Final = (
    *("Call", "Version", "Stands", "Bank", "Caller", "Called at", "Recorded at", "Late"),
    *("Elector Number", "Name", "Address", "Town", "Postcode", "Outcome", "Outcome of the call"),
    *("Number", "Number (E.164)", "Rung before in vain", "Note", "Note on the call"),
    *("Call back at", "Call back for", "Language"),
)


def attempts(found: Collected, asked: Asked) -> Iterator[Row]:
    """Every version of every call, oldest call first: a row for each person, and one where nobody was named. `Stands`
    says which version is the last; the others were corrected."""
    questions = Questions(found, asked.bank, ATTEMPTS)
    yield (*ATTEMPTS, *questions.headers)
    rung = _rung_before(found)
    rows = found.db.execute(
        "SELECT c.claim, c.version, c.latest, COALESCE(b.name, c.bank), COALESCE(v.name, c.caller), c.at,"
        " c.recorded_at, c.late, r.elector, r.name, h.address, h.town, h.postcode, r.outcome, c.outcome, c.number,"
        " r.note, c.note, c.call_back_at, c.call_back_for, c.language, c.script, c.script_version,"
        " COALESCE(r.answers, '{}'),"
        " EXISTS (SELECT 1 FROM tried t WHERE t.claim = c.claim AND t.version = c.version)"
        " FROM call c LEFT JOIN result r USING (claim, version) LEFT JOIN person p ON p.id = r.person AND p.main"
        " LEFT JOIN home h ON h.id = COALESCE(p.household, c.household) LEFT JOIN bank b ON b.id = c.bank"
        " LEFT JOIN volunteer v ON v.id = c.caller"
        " WHERE ? IN ('', c.bank) AND c.recorded_at > ? ORDER BY c.at, c.claim, c.version, r.place",
        (asked.bank, asked.since),
    )
    for claim, version, stands, bank, caller, at, recorded_at, late, *who in rows:
        elector, name, address, town, postcode, outcome, of_call, number, *told = who
        note, call_note, back_at, back_for, language, script, script_version, answers, tried = told
        yield (
            *(claim, version, _yes(stands), bank, caller, uk_time(at), uk_time(recorded_at), _yes(late)),
            *(elector or "", name or "", _line(address), town or "", postcode or "", words(outcome), words(of_call)),
            *(display(number), number, rung(claim, version) if tried else "", note or "", call_note),
            *(uk_time(back_at), {"me": "the caller"}.get(back_for, back_for), language),
            *questions.cells(script, script_version, answers),
        )


def _rung_before(found: Collected) -> Any:
    def numbers(claim: str, version: int) -> str:
        tried = found.db.execute(
            "SELECT number, outcome FROM tried WHERE claim = ? AND version = ? ORDER BY place", (claim, version)
        )
        return "; ".join(f"{display(number)}: {words(outcome)}" for number, outcome in tried)

    return numbers


STANDING: Final = ("Outcome", "When", "Bank", "Attempts", "Note", "Note on the call")
PERSON: Final = (
    *("Elector Number", "Prefix", "Number", "Suffix", "Name", "Address", "Town", "Postcode"),
    *("May vote", "Tags"),
)

_STANDING_TABLE: Final = """
DROP TABLE IF EXISTS standing;
CREATE TABLE standing (id TEXT PRIMARY KEY, name TEXT, elector TEXT, prefix TEXT, number INTEGER, suffix TEXT,
    household TEXT, outcome TEXT, at INTEGER, bank TEXT, attempts INTEGER, note TEXT, call_note TEXT, answers TEXT)
    WITHOUT ROWID;
"""


def _stand(found: Collected, asked: Asked, questions: Questions) -> None:
    """Work out, for everybody of whom anything was recorded, what stands: the last outcome, the number of calls, and
    the last answer to each question. With `since`, for those of whom anything was recorded or corrected after it:
    a correction may have taken back all that there was, and then nothing stands."""
    found.db.executescript(_STANDING_TABLE)
    rows = found.db.execute(
        "SELECT r.person, r.name, r.elector, c.household, c.latest, r.outcome, c.at, COALESCE(b.name, c.bank),"
        " r.note, c.note, c.script, c.script_version, r.answers"
        " FROM result r JOIN call c USING (claim, version) LEFT JOIN bank b ON b.id = c.bank WHERE ? IN ('', c.bank)"
        " AND r.person IN (SELECT t.person FROM result t WHERE t.claim IN"
        " (SELECT claim FROM call WHERE recorded_at > ? AND ? IN ('', bank)))"
        " ORDER BY r.person, c.latest, c.at, c.claim",
        (asked.bank, asked.since, asked.bank),
    )
    person = ""
    standing: list[Any] = []
    for row in rows:
        if row[0] != person:
            _put(found, person, standing)
            person, standing = row[0], []
        if row[4] or not standing:
            standing = _after(standing, row, questions)
    _put(found, person, standing)


def _after(before: list[Any], row: Sequence[Any], questions: Questions) -> list[Any]:
    """What stands for a person after one more call; versions that were corrected come first and count for nothing."""
    _, name, elector, household, stands, outcome, at, bank, note, call_note, script, version, answers = row
    if not stands:
        return [name, elector, household, None, None, "", 0, "", "", []]
    given = questions.cells(script, version, answers)
    earlier = before[-1] if before else []
    merged = [new or old for new, old in zip(given, earlier or given, strict=True)]
    attempts = (before[6] if before else 0) + 1
    return [name, elector, household, outcome, at, bank, attempts, note, call_note, merged]


def _put(found: Collected, person: str, standing: list[Any]) -> None:
    if not standing:
        return
    name, elector, household, *rest, answers = standing
    values = (person, name, elector, *elector_number(elector), household, *rest, json.dumps(answers))
    found.db.execute(f"INSERT INTO standing VALUES ({','.join('?' * len(values))})", values)  # noqa: S608 - places only


_STANDING_FIELDS: Final = "s.outcome, s.at, s.bank, s.attempts, s.note, s.call_note, s.answers"


def _in_order(table: str) -> str:
    """The order of a register: prefix, number, suffix, numbers as numbers."""
    names = ("prefix", "number IS NULL", "number", "name", "id")
    prefix, lacking, number, name, person = (f"{table}.{each}" for each in names)
    suffix = f"CAST({table}.suffix AS INTEGER), {table}.suffix"
    return f"{prefix}, {lacking}, {number}, {suffix}, {name}, {person}"


def latest(found: Collected, asked: Asked) -> Iterator[Row]:
    """Everybody of whom anything was recorded, with what stands, in the order of the register."""
    questions = Questions(found, asked.bank, (*PERSON, *STANDING))
    yield (*PERSON, *STANDING, *questions.headers)
    _stand(found, asked, questions)
    rows = found.db.execute(
        "SELECT s.elector, s.prefix, s.number, s.suffix, COALESCE(p.name, s.name), h.address, h.town,"  # noqa: S608
        " h.postcode,"
        f" COALESCE(p.may_vote, 1), COALESCE(p.tags, '[]'), {_STANDING_FIELDS}"
        " FROM standing s LEFT JOIN person p ON p.id = s.id AND p.main"
        " LEFT JOIN home h ON h.id = COALESCE(p.household, s.household)"
        " WHERE s.attempts OR ?"
        f" ORDER BY {_in_order('s')}",
        (asked.since,),
    )
    for row in rows:
        yield _person_row(row, len(questions.columns))


def register(found: Collected, asked: Asked) -> Iterator[Row]:
    """Everybody in the order of the register, with what stands; of one bank: those whom it wants."""
    questions = Questions(found, asked.bank, (*PERSON, *STANDING))
    yield (*PERSON, *STANDING, *questions.headers)
    _stand(found, asked, questions)
    rows = found.db.execute(
        "SELECT p.elector, p.prefix, p.number, p.suffix, p.name, h.address, h.town,"  # noqa: S608 - names of ours
        " h.postcode, p.may_vote, p.tags,"
        f" {_STANDING_FIELDS} FROM person p LEFT JOIN standing s USING (id)"
        " LEFT JOIN home h ON h.id = p.household"
        " WHERE ? = '' OR EXISTS (SELECT 1 FROM target t WHERE t.person = p.id AND t.bank = ?)"
        f" ORDER BY {_in_order('p')}",
        (asked.bank, asked.bank),
    )
    for row in rows:
        yield _person_row(row, len(questions.columns))


def _person_row(row: Sequence[Any], questions: int) -> Row:
    elector, prefix, number, suffix, name, address, town, postcode, may_vote, tags, *standing = row
    outcome, at, bank, attempts_, note, call_note, answers = standing
    given = json.loads(answers) if answers else []
    return (
        *(elector, prefix, number, _number_or_text(suffix), name, _line(address), town or "", postcode or ""),
        *(_yes(may_vote), "; ".join(json.loads(tags))),
        *(words(outcome), uk_time(at), bank or "", attempts_ or 0, note or "", call_note or ""),
        *(given or [""] * questions),
    )


NUMBERS: Final = ("Number", "Number (E.164)", "Kind", "Screened on")


def numbers(found: Collected, asked: Asked) -> Iterator[Row]:
    """Every number that may be rung, to be screened with the Telephone Preference Service: without those that are
    suppressed already. Of one bank: those at the homes of people whom it wants."""
    yield NUMBERS
    rows = found.db.execute(
        "SELECT DISTINCT e164, kind, screened_on FROM phone WHERE NOT suppressed AND (? = '' OR household IN"
        " (SELECT household FROM target WHERE bank = ?)) ORDER BY e164",
        (asked.bank, asked.bank),
    )
    for e164, kind, screened_on in rows:
        yield (display(e164), e164, kind, Time(screened_on))


def _yes(value: Any) -> str:
    return "yes" if value else "no"


def _line(address: str | None) -> str:
    return ", ".join(json.loads(address)) if address else ""


def _number_or_text(value: str) -> str | int:
    return int(value) if value.isdecimal() and len(value) < 10 else value
