"""Logs and metrics of a function, without personal data: operations, codes and durations, never names or numbers."""

import traceback
from collections.abc import Mapping
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger


@cache
def logger() -> Logger:
    """The structured logger of this process. Service and level come from Powertools' own environment names."""
    return Logger(utc=True)


def unexpected(operation: str, error: BaseException) -> None:
    """Log a fault: its type and where it happened. Not its message: that may hold what somebody typed."""
    frames = [f"{f.filename.rsplit('/', 2)[-1]}:{f.lineno}:{f.name}" for f in traceback.extract_tb(error.__traceback__)]
    logger().error("unexpected", extra={"operation": operation, "fault": type(error).__name__, "frames": frames[-8:]})


def answered(operation: str, status: int, milliseconds: int, extra: Mapping[str, Any] | None = None) -> None:
    """Log one answered request."""
    logger().info("answered", extra={"operation": operation, "status": status, "ms": milliseconds, **(extra or {})})
