"""What very many look at, in the table: sums of a day's desks, shard by shard, and the board that is made of them.

All of it is worked out anew from desks and banks: nothing here is counted up, and what is lost is made again. Packed
text in one attribute, because each look pays for the size: 650 banks are some 60 kB, not 800.
"""

import json
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from . import keys
from .marshal import Item
from .table import ConditionFailed, Table, Update

COPIES: Final = 8
"""The board is written so often, into partitions of its own: one takes 3,000 read units a second."""
NOT_TAKEN_SINCE: Final = "attribute_not_exists(as_of) OR as_of = :seen OR as_of <= :given_up"
GIVEN_UP_SECONDS: Final = 30
"""After which whoever took something on themselves is taken to have been cut off before it was written."""

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Sum:
    """What the desks of one shard and day add up to, as of a time (epoch seconds, 0: never counted): counters by bank;
    by bank those who want to be seen (`leaders`) and by caller who is at work (`callers`), as their owners pack them;
    `more` callers are left out."""

    as_of: int = 0
    totals: Mapping[str, Counts] = field(default_factory=dict)
    leaders: Mapping[str, list[Any]] = field(default_factory=dict)
    callers: list[Any] = field(default_factory=list)
    more: int = 0


def sums(table: Table, day: str) -> list[Sum]:
    """The sums of a UK day, one for each shard; eventually consistent, one request for up to 100 shards."""
    found = table.get_many([keys.day_sum(day, n) for n in range(table.desk_shards)], consistent=False)
    return [_sum(item) for item in found]


def take_sum(table: Table, day: str, shard: int, seen: int, now: int) -> bool:
    """Take it on oneself to count a shard anew whose sum was read as of `seen`; False where somebody else does. Stands
    in an item of its own: a write pays for the size of the whole item."""
    return _take(table, keys.day_sum_turn(day, shard), seen, now)


def put_sum(table: Table, day: str, shard: int, made: Sum) -> None:
    """Write the sum of a shard."""
    packed = pack({"totals": made.totals, "leaders": made.leaders, "callers": made.callers, "more": made.more})
    table.update(keys.day_sum(day, shard), Update(set={"as_of": made.as_of, "packed": packed}))


def forget_sum(table: Table, day: str, shard: int) -> None:
    """Empty the sum of a shard, where there is one: whoever looks at it next counts the shard anew, and at once."""
    for key, emptied in ((keys.day_sum_turn(day, shard), {}), (keys.day_sum(day, shard), {"packed": pack({})})):
        with suppress(ConditionFailed):
            table.update(key, Update(set={"as_of": 0, **emptied}, condition="attribute_exists(pk)"))


def get_board(table: Table, copy: int) -> tuple[int, Any, int]:
    """When the board was made (epoch seconds, 0: never), what it says, and when somebody last set about making it."""
    item, turn = table.get_many([keys.board(copy % COPIES), keys.board_turn()], consistent=False)
    taken = int(turn["as_of"]) if turn else 0
    return (item["as_of"], unpack(item["packed"]), taken) if item else (0, None, taken)


def put_board(table: Table, as_of: int, said: Any) -> None:
    """Write the board, all its copies."""
    packed = pack(said)
    for copy in range(COPIES):
        table.update(keys.board(copy), Update(set={"as_of": as_of, "packed": packed}))


def take_board(table: Table, seen: int, now: int) -> bool:
    """Take it on oneself to make the board anew, where somebody last did at `seen`; False where somebody else does."""
    return _take(table, keys.board_turn(), seen, now)


def get_earlier(table: Table) -> tuple[str, Mapping[str, Counts]]:
    """The counters by bank of all days that do not change any more, and the last of them."""
    item = table.get(keys.board_earlier())
    return (item["through"], unpack(item["packed"])) if item else ("", {})


def put_earlier(table: Table, through: str, totals: Mapping[str, Counts]) -> None:
    """Write them."""
    table.update(keys.board_earlier(), Update(set={"through": through, "packed": pack(totals)}))


def _take(table: Table, key: keys.Key, seen: int, now: int) -> bool:
    try:
        values = {":seen": seen, ":given_up": now - GIVEN_UP_SECONDS}
        table.update(key, Update(set={"as_of": now}, condition=NOT_TAKEN_SINCE, values=values))
    except ConditionFailed:
        return False
    return True


def _sum(item: Item | None) -> Sum:
    return Sum(item["as_of"], **unpack(item["packed"])) if item else Sum()


def pack(value: Any) -> bytes:
    """A value as small as may be."""
    return zlib.compress(json.dumps(value, separators=(",", ":")).encode(), 1)


def unpack(packed: bytes) -> Any:
    """What was packed."""
    return json.loads(zlib.decompress(packed))


def added(counts: Iterable[Mapping[str, Counts]]) -> dict[str, dict[str, int]]:
    """Counters by bank, added up."""
    total: dict[str, dict[str, int]] = {}
    for each in counts:
        for bank, by_name in each.items():
            into = total.setdefault(bank, {})
            for name, count in by_name.items():
                into[name] = into.get(name, 0) + count
    return total
