"""Who may do what: every route that is not public asks for a session, and the session for a role."""

import re
from dataclasses import replace
from typing import Any

import pytest

from ringround.api.identity import COOKIE
from ringround.api.routes import ROUTES, Route
from ringround.storage import callers, keys
from ringround.storage.callers import Role
from ringround.storage.table import Table
from tests.builders import NOW, a_campaign, a_household
from tests.events import Answer, Browser
from tests.functions.conftest import DAY, Deployed

MAIN_JOB = [r for r in ROUTES if r.function in {"login", "next_contact", "submit_response"}]
OPEN = {"public", "always", "anyone"}
CLOSED = [r for r in ROUTES if r.access not in OPEN]
ORGANISERS = [r for r in ROUTES if r.access in {"organiser", "admin"}]
TAKEN_LATE = {"submit_response", "correct_response", "skip_claim", "send_note"}
"""What a page sends that was recorded before."""
CLAIM = "0ttj800.0000abc.house1.main.1.sam.aaaaaaaaaaaaaaaa"


def path_of(route: Route) -> str:
    """A route's path with something in place of its placeholders."""
    return re.sub(r"\{\w+\}", "main", route.path.replace("{claim}", CLAIM))


def role_for(route: Route) -> Role:
    """The role that a route asks for."""
    return "admin" if route.access == "admin" else "organiser" if route.access == "organiser" else "caller"


def everything_in(table: Table) -> list[Any]:
    """Every item, in an order that is always the same."""
    found = [
        item for page in table.client.get_paginator("scan").paginate(TableName=table.name) for item in page["Items"]
    ]
    return sorted(found, key=repr)


def name_of(route: Route) -> str:
    """A route for the report of a test."""
    return f"{route.method} {route.path}"


@pytest.fixture
def campaign(deployed: Deployed) -> Deployed:
    """A campaign with one household."""
    return deployed.fill(a_household())


@pytest.mark.parametrize("route", CLOSED, ids=name_of)
class TestEveryRouteThatIsNotPublic:
    """No session, no answer, and nothing done."""

    def refused(self, route: Route, browser: Browser) -> bool:
        """Whether the route refuses a browser for want of a session."""
        answer = browser.send(route.method, path_of(route))
        return (answer.status, answer.code) == (401, "not_signed_in")

    def test_is_closed_to_a_browser_without_a_session(self, campaign: Deployed, route: Route) -> None:
        assert self.refused(route, campaign.browser())

    def test_is_closed_once_the_session_has_ended(self, campaign: Deployed, route: Route) -> None:
        browser = campaign.browser("sam", role=role_for(route), expires=NOW + 60)
        campaign.now = NOW + 60
        assert self.refused(route, browser)

    def test_is_closed_the_moment_somebody_is_removed(self, campaign: Deployed, route: Route) -> None:
        browser = campaign.browser("sam", role=role_for(route))
        sam = callers.get(campaign.table, "sam")
        assert sam is not None
        campaign.table.delete(keys.volunteer("sam"))
        callers.add(campaign.table, replace(sam, active=False))
        assert self.refused(route, browser)

    def test_when_the_campaign_is_over_takes_from_callers_what_they_recorded_and_nothing_else(
        self, campaign: Deployed, route: Route
    ) -> None:
        answer = self.when_over(campaign, campaign.browser("sam", expires=NOW + 9 * DAY), route)
        assert (answer.status in {401, 403}) is (route.operation not in TAKEN_LATE)

    def test_is_open_to_organisers_when_the_campaign_is_over(self, campaign: Deployed, route: Route) -> None:
        """They take the results out, and have everything destroyed (tests/functions/test_after_polling_day.py)."""
        role = role_for(route) if role_for(route) != "caller" else "organiser"
        answer = self.when_over(campaign, campaign.browser("olive", role=role, expires=NOW + 9 * DAY), route)
        assert answer.status not in {401, 403}

    def when_over(self, campaign: Deployed, browser: Browser, route: Route) -> Answer:
        """What is answered then."""
        ended: Any = {**keys.campaign(), "name": "Riverside", "secret": a_campaign().secret, "ends": NOW + DAY}
        campaign.table.put(ended)
        campaign.now = NOW + DAY
        return browser.send(route.method, path_of(route))


@pytest.mark.parametrize("route", [r for r in MAIN_JOB if r.access not in OPEN], ids=name_of)
def test_a_callers_route_is_open_to_a_caller(campaign: Deployed, route: Route) -> None:
    answer = campaign.browser("sam").send(route.method, path_of(route))
    assert answer.status not in {401, 403}


@pytest.mark.parametrize("route", ORGANISERS, ids=name_of)
def test_an_organisers_route_is_closed_to_callers_and_does_nothing_for_them(campaign: Deployed, route: Route) -> None:
    browser = campaign.browser("sam")
    before = everything_in(campaign.table)
    answer = browser.send(route.method, path_of(route), {"name": "Riverside by-election"})
    assert (answer.status, answer.code) == (403, "not_allowed")
    assert everything_in(campaign.table) == before


