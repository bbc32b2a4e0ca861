"""Somebody rings back: found by number, and talked to there and then."""

import json

import pytest

from ringround.domain.household import Targeting
from ringround.domain.number_id import number_id
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
    drama_number,
)
from tests.events import Browser
from tests.functions.conftest import DAY, Deployed, requests_of
from tests.functions.ringing import a_couple, fill, find, matches, ring, take

MINUTE = 60


@pytest.fixture
def campaign(deployed: Deployed) -> Deployed:
    """One couple to ring."""
    return fill(deployed, a_couple())


@pytest.fixture
def sam(campaign: Deployed) -> Browser:
    """Sam's browser."""
    return campaign.browser("sam", expires=NOW + 99 * DAY)


class TestFinding:
    """By the whole number what anybody rang, by last digits what I did."""

    def test_a_match_says_who_it_is_and_how_the_last_call_went(self, sam: Browser) -> None:
        claim = ring(sam)
        assert matches(sam, "0113 496 0000") == [
            {
                "household": "house1",
                "bank": "main",
                "bank_name": "Main bank",
                "number": {"id": number_id(LANDLINE, SECRET), "display": "0113 496 0000"},
                "people": [{"id": "p1", "name": "Priya Shah", "first_name": "Priya"}],
                "town": "Riverside",
                "last_call": {"at": "2027-02-20T12:00:00Z", "outcome": "not_home", "by_me": True},
                "state": "can_talk",
                "claim": None,
                "my_call": claim["id"],
            }
        ]

    @pytest.mark.parametrize("spelling", ["+441134960000", "0044 113 496 0000", "01134960000", "+44 (0)113 496-0000"])
    def test_however_it_is_written(self, sam: Browser, spelling: str) -> None:
        ring(sam)
        assert len(matches(sam, spelling)) == 1

    def test_what_somebody_else_rang_is_found_by_the_whole_number_and_not_by_its_end(
        self, campaign: Deployed, sam: Browser
    ) -> None:
        ring(sam)
        alex = campaign.browser("alex")
        (found,) = matches(alex, LANDLINE)
        assert (found["last_call"]["by_me"], found["my_call"]) == (False, None)
        assert matches(alex, "0000") == []

    @pytest.mark.parametrize("digits", ["0000", "60000", "960000", "496 0000", "34960000"])
    def test_what_i_rang_is_found_by_its_end(self, sam: Browser, digits: str) -> None:
        ring(sam)
        assert [m["household"] for m in matches(sam, digits)] == ["house1"]

    def test_a_number_that_was_never_rung_is_not_there_though_it_is_on_the_list(self, sam: Browser) -> None:
        ring(sam)
        assert matches(sam, MOBILE) == []
        assert matches(sam, "900000") == []
        assert matches(sam, OTHER_MOBILE) == []

    def test_one_that_was_only_tried_first_was_rung(self, sam: Browser) -> None:
        ring(sam, "answered", MOBILE, tried=[{"number": LANDLINE, "outcome": "busy"}], people=[{"person": "p2"}])
        for number in (LANDLINE, "0000"):
            assert LANDLINE in [m["number"]["display"].replace("0113 496 0000", LANDLINE) for m in matches(sam, number)]
        (found,) = matches(sam, LANDLINE)
        assert (found["last_call"]["outcome"], found["people"][0]["id"]) == ("busy", "p1")

    def test_only_banks_that_i_may_ring_in_count(self, campaign: Deployed, sam: Browser) -> None:
        ring(sam)
        campaign.shift.change_bank(status="closed")
        assert matches(sam, LANDLINE) == matches(sam, "0000") == []

    def test_newest_call_first_and_ten_at_most(self, deployed: Deployed) -> None:
        numbers = [drama_number(n * 1_000) for n in range(12)]
        assert {e164[-4:] for e164 in numbers} == {"0000"}
        made = [
            a_household(f"h{n:02d}", people=(a_person(f"p{n}"),), numbers=(a_number(e164, f"p{n}"),))
            for n, e164 in enumerate(numbers)
        ]
        browser = fill(deployed, *made).browser("sam")
        rung = []
        for _ in made:
            deployed.now += MINUTE
            claim = browser.post("/api/banks/main/next").body["claim"]
            browser.post(f"/api/claims/{claim['id']}/response", {"outcome": "not_home"})
            rung.append(claim["household"]["id"])
        assert [m["household"] for m in matches(browser, "0000")] == rung[:1:-1]

    def test_numbers_of_four_weeks_are_found_by_their_end_and_no_older_ones(
        self, campaign: Deployed, sam: Browser
    ) -> None:
        ring(sam)
        campaign.now = NOW + 28 * DAY
        assert len(matches(sam, "0000")) == 1
        campaign.now = NOW + 29 * DAY
        assert matches(sam, "0000") == []
        assert len(matches(sam, LANDLINE)) == 1

    def test_my_call_can_be_corrected_for_a_day(self, campaign: Deployed, sam: Browser) -> None:
        claim = ring(sam)
        campaign.now = NOW + DAY
        assert matches(sam, LANDLINE)[0]["my_call"] == claim["id"]
        campaign.now += 1
        assert matches(sam, LANDLINE)[0]["my_call"] is None

    def test_it_costs_few_requests(self, campaign: Deployed, sam: Browser) -> None:
        ring(sam)
        with requests_of(campaign.table) as whole:
            matches(sam, LANDLINE)
        with requests_of(campaign.table) as ends:
            matches(sam, "0000")
        assert whole == ["BatchGetItem", "UpdateItem", "Query", "GetItem", "BatchGetItem"]
        # The calls of today, the desks of the days before, no day on which nothing was rung.
        assert ends == ["BatchGetItem", "UpdateItem", "Query", "Query", "BatchGetItem", "BatchGetItem"]

    def test_by_last_digits_one_more_for_each_day_on_which_i_rang_until_enough_is_found(
        self, campaign: Deployed, sam: Browser
    ) -> None:
        for day in range(3):
            campaign.now = NOW + 2 * day * DAY
            ring(sam)
        with requests_of(campaign.table) as found:
            matches(sam, "0000")
        with requests_of(campaign.table) as not_found:
            assert matches(sam, "9999") == []
        # Who it is, the count, the banks; then a query for each of three days; the household is read once.
        days = ["Query", "BatchGetItem", "Query", "Query"]
        assert found == ["BatchGetItem", "UpdateItem", "Query", *days, "BatchGetItem"]
        assert not_found == ["BatchGetItem", "UpdateItem", "Query", *days]

    def test_a_week_of_calls_is_not_read_where_today_has_ten(self, deployed: Deployed) -> None:
        numbers = [drama_number(n * 1_000) for n in range(11)]
        made = [
            a_household(f"h{n:02d}", people=(a_person(f"p{n}"),), numbers=(a_number(e164, f"p{n}"),))
            for n, e164 in enumerate(numbers)
        ]
        browser = fill(deployed, *made).browser("sam", expires=NOW + 9 * DAY)
        for n in range(11):
            deployed.now = NOW + (DAY if n else 0)
            claim = browser.post("/api/banks/main/next").body["claim"]
            browser.post(f"/api/claims/{claim['id']}/response", {"outcome": "not_home"})
        with requests_of(deployed.table) as ends:
            assert len(matches(browser, "0000")) == 10
        assert ends == ["BatchGetItem", "UpdateItem", "Query", "Query", "BatchGetItem"]


