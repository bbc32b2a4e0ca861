"""What the page shows and must not any more: `standing`, and `gone` with each response and skip."""

from typing import Any

import pytest

from ringround.domain import claim_id
from ringround.domain.outcomes import Outcome
from ringround.storage.keys import QueueKey
from tests.builders import HOUR, SECRET, a_bank, a_household, a_number, a_person, a_response, drama_number, parts_of
from tests.events import Answer, Browser
from tests.functions.conftest import Deployed, requests_of

HALF_AN_HOUR = 1800


@pytest.fixture
def campaign(deployed: Deployed) -> Deployed:
    """Four households, each with a number of its own."""
    return deployed.fill(
        *(
            a_household(f"h{n}", people=(a_person(f"p{n}"),), numbers=(a_number(drama_number(n), f"p{n}"),))
            for n in range(4)
        )
    )


@pytest.fixture
def sam(campaign: Deployed) -> Browser:
    """Sam's browser."""
    return campaign.browser("sam")


def claim(browser: Browser) -> dict[str, Any]:
    """The next household."""
    return dict(browser.post("/api/banks/main/next").body["claim"])


def record(browser: Browser, of: dict[str, Any], holding: list[str] | None, **more: Any) -> Answer:
    """A response, with what the page shows."""
    return browser.post(f"/api/claims/{of['id']}/response", {"outcome": "not_home", "holding": holding} | more)


def objects(campaign: Deployed, of: dict[str, Any]) -> None:
    """Somebody in the household objected to an earlier caller, whose response comes in just now."""
    shift = campaign.shift
    household = shift.household(of["household"]["id"])
    number = next(iter(household.numbers))
    late = shift_claim(campaign, of)
    shift.respond(late, a_response(Outcome.DO_NOT_CALL, number=number), "alex", at=campaign.now)


def shift_claim(campaign: Deployed, of: dict[str, Any]) -> str:
    """An earlier claim of Alex's on the same household."""
    household = campaign.shift.household(of["household"]["id"])
    return claim_id.make(parts_of(household, "alex", campaign.now - 7200), SECRET)


class TestStanding:
    """A look that changes nothing."""

    def test_claims_are_told_oldest_first_with_the_end_of_their_lease(self, sam: Browser) -> None:
        made = [claim(sam) for _ in range(2)]
        assert sam.get("/api/claims/standing").body["claims"] == [
            {"id": c["id"], "until": "2027-02-20T12:30:00Z", "may_be_rung": True} for c in made
        ]

    def test_what_was_recorded_meanwhile_forbids_to_ring_and_nothing_is_given_back(
        self, campaign: Deployed, sam: Browser
    ) -> None:
        first, second = claim(sam), claim(sam)
        objects(campaign, first)
        found = sam.get("/api/claims/standing").body["claims"]
        assert [(c["id"], c["may_be_rung"]) for c in found] == [(first["id"], False), (second["id"], True)]
        assert campaign.shift.household(first["household"]["id"]).claim is not None

    def test_a_bank_that_was_closed_is_not_rung_in(self, campaign: Deployed, sam: Browser) -> None:
        claim(sam)
        campaign.shift.change_bank(status="closed")
        assert [c["may_be_rung"] for c in sam.get("/api/claims/standing").body["claims"]] == [False]

    def test_what_ran_out_or_went_to_others_is_not_there(self, campaign: Deployed, sam: Browser) -> None:
        claim(sam)
        campaign.now += HALF_AN_HOUR
        assert sam.get("/api/claims/standing").body == {"claims": []}

    def test_it_is_two_requests_and_no_write(self, campaign: Deployed, sam: Browser) -> None:
        claim(sam), claim(sam)
        with requests_of(campaign.table) as made:
            sam.get("/api/claims/standing")
        assert made == ["BatchGetItem", "BatchGetItem"]


RECORDED = ["BatchGetItem", "PutItem", "UpdateItem", "UpdateItem"]
"""A call that concerns no others: who asks with what the call stands on; the call, its household, the desk."""


