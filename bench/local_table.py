"""A table on the local engine for handlers that run in this process: where they look for it, and items put into it."""

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any, Final

from ringround import settings, wiring
from ringround.storage.marshal import to_item
from ringround.storage.schema import table_definition

TABLE: Final = "bench"
_AT_ONCE: Final = 25
"""Items of one BatchWriteItem."""


def use(url: str, **more: str) -> None:
    """Have the handlers of this process ask the engine at `url`, and forget what they knew. `more` is further
    environment of theirs."""
    os.environ |= {
        "AWS_ENDPOINT_URL_DYNAMODB": url,
        "AWS_REGION": "eu-west-2",
        "AWS_DEFAULT_REGION": "eu-west-2",
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "bench",
        "POWERTOOLS_SERVICE_NAME": "bench",
        "POWERTOOLS_LOG_LEVEL": "CRITICAL",
        settings.TABLE: TABLE,
        **more,
    }
    wiring.forget()


def use_new(url: str, **more: str) -> None:
    """The same with an empty table there."""
    use(url, **more)
    # On a busy machine the engine may answer late, and boto3 has asked again by then.
    with suppress(wiring.dynamodb().exceptions.ResourceInUseException):
        wiring.dynamodb().create_table(**table_definition(TABLE))


def put_all(client: Any, items: Iterable[Mapping[str, Any]]) -> None:
    """Write items of plain values, 25 a request."""
    left = iter(items)
    while together := list(islice(left, _AT_ONCE)):
        puts: Sequence[Any] = [{"PutRequest": {"Item": to_item(item)}} for item in together]
        client.batch_write_item(RequestItems={TABLE: puts})
