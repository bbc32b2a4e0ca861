"""Exports in S3: by the id of their job, never by a name from outside."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

LINK_SECONDS: Final = 600
"""Personal data behind a link: long enough to begin a download."""

_TYPES: Final = {".csv": "text/csv; charset=utf-8", ".zip": "application/zip"}


def export_key(job_id: str, suffix: str) -> str:
    """Where the file of an export lies; `suffix` as `.csv`."""
    return f"exports/{job_id}/export{suffix}"


def put(client: "S3Client", bucket: str, job_id: str, path: Path) -> None:
    """Upload the file of an export from where it lies on disk."""
    with path.open("rb") as body:
        key = export_key(job_id, path.suffix)
        client.put_object(Bucket=bucket, Key=key, Body=body, ContentType=_TYPES[path.suffix])


def link(client: "S3Client", bucket: str, job_id: str, name: str) -> str:
    """A link by which an export can be fetched as a file called `name`, within ten minutes."""
    suffix = name[name.rindex(".") :]
    wanted = {
        "Bucket": bucket,
        "Key": export_key(job_id, suffix),
        "ResponseContentType": _TYPES[suffix],
        "ResponseContentDisposition": f'attachment; filename="{name}"',
    }
    return client.generate_presigned_url("get_object", Params=wanted, ExpiresIn=LINK_SECONDS)
