"""Which version is deployed: told to staff as an output of the stack, and to no function, or each commit would change
all of them."""

import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def version(root: Path = ROOT) -> str:
    """What git calls the state of the folder (`v1.2-3-g1a2b3c4`, `-dirty` with changes that are not committed); without
    git, the project's version."""
    try:
        asked = ["git", "-C", str(root), "describe", "--tags", "--always", "--dirty"]
        done = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return _project(root)
    return done.stdout.strip() or _project(root)


def _project(root: Path) -> str:
    written = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    return str(written["project"]["version"])
