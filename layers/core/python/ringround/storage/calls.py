"""Calls in the table: a call stands once its item is there.

What a call says of a whole number or of other households than its own is written with it in one transaction, so that
no objection is half-heard. Most calls say nothing of the kind: they are written item by item, which costs half, and
`usecases.complete` finishes what was broken off.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from ..domain import tally
from ..domain.claim_id import ClaimParts
from ..domain.hours import uk_day
from ..domain.household import Household, LogEntry
from ..domain.outcomes import NumberFate, Outcome
from ..domain.quality import raised_by
from ..domain.recording import Call, PersonResult, number_marks
from . import desks, households, keys, quality
from .keys import Key
from .marshal import Item
from .marshal import from_item as plain
from .schema import PK, SCHEMA_VERSION, SK
from .table import ConditionFailed, Table, TransactionRefused, Update, put_in, update_in

NOT_RECORDED_YET: Final = "attribute_not_exists(pk)"
"""This version of this claim's call is not there: a repeat meets the same key and is answered with what is there."""

_MARKS: Final = {NumberFate.SUPPRESSED: "x", NumberFate.DEAD: "d"}


_MAY_GO: Final = ("number", "tried", "note", "language", "chosen", "flag")
"""What may be left out of the item of a call, of all that could say who somebody was."""


class AlreadyRecorded(Exception):  # noqa: N818 - an expected ending
    """The call of this claim, or this version of it, is there already."""


@dataclass(frozen=True, slots=True)
class Before:
    """What was read before a call is recorded; `call` only where one is being corrected. `others` are households to
    which people or numbers of this call have moved, before and after."""

    household: Household
    call: Call | None = None
    others: tuple[tuple[Household, Household], ...] = ()


def record(table: Table, before: Before, after: Household, call: Call, parts: ClaimParts) -> None:
    """Record a call, or a correction of one. Raises AlreadyRecorded, or households.ChangedMeanwhile."""
    household = households.change(before.household, after)
    writes = [
        put_in(to_item(call, parts), NOT_RECORDED_YET),
        update_in(keys.household(after.id), household),
        *(update_in(keys.household(old.id), households.change(old, new)) for old, new in before.others),
        *(update_in(key, update) for key, update in _desk_updates(table, before.call, call, after)),
        *(update_in(keys.number(e164), update) for e164, update in _number_updates(before.call, call)),
        *quality.changes(call.entry.claim, raised_by(before.call) if before.call else {}, raised_by(call)),
    ]
    try:
        table.transact(writes)
    except TransactionRefused as refused:
        raise (AlreadyRecorded if 0 in refused.failed else households.ChangedMeanwhile) from None


def put(table: Table, call: Call, parts: ClaimParts) -> None:
    """Write the first version of a call by itself: from here on it stands. Raises AlreadyRecorded."""
    try:
        table.put(to_item(call, parts), NOT_RECORDED_YET)
    except ConditionFailed:
        raise AlreadyRecorded from None


def rewrite(table: Table, call: Call, parts: ClaimParts) -> None:
    """Write a version of a call in the place of the same version, without somebody who was erased. For nothing else:
    what was recorded stays as it was."""
    item = to_item(call, parts)
    key = {PK: item.pop(PK), SK: item.pop(SK)}
    gone = [name for name in _MAY_GO if name not in item]
    table.update(key, Update(set=item, remove=gone, condition="attribute_exists(pk)"))


def mark_numbers(table: Table, call: Call) -> None:
    """Write what a call that stands says of whole numbers with the numbers, as `record` does; again, the same."""
    for e164, update in _number_updates(None, call):
        table.update(keys.number(e164), update)


def concerns_no_others(before: Before, call: Call) -> bool:
    """Whether a new call changes nothing but its household, its caller's desk of the day and what organisers are to
    decide."""
    promised = call.entry.call_back_at if call.entry.call_back_for == "me" else 0
    elsewhere = before.others or number_marks(call.entry)
    return before.call is None and not elsewhere and (not promised or uk_day(promised) == uk_day(call.entry.at))


