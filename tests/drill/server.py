"""The local app with functions that the drill can meet: `python -m tests.drill.server DRILL DATA`.

It ends with the process that started it, and all of its own processes with it, also by kill -9.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from infra.local.__main__ import stop
from infra.local.app import LocalApp, Options, serve
from infra.local.functions import Launch
from tests.drill.strike import FOLDER
from tests.drill.zygote import Zygote


class DrillApp(LocalApp):
    """The same in everything else."""

    def _launch(self) -> Launch:
        zygote = Zygote(self._options.data / "logs" / "functions.log", self._process_environment())
        self._stack.callback(zygote.close)
        return zygote.launch

    def _process_environment(self) -> dict[str, str]:
        return {**super()._process_environment(), FOLDER: os.environ[FOLDER]}


def main(drill: Path, data: Path) -> int:
    """Run until it is told to stop; the exit code."""
    os.environ[FOLDER] = str(drill)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    return serve(Options(port=0, data=data, sample=False), parent=os.getppid(), make=DrillApp)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
