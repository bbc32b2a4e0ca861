"""Importing a module does nothing: no client, no look at the environment. Each question is asked of a new process."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
CORE = ROOT / "layers" / "core" / "python" / "ringround"

PROBE = r"""
import importlib, json, os, pkgutil, sys
import botocore.client

ours = tuple(sys.argv[1:3])
read, made = [], []

def whose():
    frame = sys._getframe(2)
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith("<frozen importlib"):
            return None  # what somebody else's module looks at while it is imported
        if name.startswith(ours):
            return f"{name}:{frame.f_lineno}"
        frame = frame.f_back
    return None

def watched(real, environ, name):
    if (by := whose()) is not None:
        read.append(f"{name} by {by}")
    return real(environ, name)

kind = type(os.environ)
item, contains = kind.__getitem__, kind.__contains__
kind.__getitem__ = lambda environ, name: watched(item, environ, name)
kind.__contains__ = lambda environ, name: watched(contains, environ, name) if isinstance(name, str) else False
create = botocore.client.ClientCreator.create_client
botocore.client.ClientCreator.create_client = lambda self, *a, **k: made.append(str(a)) or create(self, *a, **k)

imported = []
def bring(name):
    module = importlib.import_module(name)
    imported.append(name)
    for each in pkgutil.iter_modules(getattr(module, "__path__", [])):
        bring(f"{name}.{each.name}")

for name in sys.argv[3:]:
    bring(name)
print(json.dumps({"read": read, "made": made, "imported": imported, "modules": sorted(sys.modules)}))
"""


def after_importing(*names: str) -> dict[str, Any]:
    """What a new process did while it imported these modules and all below them."""
    command = [sys.executable, "-c", PROBE, str(CORE), str(ROOT / "functions"), *names]
    environment = {"PYTHONPATH": f"{CORE.parent}:{ROOT}", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def looks_of_our_own(found: dict[str, Any]) -> list[str]:
    """What was read, without the switches of the two libraries whose classes are put together at import."""
    return [read for read in found["read"] if not read.startswith(("POWERTOOLS_", "PYDANTIC_"))]


def handlers() -> list[str]:
    """The modules that Lambda loads."""
    return sorted(f"functions.{path.parent.name}.handler" for path in (ROOT / "functions").glob("*/handler.py"))


def test_importing_ringround_makes_no_client_and_reads_no_environment() -> None:
    found = after_importing("ringround")
    assert found["made"] == []
    assert looks_of_our_own(found) == []
    files = [path for path in CORE.rglob("*.py") if path.name != "__init__.py"]
    assert len([name for name in found["imported"] if name.count(".")]) >= len(files)


@pytest.mark.parametrize("handler", handlers())
def test_importing_a_handler_makes_no_client_and_reads_nothing_of_ours(handler: str) -> None:
    found = after_importing(handler)
    assert found["made"] == []
    assert looks_of_our_own(found) == []


HOT = ["functions.login.handler", "functions.next_contact.handler", "functions.submit_response.handler"]
SLOW = (
    "aws_lambda_powertools.utilities.idempotency",
    "aws_lambda_powertools.utilities.validation",
    "aws_xray_sdk",  # what Powertools' Tracer stands on
    "phonenumbers",
    "ringround.importing",
    "rich",
    "sqlite3",
    "typer",
)
"""What start-up was measured to pay for most, or what only staff need."""


@pytest.mark.parametrize("handler", HOT)
def test_a_hot_handler_starts_without_what_is_slow_to_start(handler: str) -> None:
    modules = after_importing(handler)["modules"]
    assert [m for m in modules if any(m == slow or m.startswith(f"{slow}.") for slow in SLOW)] == []


def test_the_probe_sees_a_look_at_the_environment_and_a_client(tmp_path: Path) -> None:
    (tmp_path / "guilty").mkdir()
    (tmp_path / "guilty" / "__init__.py").write_text(
        "import os, boto3\nhome = os.environ.get('HOME')\nboto3.client('s3', region_name='eu-west-2')\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-c", PROBE, str(tmp_path), str(tmp_path), "guilty"]
    environment = {"PYTHONPATH": str(tmp_path), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60)
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["made"]
    assert any(read.startswith("HOME by") for read in found["read"])
