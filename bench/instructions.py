"""Instructions that a command runs: by the processor's own counter where perf can read it, or by valgrind."""

import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from typing import Final

_PERF: Final = ("perf", "stat", "-x", ",", "-e", "instructions:u")
_VALGRIND: Final = ("valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null")


def _counter() -> str | None:
    if shutil.which("perf"):
        done = subprocess.run([*_PERF, "true"], capture_output=True, text=True, check=False)
        if re.search(r"^\d+,", done.stderr, re.MULTILINE):
            return "perf"
    return "valgrind" if shutil.which("valgrind") else None


COUNTER: Final = _counter()
"""What counts on this machine, None where nothing does. Virtual machines often keep the processor's counter to
themselves."""


def count(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Instructions of the command's own process, in user mode. Raises RuntimeError where it fails."""
    before, pattern = (_PERF, r"^(\d+),") if COUNTER == "perf" else (_VALGRIND, r"I\s+refs:\s+([\d,]+)")
    done = subprocess.run(
        [*before, *command], env=dict(environment), capture_output=True, text=True, check=False, cwd="/"
    )
    found = re.search(pattern, done.stderr, re.MULTILINE)
    if done.returncode != 0 or found is None:
        raise RuntimeError(done.stderr[-2000:])
    return int(found[1].replace(",", ""))
