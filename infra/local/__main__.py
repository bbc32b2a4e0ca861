"""`python -m infra.local`: run the local app in the foreground. `make demo` sets up first and then does this."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from infra.local.app import Options, Stopped, serve
from infra.local.install.paths import ROOT


def stop(_number: int, _frame: FrameType | None) -> None:
    """Begin to stop, once: what stops it already must not be interrupted."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    raise Stopped


def port_number(given: str) -> int:
    """A port from the command line."""
    if not given.isascii() or not given.isdigit() or int(given) > 65535:
        raise argparse.ArgumentTypeError(f"{given!r} is no port: a number from 1024 to 65535, for example 8081")
    return int(given)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until Ctrl-C, SIGTERM or the end of the terminal; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m infra.local", description=__doc__)
    parser.add_argument("--port", type=port_number, default=8080, help="of the site; 0 takes a free one (8080)")
    parser.add_argument("--data", type=Path, default=ROOT / ".ringround", help="the folder of all data")
    parser.add_argument("--reset", action="store_true", help="begin with no data")
    parser.add_argument("--empty", action="store_true", help="don't load the sample")
    parser.add_argument("--from", dest="copy", type=Path, help="begin with a copy of a table (ringround backup)")
    parser.add_argument("--tied", action="store_true", help="stop when the process that started it is gone")
    parser.add_argument("--verbose", action="store_true", help="one line for each request (also VERBOSE=1)")
    given = parser.parse_args(arguments)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    return serve(
        Options(
            port=given.port,
            data=given.data,
            reset=given.reset,
            sample=not given.empty,
            copy=given.copy,
            verbose=given.verbose or bool(os.environ.get("VERBOSE")),
        ),
        parent=os.getppid() if given.tied else None,
    )


if __name__ == "__main__":
    sys.exit(main())
