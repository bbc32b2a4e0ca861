"""The app under the drill, as a process: started, killed with -9 and started again, its engine stopped for a while."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from infra.local.data_folder import read_local
from infra.local.install.paths import ROOT
from tests.support.processes import alive, all_gone, children_of

PATIENCE = 600.0
_ENGINE = "DynamoDBLocal.jar"
MEMORY = Path("/dev/shm")  # noqa: S108 - the name is the folder's, and the app makes it for nobody but us
ROOM = 2 * 1024**3
"""Bytes: what a round of the longest kind writes, and as much again."""
MOST_ENGINE_ENDS = 3
"""Within the life of one app: it gives up on an engine that keeps ending."""


def data_of(folder: Path) -> Path:
    """Where the app of a drill keeps its files: in memory where the machine has a file system there with room enough.

    What kill -9 leaves behind is the same in both: it does not take from the kernel what was written.
    """
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        return MEMORY / f"ringround-drill-{hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]}"
    return folder / "data"


class Site:
    """One running app. `folder` is the drill's; `place` is where the site is, host and port, for the time being."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = data_of(folder)
        self.place = ""
        self.engine_ends = 0
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the app and wait until it answers. Raises RuntimeError with what it printed where it does not."""
        printed = self.folder / "server.out"
        with printed.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.drill.server", str(self.folder), str(self.data)],
                cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
        end = time.monotonic() + PATIENCE
        while self._process.poll() is None and time.monotonic() < end:
            local = read_local(self.data)
            if local and local["pid"] == self._process.pid:
                self.place = urlsplit(local["site"]).netloc
                self.engine_ends = 0
                return
            time.sleep(0.05)
        self.stop()
        raise RuntimeError(f"the app did not start:\n{printed.read_text()[-2000:]}")

    def kill(self) -> None:
        """kill -9, and wait until all that it had started is gone."""
        if self._process is None or self._process.poll() is not None:
            return
        below = children_of(self._process.pid)
        self._process.kill()
        self._process.wait()
        if not all_gone(below, PATIENCE):
            raise RuntimeError(f"kill -9 left processes behind: {sorted(alive(below))}")

    def stop(self) -> None:
        """End it as Ctrl-C would, however far it came."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(20)
        self.kill()

    def started(self) -> int:
        """How many functions were started by an event and have not ended yet."""
        return sum(1 for _ in (self.data / "events").glob("*.json"))

    def keep_logs(self) -> None:
        """Put the logs of the app's last run beside what the drill wrote itself."""
        if (self.data / "logs").is_dir():
            shutil.copytree(self.data / "logs", self.folder / "logs", dirs_exist_ok=True)

    def forget(self) -> None:
        """Remove the app's files: they are large, and tell nothing that the items do not."""
        shutil.rmtree(self.data, ignore_errors=True)

    def pause_engine(self, seconds: float) -> None:
        """Stop the table's engine for a while: it answers nobody, and goes on where it was."""
        engine = self._engine()
        os.kill(engine, signal.SIGSTOP)
        try:
            time.sleep(seconds)
        finally:
            os.kill(engine, signal.SIGCONT)

    def end_engine(self) -> None:
        """kill -9 for the table's engine; the app starts it again with what is on disk."""
        engine = self._engine()
        self.engine_ends += 1
        os.kill(engine, signal.SIGKILL)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with contextlib.suppress(LookupError):
                if self._engine() != engine:
                    return
            time.sleep(0.05)
        raise RuntimeError("the engine was not started again")

    @property
    def local(self) -> dict[str, Any]:
        """What the app says about itself. Raises LookupError while it is not there."""
        found = read_local(self.data)
        if found is None:
            raise LookupError("the app is not running")
        return found

    def _engine(self) -> int:
        if self._process is None:
            raise LookupError("the app was not started")
        listed = subprocess.run(["ps", "-A", "-ww", "-o", "pid=,args="], capture_output=True, text=True, check=True)
        below = children_of(self._process.pid)
        for line in listed.stdout.splitlines():
            pid, _, command = line.strip().partition(" ")
            if int(pid) in below and _ENGINE in command:
                return int(pid)
        raise LookupError("the engine is not running")