class TestWhatIsRefused:
    """Numbers that are none, and too many searches."""

    @pytest.mark.parametrize(
        ("number", "code"),
        [("000", "number_too_short"), ("Priya", "malformed"), ("", "malformed"), ("0" * 41, "malformed")],
    )
    def test_what_is_no_number_is_said_to_be_none_and_not_repeated(self, sam: Browser, number: str, code: str) -> None:
        answer = find(sam, number)
        assert (answer.status, answer.code) == (400, code)
        assert not number or number not in json.dumps(answer.body)

    def test_a_search_for_nothing_names_the_field(self, sam: Browser) -> None:
        answer = sam.get("/api/ringing-back")
        assert (answer.status, answer.code) == (400, "malformed")
        assert [f["field"] for f in answer.body["error"]["details"]["fields"]] == ["number"]

    def test_sixty_searches_an_hour_and_no_more(self, campaign: Deployed, sam: Browser) -> None:
        for _ in range(60):
            assert find(sam, "0000").status == 200
        refused = find(sam, "0000")
        assert (refused.status, refused.code) == (429, "lookups_an_hour")
        assert refused.headers["Retry-After"] == str(HOUR - NOW % HOUR)
        campaign.now += HOUR
        assert find(sam, "0000").status == 200

    def test_what_is_malformed_is_not_counted(self, campaign: Deployed, sam: Browser) -> None:
        for _ in range(3):
            find(sam, "12")
        assert campaign.shift.desk("sam").lookups == {}


