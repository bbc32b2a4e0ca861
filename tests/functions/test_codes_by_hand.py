"""Getting in without mail: codes that organisers hand out, and the list of those who wait for one."""

import io
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from functions.set_up.handler import handler as set_up
from ringround import settings, wiring
from ringround.domain.errors import NotThere
from ringround.storage import audit, banks, callers, keys
from ringround.storage.callers import Volunteer
from ringround.storage.table import Table
from ringround.usecases import hand_out_code as handing
from ringround.usecases.sign_in import caller_id
from tests.builders import NOW
from tests.events import LAMBDA, Answer, Browser
from tests.functions.conftest import DAY, Deployed

PATH = "/api/organiser/volunteers"
SITE = "https://ring.example.org"
KIM, NOOR = "kim@example.org", "noor@example.org"
MINUTE = 60


@pytest.fixture
def campaign(deployed: Deployed, monkeypatch: pytest.MonkeyPatch) -> Deployed:
    """A stack that sends no mail, with Kim on the list."""
    monkeypatch.setenv(settings.SITE, SITE)
    monkeypatch.delenv(settings.SENDER)
    monkeypatch.setattr(wiring, "mailer", lambda: None)
    wiring.settings.cache_clear()
    deployed.fill()
    callers.add(deployed.table, Volunteer(caller_id(deployed.shift.context, KIM), KIM, "Kim Lee"))
    return deployed


@pytest.fixture
def olive(campaign: Deployed) -> Browser:
    """An organiser."""
    return campaign.browser("olive", role="organiser")


def kim(campaign: Deployed) -> str:
    """Kim's id."""
    return caller_id(campaign.shift.context, KIM)


def waiting(of: Browser) -> list[dict[str, Any]]:
    """Who waits, as an organiser sees it."""
    return list(of.get(PATH).body["waiting"])


def hand_out(by: Browser, who: str) -> dict[str, Any]:
    """A code."""
    answer = by.post(f"{PATH}/{who}/code")
    assert answer.status == 201, answer.body
    return dict(answer.body)


def enter(campaign: Deployed, code: str, email: str = KIM, **more: Any) -> Answer:
    """Somebody types a code."""
    return campaign.browser().post("/api/login", {"email": email, "code": code, **more})


def another(code: str) -> str:
    """A code that is not this one."""
    return f"{(int(code) + 1) % 1_000_000:06d}"


