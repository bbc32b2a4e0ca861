"""Taking a by-election down: never with data that nobody has exported, never another one's, and with proof."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from infra.commands import destroy
from infra.config import Election
from infra.staff import belongings, removal
from infra.staff.account import Account
from infra.staff.belongings import Belongings, Names
from infra.staff.election_file import written
from infra.staff.faults import AccountError
from tests.staff.standing import REGION, ByElection, Standing, build, client, routed

from .runner import run

_NUMBERS = count(1)
# One for all tests: each client reads AWS's descriptions anew.
_ACCOUNT = Account("123456789012", REGION, "arn:aws:sts::123456789012:assumed-role/Deployer/sam")


@dataclass
class Place:
    """An account with a folder of by-elections' files. moto is one for the session, so names are new for each test."""

    standing: Standing
    name: str

    @property
    def other(self) -> str:
        """A by-election whose name begins with this one's."""
        return f"{self.name}-corn"

    def stands(self, name: str = "", *, throw_away: bool = False) -> ByElection:
        """One that is up."""
        name = name or self.name
        election = Election(name=name, title=f"{name} by-election", poll_date=date(2027, 3, 4), throw_away=throw_away)
        Path("elections", f"{name}.toml").write_text(written(election), encoding="utf-8")
        return build(self.standing, election)

    def destroy(self, *words: str, typed: str = "") -> Result:
        """The command, with the name typed."""
        return run("destroy", self.name, "--out", "proofs", *words, typed=f"{typed or self.name}\n")

    def left(self, name: str = "") -> Belongings:
        """What is there of one, as it is seen where both are known."""
        others = {self.name, self.other} - {name or self.name}
        return belongings.look(_ACCOUNT, Names(name or self.name, others))

    def proof(self) -> dict[str, Any]:
        """The one proof that was written."""
        (file,) = Path("proofs").glob("*.json")
        return dict(json.loads(file.read_text("utf-8")))


