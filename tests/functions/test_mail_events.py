"""Mails that do not arrive: what the mail service tells, what organisers see of it, and what is not sent any more."""

import io
import json
from typing import Any

import pytest

from functions.mail_events.handler import MailFault, handler
from ringround.api.routes import ROUTES
from ringround.storage import audit, callers, mail_troubles
from ringround.storage.callers import Volunteer
from ringround.usecases.sign_in import caller_id
from tests.builders import NOW
from tests.events import LAMBDA, Browser
from tests.functions.conftest import Deployed

KIM = "kim@example.org"
PATH = "/api/organiser/volunteers"
BOUNCED = "2027-02-20T12:00:30.000Z"
"""Half a minute after NOW."""


@pytest.fixture
def campaign(deployed: Deployed) -> Deployed:
    """Kim on the list, and mail."""
    deployed.fill()
    callers.add(deployed.table, Volunteer(kim(deployed), KIM, "Kim Lee"))
    return deployed


@pytest.fixture
def olive(campaign: Deployed) -> Browser:
    """An organiser."""
    return campaign.browser("olive", role="organiser")


def kim(of: Deployed) -> str:
    """Kim's id."""
    return caller_id(of.shift.context, KIM)


def sns(*messages: Any) -> dict[str, Any]:
    """What Lambda hands to a function that a topic starts."""
    return {
        "Records": [
            {"EventSource": "aws:sns", "Sns": {"TopicArn": "arn:aws:sns:eu-west-2:0:mail", "Message": text}}
            for text in (m if isinstance(m, str) else json.dumps(m) for m in messages)
        ]
    }


def bounce(to: str = KIM, kind: str = "Permanent", at: str = BOUNCED) -> dict[str, Any]:
    """A mail that came back."""
    return {
        "eventType": "Bounce",
        "bounce": {
            "feedbackId": "0100",
            "bounceType": kind,
            "bounceSubType": "General",
            "bouncedRecipients": [{"emailAddress": to, "action": "failed", "status": "5.1.1"}],
            "timestamp": at,
        },
        "mail": {"destination": [to], "commonHeaders": {"to": [to], "subject": "123456 is your sign-in code"}},
    }


def complaint(at: str = BOUNCED) -> dict[str, Any]:
    """Kim said that it is unwanted."""
    said = {"complainedRecipients": [{"emailAddress": KIM}], "timestamp": at, "feedbackId": "0100"}
    return {"eventType": "Complaint", "complaint": said, "mail": {"destination": [KIM]}}


def delay(at: str = BOUNCED) -> dict[str, Any]:
    """The other side takes it later."""
    said = {"delayType": "MailboxFull", "delayedRecipients": [{"emailAddress": KIM}], "timestamp": at}
    return {"eventType": "DeliveryDelay", "deliveryDelay": said, "mail": {"destination": [KIM]}}


def seen(of: Browser) -> Any:
    """What an organiser sees of mail to Kim."""
    (found,) = (v for v in of.get(PATH).body["volunteers"] if v["email"] == KIM)
    return found["mail"]


def ask(campaign: Deployed) -> None:
    """Kim asks for a code."""
    assert campaign.browser().post("/api/login/code", {"email": KIM}).status == 202


