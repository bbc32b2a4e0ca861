"""Rising in role, claims of others, households of other banks, and one person who is two.

Every route against every role, and others' claims: tests/functions/test_who_may.py. Codes that organisers hand out:
tests/functions/test_codes_by_hand.py (TestWho).
"""

from collections.abc import Callable
from typing import Any

import pytest

from functions.set_up.handler import handler as set_up
from ringround.storage import callers
from tests.builders import a_bank, a_household, a_number, drama_number
from tests.events import LAMBDA, Browser
from tests.functions.closing import Ending
from tests.functions.conftest import Deployed
from tests.functions.ringing import fill, matches, take

PATH = "/api/organiser/volunteers"


@pytest.fixture
def campaign(deployed: Deployed) -> Deployed:
    """A campaign with two households to ring in one bank, and one in another, which is paused."""
    second = a_bank("second", name="Second", status="paused")
    homes = [a_household(f"house{n}", numbers=(a_number(drama_number(n)),)) for n in range(2)]
    other = a_household("other", numbers=(a_number(drama_number(2)),), bank_ids=("second",))
    return fill(deployed, *homes, other, more_banks=(second,))


class TestRisingInRole:
    """Nobody makes themselves more than they are, nor others more than themselves."""

    @pytest.mark.parametrize(
        "body", [{"role": "organiser"}, {"role": "admin"}, {"role": "organiser", "on_leaderboard": True}]
    )
    def test_what_one_sends_about_oneself_holds_no_role(self, campaign: Deployed, body: dict[str, Any]) -> None:
        sam = campaign.browser("sam")
        sam.put("/api/me", {"on_leaderboard": False, **body})
        assert sam.get("/api/me").body["caller"]["role"] == "caller"
        sam.put(f"{PATH}/sam", body)
        assert sam.get("/api/me").body["caller"]["role"] == "caller"

    def test_signing_in_or_joining_with_a_role_gives_none(self, campaign: Deployed) -> None:
        new = campaign.browser()
        said = {"email": "new@example.org", "join": "river", "name": "Noor", "role": "admin"}
        new.post("/api/login/code", said)
        answer = new.post("/api/login", {**said, "code": campaign.last_code()})
        assert answer.body["caller"]["role"] == "caller"

    @pytest.mark.parametrize(
        "act",
        [
            lambda olive: olive.put(f"{PATH}/olive", {"role": "admin"}),
            lambda olive: olive.put(f"{PATH}/sam", {"role": "admin"}),
            lambda olive: olive.put(f"{PATH}/ada", {"role": "caller"}),
            lambda olive: olive.put(f"{PATH}/ada", {"active": False}),
            lambda olive: olive.delete(f"{PATH}/ada"),
            lambda olive: olive.post(f"{PATH}/ada/code"),
        ],
        ids=["make oneself one", "make another one", "lower one", "remove one", "delete one", "sign in as one"],
    )
    def test_an_organiser_does_nothing_to_admins(self, campaign: Deployed, act: Callable[[Browser], Any]) -> None:
        campaign.browser("sam")
        ada, olive = campaign.browser("ada", role="admin"), campaign.browser("olive", role="organiser")
        answer = act(olive)
        assert (answer.status, answer.code) == (403, "admins_only")
        assert ada.get("/api/me").body["caller"]["role"] == "admin"
        roles = {caller: found.role for caller, found in callers.get_many(campaign.table, ("olive", "sam")).items()}
        assert roles == {"olive": "organiser", "sam": "caller"}

    def test_nor_adds_one(self, campaign: Deployed) -> None:
        olive = campaign.browser("olive", role="organiser")
        said = {"volunteers": [{"email": "mate@example.org", "name": "Mate", "role": "admin"}]}
        answer = olive.post(PATH, said)
        assert answer.body["refused"][0]["reason"] == "role_not_allowed"
        assert "mate" not in str(olive.get(PATH).body)

    def test_a_role_that_was_taken_away_is_gone_with_the_next_request(self, campaign: Deployed) -> None:
        olive, ada = campaign.browser("olive", role="organiser"), campaign.browser("ada", role="admin")
        assert olive.get(PATH).status == 200
        ada.put(f"{PATH}/olive", {"role": "caller"})
        assert (olive.get(PATH).status, olive.seen[-1].code) == (403, "not_allowed")


