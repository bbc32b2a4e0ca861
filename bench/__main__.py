"""Every bench, one after the other: `make bench`, or `python -m bench [--quick] [NAME …]`.

Each is a process of its own with a time limit. One that fails is no reason not to run the others: it is named at the
end, and the exit code is 1. The figures are in `.cache/bench/`; `make bench` then makes docs/performance.md of them.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

from bench.commands import COMMANDS, Command
from bench.results import ROOT

QUICK_MINUTES = 12
"""A quick run lasts a minute; ten of them were needed where thirty other processes wanted the two cores."""


def run(command: Command, *, quick: bool) -> str:
    """Run one bench; what went wrong, in words, or nothing."""
    minutes = QUICK_MINUTES if quick else command.minutes
    arguments = [sys.executable, "-m", command.module, *(["--quick"] if quick else [])]
    # A group of its own, so that what it started ends with it.
    process = subprocess.Popen(arguments, cwd=ROOT, start_new_session=True)
    try:
        code = process.wait(minutes * 60)
    except subprocess.TimeoutExpired:
        return f"not done after {minutes} minutes"
    finally:
        _end(process)
    return f"ended with {code}" if code else ""


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a bench that still runs, and its children."""
    if process.poll() is not None:
        return
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def run_all(commands: Sequence[Command], *, quick: bool) -> dict[str, str]:
    """Run them in turn; by name, what went wrong with those that failed."""
    failed = {}
    for command in commands:
        print(f"\n== make bench-{command.name}: {command.title}", flush=True)
        begun = time.monotonic()
        if wrong := run(command, quick=quick):
            failed[command.name] = wrong
        print(f"== {wrong or 'done'}, {time.monotonic() - begun:.0f} s", flush=True)
    return failed


def main() -> int:
    """Run what is asked for; 1 where one failed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="a minute at most for each")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(c.name for c in COMMANDS)}")
    asked = parser.parse_args()
    by_name = {command.name: command for command in COMMANDS}
    if unknown := [name for name in asked.names if name not in by_name]:
        parser.error(f"There is no bench {', '.join(unknown)}.")
    failed = run_all([by_name[name] for name in asked.names] or COMMANDS, quick=asked.quick)
    for name, wrong in failed.items():
        print(f"FAILED: make bench-{name}: {wrong}")
    print(f"\n{'Some failed' if failed else 'All done'}. The figures: .cache/bench/; the report: make bench-report")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
