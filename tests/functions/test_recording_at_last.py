"""A claim of which nothing was recorded yet: its card, for a page that the phone dropped in the middle of a call."""

from dataclasses import replace
from typing import Any

import pytest

from ringround.domain import claim_id
from ringround.domain.outcomes import Outcome
from tests.builders import (
    HOUR,
    LANDLINE,
    MOBILE,
    NOW,
    OTHER_MOBILE,
    SECRET,
    a_household,
    a_number,
    a_person,
    a_response,
    parts_of,
    rung,
    said,
)
from tests.events import Answer, Browser
from tests.functions.conftest import DAY, Deployed, requests_of
from tests.functions.ringing import fill, matches, ring, take

MINUTE = 60


@pytest.fixture
def campaign(deployed: Deployed) -> Deployed:
    """Two people, each with a number, and a number that a list suppressed long ago."""
    people = (a_person("p1"), a_person("p2", "Tom Shah"))
    numbers = (a_number(LANDLINE, "p1"), a_number(MOBILE, "p2"), a_number(OTHER_MOBILE, suppressed=True))
    return fill(deployed, a_household(people=people, numbers=numbers))


@pytest.fixture
def sam(campaign: Deployed) -> Browser:
    """Sam's browser."""
    return campaign.browser("sam", expires=NOW + 9 * DAY)


def claim(browser: Browser) -> dict[str, Any]:
    """The next household."""
    return dict(browser.post("/api/banks/main/next").body["claim"])


def look(browser: Browser, claim_id: str) -> Answer:
    """The card of a claim, or of its call."""
    return browser.get(f"/api/my/calls/{claim_id}")


def card(browser: Browser, of: dict[str, Any]) -> dict[str, Any]:
    """The card of a claim of which nothing was recorded."""
    answer = look(browser, of["id"])
    assert (answer.status, answer.body["call"]) == (200, None)
    return dict(answer.body["claim"])


def tells(campaign: Deployed, outcome: Outcome, number: str, *people: str) -> None:
    """Alex's response to an earlier claim comes in just now."""
    earlier = claim_id.make(parts_of(campaign.shift.household(), "alex", NOW - 2 * HOUR), SECRET)
    response = a_response(outcome, *map(said, people), number=number)
    campaign.shift.respond(earlier, response, "alex", at=campaign.now)


