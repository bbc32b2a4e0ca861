"""The part of CloudWatch's filter patterns for JSON lines that `infra.metrics` uses, and nothing beside it: whatever
is not known here is refused, so a pattern can't be right in the test and wrong in AWS for want of a rule.

The syntax: docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html, "match terms in JSON log
events": fields of the line as `$.name`; text in double quotes, which is compared with text only, letter for letter
(`*` in it stands for anything: refused here); numbers, which are compared with numbers only; `&&`, `||`, brackets.
A line that lacks the field does not fit. `!=` is refused: of a line that lacks the field AWS says nothing.
"""

import json
import operator
import re
from collections.abc import Callable
from typing import Any

_TOKEN = re.compile(r'\s*(?:(\$\.[A-Za-z_]\w*)|("[^"*%\\]*")|(\d+(?:\.\d+)?)|(&&|\|\||[()]|>=|<=|=|>|<))')
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


def fits(pattern: str, line: str) -> bool:
    """Whether a line of a log fits the pattern. ValueError where the pattern is not of the part that is known."""
    inner = re.fullmatch(r"\{\s(.+)\s\}", pattern)
    if not inner:
        raise ValueError(f"no pattern for JSON: {pattern}")
    try:
        read = json.loads(line)
    except ValueError:
        return False
    tokens = _tokens(inner[1])
    said = _any(tokens, read if isinstance(read, dict) else {})
    if tokens:
        raise ValueError(f"not understood from {tokens[0]!r} on: {pattern}")
    return said


def value(wanted: str, line: str) -> float:
    """What a line that fits adds to the metric: a number, or the number in a field."""
    if not wanted.startswith("$."):
        return float(wanted)
    found = json.loads(line)[wanted.removeprefix("$.")]
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise ValueError(f"{wanted} is not a number in {line}")
    return float(found)


def _tokens(text: str) -> list[str]:
    tokens, at = [], 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found:
            raise ValueError(f"not understood: {text[at:]}")
        tokens.append(found[0].strip())
        at = found.end()
    return tokens


def _any(tokens: list[str], line: dict[str, Any]) -> bool:
    said = _all(tokens, line)
    while tokens[:1] == ["||"]:
        tokens.pop(0)
        said = _all(tokens, line) or said
    return said


def _all(tokens: list[str], line: dict[str, Any]) -> bool:
    said = _one(tokens, line)
    while tokens[:1] == ["&&"]:
        tokens.pop(0)
        said = _one(tokens, line) and said
    return said


def _one(tokens: list[str], line: dict[str, Any]) -> bool:
    if tokens[:1] == ["("]:
        tokens.pop(0)
        said = _any(tokens, line)
        if tokens[:1] != [")"]:
            raise ValueError("a bracket is not closed")
        tokens.pop(0)
        return said
    if len(tokens) < 3 or not tokens[0].startswith("$.") or tokens[1] not in _COMPARE:
        raise ValueError(f"no comparison: {tokens[:3]}")
    field, compare, wanted = (tokens.pop(0) for _ in range(3))
    found = line.get(field.removeprefix("$."))
    if wanted.startswith('"'):
        if compare != "=":
            raise ValueError("text is compared for being the same only")
        return isinstance(found, str) and found == wanted.strip('"')
    number = isinstance(found, int | float) and not isinstance(found, bool)
    return number and _COMPARE[compare](found, float(wanted))
