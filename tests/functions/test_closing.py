"""Closing a campaign: calling ends, the last export is made and checked, and nobody destroys anything by a slip."""

from typing import Any

import pytest

from ringround import wiring
from ringround.domain.outcomes import Outcome
from ringround.storage import audit, banks, campaign, jobs, keys
from ringround.usecases import export_check
from tests.builders import HOUR, LANDLINE, NOW, a_bank, a_household, a_number, a_person, a_response, not_home, said
from tests.functions.closing import CLOSE, NAME, Ending
from tests.functions.conftest import Deployed


@pytest.fixture
def ending(deployed: Deployed, monkeypatch: pytest.MonkeyPatch) -> Ending:
    people = (a_person("p1", elector="AB-124/1"), a_person("p2", "Dev Shah", elector="AB-9"))
    deployed.fill(a_household(people=people, numbers=(a_number(LANDLINE),)), bank=a_bank(max_attempts=20, cool_down=0))
    return Ending(deployed, monkeypatch)


class TestTheEndOfCalling:
    @pytest.mark.parametrize("name", ["", "riverside by-election", f"{NAME} ", "Riverside"])
    def test_needs_the_campaigns_name_typed_exactly(self, ending: Ending, name: str) -> None:
        answer = ending.olive.post(CLOSE, {"name": name})
        assert (answer.status, answer.code) == (422, "name_wrong")
        assert ending.olive.get(CLOSE).body["state"] == "open"
        assert banks.get_campaign(ending.deployed.table).closing == 0

    def test_takes_the_access_of_callers_and_leaves_that_of_organisers(self, ending: Ending) -> None:
        sam = ending.deployed.browser("sam")
        assert sam.get("/api/me").status == 200
        ending.ask()
        assert (sam.get("/api/me").status, sam.get("/api/me").code) == (401, "calling_ended")
        assert sam.post("/api/banks/main/next").status == 401
        assert sam.get("/api/start").body["caller"] is None
        assert ending.olive.get("/api/me").status == 200
        assert ending.olive.post("/api/banks/main/next").body["reason"] == "closed"

    def test_lets_no_caller_sign_in_and_nobody_join(self, ending: Ending) -> None:
        deployed = ending.deployed
        ending.ask()
        for email in ("sam@example.org", "new@example.org"):
            deployed.browser().post("/api/login/code", {"email": email, "join": "river"})
        assert deployed.mails == []
        assert deployed.browser().get("/api/join/river").body["open"] is False
        deployed.browser().post("/api/login/code", {"email": "olive@example.org"})

    def test_still_takes_what_a_volunteer_had_recorded(self, ending: Ending) -> None:
        sam = ending.deployed.browser("sam")
        claim = sam.post("/api/banks/main/next").body["claim"]["id"]
        ending.ask()
        answer = sam.post(f"/api/claims/{claim}/response", {"outcome": "refused", "want_next": True})
        assert answer.status == 200
        assert answer.body["next"]["claim"] is None
        assert sam.put(f"/api/claims/{claim}/response", {"outcome": "not_home"}).status == 200

    def test_lets_no_bank_be_opened_and_no_list_in_before_it_is_called_off(self, ending: Ending) -> None:
        ending.ask()
        new = {"name": "Late", "kind": "voter_id", "status": "open"}
        lists = {"files": [{"name": "register.csv", "size": 9}]}
        refused: tuple[tuple[str, dict[str, Any]], ...] = (
            ("/api/organiser/banks/main/open", {}),
            ("/api/organiser/banks", new),
            ("/api/organiser/imports", lists),
            ("/api/organiser/imports/any/start", {}),
        )
        for path, body in refused:
            answer = ending.olive.post(path, body)
            assert (answer.status, answer.code) == (409, "closing")
        ending.olive.delete(CLOSE)
        assert ending.olive.post("/api/organiser/banks/main/open").status == 200

    def test_that_is_cut_off_while_it_is_called_off_can_be_called_off_again(
        self, ending: Ending, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ending.ask()
        with monkeypatch.context() as cut:
            for each in ("change", "end_closing"):
                real = getattr(campaign, each)

                def and_gone(*given: Any, real: Any = real, **more: Any) -> None:
                    real(*given, **more)
                    raise RuntimeError("the machine is gone")

                cut.setattr(campaign, each, and_gone)
            assert ending.olive.delete(CLOSE).status == 500
        wiring.campaign_changed()
        ending.olive.delete(CLOSE)
        assert ending.olive.get(CLOSE).body["state"] == "open"
        assert ending.olive.post("/api/organiser/banks/main/open").status == 200

    def test_closes_every_bank_and_they_stay_closed_when_it_is_called_off(self, ending: Ending) -> None:
        ending.ask()
        assert ending.olive.delete(CLOSE).body["state"] == "open"
        assert [bank.status for bank in banks.every(ending.deployed.table)] == ["closed"]
        assert ending.deployed.browser("sam").get("/api/me").status == 200
        acts = [entry.act for entry in audit.latest(ending.deployed.table, 5)]
        assert sorted(acts) == ["close_asked", "close_called_off"]
        assert ending.olive.delete(CLOSE).code == "not_closing"


class TestTheLastExport:
    def test_holds_every_kind_and_is_counted_against_the_table(self, ending: Ending) -> None:
        shift = ending.deployed.shift
        claim = shift.claim()
        shift.respond(claim, not_home(number=LANDLINE))
        shift.correct(claim, a_response(Outcome.ANSWERED, said("p1", support="yes"), number=LANDLINE))
        asked = ending.ask()
        assert asked.status == 202
        found = ending.olive.get(CLOSE).body
        assert found["state"] == "ready"
        assert (found["asked_by"]["name"], found["may_destroy_at"]) == ("Olive", "2027-02-20T13:00:00Z")
        export = found["export"]
        assert (export["calls"], export["people"], export["rows"]["attempts"]) == (1, 2, 3)
        assert export["fetched_at"] is None
        assert len(export["sha256"]) == 64
        names = {f"{kind}.csv" for kind in ("attempts", "latest", "van", "register", "numbers")}
        assert set(ending.archive().namelist()) == {*names, "READ ME.txt"}

    def test_that_is_fetched_says_by_whom(self, ending: Ending) -> None:
        ending.ask()
        assert ending.fetch() == "last-export-2027-02-20.zip"
        assert ending.olive.get(CLOSE).body["export"]["fetched_by"] == {"id": "olive", "name": "Olive"}

    def test_that_does_not_hold_what_the_table_holds_is_no_export(
        self, ending: Ending, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = export_check.of_table
        monkeypatch.setattr(export_check, "of_table", lambda *a: _with_one_more(real(*a)))
        ending.ask()
        found = ending.olive.get(CLOSE).body
        assert (found["state"], found["job"]["error"]["code"]) == ("closing", "export_mismatch")
        assert ending.destroy().code == "export_not_ready"

    def test_is_made_again_where_a_call_comes_in_between(self, ending: Ending, monkeypatch: pytest.MonkeyPatch) -> None:
        shift, real = ending.deployed.shift, export_check.of_files
        calls: list[object] = []
        late = shift.claim()

        def with_a_late_call(*given: object) -> export_check.Sums:
            if not calls:
                calls.append(shift.respond(late, not_home(number=LANDLINE)))
            return real(*given)  # type: ignore[arg-type]

        monkeypatch.setattr(export_check, "of_files", with_a_late_call)
        ending.ask()
        assert ending.olive.get(CLOSE).body["export"]["calls"] == 1


def _with_one_more(sums: export_check.Sums) -> export_check.Sums:
    sums.results["Not home"] += 1
    return sums


class TestDestroying:
    def test_needs_the_last_export(self, ending: Ending) -> None:
        assert ending.destroy().code == "export_not_ready"
        ending.held = True
        ending.ask()
        assert ending.destroy().code == "export_not_ready"

    def test_needs_somebody_to_have_fetched_it(self, ending: Ending) -> None:
        ending.ask()
        assert ending.destroy().code == "export_not_fetched"

    def test_needs_the_name(self, ending: Ending) -> None:
        ending.ask()
        ending.fetch()
        assert ending.otto.post(f"{CLOSE}/destroy", {"name": "yes"}).code == "name_wrong"

    def test_needs_a_second_organiser_or_an_hour(self, ending: Ending) -> None:
        ending.ask()
        ending.fetch()
        refused = ending.destroy(ending.olive)
        assert (refused.status, refused.code) == (403, "second_organiser_needed")
        ending.deployed.now = NOW + HOUR - 1
        assert ending.destroy(ending.olive).status == 403
        ending.deployed.now = NOW + HOUR
        assert ending.destroy(ending.olive).status == 202

    def test_at_once_by_a_second_organiser(self, ending: Ending) -> None:
        ending.ask()
        ending.fetch()
        assert ending.destroy().status == 202

    def test_asking_again_does_not_make_the_first_one_the_second(self, ending: Ending) -> None:
        ending.ask(ending.olive)
        ending.ask(ending.otto)
        ending.fetch()
        assert ending.destroy(ending.olive).code == "second_organiser_needed"

    def test_needs_a_new_export_once_a_call_came_after(self, ending: Ending) -> None:
        sam = ending.deployed.browser("sam")
        claim = sam.post("/api/banks/main/next").body["claim"]["id"]
        ending.ask()
        ending.fetch()
        sam.post(f"/api/claims/{claim}/response", {"outcome": "refused"})
        assert ending.olive.get(CLOSE).body["unexported"] == {"calls": 1}
        refused = ending.destroy()
        assert (refused.status, refused.code) == (409, "recorded_since")
        ending.ask()
        assert ending.olive.get(CLOSE).body["unexported"] == {"calls": 0}
        assert ending.destroy().code == "export_not_fetched"
        ending.fetch()
        assert ending.destroy().status == 202

    def test_stops_where_a_correction_came_after_the_export(self, ending: Ending) -> None:
        sam = ending.deployed.browser("sam")
        claim = sam.post("/api/banks/main/next").body["claim"]["id"]
        sam.post(f"/api/claims/{claim}/response", {"outcome": "refused"})
        ending.ask()
        ending.fetch()
        sam.put(f"/api/claims/{claim}/response", {"outcome": "not_home"})
        ending.destroy()
        found = ending.olive.get(CLOSE).body
        assert (found["state"], found["job"]["error"]["code"]) == ("ready", "recorded_since")
        assert ending.deployed.table.get(keys.household("house1")) is not None

    def test_waits_for_other_work(self, ending: Ending) -> None:
        ending.ask()
        ending.fetch()
        table = ending.deployed.table
        jobs.create(table, jobs.Job("0-place", "place", created=NOW))
        jobs.take(table, "0-place", "run", NOW)
        assert ending.destroy().code == "work_running"

    def test_cant_be_called_off_once_it_runs(self, ending: Ending) -> None:
        ending.ask()
        ending.fetch()
        ending.held = True
        ending.destroy()
        assert ending.olive.get(CLOSE).body["state"] == "destroying"
        assert ending.olive.delete(CLOSE).code == "destroying"
        assert ending.ask().code == "destroying"
        assert ending.destroy().code == "destroying"
