"""The overview as organisers see it, answers, and giving back what callers hold."""

from typing import Any

import pytest

from ringround.domain.bank import LEASE_SECONDS
from ringround.storage import audit, banks, desks, keys, waiting
from ringround.storage.waiting import Waiting
from ringround.usecases.look import FRESH_SECONDS
from tests.builders import HOUR, NOW, a_bank, a_household, a_number, a_person, a_script, drama_number
from tests.events import Browser
from tests.functions.conftest import DAY, Deployed, requests_of

PATH = "/api/organiser/overview"
TODAY = "2027-02-20"


@pytest.fixture
def campaign(deployed: Deployed) -> Deployed:
    """Ten households in one bank, none in another."""
    made = [
        a_household(f"h{n}", people=(a_person(f"p{n}"),), numbers=(a_number(drama_number(n), f"p{n}"),))
        for n in range(10)
    ]
    bank = a_bank(created=NOW - 3 * DAY, people=10, households=10)
    return deployed.fill(*made, bank=bank, more_banks=(a_bank("second", name="Second"),))


@pytest.fixture
def olive(campaign: Deployed) -> Browser:
    """An organiser."""
    return campaign.browser("olive", role="organiser")


def ring(browser: Browser, *outcomes: str, **answers: Any) -> None:
    """So many calls."""
    for outcome in outcomes:
        claim = browser.post("/api/banks/main/next", {"holding": []}).body["claim"]
        said = [{"person": claim["people"][0]["id"], "answers": answers}] if answers else []
        browser.post(f"/api/claims/{claim['id']}/response", {"outcome": outcome, "people": said})


def callers_of(answer: Any) -> dict[str, Any]:
    """The callers of an overview, by id."""
    return {c["id"]: c for c in answer.body["callers"]}


class TestWhatIsGoingOn:
    """Today's callers, calls and outcomes, and how far each bank is."""

    def test_calls_conversations_hours_and_outcomes(self, campaign: Deployed, olive: Browser) -> None:
        ring(campaign.browser("sam"), "answered", "not_home")
        campaign.now += HOUR
        ring(campaign.browser("alex"), "refused")
        found = olive.get(PATH).body
        assert found["today"] == {
            "calls": 3,
            "conversations": 1,
            "hours": [
                {"hour": 12, "calls": 2, "conversations": 1},
                {"hour": 13, "calls": 1, "conversations": 0},
            ],
        }
        assert found["totals"] == {"calls": 3, "conversations": 1, "people": 10, "reached": 2, "households": 10}
        outcomes = {o["outcome"]: (o["calls"], o["people"], o["today_calls"]) for o in found["outcomes"]}
        assert len(outcomes) == 13
        assert {o for o, n in outcomes.items() if n == (1, 1, 1)} == {"answered", "not_home", "refused"}

    def test_totals_agree_with_today_though_a_volunteer_has_just_looked(
        self, campaign: Deployed, olive: Browser
    ) -> None:
        sam = campaign.browser("sam")
        sam.get("/api/banks")
        campaign.now += 5
        ring(sam, "not_home")
        found = olive.get(PATH).body
        assert (found["today"]["calls"], found["totals"]["calls"]) == (1, 1)
        assert [o["calls"] for o in found["outcomes"] if o["outcome"] == "not_home"] == [1]

    def test_callers_with_their_last_call_and_what_they_hold(self, campaign: Deployed, olive: Browser) -> None:
        sam, alex = campaign.browser("sam"), campaign.browser("alex")
        ring(sam, "answered", "not_home")
        alex.post("/api/banks/main/next")
        found = olive.get(PATH)
        both = callers_of(found)
        assert (both["sam"]["calls"], both["sam"]["conversations"], both["sam"]["holding"]) == (2, 1, 0)
        assert both["sam"]["last_call_at"] == "2027-02-20T12:00:00Z"
        assert (both["alex"]["calls"], both["alex"]["last_call_at"], both["alex"]["holding"]) == (0, None, 1)
        assert found.body["calling_now"] == 2
        assert found.body["held"] == {"count": 1, "oldest_until": "2027-02-20T12:30:00Z"}

    def test_as_time_goes_by_nobody_rings_and_nothing_is_held(self, campaign: Deployed, olive: Browser) -> None:
        ring(campaign.browser("sam"), "not_home")
        campaign.browser("alex").post("/api/banks/main/next")
        campaign.now += 599
        assert olive.get(PATH).body["calling_now"] == 2
        campaign.now += 1
        assert olive.get(PATH).body["calling_now"] == 1
        campaign.now = NOW + LEASE_SECONDS
        later = olive.get(PATH).body
        assert (later["calling_now"], later["held"]) == (0, {"count": 0, "oldest_until": None})

    @pytest.mark.usefixtures("olive")
    def test_what_is_held_since_before_midnight_is_held(self, campaign: Deployed) -> None:
        campaign.now = NOW + 12 * HOUR - 300
        campaign.browser("sam", expires=NOW + 2 * DAY).post("/api/banks/main/next")
        campaign.now += 600
        found = campaign.browser("olive", expires=NOW + 2 * DAY).get(PATH)
        assert found.body["held"]["count"] == 1
        assert callers_of(found)["sam"]["holding"] == 1

    def test_one_bank_alone(self, campaign: Deployed, olive: Browser) -> None:
        ring(campaign.browser("sam"), "answered")
        campaign.table.put({**keys.desk(TODAY, "kim"), **desks.tally_names("second", {"calls": 4, "o.busy": 4})})
        assert olive.get(PATH).body["today"]["calls"] == 5
        second = olive.get(f"{PATH}?bank=second").body
        assert (second["today"]["calls"], [b["id"] for b in second["banks"]]) == (4, ["second"])
        assert [c["id"] for c in second["callers"]] == ["kim"]

    def test_a_bank_says_how_far_it_is_and_when_it_is_done(self, campaign: Deployed, olive: Browser) -> None:
        ring(campaign.browser("sam"), "answered", "not_home")
        first, second = olive.get(PATH).body["banks"]
        assert (first["people"], first["reached"], first["open_now"]) == (10, 1, True)
        # Two calls within ten minutes, nine people left at two calls each.
        assert (first["estimate"]["pace_per_hour"], first["estimate"]["calls_left"]) == (12, 18)
        assert first["estimate"]["done_at"] == "2027-02-20T13:30:00Z"
        assert second["estimate"]["reason"] == "no_people"

    def test_earlier_days_are_in_it(self, campaign: Deployed, olive: Browser) -> None:
        for day in ("2027-02-17", "2027-02-19"):
            campaign.table.put({**keys.desk(day, "sam"), **desks.tally_names("main", {"calls": 5, "o.busy": 5})})
        found = olive.get(PATH).body
        assert (found["totals"]["calls"], found["today"]["calls"], found["callers"]) == (10, 0, [])

    def test_yesterdays_callers_are_not_todays(self, campaign: Deployed, olive: Browser) -> None:
        ring(campaign.browser("sam"), "answered")
        assert len(olive.get(PATH).body["callers"]) == 1
        campaign.now += 12 * HOUR
        tomorrow = campaign.browser("olive", expires=NOW + 2 * DAY).get(PATH).body
        assert (tomorrow["callers"], tomorrow["today"]["calls"], tomorrow["totals"]["calls"]) == ([], 0, 1)

    def test_odd_patterns_stand_beside_the_caller(self, campaign: Deployed, olive: Browser) -> None:
        campaign.table.put({**keys.desk(TODAY, "sam"), **desks.tally_names("main", {"calls": 90, "h.11": 90})})
        (flag,) = callers_of(olive.get(PATH))["sam"]["flags"]
        assert (flag["code"], flag["value"]) == ("too_fast", 90)
        assert "90 calls within an hour" in flag["message"]


