"""Volunteers, their sessions, sign-in codes and rate counters in the table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from ..domain.desk import Desk
from ..domain.leaderboard import shown_as
from . import desks, keys
from .marshal import Item
from .schema import EXPIRES
from .table import ConditionFailed, Table, Update

Role = Literal["caller", "organiser", "admin"]

TRIES_LEFT: Final = "attribute_exists(pk) AND tries < :most AND code_hash = :sent"
NOT_THERE_YET: Final = "attribute_not_exists(pk)"


@dataclass(frozen=True, slots=True)
class Volunteer:
    """Somebody who may sign in. `active` is false once an organiser has removed them; `on_leaderboard` is their own
    wish to be seen by the others, off unless they say so."""

    id: str
    email: str
    name: str
    role: Role = "caller"
    active: bool = True
    joined: int = 0
    on_leaderboard: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in device. `expires` is epoch seconds; the token itself is never stored."""

    caller: str
    token_hash: str
    expires: int


@dataclass(frozen=True, slots=True)
class Code:
    """A sign-in code as it is kept: hashed, with its tries."""

    code_hash: str
    sent_at: int
    tries: int


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What one read brings for each request of somebody signed in: who they are, their desk, and items asked for."""

    volunteer: Volunteer | None
    session: Session | None
    desk: Desk
    others: list[Item | None]


def signed_in(table: Table, caller: str, token_hash: str, day: str, others: list[keys.Key]) -> SignedIn:
    """Volunteer, session, desk and other items in one request."""
    wanted = [keys.volunteer(caller), keys.session(caller, token_hash), keys.desk(day, caller), *others]
    volunteer, session, desk, *rest = table.get_many(wanted)
    known = _volunteer(volunteer) if volunteer else None
    shown = shown_as(known.name) if known and known.on_leaderboard else ""
    return SignedIn(
        volunteer=known,
        session=Session(caller, token_hash, session[EXPIRES]) if session else None,
        desk=replace(desks.from_item(desk, day, caller), shown_as=shown),
        others=rest,
    )


def get(table: Table, caller: str) -> Volunteer | None:
    """One volunteer."""
    item = table.get(keys.volunteer(caller))
    return _volunteer(item) if item else None


def get_many(table: Table, caller_ids: Iterable[str]) -> dict[str, Volunteer]:
    """Volunteers by their ids; those that do not exist are left out."""
    found = table.get_many([keys.volunteer(c) for c in caller_ids])
    return {v.id: v for v in (_volunteer(item) for item in found if item)}


def add(table: Table, volunteer: Volunteer) -> bool:
    """Put somebody on the list; False where they stand there already (and nothing changes)."""
    item = {
        **keys.volunteer(volunteer.id),
        "email": volunteer.email,
        "name": volunteer.name,
        "role": volunteer.role,
        "active": volunteer.active,
        "joined": volunteer.joined,
    }
    try:
        table.put(item, NOT_THERE_YET)
    except ConditionFailed:
        return False
    return True


def rename(table: Table, caller: str, name: str) -> None:
    """Change a volunteer's name."""
    table.update(keys.volunteer(caller), Update(set={"name": name}, condition="attribute_exists(pk)"))


def show_on_leaderboard(table: Table, caller: str, wanted: bool) -> None:
    """Write whether a volunteer wants to be seen."""
    update = Update(set={"on_leaderboard": wanted}, condition="attribute_exists(pk)")
    table.update(keys.volunteer(caller), update)


def start_session(table: Table, session: Session) -> None:
    """Write a session."""
    table.put({**keys.session(session.caller, session.token_hash), EXPIRES: session.expires})


def end_session(table: Table, caller: str, token_hash: str) -> None:
    """End a session, there or not."""
    table.delete(keys.session(caller, token_hash))


def save_code(table: Table, email_hash: str, code: Code, expires: int) -> None:
    """Keep the code that was sent last; an earlier one is void."""
    item = {"code_hash": code.code_hash, "sent_at": code.sent_at, "tries": code.tries, EXPIRES: expires}
    table.put({**keys.sign_in_code(email_hash), **item})


def get_code(table: Table, email_hash: str) -> Code | None:
    """The code that was sent last to an address."""
    item = table.get(keys.sign_in_code(email_hash))
    return Code(item["code_hash"], item["sent_at"], item["tries"]) if item else None


def count_try(table: Table, email_hash: str, code: Code, most: int) -> bool:
    """Count one try at a code before it is compared; False where the tries are used up or the code was replaced.

    Counting first and under a condition, so that tries sent at once can't be more than `most` either.
    """
    update = Update(add={"tries": 1}, condition=TRIES_LEFT, values={":most": most, ":sent": code.code_hash})
    try:
        table.update(keys.sign_in_code(email_hash), update)
    except ConditionFailed:
        return False
    return True


def use_code(table: Table, email_hash: str) -> None:
    """Void a code."""
    table.delete(keys.sign_in_code(email_hash))


def count(table: Table, what: str, window: int, expires: int) -> int:
    """Count something within a window (epoch seconds of its start); how often it happened, this time included."""
    update = Update(add={"n": 1}, set={EXPIRES: expires})
    return int(table.update(keys.rate(what, window), update, returned="ALL_NEW")["n"])


def join_code(table: Table, code: str) -> Mapping[str, Any] | None:
    """What a join code says, or None."""
    return table.get(keys.join_code(code))


def put_join_code(table: Table, code: str, expires: int) -> None:
    """Write a join code that holds until `expires` (epoch seconds)."""
    table.put({**keys.join_code(code), "until": expires})


def _volunteer(item: Item) -> Volunteer:
    return Volunteer(
        id=item["pk"].removeprefix("V#"),
        email=item["email"],
        name=item["name"],
        role=item["role"],
        active=item["active"],
        joined=item.get("joined", 0),
        on_leaderboard=item.get("on_leaderboard", False),
    )
