"""Bodies of our own: what they say is what the SDK would have said."""

import json
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse

from ringround.storage import bodies, keys
from ringround.storage.table import Repeatable, Table, Update, delete_in, put_in, update_in

ITEM = {
    **keys.elector("abc"),
    "v": 3,
    "name": "Siân “O’Brien” \u2028 \\",
    "packed": b"\x00\xff",
    "marks": {"moved": 17},
    "tags": ["a", ""],
    "may_vote": True,
}
WRITES = [
    put_in(ITEM, "attribute_not_exists(pk)"),
    update_in(
        keys.number("+447700900001"), Update(set={"household": "h1"}, condition="household = :o", values={":o": "h"})
    ),
    delete_in(keys.household("h1")),
]


class _Raw:
    """An answer's body."""

    def stream(self) -> list[bytes]:
        """All of it."""
        return [b"{}"]


def sent(own: bool) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The requests' bodies as they leave, and what a listener saw of them before."""
    client = boto3.client("dynamodb", region_name="eu-west-2", aws_access_key_id="x", aws_secret_access_key="y")
    left: list[dict[str, Any]] = []
    seen: list[dict[str, Any]] = []

    def answer(request: Any, **_: Any) -> AWSResponse:
        left.append(json.loads(request.body))
        return AWSResponse(request.url, 200, {}, _Raw())  # type: ignore[arg-type]

    def look(params: dict[str, Any], **_: Any) -> None:
        seen.append({name: list(value) if name == "TransactItems" else value for name, value in params.items()})

    client.meta.events.register("before-send.dynamodb", answer)  # type: ignore[arg-type]
    client.meta.events.register("provide-client-params.dynamodb.*", look)
    if own:
        bodies.write_in_one_go(client)
        bodies.write_in_one_go(client)
    again = Repeatable(WRITES)
    again.token = "0123456789abcdef"
    table = Table(client, "bench")
    table.transact(again)
    table._ask("batch_get_item", RequestItems={"bench": {"Keys": [{"pk": {"S": "é"}}], "ConsistentRead": True}})
    table.update(keys.household("h1"), Update(add={"rev": 1}))
    return left, seen


def test_the_service_is_told_the_same_as_by_the_sdk() -> None:
    assert sent(own=True)[0] == sent(own=False)[0]


def test_who_listens_sees_the_whole_request() -> None:
    assert sent(own=True)[1] == sent(own=False)[1]


def test_what_the_table_does_not_hold_is_not_sent() -> None:
    with pytest.raises((TypeError, AttributeError)):
        bodies._text("no bytes")  # type: ignore[arg-type]
