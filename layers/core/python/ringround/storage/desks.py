"""Desks in the table: slots, limits, call-backs and the tally of each caller and day.

Counters and slots are attributes of their own at the top of the item, so that a counter can be added to without
reading it: `s|claim`, `f|claim`, `n|hour`, `k|hour`, `r|hour`, `l|hour`, `b|bank|household`, `t|bank|counter`, `notes`,
`shown_as`, `last`, `closed`.

A slot is also the token by which a call is counted once: the update that counts it takes the slot away. Where a claim
ended without a call, its token stays for a while (`f|claim`), for a call of the same claim that is on its way.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final

from ..domain.desk import Desk, hour_of
from . import keys
from .marshal import Item
from .schema import PK, SK
from .table import ConditionFailed, Table, Update, update_in

_SLOT, _FREED, _CLAIMS, _SKIPS, _RETURNS, _LOOKUPS, _CALL_BACK, _TALLY = "s", "f", "n", "k", "r", "l", "b", "t"
NOTES: Final = "notes"
SHOWN_AS: Final = "shown_as"
LAST_CALL: Final = "last"
CLOSED: Final = "closed"

UNCHANGED_SINCE_READ: Final = "rev = :rev"
NEW_DESK: Final = "attribute_not_exists(rev)"
NOT_COUNTED_YET: Final = "attribute_exists(#slot)"
NOT_COUNTED_EITHER: Final = "attribute_exists(#slot) OR attribute_exists(#freed)"

FREED_SECONDS: Final = 900
"""How long the token of a claim that ended without a call is kept: longer than any request lasts."""


@dataclass(frozen=True, slots=True)
class Owed:
    """What a recorded call adds to its caller's desk of the day, and has not added yet: counters as they are named in
    the item, and values to set. Paying it frees the slot of its claim."""

    day: str
    caller: str
    claim: str
    add: Mapping[str, int]
    set: Mapping[str, Any]


def pay(table: Table, owed: Owed) -> bool:
    """Count a call, once however often it is asked for; False where it is counted."""
    slot, freed = free_slot(owed.claim), f"{_FREED}|{owed.claim}"
    update = Update(
        set=owed.set,
        remove=[slot, freed],
        add=owed.add,
        condition=NOT_COUNTED_EITHER,
        names={"#slot": slot, "#freed": freed},
    )
    try:
        table.update(_key(table, owed.day, owed.caller), update)
    except ConditionFailed:
        return False
    return True


def take_slot(table: Table, desk: Desk, claim_id: str, until: int, now: int, owed: Owed | None = None) -> bool:
    """Put a claim into a caller's hands and count it; in the same write, count a call (`owed`) of the same desk, whose
    slot is on it. False where the desk changed since it was read.

    Under the revision that was read: two requests of one caller at once can't both find room.
    """
    paid = tokens(owed.claim) if owed else []
    ended = [token for claim in over(desk, now) for token in tokens(claim)]
    condition = UNCHANGED_SINCE_READ if desk.rev else NEW_DESK
    update = Update(
        set={
            **(owed.set if owed else {}),
            free_slot(claim_id): until,
            **({SHOWN_AS: desk.shown_as} if desk.shown_as else {}),
        },
        remove=dict.fromkeys([*paid, *ended]),
        add={**(owed.add if owed else {}), f"{_CLAIMS}|{hour_of(now)}": 1, "rev": 1},
        condition=f"{condition} AND {NOT_COUNTED_YET}" if owed else condition,
        values={":rev": desk.rev} if desk.rev else {},
        names={"#slot": paid[0]} if owed else {},
    )
    try:
        table.update(_key(table, desk.day, desk.caller), update)
    except ConditionFailed:
        return False
    return True


def over(desk: Desk, now: int) -> list[str]:
    """The claims whose tokens the next slot that is taken clears away: leases that ran out, and claims that ended
    without a call so long ago that none can be on its way. Whoever takes the slot looks for their calls before."""
    freed = (claim for claim, at in desk.freed.items() if at + FREED_SECONDS <= now)
    return [*desk.ended(now), *freed]


def _key(table: Table, day: str, caller: str) -> keys.Key:
    return keys.desk(day, caller, table.desk_shards)


def free_slot(claim_id: str) -> str:
    """The attribute that holds a claim in hand: removing it frees the slot."""
    return f"{_SLOT}|{claim_id}"


def tokens(claim_id: str) -> list[str]:
    """The attributes of which one is there until a call of this claim is counted."""
    return [free_slot(claim_id), f"{_FREED}|{claim_id}"]


def free(
    table: Table, day: str, caller: str, claim_id: str, *, now: int, skipped: bool = False, returned: bool = False
) -> None:
    """Take a claim of which nothing was recorded out of a caller's hands, counting a skip where it was one, or that
    the caller gave it back."""
    slot, freed = tokens(claim_id)
    counted = [*([_SKIPS] if skipped else []), *([_RETURNS] if returned else [])]
    update = Update(
        set={freed: now},
        remove=[slot],
        add={f"{kind}|{hour_of(now)}": 1 for kind in counted},
        condition=NOT_COUNTED_YET,
        names={"#slot": slot},
    )
    try:
        table.update(_key(table, day, caller), update)
    except ConditionFailed:
        if counted:
            table.update(_key(table, day, caller), Update(add=update.add))


def extend_slot(table: Table, day: str, caller: str, claim_id: str, until: int) -> None:
    """Move the end of a lease on the desk as well. Nothing happens where the claim is not on it any more: its call was
    counted meanwhile, and a slot that came back would have it counted again."""
    slot = free_slot(claim_id)
    update = Update(set={slot: until}, condition=NOT_COUNTED_YET, names={"#slot": slot})
    with suppress(ConditionFailed):
        table.update(_key(table, day, caller), update)


def put_slot(table: Table, desk: Desk, claim_id: str, until: int) -> dict[str, Any]:
    """Part of a transaction: a claim whose lease had ended is in its caller's hands again, whose slot may have been
    cleared away, or freed by whoever gave it back for them. One token is left, or its call would be counted by each;
    and it is written with the household, or it would be the token of a call that was counted meanwhile. Under the
    desk's revision, like any claim that finds room there."""
    slot, freed = tokens(claim_id)
    update = Update(
        set={slot: until},
        remove=[freed],
        add={"rev": 1},
        condition=UNCHANGED_SINCE_READ if desk.rev else NEW_DESK,
        values={":rev": desk.rev} if desk.rev else {},
    )
    return update_in(_key(table, desk.day, desk.caller), update)


