"""A response about a number that an import has moved meanwhile: no call is lost for that, and no objection refused."""

from dataclasses import replace
from typing import Any

import pytest

from ringround.domain.household import Household
from ringround.domain.number_id import number_id
from ringround.storage import calls, keys
from tests.builders import (
    LANDLINE,
    MOBILE,
    NOW,
    OTHER_MOBILE,
    SECRET,
    a_bank,
    a_household,
    a_number,
    a_person,
    put,
    rung,
)
from tests.events import Answer, Browser
from tests.functions.conftest import Deployed, requests_of
from tests.functions.ringing import fill

GONE = number_id(MOBILE, SECRET)
RECORDED = ["BatchGetItem", "PutItem", "UpdateItem", "UpdateItem"]
"""What a response costs that says nothing of people or numbers for good."""


def a_couple() -> Household:
    """Two people, each with a number, and a third number."""
    people = (a_person("p1"), a_person("p2", "Tom Shah"))
    return a_household(
        people=people, numbers=(a_number(LANDLINE, "p1"), a_number(MOBILE, "p2"), a_number(OTHER_MOBILE))
    )


@pytest.fixture
def campaign(deployed: Deployed) -> Deployed:
    """The couple."""
    return fill(deployed, a_couple())


@pytest.fixture
def sam(campaign: Deployed) -> Browser:
    """Sam's browser."""
    return campaign.browser("sam")


def claim(browser: Browser) -> str:
    """The next household."""
    return str(browser.post("/api/banks/main/next").body["claim"]["id"])


def respond(browser: Browser, of: str, outcome: str, **more: Any) -> Answer:
    """A response."""
    return browser.post(f"/api/claims/{of}/response", {"outcome": outcome, **more})


def takes_away(campaign: Deployed, to: Household | None = None) -> None:
    """An import takes Tom's number away; to another household, with Tom."""
    household = campaign.shift.household()
    left = {e: n for e, n in household.numbers.items() if e != MOBILE}
    campaign.shift.change_household(replace(household, numbers=left))
    if to:
        put(campaign.table, to, {"main": a_bank()})
        campaign.table.put({**keys.elector("p2"), "household": to.id})
        campaign.table.put({**keys.number(MOBILE), "household": to.id})


def is_suppressed(campaign: Deployed, e164: str) -> bool:
    """Whether the number's own item says that it must not be rung."""
    return calls.is_suppressed(campaign.table.get(keys.number(e164)) or {})


TOM_MOVED = a_household("new", people=(a_person("p2", "Tom Shah"),), numbers=(a_number(MOBILE, "p2"),))


