"""The leaderboard of a bank: those who want to be seen, where the bank wants one."""

import json
from typing import Any

import pytest

from ringround.storage import callers, keys
from ringround.storage.callers import Session, Volunteer
from ringround.usecases.sign_in import hash_token
from tests.builders import HOUR, NOW, a_bank, a_household, a_number, a_person, drama_number
from tests.events import Browser
from tests.functions.conftest import Deployed, requests_of

HOUSEHOLDS = 30


@pytest.fixture
def campaign(deployed: Deployed) -> Deployed:
    """Many households, in a bank that has a leaderboard."""
    made = [
        a_household(f"h{n}", people=(a_person(f"p{n}"),), numbers=(a_number(drama_number(n), f"p{n}"),))
        for n in range(HOUSEHOLDS)
    ]
    return deployed.fill(*made, bank=a_bank(leaderboard=True))


def somebody(campaign: Deployed, caller: str, name: str, *, seen: bool = True) -> Browser:
    """A volunteer by their full name, who may want to be seen."""
    callers.add(campaign.table, Volunteer(caller, f"{caller}@example.org", name))
    browser = campaign.browser(caller)
    if seen:
        assert browser.put("/api/me", {"on_leaderboard": True}).body["caller"]["on_leaderboard"] is True
    return browser


def ring(browser: Browser, *outcomes: str) -> None:
    """So many calls."""
    for outcome in outcomes:
        claim = browser.post("/api/banks/main/next").body["claim"]["id"]
        browser.post(f"/api/claims/{claim}/response", {"outcome": outcome})


def board(browser: Browser) -> Any:
    """The leaderboard as somebody sees it."""
    return browser.get("/api/banks/main/leaderboard").body


def names(browser: Browser) -> list[str]:
    """Who is on it."""
    return [entry["name"] for entry in board(browser)["entries"]]


def test_it_says_first_name_initial_and_todays_calls_most_first(campaign: Deployed) -> None:
    robin = somebody(campaign, "robin", "Robin Q Rees-Jones")
    kim = somebody(campaign, "kim", "Kim")
    ring(robin, "not_home")
    ring(kim, "answered", "not_home", "refused")
    assert board(robin) == {
        "on": True,
        "entries": [
            {"name": "Kim", "calls": 3, "conversations": 1, "me": False},
            {"name": "Robin R.", "calls": 1, "conversations": 0, "me": True},
        ],
        "as_of": "2027-02-20T12:00:00Z",
    }


def test_nobody_is_on_it_who_did_not_say_so(campaign: Deployed) -> None:
    quiet = somebody(campaign, "quentin", "Quentin Quiet", seen=False)
    ring(quiet, "answered", "answered")
    robin = somebody(campaign, "robin", "Robin Rees")
    ring(robin, "not_home")
    for viewer in (quiet, robin):
        found = board(viewer)
        assert [e["name"] for e in found["entries"]] == ["Robin R."]
        assert "Quentin" not in json.dumps(found)
    assert "Quentin" not in json.dumps(campaign.table.get(keys.progress("main")))


def test_who_says_so_after_calls_is_on_it_with_them(campaign: Deployed) -> None:
    robin = somebody(campaign, "robin", "Robin Rees", seen=False)
    ring(robin, "not_home", "not_home")
    assert names(robin) == []
    robin.put("/api/me", {"on_leaderboard": True})
    campaign.now += 15
    assert board(robin)["entries"][0]["calls"] == 2


def test_who_said_so_yesterday_is_on_it_today(campaign: Deployed) -> None:
    robin = somebody(campaign, "robin", "Robin Rees")
    campaign.now = NOW + 22 * HOUR
    callers.start_session(campaign.table, Session("robin", hash_token("token-of-robin"), NOW + 99 * HOUR))
    ring(robin, "not_home")
    assert names(robin) == ["Robin R."]


def test_who_takes_it_back_is_gone_with_the_next_snapshot_and_at_once_for_themselves(campaign: Deployed) -> None:
    robin, kim = somebody(campaign, "robin", "Robin Rees"), somebody(campaign, "kim", "Kim Lee")
    ring(robin, "not_home")
    assert names(kim) == ["Robin R."]
    robin.put("/api/me", {"on_leaderboard": False})
    assert names(robin) == []
    campaign.now += 15
    assert names(kim) == []
    ring(robin, "not_home")
    campaign.now += 15
    assert names(kim) == []


