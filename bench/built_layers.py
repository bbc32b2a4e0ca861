"""The layers as a deploy builds them, but for this machine's processor, so that they can be run here."""

import subprocess
from pathlib import Path

from infra import bundling


def build(folder: Path, python: str) -> None:
    """Both layers into `folder/core` and `folder/deps`, for an interpreter. Raises BundlingError."""
    for name in ("core", "deps"):
        (folder / name).mkdir(parents=True)
    bundling.bundle_core(folder / "core")
    target = folder / "deps" / "python"
    command = [*bundling.install(), "--target", str(target), "--python", python]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise bundling.BundlingError(f"uv could not fetch the functions' packages:\n{done.stderr.strip()}")
    bundling.ready(folder / "deps")
