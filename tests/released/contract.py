"""What an API promised and what it promises now: every difference that a page of the last release would notice.

Two directions. What that page sends has to be accepted: whatever the old document allows in a request, the present one
allows too. What it is answered has to be what it expects: whatever the present document may answer, the old one allows,
and fields beside are no matter. Documents are OpenAPI 3.1 as `ringround.api.openapi` writes them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, cast

Schema = Mapping[str, Any]
Side = Literal["request", "answer"]

WORDS: Final = frozenset({"description", "summary", "title", "tags", "examples", "info"})
"""For readers only: they promise nothing."""
METHODS: Final = ("get", "post", "put", "delete", "patch")
LIMITS: Final = {"maxLength": 1, "maxItems": 1, "maximum": 1, "minLength": -1, "minItems": -1, "minimum": -1}
"""Limits of a request, and which way they may go: 1 up, -1 down."""


def promises(document: Mapping[str, Any]) -> dict[str, Any]:
    """A document without words, and without the answers that are errors: those have one shape."""
    found = cast("dict[str, Any]", _without_words(document))
    for _where, operation in operations(found):
        operation["responses"] = {s: r for s, r in operation["responses"].items() if s.startswith("2")}
    return found


def _without_words(node: Any, *, names: bool = False) -> Any:
    if isinstance(node, dict):
        # Under `properties` stand names, and a field may well be called title.
        kept = {k: v for k, v in node.items() if names or k not in WORDS}
        return {k: _without_words(v, names=k in {"properties", "schemas", "paths"}) for k, v in kept.items()}
    return [_without_words(each) for each in node] if isinstance(node, list) else node


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every operation, as `POST /api/login`."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield f"{method.upper()} {path}", item[method]


def broken(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Every promise of `old` that `new` does not keep, as one line each."""
    present = dict(operations(new))
    found: list[str] = []
    for where, operation in operations(old):
        if where not in present:
            found.append(f"{where}: the route is gone")
            continue
        found += _operation(where, operation, present[where], old, new)
    return found


