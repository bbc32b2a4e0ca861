"""Data quality through the API: what there is to decide, and what follows from a decision."""

from dataclasses import replace
from typing import Any
from unittest.mock import Mock

import pytest

from ringround.domain.household import Household
from ringround.domain.outcomes import Outcome
from ringround.domain.placement import facts_of
from ringround.domain.recording import Response
from ringround.storage import audit, imports, keys
from ringround.storage.table import Table
from tests.builders import HOUR, NOW, a_household, a_number, a_person, drama_number, not_home, rung
from tests.events import Browser
from tests.functions.conftest import Deployed

PATH = "/api/organiser/quality"
FIRST, SECOND, SHARED = drama_number(1), drama_number(2), drama_number(9)


@pytest.fixture
def campaign(deployed: Deployed) -> Deployed:
    """Two households; the first has a number that a list gave at the second as well."""
    return fill(
        deployed,
        a_household("h1", people=(a_person("p1"),), numbers=(a_number(SHARED, "p1"), a_number(FIRST, "p1"))),
        a_household("h2", people=(a_person("p2", "Robin Rees"),), numbers=(a_number(SECOND, "p2"),)),
    )


def fill(deployed: Deployed, *homes: Household) -> Deployed:
    """A campaign of these households, with the items that say who lives and is rung where."""
    deployed.fill(*homes)
    for home in homes:
        for person in home.people:
            deployed.table.put(imports.elector_item(person, home.id))
        for e164 in home.numbers:
            deployed.table.put(imports.number_item(e164, home.id, "", suppressed=False))
    return deployed


@pytest.fixture
def olive(campaign: Deployed) -> Browser:
    """An organiser."""
    return campaign.browser("olive", role="organiser")


def met_twice(table: Table, e164: str = SHARED, household: str = "h2") -> None:
    """An import met a number at an address that does not have it."""
    table.transact([imports.put_conflict("i1", e164, household, NOW - HOUR)])


def matters(of: Browser, kind: str = "") -> list[Any]:
    """What there is to decide."""
    return list(of.get(f"{PATH}?kind={kind}" if kind else PATH).body["items"])


def decide(of: Browser, decision: str, kind: str = "", **more: Any) -> Any:
    """Decide the first matter."""
    item = matters(of, kind)[0]["id"]
    return of.post(f"{PATH}/{item}", {"decision": decision, **more})


def card(browser: Browser) -> Any:
    """A card."""
    return browser.post("/api/banks/main/next", {"holding": []}).body["claim"]


def record(browser: Browser, claim: Any, outcome: str, **more: Any) -> Any:
    """Record a call on a card."""
    return browser.post(f"/api/claims/{claim['id']}/response", {"outcome": outcome, **more})


def owner(table: Table, e164: str) -> str:
    """The household that owns a number."""
    return str((table.get(keys.number(e164)) or {})["household"])


