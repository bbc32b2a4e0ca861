"""Sign-in over HTTP: the cookie, and answers that do not tell who is on the list."""

import pytest

from ringround.storage import callers
from ringround.storage.callers import Volunteer
from ringround.usecases import sign_in as sign_in_use_case
from ringround.usecases.sign_in import caller_id
from tests.builders import NOW
from tests.events import Answer, Browser
from tests.functions.conftest import Deployed

LISTED = "olive@example.org"
STRANGER = "curious@example.org"


@pytest.fixture
def campaign(deployed: Deployed) -> Deployed:
    """A campaign with Olive, an organiser, on the list."""
    deployed.fill()
    who = caller_id(deployed.shift.context, LISTED)
    callers.add(deployed.table, Volunteer(who, LISTED, "Olive", "organiser"))
    return deployed


def sign_in(campaign: Deployed, browser: Browser) -> Answer:
    """Olive asks for a code and enters it."""
    browser.post("/api/login/code", {"email": LISTED})
    return browser.post("/api/login", {"email": LISTED, "code": campaign.last_code()})


class TestTheCookie:
    """The session is a cookie that no script can read and no other site can send."""

    def test_it_has_every_attribute_that_keeps_it_safe(self, campaign: Deployed) -> None:
        cookie, _ = sign_in(campaign, campaign.browser()).cookies
        name_and_value, *attributes = [part.strip() for part in cookie.split(";")]
        assert name_and_value.startswith("__Host-session=")
        assert {a.lower() for a in attributes} == {
            "path=/",
            "secure",
            "httponly",
            "samesite=strict",
            f"max-age={7 * 24 * 3600}",
        }

    def test_its_token_is_long_and_never_the_same(self, campaign: Deployed) -> None:
        tokens = {sign_in(campaign, campaign.browser()).cookies[0].split(";")[0].partition(".")[2] for _ in range(2)}
        assert len(tokens) == 2
        assert {len(t) for t in tokens} == {43}

    def test_it_opens_what_is_ones_own(self, campaign: Deployed) -> None:
        browser = campaign.browser()
        sign_in(campaign, browser)
        assert browser.get("/api/me").body["caller"]["email"] == LISTED

    def test_signing_out_ends_the_session_here_and_in_the_table(self, campaign: Deployed) -> None:
        browser = campaign.browser()
        sign_in(campaign, browser)
        stolen = Browser(browser.cookie)
        left = browser.post("/api/logout")
        assert left.status == 204
        assert "Max-Age=0" in left.cookies[0]
        assert "HttpOnly" in left.cookies[0]
        assert stolen.get("/api/me").status == 401

    @pytest.mark.parametrize("cookies", [[], ["__Host-session=sam.gone"], ["__Host-session=s.\ud800"]], ids=ascii)
    def test_signing_out_without_a_session_is_no_error(self, campaign: Deployed, cookies: list[str]) -> None:
        assert campaign.browser().post("/api/logout", cookies=cookies).status == 204

    def test_no_answer_may_be_kept_by_anything_on_the_way(self, campaign: Deployed) -> None:
        browser = campaign.browser()
        sign_in(campaign, browser)
        browser.get("/api/me")
        browser.get("/api/nothing")
        assert {a.headers["Cache-Control"] for a in browser.seen} == {"no-store"}


class TestWhatItTells:
    """No answer tells who is on the list."""

    def test_asking_for_a_code_has_one_answer_for_everybody(self, campaign: Deployed) -> None:
        known, unknown = (campaign.browser().post("/api/login/code", {"email": e}) for e in (LISTED, STRANGER))
        assert (known.status, known.body) == (unknown.status, unknown.body) == (202, {})
        assert [to for to, _ in campaign.mails] == [LISTED]

    def test_a_code_for_nobody_is_answered_like_one_that_ran_out(self, campaign: Deployed) -> None:
        campaign.browser().post("/api/login/code", {"email": LISTED})
        campaign.now = NOW + 600
        ran_out, nobodys = (
            campaign.browser().post("/api/login", {"email": e, "code": "123456"}) for e in (LISTED, STRANGER)
        )
        assert ran_out.body == nobodys.body
        assert (ran_out.status, ran_out.code) == (401, "code_expired")

    def test_a_wrong_code_says_how_many_tries_are_left(self, campaign: Deployed) -> None:
        browser = campaign.browser()
        browser.post("/api/login/code", {"email": LISTED})
        wrong = f"{(int(campaign.last_code()) + 1) % 1_000_000:06d}"
        answer = browser.post("/api/login", {"email": LISTED, "code": wrong})
        assert (answer.status, answer.code) == (401, "code_wrong")
        assert answer.body["error"]["details"] == {"tries_left": 4}
        assert answer.cookies == []

    def test_an_address_that_can_be_none_is_said_to_be_none(self, campaign: Deployed) -> None:
        answer = campaign.browser().post("/api/login/code", {"email": "olive at example"})
        assert (answer.status, answer.code) == (400, "email_invalid")

    def test_somebody_new_has_to_say_what_they_are_called(self, campaign: Deployed) -> None:
        browser = campaign.browser()
        browser.post("/api/login/code", {"email": STRANGER, "join": "river"})
        entry = {"email": STRANGER, "code": campaign.last_code(), "join": "river"}
        unnamed = browser.post("/api/login", entry)
        assert (unnamed.status, unnamed.code) == (422, "name_needed")
        assert browser.post("/api/login", {**entry, "name": "Noor"}).body["caller"]["name"] == "Noor"


class TestLimits:
    """By network: what CloudFront says where it stands in front."""

    @pytest.fixture(autouse=True)
    def three(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Three codes an hour, to reach the limit sooner."""
        monkeypatch.setattr(sign_in_use_case, "CODES_AN_HOUR_BY_IP", 3)

    def test_too_many_requests_say_when_to_come_back(self, campaign: Deployed) -> None:
        browser = campaign.browser()
        for _ in range(3):
            browser.post("/api/login/code", {"email": STRANGER})
        campaign.now = NOW + 600
        refused = browser.post("/api/login/code", {"email": STRANGER})
        assert (refused.status, refused.code) == (429, "too_many")
        assert refused.headers["Retry-After"] == "3000"
        assert Browser(ip="192.0.2.2").post("/api/login/code", {"email": STRANGER}).status == 202

    @pytest.mark.parametrize(
        ("viewer", "other"), [("198.51.100.7:443", "198.51.100.8:443"), ("2001:db8::7:443", "2001:db8:1::7:443")]
    )
    def test_behind_cloudfront_viewers_are_told_apart(self, campaign: Deployed, viewer: str, other: str) -> None:
        browser = campaign.browser()
        for _ in range(3):
            browser.post("/api/login/code", {"email": STRANGER}, headers={"CloudFront-Viewer-Address": viewer})
        again = {"email": STRANGER}
        same = viewer.rpartition(":")[0] + ":50000"
        assert browser.post("/api/login/code", again, headers={"CloudFront-Viewer-Address": same}).status == 429
        assert browser.post("/api/login/code", again, headers={"CloudFront-Viewer-Address": other}).status == 202
