"""Calls of an export of attempts (docs/results.md), recorded again in a by-election whose lists were imported anew.

For a table that is lost, with nothing left of it but the lists and what organisers exported. A call becomes a response
that comes late: by the rules of `usecases.respond`, once however often it is sent. What the file does not hold can't
come back (docs/operations.md says what).
"""

import csv
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from ringround.domain import claim_id
from ringround.domain.bank import Bank
from ringround.domain.claim_id import ClaimParts
from ringround.domain.errors import Refused
from ringround.domain.export_words import OUTCOME_WORDS
from ringround.domain.hours import LONDON
from ringround.domain.household import Household
from ringround.domain.outcomes import Outcome
from ringround.domain.recording import PersonResponse, Response
from ringround.storage import banks, callers, calls, households, keys
from ringround.usecases import export_files, suppression
from ringround.usecases.context import Context
from ringround.usecases.export_rows import ATTEMPTS
from ringround.usecases.hand_out_code import AT_THE_TERMINAL
from ringround.usecases.imports_ids import PersonIds
from ringround.usecases.respond import respond

_IN_THE_LAST: Final = "attempts.csv"
_OUTCOMES: Final = {words: outcome for outcome, words in OUTCOME_WORDS.items()}
_FOR: Final[Mapping[str, Literal["me"]]] = {"the caller": "me"}

Row = Mapping[str, str]


class NoExportError(Exception):
    """A file is no export of attempts; the message says why."""


@dataclass(slots=True)
class Replayed:
    """What came of a file. `calls` counts calls by outcome, `left` says, a line each and without a name, what could not
    be recorded again."""

    calls: Counter[str] = field(default_factory=Counter)
    objections: int = 0
    left: list[str] = field(default_factory=list)


def read(file: Path) -> list[list[Row]]:
    """The calls of an export of attempts, or of a campaign's last export (a zip that holds one), as they stand: oldest
    first, each with its rows, one for each person. Raises NoExportError."""
    try:
        if not zipfile.is_zipfile(file):
            return _calls(file)
        with zipfile.ZipFile(file) as archive, tempfile.TemporaryDirectory() as folder:
            names = [name for name in archive.namelist() if name.rpartition("/")[2] == _IN_THE_LAST]
            if not names:
                raise NoExportError(f"There is no {_IN_THE_LAST} in {file}.")
            inside = Path(folder) / _IN_THE_LAST
            inside.write_bytes(archive.read(names[0]))
            return _calls(inside)
    except OSError as error:
        raise NoExportError(f"{file}: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise NoExportError(f"{file} is no export of attempts.") from None


def _calls(file: Path) -> list[list[Row]]:
    with file.open(encoding=export_files.ENCODING, newline="") as lines:
        header = next(csv.reader(lines), [])
    missing = [name for name in ATTEMPTS if name not in header]
    if missing:
        raise NoExportError(f"This is no export of attempts: it has no column “{missing[0]}”.")
    found: dict[str, list[Row]] = {}
    for row in export_files.read(file):
        if row["Stands"] == "yes":
            found.setdefault(row["Call"], []).append(row)
    return sorted(found.values(), key=lambda rows: (rows[0]["Called at"], rows[0]["Call"]))


def replay(context: Context, every: Sequence[Sequence[Row]], *, now: int, alive: Callable[[int], None]) -> Replayed:
    """Record calls again; `alive` is told how many were looked at. Raises TryAgain where the table is busy: again, it
    goes on."""
    work, done = _Work(context), Replayed()
    for count, rows in enumerate(every, 1):
        outcome = _OUTCOMES.get(rows[0]["Outcome of the call"])
        try:
            what = work.record(rows, outcome)
        except Refused as refused:
            what = refused.reason
        if what:
            done.left.append(f"call {rows[0]['Call']}: {what}")
        else:
            done.calls[str(outcome)] += 1
        alive(count)
    numbers = [rows[0]["Number (E.164)"] for rows in every if _objected(rows) and rows[0]["Number (E.164)"]]
    if numbers:
        # By the number itself too: whoever is listed with it, and also where its call found no household.
        found = suppression.suppress(context, AT_THE_TERMINAL, numbers, "objection", now=now)
        done.objections = found.suppressed + found.already
    return done


def _objected(rows: Sequence[Row]) -> bool:
    said = {rows[0]["Outcome of the call"], *(row["Outcome"] for row in rows)}
    return OUTCOME_WORDS[Outcome.DO_NOT_CALL] in said


class _Work:
    """What is looked up once for all calls of a file."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._ids = PersonIds(context.campaign.secret)
        self._banks = {bank.name: bank for bank in banks.every(context.table)}
        named = Counter(one.name for one in callers.every(context.table))
        self._callers = {one.name: one.id for one in callers.every(context.table) if named[one.name] == 1}

    def record(self, rows: Sequence[Row], outcome: Outcome | None) -> str:
        """Record one call; why it can't be, or nothing. Raises Refused."""
        first = rows[0]
        bank = self._banks.get(first["Bank"])
        if bank is None:
            return f"there is no bank called “{first['Bank']}”"
        if outcome is None:
            return "its outcome is not one of ours"
        home = self._home(rows)
        if home is None:
            return "nobody and no number of it is in the lists"
        at = _epoch(first["Called at"])
        claim = self._claim(first, bank, home, at)
        if not home.entry(claim):
            caller = claim_id.read(claim, self._context.campaign.secret).caller
            respond(self._context, caller, claim, self._response(rows, home, outcome), now=at)
        return ""

    def _home(self, rows: Sequence[Row]) -> Household | None:
        """Where the first person who is in the lists lives now, else whoever has the number."""
        table = self._context.table
        people = [keys.elector(self._ids.of(row["Elector Number"])) for row in rows if row["Elector Number"]]
        homes = [str(item["household"]) for item in table.get_many(people) if item]
        number = rows[0]["Number (E.164)"]
        home = homes[0] if homes else calls.owner_of(table, number) if number else ""
        return households.get(table, home) if home else None

    def _claim(self, row: Row, bank: Bank, home: Household, at: int) -> str:
        """A claim of this campaign for a call of that file, the same each time."""
        secret = self._context.campaign.secret
        caller = self._callers.get(row["Caller"]) or claim_id.short_hash(secret, "replayed caller", row["Caller"])
        nonce = claim_id.short_hash(secret, "replayed call", row["Call"])
        return claim_id.make(ClaimParts(at, home.id, bank.id, bank.script_version, caller, nonce), secret)

    def _response(self, rows: Sequence[Row], home: Household, outcome: Outcome) -> Response:
        first = rows[0]
        number = first["Number (E.164)"]
        people = [(self._ids.of(row["Elector Number"]), row) for row in rows if row["Elector Number"]]
        return Response(
            outcome=outcome,
            number=number if number in home.numbers else "",
            number_lost=bool(number) and number not in home.numbers,
            people=tuple(
                PersonResponse(person, _OUTCOMES.get(row["Outcome"]), note=row["Note"])
                for person, row in people
                if person in home.people
            ),
            note=first["Note on the call"],
            call_back_at=_epoch(first["Call back at"]) if first["Call back at"] else 0,
            call_back_for=_FOR.get(first["Call back for"], "anyone"),
            language=first["Language"],
        )


def _epoch(time: str) -> int:
    """UK time as exports write it; an hour that comes twice is the first."""
    return int(datetime.fromisoformat(time).replace(tzinfo=LONDON).timestamp())
