"""Call-backs that a volunteer promised: in order of time, as long as they are still to be kept."""

from dataclasses import replace
from typing import Any

import pytest

from ringround.domain.outcomes import Outcome
from ringround.storage import banks
from tests.builders import HOUR, NOW, a_bank, a_household, a_number, a_person, a_response, drama_number, said
from tests.events import Browser
from tests.functions.conftest import DAY, Deployed, requests_of


@pytest.fixture
def campaign(deployed: Deployed) -> Deployed:
    """Three households of two people each, with a number of their own."""
    made = []
    for n in range(3):
        people = (a_person(f"p{n}", "Priya Shah"), a_person(f"q{n}", "Tom Shah"))
        made.append(a_household(f"h{n}", people=people, numbers=(a_number(drama_number(n)),)))
    return deployed.fill(*made)


@pytest.fixture
def sam(campaign: Deployed) -> Browser:
    """Sam's browser."""
    return campaign.browser("sam", expires=NOW + 99 * DAY)


def promise(browser: Browser, at: str, **more: Any) -> dict[str, Any]:
    """A call-back promised to the second person of the next household."""
    claim = browser.post("/api/banks/main/next").body["claim"]
    people = [{"person": claim["people"][1]["id"]}]
    body = {"outcome": "call_back", "call_back_at": at, "people": people, **more}
    assert browser.post(f"/api/claims/{claim['id']}/response", body).status == 200
    return dict(claim)


def mine(browser: Browser) -> list[dict[str, Any]]:
    """My call-backs."""
    return list(browser.get("/api/my/callbacks").body["call_backs"])


def test_it_says_whom_when_and_where(sam: Browser) -> None:
    claim = promise(sam, "2027-02-20T15:00:00Z", note="After work")
    assert mine(sam) == [
        {
            "id": claim["id"],
            "bank": "main",
            "bank_name": "Main bank",
            "at": "2027-02-20T15:00:00Z",
            "person": "Tom Shah",
            "town": "Riverside",
            "note": "After work",
            "mine_until": "2027-02-20T15:15:00Z",
        }
    ]


def test_they_stand_in_order_of_time_from_now_to_sixty_days(sam: Browser) -> None:
    times = ["2027-04-21T11:59:00Z", "2027-02-20T12:01:00Z", "2027-03-04T09:00:00Z"]
    for at in times:
        promise(sam, at)
    assert [c["at"] for c in mine(sam)] == sorted(times)


def test_one_that_was_missed_is_shown_for_twelve_hours(campaign: Deployed, sam: Browser) -> None:
    promise(sam, "2027-02-20T22:00:00Z")
    campaign.now = NOW + 22 * HOUR
    assert len(mine(sam)) == 1
    campaign.now += 1
    assert mine(sam) == []


@pytest.mark.parametrize(("anew", "later"), [("2027-02-21T11:00:00Z", 23), ("2027-02-25T11:00:00Z", 23)])
def test_one_promised_anew_for_another_day_stands_at_the_new_time(
    campaign: Deployed, sam: Browser, anew: str, later: int
) -> None:
    claim = promise(sam, "2027-02-20T22:00:00Z")
    campaign.now = NOW + 10 * HOUR
    again = sam.post("/api/banks/main/next").body["claim"]
    assert again["household"]["id"] == claim["household"]["id"]
    body = {"outcome": "call_back", "call_back_at": anew}
    sam.post(f"/api/claims/{again['id']}/response", body)
    campaign.now = NOW + later * HOUR - 1800
    assert [c["at"] for c in mine(sam)] == [anew]


def test_one_that_somebody_else_promised_anew_is_theirs(campaign: Deployed, sam: Browser) -> None:
    claim = promise(sam, "2027-02-20T15:00:00Z")
    campaign.now = NOW + 3 * HOUR + 1800
    alex = campaign.browser("alex")
    theirs = promise(alex, "2027-02-20T18:00:00Z")
    assert theirs["household"]["id"] == claim["household"]["id"]
    assert mine(sam) == []
    assert [c["id"] for c in mine(alex)] == [theirs["id"]]


