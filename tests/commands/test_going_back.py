"""Rolling back, restoring and changing the secret: what is asked, done, refused and said."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from infra.commands import deploy, deploying, restore, rollback, rotate
from infra.config import Election, load
from infra.staff import origin, releases, restoring, smoke
from infra.staff import releases as staff_releases
from infra.staff.account import Account
from infra.staff.checks import ok, stop
from infra.staff.election_file import written
from infra.staff.faults import AccountError
from infra.staff.releases import Release, Standing
from infra.staff.smoke import Answer
from infra.staff.stacks import Deployed, State
from ringround.storage.schema import EXPIRES, table_definition
from tests.staff.standing import REGION, client, drop, is_there

from .runner import run

NAME = "oakshire"
ADDRESS = "https://d111111abcdef8.cloudfront.net"
T0 = datetime(2027, 2, 1, 12, 0, tzinfo=UTC)
ACCOUNT = Account("123456789012", REGION, "arn:aws:sts::123456789012:assumed-role/Deployer/sam")
FIRST = Release(T0, T0, {"oak-login": "1"}, {"index.html": "a"})
SECOND = Release(T0 + timedelta(days=1), T0 + timedelta(days=1), {"oak-login": "2"}, {"index.html": "b"})


def _there(state: State = State.RUNNING, **outputs: str) -> Deployed:
    outputs = {"SiteAddress": ADDRESS, **outputs}
    return Deployed(NAME, REGION, "Oakshire", date(2027, 3, 4), "", state, {"app": "CREATE_COMPLETE"}, outputs, T0)


@pytest.fixture(autouse=True)
def file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The by-election's file, and an account that is open."""
    monkeypatch.setenv("RINGROUND_ELECTIONS", str(tmp_path))
    found = tmp_path / f"{NAME}.toml"
    found.write_text(written(Election(name=NAME, title="Oakshire", poll_date=date(2027, 3, 4))), encoding="utf-8")
    for module in (rollback, restore):
        monkeypatch.setattr(module, "open_account", lambda *_: ACCOUNT)
        monkeypatch.setattr(module, "find", lambda *_: _there())
    return found


