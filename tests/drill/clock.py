"""The drill's time: that of the machine and an offset which moves forward only, shared by all processes of a drill.

It is eight bytes in a file that everybody maps: a server that is killed and started again goes on in the drill's time.
"""

from __future__ import annotations

import mmap
import struct
import time
from pathlib import Path

FILE = "clock"
_OFFSET = struct.Struct("d")


class Clock:
    """Reads the time of the drill in `folder`; whoever makes it with `start` (epoch seconds) sets it."""

    def __init__(self, folder: Path, start: float | None = None) -> None:
        file = folder / FILE
        if start is not None:
            file.write_bytes(_OFFSET.pack(start - time.time()))
        with file.open("r+b") as opened:
            self._shared = mmap.mmap(opened.fileno(), _OFFSET.size)

    def now(self) -> float:
        """Epoch seconds, with their fraction."""
        return time.time() + self._offset()

    def move(self, seconds: float) -> None:
        """Let so much time pass at once. Only one may do it at a time."""
        if seconds < 0:
            raise ValueError("time does not go back")
        self._shared[:] = _OFFSET.pack(self._offset() + seconds)

    def _offset(self) -> float:
        found: float = _OFFSET.unpack(self._shared[:])[0]
        return found
