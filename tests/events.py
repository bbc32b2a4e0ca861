"""Events as API Gateway's HTTP API hands them to a function (payload format 2.0), and a browser that sends them.

The format: docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

import base64
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl

from ringround.api import answers, openapi
from ringround.api.http import TURNED_AWAY
from ringround.api.identity import DEVICE_COOKIE
from ringround.api.routes import ROUTES, Route

LAMBDA: Any = SimpleNamespace(
    function_name="test",
    memory_limit_in_mb=512,
    invoked_function_arn="arn:aws:lambda:eu-west-2:000000000000:function:test",
    aws_request_id="00000000-0000-0000-0000-000000000000",
)


def an_event(
    method: str,
    path: str,
    body: Any = None,
    *,
    raw: str | bytes | None = None,
    cookies: Sequence[str] = (),
    headers: Mapping[str, str] | None = None,
    ip: str = "192.0.2.1",
) -> dict[str, Any]:
    """One request; what stands after a question mark in `path` is its query. `body` is sent as JSON; `raw` as it is,
    bytes in Base64."""
    path, _, query = path.partition("?")
    sent = json.dumps(body) if body is not None else raw
    given: dict[str, str] = {"host": "ring.example.org"}
    if sent is not None:
        given["content-type"] = "application/json"
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": f"{method} {path}",
        "rawPath": path,
        "rawQueryString": query,
        "headers": {**given, **{name.lower(): value for name, value in (headers or {}).items()}},
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "api",
            "domainName": "ring.example.org",
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": ip, "userAgent": "test"},
            "requestId": "request",
            "routeKey": f"{method} {path}",
            "stage": "$default",
            "time": "20/Feb/2027:12:00:00 +0000",
            "timeEpoch": 1803124800000,
        },
        "isBase64Encoded": isinstance(sent, bytes),
    }
    if query:
        event["queryStringParameters"] = dict(parse_qsl(query, keep_blank_values=True))
    if cookies:
        event["cookies"] = list(cookies)
    if sent is not None:
        event["body"] = base64.b64encode(sent).decode() if isinstance(sent, bytes) else sent
    return event


@dataclass(frozen=True)
class Answer:
    """What a function answered."""

    status: int
    body: Any
    headers: Mapping[str, str]
    cookies: Sequence[str]

    @property
    def code(self) -> str:
        """The code of an error."""
        return str(self.body["error"]["code"])


@cache
def route_of(method: str, path: str) -> Route | None:
    """The route that a request takes."""
    for route in ROUTES:
        if route.method == method and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", route.path), path):
            return route
    return None


def call(function: str, event: dict[str, Any]) -> Answer:
    """Call a function with an event. Every answer is held against the OpenAPI document."""
    answered = import_module(f"functions.{function}.handler").handler(event, LAMBDA)
    body = json.loads(answered["body"]) if answered.get("body") else None
    made = Answer(answered["statusCode"], body, answered["headers"], answered.get("cookies", []))
    route = route_of(event["requestContext"]["http"]["method"], event["rawPath"])
    if made.status >= 400:
        if body != TURNED_AWAY:
            answers.Error.model_validate_json(json.dumps(body))
    elif route:
        status, _ = openapi.ANSWERS[route.operation]
        assert made.status == status
        if kind := openapi.answer_type(route.operation):
            kind.validate_json(json.dumps(body))
    return made


@dataclass
class Browser:
    """One person's browser: it keeps the cookies of the session and of the device, and sends them with each request."""

    cookie: str = ""
    ip: str = "192.0.2.1"
    device: str = ""
    seen: list[Answer] = field(default_factory=list)

    def send(self, method: str, path: str, body: Any = None, **how: Any) -> Answer:
        """Send a request to the function whose route it is."""
        if body is None and "raw" not in how and method in {"POST", "PUT"}:
            body = {}
        route = route_of(method, path.partition("?")[0])
        cookies = how.pop("cookies", [kept for kept in (self.cookie, self.device) if kept])
        event = an_event(method, path, body, cookies=cookies, ip=self.ip, **how)
        answer = call(route.function if route else "login", event)
        for cookie in answer.cookies:
            if cookie.startswith(DEVICE_COOKIE):
                self.device = cookie.partition(";")[0]
            else:
                self.cookie = "" if "Max-Age=0" in cookie else cookie.partition(";")[0]
        self.seen.append(answer)
        return answer

    def get(self, path: str, **how: Any) -> Answer:
        """GET."""
        return self.send("GET", path, **how)

    def post(self, path: str, body: Any = None, **how: Any) -> Answer:
        """POST."""
        return self.send("POST", path, body, **how)

    def put(self, path: str, body: Any = None, **how: Any) -> Answer:
        """PUT."""
        return self.send("PUT", path, body, **how)

    def delete(self, path: str, **how: Any) -> Answer:
        """DELETE."""
        return self.send("DELETE", path, **how)
