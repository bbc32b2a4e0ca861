"""Somebody to ring, and a browser that searches and takes calls: for the tests of ringing back."""

from dataclasses import replace
from typing import Any
from urllib.parse import quote

from ringround.domain.household import Household
from ringround.storage import keys
from tests.builders import LANDLINE, MOBILE, a_household, a_number, a_person
from tests.events import Answer, Browser
from tests.functions.conftest import Deployed


def a_couple(**changes: Any) -> Household:
    """Two people, each with a number."""
    people = (a_person("p1"), a_person("p2", "Tom Shah"))
    numbers = (a_number(LANDLINE, "p1"), a_number(MOBILE, "p2"))
    return replace(a_household(people=people, numbers=numbers), **changes)


def fill(deployed: Deployed, *found: Household, **how: Any) -> Deployed:
    """A campaign whose numbers have items of their own, as an import writes them."""
    deployed.fill(*found, **how)
    for household in found:
        for e164 in household.numbers:
            deployed.table.put({**keys.number(e164), "household": household.id})
    return deployed


def find(browser: Browser, number: str) -> Answer:
    """A search."""
    return browser.get(f"/api/ringing-back?number={quote(number)}")


def matches(browser: Browser, number: str) -> list[dict[str, Any]]:
    """What a search finds."""
    return list(find(browser, number).body["matches"])


def take(browser: Browser, match: dict[str, Any]) -> Answer:
    """Take the call of a match."""
    body = {"household": match["household"], "number": match["number"]["id"], "bank": match["bank"]}
    return browser.post("/api/ringing-back", body)


def ring(browser: Browser, outcome: str = "not_home", number: str = LANDLINE, **more: Any) -> dict[str, Any]:
    """Ring the next household; its claim."""
    claim = browser.post("/api/banks/main/next").body["claim"]
    sent = {"outcome": outcome, "number": number, **more}
    assert browser.post(f"/api/claims/{claim['id']}/response", sent).status == 200
    return dict(claim)
