"""The end of a campaign: asked for, confirmed, and certified."""

from typing import Any, Final, Literal

from pydantic import AwareDatetime, JsonValue

from ... import wiring
from ...storage import callers
from ...usecases import closing
from ...usecases.closing import Standing, State
from ..answers import Answered
from ..area import Area
from ..http import Answer, Request
from ..models import Body
from ..views import Data, iso
from . import jobs
from .jobs import JobBody

_TIMES: Final = ("asked_at", "confirmed_at", "begun_at", "finished_at")


class CloseRequest(Body):
    """`name` is the campaign's, typed exactly."""

    name: str


class ClosePerson(Answered):
    """Who asked for it, or fetched the last export."""

    id: str
    name: str


class LastExport(Answered):
    """The last export: its job, and once it is made and checked against the table what is in it. The link to it is that
    of any export."""

    id: str
    state: Literal["waiting", "running", "done", "failed"]
    checked_at: AwareDatetime | None
    rows: dict[str, int]
    calls: int | None
    people: int | None
    sha256: str | None
    fetched_at: AwareDatetime | None
    fetched_by: ClosePerson | None


class Unexported(Answered):
    """What was recorded after the last export."""

    calls: int


class CloseAnswer(Answered):
    """How far the end of the campaign is. `may_destroy_at` is for whoever asked; another organiser need not wait."""

    state: State
    asked_by: ClosePerson | None
    asked_at: AwareDatetime | None
    may_destroy_at: AwareDatetime | None
    export: LastExport | None
    unexported: Unexported
    job: JobBody | None
    certificate: dict[str, JsonValue] | None


class ClosedAnswer(Answered):
    """Whether the campaign is over; the certificate once all of it is destroyed, with nothing personal in it."""

    closed: bool
    certificate: dict[str, JsonValue] | None


def close_data(request: Request, standing: Standing) -> Data:
    """How far it is in the API's shape."""
    of, export = standing.closing, standing.export
    names = callers.get_many(request.context.table, {c for c in (of.asked_by, of.fetched_by) if c} if of else ())

    def person(caller: str) -> Data | None:
        known = names.get(caller)
        return {"id": caller, "name": known.name if known else ""} if caller else None

    made: Data | None = None
    if of and export:
        result: Any = export.result
        made = {
            "id": export.id,
            "state": export.state,
            "checked_at": iso(result.get("checked")),
            "rows": dict(result.get("rows", {})),
            "calls": result.get("calls"),
            "people": result.get("people"),
            "sha256": result.get("sha256"),
            "fetched_at": iso(of.fetched or None),
            "fetched_by": person(of.fetched_by),
        }
    job = standing.destroying or (export if standing.state == "closing" else None)
    return {
        "state": standing.state,
        "asked_by": person(of.asked_by) if of else None,
        "asked_at": iso(of.asked) if of else None,
        "may_destroy_at": iso(standing.may_destroy_at) if of else None,
        "export": made,
        "unexported": {"calls": standing.unexported},
        "job": jobs.job_data(job) if job else None,
        "certificate": None,
    }


def get_close(request: Request) -> Data:
    """How far the end of the campaign is."""
    return close_data(request, closing.look(request.context, request.now))


def ask_close(request: Request) -> Answer:
    """End calling, and have the last export made."""
    name = request.body(CloseRequest).name
    who = request.who
    job = closing.ask(request.context, who.volunteer, name, now=request.now, handed_by=who.handed_by)
    wiring.campaign_changed()
    jobs.start(job)
    return Answer(close_data(request, closing.look(request.context, request.now)), 202)


def call_off_close(request: Request) -> Data:
    """Take it back before anything is destroyed."""
    closing.call_off(request.context, request.who.volunteer, now=request.now)
    wiring.campaign_changed()
    return close_data(request, closing.look(request.context, request.now))


def destroy_campaign(request: Request) -> Answer:
    """Have everything destroyed."""
    name = request.body(CloseRequest).name
    who = request.who
    job = closing.destroy(request.context, who.volunteer, name, now=request.now, handed_by=who.handed_by)
    answer = close_data(request, closing.look(request.context, request.now))
    jobs.start(job)
    return Answer(answer, 202)


def get_closed(request: Request) -> Data:
    """Whether the campaign is over, for anybody: nobody can sign in by then. Has a run go on that stopped."""
    stub = closing.left(request.context.table)
    if stub is None:
        return {"closed": False, "certificate": None}
    if job := closing.stopped(request.context.table, stub, request.now):
        wiring.start(wiring.settings().close_function, {"job": job})
    told = {name: iso(value) if name in _TIMES else value for name, value in stub.certificate.items()}
    return {"closed": True, "certificate": told or None}


AREA = Area(
    operations={
        "get_close": get_close,
        "ask_close": ask_close,
        "call_off_close": call_off_close,
        "destroy_campaign": destroy_campaign,
        "get_closed": get_closed,
    },
    requests={"ask_close": CloseRequest, "destroy_campaign": CloseRequest},
    answers={
        "get_close": (200, (CloseAnswer,)),
        "ask_close": (202, (CloseAnswer,)),
        "call_off_close": (200, (CloseAnswer,)),
        "destroy_campaign": (202, (CloseAnswer,)),
        "get_closed": (200, (ClosedAnswer,)),
    },
)
