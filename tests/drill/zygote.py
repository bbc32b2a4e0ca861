"""Starts functions' processes quickly: a process that has imported what all functions import, and forks for each.

A drill ends hundreds of them with -9. What a new one runs is `tests.drill.worker`, as if it had been started by itself;
nothing of the app's is held by more than one process: there is no client and no connection before the fork.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import pkgutil
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from infra.local import children, frames
from infra.local.install.paths import ROOT
from infra.local.leash import PR_SET_PDEATHSIG

_SIGNAL_OF_END: Final = -9


class Forked:
    """One process that a zygote forked, known by a descriptor: whoever has its number later is somebody else."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def poll(self) -> int | None:
        """As subprocess has it; how it ended is not known."""
        return _SIGNAL_OF_END if self._ended(0) else None

    def send_signal(self, sig: int, /) -> None:
        """Send it a signal, if it still runs."""
        if self.poll() is None:
            signal.pidfd_send_signal(self._descriptor, sig)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end. Raises subprocess.TimeoutExpired."""
        if not self._ended(timeout):
            raise subprocess.TimeoutExpired("forked", timeout or 0)
        return _SIGNAL_OF_END

    def kill(self) -> None:
        """kill -9."""
        self.send_signal(signal.SIGKILL)

    def _ended(self, timeout: float | None) -> bool:
        return bool(select.select([self._descriptor], [], [], timeout)[0])

    def __del__(self) -> None:
        """Give the descriptor back."""
        os.close(self._descriptor)


class Zygote:
    """The app's side. Raises OSError where the zygote has gone."""

    def __init__(self, log: Path, environment: Mapping[str, str]) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-m", "tests.drill.zygote", str(theirs.fileno())]
            self._process = children.start(
                command, environment=environment, log=log, folder=ROOT, keep=[theirs.fileno()]
            )
        self._socket = ours
        self._turn = threading.Lock()

    def launch(self, folder: Path, environment: Mapping[str, str], log: Path, descriptor: int) -> Forked:
        """A process that runs a function's handler."""
        message = json.dumps({"folder": str(folder), "environment": dict(environment), "log": str(log)}).encode()
        with self._turn:
            socket.send_fds(self._socket, [len(message).to_bytes(4)], [descriptor])
            self._socket.sendall(message)
            _said, descriptors, _flags, _from = socket.recv_fds(self._socket, 1, 1)
        if not descriptors:
            raise OSError("the zygote has gone")
        return Forked(descriptors[0])

    def close(self) -> None:
        """End it; what it forked ends with it."""
        self._socket.close()
        children.stop(self._process, patience=0)


def main(descriptor: int) -> int:
    """Import, then fork whenever it is asked to, until the app goes."""
    app = socket.socket(fileno=descriptor)
    _import_all()
    # Nobody asks how they ended: the kernel forgets them by itself.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        size, given, _flags, _from = socket.recv_fds(app, 4, 1)
        if not size:
            return 0
        asked = json.loads(frames.exactly(app, int.from_bytes(size)))
        child = os.fork()
        if child == 0:
            return _become(app, asked, given[0])
        os.close(given[0])
        forked = os.pidfd_open(child)
        socket.send_fds(app, [b"."], [forked])
        os.close(forked)


def _import_all() -> None:
    """Import all of the product and what it stands on: to import it does nothing."""
    import ringround

    for module in pkgutil.walk_packages(ringround.__path__, "ringround."):
        importlib.import_module(module.name)
    importlib.import_module("tests.drill.worker")
    gc.collect()
    gc.freeze()


def _become(app: socket.socket, asked: dict[str, Any], descriptor: int) -> int:
    """Be a function's process, as one that was started by itself."""
    above = os.getppid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != above:
        return 1
    app.close()
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    output = os.open(asked["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(output, sys.stdout.fileno())
    os.dup2(output, sys.stderr.fileno())
    os.environ.clear()
    os.environ.update(asked["environment"])
    time.tzset()
    from tests.drill import worker

    return worker.main(Path(asked["folder"]), descriptor)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
