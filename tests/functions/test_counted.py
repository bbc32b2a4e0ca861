"""What is counted for staff, on the lines that the handlers really log: a renamed field fails here, and not silently
on a dashboard."""

import io
import json
from collections import defaultdict
from collections.abc import Callable

import pytest
from botocore.exceptions import ClientError

from infra import metrics
from ringround import settings, wiring
from ringround.api.routes import ROUTES
from ringround.domain.household import Household
from ringround.storage import households
from ringround.wiring import mailer as real_mailer
from tests.builders import a_bank, a_household, a_number
from tests.functions.conftest import Deployed
from tests.support.filter_pattern import fits, value

Count = Callable[[], dict[str, float]]
ACCESS_LINE = {"route": "POST /api/login", "status": "200", "milliseconds": "31", "function_milliseconds": "28"}
NOT_HOME = {"outcome": "not_home", "people": []}


def homes(wanted: int) -> list[Household]:
    """Households with a number each."""
    return [a_household(f"h{n}", numbers=(a_number(f"+4411349600{n:02}"),)) for n in range(wanted)]


@pytest.fixture
def count(logs: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> Count:
    """What the filters make of all that was logged since this was asked last, function by function."""

    def counted() -> dict[str, float]:
        lines = logs.getvalue().splitlines()
        logs.seek(0)
        logs.truncate()
        sums: defaultdict[str, float] = defaultdict(float)
        for line in lines:
            function = function_of(json.loads(line)["operation"])
            for each in metrics.COUNTED:
                if function in each.logs and fits(each.pattern, line):
                    sums[each.name] += value(each.value, line)
        return dict(sums)

    return counted


def function_of(operation: str) -> str:
    """Which function's log a line stands in: the handlers of a test share one."""
    by_operation = {route.operation: route.function for route in ROUTES}
    return by_operation.get(operation, "login")


def test_a_claim_and_its_call_are_counted_once_each(deployed: Deployed, count: Count) -> None:
    browser = deployed.fill(*homes(3)).browser("sam")
    claim = browser.post("/api/banks/main/next", {"holding": []}).body["claim"]
    assert count() == {"Claims": 1}
    browser.post("/api/banks/main/next", {"holding": []})
    assert count() == {}, "the same claim was given again"
    path = f"/api/claims/{claim['id']}/response"
    browser.post(path, {**NOT_HOME, "want_next": True})
    assert count() == {"Calls": 1, "Claims": 1}
    deployed.now += 5
    browser.post(path, NOT_HOME)
    assert count() == {}, "the same call was sent again"


def test_a_correction_and_a_skip_are_no_calls(deployed: Deployed, count: Count) -> None:
    browser = deployed.fill(*homes(3)).browser("sam")
    claim = browser.post("/api/banks/main/next").body["claim"]
    browser.post(f"/api/claims/{claim['id']}/response", NOT_HOME)
    count()
    browser.put(f"/api/claims/{claim['id']}/response", {"outcome": "busy", "people": []})
    claim = browser.post("/api/banks/main/next").body["claim"]
    browser.post(f"/api/claims/{claim['id']}/skip", {"reason": "not_now"})
    assert count() == {"Claims": 1}


def test_whoever_gets_no_household_in_calling_hours_is_counted(deployed: Deployed, count: Count) -> None:
    browser = deployed.fill().browser("sam")
    assert browser.post("/api/banks/main/next").body["reason"] == "finished"
    assert count() == {"EmptyHanded": 1}


def test_outside_calling_hours_nobody_is_waiting(deployed: Deployed, count: Count) -> None:
    browser = deployed.fill(*homes(1), bank=a_bank(hours={"sun": ("11:00", "20:00")})).browser("sam")
    assert browser.post("/api/banks/main/next").body["reason"] == "outside_hours"
    assert count() == {}


def test_lost_races_are_counted_one_by_one(deployed: Deployed, count: Count, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = deployed.fill(*homes(5)).browser("sam")
    really, tried = households.claim, []

    def lost_twice(*asked: object, **more: object) -> object:
        tried.append(asked)
        return None if len(tried) < 3 else really(*asked, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(households, "claim", lost_twice)
    assert browser.post("/api/banks/main/next").body["claim"]
    assert count() == {"Claims": 1, "LostRaces": 2}


def test_a_third_household_is_a_conflict(deployed: Deployed, count: Count) -> None:
    browser = deployed.fill(*homes(5)).browser("sam")
    statuses = [browser.post("/api/banks/main/next").status for _ in range(3)]
    assert statuses == [200, 200, 409]
    assert count() == {"Claims": 2, "Conflicts": 1}


def test_a_busy_table_is_a_conflict(deployed: Deployed, count: Count, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = deployed.fill(*homes(1)).browser("sam")
    claim = browser.post("/api/banks/main/next").body["claim"]
    count()

    def changed(*_: object, **__: object) -> None:
        raise households.ChangedMeanwhile

    monkeypatch.setattr("ringround.usecases.complete.households.save", changed)
    assert browser.post(f"/api/claims/{claim['id']}/response", NOT_HOME).status == 503
    assert count() == {"Conflicts": 1}


def test_a_sign_in_is_counted_and_so_is_a_wrong_code(deployed: Deployed, count: Count) -> None:
    deployed.fill()
    browser = deployed.browser()
    browser.post("/api/login/code", {"email": "sam@example.org", "join": "river"})
    browser.post("/api/login", {"email": "sam@example.org", "code": "000000", "join": "river", "name": "Sam"})
    assert count() == {"SignInsRefused": 1}
    sent = {"email": "sam@example.org", "code": deployed.last_code(), "join": "river", "name": "Sam"}
    assert browser.post("/api/login", sent).status == 200
    assert count() == {"SignIns": 1}


def test_a_code_that_the_mail_service_does_not_take_is_counted(
    deployed: Deployed, count: Count, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(settings.SENDER, "phonebank@example.org")
    monkeypatch.setattr(wiring, "client", lambda _service: Refusing())
    monkeypatch.setattr(wiring, "mailer", real_mailer)
    deployed.fill()
    assert deployed.browser().post("/api/login/code", {"email": "sam@example.org", "join": "river"}).status == 202
    assert count() == {"CodesNotSent": 1}


class Refusing:
    """SES, of an address that it doesn't know."""

    def send_email(self, **_: object) -> None:
        """Refuse."""
        raise ClientError({"Error": {"Code": "MessageRejected", "Message": "not verified"}}, "SendEmail")


def test_a_fault_elsewhere_is_no_code_that_was_not_sent(
    deployed: Deployed, count: Count, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> None:
        raise KeyError

    monkeypatch.setattr("functions.login.handler.views.own_day", failing)
    assert deployed.fill().browser("sam").get("/api/me").status == 500
    assert count() == {}


def test_what_the_api_itself_turns_away_is_counted_and_what_a_function_refuses_is_not() -> None:
    throttled = json.dumps({**ACCESS_LINE, "status": "429", "function_milliseconds": "-"})
    refused = json.dumps({**ACCESS_LINE, "status": "429", "function_milliseconds": "12"})
    assert fits(metrics.API_THROTTLED.pattern, throttled)
    assert not fits(metrics.API_THROTTLED.pattern, refused)
    assert not fits(metrics.API_THROTTLED.pattern, json.dumps(ACCESS_LINE))
