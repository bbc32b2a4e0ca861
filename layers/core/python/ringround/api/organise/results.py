"""Results: counts of what was recorded, and exports of it."""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from ... import wiring
from ...domain import tally
from ...domain.export_words import ExportKind
from ...domain.outcomes import Outcome
from ...storage import callers, exports_files
from ...storage.callers import Volunteer
from ...storage.jobs import Job
from ...usecases import exports, results
from ..answers import Answered
from ..area import Area
from ..http import Answer, Request
from ..models import Body
from ..views import Data, iso
from . import jobs
from .jobs import JobFault
from .words import BankId

Day = Annotated[str, StringConstraints(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]


class ResultsQuery(Body):
    """`from` and `to` are UK days, both included; without them, from the first bank's day until today."""

    bank: BankId | Literal[""] = ""
    from_: Annotated[Day, Field(alias="from")] = ""
    to: Day = ""
    caller: Annotated[str, StringConstraints(max_length=64)] = ""


class OutcomeCount(Answered):
    """How many calls had an outcome, and for how many people it was recorded."""

    outcome: Outcome
    calls: int
    people: int


class OptionCount(Answered):
    """How often an option was chosen."""

    option: str
    label: str
    count: int


class QuestionCount(Answered):
    """The answers to a question as one version of a bank's script words it. Free text is not counted."""

    bank: str
    version: int
    question: str
    label: str
    kind: Literal["single", "several", "text"]
    options: list[OptionCount]


class DayCount(Answered):
    """Calls and conversations of one UK day."""

    day: str
    calls: int
    conversations: int


class ResultsAnswer(Answered):
    """What was recorded on the days from `from` to `to`. `reached` counts people."""

    from_: Annotated[str, Field(alias="from")]
    to: str
    calls: int
    conversations: int
    reached: int
    outcomes: list[OutcomeCount]
    questions: list[QuestionCount]
    days: list[DayCount]


class ExportRequest(Body):
    """Make an export. `since_last`: only what was recorded or corrected since the last one of its kind and bank."""

    kind: ExportKind
    bank: BankId | None = None
    since_last: bool = False


class ExportedBy(Answered):
    """Who asked for it; without a name where they are not on the list any more."""

    id: str
    name: str


class ExportBody(Answered):
    """An export. `since`: only what was recorded or corrected after it is in the file. `total` is 0 while it is not
    known."""

    id: str
    kind: ExportKind
    bank: str | None
    state: Literal["waiting", "running", "done", "failed"]
    rows: int | None
    by: ExportedBy
    created_at: AwareDatetime
    finished_at: AwareDatetime | None
    since: AwareDatetime | None
    done: int
    total: int
    error: JobFault | None


class ExportAnswer(Answered):
    """An export."""

    export: ExportBody


class ExportsAnswer(Answered):
    """Exports, newest first."""

    exports: list[ExportBody]


class LinkAnswer(Answered):
    """Where an export can be fetched within ten minutes, and what the file is called."""

    url: str
    name: str


def get_results(request: Request) -> Data:
    """Counts of what was recorded."""
    asked = request.query(ResultsQuery)
    wanted = results.Wanted(asked.bank, asked.caller, asked.from_, asked.to)
    found = results.count(request.context, wanted, request.now)
    return {
        "from": found.start,
        "to": found.end,
        "calls": found.totals[tally.CALLS],
        "conversations": found.totals[tally.CONVERSATIONS],
        "reached": found.totals[tally.REACHED_PEOPLE],
        "outcomes": [{"outcome": str(o), "calls": calls, "people": people} for o, calls, people in found.outcomes],
        "questions": [_question(each) for each in found.questions],
        "days": [{"day": day, "calls": calls, "conversations": spoken} for day, calls, spoken in found.days],
    }


def _question(of: results.Counted) -> Data:
    return {
        "bank": of.bank,
        "version": of.version,
        "question": of.question.id,
        "label": of.question.label,
        "kind": of.question.kind,
        "options": [{"option": option, "label": label, "count": n} for option, label, n in of.counts],
    }


def export_data(of: Job, names: dict[str, Volunteer]) -> Data:
    """An export in the API's shape."""
    told = jobs.job_data(of)
    return {
        **{name: told[name] for name in ("id", "state", "done", "total", "error", "created_at", "finished_at")},
        "kind": of.detail["kind"],
        "bank": of.detail["bank"] or None,
        "rows": of.result.get("rows"),
        "since": iso(of.detail["since"] or None),
        "by": {"id": of.by, "name": names[of.by].name if of.by in names else ""},
    }


def _one(request: Request, job: Job) -> Data:
    return {"export": export_data(job, callers.get_many(request.context.table, [job.by]))}


def create_export(request: Request) -> Answer:
    """Make an export."""
    asked = request.body(ExportRequest)
    job = exports.begin(
        request.context,
        asked.kind,
        asked.bank or "",
        since_last=asked.since_last,
        by=request.who.volunteer.id,
        now=request.now,
    )
    return Answer(_one(request, jobs.start(job)), 202)


def list_exports(request: Request) -> Data:
    """Exports, newest first."""
    found = exports.every(request.context)
    names = callers.get_many(request.context.table, {job.by for job in found})
    return {"exports": [export_data(job, names) for job in found]}


def link_export(request: Request) -> Data:
    """A link to an export's file; who asked for it is written down."""
    who: Any = request.who.volunteer
    job, name = exports.fetch(request.context, request.path["export"], by=who, now=request.now)
    s3, bucket = wiring.client("s3"), wiring.settings().exports
    return {"url": exports_files.link(s3, bucket, job.id, name), "name": name}


AREA = Area(
    operations={
        "get_results": get_results,
        "create_export": create_export,
        "list_exports": list_exports,
        "link_export": link_export,
    },
    requests={"create_export": ExportRequest},
    queries={"get_results": ResultsQuery},
    answers={
        "get_results": (200, (ResultsAnswer,)),
        "create_export": (202, (ExportAnswer,)),
        "list_exports": (200, (ExportsAnswer,)),
        "link_export": (200, (LinkAnswer,)),
    },
)