class TestTheSnapshot:
    """Worked out at most every fifteen seconds; one item for everybody else."""

    def test_within_fifteen_seconds_everybody_sees_the_same(self, campaign: Deployed, olive: Browser) -> None:
        assert olive.get(PATH).body["today"]["calls"] == 0
        ring(campaign.browser("sam"), "not_home")
        campaign.now += FRESH_SECONDS - 1
        assert olive.get(PATH).body["today"]["calls"] == 0
        campaign.now += 1
        assert olive.get(PATH).body["today"]["calls"] == 1

    def test_a_look_at_it_is_three_requests(self, campaign: Deployed, olive: Browser) -> None:
        olive.get(PATH)
        with requests_of(campaign.table) as made:
            olive.get(PATH)
        # Who is asking, the banks, the snapshot, who waits for a code.
        assert made == ["BatchGetItem", "Query", "BatchGetItem", "Query"]

    def test_says_how_many_wait_for_a_code(self, campaign: Deployed, olive: Browser) -> None:
        assert olive.get(PATH).body["waiting"] == 0
        one = Waiting("noor", "noor@example.org", "Noor", "river", campaign.now, campaign.now)
        waiting.ask(campaign.table, one)
        assert olive.get(PATH).body["waiting"] == 1

    def test_a_status_that_an_organiser_changes_is_seen_at_once(self, campaign: Deployed, olive: Browser) -> None:
        olive.get(PATH)
        banks.update(campaign.table, "main", {"status": "paused"})
        first, _ = olive.get(PATH).body["banks"]
        assert (first["status"], first["open_now"]) == ("paused", False)

    def test_of_two_who_find_it_old_one_works_it_out(
        self, campaign: Deployed, olive: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        olive.get(PATH)
        ring(campaign.browser("sam"), "not_home")
        campaign.now += FRESH_SECONDS
        monkeypatch.setattr("ringround.usecases.overview.overview.take_refresh", lambda *_: False)
        assert olive.get(PATH).body["today"]["calls"] == 0


class TestHeldContacts:
    """Given back by an organiser."""

    def test_all_of_them_go_back_to_where_they_belong(self, campaign: Deployed, olive: Browser) -> None:
        claims = [campaign.browser(who).post("/api/banks/main/next").body["claim"] for who in ("sam", "alex")]
        assert olive.get(PATH).body["held"]["count"] == 2
        assert olive.post("/api/organiser/held/return").body == {"returned": 2}
        assert olive.get(PATH).body["held"]["count"] == 0
        for claim in claims:
            household = campaign.shift.household(claim["household"]["id"])
            assert not household.held(campaign.now)
            assert household.queue == ("main", f"3#0000000000#{household.id}")
        assert campaign.shift.desk("sam").slots == campaign.shift.desk("alex").slots == {}

    def test_one_callers_go_back_and_the_others_stay(self, campaign: Deployed, olive: Browser) -> None:
        sam, alex = campaign.browser("sam"), campaign.browser("alex")
        sam.post("/api/banks/main/next")
        alex.post("/api/banks/main/next")
        assert olive.post("/api/organiser/held/return", {"caller": "sam"}).body == {"returned": 1}
        assert sam.get("/api/claims").body["claims"] == []
        assert len(alex.get("/api/claims").body["claims"]) == 1

    def test_the_page_learns_of_it_and_a_call_that_was_going_on_is_recorded(
        self, campaign: Deployed, olive: Browser
    ) -> None:
        sam = campaign.browser("sam")
        first = sam.post("/api/banks/main/next", {"holding": []}).body["claim"]["id"]
        second = sam.post("/api/banks/main/next", {"holding": [first]}).body["claim"]["id"]
        olive.post("/api/organiser/held/return")
        answer = sam.post(
            f"/api/claims/{first}/response", {"outcome": "answered", "holding": [first, second], "want_next": True}
        )
        assert answer.body["call"]["late"] is False
        assert answer.body["gone"] == [second]
        assert answer.body["next"]["claim"]["id"] not in {first, second}

    @pytest.mark.usefixtures("olive")
    def test_those_from_before_midnight_too(self, campaign: Deployed) -> None:
        campaign.now = NOW + 12 * HOUR - 300
        campaign.browser("sam", expires=NOW + 2 * DAY).post("/api/banks/main/next")
        campaign.now += 600
        again = campaign.browser("olive", expires=NOW + 2 * DAY)
        assert again.post("/api/organiser/held/return").body == {"returned": 1}

    def test_it_is_written_down(self, campaign: Deployed, olive: Browser) -> None:
        olive.post("/api/organiser/held/return", {"caller": "sam"})
        (entry,) = audit.latest(campaign.table, 5)
        assert (entry.who, entry.act, entry.subject) == ("olive", "held_returned", "sam")


class TestAnswers:
    """By question, version by version."""

    def test_are_counted_with_their_words(self, campaign: Deployed, olive: Browser) -> None:
        ring(campaign.browser("sam"), "answered", "answered", support="yes", help=["poster"])
        ring(campaign.browser("sam"), "answered", support="no")
        support, helps = olive.get("/api/organiser/banks/main/answers").body["questions"]
        assert (support["question"], support["kind"], support["version"]) == ("support", "single", 1)
        assert {(o["label"], o["count"]) for o in support["options"]} == {("Yes", 2), ("Not sure", 0), ("No", 1)}
        assert {(o["option"], o["count"]) for o in helps["options"]} == {("leaflets", 0), ("poster", 2)}

    def test_of_an_earlier_version_keep_its_words(self, campaign: Deployed, olive: Browser) -> None:
        ring(campaign.browser("sam"), "answered", support="yes")
        blocks = [{**a_script_block(), "label": "Asked anew"}]
        newer = a_script(2, blocks=blocks)
        banks.put_script(campaign.table, newer)
        banks.update(campaign.table, "main", {"script_version": 2})
        found = olive.get("/api/organiser/banks/main/answers").body["questions"]
        assert [(q["version"], q["label"]) for q in found] == [
            (2, "Asked anew"),
            (1, "Can we count on your support?"),
            (1, "Would you help?"),
        ]
        assert [sum(o["count"] for o in q["options"]) for q in found] == [0, 1, 0]

    def test_of_a_bank_that_is_none(self, olive: Browser) -> None:
        assert olive.get("/api/organiser/banks/nowhere/answers").code == "bank_unknown"


def a_script_block() -> dict[str, Any]:
    """A question."""
    options = [{"id": "yes", "label": "Yes"}, {"id": "no", "label": "No"}]
    return {"id": "support", "type": "question", "kind": "single", "label": "x", "options": options}