class TestStates:
    """Whether they may be talked to."""

    def test_cool_down_attempts_hours_and_a_pause_do_not_count(self, deployed: Deployed) -> None:
        fill(deployed, a_couple(), bank=a_bank(max_attempts=1, hours={"sat": ("09:00", "12:30")}))
        browser = deployed.browser("sam")
        ring(browser)
        deployed.shift.change_bank(status="paused")
        deployed.now += HOUR
        assert matches(browser, LANDLINE)[0]["state"] == "can_talk"

    def test_a_number_that_was_reported_dead_rings_us_so_it_is_not(self, sam: Browser) -> None:
        ring(sam, "disconnected")
        (found,) = matches(sam, LANDLINE)
        assert found["state"] == "can_talk"
        assert take(sam, found).body["claim"]["numbers"][0]["e164"] == LANDLINE

    def test_who_is_done_has_nothing_to_be_asked(self, sam: Browser) -> None:
        ring(sam, "answered", people=[{"person": "p1"}])
        assert matches(sam, LANDLINE)[0]["state"] == "nothing_to_ask"

    def test_a_stranger_on_a_wrong_number_is_not_asked_either_nor_told_a_name(self, sam: Browser) -> None:
        ring(sam, "wrong_number")
        (found,) = matches(sam, LANDLINE)
        assert (found["state"], found["people"]) == ("nothing_to_ask", [])

    def test_who_objected_is_not_talked_into_it(self, sam: Browser) -> None:
        ring(sam, "do_not_call")
        assert matches(sam, LANDLINE)[0]["state"] == "asked_not_to_be_called"

    def test_held_by_another_and_mine(self, campaign: Deployed, sam: Browser) -> None:
        ring(sam)
        campaign.now = NOW + 5 * HOUR
        alex = campaign.browser("alex")
        held = alex.post("/api/banks/main/next").body["claim"]
        assert (matches(sam, LANDLINE)[0]["state"], matches(sam, LANDLINE)[0]["claim"]) == ("held", None)
        (theirs,) = matches(alex, LANDLINE)
        assert (theirs["state"], theirs["claim"]) == ("mine", held["id"])

    def test_nobody_deceased_is_shown(self, sam: Browser) -> None:
        ring(sam, "deceased", people=[{"person": "p1"}])
        assert matches(sam, LANDLINE) == []
        assert matches(sam, "0000") == []

    def test_of_several_on_a_number_the_others_are(self, deployed: Deployed) -> None:
        couple = a_couple(numbers={LANDLINE: a_number(LANDLINE, "p1", "p2")})
        browser = fill(deployed, couple).browser("sam")
        ring(browser, people=[{"person": "p1"}, {"person": "p2"}])
        deployed.now = NOW + 5 * HOUR
        ring(browser, "deceased", people=[{"person": "p1"}])
        (found,) = matches(browser, LANDLINE)
        assert [p["id"] for p in found["people"]] == ["p2"]
        assert found["last_call"] == {"at": "2027-02-20T12:00:00Z", "outcome": "not_home", "by_me": True}

    def test_of_two_banks_the_one_with_something_to_ask(self, deployed: Deployed) -> None:
        second = a_bank("second", name="Second bank")
        couple = a_couple(banks={"main": Targeting(("p1",), NOW), "second": Targeting(("p1",), NOW + 1)})
        browser = fill(deployed, couple, more_banks=(second,)).browser("sam")
        ring(browser, "answered", people=[{"person": "p1"}])
        deployed.now = NOW + 5 * HOUR
        claim = browser.post("/api/banks/second/next").body["claim"]
        browser.post(f"/api/claims/{claim['id']}/response", {"outcome": "not_home"})
        assert matches(browser, LANDLINE)[0]["bank"] == "second"
