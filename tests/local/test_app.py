"""The local app as a whole, in a process of its own: what `make demo` starts."""

import json
import os
import signal
import socket
import stat
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.local import aws
from infra.local.data_folder import OURS
from ringround.api.routes import ROUTES
from ringround.storage.schema import table_definition
from tests.support.local_app import RunningApp
from tests.support.processes import alive, all_gone, children_of


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    """One that is left as it was."""
    with RunningApp(tmp_path_factory.mktemp("app") / "data", "--empty", "--verbose") as app:
        yield app


def table_of(app: RunningApp) -> Any:
    return aws.client("dynamodb", app.local["environment"])


def put(app: RunningApp, key: str) -> None:
    table_of(app).put_item(TableName=app.local["table"], Item={"pk": {"S": key}, "sk": {"S": "x"}})


def is_there(app: RunningApp, key: str) -> bool:
    found = table_of(app).get_item(TableName=app.local["table"], Key={"pk": {"S": key}, "sk": {"S": "x"}})
    return "Item" in found


def test_the_table_is_the_schema(app: RunningApp) -> None:
    name = app.local["table"]
    assert aws.shape(table_of(app).describe_table(TableName=name)["Table"]) == aws.shape(table_definition(name))


def test_it_tells_the_command_where_everything_is_and_nobody_else(app: RunningApp) -> None:
    local = app.local
    assert local["pid"] == app.process.pid
    assert local["site"] == local["environment"]["RINGROUND_SITE"] == app.url
    assert set(local["endpoints"]) == {"dynamodb", "s3", "sesv2", "lambda"}
    assert stat.S_IMODE((app.data / "local.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(app.data.stat().st_mode) == 0o700


def test_the_handlers_see_nothing_local(app: RunningApp) -> None:
    ours = {name for name in app.local["environment"] if not name.startswith(("RINGROUND_", "AWS_"))}
    assert ours == set()


@pytest.mark.parametrize(
    "route", [r for r in ROUTES if r.access not in {"public", "always", "anyone"}], ids=lambda r: r.operation
)
def test_every_route_reaches_its_function_which_asks_who_is_there(app: RunningApp, route: Any) -> None:
    path = "/".join("x" if part.startswith("{") else part for part in route.path.split("/"))
    body = None if route.method in {"GET", "DELETE"} else b"{}"
    reply = app.request(route.method, path, body, {"Content-Type": "application/json"})
    assert (reply.status, reply.json()["error"]["code"]) == (401, "not_signed_in")


def test_what_a_page_begins_with_asks_nobody_who_is_there(app: RunningApp) -> None:
    """Nothing is set up here yet: that is what it says, and not that somebody should sign in."""
    reply = app.request("GET", "/api/start")
    assert (reply.status, reply.json()["error"]["code"]) == (404, "no_campaign")


def test_an_api_path_that_is_not_there_is_an_error_in_the_one_shape(app: RunningApp) -> None:
    reply = app.request("GET", "/api/nothing")
    assert reply.status == 404
    assert reply.headers["Content-Type"] == "application/json"
    assert set(reply.json()["error"]) == {"code", "message", "details"}
    assert reply.json()["error"]["code"] == "not_found"


@pytest.mark.parametrize("path", ["/", "/local/inbox", "/api/me", "/missing.js"])
def test_every_answer_has_the_edges_headers(app: RunningApp, path: str) -> None:
    headers = app.request("GET", path).headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_a_page_may_send_files_to_the_upload_bucket(app: RunningApp) -> None:
    s3 = aws.client("s3", app.local["environment"])
    bucket = app.local["environment"]["RINGROUND_UPLOADS"]
    policy = app.request("GET", "/").headers["Content-Security-Policy"]
    assert f"connect-src 'self' {app.local['endpoints']['s3']};" in policy
    url = s3.generate_presigned_url("put_object", Params={"Bucket": bucket, "Key": "list.csv"})
    asked = urllib.request.Request(url, method="OPTIONS", headers={"Origin": app.url})  # noqa: S310
    asked.add_header("Access-Control-Request-Method", "PUT")
    with urllib.request.urlopen(asked, timeout=10) as reply:  # noqa: S310
        assert reply.headers["Access-Control-Allow-Origin"] in {"*", app.url}
    sent = urllib.request.Request(url, b"a,b", {"Content-Type": ""}, method="PUT")  # noqa: S310
    urllib.request.urlopen(sent, timeout=10).close()  # noqa: S310
    assert s3.get_object(Bucket=bucket, Key="list.csv")["Body"].read() == b"a,b"


def test_a_mail_is_printed_and_shown(app: RunningApp) -> None:
    ses = aws.client("sesv2", app.local["environment"])
    ses.send_email(
        FromEmailAddress=app.local["environment"]["RINGROUND_SENDER"],
        Destination={"ToAddresses": ["volunteer@example.org"]},
        Content={"Simple": {"Subject": {"Data": "Code"}, "Body": {"Text": {"Data": "It is 135790."}}}},
    )
    mails = app.request("GET", "/local/inbox", headers={"Accept": "application/json"}).json()["mails"]
    assert mails[-1]["to"] == "volunteer@example.org"
    assert mails[-1]["code"] == "135790"
    assert b"135790" in app.request("GET", "/local/inbox").body
    assert "sign-in code for volunteer@example.org: 135790" in app.printed()


def test_a_mail_from_an_address_that_is_not_ours_is_refused(app: RunningApp) -> None:
    ses = aws.client("sesv2", app.local["environment"])
    before = app.request("GET", "/local/inbox", headers={"Accept": "application/json"}).json()["mails"]
    with pytest.raises(ses.exceptions.MessageRejected):
        ses.send_email(
            FromEmailAddress="other@example.org",
            Destination={"ToAddresses": ["volunteer@example.org"]},
            Content={"Simple": {"Subject": {"Data": "x"}, "Body": {"Text": {"Data": "x"}}}},
        )
    after = app.request("GET", "/local/inbox", headers={"Accept": "application/json"}).json()["mails"]
    assert after == before


def test_another_name_for_this_machine_is_not_answered(app: RunningApp) -> None:
    # A page elsewhere could have its own name point to 127.0.0.1 and read the sign-in codes.
    assert app.request("GET", "/local/inbox", headers={"Host": "evil.example"}).status == 421
    assert app.request("GET", "/local/inbox", headers={"Host": "localhost:9000"}).status == 200


def test_the_log_of_requests_has_no_personal_data(app: RunningApp) -> None:
    app.request("GET", "/api/banks/mrs-example?number=07700900123", headers={"Cookie": "a=secret"})
    app.request("GET", "/join/SECRET7")
    printed = app.printed()
    assert "GET /api/banks/{bank} 401" in printed
    assert "GET /* " in printed
    assert not any(word in printed for word in ("mrs-example", "07700900123", "secret", "SECRET7"))


def test_a_second_app_on_the_same_folder_is_told_where_the_first_is(app: RunningApp) -> None:
    second = RunningApp(app.data, "--empty")
    second.output = app.data.with_name("second.out")
    assert second.process.wait(20) == 1
    assert app.process.poll() is None
    assert app.request("GET", "/api/campaign").status != 0


@pytest.mark.parametrize("options", [["--reset"], []], ids=["reset", "plain"])
def test_a_second_app_changes_nothing(app: RunningApp, tmp_path: Path, options: list[str]) -> None:
    put(app, "kept")
    second = RunningApp(app.data, "--empty", *options)
    assert second.process.wait(20) == 1
    assert is_there(app, "kept")


def test_a_port_in_use_is_named_and_another_proposed(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        app = RunningApp(tmp_path / "data", "--empty", port=port)
        assert app.process.wait(20) == 1
    assert f"Port {port} is in use by another program" in app.printed()
    assert "make demo PORT=" in app.printed()
    assert "Traceback" not in app.printed()


def test_a_port_that_is_none_is_refused_in_a_sentence(tmp_path: Path) -> None:
    app = RunningApp(tmp_path / "data", "--empty", port=99999)
    assert app.process.wait(20) == 2
    assert "'99999' is no port" in app.printed()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_it_stops_all_that_it_started(tmp_path: Path, number: int) -> None:
    app = RunningApp(tmp_path / "data", "--empty").wait()
    below = children_of(app.process.pid)
    assert len(below) >= 2
    app.process.send_signal(number)
    assert app.process.wait(20) == 0
    assert not alive(below)
    assert not (app.data / "local.json").exists()
    assert app.printed().rstrip().endswith("Stopped.")


def test_it_can_be_stopped_while_it_starts(tmp_path: Path) -> None:
    app = RunningApp(tmp_path / "data", "--empty")
    end = time.monotonic() + 20
    while not (below := children_of(app.process.pid)) and time.monotonic() < end:
        time.sleep(0.02)
    app.process.send_signal(signal.SIGINT)
    assert app.process.wait(30) == 0
    assert all_gone(below)


def test_kill_9_leaves_no_process_and_loses_no_data(tmp_path: Path) -> None:
    app = RunningApp(tmp_path / "data", "--empty").wait()
    put(app, "before")
    environment = app.local["environment"]
    aws.client("s3", environment).put_object(Bucket=environment["RINGROUND_UPLOADS"], Key="k", Body=b"kept")
    below = children_of(app.process.pid)
    app.process.kill()
    app.process.wait()
    assert all_gone(below)
    with RunningApp(tmp_path / "data", "--empty") as again:
        assert is_there(again, "before")
        s3 = aws.client("s3", again.local["environment"])
        assert s3.get_object(Bucket=environment["RINGROUND_UPLOADS"], Key="k")["Body"].read() == b"kept"
        # Every process at once, as when the machine goes down.
        put(again, "again")
        everyone = {again.process.pid, *children_of(again.process.pid)}
        for pid in everyone:
            os.kill(pid, signal.SIGKILL)
        again.process.wait()
        assert all_gone(everyone)
    with RunningApp(tmp_path / "data", "--empty") as last:
        assert is_there(last, "before")
        assert is_there(last, "again")


def test_an_engine_that_is_killed_comes_back_with_its_data(tmp_path: Path) -> None:
    with RunningApp(tmp_path / "data", "--empty") as app:
        put(app, "kept")
        engines = [pid for pid in children_of(app.process.pid) if _is_engine(pid)]
        assert len(engines) == 2
        for pid in engines:
            os.kill(pid, signal.SIGKILL)
        end = time.monotonic() + 30
        while app.printed().count("answers again") < 2 and time.monotonic() < end:
            time.sleep(0.1)
        assert app.process.poll() is None, app.printed()
        assert is_there(app, "kept")
        assert app.request("GET", "/api/me").status == 401


def _is_engine(pid: int) -> bool:
    command = Path(f"/proc/{pid}/cmdline").read_bytes()
    return b"DynamoDBLocal.jar" in command or b"bin/ministack" in command


def test_reset_begins_with_no_data_and_touches_nothing_else(tmp_path: Path) -> None:
    with RunningApp(tmp_path / "data", "--empty") as app:
        put(app, "old")
    (app.data / "thesis.txt").write_text("mine")
    with RunningApp(tmp_path / "data", "--empty", "--reset") as app:
        assert not is_there(app, "old")
    assert (app.data / "thesis.txt").read_text() == "mine"
    assert "logs" not in OURS


def test_a_table_of_an_older_schema_is_named_and_not_touched(tmp_path: Path) -> None:
    with RunningApp(tmp_path / "data", "--empty") as app:
        dynamodb, name = table_of(app), app.local["table"]
        dynamodb.delete_table(TableName=name)
        definition = {**table_definition(name), "GlobalSecondaryIndexes": []}
        keys = {key["AttributeName"] for key in definition["KeySchema"]}
        definition["AttributeDefinitions"] = [
            one for one in definition["AttributeDefinitions"] if one["AttributeName"] in keys
        ]
        del definition["GlobalSecondaryIndexes"]
        dynamodb.create_table(**definition)
    again = RunningApp(tmp_path / "data", "--empty")
    assert again.process.wait(30) == 1
    assert "make demo RESET=1" in again.printed()
    assert "Traceback" not in again.printed()


def test_dynamodb_local_shows_nothing_to_another_access_key(app: RunningApp) -> None:
    other = {**app.local["environment"], "AWS_ACCESS_KEY_ID": "SOMEBODY"}
    assert aws.client("dynamodb", other).list_tables()["TableNames"] == []
    assert json.loads((app.data / "credentials.json").read_text())["access_key_id"].startswith("RR")


def test_tied_it_stops_when_the_process_that_started_it_is_gone(tmp_path: Path) -> None:
    import subprocess
    import sys

    data = tmp_path / "data"
    code = (
        "import subprocess, sys, time;"
        "subprocess.Popen([sys.executable, '-m', 'infra.local', '--tied', '--empty', '--port', '0', '--data',"
        " sys.argv[1]]); time.sleep(90)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code, str(data)], stdout=subprocess.DEVNULL)
    end = time.monotonic() + 60
    while not (data / "local.json").exists() and time.monotonic() < end:
        time.sleep(0.1)
    below = children_of(parent.pid)
    assert below
    parent.kill()
    parent.wait()
    assert all_gone(below, 15)
