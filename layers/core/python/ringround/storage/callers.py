"""Volunteers, their sessions, sign-in codes and rate counters in the table.

Each volunteer is written twice, as an item of their own, which each request reads, and as an entry of the list that
organisers see, always in one transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from ..domain.desk import Desk
from ..domain.leaderboard import shown_as
from . import desks, keys
from .marshal import Item
from .schema import EXPIRES, PK, SK
from .table import ConditionFailed, Table, TransactionRefused, Update, delete_in, put_in, update_in

Role = Literal["caller", "organiser", "admin"]

TRIES_LEFT: Final = "attribute_exists(pk) AND tries < :most AND code_hash = :sent"
MOST_TOGETHER: Final = 50
"""Volunteers written in one transaction, two items each: DynamoDB takes a hundred."""

NOT_THERE_YET: Final = "attribute_not_exists(pk)"
STILL_THIS_ROLE: Final = "#role = :seen"
"""Nobody made them something else meanwhile: who may change an organiser may not change an admin."""


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
    """A signed-in device. `expires` is epoch seconds; the token itself is never stored. `handed_by` and `handed_as` are
    those of the code that opened it, empty where mail brought it."""

    caller: str
    token_hash: str
    expires: int
    handed_by: str = ""
    handed_as: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """A sign-in code as it is kept: hashed, with its tries. `device`: a hash of that which asked for it. Where no mail
    brought it, `handed_by` is the organiser who handed it out, and `handed_as` the role that its owner had then."""

    code_hash: str
    sent_at: int
    tries: int
    device: str = ""
    handed_by: str = ""
    handed_as: str = ""

    @property
    def handed(self) -> bool:
        """Whether an organiser handed it out."""
        return bool(self.handed_by)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What one read brings for each request of somebody signed in: who they are, their desk, and items asked for."""

    volunteer: Volunteer | None
    session: Session | None
    desk: Desk
    others: list[Item | None]


