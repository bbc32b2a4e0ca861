"""After polling day: nobody rings, volunteers see nothing, and organisers can still take everything out and down."""

import re
from typing import Any

import pytest

from ringround import wiring
from ringround.storage import banks, callers, campaign
from ringround.storage.callers import Volunteer
from ringround.usecases.context import Context
from ringround.usecases.sign_in import caller_id
from tests.builders import HOUR, LANDLINE, a_bank, a_household, a_number
from tests.functions.closing import CLOSE, Ending
from tests.functions.conftest import DAY, Deployed


@pytest.fixture
def ending(deployed: Deployed, monkeypatch: pytest.MonkeyPatch) -> Ending:
    """A campaign on polling day, with a household that may be rung again at once."""
    deployed.fill(a_household(numbers=(a_number(LANDLINE),)), bank=a_bank(max_attempts=20, cool_down=0))
    return Ending(deployed, monkeypatch)


def polling_ends(ending: Ending, seconds: int, then: int) -> Ending:
    """Volunteers' access ends in so many seconds; and it becomes so many seconds later."""
    campaign.change(ending.deployed.table, ends=ending.deployed.now + seconds)
    ending.deployed.now += then
    wiring.campaign_changed()
    return ending


@pytest.fixture
def over(ending: Ending) -> Ending:
    """The morning after."""
    return polling_ends(ending, 10 * HOUR, 20 * HOUR)


def put_on_the_list(ending: Ending, role: Any) -> tuple[str, str]:
    """Somebody with an address of their own; it, and their id."""
    table, email = ending.deployed.table, f"{role}@example.org"
    who = caller_id(Context(table, banks.get_campaign(table)), email)
    callers.add(table, Volunteer(who, email, role.title(), role))
    return email, who


def test_the_campaign_is_closed_and_destroyed(over: Ending) -> None:
    assert over.ask().status == 202
    over.fetch()
    assert over.destroy().status == 202
    assert {item["pk"]["S"] for item in over.items()} == {"CAMPAIGN"}


def test_an_organiser_signs_in_for_it_by_mail_or_by_a_code_that_is_handed_out(over: Ending) -> None:
    email, who = put_on_the_list(over, "organiser")
    browser = over.deployed.browser()
    browser.post("/api/login/code", {"email": email})
    assert browser.post("/api/login", {"email": email, "code": over.deployed.last_code()}).status == 200
    assert browser.get(CLOSE).body["state"] == "open"
    code = over.olive.post(f"/api/organiser/volunteers/{who}/code").body["code"]
    assert over.deployed.browser().post("/api/login", {"email": email, "code": code}).status == 200


def test_nobody_is_rung_any_more_whoever_asks_and_however_open_a_bank_is(over: Ending) -> None:
    assert banks.every(over.deployed.table)[0].status == "open"
    assert over.olive.post("/api/banks/main/next").body["reason"] == "closed"


def test_callers_are_shown_nothing_and_nobody_joins(over: Ending) -> None:
    deployed = over.deployed
    sam = deployed.browser("sam", expires=deployed.now + DAY)
    for path in ("/api/me", "/api/banks", "/api/my/calls"):
        assert (sam.get(path).status, sam.seen[-1].code) == (401, "calling_ended")
    assert sam.post("/api/banks/main/next").status == 401
    callers.put_join_code(deployed.table, "river", deployed.now + DAY)
    caller, who = put_on_the_list(over, "caller")
    for email in (caller, "new@example.org"):
        deployed.browser().post("/api/login/code", {"email": email, "join": "river"})
    assert deployed.mails == []
    assert deployed.browser().get("/api/join/river").body["open"] is False
    assert over.olive.post(f"/api/organiser/volunteers/{who}/code").code == "closed"


def test_what_a_volunteer_recorded_in_time_is_taken(ending: Ending) -> None:
    sam = ending.deployed.browser("sam", expires=ending.deployed.now + DAY)
    claim = sam.post("/api/banks/main/next").body["claim"]["id"]
    polling_ends(ending, 60, 120)
    said = sam.post(f"/api/claims/{claim}/response", {"outcome": "not_home", "want_next": True})
    assert (said.status, said.body["next"]["claim"], said.body["next"]["reason"]) == (200, None, "closed")


def test_a_callers_session_lasts_a_day_longer_for_that_and_an_organisers_its_week(ending: Ending) -> None:
    deployed, lasts = polling_ends(ending, HOUR, 0).deployed, {}
    for role in ("caller", "organiser"):
        email, _ = put_on_the_list(ending, role)
        browser = deployed.browser()
        browser.post("/api/login/code", {"email": email})
        cookies = browser.post("/api/login", {"email": email, "code": deployed.last_code()}).cookies
        (lasts[role],) = map(int, re.findall(r"__Host-session=[^;]*;.*?Max-Age=(\d+)", str(cookies)))
    assert lasts == {"caller": HOUR + DAY, "organiser": 7 * DAY}
