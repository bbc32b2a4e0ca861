"""One execution environment of a function, for `bench.function_memory`: run under Lambda's Python with the layers on
its path, it reads events from its standard input, a line each, and says what the handler answered, with its figures.

Only the standard library before the handler: what is measured is the function's own.
"""

import importlib
import json
import os
import sys
import time
import uuid
from pathlib import Path

PATIENCE = 900_000


class Context:
    """What a handler is told of its invocation."""

    function_name = "bench"
    function_version = "1"
    memory_limit_in_mb = "1769"
    invoked_function_arn = "arn:aws:lambda:eu-west-2:000000000000:function:bench:live"

    def __init__(self) -> None:
        self.aws_request_id = str(uuid.uuid4())
        self._until = time.monotonic() * 1000 + PATIENCE

    def get_remaining_time_in_millis(self) -> int:
        """Until it would be cut off."""
        return int(self._until - time.monotonic() * 1000)


def figures(since: float) -> dict[str, float]:
    """Processor seconds since a moment, and the most memory so far, in megabytes."""
    # Not what getrusage says: that begins with the memory of whoever started this process.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    return {"cpu": time.process_time() - since, "megabytes": peak / 1024}


def main() -> None:
    """Import the handler, say so, and answer events until there are no more."""
    told = os.fdopen(os.dup(1), "w", buffering=1)
    # Where the function's log goes in Lambda, nobody reads it here.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    handler = importlib.import_module("handler").handler
    told.write(json.dumps(figures(0.0)) + "\n")
    for line in sys.stdin:
        before = time.process_time()
        try:
            answer = {"result": handler(json.loads(line), Context())}
        except Exception as error:  # noqa: BLE001 - as Lambda: the process lives on
            answer = {"error": f"{type(error).__name__}: {error}"}
        told.write(json.dumps({**answer, **figures(before)}) + "\n")


if __name__ == "__main__":
    main()
