"""Restoring from a copy, and what a restore takes over, compares and says. `test_going_back.py` has the rest."""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from infra.commands import deploy, restore, tables
from infra.config import Election, load
from infra.staff import after_restore, copies, loading, restoring
from infra.staff.account import Account
from infra.staff.election_file import written
from infra.staff.faults import AccountError
from infra.staff.stacks import Deployed, State
from ringround.domain.outcomes import Outcome
from ringround.storage import banks, calls
from ringround.storage.schema import table_definition
from ringround.storage.table import Table
from ringround.usecases import export_files
from ringround.usecases.collect import collect
from ringround.usecases.export_rows import Asked
from tests.builders import NOW, a_household, a_number, a_person, a_response, drama_number, not_home
from tests.shift import Shift, a_shift
from tests.staff.standing import REGION, client, drop, is_there

from .runner import run

NAME = "oakshire"
ACCOUNT = Account("123456789012", REGION, "arn:aws:sts::123456789012:assumed-role/Deployer/sam")
THEN = datetime(2027, 2, 10, 18, 0, tzinfo=UTC)
RESTORED = "ringround-oakshire-restored-20270210-180000"
MINUTE = 60


class Oakshire:
    """A by-election whose table is in the account; `use` says which."""

    SOURCE = "ringround-oakshire-data-table"

    def __init__(self, folder: Path) -> None:
        made = client("dynamodb")
        # Other files' by-elections may have been called so, in the same process.
        drop(self.SOURCE, RESTORED)
        made.create_table(**table_definition(self.SOURCE), DeletionProtectionEnabled=True)
        self.table = self.SOURCE
        self.shift = a_shift(
            Table(made, self.SOURCE),
            *(
                a_household(f"house{n}", people=(a_person(f"p{n}"),), numbers=(a_number(drama_number(n), f"p{n}"),))
                for n in range(4)
            ),
        )
        self.shift.respond(self.shift.claim(), not_home())
        self.copy = folder / "copy"
        copies.write(loading.pages(made, self.SOURCE), self.copy, self.SOURCE, THEN)
        self.later = self.shift.claim(at=NOW + MINUTE)
        self.shift.respond(self.later, a_response(Outcome.DO_NOT_CALL), at=NOW + 2 * MINUTE)

    def deployed(self) -> Deployed:
        outputs = {"SiteAddress": "https://d1.cloudfront.net", "TableName": self.table}
        days = (date(2027, 3, 4), "", State.RUNNING, {"app": "CREATE_COMPLETE"}, outputs, THEN)
        return Deployed(NAME, REGION, "Oakshire", *days)

    @property
    def restored(self) -> Shift:
        """The restored table."""
        return Shift(self.shift.context.again(self.shift.context.campaign, Table(client("dynamodb"), RESTORED)))


@pytest.fixture
def oakshire(mocked_aws: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Oakshire]:
    assert mocked_aws is not None
    monkeypatch.setenv("RINGROUND_ELECTIONS", str(tmp_path))
    file = tmp_path / f"{NAME}.toml"
    file.write_text(written(Election(name=NAME, title="Oakshire", poll_date=date(2027, 3, 4))), encoding="utf-8")
    found = Oakshire(tmp_path)
    for module in (tables, restore):
        monkeypatch.setattr(module, "open_account", lambda *_: ACCOUNT)
        monkeypatch.setattr(module, "find", lambda *_: found.deployed())
    monkeypatch.setattr(restoring, "_PAUSE", 0)
    yield found
    drop(found.SOURCE, RESTORED)


def from_copy(oakshire: Oakshire, *words: str) -> Any:
    return run("restore", NAME, "--from", str(oakshire.copy), "--yes", *words)


def test_a_copy_becomes_a_table_with_what_came_since(oakshire: Oakshire) -> None:
    result = from_copy(oakshire)
    assert result.exit_code == 0, result.output
    assert "the same as in the copy" in result.stdout
    assert "Taken over from the table in use: 1 calls" in result.stdout
    assert "Paused: main." in result.stdout
    recorded = {(call.entry.claim, call.entry.outcome) for call in calls.all_versions(oakshire.restored.table)}
    assert recorded == {(call.entry.claim, call.entry.outcome) for call in calls.all_versions(oakshire.shift.table)}
    assert load(NAME).table is None
    made = client("dynamodb")
    assert made.describe_table(TableName=RESTORED)["Table"]["DeletionProtectionEnabled"] is True
    assert restoring.restored_from(ACCOUNT, RESTORED) == oakshire.SOURCE


def test_as_it_was_takes_nothing_over(oakshire: Oakshire) -> None:
    result = from_copy(oakshire, "--as-it-was")
    assert result.exit_code == 0, result.output
    assert "Taken over" not in result.stdout
    assert len(list(calls.all_versions(oakshire.restored.table))) == 1
    assert "differs" in result.stdout


def test_the_same_words_again_do_not_fill_it_again(oakshire: Oakshire) -> None:
    from_copy(oakshire)
    banks.update(oakshire.restored.table, "main", {"name": "Renamed"})
    result = from_copy(oakshire)
    assert result.exit_code == 0, result.output
    assert "the same as in the copy" not in result.stdout
    assert oakshire.restored.bank().name == "Renamed"


