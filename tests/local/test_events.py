"""HTTP to API Gateway's event and back."""

import base64
import json
from typing import Any

import pytest

from infra.local.events import BadResultError, Match, Request, Router, to_answer, to_event
from ringround.api.routes import ROUTES

ROUTER = Router(ROUTES)
NOON = 1_795_262_400.5  # 2026-11-21T12:00:00.5Z


def event_for(method: str = "GET", path: str = "/api/banks", **request: Any) -> dict[str, Any]:
    found = ROUTER.match(method, path)
    assert found is not None
    return to_event(Request(method, path, **request), found, host="127.0.0.1:8080", now=NOON)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.operation)
def test_every_route_of_the_table_is_found(route: Any) -> None:
    path = "/".join("x-1" if part.startswith("{") else part for part in route.path.split("/"))
    found = ROUTER.match(route.method, path)
    assert found is not None
    assert found.route == route
    assert found.key == f"{route.method} {route.path}"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api"),
        ("GET", "/api/"),
        ("GET", "/api/banks/"),
        ("GET", "/api/banks/a/b"),
        ("HEAD", "/api/banks"),
        ("PATCH", "/api/banks"),
        ("GET", "/api//banks"),
        ("GET", "/API/banks"),
        ("POST", "/api/banks//next"),
    ],
)
def test_what_api_gateway_does_not_route_has_no_route(method: str, path: str) -> None:
    assert ROUTER.match(method, path) is None


def test_a_written_out_part_goes_before_a_placeholder() -> None:
    class Row:
        def __init__(self, path: str) -> None:
            self.method, self.path, self.function = "GET", path, "f"

    router = Router([Row("/api/{any}/{thing}"), Row("/api/{any}/fixed"), Row("/api/my/{thing}"), Row("/api/my/calls")])
    paths = ["/api/my/calls", "/api/my/x", "/api/x/fixed", "/api/x/y"]
    found = [match.route.path for path in paths if (match := router.match("GET", path))]
    assert found == ["/api/my/calls", "/api/my/{thing}", "/api/{any}/fixed", "/api/{any}/{thing}"]


def test_path_parameters_are_decoded_and_the_raw_path_is_not() -> None:
    event = event_for("GET", "/api/banks/mill%20lane%2F2")
    assert event["pathParameters"] == {"bank": "mill lane/2"}
    assert event["rawPath"] == "/api/banks/mill%20lane%2F2"
    assert event["routeKey"] == event["requestContext"]["routeKey"] == "GET /api/banks/{bank}"


def test_query_parameters_are_decoded_and_repeated_ones_joined() -> None:
    event = event_for(query="a=1&b=%C3%A9&a=2&empty=&plus=x+y")
    assert event["queryStringParameters"] == {"a": "1,2", "b": "é", "empty": "", "plus": "x y"}
    assert event["rawQueryString"] == "a=1&b=%C3%A9&a=2&empty=&plus=x+y"


def test_what_is_not_there_is_not_in_the_event() -> None:
    event = event_for()
    assert event["rawQueryString"] == ""
    assert not {"body", "cookies", "queryStringParameters", "pathParameters"} & set(event)


def test_cookies_are_a_list_and_no_header() -> None:
    headers = [("Cookie", "__Host-session=abc; theme=dark"), ("cookie", "c=d=e")]
    event = event_for(headers=headers)
    assert event["cookies"] == ["__Host-session=abc", "theme=dark", "c=d=e"]
    assert "cookie" not in event["headers"]


def test_header_names_are_small_and_repeated_headers_joined() -> None:
    event = event_for(headers=[("Accept", "a"), ("ACCEPT", "b"), ("X-One", "1")])
    assert event["headers"]["accept"] == "a,b"
    assert event["headers"]["x-one"] == "1"


def test_a_caller_can_not_pretend_to_be_at_another_address() -> None:
    forged = [("X-Forwarded-For", "203.0.113.9"), ("CloudFront-Viewer-Address", "203.0.113.9:1")]
    event = event_for(headers=forged, peer="127.0.0.7")
    assert event["headers"]["x-forwarded-for"] == "203.0.113.9, 127.0.0.7"
    assert event["headers"]["cloudfront-viewer-address"].startswith("127.0.0.7:")
    assert event["requestContext"]["http"]["sourceIp"] == "127.0.0.7"


