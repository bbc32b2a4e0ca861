"""Reading the register through an account that may only ring.

Claims and skips an hour: tests/usecases/test_claim_next_desk.py, tests/usecases/test_hold.py. What a card holds:
tests/functions/test_cards.py. Searches for who rings back: tests/functions/test_ringing_back.py.
"""

import json
import re
from typing import Any

import pytest

from ringround.domain.desk import RETURNS_AN_HOUR
from tests.builders import a_bank, a_household, a_number, drama_number
from tests.events import Browser
from tests.functions.conftest import Deployed
from tests.functions.ringing import fill, find, matches

MANY = 2 * RETURNS_AN_HOUR
SHOWS_ONES_OWN = frozenset({"/api/claims", "/api/my/calls", "/api/my/callbacks", "/api/start"})
"""What shows somebody households of their own."""


def filled(deployed: Deployed, **bank: Any) -> Browser:
    """A volunteer's browser before more households than anybody may read."""
    found = [a_household(f"house{n}", numbers=(a_number(drama_number(n)),)) for n in range(MANY)]
    return fill(deployed, *found, bank=a_bank(**bank)).browser("sam")


def next_one(browser: Browser) -> tuple[int, str]:
    """Claim the next household: the status, and the claim or the code of the refusal."""
    answer = browser.post("/api/banks/main/next")
    return answer.status, answer.body["claim"]["id"] if answer.status == 200 else answer.code


def test_ringing_whoever_comes_comes_to_an_end(deployed: Deployed) -> None:
    browser = filled(deployed, claims_per_hour=3)
    for _ in range(3):
        status, claim = next_one(browser)
        assert status == 200
        assert browser.post(f"/api/claims/{claim}/response", {"outcome": "not_home"}).status == 200
    assert next_one(browser) == (429, "claims_an_hour")


def test_nor_does_a_response_bring_more_than_that(deployed: Deployed) -> None:
    browser = filled(deployed, claims_per_hour=3)
    claim = next_one(browser)[1]
    brought = []
    while claim:
        sent = {"outcome": "not_home", "want_next": True, "holding": []}
        answer = browser.post(f"/api/claims/{claim}/response", sent)
        assert answer.status == 200
        brought.append((answer.body["next"] or {}).get("claim"))
        claim = brought[-1]["id"] if brought[-1] else ""
    assert len(brought) == 3
    assert brought[-1] is None
    assert next_one(browser) == (429, "claims_an_hour")


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


def shows_anybody(browser: Browser, path: str) -> bool:
    """Whether an answer has a household, a number or somebody in it."""
    answer = browser.get(path)
    assert answer.status == 200
    return bool(re.search(r"house\d|\+44\d{10}|Priya|After work", json.dumps(answer.body)))


@pytest.mark.parametrize(
    "path", ["/api/banks", "/api/banks/main", "/api/claims", "/api/my/calls", "/api/my/callbacks", "/api/start"]
)
def test_no_other_request_of_a_caller_shows_a_household_that_is_not_in_hand(deployed: Deployed, path: str) -> None:
    """Neither one that nobody has, nor what somebody else holds, has rung and has promised."""
    browser = filled(deployed)
    alex = deployed.browser("alex")
    rung = next_one(alex)[1]
    promised = {"outcome": "call_back", "call_back_at": "2027-02-20T15:00:00Z", "note": "After work"}
    assert alex.post(f"/api/claims/{rung}/response", promised).status == 200
    assert next_one(alex)[0] == 200
    # What shows Alex what is theirs would be seen to show it to somebody else.
    assert shows_anybody(alex, path) == (path in SHOWS_ONES_OWN)
    assert not shows_anybody(browser, path)


def test_a_search_for_who_rings_back_finds_no_number_that_nobody_rang(deployed: Deployed) -> None:
    browser = filled(deployed)
    rung = browser.post("/api/banks/main/next").body["claim"]
    browser.post(f"/api/claims/{rung['id']}/response", {"outcome": "not_home"})
    number = rung["numbers"][0]["e164"]
    assert [match["household"] for match in matches(browser, number)] == [rung["household"]["id"]]
    others = [drama_number(n) for n in range(MANY) if drama_number(n) != number]
    for other in others:
        found = find(browser, other)
        assert (found.status, found.body["matches"]) == (200, [])
    ends = {other[-4:] for other in others} - {number[-4:]}
    assert [match for end in sorted(ends)[:3] for match in matches(browser, end)] == []
