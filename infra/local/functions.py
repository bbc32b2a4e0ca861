"""The functions as Lambda runs them: warm processes, one event each at a time, more while all are busy.

In threads of one process the handlers would meet each other: Lambda promises them that they don't.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from infra.local import children, frames
from infra.local.install import paths

HTTP_TIMEOUT = 29.0
"""Seconds: an API Gateway HTTP API gives up after 30."""
QUEUE_PATIENCE = 20.0
FUNCTIONS = paths.ROOT / "functions"
WORKER = "infra.local.worker"
"""The module that each process runs."""

Launch = Callable[[Path, Mapping[str, str], Path, int], children.Child]
"""Starts a process that runs a function's handler: the function's folder, its environment, its log, and the descriptor
of the socket that it answers on."""


def launcher(worker: str = WORKER) -> Launch:
    """What starts a Python of its own for each process, which runs a module."""

    def launch(folder: Path, environment: Mapping[str, str], log: Path, descriptor: int) -> children.Child:
        command = [sys.executable, "-m", worker, str(folder), str(descriptor)]
        return children.start(command, environment=environment, log=log, folder=paths.ROOT, keep=[descriptor])

    return launch


class FunctionError(Exception):
    """The handler raised, or its process ended: HTTP 500 in AWS.

    `kind` is the error's class, fit to be shown; the text may hold a name or a number, and stays in the log.
    """

    def __init__(self, kind: str, text: str = "") -> None:
        super().__init__(text or kind)
        self.kind = kind


class FunctionBusyError(Exception):
    """No process came free in time, or the handler took too long: HTTP 503 in AWS."""

    kind = "no answer in time"


class Environment:
    """One process that can run one function's handler."""

    def __init__(self, folder: Path, environment: Mapping[str, str], log: Path, launch: Launch) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self.process = launch(folder, environment, log, theirs.fileno())
        self._socket = ours

    def receive(self, timeout: float) -> dict[str, Any]:
        """Its next message. Raises FunctionError if it has gone, FunctionBusyError after `timeout` s."""
        self._socket.settimeout(timeout)
        try:
            message: dict[str, Any] = frames.receive(self._socket)
        except TimeoutError:
            raise FunctionBusyError from None
        except (EOFError, OSError) as gone:
            raise FunctionError("its process ended") from gone
        return message

    def call(self, event: object, timeout: float) -> Any:
        """Run one event; what the handler returned. Raises FunctionError, FunctionBusyError."""
        message = {"event": event, "request_id": str(uuid.uuid4()), "deadline": time.time() + timeout}
        self._socket.settimeout(timeout)
        try:
            frames.send(self._socket, message)
        except OSError as gone:
            raise FunctionError("its process ended") from gone
        return self.receive(timeout)

    def end(self) -> None:
        """End the process at once: what it holds is in the table or nowhere."""
        self._socket.close()
        children.stop(self.process, patience=0)


class Function:
    """One function with up to `limit` environments; the one used last is used first, as in Lambda."""

    def __init__(self, folder: Path, environment: Mapping[str, str], log: Path, limit: int, launch: Launch) -> None:
        self.name = name = folder.name
        self._folder = folder
        self._environment = {
            **environment,
            "AWS_LAMBDA_FUNCTION_NAME": name,
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
            "POWERTOOLS_METRICS_NAMESPACE": "ringround",
            "POWERTOOLS_SERVICE_NAME": name,
            "PYTHONUNBUFFERED": "1",
        }
        self._log = log
        self._limit = limit
        self._launch = launch
        self._changed = threading.Condition()
        self._idle: deque[Environment] = deque()
        self._all: set[Environment] = set()
        self._booting = 0
        self._boots_failed = 0
        self._closed = False

    def warm(self) -> None:
        """Have one environment ready, or raise FunctionError with why its import failed."""
        self._give_back(self._take(time.monotonic() + 60))

    def invoke(self, event: object, timeout: float = HTTP_TIMEOUT) -> Any:
        """What the handler returns for an event. Raises FunctionError, FunctionBusyError."""
        environment = self._take(time.monotonic() + QUEUE_PATIENCE)
        try:
            message = environment.call(event, timeout)
        except BaseException:
            self._drop(environment)
            raise
        self._give_back(environment)
        if "error" in message:
            raise FunctionError(message["error"]["errorType"], message["error"]["errorMessage"])
        return message.get("result")

    def close(self) -> None:
        """End every environment; none comes after."""
        with self._changed:
            self._closed = True
            everyone = list(self._all)
        for environment in everyone:
            self._drop(environment)

    def _take(self, until: float) -> Environment:
        with self._changed:
            failed = self._boots_failed
            while True:
                while self._idle:
                    environment = self._idle.pop()
                    if environment.process.poll() is None:
                        return environment
                    self._all.discard(environment)
                if self._closed or self._boots_failed != failed:
                    raise FunctionError(f"{self.name} could not be started")
                if not self._booting and len(self._all) < self._limit:
                    self._booting += 1
                    threading.Thread(target=self._boot, daemon=True).start()
                if not self._changed.wait(until - time.monotonic()):
                    raise FunctionBusyError

    def _boot(self) -> None:
        environment = None
        try:
            environment = Environment(self._folder, self._environment, self._log, self._launch)
            ready = environment.receive(timeout=60).get("ready", False)
        except (FunctionError, FunctionBusyError, OSError):
            ready = False
        with self._changed:
            self._booting -= 1
            if environment and ready and not self._closed:
                self._all.add(environment)
                self._idle.append(environment)
            else:
                self._boots_failed += 1
            self._changed.notify_all()
        if environment and environment not in self._all:
            environment.end()

    def _give_back(self, environment: Environment) -> None:
        with self._changed:
            self._idle.append(environment)
            self._changed.notify()

    def _drop(self, environment: Environment) -> None:
        with self._changed:
            self._all.discard(environment)
            with contextlib.suppress(ValueError):
                self._idle.remove(environment)
            self._changed.notify()
        environment.end()


class Functions:
    """Every function of the app, by name."""

    def __init__(
        self,
        environment: Mapping[str, str],
        log: Path,
        limit: int | None = None,
        folder: Path = FUNCTIONS,
        launch: Launch | None = None,
    ) -> None:
        self._folder = folder
        self._environment = environment
        self._log = log
        self._limit = limit or (os.cpu_count() or 2) + 1
        self._launch = launch or launcher()
        self._known: dict[str, Function] = {}
        self._turn = threading.Lock()

    def __getitem__(self, name: str) -> Function:
        with self._turn:
            if name not in self._known:
                self._known[name] = Function(
                    self._folder / name, self._environment, self._log, self._limit, self._launch
                )
            return self._known[name]

    def exists(self, name: str) -> bool:
        """Whether there is such a function."""
        return name.isidentifier() and (self._folder / name / "handler.py").is_file()

    def warm_all(self, names: Collection[str]) -> Callable[[], None]:
        """Start one environment of each, side by side; call what is returned to wait for them.

        That call raises FunctionError if a function can't be imported.
        """
        pool = ThreadPoolExecutor(max_workers=max(1, len(names)))
        ends = [pool.submit(self[name].warm) for name in sorted(names)]
        pool.shutdown(wait=False)

        def wait() -> None:
            for end in ends:
                end.result()

        return wait

    def close(self) -> None:
        """End all of them."""
        for function in list(self._known.values()):
            function.close()
