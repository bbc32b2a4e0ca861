"""What everybody did and was told, written to disk as it happens: the checker reads it from there.

A line is one request with its answer, or an act of somebody by themselves. Times are the drill's, epoch seconds: `from`
before the request was sent, `to` when its answer was there. `heard` says whether the answer reached whoever asked.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FILE = "journal.jsonl"
Line = dict[str, Any]


class Journal:
    """Written by many threads at once."""

    def __init__(self, folder: Path) -> None:
        self._file = (folder / FILE).open("a", buffering=1)
        self._turn = threading.Lock()
        self._lines = 0

    def write(self, **said: Any) -> None:
        """One line, numbered in the order of writing."""
        with self._turn:
            self._lines += 1
            self._file.write(json.dumps({"n": self._lines, **said}, separators=(",", ":")) + "\n")

    def close(self) -> None:
        """Write no more."""
        self._file.close()


def read(folder: Path) -> Iterator[Line]:
    """Every line of a drill's journal, in order."""
    with (folder / FILE).open() as lines:
        for line in lines:
            yield json.loads(line)
