"""Every error has one shape, and every class of refusal one status."""

import io
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from ringround.api.http import STATUS
from ringround.domain import errors
from ringround.domain.errors import Refused
from ringround.storage import keys
from tests.builders import a_bank, a_household
from tests.functions.conftest import Deployed

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Refused)]


@pytest.fixture
def campaign(deployed: Deployed) -> Deployed:
    """A campaign with one household."""
    return deployed.fill(a_household())


def fail(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Let the next look at the banks end with an error."""

    def failing(*_: object) -> Any:
        raise error

    monkeypatch.setattr("functions.next_contact.handler.look.open_banks", failing)


def test_every_class_of_refusal_has_its_status() -> None:
    assert set(STATUS) == set(KINDS) - {Refused}
    assert len(set(STATUS.values())) == len(STATUS)


@pytest.mark.parametrize(("kind", "status"), STATUS.items(), ids=lambda value: getattr(value, "__name__", str(value)))
def test_a_refusal_is_answered_in_the_one_shape(
    campaign: Deployed, monkeypatch: pytest.MonkeyPatch, kind: type[Refused], status: int
) -> None:
    fail(monkeypatch, kind("In words for a person.", {"a": 1}, code="some_code"))
    answer = campaign.browser("sam").get("/api/banks")
    assert answer.status == status
    assert answer.body == {"error": {"code": "some_code", "message": "In words for a person.", "details": {"a": 1}}}
    assert answer.headers["Content-Type"] == "application/json"


def test_a_refusal_without_a_code_of_its_own_has_that_of_its_class(
    campaign: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(monkeypatch, errors.Conflict("No."))
    assert campaign.browser("sam").get("/api/banks").body == {
        "error": {"code": "conflict", "message": "No.", "details": None}
    }


def test_a_new_kind_of_a_known_refusal_has_the_status_of_its_kin(
    campaign: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    class NewKind(errors.BreaksRule):
        pass

    fail(monkeypatch, NewKind("No."))
    assert campaign.browser("sam").get("/api/banks").status == 422


@pytest.mark.parametrize(
    ("refused", "after"),
    [
        (errors.TooMany("Wait.", {"retry_after": 77}), {"77"}),
        (errors.TooMany("Wait."), {"2", "3", "4", "5"}),
        (errors.TryAgain("Busy."), {"2", "3", "4", "5"}),
    ],
)
def test_where_one_may_try_again_it_says_when(
    campaign: Deployed, monkeypatch: pytest.MonkeyPatch, refused: Refused, after: set[str]
) -> None:
    fail(monkeypatch, refused)
    assert campaign.browser("sam").get("/api/banks").headers["Retry-After"] in after


def test_elsewhere_it_does_not(campaign: Deployed) -> None:
    assert "Retry-After" not in campaign.browser("sam").get("/api/banks").headers
    assert "Retry-After" not in campaign.browser().get("/api/banks").headers


def test_what_nobody_expected_is_told_without_its_words(
    campaign: Deployed, monkeypatch: pytest.MonkeyPatch, logs: io.StringIO
) -> None:
    fail(monkeypatch, ValueError("Priya Shah, 12 Mill Lane"))
    answer = campaign.browser("sam").get("/api/banks")
    assert answer.status == 500
    assert answer.body == {
        "error": {"code": "internal", "message": "Something went wrong on our side.", "details": None}
    }
    assert "ValueError" in logs.getvalue()
    assert "Priya" not in logs.getvalue()


def test_a_table_that_does_not_answer_asks_to_be_tried_again(
    campaign: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = campaign.browser("sam")
    browser.get("/api/me")

    def silent(**_: object) -> Any:
        raise ReadTimeoutError(endpoint_url="http://table")

    monkeypatch.setattr(campaign.table.client, "batch_get_item", silent)
    answer = browser.get("/api/me")
    assert (answer.status, answer.code) == (503, "try_again")
    assert 2 <= int(answer.headers["Retry-After"]) <= 5


def test_before_the_campaign_is_set_up_every_route_says_so(deployed: Deployed) -> None:
    answer = deployed.browser().get("/api/campaign")
    assert (answer.status, answer.code) == (404, "no_campaign")
    deployed.fill()
    assert deployed.browser().get("/api/campaign").status == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/api/nothing"), ("GET", "/"), ("PATCH", "/api/me"), ("GET", "/api/login"), ("DELETE", "/api/claims")],
)
def test_an_address_without_anything_has_the_same_shape(campaign: Deployed, method: str, path: str) -> None:
    answer = campaign.browser("sam").send(method, path)
    assert (answer.status, answer.code) == (404, "not_found")


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/api/banks/gone"), ("POST", "/api/banks/gone/next"), ("GET", "/api/banks/%20")]
)
def test_a_bank_that_is_not_there_is_unknown(campaign: Deployed, method: str, path: str) -> None:
    answer = campaign.browser("sam").send(method, path)
    assert (answer.status, answer.code) == (404, "bank_unknown")


@pytest.mark.parametrize("part", ["x" * 5000, "m\u00e4in", "\ud800"], ids=["endless", "not ASCII", "no text at all"])
@pytest.mark.parametrize("path", ["/api/banks/{}", "/api/banks/{}/next", "/api/claims/{}/renew"])
def test_an_address_with_what_can_be_no_id_leads_nowhere(campaign: Deployed, path: str, part: str) -> None:
    method = "GET" if path.endswith("{}") else "POST"
    answer = campaign.browser("sam").send(method, path.format(part))
    # Not one of the errors about banks and claims: the table would not even take the key.
    assert (answer.status, answer.code) == (404, "not_found")


@pytest.mark.parametrize(
    ("response", "code"),
    [
        ({"outcome": "call_back"}, "call_back_needs_time"),
        ({"outcome": "call_back", "call_back_at": "2020-01-01T00:00:00Z"}, "call_back_past"),
        ({"outcome": "call_back", "call_back_at": "2028-01-01T00:00:00Z"}, "call_back_too_far"),
        ({"outcome": "left_message"}, "left_message_not_allowed"),
        ({"outcome": "not_home", "number": "+447700900999"}, "number_unknown"),
        ({"outcome": "answered", "people": [{"person": "p9"}]}, "person_unknown"),
        ({"outcome": "answered", "people": [{"person": "p1"}, {"person": "p1"}]}, "person_twice"),
        ({"outcome": "answered", "people": [{"person": "p1", "answers": {"support": "maybe"}}]}, "answer_invalid"),
        ({"outcome": "answered", "people": [{"person": "p1", "answers": {"colour": "blue"}}]}, "answer_invalid"),
        (
            {
                "outcome": "answered",
                "number": "+441134960000",
                "tried": [{"number": "+441134960000", "outcome": "busy"}],
            },
            "tried_invalid",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_breaks_a_rule_of_the_field_is_said_by_its_own_code(
    campaign: Deployed, response: dict[str, Any], code: str
) -> None:
    browser = campaign.browser("sam")
    claim = browser.post("/api/banks/main/next").body["claim"]
    answer = browser.post(f"/api/claims/{claim['id']}/response", response)
    assert (answer.status, answer.code) == (422, code)


def test_a_correction_of_nothing_is_not_there(campaign: Deployed) -> None:
    browser = campaign.browser("sam")
    claim = browser.post("/api/banks/main/next").body["claim"]
    answer = browser.put(f"/api/claims/{claim['id']}/response", {"outcome": "not_home"})
    assert (answer.status, answer.code) == (404, "call_unknown")


def test_too_many_skips_say_when_to_come_back(deployed: Deployed) -> None:
    browser = deployed.fill(a_household(), bank=a_bank(skips_per_hour=0)).browser("sam")
    claim = browser.post("/api/banks/main/next").body["claim"]
    answer = browser.post(f"/api/claims/{claim['id']}/skip", {"reason": "other"})
    assert (answer.status, answer.code, answer.headers["Retry-After"]) == (429, "skips_an_hour", "3600")


def test_a_household_that_was_taken_off_the_list_is_not_there(campaign: Deployed) -> None:
    browser = campaign.browser("sam")
    claim = browser.post("/api/banks/main/next").body["claim"]
    campaign.table.delete(keys.household("house1"))
    answer = browser.post(f"/api/claims/{claim['id']}/response", {"outcome": "not_home"})
    assert (answer.status, answer.code) == (404, "household_unknown")
