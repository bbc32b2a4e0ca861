"""What AWS lets through a second, as buckets that fill at their rate, and who took it.

DynamoDB (Developer Guide, "Burst and adaptive capacity", "Partitions and data distribution"): a partition takes 1,000
write units and 3,000 read units a second, whatever the table does; a key's items are in one partition; an index has
partitions of its own, and one that takes no more holds up the writes of its table. A table on demand that is new serves
4,000 writes and 12,000 reads a second: four partitions; one that was warmed up has as many as were asked for.
Partitions are also split under lasting heat, but AWS says neither when nor how soon: not in an evening, as far as this
model goes.
"""

import zlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

NEW_TABLE_PARTITIONS: Final = 4
"""4,000 writes a second divided by a partition's 1,000."""


@dataclass(frozen=True, slots=True)
class Throttling:
    """What one partition takes a second (`writes` and `reads`, in units), and what happens to a request that it
    refuses: it is tried `tries` times in all, before each further time after a random part of `pause` seconds, which
    double; botocore's standard mode."""

    writes: float = 1_000.0
    reads: float = 3_000.0
    tries: int = 4
    pause: float = 1.0


@dataclass(slots=True)
class Bucket:
    """Room for `rate` a second; what was not used for a second is lost (`depth` seconds are kept)."""

    rate: float
    depth: float = 1.0
    left: float = field(init=False)
    at: float = 0.0

    def __post_init__(self) -> None:
        self.left = self.rate * self.depth

    def room(self, now: float) -> bool:
        """Whether anything is let through now."""
        self.left = min(self.rate * self.depth, self.left + (now - self.at) * self.rate)
        self.at = now
        return self.left > 0

    def take(self, units: float) -> None:
        """Take what was let through; a large item may overdraw."""
        self.left -= units


@dataclass(slots=True)
class Partition:
    """One partition of a table or an index: its two limits, what was asked of it and what it refused, by the key."""

    writes: Bucket
    reads: Bucket
    written: Counter[str] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)


class Partitions:
    """The partitions of a table or an index, and which of them a partition key is in: by its hash."""

    def __init__(self, count: int, name: str, throttling: Throttling) -> None:
        self.name = name
        self.each = [Partition(Bucket(throttling.writes), Bucket(throttling.reads)) for _ in range(count)]

    def of(self, key: str) -> Partition:
        """The partition of a key."""
        return self.each[zlib.crc32(f"{self.name}|{key}".encode()) * len(self.each) >> 32]


def family(key: str) -> str:
    """What a partition key is called in a result: those of households, callers and their calls are one family."""
    head = key.partition("#")[0]
    return f"{head}#…" if head in {"H", "V", "C", "N", "E", "LOGIN", "RATE", "SCRIPT"} else key


@dataclass(slots=True)
class Refusals:
    """What was refused, by the limit that refused it, and when that was for the first time."""

    count: Counter[str] = field(default_factory=Counter)
    first: dict[str, float] = field(default_factory=dict)

    def add(self, what: str, now: float) -> None:
        """One more."""
        self.count[what] += 1
        self.first.setdefault(what, now)