class TestAnObjection:
    """It is heard, whatever became of the number."""

    @pytest.mark.parametrize("named", [GONE, MOBILE])
    def test_where_nobody_knows_the_number_any_more_the_person_is_heard(
        self, campaign: Deployed, sam: Browser, named: str
    ) -> None:
        of = claim(sam)
        takes_away(campaign)
        answer = respond(sam, of, "do_not_call", number=named, people=[{"person": "p2"}])
        assert (answer.status, answer.body["call"]["number"]) == (200, None)
        (entry,) = campaign.shift.household().log
        assert (entry.people, entry.number) == ({"p2": "do_not_call"}, "")
        # No other number is suppressed by mistake, nor one on the mere word of whoever sent it.
        assert [is_suppressed(campaign, e164) for e164 in (LANDLINE, MOBILE, OTHER_MOBILE)] == [False] * 3

    @pytest.mark.parametrize("named", [GONE, MOBILE])
    def test_where_it_went_with_its_person_it_is_suppressed_there(
        self, campaign: Deployed, sam: Browser, named: str
    ) -> None:
        of = claim(sam)
        takes_away(campaign, TOM_MOVED)
        answer = respond(sam, of, "do_not_call", number=named, people=[{"person": "p2"}])
        assert (answer.status, answer.body["call"]["number"]) == (200, MOBILE)
        new = campaign.shift.household("new")
        assert (new.numbers[MOBILE].suppressed, new.queue, is_suppressed(campaign, MOBILE)) == (True, None, True)

    def test_where_it_was_rung_here_before_it_is_known_from_that_call(self, deployed: Deployed) -> None:
        browser = fill(deployed, rung(a_couple(), at=NOW - 36_000, number=MOBILE, caller="alex")).browser("sam")
        of = claim(browser)
        takes_away(deployed)
        assert respond(browser, of, "do_not_call", number=GONE).body["call"]["number"] == MOBILE
        assert is_suppressed(deployed, MOBILE)

    def test_of_one_of_several_people(self, campaign: Deployed, sam: Browser) -> None:
        of = claim(sam)
        takes_away(campaign)
        people = [{"person": "p1"}, {"person": "p2", "outcome": "do_not_call"}]
        assert respond(sam, of, "answered", number=GONE, people=people).status == 200
        (entry,) = campaign.shift.household().log
        assert (entry.people, entry.number) == ({"p1": "answered", "p2": "do_not_call"}, "")

    def test_by_a_correction(self, campaign: Deployed, sam: Browser) -> None:
        of = claim(sam)
        respond(sam, of, "not_home", number=LANDLINE)
        takes_away(campaign, TOM_MOVED)
        sent = {"outcome": "do_not_call", "number": GONE, "people": [{"person": "p2"}]}
        assert sam.put(f"/api/claims/{of}/response", sent).body["call"]["number"] == MOBILE
        assert campaign.shift.household("new").numbers[MOBILE].suppressed

    def test_by_a_correction_where_nobody_knows_it(self, campaign: Deployed, sam: Browser) -> None:
        of = claim(sam)
        respond(sam, of, "not_home", number=LANDLINE)
        takes_away(campaign)
        sent = {"outcome": "do_not_call", "number": GONE, "people": [{"person": "p2"}]}
        # The number that was recorded first is not the one that they objected on.
        assert sam.put(f"/api/claims/{of}/response", sent).body["call"]["number"] is None
        assert not is_suppressed(campaign, LANDLINE)


class TestOtherOutcomes:
    """What can be recorded is."""

    @pytest.mark.parametrize("outcome", ["disconnected", "wrong_number"])
    def test_what_is_said_of_a_number_that_nobody_knows_is_recorded_without_it(
        self, campaign: Deployed, sam: Browser, outcome: str
    ) -> None:
        of = claim(sam)
        takes_away(campaign)
        answer = respond(sam, of, outcome, number=GONE, tried=[{"number": GONE, "outcome": "disconnected"}])
        assert (answer.status, answer.body["call"]["number"], answer.body["call"]["tried"]) == (200, None, [])
        household = campaign.shift.household()
        assert household.queue == ("main", keys.QueueKey("main", "8", NOW + 14_400, "house1").sort)
        campaign.now += 14_400
        found = sam.post("/api/banks/main/next").body["claim"]
        assert {n["e164"] for n in found["numbers"]} == {LANDLINE, OTHER_MOBILE}

    def test_what_is_said_of_one_that_went_with_its_person_holds_there(self, campaign: Deployed, sam: Browser) -> None:
        of = claim(sam)
        takes_away(campaign, TOM_MOVED)
        assert respond(sam, of, "disconnected", number=GONE).body["call"]["number"] == MOBILE
        assert campaign.shift.household("new").numbers[MOBILE].dead

    def test_where_nothing_is_said_of_it_nothing_is_looked_for(self, campaign: Deployed, sam: Browser) -> None:
        of = claim(sam)
        takes_away(campaign, TOM_MOVED)
        with requests_of(campaign.table) as made:
            answer = respond(sam, of, "refused", number=GONE, people=[{"person": "p2"}])
        assert (answer.body["call"]["outcome"], made) == ("refused", RECORDED)

    def test_a_number_in_full_that_was_never_theirs_is_a_mistake(self, sam: Browser) -> None:
        of = claim(sam)
        for outcome in ("not_home", "disconnected", "wrong_number"):
            answer = respond(sam, of, outcome, number="+447700900999")
            assert (answer.status, answer.code) == (422, "number_unknown")
