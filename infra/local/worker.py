"""One execution environment of one function, as Lambda has it: one event at a time, in a process of its own.

`python -m infra.local.worker FOLDER DESCRIPTOR`: the folder is the function's, the descriptor a socket to the local
app. Ends with it.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import socket
import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.local import frames
from infra.local.install import paths

REGION = "AWS_REGION"


@dataclass(frozen=True)
class Context:
    """What a handler is told about its invocation: of Lambda's context object what exists anywhere."""

    function_name: str
    aws_request_id: str
    deadline: float
    """Seconds of the system's clock."""
    function_version: str = "$LATEST"
    memory_limit_in_mb: str = "1024"
    log_stream_name: str = "local"

    @property
    def log_group_name(self) -> str:
        """As CloudWatch would call it."""
        return f"/aws/lambda/{self.function_name}"

    @property
    def invoked_function_arn(self) -> str:
        """As if in AWS."""
        region = os.environ.get(REGION, "eu-west-2")
        return f"arn:aws:lambda:{region}:000000000000:function:{self.function_name}"

    def get_remaining_time_in_millis(self) -> int:
        """Until the invocation is cut off."""
        return max(0, int((self.deadline - time.time()) * 1000))


def failure(error: BaseException) -> dict[str, object]:
    """An error as Lambda reports it; the trace goes to the log only."""
    traceback.print_exception(error)
    return {"error": {"errorType": type(error).__name__, "errorMessage": str(error)}}


def answer(handler: Any, function: str, message: dict[str, Any]) -> dict[str, object]:
    """Call the handler with one event; what it returned, as JSON that Lambda could send on."""
    context = Context(function, message["request_id"], message["deadline"])
    try:
        return {"result": json.loads(json.dumps(handler(message["event"], context), allow_nan=False))}
    except Exception as error:  # noqa: BLE001  (Lambda survives any of them)
        return failure(error)


def main(folder: Path, descriptor: int) -> int:
    """Import the function's handler, say so, and answer events until the local app goes."""
    app = socket.socket(fileno=descriptor)
    # As in Lambda: the function's own folder and the layers, and not our other folders beside them.
    sys.path[:] = [str(folder), *(place for place in sys.path if place not in {"", str(paths.ROOT)})]
    try:
        handler = importlib.import_module("handler").handler
    except Exception as error:  # noqa: BLE001
        frames.send(app, failure(error))
        return 1
    gc.freeze()
    frames.send(app, {"ready": True})
    try:
        while True:
            frames.send(app, answer(handler, folder.name, frames.receive(app)))
            sys.stdout.flush()
    except (EOFError, OSError, KeyboardInterrupt):
        return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
