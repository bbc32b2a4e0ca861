"""The start of each hot handler, from the built package, beside importing boto3 and making a DynamoDB client.

    python -m bench.start [--quick]        (make bench-start)

Counted in instructions of the processor until the process could take its first request, which repeat to a few
thousandths whatever else runs. Everything runs under Lambda's Python with compiled modules, in an environment like
Lambda's. boto3 is measured twice: as a package index gives it, compiled, which is what the target is held against
(whoever writes a function has that), and as our own layer holds it after `infra.trimming`.

What is asked of a handler is more than of boto3: its client is made as well, and it has to be ready for a request.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Final

from bench import built_layers
from bench.instructions import COUNTER, count
from bench.package_sizes import HOT, size
from bench.results import Row, emit
from infra import bundling
from infra.python import interpreter

BOTO3: Final = "import os, boto3; boto3.client('dynamodb'); os._exit(0)"
READY: Final = "import os, ringround.start; ringround.start.handler; os._exit(0)"
ALONE: Final = "import os; os._exit(0)"
TOLD: Final = {
    "AWS_REGION": "eu-west-2",
    "AWS_DEFAULT_REGION": "eu-west-2",
    "AWS_ACCESS_KEY_ID": "none",
    "AWS_SECRET_ACCESS_KEY": "none",
    "AWS_SESSION_TOKEN": "none",
    "AWS_LAMBDA_FUNCTION_NAME": "bench",
    "RINGROUND_TABLE": "none",
    "POWERTOOLS_SERVICE_NAME": "bench",
    "HOME": "/nonexistent",
    "LC_ALL": "C.UTF-8",
}


def main() -> int:
    """Measure, print, keep; 2 where there is no Python of Lambda's version or nothing that counts instructions."""
    python = interpreter()
    if python is None or COUNTER is None:
        print("bench-start needs the functions' version of Python, and perf or valgrind")
        return 2
    times = 1 if "--quick" in sys.argv[1:] else 3
    with tempfile.TemporaryDirectory(prefix="bench-start-") as folder:
        rows, series = _measured(Path(folder), python, times)
    path = emit("start", rows, {"instructions counted by": COUNTER, "runs of each": times}, series)
    return 0 if path.is_file() else 1


def _measured(folder: Path, python: str, times: int) -> tuple[list[Row], dict[str, dict[str, list[tuple[str, float]]]]]:
    built_layers.build(folder, python)
    for name in HOT:
        (folder / name).mkdir()
        bundling.bundle_function(name, folder / name)
    plain = folder / "plain"
    _as_given(plain, python)
    layers = (folder / "deps" / "python", folder / "core" / "python")
    what = {
        "boto3": ((plain,), BOTO3),
        "ours": (layers, BOTO3),
        "python": (layers, ALONE),
        **{name: ((folder / name, *layers), READY) for name in HOT},
    }
    seen: dict[str, list[int]] = {name: [] for name in what}
    for _ in range(times):
        for name, (places, code) in what.items():
            seen[name].append(_count(python, places, code))
    found = {name: median(each) / 1e6 for name, each in seen.items()}
    ratios = {name: found[name] / found["boto3"] for name in HOT}
    rows = [
        Row("worst hot handler", round(max(ratios.values()), 3), "ratio"),
        *(Row(f"start of {name}", round(found[name]), "million instructions") for name in HOT),
        Row("boto3 and a client, as a package index gives them", round(found["boto3"]), "million instructions"),
        Row("boto3 and a client, from our layer", round(found["ours"]), "million instructions"),
        Row("an empty Python", round(found["python"]), "million instructions"),
        Row(
            "worst hot handler, beside boto3 from our layer",
            round(max(found[n] for n in HOT) / found["ours"], 3),
            "ratio",
        ),
        Row("package", round(_zipped(folder) / 1e6, 2), "MB"),
        Row("modules without .pyc", sum(1 for _ in _uncompiled(folder)), "modules"),
    ]
    return rows, {
        "start-up": {"instructions beside boto3": [(name, round(ratio, 3)) for name, ratio in ratios.items()]}
    }


def _as_given(place: Path, python: str) -> None:
    """boto3 and what it needs, whole, compiled."""
    wanted = ("boto3", "botocore", "jmespath", "python-dateutil", "s3transfer", "six", "urllib3")
    lines = bundling.REQUIREMENTS.read_text(encoding="utf-8").splitlines()
    locked = [line.split()[0] for line in lines if line.partition("==")[0] in wanted and "==" in line]
    command = [bundling.uv(), "pip", "install", "--quiet", "--no-deps", "--target", str(place), "--python", python]
    subprocess.run([*command, *locked], check=True)
    subprocess.run([python, "-m", "compileall", "-q", str(place)], check=True)


def _count(python: str, places: Sequence[Path], code: str) -> int:
    environment = {**TOLD, "PATH": os.defpath, "PYTHONHASHSEED": "0", "PYTHONPATH": os.pathsep.join(map(str, places))}
    return count([python, "-B", "-P", "-c", code], environment)


def _zipped(folder: Path) -> int:
    names = {name: size(name, folder / name).zipped for name in ("core", "deps", *HOT)}
    return names["core"] + names["deps"] + max(names[name] for name in HOT)


def _uncompiled(folder: Path) -> Iterator[Path]:
    """Modules of the package that Lambda would have to compile."""
    for name in ("core", "deps", *HOT):
        for source in (folder / name).rglob("*.py"):
            if not list((source.parent / "__pycache__").glob(f"{source.stem}.cpython-*.pyc")):
                yield source


if __name__ == "__main__":
    sys.exit(main())
