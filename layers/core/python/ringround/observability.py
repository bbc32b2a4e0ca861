"""Logs of a function, without personal data: operations, codes, counts and durations, never names or numbers.

What staff see is counted from these lines by metric filters (`infra.metrics`), so a metric costs a request nothing:
no library at start, no bytes in the log for its name and dimensions.
"""

import re
import traceback
from collections.abc import Mapping
from functools import cache
from typing import Any

from aws_lambda_powertools.logging.logger import Logger


@cache
def logger() -> Logger:
    """The structured logger of this process. Service and level come from Powertools' own environment names.

    Lambda takes a line's level and time from it only where the time is written as RFC 3339 says. Where in the code a
    line was written is left out: all come from this module.
    """
    return Logger(utc=True, use_rfc3339=True, location=None)


def unexpected(operation: str, error: BaseException) -> None:
    """Log a fault: its kind and where it happened. Not its message: that may hold what somebody typed."""
    frames = [f"{f.filename.rsplit('/', 2)[-1]}:{f.lineno}:{f.name}" for f in traceback.extract_tb(error.__traceback__)]
    logger().error("unexpected", extra={"operation": operation, "fault": _kind(error), "frames": frames[-8:]})


def _kind(error: BaseException) -> str:
    """The type; of what AWS refused, AWS's own code for it, because one type stands for most of them."""
    answer = getattr(error, "response", None)
    told = answer.get("Error") if isinstance(answer, Mapping) else None
    code = told.get("Code") if isinstance(told, Mapping) else None
    return code if isinstance(code, str) and re.fullmatch(r"[A-Za-z.]{3,60}", code) else type(error).__name__


def answered(operation: str, status: int, milliseconds: int, extra: Mapping[str, Any] | None = None) -> None:
    """Log one answered request; `extra` holds counts and words of the code's own."""
    logger().info("answered", extra={"operation": operation, "status": status, "ms": milliseconds, **(extra or {})})
