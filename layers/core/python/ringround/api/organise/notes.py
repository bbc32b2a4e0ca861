"""What volunteers told the organisers."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from ...storage.notes import Note
from ...usecases import notes
from ..answers import Answered
from ..area import Area
from ..http import Request
from ..views import Data, iso


class NoteBody(Answered):
    """What a volunteer told the organisers."""

    id: str
    at: AwareDatetime
    from_: Annotated[str, Field(alias="from")]
    bank: str | None
    text: str


class NotesAnswer(Answered):
    """Notes from volunteers, newest first."""

    notes: list[NoteBody]


def note_data(of: Note) -> Data:
    """A note in the API's shape."""
    return {"id": of.id, "at": iso(of.at), "from": of.name, "bank": of.bank or None, "text": of.text}


def list_notes(request: Request) -> Data:
    """What volunteers told the organisers."""
    return {"notes": [note_data(each) for each in notes.every(request.context)]}


AREA = Area(operations={"list_notes": list_notes}, answers={"list_notes": (200, (NotesAnswer,))})
