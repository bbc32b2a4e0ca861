"""Sign-in by a code sent by e-mail: who gets one, what it opens, and what no answer tells."""

from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest

from ringround.domain.errors import BreaksRule, Malformed, NotSignedIn, TooMany
from ringround.mail import SesMail
from ringround.storage import banks, callers
from ringround.storage.callers import Volunteer
from ringround.storage.table import Table
from ringround.usecases import sign_in as signing
from ringround.usecases.context import Context
from ringround.usecases.sign_in import Device, NewSession, hash_token
from tests.builders import HOUR, NOW, a_campaign

SAM = "sam@example.org"
NEW = "new@example.org"
CODE = "012345"
HERE = Device("h" * 22)
MINUTE = 60


@dataclass
class Door:
    """The sign-in page: codes asked for, mails sent, codes typed."""

    context: Context
    mails: list[tuple[str, str, str]] = field(default_factory=list)
    to_nobody: list[tuple[str, str]] = field(default_factory=list)

    def send(self, to: str, subject: str, text: str) -> None:
        """What the code under test does for a mail."""
        self.mails.append((to, subject, text))

    def send_to_nobody(self, subject: str, text: str) -> None:
        """What the code under test does where there is to be no mail."""
        self.to_nobody.append((subject, text))

    def ask(
        self,
        email: str = SAM,
        *,
        join: str = "",
        ip: str = "192.0.2.1",
        at: int = NOW,
        code: str = CODE,
        device: Device = HERE,
    ) -> None:
        """Ask for a code; `code` is what chance makes of it."""
        signing.send_code(self.context, self, email, join, ip, now=at, code=code, device=device)

    def enter(
        self,
        code: str = CODE,
        email: str = SAM,
        *,
        name: str = "",
        join: str = "",
        ip: str = "192.0.2.1",
        at: int = NOW,
        device: Device = HERE,
    ) -> NewSession:
        """Type a code."""
        return signing.sign_in(self.context, email, code, name, join, ip, now=at, token=f"token-{at}", device=device)

    def refusal(self, code: str = CODE, email: str = SAM, **how: Any) -> NotSignedIn:
        """How a code is refused."""
        with pytest.raises(NotSignedIn) as refused:
            self.enter(code, email, **how)
        return refused.value

    def session_ends(self, session: NewSession) -> int | None:
        """The end of a session as it is stored, None where there is none."""
        found = callers.signed_in(
            self.context.table, session.volunteer.id, hash_token(session.token), "2027-02-20", []
        ).session
        return found.expires if found else None


def a_door(table: Table, ends: int = 0) -> Door:
    """A campaign with Sam on the list and the join code `river`."""
    banks.put_campaign(table, a_campaign(ends=ends, imprint="Promoted by A. Agent, 1 High Street, Riverside"))
    context = Context(table, banks.get_campaign(table))
    callers.add(table, Volunteer(signing.caller_id(context, SAM), SAM, "Sam"))
    callers.put_join_code(table, "river", NOW + HOUR)
    return Door(context)


@pytest.fixture
def door(table: Table) -> Door:
    """A campaign that has no end yet."""
    return a_door(table)


class TestAsking:
    """Who gets a mail."""

    def test_somebody_on_the_list_gets_the_code(self, door: Door) -> None:
        door.ask()
        ((to, subject, text),) = door.mails
        assert to == SAM
        assert CODE in subject
        assert CODE in text
        assert "Promoted by A. Agent" in text

    @pytest.mark.parametrize("written", ["SAM@Example.ORG", "  sam@example.org "])
    def test_however_they_write_their_address(self, door: Door, written: str) -> None:
        door.ask(written)
        assert [to for to, _, _ in door.mails] == [SAM]

    def test_a_stranger_gets_nothing_and_no_word_about_it(self, door: Door) -> None:
        door.ask(NEW)
        assert door.mails == []

    def test_somebody_new_with_the_join_code_gets_one(self, door: Door) -> None:
        door.ask(NEW, join="river")
        assert [to for to, _, _ in door.mails] == [NEW]

    @pytest.mark.parametrize(("join", "at"), [("lake", NOW), ("river", NOW + HOUR)])
    def test_a_join_code_that_is_wrong_or_has_run_out_brings_nothing(self, door: Door, join: str, at: int) -> None:
        door.ask(NEW, join=join, at=at)
        assert door.mails == []

    def test_somebody_who_was_removed_gets_nothing_even_with_the_join_code(self, door: Door) -> None:
        removed = Volunteer(
            signing.caller_id(door.context, "gone@example.org"), "gone@example.org", "Gone", active=False
        )
        callers.add(door.context.table, removed)
        door.ask("gone@example.org", join="river")
        assert door.mails == []

    def test_after_the_campaign_nobody_gets_any(self, table: Table) -> None:
        door = a_door(table, ends=NOW)
        door.ask()
        assert door.mails == []

    def test_without_a_code_asked_for_there_is_none(self, door: Door) -> None:
        assert door.refusal().reason == "code_expired"

    @pytest.mark.parametrize(
        "address", ["", "sam", "sam@", "@example.org", "sam@example", "a b@example.org", "a@b@c.org"]
    )
    def test_what_can_be_no_address_is_refused(self, door: Door, address: str) -> None:
        with pytest.raises(Malformed) as refused:
            door.ask(address)
        assert refused.value.reason == "email_invalid"


