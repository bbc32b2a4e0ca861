"""PostgreSQL for `make bench-postgres`, which measures it beside the local engine. Nothing else needs it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from infra.local.install.machine import apt_install
from infra.local.install.report import say

MEASURED: Final = 15
"""The major version that Debian 12 has; another one is measured as well, and named in the result."""
PLACES: Final = ("/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql@*/bin", "/usr/pgsql-*/bin")
NO_CLUSTER: Final = Path("/etc/postgresql-common/createcluster.d/ringround-bench.conf")


def programs() -> Path | None:
    """The folder with `initdb` and `postgres`: of version 15 where it is there, else of the newest; or None."""
    found = [folder for place in PLACES for folder in _folders(place)]
    on_path = shutil.which("initdb")
    if on_path:
        found.append(Path(on_path).resolve().parent)
    return min(found, key=_rank, default=None)


def _folders(place: str) -> Iterable[Path]:
    return (made.parent for made in Path("/").glob(f"{place.lstrip('/')}/initdb"))


def _rank(folder: Path) -> tuple[bool, float]:
    """Version 15 first, then the newest."""
    digits = "".join(c for c in str(folder.parent.name) if c.isdigit() or c == ".")
    version = float(digits) if digits.replace(".", "", 1).isdigit() else 0.0
    return int(version) != MEASURED, -version


def install_postgres() -> None:
    """Install Debian's PostgreSQL where that needs no question, as root on a machine with apt-get; elsewhere say what
    to install. Skips what is there. No server is left running: the package is told to make no cluster of its own.

    Raises SetupError where apt-get fails.
    """
    if programs() is not None:
        return
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        say(
            "  PostgreSQL is missing, and make bench-postgres measures it: install it (Debian, Ubuntu: "
            "sudo apt-get install postgresql)"
        )
        return
    say("  PostgreSQL to measure beside, by apt-get (about 50 MB, a minute); no server of its own is started …")
    apt_install("postgresql-common")
    NO_CLUSTER.parent.mkdir(parents=True, exist_ok=True)
    NO_CLUSTER.write_text(
        "# For ringround's bench, which makes a cluster in a temporary folder.\ncreate_main_cluster = false\n"
    )
    apt_install("postgresql")
