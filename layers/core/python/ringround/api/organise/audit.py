"""Who did what among organisers."""

from typing import Annotated, Any, Final

from pydantic import AwareDatetime, StringConstraints

from ...storage import audit, callers
from ...usecases.hand_out_code import AT_THE_TERMINAL
from ..answers import Answered
from ..area import Area
from ..http import Request
from ..models import Body
from ..views import Data, iso

PAGE: Final = 50


class AuditQuery(Body):
    """`before` is the id of an entry: those older than it are wanted."""

    before: Annotated[str, StringConstraints(max_length=40)] = ""


class Actor(Answered):
    """Who did it; without a name where they are not on the list."""

    id: str
    name: str


class AuditEntry(Answered):
    """One act: see `domain.audit` for the words that there are."""

    id: str
    at: AwareDatetime
    who: Actor
    act: str
    subject: str
    details: dict[str, Any]


class AuditAnswer(Answered):
    """Acts, newest first; `more` where there are older ones."""

    entries: list[AuditEntry]
    more: bool


def list_audit(request: Request) -> Data:
    """What organisers did, newest first."""
    table = request.context.table
    found = audit.latest(table, PAGE + 1, request.query(AuditQuery).before)
    known = callers.get_many(table, {entry.who for entry in found})
    names = {**{who: volunteer.name for who, volunteer in known.items()}, AT_THE_TERMINAL: "Staff at the terminal"}
    entries = [
        {
            "id": entry.id,
            "at": iso(entry.at),
            "who": {"id": entry.who, "name": names.get(entry.who, "")},
            "act": entry.act,
            "subject": entry.subject,
            "details": dict(entry.details),
        }
        for entry in found[:PAGE]
    ]
    return {"entries": entries, "more": len(found) > PAGE}


AREA = Area(
    operations={"list_audit": list_audit},
    queries={"list_audit": AuditQuery},
    answers={"list_audit": (200, (AuditAnswer,))},
)
