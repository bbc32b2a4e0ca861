"""Finding out who is registered, and flooding others with mail.

The same answers for all: tests/functions/test_signing_in.py (TestWhatItTells), tests/usecases/test_sign_in.py
(TestStrangers). Here the same time: what a request asks of the table and of the mail service is counted, not timed.
"""

from collections.abc import Callable
from typing import Any

import pytest

from ringround import settings, wiring
from ringround.domain.mail_trouble import Trouble
from ringround.mail import NOBODY, SesMail
from ringround.storage import callers, mail_troubles
from ringround.storage.callers import Volunteer
from ringround.usecases import sign_in as signing
from ringround.usecases.sign_in import caller_id
from tests.builders import HOUR, NOW
from tests.events import Browser
from tests.functions.conftest import Deployed, requests_of

LISTED, REMOVED, BOUNCED, STRANGER = (f"{who}@example.org" for who in ("listed", "removed", "bounced", "stranger"))
EVERYBODY = (LISTED, REMOVED, BOUNCED, STRANGER)


class Ses:
    """SES's client: to whom mail went, and with how many characters."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, int]] = []
        self.words = ""

    def send_email(self, **said: Any) -> None:
        """Note a mail."""
        content = said["Content"]["Simple"]
        self.words += content["Subject"]["Data"] + content["Body"]["Text"]["Data"]
        self.sent.append((said["Destination"]["ToAddresses"][0], len(content["Subject"]["Data"])))


@pytest.fixture
def ses() -> Ses:
    """A mail service that takes everything."""
    return Ses()


@pytest.fixture
def campaign(deployed: Deployed, monkeypatch: pytest.MonkeyPatch, ses: Ses) -> Deployed:
    """A campaign with somebody on the list, somebody who was removed, and somebody whose mail came back."""
    deployed.fill()
    for email in (LISTED, REMOVED, BOUNCED):
        who = caller_id(deployed.shift.context, email)
        callers.add(deployed.table, Volunteer(who, email, "Sam", active=email != REMOVED))
    mail_troubles.note(deployed.table, caller_id(deployed.shift.context, BOUNCED), Trouble("bounced", NOW - 1, True))
    client: Any = ses
    monkeypatch.setattr(wiring, "mailer", lambda: SesMail(client, "ring@example.org", lambda _error: None))
    return deployed


@pytest.fixture
def without_mail(campaign: Deployed, monkeypatch: pytest.MonkeyPatch) -> Deployed:
    """The same where organisers hand codes out."""
    monkeypatch.delenv(settings.SENDER)
    monkeypatch.setattr(wiring, "mailer", lambda: None)
    wiring.settings.cache_clear()
    return campaign


def asked_of_the_table(campaign: Deployed, what: Callable[[str], Any]) -> dict[str, list[str]]:
    """The requests to the table that something takes, for each kind of person."""
    # The campaign is read once a minute, by whoever comes first.
    campaign.browser().get("/api/campaign")
    made = {}
    for email in EVERYBODY:
        with requests_of(campaign.table) as made[email]:
            what(email)
    return made


def ask(email: str, **more: str) -> None:
    """Ask for a code on a device of one's own."""
    assert Browser().post("/api/login/code", {"email": email, **more}).status == 202