def count_lookup(table: Table, desk: Desk, now: int) -> int:
    """Count a search for who is ringing back; how many there were within the hour, this one included."""
    name = f"{_LOOKUPS}|{hour_of(now)}"
    return int(table.update(_key(table, desk.day, desk.caller), Update(add={name: 1}), returned="UPDATED_NEW")[name])


def show_as(table: Table, day: str, caller: str, name: str) -> None:
    """Write what a caller is called on the day's leaderboards; empty takes them off."""
    update = Update(set={SHOWN_AS: name}) if name else Update(remove=[SHOWN_AS])
    table.update(_key(table, day, caller), update)


def hide(table: Table, day: str, caller: str) -> None:
    """Forget what a caller was called on a day's leaderboards; nothing happens where they were not at work."""
    with suppress(ConditionFailed):
        table.update(_key(table, day, caller), Update(remove=[SHOWN_AS], condition="attribute_exists(pk)"))


def close(table: Table, day: str, caller: str) -> dict[str, Any]:
    """Part of a transaction: from now on nothing is put into this caller's hands that day. The revision moves, so a
    claim that is under way finds the desk changed."""
    return update_in(_key(table, day, caller), Update(set={CLOSED: True}, remove=[SHOWN_AS], add={"rev": 1}))


def reopen(table: Table, day: str, caller: str) -> dict[str, Any]:
    """Part of a transaction: a caller who comes back may hold households again."""
    return update_in(_key(table, day, caller), Update(remove=[CLOSED], add={"rev": 1}))


def reopen_for_new(table: Table, day: str, *callers: str) -> None:
    """Let those who are put on the list hold households: whoever was on it before and was erased that day left a
    closed desk. One read for a hundred of them, and a write for each closed desk; where there is none, none is made."""
    found = table.get_many([_key(table, day, caller) for caller in callers])
    update = Update(remove=[CLOSED], add={"rev": 1}, condition="attribute_exists(#shut)", names={"#shut": CLOSED})
    for caller, item in zip(callers, found, strict=True):
        if item and item.get(CLOSED):
            with suppress(ConditionFailed):
                table.update(_key(table, day, caller), update)