class TestGone:
    """What the answer to a response or a skip says of the other claims on the page."""

    def test_all_is_well_where_nothing_happened(self, sam: Browser) -> None:
        first, second = claim(sam), claim(sam)
        assert record(sam, first, [first["id"], second["id"]]).body["gone"] == []

    def test_nothing_is_looked_at_where_nothing_is_named(self, campaign: Deployed, sam: Browser) -> None:
        first = claim(sam)
        with requests_of(campaign.table) as bare:
            assert record(sam, first, None).body["gone"] == []
        second = claim(sam)
        with requests_of(campaign.table) as own:
            record(sam, second, [second["id"]])
        assert bare == own == RECORDED

    def test_looking_costs_no_request_of_its_own(self, campaign: Deployed, sam: Browser) -> None:
        first, second = claim(sam), claim(sam)
        with requests_of(campaign.table) as made:
            record(sam, first, [first["id"], second["id"]])
        assert made == RECORDED

    def test_after_a_call_that_concerns_others_it_costs_one(self, campaign: Deployed, sam: Browser) -> None:
        """What it says of a number may forbid what is on deck: that is read after it."""
        first, second = claim(sam), claim(sam)
        with requests_of(campaign.table) as made:
            record(sam, first, [first["id"], second["id"]], outcome="do_not_call")
        after = made[made.index("TransactWriteItems") + 1 :]
        assert after == ["BatchGetItem"]

    def test_with_the_next_household_the_desk_is_told_once(self, campaign: Deployed, sam: Browser) -> None:
        first, second = claim(sam), claim(sam)
        with requests_of(campaign.table) as made:
            record(sam, first, [second["id"]], want_next=True)
        assert made == [*RECORDED[:-1], "Query", "UpdateItem", "UpdateItem"]

    @pytest.mark.parametrize("want_next", [False, True])
    def test_what_may_not_be_rung_is_gone_and_goes_back(
        self, campaign: Deployed, sam: Browser, want_next: bool
    ) -> None:
        first, second = claim(sam), claim(sam)
        objects(campaign, second)
        answer = record(sam, first, [first["id"], second["id"]], want_next=want_next)
        assert answer.body["gone"] == [second["id"]]
        assert campaign.shift.household(second["household"]["id"]).claim is None
        if want_next:
            assert answer.body["next"]["claim"]["household"]["id"] not in {
                first["household"]["id"],
                second["household"]["id"],
            }

    def test_what_went_to_somebody_else_is_gone_and_stays_theirs(self, campaign: Deployed, sam: Browser) -> None:
        lost = claim(sam)
        campaign.now += HALF_AN_HOUR
        alex = campaign.browser("alex")
        theirs = [claim(alex) for _ in range(2)]
        first = claim(sam)
        assert record(sam, first, [lost["id"], first["id"]]).body["gone"] == [lost["id"]]
        assert [c["id"] for c in alex.get("/api/claims").body["claims"]] == [c["id"] for c in theirs]

    def test_so_is_what_ran_out_what_was_recorded_and_what_was_never_mine(
        self, campaign: Deployed, sam: Browser
    ) -> None:
        ran_out = claim(sam)
        campaign.now += HALF_AN_HOUR
        recorded = claim(sam)
        record(sam, recorded, None)
        others = claim(campaign.browser("alex"))
        first = claim(sam)
        shown = [ran_out["id"], recorded["id"], others["id"], "made-up", first["id"]]
        assert record(sam, first, shown).body["gone"] == shown[:-1]
        held = campaign.shift.household(others["household"]["id"]).claim
        assert held is not None
        assert held.id == others["id"]

    def test_a_skip_says_the_same(self, campaign: Deployed, sam: Browser) -> None:
        first, second = claim(sam), claim(sam)
        objects(campaign, second)
        answer = sam.post(f"/api/claims/{first['id']}/skip", {"reason": "other", "holding": [second["id"]]})
        assert answer.body == {"gone": [second["id"]]}

    def test_a_response_sent_again_says_it_again(self, campaign: Deployed, sam: Browser) -> None:
        first, second = claim(sam), claim(sam)
        objects(campaign, second)
        answers = [record(sam, first, [second["id"]]).body["gone"] for _ in range(2)]
        assert answers == [[second["id"]]] * 2