@pytest.fixture
def place(mocked_aws: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Place]:
    """An account in which nothing is waited for."""
    monkeypatch.setattr(removal, "PAUSE", 0)
    monkeypatch.setattr(destroy, "open_account", lambda *_: _ACCOUNT)
    (tmp_path / "elections").mkdir()
    monkeypatch.setenv("RINGROUND_ELECTIONS", str(tmp_path / "elections"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    with routed() as standing:
        yield Place(standing, f"run{next(_NUMBERS)}")


def test_with_the_campaigns_certificate_everything_goes_and_nothing_of_anothers(place: Place) -> None:
    ours, theirs = place.stands(), place.stands(place.other)
    ours.end()
    before = place.left(place.other)
    result = place.destroy()
    assert result.exit_code == 0, result.output
    assert place.left() == Belongings()
    assert place.left(place.other) == before
    assert f"Its own file is still here: {Path('elections', f'{place.name}.toml').absolute()}" in result.stdout
    assert len(before.tables) == len(before.backups) == len(before.layers) == 1
    assert place.standing.deleted == [f"ringround-{place.name}-app", f"ringround-{place.name}-data"]
    kms = client("kms")
    assert kms.describe_key(KeyId=ours.key)["KeyMetadata"]["KeyState"] == "PendingDeletion"
    assert kms.describe_key(KeyId=theirs.key)["KeyMetadata"]["KeyState"] == "Enabled"


def test_no_backup_outlives_the_table(place: Place) -> None:
    ours = place.stands()
    ours.end()
    place.standing.asked.clear()
    assert place.destroy().exit_code == 0
    asked = [operation for operation, table in place.standing.asked if table == ours.table]
    # Of a table that has point-in-time recovery DynamoDB keeps a backup for 35 days.
    assert asked.index("UpdateContinuousBackups") < asked.index("DeleteTable")
    assert asked.index("UpdateTable") < asked.index("DeleteTable")


def test_the_proof_says_what_when_by_whom_and_keeps_the_certificate(place: Place) -> None:
    ours = place.stands()
    ours.end()
    result = place.destroy()
    proof = place.proof()
    assert proof["by"] == _ACCOUNT.user
    assert {step["what"] for step in proof["steps"]} >= {"stack", "table", "bucket", "layer", "log", "secret"}
    assert [step["versions"] for step in proof["steps"] if step["what"] == "layer"] == [2]
    # Two versions and the mark of a deletion, of each bucket.
    assert [step["objects"] for step in proof["steps"] if step["what"] == "bucket"] == [3, 3, 3]
    assert proof["left"] == []
    assert list(proof["keys_deleted_on"]) == [ours.key]
    certificate = json.dumps(proof["certificate"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert proof["certificate_sha256"] == hashlib.sha256(certificate.encode()).hexdigest()
    (text,) = Path("proofs").glob("*.txt")
    assert proof["certificate_sha256"] in text.read_text("utf-8")
    assert "nothing is left" in result.stdout


@pytest.mark.parametrize("item", ["E#x", "N#+441632960001", "C#sam#2027-03-01", "H#1", "IMPORT#i1"])
def test_people_and_calls_without_a_certificate_are_never_taken_down(place: Place, item: str) -> None:
    place.stands().put(pk=item, sk="X")
    before = place.left()
    result = place.destroy()
    assert result.exit_code == 1
    assert f"ringround close --site {place.name} --out last.zip" in " ".join(result.stderr.split())
    assert (place.left(), place.standing.deleted) == (before, [])


def test_a_campaign_that_is_being_destroyed_is_waited_for(place: Place) -> None:
    place.stands().put(pk="CAMPAIGN", sk="CAMPAIGN", closed=True, name="x", certificate={})
    result = place.destroy()
    assert (result.exit_code, place.standing.deleted) == (1, [])
    assert "wait for its certificate" in result.stderr


def test_one_that_never_had_people_goes_without_a_certificate(place: Place) -> None:
    ours = place.stands()
    ours.put(pk="CAMPAIGN", sk="CAMPAIGN", name="x", secret="s")
    ours.put(pk="V#a", sk="V", name="Ada")
    assert place.destroy().exit_code == 0
    assert place.proof()["certificate"] is None
    assert "never held" in place.proof()["nothing_lost_because"]


def test_another_name_deletes_nothing(place: Place) -> None:
    place.stands().end()
    before = place.left()
    result = place.destroy(typed=place.other)
    assert (result.exit_code, place.left(), list(Path("proofs").iterdir())) == (1, before, [])


def test_a_throw_away_one_goes_with_people_in_it(place: Place) -> None:
    ours = place.stands(throw_away=True)
    ours.put(pk="E#x", sk="E")
    assert place.destroy().exit_code == 0
    assert place.left() == Belongings()


def test_a_file_that_says_throw_away_does_not_make_a_real_one_so(place: Place) -> None:
    place.stands().put(pk="E#x", sk="E")
    file = Path("elections", f"{place.name}.toml")
    file.write_text("throw_away = true\n" + file.read_text("utf-8"), encoding="utf-8")
    assert place.destroy().exit_code == 1
    assert place.standing.deleted == []


def test_broken_off_it_goes_on_where_it_was_in_the_same_proof(place: Place) -> None:
    ours = place.stands()
    ours.end()
    place.standing.refusing.add(f"ringround-{place.name}-data")
    first = place.destroy()
    assert first.exit_code == 1
    assert "Go on with the same words" in first.stderr
    # The table with the certificate is gone by now: what it said is in the proof.
    assert place.left().tables == ()
    assert place.proof()["finished_at"] == ""
    place.standing.refusing.clear()
    place.standing.stacks[f"ringround-{place.name}-data"]["StackStatus"] = "UPDATE_COMPLETE"
    second = place.destroy()
    assert second.exit_code == 0, second.output
    proof = place.proof()
    assert (proof["certificate"]["campaign"], bool(proof["finished_at"])) == (place.name, True)
    assert [step["name"] for step in proof["steps"] if step["what"] == "table"] == [ours.table]
    assert place.left() == Belongings()


def test_a_table_of_before_a_restore_goes_with_the_one_that_has_the_certificate(place: Place) -> None:
    ours = place.stands()
    ours.put(pk="E#x", sk="E")
    restored = f"ringround-{place.name}-restored-20270220-180000"
    dynamodb = client("dynamodb")
    dynamodb.restore_table_to_point_in_time(SourceTableName=ours.table, TargetTableName=restored)
    ours.end()
    result = place.destroy()
    assert result.exit_code == 0, result.output
    assert f"{ours.table} holds people" not in result.stderr
    assert f"{restored} holds people still" in result.stderr
    assert place.left().tables == ()


def test_a_certificate_in_a_table_that_is_not_in_use_says_nothing_of_the_one_that_is(place: Place) -> None:
    ours = place.stands()
    ours.put(pk="E#x", sk="E")
    restored = f"ringround-{place.name}-restored-20270220-180000"
    client("dynamodb").restore_table_to_point_in_time(SourceTableName=ours.table, TargetTableName=restored)
    ours.end()
    outputs = [{"OutputKey": "TableName", "OutputValue": restored}]
    place.standing.stacks[f"ringround-{place.name}-data"]["Outputs"] = outputs
    result = place.destroy()
    assert (result.exit_code, place.standing.deleted) == (1, [])
    assert "ringround close" in result.stderr
    assert set(place.left().tables) == {ours.table, restored}


def test_a_proof_of_another_by_election_of_that_name_is_not_gone_on_with(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.stands().end()
    with monkeypatch.context() as patched:
        patched.setattr(removal, "log_group", lambda *_: None)
        assert place.destroy().exit_code == 1
    for group in place.left().log_groups:
        client("logs").delete_log_group(logGroupName=group)
    # Weeks later, with the same name and in the same folder.
    (file,) = Path("proofs").glob("*.json")
    begun = json.loads(file.read_text("utf-8")) | {"begun_at": "2020-01-01T00:00:00Z"}
    file.write_text(json.dumps(begun), encoding="utf-8")
    place.standing.deleted.clear()
    later = place.stands()
    later.put(pk="E#x", sk="E")
    result = place.destroy()
    assert (result.exit_code, place.standing.deleted, place.left().tables) == (1, [], (later.table,))
    assert "--out FOLDER" in result.stderr


def test_what_is_gone_is_not_taken_down_twice(place: Place) -> None:
    place.stands().end()
    assert place.destroy().exit_code == 0
    again = place.destroy()
    assert (again.exit_code, "There is nothing of" in again.stderr) == (1, True)


def test_what_is_not_there_is_said_to_be_so(place: Place) -> None:
    result = place.destroy("--region", REGION)
    assert result.exit_code == 1
    assert "There is nothing of" in result.stderr


def test_credentials_of_another_account_stop_it_with_nothing_to_go_on_with(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other(*_: object) -> None:
        raise AccountError("These credentials are for another account.")

    place.stands().end()
    monkeypatch.setattr(destroy, "open_account", other)
    result = place.destroy()
    assert (result.exit_code, place.standing.deleted) == (1, [])
    assert "another account" in result.stderr
    assert "Go on" not in result.stderr
    assert not Path("proofs").exists()


def test_something_that_comes_back_is_left_and_said(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.stands().end()
    monkeypatch.setattr(removal, "log_group", lambda *_: None)
    result = place.destroy()
    assert result.exit_code == 1
    assert f"log ringround-{place.name}-app-loginlog1" in result.stdout
    assert place.proof()["finished_at"] == ""


@pytest.mark.parametrize(
    ("resource", "own"),
    [
        ("ringround-run-app-login", True),
        ("ringround-run", True),
        ("ringround-run-corn-app-login", False),
        ("ringround-run-corn", False),
        ("ringround-runcorn-app", False),
        ("other-ringround-run-app", False),
    ],
)
def test_a_name_belongs_to_the_longest_that_fits(resource: str, own: bool) -> None:
    assert Names("run", {"run-corn", "runcorn"}).own(resource) is own
