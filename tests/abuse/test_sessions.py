"""Stolen, fixed and replayed sessions, forged origins, and a volunteer removed in mid-call.

The cookie, sign-out and made-up cookies: tests/functions/test_signing_in.py (TestTheCookie), test_who_may.py. The
secret of the site: tests/functions/test_origin.py, tests/infra/test_origin_secret.py.
"""

import pytest

from ringround.api.identity import COOKIE
from ringround.api.routes import ROUTES, Route
from ringround.storage import callers
from ringround.storage.callers import Volunteer
from ringround.usecases.sign_in import caller_id
from tests.builders import NOW, a_household
from tests.events import Browser
from tests.functions.conftest import Deployed, requests_of
from tests.functions.test_who_may import path_of

SAM = "sam.shah@example.org"
CHANGING = [route for route in ROUTES if route.method != "GET"]


@pytest.fixture
def campaign(deployed: Deployed) -> Deployed:
    """A campaign with two households, and Sam on the list."""
    deployed.fill(a_household(), a_household("house2"))
    callers.add(deployed.table, Volunteer(caller_id(deployed.shift.context, SAM), SAM, "Sam"))
    return deployed


def sign_in(campaign: Deployed, browser: Browser) -> Browser:
    """Sam signs in on a browser."""
    browser.post("/api/login/code", {"email": SAM})
    assert browser.post("/api/login", {"email": SAM, "code": campaign.last_code()}).status == 200
    return browser


class TestFixation:
    """No session that was there before anybody signed in is one afterwards."""

    def test_a_cookie_planted_before_is_replaced_and_opens_nothing(self, campaign: Deployed) -> None:
        who = caller_id(campaign.shift.context, SAM)
        planted = f"{COOKIE}={who}.{'x' * 43}"
        browser = sign_in(campaign, Browser(cookie=planted))
        assert browser.cookie != planted
        assert Browser(cookie=planted).get("/api/me").status == 401

    def test_each_sign_in_is_a_session_of_its_own(self, campaign: Deployed) -> None:
        assert sign_in(campaign, Browser()).cookie != sign_in(campaign, Browser()).cookie

    def test_the_session_that_the_browser_had_before_ends(self, campaign: Deployed) -> None:
        browser = campaign.browser("alex")
        before = browser.cookie
        sign_in(campaign, browser)
        assert Browser(cookie=before).get("/api/me").status == 401
        assert browser.get("/api/me").body["caller"]["name"] == "Sam"

    def test_but_not_where_the_code_was_wrong(self, campaign: Deployed) -> None:
        browser = campaign.browser("alex")
        browser.post("/api/login/code", {"email": SAM})
        assert browser.post("/api/login", {"email": SAM, "code": "000000"}).status == 401
        assert browser.get("/api/me").body["caller"]["name"] == "Alex"

    def test_and_nobody_ends_a_session_without_its_token(self, campaign: Deployed) -> None:
        alex = campaign.browser("alex")
        sign_in(campaign, Browser(cookie=f"{COOKIE}=alex.{'x' * 43}"))
        assert alex.get("/api/me").status == 200

    def test_whoever_asked_for_my_code_is_not_signed_in_by_my_using_it(self, campaign: Deployed) -> None:
        stranger = Browser()
        stranger.post("/api/login/code", {"email": SAM})
        mine = Browser()
        assert mine.post("/api/login", {"email": SAM, "code": campaign.last_code()}).status == 200
        assert stranger.get("/api/me").status == 401


class TestTheft:
    """What lies in the table, in logs or in addresses opens no session."""

    def test_a_session_cannot_be_made_of_what_is_stored(self, campaign: Deployed) -> None:
        browser = sign_in(campaign, Browser())
        caller, _, token = browser.cookie.partition("=")[2].partition(".")
        items = campaign.table.client.scan(TableName=campaign.table.name)["Items"]
        stored = [item["sk"]["S"].removeprefix("S#") for item in items if item["sk"]["S"].startswith("S#")]
        assert token not in str(items)
        assert [Browser(cookie=f"{COOKIE}={caller}.{each}").get("/api/me").status for each in stored] == [401]

    def test_no_answer_and_no_address_holds_the_token(self, campaign: Deployed) -> None:
        browser = sign_in(campaign, Browser())
        token = browser.cookie.partition(".")[2]
        for path in ("/api/me", "/api/start", "/api/banks", "/api/claims"):
            browser.get(path)
        assert token not in str([answer.body for answer in browser.seen])
        assert "token" not in str([route.path for route in ROUTES])


