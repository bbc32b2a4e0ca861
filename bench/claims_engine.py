"""The same claims on the real engine: threads that drain a list without pause, counted as the simulation counts.

DynamoDB Local writes its indexes with the table, so the simulation beside it has no lag. What is not alike is time: a
request takes the engine as long as the machine lets it, and threads take turns at one interpreter.
"""

import random
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import boto3
from botocore.config import Config

from bench.scale.claimers import Claims, claim, counting_put_backs
from infra.local.engines import start_dynamodb
from ringround.domain.household import Household
from ringround.domain.placement import Place
from ringround.storage import banks, households
from ringround.storage.marshal import to_item
from ringround.storage.schema import table_definition
from ringround.storage.table import Table, Update
from ringround.usecases.claim_next import Nothing
from ringround.usecases.context import Context
from tests import builders
from tests.builders import NOW

CONNECTIONS: Final = 128
_A_BATCH: Final = 25


class CountedTable(Table):
    """The table of one caller's process: counts queries of the queue and tries to claim."""

    def __init__(self, of: Table) -> None:
        super().__init__(of.client, of.name, of.desk_shards)
        self.queries = self.tries = 0

    def query(self, **request: Any) -> Iterator[Any]:
        """As the real one."""
        self.queries += "IndexName" in request
        return super().query(**request)

    def update(self, key: Any, update: Update, *, returned: str = "NONE") -> Any:
        """As the real one."""
        self.tries += ":seen" in update.values
        return super().update(key, update, returned=returned)


@contextmanager
def an_engine() -> Iterator[Any]:
    """A client of an engine of its own, all in memory."""
    with tempfile.TemporaryDirectory() as folder:
        engine = start_dynamodb(Path(folder) / "log", data=None, shared=True)
        try:
            yield boto3.session.Session().client(
                "dynamodb",
                endpoint_url=engine.url,
                region_name="eu-west-2",
                aws_access_key_id="bench",
                aws_secret_access_key="bench",  # noqa: S106 - the engine's own
                config=Config(max_pool_connections=CONNECTIONS, proxies={}),
            )
        finally:
            engine.stop()


def a_table(client: Any, name: str, wanted: int) -> Table:
    """A new table with a bank in which so many households wait, that were never rung."""
    client.create_table(**table_definition(name))
    table = Table(client, name)
    banks.put_campaign(table, builders.a_campaign())
    banks.create(table, builders.a_bank(claims_per_hour=10**6))
    made = [
        households.to_item(households.in_queue(home, Place("main", "3", 0)))
        for home in (_household(n) for n in range(wanted))
    ]
    for start in range(0, wanted, _A_BATCH):
        some = [{"PutRequest": {"Item": to_item(item)}} for item in made[start : start + _A_BATCH]]
        client.batch_write_item(RequestItems={name: some})
    return table


def _household(n: int) -> Household:
    number = builders.a_number(builders.drama_number(n), "p1")
    return builders.a_household(f"h{n:011d}", numbers=(number,))


def drained(table: Table, callers: int) -> Claims:
    """So many threads claim until there is nothing, each with the memory of a process that is new."""
    tables = [CountedTable(table) for _ in range(callers)]
    made, barrier, trouble = Claims(), threading.Barrier(callers), list[BaseException]()
    bank = banks.get(table, "main")
    if bank is None:
        raise AssertionError("a bank that is not there")

    def caller(n: int) -> None:
        context, chance, turn = Context(tables[n], builders.a_campaign()), random.Random(n), 0
        barrier.wait()
        try:
            while True:
                found = claim(context, bank, f"c{n}-{turn}", NOW, chance)
                if isinstance(found, Nothing):
                    made.nothing += 1
                    return
                made.handed.append(found.household.id)
                turn += 1
        except BaseException as error:  # noqa: BLE001 - raised again by whoever waits for the thread
            trouble.append(error)

    threads = [threading.Thread(target=caller, args=(n,)) for n in range(callers)]
    with counting_put_backs(made):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    if trouble:
        raise trouble[0]
    made.queries, made.tries = sum(t.queries for t in tables), sum(t.tries for t in tables)
    return made
