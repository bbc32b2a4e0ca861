"""What an import may ask of DynamoDB and hold in memory: counts, which are the same on every machine.

`make bench-import` measures what it takes of a processor beside reading the files alone, and its memory.
"""

from collections import Counter
from collections.abc import Iterator
from math import ceil
from pathlib import Path
from typing import Any

import pytest

from bench.metering import size
from ringround.importing import staging
from ringround.storage.schema import QUEUE_PK
from ringround.storage.table import Table
from tests.functions.importing import Importer, row
from tests.importing.lists import read_all, write

ELECTORS = 400
ROWS = [
    row(f"AB-{n}", f"Person{n},Of{n // 2}", f"{n // 2} Mill Lane", f"077009{n:05d}" if n % 2 else "")
    for n in range(1, ELECTORS + 1)
]

NEW_UNITS = 4.8
"""Of a new list, an elector: itself in a transaction 2, half a household in one 1 (and its key in the queue 0.5), half
a number in one 1; and the step that undoing needs, the count of targets."""
NEW_REQUESTS = 0.03
"""A transaction for each hundred items, of which an elector has two and a half."""
UNCHANGED_REQUESTS = 0.02
"""Households are read by the hundred, and what they say of their people and numbers is not read again."""


class _Asked:
    """Requests by operation, and write units by DynamoDB's rules."""

    def __init__(self) -> None:
        self.requests: Counter[str] = Counter()
        self.units = 0

    def __call__(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        self.requests[model.name] += 1
        for each in params.get("TransactItems", ()):
            ((verb, request),) = each.items()
            self.units += 2 * ceil(size(request["Item"]) / 1024) if verb == "Put" else 2
            self.units += verb == "Put" and QUEUE_PK in request["Item"]
        self.units += model.name in {"PutItem", "UpdateItem"}


@pytest.fixture
def importer(local_table: Table, tmp_path: Path) -> Importer:
    return Importer(local_table, tmp_path)


@pytest.fixture
def asked(importer: Importer) -> Iterator[_Asked]:
    note = _Asked()
    events = importer.table.client.meta.events
    events.register("provide-client-params.dynamodb.*", note)
    yield note
    events.unregister("provide-client-params.dynamodb.*", note)


@pytest.mark.races  # a real engine: an import writes from several threads, which a mock does not survive
def test_requests_and_write_units_of_a_list(importer: Importer, asked: _Asked) -> None:
    assert importer.rows(*ROWS).counts["new"] == ELECTORS
    units = asked.units
    assert asked.requests["BatchGetItem"] <= 6, "reading a table that holds nothing of the list"
    assert asked.requests["TransactWriteItems"] / ELECTORS <= NEW_REQUESTS
    assert units / ELECTORS <= NEW_UNITS

    asked.requests.clear()
    asked.units = 0
    assert importer.rows(*ROWS).counts["unchanged"] == ELECTORS
    assert asked.requests["TransactWriteItems"] == 0
    # Progress is told each second, so how often that is depends on the machine.
    assert asked.requests["BatchGetItem"] / ELECTORS <= UNCHANGED_REQUESTS + 8 / ELECTORS


def test_rows_wait_in_memory_only_until_a_batch_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "_BATCH", 50)
    held: list[int] = []
    add = staging.Staging._add

    def watched(self: staging.Staging, table: str, row: tuple[Any, ...]) -> None:
        add(self, table, row)
        held.append(sum(map(len, self._waiting.values())))

    monkeypatch.setattr(staging.Staging, "_add", watched)
    header = "Elector Number,First Name,Last Name,Address1,Address2,Postcode,Mobile,Landline"
    assert read_all(tmp_path, write(tmp_path, "list.csv", [header, *ROWS])).counts.people == ELECTORS
    # Electors, homes and numbers wait side by side.
    assert max(held) <= 3 * 50
