"""Amazon's DynamoDB Local for tests: where true races are run, because moto's writes are not atomic.

Loaded by tests/conftest.py. One engine for each process of the test run, started when a test first asks for it,
on a port of its own, all in memory; it ends with the process, even by kill -9.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import boto3
import pytest
from botocore.config import Config

from infra.local.engines import start_dynamodb
from ringround.storage.schema import table_definition
from ringround.storage.table import Table

REGION = "eu-west-2"


@dataclass(frozen=True)
class DynamoDbLocal:
    """A running engine: `url` is its endpoint, for boto3 or for AWS_ENDPOINT_URL_DYNAMODB."""

    url: str
    _numbers: Iterator[int] = field(default_factory=lambda: count(1), repr=False)

    def client(self, connections: int = 64) -> Any:
        """A low-level client that up to `connections` threads can share without waiting for one another."""
        return boto3.session.Session().client(
            "dynamodb",
            endpoint_url=self.url,
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(max_pool_connections=connections, proxies={}, retries={"total_max_attempts": 2}),
        )

    def new_table(self, connections: int = 64) -> Table:
        """A new, empty table from the one schema, with a client of its own."""
        client = self.client(connections)
        name = f"test-{next(self._numbers)}"
        client.create_table(**table_definition(name))
        return Table(client, name)


@pytest.fixture(scope="session")
def dynamodb_local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DynamoDbLocal]:
    """The engine of this process of the test run."""
    log = tmp_path_factory.mktemp("dynamodb") / "log"
    engine = start_dynamodb(log, data=None, shared=True)
    yield DynamoDbLocal(engine.url)
    engine.stop()


@pytest.fixture
def local_table(dynamodb_local: DynamoDbLocal) -> Iterator[Table]:
    """An empty table on DynamoDB Local, from the one schema."""
    table = dynamodb_local.new_table()
    yield table
    dynamodb_local.client().delete_table(TableName=table.name)
