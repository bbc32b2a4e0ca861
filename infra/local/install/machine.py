"""What the machine itself must have: Python, Node, a Java or none, Chromium for the browser tests."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from infra.local.install.report import SetupError, say

OLDEST_NODE = 20
OLDEST_JAVA = 17  # DynamoDB Local 3 is compiled for class version 61.
_one_apt = threading.Lock()  # Parts are installed side by side, and apt-get refuses to be.
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def check_platform(platform: str = sys.platform) -> None:
    """Raise SetupError on Windows, whose files can't be locked the way the local app needs."""
    if platform == "win32":
        raise SetupError("Windows itself is not supported: use it inside WSL (wsl --install).")


def output_of(command: list[str]) -> str | None:
    """What a command printed on both streams, or None if it isn't there or failed within 20 s."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout + done.stderr if done.returncode == 0 else None


def node_major() -> int | None:
    """The major version of `node` on the path, or None."""
    found = re.match(r"v(\d+)\.", output_of(["node", "--version"]) or "")
    return int(found[1]) if found else None


def check_node() -> None:
    """Raise SetupError unless Node and npm are there and new enough."""
    major = node_major()
    wanted = f"Install Node {OLDEST_NODE} or newer (nodejs.org, or your system's packages) and try again."
    if major is None:
        raise SetupError(f"Node is missing. {wanted}")
    if major < OLDEST_NODE:
        raise SetupError(f"Node {major} is too old. {wanted}")
    if shutil.which("npm") is None:
        raise SetupError("npm, which comes with Node, is missing: install it and try again.")


def java_major(java: str) -> int | None:
    """The major version of a Java: 17 for both `17.0.15` and `1.17`; None if it isn't one.

    The `java` of a Mac without Java is a stub that fails: None too.
    """
    found = re.search(r'version "(?:1\.)?(\d+)', output_of([java, "-version"]) or "")
    return int(found[1]) if found else None


def machine_java(environ: Mapping[str, str] = os.environ) -> tuple[Path | None, int | None]:
    """A Java that is new enough, or None, and the newest version met.

    JAVA_HOME goes before the path.
    """
    places = []
    if environ.get("JAVA_HOME"):
        places.append(str(Path(environ["JAVA_HOME"]) / "bin" / "java"))
    on_path = shutil.which("java", path=environ.get("PATH"))
    if on_path:
        places.append(on_path)
    newest = None
    for place in places:
        major = java_major(place)
        if major is not None and major >= OLDEST_JAVA:
            return Path(place), major
        if major is not None:
            newest = max(newest or 0, major)
    return None, newest


def chromium(environ: Mapping[str, str] = os.environ) -> Path | None:
    """The browser for the browser tests: CHROMIUM names it, or the first known one on the path."""
    named = environ.get("CHROMIUM")
    if named:
        return Path(named) if Path(named).exists() else None
    for name in BROWSERS:
        found = shutil.which(name, path=environ.get("PATH"))
        if found:
            return Path(found)
    return None


def install_chromium() -> None:
    """Install Debian's Chromium where that needs no question: as root on a machine with apt-get.

    Elsewhere say what to install: the browser tests then fail with the same sentence.
    """
    if chromium() is not None:
        return
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        say(
            "  Chromium is missing, and the browser tests need it: install it (Debian, Ubuntu: "
            "sudo apt-get install chromium), or name one: CHROMIUM=/path/to/chrome make test"
        )
        return
    say("  Chromium for the browser tests, by apt-get (about 100 MB, a minute or two) …")
    apt_install("chromium", "fonts-dejavu-core")


def apt_install(*packages: str) -> None:
    """Install packages of Debian's, as root. Raises SetupError with the end of what apt-get said."""
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-q"],
        ["apt-get", "install", "-q", "-y", "--no-install-recommends", *packages],
    ):
        with _one_apt:
            done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            last = "\n".join((done.stdout + done.stderr).splitlines()[-8:])
            raise SetupError(f"{' '.join(command)} failed:\n{last}")
