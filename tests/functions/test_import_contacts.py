"""The function that runs an import: files from S3, the file of problems back."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import boto3
import pytest

from functions.import_contacts.handler import ImportFault, handler
from ringround import settings, wiring
from ringround.storage import banks, imports, imports_files, jobs, keys
from ringround.storage.imports import Upload
from ringround.storage.table import Table
from ringround.usecases.context import Context
from ringround.usecases.imports import begin, check, start, undo
from tests.builders import NOW, a_campaign
from tests.importing.lists import EVERYTHING

CONTEXT: Any = SimpleNamespace(function_name="import_contacts", aws_request_id="request-1")
STARTED: list[tuple[str, dict[str, Any]]] = []
LIST = f"{EVERYTHING}\nAB-1,Priya,Shah,12 Mill Lane,Riverside,RS1 2AB,ex-directory,\n".encode()


@pytest.fixture
def s3(table: Table, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Buckets, a campaign, and the function's environment."""
    for name, value in (
        (settings.TABLE, table.name),
        (settings.UPLOADS, "test-in"),
        (settings.EXPORTS, "test-out"),
    ):
        monkeypatch.setenv(name, value)
    client = boto3.client("s3", region_name="eu-west-2")
    for bucket in ("test-in", "test-out"):
        client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
    monkeypatch.setattr(wiring, "start", lambda function, event: STARTED.append((function, event)))
    STARTED.clear()
    wiring.forget()
    banks.put_campaign(table, a_campaign(poll_date="2027-03-04"))
    begin(Context(table, a_campaign()), "import1", [Upload("list.csv", len(LIST))], "doors", by="olive", now=NOW)
    yield client
    wiring.forget()
    for bucket in ("test-in", "test-out"):
        for found in client.list_objects_v2(Bucket=bucket).get("Contents", []):
            client.delete_object(Bucket=bucket, Key=found["Key"])
        client.delete_bucket(Bucket=bucket)


def _ended(table: Table) -> imports.Import:
    found = imports.get(table, "import1")
    assert found is not None
    return found


def test_uploaded_files_are_imported_and_problems_handed_back(s3: Any, table: Table) -> None:
    s3.put_object(Bucket="test-in", Key=imports_files.upload_key("import1", 0), Body=LIST)
    handler({"import_id": "import1"}, CONTEXT)
    assert (_ended(table).state, _ended(table).problems, _ended(table).rows_done) == ("done", True, 1)
    problems = s3.get_object(Bucket="test-out", Key=imports_files.problems_key("import1"))["Body"].read().decode()
    assert "list.csv,2,number_invalid" in problems


def test_a_file_that_was_not_uploaded_is_said(s3: Any, table: Table) -> None:
    handler({"import_id": "import1"}, CONTEXT)
    assert (_ended(table).state, _ended(table).error_code) == ("failed", "not_uploaded")
    assert "list.csv" in _ended(table).error_message


def test_what_follows_an_import_is_started(s3: Any, table: Table) -> None:
    s3.put_object(Bucket="test-in", Key=imports_files.upload_key("import1", 0), Body=LIST)
    handler({"import_id": "import1"}, CONTEXT)
    kinds = sorted(found.kind for _, event in STARTED if (found := jobs.get(table, event["job"])))
    assert kinds == ["refresh", "roster"]


def test_a_check_leaves_a_preview_beside_the_files_and_nothing_in_the_log(
    s3: Any, table: Table, caplog: pytest.LogCaptureFixture
) -> None:
    s3.put_object(Bucket="test-in", Key=imports_files.upload_key("import1", 0), Body=LIST)
    asked = check(Context(table, a_campaign()), "import1", None, now=wiring.now())
    handler({"import_id": "import1", "check": asked.check}, CONTEXT)
    assert (_ended(table).state, _ended(table).preview) == ("checked", True)
    found = imports_files.get_preview(s3, "test-out", "import1")
    assert found is not None
    assert found["files"][0]["columns"][1]["samples"] == ["Priya"]
    assert found["counts"]["bad_numbers"] == 1
    logged = "".join(str(vars(record)) for record in caplog.records)
    assert "Priya" not in logged
    assert "Priya" not in str(table.get(keys.importing("import1")))
    assert STARTED == []


def test_an_import_is_undone_through_the_same_function(s3: Any, table: Table) -> None:
    s3.put_object(Bucket="test-in", Key=imports_files.upload_key("import1", 0), Body=LIST)
    handler({"import_id": "import1"}, CONTEXT)
    STARTED.clear()
    job = undo(Context(table, a_campaign()), "import1", by="olive", now=wiring.now())
    assert handler({"job": job.id}, CONTEXT) == {"job": job.id, "state": "done"}
    assert _ended(table).state == "undone"
    assert len(STARTED) == 2


def test_an_import_that_is_done_is_not_run_again(s3: Any, table: Table) -> None:
    imports.change(table, "import1", state="done")
    handler({"import_id": "import1"}, CONTEXT)
    assert _ended(table).started_at == 0


def test_a_fault_is_written_down_and_raised_without_what_it_said(
    s3: Any, table: Table, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise LookupError("no room for Priya Shah, +447700900001")

    monkeypatch.setattr("ringround.usecases.imports_run.read", broken)
    s3.put_object(Bucket="test-in", Key=imports_files.upload_key("import1", 0), Body=LIST)
    with pytest.raises(ImportFault) as raised:
        handler({"import_id": "import1"}, CONTEXT)
    # The runtime logs what is raised: the name of the fault, and nothing of the list.
    assert (raised.value.args, raised.value.__cause__, raised.value.__context__) == (("LookupError",), None, None)
    logged = "".join(str(vars(record)) for record in caplog.records)
    assert "broken" in logged
    assert "Priya" not in logged
    assert "7700900001" not in logged
    assert (_ended(table).state, _ended(table).error_code) == ("failed", "internal")
    monkeypatch.undo()


def test_of_two_imports_started_at_once_the_second_says_so(s3: Any, table: Table) -> None:
    imports.take_lease(table, "another", "run", wiring.now())
    assert handler({"import_id": "import1"}, CONTEXT)["running"]
    assert (_ended(table).state, _ended(table).error_code) == ("failed", "import_running")
    assert "again later" in _ended(table).error_message
    imports.end_lease(table, "run")
    assert start(Context(table, a_campaign()), "import1", now=wiring.now()).id == "import1"


def test_a_second_run_of_the_import_that_is_running_leaves_its_progress_alone(
    s3: Any, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    imports.change(table, "import1", state="writing")

    def running(*_: object) -> None:
        raise imports.ImportRunning("import1")

    monkeypatch.setattr("ringround.usecases.imports_run._begin", running)
    assert handler({"import_id": "import1"}, CONTEXT)["running"]
    assert _ended(table).state == "writing"
