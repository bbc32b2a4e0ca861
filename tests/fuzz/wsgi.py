"""The API as a WSGI application: each request becomes the event that API Gateway makes of it, for the same handlers."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from importlib import import_module
from typing import Any
from urllib.parse import parse_qsl

from tests.events import LAMBDA, route_of

Start = Callable[[str, list[tuple[str, str]]], Any]


def application(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    """Answer one request by the function whose route it is; `login` answers what is none."""
    # PEP 3333: bytes of the path, as Latin-1.
    path = environ["PATH_INFO"].encode("latin-1").decode(errors="replace")
    method, query = environ["REQUEST_METHOD"], environ.get("QUERY_STRING", "")
    route = route_of(method, path)
    event = _event(environ, method, path, query)
    answered = import_module(f"functions.{route.function if route else 'login'}.handler").handler(event, LAMBDA)
    status = int(answered["statusCode"])
    headers = [(name, str(value)) for name, value in answered["headers"].items()]
    headers += [("Set-Cookie", str(cookie)) for cookie in answered.get("cookies") or ()]
    body = str(answered.get("body") or "")
    if not body:
        headers = [(name, value) for name, value in headers if name.lower() != "content-type"]
    start(f"{status} {HTTPStatus(status).phrase}", headers)
    return [body.encode()]


def _event(environ: dict[str, Any], method: str, path: str, query: str) -> dict[str, Any]:
    names = {name[5:].replace("_", "-").lower(): value for name, value in environ.items() if name.startswith("HTTP_")}
    cookies = [each.strip() for each in names.pop("cookie", "").split(";") if each.strip()]
    if kind := environ.get("CONTENT_TYPE"):
        names["content-type"] = kind
    sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": f"{method} {path}",
        "rawPath": path,
        "rawQueryString": query,
        "headers": names,
        "requestContext": {
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1"},
            "requestId": "request",
            "stage": "$default",
        },
        "isBase64Encoded": False,
    }
    if query:
        pairs = parse_qsl(query, keep_blank_values=True, errors="replace")
        event["queryStringParameters"] = dict(pairs)
    if cookies:
        event["cookies"] = cookies
    if sent:
        event["body"] = sent.decode(errors="replace")
    return event