class TestTheCode:
    """Six digits, half an hour, five tries, one sign-in."""

    def test_opens_once(self, campaign: Deployed, olive: Browser) -> None:
        made = hand_out(olive, kim(campaign))
        assert made["until"] == "2027-02-20T12:30:00Z"
        assert enter(campaign, made["code"]).body["caller"]["name"] == "Kim Lee"
        assert enter(campaign, made["code"]).code == "code_expired"

    def test_its_link_fills_it_in_and_tells_no_server(self, campaign: Deployed, olive: Browser) -> None:
        made = hand_out(olive, kim(campaign))
        parts = urlsplit(made["link"])
        assert (f"{parts.scheme}://{parts.netloc}", parts.path, parts.query) == (SITE, "/", "")
        where, _, given = parts.fragment.partition("?")
        assert (where, parse_qs(given)) == ("/sign-in", {"email": [KIM], "code": [made["code"]]})

    @pytest.mark.parametrize(("seconds", "opens"), [(30 * MINUTE - 1, True), (30 * MINUTE, False)])
    def test_holds_for_half_an_hour(self, campaign: Deployed, olive: Browser, seconds: int, opens: bool) -> None:
        made = hand_out(olive, kim(campaign))
        campaign.now = NOW + seconds
        assert (enter(campaign, made["code"]).status == 200) is opens

    def test_opens_for_nobody_after_five_wrong_ones_who_has_not_asked(self, campaign: Deployed, olive: Browser) -> None:
        made = hand_out(olive, kim(campaign))
        for _ in range(5):
            assert enter(campaign, another(made["code"])).status == 401
        assert enter(campaign, made["code"]).status == 401

    def test_the_next_one_voids_it(self, campaign: Deployed, olive: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
        codes = iter(("111111", "222222"))
        monkeypatch.setattr(wiring, "new_code", lambda: next(codes))
        hand_out(olive, kim(campaign))
        hand_out(olive, kim(campaign))
        assert enter(campaign, "111111").status == 401
        assert enter(campaign, "222222").status == 200

    def test_whoever_asks_for_one_in_their_name_does_not_void_it(self, campaign: Deployed, olive: Browser) -> None:
        made = hand_out(olive, kim(campaign))
        campaign.browser().post("/api/login/code", {"email": KIM})
        assert enter(campaign, made["code"]).status == 200

    def test_no_wrong_answer_tells_that_there_is_one(self, campaign: Deployed, olive: Browser) -> None:
        made = hand_out(olive, kim(campaign))
        wrong = another(made["code"])

        def answers(email: str) -> list[Any]:
            before = enter(campaign, wrong, email).body
            campaign.browser().post("/api/login/code", {"email": email})
            return [before, *(enter(campaign, wrong, email).body for _ in range(6))]

        assert answers(KIM) == answers("stranger@example.org")

    def test_is_kept_as_a_hash_and_is_in_no_log(self, campaign: Deployed, olive: Browser, logs: io.StringIO) -> None:
        made = hand_out(olive, kim(campaign))
        stored = str(campaign.table.client.scan(TableName=campaign.table.name)["Items"])
        assert made["code"] not in stored
        assert made["code"] not in logs.getvalue()
        assert KIM not in logs.getvalue()


class TestWho:
    """An organiser has no code for an admin; nobody has one for who may not sign in."""

    @pytest.mark.parametrize(("role", "status"), [("caller", 201), ("organiser", 201), ("admin", 403)])
    def test_an_organiser_hands_out_to_callers_and_organisers(
        self, campaign: Deployed, olive: Browser, role: Any, status: int
    ) -> None:
        campaign.browser("pat", role=role)
        answer = olive.post(f"{PATH}/pat/code")
        assert answer.status == status
        if status == 403:
            assert answer.code == "admins_only"

    def test_an_admin_hands_out_to_anybody_and_a_caller_to_nobody(self, campaign: Deployed) -> None:
        campaign.browser("pat", role="admin")
        assert campaign.browser("ada", role="admin").post(f"{PATH}/pat/code").status == 201
        assert campaign.browser("sam").post(f"{PATH}/alex/code").status == 403
        assert campaign.browser().post(f"{PATH}/alex/code").status == 401

    def test_not_to_somebody_new_who_is_made_an_admin_at_this_moment(
        self, campaign: Deployed, olive: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        campaign.browser().post("/api/login/code", {"email": NOOR, "join": "river", "name": "Noor"})
        who, add = caller_id(campaign.shift.context, NOOR), callers.add

        def after_somebody_else(table: Table, volunteer: Volunteer) -> bool:
            add(table, Volunteer(who, NOOR, "Noor", "admin"))
            return add(table, volunteer)

        monkeypatch.setattr(callers, "add", after_somebody_else)
        assert olive.post(f"{PATH}/{who}/code").status == 503
        assert olive.post(f"{PATH}/{who}/code").code == "admins_only"

    @pytest.mark.parametrize("used", [True, False])
    def test_whoever_becomes_an_admin_signs_in_anew(self, campaign: Deployed, olive: Browser, used: bool) -> None:
        """An organiser who let themselves in as a caller, or is about to, is no admin by that."""
        made, guest = hand_out(olive, kim(campaign)), campaign.browser()
        if used:
            assert guest.post("/api/login", {"email": KIM, "code": made["code"]}).status == 200
        ada = campaign.browser("ada", role="admin")
        assert ada.put(f"{PATH}/{kim(campaign)}", {"role": "admin"}).status == 200
        assert guest.get("/api/me").status == 401
        assert enter(campaign, made["code"]).status == 401
        assert enter(campaign, hand_out(ada, kim(campaign))["code"]).body["caller"]["role"] == "admin"

    def test_not_to_who_was_removed_or_is_not_there(self, campaign: Deployed, olive: Browser) -> None:
        olive.put(f"{PATH}/{kim(campaign)}", {"active": False})
        assert olive.post(f"{PATH}/{kim(campaign)}/code").code == "removed"
        assert olive.post(f"{PATH}/nobody/code").code == "volunteer_unknown"

    def test_not_to_callers_once_the_end_was_asked_for(self, campaign: Deployed, olive: Browser) -> None:
        campaign.table.client.update_item(
            TableName=campaign.table.name,
            Key={"pk": {"S": "CAMPAIGN"}, "sk": {"S": "CAMPAIGN"}},
            UpdateExpression="SET closing = :at",
            ExpressionAttributeValues={":at": {"N": str(NOW)}},
        )
        wiring.campaign_changed()
        assert banks.get_campaign(campaign.table).closing
        assert olive.post(f"{PATH}/{kim(campaign)}/code").code == "closed"
        assert olive.post(f"{PATH}/olive/code").status == 201

    def test_is_written_down_without_the_code(self, campaign: Deployed, olive: Browser) -> None:
        made = hand_out(olive, kim(campaign))
        (entry,) = audit.latest(campaign.table, 5)
        assert (entry.act, entry.who, entry.subject) == ("code_handed_out", "olive", kim(campaign))
        assert made["code"] not in str(entry)

    def test_so_many_an_hour_to_one_and_by_one(
        self, campaign: Deployed, olive: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for _ in range(handing.CODES_AN_HOUR_TO_ONE):
            hand_out(olive, kim(campaign))
        refused = olive.post(f"{PATH}/{kim(campaign)}/code")
        assert (refused.status, refused.headers["Retry-After"]) == (429, "3600")
        monkeypatch.setattr(handing, "CODES_AN_HOUR_BY_ONE", handing.CODES_AN_HOUR_TO_ONE + 2)
        assert olive.post(f"{PATH}/sam/code").status == 201
        assert olive.post(f"{PATH}/alex/code").status == 429


class TestWaiting:
    """Who asked for a code that no mail brings."""

    def test_whoever_used_up_the_tries_of_their_code_waits_for_another(
        self, campaign: Deployed, olive: Browser
    ) -> None:
        made, phone = hand_out(olive, kim(campaign)), campaign.browser()
        phone.post("/api/login/code", {"email": KIM})
        assert waiting(olive) == []
        for _ in range(5):
            phone.post("/api/login", {"email": KIM, "code": another(made["code"])})
        phone.post("/api/login/code", {"email": KIM})
        assert [one["id"] for one in waiting(olive)] == [kim(campaign)]

    def test_somebody_new_comes_in_by_the_join_link_and_a_code_that_is_read_out(
        self, campaign: Deployed, olive: Browser
    ) -> None:
        asked = {"email": NOOR, "join": "river", "name": " Noor  Khan "}
        assert campaign.browser().post("/api/login/code", asked).status == 202
        (one,) = waiting(olive)
        assert (one["name"], one["email"], one["known"], one["since"]) == (
            "Noor Khan",
            NOOR,
            False,
            "2027-02-20T12:00:00Z",
        )
        made = hand_out(olive, one["id"])
        assert waiting(olive) == []
        signed_in = enter(campaign, made["code"], NOOR, join="river", name="Noor Khan").body["caller"]
        assert (signed_in["id"], signed_in["name"], signed_in["role"]) == (one["id"], "Noor Khan", "caller")
        assert {e.act for e in audit.latest(campaign.table, 5)} == {"volunteers_added", "code_handed_out"}

    def test_somebody_on_the_list_waits_too_once_and_in_their_place(self, campaign: Deployed, olive: Browser) -> None:
        campaign.browser().post("/api/login/code", {"email": KIM, "name": "Somebody Else"})
        campaign.now = NOW + MINUTE
        campaign.browser().post("/api/login/code", {"email": NOOR, "join": "river", "name": "Noor"})
        campaign.now = NOW + 2 * MINUTE
        campaign.browser().post("/api/login/code", {"email": KIM})
        assert [(w["name"], w["known"]) for w in waiting(olive)] == [("Kim Lee", True), ("Noor", False)]

    def test_whoever_has_a_code_that_holds_waits_no_longer(self, campaign: Deployed, olive: Browser) -> None:
        hand_out(olive, kim(campaign))
        campaign.browser().post("/api/login/code", {"email": KIM})
        assert waiting(olive) == []
        campaign.now = NOW + 30 * MINUTE
        campaign.browser().post("/api/login/code", {"email": KIM})
        assert len(waiting(olive)) == 1

    @pytest.mark.parametrize("asked", [{"email": NOOR}, {"email": NOOR, "join": "lake"}])
    def test_a_stranger_is_answered_alike_and_shown_to_nobody(
        self, campaign: Deployed, olive: Browser, asked: Any
    ) -> None:
        answer = campaign.browser().post("/api/login/code", {**asked, "name": "Noor"})
        assert (answer.status, answer.body) == (202, {})
        assert waiting(olive) == []
        assert NOOR not in str(campaign.table.client.scan(TableName=campaign.table.name)["Items"])

    def test_ending_the_join_link_clears_those_who_came_by_it(self, campaign: Deployed, olive: Browser) -> None:
        campaign.browser().post("/api/login/code", {"email": KIM})
        campaign.browser().post("/api/login/code", {"email": NOOR, "join": "river", "name": "Noor"})
        (noor,) = (w for w in waiting(olive) if not w["known"])
        olive.delete("/api/organiser/join")
        assert [w["name"] for w in waiting(olive)] == ["Kim Lee"]
        assert olive.post(f"{PATH}/{noor['id']}/code").code == "volunteer_unknown"
        assert callers.get(campaign.table, noor["id"]) is None

    def test_who_is_sent_away_is_gone_and_may_ask_again(self, campaign: Deployed, olive: Browser) -> None:
        campaign.browser().post("/api/login/code", {"email": NOOR, "join": "river", "name": "Noor"})
        assert olive.delete(f"/api/organiser/waiting/{waiting(olive)[0]['id']}").status == 204
        assert waiting(olive) == []
        campaign.browser().post("/api/login/code", {"email": NOOR, "join": "river", "name": "Noor"})
        assert len(waiting(olive)) == 1

    def test_nobody_waits_for_longer_than_half_a_day(self, campaign: Deployed) -> None:
        campaign.browser().post("/api/login/code", {"email": KIM})
        item = campaign.table.get(keys.waiting(kim(campaign)))
        assert item is not None
        assert item["expires"] == NOW + 12 * 3600
        campaign.now = NOW + 12 * 3600
        assert waiting(campaign.browser("olive", role="organiser", expires=NOW + 2 * DAY)) == []


class TestWhatThePageIsTold:
    """How codes reach people, before anybody has signed in."""

    @pytest.mark.parametrize(("sender", "by"), [("", "organiser"), ("phonebank@example.org", "mail")])
    def test_by_every_answer_with_the_campaign(
        self, campaign: Deployed, monkeypatch: pytest.MonkeyPatch, sender: str, by: str
    ) -> None:
        monkeypatch.setenv(settings.SENDER, sender)
        wiring.settings.cache_clear()
        sam = campaign.browser("sam")
        for path in ("/api/campaign", "/api/join/river", "/api/start", "/api/me"):
            assert sam.get(path).body["campaign"]["codes_by"] == by


class TestAtTheTerminal:
    """Staff, whom IAM has let in, have a code made for the first admin."""

    def test_it_signs_an_admin_in(self, campaign: Deployed) -> None:
        campaign.browser("ada", role="admin")
        ada = Volunteer(caller_id(campaign.shift.context, "ada@example.org"), "ada@example.org", "Ada", "admin")
        callers.add(campaign.table, ada)
        made = set_up({"code_for": " Ada@example.org "}, LAMBDA)
        assert set(made) == {"code", "link", "until"}
        assert enter(campaign, made["code"], "ada@example.org").body["caller"]["role"] == "admin"
        (entry,) = audit.latest(campaign.table, 5)
        assert (entry.act, entry.who, entry.subject) == ("code_handed_out", "terminal", ada.id)
        olive = campaign.browser("olive", role="organiser")
        assert olive.get("/api/organiser/audit").body["entries"][0]["who"]["name"] == "Staff at the terminal"

    @pytest.mark.usefixtures("campaign")
    def test_nobody_is_put_on_the_list_by_it(self) -> None:
        with pytest.raises(NotThere) as refused:
            set_up({"code_for": NOOR}, LAMBDA)
        # Lambda writes the words of an exception that leaves the handler into the log.
        assert "noor" not in str(refused.value)
