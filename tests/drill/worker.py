"""A function's process as in the local app, with the drill's hooks: `python -m tests.drill.worker FOLDER SOCKET`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from infra.local import worker
from tests.drill import hooks
from tests.drill.strike import FOLDER


def main(folder: Path, descriptor: int) -> int:
    """Answer events until the local app goes."""
    met = hooks.install(Path(os.environ[FOLDER]), folder.name)
    untouched = worker.answer

    def answer(handler: Any, function: str, message: dict[str, Any]) -> dict[str, object]:
        met.begin(message["event"])
        made = untouched(handler, function, message)
        met.end(made)
        return made

    worker.answer = answer
    return worker.main(folder, descriptor)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