def owed(call: Call) -> desks.Owed:
    """What the first version of a call adds to its caller's desk, where it concerns no others."""
    entry = call.entry
    promised = entry.call_back_at if entry.call_back_for == "me" else 0
    call_back = {desks.call_back_name(entry.bank, call.household): promised} if promised else {}
    return desks.Owed(
        day=uk_day(entry.at),
        caller=entry.caller,
        claim=entry.claim,
        add=desks.tally_names(entry.bank, counts(call)),
        set={desks.LAST_CALL: entry.at, **call_back},
    )


def _desk_updates(table: Table, earlier: Call | None, call: Call, after: Household) -> list[tuple[Key, Update]]:
    """The caller's tally on the day of the call, the freed slot, and the desk of the day of a promised call-back."""
    entry = call.entry
    before = counts(earlier) if earlier else Counter[str]()
    add = desks.tally_names(entry.bank, tally.change(before, counts(call)))
    day = uk_day(entry.at)
    first = Update(add=add, set={desks.LAST_CALL: entry.at}, remove=desks.tokens(entry.claim))
    updates = {day: Update(add=add, set={}, remove=[]) if earlier else first}
    name = desks.call_back_name(entry.bank, call.household)
    promised_before = uk_day(earlier.entry.call_back_at) if earlier and earlier.entry.call_back_at else None
    promised = uk_day(entry.call_back_at) if entry.call_back_at and entry.call_back_for == "me" else None
    if promised_before and promised_before != promised:
        update = updates.setdefault(promised_before, Update())
        if other := _other_promise(after, entry, promised_before):
            update.set = {**update.set, name: other}
        else:
            update.remove = [*update.remove, name]
    if promised:
        update = updates.setdefault(promised, Update())
        update.set = {**update.set, name: entry.call_back_at}
    return [
        (keys.desk(d, entry.caller, table.desk_shards), u) for d, u in updates.items() if u.set or u.add or u.remove
    ]


def _other_promise(after: Household, entry: LogEntry, day: str) -> int:
    """The time of another promise of the same caller in this household and bank on a day; 0 where there is none."""
    times = [
        e.call_back_at
        for e in after.log
        if e.claim != entry.claim
        and (e.caller, e.bank, e.call_back_for) == (entry.caller, entry.bank, "me")
        and e.call_back_at
        and uk_day(e.call_back_at) == day
    ]
    return max(times, default=0)


def _number_updates(earlier: Call | None, call: Call) -> list[tuple[str, Update]]:
    """Marks on the items that own the numbers. A mark carries its claim, so a correction takes back its own only."""
    before = number_marks(earlier.entry) if earlier else {}
    after = number_marks(call.entry)
    updates: dict[str, Update] = {}
    for e164, fate in before.items():
        if after.get(e164) is not fate:
            updates[e164] = Update(remove=[f"{_MARKS[fate]}|{call.entry.claim}"])
    for e164, fate in after.items():
        if before.get(e164) is not fate:
            update = updates.setdefault(e164, Update())
            update.set = {f"{_MARKS[fate]}|{call.entry.claim}": call.recorded_at}
    return list(updates.items())


def owner_of(table: Table, e164: str) -> str:
    """The household that owns a number, empty where nobody has it."""
    item = table.get(keys.number(e164)) or {}
    return str(item.get("household", ""))


def is_suppressed(number_item: Item) -> bool:
    """Whether a number's item says that it must not be rung: a list said so, or a call that still stands."""
    return bool(number_item.get("suppressed")) or any(name.startswith("x|") for name in number_item)


def is_dead(number_item: Item) -> bool:
    """Whether a number's item says that it does not work."""
    return bool(number_item.get("dead")) or any(name.startswith("d|") for name in number_item)


def counts(call: Call) -> Counter[str]:
    """What this version of a call counts for."""
    return tally.of_call(call.entry, call.chosen, call.script_version, call.reached)