def drop_call_back(table: Table, desk: Desk, bank_id: str, household_id: str) -> None:
    """Forget a promise that was kept, or that somebody else kept."""
    table.update(_key(table, desk.day, desk.caller), Update(remove=[call_back_name(bank_id, household_id)]))


def get(table: Table, day: str, caller: str) -> Desk:
    """One caller's desk, as it is now."""
    return from_item(table.get(_key(table, day, caller)), day, caller)


def of_days(table: Table, days: Iterable[str], caller: str) -> list[Desk]:
    """A caller's desks of other days, those that are there; eventually consistent."""
    wanted = list(days)
    found = table.get_many([_key(table, day, caller) for day in wanted], consistent=False)
    return [from_item(item, day, caller) for day, item in zip(wanted, found, strict=True) if item]


def again(table: Table, desk: Desk) -> Desk:
    """A desk as it is now; what its caller is called on the leaderboard is as it was known to the request."""
    return replace(get(table, desk.day, desk.caller), shown_as=desk.shown_as)


def tally_names(bank_id: str, counts: Mapping[str, int]) -> dict[str, int]:
    """Counters as they are named in the item."""
    return {f"{_TALLY}|{bank_id}|{name}": count for name, count in counts.items()}


def call_back_name(bank_id: str, household_id: str) -> str:
    """The attribute of a promised call-back."""
    return f"{_CALL_BACK}|{bank_id}|{household_id}"


def totals(desks: Iterable[Desk]) -> dict[str, Counter[str]]:
    """The tally of desks by bank."""
    banks: dict[str, Counter[str]] = {}
    for desk in desks:
        for bank_id, counts in desk.tally.items():
            banks.setdefault(bank_id, Counter()).update(counts)
    return banks


def all_of(table: Table, day: str) -> Iterator[Desk]:
    """Every desk of a UK day, over all callers."""
    for shard in range(table.desk_shards):
        yield from of_shard(table, day, shard)


def of_shard(table: Table, day: str, shard: int) -> Iterator[Desk]:
    """The desks of a UK day in one of its partitions; eventually consistent."""
    partition = {":pk": {"S": keys.desk_partition(day, shard)}}
    for item in table.query(KeyConditionExpression=f"{PK} = :pk", ExpressionAttributeValues=partition):
        yield from_item(item, day)


def from_item(item: Item | None, day: str, caller: str = "") -> Desk:
    """The desk of an item; an empty one where there is none."""
    if item is None:
        return Desk(day, caller)
    slots: dict[str, int] = {}
    freed: dict[str, int] = {}
    claims: dict[int, int] = {}
    skips: dict[int, int] = {}
    returns: dict[int, int] = {}
    lookups: dict[int, int] = {}
    call_backs: dict[tuple[str, str], int] = {}
    tally: dict[str, dict[str, int]] = {}
    for name, value in item.items():
        kind, _, rest = name.partition("|")
        if kind == _SLOT:
            slots[rest] = value
        elif kind == _FREED:
            freed[rest] = value
        elif kind == _CLAIMS:
            claims[int(rest)] = value
        elif kind == _SKIPS:
            skips[int(rest)] = value
        elif kind == _RETURNS:
            returns[int(rest)] = value
        elif kind == _LOOKUPS:
            lookups[int(rest)] = value
        elif kind == _CALL_BACK:
            bank_id, _, household_id = rest.partition("|")
            call_backs[bank_id, household_id] = value
        elif kind == _TALLY:
            bank_id, _, counter = rest.partition("|")
            tally.setdefault(bank_id, {})[counter] = value
    return Desk(
        day,
        item[SK],
        slots,
        claims,
        skips,
        call_backs,
        tally,
        lookups,
        notes=item.get(NOTES, 0),
        shown_as=item.get(SHOWN_AS, ""),
        last_call=item.get(LAST_CALL, 0),
        closed=item.get(CLOSED, False),
        rev=item.get("rev", 0),
        freed=freed,
        returns=returns,
    )
