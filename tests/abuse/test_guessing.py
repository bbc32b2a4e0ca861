"""Guessing sign-in codes, and locking others out by it.

The tries of one code, one address and one network: tests/usecases/test_sign_in.py (TestTries, TestLimits). Codes that
were handed out: tests/functions/test_codes_by_hand.py (TestTheCode).
"""

import pytest

from ringround.storage import callers
from ringround.storage.callers import Volunteer
from ringround.usecases import sign_in as signing
from ringround.usecases.sign_in import caller_id
from tests.builders import NOW
from tests.events import Answer, Browser
from tests.functions.conftest import DAY, Deployed

SAM = "sam.shah@example.org"
WRONG = "000000"
MINUTE = 60


@pytest.fixture
def campaign(deployed: Deployed) -> Deployed:
    """A campaign with Sam on the list; no code is ever the wrong one."""
    deployed.fill()
    callers.add(deployed.table, Volunteer(caller_id(deployed.shift.context, SAM), SAM, "Sam"))
    return deployed


def ask(browser: Browser, email: str = SAM) -> None:
    """Ask for a code."""
    assert browser.post("/api/login/code", {"email": email}).status == 202


def enter(browser: Browser, code: str = WRONG, email: str = SAM) -> Answer:
    """Type a code."""
    return browser.post("/api/login", {"email": email, "code": code})


def networks(many: int) -> list[Browser]:
    """Browsers of strangers, each in a network of its own."""
    return [Browser(ip=f"198.51.100.{n}") for n in range(many)]


