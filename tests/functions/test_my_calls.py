"""My calls of today, a call with its card, and numbers by their ids in responses."""

import json
from dataclasses import replace
from typing import Any

import pytest

from ringround.domain import claim_id
from ringround.domain.hours import uk_day
from ringround.domain.number_id import number_id
from ringround.domain.outcomes import Outcome
from tests.builders import (
    HOUR,
    LANDLINE,
    MOBILE,
    NOW,
    OTHER_MOBILE,
    SECRET,
    a_bank,
    a_household,
    a_number,
    a_person,
    a_response,
    not_home,
    parts_of,
    rung,
    said,
)
from tests.events import Browser
from tests.functions.conftest import DAY, Deployed, requests_of

MIDNIGHT = NOW + 12 * HOUR
MINUTE = 60


@pytest.fixture
def couple(deployed: Deployed) -> Deployed:
    """Two people, each with a number, and a third number of nobody known."""
    people = (a_person("p1"), a_person("p2", "Tom Shah"))
    numbers = (a_number(LANDLINE, "p1"), a_number(MOBILE, "p2"), a_number(OTHER_MOBILE))
    return deployed.fill(a_household(people=people, numbers=numbers), bank=a_bank(left_message_allowed=True))


@pytest.fixture
def sam(couple: Deployed) -> Browser:
    """Sam's browser."""
    return couple.browser("sam", expires=NOW + 9 * DAY)


def claim(browser: Browser) -> dict[str, Any]:
    """The next household."""
    return dict(browser.post("/api/banks/main/next").body["claim"])


def respond(browser: Browser, of: dict[str, Any], outcome: str = "not_home", **more: Any) -> Any:
    """A response, as it is answered."""
    return browser.post(f"/api/claims/{of['id']}/response", {"outcome": outcome, **more})


class TestNumbersByTheirIds:
    """A device sends back the ids that a claim gave it, and keeps no number."""

    def test_a_response_by_id_is_one_by_number(self, couple: Deployed, sam: Browser) -> None:
        of = claim(sam)
        ids = {n["e164"]: n["id"] for n in of["numbers"]}
        tried = [{"number": ids[LANDLINE], "outcome": "busy"}]
        call = respond(sam, of, "wrong_number", number=ids[MOBILE], tried=tried).body["call"]
        assert (call["number"], call["number_id"]) == (MOBILE, ids[MOBILE])
        assert call["tried"] == [{"number": LANDLINE, "number_id": ids[LANDLINE], "outcome": "busy"}]
        (entry,) = couple.shift.household().log
        assert (entry.number, entry.tried[0].number) == (MOBILE, LANDLINE)

    def test_what_looks_like_an_id_and_is_none_is_malformed(self, sam: Browser) -> None:
        of = claim(sam)
        for number in ("n", "nABC", "n" + "a" * 14, "x" + "a" * 13, number_id(MOBILE, SECRET) + "\n"):
            assert respond(sam, of, number=number).code == "malformed"

    def test_a_correction_may_name_the_number_that_was_rung_wherever_it_is_now(
        self, couple: Deployed, sam: Browser
    ) -> None:
        of = claim(sam)
        respond(sam, of, number=MOBILE)
        household = couple.shift.household()
        left = {e: n for e, n in household.numbers.items() if e != MOBILE}
        couple.shift.change_household(replace(household, numbers=left))
        for body in ({"number": number_id(MOBILE, SECRET)}, {"number": MOBILE}, {}):
            corrected = sam.put(f"/api/claims/{of['id']}/response", {"outcome": "wrong_number", **body})
            assert (corrected.status, corrected.body["call"]["number"]) == (200, MOBILE)


