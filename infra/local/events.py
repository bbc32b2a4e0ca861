"""An HTTP request as API Gateway hands it to a function (HTTP API, payload format 2.0), and the answer back.

The format: docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

from __future__ import annotations

import base64
import binascii
import json
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import parse_qsl, unquote

TEXT_TYPES = {
    "application/json",
    "application/javascript",
    "application/xml",
    "application/x-www-form-urlencoded",
}


class RouteLike(Protocol):
    """What is read of a row of ringround.api.routes.ROUTES."""

    @property
    def method(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def function(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request as it came: `path` and `query` still encoded, headers in order and with repetitions."""

    method: str
    path: str
    query: str = ""
    headers: Sequence[tuple[str, str]] = ()
    body: bytes = b""
    peer: str = "127.0.0.1"

    def header(self, name: str) -> str:
        """A header's value, or nothing."""
        return next((value for known, value in self.headers if known.lower() == name.lower()), "")


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer; headers in order, repetitions allowed."""

    status: int
    headers: Sequence[tuple[str, str]] = ()
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Match:
    """A route, and what stood in place of its {placeholders} (decoded)."""

    route: RouteLike
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """API Gateway's route key, for example `GET /api/banks/{bank}`."""
        return f"{self.route.method} {self.route.path}"


class BadResultError(Exception):
    """A handler returned what API Gateway can't send on: HTTP 500 in AWS."""


class Router:
    """Finds the route of a request as API Gateway does: written-out parts go before placeholders."""

    def __init__(self, routes: Iterable[RouteLike]) -> None:
        self._routes = sorted(((route.path.split("/"), route) for route in routes), key=_placeholders)

    def match(self, method: str, path: str) -> Match | None:
        """The route for a method and an encoded path, or None."""
        parts = path.split("/")
        for pattern, route in self._routes:
            if route.method == method and len(pattern) == len(parts):
                pairs = list(zip(pattern, parts, strict=True))
                if all(want == have or (have and want.startswith("{")) for want, have in pairs):
                    found = {want[1:-1]: unquote(have) for want, have in pairs if want.startswith("{")}
                    return Match(route, found)
        return None


def _placeholders(row: tuple[list[str], RouteLike]) -> list[bool]:
    return [part.startswith("{") for part in row[0]]


def to_event(request: Request, match: Match, *, host: str, now: float | None = None) -> dict[str, Any]:
    """The event for a request; `now` in epoch seconds. The sender's address is what CloudFront would tell."""
    now = time.time() if now is None else now
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": match.key,
        "rawPath": request.path,
        "rawQueryString": request.query,
        "headers": _headers(request),
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "local",
            "domainName": host,
            "domainPrefix": "local",
            "http": {
                "method": request.method,
                "path": request.path,
                "protocol": "HTTP/1.1",
                "sourceIp": request.peer,
                "userAgent": request.header("user-agent"),
            },
            "requestId": uuid.uuid4().hex,
            "routeKey": match.key,
            "stage": "$default",
            "time": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(now)),
            "timeEpoch": int(now * 1000),
        },
        "isBase64Encoded": False,
    }
    cookies = [part for name, value in request.headers if name.lower() == "cookie" for part in _cookies(value)]
    if cookies:
        event["cookies"] = cookies
    if request.query:
        event["queryStringParameters"] = _joined(parse_qsl(request.query, keep_blank_values=True))
    if match.parameters:
        event["pathParameters"] = dict(match.parameters)
    if request.body:
        event["body"], event["isBase64Encoded"] = _body(request)
    return event


def _headers(request: Request) -> dict[str, str]:
    given = [(name.lower(), value) for name, value in request.headers]
    # Whoever calls can't choose these: CloudFront and API Gateway write them.
    ours = ("cookie", "cloudfront-viewer-address", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-port")
    headers = _joined((name, value) for name, value in given if name not in ours)
    before = [value for name, value in given if name == "x-forwarded-for"]
    headers["x-forwarded-for"] = ", ".join([*before, request.peer])
    headers["x-forwarded-proto"] = "http"
    headers["cloudfront-viewer-address"] = f"{request.peer}:0"
    return headers


def _joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in pairs:
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    return joined


def _cookies(header: str) -> list[str]:
    return [part.strip() for part in header.split(";") if part.strip()]


def _body(request: Request) -> tuple[str, bool]:
    kind = request.header("content-type").split(";")[0].strip().lower()
    if kind.startswith("text/") or kind in TEXT_TYPES or kind.endswith(("+json", "+xml")):
        try:
            return request.body.decode(), False
        except UnicodeDecodeError:
            pass
    return base64.b64encode(request.body).decode(), True


def to_answer(result: object) -> Answer:
    """The HTTP answer for what a handler returned. Raises BadResultError.

    Without a statusCode the whole result is the JSON body of a 200, as API Gateway has it.
    """
    if not isinstance(result, dict) or "statusCode" not in result:
        body = json.dumps(result, separators=(",", ":")).encode()
        return Answer(200, [("Content-Type", "application/json")], body)
    try:
        status = int(result["statusCode"])
        headers = [(str(name), _text(value)) for name, value in (result.get("headers") or {}).items()]
        headers += [("Set-Cookie", str(cookie)) for cookie in result.get("cookies") or []]
        body = _answer_body(result)
    except (TypeError, ValueError, AttributeError, binascii.Error) as error:
        raise BadResultError(str(error)) from error
    if not 200 <= status <= 599 or any("\r" in value or "\n" in value for pair in headers for value in pair):
        raise BadResultError("a status or header that HTTP does not know")
    return Answer(status, headers, body)


def _answer_body(result: dict[str, Any]) -> bytes:
    body = result.get("body") or ""
    if not isinstance(body, str):
        raise TypeError("body is not a string")
    return base64.b64decode(body, validate=True) if result.get("isBase64Encoded") else body.encode()


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    raise TypeError("a header is not a string")
