"""Volunteers as organisers see and change them, through the API."""

from typing import Any

import pytest

from ringround import wiring
from ringround.storage import audit, callers, desks, keys
from ringround.usecases.sign_in import caller_id, hash_token
from tests.builders import HOUR, NOW, a_bank, a_household, a_number, a_person, drama_number
from tests.events import Browser
from tests.functions.conftest import DAY, Deployed, requests_of

PATH = "/api/organiser/volunteers"
YESTERDAY, BEFORE = "2027-02-19", "2027-02-18"


@pytest.fixture
def campaign(deployed: Deployed) -> Deployed:
    """Households, in a bank with a leaderboard."""
    made = [
        a_household(f"h{n}", people=(a_person(f"p{n}"),), numbers=(a_number(drama_number(n), f"p{n}"),))
        for n in range(8)
    ]
    return deployed.fill(*made, bank=a_bank(leaderboard=True, created=NOW - 10 * DAY))


@pytest.fixture
def olive(campaign: Deployed) -> Browser:
    """An organiser."""
    return campaign.browser("olive", role="organiser")


@pytest.fixture
def ada(campaign: Deployed) -> Browser:
    """An admin."""
    return campaign.browser("ada", role="admin")


def listed(of: Browser) -> dict[str, Any]:
    """Everybody on the list, by id."""
    return {v["id"]: v for v in of.get(PATH).body["volunteers"]}


class TestTheList:
    """Everybody who ever joined, with what they did."""

    def test_names_whoever_is_set_up_joins_by_a_link_or_is_uploaded(self, campaign: Deployed, olive: Browser) -> None:
        new = campaign.browser()
        new.post("/api/login/code", {"email": "robin@example.org", "join": "river"})
        code = {"email": "robin@example.org", "code": campaign.last_code(), "name": "Robin Rees", "join": "river"}
        assert new.post("/api/login", code).status == 200
        olive.post(PATH, {"volunteers": [{"email": "kim@example.org", "name": "Kim"}]})
        assert {v["name"] for v in listed(olive).values()} >= {"Sam", "Alex", "Robin Rees", "Kim", "Olive"}

    def test_says_todays_calls_and_those_of_all_days(self, campaign: Deployed, olive: Browser) -> None:
        sam = campaign.browser("sam")
        claim = sam.post("/api/banks/main/next").body["claim"]["id"]
        sam.post(f"/api/claims/{claim}/response", {"outcome": "answered"})
        for day, calls in ((YESTERDAY, 5), (BEFORE, 7), ("2027-02-12", 9)):
            counts = desks.tally_names("main", {"calls": calls, "conversations": 1})
            campaign.table.put({**keys.desk(day, "sam"), **counts, "last": NOW - DAY})
        found = listed(olive)["sam"]
        assert (found["calls"], found["conversations"]) == (22, 4)
        assert found["today"] == {"calls": 1, "conversations": 1}
        assert found["last_seen_at"] == "2027-02-20T12:00:00Z"
        assert listed(olive)["alex"]["last_seen_at"] is None

    def test_adds_final_days_up_once(self, campaign: Deployed, olive: Browser) -> None:
        campaign.table.put({**keys.desk(BEFORE, "sam"), **desks.tally_names("main", {"calls": 7})})
        assert listed(olive)["sam"]["calls"] == 7
        campaign.table.put({**keys.desk(BEFORE, "sam"), **desks.tally_names("main", {"calls": 70})})
        campaign.now += HOUR
        assert listed(olive)["sam"]["calls"] == 7
        campaign.now += DAY
        campaign.table.put({**keys.desk(YESTERDAY, "sam"), **desks.tally_names("main", {"calls": 2})})
        assert listed(campaign.browser("olive", role="organiser", expires=NOW + 3 * DAY))["sam"]["calls"] == 9

    def test_takes_few_requests_however_many_they_are(self, campaign: Deployed, olive: Browser) -> None:
        for n in range(4):
            people = [{"email": f"v{n}-{i}@example.org"} for i in range(150)]
            assert olive.post(PATH, {"volunteers": people}).body["added"] == 150
        listed(olive)
        with requests_of(campaign.table) as made:
            assert len(listed(olive)) > 600
        assert len(made) <= 9

    def test_flags_a_day_that_nobody_can_dial(self, campaign: Deployed, olive: Browser) -> None:
        counts = {"calls": 100, "o.not_home": 90, "o.busy": 10, "h.11": 100}
        campaign.table.put({**keys.desk("2027-02-20", "sam"), **desks.tally_names("main", counts)})
        campaign.table.put({**keys.desk(BEFORE, "alex"), **desks.tally_names("main", counts)})
        found = listed(olive)
        assert [(f["code"], f["value"], f["day"]) for f in found["sam"]["flags"]] == [("too_fast", 100, "2027-02-20")]
        assert [f["day"] for f in found["alex"]["flags"]] == [BEFORE]
        assert found["olive"]["flags"] == []


