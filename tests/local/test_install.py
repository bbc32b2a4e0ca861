"""What the set-up says on a machine that lacks something."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from infra.local.install import machine, parts, paths, postgres
from infra.local.install.report import SetupError

SETUP = paths.ROOT / "infra" / "local" / "setup.py"


def program(folder: Path, name: str, says: str, *, fails: bool = False) -> Path:
    """A program that prints one line."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\necho '{says}'\nexit {int(fails)}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return file


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    for name in ("JAVA_HOME", "CHROMIUM"):
        monkeypatch.delenv(name, raising=False)
    return folder


def test_a_missing_node_is_named(path: Path) -> None:
    with pytest.raises(SetupError, match=r"Node is missing\. Install Node 20 or newer"):
        machine.check_node()


def test_a_node_that_is_too_old_is_named(path: Path) -> None:
    program(path, "node", "v18.19.1")
    with pytest.raises(SetupError, match=r"Node 18 is too old\. Install Node 20 or newer"):
        machine.check_node()


def test_a_node_without_npm_is_named(path: Path) -> None:
    program(path, "node", "v22.1.0")
    with pytest.raises(SetupError, match="npm, which comes with Node, is missing"):
        machine.check_node()


@pytest.mark.parametrize(
    ("says", "major"),
    [
        ('openjdk version "17.0.15" 2025-04-15', 17),
        ('java version "1.8.0_392"', 8),
        ('openjdk version "25" 2025-09-16', 25),
        ("The operation couldn’t be completed. Unable to locate a Java Runtime.", None),
    ],
)
def test_the_version_of_java_is_read(path: Path, says: str, major: int | None) -> None:
    assert machine.java_major(str(program(path, "java", says))) == major


def test_a_java_that_is_too_old_is_not_taken(path: Path) -> None:
    program(path, "java", 'openjdk version "11.0.2"')
    assert machine.machine_java({"PATH": str(path)}) == (None, 11)


def test_a_java_that_fails_is_none(path: Path) -> None:
    program(path, "java", 'openjdk version "21"', fails=True)
    assert machine.machine_java({"PATH": str(path)}) == (None, None)


def test_java_home_goes_before_the_path(path: Path, tmp_path: Path) -> None:
    program(path, "java", 'openjdk version "21"')
    home = program(tmp_path / "home" / "bin", "java", 'openjdk version "17"')
    assert machine.machine_java({"PATH": str(path), "JAVA_HOME": str(tmp_path / "home")}) == (home, 17)


