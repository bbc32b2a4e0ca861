"""A fault in one part of a request does not spoil what the other part has done."""

import io
from collections.abc import Mapping
from functools import partial
from typing import Any, cast

import pytest

from ringround import observability, wiring
from ringround.domain.bank import Bank
from ringround.domain.desk import Desk
from ringround.domain.errors import TryAgain
from ringround.mail import SesMail
from ringround.storage import desks
from ringround.storage.table import Table
from ringround.usecases.context import Context
from tests.builders import a_household
from tests.functions.conftest import Deployed


def recorded(deployed: Deployed) -> bool:
    """Whether a call was recorded in one of the households."""
    return any(deployed.shift.household(h).log for h in ("a", "b"))


def busy_bank(deployed: Deployed, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bank cannot be read any more once the call is recorded."""
    read = Context.bank

    def busy(self: Context, bank_id: str) -> Bank:
        if recorded(deployed):
            raise TryAgain("The table is busy. Nothing was written.")
        return read(self, bank_id)

    monkeypatch.setattr(Context, "bank", busy)


def busy_desk(deployed: Deployed, monkeypatch: pytest.MonkeyPatch) -> None:
    """The caller's desk cannot be read any more once the call is recorded."""
    read = desks.get

    def busy(table: Table, day: str, caller: str) -> Desk:
        if recorded(deployed):
            raise TryAgain("The table is busy. Nothing was written.")
        return read(table, day, caller)

    monkeypatch.setattr("ringround.api.next_claim.desks.get", busy)


class TestTheNextHousehold:
    """What was recorded stands, whatever looking for the next one comes to."""

    @pytest.mark.parametrize("fault", [busy_bank, busy_desk])
    def test_a_table_that_is_busy_by_then_is_a_part_of_the_answer(
        self, deployed: Deployed, monkeypatch: pytest.MonkeyPatch, fault: Any
    ) -> None:
        browser = deployed.fill(a_household("a"), a_household("b")).browser("sam")
        claim = browser.post("/api/banks/main/next").body["claim"]
        fault(deployed, monkeypatch)
        answer = browser.post(f"/api/claims/{claim['id']}/response", {"outcome": "not_home", "want_next": True})
        assert answer.status == 200
        assert answer.body["call"]["outcome"] == "not_home"
        assert answer.body["next"]["claim"] is None
        assert answer.body["next"]["error"]["code"] == "try_again"
        assert len(deployed.shift.household(claim["household"]["id"]).log) == 1

    def test_it_is_had_when_asked_for_again(self, deployed: Deployed, monkeypatch: pytest.MonkeyPatch) -> None:
        browser = deployed.fill(a_household("a"), a_household("b")).browser("sam")
        claim = browser.post("/api/banks/main/next").body["claim"]
        with monkeypatch.context() as patched:
            busy_bank(deployed, patched)
            browser.post(f"/api/claims/{claim['id']}/response", {"outcome": "not_home", "want_next": True})
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
