"""The layers, built on this machine without Docker, the same bytes each time.

Dependencies come from `layers/deps/requirements.txt` (locked, with hashes) as wheels for Lambda's processor, whatever
this machine's is. Modules are compiled for Lambda's Python, because Lambda's folders are read-only: without a .pyc
every cold start compiles everything again, which is 2.4 times the work.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import aws_cdk as cdk
import jsii
from aws_cdk import aws_lambda as lambda_

from infra import precompiling, trimming
from infra.python import PYTHON, interpreter

ROOT = Path(__file__).resolve().parent.parent
PLATFORM = "aarch64-manylinux2014"
DEPS = ROOT / "layers" / "deps"
REQUIREMENTS = DEPS / "requirements.txt"
CORE = ROOT / "layers" / "core" / "python" / "ringround"
FUNCTIONS = ROOT / "functions"

Build = Callable[[Path], None]
"""Makes a bundle in the empty folder that it is given."""

NOT_SHIPPED = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")


class BundlingError(Exception):
    """A layer can't be built on this machine. The message says what to do."""


def fingerprint(*sources: Path, made_for: str = PLATFORM) -> str:
    """A hash of what a bundle is made from: the files' names and contents, how it is made, the machine that it is
    `made_for`, and whether it is compiled.

    It names the asset, so an unchanged layer is not built again, here or in the account.
    """
    digest = hashlib.sha256(f"{PYTHON} {made_for} {interpreter() is not None}".encode())
    made_by = (Path(__file__), Path(trimming.__file__), Path(precompiling.__file__), precompiling.CHILD)
    for source in (*made_by, *sources):
        for path in _files(source):
            digest.update(f"\0{path.relative_to(source.parent)}\0{path.stat().st_size}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _files(source: Path) -> Iterable[Path]:
    if source.is_file():
        return [source]
    every = (path for path in source.rglob("*") if path.is_file())
    return sorted(path for path in every if path.suffix != ".pyc" and not path.name.startswith("."))


def bundle_deps(output: Path) -> None:
    """Third-party packages for Lambda into `output/python`. Raises BundlingError where uv or a wheel is missing."""
    if not REQUIREMENTS.is_file():
        raise BundlingError(f"{REQUIREMENTS.relative_to(ROOT)} is missing: it locks what the functions import")
    target = output / "python"
    command = [*install(), "--target", str(target), "--python-platform", PLATFORM, "--python-version", PYTHON]
    # On a busy machine a download may stand still for longer than the half minute that uv waits by itself.
    patient = {"UV_HTTP_TIMEOUT": "180", **os.environ}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=patient)
    if done.returncode != 0:
        raise BundlingError(f"uv could not fetch the functions' packages:\n{done.stderr.strip()}")
    ready(output)


def install() -> list[str]:
    """The command that installs the functions' packages, but for where and for which Python. Raises BundlingError."""
    return [
        *(uv(), "pip", "install", "--quiet", "--no-deps", "--require-hashes", "--no-compile-bytecode"),
        *("--only-binary", ":all:", "--link-mode", "copy", "--requirements", str(REQUIREMENTS)),
    ]


def bundle_core(output: Path) -> None:
    """Our own package into `output/python`. Raises BundlingError where a module can't be compiled, or a hot handler
    not imported."""
    package = output / "python" / CORE.name
    shutil.copytree(CORE, package, ignore=NOT_SHIPPED)
    if wrong := precompiling.keep(package, install()):
        raise BundlingError(f"the hot handlers could not be imported:\n{wrong}")
    compile_modules(output, "/opt")


def bundle_function(name: str, output: Path) -> None:
    """One function's folder into `output`. Raises BundlingError where it holds no handler."""
    if not (FUNCTIONS / name / "handler.py").is_file():
        raise BundlingError(f"functions/{name}/handler.py is missing")
    shutil.copytree(FUNCTIONS / name, output, ignore=NOT_SHIPPED, dirs_exist_ok=True)
    compile_modules(output, "/var/task")


def ready(output: Path) -> None:
    """Make the packages that are installed in `output/python` ready for Lambda. Raises BundlingError where a module
    can't be compiled."""
    trimming.leave_out(output / "python")
    compile_modules(output, "/opt", alone=True)


def compile_modules(folder: Path, seen_as: str, *, alone: bool = False) -> None:
    """Compile every module under `folder`, which Lambda mounts at `seen_as`; nothing without an `interpreter()`.

    `alone`: the compiled module takes the source's place. Half of a package's size is its source, which nobody reads
    there; a traceback names the line all the same. Our own sources stay, so that it also shows the line.
    """
    python = interpreter()
    if python is None:
        return
    # The file's date stays out of the .pyc (unchecked-hash), and so does this machine's path (-s, -p).
    command = [
        *(python, "-I", "-m", "compileall", "-q", "-f", "-j", "1", "--invalidation-mode", "unchecked-hash"),
        *("-s", str(folder), "-p", seen_as, *(["-b"] if alone else []), str(folder)),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BundlingError(f"modules could not be compiled:\n{done.stdout.strip()}\n{done.stderr.strip()}")
    for source in folder.rglob("*.py") if alone else ():
        source.unlink()


def uv() -> str:
    """The command uv: the one beside this Python, or on the path. Raises BundlingError."""
    beside = Path(sys.executable).parent / "uv"
    found = str(beside) if beside.is_file() else shutil.which("uv")
    if not found:
        raise BundlingError("uv is not installed: `pip install uv` puts it beside this Python")
    return found


@jsii.implements(cdk.ILocalBundling)
class _Local:
    """CDK's way to ask for a bundle. It never falls back to Docker: where building fails, synth fails."""

    def __init__(self, build: Build) -> None:
        self._build = build

    def try_bundle(self, output_dir: str, _options: Any = None, **_more: Any) -> bool:
        """Build into `output_dir`; true, as CDK's interface asks where the bundle is there."""
        self._build(Path(output_dir))
        return True


class Packages(NamedTuple):
    """How the layer of third-party packages is built, and for which machine."""

    made_for: str
    build: Build


FOR_LAMBDA = Packages(PLATFORM, bundle_deps)


def code(source: Path, build: Build, *also: Path, made_for: str = PLATFORM) -> lambda_.Code:
    """Code for a layer or a function: what `build` makes of `source` and `also`, made again only when one of them has
    changed."""
    return lambda_.Code.from_asset(
        str(source),
        asset_hash_type=cdk.AssetHashType.CUSTOM,
        asset_hash=fingerprint(source, *also, made_for=made_for),
        # The image is never used; CDK asks for one.
        bundling=cdk.BundlingOptions(image=cdk.DockerImage.from_registry("unused"), local=_Local(build)),
    )