class TestUpload:
    """Many at once."""

    def test_adds_who_is_new_and_says_who_is_not(self, olive: Browser) -> None:
        people = [
            {"email": "Kim@Example.org", "name": " Kim  Lee "},
            {"email": "kim@example.org"},
            {"email": "no address"},
            {"email": "boss@example.org", "role": "admin"},
            {"email": "lee@example.org", "role": "organiser"},
        ]
        answer = olive.post(PATH, {"volunteers": people}).body
        assert (answer["added"], answer["known"]) == (2, 0)
        assert {(r["email"], r["reason"]) for r in answer["refused"]} == {
            ("kim@example.org", "twice"),
            ("no address", "email_invalid"),
            ("boss@example.org", "role_not_allowed"),
        }
        names = {(v["name"], v["role"]) for v in listed(olive).values()}
        assert {("Kim Lee", "caller"), ("", "organiser")} <= names
        again = olive.post(PATH, {"volunteers": people[:1]}).body
        assert (again["added"], again["known"], again["refused"]) == (0, 1, [])

    def test_who_was_removed_does_not_come_back_by_a_list(self, campaign: Deployed, olive: Browser) -> None:
        olive.post(PATH, {"volunteers": [{"email": "kim@example.org"}]})
        kim = caller_id(campaign.shift.context, "kim@example.org")
        olive.delete(f"{PATH}/{kim}")
        answer = olive.post(PATH, {"volunteers": [{"email": "kim@example.org"}]}).body
        assert answer == {"added": 0, "known": 0, "refused": [{"email": "kim@example.org", "reason": "removed"}]}

    def test_an_admin_adds_an_admin(self, ada: Browser) -> None:
        assert ada.post(PATH, {"volunteers": [{"email": "boss@example.org", "role": "admin"}]}).body["added"] == 1

    @pytest.mark.parametrize("how_many", [0, 201])
    def test_takes_1_to_200(self, olive: Browser, how_many: int) -> None:
        people = [{"email": f"v{n}@example.org"} for n in range(how_many)]
        assert olive.post(PATH, {"volunteers": people}).status == 400


