"""One step of `bench.export_rates` in a process of its own: `python -m bench.export_step STEP ENDPOINT FOLDER`.
Where S3 is at another address than DynamoDB, ENDPOINT is both, with a blank between them.

Prints as JSON how many rows or items there were, processor and wall seconds of the step, and the most memory that the
process had, before the step and at its end (`VmHWM`: what getrusage says begins with the memory of the parent).
"""

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import boto3
from botocore.config import Config

from bench.export_campaign import CAMPAIGN, NOW
from ringround.domain.export_words import EXPORT_KINDS
from ringround.storage import exports_files, scan
from ringround.storage.jobs import Job
from ringround.storage.table import Table
from ringround.usecases import exports
from ringround.usecases.context import Context

STEPS: Final = ("plain", "pages", *EXPORT_KINDS)


def client(service: str, endpoint: str) -> Any:
    """A client as the functions have it, of the stand-in at this address or of DynamoDB Local."""
    return boto3.client(  # type: ignore[call-overload]
        service,
        endpoint_url=endpoint,
        region_name="eu-west-2",
        aws_access_key_id="bench",
        aws_secret_access_key="bench",  # noqa: S106 - neither of them looks at it
        config=Config(max_pool_connections=16, read_timeout=600, s3={"addressing_style": "path"}),
    )


def plain(dynamodb: Any) -> int:
    """What the row calls scanning the table alone: boto3's own paginator, every page consistent, the items left typed
    as they come; no plain values, no objects of ours."""
    pages = dynamodb.get_paginator("scan").paginate(TableName="bench", ConsistentRead=True)
    return sum(len(page["Items"]) for page in pages)


def whole(kind: str, dynamodb: Any, s3: Any) -> int:
    """One export as its function makes it: read, collected, written, uploaded, its SHA-256 taken."""

    def hand_over(job_id: str, path: Path) -> None:
        exports_files.put(s3, "bench-exports", job_id, path)

    job = Job("bench", exports.KIND, {"kind": kind, "bank": "", "since": 0}, "olive", created=NOW)
    context = Context(Table(dynamodb, "bench"), CAMPAIGN)
    return int(exports.work(hand_over, lambda: NOW)(context, job, lambda *_: None)["rows"])


def peak() -> float:
    """The most memory of this process so far, megabytes of 1024 * 1024 bytes."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def main() -> None:
    """Run one step and print its figures."""
    step, endpoint, tempfile.tempdir = sys.argv[1:4]
    table, _, bucket = endpoint.partition(" ")
    dynamodb, s3 = client("dynamodb", table), client("s3", bucket or table)
    at_first, wall, processor = peak(), time.perf_counter(), time.process_time()
    if step == "plain":
        rows = plain(dynamodb)
    elif step == "pages":
        rows = sum(len(page) for page in scan.pages(Table(dynamodb, "bench")))
    else:
        rows = whole(step, dynamodb, s3)
    took = {"processor": time.process_time() - processor, "wall": time.perf_counter() - wall}
    print(json.dumps({"rows": rows, **took, "before": at_first, "megabytes": peak()}))


if __name__ == "__main__":
    main()