def test_a_claim_under_way_while_it_is_taken_back_does_not_bring_it_back(campaign: Deployed) -> None:
    """The request read the old wish before, and wrote the desk after."""
    robin, kim = somebody(campaign, "robin", "Robin Rees"), somebody(campaign, "kim", "Kim Lee")
    ring(robin, "not_home")
    robin.put("/api/me", {"on_leaderboard": False})
    stale: Any = {**(campaign.table.get(keys.desk("2027-02-20", "robin")) or {}), "shown_as": "Robin R."}
    campaign.table.put(stale)
    assert names(kim) == []


def test_who_was_removed_is_gone(campaign: Deployed) -> None:
    robin, kim = somebody(campaign, "robin", "Robin Rees"), somebody(campaign, "kim", "Kim Lee")
    ring(robin, "not_home")
    item: Any = {**(campaign.table.get(keys.volunteer("robin")) or {}), "active": False}
    campaign.table.put(item)
    assert names(kim) == []


def test_ten_at_most_and_somebody_removed_leaves_room_for_the_next(campaign: Deployed) -> None:
    everybody = [somebody(campaign, f"c{n:02d}", f"Caller{n:02d} X") for n in range(12)]
    for browser in everybody:
        ring(browser, "not_home")
    assert len(names(everybody[0])) == 10
    item: Any = {**(campaign.table.get(keys.volunteer("c00")) or {}), "on_leaderboard": False}
    campaign.table.put(item)
    campaign.now += 15
    assert names(everybody[5]) == [f"Caller{n:02d} X." for n in range(1, 11)]


def test_yesterdays_calls_are_not_todays(campaign: Deployed) -> None:
    robin = somebody(campaign, "robin", "Robin Rees")
    ring(robin, "not_home")
    assert names(robin) == ["Robin R."]
    campaign.now = NOW + 13 * HOUR
    assert names(robin) == []


def test_a_snapshot_of_yesterday_is_not_shown_today(campaign: Deployed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever looks first in the morning works it out; somebody else at that moment sees the old one."""
    robin = somebody(campaign, "robin", "Robin Rees")
    ring(robin, "not_home")
    assert names(robin) == ["Robin R."]
    campaign.now = NOW + 13 * HOUR
    monkeypatch.setattr("ringround.usecases.look.banks.take_refresh", lambda *_: False)
    assert names(robin) == []


@pytest.mark.parametrize("turned_off", [False, True])
def test_a_bank_without_one_has_none(campaign: Deployed, turned_off: bool) -> None:
    robin = somebody(campaign, "robin", "Robin Rees")
    ring(robin, "not_home")
    if turned_off:
        names(robin)
    campaign.shift.change_bank(leaderboard=False)
    assert board(robin) == {"on": False, "entries": [], "as_of": None}
    assert robin.get("/api/banks").body["banks"][0]["leaderboard"] is False


def test_nor_are_names_written_for_it(deployed: Deployed) -> None:
    robin = somebody(deployed.fill(a_household()), "robin", "Robin Rees")
    ring(robin, "not_home")
    robin.get("/api/banks")
    snapshot = deployed.table.get(keys.progress("main"))
    assert snapshot is not None
    assert "Robin" not in json.dumps(snapshot)


def test_banks_have_none_unless_an_organiser_says_so(deployed: Deployed) -> None:
    organiser = deployed.fill().browser("olive", role="organiser")
    for bank, asked in (("plain", {}), ("cheerful", {"leaderboard": True})):
        made = organiser.post("/api/organiser/banks", {"id": bank, "name": bank, **asked}).body["bank"]
        assert made["leaderboard"] is bool(asked)


def test_an_unknown_bank_is_not_there(campaign: Deployed) -> None:
    answer = campaign.browser("sam").get("/api/banks/nowhere/leaderboard")
    assert (answer.status, answer.code) == (404, "bank_unknown")


def test_a_wish_has_to_be_said(campaign: Deployed) -> None:
    for body in ({}, {"on_leaderboard": None}, {"on_leaderboard": "perhaps"}):
        assert campaign.browser("sam").put("/api/me", body).status == 400


def test_however_many_look_the_table_is_asked_once_in_a_while(campaign: Deployed) -> None:
    robin = somebody(campaign, "robin", "Robin Rees")
    ring(robin, "not_home")
    names(robin)
    with requests_of(campaign.table) as made:
        names(robin)
    assert made == ["BatchGetItem", "BatchGetItem"]


def test_wanting_to_be_seen_costs_a_claim_nothing(campaign: Deployed) -> None:
    costs = []
    for seen in (False, True):
        browser = somebody(campaign, f"caller{seen}", "Somebody Else", seen=seen)
        browser.post("/api/banks/main/next")
        with requests_of(campaign.table) as made:
            browser.post("/api/banks/main/next")
        costs.append(made)
    assert costs[0] == costs[1]
