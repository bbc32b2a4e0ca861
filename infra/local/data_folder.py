"""The folder that holds all that the local app keeps (.ringround): one app at a time."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from infra.local.engines import Credentials
from infra.local.install.report import SetupError

OURS = ("credentials.json", "dynamodb", "events", "ministack", "s3", "seeded")
"""What RESET removes: these names and nothing else, whatever folder DATA names."""
LOCAL = "local.json"


class DataFolder:
    """The folder, held by this process until it ends. Raises SetupError if another process holds it."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            (self.path / "logs").mkdir(exist_ok=True)
            self._held: IO[str] = (self.path / "lock").open("a")
        except OSError as error:
            raise SetupError(f"The data folder {self.path} can't be written: {error.strerror}.") from None
        try:
            fcntl.flock(self._held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SetupError(self._who()) from None
        # A run that was killed left it behind.
        self.forget()

    def _who(self) -> str:
        running = read_local(self.path) or {}
        where = f" at {running['site']} (process {running['pid']})" if running else ""
        return (
            f"ringround is already running from this folder{where}.\n"
            f"Use that one, or stop it with Ctrl-C first. A second one needs its own folder and port: "
            f"make demo DATA=.ringround-2 PORT=8081"
        )

    def log(self, name: str) -> Path:
        """The empty log file of one part, for this run."""
        file = self.path / "logs" / f"{name}.log"
        file.write_bytes(b"")
        return file

    def reset(self) -> None:
        """Remove all data."""
        for name in OURS:
            place = self.path / name
            if place.is_dir():
                shutil.rmtree(place)
            else:
                place.unlink(missing_ok=True)

    def credentials(self) -> Credentials:
        """The credentials of this folder's table, made at its first use."""
        file = self.path / "credentials.json"
        if file.exists():
            return Credentials(**json.loads(file.read_text()))
        made = Credentials.make()
        write_private(file, asdict(made))
        return made

    def seeded(self) -> bool:
        """Whether the sample is in the table."""
        return (self.path / "seeded").exists()

    def note_seeded(self) -> None:
        """Remember that the sample is in the table."""
        (self.path / "seeded").touch()

    def publish(self, what: Mapping[str, Any]) -> None:
        """Write local.json, by which the command `ringround` finds the running app."""
        write_private(self.path / LOCAL, what)

    def forget(self) -> None:
        """Remove local.json."""
        with suppress(OSError):
            (self.path / LOCAL).unlink()


def write_private(file: Path, what: Mapping[str, Any]) -> None:
    """Write a JSON file that only we can read, whole or not at all."""
    unfinished = file.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as writing:
        json.dump(what, writing, indent=2)
        writing.write("\n")
    unfinished.rename(file)


def read_local(path: Path) -> dict[str, Any] | None:
    """What the running app of a data folder wrote about itself, or None."""
    try:
        found: dict[str, Any] = json.loads((path / LOCAL).read_text())
    except (OSError, ValueError):
        return None
    return found
