"""What comes from outside is checked before anything is done; a refusal names fields and never repeats values."""

import json
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, ConfigDict, Field

from ringround.api.http import LARGEST_BODY, Request
from ringround.domain.errors import Malformed
from tests.builders import a_household
from tests.events import Answer, Browser
from tests.functions.conftest import Deployed

SECRET_WORDS = "Priya Shah of 12 Mill Lane"


@pytest.fixture
def browser(deployed: Deployed) -> Browser:
    """Sam's browser, with one household to ring."""
    return deployed.fill(a_household()).browser("sam")


@pytest.fixture
def response(browser: Browser) -> str:
    """Where the response to a claim of Sam's is sent."""
    claim = browser.post("/api/banks/main/next").body["claim"]
    return f"/api/claims/{claim['id']}/response"


def fields_of(answer: Answer) -> list[str]:
    """The fields that a refusal names."""
    assert (answer.status, answer.code) == (400, "malformed")
    return [f["field"] for f in answer.body["error"]["details"]["fields"]]


class TestWhatIsNoJson:
    """A body that cannot be read."""

    @pytest.mark.parametrize(
        "raw",
        [
            "{",
            "{'outcome': 'not_home'}",
            "outcome=not_home",
            "\ufeff{}",
            "[" * 60_000,
            '{"a":' * 10_000,
            '{"outcome": ' + "9" * 5000 + "}",
            '{"outcome": "not_home", "note": "\\ud800"}',
        ],
        ids=[
            *("cut off", "quotes", "a form", "a byte order mark", "deep lists", "deep objects", "a number without end"),
            "half a character",
        ],
    )
    def test_is_said_to_be_none(self, browser: Browser, response: str, raw: str) -> None:
        answer = browser.post(response, raw=raw)
        assert (answer.status, answer.code) == (400, "not_json")

    @pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
    def test_neither_is_json_under_another_name(self, browser: Browser, response: str, kind: str) -> None:
        answer = browser.post(response, {"outcome": "not_home"}, headers={"Content-Type": kind})
        assert (answer.status, answer.code) == (400, "not_json")

    @pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "Application/JSON"])
    def test_json_by_its_full_name_is_read(self, browser: Browser, response: str, kind: str) -> None:
        assert browser.post(response, {"outcome": "not_home"}, headers={"Content-Type": kind}).status == 200

    def test_a_body_in_base64_is_read(self, browser: Browser, response: str) -> None:
        raw = json.dumps({"outcome": "not_home", "note": "Zoë"}, ensure_ascii=False).encode()
        assert browser.post(response, raw=raw).body["call"]["note"] == "Zoë"

    def test_bytes_that_are_no_text_are_not(self, browser: Browser, response: str) -> None:
        answer = browser.post(response, raw=b'{"outcome": "\xff"}')
        assert (answer.status, answer.code) == (400, "malformed")

    def test_neither_is_half_a_character(self, browser: Browser, response: str) -> None:
        answer = browser.post(response, raw='{"outcome": "not_home", "note": "\ud800"}')
        assert (answer.status, answer.code) == (400, "malformed")


class TestSize:
    """64 KB are more than any response needs."""

    def test_a_larger_body_is_refused_before_it_is_read(self, browser: Browser, response: str) -> None:
        answer = browser.post(response, raw="[" * (LARGEST_BODY + 1))
        assert (answer.status, answer.code) == (413, "too_large")

    def test_a_body_that_just_fits_is_read(self, browser: Browser, response: str) -> None:
        body = json.dumps({"outcome": "not_home"})
        assert browser.post(response, raw=body + " " * (LARGEST_BODY - len(body))).status == 200

    @pytest.mark.parametrize("in_base64", [False, True], ids=["as text", "in Base64"])
    @pytest.mark.parametrize("character", ["x", "ë", "\u20ac", "\U0001f4de"], ids=["1 byte", "2", "3", "4"])
    def test_bytes_are_counted_and_not_characters(
        self, browser: Browser, response: str, character: str, in_base64: bool
    ) -> None:
        def body_of(size: int) -> str | bytes:
            begun = '{"outcome": "not_home", "mood": "'
            many, over = divmod(size - len(begun) - 2, len(character.encode()))
            raw = f'{begun}{character * many}"}}{" " * over}'
            assert len(raw.encode()) == size
            return raw.encode() if in_base64 else raw

        answer = browser.post(response, raw=body_of(LARGEST_BODY + 1))
        assert (answer.status, answer.code) == (413, "too_large")
        assert browser.post(response, raw=body_of(LARGEST_BODY)).status == 200


