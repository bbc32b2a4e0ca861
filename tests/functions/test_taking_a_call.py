"""The call of somebody who rings back, taken there and then: a claim like any other, but for what does not count."""

from dataclasses import replace
from typing import Any

import pytest

from ringround.domain.errors import TryAgain
from ringround.domain.number_id import number_id
from ringround.storage import keys
from ringround.storage.keys import QueueKey
from tests.builders import (
    HOUR,
    LANDLINE,
    MOBILE,
    NOW,
    OTHER_MOBILE,
    SECRET,
    a_bank,
    a_household,
    a_number,
    a_person,
    drama_number,
    put,
)
from tests.events import Browser
from tests.functions.conftest import DAY, Deployed
from tests.functions.ringing import a_couple, fill, matches, ring, take

MINUTE = 60


@pytest.fixture
def campaign(deployed: Deployed) -> Deployed:
    """One couple to ring."""
    return fill(deployed, a_couple())


@pytest.fixture
def sam(campaign: Deployed) -> Browser:
    """Sam's browser."""
    return campaign.browser("sam", expires=NOW + 99 * DAY)


class TestTaking:
    """A claim like any other, but for what does not count when they ring us."""

    @pytest.fixture
    def rung(self, campaign: Deployed, sam: Browser) -> dict[str, Any]:
        """What Sam finds an hour after a call to the couple."""
        ring(sam)
        campaign.now = NOW + HOUR
        return matches(sam, LANDLINE)[0]

    def test_the_card_says_on_which_number_they_ring_and_offers_no_other(
        self, campaign: Deployed, sam: Browser, rung: dict[str, Any]
    ) -> None:
        claim = take(sam, rung).body["claim"]
        assert claim["ringing_back"] == rung["number"]["id"]
        # Tom's is for calling hours, after the cool-down.
        assert [n["e164"] for n in claim["numbers"]] == [LANDLINE]
        assert claim["ask_for"] == "p1"
        assert claim["until"] == "2027-02-20T13:30:00Z"
        held = campaign.shift.household().claim
        assert held is not None
        assert held.ringing == LANDLINE

    def test_it_stands_on_the_desk_and_counts_as_a_claim(
        self, campaign: Deployed, sam: Browser, rung: dict[str, Any]
    ) -> None:
        before = sum(campaign.shift.desk("sam").claims.values())
        claim = take(sam, rung).body["claim"]
        desk = campaign.shift.desk("sam")
        assert list(desk.slots) == [claim["id"]]
        assert sum(desk.claims.values()) == before + 1

    def test_a_page_that_is_loaded_again_has_it(self, sam: Browser, rung: dict[str, Any]) -> None:
        claim = take(sam, rung).body["claim"]
        assert sam.get("/api/claims").body["claims"] == [claim]
        assert sam.get("/api/start").body["claims"] == [claim]
        assert sam.get("/api/claims/standing").body["claims"][0]["may_be_rung"] is True

    def test_it_is_renewed_though_the_household_is_not_due(
        self, campaign: Deployed, sam: Browser, rung: dict[str, Any]
    ) -> None:
        claim = take(sam, rung).body["claim"]
        campaign.now += 20 * MINUTE
        renewed = sam.post(f"/api/claims/{claim['id']}/renew")
        assert renewed.body == {"until": "2027-02-20T13:50:00Z"}

    def test_also_outside_the_hours(self, deployed: Deployed) -> None:
        fill(deployed, a_couple(), bank=a_bank(hours={"sat": ("09:00", "12:30")}))
        browser = deployed.browser("sam")
        ring(browser)
        deployed.now = NOW + HOUR
        claim = take(browser, matches(browser, LANDLINE)[0]).body["claim"]
        deployed.now += 20 * MINUTE
        assert browser.post(f"/api/claims/{claim['id']}/renew").body["until"] == "2027-02-20T13:50:00Z"

    def test_not_when_they_objected_meanwhile(self, campaign: Deployed, sam: Browser, rung: dict[str, Any]) -> None:
        claim = take(sam, rung).body["claim"]
        household = campaign.shift.household()
        marked = {**household.numbers, LANDLINE: replace(household.numbers[LANDLINE], suppressed=True)}
        campaign.shift.change_household(replace(household, numbers=marked))
        assert sam.get("/api/claims/standing").body["claims"][0]["may_be_rung"] is False
        assert sam.post(f"/api/claims/{claim['id']}/renew").code == "claim_expired"
        assert campaign.shift.household().claim is None

    def test_given_back_it_waits_where_it_did_before(
        self, campaign: Deployed, sam: Browser, rung: dict[str, Any]
    ) -> None:
        before = campaign.shift.household().queue
        claim = take(sam, rung).body["claim"]
        assert campaign.shift.household().queue != before
        sam.delete(f"/api/claims/{claim['id']}")
        assert campaign.shift.household().queue == before

    def test_left_to_run_out_it_is_rung_by_nobody_before_its_time(
        self, campaign: Deployed, sam: Browser, rung: dict[str, Any]
    ) -> None:
        before = campaign.shift.household().queue
        take(sam, rung)
        campaign.now += HOUR
        alex = campaign.browser("alex")
        assert alex.post("/api/banks/main/next").body["reason"] == "nothing_due"
        assert campaign.shift.household().queue == before
        campaign.now = NOW + 4 * HOUR
        assert alex.post("/api/banks/main/next").body["claim"] is not None

    def test_one_that_waits_in_no_queue_leaves_it_again(self, deployed: Deployed) -> None:
        browser = fill(deployed, a_couple(), bank=a_bank(max_attempts=1)).browser("sam")
        ring(browser)
        assert deployed.shift.household().queue is None
        claim = take(browser, matches(browser, LANDLINE)[0]).body["claim"]
        assert deployed.shift.household().queue is not None
        browser.delete(f"/api/claims/{claim['id']}")
        assert deployed.shift.household().queue is None

    def test_nobody_else_gets_it_meanwhile(self, campaign: Deployed, sam: Browser, rung: dict[str, Any]) -> None:
        campaign.now = NOW + 4 * HOUR - MINUTE
        take(sam, rung)
        campaign.now = NOW + 4 * HOUR + MINUTE
        assert campaign.browser("alex").post("/api/banks/main/next").body["claim"] is None

    def test_its_response_is_recorded_as_any_other(
        self, campaign: Deployed, sam: Browser, rung: dict[str, Any]
    ) -> None:
        claim = take(sam, rung).body["claim"]
        people = [{"person": "p1", "answers": {"support": "yes"}}]
        sent = {"outcome": "answered", "people": people}
        call = sam.post(f"/api/claims/{claim['id']}/response", sent).body["call"]
        assert (call["number"], call["late"]) == (LANDLINE, False)
        household = campaign.shift.household()
        assert household.claim is None
        assert matches(sam, LANDLINE)[0]["state"] == "nothing_to_ask"
        # Tom is still to be asked, after the cool-down.
        assert household.queue == ("main", QueueKey("main", "8", NOW + 5 * HOUR, "house1").sort)

    def test_a_response_that_names_no_number_means_the_one_they_ring_on(self, deployed: Deployed) -> None:
        browser = fill(deployed, a_couple()).browser("sam")
        ring(browser, "disconnected")
        claim = take(browser, matches(browser, LANDLINE)[0]).body["claim"]
        call = browser.post(f"/api/claims/{claim['id']}/response", {"outcome": "refused"}).body["call"]
        assert (call["number"], [p["person"] for p in call["people"]]) == (LANDLINE, ["p1"])

    def test_taken_twice_it_is_one_claim(self, campaign: Deployed, sam: Browser, rung: dict[str, Any]) -> None:
        first, second = take(sam, rung).body["claim"], take(sam, rung).body["claim"]
        assert first == second
        assert len(campaign.shift.desk("sam").slots) == 1

    @pytest.mark.parametrize("others", [0, 2])
    def test_one_whose_first_request_ended_between_its_two_writes(
        self, deployed: Deployed, monkeypatch: pytest.MonkeyPatch, others: int
    ) -> None:
        def busy(*_: Any) -> None:
            raise TryAgain("The table is busy.")

        browser = fill(deployed, a_couple()).browser("sam")
        ring(browser)
        (found,) = matches(browser, LANDLINE)
        with monkeypatch.context() as patched:
            patched.setattr("ringround.usecases.claim_next.desks.take_slot", busy)
            assert take(browser, found).status == 503
        assert deployed.shift.household().held(deployed.now)
        for n in range(others):
            number = a_number(drama_number(100 + n), f"o{n}")
            put(
                deployed.table,
                a_household(f"other{n}", people=(a_person(f"o{n}"),), numbers=(number,)),
                {"main": a_bank()},
            )
            browser.post("/api/banks/main/next")
        again = take(browser, found)
        assert (again.status, len(deployed.shift.desk("sam").slots)) == ((409, 2) if others else (200, 1))
        assert deployed.shift.household().held(deployed.now) is not bool(others)

    def test_one_that_i_hold_already_becomes_one_that_rings_back(
        self, campaign: Deployed, sam: Browser, rung: dict[str, Any]
    ) -> None:
        campaign.now = NOW + 5 * HOUR
        held = sam.post("/api/banks/main/next").body["claim"]
        assert held["ringing_back"] is None
        campaign.now += MINUTE
        claim = take(sam, rung).body["claim"]
        assert (claim["id"], claim["ringing_back"]) == (held["id"], rung["number"]["id"])
        assert campaign.shift.desk("sam").slots == {held["id"]: campaign.now + 1800}

    def test_whoever_rings_is_asked_for_though_somebody_else_was_promised_a_call(
        self, campaign: Deployed, sam: Browser, rung: dict[str, Any]
    ) -> None:
        campaign.now = NOW + 5 * HOUR
        ring(sam, "call_back", MOBILE, people=[{"person": "p2"}], call_back_at="2027-02-20T20:00:00Z")
        claim = take(sam, rung).body["claim"]
        assert (claim["ask_for"], claim["call_back"]["person"]) == ("p1", "p2")

    def test_a_call_back_promised_for_later_does_not_stand_in_the_way(self, sam: Browser) -> None:
        ring(sam, "call_back", call_back_at="2027-02-20T18:00:00Z")
        claim = take(sam, matches(sam, LANDLINE)[0]).body["claim"]
        assert claim["call_back"]["person"] == "p1"
        sam.post(f"/api/claims/{claim['id']}/response", {"outcome": "answered"})
        assert sam.get("/api/my/callbacks").body["call_backs"] == []