class TestRollback:
    """To the release before and forward again."""

    @pytest.fixture(autouse=True)
    def releases(self, monkeypatch: pytest.MonkeyPatch) -> list[Release]:
        """Two releases, the second one running; those that were gone to."""
        gone_to: list[Release] = []
        standing = Standing((FIRST, SECOND), SECOND.functions, SECOND.pages)

        def go_to(_: Account, __: Standing, release: Release) -> list[str]:
            gone_to.append(release)
            return ["oak-login: version 2 → 1"]

        monkeypatch.setattr(releases, "look", lambda *_: standing)
        monkeypatch.setattr(releases, "go_to", go_to)
        monkeypatch.setattr(origin, "functions_that_refuse", lambda *_: [])
        monkeypatch.setattr(releases, "on_another_table", lambda *_: [])
        monkeypatch.setattr(smoke, "look", lambda *_, **__: [ok("The API", "answers")])
        return gone_to

    def test_it_goes_to_the_release_before_and_says_the_way_forward(self, releases: list[Release]) -> None:
        result = run("rollback", NAME, "--yes")
        assert (result.exit_code, releases) == (0, [FIRST])
        assert "oak-login: version 2 → 1" in result.stdout
        assert "ringround rollback oakshire --forward" in result.stdout

    def test_the_list_changes_nothing(self, releases: list[Release]) -> None:
        result = run("rollback", NAME, "--list")
        assert (result.exit_code, releases) == (0, [])
        assert "the first: 1 function, 1 page" in result.stdout

    def test_there_is_nothing_after_the_last(self, releases: list[Release]) -> None:
        result = run("rollback", NAME, "--forward", "--yes")
        assert (result.exit_code, releases) == (1, [])

    def test_without_an_answer_nothing_changes(self, releases: list[Release]) -> None:
        assert (run("rollback", NAME).exit_code, releases) == (1, [])

    def test_a_release_that_the_site_could_not_reach_is_refused(
        self, releases: list[Release], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(origin, "functions_that_refuse", lambda *_: ["oak-login version 1"])
        result = run("rollback", NAME, "--yes")
        assert (result.exit_code, releases) == (1, [])
        assert "changed twice" in result.stderr

    def test_a_release_that_works_on_another_table_is_refused(
        self, releases: list[Release], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[str] = []

        def other(_: Account, release: Release, table: str) -> list[str]:
            asked.append(table)
            return list(release.functions)

        monkeypatch.setattr(staff_releases, "on_another_table", other)
        monkeypatch.setattr(rollback, "find", lambda *_: _there(TableName="ringround-oakshire-restored"))
        result = run("rollback", NAME, "--yes")
        assert (result.exit_code, releases, asked) == (1, [], ["ringround-oakshire-restored"])
        assert "works on another table" in result.stderr

    @pytest.mark.parametrize("state", [State.DEPLOYING, State.FAILED, State.DATA_KEPT])
    def test_what_is_not_running_is_left_alone(
        self, releases: list[Release], monkeypatch: pytest.MonkeyPatch, state: State
    ) -> None:
        monkeypatch.setattr(rollback, "find", lambda *_: _there(state))
        assert (run("rollback", NAME, "--yes").exit_code, releases) == (1, [])

    def test_a_site_that_does_not_answer_afterwards_ends_it_with_a_failure(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(smoke, "look", lambda *_, **__: [stop("The API", "status 500", "look")])
        assert run("rollback", NAME, "--yes").exit_code == 1


class TestRotate:
    """Another secret, with the site watched meanwhile."""

    @pytest.fixture(autouse=True)
    def deployed(self, monkeypatch: pytest.MonkeyPatch) -> list[int]:
        """A deploy that always holds: the numbers of the secrets that were deployed."""
        numbers: list[int] = []
        ready = deploying.Ready(load(NAME), ACCOUNT, _there(), {})

        def carry_out(which: deploying.Ready, *_: Any) -> Deployed:
            numbers.append(which.election.origin_secret)
            return _there()

        monkeypatch.setattr(deploying, "look", lambda *_, **__: replace(ready, election=load(NAME)))
        monkeypatch.setattr(deploying, "templates", lambda *_: (None, []))
        monkeypatch.setattr(deploying, "changes_of", lambda *_: [])
        monkeypatch.setattr(deploying, "carry_out", carry_out)
        monkeypatch.setattr(deploying, "tried", lambda *_: None)
        monkeypatch.setattr(rotate, "_EVERY", 0.01)
        monkeypatch.setattr(origin, "generation", lambda *_: 1)
        monkeypatch.setattr(smoke, "get", lambda _: Answer(200, {}, b"{}"))
        return numbers

    def test_the_file_counts_up_and_is_deployed_as_it_is_then(self, file: Path, deployed: list[int]) -> None:
        before = file.read_text("utf-8")
        result = run("rotate", NAME, "--yes")
        assert result.exit_code == 0, result.output
        assert (load(NAME).origin_secret, deployed) == (2, [2])
        assert len(file.read_text("utf-8").splitlines()) == len(before.splitlines())
        assert "0 answers went wrong" in result.stdout

    def test_one_that_failed_is_tried_again_and_not_counted_up_once_more(self, deployed: list[int]) -> None:
        # The functions that run know one and two: three would be refused by them.
        assert run("rotate", NAME, "--yes").exit_code == 0
        result = run("rotate", NAME, "--yes")
        assert result.exit_code == 0, result.output
        assert (load(NAME).origin_secret, deployed) == (2, [2, 2])
        assert "number 2 (before: 1)" in result.stdout

    def test_a_file_without_a_line_for_it_gets_one(self, file: Path, deployed: list[int]) -> None:
        file.write_text('title = "Oakshire"\npoll_date = 2027-03-04\n', encoding="utf-8")
        assert run("rotate", NAME, "--yes").exit_code == 0
        assert deployed == [2]
        assert file.read_text("utf-8").startswith("origin_secret = 2\ntitle")

    def test_an_answer_that_went_wrong_meanwhile_is_said(self, monkeypatch: pytest.MonkeyPatch) -> None:
        refusal = b'{"code": "not_through_the_site"}'
        monkeypatch.setattr(smoke, "get", lambda _: Answer(403, {}, refusal))
        result = run("rotate", NAME, "--yes")
        assert (result.exit_code, "403 not_through_the_site" in result.stderr) == (1, True)

    def test_without_an_answer_the_file_stays(self, deployed: list[int]) -> None:
        assert run("rotate", NAME).exit_code == 1
        assert (load(NAME).origin_secret, deployed) == (1, [])


class TestRestore:
    """The table as it was, in a table of its own."""

    SOURCE = "ringround-oakshire-data-tableone1"

    @pytest.fixture(autouse=True)
    def source(self, mocked_aws: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
        """A table with backups and an item in it."""
        assert mocked_aws is not None
        made = client("dynamodb")
        made.create_table(**table_definition(self.SOURCE), DeletionProtectionEnabled=True)
        made.update_continuous_backups(
            TableName=self.SOURCE, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
        )
        made.put_item(TableName=self.SOURCE, Item={"pk": {"S": "H#1"}, "sk": {"S": "H"}})
        monkeypatch.setattr(restore, "find", lambda *_: _there(TableName=self.SOURCE))
        monkeypatch.setattr(restoring, "_PAUSE", 0)
        window = restoring.Window(T0, T0 + timedelta(days=20))
        monkeypatch.setattr(restoring, "window", lambda *_: window)
        yield self.SOURCE
        drop(self.SOURCE, self.RESTORED)

    RESTORED = "ringround-oakshire-restored-20270210-180000"

    def _restore(self, *words: str) -> Any:
        return run("restore", NAME, "--to", "2027-02-10 18:00", *words)

    def test_what_a_restore_leaves_behind_is_set_again(self) -> None:
        result = self._restore("--yes")
        assert result.exit_code == 0, result.output
        made = client("dynamodb")
        table = made.describe_table(TableName=self.RESTORED)["Table"]
        assert table["DeletionProtectionEnabled"] is True
        assert made.get_item(TableName=self.RESTORED, Key={"pk": {"S": "H#1"}, "sk": {"S": "H"}})["Item"]
        ttl = made.describe_time_to_live(TableName=self.RESTORED)["TimeToLiveDescription"]
        assert (ttl["TimeToLiveStatus"], ttl["AttributeName"]) == ("ENABLED", EXPIRES)
        tags = {t["Key"]: t["Value"] for t in made.list_tags_of_resource(ResourceArn=table["TableArn"])["Tags"]}
        assert tags["ringround:election"] == NAME
        assert tags["ringround:restored-from"] == self.SOURCE
        backups = made.describe_continuous_backups(TableName=self.RESTORED)["ContinuousBackupsDescription"]
        assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"
        assert f'table = "{self.RESTORED}"' in result.stdout
        assert load(NAME).table is None

    def test_the_same_words_again_go_on_with_the_table_that_is_there(self) -> None:
        self._restore("--yes")
        result = self._restore("--yes")
        assert result.exit_code == 0, result.output
        assert "going on with it" in result.stderr

    def test_use_writes_it_into_the_file_and_updates(self, monkeypatch: pytest.MonkeyPatch) -> None:
        updated: list[str] = []
        monkeypatch.setattr(deploy, "update", lambda name, **_: updated.append(name))
        result = self._restore("--use", "--yes")
        assert result.exit_code == 0, result.output
        assert (load(NAME).table, updated) == (self.RESTORED, [NAME])

    def test_a_moment_outside_of_what_is_kept_is_refused_with_what_is_kept(self) -> None:
        result = run("restore", NAME, "--to", "2027-01-01 09:00", "--yes")
        assert result.exit_code == 1
        assert "from 1 February 2027 12:00:00 to 21 February 2027 12:00:00" in result.stderr
        assert not is_there(self.RESTORED)

    def test_what_never_began_is_not_to_be_gone_on_with(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def none(*_: object) -> None:
            raise AccountError("The table has no point-in-time recovery.")

        monkeypatch.setattr(restoring, "window", none)
        result = self._restore("--yes")
        assert (result.exit_code, "Go on" in result.stderr) == (1, False)

    def test_without_an_answer_nothing_is_restored(self) -> None:
        assert self._restore().exit_code == 1
        assert not is_there(self.RESTORED)

    def test_a_time_that_is_none_is_wrong_usage(self) -> None:
        assert run("restore", NAME, "--to", "yesterday").exit_code == 2


def test_a_table_without_recovery_is_said_to_have_none(mocked_aws: Any) -> None:
    client("dynamodb").create_table(**table_definition("ringround-no-recovery"))
    with pytest.raises(AccountError, match="no point-in-time recovery"):
        restoring.window(ACCOUNT, "ringround-no-recovery")