class TestRoles:
    """Who may make whom what."""

    def test_an_organiser_makes_an_organiser_at_once(self, campaign: Deployed, olive: Browser) -> None:
        sam = campaign.browser("sam")
        assert sam.get(PATH).status == 403
        assert olive.put(f"{PATH}/sam", {"role": "organiser"}).body["volunteer"]["role"] == "organiser"
        assert sam.get(PATH).status == 200
        assert listed(olive)["sam"]["role"] == "organiser"
        olive.put(f"{PATH}/sam", {"role": "caller"})
        assert sam.get(PATH).status == 403

    @pytest.mark.parametrize("body", [{"role": "admin"}, {"role": "admin", "name": "Sam"}])
    def test_only_an_admin_makes_an_admin(self, olive: Browser, ada: Browser, body: Any) -> None:
        answer = olive.put(f"{PATH}/sam", body)
        assert (answer.status, answer.code) == (403, "admins_only")
        assert ada.put(f"{PATH}/sam", body).status == 200

    @pytest.mark.parametrize("body", [{"role": "caller"}, {"name": "Another"}, {"active": False}])
    def test_only_an_admin_touches_an_admin(self, campaign: Deployed, olive: Browser, ada: Browser, body: Any) -> None:
        assert olive.put(f"{PATH}/ada", body).code == "admins_only"
        assert olive.delete(f"{PATH}/ada").code == "admins_only"
        assert ada.get(PATH).status == 200
        assert campaign.browser("bea", role="admin").put(f"{PATH}/ada", body).status == 200

    @pytest.mark.parametrize("body", [{"role": "caller"}, {"active": False}])
    def test_nobody_demotes_or_removes_themselves(self, olive: Browser, ada: Browser, body: Any) -> None:
        for browser, who in ((olive, "olive"), (ada, "ada")):
            assert browser.put(f"{PATH}/{who}", body).code == "not_yourself"
            assert browser.delete(f"{PATH}/{who}").code == "not_yourself"
            assert browser.put(f"{PATH}/{who}", {"name": "Somebody Else"}).status == 200

    def test_who_became_an_admin_meanwhile_is_not_changed_by_an_organiser(
        self, campaign: Deployed, olive: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        seen = callers.get(campaign.table, "sam")
        assert seen is not None
        olive.get(PATH)
        real, asked = callers.get, []

        def stale(table: Any, caller: str) -> Any:
            asked.append(caller)
            if len(asked) == 1:
                callers.change(campaign.table, seen, {"role": "admin"})
                return seen
            return real(table, caller)

        monkeypatch.setattr("ringround.usecases.volunteers.callers.get", stale)
        assert olive.put(f"{PATH}/sam", {"role": "organiser"}).code == "admins_only"
        monkeypatch.undo()

    def test_a_stranger_is_not_there(self, olive: Browser) -> None:
        assert olive.put(f"{PATH}/nobody", {"name": "X"}).code == "volunteer_unknown"
        assert olive.delete(f"{PATH}/nobody").code == "volunteer_unknown"


class TestRemoval:
    """It acts at once."""

    def test_ends_sessions_and_gives_back_what_was_in_hand(self, campaign: Deployed, olive: Browser) -> None:
        sam = campaign.browser("sam")
        claims = [sam.post("/api/banks/main/next", {"holding": []}).body["claim"]]
        claims.append(sam.post("/api/banks/main/next", {"holding": [claims[0]["id"]]}).body["claim"])
        assert olive.delete(f"{PATH}/sam").body["returned"] == 2
        assert sam.get("/api/me").status == 401
        for claim in claims:
            household = campaign.shift.household(claim["household"]["id"])
            assert not household.held(campaign.now)
            assert household.queue is not None
        assert campaign.shift.desk().slots == {}
        assert listed(olive)["sam"]["active"] is False
        assert campaign.table.get(keys.session("sam", hash_token("token-of-sam"))) is None

    def test_is_a_request_of_its_own_though_they_were_removed_and_taken_back_a_moment_ago(
        self, olive: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # What the service does and the engine of the tests does not: a token that it has seen is taken for a repeat.
        real, seen = wiring.dynamodb().transact_write_items, set[str]()

        def once(**request: Any) -> Any:
            if request["ClientRequestToken"] in seen:
                return {}
            seen.add(request["ClientRequestToken"])
            return real(**request)

        monkeypatch.setattr(wiring.dynamodb(), "transact_write_items", once)
        for active in (False, True, False):
            assert olive.put(f"{PATH}/sam", {"active": active}).status == 200
        assert listed(olive)["sam"]["active"] is False

    def test_takes_them_off_the_leaderboard_at_once(self, campaign: Deployed, olive: Browser) -> None:
        sam = campaign.browser("sam")
        sam.put("/api/me", {"on_leaderboard": True})
        claim = sam.post("/api/banks/main/next").body["claim"]["id"]
        sam.post(f"/api/claims/{claim}/response", {"outcome": "answered"})
        board = "/api/banks/main/leaderboard"
        assert [e["name"] for e in olive.get(board).body["entries"]] == ["Sam"]
        olive.delete(f"{PATH}/sam")
        assert olive.get(board).body["entries"] == []

    def test_no_code_is_sent_to_them(self, campaign: Deployed, olive: Browser) -> None:
        olive.post(PATH, {"volunteers": [{"email": "kim@example.org", "name": "Kim"}]})
        kim = caller_id(campaign.shift.context, "kim@example.org")
        olive.delete(f"{PATH}/{kim}")
        campaign.browser().post("/api/login/code", {"email": "kim@example.org", "join": "river"})
        assert campaign.mails == []

    def test_who_comes_back_signs_in_anew_and_rings_the_same_day(self, campaign: Deployed, olive: Browser) -> None:
        sam = campaign.browser("sam")
        sam.post("/api/banks/main/next")
        olive.put(f"{PATH}/sam", {"active": False})
        assert olive.put(f"{PATH}/sam", {"active": True}).body["volunteer"]["active"] is True
        assert sam.get("/api/me").status == 401
        sam = campaign.browser("sam")
        assert sam.post("/api/banks/main/next").status == 200


class TestTheJoinLink:
    """Random, until a day, ended by the next."""

    def test_leads_to_joining_until_it_ends(self, campaign: Deployed, olive: Browser) -> None:
        made = olive.post("/api/organiser/join", {"until": "2027-02-25T22:00:00Z"})
        join = made.body["join"]
        assert (made.status, join["open"], join["until"]) == (201, True, "2027-02-25T22:00:00Z")
        assert join["url"].endswith(f"/join/{join['code']}")
        assert campaign.browser().get(f"/api/join/{join['code']}").body["open"] is True
        assert campaign.browser().get("/api/join/river").body["open"] is False
        assert olive.get(PATH).body["join"] == join
        assert olive.delete("/api/organiser/join").status == 204
        assert campaign.browser().get(f"/api/join/{join['code']}").body["open"] is False
        assert olive.get(PATH).body["join"]["open"] is False

    def test_no_two_are_alike_and_none_is_short(self, olive: Browser) -> None:
        codes = {olive.post("/api/organiser/join", {}).body["join"]["code"] for _ in range(5)}
        assert len(codes) == 5
        assert all(len(code.replace("-", "")) == 16 for code in codes)

    @pytest.mark.parametrize("until", ["2027-02-20T12:00:00Z", "2028-01-01T00:00:00Z", "1970-01-01T00:00:00Z"])
    def test_ends_after_now_and_within_the_campaign(self, olive: Browser, until: str) -> None:
        assert olive.post("/api/organiser/join", {"until": until}).code == "until_invalid"


def test_what_is_written_down_names_nobody(campaign: Deployed, olive: Browser) -> None:
    olive.post(PATH, {"volunteers": [{"email": "kim@example.org", "name": "Kim"}]})
    olive.put(f"{PATH}/sam", {"name": "Samuel Pepys", "role": "organiser"})
    olive.delete(f"{PATH}/sam")
    olive.post("/api/organiser/join", {})
    found = audit.latest(campaign.table, 10)
    assert {e.act for e in found} == {"volunteers_added", "volunteer_changed", "volunteer_removed", "join_link_made"}
    assert {e.who for e in found} == {"olive"}
    assert not any(word in str(found) for word in ("kim", "Kim", "Pepys"))
