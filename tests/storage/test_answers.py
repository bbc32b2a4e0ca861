"""Pages of a scan that are read past the SDK: the same as the SDK makes of them, whatever the items hold."""

import json
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from hypothesis import given
from hypothesis import strategies as st

from ringround.storage import answers
from ringround.storage.marshal import from_item, to_item

_NAMES = st.text(max_size=6) | st.sampled_from(
    ["B", "BS", "Items", "S", "M", "L", "LastEvaluatedKey", '"Items":[', "\\", "]}", "],", '],"Count":', "]"]
)
_PLAIN: st.SearchStrategy[Any] = st.recursive(
    _NAMES | st.integers(-(10**37), 10**37) | st.booleans() | st.binary(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=3),
    max_leaves=8,
)
_ITEMS = st.lists(st.dictionaries(_NAMES.filter(bool), _PLAIN, max_size=4), max_size=3)


class Answering:
    """A client of boto3's own, whose requests are answered here with a body."""

    def __init__(self) -> None:
        self.body = b""
        self.status = 200
        self.client: Any = boto3.client(
            "dynamodb", region_name="eu-west-2", aws_access_key_id="none", aws_secret_access_key="none"
        )
        self.client.meta.events.register("before-send.dynamodb.*", self._answer)

    def _answer(self, **_: Any) -> Any:
        return AWSResponse("http://127.0.0.1", self.status, {}, _Raw(self.body))  # type: ignore[arg-type]


class _Raw:
    def __init__(self, body: bytes) -> None:
        self.body = body

    def stream(self) -> Any:
        yield self.body


def wire(items: list[dict[str, Any]], *, more: Mapping[str, Any], order: bool, spaced: bool) -> bytes:
    """An answer of DynamoDB's: the items with what comes beside them, before or after, with blanks or without."""
    said = {"Count": len(items), "ScannedCount": len(items), **more}
    found = {"Items": json.loads(json.dumps([to_item(i) for i in items], default=_base64))}
    whole = {**found, **said} if order else {**said, **found}
    return json.dumps(whole, ensure_ascii=spaced, separators=None if spaced else (",", ":")).encode()


def _base64(value: bytes) -> str:
    return b64encode(value).decode()


answering = Answering()


@given(_ITEMS, st.booleans(), st.booleans(), st.booleans())
def test_a_page_is_what_boto3_makes_of_it(items: list[dict[str, Any]], last: bool, order: bool, spaced: bool) -> None:
    more: dict[str, Any] = {"LastEvaluatedKey": {"pk": {"S": '"Items":['}, "sk": {"S": "]}"}}} if last else {}
    answering.body = wire(items, more=more | {"ConsumedCapacity": {"TableName": "t"}}, order=order, spaced=spaced)
    as_boto3 = answering.client.scan(TableName="t")
    found = answers.scan(answering.client, TableName="t")
    assert found["Items"].read() == items == [from_item(item) for item in as_boto3["Items"]]
    for beside in ("Count", "ScannedCount", "LastEvaluatedKey", "ConsumedCapacity"):
        assert found.get(beside) == as_boto3.get(beside)


def test_items_are_read_past_the_sdk(monkeypatch: pytest.MonkeyPatch) -> None:
    """What all of this is for: else it might be the SDK that answers, slowly, and no other test would tell."""
    past: list[int] = []
    real = answers.read

    def read(text: str) -> Any:
        items = real(text)
        past.append(len(items))
        return items

    monkeypatch.setattr(answers, "read", read)
    for items in ([{"pk": "a", "B": "x"}, {"pk": "B"}], [{"pk": "c", "secret": b"\0\xff"}], [{"pk": '"B":'}]):
        answering.body = wire(items, more={}, order=True, spaced=False)
        assert answers.scan(answering.client, TableName="t")["Items"].read() == items
    assert past == [2, 1, 1]


def test_other_scans_of_the_same_client_stay_boto3s_own() -> None:
    answering.body = wire([{"pk": "a"}], more={}, order=True, spaced=False)
    assert answers.scan(answering.client, TableName="t")["Items"].read() == [{"pk": "a"}]
    assert answering.client.scan(TableName="t")["Items"] == [{"pk": {"S": "a"}}]


@pytest.mark.parametrize("body", [b"", b"{}", b'{"Items":', b'{"Items":[', b'{"Items":[{"a":{"S":"x"}}', b"\xff"])
def test_what_is_no_answer_is_left_to_the_sdk(body: bytes) -> None:
    with pytest.raises(ValueError, match="no items"):
        answers.cut(body)


@pytest.mark.parametrize("text", ["[", "[{}", '[{"a"}]', "[{} {}]", "[x]"])
def test_what_is_no_list_of_items_is_refused(text: str) -> None:
    with pytest.raises((ValueError, LookupError)):
        answers.read(text)
