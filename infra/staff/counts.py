"""What a table holds, in figures that two tables are compared by: items of each kind, calls, households, electors,
numbers, and what callers' days add up to. No name and no number is among them.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ringround.storage.marshal import from_item
from ringround.storage.schema import PK, SK

from .copies import RawItem

_KINDS: Final = {
    "H": "households",
    "E": "electors",
    "N": "numbers",
    "C": "versions of calls",
    "D": "callers' days",
    "V": "volunteers",
    "BANKS": "banks",
    "SCRIPT": "versions of scripts",
    "IMPORTS": "imports",
    "NOTES": "notes",
    "AUDIT": "audit entries",
    "QUALITY": "matters to decide",
}
"""What partitions are called; what is not here is `other items`."""
_TALLY: Final = "t|"
"""What a desk's counters begin with (`ringround.storage.desks`)."""


@dataclass(slots=True)
class Counts:
    """Figures by name, and a sum over the contents of all items: two tables with the same sum hold the same."""

    figures: Counter[str] = field(default_factory=Counter)
    content: int = 0
    _standing: dict[str, tuple[int, str]] = field(default_factory=dict, repr=False)

    def add(self, raw: RawItem) -> None:
        """One item, in any order."""
        self.content = (self.content + _content(raw)) % 2**128
        item = from_item(raw)
        pk, sk = str(item[PK]), str(item[SK])
        kind = pk.partition("#")[0]
        named = "sessions" if kind == "V" and sk.startswith("S#") else _KINDS.get(kind, "other items")
        self.figures.update({"items": 1, named: 1})
        if kind == "C":
            self._call(item)
        elif kind == "D":
            self._desk(item)
        elif kind == "H":
            self.figures["people"] += len(item.get("people", ()))
            self.figures["calls on households"] += len(item.get("log", ()))
        elif kind == "N":
            blocked = item.get("suppressed") or any(name.startswith("x|") for name in item)
            self.figures["numbers not to be rung"] += bool(blocked)

    def table(self) -> dict[str, int]:
        """Every figure that is not nought, calls as they stand among them."""
        calls = Counter(f"calls: {outcome}" for _, outcome in self._standing.values())
        return {name: count for name, count in (self.figures + calls).items() if count}

    def _call(self, item: Mapping[str, Any]) -> None:
        version = int(item.get("version", 1))
        self.figures["calls"] += version == 1
        self._standing[item["claim"]] = max(self._standing.get(item["claim"], (0, "")), (version, str(item["outcome"])))

    def _desk(self, item: Mapping[str, Any]) -> None:
        counters = [(name.split("|"), count) for name, count in item.items() if name.startswith(_TALLY)]
        self.figures["calls on callers' days"] += sum(count for parts, count in counters if parts[-1] == "calls")
        self.figures["counters of callers' days"] += sum(count for _, count in counters)


def of(pages: Iterable[list[RawItem]]) -> Counts:
    """The figures of a table."""
    found = Counts()
    for page in pages:
        for item in page:
            found.add(item)
    return found


def differences(before: Counts, after: Counts) -> list[tuple[str, int, int]]:
    """The figures that are not the same: name, before, after. One that says so where only contents differ."""
    one, other = before.table(), after.table()
    names = dict.fromkeys((*one, *other))
    found = [(name, one.get(name, 0), other.get(name, 0)) for name in names if one.get(name) != other.get(name)]
    return found or ([("contents", 0, 1)] if before.content != after.content else [])


def disagreeing(counts: Counts) -> list[str]:
    """What does not agree within a table: calls, and what households and callers' days say of them."""
    table = counts.table()
    calls = table.get("calls", 0)
    places = ("calls on households", "calls on callers' days")
    return [f"{calls} calls, and {table.get(name, 0)} {name}" for name in places if table.get(name, 0) != calls]


def _content(raw: RawItem) -> int:
    text = json.dumps(raw, sort_keys=True, default=lambda one: bytes(one).hex())
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big")
