"""`make bench`: every bench a process of its own, one that fails stops no other."""

import sys
from pathlib import Path

import pytest

from bench import __main__ as running
from bench.commands import Command


@pytest.fixture
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of modules that are benches for a moment."""
    monkeypatch.setattr(running, "ROOT", tmp_path)
    (tmp_path / "good.py").write_text("import sys; open('good.txt', 'w').write(' '.join(sys.argv[1:]))")
    (tmp_path / "bad.py").write_text("raise SystemExit(3)")
    (tmp_path / "slow.py").write_text("import time; open('slow.txt', 'w'); time.sleep(600)")
    return tmp_path


def test_one_that_fails_stops_no_other_and_is_named(modules: Path) -> None:
    asked = [Command("bad", "bad", ""), Command("good", "good", "")]
    assert running.run_all(asked, quick=False) == {"bad": "ended with 3"}
    assert (modules / "good.txt").read_text() == ""


def test_a_quick_run_is_said_to_each(modules: Path) -> None:
    assert running.run_all([Command("good", "good", "")], quick=True) == {}
    assert (modules / "good.txt").read_text() == "--quick"


def test_one_that_does_not_end_is_ended(modules: Path) -> None:
    assert running.run(Command("slow", "slow", "", minutes=0), quick=False) == "not done after 0 minutes"


def test_the_exit_code_says_that_one_failed(
    modules: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(running, "COMMANDS", (Command("bad", "bad", ""), Command("good", "good", "")))
    monkeypatch.setattr(sys, "argv", ["bench"])
    assert running.main() == 1
    assert "FAILED: make bench-bad: ended with 3" in capsys.readouterr().out
    monkeypatch.setattr(sys, "argv", ["bench", "good"])
    assert running.main() == 0
