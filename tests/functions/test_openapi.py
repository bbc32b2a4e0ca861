"""The OpenAPI document says what the handlers do: every route with its answer, who may ask, and with what."""

from typing import Any

import pytest

from ringround.api.openapi import ANSWERS, QUERIES, REQUESTS, document
from ringround.api.routes import ROUTES, Route


def operation(route: Route) -> dict[str, Any]:
    """A route in the document."""
    return dict(document()["paths"][route.path][route.method.lower()])


def by_name(name: str) -> Route:
    """A route by its operation."""
    return next(r for r in ROUTES if r.operation == name)


@pytest.mark.parametrize("route", ROUTES, ids=lambda r: r.operation)
def test_every_route_says_who_may_ask(route: Route) -> None:
    wanted: dict[str, Any] = {"public": [], "always": [], "anyone": [{}, {"session": []}]}
    assert operation(route)["security"] == wanted.get(route.access, [{"session": []}])


@pytest.mark.parametrize("route", [r for r in ROUTES if r.operation != "get_openapi"], ids=lambda r: r.operation)
def test_every_route_says_what_it_answers(route: Route) -> None:
    status, models = ANSWERS[route.operation]
    assert ("content" in operation(route)["responses"][str(status)]) == bool(models)


def test_nothing_is_described_that_is_no_route() -> None:
    names = {r.operation for r in ROUTES}
    assert set(ANSWERS) | set(REQUESTS) | set(QUERIES) <= names


def test_what_stands_after_a_question_mark_is_described() -> None:
    (parameter,) = operation(by_name("find_ringing_back"))["parameters"]
    assert (parameter["name"], parameter["in"], parameter["required"]) == ("number", "query", True)
    assert parameter["schema"]["maxLength"] == 40


def test_what_stands_in_an_address_is_described() -> None:
    (parameter,) = operation(by_name("get_join"))["parameters"]
    assert (parameter["name"], parameter["in"]) == ("code", "path")
