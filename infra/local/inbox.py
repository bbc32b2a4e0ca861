"""The mails that the app sent, to be read on the screen: no mail leaves the machine."""

from __future__ import annotations

import base64
import email
import email.policy
import html
import json
import re
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from infra.local.events import Answer
from ringround.mail import NOBODY

KEPT = 500
# Six digits together, or else three and three; never a part of a phone number.
CODES = (
    re.compile(r"(?<!\d)(?<!\d )(\d{3})(\d{3})(?! ?\d)"),
    re.compile(r"(?<!\d)(?<!\d )(\d{3})[ \u00a0-](\d{3})(?! ?\d)"),
)
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
PAGE = """<!doctype html><html lang="en-GB"><meta charset="utf-8"><meta http-equiv="refresh" content="5">
<meta name="viewport" content="width=device-width"><title>Sent mail – ringround on this machine</title>
<style>body{{font:1rem/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}}
article{{border:1px solid #888;border-radius:.5rem;padding:.5rem 1rem;margin:1rem 0}}
pre{{white-space:pre-wrap;font:inherit}}strong{{font-size:1.5rem;letter-spacing:.1em}}</style>
<h1>Sent mail</h1><p>Mail never leaves this machine: it is shown here, newest first.</p>{mails}</html>
"""


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail to one person; `code` is the sign-in code found in its text, `at` is ISO 8601 in UTC."""

    to: str
    subject: str
    text: str
    code: str | None
    at: str


def find_code(text: str) -> str | None:
    """The six digits of a sign-in code (123456, also written 123 456), or None."""
    for pattern in CODES:
        if found := pattern.search(text):
            return found[1] + found[2]
    return None


def mails_of(request: dict[str, Any], now: datetime) -> list[Mail]:
    """The mails in the body of an SES v2 SendEmail, one for each person it goes to; those to nobody are none."""
    content = request.get("Content", {})
    if "Raw" in content:
        message = email.message_from_bytes(base64.b64decode(content["Raw"]["Data"]), policy=email.policy.default)
        part = message.get_body(("plain", "html"))
        subject, text = str(message["Subject"]), part.get_content() if part else ""
    else:
        simple = content.get("Simple", {})
        body = simple.get("Body", {})
        subject = simple.get("Subject", {}).get("Data", "")
        text = (body.get("Text") or body.get("Html") or {}).get("Data", "")
    at = now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    people = [one for group in (request.get("Destination") or {}).values() for one in group or []]
    return [Mail(to, subject, text, find_code(text), at) for to in people if to != NOBODY]


class Inbox:
    """The last mails, oldest first; each new one is told to `tell` as well."""

    def __init__(self, tell: Callable[[Mail], None]) -> None:
        self._mails: deque[Mail] = deque(maxlen=KEPT)
        self._turn = threading.Lock()
        self._tell = tell

    def add(self, request: dict[str, Any]) -> None:
        """Keep the mails of an SES v2 SendEmail that was accepted."""
        for mail in mails_of(request, datetime.now(UTC)):
            with self._turn:
                self._mails.append(mail)
            self._tell(mail)

    def answer(self, accept: str) -> Answer:
        """The mails: JSON where the Accept header asks for it, else a page."""
        with self._turn:
            mails = list(self._mails)
        if "application/json" in accept:
            body = json.dumps({"mails": [asdict(mail) for mail in mails]}, ensure_ascii=False).encode()
            return Answer(200, [("Content-Type", "application/json"), ("Cache-Control", "no-store")], body)
        shown = "".join(_shown(mail) for mail in reversed(mails)) or "<p>Nothing yet.</p>"
        return Answer(
            200,
            [
                ("Content-Type", "text/html; charset=utf-8"),
                ("Cache-Control", "no-store"),
                ("Content-Security-Policy", POLICY),
            ],
            PAGE.format(mails=shown).encode(),
        )


def _shown(mail: Mail) -> str:
    code = f"<p><strong>{mail.code}</strong></p>" if mail.code else ""
    to, subject, text = (html.escape(word) for word in (mail.to, mail.subject, mail.text))
    return f"<article><h2>{subject}</h2><p>To {to}, <time>{mail.at}</time></p>{code}<pre>{text}</pre></article>"
