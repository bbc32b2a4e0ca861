"""The layers, built on this machine without Docker, the same bytes each time.

Dependencies come from `layers/deps/requirements.txt` (locked, with hashes) as wheels for Lambda's processor, whatever
this machine's is. Modules are compiled for Lambda's Python, because Lambda's folders are read-only: without a .pyc
every cold start compiles everything again, which is 2.4 times the work.
"""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import aws_cdk as cdk
import jsii
from aws_cdk import aws_lambda as lambda_

from infra.python import PYTHON, interpreter

ROOT = Path(__file__).resolve().parent.parent
PLATFORM = "aarch64-manylinux2014"
DEPS = ROOT / "layers" / "deps"
REQUIREMENTS = DEPS / "requirements.txt"
CORE = ROOT / "layers" / "core" / "python" / "ringround"
FUNCTIONS = ROOT / "functions"

BOTOCORE_SERVICES = ("dynamodb", "lambda", "s3", "sesv2")
"""botocore brings the descriptions of some 400 services; these are the ones that are called."""
UNUSED = (
    "bin",
    # Which town, carrier and time zone a number belongs to, for the whole world: 40 MB.
    "phonenumbers/geodata",
    "phonenumbers/carrierdata",
    "phonenumbers/tzdata",
)
"""Folders of the installed packages that nothing of ours reads."""

Build = Callable[[Path], None]
"""Makes a bundle in the empty folder that it is given."""

NOT_SHIPPED = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")


class BundlingError(Exception):
    """A layer can't be built on this machine. The message says what to do."""


def fingerprint(*sources: Path, made_for: str = PLATFORM) -> str:
    """A hash of what a bundle is made from: the files' names and contents, this file, the machine that it is
    `made_for`, and whether it is compiled.

    It names the asset, so an unchanged layer is not built again, here or in the account.
    """
    digest = hashlib.sha256(f"{PYTHON} {made_for} {interpreter() is not None}".encode())
    for source in (Path(__file__), *sources):
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
    command = [
        *(_uv(), "pip", "install", "--quiet", "--no-deps", "--require-hashes", "--no-compile-bytecode"),
        *("--target", str(target), "--python-platform", PLATFORM, "--python-version", PYTHON),
        *("--only-binary", ":all:", "--link-mode", "copy", "--requirements", str(REQUIREMENTS)),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BundlingError(f"uv could not fetch the functions' packages:\n{done.stderr.strip()}")
    leave_out(target)
    compile_modules(output, "/opt")


def bundle_core(output: Path) -> None:
    """Our own package into `output/python`. Raises BundlingError where a module can't be compiled."""
    shutil.copytree(CORE, output / "python" / CORE.name, ignore=NOT_SHIPPED)
    compile_modules(output, "/opt")


def bundle_function(name: str, output: Path) -> None:
    """One function's folder into `output`. Raises BundlingError where it holds no handler."""
    if not (FUNCTIONS / name / "handler.py").is_file():
        raise BundlingError(f"functions/{name}/handler.py is missing")
    shutil.copytree(FUNCTIONS / name, output, ignore=NOT_SHIPPED, dirs_exist_ok=True)
    compile_modules(output, "/var/task")


def compile_modules(folder: Path, seen_as: str) -> None:
    """Compile every module under `folder`, which Lambda mounts at `seen_as`; nothing without an `interpreter()`."""
    python = interpreter()
    if python is None:
        return
    # The file's date stays out of the .pyc (unchecked-hash), and so does this machine's path (-s, -p).
    command = [
        *(python, "-I", "-m", "compileall", "-q", "-f", "-j", "1", "--invalidation-mode", "unchecked-hash"),
        *("-s", str(folder), "-p", seen_as, str(folder)),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BundlingError(f"modules could not be compiled:\n{done.stdout.strip()}\n{done.stderr.strip()}")


def _uv() -> str:
    beside = Path(sys.executable).parent / "uv"
    found = str(beside) if beside.is_file() else shutil.which("uv")
    if not found:
        raise BundlingError("uv is not installed: `pip install uv` puts it beside this Python")
    return found


def leave_out(target: Path) -> None:
    """Take out what Lambda never reads from packages installed in `target`."""
    for folder in UNUSED:
        shutil.rmtree(target / folder, ignore_errors=True)
    # What an installer writes about this machine.
    for record in [target / ".lock", *target.glob("*.dist-info/RECORD"), *target.glob("*.dist-info/direct_url.json")]:
        record.unlink(missing_ok=True)
    data = target / "botocore" / "data"
    for service in [path for path in data.iterdir() if path.is_dir()] if data.is_dir() else []:
        if service.name not in BOTOCORE_SERVICES:
            shutil.rmtree(service)


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


def code(source: Path, build: Build, *, made_for: str = PLATFORM) -> lambda_.Code:
    """Code for a layer or a function: what `build` makes of `source`, made again only when that has changed."""
    return lambda_.Code.from_asset(
        str(source),
        asset_hash_type=cdk.AssetHashType.CUSTOM,
        asset_hash=fingerprint(source, made_for=made_for),
        # The image is never used; CDK asks for one.
        bundling=cdk.BundlingOptions(image=cdk.DockerImage.from_registry("unused"), local=_Local(build)),
    )
