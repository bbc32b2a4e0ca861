"""A client of DynamoDB whose table is in memory: one request is one step, and a state is kept and taken up again for
nothing, so that tens of thousands of orders of requests can be tried.

It answers and refuses as the service does, so all that is above it is the real code, `storage.table.Table` included.
The index shows each write at once; what an index that lags does is tried elsewhere (tests/usecases, bench/scale).
"""

import zlib
from collections.abc import Callable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any, Final

from botocore.exceptions import ClientError

from bench.scale.expressions import updated
from ringround.storage.marshal import from_item, to_item
from ringround.storage.schema import PK, QUEUE_PK, QUEUE_SK, SK
from tests.interleavings.expressions import holds

Item = dict[str, Any]


class Stored(dict[str, Any]):
    """An item as it is stored, which is never changed: what it looks like on the wire is made once."""

    __slots__ = ("number", "wire")

    def answer(self) -> Item:
        """The item on the wire."""
        if not hasattr(self, "wire"):
            self.wire = to_item(self)
        return self.wire

    def known_by(self) -> int:
        """A number that is the same for every item with the same content."""
        if not hasattr(self, "number"):
            self.number = _NUMBERS.setdefault(repr(sorted(self.items())), len(_NUMBERS))
        return self.number


_NUMBERS: Final[dict[str, int]] = {}


class State(dict[tuple[str, str], Stored]):
    """Items by key. An item is never changed, only replaced: a copy of the state is a copy of the references."""

    __slots__ = ("_content",)

    def content(self) -> frozenset[tuple[tuple[str, str], int]]:
        """What is the same for every state with the same content."""
        if not hasattr(self, "_content"):
            self._content = frozenset((key, item.known_by()) for key, item in self.items())
        return self._content


_MOST_WRITES: Final = 100


