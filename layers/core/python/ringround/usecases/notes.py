"""Notes from volunteers to the organisers."""

from datetime import date, timedelta

from ..domain.desk import Desk
from ..domain.errors import TooMany
from ..domain.hours import start_of_day
from ..storage import notes
from ..storage.callers import Volunteer
from ..storage.notes import Note, TooManyToday
from .context import Context


def send(context: Context, volunteer: Volunteer, desk: Desk, note_id: str, text: str, bank: str, *, now: int) -> None:
    """Tell the organisers something; sent again, it is the same note.

    Raises TooMany (`notes_a_day`) beyond 20 a day.
    """
    note = Note(note_id, volunteer.id, volunteer.name, bank, now, text)
    try:
        notes.send(context.table, desk, note)
    except TooManyToday:
        tomorrow = date.fromisoformat(desk.day) + timedelta(days=1)
        wait = max(1, start_of_day(tomorrow) - now)
        raise TooMany(
            "That is as many notes as there can be in a day.", {"retry_after": wait}, code="notes_a_day"
        ) from None


def every(context: Context) -> list[Note]:
    """What volunteers told the organisers, newest first."""
    return notes.every(context.table)
