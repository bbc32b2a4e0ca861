"""Conditions, key conditions and filters as DynamoDB reads them, on plain items: a parser of the language, not of the
forms that happen to be written today, for a condition that is read wrongly would prove nothing."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

Item = Mapping[str, Any]
Test = Callable[[Item, Mapping[str, str], Mapping[str, Any]], bool]

_TOKEN: Final = re.compile(r"\s*(\(|\)|,|<>|<=|>=|=|<|>|[:#]?\w+)")
_WORDS: Final = frozenset({"AND", "OR", "NOT", "IN", "BETWEEN"})
_COMPARE: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "=": lambda a, b: type(a) is type(b) and a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: type(a) is type(b) and a < b,
    "<=": lambda a, b: type(a) is type(b) and a <= b,
    ">": lambda a, b: type(a) is type(b) and a > b,
    ">=": lambda a, b: type(a) is type(b) and a >= b,
}
"""An attribute that is not there, or of another type, is in no order with anything."""


def holds(text: str, item: Item | None, names: Mapping[str, str], values: Mapping[str, Any]) -> bool:
    """Whether a condition holds for an item; without a text, it does. Raises ValueError for what can't be read."""
    return not text or _parsed(text)(item or {}, names, values)


@cache
def _parsed(text: str) -> Test:
    reading = _Reading(text)
    test = reading.either()
    reading.end()
    return test


class _Reading:
    """A condition from left to right: OR binds less than AND, AND less than NOT."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = _TOKEN.findall(text)
        if "".join(self.tokens) != re.sub(r"\s", "", text):
            raise ValueError(f"a condition that can't be read: {text}")
        self.at = 0

    def end(self) -> None:
        """Nothing may be left over."""
        if self.at != len(self.tokens):
            raise ValueError(f"more than a condition: {self.text}")

    def either(self) -> Test:
        """Tests of which one is to hold."""
        tests = [self._both()]
        while self._took("OR"):
            tests.append(self._both())
        return lambda *given: any(test(*given) for test in tests)

    def _both(self) -> Test:
        tests = [self._one()]
        while self._took("AND"):
            tests.append(self._one())
        return lambda *given: all(test(*given) for test in tests)

    def _one(self) -> Test:
        if self._took("NOT"):
            inner = self._one()
            return lambda *given: not inner(*given)
        if self._took("("):
            inner = self.either()
            self._expect(")")
            return inner
        word = self._next()
        if self._took("("):
            return self._function(word)
        return self._comparison(_operand(word))

    def _function(self, name: str) -> Test:
        path = self._next()
        if name == "begins_with":
            self._expect(",")
            start = _operand(self._next())
            self._expect(")")
            value = _operand(path)
            return lambda *given: str(value(*given) or "").startswith(start(*given))
        self._expect(")")
        if name not in {"attribute_exists", "attribute_not_exists"}:
            raise ValueError(f"a function that is not known here: {name}")
        wanted = name == "attribute_exists"
        return lambda item, names, _: (names.get(path, path) in item) is wanted

    def _comparison(self, left: Callable[..., Any]) -> Test:
        if self._took("BETWEEN"):
            low = _operand(self._next())
            self._expect("AND")
            high = _operand(self._next())
            return lambda *given: left(*given) is not None and low(*given) <= left(*given) <= high(*given)
        if self._took("IN"):
            self._expect("(")
            among = [_operand(self._next())]
            while self._took(","):
                among.append(_operand(self._next()))
            self._expect(")")
            return lambda *given: any(left(*given) == each(*given) for each in among)
        compare, right = _COMPARE[self._next()], _operand(self._next())
        return lambda *given: compare(left(*given), right(*given))

    def _next(self) -> str:
        if self.at >= len(self.tokens):
            raise ValueError(f"half a condition: {self.text}")
        self.at += 1
        return str(self.tokens[self.at - 1])

    def _took(self, token: str) -> bool:
        found = self.at < len(self.tokens) and self.tokens[self.at] == token
        self.at += found
        return found

    def _expect(self, token: str) -> None:
        if not self._took(token):
            raise ValueError(f"{token} is missing: {self.text}")


def _operand(word: str) -> Callable[..., Any]:
    if word in _WORDS or word in "(),":
        raise ValueError(f"no operand: {word}")
    if word.startswith(":"):
        return lambda _item, _names, values: values[word]
    return lambda item, names, _values: item.get(names.get(word, word))
