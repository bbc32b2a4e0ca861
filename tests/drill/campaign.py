"""A by-election for a drill."""

from __future__ import annotations

import json
from typing import Any, Final

from infra.local import aws
from tests.drill.organiser import EMAIL, HOURS
from tests.drill.site import Site

CAMPAIGN: Final[dict[str, Any]] = {
    "name": "Drill by-election",
    "poll_date": "2027-06-03",
    "default_hours": HOURS,
    "volunteers": [{"email": EMAIL, "name": "Olive Organiser", "role": "organiser"}],
}
QUEUE_INDEX: Final = "queue"
STARTS: Final = 1_801_476_000.0
"""When the drill's time begins: 1 February 2027, 10:00 in London."""


def set_up(site: Site, queue_parts: int) -> None:
    """Make the campaign, as the deploy does. Raises RuntimeError where that fails."""
    client = aws.client("lambda", site.local["environment"])
    answer = client.invoke(FunctionName="set_up", Payload=json.dumps({**CAMPAIGN, "queue_parts": queue_parts}))
    said = answer["Payload"].read()
    if "FunctionError" in answer:
        raise RuntimeError(f"set_up: {said.decode()}")


def items(site: Site) -> list[dict[str, Any]]:
    """Every item of the table, as it is stored."""
    client = aws.client("dynamodb", site.local["environment"])
    pages = client.get_paginator("scan").paginate(TableName=site.local["table"], ConsistentRead=True)
    return [{name: _plain(value) for name, value in item.items()} for page in pages for item in page["Items"]]


def waiting(site: Site) -> list[int]:
    """The times from which on those households may be rung that stand in a queue."""
    client = aws.client("dynamodb", site.local["environment"])
    asked = {"TableName": site.local["table"], "IndexName": QUEUE_INDEX, "ProjectionExpression": "q_sk"}
    pages = client.get_paginator("scan").paginate(**asked)
    return [int(item["q_sk"]["S"].split("#")[1]) for page in pages for item in page["Items"]]


def work(site: Site) -> list[dict[str, Any]]:
    """The items of imports and of other long work."""
    client = aws.client("dynamodb", site.local["environment"])
    asked = {"TableName": site.local["table"], "KeyConditionExpression": "pk = :pk", "ConsistentRead": True}
    found: list[dict[str, Any]] = []
    for partition in ("IMPORTS", "JOBS"):
        pages = client.get_paginator("query").paginate(**asked, ExpressionAttributeValues={":pk": {"S": partition}})
        found += [{name: _plain(value) for name, value in item.items()} for page in pages for item in page["Items"]]
    return found


def _plain(value: dict[str, Any]) -> Any:
    """A value of the table without its types: a reader of the drill's own, so that it shares nothing with the code."""
    ((kind, held),) = value.items()
    if kind == "N":
        return int(held) if held.lstrip("-").isdigit() else float(held)
    if kind == "L":
        return [_plain(each) for each in held]
    if kind == "M":
        return {name: _plain(each) for name, each in held.items()}
    if kind == "NULL":
        return None
    return sorted(held) if kind in {"SS", "NS"} else held.hex() if isinstance(held, bytes) else held
