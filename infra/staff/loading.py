"""Reading a whole table and writing one, as DynamoDB's own client has items: nothing of them is understood here."""

import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import Any, Final

from .copies import CopyError, RawItem, by

MOST_TOGETHER: Final = 25
"""Items in one request that writes."""
_AT_ONCE: Final = 8
_PATIENCE: Final = 10
_BLOCK: Final = MOST_TOGETHER * _AT_ONCE * 4


def pages(client: Any, table: str) -> Iterator[list[RawItem]]:
    """Every item, read consistently, page by page. An item that is written meanwhile comes as it was or as it is."""
    for page in client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
        yield page["Items"]


def put_all(client: Any, table: str, items: Iterable[list[RawItem]], alive: Callable[[int], None]) -> int:
    """Write every item; how many. `alive` is told how many are written. Again, it writes the same. Raises CopyError
    where the table stays too busy."""
    written = 0
    tell = threading.Lock()

    def put(some: list[RawItem]) -> None:
        nonlocal written
        _put(client, table, some)
        with tell:
            written += len(some)
            alive(written)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        # A block at a time, so that memory stays the same however large the copy is.
        for block in by(_BLOCK, chain.from_iterable(items)):
            list(pool.map(put, by(MOST_TOGETHER, block)))
    return written


def _put(client: Any, table: str, items: Iterable[RawItem]) -> None:
    waiting: list[Any] = [{"PutRequest": {"Item": item}} for item in items]
    for attempt in range(_PATIENCE):
        answer = client.batch_write_item(RequestItems={table: waiting})
        waiting = answer.get("UnprocessedItems", {}).get(table, [])
        if not waiting:
            return
        time.sleep(random.uniform(0, 0.05 * 2**attempt))  # noqa: S311 - spreads retries
    raise CopyError(f"{table} takes no more: try again with the same words.")
