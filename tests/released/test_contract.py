"""An update in the middle of a campaign: a page of the last release, open for hours, asks the present API."""

import copy
import tomllib
from typing import Any

import pytest

from ringround.api.openapi import document
from tests.released import released
from tests.released.contract import broken, operations, promises


def accepted() -> dict[str, str]:
    """What is broken on purpose, and why that is no harm."""
    found = tomllib.loads((released.FOLDER / "accepted.toml").read_text(encoding="utf-8"))
    return {each["change"]: each["reason"] for each in found.get("accepted", ())}


def test_the_present_api_keeps_every_promise_of_the_last_release() -> None:
    now = broken(released.api(), promises(document()))
    assert [line for line in now if line not in accepted()] == []


def test_what_is_broken_on_purpose_is_broken_and_says_why() -> None:
    now = broken(released.api(), promises(document()))
    assert [change for change in accepted() if change not in now] == []
    assert all(len(reason) > 40 for reason in accepted().values())


def test_the_snapshot_holds_every_route_of_its_release() -> None:
    assert len(list(operations(released.api()))) > 60


@pytest.fixture
def now() -> dict[str, Any]:
    """The last release's document, to be changed."""
    return copy.deepcopy(released.api())


def schema(document: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = document["components"]["schemas"][name]
    return found


def says(now: dict[str, Any], *words: str) -> bool:
    return any(all(word in line for word in words) for line in broken(released.api(), now))


def test_nothing_is_broken_where_nothing_changed(now: dict[str, Any]) -> None:
    assert broken(released.api(), now) == []


def test_a_route_that_is_gone_is_seen(now: dict[str, Any]) -> None:
    del now["paths"]["/api/claims/{claim}/renew"]
    assert says(now, "POST /api/claims/{claim}/renew", "gone")


def test_a_route_that_asks_for_a_session_now_is_seen(now: dict[str, Any]) -> None:
    now["paths"]["/api/campaign"]["get"]["security"] = [{"session": []}]
    assert says(now, "GET /api/campaign", "session")


def test_a_request_field_that_is_required_now_is_seen_and_a_new_one_that_is_not_is_no_matter(
    now: dict[str, Any],
) -> None:
    schema(now, "ResponseRequest")["properties"]["mood"] = {"type": "string"}
    assert broken(released.api(), now) == []
    schema(now, "ResponseRequest")["required"].append("mood")
    assert says(now, "request.mood", "required")


def test_a_request_field_that_nobody_reads_any_more_is_seen(now: dict[str, Any]) -> None:
    del schema(now, "ResponseRequest")["properties"]["note"]
    assert says(now, "request.note", "no longer read")


def test_an_outcome_that_is_no_longer_taken_is_seen(now: dict[str, Any]) -> None:
    schema(now, "Outcome")["enum"].remove("not_home")
    assert says(now, "request.outcome", "'not_home'")


def test_a_stricter_limit_is_seen_and_a_looser_one_is_no_matter(now: dict[str, Any]) -> None:
    note = schema(now, "ResponseRequest")["properties"]["note"]["anyOf"][0]
    note["maxLength"] = 1_000
    assert broken(released.api(), now) == []
    note["maxLength"] = 100
    assert says(now, "request.note", "maxLength is 100 now, and was 500")


def test_an_answers_field_that_is_gone_renamed_or_of_another_type_is_seen(now: dict[str, Any]) -> None:
    claim = schema(now, "Claim")
    kind = dict(claim["properties"]["until"])
    claim["properties"]["ends"] = claim["properties"].pop("until")
    claim["required"] = ["ends" if name == "until" else name for name in claim["required"]]
    assert says(now, ".until", "is gone")
    claim["properties"]["until"] = {**kind, "type": "integer"}
    assert says(now, ".until", "integer where string")


def test_an_answers_field_that_may_be_missing_or_null_now_is_seen(now: dict[str, Any]) -> None:
    claim = schema(now, "Claim")
    claim["required"].remove("until")
    assert says(now, ".until", "may be missing")
    claim["required"].append("until")
    claim["properties"]["until"] = {"anyOf": [claim["properties"]["until"], {"type": "null"}]}
    assert says(now, ".until", "null where string")


def test_a_new_field_in_an_answer_is_no_matter_and_a_new_word_is_seen(now: dict[str, Any]) -> None:
    schema(now, "Claim")["properties"]["mood"] = {"type": "string"}
    schema(now, "Claim")["required"].append("mood")
    assert broken(released.api(), now) == []
    schema(now, "Caller")["properties"]["role"]["enum"].append("owner")
    assert says(now, "role", "'owner'")


def test_a_query_that_is_required_now_is_seen(now: dict[str, Any]) -> None:
    (parameter,) = now["paths"]["/api/ringing-back"]["get"]["parameters"]
    now["paths"]["/api/ringing-back"]["get"]["parameters"].append({**parameter, "name": "bank"})
    assert says(now, "?bank", "required")


def test_another_status_is_seen(now: dict[str, Any]) -> None:
    answers = now["paths"]["/api/login/code"]["post"]["responses"]
    answers["200"] = answers.pop("202")
    assert says(now, "POST /api/login/code", "no longer answers 202")