class TestOthers:
    """Claims and households that are not mine."""

    @pytest.mark.parametrize("part", range(7))
    def test_a_claim_id_that_was_changed_anywhere_is_none(self, campaign: Deployed, part: int) -> None:
        sam = campaign.browser("sam")
        claim = sam.post("/api/banks/main/next").body["claim"]["id"]
        parts = claim.split(".")
        assert len(parts) == 7
        parts[part] = ("0" if parts[part][0] != "0" else "1") + parts[part][1:]
        answer = sam.post(f"/api/claims/{'.'.join(parts)}/response", {"outcome": "not_home"})
        assert (answer.status, answer.code) == (404, "claim_unknown")

    def test_a_household_of_a_bank_that_is_not_open_is_not_to_be_had(self, campaign: Deployed) -> None:
        sam = campaign.browser("sam")
        answer = sam.post("/api/banks/second/next")
        assert (answer.body["claim"], answer.body["reason"]) == (None, "paused")
        campaign.shift.change_bank("second", status="open")
        assert sam.post("/api/banks/second/next").body["claim"]["household"]["id"] == "other"

    def test_a_claim_in_one_bank_is_no_card_of_another(self, campaign: Deployed) -> None:
        campaign.shift.change_bank("second", status="open")
        alex, sam = campaign.browser("alex"), campaign.browser("sam")
        alex.post("/api/banks/second/next")
        claim = sam.post("/api/banks/main/next").body["claim"]["id"]
        # A page that shows none of its claims is given them again: those of the bank that it asks.
        answer = sam.post("/api/banks/second/next", {"holding": []})
        assert answer.body["claim"] is None
        assert sam.post("/api/banks/main/next", {"holding": []}).body["claim"]["id"] == claim

    def test_a_claim_is_not_carried_over_into_another_bank(self, campaign: Deployed) -> None:
        campaign.shift.change_bank("second", status="open")
        sam = campaign.browser("sam")
        claim = sam.post("/api/banks/main/next").body["claim"]["id"]
        carried = claim.replace(".main.", ".second.")
        assert carried != claim
        answer = sam.post(f"/api/claims/{carried}/response", {"outcome": "not_home"})
        assert (answer.status, answer.code) == (404, "claim_unknown")

    @pytest.mark.parametrize("wrong", [{"bank": "second"}, {"household": "other"}])
    def test_a_call_that_is_taken_leads_to_no_bank_and_no_household_that_was_not_rung(
        self, campaign: Deployed, wrong: dict[str, str]
    ) -> None:
        campaign.shift.change_bank("second", status="open")
        sam = campaign.browser("sam")
        rung = sam.post("/api/banks/main/next").body["claim"]
        sam.post(f"/api/claims/{rung['id']}/response", {"outcome": "not_home"})
        (match,) = matches(sam, rung["numbers"][0]["e164"])
        refused = take(sam, {**match, **wrong})
        assert (refused.status, refused.code) == (404, "number_unknown")
        assert take(sam, match).status == 200

    def test_nobody_corrects_or_looks_at_a_call_of_somebody_else(self, campaign: Deployed) -> None:
        sam, alex = campaign.browser("sam"), campaign.browser("alex")
        claim = sam.post("/api/banks/main/next").body["claim"]["id"]
        sam.post(f"/api/claims/{claim}/response", {"outcome": "not_home", "note": "Dog"})
        looked = alex.get(f"/api/my/calls/{claim}")
        corrected = alex.put(f"/api/claims/{claim}/response", {"outcome": "refused"})
        assert [(a.status, a.code) for a in (looked, corrected)] == [(403, "claim_not_yours")] * 2

    def test_a_person_of_another_household_is_not_recorded(self, campaign: Deployed) -> None:
        sam = campaign.browser("sam")
        claim = sam.post("/api/banks/main/next").body["claim"]["id"]
        said = {"outcome": "answered", "people": [{"person": "p1-of-another", "outcome": "do_not_call"}]}
        assert sam.post(f"/api/claims/{claim}/response", said).code == "person_unknown"


