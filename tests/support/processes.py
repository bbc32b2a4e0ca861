"""Which processes a process has started, for tests that nothing is left behind."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Collection


def children_of(pid: int) -> set[int]:
    """The processes below `pid`, at any depth."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [(int(row.split()[0]), int(row.split()[1])) for row in listed.splitlines()]
    found: set[int] = set()
    wanted = {pid}
    while wanted:
        wanted = {child for child, parent in pairs if parent in wanted} - found
        found |= wanted
    return found


def alive(pids: Collection[int]) -> set[int]:
    """Those that still run (a process that has ended and is not yet fetched by its parent counts as ended)."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,stat="], capture_output=True, text=True, check=True).stdout
    rows = [row.split() for row in listed.splitlines()]
    return {int(pid) for pid, state in rows if not state.startswith("Z")} & set(pids)


def all_gone(pids: Collection[int], patience: float = 10) -> bool:
    """Whether all of them have ended within `patience` seconds."""
    end = time.monotonic() + patience
    while alive(pids):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True
