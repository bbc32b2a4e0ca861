"""The API, asked whatever its own description allows and what it does not, by everybody: signed out and in each role.

Nothing is answered with a fault of ours, nor outside of the description; each refusal has the one shape, is said in
words, and repeats nothing of what was sent.
"""

import json
import re
from functools import cache
from typing import Any, Final

import pytest
import schemathesis
from hypothesis import given
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from ringround import settings, wiring
from ringround.api.openapi import document
from ringround.api.routes import ROUTES
from ringround.storage.callers import Role
from tests.builders import a_household
from tests.events import Browser
from tests.functions.conftest import Deployed
from tests.fuzz import bounded
from tests.fuzz.wsgi import application

ROLES: Final[tuple[Role, ...]] = ("caller", "organiser", "admin")
CHECKS: Final[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
WORDS = re.compile(r".*[a-z’”]{2}.*[.:?]", re.DOTALL)
NO_WORDS = ("Traceback", "Error(", "Exception", "botocore", "pydantic", " object at 0x", "/ringround/")
"""What is said to programmers and nobody else."""

OPERATIONS = {route.operation: route for route in ROUTES}


client = cache(wiring.client)
"""One of each service for all tests: to make one takes longer than most of what is asked here."""


@pytest.fixture
def site(deployed: Deployed, monkeypatch: pytest.MonkeyPatch) -> Deployed:
    """A campaign with two households and the buckets; long work is begun, and never runs."""
    buckets = {settings.UPLOADS: f"{deployed.table.name}-uploads", settings.EXPORTS: f"{deployed.table.name}-exports"}
    functions = (settings.IMPORT_FUNCTION, settings.ARRANGE_FUNCTION, settings.EXPORT_FUNCTION, settings.CLOSE_FUNCTION)
    for name, value in {**buckets, **dict.fromkeys(functions, "none")}.items():
        monkeypatch.setenv(name, value)
    wiring.settings.cache_clear()
    monkeypatch.setattr(wiring, "client", client)
    s3 = client("s3")
    for bucket in buckets.values():
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
    monkeypatch.setattr(wiring, "start", lambda *_: None)
    return deployed.fill(a_household(), a_household("house2"))


@st.composite
def cases(draw: st.DrawFn, operation: Any, known: dict[str, str]) -> Any:
    """A request that fits the description, or just does not; as often as not, what its address names is there."""
    varied = bool(operation.body) or bool(operation.path_parameters) or bool(operation.query)
    negative = varied and draw(st.integers(0, 2)) == 0
    mode = GenerationMode.NEGATIVE if negative else GenerationMode.POSITIVE
    case = draw(operation.as_strategy(generation_mode=mode))
    if draw(st.booleans()):
        for name in set(case.path_parameters or {}) & set(known):
            case.path_parameters[name] = known[name]
    return case


def refusal_is_in_words(said: Any) -> None:
    """Hold an error against the one shape."""
    error = said["error"]
    assert set(error) == {"code", "message", "details"}
    assert re.fullmatch(r"[a-z][a-z0-9_]*", error["code"]), error
    assert WORDS.fullmatch(error["message"]), error
    assert not [sign for sign in NO_WORDS if sign in json.dumps(error)], error


@cache
def described() -> Any:
    """The API by its own description."""
    schema = schemathesis.openapi.from_dict(document())
    schema.app = application
    return schema


def known_ids(browser: Browser) -> dict[str, str]:
    """What the addresses of requests can name, where it is there: of a claim, one that this browser has in hand."""
    claim = browser.post("/api/banks/main/next").body["claim"]
    return {"bank": "main", "volunteer": "sam", "version": "1", "code": "river", "claim": claim["id"]}


@pytest.mark.parametrize("operation", sorted(OPERATIONS))
def test_whatever_is_asked_is_answered_as_described(site: Deployed, operation: str) -> None:
    route = OPERATIONS[operation]
    browsers = [site.browser("sam"), *(site.browser(f"a-{role}", role=role) for role in ROLES), site.browser()]
    known = known_ids(browsers[0])

    @bounded(2)
    @given(case=cases(described()[route.path][route.method], known))
    def ask(case: Any) -> None:
        for browser in browsers:
            name, _, value = browser.cookie.partition("=")
            case.cookies = {name: value} if name else {}
            answer = case.call()
            case.validate_response(answer, checks=CHECKS)
            assert answer.headers["cache-control"] == ["no-store"]
            if answer.status_code >= 400:
                refusal_is_in_words(answer.json())
            if not browser.cookie and route.access in {"caller", "organiser", "admin"}:
                # An address that can lead nowhere is said to before anybody is asked who they are.
                assert answer.status_code in {401, 404}

    ask()
