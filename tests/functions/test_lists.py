"""Lists that organisers paste: voted, suppression, screening, through the API."""

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from ringround import settings, wiring
from ringround.domain.household import Household, Targeting
from ringround.domain.outcomes import Outcome
from ringround.domain.placement import facts_of, place
from ringround.storage import audit, banks, households, imports, keys, scan
from ringround.storage.imports import Import
from ringround.usecases import jobs, screening
from ringround.usecases.imports_ids import PersonIds
from tests.builders import NOW, SECRET, a_bank, a_household, a_number, a_person, drama_number
from tests.events import Browser
from tests.functions.conftest import Deployed, requests_of

IDS = PersonIds(SECRET)
VOTED, SUPPRESSION, SCREENING = (f"/api/organiser/{name}" for name in ("voted", "suppression", "screening"))


def a_home(n: int, *electors: str, **changes: Any) -> Household:
    """A household of these electors, with a number that anybody there may be rung on."""
    people = tuple(a_person(IDS.of(e), f"Person {e}", elector=e) for e in electors)
    return a_household(f"h{n}", people=people, numbers=(a_number(drama_number(n)),), **changes)


@pytest.fixture
def campaign(deployed: Deployed) -> Deployed:
    """Registers with the prefixes AB and CD; one household of two."""
    homes = [
        a_home(0, "AB-124", "AB-124/1"),
        a_home(1, "CD-124"),
        a_home(2, "AB-7"),
        a_home(3, "van.5550001"),
        a_home(4, "CD-9/2"),
    ]
    deployed.fill(*homes)
    for home in homes:
        for person in home.people:
            deployed.table.put(imports.elector_item(person, home.id))
        for e164 in home.numbers:
            deployed.table.put(imports.number_item(e164, home.id, "", suppressed=False))
    imports.create(deployed.table, Import("0000000001-x", "", state="done", runs=1, prefixes=("AB", "CD")))
    return deployed


@pytest.fixture
def olive(campaign: Deployed) -> Browser:
    """An organiser."""
    return campaign.browser("olive", role="organiser")


@pytest.fixture
def ada(campaign: Deployed) -> Browser:
    """An admin."""
    return campaign.browser("ada", role="admin")


def voted(campaign: Deployed) -> set[str]:
    """The electors who are marked as having voted."""
    homes = [campaign.shift.household(f"h{n}") for n in range(5)]
    return {p.elector for h in homes for p in h.people.values() if Outcome.ALREADY_VOTED in p.marks}


