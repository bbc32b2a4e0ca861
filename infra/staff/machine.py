"""What this machine needs for a deploy, and the project's own set-up that installs it."""

import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from infra.local.install import main, parts, paths
from infra.local.install.machine import OLDEST_NODE, node_major
from infra.python import PYTHON, interpreter

from .checks import Check, note, ok, stop

BY_ITSELF: Final = "nothing: a deploy does it by itself (or now: make staff)"
"""What to do about what `set_up` puts right."""
CDK_COMMAND = paths.ROOT / "infra" / "node_modules" / ".bin" / "cdk"


def look(context: Mapping[str, str] | None = None) -> list[Check]:
    """What is there and what is missing. `context` is what `cdk` is given beside the by-election's name."""
    return [_node(), _cdk_command(), _cdk_packages(), _web((context or {}).get("site")), _compiler()]


def set_up() -> None:
    """Install and build what is missing, as `make synth` does. Raises SetupError."""
    with parts.alone():
        parts.side_by_side(main.TARGETS["synth"])


def _node() -> Check:
    major = node_major()
    get = f"install Node {OLDEST_NODE} or newer: https://nodejs.org, or your system's packages"
    if major is None:
        return stop("Node", "it is missing", get)
    if major < OLDEST_NODE:
        return stop("Node", f"version {major} is too old", get)
    return ok("Node", f"version {major}")


def _cdk_command() -> Check:
    if CDK_COMMAND.exists():
        return ok("The cdk command", "installed in this folder")
    return _missing("The cdk command", "not installed yet")


def _cdk_packages() -> Check:
    if importlib.util.find_spec("aws_cdk") is not None:
        return ok("CDK's Python packages", "installed")
    return _missing("CDK's Python packages", "not installed yet (490 MB)")


def _web(elsewhere: str | None) -> Check:
    what = "The calling screen"
    if elsewhere == "none":
        return note(what, "left out of this deploy, as you said (-c site=none)")
    if elsewhere:
        if (Path(elsewhere) / "index.html").is_file():
            return ok(what, f"from {elsewhere}")
        return stop(what, f"{elsewhere} has no index.html", "build it there")
    if not (paths.DIST / "index.html").is_file():
        return _missing(what, "not built yet")
    if not parts.web_is_current():
        return _missing(what, "built from older sources than there are now")
    return ok(what, "built, and current")


def _compiler() -> Check:
    what = f"Python {PYTHON}"
    if interpreter():
        return ok(what, "there, to compile the layers for Lambda")
    return note(
        what,
        "not on this machine: everything works, but a function's first answer takes twice as long",
        f"install Python {PYTHON} (python.org, or “uv python install {PYTHON}”) and deploy again",
    )


def _missing(what: str, said: str) -> Check:
    return stop(what, said, BY_ITSELF)
