"""A PostgreSQL of its own for a bench: a new cluster in a temporary folder, reached by a socket in it, ended after."""

import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from infra.local.install.postgres import programs

SETTINGS: Final = {
    "listen_addresses": "",  # no port: only the socket in the folder
    "shared_buffers": "256MB",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
}
"""Written out where they are PostgreSQL's own defaults too: what is measured is a call that stays recorded."""

PATIENCE: Final = 60.0


class NoPostgres(Exception):  # noqa: N818 - says what is missing
    """PostgreSQL is not installed, or did not start."""


def version() -> str:
    """The server's version. Raises NoPostgres where there is none."""
    done = subprocess.run([_program("postgres"), "--version"], capture_output=True, text=True, check=True)
    return done.stdout.strip().removeprefix("postgres (PostgreSQL) ")


def _program(name: str) -> str:
    found = programs()
    if found is None:
        raise NoPostgres("PostgreSQL is not installed: `make bench-postgres` does that, or says how.")
    return str(found / name)


def _as_user(owner: str) -> list[str]:
    """What goes before a command to run it as somebody else; it ends with this process, whatever ends this one."""
    who = pwd.getpwnam(owner)
    return ["setpriv", f"--reuid={who.pw_uid}", f"--regid={who.pw_gid}", "--clear-groups", "--pdeathsig=INT"]


@contextmanager
def running(folder: Path) -> Iterator[tuple[str, int]]:
    """A new cluster in `folder`: how to reach its database (a libpq string), and the id of its first process.

    PostgreSQL refuses to run as root: there it runs as `postgres`, the user that its package makes.
    Raises NoPostgres.
    """
    before: list[str] = []
    data, log = folder / "postgres", folder / "postgres.log"
    data.mkdir(mode=0o700)
    if os.geteuid() == 0:
        before = _as_user("postgres")
        folder.chmod(0o755)
        shutil.chown(data, "postgres", "postgres")
    made = [
        _program("initdb"),
        "--pgdata",
        str(data / "db"),
        "--username=bench",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C",
    ]
    done = subprocess.run([*before, *made], capture_output=True, text=True, check=False, cwd="/")
    if done.returncode:
        raise NoPostgres(f"initdb failed:\n{done.stderr[-1000:]}")
    options = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
    command = [*before, _program("postgres"), "-D", str(data / "db"), "-k", str(data), *options]
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, cwd="/")
    try:
        _wait(process, data / ".s.PGSQL.5432", log)
        yield f"host={data} user=bench dbname=postgres", process.pid
    finally:
        # SIGINT: those who are connected are sent away; the cluster is in order when it has ended.
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: "subprocess.Popen[bytes]", socket: Path, log: Path) -> None:
    ready = [_program("pg_isready"), "--quiet", f"--host={socket.parent}"]
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        if socket.exists() and subprocess.run(ready, check=False).returncode == 0:
            return
        time.sleep(0.05)
    raise NoPostgres(f"PostgreSQL did not start:\n{log.read_text()[-1000:]}")
