"""Codes that organisers hand out, attacked: guessing them, locking out by it, and being another by them.

What they are for and who may have one: tests/functions/test_codes_by_hand.py.
"""

from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest

from functions.set_up.handler import handler as set_up
from ringround.storage import callers
from ringround.storage.callers import Volunteer
from ringround.storage.keys import handed_code
from ringround.usecases import sign_in as signing
from ringround.usecases.sign_in import caller_id, hash_address
from tests.builders import NOW
from tests.events import LAMBDA, Answer, Browser
from tests.functions.closing import Ending
from tests.functions.conftest import Deployed, requests_of

PATH = "/api/organiser/volunteers"
KIM = "kim@example.org"
WRONG = "000000"


@pytest.fixture
def campaign(deployed: Deployed) -> Deployed:
    """A campaign with Kim on the list; no code is ever the wrong one."""
    deployed.fill()
    callers.add(deployed.table, Volunteer(who_is(deployed, KIM), KIM, "Kim"))
    return deployed


def who_is(campaign: Deployed, email: str) -> str:
    """The id of whoever has an address."""
    return caller_id(campaign.shift.context, email)


def enter(browser: Browser, code: str, email: str = KIM) -> Answer:
    """Type a code."""
    return browser.post("/api/login", {"email": email, "code": code})


def hand_out(by: Browser, who: str) -> str:
    """Have a code handed out."""
    answer = by.post(f"{PATH}/{who}/code")
    assert answer.status == 201, answer.body
    return str(answer.body["code"])


def networks(many: int) -> list[Browser]:
    """Browsers of strangers, each in a network of its own."""
    return [Browser(ip=f"198.51.100.{n}") for n in range(many)]