def signed_in(table: Table, caller: str, token_hash: str, day: str, others: list[keys.Key]) -> SignedIn:
    """Volunteer, session, desk and other items in one request."""
    wanted = [
        keys.volunteer(caller),
        keys.session(caller, token_hash),
        keys.desk(day, caller, table.desk_shards),
        *others,
    ]
    volunteer, session, desk, *rest = table.get_many(wanted)
    known = _volunteer(volunteer) if volunteer else None
    shown = shown_as(known.name) if known and known.on_leaderboard else ""
    return SignedIn(
        volunteer=known,
        session=_session(session, caller, token_hash) if session else None,
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
    return add_many(table, [volunteer]) == 1


def add_many(table: Table, volunteers: Sequence[Volunteer]) -> int:
    """Put people on the list, 50 a request; how many are new. Whoever stands there already stays as they are."""
    added = 0
    for start in range(0, len(volunteers), MOST_TOGETHER):
        wanted = list(volunteers[start : start + MOST_TOGETHER])
        while wanted:
            try:
                table.transact([write for volunteer in wanted for write in _put(volunteer)])
            except TransactionRefused as refused:
                there = {place // 2 for place in refused.failed}
                wanted = [volunteer for n, volunteer in enumerate(wanted) if n not in there]
                continue
            added += len(wanted)
            break
    return added


def _put(volunteer: Volunteer) -> list[dict[str, Any]]:
    said = {
        "email": volunteer.email,
        "name": volunteer.name,
        "role": volunteer.role,
        "active": volunteer.active,
        "joined": volunteer.joined,
    }
    return [
        put_in({**keys.volunteer(volunteer.id), **said}, NOT_THERE_YET),
        put_in({**keys.listed(volunteer.id), **said}),
    ]


def every(table: Table) -> list[Volunteer]:
    """Everybody who may sign in or might once, in the order in which they joined. One request for some 5,000."""
    found = table.query(
        KeyConditionExpression=f"{PK} = :pk", ExpressionAttributeValues={":pk": {"S": keys.listed("")[PK]}}
    )
    return sorted((_known(item, item[SK]) for item in found), key=lambda v: (v.joined, v.id))


def change(table: Table, seen: Volunteer, changes: Mapping[str, Any], *more: Mapping[str, Any]) -> None:
    """Change a volunteer and their entry in the list, with further writes of the same transaction. Raises
    TransactionRefused where their role is not the one that was seen any more, or they are not there."""
    update = Update(set=changes, condition=STILL_THIS_ROLE, values={":seen": seen.role}, names={"#role": "role"})
    listed = Update(set=changes, condition="attribute_exists(pk)")
    table.transact([update_in(keys.volunteer(seen.id), update), update_in(keys.listed(seen.id), listed), *more])


def delete(table: Table, seen: Volunteer) -> None:
    """Delete a volunteer and their entry in the list. Raises TransactionRefused where their role is not the one that
    was seen any more."""
    request = delete_in(keys.volunteer(seen.id), STILL_THIS_ROLE, {":seen": seen.role})
    request["Delete"]["ExpressionAttributeNames"] = {"#role": "role"}
    table.transact([request, delete_in(keys.listed(seen.id))])


def rename(table: Table, caller: str, name: str) -> None:
    """Change a volunteer's name."""
    update = Update(set={"name": name}, condition="attribute_exists(pk)")
    table.transact([update_in(keys.volunteer(caller), update), update_in(keys.listed(caller), update)])


def end_sessions(table: Table, caller: str) -> None:
    """End every session of a volunteer."""
    found = table.query(
        KeyConditionExpression=f"{PK} = :pk AND begins_with({SK}, :session)",
        ExpressionAttributeValues={
            ":pk": {"S": keys.volunteer(caller)[PK]},
            ":session": {"S": keys.session(caller, "")[SK]},
        },
        ConsistentRead=True,
    )
    for item in list(found):
        table.delete({PK: item[PK], SK: item[SK]})


def show_on_leaderboard(table: Table, caller: str, wanted: bool) -> None:
    """Write whether a volunteer wants to be seen."""
    update = Update(set={"on_leaderboard": wanted}, condition="attribute_exists(pk)")
    table.update(keys.volunteer(caller), update)


def outranked(by: Code | Session, volunteer: Volunteer) -> bool:
    """Whether somebody became an admin after a code was handed out to them. Whoever handed it out may have kept it, and
    may not have had one for an admin: neither the code nor a session of it is good any more."""
    return bool(by.handed_by) and volunteer.role == "admin" and by.handed_as != "admin"


def start_session(table: Table, session: Session) -> None:
    """Write a session."""
    table.put(_session_item(session))


def begin_session(table: Table, email_hash: str, code: Code, session: Session, instead: keys.Key | None) -> bool:
    """Use a code up and write the session that it opens, in one transaction: two who type it at once are not both let
    in. `instead` is the session that the device had before, which ends. False where the code was used or replaced."""
    used = delete_in(_code_key(email_hash, code), "code_hash = :sent", {":sent": code.code_hash})
    try:
        table.transact([used, put_in(_session_item(session)), *([delete_in(instead)] if instead else [])])
    except TransactionRefused:
        return False
    return True


def _session_item(session: Session) -> Item:
    handed = {"handed_by": session.handed_by, "handed_as": session.handed_as} if session.handed_by else {}
    return {**keys.session(session.caller, session.token_hash), EXPIRES: session.expires, **handed}


def _session(item: Item, caller: str, token_hash: str) -> Session:
    return Session(caller, token_hash, item[EXPIRES], item.get("handed_by", ""), item.get("handed_as", ""))


def end_session(table: Table, caller: str, token_hash: str) -> None:
    """End a session, there or not."""
    table.delete(keys.session(caller, token_hash))


def save_code(table: Table, email_hash: str, code: Code, expires: int) -> None:
    """Keep the code that a device asked for last, or that was handed out last; an earlier one of that way is void."""
    item = {"code_hash": code.code_hash, "sent_at": code.sent_at, "tries": code.tries, EXPIRES: expires}
    handed = {"handed_by": code.handed_by, "handed_as": code.handed_as} if code.handed else {}
    table.put({**_code_key(email_hash, code), **item, **handed})


def get_codes(table: Table, email_hash: str) -> list[Code]:
    """Every code for an address, by whichever device or way, in one request; those that have run out too."""
    found = table.query(
        KeyConditionExpression=f"{PK} = :pk",
        ExpressionAttributeValues={":pk": {"S": keys.handed_code(email_hash)[PK]}},
        ConsistentRead=True,
    )
    return [_code(item) for item in found]


def _code_key(email_hash: str, code: Code) -> keys.Key:
    return keys.handed_code(email_hash) if code.handed else keys.sign_in_code(email_hash, code.device)


def _code(item: Item) -> Code:
    kept = Code(item["code_hash"], item["sent_at"], item["tries"])
    if item[SK] == keys.handed_code("")[SK]:
        # One that was handed out before this was noted was so by somebody.
        return replace(kept, handed_by=item.get("handed_by", "unknown"), handed_as=item.get("handed_as", ""))
    return replace(kept, device=item[SK].partition("#")[2])


def count_try(table: Table, email_hash: str, code: Code, most: int) -> bool:
    """Count one try at a code before it is compared; False where the tries are used up or the code was replaced.

    Counting first and under a condition, so that tries sent at once can't be more than `most` either.
    """
    update = Update(add={"tries": 1}, condition=TRIES_LEFT, values={":most": most, ":sent": code.code_hash})
    try:
        table.update(_code_key(email_hash, code), update)
    except ConditionFailed:
        return False
    return True


def void_handed(table: Table, email_hash: str, most: int) -> None:
    """Void the code that was handed out last, if any: all of its tries are used."""
    update = Update(set={"tries": most}, condition="attribute_exists(pk)")
    with suppress(ConditionFailed):
        table.update(keys.handed_code(email_hash), update)


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


def join_codes(table: Table) -> dict[str, int]:
    """Every join code there was, with its end (epoch seconds)."""
    found = table.query(
        KeyConditionExpression=f"{PK} = :pk",
        ExpressionAttributeValues={":pk": {"S": keys.join_code("")[PK]}},
        ConsistentRead=True,
    )
    return {item[SK]: int(item["until"]) for item in found}


def _volunteer(item: Item) -> Volunteer:
    return _known(item, item[PK].removeprefix("V#"))


def _known(item: Item, caller: str) -> Volunteer:
    return Volunteer(
        id=caller,
        email=item["email"],
        name=item["name"],
        role=item["role"],
        active=item["active"],
        joined=item.get("joined", 0),
        on_leaderboard=item.get("on_leaderboard", False),
    )