class TestANumberAtSeveralAddresses:
    """Kept, given, rung by nobody, or one household."""

    def test_says_who_has_it_first_and_who_is_said_to(self, campaign: Deployed, olive: Browser) -> None:
        met_twice(campaign.table)
        found = olive.get(PATH)
        (item,) = found.body["items"]
        assert (item["kind"], item["number_display"]) == ("several_addresses", "01632 960009")
        assert [h["id"] for h in item["households"]] == ["h1", "h2"]
        assert [p["name"] for p in item["households"][1]["people"]] == ["Robin Rees"]
        assert item["decisions"] == ["keep", "give", "nobody", "merge"]
        assert found.body["counts"]["several_addresses"] == 1
        assert SHARED[3:] not in item["id"]

    def test_kept(self, campaign: Deployed, olive: Browser) -> None:
        met_twice(campaign.table)
        before = campaign.shift.household("h1")
        settled = decide(olive, "keep").body["item"]
        assert settled["decisions"] == []
        assert settled["settled"] == {
            "decision": "keep",
            "by": {"id": "olive", "name": "Olive"},
            "at": "2027-02-20T12:00:00Z",
        }
        assert campaign.shift.household("h1") == before
        assert olive.get(PATH).body["counts"]["several_addresses"] == 0
        assert [i["settled"]["decision"] for i in matters(olive)] == ["keep"]

    def test_an_import_that_meets_it_again_does_not_ask_again(self, campaign: Deployed, olive: Browser) -> None:
        met_twice(campaign.table)
        decide(olive, "keep")
        met_twice(campaign.table)
        assert matters(olive)[0]["settled"] is not None

    def test_given_to_the_other_with_its_cool_down(self, deployed: Deployed) -> None:
        home = a_household("h1", people=(a_person("p1"),), numbers=(a_number(SHARED, "p1"),))
        other = a_household("h2", people=(a_person("p2"),), numbers=())
        fill(deployed, rung(home, number=SHARED, at=NOW - HOUR), other)
        olive = deployed.browser("olive", role="organiser")
        met_twice(deployed.table)
        assert decide(olive, "give", household="h2").status == 200
        assert owner(deployed.table, SHARED) == "h2"
        old, new = deployed.shift.household("h1"), deployed.shift.household("h2")
        assert old.numbers[SHARED].dead
        assert old.queue is None
        assert new.numbers[SHARED].whose == ()
        # Rung an hour ago, to be rung again four hours after.
        assert new.queue == ("main", f"8#{NOW + 3 * HOUR:010d}#h2")

    def test_given_to_a_household_that_did_not_ask_is_refused(self, campaign: Deployed, olive: Browser) -> None:
        met_twice(campaign.table)
        assert decide(olive, "give", household="h1").code == "household_unknown"
        assert owner(campaign.table, SHARED) == "h1"

    def test_an_objection_goes_along(self, campaign: Deployed, olive: Browser) -> None:
        met_twice(campaign.table)
        item = {**imports.number_item(SHARED, "h1", "", suppressed=False), "x|claim": NOW}
        campaign.table.put(item)
        decide(olive, "give")
        assert campaign.shift.household("h2").numbers[SHARED].suppressed

    def test_rung_by_nobody(self, campaign: Deployed, olive: Browser) -> None:
        met_twice(campaign.table)
        decide(olive, "nobody")
        home = campaign.shift.household("h1")
        assert home.numbers[SHARED].dead
        assert not home.numbers[FIRST].dead
        assert (campaign.table.get(keys.number(SHARED)) or {})["dead"] is True
        assert SHARED not in [n["e164"] for n in card(campaign.browser("sam"))["numbers"]]

    @pytest.mark.parametrize("decision", ["give", "merge"])
    @pytest.mark.parametrize("held", ["h1", "h2"])
    def test_not_while_one_is_in_a_callers_hands(
        self, campaign: Deployed, olive: Browser, decision: str, held: str
    ) -> None:
        met_twice(campaign.table)
        sam, alex = campaign.browser("sam"), campaign.browser("alex")
        claims = {c["household"]["id"]: (b, c["id"]) for b in (sam, alex) for c in [card(b)]}
        for home, (browser, claim) in claims.items():
            if home != held:
                browser.delete(f"/api/claims/{claim}")
        answer = decide(olive, decision)
        assert (answer.status, answer.code) == (409, "being_called")
        assert matters(olive)[0]["settled"] is None
        assert owner(campaign.table, SHARED) == "h1"

    @pytest.mark.parametrize(("chosen", "stays", "goes"), [("", "h1", "h2"), ("h2", "h2", "h1")])
    def test_both_are_one_household(
        self, campaign: Deployed, olive: Browser, chosen: str, stays: str, goes: str
    ) -> None:
        campaign.shift.respond(campaign.shift.claim("sam"), not_home())
        met_twice(campaign.table)
        assert decide(olive, "merge", **({"household": chosen} if chosen else {})).status == 200
        one, empty = campaign.shift.household(stays), campaign.shift.household(goes)
        assert set(one.people) == {"p1", "p2"}
        assert set(one.numbers) == {FIRST, SECOND, SHARED}
        assert set(one.banks["main"].people) == {"p1", "p2"}
        assert one.numbers[SHARED].whose == ()
        assert len(one.log) == 1
        assert not any(Outcome.MOVED in p.marks or n.dead for p in one.people.values() for n in one.numbers.values())
        assert (empty.queue, empty.banks) == (None, {})
        assert all(n.dead for n in empty.numbers.values())
        for e164 in (FIRST, SECOND, SHARED):
            assert owner(campaign.table, e164) == stays
        for person in ("p1", "p2"):
            assert (campaign.table.get(keys.elector(person)) or {})["household"] == stays

    @pytest.mark.parametrize("decision", ["give", "merge"])
    def test_a_call_that_was_broken_off_goes_along(self, campaign: Deployed, olive: Browser, decision: str) -> None:
        """It stands, but was not on the log yet when its process ended, and its lease ran out."""
        shift = campaign.shift
        claims = [shift.claim(who, at=NOW - HOUR) for who in ("sam", "alex")]
        claim = next(each for each in claims if each.household.id == "h1")
        who = claim.claim.caller
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("ringround.usecases.complete.put_on_log", Mock(side_effect=KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                shift.respond(claim, Response(Outcome.NOT_HOME, SHARED), who, at=NOW - HOUR)
        met_twice(campaign.table)
        assert decide(olive, decision, household="h2").status == 200
        assert [e.claim for e in shift.household("h2").log] == [claim.claim.id]

    def test_once_merged_one_card_shows_all_of_them(self, campaign: Deployed, olive: Browser) -> None:
        met_twice(campaign.table)
        decide(olive, "merge")
        shown = card(campaign.browser("sam"))
        assert {p["name"] for p in shown["people"]} == {"Priya Shah", "Robin Rees"}
        assert campaign.browser("alex").post("/api/banks/main/next").body["claim"] is None


class TestWrongAndDeadNumbers:
    """From calls; works after all."""

    def test_a_dead_number_works_after_all(self, campaign: Deployed, olive: Browser) -> None:
        sam = campaign.browser("sam")
        claim = card(sam)
        home, number = claim["household"]["id"], claim["numbers"][0]["e164"]
        record(sam, claim, "disconnected", number=number, note="A tone.")
        (item,) = matters(olive, "dead_number")
        assert (item["note"], item["from"], item["bank"]) == ("A tone.", {"id": "sam", "name": "Sam"}, "main")
        assert number in facts_of(campaign.shift.household(home)).dead
        decide(olive, "works", "dead_number")
        household = campaign.shift.household(home)
        assert number not in facts_of(household).dead
        assert household.queue is not None
        item = campaign.table.get(keys.number(number)) or {}
        assert not [name for name in item if name.startswith("d|")]

    def test_a_wrong_number_is_right_for_them(self, campaign: Deployed, olive: Browser) -> None:
        sam = campaign.browser("sam")
        claim = card(sam)
        home, number = claim["household"]["id"], claim["numbers"][0]["e164"]
        record(sam, claim, "wrong_number", number=number)
        assert facts_of(campaign.shift.household(home)).wrong
        (item,) = matters(olive, "wrong_number")
        assert item["households"][0]["about"] == [claim["people"][0]["id"]]
        decide(olive, "works", "wrong_number")
        assert not facts_of(campaign.shift.household(home)).wrong
        campaign.now += 5 * HOUR
        # Found wrong again: it is asked again, and counts again.
        again = next(c for c in (card(sam), card(campaign.browser("alex"))) if c["household"]["id"] == home)
        browser = sam if again["id"].split(".")[5] == "sam" else campaign.browser("alex")
        record(browser, again, "wrong_number", number=number)
        assert matters(olive, "wrong_number")[0]["decisions"] == ["leave", "works"]
        assert facts_of(campaign.shift.household(home)).wrong

    def test_left_as_it_is(self, campaign: Deployed, olive: Browser) -> None:
        sam = campaign.browser("sam")
        claim = card(sam)
        record(sam, claim, "disconnected", number=claim["numbers"][0]["e164"])
        before = campaign.shift.household(claim["household"]["id"])
        assert decide(olive, "leave").status == 200
        assert campaign.shift.household(before.id) == before

    def test_a_correction_takes_it_back(self, campaign: Deployed, olive: Browser) -> None:
        sam = campaign.browser("sam")
        claim = card(sam)
        record(sam, claim, "disconnected", number=claim["numbers"][0]["e164"])
        assert olive.get(PATH).body["counts"]["dead_number"] == 1
        sam.put(f"/api/claims/{claim['id']}/response", {"outcome": "not_home"})
        assert matters(olive) == []

    def test_an_objection_is_nothing_to_find_out(self, campaign: Deployed) -> None:
        home = rung(campaign.shift.household("h2"), Outcome.DO_NOT_CALL, number=SECOND)
        vouched = {SECOND: replace(home.numbers[SECOND], vouched=NOW + HOUR)}
        assert SECOND in facts_of(replace(home, numbers=vouched)).suppressed


class TestWhatVolunteersAskOf:
    """Please look, a question, a language."""

    def test_a_question_with_its_note(self, campaign: Deployed, olive: Browser) -> None:
        sam = campaign.browser("sam")
        claim = card(sam)
        person = claim["people"][0]["id"]
        said = {"person": person, "note": "When is the hustings?", "flag": "question"}
        call = record(sam, claim, "answered", people=[said]).body["call"]
        assert call["people"][0]["flag"] == "question"
        (item,) = matters(olive)
        assert (item["kind"], item["note"], item["decisions"]) == ("question", "When is the hustings?", ["done"])
        assert item["households"][0]["about"] == [person]
        assert decide(olive, "done").status == 200
        assert olive.get(PATH).body["counts"]["question"] == 0

    def test_a_question_that_a_correction_adds_after_one_was_settled(self, campaign: Deployed, olive: Browser) -> None:
        sam = campaign.browser("sam")
        claim = card(sam)
        person = {"person": claim["people"][0]["id"], "flag": "question"}
        record(sam, claim, "answered", people=[{**person, "note": "When is the hustings?"}])
        campaign.now += 60
        decide(olive, "done")
        assert olive.get(PATH).body["counts"]["question"] == 0
        campaign.now += 60
        added = {"outcome": "answered", "people": [{**person, "note": "When is the hustings? And where do I vote?"}]}
        assert sam.put(f"/api/claims/{claim['id']}/response", added).status == 200
        assert olive.get(PATH).body["counts"]["question"] == 1
        campaign.now += 60
        decide(olive, "done")
        campaign.now += 60
        assert sam.put(f"/api/claims/{claim['id']}/response", {**added, "note": "A dog."}).status == 200
        assert olive.get(PATH).body["counts"]["question"] == 0

    def test_a_flag_for_the_household(self, campaign: Deployed, olive: Browser) -> None:
        sam = campaign.browser("sam")
        claim = card(sam)
        call = record(sam, claim, "not_home", note="The door is open.", flag="please_look").body["call"]
        assert call["flag"] == "please_look"
        (item,) = matters(olive)
        assert (item["kind"], item["note"]) == ("please_look", "The door is open.")
        seen = sam.get(f"/api/my/calls/{claim['id']}").body["call"]
        assert seen["flag"] == "please_look"
        sam.put(f"/api/claims/{claim['id']}/response", {"outcome": "not_home", "note": "The door is open."})
        assert matters(olive) == []

    def test_a_language_barrier(self, campaign: Deployed, olive: Browser) -> None:
        sam = campaign.browser("sam")
        record(sam, card(sam), "language_barrier", language="Polish")
        (item,) = matters(olive)
        assert (item["kind"], item["language"]) == ("language", "Polish")

    def test_a_skip_that_says_what_is_wrong(self, campaign: Deployed, olive: Browser) -> None:
        sam = campaign.browser("sam")
        sam.post(f"/api/claims/{card(sam)['id']}/skip", {"reason": "problem", "note": "This is a shop."})
        sam.post(f"/api/claims/{card(sam)['id']}/skip", {"reason": "not_now", "note": "Later."})
        (item,) = matters(olive)
        assert (item["kind"], item["note"], item["from"]["name"]) == ("please_look", "This is a shop.", "Sam")

    def test_most_calls_raise_nothing(self, campaign: Deployed, olive: Browser) -> None:
        sam = campaign.browser("sam")
        record(sam, card(sam), "answered", note="Friendly.")
        record(sam, card(sam), "not_home")
        assert olive.get(PATH).body["items"] == []


class TestDecisions:
    """One each, written down."""

    def test_of_two_who_decide_the_second_is_told(self, campaign: Deployed, olive: Browser) -> None:
        met_twice(campaign.table)
        item = matters(olive)[0]["id"]
        olive.post(f"{PATH}/{item}", {"decision": "keep"})
        assert olive.post(f"{PATH}/{item}", {"decision": "nobody"}).code == "already_settled"

    @pytest.mark.parametrize(("decision", "code"), [("works", "decision_unknown"), ("whim", "malformed")])
    def test_what_cannot_be_decided_is_refused(
        self, campaign: Deployed, olive: Browser, decision: str, code: str
    ) -> None:
        met_twice(campaign.table)
        assert decide(olive, decision).code == code

    def test_of_nothing(self, olive: Browser) -> None:
        assert olive.post(f"{PATH}/q234", {"decision": "done"}).code == "quality_unknown"

    def test_are_written_down_without_a_name_or_number(self, campaign: Deployed, olive: Browser) -> None:
        met_twice(campaign.table)
        decide(olive, "keep")
        (entry,) = audit.latest(campaign.table, 5)
        assert (entry.who, entry.act) == ("olive", "quality_decided")
        assert entry.details == {"kind": "several_addresses", "decision": "keep"}

    def test_pages_say_how_many_more_there_are(self, campaign: Deployed, olive: Browser) -> None:
        for n in range(60):
            met_twice(campaign.table, drama_number(100 + n))
        found = olive.get(PATH).body
        assert (len(found["items"]), found["more"]) == (50, 10)
        assert found["items"][0]["decisions"] == ["keep", "nobody"]
