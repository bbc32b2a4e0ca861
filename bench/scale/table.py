"""A model of the table: items in memory, an index that lags behind, partitions that take so much and no more.

It stands in for `ringround.storage.table.Table`, so all that is above it is the real code. What a request costs follows
DynamoDB's rules; what is refused is tried again as botocore does it (its standard mode: four tries, each time after a
random part of 1, 2, 4 seconds), and then answered as the real class does: "the table is busy".
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any, Final

from sortedcontainers import SortedList  # type: ignore[import-untyped]

from bench.scale.expressions import holds, item_size, resized, updated
from bench.scale.limits import Partition, Partitions, Refusals, Throttling, family
from bench.scale.world import World
from ringround.domain.errors import TryAgain
from ringround.storage.keys import DESK_SHARDS
from ringround.storage.marshal import from_item
from ringround.storage.schema import PK, QUEUE_PK, QUEUE_SK, SK
from ringround.storage.table import ConditionFailed, Table, TransactionRefused, Update

Item = dict[str, Any]
_INDEX_ENTRY: Final = 120
"""Bytes of an entry of the index: four keys and their names."""
_READ: Final = 4096
_WRITE: Final = 1024


@dataclass(frozen=True, slots=True)
class Times:
    """How long things take, in seconds: published and measured medians, each drawn between half and double."""

    read: float = 0.003
    query: float = 0.004
    write: float = 0.005
    transaction: float = 0.012
    lag: tuple[float, float] = (0.01, 0.1)
    megabyte: float = 0.35
    """To fetch and unpack a megabyte of items in a function of 1,024 MB."""


class Store:
    """What is stored, for all processes. `make` gives items that nobody has written yet: a list is large, and of it
    only what is rung is ever looked at."""

    def __init__(
        self,
        world: World,
        times: Times,
        partitions: int,
        index_partitions: int,
        make: Callable[[str, str], Item | None],
        throttling: Throttling = Throttling(),  # noqa: B008 - it is never changed
    ) -> None:
        self.world, self.times, self.make, self.throttling = world, times, make, throttling
        self.table = Partitions(partitions, "table", throttling)
        self.index = Partitions(index_partitions, "index", throttling)
        self.items: dict[str, dict[str, tuple[Item, int]]] = {}
        self.queues: dict[str, SortedList[str]] = {}
        self.refused = Refusals()
        self.asked: Counter[str] = Counter()
        self.units: Counter[str] = Counter()
        self.most_read = 0.0
        """Units of the queue's query that read most."""
        self.writes_by_second: Counter[int] = Counter()

    def get(self, pk: str, sk: str) -> tuple[Item | None, int]:
        """An item and its size."""
        found = self.items.get(pk, {}).get(sk)
        if found is None:
            made = self.make(pk, sk)
            if made is None:
                return None, 0
            return made, item_size(made)
        return found

    def put(self, item: Item, size: int = 0) -> None:
        """Store an item, whose size may be known."""
        self.items.setdefault(item[PK], {})[item[SK]] = (item, size or item_size(item))

    def delete(self, pk: str, sk: str) -> None:
        """Delete an item."""
        self.items.get(pk, {}).pop(sk, None)

    def enqueue(self, partition: str, sort: str) -> None:
        """Show an entry of the index at once: what was there before the evening."""
        self.queues.setdefault(partition, SortedList()).add(sort)

    def move(self, before: Item | None, after: Item | None) -> None:
        """Have the index follow a write, after its lag."""
        old, new = _queue_key(before), _queue_key(after)
        if old == new:
            return
        lag = self.world.chance.uniform(*self.times.lag)

        def show() -> None:
            if old:
                self.queues.setdefault(old[0], SortedList()).discard(old[1])
            if new:
                self.queues.setdefault(new[0], SortedList()).add(new[1])

        self.world.after(lag, show)


def _queue_key(item: Item | None) -> tuple[str, str] | None:
    return (item[QUEUE_PK], item[QUEUE_SK]) if item and QUEUE_PK in item else None


@dataclass(slots=True)
class _Write:
    """One item's change: how it is worked out, and what it came to."""

    pk: str
    sk: str
    change: Callable[[Item | None], Item | None]
    condition: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    before: Item | None = None
    after: Item | None = None
    size: int = 0
    units: float = 0.0


