"""A judge of requests to the table by a synthesised policy: as IAM would, for the few conditions that we use.

Where AWS's documents leave open whether a request of several items is judged by item or as a whole, it is judged as a
whole: each action needs one statement that holds for every partition that the request names.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from ringround.storage.schema import PK

_PARTS = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem"}
LEADING = "dynamodb:LeadingKeys"


@dataclass
class Judge:
    """Judges every request of one function's client; remembers what was refused and which rights were used."""

    statements: list[dict[str, Any]]
    refused: list[str] = field(default_factory=list)
    used: set[tuple[str, str]] = field(default_factory=set)

    def watch(self, client: Any) -> None:
        """Judge all that this client asks for from now on."""
        client.meta.events.register("provide-client-params.dynamodb.*", self._seen)

    def may(self, action: str, *partitions: str, where: str = "table") -> bool:
        """Whether one request for `action` that names these partitions (none: a scan) would be let through."""
        return any(self._allows(s, action, where, set(partitions)) for s in self.statements)

    def _seen(self, params: Mapping[str, Any], model: Any, **_more: Any) -> None:
        where = "index" if "IndexName" in params else "table"
        partitions = set(_partitions(model.name, params))
        for action in _actions(model.name, params):
            if not self.may(action, *partitions, where=where):
                self.refused.append(f"{action} on the {where} for {sorted(partitions)}")

    def _allows(self, statement: Mapping[str, Any], action: str, where: str, partitions: set[str]) -> bool:
        actions = statement["Action"]
        granted = [actions] if isinstance(actions, str) else actions
        if f"dynamodb:{action}" not in granted or resource_of(statement) != where:
            return False
        if where == "index":
            self.used |= {(action, "index")}
            return True
        if "Condition" not in statement:
            self.used |= {(action, "everything")}
            return True
        patterns = statement["Condition"]["ForAllValues:StringLike"][LEADING]
        met = {p: [pattern for pattern in patterns if fnmatchcase(p, pattern)] for p in partitions}
        if not partitions or not all(met.values()):
            return False
        self.used |= {(action, pattern) for found in met.values() for pattern in found}
        return True


def resource_of(statement: Mapping[str, Any]) -> str:
    """`table`, `index`, or what else a statement is about."""
    text = str(statement["Resource"])
    if "Atttableone" not in text:
        return "other"
    return "index" if "/index/" in text else "table"


def _actions(operation: str, params: Mapping[str, Any]) -> set[str]:
    if operation == "TransactWriteItems":
        return {_PARTS[kind] for part in params["TransactItems"] for kind in part}
    return {operation}


def _partitions(operation: str, params: Mapping[str, Any]) -> Iterator[str]:
    if operation == "TransactWriteItems":
        for part in params["TransactItems"]:
            for kind, request in part.items():
                yield from _partitions(_PARTS[kind], request)
    elif operation == "BatchGetItem":
        for request in params["RequestItems"].values():
            yield from (key[PK]["S"] for key in request["Keys"])
    elif operation == "Query":
        name = params["KeyConditionExpression"].split("=")[1].split()[0]
        yield params["ExpressionAttributeValues"][name]["S"]
    elif operation == "BatchWriteItem":
        for requests in params["RequestItems"].values():
            for request in requests:
                yield from (part.get("Key", part.get("Item"))[PK]["S"] for part in request.values())
    elif operation not in {"Scan", "UpdateContinuousBackups"}:
        yield params.get("Key", params.get("Item"))[PK]["S"]