class TestACall:
    """What an answer says of a recorded call."""

    def test_language_and_for_whom_a_call_back_is(self, sam: Browser) -> None:
        of = claim(sam)
        call = respond(sam, of, "language_barrier", people=[{"person": "p1"}], language="Punjabi").body["call"]
        assert (call["language"], call["call_back_at"], call["call_back_for"]) == ("Punjabi", None, None)
        at = {"call_back_at": "2027-02-20T15:00:00Z", "call_back_for": "anyone", "people": [{"person": "p1"}]}
        call = sam.put(f"/api/claims/{of['id']}/response", {"outcome": "call_back", **at}).body["call"]
        assert (call["language"], call["call_back_at"]) == (None, "2027-02-20T15:00:00Z")
        assert call["call_back_for"] == "anyone"

    def test_a_call_without_a_number_says_so(self, couple: Deployed, sam: Browser) -> None:
        of = claim(sam)
        bare = replace(couple.shift.household(), numbers={})
        couple.shift.change_household(bare)
        call = respond(sam, of).body["call"]
        assert (call["number"], call["number_id"], call["tried"]) == (None, None, [])


class TestToday:
    """Calls of the UK day, by the time of the call."""

    def outcomes(self, browser: Browser) -> list[str]:
        """My calls of today."""
        return [c["outcome"] for c in browser.get("/api/my/calls").body["calls"]]

    def test_a_call_after_midnight_on_a_claim_from_before_is_todays(self, couple: Deployed, sam: Browser) -> None:
        couple.now = MIDNIGHT - MINUTE
        of = claim(sam)
        couple.now = MIDNIGHT + MINUTE
        respond(sam, of)
        assert uk_day(couple.now) != uk_day(MIDNIGHT - MINUTE)
        assert self.outcomes(sam) == ["not_home"]

    def test_one_before_midnight_is_not(self, couple: Deployed, sam: Browser) -> None:
        couple.now = MIDNIGHT - 2 * MINUTE
        of = claim(sam)
        couple.now = MIDNIGHT - MINUTE
        respond(sam, of)
        couple.now = MIDNIGHT
        assert self.outcomes(sam) == []

    def test_newest_first_whatever_the_order_of_the_claims(self, deployed: Deployed) -> None:
        deployed.fill(a_household("a"), a_household("b"))
        browser = deployed.browser("sam")
        first, second = claim(browser), claim(browser)
        deployed.now += MINUTE
        respond(browser, second, "busy")
        deployed.now += MINUTE
        respond(browser, first, "not_home")
        assert self.outcomes(browser) == ["not_home", "busy"]


class TestNobodyWhoHasDied:
    """What others recorded since hides a person from my calls as well."""

    def test_a_call_that_named_them_does_so_no_more(self, couple: Deployed, sam: Browser) -> None:
        of = claim(sam)
        people = [{"person": "p1", "note": "In hospital"}, {"person": "p2", "answers": {"support": "yes"}}]
        respond(sam, of, "answered", number=LANDLINE, people=people, note="Priya is unwell")
        first = sam.get("/api/my/calls").body["calls"][0]
        earlier = claim_id.make(parts_of(couple.shift.household(), "alex", NOW - 9 * HOUR), SECRET)
        couple.shift.respond(earlier, a_response(Outcome.DECEASED, said("p1")), "alex", at=NOW)
        (call,) = sam.get("/api/my/calls").body["calls"]
        assert call == {**first, "people": [first["people"][1]], "note": None}
        assert sam.get(f"/api/my/calls/{of['id']}").body["call"] == call

    def test_a_correction_takes_back_nothing_of_what_it_could_not_show(self, couple: Deployed, sam: Browser) -> None:
        of = claim(sam)
        people = [{"person": p, "answers": {"support": "yes", "help": ["leaflets"]}} for p in ("p1", "p2")]
        respond(sam, of, "answered", number=LANDLINE, people=people)
        earlier = claim_id.make(parts_of(couple.shift.household(), "alex", NOW - 9 * HOUR), SECRET)
        couple.shift.respond(earlier, a_response(Outcome.DECEASED, said("p1")), "alex", at=NOW)
        tally = couple.shift.tally()
        sent = {"outcome": "answered", "people": [{"person": "p2", "answers": {"support": "no"}}], "number": LANDLINE}
        assert sam.put(f"/api/claims/{of['id']}/response", sent).status == 200
        entry = couple.shift.household().entry(of["id"])
        assert entry is not None
        assert entry.people == {"p1": "answered", "p2": "answered"}
        after = couple.shift.tally()
        changed = {name: after[name] - tally[name] for name in {*after, *tally} if after[name] != tally[name]}
        assert sorted(changed.values()) == [-1, -1, 1]

    def test_whom_i_recorded_as_such_stands_in_that_call_to_be_corrected(self, sam: Browser) -> None:
        of = claim(sam)
        respond(sam, of, "deceased", number=MOBILE, people=[{"person": "p2"}], note="Told by a son")
        (call,) = sam.get("/api/my/calls").body["calls"]
        assert ([p["name"] for p in call["people"]], call["note"]) == (["Tom Shah"], "Told by a son")

    def test_it_costs_one_request_for_the_households(self, couple: Deployed, sam: Browser) -> None:
        sam.get("/api/my/calls")
        with requests_of(couple.table) as bare:
            sam.get("/api/my/calls")
        respond(sam, claim(sam))
        with requests_of(couple.table) as made:
            sam.get("/api/my/calls")
        assert (bare, made) == (["BatchGetItem", "Query", "Query"], ["BatchGetItem", "Query", "Query", "BatchGetItem"])