class TestFields:
    """Wrong fields are named, each by its path."""

    @pytest.mark.parametrize("raw", ["[]", '"not_home"', "null", "1", "true"])
    def test_a_body_that_is_no_object_is_refused(self, browser: Browser, response: str, raw: str) -> None:
        assert fields_of(browser.post(response, raw=raw)) == [""]

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({}, "outcome"),
            ({"outcome": None}, "outcome"),
            ({"outcome": "no_answer"}, "outcome"),
            ({"outcome": "not_home", "number": "0113 496 0000"}, "number"),
            ({"outcome": "not_home", "number": "+441134960000\n"}, "number"),
            ({"outcome": "not_home", "note": "x" * 501}, "note"),
            ({"outcome": "not_home", "note": 1}, "note"),
            ({"outcome": "not_home", "people": {}}, "people"),
            ({"outcome": "not_home", "people": [{"person": ""}]}, "people.0.person"),
            ({"outcome": "not_home", "people": [{"person": str(n)} for n in range(41)]}, "people"),
            ({"outcome": "call_back", "call_back_at": "2027-02-20T18:00:00"}, "call_back_at"),
            ({"outcome": "call_back", "call_back_at": "tomorrow"}, "call_back_at"),
            ({"outcome": "not_home", "call_back_for": "us"}, "call_back_for"),
            ({"outcome": "not_home", "tried": [{"number": "+441134960000"}]}, "tried.0.outcome"),
            ({"outcome": "not_home", "language": "x" * 41}, "language"),
            ({"outcome": "not_home", "want_next": "perhaps"}, "want_next"),
            ({"outcome": "not_home", "holding": ["x"] * 11}, "holding"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_a_wrong_field_is_named(self, browser: Browser, response: str, body: dict[str, Any], field: str) -> None:
        assert fields_of(browser.post(response, body)) == [field]

    def test_answers_are_texts_or_lists_of_texts(self, browser: Browser, response: str) -> None:
        for answer in (1, None, {"a": 1}, [1], "x" * 1001):
            body = {"outcome": "answered", "people": [{"person": "p1", "answers": {"support": answer}}]}
            assert set(fields_of(browser.post(response, body))) <= {"people.0.answers", "people.0.answers.0"}

    def test_every_wrong_field_is_named_at_once(self, browser: Browser, response: str) -> None:
        body = {"outcome": "x", "number": "y", "call_back_at": "z"}
        assert fields_of(browser.post(response, body)) == ["outcome", "number", "call_back_at"]

    @pytest.mark.parametrize(
        "body",
        [
            {"outcome": SECRET_WORDS},
            {"outcome": "not_home", "number": SECRET_WORDS},
            {"outcome": "not_home", "note": [SECRET_WORDS]},
            {"outcome": "not_home", "people": [{"person": {"name": SECRET_WORDS}}]},
            {"outcome": "call_back", "call_back_at": SECRET_WORDS},
            {"outcome": "answered", "people": [{"person": "p1", "answers": {SECRET_WORDS: 1}}]},
            {"outcome": "answered", "people": [{"person": "p1", "answers": {SECRET_WORDS: [1]}}]},
            {"outcome": "answered", "people": [{"person": "p1", "answers": {SECRET_WORDS * 9: "yes"}}]},
            {"outcome": [SECRET_WORDS], SECRET_WORDS: 1},
        ],
    )
    def test_what_was_sent_is_not_repeated(self, browser: Browser, response: str, body: dict[str, Any]) -> None:
        answer = browser.post(response, body)
        assert answer.status == 400
        assert SECRET_WORDS not in json.dumps(answer.body)

    def test_names_of_the_models_own_are_kept_behind_one_that_was_sent(self) -> None:
        class Inner(BaseModel):
            from_: int = Field(alias="from")
            more: "dict[str, Inner | list[Inner]] | None" = None

        class Outer(BaseModel):
            model_config = ConfigDict(extra="forbid")
            kept: dict[str, Annotated[list[Inner], Field(max_length=2)]]

        nothing: Any = None

        def named(sent: dict[str, Any]) -> list[str]:
            with pytest.raises(Malformed) as refused:
                Request({"queryStringParameters": sent}, {}, nothing, 0).query(Outer)
            return [f["field"] for f in (refused.value.details or {})["fields"]]

        assert named({"kept": {SECRET_WORDS: [{"from": 1}, {}]}}) == ["kept.1.from"]
        assert named({"kept": {SECRET_WORDS: [{"from": SECRET_WORDS}]}}) == ["kept.0.from"]
        deep = {"from": 1, "more": {SECRET_WORDS: [{"from": 1, "more": {SECRET_WORDS: {"from": "x"}}}]}}
        assert "kept.0.more.0.more.from" in named({"kept": {"a": [deep]}})
        assert named({"kept": {}, SECRET_WORDS: 1, "from": 2, "7": 3}) == ["", "", ""]

    def test_a_name_that_is_not_known_is_left_alone(self, browser: Browser, response: str) -> None:
        assert browser.post(response, {"outcome": "not_home", "mood": "good"}).status == 200

    def test_a_refused_response_leaves_nothing_behind(self, browser: Browser, response: str) -> None:
        browser.post(response, {"outcome": "no_answer"})
        assert browser.get("/api/my/calls").body == {"calls": []}
        assert len(browser.get("/api/claims").body["claims"]) == 1


class TestOtherBodies:
    """The bodies of the other routes."""

    @pytest.mark.parametrize(
        ("path", "body", "fields"),
        [
            ("/api/login/code", {}, ["email"]),
            ("/api/login/code", {"email": "x" * 255 + "@example.org"}, ["email"]),
            ("/api/login", {"email": "sam@example.org"}, ["code"]),
            ("/api/login", {"email": "sam@example.org", "code": "12345"}, ["code"]),
            ("/api/login", {"email": "sam@example.org", "code": "١٢٣٤٥٦"}, ["code"]),
            ("/api/login", {"email": "sam@example.org", "code": "123456", "name": "x" * 81}, ["name"]),
            ("/api/login", {"email": "sam@example.org", "code": "123456", "join": "x" * 65}, ["join"]),
            ("/api/banks/main/next", {"holding": "abc"}, ["holding"]),
            ("/api/claims/abc/skip", {"reason": "bored"}, ["reason"]),
        ],
    )
    def test_are_checked_as_well(self, browser: Browser, path: str, body: dict[str, Any], fields: list[str]) -> None:
        assert fields_of(browser.post(path, body)) == fields

    def test_without_a_reason_a_skip_has_another_one(self, browser: Browser) -> None:
        claim = browser.post("/api/banks/main/next").body["claim"]
        assert browser.post(f"/api/claims/{claim['id']}/skip", {}).status == 200
