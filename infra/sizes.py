"""How much a by-election's stacks are made for: what a deploy is given for the number of callers that is expected."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

SizeName = Literal["trial", "by-election", "general-election"]


@dataclass(frozen=True, slots=True)
class Size:
    """`callers` at the same time; `requests_per_second` and `burst` are what the API lets through for all of them
    together; `queue_parts` is over how many partitions the queue of one bank is spread; `reserved` is concurrency
    kept for a function, and its limit, by the function's name."""

    callers: int
    requests_per_second: int
    burst: int
    queue_parts: int = 1
    reserved: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


SIZES: Final[Mapping[SizeName, Size]] = MappingProxyType(
    {
        "trial": Size(callers=50, requests_per_second=50, burst=100),
        "by-election": Size(callers=2_000, requests_per_second=500, burst=1_000),
        "general-election": Size(callers=100_000, requests_per_second=10_000, burst=5_000, queue_parts=16),
    }
)