class TestTheCardOfACall:
    """The card as it was for the call, so that it can be corrected."""

    def card(self, browser: Browser, claimed: str) -> Any:
        """A call with its card."""
        return browser.get(f"/api/my/calls/{claimed}")

    def test_people_and_numbers_are_open_as_they_were(self, couple: Deployed, sam: Browser) -> None:
        of = claim(sam)
        respond(sam, of, "do_not_call", number=MOBILE, people=[{"person": "p2"}])
        couple.now += 5 * HOUR
        couple.shift.respond(couple.shift.claim("alex", at=couple.now), a_response(), "alex", at=couple.now)
        found = self.card(sam, of["id"]).body
        assert found["call"]["outcome"] == "do_not_call"
        assert [(p["id"], p["target"], p["settled"]) for p in found["claim"]["people"]] == [
            ("p1", True, None),
            ("p2", True, None),
        ]
        assert {n["e164"] for n in found["claim"]["numbers"]} == {LANDLINE, MOBILE, OTHER_MOBILE}
        assert found["claim"]["history"] == []
        assert found["claim"]["until"] == found["call"]["at"]
        assert found["claim"]["ringing_back"] is None

    def test_the_number_that_was_rung_is_first(self, sam: Browser) -> None:
        of = claim(sam)
        worst = of["numbers"][-1]
        respond(sam, of, number=worst["id"])
        assert self.card(sam, of["id"]).body["claim"]["numbers"][0] == worst

    def test_the_script_is_the_one_that_was_read_out(self, couple: Deployed, sam: Browser) -> None:
        of = claim(sam)
        respond(sam, of)
        couple.shift.change_bank(script_version=2)
        assert self.card(sam, of["id"]).body["claim"]["script"] == of["script"]

    def test_earlier_calls_are_its_history_and_later_ones_are_not(self, deployed: Deployed) -> None:
        deployed.fill(rung(a_household(), at=NOW - 9 * HOUR, caller="alex"))
        browser = deployed.browser("sam")
        of = claim(browser)
        respond(browser, of, "busy")
        deployed.now += HOUR
        deployed.shift.respond(deployed.shift.claim("alex", at=deployed.now), not_home(), "alex", at=deployed.now)
        assert self.card(browser, of["id"]).body["claim"]["history"] == of["history"]

    def test_whom_i_recorded_as_deceased_can_be_corrected(self, sam: Browser) -> None:
        of = claim(sam)
        respond(sam, of, "deceased", number=MOBILE, people=[{"person": "p2"}])
        assert "p2" in {p["id"] for p in self.card(sam, of["id"]).body["claim"]["people"]}

    def test_whom_somebody_else_did_is_not_shown(self, couple: Deployed, sam: Browser) -> None:
        of = claim(sam)
        respond(sam, of, number=MOBILE)
        couple.now += 5 * HOUR
        dead = a_response(Outcome.DECEASED, number=MOBILE)
        couple.shift.respond(couple.shift.claim("alex", at=couple.now), dead, "alex", at=couple.now)
        found = self.card(sam, of["id"]).body["claim"]
        assert [p["id"] for p in found["people"]] == ["p1"]
        assert [n["whose"] for n in found["numbers"] if n["e164"] == MOBILE] == []

    def test_nor_is_what_was_noted_of_them_before(self, deployed: Deployed) -> None:
        people = (a_person("p1"), a_person("p2", "Tom Shah"))
        household = a_household(people=people, numbers=(a_number(LANDLINE, "p1"), a_number(MOBILE, "p2")))
        both = {"p1": Outcome.NOT_HOME, "p2": Outcome.NOT_HOME}
        noted = rung(household, at=NOW - 9 * HOUR, note="Priya is in hospital", caller="alex", people=both)
        promised = a_response(
            Outcome.CALL_BACK, said("p1"), said("p2"), note="Ask how Priya is", call_back_at=NOW - MINUTE, number=MOBILE
        )
        shift = deployed.fill(noted).shift
        shift.respond(shift.claim("alex", at=NOW - 2 * HOUR), promised, "alex", at=NOW - 2 * HOUR)
        deployed.now = NOW + HOUR
        browser = deployed.browser("sam")
        of = claim(browser)
        assert (of["history"][1]["note"], of["call_back"]["note"]) == ("Priya is in hospital", "Ask how Priya is")
        respond(browser, of, number=MOBILE, people=[{"person": "p2"}])
        deployed.now += 5 * HOUR
        dead = a_response(Outcome.DECEASED, said("p1"), number=LANDLINE)
        shift.respond(shift.claim("alex", at=deployed.now), dead, "alex", at=deployed.now)
        found = self.card(browser, of["id"]).body["claim"]
        assert "Priya" not in json.dumps(found)
        assert [[p["person"] for p in e["people"]] for e in found["history"]] == [["p2"], ["p2"]]
        assert (found["call_back"]["person"], found["call_back"]["note"]) == ("p2", None)

    def test_a_correction_of_it_is_taken(self, sam: Browser) -> None:
        of = claim(sam)
        respond(sam, of, number=MOBILE)
        found = self.card(sam, of["id"]).body
        answers = {found["claim"]["people"][1]["id"]: {"support": "yes"}}
        people = [{"person": p, "answers": a} for p, a in answers.items()]
        body = {"outcome": "answered", "number": found["call"]["number_id"], "people": people}
        corrected = sam.put(f"/api/claims/{of['id']}/response", body)
        assert corrected.body["call"]["version"] == 2
        assert self.card(sam, of["id"]).body["call"] == corrected.body["call"]

    def test_somebody_elses_is_refused(self, couple: Deployed, sam: Browser) -> None:
        of = claim(sam)
        respond(sam, of)
        answer = self.card(couple.browser("alex"), of["id"])
        assert (answer.status, answer.code) == (403, "claim_not_yours")

    @pytest.mark.parametrize(("later", "status"), [(DAY, 200), (DAY + 1, 422)])
    def test_a_day_after_it_is_too_late(self, couple: Deployed, sam: Browser, later: int, status: int) -> None:
        of = claim(sam)
        respond(sam, of)
        couple.now += later
        answer = self.card(sam, of["id"])
        assert answer.status == status
        assert status == 200 or answer.code == "correction_too_late"