class TestTheCard:
    """As it was handed out, whatever became of the claim."""

    def test_of_a_lease_that_ran_out(self, campaign: Deployed, sam: Browser) -> None:
        of = claim(sam)
        campaign.now += HOUR
        assert card(sam, of) == of
        sent = {"outcome": "answered", "number": of["numbers"][0]["id"], "people": [{"person": "p1"}]}
        answer = sam.post(f"/api/claims/{of['id']}/response", sent)
        assert (answer.status, answer.body["call"]["outcome"]) == (200, "answered")
        assert look(sam, of["id"]).body["call"] == answer.body["call"]

    def test_of_a_household_that_somebody_else_has_rung_since(self, campaign: Deployed, sam: Browser) -> None:
        of = claim(sam)
        campaign.now += HOUR
        theirs = campaign.shift.claim("alex", at=campaign.now)
        assert card(sam, of) == of
        campaign.shift.respond(theirs, a_response(Outcome.REFUSED, number=LANDLINE), "alex", at=campaign.now)
        # What was renewed or cleared away since, nobody knows any more: the lease that it had to begin with.
        sam.post("/api/banks/main/next")
        assert card(sam, of) == of

    def test_a_renewed_lease_ended_when_it_ended(self, campaign: Deployed, sam: Browser) -> None:
        of = claim(sam)
        campaign.now += 20 * MINUTE
        until = sam.post(f"/api/claims/{of['id']}/renew").body["until"]
        campaign.now += HOUR
        assert card(sam, of)["until"] == until
        campaign.shift.claim("alex", at=campaign.now)
        assert card(sam, of)["until"] == until

    def test_one_that_was_taken_back_has_ended(self, campaign: Deployed, sam: Browser) -> None:
        of = claim(sam)
        sam.delete(f"/api/claims/{of['id']}")
        campaign.now += MINUTE
        assert card(sam, of) == {**of, "until": "2027-02-20T12:01:00Z"}

    @pytest.mark.parametrize(
        ("outcome", "people"), [(Outcome.NOT_HOME, ["p2"]), (Outcome.DO_NOT_CALL, ["p2"]), (Outcome.DISCONNECTED, [])]
    )
    def test_of_a_household_that_was_forbidden_meanwhile_with_the_number_that_was_rung(
        self, campaign: Deployed, sam: Browser, outcome: Outcome, people: list[str]
    ) -> None:
        of = claim(sam)
        campaign.now += MINUTE
        tells(campaign, outcome, MOBILE, *people)
        assert card(sam, of) == of

    def test_a_number_that_a_list_has_marked_since_is_there_and_one_marked_before_is_not(
        self, campaign: Deployed, sam: Browser
    ) -> None:
        of = claim(sam)
        assert {n["e164"] for n in of["numbers"]} == {LANDLINE, MOBILE}
        household = campaign.shift.household()
        marked = replace(household.numbers[MOBILE], suppressed=True, marked=NOW + MINUTE)
        campaign.shift.change_household(replace(household, numbers={**household.numbers, MOBILE: marked}))
        campaign.now += HOUR
        assert card(sam, of) == of

    def test_a_number_that_is_elsewhere_now_is_not(self, campaign: Deployed, sam: Browser) -> None:
        of = claim(sam)
        household = campaign.shift.household()
        left = {e: n for e, n in household.numbers.items() if e != MOBILE}
        campaign.shift.change_household(replace(household, numbers=left))
        assert [n["e164"] for n in card(sam, of)["numbers"]] == [LANDLINE]

    def test_nobody_who_has_died_since_is_on_it_nor_what_was_noted_of_them(self, deployed: Deployed) -> None:
        people = (a_person("p1"), a_person("p2", "Tom Shah"))
        household = a_household(people=people, numbers=(a_number(LANDLINE, "p1"), a_number(MOBILE, "p2")))
        noted = rung(household, at=NOW - 9 * HOUR, note="Priya is in hospital")
        browser = fill(deployed, noted).browser("sam")
        of = claim(browser)
        assert of["history"][0]["note"] == "Priya is in hospital"
        tells(deployed, Outcome.DECEASED, LANDLINE, "p1")
        found = card(browser, of)
        assert [p["id"] for p in found["people"]] == ["p2"]
        assert [n["e164"] for n in found["numbers"]] == [MOBILE]
        assert found["history"] == []

    def test_of_somebody_who_rang_back_it_holds_their_number_alone(self, campaign: Deployed, sam: Browser) -> None:
        ring(sam)
        of = take(sam, matches(sam, LANDLINE)[0]).body["claim"]
        campaign.now += HOUR
        assert card(sam, of) == of
        assert [n["e164"] for n in of["numbers"]] == [LANDLINE]

    def test_it_is_one_request_more_than_a_signed_in_one(self, campaign: Deployed, sam: Browser) -> None:
        of = claim(sam)
        with requests_of(campaign.table) as made:
            card(sam, of)
        # Who it is; the call, which is not there; household, bank and the desk of the day.
        assert made == ["BatchGetItem", "Query", "BatchGetItem"]


class TestWhoseAndWhen:
    """One's own, for a day."""

    @pytest.mark.parametrize(("later", "status"), [(DAY, 200), (DAY + 1, 422)])
    def test_a_day_after_the_claim_it_is_too_late(
        self, campaign: Deployed, sam: Browser, later: int, status: int
    ) -> None:
        of = claim(sam)
        campaign.now += later
        answer = look(sam, of["id"])
        assert answer.status == status
        assert status == 200 or answer.code == "correction_too_late"

    def test_somebody_elses_is_refused(self, campaign: Deployed, sam: Browser) -> None:
        answer = look(campaign.browser("alex"), claim(sam)["id"])
        assert (answer.status, answer.code) == (403, "claim_not_yours")

    def test_what_was_never_given_out_is_not_there(self, sam: Browser) -> None:
        answer = look(sam, "made-up")
        assert (answer.status, answer.code) == (404, "claim_unknown")
