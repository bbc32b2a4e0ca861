"""How one by-election is."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import NoCredentialsError

from infra.commands import known_sites
from infra.config import LONDON
from infra.staff import condition, mail, readiness, smoke
from infra.staff.checks import Check, note, ok, stop
from infra.version import version as version_of
from tests.staff.fake_aws import FakeAws
from tests.staff.stacks import ADDRESS, lay_down, running, stack

from .fake_site import FakeSite
from .runner import run
from .test_people import OVERVIEW

SOON = datetime.now(LONDON).date() + timedelta(days=12)


@pytest.fixture(autouse=True)
def folder(aws: FakeAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of one by-election; what others look at is well."""
    (tmp_path / "elections").mkdir()
    (tmp_path / "elections" / "riverside.toml").write_text(f'title = "Riverside by-election"\npoll_date = {SOON}\n')
    monkeypatch.setenv("RINGROUND_ELECTIONS", str(tmp_path / "elections"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr(smoke, "look", lambda address, api: [ok("The API", f"answers at {address}{api}")])
    monkeypatch.setattr(condition, "look", lambda *_, **given: [ok("Cost", "asked")] if given["cost"] else [])
    monkeypatch.setattr(readiness, "concurrency", lambda *_: [ok("Lambda’s concurrency", "enough")])
    monkeypatch.setattr(mail, "look", lambda *_: [note("E-mail", "no sender")])
    lay_down(aws, *running("riverside"))
    return tmp_path / "elections"


def told(*words: str, code: int = 0) -> str:
    result = run("status", "riverside", *words)
    assert result.exit_code == code, result.output
    return " ".join((result.stdout + result.stderr).split())


def test_a_by_election_that_runs_is_described(aws: FakeAws) -> None:
    said = told()
    assert "Riverside by-election (riverside): running" in said
    for words in ("in 12 days", "eu-west-2", ADDRESS, "ringround-riverside-app UPDATE_COMPLETE"):
        assert words in said
    assert f"ok The API: answers at {ADDRESS}" in said
    assert "Lambda’s concurrency: enough" in said
    assert "ringround sign-in --site riverside" in said
    assert "Cost" not in said
    assert "Cost: asked" in told("--cost")


def test_another_version_than_here_is_said(aws: FakeAws) -> None:
    assert f"0123456789ab; here is {version_of()} (ringround update riverside)" in told()
    lay_down(aws, *running("riverside", version_of()))
    assert f"{version_of()}, as here" in told()


def test_what_is_not_as_it_should_be_ends_with_1(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smoke, "look", lambda *_: [stop("The API", "no answer", "ringround update NAME")])
    said = told(code=1)
    assert "stop The API: no answer → ringround update riverside" in said
    assert "Something about riverside is not as it should be" in said


def test_a_failed_deploy_ends_with_1(aws: FakeAws) -> None:
    lay_down(aws, stack("riverside", "data"), stack("riverside", "app", "ROLLBACK_COMPLETE"))
    assert "Riverside by-election (riverside): failed" in told(code=1)


def test_one_that_is_not_deployed_says_how_to_begin(aws: FakeAws) -> None:
    lay_down(aws)
    said = told()
    assert "riverside): not deployed" in said
    assert "ringround deploy riverside" in said


def test_one_without_a_file_is_found_where_it_is_said_to_be(aws: FakeAws) -> None:
    lay_down(aws, region="eu-west-2")
    lay_down(aws, *running("lakeside"), region="eu-west-1")
    lay_down(aws, region="us-east-1")
    assert run("status", "lakeside").exit_code == 2
    result = run("status", "lakeside", "--region", "eu-west-1")
    assert result.exit_code == 0, result.output
    assert "Lakeside (lakeside): running" in result.stdout


def test_figures_of_the_campaign_are_shown_to_who_is_signed_in(aws: FakeAws, site: FakeSite) -> None:
    app = stack("riverside", "app", SiteAddress=site.url)
    lay_down(aws, stack("riverside", "data"), app)
    site.on("GET", "overview", OVERVIEW)
    assert "250 of 1,000 people reached" in told()
    assert known_sites.known() == {"riverside": site.url}
    site.role = "caller"
    assert "people reached" not in told()


def test_the_watch_of_a_by_election_is_that_of_its_site(
    aws: FakeAws, site: FakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_down(aws, stack("riverside", "app", SiteAddress=site.url))
    site.on("GET", "overview?bank=weekend", OVERVIEW)
    result = run("status", "riverside", "--bank", "weekend")
    assert result.exit_code == 0, result.output
    assert "250 of 1,000 people reached" in result.stdout


def test_it_can_be_had_as_json(aws: FakeAws) -> None:
    result = run("status", "riverside", "--json")
    said: dict[str, Any] = json.loads(result.stdout)
    assert (said["state"], said["address"], said["version"]) == ("running", ADDRESS, "0123456789ab")
    assert said["stacks"] == {"data": "CREATE_COMPLETE", "app": "UPDATE_COMPLETE"}
    assert {"what": "E-mail", "state": "note", "said": "no sender", "do": ""} in said["checks"]
    lay_down(aws)
    assert json.loads(run("status", "riverside", "--json").stdout)["state"] == "not deployed"


def test_a_quota_that_may_not_be_asked_for_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> list[Check]:
        raise NoCredentialsError

    monkeypatch.setattr(mail, "look", refuse)
    assert "note E-mail: not known. There are no AWS credentials here" in told()


@pytest.mark.parametrize("words", [("--region", "eu-west-1"), ("--cost",), ("riverside", "--site", "https://x.org")])
def test_words_that_do_not_go_together_are_refused(words: tuple[str, ...]) -> None:
    assert run("status", *words).exit_code == 2


def test_without_credentials_it_says_what_to_do(aws: FakeAws) -> None:
    aws.on("sts", "GetCallerIdentity", NoCredentialsError())
    assert "There are no AWS credentials here" in told(code=1)


def test_a_file_that_is_wrong_is_said_to_be(folder: Path) -> None:
    (folder / "riverside.toml").write_text("x = 1")
    assert "riverside.toml is not right" in told(code=1)