def test_whatever_stands_under_the_organisers_address_is_for_organisers() -> None:
    beneath = [r for r in ROUTES if r.path.startswith("/api/organiser/")]
    assert beneath
    assert [r for r in beneath if r not in ORGANISERS] == []
    assert [r for r in ORGANISERS if r not in beneath] == []


@pytest.mark.parametrize("route", [r for r in MAIN_JOB if r.access in OPEN], ids=name_of)
def test_public_routes_need_no_session(campaign: Deployed, route: Route) -> None:
    answer = campaign.browser().send(route.method, path_of(route))
    assert answer.status != 401


@pytest.mark.parametrize(
    "cookie",
    [
        f"{COOKIE}=sam.wrong-token",
        f"{COOKIE}=alex.token-of-sam",
        f"{COOKIE}=sam.",
        f"{COOKIE}=.token-of-sam",
        f"{COOKIE}=sam",
        f"{COOKIE}=",
        f"{COOKIE}={'s' * 65}.token-of-sam",
        f"{COOKIE}=sam.{'t' * 129}",
        f"{COOKIE}=sam#.token-of-sam",
        f"{COOKIE}=s\u00e4m.token-of-sam",
        f"{COOKIE}=sam.\ud800",
        "session=sam.token-of-sam",
        "__Secure-session=sam.token-of-sam",
        "",
    ],
    ids=ascii,
)
def test_a_cookie_that_is_not_ours_is_no_session(campaign: Deployed, cookie: str) -> None:
    campaign.browser("sam")
    assert campaign.browser().get("/api/me", cookies=[cookie]).status == 401


def test_other_cookies_beside_ours_do_not_disturb(campaign: Deployed) -> None:
    browser = campaign.browser("sam")
    assert browser.get("/api/me", cookies=["theme=dark", browser.cookie, "a=b"]).status == 200


@pytest.mark.parametrize(("role", "allowed"), [("caller", False), ("organiser", True), ("admin", True)])
def test_the_organisers_routes_are_for_organisers_and_admins(campaign: Deployed, role: Any, allowed: bool) -> None:
    answer = campaign.browser("olive", role=role).get("/api/organiser/banks")
    assert answer.status == (200 if allowed else 403)
    assert allowed or answer.code == "not_allowed"


@pytest.mark.parametrize("role", ["organiser", "admin"])
def test_organisers_and_admins_ring_as_well(campaign: Deployed, role: Any) -> None:
    assert campaign.browser("olive", role=role).post("/api/banks/main/next").status == 200


@pytest.mark.parametrize(
    ("method", "what"),
    [("POST", "/response"), ("PUT", "/response"), ("POST", "/skip"), ("POST", "/renew"), ("DELETE", "")],
)
def test_nobody_touches_somebody_elses_claim(campaign: Deployed, method: str, what: str) -> None:
    claim = campaign.browser("sam").post("/api/banks/main/next").body["claim"]
    body = {"outcome": "not_home"} if what == "/response" else None
    answer = campaign.browser("alex").send(method, f"/api/claims/{claim['id']}{what}", body)
    assert (answer.status, answer.code) == (403, "claim_not_yours")
    held = campaign.shift.household().claim
    assert held is not None
    assert held.id == claim["id"]


@pytest.mark.parametrize(
    ("method", "what"),
    [("POST", "/response"), ("PUT", "/response"), ("POST", "/skip"), ("POST", "/renew"), ("DELETE", "")],
)
def test_a_claim_that_was_made_up_is_not_there(campaign: Deployed, method: str, what: str) -> None:
    body = {"outcome": "not_home"} if what == "/response" else None
    answer = campaign.browser("sam").send(method, f"/api/claims/{CLAIM}{what}", body)
    assert (answer.status, answer.code) == (404, "claim_unknown")


def test_nobody_sees_what_others_hold_or_rang(campaign: Deployed) -> None:
    sam, alex = campaign.browser("sam"), campaign.browser("alex")
    claim = sam.post("/api/banks/main/next").body["claim"]
    assert alex.get("/api/claims").body == {"claims": []}
    sam.post(f"/api/claims/{claim['id']}/response", {"outcome": "not_home"})
    assert alex.get("/api/my/calls").body == {"calls": []}


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("route", [r for r in MAIN_JOB if r.method != "GET"], ids=name_of)
def test_what_another_site_makes_a_browser_send_is_refused(campaign: Deployed, route: Route, site: str) -> None:
    browser = campaign.browser("sam")
    answer = browser.send(route.method, path_of(route), headers={"Sec-Fetch-Site": site})
    assert (answer.status, answer.code) == (403, "other_site")


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_what_our_own_page_sends_is_not(campaign: Deployed, site: str) -> None:
    answer = campaign.browser("sam").post("/api/banks/main/next", headers={"Sec-Fetch-Site": site})
    assert answer.status == 200


def test_a_link_from_another_site_may_be_followed(campaign: Deployed) -> None:
    assert campaign.browser("sam").get("/api/banks", headers={"Sec-Fetch-Site": "cross-site"}).status == 200
