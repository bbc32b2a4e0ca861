"""One table and the few requests that ringround makes of it, with refusals as values and classes of our own."""

import json
import random
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakSet

from botocore.exceptions import ClientError, ConnectionError, HTTPClientError  # noqa: A004

from ..domain.errors import TryAgain
from . import answers
from .keys import DESK_SHARDS
from .marshal import Item, checked, from_item, to_item, to_value
from .schema import PK, SK

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

MOST_KEYS: Final = 100
IS_NEW: Final = "attribute_not_exists(pk)"
_BUSY: Final = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "ThrottlingException",
        "RequestLimitExceeded",
        "InternalServerError",
        "ServiceUnavailable",
        "TransactionInProgressException",
    }
)
_CONFLICT: Final = frozenset({"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})
_CONFLICT_ROUNDS: Final = 6


class ConditionFailed(Exception):  # noqa: N818 - an expected ending
    """A conditional write found something else there. `found` is the item that was there, if it was asked for."""

    def __init__(self, found: Item | None = None) -> None:
        super().__init__("condition failed")
        self.found = found


class TransactionRefused(Exception):  # noqa: N818 - an expected ending
    """A transaction was cancelled by a condition. `failed` holds the places of the writes that refused."""

    def __init__(self, failed: tuple[int, ...]) -> None:
        super().__init__(f"transaction refused by {failed}")
        self.failed = failed


@dataclass(slots=True)
class Update:
    """The parts of an update expression: values to set, names to remove, numbers to add, and the condition. `first`
    are values that are set only where there is none yet; `copied` are names that take the value that another name has
    before the update, where they have none yet.

    `values` are those that only the condition speaks of, by their placeholder. Names in a condition are written as
    they are, with `#` before a name that is set, removed or added here or listed in `names`.
    """

    set: Mapping[str, Any] = field(default_factory=dict)
    remove: Iterable[str] = ()
    add: Mapping[str, int] = field(default_factory=dict)
    condition: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    first: Mapping[str, Any] = field(default_factory=dict)
    copied: Mapping[str, str] = field(default_factory=dict)

    def request(self) -> dict[str, Any]:
        """The arguments of UpdateItem."""
        names: dict[str, str] = dict(self.names)
        values = {name: to_value(value) for name, value in self.values.items()}
        clauses: dict[str, list[str]] = {"SET": [], "REMOVE": [], "ADD": []}

        def placeholder(name: str) -> str:
            names[f"#n{len(names)}"] = name
            return f"#n{len(names) - 1}"

        for name, value in self.set.items():
            at = f":s{len(values)}"
            values[at] = to_value(value)
            clauses["SET"].append(f"{placeholder(name)} = {at}")
        for name, value in self.first.items():
            at = f":f{len(values)}"
            values[at] = to_value(value)
            named = placeholder(name)
            clauses["SET"].append(f"{named} = if_not_exists({named}, {at})")
        for name, other in self.copied.items():
            named = placeholder(name)
            clauses["SET"].append(f"{named} = if_not_exists({named}, {placeholder(other)})")
        clauses["REMOVE"] = [placeholder(name) for name in self.remove]
        for name, number in self.add.items():
            at = f":a{len(values)}"
            values[at] = to_value(number)
            clauses["ADD"].append(f"{placeholder(name)} {at}")
        request: dict[str, Any] = {
            "UpdateExpression": " ".join(f"{verb} {', '.join(parts)}" for verb, parts in clauses.items() if parts)
        }
        if names:
            request["ExpressionAttributeNames"] = names
        if values:
            request["ExpressionAttributeValues"] = values
        if self.condition:
            request["ConditionExpression"] = self.condition
        return request


class Repeatable(list[Mapping[str, Any]]):
    """Writes of a transaction that may be sent more than once, after an answer that may have hidden a success: within
    ten minutes the table carries them out once."""

    def __init__(self, writes: Iterable[Mapping[str, Any]]) -> None:
        super().__init__(writes)
        self.token = secrets.token_hex(16)


class ReadyPut(Mapping[str, Any]):
    """A put as part of a transaction, its request written as JSON already (`text`, without the braces around it), with
    the key of its item. Whoever looks into it finds what `table.put_in` would have made."""

    __slots__ = ("key", "text")

    def __init__(self, key: tuple[str, str], text: str) -> None:
        self.key = key
        self.text = text

    def __getitem__(self, verb: str) -> Any:
        if verb != "Put":
            raise KeyError(verb)
        return json.loads(f"{{{self.text}}}")

    def __iter__(self) -> Iterator[str]:
        return iter(("Put",))

    def __len__(self) -> int:
        return 1


class InTable(Sequence[Mapping[str, Any]]):
    """Writes of a transaction with the table's name on each, made when somebody looks."""

    def __init__(self, table: str, writes: Sequence[Mapping[str, Any]]) -> None:
        self.table = table
        self.writes = writes

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return [self.named(write) for write in self.writes[place]]
        return self.named(self.writes[place])

    def __len__(self) -> int:
        return len(self.writes)

    def named(self, write: Mapping[str, Any]) -> dict[str, Any]:
        """A write with the table's name."""
        return {verb: {"TableName": self.table, **request} for verb, request in write.items()}


OWN_BODIES: Final = WeakSet[Any]()
"""Clients that take `InTable` as the writes of a transaction (`storage.bodies`); others want dicts."""


class Table:
    """The one table. Reads are consistent unless said otherwise. `desk_shards` is over how many partitions the desks of
    a day are spread in it."""

    def __init__(self, client: "DynamoDBClient", name: str, desk_shards: int = DESK_SHARDS) -> None:
        self.client = client
        self.name = name
        self.desk_shards = desk_shards

    def _ask(self, operation: str, **request: Any) -> dict[str, Any]:
        return self._answered(partial(getattr(self.client, operation), **request))

    def _answered(self, ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        for attempt in range(_CONFLICT_ROUNDS):
            try:
                return ask()
            except ClientError as error:
                code = error.response.get("Error", {}).get("Code", "")
                if code == "ConditionalCheckFailedException":
                    found: Any = error.response.get("Item")
                    raise ConditionFailed(from_item(found) if found else None) from None
                if code == "TransactionCanceledException":
                    _raise_if_refused(error)
                elif code in _BUSY:
                    raise TryAgain("The table is busy. Nothing was written.") from error
                elif code != "TransactionConflictException":
                    raise
            except (ConnectionError, HTTPClientError) as error:
                raise TryAgain("The table did not answer.") from error
            # Another transaction is writing the same item this very moment: it will be done in a few milliseconds.
            time.sleep(random.uniform(0, 0.01 * 2**attempt))  # noqa: S311 - spreads retries
        raise TryAgain("The table is busy. Nothing was written.")

    def get(self, key: Mapping[str, str], *, consistent: bool = True) -> Item | None:
        """One item, or None."""
        answer = self._ask("get_item", TableName=self.name, Key=to_item(key), ConsistentRead=consistent)
        return _known(answer["Item"]) if "Item" in answer else None

    def get_many(self, keys: Sequence[Mapping[str, str]], *, consistent: bool = True) -> list[Item | None]:
        """Items in the order of their keys, None where there is none; any number of keys, in requests of 100."""
        found: dict[tuple[str, str], Item] = {}
        for start in range(0, len(keys), MOST_KEYS):
            wanted: list[Any] = [
                to_item(k) for k in {(k[PK], k[SK]): k for k in keys[start : start + MOST_KEYS]}.values()
            ]
            for attempt in range(8):
                answer = self._ask(
                    "batch_get_item", RequestItems={self.name: {"Keys": wanted, "ConsistentRead": consistent}}
                )
                for item in map(_known, answer["Responses"].get(self.name, [])):
                    found[item[PK], item[SK]] = item
                wanted = answer.get("UnprocessedKeys", {}).get(self.name, {}).get("Keys", [])
                if not wanted:
                    break
                time.sleep(random.uniform(0, 0.02 * 2**attempt))  # noqa: S311 - spreads retries
            else:
                raise TryAgain("The table is busy. Nothing was written.")
        return [found.get((k[PK], k[SK])) for k in keys]

    def query(self, **request: Any) -> Iterator[Item]:
        """Items of a query, page by page until its end or `Limit` items. Arguments as boto3's `query`."""
        most = request.get("Limit")
        count = 0
        while True:
            answer = self._ask("query", TableName=self.name, **request)
            for item in answer["Items"]:
                yield _known(item)
                count += 1
            last = answer.get("LastEvaluatedKey")
            if not last or (most is not None and count >= most):
                return
            request["ExclusiveStartKey"] = last

    def scan(self, **request: Any) -> dict[str, Any]:
        """One page of the whole table, its `Items` unread (`storage.answers`). Arguments and the rest as boto3's
        `scan`."""
        return self._answered(partial(answers.scan, self.client, TableName=self.name, **request))

    def put(self, item: Mapping[str, Any], condition: str = "", values: Mapping[str, Any] | None = None) -> None:
        """Write one item. Raises ConditionFailed."""
        self._ask("put_item", TableName=self.name, **put_request(item, condition, values))

    def put_new(self, item: Mapping[str, Any]) -> None:
        """Write one item under a key that is nobody else's. Raises ConditionFailed where another one is there: not
        where it is this very item, for then the answer to a first try was lost."""
        request = put_request(item, IS_NEW)
        try:
            self._ask("put_item", TableName=self.name, ReturnValuesOnConditionCheckFailure="ALL_OLD", **request)
        except ConditionFailed as refused:
            if refused.found != from_item(request["Item"]):
                raise

    def update(self, key: Mapping[str, str], update: Update, *, returned: str = "NONE") -> Item:
        """Update one item; `returned` as boto3's `ReturnValues`. Raises ConditionFailed with what was found."""
        request = update.request()
        if update.condition:
            request["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
        answer = self._ask("update_item", TableName=self.name, Key=to_item(key), ReturnValues=returned, **request)
        return from_item(answer.get("Attributes", {}))

    def delete(self, key: Mapping[str, str]) -> None:
        """Delete one item, there or not."""
        self._ask("delete_item", TableName=self.name, Key=to_item(key))

    def write_batch(self, requests: Sequence[Mapping[str, Any]]) -> list[Any]:
        """Up to 25 puts or deletes, each by itself and without a condition, as boto3 has them; those that were not
        carried out, to be sent again."""
        answer = self._ask("batch_write_item", RequestItems={self.name: list(requests)})
        return list(answer.get("UnprocessedItems", {}).get(self.name, []))

    def transact(self, writes: Sequence[Mapping[str, Any]]) -> None:
        """All of the writes or none, made by `put_in`, `update_in` and `delete_in`. Raises TransactionRefused with the
        places of the conditions that failed.

        The request's token speaks for this very call: sent twice by the client after a lost answer, the writes are
        carried out once, while the same writes asked for again are carried out again. Somebody who is removed, taken
        back and removed again within ten minutes must be gone. For more than one call, see `Repeatable`.
        """
        named: Any = InTable(self.name, writes)
        if self.client not in OWN_BODIES:
            named = list(named)
        token = writes.token if isinstance(writes, Repeatable) else secrets.token_hex(16)
        self._ask("transact_write_items", TransactItems=named, ClientRequestToken=token)


def _known(item: Mapping[str, Any]) -> Item:
    """The plain values of an item whose form this code knows. Raises TryAgain."""
    found = from_item(item)
    checked(found)
    return found


def put_request(
    item: Mapping[str, Any], condition: str = "", values: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The arguments of PutItem."""
    request: dict[str, Any] = {"Item": to_item(item)}
    if condition:
        request["ConditionExpression"] = condition
    if values:
        request["ExpressionAttributeValues"] = to_item(values)
    return request


def put_in(item: Mapping[str, Any], condition: str = "") -> dict[str, Any]:
    """A put as part of a transaction."""
    return {"Put": put_request(item, condition)}


def update_in(key: Mapping[str, str], update: Update) -> dict[str, Any]:
    """An update as part of a transaction."""
    return {"Update": {"Key": to_item(key), **update.request()}}


def delete_in(key: Mapping[str, str], condition: str = "", values: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A delete as part of a transaction."""
    request: dict[str, Any] = {"Key": to_item(key)}
    if condition:
        request["ConditionExpression"] = condition
    if values:
        request["ExpressionAttributeValues"] = to_item(values)
    return {"Delete": request}


def _raise_if_refused(error: ClientError) -> None:
    reasons = [str(r.get("Code", "None")) for r in error.response.get("CancellationReasons", [])]
    failed = tuple(place for place, code in enumerate(reasons) if code == "ConditionalCheckFailed")
    if failed:
        raise TransactionRefused(failed) from None
    if not any(code in _CONFLICT for code in reasons):
        raise error
