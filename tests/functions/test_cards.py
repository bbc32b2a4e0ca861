"""The caller's card: what the call needs, and nothing else."""

import json
from dataclasses import replace
from typing import Any

import pytest

from ringround.domain.household import Household, Targeting
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
    rung,
)
from tests.functions.conftest import Deployed

PRIYA, TOM, SOFIA = a_person("p1"), a_person("p2", "Tom Shah"), a_person("p3", "Sofia Shah")
EARLIER = NOW - 5 * HOUR


def a_family(*numbers: Any, **changes: Any) -> Household:
    """Three people at one address."""
    return replace(a_household(people=(PRIYA, TOM, SOFIA), numbers=numbers or (a_number(),)), **changes)


def card(deployed: Deployed, household: Household, **bank: Any) -> dict[str, Any]:
    """The card of a household."""
    browser = deployed.fill(household, bank=a_bank(**bank)).browser("sam")
    return dict(browser.post("/api/banks/main/next").body["claim"])


class TestPeople:
    """Everybody at the address, and who is to be asked."""

    def test_everybody_is_shown_and_those_who_are_wanted_are_marked(self, deployed: Deployed) -> None:
        family = a_family(banks={"main": Targeting(("p1", "p3"), NOW)})
        assert card(deployed, family)["people"] == [
            {"id": "p1", "name": "Priya Shah", "first_name": "Priya", "target": True, "settled": None},
            {"id": "p2", "name": "Tom Shah", "first_name": "Tom", "target": False, "settled": None},
            {"id": "p3", "name": "Sofia Shah", "first_name": "Sofia", "target": True, "settled": None},
        ]

    def test_somebody_who_may_not_vote_is_listed_and_not_to_be_asked(self, deployed: Deployed) -> None:
        people = (PRIYA, replace(TOM, may_vote=False))
        shown = card(deployed, a_household(people=people, numbers=(a_number(),)))["people"]
        assert [p["target"] for p in shown] == [True, False]

    def test_somebody_who_is_done_is_shown_with_what_is_known(self, deployed: Deployed) -> None:
        family = rung(a_family(), Outcome.ANSWERED, at=EARLIER, people={"p2": Outcome.ANSWERED})
        assert [(p["target"], p["settled"]) for p in card(deployed, family)["people"]] == [
            (True, None),
            (False, "answered"),
            (True, None),
        ]

    def test_somebody_who_has_died_is_nowhere_on_it(self, deployed: Deployed) -> None:
        family = a_family(a_number(LANDLINE, "p1", "p2"), a_number(MOBILE, "p2"))
        people = {"p1": Outcome.NOT_HOME, "p2": Outcome.DECEASED}
        shown = card(deployed, rung(family, Outcome.NOT_HOME, at=EARLIER, people=people))
        assert [p["id"] for p in shown["people"]] == ["p1", "p3"]
        assert [(n["whose"], n["shared"]) for n in shown["numbers"]] == [(["p1"], False)]
        assert shown["history"][0]["people"] == [{"person": "p1", "outcome": "not_home"}]
        assert "Tom" not in json.dumps(shown)
        assert "p2" not in json.dumps(shown)

    @pytest.mark.parametrize("call", [Outcome.DECEASED, Outcome.NOT_HOME])
    def test_a_call_that_was_about_nobody_else_is_not_in_its_history(self, deployed: Deployed, call: Outcome) -> None:
        family = a_family(a_number(LANDLINE))
        family = rung(family, call, at=EARLIER - HOUR, people={"p2": call}, note="Poor Tom")
        family = rung(family, Outcome.DECEASED, at=EARLIER, people={"p2": Outcome.DECEASED}, note="Poor Tom")
        shown = card(deployed, family)
        assert shown["history"] == []
        assert "Tom" not in json.dumps(shown)


