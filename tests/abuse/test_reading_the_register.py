"""Reading the register through an account that may only ring.

Claims and skips an hour: tests/usecases/test_claim_next_desk.py, tests/usecases/test_hold.py. What a card holds:
tests/functions/test_cards.py. Searches for who rings back: tests/functions/test_ringing_back.py.
"""

import re
from typing import Any

import pytest

from ringround.domain.desk import RETURNS_AN_HOUR
from tests.builders import a_bank, a_household, a_number, drama_number
from tests.events import Browser
from tests.functions.conftest import Deployed

MANY = 2 * RETURNS_AN_HOUR


def filled(deployed: Deployed, **bank: Any) -> Browser:
    """A volunteer's browser before more households than anybody may read."""
    found = [a_household(f"house{n}", numbers=(a_number(drama_number(n)),)) for n in range(MANY)]
    return deployed.fill(*found, bank=a_bank(**bank)).browser("sam")


def next_one(browser: Browser) -> tuple[int, str]:
    """Claim the next household: the status, and the claim or the code of the refusal."""
    answer = browser.post("/api/banks/main/next")
    return answer.status, answer.body["claim"]["id"] if answer.status == 200 else answer.code


def test_claim_and_skip_comes_to_an_end(deployed: Deployed) -> None:
    browser = filled(deployed, skips_per_hour=3)
    skipped = []
    for _ in range(5):
        status, claim = next_one(browser)
        if status == 200:
            skipped.append(browser.post(f"/api/claims/{claim}/skip", {"reason": "other"}).status)
    assert skipped == [200] * 3 + [429] * 2
    assert next_one(browser) == (409, "claim_limit")


def test_claim_and_give_back_comes_to_an_end(deployed: Deployed) -> None:
    browser = filled(deployed, skips_per_hour=3)
    for _ in range(RETURNS_AN_HOUR):
        status, claim = next_one(browser)
        assert status == 200
        assert browser.delete(f"/api/claims/{claim}").status == 204
    assert next_one(browser) == (429, "claims_an_hour")
    assert "Retry-After" in browser.seen[-1].headers
    deployed.now += 3600
    assert next_one(browser)[0] == 200


def test_what_is_given_back_is_never_kept_whatever_the_limit(deployed: Deployed) -> None:
    browser = filled(deployed, skips_per_hour=0)
    for _ in range(RETURNS_AN_HOUR - 1):
        browser.delete(f"/api/claims/{next_one(browser)[1]}")
    held = [next_one(browser)[1] for _ in range(2)]
    assert [browser.delete(f"/api/claims/{claim}").status for claim in held] == [204, 204]
    assert browser.get("/api/claims").body == {"claims": []}


def test_giving_back_the_same_one_again_and_again_counts_once(deployed: Deployed) -> None:
    browser = filled(deployed)
    claim = next_one(browser)[1]
    for _ in range(3):
        assert browser.delete(f"/api/claims/{claim}").status == 204
    assert list(deployed.shift.desk().returns.values()) == [1]


@pytest.mark.parametrize(
    "path", ["/api/banks", "/api/banks/main", "/api/claims", "/api/my/calls", "/api/my/callbacks", "/api/start"]
)
def test_no_other_request_of_a_caller_shows_a_household_that_is_not_in_hand(deployed: Deployed, path: str) -> None:
    browser = filled(deployed)
    told = str(browser.get(path).body)
    assert "house" not in told
    assert not re.search(r"\+44\d{10}", told)


def test_a_search_for_who_rings_back_finds_no_number_that_nobody_rang(deployed: Deployed) -> None:
    browser = filled(deployed)
    for n in range(3):
        answer = browser.get(f"/api/ringing-back?number={drama_number(n).replace('+44', '0')}")
        assert "house" not in str(answer.body)
