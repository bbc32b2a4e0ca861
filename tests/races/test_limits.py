"""Limits of one caller that hold for requests sent at once."""

import pytest

from ringround.domain.desk import LOOKUPS_AN_HOUR, NOTES_A_DAY
from ringround.domain.errors import TooMany, TryAgain
from ringround.domain.hours import uk_day
from ringround.domain.typed_number import Typed
from ringround.storage import desks
from ringround.storage.callers import Volunteer
from ringround.storage.table import Table
from ringround.usecases import notes
from ringround.usecases.ringing_back import look_up
from tests import builders
from tests.builders import NOW, a_bank
from tests.races.test_races import at_once
from tests.support.engine import DynamoDbLocal

pytestmark = pytest.mark.races
SAM = Volunteer("sam", "sam@example.org", "Sam")


@pytest.fixture
def table(dynamodb_local: DynamoDbLocal) -> Table:
    """A table of its own on the real engine."""
    return dynamodb_local.new_table(connections=96)


def test_notes_sent_at_once_are_twenty_a_day(table: Table) -> None:
    context = builders.seed(table, bank=a_bank())
    desk = desks.get(table, uk_day(NOW), "sam")

    def one(n: int) -> None:
        while True:
            try:
                notes.send(context, SAM, desk, f"note-{n:06d}", "Hello", "", now=NOW)
            except TryAgain:
                continue
            return

    found = at_once(NOTES_A_DAY + 8, one)
    assert sum(f is None for f in found) == NOTES_A_DAY
    assert {type(f) for f in found if f is not None} == {TooMany}
    assert len(notes.every(context)) == NOTES_A_DAY


def test_one_note_sent_many_times_at_once_is_one_note(table: Table) -> None:
    context = builders.seed(table, bank=a_bank())
    desk = desks.get(table, uk_day(NOW), "sam")

    def one(n: int) -> None:
        notes.send(context, SAM, desk, "note-000001", f"Hello {n}", "", now=NOW)

    at_once(12, one)
    assert len(notes.every(context)) == 1
    assert desks.get(table, uk_day(NOW), "sam").notes == 1


def test_searches_sent_at_once_are_sixty_an_hour(table: Table) -> None:
    context = builders.seed(table, bank=a_bank())
    desk = desks.get(table, uk_day(NOW), "sam")
    found = at_once(LOOKUPS_AN_HOUR + 12, lambda _: look_up(context, desk, Typed(last="0000"), now=NOW))
    assert sum(f == [] for f in found) == LOOKUPS_AN_HOUR
    assert {type(f) for f in found if f != []} == {TooMany}