class TestWhatMayNotBeRungIsNotHandedOutAgain:
    """A household that is in hand, and that was forbidden meanwhile by what somebody else recorded."""

    def shown(self, browser: Browser) -> list[list[str]]:
        """The claims that a page is told of when it is loaded again."""
        return [[c["id"] for c in browser.get(path).body["claims"]] for path in ("/api/start", "/api/claims")]

    def cools_down(self, campaign: Deployed, of: dict[str, Any]) -> None:
        """An earlier caller's response comes in just now: nobody was at home."""
        campaign.shift.respond(shift_claim(campaign, of), a_response(Outcome.NOT_HOME), "alex", at=campaign.now)

    @pytest.mark.parametrize("why", ["cools_down", "objects"])
    def test_a_page_that_is_loaded_again_is_not_given_it(self, campaign: Deployed, sam: Browser, why: str) -> None:
        first, second = claim(sam), claim(sam)
        assert self.shown(sam) == [[first["id"], second["id"]]] * 2
        self.cools_down(campaign, first) if why == "cools_down" else objects(campaign, first)
        assert self.shown(sam) == [[second["id"]]] * 2
        # A look gives nothing back: whoever is in the middle of that call goes on recording it.
        assert campaign.shift.household(first["household"]["id"]).held(campaign.now)

    def test_neither_in_a_bank_that_was_closed(self, campaign: Deployed, sam: Browser) -> None:
        claim(sam)
        campaign.shift.change_bank(status="closed")
        assert self.shown(sam) == [[], []]

    def test_next_gives_it_back_and_goes_on_looking(self, campaign: Deployed, sam: Browser) -> None:
        lost = claim(sam)
        self.cools_down(campaign, lost)
        found = sam.post("/api/banks/main/next", {"holding": []}).body["claim"]
        assert found["household"]["id"] != lost["household"]["id"]
        home = campaign.shift.household(lost["household"]["id"])
        place = QueueKey("main", "8", campaign.now + 4 * HOUR, home.id)
        assert (home.claim, home.queue) == (None, ("main", place.sort))
        assert set(campaign.shift.desk("sam").slots) == {found["id"]}

    def test_of_two_the_one_that_may_be_rung_is_given_again(self, campaign: Deployed, sam: Browser) -> None:
        first, second = claim(sam), claim(sam)
        objects(campaign, first)
        assert sam.post("/api/banks/main/next", {"holding": []}).body["claim"] == second
        assert set(campaign.shift.desk("sam").slots) == {second["id"]}

    def test_two_in_hand_of_which_none_may_be_rung_do_not_stand_in_the_way(
        self, campaign: Deployed, sam: Browser
    ) -> None:
        lost = [claim(sam), claim(sam)]
        for each in lost:
            objects(campaign, each)
        found = sam.post("/api/banks/main/next", {"holding": []}).body["claim"]
        assert found["household"]["id"] not in {each["household"]["id"] for each in lost}

    def test_nor_do_those_of_another_bank(self, deployed: Deployed) -> None:
        numbers = [drama_number(n) for n in range(3)]
        made = [
            a_household(f"h{n}", people=(a_person(f"p{n}"),), numbers=(a_number(e164, f"p{n}"),), bank_ids=(bank,))
            for n, (e164, bank) in enumerate(zip(numbers, ("second", "second", "main"), strict=True))
        ]
        browser = deployed.fill(*made, more_banks=(a_bank("second"),)).browser("sam")
        for _ in range(2):
            browser.post("/api/banks/second/next")
        deployed.shift.change_bank("second", status="closed")
        assert browser.post("/api/banks/main/next", {"holding": []}).body["claim"]["household"]["id"] == "h2"

    def test_what_the_page_shows_is_left_to_the_page(self, campaign: Deployed, sam: Browser) -> None:
        first = claim(sam)
        objects(campaign, first)
        sam.post("/api/banks/main/next", {"holding": [first["id"]]})
        assert campaign.shift.household(first["household"]["id"]).held(campaign.now)

    @pytest.mark.parametrize("given_back", [False, True])
    def test_what_happened_there_can_be_recorded_all_the_same(
        self, campaign: Deployed, sam: Browser, given_back: bool
    ) -> None:
        lost = claim(sam)
        self.cools_down(campaign, lost)
        if given_back:
            sam.post("/api/banks/main/next", {"holding": []})
        answer = record(sam, lost, None, outcome="answered")
        assert (answer.status, answer.body["call"]["late"]) == (200, given_back)

    def test_looking_again_costs_one_request_however_many_banks(self, campaign: Deployed, sam: Browser) -> None:
        claim(sam), claim(sam)
        with requests_of(campaign.table) as made:
            assert len(sam.get("/api/claims").body["claims"]) == 2
        assert made == ["BatchGetItem", "BatchGetItem"]
        with requests_of(campaign.table) as made:
            sam.post("/api/banks/main/next", {"holding": []})
        assert made == ["BatchGetItem", "BatchGetItem"]
