"""Which version is deployed."""

import subprocess
from pathlib import Path

import pytest

from infra.version import version
from tests.infra.synthesis import ROOT, Synthesis


def git(folder: Path, *words: str) -> None:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *who, *words], check=True, capture_output=True, timeout=30)


def test_is_what_git_calls_it(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    (tmp_path / "file").write_text("1")
    git(tmp_path, "add", "file")
    git(tmp_path, "commit", "--quiet", "-m", "One")
    git(tmp_path, "tag", "v1.2")
    assert version(tmp_path) == "v1.2"
    (tmp_path / "file").write_text("2")
    assert version(tmp_path) == "v1.2-dirty"


def test_or_the_projects_own_where_there_is_no_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\nversion = "3.4"\n')
    assert version(tmp_path) == "3.4"
    monkeypatch.setenv("PATH", "")
    assert version(tmp_path) == "3.4"


@pytest.mark.cdk
def test_it_is_told_to_staff_and_to_no_function(synthesis: Synthesis) -> None:
    said = version(ROOT)
    for election in synthesis.elections:
        app = synthesis.template(election.name, "app")
        assert app.body["Outputs"]["Version"]["Value"]
        # Or each commit would change every function.
        assert said not in str(app.body["Resources"])
