"""Fixtures: one mock of AWS for the session and a table of its own for each test that asks for one.

moto's writes are not atomic between threads: what is about races uses `dynamodb_local` (tests/support/engine.py).
"""

import os
from collections.abc import Iterator
from itertools import count
from typing import Any

import boto3
import pytest
from hypothesis import settings
from moto import mock_aws

from ringround.storage.schema import table_definition
from ringround.storage.table import Table

pytest_plugins = ["tests.support.engine"]

# A deadline for each example would fail on a machine that is busy with something else.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

# By-elections of whoever runs the tests are no matter of theirs.
os.environ.pop("RINGROUND_ELECTIONS", None)

_NUMBERS = count(1)


@pytest.fixture(scope="session")
def mocked_aws() -> Iterator[Any]:
    """moto, once a session, with credentials that lead nowhere."""
    kept = dict(os.environ)
    for name in [n for n in os.environ if n.startswith("AWS_ENDPOINT_URL")]:
        del os.environ[name]
    os.environ |= {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "eu-west-2"}
    os.environ["AWS_DEFAULT_REGION"] = "eu-west-2"
    with mock_aws():
        yield boto3.client("dynamodb", region_name="eu-west-2")
    os.environ.clear()
    os.environ.update(kept)


@pytest.fixture
def table(mocked_aws: Any) -> Table:
    """An empty table from the one schema. It goes with the mock, at the end of the session."""
    name = f"test-{next(_NUMBERS)}"
    mocked_aws.create_table(**table_definition(name))
    return Table(mocked_aws, name)
