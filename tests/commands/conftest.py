"""A fake site, signed in to, and the command as a script runs it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.commands import close, import_run, progress
from tests.staff.conftest import aws

from .answers import bank
from .fake_site import FakeSite, serving
from .place import place

__all__ = ["aws", "place", "site"]


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[FakeSite]:
    """A running site on which there is a bank, “Weekend”; waits are none.

    At the end, nothing was asked or said but what the API has.
    """
    found = FakeSite()
    with serving(found):
        config = tmp_path / "config"
        (config / "ringround").mkdir(parents=True)
        (config / "ringround" / "sessions.json").write_text(json.dumps({found.url: "o.token"}))
        monkeypatch.setenv("XDG_CONFIG_HOME", str(config))
        monkeypatch.setenv("RINGROUND_SITE", found.url)
        monkeypatch.chdir(tmp_path)
        for module in (progress, import_run, close):
            monkeypatch.setattr(module, "_PAUSE", 0)
        found.on("GET", "banks", {"banks": [bank()]})
        yield found
        assert not found.faults, found.faults