class TestTries:
    """Five at each code from a network, sixty from all of them: enough to type it, too few to guess it."""

    @pytest.fixture
    def code(self, campaign: Deployed) -> str:
        """A code for Kim."""
        return hand_out(campaign.browser("olive", role="organiser"), who_is(campaign, KIM))

    def test_strangers_who_use_up_theirs_leave_mine_on_a_device_that_never_asked(self, code: str) -> None:
        for stranger in networks(11):
            assert {enter(stranger, WRONG).status for _ in range(7)} == {401}
        assert enter(Browser(), code).status == 200

    @pytest.mark.usefixtures("campaign")
    def test_nor_do_those_at_a_code_by_mail_take_any(self, code: str) -> None:
        for stranger in networks(8):
            stranger.post("/api/login/code", {"email": KIM})
            enter(stranger, WRONG)
        assert enter(Browser(), code).status == 200

    def test_five_from_a_network_whatever_device(self, code: str) -> None:
        for _ in range(signing.HANDED_TRIES_BY_IP):
            enter(Browser(), WRONG)
        assert enter(Browser(), code).status == 401
        assert enter(Browser(ip="203.0.113.9"), code).status == 200

    def test_of_which_the_fifth_may_be_right(self, code: str) -> None:
        for _ in range(signing.HANDED_TRIES_BY_IP - 1):
            enter(Browser(), WRONG)
        assert enter(Browser(), code).status == 200

    def test_sixty_from_however_many_networks(self, code: str) -> None:
        for stranger in networks(signing.HANDED_TRIES // signing.HANDED_TRIES_BY_IP):
            for _ in range(signing.HANDED_TRIES_BY_IP):
                enter(stranger, WRONG)
        assert enter(Browser(ip="203.0.113.9"), code).status == 401

    @pytest.mark.usefixtures("code")
    def test_the_next_code_has_all_of_them(self, campaign: Deployed) -> None:
        for _ in range(signing.HANDED_TRIES_BY_IP + 1):
            enter(Browser(), WRONG)
        campaign.now += 60
        olive = campaign.browser("olive", role="organiser")
        assert enter(Browser(), hand_out(olive, who_is(campaign, KIM))).status == 200

    def test_the_limits_are_those_we_say(self) -> None:
        assert (signing.HANDED_TRIES_BY_IP, signing.HANDED_TRIES) == (5, 60)

    @pytest.mark.parametrize("asked", [False, True])
    def test_nobody_sees_whether_there_is_one(self, campaign: Deployed, code: str, asked: bool) -> None:
        assert code
        seen = {}
        for email in (KIM, "stranger@example.org"):
            browser = Browser(ip="203.0.113.9")
            if asked:
                browser.post("/api/login/code", {"email": email})
            said = []
            for _ in range(7):
                with requests_of(campaign.table) as made:
                    answer = enter(browser, WRONG, email)
                said.append((answer.status, answer.body, tuple(made)))
            seen[email] = said
        assert seen[KIM] == seen["stranger@example.org"]


class TestBeingAnAdmin:
    """Whoever can hand a code out to somebody has no admin by it, whenever they become one."""

    @pytest.fixture
    def olive(self, campaign: Deployed) -> Browser:
        """An organiser."""
        return campaign.browser("olive", role="organiser")

    def becomes_admin(self, campaign: Deployed) -> None:
        """Kim does, by an admin."""
        ada = campaign.browser("ada", role="admin")
        assert ada.put(f"{PATH}/{who_is(campaign, KIM)}", {"role": "admin"}).status == 200

    def before(self, name: str, act: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
        """Something happens in the moment before a function of the storage is first called."""
        real: Callable[..., Any] = getattr(callers, name)

        def first(*given: Any) -> Any:
            monkeypatch.setattr(callers, name, real)
            act()
            return real(*given)

        monkeypatch.setattr(callers, name, first)

    def test_not_by_a_code_that_is_written_just_after(
        self, campaign: Deployed, olive: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.before("save_code", lambda: self.becomes_admin(campaign), monkeypatch)
        code = hand_out(olive, who_is(campaign, KIM))
        assert enter(Browser(), code).code == "code_expired"

    def test_nor_by_a_session_that_begins_just_after(
        self, campaign: Deployed, olive: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        browser, code = Browser(), hand_out(olive, who_is(campaign, KIM))
        self.before("begin_session", lambda: self.becomes_admin(campaign), monkeypatch)
        assert enter(browser, code).status == 200
        assert browser.get("/api/me").status == 401

    def test_nor_by_one_that_begins_between_the_end_of_the_others_and_the_change(
        self, campaign: Deployed, olive: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        browser, code = Browser(), hand_out(olive, who_is(campaign, KIM))
        # A code that holds: what voids it comes too early, as it would for one that is being typed.
        monkeypatch.setattr(callers, "void_handed", lambda *_: None)
        self.before("change", lambda: self.signs_in(browser, code), monkeypatch)
        self.becomes_admin(campaign)
        assert browser.get("/api/me").status == 401
        assert browser.get(PATH).status == 401

    def signs_in(self, browser: Browser, code: str) -> None:
        """Kim's double, as a caller."""
        assert enter(browser, code).body["caller"]["role"] == "caller"

    def test_an_admin_lets_one_in_by_a_code(self, campaign: Deployed) -> None:
        self.becomes_admin(campaign)
        browser, ada = Browser(), campaign.browser("ada", role="admin")
        assert enter(browser, hand_out(ada, who_is(campaign, KIM))).status == 200
        assert browser.get("/api/me").body["caller"]["role"] == "admin"

    def test_and_so_do_staff(self, campaign: Deployed) -> None:
        self.becomes_admin(campaign)
        browser = Browser()
        assert enter(browser, set_up({"code_for": KIM}, LAMBDA)["code"]).status == 200
        assert browser.get("/api/me").body["caller"]["role"] == "admin"

    def test_one_of_before_roles_were_noted_opens_no_admin(self, campaign: Deployed) -> None:
        self.becomes_admin(campaign)
        kept = signing.hash_code(campaign.shift.context, KIM, "123456")
        item = {"code_hash": kept, "sent_at": NOW, "tries": 0, "handed_by": "olive"}
        campaign.table.put({**handed_code(hash_address(campaign.shift.context, KIM)), **item})
        assert enter(Browser(), "123456").code == "code_expired"


class TestOnce:
    """A code opens one session."""

    def test_of_two_who_type_it_in_the_same_moment_one_is_let_in(
        self, campaign: Deployed, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        code = hand_out(campaign.browser("olive", role="organiser"), who_is(campaign, KIM))
        real, answers = callers.get, list[Answer]()

        def while_the_other_is_checked(*given: Any) -> Any:
            monkeypatch.setattr(callers, "get", real)
            answers.append(enter(Browser(), code))
            return real(*given)

        monkeypatch.setattr(callers, "get", while_the_other_is_checked)
        answers.append(enter(Browser(), code))
        assert [answer.status for answer in answers] == [200, 401]
        sessions = [
            item
            for item in campaign.table.client.scan(TableName=campaign.table.name)["Items"]
            if item["pk"]["S"] == f"V#{who_is(campaign, KIM)}" and item["sk"]["S"].startswith("S#")
        ]
        assert len(sessions) == 1


class TestTwoWhoAreOne:
    """Whoever hands out a code may be whom it is for, and whom those hand out to, and so on."""

    CHAIN = ("first@example.org", "second@example.org", "third@example.org")

    @pytest.fixture
    def ending(self, campaign: Deployed, monkeypatch: pytest.MonkeyPatch) -> Ending:
        """A campaign whose last export can be fetched."""
        return Ending(campaign, monkeypatch)

    def on_the_list(self, ending: Ending, email: str) -> str:
        """An organiser; their id."""
        who = who_is(ending.deployed, email)
        callers.add(ending.deployed.table, Volunteer(who, email, "Real", "organiser"))
        return who

    def chain(self, ending: Ending, first: Browser) -> list[Browser]:
        """Each lets the next one in."""
        found = [first]
        for email in self.CHAIN:
            who, browser = self.on_the_list(ending, email), ending.deployed.browser()
            assert enter(browser, hand_out(found[-1], who), email).status == 200
            found.append(browser)
        return found

    @pytest.mark.parametrize(("asks", "confirms"), list(permutations(range(4), 2)))
    def test_nobody_of_a_chain_is_the_second_of_another(self, ending: Ending, asks: int, confirms: int) -> None:
        chain = self.chain(ending, ending.olive)
        ending.ask(chain[asks])
        ending.fetch()
        refused = ending.destroy(chain[confirms])
        assert (refused.status, refused.code) == (403, "second_organiser_needed")
        assert ending.destroy(ending.otto).status == 202

    def test_nor_of_a_chain_whose_first_was_let_in_by_staff(self, ending: Ending) -> None:
        email, first = "zero@example.org", ending.deployed.browser()
        self.on_the_list(ending, email)
        assert enter(first, set_up({"code_for": email}, LAMBDA)["code"], email).status == 200
        chain = self.chain(ending, first)
        ending.ask(chain[0])
        ending.fetch()
        assert [ending.destroy(each).code for each in chain[1:]] == ["second_organiser_needed"] * 3
