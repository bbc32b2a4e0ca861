"""MiniStack as it is, and one thing more: IAM's condition key for the partitions that a request to a table names.

Run by MiniStack's own Python, which knows nothing of this project: `python with_partitions.py NAME`, where NAME is that
of the table's partition key. Where IAM isn't told of `dynamodb:LeadingKeys`, every function's policy refuses all that
it does. Judged as a whole, like `tests.infra.policy`: each action needs one statement for all partitions of a request.
"""

import importlib
import json
import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any


def partitions(request: Mapping[str, Any], name: str) -> Iterator[str]:
    """The partitions that a request to DynamoDB names, in the JSON of its protocol; `name` is the partition key's."""
    for part in request.get("TransactItems", []):
        for one in part.values():
            yield from partitions(one, name)
    for of_table in request.get("RequestItems", {}).values():
        writes = of_table if isinstance(of_table, list) else []
        yield from _named((one for write in writes for request in write.values() for one in request.values()), name)
        yield from _named(of_table.get("Keys", []) if isinstance(of_table, dict) else [], name)
    yield from _named((request[part] for part in ("Key", "Item") if part in request), name)
    yield from _queried(request, name)


def _named(items: Any, name: str) -> Iterator[str]:
    yield from (item[name]["S"] for item in items if name in item)


def _queried(request: Mapping[str, Any], name: str) -> Iterator[str]:
    wanted = re.match(r"\s*(\S+)\s*=\s*(:\w+)", request.get("KeyConditionExpression", ""))
    if wanted and request.get("ExpressionAttributeNames", {}).get(wanted[1], wanted[1]) == name:
        yield request["ExpressionAttributeValues"][wanted[2]]["S"]


def main(name: str) -> None:
    """Start MiniStack, which reads all else from the environment."""
    actions: Any = importlib.import_module("ministack.core.iam_actions")
    app: Any = importlib.import_module("ministack.app")
    before = actions.dynamodb_service_context

    def with_partitions(body: bytes) -> dict[str, Any]:
        found = sorted(set(partitions(json.loads(body or b"{}"), name)))
        # A request that names none has no such key, and the policies' second condition refuses it.
        return {**before(body), **({"dynamodb:LeadingKeys": found} if found else {})}

    actions.dynamodb_service_context = with_partitions
    # Over TLS it would take port 443 as well, which several test runs on one machine can't share.
    app._port_is_bindable = lambda *_: False
    sys.argv = [sys.argv[0]]
    app.main()


if __name__ == "__main__":
    main(sys.argv[1])