class TestTwoForTheEnd:
    """Whoever asks for the end is not also the second who confirms it."""

    @pytest.fixture
    def ending(self, campaign: Deployed, monkeypatch: pytest.MonkeyPatch) -> Ending:
        """A campaign whose last export can be fetched."""
        return Ending(campaign, monkeypatch)

    def handed(self, ending: Ending, by: Browser, who: str) -> Browser:
        """A browser that is signed in as somebody, by a code that somebody else handed out."""
        code = by.post(f"{PATH}/{who}/code").body["code"]
        email = callers.get_many(ending.deployed.table, [who])[who].email
        browser = ending.deployed.browser()
        assert browser.post("/api/login", {"email": email, "code": code}).status == 200
        return browser

    def real(self, ending: Ending, email: str, role: callers.Role) -> str:
        """Somebody on the list whose id is that of their address; their id."""
        adding = ending.otto.post(PATH, {"volunteers": [{"email": email, "name": "Real", "role": role}]})
        assert adding.status == 200, adding.body
        return next(str(v["id"]) for v in ending.otto.get(PATH).body["volunteers"] if v["email"] == email)

    def test_not_as_somebody_whose_code_they_handed_out_themselves(self, ending: Ending) -> None:
        who = self.real(ending, "second@example.org", "organiser")
        double = self.handed(ending, ending.olive, who)
        ending.ask()
        ending.fetch()
        refused = ending.destroy(double)
        assert (refused.status, refused.code) == (403, "second_organiser_needed")
        assert ending.destroy().status == 202

    def test_nor_the_other_way_round(self, ending: Ending) -> None:
        who = self.real(ending, "second@example.org", "organiser")
        ending.ask(self.handed(ending, ending.olive, who))
        ending.fetch()
        assert ending.destroy(ending.olive).code == "second_organiser_needed"

    def test_nor_as_somebody_who_came_on_the_list_afterwards(self, ending: Ending) -> None:
        ending.ask(ending.otto)
        ending.fetch()
        ending.deployed.now += 60
        self.real(ending, "mate@example.org", "organiser")
        mate = ending.deployed.browser()
        mate.post("/api/login/code", {"email": "mate@example.org"})
        mate.post("/api/login", {"email": "mate@example.org", "code": ending.deployed.last_code()})
        assert ending.destroy(mate).code == "second_organiser_needed"

    def test_staff_at_the_terminal_who_let_both_in_are_no_hindrance(self, ending: Ending) -> None:
        for email in ("first@example.org", "second@example.org"):
            self.real(ending, email, "organiser")
        ending.ask(self.let_in(ending, "first@example.org"))
        ending.fetch()
        assert ending.destroy(self.let_in(ending, "second@example.org")).status == 202

    def let_in(self, ending: Ending, email: str) -> Browser:
        """A browser that is signed in by a code that staff had made."""
        browser = ending.deployed.browser()
        code = set_up({"code_for": email}, LAMBDA)["code"]
        assert browser.post("/api/login", {"email": email, "code": code}).status == 200
        return browser

    def test_a_code_of_a_third_person_is_no_hindrance(self, ending: Ending) -> None:
        who = self.real(ending, "second@example.org", "organiser")
        second = self.handed(ending, ending.otto, who)
        ending.ask()
        ending.fetch()
        assert ending.destroy(second).status == 202