class Memory:
    """What `storage.table.Table` asks of boto3's client. `before` is called before each request."""

    def __init__(self) -> None:
        self.items: dict[tuple[str, str], Stored] = {}
        self.before: Callable[[], None] = lambda: None
        self.meta = SimpleNamespace(events=SimpleNamespace(register=lambda *_, **__: None))

    def keep(self) -> State:
        """The state as it is now, to be taken up again."""
        return State(self.items)

    def take_up(self, state: State) -> None:
        """Everything as it was when the state was kept."""
        self.items = dict(state)

    def get_item(self, *, Key: Item, **_: Any) -> Item:  # noqa: N803 - boto3's names
        """As boto3's."""
        self.before()
        found = self.items.get(_key(from_item(Key)))
        return {"Item": found.answer()} if found else {}

    def batch_get_item(self, *, RequestItems: Item) -> Item:  # noqa: N803
        """As boto3's."""
        self.before()
        ((table, wanted),) = RequestItems.items()
        keys = [_key(from_item(key)) for key in wanted["Keys"]]
        if not 1 <= len(keys) <= 100 or len(set(keys)) != len(keys):
            raise _error("ValidationException")
        return {"Responses": {table: [self.items[key].answer() for key in keys if key in self.items]}}

    def query(self, **request: Any) -> Item:
        """As boto3's, in one page."""
        self.before()
        index = "IndexName" in request
        partition = {next(iter(v.values())) for v in request["ExpressionAttributeValues"].values()}
        there = [item for item in self.items.values() if item.get(QUEUE_PK if index else PK) in partition]
        found = [item for item in there if _meets(request, item)]
        found.sort(key=lambda item: item[QUEUE_SK if index else SK], reverse=not request.get("ScanIndexForward", True))
        return {"Items": [item.answer() for item in found[: request.get("Limit")]]}

    def scan(self, **request: Any) -> Item:
        """As boto3's, each segment in one page."""
        self.before()
        segment, of = request.get("Segment", 0), request.get("TotalSegments", 1)
        mine = [item for (pk, _), item in sorted(self.items.items()) if zlib.crc32(pk.encode()) % of == segment]
        return {"Items": [item.answer() for item in mine if _meets(request, item)]}

    def put_item(self, *, Item: Item, **request: Any) -> Item:  # noqa: N803
        """As boto3's."""
        self.before()
        made = from_item(Item)
        self._write([(_key(made), request, lambda _: made)])
        return {}

    def update_item(self, *, Key: Item, ReturnValues: str = "NONE", **request: Any) -> Item:  # noqa: N803
        """As boto3's, with what `Table` asks to be returned."""
        self.before()
        key = from_item(Key)
        self._write([(_key(key), request, lambda before: updated(before or key, request))])
        return {"Attributes": self.items[_key(key)].answer()} if ReturnValues != "NONE" else {}

    def delete_item(self, *, Key: Item, **request: Any) -> Item:  # noqa: N803
        """As boto3's."""
        self.before()
        self._write([(_key(from_item(Key)), request, lambda _: None)])
        return {}

    def batch_write_item(self, *, RequestItems: Item) -> Item:  # noqa: N803
        """As boto3's."""
        self.before()
        for write in next(iter(RequestItems.values())):
            verb, request = next(iter(write.items()))
            key = _key(from_item(request["Item" if verb == "PutRequest" else "Key"]))
            if verb == "PutRequest":
                self.items[key] = Stored(from_item(request["Item"]))
            else:
                self.items.pop(key, None)
        return {}

    def transact_write_items(self, *, TransactItems: Sequence[Mapping[str, Any]], **_: Any) -> Item:  # noqa: N803
        """As boto3's: all of it or nothing, with a reason for each."""
        self.before()
        writes: list[_Write] = []
        for each in TransactItems:
            verb, request = next(iter(each.items()))
            key = from_item(request["Item" if verb == "Put" else "Key"])
            writes.append((_key(key), request, _changes[verb](key, request)))
        if len({key for key, _, _ in writes}) != len(writes) or not 1 <= len(writes) <= _MOST_WRITES:
            raise _error("ValidationException")
        self._write(writes, together=True)
        return {}

    def _write(self, writes: "list[_Write]", *, together: bool = False) -> None:
        refused = [not _may(request, self.items.get(key)) for key, request, _ in writes]
        if any(refused) and together:
            reasons = [{"Code": "ConditionalCheckFailed" if bad else "None"} for bad in refused]
            raise _error("TransactionCanceledException", CancellationReasons=reasons)
        if any(refused):
            found = self.items.get(writes[0][0])
            raise _error("ConditionalCheckFailedException", **({"Item": found.answer()} if found else {}))
        for key, _, change in writes:
            after = change(self.items.get(key))
            if after is None:
                self.items.pop(key, None)
            else:
                self.items[key] = Stored(after)


_Write = tuple[tuple[str, str], Mapping[str, Any], Callable[[Item | None], Item | None]]

_changes: Final[dict[str, Callable[[Item, Any], Callable[[Item | None], Item | None]]]] = {
    "Put": lambda key, _: lambda _before: key,
    "Delete": lambda *_: lambda _before: None,
    "Update": lambda key, request: lambda before: updated(before or key, request),
}


def _key(item: Mapping[str, Any]) -> tuple[str, str]:
    return item[PK], item[SK]


def _may(request: Mapping[str, Any], item: Item | None) -> bool:
    values = from_item(request.get("ExpressionAttributeValues", {}))
    return holds(request.get("ConditionExpression", ""), item, request.get("ExpressionAttributeNames", {}), values)


def _meets(request: Mapping[str, Any], item: Item) -> bool:
    names, values = request.get("ExpressionAttributeNames", {}), from_item(request.get("ExpressionAttributeValues", {}))
    tests = (request.get("KeyConditionExpression", ""), request.get("FilterExpression", ""))
    return all(holds(test, item, names, values) for test in tests)


def _error(code: str, **more: Any) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": code}, **more}, "in memory")  # type: ignore[typeddict-item]
