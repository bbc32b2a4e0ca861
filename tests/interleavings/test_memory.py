"""The table in memory answers as the mock of AWS does, request by request."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from ringround.storage.marshal import to_item
from ringround.storage.table import Table
from tests.interleavings.expressions import holds
from tests.interleavings.memory import Memory

KEY = {"pk": "H#1", "sk": "H"}
STORED = {**KEY, "rev": 1, "state": "done", "ends": 5, "q_pk": "main", "q_sk": "3#0000000005#1", "claim": {"id": "c"}}
CONDITIONS: list[tuple[str, dict[str, Any]]] = [
    ("attribute_exists(pk)", {}),
    ("attribute_not_exists(claim)", {}),
    ("attribute_not_exists(nothing) AND rev = :one", {":one": 1}),
    ("rev = :text", {":text": "1"}),
    ("#state <> :over AND (attribute_not_exists(ends) OR ends < :now)", {":over": "begun", ":now": 6}),
    ("#state <> :over AND (attribute_not_exists(ends) OR ends < :now)", {":over": "done", ":now": 6}),
    ("#state IN (:a, :b)", {":a": "begun", ":b": "done"}),
    ("#state IN (:a)", {":a": "begun"}),
    ("nothing < :now", {":now": 6}),
    ("nothing <> :now", {":now": 6}),
    ("claim = :claim", {":claim": {"id": "c"}}),
    ("q_pk = :bank AND q_sk = :seen AND attribute_exists(claim)", {":bank": "main", ":seen": "3#0000000005#1"}),
    ("NOT attribute_exists(nothing) AND ends BETWEEN :from AND :to", {":from": 5, ":to": 9}),
    ("begins_with(q_sk, :tier)", {":tier": "3#"}),
]


@pytest.fixture
def clients(table: Table) -> tuple[Any, Any, str]:
    """Both clients, with one item in each."""
    memory = Memory()
    for client in (memory, table.client):
        client.put_item(TableName=table.name, Item=to_item(STORED))
    return memory, table.client, table.name


def _came(client: Any, operation: str, request: dict[str, Any]) -> Any:
    try:
        answer = getattr(client, operation)(**request)
    except ClientError as error:
        response: Any = error.response
        reasons = [reason["Code"] for reason in response.get("CancellationReasons", [])]
        return response["Error"]["Code"], response.get("Item"), reasons
    return {name: value for name, value in answer.items() if name in {"Item", "Items", "Attributes"}}


@pytest.mark.parametrize(("condition", "values"), CONDITIONS, ids=str)
def test_conditions_hold_alike(clients: tuple[Any, Any, str], condition: str, values: dict[str, Any]) -> None:
    memory, moto, name = clients
    request: dict[str, Any] = {
        "TableName": name,
        "Key": to_item(KEY),
        "UpdateExpression": "SET #n0 = if_not_exists(#n0, #n1), #n2 = :new ADD rev :more",
        "ConditionExpression": condition,
        "ExpressionAttributeNames": {"#n0": "lapsed", "#n1": "claim", "#n2": "town"},
        "ExpressionAttributeValues": to_item({":new": "Riverside", ":more": 1, **values}),
        "ReturnValues": "ALL_NEW",
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }
    request["UpdateExpression"] = request["UpdateExpression"].replace("ADD rev", "ADD #rev")
    request["ExpressionAttributeNames"]["#rev"] = "rev"
    if "#state" in condition:
        request["ExpressionAttributeNames"]["#state"] = "state"
    assert _came(memory, "update_item", request) == _came(moto, "update_item", request)
    read = {"TableName": name, "Key": to_item(KEY), "ConsistentRead": True}
    assert _came(memory, "get_item", read) == _came(moto, "get_item", read)


def test_a_transaction_is_written_whole_or_not_at_all(clients: tuple[Any, Any, str]) -> None:
    other = {"pk": "H#2", "sk": "H", "rev": 1}
    for condition in ("attribute_exists(pk)", "attribute_not_exists(pk)"):
        came = []
        for client in clients[:2]:
            put = {"TableName": clients[2], "Item": to_item(other), "ConditionExpression": "attribute_not_exists(pk)"}
            delete = {"TableName": clients[2], "Key": to_item(KEY), "ConditionExpression": condition}
            request = {"TransactItems": [{"Put": put}, {"Delete": delete}]}
            read = {"TableName": clients[2], "Key": to_item({"pk": "H#2", "sk": "H"})}
            came.append((_came(client, "transact_write_items", request), _came(client, "get_item", read)))
        assert came[0] == came[1]


def test_a_queue_is_read_in_its_order(clients: tuple[Any, Any, str]) -> None:
    request = {
        "TableName": clients[2],
        "IndexName": "queue",
        "KeyConditionExpression": "q_pk = :bank AND q_sk BETWEEN :from AND :to",
        "ExpressionAttributeValues": to_item({":bank": "main", ":from": "0#", ":to": "8#~"}),
        "ProjectionExpression": "q_sk",
        "Limit": 2,
    }
    found = []
    for client in clients[:2]:
        for n in (4, 3, 2):
            client.put_item(TableName=clients[2], Item=to_item({**STORED, "pk": f"H#{n}", "q_sk": f"1#{n:010}#{n}"}))
        found.append([item["q_sk"]["S"] for item in client.query(**request)["Items"]])
    assert found[0] == found[1] == ["1#0000000002#2", "1#0000000003#3"]


@pytest.mark.parametrize("text", ["rev =", "rev = :a :b", "size(rev) = :a", "rev ! :a", "(rev = :a"])
def test_what_can_not_be_read_is_said(text: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        holds(text, {}, {}, {":a": 1, ":b": 2})
