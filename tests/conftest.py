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

DRIVING_OTHERS = ("browser", "deploy")
"""Tests beside whole programs that keep their own time: Chromium gives a page that closes half a second, MiniStack a
function so many. One that fails is tried once more, alone in its place, and stays in the summary with what was wrong:
something to look into, no reason to throw away an hour of everything else. No other test has a second try."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A second try for those that drive other programs."""
    for item in items:
        if any(item.get_closest_marker(name) for name in DRIVING_OTHERS):
            item.add_marker(pytest.mark.flaky(reruns=1))


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
