"""The whole table in no order, page by page: for exports, for what is counted for filters, and for destroying it."""

import queue
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Final

from ..domain.household import Household
from . import households, keys
from .answers import Unread
from .marshal import Item
from .schema import PK, SK
from .table import Table

SEGMENTS: Final = 2
"""Read side by side. More gain nothing: one processor makes sense of what comes."""
_PAGES_WAITING: Final = 1
"""Pages that wait for whoever takes them, beside the one that each segment has in its hands: memory stays the same
however large the table is. They wait as JSON, 2 MB at most; only the one that was taken is there as Python's values,
some 9 MB."""
_PATIENCE: Final = 1.0


def pages(table: Table, *, segments: int = SEGMENTS, **more: Any) -> Iterator[list[Item]]:
    """Every item of the table, in pages. An item that is written meanwhile comes as it was or as it is.

    `more` are further arguments of boto3's `scan`, such as a filter. Raises TryAgain where the table does not answer.
    """
    waiting: queue.Queue[Unread | None] = queue.Queue(_PAGES_WAITING)
    over = threading.Event()

    def hand_over(page: Unread | None) -> None:
        while not over.is_set():
            with suppress(queue.Full):
                waiting.put(page, timeout=_PATIENCE)
                break

    def read(segment: int) -> None:
        try:
            for page in _segment(table, segment, segments, **more):
                if over.is_set():
                    return
                hand_over(page)
                del page  # Not held while the next one is read.
        finally:
            hand_over(None)

    with ThreadPoolExecutor(segments, thread_name_prefix="scan") as pool:
        reading = [pool.submit(read, n) for n in range(segments)]
        try:
            running = segments
            while running:
                page = waiting.get()
                if page is None:
                    running -= 1
                else:
                    items = page.read()
                    del page  # Not held while whoever asked looks at the items, nor those while the next are read.
                    yield items
                    del items
        finally:
            over.set()
        for each in reading:
            each.result()


def calls(table: Table) -> Iterator[list[Item]]:
    """Every version of every call, page by page."""
    beginning = {":calls": {"S": keys.CALLS}}
    found = pages(table, FilterExpression=f"begins_with({PK}, :calls)", ExpressionAttributeValues=beginning)
    yield from filter(None, found)


def households_of(table: Table, segment: int, segments: int) -> Iterator[list[Household]]:
    """The households of one of so many parts of the table, page by page; some pages are empty."""
    request = {"FilterExpression": f"{SK} = :sk AND begins_with({PK}, :pk)"}
    beginning = keys.household("")
    values = {":sk": {"S": beginning[SK]}, ":pk": {"S": beginning[PK]}}
    for page in _segment(table, segment, segments, **request, ExpressionAttributeValues=values):
        yield [households.from_item(item) for item in page.read()]


def keys_only(table: Table) -> Iterator[list[Item]]:
    """The keys of every item, page by page: what is left of the table to be deleted, or to be seen gone."""
    for page in _segment(table, 0, 1, ProjectionExpression=f"{PK}, {SK}"):
        yield page.read()


def _segment(table: Table, segment: int, segments: int, **more: Any) -> Iterator[Unread]:
    request = {"ConsistentRead": True, **more}
    if segments > 1:
        request |= {"Segment": segment, "TotalSegments": segments}
    while True:
        answer = table.scan(**request)
        yield answer.pop("Items")
        last = answer.get("LastEvaluatedKey")
        if not last:
            return
        request["ExclusiveStartKey"] = last