class TestVoted:
    """They leave every queue at once."""

    @pytest.mark.parametrize("text", ["AB-124/1", "AB124/1", "ab 124/1", "AB 124 1", "AB\t124\t1"])
    def test_one_elector_in_every_form(self, campaign: Deployed, olive: Browser, text: str) -> None:
        answer = olive.post(VOTED, {"electors": [text]}).body
        assert answer == {"marked": 1, "already": 0, "unmatched": [], "households": 1}
        assert voted(campaign) == {"AB-124/1"}

    def test_numbers_of_one_list_with_its_prefix(self, campaign: Deployed, olive: Browser) -> None:
        answer = olive.post(VOTED, {"electors": ["124", "7", "CD-124", "124/1"], "prefix": "ab"}).body
        assert (answer["marked"], answer["households"], answer["unmatched"]) == (4, 3, [])
        assert voted(campaign) == {"AB-124", "AB-7", "CD-124", "AB-124/1"}

    def test_a_number_without_a_prefix_is_found_where_one_elector_has_it(
        self, campaign: Deployed, olive: Browser
    ) -> None:
        assert olive.post(VOTED, {"electors": ["7", "9/2", "5550001"]}).body["marked"] == 3
        assert voted(campaign) == {"AB-7", "CD-9/2", "van.5550001"}

    def test_what_names_nobody_comes_back_as_it_was_typed(self, campaign: Deployed, olive: Browser) -> None:
        texts = ["124", "AB-999", "8", "???", "VAN 1", "7"]
        answer = olive.post(VOTED, {"electors": texts}).body
        assert answer["unmatched"] == [
            {"text": "124", "why": "ambiguous", "candidates": ["AB-124", "CD-124"]},
            {"text": "AB-999", "why": "unknown", "candidates": []},
            {"text": "8", "why": "unknown", "candidates": []},
            {"text": "???", "why": "unreadable", "candidates": []},
            {"text": "VAN 1", "why": "unknown", "candidates": []},
        ]
        assert voted(campaign) == {"AB-7"}

    def test_sent_again_it_changes_nothing(self, campaign: Deployed, olive: Browser) -> None:
        olive.post(VOTED, {"electors": ["AB-124"]})
        before = campaign.shift.household("h0")
        answer = olive.post(VOTED, {"electors": ["AB-124", "ab 124"]}).body
        assert (answer["marked"], answer["already"], answer["households"]) == (0, 1, 0)
        assert campaign.shift.household("h0") == before

    def test_nobody_is_left_to_ask_and_the_household_leaves_the_queue(self, campaign: Deployed, olive: Browser) -> None:
        olive.post(VOTED, {"electors": ["AB-124"]})
        assert campaign.shift.household("h0").queue is not None
        olive.post(VOTED, {"electors": ["AB-124/1"]})
        assert campaign.shift.household("h0").queue is None

    def test_a_slip_is_taken_back(self, campaign: Deployed, olive: Browser) -> None:
        olive.post(VOTED, {"electors": ["AB-7"]})
        assert campaign.shift.household("h2").queue is None
        answer = olive.post(VOTED, {"electors": ["AB-7", "AB-124"], "voted": False}).body
        assert (answer["marked"], answer["already"]) == (1, 1)
        assert campaign.shift.household("h2").queue == ("main", "3#0000000000#h2")

    def test_what_a_caller_recorded_is_not_taken_back(self, campaign: Deployed, olive: Browser) -> None:
        sam = campaign.browser("sam")
        claim = sam.post("/api/banks/main/next").body["claim"]
        sam.post(f"/api/claims/{claim['id']}/response", {"outcome": "already_voted"})
        household = campaign.shift.household(claim["household"]["id"])
        electors = [p.elector for p in household.people.values()]
        olive.post(VOTED, {"electors": electors, "voted": False})
        assert set(facts_of(campaign.shift.household(household.id)).settled.values()) == {"already_voted"}

    def test_a_card_on_deck_goes_at_once_and_so_does_the_one_on_the_screen(
        self, campaign: Deployed, olive: Browser
    ) -> None:
        sam = campaign.browser("sam")
        cards = [sam.post("/api/banks/main/next", {"holding": []}).body["claim"]]
        cards.append(sam.post("/api/banks/main/next", {"holding": [cards[0]["id"]]}).body["claim"])
        homes = [campaign.shift.household(c["household"]["id"]) for c in cards]
        olive.post(VOTED, {"electors": [p.elector for p in homes[1].people.values()]})
        held = campaign.shift.household(homes[1].id)
        assert held.claim is not None
        assert held.claim.id == cards[1]["id"]
        standing = sam.get("/api/claims/standing").body["claims"]
        assert [(c["id"], c["may_be_rung"]) for c in standing] == [(cards[0]["id"], True), (cards[1]["id"], False)]

        holding = [c["id"] for c in cards]
        response = {"outcome": "not_home", "holding": holding, "want_next": True}
        answer = sam.post(f"/api/claims/{cards[0]['id']}/response", response).body
        assert answer["gone"] == [cards[1]["id"]]
        third = answer["next"]["claim"]
        assert third["household"]["id"] not in {h.id for h in homes}
        assert campaign.shift.household(homes[1].id).queue is None

        on_screen = campaign.shift.household(third["household"]["id"])
        olive.post(VOTED, {"electors": [p.elector for p in on_screen.people.values()]})
        assert sam.get("/api/claims/standing").body["claims"][0]["may_be_rung"] is False
        assert sam.post(f"/api/claims/{third['id']}/renew").code == "claim_expired"

    def test_a_list_of_500_takes_few_requests(self, campaign: Deployed, olive: Browser) -> None:
        homes = [a_home(100 + n, f"EF-{n}") for n in range(500)]
        for n, home in enumerate(homes):
            campaign.table.put(households.to_item(home))
            campaign.table.put(imports.elector_item(IDS.of(f"EF-{n}"), home.id))
        with requests_of(campaign.table) as made:
            assert olive.post(VOTED, {"electors": [f"EF{n}" for n in range(500)]}).body["marked"] == 500
        assert len(made) < 50

    def test_who_it_was_is_written_down_and_nobody_named(self, campaign: Deployed, olive: Browser) -> None:
        olive.post(VOTED, {"electors": ["AB-7"]})
        (entry,) = audit.latest(campaign.table, 3)
        assert (entry.who, entry.act, entry.details) == ("olive", "voted_marked", {"electors": 1})


