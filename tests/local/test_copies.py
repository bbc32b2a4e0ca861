"""A by-election's table as files, in the local app: `make demo FROM=`, and `ringround backup` of what runs there."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from infra.local import aws, local_copy
from infra.local.app import LocalApp, Options
from infra.local.install.report import SetupError
from infra.staff import copies, counts, loading
from infra.staff.copies import CopyError
from infra.staff.counts import Counts
from ringround.storage import banks
from ringround.storage.table import Table
from tests.builders import a_household, a_response
from tests.commands.runner import run
from tests.shift import a_shift
from tests.support.engine import DynamoDbLocal
from tests.support.local_app import RunningApp

pytestmark = pytest.mark.races


@pytest.fixture(scope="module")
def copied(dynamodb_local: DynamoDbLocal, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Counts]:
    """A by-election after a call, as files, and its figures."""
    table = dynamodb_local.new_table()
    shift = a_shift(table, a_household())
    shift.respond(shift.claim(), a_response())
    folder = tmp_path_factory.mktemp("copies") / "copy"
    copies.write(loading.pages(table.client, table.name), folder, table.name, datetime.now(UTC))
    return folder, counts.of(loading.pages(table.client, table.name))


@pytest.fixture(scope="module")
def app(copied: tuple[Path, Counts], tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    """The local app that began with it."""
    with RunningApp(tmp_path_factory.mktemp("app") / "data", "--from", str(copied[0])) as app:
        yield app


def test_the_local_app_holds_what_the_copy_holds(app: RunningApp, copied: tuple[Path, Counts]) -> None:
    table = Table(aws.client("dynamodb", app.local["environment"]), app.local["table"])
    assert counts.of(loading.pages(table.client, table.name)).table() == copied[1].table()
    assert [bank.status for bank in banks.every(table)] == ["paused"]
    assert app.request("GET", "/api/campaign").json()["campaign"]["name"] == "Riverside by-election"
    assert "the same as in the copy. Paused: main." in app.output.read_text()


def test_what_runs_here_is_copied_with_one_command(
    app: RunningApp, copied: tuple[Path, Counts], tmp_path: Path
) -> None:
    result = run("backup", "--data", str(app.data), "--to", str(tmp_path / "again"))
    assert result.exit_code == 0, result.output
    again = copies.read(tmp_path / "again")
    assert counts.of(again.pages()).table() == copied[1].table()
    assert f"{again.items} items in" in result.stdout
    assert "Open:" not in result.stderr


def test_a_folder_that_holds_a_by_election_is_left_alone(app: RunningApp, copied: tuple[Path, Counts]) -> None:
    with pytest.raises(CopyError, match="already"):
        local_copy.load(aws.client("dynamodb", app.local["environment"]), app.local["table"], copies.read(copied[0]))


def test_a_copy_that_is_none_is_said_before_anything_runs(tmp_path: Path) -> None:
    app = LocalApp(Options(port=0, data=tmp_path / "data", copy=tmp_path / "nothing"))
    with pytest.raises(SetupError, match="holds no whole copy"):
        app.start()
    assert not (tmp_path / "data").exists()


def test_without_a_by_election_or_a_running_app_it_is_wrong_usage(tmp_path: Path) -> None:
    assert run("backup", "--data", str(tmp_path), "--to", str(tmp_path / "copy")).exit_code == 2