class TestTakingIsRefused:
    """What counts all the same."""

    def test_another_callers_lease(self, campaign: Deployed, sam: Browser) -> None:
        ring(sam)
        found = matches(sam, LANDLINE)[0]
        campaign.now = NOW + 5 * HOUR
        theirs = campaign.browser("alex").post("/api/banks/main/next").body["claim"]
        refused = take(sam, found)
        assert (refused.status, refused.code) == (409, "held")
        held = campaign.shift.household().claim
        assert held is not None
        assert (held.id, held.ringing) == (theirs["id"], "")
        campaign.now += HOUR
        assert take(sam, found).status == 200

    def test_two_claims_in_hand(self, deployed: Deployed) -> None:
        others = [
            a_household(f"other{n}", people=(a_person(f"o{n}"),), numbers=(a_number(f"+44770090010{n}", f"o{n}"),))
            for n in range(2)
        ]
        browser = fill(deployed, a_couple()).browser("sam")
        ring(browser)
        for each in others:
            put(deployed.table, each, {"main": a_bank()})
        for _ in others:
            browser.post("/api/banks/main/next")
        before = deployed.shift.household()
        refused = take(browser, matches(browser, LANDLINE)[0])
        assert (refused.status, refused.code) == (409, "claim_limit")
        assert deployed.shift.household() == before

    def test_claims_an_hour(self, deployed: Deployed) -> None:
        browser = fill(deployed, a_couple(), bank=a_bank(claims_per_hour=1)).browser("sam")
        ring(browser)
        refused = take(browser, matches(browser, LANDLINE)[0])
        assert (refused.status, refused.code) == (429, "claims_an_hour")

    @pytest.mark.parametrize(
        ("outcome", "code"), [("do_not_call", "asked_not_to_be_called"), ("refused", "nothing_to_ask")]
    )
    def test_objections_and_nobody_left_to_ask(self, campaign: Deployed, sam: Browser, outcome: str, code: str) -> None:
        ring(sam, outcome, people=[{"person": "p1"}])
        before = campaign.shift.household()
        refused = take(sam, matches(sam, LANDLINE)[0])
        assert (refused.status, refused.code) == (422, code)
        assert campaign.shift.household() == before

    def test_nobody_left_on_that_number_though_i_hold_the_household_for_another(
        self, campaign: Deployed, sam: Browser
    ) -> None:
        ring(sam, "refused", people=[{"person": "p1"}])
        campaign.now = NOW + 5 * HOUR
        (found,) = matches(sam, LANDLINE)
        held = sam.post("/api/banks/main/next").body["claim"]
        assert [n["e164"] for n in held["numbers"]] == [MOBILE]
        refused = take(sam, found)
        assert (refused.status, refused.code) == (422, "nothing_to_ask")
        assert sam.get("/api/claims").body["claims"] == [held]

    def test_a_closed_bank(self, campaign: Deployed, sam: Browser) -> None:
        ring(sam)
        found = matches(sam, LANDLINE)[0]
        campaign.shift.change_bank(status="closed")
        assert (take(sam, found).status, take(sam, found).code) == (422, "nothing_to_ask")

    @pytest.mark.parametrize(
        ("wrong", "code"),
        [
            ({"household": "nowhere"}, "household_unknown"),
            ({"bank": "nowhere"}, "bank_unknown"),
            ({"number": {"id": number_id(OTHER_MOBILE, SECRET)}}, "number_unknown"),
            ({"number": {"id": number_id(MOBILE, SECRET)}}, "number_unknown"),
        ],
    )
    def test_what_is_not_there_or_was_not_rung(self, sam: Browser, wrong: dict[str, Any], code: str) -> None:
        ring(sam)
        refused = take(sam, {**matches(sam, LANDLINE)[0], **wrong})
        assert (refused.status, refused.code) == (404, code)

    def test_a_household_that_was_never_rung_cannot_be_had_this_way(self, campaign: Deployed, sam: Browser) -> None:
        match = {"household": "house1", "bank": "main", "number": {"id": number_id(LANDLINE, SECRET)}}
        assert take(sam, match).code == "number_unknown"
        assert campaign.shift.household().claim is None


def test_households_written_before_there_was_ringing_back_are_read(campaign: Deployed) -> None:
    claim = campaign.shift.claim("sam")
    item = campaign.table.get(keys.household("house1"))
    assert item is not None
    assert "ringing" not in item["claim"]
    assert claim.claim.ringing == ""
    assert campaign.shift.household().claim == claim.claim


def test_somebody_who_objects_on_the_phone_is_heard(campaign: Deployed, sam: Browser) -> None:
    ring(sam)
    claim = take(sam, matches(sam, LANDLINE)[0]).body["claim"]
    sam.post(f"/api/claims/{claim['id']}/response", {"outcome": "do_not_call"})
    assert matches(sam, LANDLINE)[0]["state"] == "asked_not_to_be_called"
    campaign.now = NOW + 5 * HOUR
    claim = sam.post("/api/banks/main/next").body["claim"]
    assert [n["e164"] for n in claim["numbers"]] == [MOBILE]
