"""A volunteer's day over HTTP, from the sign-in to the last household."""

from typing import Any

from ringround.storage import calls
from tests.builders import LANDLINE, MOBILE, NOW, a_bank, a_household, a_number, not_home
from tests.events import Answer, Browser
from tests.functions.conftest import Deployed

HALF_AN_HOUR = 1800


def next_claim(browser: Browser, **body: Any) -> dict[str, Any]:
    """The next household."""
    claim = browser.post("/api/banks/main/next", body).body["claim"]
    assert claim is not None
    return dict(claim)


def record(browser: Browser, claim: dict[str, Any], outcome: str, **more: Any) -> Answer:
    """Record what happened."""
    return browser.post(f"/api/claims/{claim['id']}/response", {"outcome": outcome, "people": [], **more})


def test_from_the_sign_in_to_the_last_household(deployed: Deployed) -> None:
    deployed.fill(*(a_household(f"h{n}") for n in range(3)))
    browser = deployed.browser()

    campaign = browser.get("/api/campaign").body["campaign"]
    assert (campaign["name"], campaign["party"], campaign["poll_date"]) == ("Riverside by-election", "The Party", None)

    assert browser.post("/api/login/code", {"email": "noor@example.org", "join": "river"}).status == 202
    signed_in = browser.post(
        "/api/login", {"email": "noor@example.org", "code": deployed.last_code(), "name": "Noor", "join": "river"}
    )
    assert signed_in.body["caller"]["name"] == "Noor"
    assert signed_in.body["caller"]["role"] == "caller"

    (bank,) = browser.get("/api/banks").body["banks"]
    assert (bank["id"], bank["open_now"], bank["mine"]) == ("main", True, {"calls": 0, "conversations": 0})
    assert browser.get("/api/banks/main").body["script"]["title"] == "Voter ID"

    first = next_claim(browser, holding=[])
    on_deck = next_claim(browser, holding=[first["id"]])
    assert [c["id"] for c in browser.get("/api/claims").body["claims"]] == [first["id"], on_deck["id"]]

    deployed.now += 60
    recorded = record(browser, first, "not_home", want_next=True, holding=[on_deck["id"]]).body
    third = recorded["next"]["claim"]
    assert recorded["call"]["outcome"] == "not_home"
    assert third["household"]["id"] not in {first["household"]["id"], on_deck["household"]["id"]}

    deployed.now += 60
    answers = {"support": "yes", "help": ["poster"]}
    answered = record(browser, on_deck, "answered", people=[{"person": "p1", "answers": answers, "note": "Keen"}])
    assert answered.body["call"]["people"] == [
        {"person": "p1", "name": "Priya Shah", "outcome": "answered", "answers": answers, "note": "Keen", "flag": None}
    ]
    corrected = browser.put(
        f"/api/claims/{on_deck['id']}/response",
        {"outcome": "answered", "people": [{"person": "p1", "answers": {"support": "no"}}]},
    )
    assert (corrected.body["call"]["version"], corrected.body["call"]["people"][0]["answers"]) == (2, {"support": "no"})

    finished = record(browser, third, "wrong_number", want_next=True, holding=[]).body["next"]
    assert (finished["claim"], finished["reason"]) == (None, "nothing_due")
    assert finished["retry_at"] == "2027-02-20T16:01:00Z"

    mine = browser.get("/api/my/calls").body["calls"]
    assert [c["outcome"] for c in mine] == ["wrong_number", "answered", "not_home"]
    assert browser.get("/api/me").body["today"] == {"calls": 3, "conversations": 1}

    assert browser.post("/api/logout").status == 204
    assert browser.get("/api/me").status == 401
    assert len(list(calls.all_versions(deployed.table))) == 4


def test_a_page_that_lost_its_answer_gets_the_same_household_again(deployed: Deployed) -> None:
    browser = deployed.fill(a_household("a"), a_household("b")).browser("sam")
    lost = next_claim(browser, holding=[])
    assert next_claim(browser, holding=[]) == lost


def test_a_response_sent_twice_is_answered_twice_with_the_same_next_household(deployed: Deployed) -> None:
    browser = deployed.fill(*(a_household(f"h{n}") for n in range(3))).browser("sam")
    first = next_claim(browser, holding=[])
    sent = record(browser, first, "not_home", want_next=True, holding=[]).body
    again = record(browser, first, "not_home", want_next=True, holding=[]).body
    assert again == sent
    assert browser.get("/api/me").body["today"]["calls"] == 1