def _operation(where: str, was: Schema, now: Schema, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    if now["security"] != was["security"] and now["security"] not in ([], [{}, {"session": []}]):
        yield f"{where}: asks for a session now"
    yield from _queries(where, was, now, old, new)
    if "requestBody" in now:
        body = was.get("requestBody")
        if body is None:
            if _resolve(_content(now["requestBody"]), new).get("required"):
                yield f"{where}: asks for a body now"
        else:
            yield from Comparison("request", old, new).differences(
                _content(body), _content(now["requestBody"]), f"{where} request"
            )
    for status, answer in was["responses"].items():
        if status not in now["responses"]:
            yield f"{where}: no longer answers {status}"
        elif "content" in answer:
            if "content" not in now["responses"][status]:
                yield f"{where}: answers nothing now"
                continue
            yield from Comparison("answer", new, old).differences(
                _content(now["responses"][status]), _content(answer), f"{where} answer"
            )


def _queries(where: str, was: Schema, now: Schema, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    asked, takes = ({p["name"]: p for p in o.get("parameters", ()) if p["in"] == "query"} for o in (was, now))
    for name, parameter in takes.items():
        if parameter["required"] and not asked.get(name, {}).get("required"):
            yield f"{where} ?{name}: is required now"
    for name, parameter in asked.items():
        if name not in takes:
            yield f"{where} ?{name}: is no longer read"
        else:
            compare = Comparison("request", old, new)
            yield from compare.differences(parameter["schema"], takes[name]["schema"], f"{where} ?{name}")


def _content(part: Schema) -> Schema:
    return cast("Schema", part["content"]["application/json"]["schema"])


def _resolve(schema: Schema, document: Mapping[str, Any]) -> Schema:
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def _ways(schema: Schema) -> list[Schema]:
    """The alternatives that a schema allows; itself where there is one."""
    for word in ("anyOf", "oneOf"):
        if word in schema:
            return list(schema[word])
    if isinstance(schema.get("type"), list):
        return [{**schema, "type": each} for each in schema["type"]]
    return [schema]


@dataclass
class Comparison:
    """Whether whatever `narrow`'s schemas allow is allowed by `wide`'s. In a request the narrow one is the old, in an
    answer the new."""

    side: Side
    narrow: Mapping[str, Any]
    wide: Mapping[str, Any]
    _met: set[tuple[str, str]] = field(default_factory=set)

    def differences(self, narrow: Schema, wide: Schema, where: str) -> Iterator[str]:
        """One line for each thing that `narrow` allows and `wide` does not."""
        pair = (narrow.get("$ref", ""), wide.get("$ref", ""))
        if all(pair):
            # A schema that holds itself, and one that is met in many places: once is enough.
            if pair in self._met:
                return
            self._met.add(pair)
        narrow, wide = _resolve(narrow, self.narrow), _resolve(wide, self.wide)
        wide_ways = [_resolve(way, self.wide) for way in _ways(wide)]
        for way in _ways(narrow):
            yield from self._fits_one(way, wide_ways, where)

    def _fits_one(self, narrow: Schema, ways: list[Schema], where: str) -> Iterator[str]:
        met = set(self._met)
        tried: list[list[str]] = []
        for way in ways:
            self._met = set(met)
            tried.append(list(self._one(narrow, way, where)))
            if not tried[-1]:
                return
        yield from min(tried, key=len)

    def _one(self, narrow: Schema, wide: Schema, where: str) -> Iterator[str]:
        if "$ref" in narrow or "anyOf" in narrow or "oneOf" in narrow:
            yield from self.differences(narrow, wide, where)
            return
        if "anyOf" in wide or "oneOf" in wide:
            yield from self._fits_one(narrow, [_resolve(w, self.wide) for w in _ways(wide)], where)
            return
        if wide.get("type") not in {None, narrow.get("type")} and (narrow.get("type"), wide.get("type")) != (
            "integer",
            "number",
        ):
            yield f"{where}: {_named(narrow)} where {_named(wide)} is allowed"
            return
        yield from self._values(narrow, wide, where)
        if wide.get("type") == "object":
            yield from self._object(narrow, wide, where)
        if wide.get("type") == "array" and "items" in wide:
            yield from self.differences(narrow.get("items", {}), wide["items"], f"{where}[]")

    def _values(self, narrow: Schema, wide: Schema, where: str) -> Iterator[str]:
        allowed, sent = _enum(wide), _enum(narrow)
        if allowed is not None:
            more = "any value" if sent is None else ", ".join(sorted(map(repr, sent - allowed)))
            if more:
                yield f"{where}: {more} is not among {', '.join(sorted(map(repr, allowed)))}"
        if wide.get("format") not in {None, narrow.get("format")}:
            yield f"{where}: not of the form {wide['format']}"
        if self.side == "request":
            yield from self._limits(narrow, wide, where)

    def _limits(self, narrow: Schema, wide: Schema, where: str) -> Iterator[str]:
        for name, way in LIMITS.items():
            if name in wide and (name not in narrow or (wide[name] - narrow[name]) * way < 0):
                yield f"{where}: {name} is {wide[name]} now, and was {narrow.get(name, 'not limited')}"
        if wide.get("pattern") not in {None, narrow.get("pattern")} and _enum(narrow) is None:
            yield f"{where}: another pattern"

    def _object(self, narrow: Schema, wide: Schema, where: str) -> Iterator[str]:
        given, taken = narrow.get("properties", {}), wide.get("properties", {})
        needed = set(wide.get("required", ())) - set(narrow.get("required", ()))
        word = "is required now" if self.side == "request" else "may be missing now"
        yield from (f"{where}.{name}: {word}" for name in sorted(needed) if name in given or self.side == "request")
        was, now, gone = (given, taken, "is no longer read") if self.side == "request" else (taken, given, "is gone")
        for name in was:
            if name not in now:
                yield f"{where}.{name}: {gone}"
            else:
                yield from self.differences(given[name], taken[name], f"{where}.{name}")
        rest, allowed = narrow.get("additionalProperties"), wide.get("additionalProperties")
        if isinstance(allowed, dict) and isinstance(rest, dict):
            yield from self.differences(rest, allowed, f"{where}.*")


def _enum(schema: Schema) -> set[Any] | None:
    if "const" in schema:
        return {schema["const"]}
    return set(schema["enum"]) if "enum" in schema else None


def _named(schema: Schema) -> str:
    return str(schema.get("type", "anything"))
