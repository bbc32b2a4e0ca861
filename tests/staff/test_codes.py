"""Codes that staff have made with their AWS credentials."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from botocore.response import StreamingBody

from infra.staff.account import open_account
from infra.staff.codes import Code, NoCodeError, code_for
from infra.staff.stacks import find
from tests.commands.runner import run

from .fake_aws import FakeAws, refused
from .stacks import lay_down, stack

NAME = "runcorn-and-helsby"
FUNCTION = "arn:aws:lambda:eu-west-2:111122223333:function:set-up:live"
MADE = {"code": "012345", "link": "https://ring.example.org/#/sign-in?code=012345", "until": "2027-02-01T10:30:00Z"}


@pytest.fixture
def there(aws: FakeAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeAws:
    """A by-election that is up, and its file."""
    monkeypatch.setenv("RINGROUND_ELECTIONS", str(tmp_path))
    file = 'title = "Runcorn and Helsby by-election"\npoll_date = 2027-03-04\n'
    (tmp_path / f"{NAME}.toml").write_text(file, encoding="utf-8")
    lay_down(aws, stack(NAME, "data"), stack(NAME, "app", SetUpFunction=FUNCTION))
    says(aws, MADE)
    return aws


def says(aws: FakeAws, said: Any, **more: str) -> None:
    """What the function answers."""

    def answer(_: dict[str, Any]) -> dict[str, Any]:
        body = json.dumps(said).encode()
        return {"StatusCode": 200, "Payload": StreamingBody(io.BytesIO(body), len(body)), **more}

    aws.on("lambda", "Invoke", answer)


def test_the_function_is_asked_by_its_alias_for_one_person(there: FakeAws) -> None:
    account = open_account("eu-west-2")
    found = find(account, NAME)
    assert found is not None
    assert code_for(account, found, "agent@example.org") == Code(**MADE)
    (asked,) = there.calls("Invoke")
    assert asked["FunctionName"] == FUNCTION
    assert json.loads(asked["Payload"]) == {"code_for": "agent@example.org"}


@pytest.mark.parametrize(
    ("kind", "why"),
    [("NotThere", "nobody on the list"), ("BreaksRule", "removed"), ("TooMany", "within the hour"), ("Odd", "Odd")],
)
def test_why_there_is_none_is_said_in_words(there: FakeAws, kind: str, why: str) -> None:
    says(there, {"errorType": kind, "errorMessage": "x"}, FunctionError="Unhandled")
    account = open_account("eu-west-2")
    found = find(account, NAME)
    assert found is not None
    with pytest.raises(NoCodeError, match=why):
        code_for(account, found, "agent@example.org")


def test_the_command_prints_it(there: FakeAws) -> None:
    result = run("code", NAME, "agent@example.org")
    assert result.exit_code == 0, result.output
    assert "until 1 Feb 10:30: 012 345" in result.stdout
    assert json.loads(run("code", NAME, "agent@example.org", "--json").stdout) == MADE


def test_the_command_says_what_is_wrong(there: FakeAws) -> None:
    assert "not-there" in run("code", "not-there", "agent@example.org").stderr
    there.on("lambda", "Invoke", refused("AccessDeniedException"))
    result = run("code", NAME, "agent@example.org")
    assert result.exit_code == 1
    assert "may not make a sign-in code" in result.stderr
    lay_down(there)
    assert f"ringround deploy {NAME}" in run("code", NAME, "agent@example.org").stderr


def test_a_by_election_whose_app_is_gone_has_none(there: FakeAws) -> None:
    lay_down(there, stack(NAME, "data"))
    assert "no app to sign in to" in run("code", NAME, "agent@example.org").stderr
    assert there.calls("Invoke") == []
