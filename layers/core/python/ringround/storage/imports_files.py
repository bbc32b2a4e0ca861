"""The files of imports in S3: where organisers upload them, and what they get back: a preview with samples of what
stands in the files, and the file of problems. All of it goes by the buckets' age limits."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

LINK_SECONDS: Final = 3600


def upload_key(import_id: str, place: int) -> str:
    """Where a file of an import lies: by its place among them, never by a name from outside."""
    return f"imports/{import_id}/{place}"


def problems_key(import_id: str) -> str:
    """Where the file of problems lies."""
    return f"imports/{import_id}/problems.csv"


def preview_key(import_id: str) -> str:
    """Where the preview lies."""
    return f"imports/{import_id}/preview.json"


def upload_link(client: "S3Client", bucket: str, key: str, size: int) -> str:
    """A link by which a file of exactly `size` bytes can be PUT within an hour."""
    wanted = {"Bucket": bucket, "Key": key, "ContentLength": size}
    return client.generate_presigned_url("put_object", Params=wanted, ExpiresIn=LINK_SECONDS)


def problems_link(client: "S3Client", bucket: str, import_id: str) -> str:
    """A link by which the file of problems can be fetched within an hour."""
    wanted = {
        "Bucket": bucket,
        "Key": problems_key(import_id),
        "ResponseContentType": "text/csv; charset=utf-8",
        "ResponseContentDisposition": 'attachment; filename="problems.csv"',
    }
    return client.generate_presigned_url("get_object", Params=wanted, ExpiresIn=LINK_SECONDS)


def fetch(client: "S3Client", bucket: str, key: str, to: Path) -> bool:
    """Copy an uploaded file to a path, block by block; False where nothing was uploaded."""
    body = _open(client, bucket, key)
    if body is None:
        return False
    with to.open("wb") as out:
        shutil.copyfileobj(body, out, 1 << 20)
    return True


def _open(client: "S3Client", bucket: str, key: str) -> Any:
    try:
        return client.get_object(Bucket=bucket, Key=key)["Body"]
    except ClientError as error:
        # Who may not list a bucket is told "access denied" for an object that is not there.
        if error.response.get("Error", {}).get("Code") in {"NoSuchKey", "AccessDenied", "404", "403"}:
            return None
        raise


def put_preview(client: "S3Client", bucket: str, import_id: str, preview: Mapping[str, Any]) -> None:
    """Write the preview of an import."""
    body = json.dumps(preview, ensure_ascii=False).encode()
    client.put_object(Bucket=bucket, Key=preview_key(import_id), Body=body, ContentType="application/json")


def get_preview(client: "S3Client", bucket: str, import_id: str) -> dict[str, Any] | None:
    """The preview of an import, None where it is gone."""
    body = _open(client, bucket, preview_key(import_id))
    return json.loads(body.read()) if body is not None else None


def put_problems(client: "S3Client", bucket: str, import_id: str, path: Path) -> None:
    """Upload the file of problems."""
    with path.open("rb") as body:
        client.put_object(Bucket=bucket, Key=problems_key(import_id), Body=body, ContentType="text/csv; charset=utf-8")