class SimTable(Table):
    """The table as one process sees it."""

    def __init__(self, store: Store, desk_shards: int = DESK_SHARDS) -> None:
        self.store, self.world = store, store.world
        self.name = "simulated"
        self.desk_shards = desk_shards

    def get(self, key: Mapping[str, str], *, consistent: bool = True) -> Item | None:
        """As the real one."""
        self._took("get_item", self.store.times.read)
        found: list[Item | None] = self._tried(lambda: self._read([key], consistent))
        return found[0]

    def get_many(self, keys: Sequence[Mapping[str, str]], *, consistent: bool = True) -> list[Item | None]:
        """As the real one, in requests of 100 keys."""
        found: list[Item | None] = []
        for start in range(0, len(keys), 100):
            some = keys[start : start + 100]
            self._took("batch_get_item", self.store.times.read * 1.5)
            found += self._tried(lambda: self._read(some, consistent))  # noqa: B023 - called at once
        return found

    def _read(self, keys: Sequence[Mapping[str, str]], consistent: bool) -> list[Item | None]:
        items, wanted = [], []
        for key in keys:
            item, size = self.store.get(key[PK], key[SK])
            items.append(item)
            wanted.append((self.store.table.of(key[PK]), key[PK], _read_units(size, consistent)))
        self._take_reads("table", wanted)
        return items

    def query(self, **request: Any) -> Iterator[Item]:
        """As the real one: of the index by tier, of the table by partition, with or without a prefix of sort keys."""
        values = [next(iter(v.values())) for v in request["ExpressionAttributeValues"].values()]
        if "IndexName" in request:
            return iter(self._candidates(values[0], values[1], values[2], request["Limit"]))
        return iter(self._of_partition(values[0], values[1] if len(values) > 1 else "", request))

    def _candidates(self, partition: str, first: str, last: str, most: int) -> list[Item]:
        self._took("query", self.store.times.query)
        self.store.asked["candidates"] += 1

        def read() -> list[Item]:
            found = []
            for sort in self.store.queues.get(partition, SortedList()).irange(first, last):
                found.append({QUEUE_SK: sort})
                if len(found) == most:
                    break
            units = _read_units(_INDEX_ENTRY * len(found), consistent=False)
            self.store.most_read = max(self.store.most_read, units)
            self._take_reads("index", [(self.store.index.of(partition), partition, units)])
            self.world.wait(self.store.times.megabyte * _INDEX_ENTRY * len(found) / 1e6)
            return found

        found: list[Item] = self._tried(read)
        return found

    def _of_partition(self, pk: str, prefix: str, request: Mapping[str, Any]) -> list[Item]:
        there = self.store.items.get(pk, {})
        sorts = sorted((sk for sk in there if sk.startswith(prefix)), reverse=not request.get("ScanIndexForward", True))
        found = [there[sk] for sk in sorts[: request.get("Limit")]]
        pages, page, held = [], list[Item](), 0
        for item, size in found:
            page.append(item)
            held += size
            if held > 1_000_000:
                pages.append((page, held))
                page, held = [], 0
        for _, bytes_ in [*pages, (page, held)]:
            self._took("query", self.store.times.query + self.store.times.megabyte * bytes_ / 1e6)
            units = _read_units(bytes_, bool(request.get("ConsistentRead")))
            self._tried(lambda: self._take_reads("table", [(self.store.table.of(pk), pk, units)]))  # noqa: B023
        return [item for item, _ in found]

    def put(self, item: Mapping[str, Any], condition: str = "", values: Mapping[str, Any] | None = None) -> None:
        """As the real one."""
        made = {name: value for name, value in item.items() if value is not None}
        self._one(_Write(made[PK], made[SK], lambda _: made, condition, {}, values or {}), "put_item")

    def update(self, key: Mapping[str, str], update: Update, *, returned: str = "NONE") -> Item:
        """As the real one."""

        def change(before: Item | None) -> Item:
            after = {**(before or key), **update.set}
            for name, value in update.first.items():
                after.setdefault(name, value)
            for name in update.remove:
                after.pop(name, None)
            for name, number in update.add.items():
                after[name] = after.get(name, 0) + number
            return after

        if ":seen" in update.values and ":bank" in update.values:
            self.store.asked["tries"] += 1
        write = _Write(key[PK], key[SK], change, update.condition, update.names, update.values)
        self._one(write, "update_item")
        return dict(write.after or {}) if returned != "NONE" else {}

    def delete(self, key: Mapping[str, str]) -> None:
        """As the real one."""
        self._one(_Write(key[PK], key[SK], lambda _: None), "delete_item")

    def _one(self, write: _Write, operation: str) -> None:
        self._took(operation, self.store.times.write)
        if not self._tried(lambda: self._write([write], 1)):
            raise ConditionFailed(write.before)

    def transact(self, writes: Sequence[Mapping[str, Any]]) -> None:
        """As the real one, but that transactions on one item at the same moment are in order."""
        self._took("transact_write_items", self.store.times.transaction)
        made = [_of_request(write) for write in writes]
        if not self._tried(lambda: self._write(made, 2)):
            raise TransactionRefused(tuple(n for n, w in enumerate(made) if not _may(w)))

    def _write(self, writes: list[_Write], times: int) -> bool:
        """All of the writes or none; False where a condition does not hold."""
        asked: list[tuple[str, Partition, str, float]] = []
        for write in writes:
            write.before, old = self.store.get(write.pk, write.sk)
            write.after = write.change(write.before) if _may(write) else write.before
            write.size = resized(write.before, old, write.after)
            write.units = times * max(1, ceil(max(old, write.size) / _WRITE))
            asked.append(("table", self.store.table.of(write.pk), write.pk, write.units))
        fine = all(_may(write) for write in writes)
        for write in writes if fine else ():
            old_place, new_place = _queue_key(write.before), _queue_key(write.after)
            places = [p for p in (old_place, new_place) if p and old_place != new_place]
            asked += [("index", self.store.index.of(p[0]), p[0], 1.0) for p in places]
        for what, partition, key, _ in asked:
            if not partition.writes.room(self.world.now):
                raise _Refused(f"{what} partition: writes of {family(key)}")
        for what, partition, key, units in asked:
            partition.writes.take(units)
            partition.written[family(key)] += units  # type: ignore[assignment]
            self.store.units[f"{what} writes"] += units  # type: ignore[assignment]
            self.store.writes_by_second[int(self.world.now)] += units  # type: ignore[assignment]
        for write in writes if fine else ():
            if write.after is None:
                self.store.delete(write.pk, write.sk)
            else:
                self.store.put(write.after, write.size)
            self.store.move(write.before, write.after)
        return fine

    def _take_reads(self, what: str, wanted: Iterable[tuple[Partition, str, float]]) -> None:
        wanted = list(wanted)
        for partition, key, _ in wanted:
            if not partition.reads.room(self.world.now):
                raise _Refused(f"{what} partition: reads of {family(key)}")
        for partition, key, units in wanted:
            partition.reads.take(units)
            partition.read[family(key)] += units  # type: ignore[assignment]
            self.store.units[f"{what} reads"] += units  # type: ignore[assignment]

    def _took(self, operation: str, typical: float) -> None:
        self.store.asked[operation] += 1
        self.world.wait(typical * self.world.chance.uniform(0.5, 2.0))

    def _tried(self, work: Callable[[], Any]) -> Any:
        throttling = self.store.throttling
        for attempt in range(throttling.tries):
            try:
                return work()
            except _Refused as refused:
                self.store.refused.add(str(refused), self.world.now)
            if attempt + 1 < throttling.tries:
                self.world.wait(self.world.chance.random() * throttling.pause * 2**attempt)
        raise TryAgain("The table is busy. Nothing was written.")


class _Refused(Exception):  # noqa: N818 - an expected ending
    """A partition takes no more this second."""


def _may(write: _Write) -> bool:
    return holds(write.condition, write.before, write.names, write.values)


def _of_request(write: Mapping[str, Any]) -> _Write:
    verb, request = next(iter(write.items()))
    condition, names = request.get("ConditionExpression", ""), request.get("ExpressionAttributeNames", {})
    values = from_item(request.get("ExpressionAttributeValues", {}))
    if verb == "Put":
        item = from_item(request["Item"])
        return _Write(item[PK], item[SK], lambda _: item, condition, names, values)
    key = from_item(request["Key"])
    if verb == "Delete":
        return _Write(key[PK], key[SK], lambda _: None, condition, names, values)
    return _Write(key[PK], key[SK], lambda before: updated(before or key, request), condition, names, values)


def _read_units(size: int, consistent: bool) -> float:
    return max(1, ceil(size / _READ)) * (1.0 if consistent else 0.5)