class TestAskingForACode:
    """Takes the same for everybody."""

    @pytest.mark.parametrize("join", ["", "river", "lake"])
    def test_in_requests_to_the_table(self, campaign: Deployed, join: str) -> None:
        made = asked_of_the_table(campaign, lambda email: ask(email, join=join))
        assert len({tuple(requests) for requests in made.values()}) == 1, made

    @pytest.mark.parametrize("join", ["", "river", "lake"])
    def test_where_organisers_hand_codes_out_too(self, without_mail: Deployed, join: str) -> None:
        made = asked_of_the_table(without_mail, lambda email: ask(email, join=join))
        assert len({tuple(requests) for requests in made.values()}) == 1, made

    @pytest.mark.usefixtures("campaign")
    def test_in_mail(self, ses: Ses) -> None:
        for email in EVERYBODY:
            ask(email)
        assert [to for to, _ in ses.sent] == [LISTED, NOBODY, NOBODY, NOBODY]
        assert len({length for _, length in ses.sent}) == 1

    @pytest.mark.usefixtures("campaign")
    def test_and_a_mail_to_nobody_says_nothing_of_anybody(self, ses: Ses) -> None:
        for email in (REMOVED, BOUNCED, STRANGER):
            ask(email)
        assert "000000" in ses.words
        assert "@" not in ses.words.replace("ring@example.org", "")

    @pytest.mark.usefixtures("campaign")
    def test_where_the_mail_service_fails_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Throttled:
            def send_email(self, **_: Any) -> None:
                raise OSError("too many")

        faults: list[Exception] = []
        client: Any = Throttled()
        monkeypatch.setattr(wiring, "mailer", lambda: SesMail(client, "ring@example.org", faults.append))
        for email in EVERYBODY:
            ask(email)
        assert len(faults) == len(EVERYBODY)

    def test_beyond_the_limits_too(self, campaign: Deployed, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(signing, "CODES_AN_HOUR_BY_ADDRESS", 2)

        def flood(email: str) -> None:
            for n in range(signing.CODES_AN_HOUR_BY_ADDRESS + 2):
                Browser(ip=f"198.51.100.{n}").post("/api/login/code", {"email": email})

        made = asked_of_the_table(campaign, flood)
        assert len({tuple(requests) for requests in made.values()}) == 1, made


class TestTypingACode:
    """A wrong one takes the same for everybody, and is answered alike."""

    def tries(self, email: str) -> list[tuple[int, Any]]:
        """Six wrong codes by whoever asked, one by somebody else, and one when the code has run out."""
        mine = Browser()
        mine.post("/api/login/code", {"email": email})
        wrong = {"email": email, "code": "000000"}
        answers = [mine.post("/api/login", wrong) for _ in range(6)]
        answers += [Browser().post("/api/login", wrong) for _ in range(7)]
        return [(answer.status, answer.body) for answer in answers]

    @pytest.mark.parametrize("handed", [False, True])
    def test_in_requests_and_in_words(self, campaign: Deployed, handed: bool) -> None:
        if handed:
            olive = campaign.browser("olive", role="organiser")
            who = caller_id(campaign.shift.context, LISTED)
            assert olive.post(f"/api/organiser/volunteers/{who}/code").status == 201
        answers: dict[str, Any] = {}
        made = asked_of_the_table(campaign, lambda email: answers.update({email: self.tries(email)}))
        assert len({tuple(requests) for requests in made.values()}) == 1, made
        assert all(answers[email] == answers[STRANGER] for email in EVERYBODY)


class TestFlooding:
    """Mail to somebody who did not ask for it."""

    @pytest.mark.usefixtures("campaign")
    def test_is_six_an_hour_from_one_network(self, ses: Ses) -> None:
        for _ in range(8):
            ask(LISTED)
        assert len(ses.sent) == signing.CODES_AN_HOUR_BY_ADDRESS_AND_IP == 6

    def test_is_twelve_an_hour_from_all_of_them(self, campaign: Deployed, ses: Ses) -> None:
        for n in range(14):
            Browser(ip=f"198.51.100.{n}").post("/api/login/code", {"email": LISTED})
        assert len(ses.sent) == signing.CODES_AN_HOUR_BY_ADDRESS == 12
        campaign.now = NOW + HOUR
        ask(LISTED)
        assert len(ses.sent) == 13

    def test_is_thirty_a_day(self, campaign: Deployed, ses: Ses, monkeypatch: pytest.MonkeyPatch) -> None:
        assert signing.CODES_A_DAY_BY_ADDRESS == 30
        monkeypatch.setattr(signing, "CODES_A_DAY_BY_ADDRESS", 3)
        for hour in range(5):
            campaign.now = NOW + hour * HOUR
            ask(LISTED)
        assert len(ses.sent) == 3

    @pytest.mark.usefixtures("campaign")
    def test_never_reaches_who_is_not_registered(self, ses: Ses) -> None:
        for n in range(5):
            ask(f"third{n}@example.com")
        assert {to for to, _ in ses.sent} == {NOBODY}

    @pytest.mark.usefixtures("campaign")
    def test_of_many_addresses_from_one_network_comes_to_an_end(
        self, ses: Ses, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert signing.CODES_AN_HOUR_BY_IP == 60
        monkeypatch.setattr(signing, "CODES_AN_HOUR_BY_IP", 3)
        sent = [{"email": f"x{n}@example.com", "join": "river"} for n in range(5)]
        assert [Browser().post("/api/login/code", each).status for each in sent] == [202] * 3 + [429] * 2
        assert len(ses.sent) == 3