class TestNumbers:
    """Numbers that may be rung, best first, and whose they are."""

    def test_a_number_says_whose_it_is_and_how_it_is_read_out(self, deployed: Deployed) -> None:
        numbers = (a_number(LANDLINE, "p1", "p2"), a_number(MOBILE, "p1"), a_number(OTHER_MOBILE))
        shown = card(deployed, a_family(*numbers))["numbers"]
        ids = [number.pop("id") for number in shown]
        assert ids == [number_id(e164, SECRET) for e164 in (MOBILE, LANDLINE, OTHER_MOBILE)]
        assert shown == [
            {"e164": MOBILE, "display": "07700 900000", "kind": "mobile", "whose": ["p1"], "shared": False},
            {"e164": LANDLINE, "display": "0113 496 0000", "kind": "landline", "whose": ["p1", "p2"], "shared": True},
            {"e164": OTHER_MOBILE, "display": "07700 900001", "kind": "mobile", "whose": [], "shared": False},
        ]

    @pytest.mark.parametrize("mark", ["dead", "suppressed"])
    def test_a_number_that_may_not_be_rung_is_nowhere_on_it(self, deployed: Deployed, mark: str) -> None:
        marked: Any = {mark: True}
        shown = card(deployed, a_family(a_number(LANDLINE), a_number(MOBILE, **marked)))
        assert MOBILE not in json.dumps(shown)

    def test_a_number_that_is_wrong_for_whom_it_was_given_is_nowhere_on_it(self, deployed: Deployed) -> None:
        family = rung(
            a_family(a_number(LANDLINE), a_number(MOBILE, "p1")), Outcome.WRONG_NUMBER, at=EARLIER, number=MOBILE
        )
        shown = card(deployed, family)
        assert [n["e164"] for n in shown["numbers"]] == [LANDLINE]
        assert (shown["history"][0]["outcome"], shown["history"][0]["number_display"]) == ("wrong_number", None)


class TestWhomToAskFor:
    """One person, even where several are wanted."""

    def test_it_is_whoever_the_best_number_reaches(self, deployed: Deployed) -> None:
        assert card(deployed, a_family(a_number(LANDLINE), a_number(MOBILE, "p3")))["ask_for"] == "p3"

    def test_on_a_number_of_nobody_known_it_is_the_first_who_is_wanted(self, deployed: Deployed) -> None:
        family = a_family(banks={"main": Targeting(("p2", "p3"), NOW)})
        assert card(deployed, family)["ask_for"] == "p2"

    def test_it_is_whoever_was_promised_a_call(self, deployed: Deployed) -> None:
        people = {"p1": Outcome.NOT_HOME, "p2": Outcome.CALL_BACK}
        family = rung(a_family(), Outcome.CALL_BACK, at=EARLIER, people=people, call_back_at=NOW, note="Ask for Tom")
        shown = card(deployed, family)
        assert shown["ask_for"] == "p2"
        assert shown["call_back"] == {"at": "2027-02-20T12:00:00Z", "person": "p2", "note": "Ask for Tom"}

    def test_it_is_not_somebody_who_was_promised_a_call_and_is_done_since(self, deployed: Deployed) -> None:
        people = {"p1": Outcome.CALL_BACK, "p2": Outcome.CALL_BACK}
        family = rung(a_family(), Outcome.CALL_BACK, at=EARLIER, people=people, call_back_at=NOW)
        family = rung(family, Outcome.MOVED, at=EARLIER, people={"p1": Outcome.MOVED}, late=True)
        shown = card(deployed, family)
        assert (shown["ask_for"], shown["call_back"]["person"]) == ("p2", "p2")


class TestHistory:
    """Earlier calls, newest first."""

    def test_an_earlier_call_says_when_what_and_whether_it_was_mine(self, deployed: Deployed) -> None:
        family = rung(a_family(), at=EARLIER - HOUR, caller="alex", note="Try the evening")
        family = rung(family, Outcome.BUSY, at=EARLIER, caller="sam", number="")
        newest, oldest = card(deployed, family)["history"]
        assert newest == {
            "at": "2027-02-20T07:00:00Z",
            "outcome": "busy",
            "by_me": True,
            "number_display": None,
            "people": [{"person": "p1", "outcome": "busy"}],
            "note": None,
        }
        assert (oldest["by_me"], oldest["note"], oldest["number_display"]) == (
            False,
            "Try the evening",
            "0113 496 0000",
        )

    def test_only_the_last_ten_are_shown(self, deployed: Deployed) -> None:
        family = a_family()
        for n in range(12):
            family = rung(family, Outcome.BUSY, at=EARLIER - 99 + n)
        history = card(deployed, family, max_attempts=99)["history"]
        assert len(history) == 10
        assert history[0]["at"] > history[-1]["at"]