class TestSomebodyElsesCode:
    """What a stranger does with my address takes nothing from me."""

    def test_a_strangers_wrong_tries_do_not_void_it(self, campaign: Deployed) -> None:
        mine = campaign.browser()
        ask(mine)
        code = campaign.last_code()
        for stranger in networks(8):
            assert [enter(stranger).status for _ in range(5)] == [401] * 5
        assert enter(mine, code).status == 200

    def test_nor_does_a_code_that_they_ask_for(self, campaign: Deployed) -> None:
        mine = campaign.browser()
        ask(mine)
        code = campaign.last_code()
        for stranger in networks(8):
            ask(stranger)
            enter(stranger)
        assert enter(mine, code).status == 200

    def test_nor_do_they_have_all_my_codes_of_the_hour(self, campaign: Deployed) -> None:
        (stranger,) = networks(1)
        for _ in range(8):
            ask(stranger)
        assert len(campaign.mails) == signing.CODES_AN_HOUR_BY_ADDRESS_AND_IP
        mine = campaign.browser()
        ask(mine)
        assert enter(mine, campaign.last_code()).status == 200

    def test_nor_all_my_codes_of_the_day(self, campaign: Deployed) -> None:
        (stranger,) = networks(1)
        for hour in range(signing.CODES_A_DAY_BY_ADDRESS // signing.CODES_AN_HOUR_BY_ADDRESS_AND_IP + 1):
            campaign.now = NOW + hour * signing.WINDOW_SECONDS
            for _ in range(signing.CODES_AN_HOUR_BY_ADDRESS_AND_IP):
                ask(stranger)
        assert len(campaign.mails) == signing.CODES_A_DAY_BY_ADDRESS_AND_IP
        mine = campaign.browser()
        ask(mine)
        assert enter(mine, campaign.last_code()).status == 200

    def test_however_many_they_are_a_device_on_which_i_signed_in_before_gets_its_code(self, campaign: Deployed) -> None:
        mine = campaign.browser()
        ask(mine)
        enter(mine, campaign.last_code())
        mine.post("/api/logout")
        for stranger in networks(14):
            ask(stranger)
        before = len(campaign.mails)
        ask(mine)
        assert len(campaign.mails) == before + 1
        assert enter(mine, campaign.last_code()).status == 200

    def test_a_code_by_hand_opens_for_who_asked_whatever_strangers_tried(self, campaign: Deployed) -> None:
        olive, mine = campaign.browser("olive", role="organiser"), campaign.browser()
        who = caller_id(campaign.shift.context, SAM)
        code = str(olive.post(f"/api/organiser/volunteers/{who}/code").body["code"])
        for stranger in networks(8):
            enter(stranger)
        ask(mine)
        assert enter(mine, code).status == 200

    def test_the_link_in_the_mail_opens_on_another_device(self, campaign: Deployed) -> None:
        ask(campaign.browser())
        assert enter(campaign.browser(), campaign.last_code()).status == 200


class TestHowMuchCanBeGuessed:
    """Bounded for an address, whoever guesses and from wherever."""

    @pytest.mark.usefixtures("campaign")
    def test_from_however_many_networks_five_tries_for_each_code(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(signing, "CODES_AN_HOUR_BY_ADDRESS", 3)
        compared = 0
        for stranger in networks(5):
            for _ in range(2):
                ask(stranger)
                answers = [enter(stranger) for _ in range(6)]
                compared += sum(answer.code == "code_wrong" for answer in answers)
        # Those that others have together were used up by wrong ones of those who asked.
        assert compared == 3 * signing.CODE_TRIES

    def test_a_new_cookie_for_each_try_gives_five_an_hour(self, campaign: Deployed) -> None:
        ask(campaign.browser())
        answers = [enter(Browser(ip=f"198.51.100.{n}")).code for n in range(12)]
        assert answers == ["code_wrong"] * 5 + ["code_expired"] * 7

    def test_with_a_code_of_their_own_nobody_has_more_tries_at_mine(self, campaign: Deployed) -> None:
        """Each who asked is held against their own code; against those of others all of them have five together."""
        mine = campaign.browser()
        ask(mine)
        code = campaign.last_code()
        for stranger in networks(5):
            ask(stranger)
            enter(stranger)
        (late,) = networks(1)
        ask(late)
        assert enter(late, code).code == "code_wrong"
        assert enter(mine, code).status == 200

    def test_many_addresses_from_one_network_are_one_limit(
        self, campaign: Deployed, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(signing, "TRIES_AN_HOUR_BY_IP", 4)
        browser = campaign.browser()
        assert [enter(browser, email=f"nobody{n}@example.org").status for n in range(6)] == [401] * 4 + [429] * 2

    @pytest.mark.usefixtures("campaign")
    def test_whoever_has_half_of_an_ipv6_address_is_one_network(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(signing, "TRIES_AN_HOUR_BY_IP", 3)
        answers = []
        for n in range(4):
            said = {"CloudFront-Viewer-Address": f"2001:db8:1:2:{n:x}::1:443"}
            sent = {"email": f"x{n}@example.org", "code": WRONG}
            answers.append(Browser().post("/api/login", sent, headers=said).status)
        assert answers == [401] * 3 + [429]

    @pytest.mark.usefixtures("campaign")
    @pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "True-Client-IP", "Via"])
    def test_no_header_that_a_browser_can_send_says_where_it_is(
        self, monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        monkeypatch.setattr(signing, "TRIES_AN_HOUR_BY_IP", 1)
        answers = []
        for n in range(2):
            sent = {"email": f"x{n}@example.org", "code": WRONG}
            answers.append(Browser().post("/api/login", sent, headers={name: f"203.0.113.{n}"}).status)
        assert answers == [401, 429]


class TestTheDevice:
    """Its cookie opens nothing, and nobody makes one up."""

    def test_is_kept_like_the_session(self, campaign: Deployed) -> None:
        (cookie,) = campaign.browser().post("/api/login/code", {"email": SAM}).cookies
        name, *attributes = [part.strip().lower() for part in cookie.split(";")]
        assert name.startswith("__host-device=")
        assert {"path=/", "secure", "httponly", "samesite=strict"} < set(attributes)

    def test_is_no_session(self, campaign: Deployed) -> None:
        browser = campaign.browser()
        ask(browser)
        enter(browser, campaign.last_code())
        assert Browser(device=browser.device).get("/api/me").status == 401

    @pytest.mark.parametrize("value", ["", "h" * 22 + "." + "a" * 26, "h" * 22 + ".", "é" * 22], ids=ascii)
    def test_one_that_was_made_up_has_no_budget_of_its_own(self, campaign: Deployed, value: str) -> None:
        for stranger in networks(14):
            stranger.device = f"__Host-device={value}"
            ask(stranger)
        assert len(campaign.mails) == signing.CODES_AN_HOUR_BY_ADDRESS

    def test_one_of_somebody_else_has_none_for_me(self, campaign: Deployed) -> None:
        ola = "ola@example.org"
        callers.add(campaign.table, Volunteer(caller_id(campaign.shift.context, ola), ola, "Ola"))
        stranger = campaign.browser()
        ask(stranger, ola)
        enter(stranger, campaign.last_code(), ola)
        campaign.mails.clear()
        for n in range(16):
            stranger.ip = f"198.51.100.{n}"
            ask(stranger)
        assert len(campaign.mails) == signing.CODES_AN_HOUR_BY_ADDRESS

    def test_neither_it_nor_its_mark_stands_in_the_table(self, campaign: Deployed) -> None:
        browser = campaign.browser()
        ask(browser)
        mark = browser.device.partition("=")[2]
        assert len(mark) == 22
        assert mark not in str(campaign.table.client.scan(TableName=campaign.table.name)["Items"])


def test_a_code_is_no_longer_tried_out_when_the_campaign_is_over(campaign: Deployed) -> None:
    ask(campaign.browser())
    campaign.now = NOW + DAY
    assert enter(campaign.browser(), campaign.last_code()).code == "code_expired"
