"""One fault at the client of the table, of the storage of files or of the mail service: what strikes, from which
request on, and how often.

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

TableKind = Literal["ended", "throttled", "conflict", "failed", "lost"]
TABLE_KINDS: Final[tuple[TableKind, ...]] = get_args(TableKind)
FileKind = Literal["file_failed", "file_lost"]
FILE_KINDS: Final[tuple[FileKind, ...]] = get_args(FileKind)
Kind = TableKind | FileKind | Literal["mail_failed", "mail_lost"]
OTHER_KINDS: Final[tuple[Kind, ...]] = (*FILE_KINDS, "mail_failed", "mail_lost")
KINDS: Final[tuple[Kind, ...]] = (*TABLE_KINDS, *OTHER_KINDS)
WORDS: Final[dict[Kind, str]] = {
    "ended": "function ended between two requests to the table (a Lambda time-out)",
    "throttled": "table throttled",
    "conflict": "transaction conflict",
    "failed": "table failed (500)",
    "lost": "table's answer lost after it was carried out",
    "file_failed": "file storage failed (503)",
    "file_lost": "file storage's answer lost after it was carried out",
    "mail_failed": "mail service failed (500)",
    "mail_lost": "mail service's answer lost after it was carried out",
}


@dataclass(frozen=True, slots=True)
class Strike:
    """`at` counts the requests to the table (or to the storage of files, or the mail service) within one invocation
    from 1; `times` says how many of them are met, the SDK's own tries included."""

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
