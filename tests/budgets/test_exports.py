"""What an export may ask of DynamoDB and hold in memory: counts, which are the same on every machine.

`make bench-export` measures what it takes of a processor beside scanning the table alone.
"""

import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from bench import export_pages
from bench.export_campaign import fill
from bench.export_pages import Pages, serve
from bench.export_step import client, plain, whole
from bench.metering import Meter
from ringround.domain.export_words import EXPORT_KINDS
from ringround.storage import answers, scan
from ringround.storage.table import Table
from tests.support.engine import DynamoDbLocal

PEOPLE, CALLS = 300, 400
Asked = Counter[str]


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Pages]]:
    """The stand-in with a small campaign in many small pages."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(export_pages, "PAGE", 16 * 1024)
        pages = Pages(tmp_path_factory.mktemp("pages"), PEOPLE, CALLS)
        server = serve(pages)
        yield f"http://127.0.0.1:{server.server_port}", pages
        server.shutdown()
        server.server_close()


def counting(endpoint: str) -> tuple[Any, Asked]:
    """A client, and what is asked by it."""
    made, asked = client("dynamodb", endpoint), Asked()
    made.meta.events.register("before-call.dynamodb", lambda model, **_: asked.update([model.name]))
    return made, asked


@pytest.mark.parametrize("kind", EXPORT_KINDS)
def test_an_export_asks_no_more_often_than_who_scans_the_table_alone(held: tuple[str, Pages], kind: str) -> None:
    endpoint, pages = held
    alone, asked_alone = counting(endpoint)
    exporting, asked = counting(endpoint)
    assert plain(alone) == pages.count
    assert whole(kind, exporting, client("s3", endpoint)) > 0
    assert asked == asked_alone == {"Scan": pages.pages}


@pytest.mark.races  # a real engine: a mock's units are its own
def test_an_export_reads_as_many_units_as_who_scans_the_table_alone(
    held: tuple[str, Pages], dynamodb_local: DynamoDbLocal
) -> None:
    url = dynamodb_local.url
    made = client("dynamodb", url)
    fill(Table(made, "bench"), url.removeprefix("http://"), PEOPLE, CALLS)
    meter = Meter(made, made)
    meter.part = "alone"
    plain(made)
    meter.part = "export"
    whole("attempts", made, client("s3", held[0]))
    # Two segments end in two pages that are not full: what they hold is rounded up to 4 KB, once each.
    assert meter.by_part["export"].reads <= meter.by_part["alone"].reads + scan.SEGMENTS


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many items each page had of which Python's values were made, past the SDK."""
    past: list[int] = []
    real = answers.read

    def reading(text: str) -> Any:
        items = real(text)
        past.append(len(items))
        return items

    monkeypatch.setattr(answers, "read", reading)
    return past


def test_pages_are_read_past_the_sdk(held: tuple[str, Pages], read: list[int]) -> None:
    """It takes seven times as long to make sense of one, and the memory of an export doubles with a single one."""
    endpoint, pages = held
    assert sum(len(page) for page in scan.pages(Table(client("dynamodb", endpoint), "bench"))) == pages.count
    assert (len(read), sum(read)) == (pages.pages, pages.count)


def test_no_more_pages_are_held_than_are_read_side_by_side_and_one_that_waits(
    held: tuple[str, Pages], read: list[int]
) -> None:
    """So the memory of an export is the same however large the table is. Those that wait are not read yet, which would
    make five times as much of them."""
    endpoint, pages = held
    reading, asked = counting(endpoint)
    most = scan.SEGMENTS + 1
    assert pages.pages > 3 * most
    taken = 0
    for _ in scan.pages(Table(reading, "bench")):
        taken += 1
        assert len(read) == taken
        if taken in {1, 5}:
            _settle(asked)
            assert asked["Scan"] - taken <= most
    assert taken == pages.pages


def _settle(asked: Asked) -> None:
    """Wait until nothing more is asked for a while."""
    before = -1
    while before != asked["Scan"]:
        before = asked["Scan"]
        time.sleep(0.3)
