"""Deleting all of it: items, files, logs, and what a table could be restored from."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

from ..domain.errors import TryAgain
from . import scan
from .marshal import to_item
from .schema import PK, SK
from .table import Table

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

MOST_DELETED: Final = 25
"""Items in one request to the table."""
_PATIENCE: Final = 10
_NOT_OFFERED: Final = frozenset({"UnknownOperationException", "UnknownOperation"})

_KINDS: Final[Mapping[str, str]] = {
    "H": "households",
    "E": "electors",
    "N": "numbers",
    "C": "call_versions",
    "V": "volunteers_and_sessions",
    "D": "callers_days",
    "BANKS": "banks",
    "SCRIPT": "script_versions",
    "AUDIT": "audit_entries",
    "NOTES": "notes",
}
"""What a certificate calls the items of a partition; those that are not here are `other`."""

Told = Callable[[int], None]


def count_items(table: Table, told: Told) -> Counter[str]:
    """How many items there are of each kind."""
    counts: Counter[str] = Counter()
    for page in scan.keys_only(table):
        counts.update(_KINDS.get(item[PK].partition("#")[0], "other") for item in page)
        told(counts.total())
    return counts


def delete_items(table: Table, keep: Sequence[Mapping[str, str]], told: Told) -> int:
    """Delete every item but those at `keep`; how many were deleted. Raises TryAgain while the table is too busy."""
    kept = {(key[PK], key[SK]) for key in keep}
    deleted = 0
    for page in scan.keys_only(table):
        doomed = [item for item in page if (item[PK], item[SK]) not in kept]
        for start in range(0, len(doomed), MOST_DELETED):
            batch = doomed[start : start + MOST_DELETED]
            _delete(table, batch)
            deleted += len(batch)
            told(deleted)
    return deleted


def _delete(table: Table, keys: Iterable[Mapping[str, str]]) -> None:
    waiting: Any = [{"DeleteRequest": {"Key": to_item(key)}} for key in keys]
    for attempt in range(_PATIENCE):
        waiting = table.write_batch(waiting)
        if not waiting:
            return
        time.sleep(random.uniform(0, 0.05 * 2**attempt))  # noqa: S311 - spreads retries
    raise TryAgain("The table is busy.")


def switch_off_backups(table: Table) -> bool:
    """End point-in-time recovery, and with it all that the table could be restored from; False where the engine has no
    such thing."""
    try:
        table.client.update_continuous_backups(
            TableName=table.name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False}
        )
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in _NOT_OFFERED:
            return False
        raise
    return True


def count_objects(client: "S3Client", bucket: str) -> int:
    """How many objects lie in a bucket."""
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    return sum(len(page.get("Contents", ())) for page in pages)


def delete_objects(client: "S3Client", bucket: str, told: Told) -> int:
    """Delete every object of a bucket, and the parts of uploads that never ended; how many there were. The buckets keep
    no versions (`infra.constructs.buckets`)."""
    deleted = 0
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        doomed: Any = [{"Key": each["Key"]} for each in page.get("Contents", ())]
        if doomed:
            answer = client.delete_objects(Bucket=bucket, Delete={"Objects": doomed, "Quiet": True})
            if answer.get("Errors"):
                raise TryAgain("The bucket is busy.")
            deleted += len(doomed)
            told(deleted)
    for uploads in client.get_paginator("list_multipart_uploads").paginate(Bucket=bucket):
        for each in uploads.get("Uploads", ()):
            client.abort_multipart_upload(Bucket=bucket, Key=each["Key"], UploadId=each["UploadId"])
            deleted += 1
    return deleted


def delete_log_streams(client: Any, group: str, told: Told) -> int:
    """Delete every stream of a log group; how many there were."""
    deleted = 0
    for page in client.get_paginator("describe_log_streams").paginate(logGroupName=group):
        for stream in page["logStreams"]:
            try:
                client.delete_log_stream(logGroupName=group, logStreamName=stream["logStreamName"])
            except client.exceptions.ResourceNotFoundException:
                continue
            deleted += 1
            told(deleted)
    return deleted
