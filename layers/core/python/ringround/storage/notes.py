"""Notes from volunteers to the organisers in the table."""

from dataclasses import dataclass
from typing import Final

from ..domain.desk import NOTES_A_DAY, Desk
from . import desks, keys
from .marshal import Item
from .schema import PK, SK
from .table import Table, TransactionRefused, Update, put_in, update_in

NOT_SENT_YET: Final = "attribute_not_exists(pk)"
"""A note that is sent again meets itself."""

ROOM_TODAY: Final = "attribute_not_exists(notes) OR notes < :most"


ERASED: Final = "(erased)"


class TooManyToday(Exception):  # noqa: N818 - an expected ending
    """The caller has sent as many notes today as one may."""


@dataclass(frozen=True, slots=True)
class Note:
    """What a volunteer told the organisers. `id` is the page's own, `bank` may be empty, `at` is epoch seconds."""

    id: str
    caller: str
    name: str
    bank: str
    at: int
    text: str


def send(table: Table, desk: Desk, note: Note) -> bool:
    """Write a note and count it on the caller's desk, both or neither; False where it is there already. Raises
    TooManyToday."""
    item = {"id": note.id, "name": note.name, "bank": note.bank or None, "at": note.at, "text": note.text}
    counted = Update(add={desks.NOTES: 1}, condition=ROOM_TODAY, values={":most": NOTES_A_DAY})
    try:
        table.transact(
            [
                put_in({**keys.note(note.caller, note.id), **item}, NOT_SENT_YET),
                update_in(keys.desk(desk.day, note.caller, table.desk_shards), counted),
            ]
        )
    except TransactionRefused as refused:
        if 0 in refused.failed:
            return False
        raise TooManyToday from None
    return True


def blank(table: Table, item: Item) -> None:
    """Take the text out of a note that names somebody who was erased; that there was one stays."""
    table.update({PK: item[PK], SK: item[SK]}, Update(set={"text": ERASED}, condition="attribute_exists(pk)"))


def delete_of(table: Table, caller: str) -> int:
    """Delete the notes of one volunteer; how many there were."""
    mine = keys.note(caller, "")
    found = table.query(
        KeyConditionExpression=f"{PK} = :pk AND begins_with({SK}, :mine)",
        ExpressionAttributeValues={":pk": {"S": mine[PK]}, ":mine": {"S": mine[SK]}},
    )
    theirs = [{PK: item[PK], SK: item[SK]} for item in found]
    for key in theirs:
        table.delete(key)
    return len(theirs)


def every(table: Table) -> list[Note]:
    """All notes, newest first."""
    found = table.query(
        KeyConditionExpression=f"{PK} = :pk", ExpressionAttributeValues={":pk": {"S": keys.note("", "")[PK]}}
    )
    notes = [
        Note(item["id"], item[SK].partition("#")[0], item["name"], item.get("bank", ""), item["at"], item["text"])
        for item in found
    ]
    return sorted(notes, key=lambda n: (n.at, n.id), reverse=True)
