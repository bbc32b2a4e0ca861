"""What goes by itself, and when: each item of a kind that ends has the time at which nothing goes by it any more.

The engine deletes it some time after; no rule waits for that (`storage.schema.EXPIRES`).
"""

from typing import Any

import pytest

from ringround.domain.mail_trouble import Trouble
from ringround.storage import campaign, mail_troubles, waiting
from ringround.storage.mail_troubles import KEPT_SECONDS
from ringround.storage.marshal import from_item
from ringround.storage.schema import EXPIRES
from ringround.storage.waiting import WAITING_SECONDS, Waiting
from ringround.usecases import sign_in
from tests.builders import NOW
from tests.functions.conftest import Deployed
from tests.support.items import BY_ITSELF, kind_of

HOUR, DAY = 3600, 86400
POLL_ENDS = NOW + 2 * DAY


@pytest.fixture
def ends(deployed: Deployed) -> dict[str, set[int]]:
    """When what one sign-in left behind goes, by its kind: seconds from now. 0 for what stays."""
    deployed.fill()
    browser = deployed.browser()
    asked = {"email": "quinta@example.org", "join": "river", "name": "Quinta"}
    browser.post("/api/login/code", asked)
    left = _ends(deployed)
    browser.post("/api/login", {**asked, "code": deployed.last_code()})
    organiser = deployed.browser("olive", role="organiser")
    organiser.post("/api/organiser/volunteers/olive/code")
    mail_troubles.note(deployed.table, "quinta", Trouble("bounced", NOW, lasting=True))
    waiting.ask(deployed.table, Waiting("quinta", "q@example.org", "Quinta", "", NOW, NOW))
    for kind, when in _ends(deployed).items():
        left.setdefault(kind, set()).update(when)
    return left


def _ends(deployed: Deployed) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    items: Any = deployed.table.client.scan(TableName=deployed.table.name, ConsistentRead=True)["Items"]
    for item in map(from_item, items):
        found.setdefault(kind_of(item["pk"], item["sk"]), set()).add(item[EXPIRES] - NOW if EXPIRES in item else 0)
    return found


def test_each_has_its_end_and_no_other_kind_has_one(ends: dict[str, set[int]]) -> None:
    # The organiser's session is the test's own, for a day.
    assert ends.pop("Session") == {sign_in.SESSION_SECONDS, DAY}
    assert ends.pop("Sign-in code") == {sign_in.CODE_SECONDS, sign_in.HANDED_SECONDS}
    assert ends.pop("Trouble with mail") == {KEPT_SECONDS}
    assert ends.pop("Who waits for a code") == {WAITING_SECONDS}
    rates = ends.pop("Rate counter")
    assert min(rates) > 0
    assert max(rates) <= 2 * sign_in.DAY_SECONDS
    assert {end for kind, found in ends.items() if kind not in BY_ITSELF for end in found} == {0}
    assert ends.keys() >= {"Volunteer", "Bank", "Campaign"}


def test_a_callers_session_ends_a_day_after_calling_does(deployed: Deployed) -> None:
    deployed.fill()
    campaign.change(deployed.table, ends=POLL_ENDS)
    browser = deployed.browser()
    asked = {"email": "quinta@example.org", "join": "river", "name": "Quinta"}
    browser.post("/api/login/code", asked)
    browser.post("/api/login", {**asked, "code": deployed.last_code()})
    assert _ends(deployed)["Session"] == {2 * DAY + sign_in.LATE_SECONDS}


def test_no_rule_goes_by_whether_something_is_still_there(deployed: Deployed) -> None:
    """What should be gone, and is there yet, counts for nothing."""
    deployed.fill()
    browser = deployed.browser("sam", expires=NOW + HOUR)
    assert browser.get("/api/me").status == 200
    deployed.now += HOUR
    assert browser.get("/api/me").status == 401
    assert _ends(deployed)["Session"] == {HOUR}
