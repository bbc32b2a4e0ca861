"""What organisers look at, in the table: one snapshot of the day, and what volunteers did on earlier days."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ..domain.odd import Flag
from . import keys
from .callers import Role
from .marshal import Item
from .table import ConditionFailed, Table, Update

NOT_REFRESHED_SINCE: Final = "attribute_not_exists(as_of) OR as_of = :seen"

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class AtWork:
    """A caller of today. `by_bank` is calls and conversations by bank; `leases` are the ends of the leases in hand,
    `last_call`, `last_seen` and they in epoch seconds, 0 where there was none."""

    caller: str
    name: str
    role: Role
    active: bool
    last_call: int
    last_seen: int = 0
    leases: tuple[int, ...] = ()
    by_bank: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that the overview says, as of a time: counters of today by bank, of all days by bank (both without answers),
    and today's callers, most calls first; `more` of them are left out. `turn` is when somebody last took it on
    themselves to work it out anew: 0 where it is to be done with the next look."""

    as_of: int = 0
    day: str = ""
    today: Mapping[str, Counts] = field(default_factory=dict)
    total: Mapping[str, Counts] = field(default_factory=dict)
    callers: tuple[AtWork, ...] = ()
    more: int = 0
    turn: int = 0


def get(table: Table) -> Snapshot:
    """The snapshot as it was a moment ago; one request."""
    found, turn = table.get_many([keys.overview(), keys.overview_turn()], consistent=False)
    return _snapshot(found, int((turn or {}).get("as_of", 0)))


def take_refresh(table: Table, seen: int, now: int) -> bool:
    """Take it on oneself to work out the snapshot anew whose turn was read as `seen`; False where somebody else does.

    Whose turn it is stands in an item of its own: a write pays for the size of the whole item.
    """
    update = Update(set={"as_of": now}, condition=NOT_REFRESHED_SINCE, values={":seen": seen})
    try:
        table.update(keys.overview_turn(), update)
    except ConditionFailed:
        return False
    return True


def put(table: Table, snapshot: Snapshot) -> None:
    """Write a snapshot."""
    table.put(
        {
            **keys.overview(),
            "as_of": snapshot.as_of,
            "day": snapshot.day,
            "today": snapshot.today,
            "total": snapshot.total,
            "callers": [_at_work_item(c) for c in snapshot.callers],
            "more": snapshot.more,
        }
    )


def expire(table: Table) -> None:
    """Have the snapshot worked out with the next look: something was done that must be seen at once."""
    table.update(keys.overview_turn(), Update(set={"as_of": 0}))


def _snapshot(item: Item | None, turn: int) -> Snapshot:
    if item is None:
        return Snapshot(turn=turn)
    return Snapshot(
        item["as_of"],
        item["day"],
        item["today"],
        item["total"],
        tuple(_at_work(c) for c in item["callers"]),
        item["more"],
        turn,
    )


def _at_work_item(of: AtWork) -> Item:
    # Short names: they are written once for each caller, every quarter of a minute.
    item: Item = {"c": of.caller, "n": of.name, "r": of.role, "l": of.last_call, "s": of.last_seen, "b": of.by_bank}
    if of.leases:
        item["u"] = of.leases
    if of.flags:
        item["f"] = _flag_items(of.flags)
    return item if of.active else {**item, "x": True}


def _at_work(item: Item) -> AtWork:
    by_bank = {bank: (calls, conversations) for bank, (calls, conversations) in item["b"].items()}
    leases, flags = tuple(item.get("u", ())), _flags(item.get("f", ()))
    active = not item.get("x")
    return AtWork(item["c"], item["n"], item["r"], active, item["l"], item["s"], leases, by_bank, flags)


def _flag_items(flags: tuple[Flag, ...]) -> list[Any]:
    return [[f.code, f.value, f.day] for f in flags]


def _flags(items: Any) -> tuple[Flag, ...]:
    return tuple(Flag(code, value, day) for code, value, day in items)


@dataclass(frozen=True, slots=True)
class Done:
    """What a volunteer did in a time; `last` is when they were last at work, epoch seconds."""

    calls: int = 0
    conversations: int = 0
    last: int = 0
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the callers of one shard did: `past` adds up the days until `through`, which do not change any more,
    `recent` is the day after it, read as of `as_of`."""

    as_of: int = 0
    through: str = ""
    past: Mapping[str, Done] = field(default_factory=dict)
    recent: Mapping[str, Done] = field(default_factory=dict)


def get_earlier(table: Table) -> list[Earlier]:
    """What volunteers did on earlier days, shard by shard."""
    found = table.get_many([keys.earlier_days(n) for n in range(table.desk_shards)], consistent=False)
    return [_earlier(item) for item in found]


def put_earlier(table: Table, shard: int, earlier: Earlier) -> None:
    """Write one shard."""
    item = {**keys.earlier_days(shard), "as_of": earlier.as_of, "through": earlier.through}
    past, recent = _done_items(earlier.past), _done_items(earlier.recent)
    table.put({**item, "past": past, "recent": recent})


def _earlier(item: Item | None) -> Earlier:
    if item is None:
        return Earlier()
    return Earlier(item["as_of"], item["through"], _dones(item["past"]), _dones(item["recent"]))


def _done_items(done: Mapping[str, Done]) -> Item:
    return {
        caller: [d.calls, d.conversations, d.last, *([_flag_items(d.flags)] if d.flags else [])]
        for caller, d in done.items()
    }


def _dones(items: Item) -> dict[str, Done]:
    return {
        caller: Done(calls, conversations, last, _flags(*flags) if flags else ())
        for caller, (calls, conversations, last, *flags) in items.items()
    }