class TestSuppression:
    """Numbers that nobody may ring."""

    def test_in_any_spelling_at_once(self, campaign: Deployed, olive: Browser) -> None:
        number = drama_number(2)
        lines = [f"0{number[3:]}", "01632 960 999", "rubbish", number]
        answer = olive.post(SUPPRESSION, {"numbers": lines, "reason": "tps"}).body
        assert answer == {"suppressed": 2, "already": 0, "unknown": 1, "unreadable": ["rubbish"]}
        household = campaign.shift.household("h2")
        assert household.numbers[number].suppressed
        assert household.numbers[number].marked == NOW
        assert household.queue is None
        item = campaign.table.get(keys.number(number))
        assert item is not None
        assert (item["suppressed"], item["r|tps"]) == (True, NOW)
        again = olive.post(SUPPRESSION, {"numbers": lines, "reason": "objection"}).body
        assert (again["suppressed"], again["already"]) == (0, 2)

    def test_a_card_that_shows_it_goes(self, campaign: Deployed, olive: Browser) -> None:
        sam = campaign.browser("sam")
        card = sam.post("/api/banks/main/next").body["claim"]
        olive.post(SUPPRESSION, {"numbers": [card["numbers"][0]["display"]], "reason": "objection"})
        assert sam.get("/api/claims/standing").body["claims"][0]["may_be_rung"] is False
        assert sam.post(f"/api/claims/{card['id']}/renew").code == "claim_expired"

    def test_only_an_admin_lifts_it(self, campaign: Deployed, olive: Browser, ada: Browser) -> None:
        slip = {"number": drama_number(2), "reason": "tps"}
        olive.post(SUPPRESSION, {"numbers": [slip["number"]], "reason": "tps"})
        assert olive.post(f"{SUPPRESSION}/lift", slip).status == 403
        assert ada.post(f"{SUPPRESSION}/lift", slip).body["still_suppressed"] is False
        household = campaign.shift.household("h2")
        assert not household.numbers[slip["number"]].suppressed
        assert household.queue == ("main", "3#0000000000#h2")
        assert ada.post(f"{SUPPRESSION}/lift", slip).code == "not_suppressed"

    def test_another_reason_keeps_it(self, campaign: Deployed, olive: Browser, ada: Browser) -> None:
        number = drama_number(2)
        for reason in ("tps", "objection"):
            olive.post(SUPPRESSION, {"numbers": [number], "reason": reason})
        lifted = ada.post(f"{SUPPRESSION}/lift", {"number": number, "reason": "tps"}).body
        assert lifted["still_suppressed"] is True
        assert campaign.shift.household("h2").numbers[number].suppressed
        assert ada.post(f"{SUPPRESSION}/lift", {"number": number, "reason": "tps"}).code == "not_suppressed"
        assert (
            ada.post(f"{SUPPRESSION}/lift", {"number": number, "reason": "objection"}).body["still_suppressed"] is False
        )

    def test_what_a_caller_recorded_is_never_lifted(self, campaign: Deployed, olive: Browser, ada: Browser) -> None:
        sam = campaign.browser("sam")
        card = sam.post("/api/banks/main/next").body["claim"]
        number = card["numbers"][0]["e164"]
        sam.post(f"/api/claims/{card['id']}/response", {"outcome": "do_not_call", "number": number})
        assert ada.post(f"{SUPPRESSION}/lift", {"number": number, "reason": "objection"}).code == "not_suppressed"
        olive.post(SUPPRESSION, {"numbers": [number], "reason": "objection"})
        lifted = ada.post(f"{SUPPRESSION}/lift", {"number": number, "reason": "objection"}).body
        assert lifted["still_suppressed"] is True
        household = campaign.shift.household(card["household"]["id"])
        assert number in facts_of(household).suppressed
        assert household.queue is None

    def test_what_nobody_has_is_kept(self, campaign: Deployed, olive: Browser, ada: Browser) -> None:
        olive.post(SUPPRESSION, {"numbers": ["01632960999"], "reason": "objection"})
        item = campaign.table.get(keys.number("+441632960999"))
        assert item is not None
        assert item["suppressed"]
        assert ada.post(f"{SUPPRESSION}/lift", {"number": "01632960999", "reason": "objection"}).status == 200

    @pytest.mark.parametrize("body", [{"numbers": [], "reason": "tps"}, {"numbers": ["1"], "reason": "whim"}])
    def test_what_is_no_list_is_refused(self, olive: Browser, body: Any) -> None:
        assert olive.post(SUPPRESSION, body).status == 400