def test_cut_off_while_it_is_made_ready_the_same_words_go_on(
    oakshire: Oakshire, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as once:
        once.setattr(after_restore, "make_safe", lambda _: (_ for _ in ()).throw(AccountError("Out of reach.")))
        result = from_copy(oakshire)
    assert result.exit_code == 1
    assert "Out of reach." in result.stderr
    result = from_copy(oakshire)
    assert result.exit_code == 0, result.output
    assert "Paused: main." in result.stdout
    assert len(list(calls.all_versions(oakshire.restored.table))) == 2


def test_what_was_recorded_until_the_change_comes_too(oakshire: Oakshire, monkeypatch: pytest.MonkeyPatch) -> None:
    between = oakshire.shift.claim(at=NOW + 3 * MINUTE)

    def update(_: str, **__: Any) -> None:
        oakshire.shift.respond(between, not_home(), at=NOW + 4 * MINUTE)

    monkeypatch.setattr(deploy, "update", update)
    result = from_copy(oakshire, "--use")
    assert result.exit_code == 0, result.output
    assert load(NAME).table == RESTORED
    assert len(list(calls.all_versions(oakshire.restored.table))) == 3
    # And what a function of before still wrote after that.
    oakshire.table = RESTORED
    last = oakshire.shift.claim(at=NOW + 5 * MINUTE)
    oakshire.shift.respond(last, not_home(), at=NOW + 6 * MINUTE)
    result = from_copy(oakshire)
    assert result.exit_code == 0, result.output
    assert f"works on {RESTORED} already" in result.stderr
    assert len(list(calls.all_versions(oakshire.restored.table))) == 4


def test_a_copy_of_another_by_election_takes_nothing_over(oakshire: Oakshire) -> None:
    key = {"pk": {"S": "CAMPAIGN"}, "sk": {"S": "CAMPAIGN"}}
    client("dynamodb").update_item(
        TableName=oakshire.SOURCE,
        Key=key,
        UpdateExpression="SET secret = :other",
        ExpressionAttributeValues={":other": {"B": os.urandom(32)}},
    )
    result = from_copy(oakshire)
    assert result.exit_code == 0, result.output
    assert "Taken over" not in result.stdout


def test_a_copy_that_was_changed_is_refused_before_anything_is_made(oakshire: Oakshire) -> None:
    (file,) = (oakshire.copy / "data").iterdir()
    file.write_bytes(file.read_bytes() + b"\0")
    result = from_copy(oakshire)
    assert result.exit_code == 1
    assert "not as it was written" in result.stderr
    assert not is_there(RESTORED)


def test_a_table_that_is_not_what_the_copy_holds_is_not_used(
    oakshire: Oakshire, monkeypatch: pytest.MonkeyPatch
) -> None:
    client("dynamodb").create_table(**table_definition(RESTORED))
    client("dynamodb").put_item(TableName=RESTORED, Item={"pk": {"S": "H#other"}, "sk": {"S": "H"}})
    monkeypatch.setattr(deploy, "update", lambda *_, **__: pytest.fail("it was used"))
    result = from_copy(oakshire, "--use")
    assert result.exit_code == 1
    assert f"{RESTORED} is not what the copy holds" in result.stderr
    assert load(NAME).table is None


@pytest.mark.parametrize("words", [(), ("--to", "2027-02-20 18:00", "--from", "copy")])
def test_one_of_the_two_is_said(oakshire: Oakshire, words: tuple[str, ...]) -> None:
    assert run("restore", NAME, *words).exit_code == 2


def test_a_by_election_is_copied(oakshire: Oakshire, tmp_path: Path) -> None:
    result = run("backup", NAME, "--to", str(tmp_path / "another"))
    assert result.exit_code == 0, result.output
    assert "Open: main." in result.stderr
    assert copies.read(tmp_path / "another").items == sum(map(len, loading.pages(client("dynamodb"), oakshire.SOURCE)))
    assert "calls: do_not_call" in result.stdout
    # And nothing in it names anybody.
    assert "Priya" not in result.output


def test_a_folder_that_is_in_use_is_refused(oakshire: Oakshire) -> None:
    result = run("backup", NAME, "--to", str(oakshire.copy))
    assert (result.exit_code, "not empty" in result.stderr) == (1, True)


def attempts(oakshire: Oakshire, folder: Path) -> Path:
    """The by-election's export of attempts."""
    file = folder / "attempts.csv"
    with collect(oakshire.shift.table, folder) as found:
        made = export_files.rows_of("attempts", found, Asked("", 0), oakshire.shift.context.campaign.secret)
        export_files.write(file, "attempts", made)
    return file


def test_calls_of_an_export_are_recorded_again(oakshire: Oakshire, tmp_path: Path) -> None:
    file = attempts(oakshire, tmp_path)
    lost = [item for page in loading.pages(client("dynamodb"), oakshire.SOURCE) for item in page]
    for item in lost:
        if item["pk"]["S"].startswith(("C#", "H#", "D#")):
            client("dynamodb").delete_item(TableName=oakshire.SOURCE, Key={"pk": item["pk"], "sk": item["sk"]})
    result = run("replay", str(file), NAME, "--yes")
    assert result.exit_code == 1
    assert "0 calls of 2 stand; 1 number may not be rung" in result.stdout
    assert "nobody and no number of it is in the lists" in result.stdout
    assert "Priya" not in result.output


def test_a_file_that_is_no_export_is_refused(oakshire: Oakshire, tmp_path: Path) -> None:
    (tmp_path / "some.csv").write_text("Name,Number\r\n")
    result = run("replay", str(tmp_path / "some.csv"), NAME, "--yes")
    assert (result.exit_code, "no export of attempts" in result.stderr) == (1, True)


def test_without_an_answer_nothing_is_recorded_again(oakshire: Oakshire, tmp_path: Path) -> None:
    before = len(list(calls.all_versions(oakshire.shift.table)))
    assert run("replay", str(attempts(oakshire, tmp_path)), NAME).exit_code == 1
    assert len(list(calls.all_versions(oakshire.shift.table))) == before
