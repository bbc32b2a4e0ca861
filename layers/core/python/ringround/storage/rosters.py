"""The roster in S3: one file, compressed, a line of JSON that says what the columns are and then the columns.

Written whole and read whole: a reader has the last one that was finished.
"""

import gzip
import json
import sys
from array import array
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

from ..domain.roster import Coded, Roster
from ..domain.targets import Subject

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

KEY: Final = "rosters/latest.gz"
VERSION: Final = 1
_LEVEL: Final = 5
_NOT_THERE: Final = frozenset({"404", "403", "NoSuchKey", "AccessDenied", "Forbidden"})
"""S3 says 403 of what is not there to whoever may not list the bucket."""


def put(client: "S3Client", bucket: str, roster: Roster) -> None:
    """Put a roster in the place of the one before."""
    client.put_object(Bucket=bucket, Key=KEY, Body=to_bytes(roster), ContentType="application/gzip")


def version_of(client: "S3Client", bucket: str) -> str:
    """What tells the present roster from any other; empty where there is none."""
    try:
        return client.head_object(Bucket=bucket, Key=KEY)["ETag"]
    except ClientError as error:
        if error.response.get("Error", {}).get("Code", "") in _NOT_THERE:
            return ""
        raise


def get(client: "S3Client", bucket: str) -> Roster:
    """The present roster; an empty one where it was written by another version of this code."""
    return from_bytes(client.get_object(Bucket=bucket, Key=KEY)["Body"].read())


def to_bytes(roster: Roster) -> bytes:
    """A roster as it is kept."""
    coded = [roster.screened, roster.waits, *roster.columns.values()]
    head = {
        "v": VERSION,
        "as_of": roster.as_of,
        "people": roster.people,
        "households": roster.households,
        "columns": [asdict(subject) for subject in roster.columns],
        "values": [each.values for each in coded],
    }
    parts = [json.dumps(head, ensure_ascii=False).encode(), b"\n", _packed(roster.homes), bytes(roster.flags)]
    return gzip.compress(b"".join([*parts, *(_packed(each.codes) for each in coded)]), _LEVEL)


def from_bytes(kept: bytes) -> Roster:
    """A roster read back."""
    head_line, _, rest = gzip.decompress(kept).partition(b"\n")
    head: dict[str, Any] = json.loads(head_line)
    if head.get("v") != VERSION:
        return Roster()
    people, at = head["people"], 0
    width = array("I").itemsize

    def take(size: int) -> bytes:
        nonlocal at
        at += size
        return rest[at - size : at]

    homes = _unpacked(take(people * width))
    flags = bytearray(take(people))
    coded = [Coded([tuple(v) for v in values], _unpacked(take(people * width))) for values in head["values"]]
    return Roster(
        as_of=head["as_of"],
        people=people,
        households=head["households"],
        homes=homes,
        flags=flags,
        screened=coded[0],
        waits=coded[1],
        columns={Subject(**said): each for said, each in zip(head["columns"], coded[2:], strict=True)},
    )


def _packed(numbers: "array[int]") -> bytes:
    if sys.byteorder == "little":
        return numbers.tobytes()
    turned = array("I", numbers)
    turned.byteswap()
    return turned.tobytes()


def _unpacked(packed: bytes) -> "array[int]":
    numbers = array("I")
    numbers.frombytes(packed)
    if sys.byteorder != "little":
        numbers.byteswap()
    return numbers
