"""Conditions and update expressions of the few forms that ringround writes, on plain items."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

from ringround.storage.marshal import from_value

Item = dict[str, Any]
Test = Callable[[Mapping[str, Any], Mapping[str, str], Mapping[str, Any]], bool]

_FUNCTION: Final = re.compile(r"(attribute_exists|attribute_not_exists)\(([\w#]+)\)")
_COMPARISON: Final = re.compile(r"([\w#]+)\s*(=|<>|<=|>=|<|>)\s*(:\w+)")
_CLAUSE: Final = re.compile(r"(SET|REMOVE|ADD) (.*?)(?= (?:SET|REMOVE|ADD) |$)")
_UNTIL_SET: Final = re.compile(r"if_not_exists\((#\w+), ([#:]\w+)\)")
_OPERATORS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a is not None and a < b,
    "<=": lambda a, b: a is not None and a <= b,
    ">": lambda a, b: a is not None and a > b,
    ">=": lambda a, b: a is not None and a >= b,
}


def holds(condition: str, item: Item | None, names: Mapping[str, str], values: Mapping[str, Any]) -> bool:
    """Whether a condition holds for an item. Raises ValueError for a form that is not known here."""
    return not condition or _parsed(condition)(item or {}, names, values)


@cache
def _parsed(condition: str) -> Test:
    for joint, all_of in ((" OR ", any), (" AND ", all)):
        if joint in condition:
            tests = [_parsed(part.strip()) for part in condition.split(joint)]
            return lambda item, names, values, of=all_of: of(test(item, names, values) for test in tests)  # type: ignore[misc]
    if found := _FUNCTION.fullmatch(condition):
        wanted, name = found[1] == "attribute_exists", found[2]
        return lambda item, names, _: (names.get(name, name) in item) is wanted
    if found := _COMPARISON.fullmatch(condition):
        name, operator, value = found[1], _OPERATORS[found[2]], found[3]
        return lambda item, names, values: operator(item.get(names.get(name, name)), values[value])
    raise ValueError(f"a condition of another form: {condition}")


def updated(item: Item, request: Mapping[str, Any]) -> Item:
    """An item after an UpdateItem's expression."""
    names = request.get("ExpressionAttributeNames", {})
    values = {name: from_value(value) for name, value in request.get("ExpressionAttributeValues", {}).items()}
    after = dict(item)
    for verb, parts in _CLAUSE.findall(request["UpdateExpression"]):
        if verb == "SET":
            _set(after, parts, names, values)
        for part in parts.split(", ") if verb != "SET" else ():
            if verb == "REMOVE":
                after.pop(names[part], None)
            else:
                name, value = part.split(" ")
                after[names[name]] = after.get(names[name], 0) + values[value]
    return after


def _set(after: Item, parts: str, names: Mapping[str, str], values: Mapping[str, Any]) -> None:
    before = dict(after)
    for part in re.split(r", (?=#\w+ = )", parts):
        name, _, given = part.partition(" = ")
        if once := _UNTIL_SET.fullmatch(given):
            other = before.get(names[once[2]]) if once[2].startswith("#") else values[once[2]]
            after[names[name]] = before.get(names[once[1]], other)
        else:
            after[names[name]] = values[given]


def size(value: Any) -> int:
    """The size of a plain value in bytes, as DynamoDB reckons it (see `bench.metering.size`)."""
    if isinstance(value, str):
        return len(value) if value.isascii() else len(value.encode())
    if isinstance(value, bool) or value is None:
        return 1
    if isinstance(value, int):
        return (len(str(value)) + 1) // 2 + 1
    if isinstance(value, Mapping):
        return 3 + sum(1 + len(name) + size(inner) for name, inner in value.items())
    if isinstance(value, (list, tuple)):
        return 3 + sum(1 + size(inner) for inner in value)
    return len(value)


def item_size(item: Mapping[str, Any]) -> int:
    """The size of an item in bytes."""
    return sum(len(name) + size(value) for name, value in item.items())


def resized(before: Item | None, old: int, after: Item | None) -> int:
    """The size of an item after a change, worked out from what differs: what is the same object is the same."""
    if after is None:
        return 0
    if before is None:
        return item_size(after)
    new = old
    for name, value in after.items():
        was = before.get(name)
        if was is not value:
            new += len(name) + size(value)
            if name in before:
                new -= len(name) + size(was)
    return new - sum(len(name) + size(value) for name, value in before.items() if name not in after)
