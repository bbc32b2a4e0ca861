"""Run a command that ends when its parent ends: `python leash.py PARENT COMMAND…`.

A parent that is killed by kill -9 can't stop its children. Linux can: the child asks the kernel for it.
Elsewhere this process stays between the two and watches. Started by path, with the standard library only.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from types import FrameType

PR_SET_PDEATHSIG = 1
WATCH = "RINGROUND_LEASH_WATCH"
"""Set: watch on Linux too (for the tests)."""


def ask_kernel() -> bool:
    """Have this process killed when the thread that started it ends; whether that worked."""
    if not sys.platform.startswith("linux") or os.environ.get(WATCH):
        return False
    import ctypes  # noqa: PLC0415  (not everywhere there)

    failed: int = ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    return failed == 0


def watch(parent: int, command: Sequence[str]) -> int:
    """Run the command here, until it ends or the parent does; its exit code."""
    # The lock that it holds by an inherited descriptor must reach it.
    child = subprocess.Popen(command, close_fds=False)

    def pass_on(number: int, _frame: FrameType | None) -> None:
        child.send_signal(number)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, pass_on)
    while child.poll() is None:
        if os.getppid() != parent:
            child.kill()
        time.sleep(0.1)
    return child.returncode


def main(parent: int, command: Sequence[str]) -> int:
    """Become the command, or watch over it."""
    asked = ask_kernel()
    if os.getppid() != parent:
        return 1
    if asked:
        os.execvp(command[0], list(command))  # noqa: S606
    return watch(parent, command)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