def test_the_request_context_is_api_gateways() -> None:
    event = event_for("DELETE", "/api/claims/c1", headers=[("User-Agent", "Browser/1")])
    context = event["requestContext"]
    assert event["version"] == "2.0"
    assert context["stage"] == "$default"
    assert context["time"] == "21/Nov/2026:12:00:00 +0000"
    assert context["timeEpoch"] == 1_795_262_400_500
    assert context["domainName"] == "127.0.0.1:8080"
    assert context["http"] == {
        "method": "DELETE",
        "path": "/api/claims/c1",
        "protocol": "HTTP/1.1",
        "sourceIp": "127.0.0.1",
        "userAgent": "Browser/1",
    }
    assert context["requestId"] != event_for()["requestContext"]["requestId"]


@pytest.mark.parametrize(
    ("kind", "body", "coded"),
    [
        ("application/json", b'{"name": "Zo\xc3\xab"}', False),
        ("application/json; charset=utf-8", b"{}", False),
        ("text/csv", b"a,b", False),
        ("application/problem+json", b"{}", False),
        ("application/octet-stream", b"abc", True),
        ("image/png", b"\x89PNG", True),
        ("", b"abc", True),
        ("application/json", b"\xff\xfe", True),
    ],
)
def test_only_text_is_handed_over_as_it_is(kind: str, body: bytes, coded: bool) -> None:
    event = event_for("POST", "/api/login", headers=[("Content-Type", kind)], body=body)
    assert event["isBase64Encoded"] is coded
    assert event["body"] == (base64.b64encode(body).decode() if coded else body.decode())


def test_an_event_is_json() -> None:
    event = event_for("POST", "/api/login", query="a=1", headers=[("Cookie", "a=b")], body=b"\0")
    assert json.loads(json.dumps(event)) == event


def test_the_answer_has_status_headers_cookies_and_body() -> None:
    answer = to_answer(
        {
            "statusCode": 202,
            "headers": {"Content-Type": "application/json", "Retry-After": 3},
            "cookies": ["a=1; HttpOnly", "b=2"],
            "body": '{"é": 1}',
        }
    )
    assert answer.status == 202
    assert answer.headers == [
        ("Content-Type", "application/json"),
        ("Retry-After", "3"),
        ("Set-Cookie", "a=1; HttpOnly"),
        ("Set-Cookie", "b=2"),
    ]
    assert answer.body == '{"é": 1}'.encode()


def test_a_coded_body_is_decoded() -> None:
    assert to_answer({"statusCode": 200, "isBase64Encoded": True, "body": "AP8="}).body == b"\x00\xff"


@pytest.mark.parametrize("result", [{"statusCode": 204}, {"statusCode": 204, "body": None, "headers": None}])
def test_an_answer_may_be_empty(result: dict[str, Any]) -> None:
    assert to_answer(result).body == b""


@pytest.mark.parametrize("result", [{"done": True}, [1, 2], "text", None])
def test_a_result_without_a_status_is_the_json_of_a_200(result: object) -> None:
    answer = to_answer(result)
    assert answer.status == 200
    assert ("Content-Type", "application/json") in answer.headers
    assert json.loads(answer.body) == result


@pytest.mark.parametrize(
    "result",
    [
        {"statusCode": "many"},
        {"statusCode": 99},
        {"statusCode": 200, "body": {"not": "text"}},
        {"statusCode": 200, "body": "%%%", "isBase64Encoded": True},
        {"statusCode": 200, "headers": {"A": ["b"]}},
        {"statusCode": 200, "headers": {"A": "b\r\nSet-Cookie: c=d"}},
    ],
)
def test_what_api_gateway_would_refuse_is_refused(result: dict[str, Any]) -> None:
    with pytest.raises(BadResultError):
        to_answer(result)


def test_a_match_without_placeholders_has_no_parameters() -> None:
    found = ROUTER.match("GET", "/api/me")
    assert isinstance(found, Match)
    assert found.parameters == {}
