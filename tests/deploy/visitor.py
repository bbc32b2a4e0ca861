"""Somebody's browser on a deployed site, through its CloudFront."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from infra.local.inbox import find_code
from tests.deploy.cloud import Cloud

PATIENCE = 60.0


@dataclass(frozen=True)
class Answer:
    """What a request came to."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """The body, parsed."""
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """The code of a refusal."""
        return str(self.json()["error"]["code"])


@dataclass
class Visitor:
    """Who looks at the site whose name is `host`; `cookie` is the session, once signed in, `device` what the browser is
    known by."""

    cloud: Cloud
    host: str
    cookie: str = field(default="", repr=False)
    device: str = field(default="", repr=False)

    def send(self, method: str, path: str, body: Any = None, host: str = "") -> Answer:
        """One request over TLS; `host` asks somewhere else than the site."""
        link = http.client.HTTPSConnection("localhost", self.cloud.port, timeout=40, context=self.cloud.trust())
        headers = {"Host": host or self.host, "Origin": f"https://{self.host}", "Sec-Fetch-Site": "same-origin"}
        if kept := "; ".join(each for each in (self.cookie, self.device) if each):
            headers["Cookie"] = kept
        sent = None if body is None and method in {"GET", "DELETE"} else json.dumps(body or {})
        if sent is not None:
            headers["Content-Type"] = "application/json"
        try:
            link.request(method, path, sent, headers)
            reply = link.getresponse()
            answer = Answer(reply.status, {n.lower(): v for n, v in reply.getheaders()}, reply.read())
            given = reply.headers.get_all("Set-Cookie") or []
        finally:
            link.close()
        for cookie in given:
            value = cookie.partition(";")[0]
            if value.startswith("__Host-device="):
                self.device = value
            else:
                self.cookie = value
        return answer

    def ask(self, request: str, body: Any = None) -> Any:
        """The JSON of a good answer to `"POST /api/login"`."""
        method, path = request.split()
        answer = self.send(method, path, body)
        assert answer.status < 300, (request, answer.status, answer.body)
        return answer.json() if answer.body else None

    def sign_in(self, email: str, **more: Any) -> Visitor:
        """Sign in with the code that was sent by mail."""
        self.ask("POST /api/login/code", {"email": email, **more})
        self.ask("POST /api/login", {"email": email, "code": newest_code(self.cloud, email), **more})
        return self

    def put_file(self, link: str, headers: dict[str, str], text: str) -> int:
        """The status of a file sent to a link to the bucket."""
        parts = urlsplit(link)
        to = http.client.HTTPSConnection("localhost", self.cloud.port, timeout=40, context=self.cloud.trust())
        try:
            to.request("PUT", f"{parts.path}?{parts.query}", text.encode(), {"Host": parts.netloc, **headers})
            return to.getresponse().status
        finally:
            to.close()

    def fetch(self, link: str) -> Answer:
        """The file that a link to the bucket leads to."""
        parts = urlsplit(link)
        return Visitor(self.cloud, self.host).send("GET", f"{parts.path}?{parts.query}", host=parts.netloc)

    def wait(self, request: str, until: Callable[[Any], Any], patience: float = PATIENCE) -> Any:
        """Ask until the answer is as wanted."""
        end = time.monotonic() + patience
        while not until(answer := self.ask(request)):
            assert time.monotonic() < end, (request, answer)
            time.sleep(0.2)
        return answer


def newest_code(cloud: Cloud, email: str) -> str:
    """The sign-in code in the last mail to an address."""
    texts = [mail["BodyText"] for mail in cloud.mails() if email in mail["To"]]
    found = find_code(texts[-1]) if texts else None
    assert found, f"{len(texts)} mails to {email}, and no code in the last"
    return found
