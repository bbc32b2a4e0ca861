"""A copy of a whole table as files: DynamoDB's own form of a full export, as DynamoDB-JSON.

So one reader takes both our copies and what AWS's `export-table-to-point-in-time` writes to S3
(https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html): `manifest-summary.json`,
`manifest-files.json` (a line for each file, with its checksum) and `data/*.json.gz`, an item a line. Ours also say the
SHA-256 of each file. A copy holds everything, the campaign's secret too, and is not encrypted: who may read it is
whoever may read its folder.
"""

import base64
import gzip
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final, TypeVar

RawItem = dict[str, Any]
"""An item as DynamoDB's own client gives it: attributes with their types."""

SUMMARY: Final = "manifest-summary.json"
FILES: Final = "manifest-files.json"
_DATA: Final = "data"
_ITEMS_A_FILE: Final = 20_000
_PAGE: Final = 500


T = TypeVar("T")


class CopyError(Exception):
    """A copy can't be written or used; the message says why."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that was checked. `at` is the moment as of which the table is in it."""

    folder: Path
    at: datetime
    items: int
    files: tuple[Path, ...]

    def pages(self) -> Iterator[list[RawItem]]:
        """All items, some hundred at a time."""
        for file in self.files:
            with gzip.open(file, "rt", encoding="utf-8") as lines:
                for some in by(_PAGE, lines):
                    yield [_from_json(json.loads(line)["Item"]) for line in some]


def by(size: int, every: Iterable[T]) -> Iterator[list[T]]:
    """Lists of so many, and one of the rest."""
    left = iter(every)
    while some := list(islice(left, size)):
        yield some


def write(pages: Iterable[list[RawItem]], folder: Path, table: str, began: datetime) -> Copy:
    """Write every item into an empty or new folder that only we can read. The manifest comes last: a copy that was
    broken off is none. Raises CopyError."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if any(folder.iterdir()):
            raise CopyError(f"{folder} is not empty: name a new folder.")
        (folder / _DATA).mkdir(mode=0o700)
        named = [_file(folder, n, some) for n, some in enumerate(by(_ITEMS_A_FILE, chain.from_iterable(pages)))]
        items = sum(one["itemCount"] for one in named)
        _private(folder / FILES, "".join(f"{json.dumps(one)}\n" for one in named).encode())
        said = {
            "version": "2020-06-30",
            "outputFormat": "DYNAMODB_JSON",
            "exportType": "FULL_EXPORT",
            "tableName": table,
            "exportTime": _time(began),
            "endTime": _time(datetime.now(UTC)),
            "itemCount": items,
        }
        _private(folder / SUMMARY, (json.dumps(said, indent=1) + "\n").encode())
    except OSError as error:
        raise CopyError(f"{folder} can't be written: {error.strerror}.") from None
    return read(folder)


def read(folder: Path) -> Copy:
    """A copy, or an export of DynamoDB's, every file of which is as it was written. Raises CopyError."""
    try:
        return _read(folder)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise CopyError(f"{folder} holds no copy: its {SUMMARY} or {FILES} is not as it was written.") from None


def _read(folder: Path) -> Copy:
    try:
        summary = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
        lines = (folder / FILES).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        raise CopyError(f"{folder} holds no whole copy: there is no {SUMMARY} with its {FILES} in it.") from None
    if summary.get("outputFormat") != "DYNAMODB_JSON" or summary.get("exportType", "FULL_EXPORT") != "FULL_EXPORT":
        raise CopyError(f"{folder} is no full export as DynamoDB JSON: it can't be restored from.")
    named = [json.loads(line) for line in lines if line.strip()]
    files = tuple(_checked(folder / _DATA / Path(one["dataFileS3Key"]).name, one) for one in named)
    items = sum(one["itemCount"] for one in named)
    if items != summary["itemCount"]:
        raise CopyError(f"{folder}: its files hold {items} items, and there were {summary['itemCount']}.")
    return Copy(folder, datetime.fromisoformat(summary["exportTime"]), items, files)


def _file(folder: Path, number: int, items: Iterable[RawItem]) -> dict[str, Any]:
    lines = [json.dumps({"Item": _to_json(item)}, separators=(",", ":"), ensure_ascii=False) for item in items]
    packed = gzip.compress("".join(f"{line}\n" for line in lines).encode(), mtime=0)
    name = f"{number:05d}.json.gz"
    _private(folder / _DATA / name, packed)
    return {
        "itemCount": len(lines),
        "md5Checksum": _md5(packed),
        "sha256": hashlib.sha256(packed).hexdigest(),
        "dataFileS3Key": f"{_DATA}/{name}",
    }


def _checked(file: Path, said: dict[str, Any]) -> Path:
    try:
        packed = file.read_bytes()
    except OSError:
        raise CopyError(f"{file} is missing: the copy is not whole.") from None
    if _md5(packed) != said["md5Checksum"] or said.get("sha256", "") not in {"", hashlib.sha256(packed).hexdigest()}:
        raise CopyError(f"{file} is not as it was written: its checksum is another one.")
    return file


def _md5(packed: bytes) -> str:
    """As DynamoDB writes it beside its exports: against accidents, not against anybody."""
    return base64.b64encode(hashlib.md5(packed, usedforsecurity=False).digest()).decode()


def _private(file: Path, content: bytes) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as writing:
        writing.write(content)


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z"


def _to_json(item: RawItem) -> RawItem:
    return {name: _bytes(value, lambda one: base64.b64encode(one).decode()) for name, value in item.items()}


def _from_json(item: RawItem) -> RawItem:
    return {name: _bytes(value, base64.b64decode) for name, value in item.items()}


def _bytes(value: dict[str, Any], change: Any) -> dict[str, Any]:
    """A value with what is binary in it changed."""
    ((kind, inside),) = value.items()
    if kind == "B":
        return {kind: change(inside)}
    if kind == "BS":
        return {kind: [change(one) for one in inside]}
    if kind == "L":
        return {kind: [_bytes(one, change) for one in inside]}
    if kind == "M":
        return {kind: {name: _bytes(one, change) for name, one in inside.items()}}
    return value
