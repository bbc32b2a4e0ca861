"""Work out the lock files: every version with its hashes, no address of a registry, no path of a machine."""

from __future__ import annotations

import json
from pathlib import Path

from infra.local.install import paths
from infra.local.install.parts import app, python_packages, run
from infra.local.install.report import step

HEADER = "# Made by `make lock` from pyproject.toml: don't edit by hand.\n"
OPTIONS = (
    "--quiet",
    "--universal",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-header",
    "--no-annotate",
    "--python-version",
    "3.11",
)
# The app's sets share one environment, so they are resolved together and then taken apart again.
TOGETHER = ("demo", "dev", "cdk", "build")
SETS: dict[str, tuple[str, ...]] = {"demo": ("demo", "build"), "dev": ("dev",), "cdk": ("cdk",)}
ALONE = ("ministack", "checkov", "java", "bench", "audit")
LAMBDA = paths.ROOT / "layers" / "deps" / "requirements.txt"
LAMBDA_PYTHON = "3.13"


def make(*, upgrade: bool) -> None:
    """Write infra/locks/, layers/deps/requirements.txt and the package-lock.json of infra, web and Lighthouse.

    Versions that are locked stay where pyproject.toml still allows them, unless `upgrade`.
    """
    app(("demo", "the app's Python packages", "up to a minute"))()
    python_packages(paths.APP_ENV, "cdk", "CDK's Python packages, with uv", "up to two minutes")()
    step("the Python lock files", "half a minute", lambda: _python(upgrade))
    for folder in (paths.ENGINE, paths.ROOT / "infra", paths.ROOT / "web", paths.LIGHTHOUSE):
        npm = ["npm", "update" if upgrade else "install", "--package-lock-only", "--ignore-scripts"]
        run(npm, folder, f"Locking {folder.name}")
        _without_addresses(folder / "package-lock.json")


def _without_addresses(lock: Path) -> None:
    """npm writes down where each package asks for money; a lock holds versions and hashes only."""
    found = json.loads(lock.read_text())
    for package in found["packages"].values():
        package.pop("funding", None)
    lock.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n")


def _compile(sources: list[str], output: str, *, python: str = "3.11") -> None:
    uv = str(paths.APP_ENV / "bin" / "uv")
    options = [*OPTIONS[:-1], python]
    run([uv, "pip", "compile", *options, *sources, "--output-file", output], paths.ROOT, "Locking")


def _python(upgrade: bool) -> None:
    paths.CACHE.mkdir(exist_ok=True)
    together = paths.CACHE / "together.txt"
    if upgrade or not (paths.LOCKS / "demo.txt").exists():
        together.unlink(missing_ok=True)
    else:
        together.write_text("".join((paths.LOCKS / f"{name}.txt").read_text() for name in SETS))
    groups = [word for group in TOGETHER for word in ("--group", group)]
    _compile(["pyproject.toml", *groups], str(together))
    for name, members in SETS.items():
        groups = [word for group in members for word in ("--group", f"pyproject.toml:{group}")]
        sources = ["pyproject.toml", *groups] if name == "demo" else groups
        _lock([*sources, "--constraints", str(together)], name)
    for name in ALONE:
        if upgrade:
            (paths.LOCKS / f"{name}.txt").unlink(missing_ok=True)
        _lock(["--group", f"pyproject.toml:{name}"], name)
    _compile(["pyproject.toml", "--constraints", str(together)], str(LAMBDA), python=LAMBDA_PYTHON)
    LAMBDA.write_text(HEADER + LAMBDA.read_text().removeprefix(HEADER))


def _lock(sources: list[str], name: str) -> None:
    lock = paths.LOCKS / f"{name}.txt"
    _compile(sources, str(lock))
    lock.write_text(HEADER + lock.read_text().removeprefix(HEADER))
