"""What the page shows and must not any more: `standing`, and `gone` with each response and skip."""

from typing import Any

import pytest

from ringround.domain import claim_id
from ringround.domain.outcomes import Outcome
from tests.builders import SECRET, a_household, a_number, a_person, a_response, drama_number, parts_of
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
    return browser.post(f"/api/claims/{of['id']}/response", {"outcome": "not_home", "holding": holding, **more})


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
        assert bare == own == ["BatchGetItem", "GetItem", "GetItem", "TransactWriteItems"]

    def test_looking_costs_one_request(self, campaign: Deployed, sam: Browser) -> None:
        first, second = claim(sam), claim(sam)
        with requests_of(campaign.table) as made:
            record(sam, first, [first["id"], second["id"]])
        assert made == ["BatchGetItem", "GetItem", "GetItem", "TransactWriteItems", "BatchGetItem"]

    def test_and_none_beside_the_one_that_the_next_household_needs_anyway(
        self, campaign: Deployed, sam: Browser
    ) -> None:
        first, second = claim(sam), claim(sam)
        with requests_of(campaign.table) as made:
            record(sam, first, [second["id"]], want_next=True)
        reads = made[made.index("TransactWriteItems") + 1 :]
        assert reads.count("GetItem") == 0
        assert reads[0] == "BatchGetItem"

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
