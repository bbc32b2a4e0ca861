"""Faults at the table's client strike where they were meant to, and the product knows nothing of them."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ConnectionClosedError

from infra.local.install.paths import ROOT
from tests.drill.clock import Clock
from tests.drill.hooks import Hooks
from tests.drill.planned import GUESSED_CALLS, Planned
from tests.drill.strike import HEADER, KINDS, STRIKES, TABLE_KINDS, TICKETS, Strike

PASSED = object()


def a_request(operation: str = "UpdateItem", attempt: int = 1, body: bytes = b"{}") -> Any:
    """A request of the SDK's to the table."""
    headers = {"X-Amz-Target": f"DynamoDB_20120810.{operation}", "amz-sdk-request": f"attempt={attempt}; max=4"}
    return SimpleNamespace(headers=headers, url="http://127.0.0.1:1", body=body)


class Met:
    """Hooks of one invocation that meets a strike; `carried_out` counts what reached the table."""

    def __init__(self, folder: Path, strike: str) -> None:
        self.carried_out = 0
        self.hooks = Hooks(folder, "next_contact")
        self.hooks.begin({"headers": {HEADER: strike}, "routeKey": "GET /api/x"})

    def send(self, request: Any) -> Any:
        """One request."""

        def carry_out() -> Any:
            self.carried_out += 1
            return PASSED

        return self.hooks.send(request, carry_out)


def error_of(answer: Any) -> str:
    """The error that an answer says."""
    return str(json.loads(answer.content)["__type"]).rpartition("#")[2]


@pytest.mark.parametrize("kind", KINDS)
def test_a_strike_is_read_as_it_was_written(kind: Any) -> None:
    assert Strike.parse(str(Strike(kind, 3, 2))) == Strike(kind, 3, 2)


def test_a_fault_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="no fault"):
        Strike.parse("flood.1.1")


def test_throttling_meets_the_second_request_and_the_next_try_of_it(tmp_path: Path) -> None:
    met = Met(tmp_path, "throttled.2.2")
    assert met.send(a_request()) is PASSED
    for attempt in (1, 2):
        assert error_of(met.send(a_request(attempt=attempt))) == "ProvisionedThroughputExceededException"
    assert met.send(a_request(attempt=3)) is PASSED
    assert met.carried_out == 2


def test_an_answer_is_lost_after_the_write(tmp_path: Path) -> None:
    met = Met(tmp_path, "lost.1.1")
    with pytest.raises(ConnectionClosedError):
        met.send(a_request())
    assert met.send(a_request(attempt=2)) is PASSED
    assert met.carried_out == 2


def test_a_conflict_waits_for_a_write_and_names_an_item_of_a_transaction(tmp_path: Path) -> None:
    met = Met(tmp_path, "conflict.1.2")
    assert met.send(a_request("GetItem")) is PASSED
    body = json.dumps({"TransactItems": [{}, {}]}).encode()
    answer = met.send(a_request("TransactWriteItems", body=body))
    assert error_of(answer) == "TransactionCanceledException"
    reasons = json.loads(answer.content)["CancellationReasons"]
    assert [reason["Code"] for reason in reasons] == ["TransactionConflict", "None"]
    assert error_of(met.send(a_request("PutItem"))) == "TransactionConflictException"


FILE, MAIL = "http://127.0.0.1:1/ringround-demo-uploads/list.csv", "http://127.0.0.1:1/v2/email/outbound-emails"
START = "http://127.0.0.1:1/2015-03-31/functions/import_contacts/invocations"


def elsewhere(met: Met, url: str, attempt: int = 1) -> Any:
    """One request of the SDK's that is not to the table."""

    def carry_out() -> Any:
        met.carried_out += 1
        return PASSED

    headers = {"amz-sdk-request": f"attempt={attempt}; max=4"}
    return met.hooks.send_elsewhere(SimpleNamespace(headers=headers, url=url, method="PUT"), carry_out)


@pytest.mark.parametrize(("kind", "url", "other"), [("file", FILE, MAIL), ("mail", MAIL, FILE)])
def test_faults_of_files_and_of_mail_strike_there_and_nowhere_else(
    tmp_path: Path, kind: str, url: str, other: str
) -> None:
    met = Met(tmp_path, f"{kind}_failed.2.1")
    assert [elsewhere(met, each) for each in (url, other, other, START, START)] == [PASSED] * 5
    assert [met.send(a_request()), met.send(a_request())] == [PASSED] * 2
    assert elsewhere(met, url).status_code >= 500
    assert elsewhere(met, url, attempt=2) is PASSED
    lost = Met(tmp_path, f"{kind}_lost.1.1")
    with pytest.raises(ConnectionClosedError):
        elsewhere(lost, url)
    assert lost.carried_out == 1


def test_a_function_ends_before_a_request(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    killed: list[int] = []

    def kill(pid: int, _number: int) -> None:
        killed.append(pid)
        raise SystemExit

    monkeypatch.setattr(os, "kill", kill)
    met = Met(tmp_path, "ended.2.1")
    met.send(a_request())
    with pytest.raises(SystemExit):
        met.send(a_request("PutItem"))
    assert killed == [os.getpid()]
    assert met.carried_out == 1
    said = json.loads((tmp_path / STRIKES).read_text())
    assert said == {"kind": "ended", "doing": "GET /api/x", "at": 2, "operation": "PutItem"}


def test_the_next_invocation_meets_nothing(tmp_path: Path) -> None:
    met = Met(tmp_path, "throttled.1.99")
    met.hooks.begin({"headers": {}})
    assert met.send(a_request()) is PASSED


def test_a_ticket_is_for_one_run_of_its_function(tmp_path: Path) -> None:
    (tmp_path / TICKETS).mkdir()
    (tmp_path / TICKETS / "next_contact-00001").write_text("failed.1.1")
    (tmp_path / TICKETS / "another-00001").write_text("failed.1.1")
    met = Met(tmp_path, "lost.1.1")
    met.hooks.begin({"job": "1"})
    assert met.send(a_request()).status_code == 500
    met.hooks.begin({"job": "1"})
    assert met.send(a_request()) is PASSED
    assert [path.name for path in (tmp_path / TICKETS).iterdir()] == ["another-00001"]


def test_each_kind_of_fault_is_among_the_first_of_an_operation_and_ends_come_at_every_place() -> None:
    planned = Planned(seed=1, every=3)
    found = [planned.strike("claim_next") for _ in range(3 * 60)]
    strikes = [strike for strike in found if strike]
    assert len(strikes) == 60
    assert {strike.kind for strike in strikes[:5]} == set(TABLE_KINDS)
    ends = Counter(strike.at for strike in strikes if strike.kind == "ended")
    assert set(ends) == set(range(1, GUESSED_CALLS + 1))


def test_time_is_the_same_for_all_and_moves_forward_only(tmp_path: Path) -> None:
    mine = Clock(tmp_path, start=1_000_000.0)
    theirs = Clock(tmp_path)
    mine.move(3600)
    assert 0 <= theirs.now() - 1_003_600 < 600
    with pytest.raises(ValueError, match="go back"):
        mine.move(-1)


def test_what_is_deployed_has_no_word_of_the_drill() -> None:
    for place in ("layers/core/python/ringround", "functions"):
        for path in (ROOT / place).rglob("*.py"):
            text = path.read_text()
            assert HEADER not in text, path
            assert "tests.drill" not in text, path
