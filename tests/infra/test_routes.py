"""The HTTP API is the table of routes: each has its rule, and there is no way in beside them."""

import json
import re
from typing import get_args

import pytest

from ringround.api.routes import ROUTES, Access
from tests.infra.synthesis import Template

PUBLIC = {
    "GET /api/campaign",
    "GET /api/campaign/logo",
    "GET /api/join/{code}",
    "POST /api/login/code",
    "POST /api/login",
    "POST /api/logout",
    "GET /api/openapi.json",
}
"""Whoever wants another public route has to write it here."""


def test_every_route_has_an_authorisation_rule() -> None:
    assert {route.access for route in ROUTES} <= set(get_args(Access))


def test_only_these_routes_are_public() -> None:
    assert {f"{r.method} {r.path}" for r in ROUTES if r.access == "public"} == PUBLIC


def test_only_this_route_answers_though_the_campaign_is_destroyed() -> None:
    assert {f"{r.method} {r.path}" for r in ROUTES if r.access == "always"} == {"GET /api/close"}


def test_only_this_route_says_more_to_somebody_signed_in() -> None:
    assert {f"{r.method} {r.path}" for r in ROUTES if r.access == "anyone"} == {"GET /api/start"}


def test_what_organisers_do_is_not_for_callers() -> None:
    for route in ROUTES:
        assert route.path.startswith("/api/organiser/") == (route.access in {"organiser", "admin"}), route.path


def test_no_two_routes_are_the_same() -> None:
    assert len({(r.method, re.sub(r"\{\w+\}", "{}", r.path)) for r in ROUTES}) == len(ROUTES)
    assert len({r.operation for r in ROUTES}) == len(ROUTES)


def alias_of(app: Template, reference: dict[str, str]) -> str:
    """The logical id of the function whose alias `live` is referred to."""
    alias = app.resources("AWS::Lambda::Alias")[reference["Ref"]]["Properties"]
    assert alias["Name"] == "live"
    return str(alias["FunctionName"]["Ref"])


@pytest.mark.cdk
def test_the_api_has_these_routes_and_no_other(app: Template) -> None:
    deployed = sorted(route["RouteKey"] for route in app.properties("AWS::ApiGatewayV2::Route"))
    assert deployed == sorted(f"{route.method} {route.path}" for route in ROUTES)
    assert not [key for key in deployed if "$default" in key or "+}" in key or key.startswith("ANY")]


@pytest.mark.cdk
def test_every_route_leads_to_the_function_that_it_names(app: Template) -> None:
    functions = app.resources("AWS::Lambda::Function")
    integrations = app.resources("AWS::ApiGatewayV2::Integration")
    wanted = {f"{route.method} {route.path}": route.function for route in ROUTES}
    for route in app.properties("AWS::ApiGatewayV2::Route"):
        name = route["Target"]["Fn::Join"][1][1]["Ref"]
        integration = integrations[name]["Properties"]
        assert integration["PayloadFormatVersion"] == "2.0"
        function = functions[alias_of(app, integration["IntegrationUri"])]["Properties"]
        assert function["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"] == wanted[route["RouteKey"]]


@pytest.mark.cdk
def test_a_function_is_called_by_the_api_where_it_has_a_route_and_else_by_one_service_or_none(app: Template) -> None:
    functions = app.resources("AWS::Lambda::Function")
    called: dict[str, set[str]] = {}
    for allowed in app.properties("AWS::Lambda::Permission"):
        function = functions[alias_of(app, allowed["FunctionName"])]["Properties"]
        name = function["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"]
        called.setdefault(allowed["Principal"], set()).add(name)
        assert allowed["SourceArn"], "or anybody's API, topic or rule could"
    assert called == {
        "apigateway.amazonaws.com": {route.function for route in ROUTES},
        "sns.amazonaws.com": {"mail_events"},
        "events.amazonaws.com": {"site_check"},
    }


@pytest.mark.cdk
def test_the_api_is_throttled(app: Template) -> None:
    limits = app.only("AWS::ApiGatewayV2::Stage")["Properties"]["DefaultRouteSettings"]
    assert limits == {"ThrottlingRateLimit": 500, "ThrottlingBurstLimit": 1000}


@pytest.mark.cdk
def test_the_apis_log_holds_no_personal_data(app: Template) -> None:
    fields = json.loads(app.only("AWS::ApiGatewayV2::Stage")["Properties"]["AccessLogSettings"]["Format"])
    assert set(fields.values()) == {
        "$context.requestId",
        "$context.routeKey",
        "$context.status",
        "$context.responseLatency",
        "$context.integrationLatency",
        "$context.responseLength",
        "$context.error.message",
        "$context.integrationErrorMessage",
    }
