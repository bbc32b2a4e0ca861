"""No personal data in logs: operations, statuses and durations, whatever happens."""

import io
import json
import re
from typing import Any
from urllib.parse import quote

import pytest
from botocore.exceptions import ClientError

from ringround.domain.outcomes import Outcome
from tests.builders import LANDLINE, MOBILE, NOW, a_household, a_number, a_person, rung
from tests.events import Browser
from tests.functions.conftest import Deployed

EMAIL = "quintessa.q@example.org"
NAME, NOTE, ANSWER = "Ottoline Quirke", "Asked about her hip", "The swimming pool"
PERSONAL = (
    *NAME.split(),
    *NOTE.split()[1:2],
    "swimming",
    "Quince",
    "XX1 9ZZ",
    "EL-77",
    EMAIL,
    "quintessa",
    LANDLINE,
    MOBILE,
    LANDLINE[3:],
    MOBILE[-6:],
    "0113 496",
    "198.51.100.77",
)


def a_full_day(deployed: Deployed) -> list[int]:
    """Everything that a volunteer can do, rightly and wrongly; the statuses it was answered with."""
    person = a_person("p1", NAME, elector="EL-77")
    numbers = (a_number(LANDLINE, "p1"), a_number(MOBILE, "p1"))
    places: dict[str, Any] = {"address": ("1 Quince Row",), "postcode": "XX1 9ZZ"}
    households = [a_household(f"h{n}", people=(person,), numbers=numbers, **places) for n in range(3)]
    deployed.fill(rung(households[0], Outcome.NOT_HOME, at=NOW - 86400, note=NOTE), *households[1:])
    browser = deployed.browser()
    browser.ip = "198.51.100.77"
    browser.post("/api/login/code", {"email": EMAIL, "join": "river"})
    browser.post("/api/login", {"email": EMAIL, "code": "000000"})
    browser.post("/api/login", {"email": EMAIL, "code": deployed.last_code(), "join": "river", "name": NAME})
    browser.get("/api/me")
    browser.get("/api/banks")
    claim = browser.post("/api/banks/main/next").body["claim"]
    path = f"/api/claims/{claim['id']}"
    browser.post(f"{path}/renew")
    browser.post(f"{path}/response", {"outcome": NAME, "number": LANDLINE[1:]})
    browser.post(f"{path}/response", raw="{" + NAME)
    browser.post(f"{path}/response", {"outcome": "answered", "people": [{"person": NAME}]})
    answers = {"support": "unsure", "issue": ANSWER}
    said = {"person": "p1", "answers": answers, "note": NOTE}
    browser.post(f"{path}/response", {"outcome": "answered", "people": [said], "note": NOTE, "want_next": True})
    browser.put(f"{path}/response", {"outcome": "do_not_call", "note": NOTE})
    browser.get("/api/my/calls")
    browser.get("/api/claims")
    everything_else(browser, claim)
    browser.get(f"/api/banks/{NAME}")
    browser.get(f"/api/{NAME}")
    browser.post("/api/logout")
    browser.get("/api/me")
    return [answer.status for answer in browser.seen]


def everything_else(browser: Browser, claim: dict[str, Any]) -> None:
    """What a volunteer does beside ringing."""
    browser.get("/api/start")
    browser.get("/api/claims/standing")
    browser.get(f"/api/my/calls/{claim['id']}")
    browser.get("/api/my/callbacks")
    for typed in (LANDLINE, "0113 496 0000", MOBILE[-6:], NAME, "12"):
        found = browser.get(f"/api/ringing-back?number={quote(typed)}").body
        for match in found.get("matches", []):
            taken = {"household": match["household"], "number": match["number"]["id"], "bank": match["bank"]}
            browser.post("/api/ringing-back", taken)
    browser.post("/api/ringing-back", {"household": NAME, "number": LANDLINE, "bank": NAME})
    browser.put("/api/me", {"on_leaderboard": True})
    browser.get("/api/banks/main/leaderboard")
    browser.post("/api/my/notes", {"id": "note-0001", "text": NOTE})
    browser.post("/api/my/notes", {"id": NAME, "text": NOTE})
    browser.get("/api/join/river")


