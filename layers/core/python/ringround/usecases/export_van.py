"""The file for VAN's and Connect's bulk upload: contact attempts, each with *either* a result code *or* responses.

Never both in a row: VAN takes a response to mean that somebody was canvassed (field.md, section 3; docs.ngpvan.com,
canvassResponses). Who answered and ended the call otherwise gets two rows. Columns from left to right as its bulk
upload wants them: id, date, number, result, then a column for each question; of a question that takes several answers
a column for each, to be mapped to an activist code. Free text is no response there: it goes with the notes.

VAN writes nothing back that was uploaded once: a call that was corrected stands in the file as it is now.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from ..domain.export_words import VAN_RESULTS
from ..domain.hours import LONDON
from ..domain.outcomes import Outcome
from ..domain.phone import display
from .collected import Collected
from .export_questions import Questions, distinct
from .export_rows import Asked, Row, Time
from .imports_ids import PersonIds

VAN: Final = ("Voter File VANID", "Elector Number", "Date Contacted", "Contact Type", "Phone", "Canvass Result")
NOTES: Final = "Notes"


def van(found: Collected, asked: Asked, secret: bytes) -> Iterator[Row]:
    """A row for each person and call as it stands. The key is the VAN id where the people came from VAN, else the
    elector number; `secret` is the campaign's, by which the two are told apart."""
    questions, ids = Questions(found, asked.bank, (*VAN, NOTES)), PersonIds(secret)
    places: dict[tuple[int, str], int] = {}
    headers: list[str] = []
    for n, column in enumerate(questions.columns):
        several = column.options if column.kind == "several" else ("",) if column.kind == "single" else ()
        for option in several:
            places[n, option] = len(headers)
            headers.append(f"{questions.headers[n]}: {option}" if option else questions.headers[n])
    yield (*VAN, *distinct(headers, (*VAN, NOTES)), NOTES)
    rows = found.db.execute(
        "SELECT r.person, COALESCE(p.elector, r.elector), c.at, c.number, r.outcome, r.answers, r.note, c.note,"
        " c.script, c.script_version FROM call c JOIN result r USING (claim, version)"
        " LEFT JOIN person p ON p.id = r.person AND p.main WHERE c.latest AND ? IN ('', c.bank) AND c.recorded_at > ?"
        " ORDER BY c.at, c.claim, r.place",
        (asked.bank, asked.since),
    )
    for person, elector, at, number, outcome, answers, note, call_note, script, version in rows:
        given = [""] * len(headers)
        said = []
        for n, labels in questions.labels(script, version, json.loads(answers)).items():
            for label in labels:
                if (n, label) in places:
                    given[places[n, label]] = label
                elif (n, "") in places:
                    given[places[n, ""]] = label
                else:
                    said.append(f"{questions.columns[n].label} {label}")
        is_van = bool(elector) and ids.of(f"van.{elector}") == person
        day = Time(datetime.fromtimestamp(at, LONDON).date().isoformat())
        key = (elector if is_van else "", "" if is_van else elector, day, "Phone", _dialled(number))
        notes = " / ".join(text for text in (note, call_note, *said) if text)
        if any(given):
            yield (*key, "", *given, notes)
            notes = ""
        if not any(given) or Outcome(outcome) is not Outcome.ANSWERED:
            yield (*key, VAN_RESULTS[Outcome(outcome)], *[""] * len(headers), notes)


def _dialled(number: str) -> str:
    """A number as VAN takes one: national form; 00 in place of the plus sign of another country."""
    shown = display(number)
    return f"00{shown[1:]}" if shown.startswith("+") else shown
