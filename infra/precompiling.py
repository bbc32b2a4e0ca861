"""Keeps, in the layer of our own package, what `dataclasses` compiles as a hot handler starts
(`ringround.precompiled`).

The handlers are imported once by Lambda's Python, with the layer's packages as they are for this machine's processor:
text and code are the same on both.
"""

import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from infra.python import interpreter

ROOT: Final = Path(__file__).resolve().parent.parent
HOT: Final = ("login", "next_contact", "submit_response")
"""The handlers that volunteers wait for."""
CHILD: Final = Path(__file__).with_name("precompiling_child.py")


def keep(package: Path, install: Sequence[str]) -> str:
    """Write the file into the copy of our package in the folder `package`. `install` is the command that installs the
    functions' packages, but for where and for which Python. Says what went wrong, or nothing."""
    python = interpreter()
    if python is None:
        return ""
    with tempfile.TemporaryDirectory() as folder:
        fetched = _run([*install, "--target", folder, "--python", python])
        if fetched:
            return fetched
        # The same order of whatever is in sets, so that the same bytes come out.
        return _run([python, "-B", "-P", str(CHILD), str(package), folder, str(ROOT), *HOT], PYTHONHASHSEED="0")


def _run(command: Sequence[str], **told: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**environment, **told})
    return "" if done.returncode == 0 else f"{done.stdout.strip()}\n{done.stderr.strip()}".strip()
