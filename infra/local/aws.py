"""What must be there before a function runs: the table, the buckets, the sender. Made once, kept after."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from infra.edge import uploads_rule
from infra.local.install.report import SetupError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TABLE_PATIENCE = 30.0


def client(service: str, environment: Mapping[str, str]) -> Any:
    """A boto3 client with the addresses and credentials of the local app, whatever this process's own are."""
    import boto3  # noqa: PLC0415  (half a second that the messages before it need not wait for)
    from botocore.config import Config  # noqa: PLC0415

    session: Any = boto3.session.Session(
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        region_name=environment["AWS_REGION"],
    )
    return session.client(
        service,
        endpoint_url=environment[f"AWS_ENDPOINT_URL_{service.upper()}"],
        config=Config(proxies={}, retries={"total_max_attempts": 3}),
    )


def make_table(dynamodb: DynamoDBClient, definition: Mapping[str, Any]) -> bool:
    """Create the table unless it is there; whether it was made now.

    Raises SetupError for a table that an older version of the schema made.
    """
    name = definition["TableName"]
    made = False
    try:
        dynamodb.create_table(**definition)
        made = True
    except dynamodb.exceptions.ResourceInUseException:
        pass
    end = time.monotonic() + TABLE_PATIENCE
    while (table := dynamodb.describe_table(TableName=name)["Table"])["TableStatus"] != "ACTIVE":
        if time.monotonic() > end:
            raise SetupError(f"The table {name} did not become ready.")
        time.sleep(0.05)
    if shape(table) != shape(definition):
        raise SetupError(
            "The data folder holds a table of an older version of ringround, with other keys.\n"
            "Begin with an empty one: make demo RESET=1 (what is in the table now is lost)."
        )
    return made


def shape(table: Mapping[str, Any]) -> Any:
    """What can't be changed in a table that exists: its keys, and each index's keys and projection."""
    indexes = table.get("GlobalSecondaryIndexes") or []
    return (
        sorted((key["AttributeName"], key["KeyType"]) for key in table["KeySchema"]),
        sorted(
            (
                index["IndexName"],
                sorted((key["AttributeName"], key["KeyType"]) for key in index["KeySchema"]),
                index["Projection"]["ProjectionType"],
                sorted(index["Projection"].get("NonKeyAttributes") or []),
            )
            for index in indexes
        ),
    )


def make_bucket(s3: Any, name: str, region: str) -> None:
    """Create a bucket unless it is there."""
    with contextlib.suppress(s3.exceptions.BucketAlreadyOwnedByYou, s3.exceptions.BucketAlreadyExists):
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": region})


def allow_uploads(s3: Any, name: str, origins: Iterable[str]) -> None:
    """Let pages at these addresses, and no others, PUT files into a bucket by links that were made for them."""
    s3.put_bucket_cors(Bucket=name, CORSConfiguration={"CORSRules": [uploads_rule(origins)]})


def make_sender(sesv2: Any, address: str) -> None:
    """Have an address that mail may come from."""
    with contextlib.suppress(sesv2.exceptions.AlreadyExistsException):
        sesv2.create_email_identity(EmailIdentity=address)
