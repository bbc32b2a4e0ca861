"""Starting a by-election: what is looked at, asked, run and said, and what stops it."""

import io
import os
import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.response import StreamingBody

from infra.commands import deploying, known_sites
from infra.local.install.report import SetupError
from infra.staff import machine, smoke
from infra.staff.checks import ok, stop
from infra.staff.faults import AccountError
from tests.staff.fake_aws import refused
from tests.staff.stacks import ADDRESS, lay_down, stack

from .place import DIFF, NAME, Place, code_comes, deploy
from .runner import run


def test_a_first_deploy_ends_with_the_address_the_first_sign_in_and_the_costs(place: Place) -> None:
    place.comes_up()
    code_comes(place.aws)
    result = deploy("--yes")
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
    result = deploy("--yes")
    assert result.exit_code == 0, result.output
    assert "type ada@example.org" in result.stdout
    assert place.aws.calls("Invoke") == []


def test_whoever_gets_alarms_is_to_confirm_that_after_the_firstdeploy(place: Place) -> None:
    place.file(alarm_emails=("ops@example.org",))
    place.comes_up()
    code_comes(place.aws)
    first = deploy("--yes")
    assert (first.exit_code, "Subscription Confirmation" in first.stdout) == (0, True)
    place.says("diff", DIFF.format(NAME))
    again = deploy("--yes")
    assert (again.exit_code, "Subscription Confirmation" in again.stdout) == (0, False)


def test_a_code_that_cant_be_made_is_said_and_the_deploy_counts(place: Place) -> None:
    place.comes_up()
    said = b'{"errorType": "NotThere"}'
    place.aws.on(
        "lambda",
        "Invoke",
        lambda _: {"Payload": StreamingBody(io.BytesIO(said), len(said)), "FunctionError": "Unhandled"},
    )
    result = deploy("--yes")
    assert (result.exit_code, "ringround code oakshire ada@example.org" in result.stderr) == (0, True)


def test_check_looks_and_runs_nothing(place: Place) -> None:
    result = deploy("--check")
    assert (result.exit_code, place.asked) == (0, [])
    assert "Ready: ringround deploy oakshire" in result.stdout


def test_without_an_answer_nothing_is_deployed(place: Place) -> None:
    result = deploy()
    assert (result.exit_code, place.asked) == (1, ["synth"])
    assert "--yes" in result.stderr


def test_what_has_to_be_put_right_first_stops_before_anything_is_made(place: Place) -> None:
    lay_down(place.aws, stack(NAME, "data"), stack(NAME, "app", "UPDATE_ROLLBACK_FAILED"))
    result = deploy("--yes")
    assert (result.exit_code, place.asked) == (1, [])
    assert "continue-update-rollback" in result.stdout
    assert "1 thing to put right first" in result.stderr


def test_what_is_missing_here_is_installed_and_looked_at_again(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    states = [[stop("The cdk command", "not installed yet", "make synth")], [ok("The cdk command", "installed")]]
    monkeypatch.setattr(machine, "look", lambda _: states.pop(0))
    monkeypatch.setattr(machine, "set_up", lambda: None)
    place.comes_up()
    code_comes(place.aws)
    result = deploy("--yes")
    assert (result.exit_code, states) == (0, [])
    assert "what is missing (The cdk command)" in result.stderr


def test_check_installs_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "look", lambda _: [stop("Node", "it is missing", "install Node")])
    monkeypatch.setattr(machine, "set_up", lambda: pytest.fail("it was installed"))
    assert deploy("--check").exit_code == 1


def test_what_a_deploy_installs_by_itself_is_nothing_to_put_right(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "look", lambda _: [stop("The cdk command", "not installed yet", machine.BY_ITSELF)])
    result = deploy("--check")
    assert result.exit_code == 0, result.output
    assert "note  The cdk command: not installed yet" in result.stdout


def test_a_new_site_is_given_time_and_that_is_said(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [[stop("The API", "no answer", "wait")], [ok("The API", "answers")]]
    monkeypatch.setattr(deploying, "_PATIENCE", 180.0)
    monkeypatch.setattr(deploying, "_SLOWER", 0.0)
    monkeypatch.setattr(smoke, "look", lambda *_, **__: answers.pop(0))
    place.comes_up()
    code_comes(place.aws)
    result = deploy("--yes")
    assert (result.exit_code, answers) == (0, [])
    assert "Not yet (The API: no answer)" in result.stderr
    assert "trying 3 minutes" in " ".join(result.stderr.split())
    assert "stop" not in result.stdout


def test_a_set_up_that_fails_ends_it_in_its_own_words(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> None:
        raise SetupError("npm is missing: install it.")

    monkeypatch.setattr(machine, "look", lambda _: [stop("The cdk command", "not installed yet", "make synth")])
    monkeypatch.setattr(machine, "set_up", fails)
    result = deploy("--yes")
    assert (result.exit_code, "npm is missing" in result.stderr) == (1, True)


@pytest.mark.parametrize(("words", "bootstrapped"), [(("--bootstrap",), True), ((), False)])
def test_cdks_bootstrap_is_run_where_that_was_said(place: Place, words: tuple[str, ...], bootstrapped: bool) -> None:
    place.aws.on("ssm", "GetParameter", refused("ParameterNotFound"))
    result = deploy(*words)
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
    result = deploy("--yes")
    assert result.exit_code == 1
    assert "login (AWS::Lambda::Function)" in result.stderr
    assert "whoever looks after the account" in result.stderr
    (log,) = (place.folder / "work" / NAME).glob("*.log")
    assert "it went wrong" in log.read_text("utf-8")
    assert str(log) in result.stderr


def test_ctrl_c_ends_the_watching_and_not_thedeploy(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("infra.commands.deploying.time.sleep", interrupted)
    result = deploy("--yes")
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
    result = deploy("--yes")
    assert (result.exit_code, "the file is wrong somewhere" in result.stderr) == (1, True)


def test_a_site_that_does_not_answer_after_a_deploy_is_a_failure(place: Place) -> None:
    place.comes_up()
    place.site = [stop("The API", "/api/campaign: status 500", "ringround status NAME")]
    result = deploy("--yes")
    assert result.exit_code == 1
    assert "ringround status oakshire" in result.stdout
    assert "does not answer as it should" in result.stderr


def test_the_credentials_that_are_wrong_are_said_in_the_same_list(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(*_: Any) -> None:
        raise AccountError("There are no AWS credentials here.")

    monkeypatch.setattr(deploying, "open_account", closed)
    result = deploy("--check")
    assert (result.exit_code, "no AWS credentials" in result.stdout) == (1, True)


@pytest.mark.parametrize("words", [("-c", "emulator"), ("-c", "=x")])
def test_a_context_that_is_none_is_wrong_usage(place: Place, words: tuple[str, ...]) -> None:
    assert deploy("--check", *words).exit_code == 2


def test_context_goes_to_cdk(place: Place) -> None:
    place.comes_up()
    code_comes(place.aws)
    assert deploy("--yes", "-c", "emulator=ministack").exit_code == 0
    assert "--context emulator=ministack" in (place.folder / "asked").read_text("utf-8")


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
