"""What this machine lacks for a deploy is found, each by itself."""

from pathlib import Path

import pytest

from infra.local.install import parts, paths
from infra.staff import machine
from infra.staff.checks import Check


@pytest.fixture(autouse=True)
def well(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine that has everything."""
    (tmp_path / "index.html").touch()
    (tmp_path / "cdk").touch()
    monkeypatch.setattr(paths, "DIST", tmp_path)
    monkeypatch.setattr(machine, "CDK_COMMAND", tmp_path / "cdk")
    monkeypatch.setattr("infra.staff.machine.importlib.util.find_spec", lambda _: object())
    monkeypatch.setattr(machine, "node_major", lambda: 22)
    monkeypatch.setattr(machine, "interpreter", lambda: "/usr/bin/python3.13")
    monkeypatch.setattr(parts, "web_is_current", lambda: True)


def _wrong() -> list[Check]:
    return [check for check in machine.look() if check.state != "ok"]


def test_a_machine_that_has_everything_lacks_nothing() -> None:
    assert _wrong() == []


@pytest.mark.parametrize(("major", "said"), [(None, "missing"), (18, "too old")])
def test_node_is_there_and_new_enough(monkeypatch: pytest.MonkeyPatch, major: int | None, said: str) -> None:
    monkeypatch.setattr(machine, "node_major", lambda: major)
    (found,) = _wrong()
    assert (found.what, found.state, said in found.said) == ("Node", "stop", True)


def test_what_make_installs_is_named_with_the_word_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "CDK_COMMAND", Path("/nowhere"))
    monkeypatch.setattr("infra.staff.machine.importlib.util.find_spec", lambda _: None)
    assert [(check.what, "make " in check.do) for check in _wrong()] == [
        ("The cdk command", True),
        ("CDK's Python packages", True),
    ]


def test_a_calling_screen_of_older_sources_is_not_deployed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "web_is_current", lambda: False)
    (found,) = _wrong()
    assert (found.state, "older sources" in found.said) == ("stop", True)


def test_a_screen_that_was_never_built_is_missed(tmp_path: Path) -> None:
    (tmp_path / "index.html").unlink()
    assert [check.said for check in _wrong()] == ["not built yet"]


def test_one_from_elsewhere_is_looked_for_there(tmp_path: Path) -> None:
    states = {where: machine.look({"site": where})[3].state for where in (str(tmp_path), "/nowhere", "none")}
    assert list(states.values()) == ["ok", "stop", "note"]


def test_without_the_functions_python_it_works_and_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "interpreter", lambda: None)
    (found,) = _wrong()
    assert (found.state, "twice as long" in found.said) == ("note", True)
