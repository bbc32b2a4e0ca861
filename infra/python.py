"""The functions' version of Python, and where this machine has it: for compiling what is deployed."""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Final

PYTHON: Final = "3.13"
"""The minor version of the functions' runtime."""


def interpreter() -> str | None:
    """A Python of the runtime's minor version: this one, one on the path, or pyenv's. None where there is none."""
    return _interpreter(os.environ.get("PATH", ""))


@cache
def _interpreter(path: str) -> str | None:
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    candidates = [sys.executable, shutil.which(f"python{PYTHON}", path=path)]
    candidates += [str(one) for one in sorted(pyenv.glob(f"{PYTHON}.*/bin/python"))]
    # Each is asked, because pyenv puts a `python3.13` on the path that only says it isn't chosen.
    return next((one for one in candidates if one and _version(one) == PYTHON), None)


def _version(python: str) -> str | None:
    # What was compiled by a version that wasn't out yet may be nothing that the released one reads.
    ask = "import sys; print('%d.%d' % sys.version_info[:2], sys.implementation.name, sys.version_info.releaselevel)"
    try:
        answer = subprocess.run([python, "-c", ask], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    version, _, kind = answer.stdout.strip().partition(" ")
    return version if kind == "cpython final" else None
