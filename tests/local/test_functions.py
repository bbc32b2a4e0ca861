"""Functions in processes of their own, and what stands in for Lambda and SES."""

import json
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.local import internal
from infra.local.children import bare_environment
from infra.local.events import Request
from infra.local.functions import FunctionBusyError, FunctionError, Functions
from infra.local.inbox import Inbox
from infra.local.internal import Internal, Starts

HANDLER = """
import os, sys, time
import {imported}

def handler(event, context):
    what = event.get("do")
    if what == "raise":
        raise ValueError("Mrs Example, 07700 900123")
    if what == "die":
        os._exit(1)
    if what == "sleep":
        time.sleep(event["seconds"])
    if what == "write":
        with open(event["file"], "a") as file:
            file.write(context.aws_request_id + "\\n")
        if event.get("then") == "die":
            os._exit(1)
    if what == "strange":
        return {{1, 2}}
    print("a line of the log")
    return {{
        "pid": os.getpid(), "name": context.function_name, "service": os.environ["POWERTOOLS_SERVICE_NAME"],
        "left": context.get_remaining_time_in_millis(), "path": sys.path, "environment": sorted(os.environ),
    }}
"""


@pytest.fixture
def functions(tmp_path: Path) -> Iterator[Functions]:
    for name, imported in (("good", "json"), ("broken", "no_such_module")):
        folder = tmp_path / "functions" / name
        folder.mkdir(parents=True)
        (folder / "handler.py").write_text(HANDLER.format(imported=imported))
    log = tmp_path / "log"
    log.touch()
    functions = Functions(bare_environment(), log, limit=3, folder=tmp_path / "functions")
    yield functions
    functions.close()


def test_a_warm_process_is_used_again(functions: Functions) -> None:
    first = functions["good"].invoke({})
    second = functions["good"].invoke({})
    assert first["pid"] == second["pid"] != os.getpid()
    assert first["name"] == first["service"] == "good"
    assert 25_000 < first["left"] <= 29_000


def test_a_function_sees_its_own_folder_and_no_credentials_of_ours(
    functions: Functions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "real")
    result = functions["good"].invoke({})
    assert result["path"][0] == str(tmp_path / "functions" / "good")
    root = str(Path(internal.__file__).parents[2])
    assert root not in result["path"]
    assert "AWS_PROFILE" not in result["environment"]


def test_a_process_has_one_event_at_a_time_and_more_come_when_all_are_busy(functions: Functions) -> None:
    pids = []

    def ask() -> None:
        functions["good"].invoke({"do": "sleep", "seconds": 0.5})
        pids.append(functions["good"].invoke({"do": "sleep", "seconds": 0.5})["pid"])

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(pids) == 6
    assert len(set(pids)) == 3


def test_an_error_has_its_class_and_the_process_goes_on(functions: Functions) -> None:
    pid = functions["good"].invoke({})["pid"]
    with pytest.raises(FunctionError) as raised:
        functions["good"].invoke({"do": "raise"})
    assert raised.value.kind == "ValueError"
    with pytest.raises(FunctionError):
        functions["good"].invoke({"do": "strange"})
    assert functions["good"].invoke({})["pid"] == pid


def test_a_process_that_ends_is_replaced(functions: Functions) -> None:
    pid = functions["good"].invoke({})["pid"]
    with pytest.raises(FunctionError, match="its process ended"):
        functions["good"].invoke({"do": "die"})
    assert functions["good"].invoke({})["pid"] != pid


def test_a_process_that_was_killed_while_idle_is_replaced_unseen(functions: Functions) -> None:
    pid = functions["good"].invoke({})["pid"]
    os.kill(pid, 9)
    time.sleep(0.3)
    assert functions["good"].invoke({})["pid"] != pid


def test_too_slow_is_busy_and_ends_the_process(functions: Functions) -> None:
    pid = functions["good"].invoke({})["pid"]
    with pytest.raises(FunctionBusyError):
        functions["good"].invoke({"do": "sleep", "seconds": 30}, timeout=0.3)
    assert functions["good"].invoke({})["pid"] != pid


def test_a_function_that_can_not_be_imported_says_so_at_once(functions: Functions, tmp_path: Path) -> None:
    with pytest.raises(FunctionError, match="broken could not be started"):
        functions.warm_all({"broken", "good"})()
    assert "no_such_module" in (tmp_path / "log").read_text()


@pytest.fixture
def starts(functions: Functions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Starts]:
    monkeypatch.setattr(internal, "PAUSE", 0.05)
    starts = Starts(tmp_path / "events", functions, lambda _: None)
    yield starts
    starts.close()


@pytest.fixture
def aws(functions: Functions, starts: Starts) -> Internal:
    return Internal(functions, starts, Inbox(lambda _: None), 1)


def invoke(aws: Internal, name: str, event: Any, kind: str = "Event") -> Any:
    path = f"/2015-03-31/functions/{name}/invocations"
    return aws(Request("POST", path, "", [("X-Amz-Invocation-Type", kind)], json.dumps(event).encode()))


def lines(file: Path, wanted: int) -> list[str]:
    """The lines of a file once there are as many as wanted (or after ten seconds)."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        found = file.read_text().splitlines() if file.exists() else []
        if len(found) >= wanted:
            return found
        time.sleep(0.02)
    raise AssertionError(f"{len(found)} lines, not {wanted}")


@pytest.mark.parametrize(
    "name", ["good", "good:live", "arn%3Aaws%3Alambda%3Aeu-west-2%3A000000000000%3Afunction%3Agood"]
)
def test_lambda_invoke_starts_a_function_and_does_not_wait(aws: Internal, tmp_path: Path, name: str) -> None:
    file = tmp_path / "out"
    assert invoke(aws, name, {"do": "write", "file": str(file)}).status == 202
    assert len(lines(file, 1)) == 1


def test_an_invocation_that_fails_is_tried_three_times_and_then_let_go(aws: Internal, tmp_path: Path) -> None:
    file = tmp_path / "out"
    invoke(aws, "good", {"do": "write", "file": str(file), "then": "die"})
    assert len(lines(file, 3)) == 3
    time.sleep(0.3)
    assert len(lines(file, 3)) == 3
    assert not list((tmp_path / "events").iterdir())


def test_an_invocation_that_was_accepted_and_not_run_is_run_by_the_next_start(
    functions: Functions, starts: Starts, tmp_path: Path
) -> None:
    file = tmp_path / "out"
    start = {"function": "good", "event": {"do": "write", "file": str(file)}, "tries": 1}
    (tmp_path / "events" / "1-left.json").write_text(json.dumps(start))
    starts.resume()
    assert len(lines(file, 1)) == 1


def test_lambda_invoke_can_wait_for_the_answer_and_tells_of_an_error(aws: Internal) -> None:
    answer = invoke(aws, "good", {}, "RequestResponse")
    assert (answer.status, json.loads(answer.body)["name"]) == (200, "good")
    answer = invoke(aws, "good", {"do": "raise"}, "RequestResponse")
    assert ("X-Amz-Function-Error", "Unhandled") in answer.headers


@pytest.mark.parametrize("name", ["missing", "..%2Fgood", "good%2F.."])
def test_a_function_that_does_not_exist_is_404(aws: Internal, name: str) -> None:
    answer = invoke(aws, name, {})
    assert answer.status == 404
    assert ("x-amzn-ErrorType", "ResourceNotFoundException") in answer.headers