class TestReplay:
    """Of what was sent before signing out, before being removed, before."""

    def test_no_request_of_a_session_is_answered_after_it_was_signed_out(self, campaign: Deployed) -> None:
        browser = sign_in(campaign, Browser())
        claim = browser.post("/api/banks/main/next").body["claim"]["id"]
        stolen = browser.cookie
        browser.post("/api/logout")
        replayed = Browser(cookie=stolen)
        assert replayed.post(f"/api/claims/{claim}/response", {"outcome": "not_home"}).status == 401
        assert replayed.delete(f"/api/claims/{claim}").status == 401

    def test_a_code_that_was_used_is_of_no_more_use(self, campaign: Deployed) -> None:
        sign_in(campaign, Browser())
        again = {"email": SAM, "code": campaign.last_code()}
        assert Browser().post("/api/login", again).code == "code_expired"

    def test_a_response_sent_twice_is_one_call(self, campaign: Deployed) -> None:
        browser = sign_in(campaign, Browser())
        claim = browser.post("/api/banks/main/next").body["claim"]["id"]
        answers = [browser.post(f"/api/claims/{claim}/response", {"outcome": "not_home"}) for _ in range(2)]
        assert answers[0].body["call"]["id"] == answers[1].body["call"]["id"]
        assert len(browser.get("/api/my/calls").body["calls"]) == 1


class TestMadeUpCookies:
    """None is read by anything before it has the form of ours."""

    @pytest.mark.parametrize(
        "value", ["sam." + "x" * 2043, "s" * 2047 + ".token", "sam.", ".token", ".", "sam", "." * 2047]
    )
    def test_signing_in_and_out_with_one_is_as_without(self, campaign: Deployed, value: str) -> None:
        browser = Browser(cookie=f"{COOKIE}={value}")
        with requests_of(campaign.table) as made:
            assert browser.post("/api/logout").status == 204
        # What is too long for a key, DynamoDB would refuse: an error of ours.
        assert "DeleteItem" not in made
        browser = Browser(cookie=f"{COOKIE}={value}")
        assert sign_in(campaign, browser).get("/api/me").status == 200


class TestForgedOrigin:
    """Another site can make a browser send nothing that changes anything."""

    @pytest.mark.parametrize("route", CHANGING, ids=lambda route: route.operation)
    def test_every_request_that_changes_something_is_refused(self, campaign: Deployed, route: Route) -> None:
        admin = campaign.browser("ada", role="admin")
        for site in ("cross-site", "same-site"):
            answer = admin.send(route.method, path_of(route), headers={"Sec-Fetch-Site": site})
            assert (answer.status, answer.code) == (403, "other_site")

    @pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
    def test_nor_is_a_form_read_where_a_browser_says_no_origin(self, campaign: Deployed, kind: str) -> None:
        olive = campaign.browser("olive", role="organiser")
        sent = '{"name": "Mine now"}'
        answer = olive.put("/api/organiser/settings", raw=sent, headers={"Content-Type": kind})
        assert (answer.status, answer.code) == (400, "not_json")

    def test_no_answer_lets_another_site_read_it(self, campaign: Deployed) -> None:
        answer = campaign.browser("sam").get("/api/me", headers={"Origin": "https://evil.example"})
        assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


class TestRemovedInMidCall:
    """An organiser removes a volunteer who is on the telephone."""

    def test_nothing_of_theirs_is_answered_and_the_household_is_free(self, campaign: Deployed) -> None:
        sam, olive = campaign.browser("sam"), campaign.browser("olive", role="organiser")
        claim = sam.post("/api/banks/main/next").body["claim"]
        assert olive.put("/api/organiser/volunteers/sam", {"active": False}).status == 200
        said = {"outcome": "answered", "want_next": True}
        assert sam.post(f"/api/claims/{claim['id']}/response", said).status == 401
        assert sam.post("/api/banks/main/next").status == 401
        alex = campaign.browser("alex")
        taken = {alex.post("/api/banks/main/next").body["claim"]["household"]["id"] for _ in range(2)}
        assert claim["household"]["id"] in taken

    def test_their_claim_is_of_no_use_to_anybody_else(self, campaign: Deployed) -> None:
        sam, olive = campaign.browser("sam"), campaign.browser("olive", role="organiser")
        claim = sam.post("/api/banks/main/next").body["claim"]["id"]
        olive.put("/api/organiser/volunteers/sam", {"active": False})
        answer = campaign.browser("alex").post(f"/api/claims/{claim}/response", {"outcome": "not_home"})
        assert (answer.status, answer.code) == (403, "claim_not_yours")

    def test_they_get_no_code_and_a_code_that_was_sent_opens_nothing(self, campaign: Deployed) -> None:
        browser = Browser()
        browser.post("/api/login/code", {"email": SAM})
        olive = campaign.browser("olive", role="organiser")
        olive.put(f"/api/organiser/volunteers/{caller_id(campaign.shift.context, SAM)}", {"active": False})
        assert browser.post("/api/login", {"email": SAM, "code": campaign.last_code()}).code == "closed"
        campaign.now = NOW + 60
        browser.post("/api/login/code", {"email": SAM})
        assert len(campaign.mails) == 1
