"""One fault at the storage's client: what strikes, from which request to the table on, and how often.

The drill writes it into a header of a request to the API, or as a ticket for a function that is started by an event;
the function's process reads it (`tests.drill.hooks`). Nothing of this is in what is deployed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

HEADER: Final = "x-drill"
CALLS_HEADER: Final = "x-drill-calls"
"""How many requests the function made to the table, in its answer."""
STRIKES: Final = "strikes.jsonl"
TICKETS: Final = "tickets"
FOLDER: Final = "RINGROUND_DRILL"
"""The environment variable that names the drill's folder to the functions' processes."""
EVERY_TIME: Final = 99

Kind = Literal["ended", "throttled", "conflict", "failed", "lost"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
WORDS: Final[dict[Kind, str]] = {
    "ended": "function ended between two requests to the table (a Lambda time-out)",
    "throttled": "table throttled",
    "conflict": "transaction conflict",
    "failed": "table failed (500)",
    "lost": "table's answer lost after it was carried out",
}


@dataclass(frozen=True, slots=True)
class Strike:
    """`at` counts the requests to the table within one invocation from 1; `times` says how many of them are met, the
    SDK's own tries included."""

    kind: Kind
    at: int
    times: int = 1

    def __str__(self) -> str:
        return f"{self.kind}.{self.at}.{self.times}"

    @classmethod
    def parse(cls, text: str) -> Strike:
        """The strike that was written. Raises ValueError."""
        kind, at, times = text.split(".")
        if kind not in KINDS:
            raise ValueError(f"no fault: {kind}")
        return cls(kind, int(at), int(times))
