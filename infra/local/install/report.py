"""How the set-up talks: one line a step, one sentence for a problem."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Callable

_turn = threading.Lock()


class SetupError(Exception):
    """Something that the person at the keyboard must put right; the text says what and how."""


def say(line: str) -> None:
    """Print one whole line at once (steps run side by side)."""
    # The terminal may be gone while the local app is still stopping.
    with _turn, contextlib.suppress(OSError):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


def step(what: str, how_long: str, work: Callable[[], None]) -> None:
    """Do `work`, saying before what it is and how long it may take, and after how long it took."""
    say(f"  {what} ({how_long}) …")
    start = time.monotonic()
    work()
    say(f"  {what}: done in {time.monotonic() - start:.0f} s")
