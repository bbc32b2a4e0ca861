"""Processes that the local app starts, and that never outlive it."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

from infra.local.install.report import SetupError

LEASH = Path(__file__).with_name("leash.py")
PASSED_ON = ("HOME", "LANG", "LC_ALL", "PATH", "TMPDIR", "TZ", "SYSTEMROOT")

# Linux ends a leashed child when the *thread* that started it ends, so one thread starts them all.
_starter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="starter")


def bare_environment() -> dict[str, str]:
    """The few variables of ours that a child may see: no credentials, no proxies, no AWS profile."""
    return {name: os.environ[name] for name in PASSED_ON if name in os.environ}


def start(
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    log: Path,
    folder: Path | None = None,
    keep: Collection[int] = (),
) -> subprocess.Popen[bytes]:
    """Start a leashed process in a session of its own (Ctrl-C reaches us, and we stop it in order).

    Its output is added to `log`; `keep` are file descriptors that it inherits.
    """
    leashed = [sys.executable, "-I", "-S", str(LEASH), str(os.getpid()), *command]

    def work() -> subprocess.Popen[bytes]:
        with log.open("ab") as output:
            return subprocess.Popen(
                leashed,
                cwd=folder,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                pass_fds=tuple(keep),
                start_new_session=True,
            )

    return _starter.submit(work).result()


class Child(Protocol):
    """A process of ours, as `subprocess` has it."""

    def poll(self) -> int | None:
        """Its exit code; None while it runs."""

    def send_signal(self, sig: int, /) -> None:
        """Send it a signal."""

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, once it has ended. Raises subprocess.TimeoutExpired after `timeout` s."""

    def kill(self) -> None:
        """End it at once."""


def stop(process: Child, patience: float) -> None:
    """Ask a process of ours to end, and end it after `patience` seconds."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=patience)
    if process.poll() is None:
        process.kill()
    process.wait()


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for_port(process: subprocess.Popen[bytes], port: int, patience: float) -> bool:
    """Whether a process of ours listens on a port within `patience` seconds; False once it has ended."""
    end = time.monotonic() + patience
    while process.poll() is None and time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
        time.sleep(0.02)
    return False


def free_port_near(port: int) -> int:
    """The next port after `port` that nobody listens on just now, to be proposed in its place."""
    for other in range(max(port + 1, 1024), min(port + 100, 65536)):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", other))
            return other
    return free_port()


def end_of(log: Path) -> str:
    """Where a log is, and its last lines."""
    lines = log.read_text(errors="replace").splitlines()[-12:] if log.exists() else []
    return "\n".join([f"The end of {log}:", *(f"    {line}" for line in lines)])


def failed(what: str, log: Path) -> SetupError:
    """The error for a process that didn't start or didn't stay."""
    return SetupError(f"{what} did not start.\n{end_of(log)}")
