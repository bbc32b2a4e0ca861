"""The join link, and the mail that a volunteer signs in by."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from ringround import settings, wiring
from ringround.storage import banks, callers, keys
from ringround.storage.callers import Volunteer
from ringround.usecases import sign_in as signing
from tests.builders import NOW, a_campaign
from tests.functions.conftest import DAY, Deployed

SITE = "https://ring.example.org"
TAGGED = "sam+ring&co@example.org"


@pytest.fixture
def campaign(deployed: Deployed, monkeypatch: pytest.MonkeyPatch) -> Deployed:
    """A campaign whose site has an address."""
    monkeypatch.setenv(settings.SITE, f"{SITE}/")
    wiring.settings.cache_clear()
    return deployed.fill()


def link_in(campaign: Deployed) -> str:
    """The link of the last mail."""
    (found,) = re.findall(r"https?://\S+", campaign.mails[-1][1])
    return str(found)


class TestTheLink:
    """`GET /api/join/{code}`: whether it works, before anybody types anything."""

    def test_one_that_works_says_where_it_leads(self, campaign: Deployed) -> None:
        answer = campaign.browser().get("/api/join/river")
        assert answer.status == 200
        assert answer.body["open"] is True
        assert answer.body["campaign"]["name"] == "Riverside by-election"

    @pytest.mark.parametrize("code", ["lake", "River", "river%20", "x" * 200])
    def test_one_that_was_never_given_out_is_closed_and_no_error(self, campaign: Deployed, code: str) -> None:
        answer = campaign.browser().get(f"/api/join/{code}")
        assert (answer.status, answer.body["open"]) == (200, False)

    def test_one_that_ran_out_is_closed(self, campaign: Deployed) -> None:
        campaign.now = NOW + DAY
        assert campaign.browser().get("/api/join/river").body["open"] is False

    def test_so_is_every_one_after_the_campaign(self, campaign: Deployed) -> None:
        over: Any = {**keys.campaign(), "name": "Riverside", "secret": a_campaign().secret, "ends": NOW}
        campaign.table.put(over)
        assert banks.get_campaign(campaign.table).ends == NOW
        assert campaign.browser().get("/api/join/river").body["open"] is False

    def test_codes_cannot_be_tried_out(self, campaign: Deployed, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(signing, "JOINS_AN_HOUR_BY_IP", 3)
        browser = campaign.browser()
        assert [browser.get(f"/api/join/try{n}").status for n in range(4)] == [200, 200, 200, 429]

    def test_a_whole_hall_may_open_it(self) -> None:
        assert signing.JOINS_AN_HOUR_BY_IP == 600


class TestTheMail:
    """The code first, then a link that fills it in and sends it to no server by itself."""

    def test_the_code_comes_first_and_the_link_after_it(self, campaign: Deployed) -> None:
        campaign.browser().post("/api/login/code", {"email": "noor@example.org", "join": "river"})
        text = campaign.mails[-1][1]
        code = campaign.last_code()
        assert text.index(code) < text.index(SITE)
        assert f"    {code}\n" in text

    def test_all_that_the_link_says_is_behind_the_hash(self, campaign: Deployed) -> None:
        campaign.browser().post("/api/login/code", {"email": TAGGED, "join": "river"})
        parts = urlsplit(link_in(campaign))
        assert (parts.scheme, parts.netloc, parts.path, parts.query) == ("https", "ring.example.org", "/", "")
        where, _, given = parts.fragment.partition("?")
        assert where == "/sign-in"
        assert parse_qs(given, strict_parsing=True) == {
            "email": [TAGGED],
            "code": [campaign.last_code()],
            "join": ["river"],
        }

    def test_what_it_says_signs_in(self, campaign: Deployed) -> None:
        browser = campaign.browser()
        browser.post("/api/login/code", {"email": TAGGED, "join": "river"})
        given = parse_qs(urlsplit(link_in(campaign)).fragment.partition("?")[2])
        sent = {name: values[0] for name, values in given.items()}
        assert browser.post("/api/login", {**sent, "name": "Noor"}).status == 200

    def test_without_a_join_code_there_is_none_in_the_link(self, campaign: Deployed) -> None:
        who = signing.caller_id(campaign.shift.context, "sam@example.org")
        callers.add(campaign.table, Volunteer(who, "sam@example.org", "Sam"))
        campaign.browser().post("/api/login/code", {"email": "sam@example.org"})
        assert "join" not in link_in(campaign)

    def test_without_an_address_of_the_site_there_is_no_link(self, deployed: Deployed) -> None:
        deployed.fill().browser().post("/api/login/code", {"email": "noor@example.org", "join": "river"})
        assert "http" not in deployed.mails[-1][1]
        assert deployed.last_code()

    def test_in_welsh_for_who_asks_in_welsh(self, campaign: Deployed) -> None:
        sent = {"email": "noor@example.org", "join": "river"}
        campaign.browser().post("/api/login/code", {**sent, "language": "cy"})
        campaign.browser().post("/api/login/code", {**sent, "language": "en"})
        (welsh_subject, welsh), (subject, english) = zip(campaign.subjects, [t for _, t in campaign.mails], strict=True)
        assert "cod mewngofnodi" in welsh_subject
        assert "deng munud" in welsh
        assert "ten minutes" not in welsh
        assert "sign-in code" in subject
        assert "ten minutes" in english
        for text in (welsh, english):
            assert SITE in text

    def test_another_language_is_refused(self, campaign: Deployed) -> None:
        answer = campaign.browser().post("/api/login/code", {"email": "noor@example.org", "language": "fr"})
        assert answer.status == 400
        assert campaign.mails == []

    def test_a_stranger_gets_no_link_either(self, campaign: Deployed) -> None:
        campaign.browser().post("/api/login/code", {"email": "noor@example.org", "language": "cy"})
        assert campaign.mails == []
