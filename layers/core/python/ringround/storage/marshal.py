"""Plain values to DynamoDB's typed ones and back: text, whole numbers, truth, bytes, lists and maps.

The SDK's own serializer makes every number a Decimal and is slower; the table holds whole numbers only.
"""

from collections.abc import Mapping
from typing import Any

from ..domain.errors import TryAgain
from .schema import SCHEMA_VERSION, VERSION

Item = dict[str, Any]
Value = dict[str, Any]


def to_value(value: Any) -> Value:
    """One value. Raises TypeError for what the table does not hold (None, fractions)."""
    # By the very type first: nearly every value is one of these, and an import makes millions.
    kind = type(value)
    if kind is str:
        return {"S": value}
    if kind is dict:
        return {"M": {str(k): to_value(v) for k, v in value.items() if v is not None}}
    if kind is int:
        return {"N": str(value)}
    if kind is list or kind is tuple:
        return {"L": [to_value(v) for v in value]}
    if kind is bool:
        return {"BOOL": value}
    return _to_value(value)


def _to_value(value: Any) -> Value:
    """One value of a type that is made from one of ours."""
    if isinstance(value, str):
        return {"S": str(value)}
    if isinstance(value, int):
        return {"N": str(value)}
    if isinstance(value, Mapping):
        return {"M": {str(k): to_value(v) for k, v in value.items() if v is not None}}
    if isinstance(value, (list, tuple)):
        return {"L": [to_value(v) for v in value]}
    if isinstance(value, bytes):
        return {"B": value}
    raise TypeError(f"the table does not hold a {type(value).__name__}")


def to_item(item: Mapping[str, Any]) -> dict[str, Value]:
    """An item; entries that are None are left out."""
    return {name: to_value(value) for name, value in item.items() if value is not None}


def from_value(value: Value) -> Any:
    """The plain value of a typed one."""
    # The commonest first: a page of a scan holds 50,000 of them.
    if "S" in value:
        return value["S"]
    if "N" in value:
        return int(value["N"])
    if "M" in value:
        return {name: from_value(v) for name, v in value["M"].items()}
    if "L" in value:
        return [from_value(v) for v in value["L"]]
    ((kind, inner),) = value.items()
    return bytes(inner) if kind == "B" else inner


def from_item(item: Mapping[str, Value]) -> Item:
    """The plain values of an item."""
    return {name: from_value(value) for name, value in item.items()}


def checked(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """The item, where this code knows its form. Raises TryAgain for a newer one: during an update the same request soon
    meets the new code, and after a roll-back nothing is guessed."""
    if item.get(VERSION, 1) > SCHEMA_VERSION:
        raise TryAgain("This was written by a newer version of Ringround. Try again in a minute.")
    return item
