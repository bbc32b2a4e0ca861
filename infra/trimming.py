"""What of the installed packages Lambda never reads is left out of their layer: each cold start fetches all of it.

Nothing here is guesswork that only a call would show: a test loads every handler and makes every client with what is
left.
"""

import gzip
import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

BOTOCORE_SERVICES: Final = ("dynamodb", "lambda", "logs", "s3", "sesv2")
"""botocore brings the descriptions of some 400 services; these are the ones that are called."""

KEPT: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "botocore/data": (
            *BOTOCORE_SERVICES,
            *("_retry.json", "endpoints.json", "partitions.json", "sdk-default-configuration.json"),
        ),
        # Of some twenty, those that Powertools' own routing imports.
        "aws_lambda_powertools/utilities": ("__init__.py", "data_classes", "jmespath_utils", "typing"),
        # Calling hours are London's (`ringround.domain.hours`); the others are six hundred files.
        "tzdata/zoneinfo": ("__init__.py", "Europe"),
        "tzdata/zoneinfo/Europe": ("__init__.py", "London"),
    }
)
"""Folders that nothing is left in but these."""

UNUSED: Final = (
    # Commands, and what an installer writes about this machine. The licences and the versions stay.
    "bin",
    ".lock",
    *(f"*.dist-info/{name}" for name in ("RECORD", "WHEEL", "INSTALLER", "REQUESTED", "direct_url.json", "sboms")),
    *(f"*.dist-info/{name}" for name in ("entry_points.txt", "top_level.txt")),
    # For type checkers.
    "**/*.pyi",
    "**/py.typed",
    "pydantic/mypy.py",
    # Which town, carrier and time zone a number belongs to, for the whole world (40 MB), and its emergency numbers.
    "phonenumbers/geodata",
    "phonenumbers/carrierdata",
    "phonenumbers/tzdata",
    "phonenumbers/shortdata/region_*.py",
    # The browser page of an API's documents; pydantic as it was before 2023; another copy of the time zones; Python in
    # a browser.
    "aws_lambda_powertools/event_handler/openapi/swagger_ui",
    "pydantic/v1",
    "dateutil/zoneinfo/*.tar.gz",
    "urllib3/contrib/emscripten",
    # boto3's resources and examples: only clients are made.
    "boto3/data",
    "boto3/examples",
    "botocore/data/*/*/examples-1.json*",
)
"""Files and folders, as patterns below the folder that the packages are installed in."""


PARTITION: Final = "aws"
CONTEXT: Final = "clientContextParams"
"""Of botocore's partitions, the one that by-elections are in: others are China's, governments', and planned ones."""
ENDPOINT_PREFIXES: Final = ("dynamodb", "email", "lambda", "logs", "s3")
"""What endpoints.json calls the services above (SES is `email`)."""


def leave_out(target: Path) -> None:
    """Take out what Lambda never reads from packages installed in `target`."""
    for path in sorted({*_unused(target)}):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            # Its folder may have gone before it.
            path.unlink(missing_ok=True)
    for path in sorted((target / "botocore" / "data").rglob("*.json*")):
        _shorten(path)


def _shorten(path: Path) -> None:
    """Write one of botocore's descriptions anew without what only people read, and addresses of what is not called. A
    process reads it as it makes a client: each byte is parsed."""
    packed = path.suffix == ".gz"
    whole = json.loads(gzip.decompress(path.read_bytes()) if packed else path.read_bytes())
    if path.name == "endpoints.json":
        whole["partitions"] = [_called(each) for each in whole["partitions"] if each["partition"] == PARTITION]
    elif "operations" in whole:
        # What clients are set up with: botocore reads its documentation, whatever it is asked for.
        context = {name: {**value, "documentation": ""} for name, value in whole.get(CONTEXT, {}).items()}
        whole = {**_unread(whole), **({CONTEXT: context} if context else {})}
    if packed:
        path.unlink()
        path = path.with_suffix("")
    path.write_text(json.dumps(whole, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def _called(partition: dict[str, Any]) -> dict[str, Any]:
    services = partition["services"]
    return {**partition, "services": {name: services[name] for name in ENDPOINT_PREFIXES if name in services}}


def _unread(described: Any) -> Any:
    """A description without its documentation, which is text; a member of a shape that is called so is none."""
    if isinstance(described, dict):
        return {
            name: _unread(value)
            for name, value in described.items()
            if not (name in {"documentation", "documentationUrl"} and isinstance(value, str))
        }
    return [_unread(each) for each in described] if isinstance(described, list) else described


def _unused(target: Path) -> Iterator[Path]:
    for pattern in UNUSED:
        yield from target.glob(pattern)
    for folder, kept in KEPT.items():
        if (target / folder).is_dir():
            yield from (path for path in (target / folder).iterdir() if path.name not in kept)