def test_one_for_anyone_is_nobodys_own(sam: Browser) -> None:
    promise(sam, "2027-02-20T15:00:00Z", call_back_for="anyone")
    assert mine(sam) == []


def test_nobody_sees_those_of_others(campaign: Deployed, sam: Browser) -> None:
    promise(sam, "2027-02-20T15:00:00Z")
    assert mine(campaign.browser("alex")) == []


def test_one_that_was_kept_is_there_no_longer(campaign: Deployed, sam: Browser) -> None:
    promise(sam, "2027-02-20T15:00:00Z")
    campaign.now = NOW + 3 * HOUR
    claim = sam.post("/api/banks/main/next").body["claim"]
    assert claim["call_back"] is not None
    sam.post(f"/api/claims/{claim['id']}/response", {"outcome": "not_home"})
    assert mine(sam) == []


@pytest.mark.parametrize("outcome", [Outcome.MOVED, Outcome.DECEASED, Outcome.DO_NOT_CALL])
def test_one_to_somebody_who_is_done_since_is_not_to_be_kept(
    campaign: Deployed, sam: Browser, outcome: Outcome
) -> None:
    claim = promise(sam, "2027-02-20T15:00:00Z")
    campaign.now = NOW + 3 * HOUR + 1800
    theirs = campaign.shift.claim("alex", at=campaign.now)
    assert theirs.household.id == claim["household"]["id"]
    response = a_response(outcome, people=(said(claim["people"][1]["id"]),))
    campaign.shift.respond(theirs, response, "alex", at=campaign.now)
    campaign.now = NOW + 4 * HOUR
    assert mine(sam) == []


def test_a_note_that_may_be_about_somebody_who_has_died_is_not_shown(campaign: Deployed, sam: Browser) -> None:
    claim = sam.post("/api/banks/main/next").body["claim"]
    both = [{"person": p["id"]} for p in claim["people"]]
    body = {"outcome": "call_back", "call_back_at": "2027-02-20T15:00:00Z", "people": both, "note": "Poor Priya"}
    sam.post(f"/api/claims/{claim['id']}/response", body)
    assert mine(sam)[0]["note"] == "Poor Priya"
    household = campaign.shift.household(claim["household"]["id"])
    first = claim["people"][0]["id"]
    dead = replace(household.people[first], marks={Outcome.DECEASED: NOW})
    campaign.shift.change_household(replace(household, people={**household.people, first: dead}))
    (left,) = mine(sam)
    assert (left["person"], left["note"]) == ("Tom Shah", None)


def test_one_whose_time_was_corrected_stands_at_the_new_one(sam: Browser) -> None:
    claim = promise(sam, "2027-02-20T15:00:00Z")
    body = {"outcome": "call_back", "call_back_at": "2027-03-01T15:00:00Z"}
    sam.put(f"/api/claims/{claim['id']}/response", body)
    assert [c["at"] for c in mine(sam)] == ["2027-03-01T15:00:00Z"]
    sam.put(f"/api/claims/{claim['id']}/response", {"outcome": "not_home"})
    assert mine(sam) == []


def test_a_bank_that_was_closed_keeps_no_promises(campaign: Deployed, sam: Browser) -> None:
    promise(sam, "2027-02-20T15:00:00Z")
    campaign.shift.change_bank(status="closed")
    assert mine(sam) == []


def test_two_banks_are_told_apart(campaign: Deployed, sam: Browser) -> None:
    banks.create(campaign.table, a_bank("second", name="Second bank"))
    promise(sam, "2027-02-20T15:00:00Z")
    assert [(c["bank"], c["bank_name"]) for c in mine(sam)] == [("main", "Main bank")]


def test_it_takes_two_requests_beside_who_asks_and_one_where_there_is_none(campaign: Deployed, sam: Browser) -> None:
    mine(sam)
    with requests_of(campaign.table) as bare:
        mine(sam)
    for n in range(3):
        promise(sam, f"2027-02-2{n}T15:00:00Z")
    with requests_of(campaign.table) as made:
        assert len(mine(sam)) == 3
    assert (len(bare), len(made)) == (2, 3)
