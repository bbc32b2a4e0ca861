"""Imports point one way (`[tool.importlinter]` in pyproject.toml), and each of those contracts can fail."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CORE = Path("layers") / "core" / "python" / "ringround"

FORBIDDEN = {
    "down": (CORE / "domain" / "hours.py", "from ringround.storage import keys"),
    "outside": (CORE / "usecases" / "look.py", "import functions.login.handler"),
    "apart": (Path("functions") / "login" / "handler.py", "import functions.submit_response.handler"),
    "pure": (CORE / "domain" / "hours.py", "import time"),
    "table": (CORE / "usecases" / "look.py", "import boto3"),
    "hot": (CORE / "domain" / "outcomes.py", "import phonenumbers"),
    "deployed": (CORE / "domain" / "outcomes.py", "import typer"),
    "light": (Path("infra") / "config.py", "import aws_cdk"),
    "cdk": (Path("infra") / "stages.py", "from ringround.storage import table"),
    "data": (CORE / "api" / "routes.py", "import pydantic"),
}
"""For each contract, an import that it exists to forbid, and where it would be written."""


def contracts() -> dict[str, str]:
    """The contracts' names by their ids."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    return {contract["id"]: contract["name"] for contract in settings["contracts"]}


def lint(root: Path, cache: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the tree at `root`."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(root / CORE.parent), str(root))), "COLUMNS": "200"}
    command = [str(Path(sys.executable).with_name("lint-imports")), "--cache-dir", str(cache), *more]
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The tree's Python, to spoil."""
    only = shutil.ignore_patterns("node_modules", "__pycache__", "*.json", ".*")
    for folder in (CORE, Path("functions"), Path("infra")):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=only)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_imports_point_one_way(cache: Path) -> None:
    done = lint(ROOT, cache)
    assert done.returncode == 0, done.stdout
    assert f"{len(contracts())} kept, 0 broken" in done.stdout


def test_every_contract_has_an_import_that_breaks_it() -> None:
    assert set(FORBIDDEN) == set(contracts())


@pytest.mark.parametrize("contract", sorted(FORBIDDEN))
def test_a_forbidden_import_is_found(copy: Path, cache: Path, contract: str) -> None:
    where, line = FORBIDDEN[contract]
    path = copy / where
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    done = lint(copy, cache, "--contract", contract)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "0 kept, 1 broken" in done.stdout