def test_a_household_is_skipped_and_the_next_comes_with_the_answer(deployed: Deployed) -> None:
    browser = deployed.fill(a_household("a"), a_household("b")).browser("sam")
    first = next_claim(browser)
    skipped = browser.post(f"/api/claims/{first['id']}/skip", {"reason": "know_them", "want_next": True})
    assert skipped.body["next"]["claim"]["household"]["id"] != first["household"]["id"]
    assert browser.post(f"/api/claims/{skipped.body['next']['claim']['id']}/skip").body == {"gone": []}


def test_a_claim_is_renewed_and_given_back(deployed: Deployed) -> None:
    browser = deployed.fill(a_household()).browser("sam")
    claim = next_claim(browser)
    assert claim["until"] == "2027-02-20T12:30:00Z"
    deployed.now += 1200
    assert browser.post(f"/api/claims/{claim['id']}/renew").body == {"until": "2027-02-20T12:50:00Z"}
    assert browser.delete(f"/api/claims/{claim['id']}").status == 204
    assert browser.get("/api/claims").body == {"claims": []}


def test_a_claim_that_went_to_somebody_else_cannot_be_renewed_but_its_call_counts(deployed: Deployed) -> None:
    deployed.fill(a_household())
    sam, alex = deployed.browser("sam"), deployed.browser("alex")
    lost = next_claim(sam)
    deployed.now += HALF_AN_HOUR
    next_claim(alex)
    renewed = sam.post(f"/api/claims/{lost['id']}/renew")
    assert (renewed.status, renewed.code) == (409, "claim_expired")
    assert record(sam, lost, "not_home").body["call"]["late"] is True


def test_a_third_household_is_refused_with_the_two_that_are_held(deployed: Deployed) -> None:
    browser = deployed.fill(*(a_household(f"h{n}") for n in range(3))).browser("sam")
    held = [next_claim(browser)["id"], next_claim(browser)["id"]]
    refused = browser.post("/api/banks/main/next")
    assert (refused.status, refused.code) == (409, "claim_limit")
    assert refused.body["error"]["details"] == {"claims": held}


def test_what_was_recorded_stands_where_there_can_be_no_next(deployed: Deployed) -> None:
    households = [a_household(f"h{n}") for n in range(4)]
    browser = deployed.fill(*households, bank=a_bank(claims_per_hour=2)).browser("sam")
    first = next_claim(browser)
    next_claim(browser)
    deployed.shift.respond(browser.get("/api/claims").body["claims"][1]["id"], not_home())
    answer = record(browser, first, "not_home", want_next=True, holding=[])
    assert answer.status == 200
    assert answer.body["next"]["claim"] is None
    assert answer.body["next"]["error"]["code"] == "claims_an_hour"


def test_a_call_back_is_promised_and_comes_with_who_and_why(deployed: Deployed) -> None:
    browser = deployed.fill(a_household()).browser("sam")
    promised = record(
        browser, next_claim(browser), "call_back", call_back_at="2027-02-20T18:00:00+00:00", note="After her shift"
    )
    assert promised.body["call"]["call_back_at"] == "2027-02-20T18:00:00Z"
    deployed.now = NOW + 6 * 3600
    claim = next_claim(browser)
    assert claim["call_back"] == {"at": "2027-02-20T18:00:00Z", "person": "p1", "note": "After her shift"}


def test_a_number_tried_in_vain_is_recorded_with_the_one_that_was_answered(deployed: Deployed) -> None:
    numbers = (a_number(MOBILE, "p1"), a_number(LANDLINE, "p1"))
    browser = deployed.fill(a_household(numbers=numbers)).browser("sam")
    tried = [{"number": MOBILE, "outcome": "disconnected"}]
    call = record(browser, next_claim(browser), "answered", number=LANDLINE, tried=tried).body["call"]
    assert (call["number"], call["number_display"]) == (LANDLINE, "0113 496 0000")
    assert calls.is_dead(deployed.table.get({"pk": f"N#{MOBILE}", "sk": "N"}) or {})


def test_outside_hours_nobody_is_handed_out(deployed: Deployed) -> None:
    browser = deployed.fill(a_household(), bank=a_bank(hours={"sun": ("11:00", "20:00")})).browser("sam")
    answer = browser.post("/api/banks/main/next").body
    assert answer == {"claim": None, "reason": "outside_hours", "retry_at": "2027-02-21T11:00:00Z"}
    (bank,) = browser.get("/api/banks").body["banks"]
    assert (bank["open_now"], bank["opens_at"], bank["closes_at"]) == (False, "2027-02-21T11:00:00Z", None)
    assert bank["hours"]["mon"] is None
