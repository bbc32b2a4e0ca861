"""Every lock file names each package with its version and hash, and no registry."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from infra.local.install import locks, parts, paths
from infra.supply.environments import ENVIRONMENTS

PYTHON = [one.lock for one in ENVIRONMENTS if not one.npm]
NPM = sorted({one.lock for one in ENVIRONMENTS if one.npm})
REQUIREMENT = re.compile(r"[a-z0-9][a-z0-9._-]*==[\w.+!]+(?: ; [^/@]+)?(?: --hash=sha256:[0-9a-f]{64})+")
HASH = re.compile(r"sha512-[A-Za-z0-9+/]{86}==")


def read(lock: str) -> str:
    return (paths.ROOT / lock).read_text(encoding="utf-8")


def lines(text: str) -> list[str]:
    """The requirements of a lock, one a line."""
    whole = re.sub(r"\s*\\\n\s*", " ", text)
    return [line for line in whole.splitlines() if line and not line.startswith("#")]


def wrong_of_npm(text: str) -> list[str]:
    """The packages of a package-lock.json that could come as anything, or from anywhere."""
    packages = {place: one for place, one in json.loads(text)["packages"].items() if place}
    return [
        place
        for place, one in packages.items()
        if not HASH.fullmatch(one.get("integrity", "")) or not one.get("version") or "resolved" in one or "link" in one
    ]


@pytest.mark.parametrize("lock", PYTHON)
def test_each_package_of_a_python_lock_has_one_version_and_its_hashes(lock: str) -> None:
    assert len(lines(read(lock))) > 0
    assert [line for line in lines(read(lock)) if not REQUIREMENT.fullmatch(line)] == []


@pytest.mark.parametrize("line", ["boto3==1.0", "boto3>=1.0 --hash=sha256:" + "0" * 64, "boto3 @ file:///x.whl"])
def test_a_line_without_a_hash_a_version_or_with_an_address_is_seen(line: str) -> None:
    assert not REQUIREMENT.fullmatch(line)


@pytest.mark.parametrize("lock", NPM)
def test_each_package_of_an_npm_lock_has_one_version_and_its_hash(lock: str) -> None:
    assert json.loads(read(lock))["lockfileVersion"] == 3
    assert wrong_of_npm(read(lock)) == []


@pytest.mark.parametrize(
    "one", [{"version": "1.0.0"}, {"version": "1.0.0", "integrity": "sha1-abc="}, {"integrity": f"sha512-{'A' * 86}=="}]
)
def test_a_package_without_a_hash_or_a_version_is_seen(one: dict[str, str]) -> None:
    assert wrong_of_npm(json.dumps({"packages": {"": {}, "node_modules/some": one}})) == ["node_modules/some"]


@pytest.mark.parametrize("lock", [*PYTHON, *NPM])
def test_no_lock_names_a_registry(lock: str) -> None:
    assert "://" not in read(lock)


def test_every_lock_file_is_one_of_these() -> None:
    listed = subprocess.run(["git", "-C", str(paths.ROOT), "ls-files"], capture_output=True, text=True, check=True)
    names = {"package-lock.json", "requirements.txt", "yarn.lock", "pnpm-lock.yaml", "uv.lock", "poetry.lock"}
    found = {file for file in listed.stdout.splitlines() if Path(file).name in names or file.startswith("infra/locks/")}
    assert found == {*PYTHON, *NPM}
    assert {Path(one).stem for one in PYTHON if one.startswith("infra/locks/")} == {*locks.SETS, *locks.ALONE}


def test_python_packages_are_installed_against_their_hashes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ran: list[list[str]] = []
    monkeypatch.setattr(parts, "make_environment", lambda _environment: None)
    monkeypatch.setattr(parts, "environment_version", lambda _environment: "3 11")
    monkeypatch.setattr(parts, "run", lambda command, *_rest: ran.append(command))
    parts.python_packages(tmp_path, "demo", "what", "a while")()
    assert "--require-hashes" in ran[0]
    assert "--no-deps" in ran[0]


def test_npm_runs_nothing_of_a_packages_own_but_where_the_pages_are_built(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, tuple[str, ...]] = {}

    def install(folder: Path, _what: str, *options: str) -> None:
        asked[f"{folder.relative_to(paths.ROOT)}/package-lock.json"] = options

    monkeypatch.setattr(parts, "npm_install", install)
    monkeypatch.setattr(parts, "stamped", lambda *_: False)
    monkeypatch.setattr(parts, "check_node", lambda: None)
    monkeypatch.setattr(parts, "step", lambda _what, _how_long, work: work())
    # What is installed here stays marked as what it is.
    monkeypatch.setattr(Path, "write_text", lambda *_: 0)
    for part in (parts.engine, parts.cdk_command, parts.lighthouse):
        part()
    assert set(asked) == set(NPM) - {"web/package-lock.json"}
    assert [lock for lock, options in asked.items() if "--ignore-scripts" not in options] == []


def test_a_file_that_is_not_the_one_that_was_locked_is_refused(tmp_path: Path) -> None:
    """pip itself, asked as the set-up asks, for a file with other bytes than those of the lock."""
    (tmp_path / "tampered-1.0-py3-none-any.whl").write_bytes(b"not what was locked")
    asked = tmp_path / "asked.txt"
    asked.write_text(f"tampered==1.0 --hash=sha256:{'0' * 64}\n")
    words = [
        "--no-deps",
        "--no-index",
        "--require-hashes",
        "--find-links",
        str(tmp_path),
        "--target",
        str(tmp_path / "t"),
    ]
    command = [str(paths.python_of(paths.APP_ENV)), "-m", "pip", "install", *words, "-r", str(asked)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "DO NOT MATCH THE HASHES" in done.stderr
