"""Starting and updating a by-election: what is looked at, asked, run and said, and what stops it."""

import io
import json
import os
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from botocore.response import StreamingBody
from typer.testing import Result

from infra.commands import deploy as deploy_command
from infra.commands import deploy_screen, deploying, known_sites
from infra.config import Election
from infra.local.install.report import SetupError
from infra.staff import cdk, machine, releases, smoke
from infra.staff.account import Account
from infra.staff.checks import Check, ok, stop
from infra.staff.election_file import written
from infra.staff.faults import AccountError
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


def _code(aws: FakeAws) -> None:
    said = json.dumps({"code": "123456", "link": f"{ADDRESS}/#/in", "until": "2027-02-01T12:30:00Z"}).encode()
    aws.on("lambda", "Invoke", lambda _: {"Payload": StreamingBody(io.BytesIO(said), len(said))})


def _deploy(*words: str) -> Result:
    return run("deploy", NAME, *words)


def test_a_first_deploy_ends_with_the_address_the_first_sign_in_and_the_costs(place: Place) -> None:
    place.comes_up()
    _code(place.aws)
    result = _deploy("--yes")
    assert result.exit_code == 0, result.output
    assert place.asked == ["synth", "deploy"]
    assert f"is up: {ADDRESS}" in result.stdout
    assert "123456" in result.stdout
    assert "12:30" in result.stdout
    assert "calls a day" in result.stdout
    assert known_sites.known() == {NAME: ADDRESS}
    assert place.aws.calls("Invoke")[0]["Payload"] == b'{"code_for": "ada@example.org"}'


def test_with_a_sender_the_address_to_type_is_named_and_no_code_is_made(place: Place) -> None:
    place.file(sender="phonebank@example.org")
    place.aws.on("sesv2", "GetEmailIdentity", {"VerifiedForSendingStatus": True})
    place.aws.on("sesv2", "GetAccount", {"ProductionAccessEnabled": False})
    place.comes_up()
    result = _deploy("--yes")
    assert result.exit_code == 0, result.output
    assert "type ada@example.org" in result.stdout
    assert place.aws.calls("Invoke") == []


def test_whoever_gets_alarms_is_to_confirm_that_after_the_first_deploy(place: Place) -> None:
    place.file(alarm_emails=("ops@example.org",))
    place.comes_up()
    _code(place.aws)
    first = _deploy("--yes")
    assert (first.exit_code, "Subscription Confirmation" in first.stdout) == (0, True)
    place.says("diff", DIFF.format(NAME))
    again = _deploy("--yes")
    assert (again.exit_code, "Subscription Confirmation" in again.stdout) == (0, False)


def test_a_code_that_cant_be_made_is_said_and_the_deploy_counts(place: Place) -> None:
    place.comes_up()
    said = b'{"errorType": "NotThere"}'
    place.aws.on(
        "lambda",
        "Invoke",
        lambda _: {"Payload": StreamingBody(io.BytesIO(said), len(said)), "FunctionError": "Unhandled"},
    )
    result = _deploy("--yes")
    assert (result.exit_code, "ringround code oakshire ada@example.org" in result.stderr) == (0, True)


def test_check_looks_and_runs_nothing(place: Place) -> None:
    result = _deploy("--check")
    assert (result.exit_code, place.asked) == (0, [])
    assert "Ready: ringround deploy oakshire" in result.stdout


def test_without_an_answer_nothing_is_deployed(place: Place) -> None:
    result = _deploy()
    assert (result.exit_code, place.asked) == (1, ["synth"])
    assert "--yes" in result.stderr


def test_what_has_to_be_put_right_first_stops_before_anything_is_made(place: Place) -> None:
    lay_down(place.aws, stack(NAME, "data"), stack(NAME, "app", "UPDATE_ROLLBACK_FAILED"))
    result = _deploy("--yes")
    assert (result.exit_code, place.asked) == (1, [])
    assert "continue-update-rollback" in result.stdout
    assert "1 thing to put right first" in result.stderr


def test_what_is_missing_here_is_installed_and_looked_at_again(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    states = [[stop("The cdk command", "not installed yet", "make synth")], [ok("The cdk command", "installed")]]
    monkeypatch.setattr(machine, "look", lambda _: states.pop(0))
    monkeypatch.setattr(machine, "set_up", lambda: None)
    place.comes_up()
    _code(place.aws)
    result = _deploy("--yes")
    assert (result.exit_code, states) == (0, [])
    assert "what is missing (The cdk command)" in result.stderr


def test_check_installs_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "look", lambda _: [stop("Node", "it is missing", "install Node")])
    monkeypatch.setattr(machine, "set_up", lambda: pytest.fail("it was installed"))
    assert _deploy("--check").exit_code == 1


