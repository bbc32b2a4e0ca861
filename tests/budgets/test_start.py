"""What a hot handler imports before its first request: each module is paid for at every cold start.

Modules of Python itself are not counted, because their number depends on its version. A number that is passed is no
rule of nature: look at what came in (the test names it by package), and raise the limit where it is worth its price
(`make bench-start`).
"""

import json
import os
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIMITS = {"login": 316, "next_contact": 320, "submit_response": 324}
"""Modules that are not Python's own, after the start and before a request."""
NEVER = (
    "asyncio",
    "aws_lambda_powertools.event_handler.appsync",
    "aws_lambda_powertools.metrics",
    "aws_lambda_powertools.tracing",
    "multiprocessing",
    "phonenumbers",
    "ringround.api.answers",
    "ringround.api.openapi",
    "ringround.api.organise",
    "ringround.importing",
    "s3transfer",
)
"""What only others need, or what `ringround.lean` leaves out."""
PROBE = """
import json, sys
import ringround.start
ringround.start.begin("functions." + sys.argv[1] + ".handler")
print(json.dumps(sorted(sys.modules)))
"""


@cache
def imported(function: str) -> list[str]:
    """The modules that are there when a function has started."""
    told = {
        "PYTHONPATH": os.pathsep.join((str(ROOT / "layers" / "core" / "python"), str(ROOT))),
        "AWS_DEFAULT_REGION": "eu-west-2",
        "RINGROUND_TABLE": "none",
        "POWERTOOLS_SERVICE_NAME": function,
    }
    command = [sys.executable, "-c", PROBE, function]
    done = subprocess.run(command, env=told, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    found: list[str] = json.loads(done.stdout.splitlines()[-1])
    return found


def brought(function: str) -> Counter[str]:
    """How many modules each package brought; Python's own left out, and what a developer's machine puts in."""
    outside = (name for name in imported(function) if name.partition(".")[0] not in sys.stdlib_module_names)
    return Counter(name.partition(".")[0] for name in outside if not name.startswith(("__", "_", "functions")))


@pytest.mark.parametrize("function", sorted(LIMITS))
def test_a_hot_handler_imports_no_more_modules_than_its_budget(function: str) -> None:
    found = brought(function)
    assert found.total() <= LIMITS[function], found.most_common()


@pytest.mark.parametrize("function", sorted(LIMITS))
def test_a_hot_handler_imports_nothing_that_only_others_need(function: str) -> None:
    modules = imported(function)
    assert [m for m in modules if any(m == other or m.startswith(f"{other}.") for other in NEVER)] == []


def test_there_is_something_to_count() -> None:
    found = brought("login")
    assert min(found[name] for name in ("ringround", "botocore", "pydantic", "aws_lambda_powertools")) > 10
