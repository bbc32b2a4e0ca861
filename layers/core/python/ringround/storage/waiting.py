"""People who wait for a code that no mail brings, in the table until an organiser hands one out or half a day is
over."""

from dataclasses import dataclass
from typing import Final

from . import keys
from .marshal import Item
from .schema import EXPIRES, PK, SK
from .table import Table, Update

WAITING_SECONDS: Final = 12 * 3600
"""An evening of calling; whoever comes back tomorrow asks again."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who asked for a code. `id` is that of the volunteer whom they are or would become; `join` the code of
    the join link that they came by, empty for who is on the list; `since` and `asked` (last) in epoch seconds."""

    id: str
    email: str
    name: str
    join: str
    since: int
    asked: int


def ask(table: Table, who: Waiting) -> None:
    """Write down that somebody asks; asked again, they keep their place."""
    said = {"email": who.email, "name": who.name, "join": who.join, "asked": who.asked}
    update = Update(set={**said, EXPIRES: who.asked + WAITING_SECONDS}, first={"since": who.since})
    table.update(keys.waiting(who.id), update)


def get(table: Table, caller: str, now: int) -> Waiting | None:
    """Somebody who waits."""
    item = table.get(keys.waiting(caller))
    found = _waiting(item) if item else None
    return found if found and found.asked + WAITING_SECONDS > now else None


def every(table: Table, now: int) -> list[Waiting]:
    """Everybody who waits, first who waits the longest."""
    found = table.query(
        KeyConditionExpression=f"{PK} = :pk", ExpressionAttributeValues={":pk": {"S": keys.waiting("")[PK]}}
    )
    kept = (each for each in map(_waiting, found) if each.asked + WAITING_SECONDS > now)
    return sorted(kept, key=lambda w: (w.since, w.id))


def end(table: Table, caller: str) -> None:
    """They wait no longer, whether they did or not."""
    table.delete(keys.waiting(caller))


def _waiting(item: Item) -> Waiting:
    said = {name: item[name] for name in ("email", "name", "join", "since", "asked")}
    return Waiting(item[SK], **said)
