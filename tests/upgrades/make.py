"""Makes the table of an earlier commit, with that commit's own code: `python -m tests.upgrades.make COMMIT NAME`.

The names in it are invented and the numbers Ofcom's for drama. A table is made once, when a version is out, and never
again: what that version wrote does not change.
"""

import argparse
import gzip
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
TABLES = HERE / "tables"
BORROWED = (
    "tests/interleavings/__init__.py",
    "tests/interleavings/expressions.py",
    "tests/interleavings/memory.py",
    "tests/interleavings/stepping.py",
    "bench/scale/expressions.py",
    "tests/upgrades/seed.py",
)
"""What the earlier commit is lent: a table in memory, and what to do with it."""


def main() -> None:
    """Make one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("commit")
    parser.add_argument("name", help="what the table is called")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        tree = Path(name)
        archive = subprocess.run(
            ["git", "archive", given.commit, "layers", "tests"], cwd=ROOT, check=True, capture_output=True
        )
        subprocess.run(["tar", "-x", "-C", name], input=archive.stdout, check=True)
        for path in BORROWED:
            (tree / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, tree / path)
        for package in ("bench", "bench/scale", "tests/upgrades"):
            (tree / package / "__init__.py").touch()
        env = {"PYTHONPATH": f"{tree / 'layers/core/python'}:{tree}", "PATH": ""}
        ran = subprocess.run(
            [sys.executable, "-m", "tests.upgrades.seed"], cwd=tree, env=env, check=True, capture_output=True
        )
    made = {"commit": given.commit, **json.loads(ran.stdout)}
    packed = gzip.compress(json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode(), mtime=0)
    TABLES.mkdir(exist_ok=True)
    (TABLES / f"{given.name}.json.gz").write_bytes(packed)


if __name__ == "__main__":
    main()