def test_without_java_one_is_taken_from_the_registry(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = []
    monkeypatch.setattr(parts, "python_packages", lambda *what: lambda: taken.append(what[1]))
    parts.java()
    assert taken == ["java"]


def test_a_browser_can_be_named(path: Path, tmp_path: Path) -> None:
    assert machine.chromium({"PATH": str(path)}) is None
    named = program(tmp_path / "else", "chrome", "")
    assert machine.chromium({"PATH": str(path), "CHROMIUM": str(named)}) == named
    found = program(path, "chromium", "")
    assert machine.chromium({"PATH": str(path)}) == found


def test_postgres_15_goes_before_a_newer_one_and_that_before_an_older(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(postgres, "PLACES", (f"{tmp_path}/*/bin",))
    assert postgres.programs() is None
    for version, best in (("9.6", "9.6"), ("14", "14"), ("17", "17"), ("15", "15"), ("16", "15")):
        program(tmp_path / version / "bin", "initdb", "")
        assert postgres.programs() == tmp_path / best / "bin"


def test_postgres_is_installed_where_it_is_missing_and_makes_no_cluster(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: Path
) -> None:
    installed: list[tuple[str, ...]] = []
    monkeypatch.setattr(postgres, "apt_install", lambda *names: installed.append(names))
    monkeypatch.setattr(postgres, "NO_CLUSTER", tmp_path / "created.d" / "bench.conf")
    monkeypatch.setattr(postgres, "PLACES", (f"{tmp_path}/*/bin",))
    monkeypatch.setattr("os.geteuid", lambda: 0)
    postgres.install_postgres()
    assert installed == []  # no apt-get here: it is said what to install
    program(path, "apt-get", "")
    postgres.install_postgres()
    assert installed == [("postgresql-common",), ("postgresql",)]
    assert "create_main_cluster = false" in postgres.NO_CLUSTER.read_text()
    program(tmp_path / "15" / "bin", "initdb", "")
    postgres.install_postgres()
    assert len(installed) == 2


def test_windows_is_told_of_wsl() -> None:
    with pytest.raises(SetupError, match="WSL"):
        machine.check_platform("win32")


def test_a_target_that_is_not_there_is_refused(path: Path) -> None:
    done = subprocess.run([sys.executable, str(SETUP), "lunch"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Say which: demo, test, bench, report, audit, lighthouse, check, synth, staff, lock." in done.stdout


def test_the_entry_is_in_the_syntax_of_an_old_python() -> None:
    # A newer construct would be a syntax error, where a sentence is wanted.
    import ast

    ast.parse(SETUP.read_text(), feature_version=(3, 6))


def test_a_python_that_is_too_old_gets_a_sentence(tmp_path: Path) -> None:
    script = (
        "import sys, runpy; sys.version_info = (3, 9, 2); sys.argv = ['setup.py', 'demo'];"
        f"runpy.run_path({str(SETUP)!r}, run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, env={"PATH": str(tmp_path)}
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Python 3.11 or newer is needed, and this is 3.9")


def test_make_without_python_gets_a_sentence(tmp_path: Path) -> None:
    make = "/usr/bin/make"
    done = subprocess.run(
        [make, "demo", "PYTHON=no-such-python"], cwd=paths.ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "Python is missing: install Python 3.11 or newer" in done.stdout


def test_a_part_is_made_again_only_when_its_lock_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[list[str]] = []
    (tmp_path / "package.json").write_text("{}")
    (tmp_path / "package-lock.json").write_text("{}")

    def run(command: list[str], cwd: Path, what: str) -> None:
        runs.append(command)
        (tmp_path / "node_modules").mkdir(exist_ok=True)

    monkeypatch.setattr(parts, "run", run)
    monkeypatch.setattr(parts, "check_node", lambda: None)
    part = parts.node_packages(tmp_path, "a part", "a moment")
    part()
    part()
    assert len(runs) == 1
    (tmp_path / "package-lock.json").write_text('{"lockfileVersion": 3}')
    part()
    assert len(runs) == 2


def test_a_lock_without_the_packages_of_other_systems_is_installed_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[list[str]] = []

    def run(command: list[str], cwd: Path, what: str) -> None:
        runs.append(command[1:3])
        if command[1] == "ci":
            raise SetupError("package.json and package-lock.json are not in sync")

    monkeypatch.setattr(parts, "run", run)
    parts.npm_install(tmp_path, "a part")
    assert runs == [["ci", "--no-audit"], ["install", "--no-save"]]


def test_a_command_that_fails_says_which_and_shows_its_end(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"(?s)the packages: this command failed.*sh -c.*no network"):
        parts.run(["sh", "-c", "echo no network; exit 3"], tmp_path, "the packages")


def test_the_sets_of_one_environment_agree_on_every_version() -> None:
    chosen: dict[str, set[str]] = {}
    files = [paths.LOCKS / f"{name}.txt" for name in ("demo", "dev", "cdk")]
    for file in [*files, paths.ROOT / "layers" / "deps" / "requirements.txt"]:
        for line in file.read_text().splitlines():
            if "==" in line and " ; " not in line:
                name, _, version = line.rstrip(" \\").partition("==")
                chosen.setdefault(name, set()).add(version)
    assert {name: versions for name, versions in chosen.items() if len(versions) > 1} == {}
