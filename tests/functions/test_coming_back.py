"""Somebody who was erased, or removed, and is at the telephone again on the same day, by whichever way they come."""

from collections.abc import Callable

import pytest

from ringround import wiring
from ringround.storage import callers, desks, keys
from ringround.storage.callers import Volunteer
from ringround.usecases.sign_in import caller_id
from tests.builders import a_household
from tests.events import Browser
from tests.functions.conftest import Deployed, requests_of

VOLUNTEERS = "/api/organiser/volunteers"
SAM = "sam@example.org"
TODAY = "2027-02-20"
MINUTE = 60

Way = Callable[[Deployed, Browser], Browser]
"""How somebody who is not on the list gets on it and signs in."""


@pytest.fixture
def campaign(deployed: Deployed) -> Deployed:
    """A campaign with some households to ring, and Sam, who has rung one."""
    deployed.fill(*(a_household(id=f"house{n}") for n in range(4)))
    callers.add(deployed.table, Volunteer(sam(deployed), SAM, "Sam Shah"))
    assert by_mail(deployed).post("/api/banks/main/next").body["claim"]
    return deployed


@pytest.fixture
def ada(campaign: Deployed) -> Browser:
    """An admin."""
    return campaign.browser("ada", role="admin")


def sam(campaign: Deployed) -> str:
    """Sam's id."""
    return caller_id(campaign.shift.context, SAM)


def sign_in(campaign: Deployed, code: str, **more: str) -> Browser:
    """Sam's browser, signed in by a code."""
    browser = campaign.browser()
    answer = browser.post("/api/login", {"email": SAM, "code": code, **more})
    assert answer.status == 200, answer.body
    return browser


def by_mail(campaign: Deployed, **more: str) -> Browser:
    """Sam's browser, signed in by a code that mail brought."""
    campaign.now += 2 * MINUTE
    campaign.browser().post("/api/login/code", {"email": SAM, **more})
    return sign_in(campaign, campaign.last_code(), **more)


def join_link(campaign: Deployed, _: Browser) -> Browser:
    """Sam joins by the link."""
    return by_mail(campaign, join="river", name="Sam Shah")


def added(campaign: Deployed, ada: Browser) -> Browser:
    """An organiser puts Sam on the list."""
    answer = ada.post(VOLUNTEERS, {"volunteers": [{"email": SAM, "name": "Sam Shah"}]})
    assert (answer.body["added"], answer.body["refused"]) == (1, [])
    return by_mail(campaign)


def handed(campaign: Deployed, ada: Browser) -> Browser:
    """No mail arrives, and an organiser hands Sam a code."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wiring, "mailer", lambda: None)
        campaign.browser().post("/api/login/code", {"email": SAM, "join": "river", "name": "Sam Shah"})
        made = ada.post(f"{VOLUNTEERS}/{sam(campaign)}/code")
        assert made.status == 201, made.body
        return sign_in(campaign, made.body["code"])


WAYS = pytest.mark.parametrize("way", [join_link, added, handed])


def erase(campaign: Deployed, ada: Browser) -> None:
    """Sam is erased, today."""
    answer = ada.post(f"{VOLUNTEERS}/{sam(campaign)}/erase")
    assert answer.status == 200, answer.body
    assert desks.get(campaign.table, TODAY, sam(campaign)).closed


@WAYS
def test_whoever_was_erased_and_joins_again_gets_a_household(campaign: Deployed, ada: Browser, way: Way) -> None:
    erase(campaign, ada)
    again = way(campaign, ada).post("/api/banks/main/next")
    assert (again.status, bool(again.body.get("claim"))) == (200, True), again.body


@WAYS
def test_what_they_did_that_day_counts_on(campaign: Deployed, ada: Browser, way: Way) -> None:
    before = desks.get(campaign.table, TODAY, sam(campaign))
    erase(campaign, ada)
    way(campaign, ada)
    after = desks.get(campaign.table, TODAY, sam(campaign))
    assert not after.closed
    assert (sum(after.claims.values()), after.rev) == (sum(before.claims.values()), before.rev + 2)


@WAYS
def test_a_desk_that_is_open_is_not_written(campaign: Deployed, ada: Browser, way: Way) -> None:
    erase(campaign, ada)
    campaign.table.delete(keys.desk(TODAY, sam(campaign)))
    way(campaign, ada)
    assert campaign.table.get(keys.desk(TODAY, sam(campaign))) is None


def test_a_removed_one_who_is_put_on_the_list_stays_removed(campaign: Deployed, ada: Browser) -> None:
    ada.put(f"{VOLUNTEERS}/{sam(campaign)}", {"active": False})
    answer = ada.post(VOLUNTEERS, {"volunteers": [{"email": SAM}, {"email": "kim@example.org"}]})
    assert [refused["reason"] for refused in answer.body["refused"]] == ["removed"]
    assert desks.get(campaign.table, TODAY, sam(campaign)).closed


def test_one_who_is_taken_back_gets_a_household(campaign: Deployed, ada: Browser) -> None:
    for active in (False, True):
        assert ada.put(f"{VOLUNTEERS}/{sam(campaign)}", {"active": active}).status == 200
    assert by_mail(campaign).post("/api/banks/main/next").body["claim"]


def test_a_list_of_new_people_costs_two_reads_of_their_desks(campaign: Deployed, ada: Browser) -> None:
    """200 are the most of one request: two reads of who is known, two of desks, four transactions of fifty."""
    erase(campaign, ada)
    people = [{"email": SAM}, *({"email": f"new{n}@example.org"} for n in range(199))]
    ada.get("/api/me")
    with requests_of(campaign.table) as made:
        assert ada.post(VOLUNTEERS, {"volunteers": people}).body["added"] == 200
    # One read more is of who asks, and one write is Sam's desk, which was closed.
    assert {name: made.count(name) for name in ("BatchGetItem", "UpdateItem", "TransactWriteItems")} == {
        "BatchGetItem": 5,
        "UpdateItem": 1,
        "TransactWriteItems": 4,
    }
