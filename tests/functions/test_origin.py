"""The API answers what came through the site: CloudFront says a secret with each request."""

import io
import json

import pytest

from ringround import settings, wiring
from ringround.api.routes import ROUTES
from ringround.settings import ORIGIN_HEADER, Settings
from tests.builders import a_household
from tests.events import Browser, an_event, call
from tests.functions.conftest import Deployed, requests_of

NOW, NEXT = "a" * 43, "b" * 43
THE_FUNCTIONS = sorted({route.function for route in ROUTES})


@pytest.fixture
def browser(deployed: Deployed, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """Sam's browser, before an API behind CloudFront."""
    monkeypatch.setenv(settings.ORIGIN_SECRETS, f"{NOW},{NEXT}")
    return deployed.fill(a_household()).browser("sam")


@pytest.mark.parametrize("secret", [NOW, NEXT])
def test_a_request_with_either_secret_is_answered(browser: Browser, secret: str) -> None:
    assert browser.get("/api/me", headers={ORIGIN_HEADER: secret}).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {ORIGIN_HEADER: ""},
        {ORIGIN_HEADER: NOW[:-1]},
        {ORIGIN_HEADER: f"{NOW}{NOW}"},
        {ORIGIN_HEADER: f"{NOW},{NEXT}"},
        {ORIGIN_HEADER: NOW.upper()},
        {ORIGIN_HEADER: "é" * 43},
    ],
)
def test_any_other_is_refused_though_its_session_is_good(browser: Browser, headers: dict[str, str]) -> None:
    answer = browser.get("/api/me", headers=headers)
    assert (answer.status, answer.body["code"]) == (403, "not_through_the_site")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("function", THE_FUNCTIONS)
@pytest.mark.parametrize("path", ["/api/campaign", "/api/nothing/here"])
def test_no_function_answers_anything_else_nor_asks_the_table(
    browser: Browser, deployed: Deployed, function: str, path: str
) -> None:
    with requests_of(deployed.table) as made:
        answer = call(function, an_event("GET", path))
    assert (answer.status, answer.body["code"]) == (403, "not_through_the_site")
    assert made == []


def test_it_is_no_error_of_the_apis_own_so_the_page_keeps_what_was_saved(browser: Browser) -> None:
    # web/src/api/client.ts: a 403 with an `error` is for good, and the call that was saved is given up.
    assert "error" not in browser.get("/api/me").body


def test_neither_the_answer_nor_the_log_says_a_secret(browser: Browser, logs: io.StringIO) -> None:
    answer = browser.get("/api/me", headers={ORIGIN_HEADER: "guess-of-somebody"})
    browser.get("/api/me", headers={ORIGIN_HEADER: NOW})
    (line, _) = (json.loads(text) for text in logs.getvalue().splitlines())
    assert (line["operation"], line["status"]) == ("not_through_the_site", 403)
    told = logs.getvalue() + json.dumps(answer.body) + repr(wiring.settings())
    assert not [secret for secret in (NOW, NEXT, "guess") if secret in told]


def test_with_no_secrets_given_whoever_asks_is_answered(deployed: Deployed) -> None:
    assert deployed.fill(a_household()).browser("sam").get("/api/me").status == 200


@pytest.mark.parametrize("text", ["", ","])
def test_secrets_that_are_none_open_nothing(text: str) -> None:
    with pytest.raises(ValueError, match="is empty"):
        Settings.from_environment({settings.TABLE: "t", settings.ORIGIN_SECRETS: text})