class TestEntering:
    """What the code opens."""

    def test_the_code_begins_a_session_of_a_week(self, door: Door) -> None:
        door.ask()
        session = door.enter(at=NOW + MINUTE)
        assert session.volunteer.name == "Sam"
        assert session.expires == NOW + MINUTE + 7 * 24 * HOUR
        assert door.session_ends(session) == session.expires

    def test_the_space_around_a_code_is_nothing(self, door: Door) -> None:
        door.ask()
        assert door.enter(f" {CODE} ").volunteer.email == SAM

    def test_a_code_works_once(self, door: Door) -> None:
        door.ask()
        door.enter()
        assert door.refusal().reason == "code_expired"

    def test_a_code_holds_for_ten_minutes(self, door: Door) -> None:
        door.ask()
        assert door.refusal(at=NOW + 10 * MINUTE).reason == "code_expired"
        assert door.enter(at=NOW + 10 * MINUTE - 1)

    def test_only_the_code_that_was_sent_last_holds(self, door: Door) -> None:
        door.ask(code="111111")
        door.ask(code="222222")
        assert door.refusal("111111").reason == "code_wrong"
        assert door.enter("222222")

    def test_the_code_of_another_address_does_not_open(self, door: Door) -> None:
        door.ask()
        door.ask(NEW, join="river", code="999999")
        assert door.refusal("999999").reason == "code_wrong"

    def test_signing_out_ends_the_session(self, door: Door) -> None:
        door.ask()
        session = door.enter()
        signing.sign_out(door.context, session.volunteer.id, session.token)
        assert door.session_ends(session) is None

    def test_two_devices_have_sessions_of_their_own(self, door: Door) -> None:
        door.ask()
        first = door.enter()
        door.ask(at=NOW + MINUTE)
        second = door.enter(at=NOW + MINUTE)
        signing.sign_out(door.context, first.volunteer.id, first.token)
        assert door.session_ends(second) == second.expires

    def test_somebody_removed_since_the_code_was_sent_does_not_get_in(self, door: Door) -> None:
        door.ask()
        sam = callers.get(door.context.table, signing.caller_id(door.context, SAM))
        assert sam is not None
        door.context.table.delete({"pk": f"V#{sam.id}", "sk": "V"})
        callers.add(door.context.table, replace(sam, active=False))
        assert door.refusal().reason == "closed"


