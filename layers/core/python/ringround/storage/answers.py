"""Pages of a scan read straight from DynamoDB's JSON.

The SDK makes sense of an answer by its model, value by value, in Python: 0.17 ms for an item, seven times what it takes
to read the JSON and make plain values of it, and twice the memory, for it holds the whole page in two forms. So the
items are taken out of the answer's body before the SDK parses it, one by one. Signing, retries, the check of the
answer's sum, errors and everything else of it stay the SDK's.
"""

import json
import re
import threading
from typing import TYPE_CHECKING, Any, Final

from .marshal import Item, from_item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_BEGINNING: Final = re.compile(r'"Items"\s*:\s*\[')
"""Where the items begin. Found nowhere else: quotes within a text are escaped, and the value of an attribute is never a
list by itself."""

_BINARY: Final = re.compile(rb'"BS?"\s*:')
"""Bytes are text in JSON: the few pages that hold some, such as the campaign's secret, are left to the SDK."""

_PLAIN: Final = "PlainItems"
_EVENT: Final = "before-parse.dynamodb.Scan"

_asked = threading.local()
_read_one = json.JSONDecoder().scan_once  # type: ignore[attr-defined]
_white = json.decoder.WHITESPACE.match  # type: ignore[attr-defined]


def scan(client: "DynamoDBClient", **request: Any) -> dict[str, Any]:
    """One page of a scan with its items as plain values. Arguments, errors and the rest of the answer as boto3's."""
    client.meta.events.register(_EVENT, _take_out, unique_id="ringround.storage.answers")
    _asked.plain = True
    try:
        answer: Any = client.scan(**request)
    finally:
        _asked.plain = False
    plain = answer.pop(_PLAIN, None)
    answer["Items"] = [from_item(item) for item in answer.get("Items", [])] if plain is None else plain
    return answer  # type: ignore[no-any-return]


def _take_out(response_dict: dict[str, Any], customized_response_dict: dict[str, Any], **_: Any) -> None:
    """Take the items out of the body of an answer. What is not as expected is left to the SDK as it is."""
    # Other scans of this client, on other threads or later, are answered as boto3's own.
    if not getattr(_asked, "plain", False) or response_dict["status_code"] != 200:
        return
    body: bytes = response_dict["body"]
    if _BINARY.search(body):
        return
    try:
        items, rest = split(body.decode())
    except (ValueError, LookupError):
        return
    customized_response_dict[_PLAIN] = items
    response_dict["body"] = rest.encode()


def split(text: str) -> tuple[list[Item], str]:
    """The items of an answer's JSON as plain values, and the JSON without them. Raises ValueError or LookupError for
    what is no such answer."""
    found = _BEGINNING.search(text)
    if found is None:
        raise ValueError("no items")
    begins = at = _white(text, found.end()).end()
    items: list[Item] = []
    while text[at] != "]":
        if items:
            if text[at] != ",":
                raise ValueError("items end in the middle")
            at = _white(text, at + 1).end()
        try:
            item, at = _read_one(text, at)
        except StopIteration:
            raise ValueError("an item is no JSON") from None
        items.append(from_item(item))
        at = _white(text, at).end()
    return items, text[:begins] + text[at:]