def test_nothing_personal_is_written_whatever_happens(
    deployed: Deployed, logs: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    statuses = a_full_day(deployed)
    assert {200, 202, 204, 400, 401, 404, 422} <= set(statuses)
    out, err = capfd.readouterr()
    written = logs.getvalue() + out + err
    assert [p for p in PERSONAL if p.lower() in written.lower()] == []


def test_neither_a_code_nor_a_token_is_written(deployed: Deployed, logs: io.StringIO) -> None:
    deployed.fill()
    browser = deployed.browser()
    browser.post("/api/login/code", {"email": EMAIL, "join": "river"})
    code = deployed.last_code()
    browser.post("/api/login", {"email": EMAIL, "code": code, "join": "river", "name": NAME})
    token = browser.cookie.partition(".")[2]
    browser.get("/api/me")
    assert len(token) > 20
    assert code not in logs.getvalue()
    assert token not in logs.getvalue()


def test_an_answered_request_is_one_line_with_operation_status_and_time(deployed: Deployed, logs: io.StringIO) -> None:
    deployed.fill().browser("sam").get("/api/me")
    (line,) = [json.loads(text) for text in logs.getvalue().splitlines()]
    assert (line["operation"], line["status"]) == ("get_me", 200)
    assert isinstance(line["ms"], int)


def test_a_fault_says_where_it_was_and_not_what_about(
    deployed: Deployed, logs: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> None:
        raise KeyError(NAME)

    monkeypatch.setattr("functions.login.handler.views.own_day", failing)
    deployed.fill().browser("sam").get("/api/me")
    fault, answered = [json.loads(text) for text in logs.getvalue().splitlines()]
    assert (fault["operation"], fault["fault"], answered["status"]) == ("get_me", "KeyError", 500)
    assert any("failing" in frame for frame in fault["frames"])
    assert NAME not in logs.getvalue()


@pytest.mark.parametrize(
    ("code", "logged"), [("KMSInvalidStateException", "KMSInvalidStateException"), (NAME, "ClientError")]
)
def test_a_fault_of_aws_has_its_code_and_no_message(
    deployed: Deployed, logs: io.StringIO, monkeypatch: pytest.MonkeyPatch, code: str, logged: str
) -> None:
    def failing(*_: object) -> None:
        raise ClientError({"Error": {"Code": code, "Message": NAME}}, "GetItem")

    monkeypatch.setattr("functions.login.handler.views.own_day", failing)
    deployed.fill().browser("sam").get("/api/me")
    assert json.loads(logs.getvalue().splitlines()[0])["fault"] == logged
    assert NAME not in logs.getvalue()


def test_lambda_can_read_a_line_s_level_and_time(deployed: Deployed, logs: io.StringIO) -> None:
    deployed.fill().browser("sam").get("/api/me")
    line = json.loads(logs.getvalue())
    assert line["level"] == "INFO"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", line["timestamp"])
    assert "location" not in line


def test_a_refusal_is_logged_with_its_code(deployed: Deployed, logs: io.StringIO) -> None:
    deployed.fill().browser("sam").get("/api/organiser/banks")
    line = json.loads(logs.getvalue())
    assert (line["status"], line["code"]) == (403, "not_allowed")


WORDS = {"level", "message", "service", "operation", "code", "empty", "next", "fault"}
NUMBERS = {"status", "ms", "calls", "claims", "late", "lost"}
OTHERS = {"timestamp", "frames", "xray_trace_id"}
LONGEST_LINE = 320
"""Bytes. Logs are paid by the byte, and each request writes a line."""


def test_a_line_holds_words_of_the_code_s_own_and_numbers_and_is_short(deployed: Deployed, logs: io.StringIO) -> None:
    a_full_day(deployed)
    lines = logs.getvalue().splitlines()
    assert len(lines) > 20
    for text in lines:
        line = json.loads(text)
        assert set(line) <= WORDS | NUMBERS | OTHERS
        assert all(re.fullmatch(r"[A-Za-z_]{2,40}", str(line[name])) for name in WORDS & set(line)), line
        assert all(type(line[name]) is int for name in NUMBERS & set(line)), line
        assert len(text.encode()) < LONGEST_LINE
