"""Whom a bank may want: what people can be chosen by, and how many a target matches."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, Literal

from pydantic import AwareDatetime

from ... import wiring
from ...domain.bank import Bank
from ...domain.export_words import OUTCOME_WORDS
from ...domain.outcomes import Outcome
from ...domain.roster import Counted, Kept, Roster
from ...domain.script import Question
from ...domain.targets import ANY_BANK
from ...storage import banks, imports, rosters
from ...usecases import bank_rules, jobs, roster
from ...usecases.context import Context
from ..answers import Answered
from ..area import Area
from ..http import Answer, Request
from ..models import Body
from ..views import Data, iso
from .jobs import JobAnswer, job_data, start
from .words import BankId

MOST_VALUES = 50

_shelf: dict[str, tuple[Any, str, Roster]] = {}
"""By bucket: its client, and the roster that was read last with what tells it from any other."""


class FieldValue(Answered):
    """A value, what it is called, and how many people who may vote have it."""

    value: str
    label: str
    people: int


class TargetField(Answered):
    """What people can be chosen by. `bank` is `*` for outcomes in any bank. `more`: there are values beyond those
    listed, which are the most frequent ones."""

    field: Literal["tag", "column", "outcome", "answer", "import"]
    name: str | None
    bank: str | None
    bank_name: str | None
    script: str | None
    version: int | None
    question: str | None
    label: str
    values: list[FieldValue]
    more: bool


class FieldsAnswer(Answered):
    """All of them, as of a time; null while nothing was gathered yet. `behind`: people were imported since."""

    as_of: AwareDatetime | None
    stale: bool
    behind: bool
    fields: list[TargetField]


class CountRequest(Body):
    """Count whom a target matches; `bank` is the one whose target it is to be."""

    target: dict[str, Any]
    bank: BankId | None = None


class CountAnswer(Answered):
    """How many people a target matches, and what becomes of them: see `domain.roster.Counted`."""

    as_of: AwareDatetime | None
    matches: int
    can_vote: int
    with_number: int
    households: int
    in_other_banks: int
    screening_old: int
    suppressed: int
    settled: int


def present_roster() -> Roster:
    """The roster as it was gathered last; an empty one before the first. Read again only where there is a new one."""
    bucket = wiring.settings().exports
    client, known, found = _shelf.get(bucket) or (wiring.client("s3"), "", Roster())
    there = rosters.version_of(client, bucket)
    if there != known:
        found = rosters.get(client, bucket) if there else Roster()
    _shelf[bucket] = (client, there, found)
    return found


def list_fields(request: Request) -> Data:
    """What people can be chosen by, with their numbers."""
    found, context = present_roster(), request.context
    labels = _Labels(context, {bank.id: bank for bank in banks.every(context.table)})
    order = {"tag": 0, "column": 1, "outcome": 2, "answer": 3, "import": 4}
    fields = sorted(found.kept(), key=lambda k: (order[k.subject.field], k.subject.bank, k.subject.name))
    return {
        "as_of": iso(found.as_of or None),
        "stale": request.now - found.as_of >= roster.STALE_SECONDS,
        "behind": found.as_of < imports.people_changed_at(context.table),
        "fields": [labels.field(kept) for kept in fields if kept.values],
    }


def refresh_fields(request: Request) -> Answer:
    """Gather anew what people can be chosen by."""
    job = jobs.begin(request.context, roster.KIND, {}, by=request.who.volunteer.id, now=request.now)
    return Answer({"job": job_data(start(job))}, 202)


def count_target(request: Request) -> Data:
    """Count whom a target matches, before a bank has it."""
    asked, context = request.body(CountRequest), request.context
    target = bank_rules.known_target(context, asked.target, asked.bank or "")
    found = present_roster()
    every = banks.every(context.table)
    counted: Counted = roster.count(found, target, every, asked.bank or "", request.now)
    return {"as_of": iso(found.as_of or None), **asdict(counted)}


class _Labels:
    """What fields and values are called: by banks, scripts and imports."""

    def __init__(self, context: Context, every: Mapping[str, Bank]) -> None:
        self._context = context
        self._banks = every
        self._imports: dict[str, str] = {}

    def field(self, kept: Kept) -> Data:
        """A field in the API's shape."""
        subject = kept.subject
        bank = self._banks.get(subject.bank)
        asked = self._question(bank, subject.question) if bank and subject.question else None
        of_script = asked and bank
        shown = kept.values[:MOST_VALUES]
        words = self._words(kept, asked[1] if asked else None)
        return {
            "field": subject.field,
            "name": subject.name or None,
            "bank": subject.bank or None,
            "bank_name": bank.name if bank else None,
            "script": of_script.script if of_script else None,
            "version": asked[0] if asked else None,
            "question": subject.question or None,
            "label": self._label(kept, bank, asked[1] if asked else None),
            "values": [{"value": v, "label": words.get(v, v), "people": n} for v, n in shown],
            "more": len(kept.values) > len(shown),
        }

    def _label(self, kept: Kept, bank: Bank | None, question: Question | None) -> str:
        subject = kept.subject
        if subject.field == "outcome":
            return "Any bank" if subject.bank == ANY_BANK else bank.name if bank else subject.bank
        if subject.field == "answer":
            return question.label if question else subject.question
        return subject.name or {"tag": "Tags", "import": "Imports"}.get(subject.field, "")

    def _words(self, kept: Kept, question: Question | None) -> Mapping[str, str]:
        if kept.subject.field == "outcome":
            return {str(o): OUTCOME_WORDS[o] for o in Outcome}
        if kept.subject.field == "import":
            return self._of_imports(value for value, _ in kept.values)
        return {option.id: option.label for option in question.options} if question else {}

    def _question(self, bank: Bank, question: str) -> tuple[int, Question] | None:
        """The question as it was asked last, with the version of the script that did."""
        for version in range(bank.script_version, 0, -1):
            found = self._context.script(bank.script, version).question(question)
            if found:
                return version, found
        return None

    def _of_imports(self, ids: Iterable[str]) -> Mapping[str, str]:
        if not self._imports:
            for each in imports.every(self._context.table):
                names = ", ".join(upload.name for upload in each.files)
                self._imports[each.id] = f"{names} ({iso(each.created) or ''})"
        return {import_id: self._imports.get(import_id, import_id) for import_id in ids}


AREA = Area(
    operations={"list_fields": list_fields, "refresh_fields": refresh_fields, "count_target": count_target},
    requests={"count_target": CountRequest},
    answers={
        "list_fields": (200, (FieldsAnswer,)),
        "refresh_fields": (202, (JobAnswer,)),
        "count_target": (200, (CountAnswer,)),
    },
)