class TestTries:
    """Five, counted before anything is compared."""

    def test_each_wrong_code_says_how_many_tries_are_left(self, door: Door) -> None:
        door.ask()
        left = [door.refusal("999999").details for _ in range(5)]
        assert left == [{"tries_left": n} for n in (4, 3, 2, 1, 0)]

    def test_after_five_wrong_ones_the_right_one_does_not_open_either(self, door: Door) -> None:
        door.ask()
        for _ in range(5):
            door.refusal("999999")
        refused = door.refusal(CODE)
        assert (refused.reason, refused.details) == ("code_expired", {"tries_left": 0})

    def test_the_fifth_try_may_be_the_right_one(self, door: Door) -> None:
        door.ask()
        for _ in range(4):
            door.refusal("999999")
        assert door.enter()

    def test_a_new_code_has_five_tries_again(self, door: Door) -> None:
        door.ask()
        for _ in range(5):
            door.refusal("999999")
        door.ask(code="222222")
        assert door.enter("222222")

    def test_a_try_is_counted_before_it_is_compared(self, door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
        def never(*_: object) -> bool:
            raise ZeroDivisionError

        door.ask()
        monkeypatch.setattr("ringround.usecases.sign_in.hmac.compare_digest", never)
        with pytest.raises(ZeroDivisionError):
            door.enter()
        monkeypatch.undo()
        assert door.refusal("999999").details == {"tries_left": 3}


class TestStrangers:
    """Whether somebody has an account shows in no answer."""

    @pytest.mark.parametrize("join", ["", "lake"])
    def test_wrong_codes_are_answered_alike_for_strangers_and_for_those_on_the_list(
        self, door: Door, join: str
    ) -> None:
        answers: dict[str, list[tuple[str, str, object]]] = {}
        for email in (SAM, NEW):
            door.ask(email, join=join)
            refused = [door.refusal("999999", email, join=join) for _ in range(6)]
            refused.append(door.refusal("999999", email, join=join, at=NOW + 10 * MINUTE))
            answers[email] = [(r.reason, r.message, r.details) for r in refused]
        assert answers[NEW] == answers[SAM]
        assert answers[NEW][0][0] == "code_wrong"
        assert answers[NEW][0][2] == {"tries_left": 4}

    def test_neither_differs_without_a_code_asked_for(self, door: Door) -> None:
        refused = [door.refusal("999999", email) for email in (SAM, NEW)]
        assert [(r.reason, r.details) for r in refused] == [("code_expired", None)] * 2

    def test_a_strangers_code_is_never_sent_and_opens_nothing(self, door: Door) -> None:
        door.ask(NEW)
        assert door.mails == []
        refused = door.refusal(CODE, NEW, name="Noor")
        assert (refused.reason, refused.details) == ("code_wrong", {"tries_left": 0})
        assert callers.get(door.context.table, signing.caller_id(door.context, NEW)) is None

    def test_a_mail_that_cannot_be_sent_is_told_of_and_not_answered(self, door: Door) -> None:
        class Throttled:
            def send_email(self, **_: object) -> None:
                raise OSError("the mail service does not answer")

        faults: list[Exception] = []
        mailer = SesMail(cast(Any, Throttled()), "ring@example.org", faults.append)
        for email in (SAM, NEW):
            signing.send_code(door.context, mailer, email, "", "192.0.2.1", now=NOW, code=CODE, device=HERE)
        assert [type(f) for f in faults] == [OSError, OSError]
        assert door.enter().volunteer.email == SAM


class TestJoining:
    """A volunteer gets in by being on the list or by a join link."""

    def test_somebody_new_is_on_the_list_from_then_on(self, door: Door) -> None:
        door.ask(NEW, join="river")
        joined = door.enter(email=NEW, join="river", name="  Noor \n Khan ").volunteer
        assert (joined.name, joined.role, joined.joined) == ("Noor Khan", "caller", NOW)
        assert callers.get(door.context.table, joined.id) == joined
        door.ask(NEW, at=NOW + 2 * HOUR)
        assert door.enter(email=NEW, at=NOW + 2 * HOUR).volunteer == joined

    def test_somebody_new_says_what_they_are_called(self, door: Door) -> None:
        door.ask(NEW, join="river")
        with pytest.raises(BreaksRule) as refused:
            door.enter(email=NEW, join="river", name="  ")
        assert refused.value.reason == "name_needed"
        assert door.enter(email=NEW, join="river", name="Noor").volunteer.name == "Noor"

    @pytest.mark.parametrize("join", ["", "lake"])
    def test_somebody_new_without_the_join_code_does_not_get_in_by_the_code_alone(self, door: Door, join: str) -> None:
        door.ask(NEW, join="river")
        refused = door.refusal(email=NEW, join=join, name="Noor")
        assert (refused.reason, refused.details) == ("code_wrong", {"tries_left": 0})

    def test_a_join_code_that_runs_out_between_code_and_sign_in_does_not_open(self, door: Door) -> None:
        door.ask(NEW, join="river", at=NOW + HOUR - 1)
        assert door.refusal(email=NEW, join="river", name="Noor", at=NOW + HOUR).reason == "code_wrong"

    def test_a_join_code_changes_nothing_for_somebody_on_the_list(self, door: Door) -> None:
        door.ask(join="river")
        assert door.enter(join="river", name="Another").volunteer.name == "Sam"

    def test_somebody_listed_without_a_name_may_give_one(self, door: Door) -> None:
        listed = Volunteer(signing.caller_id(door.context, NEW), NEW, "", "organiser")
        callers.add(door.context.table, listed)
        door.ask(NEW)
        joined = door.enter(email=NEW, name="Noor").volunteer
        assert (joined.name, joined.role) == ("Noor", "organiser")
        assert callers.get(door.context.table, listed.id) == joined

    def test_a_long_name_is_cut(self, door: Door) -> None:
        door.ask(NEW, join="river")
        assert len(door.enter(email=NEW, join="river", name="x" * 500).volunteer.name) == 80


class TestTheEnd:
    """Callers' access ends with the campaign."""

    def test_a_callers_session_ends_a_day_after_the_campaign_at_the_latest(self, table: Table) -> None:
        door = a_door(table, ends=NOW + HOUR)
        door.ask()
        session = door.enter()
        assert session.expires == door.session_ends(session) == NOW + HOUR + 24 * HOUR

    def test_a_code_sent_before_the_end_does_not_open_after_it(self, table: Table) -> None:
        door = a_door(table, ends=NOW + MINUTE)
        door.ask()
        assert door.refusal(at=NOW + MINUTE).reason == "closed"

    def test_nobody_new_joins_after_the_end(self, table: Table) -> None:
        door = a_door(table, ends=NOW + MINUTE)
        door.ask(NEW, join="river")
        assert door.refusal(email=NEW, join="river", name="Noor", at=NOW + MINUTE).reason == "closed"
        assert callers.get(table, signing.caller_id(door.context, NEW)) is None


class TestLimits:
    """By address and by network; what is counted holds no address in clear."""

    def test_an_address_gets_twelve_codes_an_hour_and_then_none(self, door: Door) -> None:
        for n in range(14):
            door.ask(ip=f"192.0.2.{n}")
        assert len(door.mails) == 12
        door.ask(at=NOW + HOUR)
        assert len(door.mails) == 13

    def test_the_limits_are_those_we_say(self) -> None:
        assert signing.CODES_AN_HOUR_BY_ADDRESS == 12
        assert signing.CODES_AN_HOUR_BY_ADDRESS_AND_IP == signing.CODES_AN_HOUR_BY_DEVICE == 6
        assert signing.CODES_A_DAY_BY_ADDRESS == 30
        assert signing.CODES_AN_HOUR_BY_IP == 60
        assert signing.TRIES_AN_HOUR_BY_OTHERS == 5
        assert signing.TRIES_AN_HOUR_BY_IP == 120

    def test_a_network_may_ask_so_many_times_an_hour(self, door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(signing, "CODES_AN_HOUR_BY_IP", 3)
        for n in range(3):
            door.ask(f"nobody{n}@example.org")
        with pytest.raises(TooMany) as refused:
            door.ask("nobody3@example.org", at=NOW + MINUTE)
        assert refused.value.details == {"retry_after": HOUR - MINUTE}
        door.ask(ip="192.0.2.2")
        door.ask(at=NOW + HOUR)

    def test_a_network_may_try_so_many_times_an_hour(self, door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(signing, "TRIES_AN_HOUR_BY_IP", 3)
        for n in range(3):
            door.refusal(email=f"nobody{n}@example.org")
        with pytest.raises(TooMany):
            door.enter()

    def test_a_flood_of_requests_for_one_address_leaves_the_last_code_that_was_sent_good(self, door: Door) -> None:
        for n in range(14):
            door.ask(ip=f"192.0.2.{n}", code=f"{n:06d}")
        assert door.enter("000011")


class TestWhatIsStored:
    """Hashes only: no code, no token, no address where it can be avoided."""

    def test_neither_code_nor_token_nor_network_is_in_the_table(self, door: Door) -> None:
        door.ask(ip="192.0.2.77")
        stored_with_code = self.everything(door)
        session = door.enter(ip="192.0.2.77")
        stored = stored_with_code + self.everything(door)
        for secret in (CODE, session.token, "192.0.2.77"):
            assert secret not in stored

    def test_an_address_that_is_not_on_the_list_is_not_in_the_table(self, door: Door) -> None:
        door.ask("curious@example.org")
        assert "curious" not in self.everything(door)

    def everything(self, door: Door) -> str:
        """The whole table as text."""
        return str(door.context.table.client.scan(TableName=door.context.table.name)["Items"])
