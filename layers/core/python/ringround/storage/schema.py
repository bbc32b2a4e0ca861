"""The table as data: the CDK table, the local table and the tests' tables are all made from this file.

Names of keys and indexes stand here; how a key's value is made stands in `keys`.
"""

from typing import Any, Final

PK: Final = "pk"
SK: Final = "sk"
EXPIRES: Final = "expires"
"""Time to live, epoch seconds: sign-in codes, sessions, rate counters. Never relied on for a rule."""

QUEUE_INDEX: Final = "queue"
QUEUE_PK: Final = "q_pk"
QUEUE_SK: Final = "q_sk"
"""Sparse: a household has these two only while it waits in a bank's queue. Keys only, so that moving a household
in the queue costs the least, and a page of candidates is small."""

KEY_SCHEMA: Final = ((PK, "HASH"), (SK, "RANGE"))
INDEXES: Final = ({"name": QUEUE_INDEX, "keys": ((QUEUE_PK, "HASH"), (QUEUE_SK, "RANGE")), "projection": "KEYS_ONLY"},)
VERSION: Final = "v"
SCHEMA_VERSION: Final = 1
"""The form of items, written on them as `v`; where it is missing it is 1. It goes up where an item takes a form that
the code before would misread: docs/upgrades.md says when, and how."""


def attribute_names() -> tuple[str, ...]:
    """Every attribute that is part of a key (all are strings)."""
    keys = [KEY_SCHEMA, *(index["keys"] for index in INDEXES)]
    return tuple(dict.fromkeys(name for schema in keys for name, _ in schema))


def table_definition(name: str) -> dict[str, Any]:
    """The arguments of DynamoDB's CreateTable for a table called `name` (local app and tests)."""
    return {
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": n, "AttributeType": "S"} for n in attribute_names()],
        "KeySchema": [{"AttributeName": n, "KeyType": kind} for n, kind in KEY_SCHEMA],
        "GlobalSecondaryIndexes": [
            {
                "IndexName": index["name"],
                "KeySchema": [{"AttributeName": n, "KeyType": kind} for n, kind in index["keys"]],
                "Projection": {"ProjectionType": index["projection"]},
            }
            for index in INDEXES
        ],
    }