class TestWhatIsNotOnIt:
    """Callers see only what the call needs."""

    def test_no_elector_number_no_tag_no_imported_column_no_caller(self, deployed: Deployed) -> None:
        person = replace(PRIYA, elector="XQ-4711", tags=("pledged-red",), columns={"Canvass code": "D9-blue"})
        family = rung(a_household(people=(person,)), at=EARLIER, caller="alexandra")
        text = json.dumps(card(deployed, family))
        for hidden in ("XQ-4711", "pledged-red", "Canvass code", "D9-blue", "alexandra"):
            assert hidden not in text

    def test_the_address_is_there_to_tell_households_apart(self, deployed: Deployed) -> None:
        assert card(deployed, a_household())["household"] == {
            "id": "house1",
            "address": ["12 Mill Lane"],
            "town": "Riverside",
            "postcode": "RS1 2AB",
        }


class TestBanks:
    """A bank as a volunteer sees it."""

    def test_the_return_number_is_shown_as_it_is_read_out(self, deployed: Deployed) -> None:
        bank = a_bank(return_number="+442079460123", cool_down=4 * HOUR, purpose="Find supporters", people=12)
        (shown,) = deployed.fill(bank=bank).browser("sam").get("/api/banks").body["banks"]
        assert (shown["return_number"], shown["return_number_display"]) == ("+442079460123", "020 7946 0123")
        assert (shown["cool_down_minutes"], shown["purpose"], shown["progress"]["people"]) == (
            240,
            "Find supporters",
            12,
        )

    def test_a_bank_with_hours_says_when_it_closes(self, deployed: Deployed) -> None:
        bank = a_bank(hours={"sat": ("09:00", "21:00")})
        (shown,) = deployed.fill(bank=bank).browser("sam").get("/api/banks").body["banks"]
        assert (shown["open_now"], shown["closes_at"]) == (True, "2027-02-20T21:00:00Z")

    def test_a_bank_round_the_clock_has_no_closing_time(self, deployed: Deployed) -> None:
        (shown,) = deployed.fill().browser("sam").get("/api/banks").body["banks"]
        assert (shown["open_now"], shown["opens_at"], shown["closes_at"]) == (True, None, None)

    def test_a_paused_bank_is_shown_and_not_open_and_a_closed_one_is_not_shown(self, deployed: Deployed) -> None:
        more = (a_bank("closed", status="closed"),)
        browser = deployed.fill(bank=a_bank(status="paused"), more_banks=more).browser("sam")
        assert [(b["id"], b["open_now"]) for b in browser.get("/api/banks").body["banks"]] == [("main", False)]
        assert browser.post("/api/banks/main/next").body["reason"] == "paused"
        assert browser.post("/api/banks/closed/next").body["reason"] == "closed"

    def test_progress_and_ones_own_part_in_it(self, deployed: Deployed) -> None:
        deployed.fill(a_household("a"), a_household("b"))
        for caller, outcome in (("sam", "answered"), ("alex", "not_home")):
            browser = deployed.browser(caller)
            claim = browser.post("/api/banks/main/next").body["claim"]
            browser.post(f"/api/claims/{claim['id']}/response", {"outcome": outcome})
        (shown,) = deployed.browser("sam").get("/api/banks").body["banks"]
        assert (shown["progress"]["calls"], shown["progress"]["conversations"], shown["progress"]["reached"]) == (
            2,
            1,
            1,
        )
        assert shown["mine"] == {"calls": 1, "conversations": 1}
