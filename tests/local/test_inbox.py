"""The mails that the local app shows."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from infra.local.inbox import Inbox, Mail, find_code, mails_of
from ringround.mail import NOBODY

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def sent(text: str, *to: str, subject: str = "Your sign-in code") -> dict[str, Any]:
    return {
        "FromEmailAddress": "phonebank@example.org",
        "Destination": {"ToAddresses": list(to) or ["volunteer@example.org"]},
        "Content": {"Simple": {"Subject": {"Data": subject}, "Body": {"Text": {"Data": text}}}},
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Your code is 123456.", "123456"),
        ("Your code is\n\n004 217\n\nIt lasts ten minutes.", "004217"),
        ("Ring 01632 960 123 for help. Code: 654321", "654321"),
        ("Ring 01632 960 123 for help.", None),
        ("Ring 0113 496 0000 or 07700 900123.", None),
        ("Number 1234567 is no code, nor is 12345.", None),
        ("", None),
    ],
)
def test_the_code_is_found_and_a_phone_number_is_not(text: str, code: str | None) -> None:
    assert find_code(text) == code


def test_a_mail_has_who_what_and_when() -> None:
    (mail,) = mails_of(sent("Code 123456"), NOON)
    assert mail == Mail(
        "volunteer@example.org", "Your sign-in code", "Code 123456", "123456", "2026-11-21T12:00:00.000Z"
    )


def test_a_mail_to_two_people_is_two() -> None:
    assert [mail.to for mail in mails_of(sent("x", "a@example.org", "b@example.org"), NOON)] == [
        "a@example.org",
        "b@example.org",
    ]


def test_a_mail_to_nobody_is_none() -> None:
    assert mails_of(sent("Code 000000", NOBODY), NOON) == []


def test_a_raw_mail_is_read() -> None:
    raw = "From: a@example.org\nTo: b@example.org\nSubject: =?utf-8?q?Caf=C3=A9?=\n\nCode 111222\n"
    request = {
        "Destination": {"ToAddresses": ["b@example.org"]},
        "Content": {"Raw": {"Data": base64.b64encode(raw.encode()).decode()}},
    }
    (mail,) = mails_of(request, NOON)
    assert (mail.subject, mail.code) == ("Café", "111222")


def test_json_is_for_programs_newest_last() -> None:
    told: list[Mail] = []
    inbox = Inbox(told.append)
    inbox.add(sent("Code 111111"))
    inbox.add(sent("Code 222222"))
    answer = inbox.answer("application/json")
    assert dict(answer.headers)["Content-Type"] == "application/json"
    mails = json.loads(answer.body)["mails"]
    assert [mail["code"] for mail in mails] == ["111111", "222222"]
    assert set(mails[0]) == {"to", "subject", "text", "code", "at"}
    assert [mail.code for mail in told] == ["111111", "222222"]


def test_the_page_is_for_people_newest_first_and_shows_text_as_text() -> None:
    inbox = Inbox(lambda _: None)
    assert b"Nothing yet" in inbox.answer("text/html").body
    inbox.add(sent("Code 111111"))
    inbox.add(sent("<script>alert(1)</script>", subject="<b>"))
    page = inbox.answer("text/html,*/*").body.decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert page.index("&lt;b&gt;") < page.index("111111")
