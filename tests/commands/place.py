"""An account, a folder of files and a cdk command that does as it is told, for the tests of deploying."""

import io
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from botocore.response import StreamingBody
from typer.testing import Result

from infra.commands import deploy as deploy_command
from infra.commands import deploying
from infra.config import Election
from infra.staff import cdk, machine, releases, smoke
from infra.staff.account import Account
from infra.staff.checks import Check, ok
from infra.staff.election_file import written
from tests.staff.accounts import opened
from tests.staff.fake_aws import ACCOUNT, FakeAws, faking, refused
from tests.staff.stacks import ADDRESS, lay_down, stack

from . import fake_cdk
from .runner import run

NAME = "oakshire"
WELL = [ok("The API", "answers")]
DIFF = "Stack {0}/app (ringround-{0}-app)\n[~] AWS::Lambda::Function login/function loginfunction1\n"
LOST = "Stack {0}/data (ringround-{0}-data)\n[~] AWS::DynamoDB::Table data/table/one tableone1 replace\n"


@dataclass
class Place:
    """An account, a folder of files, and a cdk command that does as it is told."""

    aws: FakeAws
    folder: Path
    site: list[Check] = field(default_factory=lambda: list(WELL))
    forward: list[str] = field(default_factory=list)

    def file(self, name: str = NAME, **more: Any) -> None:
        """A by-election's file."""
        usual: dict[str, Any] = {
            "title": f"{name.title()} by-election",
            "poll_date": date(2099, 3, 5),
            "admins": ({"name": "Ada", "email": "ada@example.org"},),
            "size": "trial",
            "account": ACCOUNT,
        }
        text = written(Election(name=name, **{**usual, **more}))
        (self.folder / "elections" / f"{name}.toml").write_text(text, encoding="utf-8")

    def says(self, word: str, text: str) -> None:
        """What cdk says to a word: `says("diff", …)`, or `says("deploy-fails", …)`."""
        (self.folder / word).write_text(text, encoding="utf-8")

    def runs(self, *names: str) -> None:
        """These are up already."""
        stacks = [
            one
            for name in names
            for one in (stack(name, "data"), stack(name, "app", "UPDATE_COMPLETE", SiteAddress=ADDRESS))
        ]
        lay_down(self.aws, *stacks)
        for name in names:
            self.says("diff", DIFF.format(name))

    def comes_up(self) -> None:
        """It is there as soon as cdk has deployed."""
        outputs = {"SiteAddress": ADDRESS, "SetUpFunction": "oak-set-up:live", "ApiAddress": "https://api.invalid"}
        made = [stack(NAME, "data"), stack(NAME, "app", "CREATE_COMPLETE", **outputs)]

        def describe(given: dict[str, Any]) -> dict[str, Any]:
            there = made if (self.folder / "deployed").exists() else []
            found = [one for one in there if given.get("StackName") in {None, one["StackName"]}]
            if given.get("StackName") and not found:
                raise refused("ValidationError", "Stack does not exist")
            return {"Stacks": found}

        self.aws.on("cloudformation", "DescribeStacks", describe)

    def look(self, _: Account, name: str) -> releases.Standing:
        """Whether an earlier release runs: none does."""
        self.forward.append(name)
        return releases.Standing((), {}, {})

    @property
    def asked(self) -> list[str]:
        """The words that cdk was run with, the first of each."""
        file = self.folder / "asked"
        return [line.split()[0] for line in file.read_text("utf-8").splitlines()] if file.exists() else []


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Place]:
    """All is well, nothing is deployed, and nothing is waited for."""
    (tmp_path / "elections").mkdir()
    monkeypatch.setenv("RINGROUND_ELECTIONS", str(tmp_path / "elections"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    command = tmp_path / "cdk"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} {fake_cdk.__file__} {tmp_path} "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    monkeypatch.setattr(cdk, "CDK_COMMAND", command)
    monkeypatch.setattr(cdk, "WORK", tmp_path / "work")
    monkeypatch.setattr(machine, "look", lambda _: [ok("Node", "version 20")])
    monkeypatch.setattr(deploying, "_PAUSE", 0.02)
    monkeypatch.setattr(deploying, "_PATIENCE", 0)
    monkeypatch.setattr(deploying, "open_account", lambda *_: opened())
    monkeypatch.setattr(deploy_command, "open_account", lambda *_: opened())
    with faking() as aws:
        made = Place(aws, tmp_path)
        monkeypatch.setattr(smoke, "look", lambda *_, **__: made.site)
        monkeypatch.setattr(releases, "look", made.look)
        aws.on("ssm", "GetParameter", {"Parameter": {"Value": "25"}})
        limit = {"ConcurrentExecutions": 1000, "UnreservedConcurrentExecutions": 1000}
        aws.on("lambda", "GetAccountSettings", {"AccountLimit": limit})
        aws.on("cloudformation", "DescribeStackEvents", {"StackEvents": []})
        lay_down(aws)
        made.file()
        yield made


def code_comes(aws: FakeAws) -> None:
    """The set-up function makes the first sign-in code."""
    said = json.dumps({"code": "123456", "link": f"{ADDRESS}/#/in", "until": "2027-02-01T12:30:00Z"}).encode()
    aws.on("lambda", "Invoke", lambda _: {"Payload": StreamingBody(io.BytesIO(said), len(said))})


def deploy(*words: str) -> Result:
    """`ringround deploy` of the one by-election."""
    return run("deploy", NAME, *words)
