"""The organisers' API: imports and banks, through the handler as API Gateway calls it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from functions.organiser.handler import handler
from ringround import settings, wiring
from ringround.api.identity import COOKIE
from ringround.api.openapi import answer_type
from ringround.storage import audit, banks, callers, imports, imports_files
from ringround.storage.callers import Role, Session, Volunteer
from ringround.storage.table import Table
from ringround.usecases.sign_in import hash_token
from tests.builders import a_campaign

TOKEN = "a-token-of-a-session"
CONTEXT: Any = SimpleNamespace(function_name="organiser", aws_request_id="request", memory_limit_in_mb=128)


@dataclass
class Client:
    """A browser that is signed in as somebody."""

    who: str
    started: list[dict[str, Any]] = field(default_factory=list)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, dict[str, Any]]:
        """Status and body of the answer."""
        event = {
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": path,
            "rawQueryString": "",
            "headers": {"content-type": "application/json", **headers},
            "cookies": [f"{COOKIE}={self.who}.{TOKEN}"] if self.who else [],
            "requestContext": {"http": {"method": method, "path": path, "sourceIp": "127.0.0.1"}, "stage": "$default"},
            "body": json.dumps(body) if body is not None else None,
            "isBase64Encoded": False,
        }
        answer = handler(event, CONTEXT)
        return int(answer["statusCode"]), json.loads(answer["body"])


@pytest.fixture
def organiser(table: Table, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """An organiser of a campaign, what is started is remembered and not run."""
    for name, value in (
        (settings.TABLE, table.name),
        (settings.UPLOADS, "test-uploads"),
        (settings.EXPORTS, "test-exports"),
        (settings.IMPORT_FUNCTION, "import_contacts"),
    ):
        monkeypatch.setenv(name, value)
    wiring.forget()
    banks.put_campaign(table, a_campaign())
    for who in ("olive", "vic"):
        role: Role = "organiser" if who == "olive" else "caller"
        callers.add(table, Volunteer(who, f"{who}@example.org", who.title(), role))
        callers.start_session(table, Session(who, hash_token(TOKEN), wiring.now() + 3600))
    client = Client("olive")
    real = wiring.client

    def fake(service: str) -> Any:
        if service == "lambda":
            return SimpleNamespace(invoke=lambda **request: client.started.append(request))
        return real(service)

    monkeypatch.setattr(wiring, "client", fake)
    yield client
    wiring.forget()


FILES = [{"name": "register.csv", "size": 120}, {"name": "phones.csv", "size": 60}]


def _begin(organiser: Client, **more: Any) -> dict[str, Any]:
    status, answer = organiser.send("POST", "/api/organiser/imports", {"files": FILES, "bank": "doors", **more})
    assert status == 201
    return answer


def _fits(operation: str, answer: dict[str, Any]) -> None:
    kind = answer_type(operation)
    assert kind is not None
    kind.validate_python(answer)


def test_an_import_begins_with_a_link_for_each_file(organiser: Client) -> None:
    answer = _begin(organiser)
    _fits("create_import", answer)
    assert answer["import"]["state"] == "uploading"
    assert [upload["name"] for upload in answer["uploads"]] == ["register.csv", "phones.csv"]
    links = [upload["url"] for upload in answer["uploads"]]
    assert all(f"imports/{answer['import']['id']}/" in link for link in links)
    assert not any("register" in link for link in links)
    assert all("content-length" in link for link in links)


def test_an_import_is_started_by_an_asynchronous_invoke(organiser: Client) -> None:
    import_id = _begin(organiser)["import"]["id"]
    status, answer = organiser.send("POST", f"/api/organiser/imports/{import_id}/start", {})
    _fits("start_import", answer)
    assert status == 202
    (request,) = organiser.started
    assert (request["FunctionName"], request["InvocationType"]) == ("import_contacts", "Event")
    assert json.loads(request["Payload"]) == {"import_id": import_id}


def test_a_second_import_waits_for_the_first(organiser: Client, table: Table) -> None:
    import_id = _begin(organiser)["import"]["id"]
    imports.take_lease(table, "another", "run", wiring.now())
    status, answer = organiser.send("POST", f"/api/organiser/imports/{import_id}/start", {})
    assert (status, answer["error"]["code"]) == (409, "import_running")
    assert organiser.started == []


def test_progress_and_the_link_to_problems_are_shown(organiser: Client, table: Table) -> None:
    import_id = _begin(organiser)["import"]["id"]
    path = f"/api/organiser/imports/{import_id}"
    _, uploading = organiser.send("GET", path)
    assert "problems_url" not in uploading
    imports.change(table, import_id, state="done", rows_total=9, counts={"people": 7}, problems=True, finished_at=5)
    _, done = organiser.send("GET", path)
    _fits("get_import", done)
    assert done["import"]["counts"]["people"] == 7
    assert done["import"]["finished_at"] == "1970-01-01T00:00:05Z"
    assert f"imports/{import_id}/problems.csv" in done["problems_url"]
    assert organiser.send("POST", f"{path}/start", {})[1]["error"]["code"] == "import_done"


def test_a_check_is_asked_for_with_what_the_organiser_said_of_the_columns(organiser: Client, table: Table) -> None:
    import_id = _begin(organiser)["import"]["id"]
    said = {"files": [{"columns": {"0": "number", "1": ""}, "separator": ";"}, {}]}
    status, answer = organiser.send("POST", f"/api/organiser/imports/{import_id}/check", said)
    _fits("check_import", answer)
    assert (status, answer["import"]["state"]) == (202, "checking")
    found = imports.get(table, import_id)
    assert found is not None
    assert (dict(found.files[0].columns), found.files[0].separator) == ({"0": "number", "1": ""}, ";")
    assert json.loads(organiser.started[0]["Payload"]) == {"import_id": import_id, "check": found.check}
    for wrong in ({"columns": {"0": "shoe size"}}, {"columns": {"one": "number"}}, {"separator": "#"}):
        body = {"files": [wrong, {}]}
        assert organiser.send("POST", f"/api/organiser/imports/{import_id}/check", body)[0] == 400


def test_what_a_check_found_is_shown_while_nothing_was_written(organiser: Client, table: Table) -> None:
    import_id = _begin(organiser)["import"]["id"]
    s3 = wiring.client("s3")
    s3.create_bucket(Bucket="test-exports", CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
    column = {"position": 0, "name": "Elector Number", "meaning": "number", "samples": ["AB-1"]}
    file = {"name": "register.csv", "rows": 1, "separator": ",", "encoding": "UTF-8", "columns": [column]}
    preview = {"files": [file], "meanings": [], "counts": {"people": 1}, "problems": [], "warnings": []}
    imports_files.put_preview(s3, "test-exports", import_id, preview)
    imports.change(table, import_id, state="checked", preview=True)
    _, answer = organiser.send("GET", f"/api/organiser/imports/{import_id}")
    _fits("get_import", answer)
    assert answer["preview"]["files"] == [file]
    assert (answer["preview"]["counts"]["people"], answer["preview"]["counts"]["screening_old"]) == (1, 0)
    imports.change(table, import_id, state="done")
    assert "preview" not in organiser.send("GET", f"/api/organiser/imports/{import_id}")[1]
    # It went with the bucket's age limit.
    imports.change(table, import_id, state="checked")
    s3.delete_object(Bucket="test-exports", Key=imports_files.preview_key(import_id))
    assert organiser.send("GET", f"/api/organiser/imports/{import_id}")[1]["preview"] is None
    s3.delete_bucket(Bucket="test-exports")


def test_imports_are_listed_with_who_began_them_and_starts_are_written_down(organiser: Client, table: Table) -> None:
    first, second = _begin(organiser)["import"], _begin(organiser, bank=None)["import"]
    organiser.send("POST", f"/api/organiser/imports/{first['id']}/start", {})
    _, answer = organiser.send("GET", "/api/organiser/imports")
    _fits("list_imports", answer)
    assert {each["id"] for each in answer["imports"]} == {first["id"], second["id"]}
    assert second["bank"] is None
    assert answer["imports"][0]["by"] == {"id": "olive", "name": "Olive"}
    assert answer["imports"][0]["files"] == FILES
    (entry,) = audit.latest(table, 5)
    assert (entry.act, entry.who, entry.subject) == ("import_started", "olive", first["id"])


def test_an_import_is_undone_by_a_job(organiser: Client, table: Table) -> None:
    import_id = _begin(organiser)["import"]["id"]
    path = f"/api/organiser/imports/{import_id}"
    assert organiser.send("POST", f"{path}/undo")[1]["error"]["code"] == "import_not_undoable"
    imports.change(table, import_id, state="done", runs=1)
    assert organiser.send("GET", path)[1]["import"]["can_undo"]
    status, answer = organiser.send("POST", f"{path}/undo")
    _fits("undo_import", answer)
    assert (status, answer["job"]["kind"], answer["job"]["state"]) == (202, "undo_import", "waiting")
    (request,) = organiser.started
    assert (request["FunctionName"], json.loads(request["Payload"])) == (
        "import_contacts",
        {"job": answer["job"]["id"]},
    )
    assert organiser.send("GET", path)[1]["import"]["state"] == "undoing"
    # Asked again, the same job is started again.
    assert organiser.send("POST", f"{path}/undo")[1]["job"]["id"] == answer["job"]["id"]
    assert [entry.act for entry in audit.latest(table, 5)].count("import_undone") == 2
    assert organiser.send("POST", f"{path}/start", {})[1]["error"]["code"] == "import_undone"


def test_a_failed_import_says_why(organiser: Client, table: Table) -> None:
    import_id = _begin(organiser)["import"]["id"]
    imports.change(table, import_id, state="failed", error_code="no_header", error_message="No header.")
    _, answer = organiser.send("GET", f"/api/organiser/imports/{import_id}")
    _fits("get_import", answer)
    assert answer["import"]["error"] == {"code": "no_header", "message": "No header."}


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"files": []}, 400, "malformed"),
        ({"files": FILES * 6}, 400, "malformed"),
        ({"files": [{"name": "a.csv", "size": 0}]}, 422, "empty"),
        ({"files": [{"name": "a.csv", "size": 10**10}]}, 422, "files_too_large"),
        ({"bank": "Doors & Phones"}, 400, "malformed"),
    ],
)
def test_what_cannot_be_imported_is_refused_at_once(
    organiser: Client, change: dict[str, Any], status: int, code: str
) -> None:
    answer = organiser.send("POST", "/api/organiser/imports", {"files": FILES, "bank": "doors", **change})
    assert (answer[0], answer[1]["error"]["code"]) == (status, code)


def test_an_import_that_does_not_exist_is_not_found(organiser: Client) -> None:
    assert organiser.send("GET", "/api/organiser/imports/none")[0] == 404
    assert organiser.send("POST", "/api/organiser/imports/none/start", {})[0] == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/organiser/imports"),
        ("POST", "/api/organiser/imports/x/start"),
        ("POST", "/api/organiser/imports/x/check"),
        ("POST", "/api/organiser/imports/x/undo"),
        ("GET", "/api/organiser/imports"),
        ("GET", "/api/organiser/imports/x"),
        ("GET", "/api/organiser/banks"),
        ("POST", "/api/organiser/banks"),
    ],
)
def test_volunteers_and_strangers_are_refused(organiser: Client, method: str, path: str) -> None:
    assert Client("vic").send(method, path, {})[0] == 403
    assert Client("").send(method, path, {})[0] == 401


def test_banks_are_made_and_listed(organiser: Client) -> None:
    status, made = organiser.send("POST", "/api/organiser/banks", {"id": "doors", "name": "Doors"})
    _fits("create_bank", made)
    assert (status, made["bank"]["status"]) == (201, "open")
    again = organiser.send("POST", "/api/organiser/banks", {"id": "doors", "name": "Doors"})
    assert (again[0], again[1]["error"]["code"]) == (409, "bank_exists")
    _, listed = organiser.send("GET", "/api/organiser/banks")
    _fits("list_all_banks", listed)
    assert [bank["id"] for bank in listed["banks"]] == ["doors"]


def test_hours_that_are_none_are_refused(organiser: Client) -> None:
    body = {"id": "doors", "name": "Doors", "hours": {"mon": ["21:00", "09:00"]}}
    status, answer = organiser.send("POST", "/api/organiser/banks", body)
    assert (status, answer["error"]["code"]) == (422, "hours_invalid")


def test_the_api_describes_itself_to_everybody(organiser: Client) -> None:
    status, document = Client("").send("GET", "/api/openapi.json")
    assert status == 200
    assert "/api/organiser/imports" in document["paths"]