def first(table: Table, claim_id: str, parts: ClaimParts) -> Call | None:
    """The first version of the call of a claim, as it was recorded; None where nothing was."""
    item = table.get(keys.call(parts.caller, uk_day(parts.at), claim_id, 1))
    return from_item(item) if item else None


def latest(table: Table, claim_id: str, parts: ClaimParts) -> Call | None:
    """The latest version of the call of a claim, or None where none was recorded."""
    found = table.query(
        KeyConditionExpression=f"{PK} = :pk AND begins_with({SK}, :claim)",
        ExpressionAttributeValues={
            ":pk": {"S": keys.calls_of(parts.caller, uk_day(parts.at))},
            ":claim": {"S": f"{claim_id}#"},
        },
        ScanIndexForward=False,
        Limit=1,
        ConsistentRead=True,
    )
    item = next(found, None)
    return from_item(item) if item else None


def of_day(table: Table, caller: str, day: str) -> list[Call]:
    """The latest version of each call of the claims that a caller got on a UK day, newest first."""
    found = table.query(
        KeyConditionExpression=f"{PK} = :pk",
        ExpressionAttributeValues={":pk": {"S": keys.calls_of(caller, day)}},
        ScanIndexForward=False,
        ConsistentRead=True,
    )
    calls: dict[str, Call] = {}
    for item in found:
        calls.setdefault(item["claim"], from_item(item))
    return sorted(calls.values(), key=lambda c: c.entry.at, reverse=True)


def to_item(call: Call, parts: ClaimParts) -> Item:
    """The item of one version of a call."""
    entry = call.entry
    item: dict[str, Any] = {
        **keys.call(parts.caller, uk_day(parts.at), entry.claim, entry.version),
        "v": SCHEMA_VERSION,
        **households.entry_item(entry),
        "people": [_result_item(p) for p in call.people],
        "household": call.household,
        "script": call.script,
        "script_version": call.script_version,
        "recorded_at": call.recorded_at,
        "language": call.language or None,
        "chosen": [list(pair) for pair in call.chosen] or None,
        "reached": call.reached or None,
        "flag": call.flag or None,
        "version": entry.version,
    }
    item.pop("other", None)
    return {name: value for name, value in item.items() if value is not None}


def from_item(item: Item) -> Call:
    """The call of an item."""
    people = tuple(_result(p) for p in item["people"])
    outcomes = {p.person: str(p.outcome) for p in people}
    return Call(
        entry=households.entry_from({**item, "people": (), "other": outcomes}),
        household=item["household"],
        people=people,
        script=item["script"],
        script_version=item["script_version"],
        recorded_at=item["recorded_at"],
        language=item.get("language", ""),
        chosen=tuple((question, option) for question, option in item.get("chosen", ())),
        reached=item.get("reached", 0),
        flag=item.get("flag", ""),
    )


def _result_item(p: PersonResult) -> Item:
    item = {"person": p.person, "name": p.name, "elector": p.elector, "outcome": str(p.outcome)}
    if p.answers:
        item["answers"] = dict(p.answers)  # type: ignore[assignment]
    told = {"note": p.note, "flag": p.flag}
    return {**item, **{name: value for name, value in told.items() if value}}


def _result(item: Item) -> PersonResult:
    return PersonResult(
        person=item["person"],
        name=item["name"],
        elector=item["elector"],
        outcome=Outcome(item["outcome"]),
        answers=item.get("answers", {}),
        note=item.get("note", ""),
        flag=item.get("flag", ""),
    )


def all_versions(table: Table) -> Iterator[Call]:
    """Every version of every call, by a scan: for exports and for checking the tally."""
    request: dict[str, Any] = {
        "TableName": table.name,
        "FilterExpression": f"begins_with({PK}, :call)",
        "ExpressionAttributeValues": {":call": {"S": "C#"}},
        "ConsistentRead": True,
    }
    pages: Any = table.client.get_paginator("scan").paginate(**request)
    for page in pages:
        for item in page["Items"]:
            yield from_item(plain(item))