class TestScreening:
    """Banks that ask for it ring what was checked within 28 days."""

    @pytest.fixture
    def screened(self, campaign: Deployed) -> Deployed:
        campaign.shift.change_bank(screening=True)
        return campaign

    def test_a_day_on_numbers_brings_them_back(self, screened: Deployed, olive: Browser) -> None:
        numbers = [drama_number(1), drama_number(2), "01632960999", "?"]
        answer = olive.post(SCREENING, {"screened_on": "2027-02-19", "numbers": numbers}).body
        assert answer == {"screened": 2, "unknown": 1, "unreadable": ["?"]}
        assert screened.shift.household("h1").numbers[drama_number(1)].screened_on == "2027-02-19"
        card = screened.browser("sam").post("/api/banks/main/next").body["claim"]
        assert card["household"]["id"] in {"h1", "h2"}

    def test_an_earlier_day_does_not_take_a_later_one_back(self, screened: Deployed, olive: Browser) -> None:
        for day in ("2027-02-19", "2027-01-05"):
            olive.post(SCREENING, {"screened_on": day, "numbers": [drama_number(1)]})
        assert screened.shift.household("h1").numbers[drama_number(1)].screened_on == "2027-02-19"

    @pytest.mark.parametrize("what", [{"numbers": ["01632960001"]}, {"all": True}])
    def test_a_day_to_come_is_a_slip(self, olive: Browser, what: Any) -> None:
        assert olive.post(SCREENING, {"screened_on": "2027-02-21", **what}).code == "screened_in_future"

    @pytest.mark.parametrize("what", [{}, {"numbers": ["01632960001"], "all": True}])
    def test_it_is_those_listed_or_all(self, olive: Browser, what: Any) -> None:
        assert olive.post(SCREENING, {"screened_on": "2027-02-19", **what}).status == 400

    def test_a_bank_that_is_made_while_the_job_runs_keeps_its_households(
        self, campaign: Deployed, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        table, new = campaign.table, a_bank("late", created=NOW)
        real = scan.households_of

        def and_then(*given: Any) -> Iterator[list[Household]]:
            if banks.get(table, "late") is None:
                banks.create(table, new)
                home = replace(
                    campaign.shift.household("h1"),
                    banks={"late": Targeting(tuple(campaign.shift.household("h1").people), NOW)},
                )
                campaign.shift.change_household(households.in_queue(home, place(home, {"late": new}, NOW)))
            yield from real(*given)

        monkeypatch.setattr(scan, "households_of", and_then)
        screening.screen_all(campaign.shift.context, "2027-02-19", lambda *_: None, lambda: NOW)
        after = campaign.shift.household("h1")
        assert after.numbers[drama_number(1)].screened_on == "2027-02-19"
        assert after.queue is not None
        assert after.queue[0] == "late"

    def test_all_of_them_by_a_job(self, screened: Deployed, olive: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
        started: list[Any] = []
        monkeypatch.setenv(settings.ARRANGE_FUNCTION, "arrange_households")
        wiring.settings.cache_clear()
        fake = SimpleNamespace(invoke=lambda **request: started.append(request))
        monkeypatch.setattr(wiring, "client", lambda _service: fake)
        assert olive.get(SCREENING).body["as_of"] is None
        olive.post(SUPPRESSION, {"numbers": [drama_number(4)], "reason": "tps"})
        held = screened.shift.household("h3")
        screened.shift.change_household(replace(held, numbers={}))

        job = olive.post(SCREENING, {"screened_on": "2027-01-01", "all": True}).body["job"]
        assert (job["kind"], started[0]["FunctionName"]) == ("screen", "arrange_households")
        done = jobs.run(screened.shift.context, job["id"], screening.works(lambda: NOW), lambda: NOW, "run")
        assert done is not None
        assert (done.state, done.result) == ("done", {"numbers": 4, "households": 5})
        olive.post(SCREENING, {"screened_on": "2027-02-01", "numbers": [drama_number(1)]})
        count = olive.post(f"{SCREENING}/count").body["job"]
        jobs.run(screened.shift.context, count["id"], screening.works(lambda: NOW), lambda: NOW, "run")
        assert olive.get(SCREENING).body == {
            "as_of": "2027-02-20T12:00:00Z",
            "numbers": 4,
            "suppressed": 1,
            "too_old": 3,
            "never": 0,
            "oldest": "2027-01-01",
            "by_day": [{"day": "2027-01-01", "numbers": 3}, {"day": "2027-02-01", "numbers": 1}],
        }
