"""All that a page needs to begin, in one request, and in few requests to the table."""

from typing import Any

import pytest

from ringround import wiring
from ringround.storage import callers, keys
from ringround.storage.callers import Volunteer
from tests.builders import HOUR, NOW, a_bank, a_campaign, a_household, a_number, a_person, drama_number
from tests.events import Browser
from tests.functions.conftest import DAY, Deployed, requests_of

EMPTY: dict[str, Any] = {"caller": None, "today": None, "banks": [], "claims": [], "call_backs": []}


def households(wanted: int) -> list[Any]:
    """So many households of one person with a number of their own."""
    return [
        a_household(f"h{n}", people=(a_person(f"p{n}"),), numbers=(a_number(drama_number(n), f"p{n}"),))
        for n in range(wanted)
    ]


def promise(browser: Browser, at: str) -> str:
    """A call-back promised in the next household; the claim."""
    claim = browser.post("/api/banks/main/next").body["claim"]["id"]
    body = {"outcome": "call_back", "call_back_at": at, "note": "After work"}
    assert browser.post(f"/api/claims/{claim}/response", body).status == 200
    return str(claim)


class TestToWhom:
    """It says more to somebody signed in, and is an error to nobody."""

    def test_a_stranger_is_told_of_the_campaign_and_nothing_else(self, deployed: Deployed) -> None:
        answer = deployed.fill(a_household()).browser().get("/api/start")
        assert answer.status == 200
        assert answer.body.pop("campaign")["name"] == "Riverside by-election"
        assert answer.body == EMPTY

    def test_a_session_that_ended_is_no_session(self, deployed: Deployed) -> None:
        browser = deployed.fill(a_household()).browser("sam", expires=NOW + 60)
        deployed.now = NOW + 60
        answer = browser.get("/api/start")
        assert answer.status == 200
        assert {**answer.body, "campaign": None} == {**EMPTY, "campaign": None}

    def test_neither_is_that_of_somebody_who_was_removed(self, deployed: Deployed) -> None:
        browser = deployed.fill(a_household()).browser("sam")
        deployed.table.delete(keys.volunteer("sam"))
        callers.add(deployed.table, Volunteer("sam", "sam@example.org", "Sam", active=False))
        assert browser.get("/api/start").body["caller"] is None

    def test_nor_any_after_the_campaign(self, deployed: Deployed) -> None:
        browser = deployed.fill(a_household()).browser("sam", expires=NOW + 9 * DAY)
        ended: Any = {**keys.campaign(), "name": "Riverside", "secret": a_campaign().secret, "ends": NOW + DAY}
        deployed.table.put(ended)
        deployed.now = NOW + DAY
        answer = browser.get("/api/start")
        assert (answer.status, answer.body["caller"]) == (200, None)

    @pytest.mark.parametrize("role", ["caller", "organiser", "admin"])
    def test_everybody_who_is_signed_in_gets_theirs(self, deployed: Deployed, role: Any) -> None:
        caller = deployed.fill(a_household()).browser("olive", role=role).get("/api/start").body["caller"]
        assert (caller["id"], caller["role"], caller["on_leaderboard"]) == ("olive", role, False)


class TestWhatItSays:
    """The same as the requests that it stands for."""

    def test_it_is_what_five_other_requests_answer(self, deployed: Deployed) -> None:
        browser = deployed.fill(*households(4), more_banks=(a_bank("closed", status="closed"),)).browser("sam")
        promise(browser, "2027-02-20T14:00:00Z")
        for _ in range(2):
            browser.post("/api/banks/main/next")
        start = browser.get("/api/start").body
        me = browser.get("/api/me").body
        assert (start["campaign"], start["caller"], start["today"]) == (me["campaign"], me["caller"], me["today"])
        assert start["banks"] == browser.get("/api/banks").body["banks"]
        assert start["claims"] == browser.get("/api/claims").body["claims"]
        assert start["call_backs"] == browser.get("/api/my/callbacks").body["call_backs"]
        assert (len(start["banks"]), len(start["claims"]), len(start["call_backs"])) == (1, 2, 1)
        assert start["banks"][0]["leaderboard"] is False

    def test_claims_are_oldest_first(self, deployed: Deployed) -> None:
        browser = deployed.fill(*households(2)).browser("sam")
        made = [browser.post("/api/banks/main/next").body["claim"]["id"] for _ in range(2)]
        assert [c["id"] for c in browser.get("/api/start").body["claims"]] == made


class TestRequests:
    """What it asks of the table is counted, so that it does not grow unnoticed."""

    @pytest.fixture
    def browser(self, deployed: Deployed) -> Browser:
        """Sam's browser, where the campaign and the progress are known already."""
        browser = deployed.fill(*households(6)).browser("sam")
        browser.get("/api/start")
        return browser

    def requests(self, deployed: Deployed, browser: Browser) -> list[str]:
        """What one look asks for."""
        with requests_of(deployed.table) as made:
            assert browser.get("/api/start").status == 200
        return made

    @pytest.mark.usefixtures("browser")
    def test_a_stranger_costs_none(self, deployed: Deployed) -> None:
        assert self.requests(deployed, Browser()) == []

    def test_who_has_nothing_in_hand_costs_four(self, deployed: Deployed, browser: Browser) -> None:
        # Who it is with the desk; the banks; their progress; the desks of the days to come.
        assert self.requests(deployed, browser) == ["BatchGetItem", "Query", "BatchGetItem", "BatchGetItem"]

    def test_households_in_hand_cost_one_more_and_call_backs_one_more(
        self, deployed: Deployed, browser: Browser
    ) -> None:
        for n in range(3):
            promise(browser, f"2027-02-2{n}T14:00:00Z")
        for _ in range(2):
            browser.post("/api/banks/main/next")
        made = self.requests(deployed, browser)
        assert sorted(made) == ["BatchGetItem"] * 5 + ["Query"]

    def test_days_after_the_campaign_are_not_looked_at(self, deployed: Deployed, browser: Browser) -> None:
        asked: list[int] = []

        def note(params: dict[str, Any], **_: Any) -> None:
            asked.append(len(params["RequestItems"][deployed.table.name]["Keys"]))

        item = {**keys.campaign(), "name": "Riverside", "secret": a_campaign().secret, "ends": NOW + 2 * DAY + HOUR}
        deployed.table.put(item)
        wiring.campaign_changed()
        deployed.table.client.meta.events.register("provide-client-params.dynamodb.BatchGetItem", note)
        browser.get("/api/start")
        deployed.table.client.meta.events.unregister("provide-client-params.dynamodb.BatchGetItem", note)
        # Today's is read with who it is: yesterday's is for call-backs of the last 12 hours.
        assert asked[-1] == 2