def test_what_a_deploy_installs_by_itself_is_nothing_to_put_right(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "look", lambda _: [stop("The cdk command", "not installed yet", machine.BY_ITSELF)])
    result = _deploy("--check")
    assert result.exit_code == 0, result.output
    assert "note  The cdk command: not installed yet" in result.stdout


def test_a_new_site_is_given_time_and_that_is_said(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [[stop("The API", "no answer", "wait")], [ok("The API", "answers")]]
    monkeypatch.setattr(deploying, "_PATIENCE", 180.0)
    monkeypatch.setattr(deploying, "_SLOWER", 0.0)
    monkeypatch.setattr(smoke, "look", lambda *_, **__: answers.pop(0))
    place.comes_up()
    _code(place.aws)
    result = _deploy("--yes")
    assert (result.exit_code, answers) == (0, [])
    assert "Not yet (The API: no answer)" in result.stderr
    assert "trying 3 minutes" in " ".join(result.stderr.split())
    assert "stop" not in result.stdout


def test_a_set_up_that_fails_ends_it_in_its_own_words(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> None:
        raise SetupError("npm is missing: install it.")

    monkeypatch.setattr(machine, "look", lambda _: [stop("The cdk command", "not installed yet", "make synth")])
    monkeypatch.setattr(machine, "set_up", fails)
    result = _deploy("--yes")
    assert (result.exit_code, "npm is missing" in result.stderr) == (1, True)


@pytest.mark.parametrize(("words", "bootstrapped"), [(("--bootstrap",), True), ((), False)])
def test_cdks_bootstrap_is_run_where_that_was_said(place: Place, words: tuple[str, ...], bootstrapped: bool) -> None:
    place.aws.on("ssm", "GetParameter", refused("ParameterNotFound"))
    result = _deploy(*words)
    assert ("bootstrap" in place.asked) is bootstrapped
    assert result.exit_code == 1
    assert ("done just now" in result.stdout) is bootstrapped


def test_a_failed_deploy_names_what_failed_first_why_and_where_all_of_it_stands(place: Place) -> None:
    place.comes_up()
    reason = 'Resource handler returned message: "User is not authorized to perform: x" (RequestToken: 1)'

    def events(given: dict[str, Any]) -> dict[str, Any]:
        if not place.asked or place.asked[-1] != "deploy":
            return {"StackEvents": []}
        return {
            "StackEvents": [
                {
                    "StackId": "1",
                    "EventId": given["StackName"],
                    "StackName": f"ringround-{NAME}-app",
                    "LogicalResourceId": "login",
                    "ResourceType": "AWS::Lambda::Function",
                    "ResourceStatus": "CREATE_FAILED",
                    "ResourceStatusReason": reason,
                    "Timestamp": datetime(2027, 2, 1, tzinfo=UTC),
                }
            ]
        }

    place.aws.on("cloudformation", "DescribeStackEvents", events)
    place.says("deploy-fails", "it went wrong")
    result = _deploy("--yes")
    assert result.exit_code == 1
    assert "login (AWS::Lambda::Function)" in result.stderr
    assert "whoever looks after the account" in result.stderr
    (log,) = (place.folder / "work" / NAME).glob("*.log")
    assert "it went wrong" in log.read_text("utf-8")
    assert str(log) in result.stderr


def test_ctrl_c_ends_the_watching_and_not_the_deploy(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("infra.commands.deploying.time.sleep", interrupted)
    result = _deploy("--yes")
    assert result.exit_code == 130
    assert "the deploy goes on by itself" in result.stderr
    assert "ringround status oakshire" in result.stderr
    for _ in range(600):
        if (place.folder / "deployed").exists():
            return
        threading.Event().wait(0.05)
    pytest.fail("it did not go on")


def test_templates_that_cant_be_made_end_it_with_cdks_last_words(place: Place) -> None:
    place.says("synth-fails", "the file is wrong somewhere")
    result = _deploy("--yes")
    assert (result.exit_code, "the file is wrong somewhere" in result.stderr) == (1, True)


def test_a_site_that_does_not_answer_after_a_deploy_is_a_failure(place: Place) -> None:
    place.comes_up()
    place.site = [stop("The API", "/api/campaign: status 500", "ringround status NAME")]
    result = _deploy("--yes")
    assert result.exit_code == 1
    assert "ringround status oakshire" in result.stdout
    assert "does not answer as it should" in result.stderr


def test_the_credentials_that_are_wrong_are_said_in_the_same_list(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(*_: Any) -> None:
        raise AccountError("There are no AWS credentials here.")

    monkeypatch.setattr(deploying, "open_account", closed)
    result = _deploy("--check")
    assert (result.exit_code, "no AWS credentials" in result.stdout) == (1, True)


@pytest.mark.parametrize("words", [("-c", "emulator"), ("-c", "=x")])
def test_a_context_that_is_none_is_wrong_usage(place: Place, words: tuple[str, ...]) -> None:
    assert _deploy("--check", *words).exit_code == 2


def test_context_goes_to_cdk(place: Place) -> None:
    place.comes_up()
    _code(place.aws)
    assert _deploy("--yes", "-c", "emulator=ministack").exit_code == 0
    assert "--context emulator=ministack" in (place.folder / "asked").read_text("utf-8")


class TestUpdate:
    """A by-election that is up."""

    def test_what_changes_is_shown_deployed_and_can_be_gone_back_from(self, place: Place) -> None:
        place.runs(NAME)
        result = run("update", NAME, "--yes")
        assert result.exit_code == 0, result.output
        assert place.asked == ["synth", "diff", "deploy"]
        assert "changed     1  AWS::Lambda::Function" in result.stdout
        assert "ringround rollback oakshire" in result.stdout
        assert place.forward == [NAME]
        (log,) = (place.folder / "work" / NAME).glob("*.log")
        # Differences quote the templates, and people's addresses with them.
        assert "loginfunction1" not in log.read_text("utf-8")

    def test_a_change_that_loses_what_cant_be_made_anew_is_refused_whatever_was_said(self, place: Place) -> None:
        place.runs(NAME)
        place.says("diff", LOST.format(NAME))
        result = run("update", NAME, "--yes")
        assert (result.exit_code, place.asked) == (1, ["synth", "diff"])
        assert "LOST: AWS::DynamoDB::Table data/table/one" in result.stdout

    def test_a_deploy_of_one_that_is_up_is_an_update(self, place: Place) -> None:
        place.runs(NAME)
        place.says("diff", LOST.format(NAME))
        assert _deploy("--yes").exit_code == 1
        assert place.asked == ["synth", "diff"]

    def test_one_that_is_not_up_is_not_updated(self, place: Place) -> None:
        result = run("update", NAME, "--yes")
        assert (result.exit_code, place.asked) == (1, [])
        assert "ringround deploy oakshire" in result.stderr

    @pytest.mark.parametrize(("calling", "warned"), [(True, True), (False, False)])
    def test_in_calling_hours_what_every_request_goes_through_is_warned_of(
        self, place: Place, monkeypatch: pytest.MonkeyPatch, calling: bool, warned: bool
    ) -> None:
        place.runs(NAME)
        line = "[~] AWS::ApiGatewayV2::Route api/x x1"
        place.says("diff", f"Stack {NAME}/app (ringround-{NAME}-app)\n{line}\n")
        monkeypatch.setattr(deploy_command, "in_calling_hours", lambda *_: calling)
        result = run("update", NAME, "--yes")
        assert (result.exit_code, "It is calling hours" in result.stderr) == (0, warned)

    def test_all_stops_at_the_first_failure(self, place: Place) -> None:
        for name in ("alphaton", "betaford"):
            place.file(name)
        place.runs("alphaton", "betaford")
        place.says("diff", LOST.format("alphaton"))
        result = run("update", "--all", "--yes")
        assert result.exit_code == 1
        assert "Running: alphaton, betaford" in result.stderr
        assert place.asked == ["synth", "diff"]

    def test_all_takes_each_in_turn(self, place: Place) -> None:
        for name in ("alphaton", "betaford"):
            place.file(name)
        place.runs("alphaton", "betaford")
        result = run("update", "--all", "--yes")
        assert result.exit_code == 0, result.output
        assert place.forward == ["alphaton", "betaford"]

    @pytest.mark.parametrize("words", [(), (NAME, "--all")])
    def test_it_is_one_or_all(self, place: Place, words: tuple[str, ...]) -> None:
        assert (run("update", *words).exit_code, place.asked) == (2, [])


def test_calling_hours_are_the_files_or_the_usual_ones() -> None:
    # Monday, 1 February 2027, 10:00 in London.
    monday_at_ten = 1801476000
    usual = Election(name=NAME, title="Oakshire", poll_date=date(2027, 3, 4))
    assert deploy_screen.in_calling_hours(usual, monday_at_ten)
    late = usual.model_copy(update={"hours": {"mon": ["12:00", "20:00"]}})
    assert not deploy_screen.in_calling_hours(late, monday_at_ten)


def test_what_a_deploy_that_nobody_watches_any_more_works_on_is_left_alone(place: Place) -> None:
    place.file(admins=())
    place.comes_up()
    assembly = place.folder / "work" / NAME / "assembly"
    assembly.mkdir(parents=True)
    lock = assembly / f"read.{os.getpid()}.1.lock"
    lock.touch()
    result = run("deploy", NAME, "--yes")
    assert (result.exit_code, lock.exists(), (place.folder / "deployed").exists()) == (1, True, False)
    assert f"still going on (process {os.getpid()})" in result.stderr
    # One that was ended before it could clear up is no reason to wait.
    lock.rename(assembly / "read.999999999.1.lock")
    assert run("deploy", NAME, "--yes").exit_code == 0
