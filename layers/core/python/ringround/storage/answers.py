"""Pages of a scan read straight from DynamoDB's JSON, once somebody wants the items.

The SDK makes sense of an answer by its model, value by value, in Python: 0.17 ms for an item, seven times what it takes
to read the JSON and make plain values of it, and twice the memory, for it holds the whole page in two forms. So the
items are cut out of the answer's body before the SDK parses it, and stay JSON, a fifth of what Python makes of them,
until they are read. Signing, retries, the check of the answer's sum, errors and everything else of it stay the SDK's.
"""

import json
import re
import threading
from base64 import b64decode
from typing import TYPE_CHECKING, Any, Final

from .marshal import Item, from_item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_BEGINNING: Final = re.compile(rb'"Items"\s*:\s*\[')
"""Where the items begin. Found nowhere else: quotes within a text are escaped, and the value of an attribute is never a
list by itself."""

_END: Final = re.compile(rb'\](?=\s*(?:,\s*"\w+"\s*:|\}\s*$))')
"""Where they end. A list within an item ends before a brace that others follow; and a text that ends in a bracket and a
comma, with the quote that closes it, is not followed by a letter."""

_BINARY: Final = re.compile(r'"BS?"\s*:')
"""Bytes are text in JSON: the few pages that may hold some, such as the campaign's secret, are read with a look at each
brace."""

_CUT: Final = "ItemsAsJson"
_EVENT: Final = "before-parse.dynamodb.Scan"

_asked = threading.local()


def _with_bytes(found: dict[str, Any]) -> dict[str, Any]:
    """A value of bytes as the SDK has it. The value of an attribute that is called B is no text, but in braces."""
    match found:
        case {"B": str(one)}:
            return {"B": b64decode(one)}
        case {"BS": [str(), *_] as several}:
            return {"BS": [b64decode(one) for one in several]}
    return found


_read_one = json.JSONDecoder().scan_once  # type: ignore[attr-defined]
_read_with_bytes = json.JSONDecoder(object_hook=_with_bytes).scan_once  # type: ignore[attr-defined]
_white = json.decoder.WHITESPACE.match  # type: ignore[attr-defined]


class Unread:
    """The items of a page, not read yet."""

    __slots__ = ("_cut", "_typed")

    def __init__(self, cut: bytes | None, typed: list[Any]) -> None:
        self._cut, self._typed = cut, typed

    def read(self) -> list[Item]:
        """The items as plain values; each call makes them anew."""
        return [from_item(item) for item in self._typed] if self._cut is None else read(self._cut.decode())


def scan(client: "DynamoDBClient", **request: Any) -> dict[str, Any]:
    """One page of a scan, its `Items` unread. Arguments, errors and the rest of the answer as boto3's."""
    client.meta.events.register(_EVENT, _take_out, unique_id="ringround.storage.answers")
    _asked.plain = True
    try:
        answer: Any = client.scan(**request)
    finally:
        _asked.plain = False
    answer["Items"] = Unread(answer.pop(_CUT, None), answer.get("Items", []))
    return answer  # type: ignore[no-any-return]


def _take_out(response_dict: dict[str, Any], customized_response_dict: dict[str, Any], **_: Any) -> None:
    """Take the items out of the body of an answer. What is not as expected is left to the SDK as it is."""
    # Other scans of this client, on other threads or later, are answered as boto3's own.
    if not getattr(_asked, "plain", False) or response_dict["status_code"] != 200:
        return
    try:
        customized_response_dict[_CUT], response_dict["body"] = cut(response_dict["body"])
    except ValueError:
        return


def cut(body: bytes) -> tuple[bytes, bytes]:
    """The items of an answer, a list in JSON, and the answer with an empty list in their place. Raises ValueError for
    what is no such answer."""
    begins = _BEGINNING.search(body)
    ends = begins and _END.search(body, begins.end())
    if not begins or not ends:
        raise ValueError("no items")
    return body[begins.end() - 1 : ends.end()], body[: begins.end()] + body[ends.start() :]


def read(text: str) -> list[Item]:
    """Items from their list in JSON, one by one, so that only one is there in both forms. Raises ValueError or
    LookupError for what is no list of items."""
    read_one = _read_with_bytes if _BINARY.search(text) else _read_one
    at = _white(text, 1).end()
    items: list[Item] = []
    while text[at] != "]":
        if items:
            if text[at] != ",":
                raise ValueError("items end in the middle")
            at = _white(text, at + 1).end()
        try:
            item, at = read_one(text, at)
        except StopIteration:
            raise ValueError("an item is no JSON") from None
        items.append(from_item(item))
        at = _white(text, at).end()
    return items
