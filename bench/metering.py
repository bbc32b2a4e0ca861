"""Count what the code asks of DynamoDB: requests, and request units by AWS's rules.

Units of single reads and writes are taken from the engine, which has them right with their indexes. It gives a
constant for transactions, so those are worked out here: two units for each kilobyte begun of each item (the larger
of before and after), and for the keys-only queue index one unit where its key appears or goes and two where it
changes.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from ringround.storage.schema import PK, QUEUE_PK, QUEUE_SK

KINDS = {"H": "household", "C": "call", "D": "desk and tally", "N": "number"}
"""What an item is, by the beginning of its key; others are `other`, and the index is `queue index`."""

_WRITES = {"UpdateItem", "PutItem", "DeleteItem", "TransactWriteItems"}


@dataclass
class Used:
    """What one part of a call used. `requests` counts by operation."""

    requests: Counter[str] = field(default_factory=Counter)
    reads: float = 0.0
    writes: float = 0.0
    index_writes: float = 0.0
    """Of `writes`, those of the queue index in transactions."""
    writes_of: Counter[str] = field(default_factory=Counter)
    """`writes` by what they were for: see KINDS."""


class Meter:
    """Listens to a boto3 client. `look` is another client of the same table: what it reads is not counted."""

    def __init__(self, client: Any, look: Any) -> None:
        self.look = look
        self.by_part: defaultdict[str, Used] = defaultdict(Used)
        self.part = ""
        self._before: list[Any] = []
        self._kind = ""
        events = client.meta.events
        events.register("provide-client-params.dynamodb", self._ask_for_units)
        events.register("after-call.dynamodb", self._count)

    def _ask_for_units(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        params["ReturnConsumedCapacity"] = "INDEXES"
        self._kind = kind_of(params.get("Key") or params.get("Item") or {})
        if model.name == "TransactWriteItems":
            self._before = [self._item(write) for write in params["TransactItems"]]
            self._writes = params["TransactItems"]

    def _item(self, write: dict[str, Any]) -> Any:
        (request,) = write.values()
        key = request.get("Key") or {n: request["Item"][n] for n in ("pk", "sk")}
        return self.look.get_item(TableName=request["TableName"], Key=key, ConsistentRead=True).get("Item")

    def _count(self, parsed: dict[str, Any], model: Any, **_: Any) -> None:
        used = self.by_part[self.part]
        used.requests[model.name] += 1
        if model.name == "TransactWriteItems":
            for write, before in zip(self._writes, self._before, strict=True):
                after = self._item(write)
                whole, of_index = 2 * max(1, ceil(max(size(before), size(after)) / 1024)), index_units(before, after)
                used.index_writes += of_index
                used.writes += whole + of_index
                used.writes_of.update({kind_of(before or after or {}): whole, "queue index": of_index})
            return
        capacity = parsed.get("ConsumedCapacity") or []
        for each in capacity if isinstance(capacity, list) else [capacity]:
            units = float(each.get("CapacityUnits", 0))
            if model.name in _WRITES:
                used.writes += units
                of_index = sum(one["CapacityUnits"] for one in each.get("GlobalSecondaryIndexes", {}).values())
                used.writes_of.update({self._kind: units - of_index, "queue index": of_index})
            else:
                used.reads += units


def kind_of(item: dict[str, Any]) -> str:
    """What an item, or a key of one, is."""
    return KINDS.get(item.get(PK, {}).get("S", "").partition("#")[0], "other")


def size(item: dict[str, Any] | None) -> int:
    """The size of an item in bytes, as DynamoDB reckons it: names and values in UTF-8, 3 bytes for a list or map and
    one for each of its entries, a number about a byte for two digits."""
    if not item:
        return 0
    return sum(len(name.encode()) + _size(value) for name, value in item.items())


def _size(value: dict[str, Any]) -> int:
    kind, inner = next(iter(value.items()))
    if kind == "S":
        return len(inner.encode())
    if kind == "N":
        return ceil(len(inner.lstrip("-0")) / 2) + 1
    if kind == "B":
        return len(inner)
    if kind == "M":
        return 3 + sum(1 + len(n.encode()) + _size(v) for n, v in inner.items())
    if kind == "L":
        return 3 + sum(1 + _size(v) for v in inner)
    return 1


def index_units(before: dict[str, Any] | None, after: dict[str, Any] | None) -> int:
    """Write units of the queue index for one item's change."""
    old, new = (_queue_key(item) for item in (before, after))
    if old == new:
        return 0
    return 2 if old and new else 1


def _queue_key(item: dict[str, Any] | None) -> Any:
    return (item[QUEUE_PK], item[QUEUE_SK]) if item and QUEUE_PK in item else None