class TestWhatIsWrittenDown:
    """By the hash of the address; once."""

    @pytest.mark.parametrize(
        ("event", "what", "lasting"),
        [
            (bounce(), "bounced", True),
            (bounce("Kim Lee <KIM@Example.org>"), "bounced", True),
            (bounce(kind="Transient"), "bounced", False),
            (bounce(kind="Undetermined"), "bounced", False),
            (complaint(), "complained", True),
            (delay(), "delayed", False),
        ],
    )
    def test_what_became_of_a_mail(self, olive: Browser, event: Any, what: str, lasting: bool) -> None:
        assert handler(sns(event), LAMBDA) == {"heard": 1}
        assert seen(olive) == {"what": what, "at": "2027-02-20T12:00:30Z", "lasting": lasting}

    def test_heard_twice_it_is_one(self, olive: Browser) -> None:
        handler(sns(bounce()), LAMBDA)
        before = seen(olive)
        assert handler(sns(bounce(), bounce()), LAMBDA) == {"heard": 0}
        assert seen(olive) == before

    def test_what_lasts_is_not_weakened_by_what_passes(self, olive: Browser) -> None:
        handler(sns(bounce(), delay(at="2027-02-20T12:05:00Z")), LAMBDA)
        assert seen(olive)["what"] == "bounced"
        handler(sns(complaint(at="2027-02-20T12:06:00Z")), LAMBDA)
        assert seen(olive)["what"] == "complained"

    def test_one_that_comes_late_changes_nothing(self, olive: Browser) -> None:
        handler(sns(delay(at="2027-02-20T12:05:00Z"), bounce(kind="Transient")), LAMBDA)
        assert seen(olive)["what"] == "delayed"

    def test_nobody_becomes_a_volunteer_by_it(self, campaign: Deployed, olive: Browser) -> None:
        handler(sns(bounce("noor@example.org")), LAMBDA)
        assert callers.get(campaign.table, caller_id(campaign.shift.context, "noor@example.org")) is None
        assert "noor@example.org" not in {v["email"] for v in olive.get(PATH).body["volunteers"]}
        stored = str(campaign.table.client.scan(TableName=campaign.table.name)["Items"])
        assert "noor" not in stored

    @pytest.mark.parametrize(
        "message",
        [
            "Successfully validated SNS topic for Amazon SES event publishing.",
            {},
            [],
            {"eventType": "Bounce"},
            {"eventType": "Send", "mail": {"destination": [KIM]}},
            bounce("no address"),
        ],
    )
    @pytest.mark.usefixtures("campaign")
    def test_what_is_nothing_to_it_is_not_tried_again(self, olive: Browser, message: Any) -> None:
        assert handler(sns(message), LAMBDA) == {"heard": 0}
        assert seen(olive) is None

    @pytest.mark.usefixtures("campaign")
    def test_a_fault_is_tried_again_and_says_nothing(self, monkeypatch: pytest.MonkeyPatch, logs: io.StringIO) -> None:
        def broken(*_: object) -> None:
            raise OSError(f"no way to {KIM}")

        monkeypatch.setattr(mail_troubles, "note", broken)
        with pytest.raises(MailFault) as raised:
            handler(sns(bounce()), LAMBDA)
        assert (str(raised.value), raised.value.__context__) == ("OSError", None)
        assert KIM not in logs.getvalue()

    @pytest.mark.usefixtures("deployed")
    def test_after_the_end_there_is_nobody_to_write_down(self) -> None:
        assert handler(sns(bounce()), LAMBDA) == {"heard": 0}

    @pytest.mark.usefixtures("campaign")
    def test_no_address_and_no_code_is_logged(self, logs: io.StringIO) -> None:
        handler(sns(bounce(), "no JSON", {"eventType": "Bounce", "bounce": {"bouncedRecipients": KIM}}), LAMBDA)
        handler(sns(bounce(at="2027-02-20T12:09:00Z")), LAMBDA)
        assert "bounced" in logs.getvalue()
        assert "kim" not in logs.getvalue().casefold()
        assert "123456" not in logs.getvalue()

    def test_no_route_leads_to_it(self) -> None:
        assert "mail_events" not in {route.function for route in ROUTES}


class TestWhatIsSent:
    """Nothing to an address that lasts in coming back; the answer is the same."""

    def test_a_full_mailbox_gets_the_next_code_all_the_same(self, campaign: Deployed) -> None:
        handler(sns(bounce(kind="Transient")), LAMBDA)
        ask(campaign)
        assert [to for to, _ in campaign.mails] == [KIM]

    @pytest.mark.parametrize("event", [bounce(), complaint()])
    def test_nothing_more_to_one_that_is_not_there_or_not_willing(
        self, campaign: Deployed, olive: Browser, event: Any
    ) -> None:
        handler(sns(event), LAMBDA)
        ask(campaign)
        assert campaign.mails == []
        (one,) = olive.get(PATH).body["waiting"]
        assert (one["name"], one["known"]) == ("Kim Lee", True)

    def test_a_code_is_handed_out_instead(self, campaign: Deployed, olive: Browser) -> None:
        handler(sns(bounce()), LAMBDA)
        code = olive.post(f"{PATH}/{kim(campaign)}/code").body["code"]
        assert campaign.browser().post("/api/login", {"email": KIM, "code": code}).status == 200
        # That says nothing of their mail.
        assert seen(olive)["what"] == "bounced"

    def test_who_signs_in_by_a_mail_has_got_it(self, campaign: Deployed, olive: Browser) -> None:
        ask(campaign)
        handler(sns(delay()), LAMBDA)
        campaign.now = NOW + 120
        code = campaign.last_code()
        assert campaign.browser().post("/api/login", {"email": KIM, "code": code}).status == 200
        assert seen(olive) is None
        handler(sns(delay()), LAMBDA)
        assert seen(olive) is None

    def test_an_organiser_lets_mail_through_again(self, campaign: Deployed, olive: Browser) -> None:
        handler(sns(bounce()), LAMBDA)
        campaign.now = NOW + 120
        answer = olive.delete(f"{PATH}/{kim(campaign)}/mail")
        assert answer.body["volunteer"]["email"] == KIM
        assert seen(olive) is None
        ask(campaign)
        assert [to for to, _ in campaign.mails] == [KIM]
        assert audit.latest(campaign.table, 1)[0].act == "mail_let_through"
        handler(sns(bounce(at="2027-02-20T12:03:00Z")), LAMBDA)
        assert seen(olive)["lasting"] is True

    def test_only_for_who_is_there(self, campaign: Deployed, olive: Browser) -> None:
        assert olive.delete(f"{PATH}/nobody/mail").code == "volunteer_unknown"
        assert olive.delete(f"{PATH}/{kim(campaign)}/mail").status == 200
        assert campaign.browser("sam").delete(f"{PATH}/{kim(campaign)}/mail").status == 403
