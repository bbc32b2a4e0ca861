"""A fault in one part of a request does not spoil what the other part has done."""

import io
from collections.abc import Mapping
from functools import partial
from typing import Any, cast

import pytest

from ringround import observability, wiring
from ringround.domain.errors import TryAgain
from ringround.mail import SesMail
from tests.builders import a_household
from tests.functions.conftest import Deployed


def busy(*_: Any, **__: Any) -> None:
    """What a table that is busy comes to."""
    raise TryAgain("The table is busy. Nothing was written.")


def busy_bank_and_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the next household hangs on cannot be read: it is read anew after a call that concerns others."""
    monkeypatch.setattr("ringround.usecases.next_after.claims.read", busy)


def busy_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    """The queue cannot be read."""
    monkeypatch.setattr("ringround.usecases.claim_next.households.candidates", busy)


class TestTheNextHousehold:
    """What was recorded stands, whatever looking for the next one comes to."""

    def test_what_the_page_shows_is_not_looked_at_then_and_the_call_stands(
        self, deployed: Deployed, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        browser = deployed.fill(a_household("a"), a_household("b")).browser("sam")
        claim, deck = (browser.post("/api/banks/main/next").body["claim"] for _ in range(2))
        busy_bank_and_desk(monkeypatch)
        answer = browser.post(
            f"/api/claims/{claim['id']}/response", {"outcome": "do_not_call", "holding": [claim["id"], deck["id"]]}
        )
        assert (answer.status, answer.body["gone"]) == (200, [])

    @pytest.mark.parametrize("fault", [busy_bank_and_desk, busy_queue])
    def test_a_table_that_is_busy_by_then_is_a_part_of_the_answer(
        self, deployed: Deployed, monkeypatch: pytest.MonkeyPatch, fault: Any
    ) -> None:
        browser = deployed.fill(a_household("a"), a_household("b")).browser("sam")
        claim = browser.post("/api/banks/main/next").body["claim"]
        fault(monkeypatch)
        answer = browser.post(f"/api/claims/{claim['id']}/response", {"outcome": "do_not_call", "want_next": True})
        assert answer.status == 200
        assert answer.body["call"]["outcome"] == "do_not_call"
        assert answer.body["next"]["claim"] is None
        assert answer.body["next"]["error"]["code"] == "try_again"
        assert len(deployed.shift.household(claim["household"]["id"]).log) == 1

    def test_it_is_had_when_asked_for_again(self, deployed: Deployed, monkeypatch: pytest.MonkeyPatch) -> None:
        browser = deployed.fill(a_household("a"), a_household("b")).browser("sam")
        claim = browser.post("/api/banks/main/next").body["claim"]
        with monkeypatch.context() as patched:
            busy_bank_and_desk(patched)
            browser.post(f"/api/claims/{claim['id']}/response", {"outcome": "do_not_call", "want_next": True})
        following = browser.post("/api/banks/main/next", {"holding": []}).body["claim"]
        assert following["household"]["id"] != claim["household"]["id"]


def test_a_mail_that_cannot_be_sent_is_logged_and_answered_as_any_other(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch, logs: io.StringIO
) -> None:
    class Throttled:
        def send_email(self, **mail: Mapping[str, Any]) -> None:
            raise OSError(f"no mail to {mail['Destination']}")

    faulty = partial(observability.unexpected, "send_mail")
    mailer = SesMail(cast(Any, Throttled()), "ring@example.org", faulty)
    browser = deployed.fill().browser()
    deployed.browser("sam")
    monkeypatch.setattr(wiring, "mailer", lambda: mailer)
    asked = [
        browser.post("/api/login/code", {"email": e, "join": "river"}) for e in ("sam@example.org", "new@example.org")
    ]
    assert [(a.status, a.body) for a in asked] == [(202, {})] * 2
    assert logs.getvalue().count('"send_mail"') == 2
    assert "sam@example.org" not in logs.getvalue()
