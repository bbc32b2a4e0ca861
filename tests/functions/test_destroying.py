"""After a campaign is closed nothing personal is left: not in the table, not in a bucket, not in a log."""

import io
from typing import Any

import boto3
import pytest

from ringround import settings, wiring
from ringround.domain.outcomes import Outcome
from ringround.domain.recording import Call
from ringround.storage import campaign, destroying, keys
from ringround.storage.campaign import Stub
from ringround.storage.table import Table
from ringround.usecases.destroy import LAST_WRITES_SECONDS
from tests.builders import (
    LANDLINE,
    MOBILE,
    NOW,
    OTHER_MOBILE,
    a_bank,
    a_household,
    a_number,
    a_person,
    a_response,
    said,
)
from tests.functions.closing import CLOSE, NAME, Ending
from tests.functions.conftest import Deployed

PERSONAL = (
    *("Priya", "Shah", "Dev", "Quintessa", "Olive", "olive", "sam@example.org", "otto", "example.org", "river"),
    *("Mill Lane", "RS1 2AB", "AB-124", "CD-77", LANDLINE, MOBILE, OTHER_MOBILE, "4960000", "900000", "900001"),
    *("keen on buses", "Brexit", "Keep it quiet", "a secret of", "token-of", "sam"),
)


@pytest.fixture
def ending(deployed: Deployed, monkeypatch: pytest.MonkeyPatch) -> Ending:
    people = (a_person("p1", elector="AB-124/1", columns={"Ward": "Brexit"}), a_person("p2", "Dev Shah"))
    home = a_household(people=people, numbers=(a_number(LANDLINE), a_number(MOBILE, "p1")))
    other = a_household("house2", people=(a_person("q1", "Quintessa Lee", elector="CD-77"),), numbers=())
    deployed.fill(home, other, bank=a_bank(max_attempts=20, cool_down=0))
    deployed.table.put({**keys.number(LANDLINE), "household": "house1"})
    deployed.table.put({**keys.number(OTHER_MOBILE), "suppressed": True})
    return Ending(deployed, monkeypatch)


def an_evening(ending: Ending) -> Call:
    """Everything that leaves something personal behind."""
    deployed, shift = ending.deployed, ending.deployed.shift
    deployed.browser().post("/api/login/code", {"email": "sam@example.org"})
    sam = deployed.browser("sam")
    sam.post("/api/my/notes", {"id": "note-0001", "text": "Keep it quiet"})
    for bucket in ending.buckets.values():
        ending.s3.put_object(Bucket=bucket, Key="imports/one/0", Body=b"AB,124,Shah,Priya")
    ending.s3.create_multipart_upload(Bucket=ending.buckets["uploads"], Key="imports/one/1")
    ending.olive.put("/api/organiser/settings", {"privacy_contact": "olive@example.org"})
    ending.olive.post("/api/organiser/exports", {"kind": "attempts"})
    answer = a_response(Outcome.ANSWERED, said("p1", support="unsure", issue="keen on buses"), number=LANDLINE)
    return shift.respond(shift.claim(), answer)


def closed(ending: Ending) -> dict[str, Any]:
    """Close it to the end; what anybody is told then."""
    ending.ask()
    ending.fetch()
    assert ending.destroy().status == 202
    return dict(ending.deployed.browser().get("/api/close").body)


def test_nothing_personal_is_left_anywhere(ending: Ending, logs: io.StringIO) -> None:
    an_evening(ending)
    everything = str(ending.items())
    assert not [
        word for word in PERSONAL if word not in everything and word not in {"4960000", "900000", "900001", "token-of"}
    ]
    told = closed(ending)
    assert told["closed"] is True
    (left,) = ending.items()
    assert left["closed"] == {"BOOL": True}
    assert ending.objects() == []
    uploads = [ending.s3.list_multipart_uploads(Bucket=b).get("Uploads", []) for b in ending.buckets.values()]
    assert uploads == [[], []]
    for where in (str(left), str(told), logs.getvalue()):
        assert [word for word in PERSONAL if word in where] == []


def test_the_certificate_says_what_was_destroyed(ending: Ending) -> None:
    an_evening(ending)
    certificate = closed(ending)["certificate"]
    assert (certificate["campaign"], certificate["asked_by"], certificate["confirmed_by"]) == (
        NAME,
        "organiser",
        "admin",
    )
    items = certificate["items"]
    assert (items["households"], items["numbers"], items["call_versions"], items["banks"]) == (2, 2, 1, 1)
    assert certificate["files"] == {"uploads": 1, "exports": 3}
    assert certificate["backups"] == "switched_off"
    assert (certificate["export"]["calls"], certificate["export"]["people"]) == (1, 3)
    assert len(certificate["export"]["sha256"]) == 64
    assert certificate["asked_at"] == "2027-02-20T12:00:00Z"
    assert certificate["finished_at"] > certificate["begun_at"]
    assert "organisers have fetched it" in certificate["last_export"]


def test_point_in_time_recovery_ends(ending: Ending) -> None:
    table = ending.deployed.table
    table.client.update_continuous_backups(
        TableName=table.name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    closed(ending)
    described: Any = table.client.describe_continuous_backups(TableName=table.name)
    status = described["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"]
    assert status == "DISABLED"


def test_an_engine_without_backups_is_said_to_have_none(ending: Ending, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(destroying, "switch_off_backups", lambda _: False)
    assert closed(ending)["certificate"]["backups"] == "not_offered"


@pytest.mark.parametrize("code", ["AccessDeniedException", "InternalServerError"])
def test_backups_that_cant_be_switched_off_are_no_success(ending: Ending, code: str) -> None:
    from botocore.exceptions import ClientError

    def refused(**_: Any) -> None:
        raise ClientError({"Error": {"Code": code}}, "UpdateContinuousBackups")

    class Refusing:
        name = "table"
        client = type("Client", (), {"update_continuous_backups": staticmethod(refused)})

    with pytest.raises(ClientError):
        destroying.switch_off_backups(Refusing())  # type: ignore[arg-type]


def test_the_functions_logs_are_deleted(ending: Ending, monkeypatch: pytest.MonkeyPatch) -> None:
    client: Any = boto3.client("logs", region_name="eu-west-2")
    groups = [f"{ending.deployed.table.name}-{n}" for n in range(2)]
    for group in groups:
        client.create_log_group(logGroupName=group)
        for stream in ("a", "b"):
            client.create_log_stream(logGroupName=group, logStreamName=stream)
    monkeypatch.setenv(settings.LOG_GROUPS, ",".join(groups))
    wiring.settings.cache_clear()
    assert closed(ending)["certificate"]["log_streams"] == 4
    assert [client.describe_log_streams(logGroupName=group)["logStreams"] for group in groups] == [[], []]


class TestAfterwards:
    @pytest.mark.parametrize("path", ["/api/campaign", "/api/start", "/api/join/river", "/api/openapi.json"])
    def test_everybody_is_told_that_the_campaign_is_over(self, ending: Ending, path: str) -> None:
        closed(ending)
        answer = ending.deployed.browser().get(path)
        assert (answer.status, answer.code) == (404, "campaign_over")
        assert "destroyed" in answer.body["error"]["message"]

    @pytest.mark.parametrize("path", ["/api/me", "/api/banks", "/api/organiser/close", "/api/organiser/banks"])
    def test_nobodys_session_opens_anything(self, ending: Ending, path: str) -> None:
        closed(ending)
        assert ending.olive.get(path).code == "campaign_over"

    def test_a_late_response_is_told_and_leaves_nothing(self, ending: Ending) -> None:
        sam = ending.deployed.browser("sam")
        claim = sam.post("/api/banks/main/next").body["claim"]["id"]
        closed(ending)
        answer = sam.post(f"/api/claims/{claim}/response", {"outcome": "not_home"})
        assert (answer.status, answer.code) == (404, "campaign_over")
        assert len(ending.items()) == 1

    def test_it_cant_be_set_up_again_by_mistake(self, ending: Ending) -> None:
        from functions.set_up.handler import handler
        from ringround.domain.errors import NotThere

        closed(ending)
        with pytest.raises(NotThere):
            handler({"name": "Riverside"}, None)  # type: ignore[arg-type]
        assert len(ending.items()) == 1

    def test_before_it_nobody_is_told_anything(self, ending: Ending) -> None:
        ending.ask()
        assert ending.deployed.browser().get("/api/close").body == {"closed": False, "certificate": None}


class TestACallThatComesAtTheLastMoment:
    def test_is_in_no_export_and_stops_the_destruction(self, ending: Ending, monkeypatch: pytest.MonkeyPatch) -> None:
        shift = ending.deployed.shift
        claims = [shift.claim()]
        ending.ask()
        ending.fetch()

        def recorded_by_a_warm_function(seconds: float) -> None:
            ending.deployed.now += int(seconds) or 1
            if claims:
                shift.respond(claims.pop(), a_response(Outcome.NOT_HOME))

        monkeypatch.setattr(wiring, "sleep", recorded_by_a_warm_function)
        ending.destroy()
        told = ending.olive.get(CLOSE).body
        assert (told["state"], told["unexported"]) == ("ready", {"calls": 1})
        assert told["job"]["error"]["code"] == "recorded_since"
        assert ending.deployed.browser().get("/api/close").body["closed"] is False

    def test_waits_on_the_device_and_is_taken_where_nothing_is_destroyed_after_all(
        self, ending: Ending, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sam = ending.deployed.browser("sam")
        claim = sam.post("/api/banks/main/next").body["claim"]["id"]
        ending.ask()
        ending.fetch()
        answers = []

        def meanwhile(seconds: float) -> None:
            ending.deployed.now += int(seconds) or 1
            wiring.campaign_changed()
            answers.append(sam.post(f"/api/claims/{claim}/response", {"outcome": "not_home"}))
            raise RuntimeError

        monkeypatch.setattr(wiring, "sleep", meanwhile)
        ending.held = True
        ending.destroy()
        with pytest.raises(Exception, match="RuntimeError"):
            ending.run(*ending.started[-1])
        assert (answers[0].status, answers[0].code) == (503, "blocked")
        ending.deployed.now += 61
        assert sam.post(f"/api/claims/{claim}/response", {"outcome": "not_home"}).status == 200


class TestWritesThatRaceWithIt:
    def test_are_destroyed_in_a_last_round(self, ending: Ending, monkeypatch: pytest.MonkeyPatch) -> None:
        table = ending.deployed.table

        def late(seconds: float) -> None:
            ending.deployed.now += int(seconds) or 1
            table.put({**keys.session("sam", "late"), "expires": NOW})
            ending.s3.put_object(Bucket=ending.buckets["uploads"], Key="imports/late/0", Body=b"Priya Shah")

        monkeypatch.setattr(wiring, "sleep", late)
        told = closed(ending)
        assert told["certificate"]["late_items"] == 1
        assert len(ending.items()) == 1
        assert ending.objects() == []

    def test_have_as_long_as_a_warm_function_may_know_the_campaign(self, ending: Ending) -> None:
        ending.ask()
        ending.fetch()
        before = ending.deployed.now
        ending.destroy()
        assert ending.deployed.now - before >= LAST_WRITES_SECONDS
        assert LAST_WRITES_SECONDS > wiring.CAMPAIGN_SECONDS + 15

    def test_that_never_end_are_no_success(self, ending: Ending, monkeypatch: pytest.MonkeyPatch) -> None:
        real = destroying.delete_objects

        def and_another(client: Any, bucket: str, told: Any) -> int:
            done = real(client, bucket, told)
            client.put_object(Bucket=bucket, Key="imports/late/0", Body=b"Priya Shah")
            return done

        ending.ask()
        ending.fetch()
        monkeypatch.setattr(destroying, "delete_objects", and_another)
        ending.destroy()
        assert ending.deployed.browser().get("/api/close").body == {"closed": True, "certificate": None}


class TestACrash:
    @pytest.mark.parametrize(
        "where", ["count_items", "switch_off_backups", "delete_items", "delete_objects", "count_objects"]
    )
    def test_anywhere_is_gone_on_from_by_whoever_looks(
        self, ending: Ending, monkeypatch: pytest.MonkeyPatch, where: str
    ) -> None:
        an_evening(ending)
        real = getattr(destroying, where)

        def half(*given: Any) -> Any:
            real(*given)
            raise RuntimeError("the machine is gone")

        ending.ask()
        ending.fetch()
        ending.held = True
        ending.destroy()
        monkeypatch.setattr(destroying, where, half)
        with pytest.raises(Exception, match="RuntimeError"):
            ending.run(*ending.started[-1])
        monkeypatch.setattr(destroying, where, real)
        ending.held = False
        anybody = ending.deployed.browser()
        assert anybody.get("/api/close").body == {"closed": True, "certificate": None}
        ending.deployed.now += 100
        anybody.get("/api/close")
        told = anybody.get("/api/close").body
        assert told["certificate"]["items"]["households"] == 2
        assert len(ending.items()) == 1
        assert ending.objects() == []

    def test_before_anything_is_destroyed_leaves_the_campaign_as_it_was(
        self, ending: Ending, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ending.ask()
        ending.fetch()
        monkeypatch.setattr(campaign, "begin_stub", lambda *_: (_ for _ in ()).throw(RuntimeError))
        ending.held = True
        ending.destroy()
        with pytest.raises(Exception, match="RuntimeError"):
            ending.run(*ending.started[-1])
        assert ending.olive.get(CLOSE).body["state"] == "ready"

    @pytest.mark.parametrize("since", ["taken_back", "asked_for_anew"])
    def test_what_was_taken_back_is_not_gone_on_with_by_starting_its_job_again(
        self, ending: Ending, monkeypatch: pytest.MonkeyPatch, since: str
    ) -> None:
        real = campaign.begin_stub
        ending.ask()
        ending.fetch()
        monkeypatch.setattr(campaign, "begin_stub", lambda *_: (_ for _ in ()).throw(RuntimeError))
        ending.held = True
        ending.destroy()
        _, job = ending.started[-1]
        with pytest.raises(Exception, match="RuntimeError"):
            ending.run(*ending.started[-1])
        monkeypatch.setattr(campaign, "begin_stub", real)
        ending.held = False
        if since == "taken_back":
            ending.olive.delete(CLOSE)
        else:
            ending.ask()
        assert ending.olive.post(f"/api/organiser/jobs/{job}/start").status == 202
        assert ending.olive.get(f"/api/organiser/jobs/{job}").body["job"]["error"]["code"] == "called_off"
        assert ending.olive.get("/api/organiser/banks").status == 200

    def test_does_not_begin_where_the_end_is_called_off_in_that_very_moment(self, ending: Ending) -> None:
        ending.ask()
        ending.olive.delete(CLOSE)
        assert not campaign.begin_stub(ending.deployed.table, Stub(NAME, "", "job", NOW))
        assert ending.olive.get(CLOSE).body["state"] == "open"

    def test_that_began_in_that_very_moment_is_not_called_off(
        self, ending: Ending, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ending.ask()
        real = campaign.change

        def a_little_late(table: Table, **changes: Any) -> None:
            assert campaign.begin_stub(table, Stub(NAME, "", "job", NOW))
            real(table, **changes)

        monkeypatch.setattr(campaign, "change", a_little_late)
        answer = ending.olive.delete(CLOSE)
        assert (answer.status, answer.code) == (409, "destroying")

    def test_a_run_that_is_alive_is_left_alone(self, ending: Ending) -> None:
        table = ending.deployed.table
        ending.ask()
        ending.fetch()
        ending.held = True
        ending.destroy()
        function, job = ending.started[-1]
        assert function == "close_campaign"
        assert campaign.begin_stub(table, Stub(NAME, "", job, NOW))
        started = len(ending.started)
        ending.deployed.browser().get("/api/close")
        assert len(ending.started) == started
        ending.deployed.now += 100
        for _ in range(3):
            ending.deployed.browser().get("/api/close")
        assert len(ending.started) == started + 1

    def test_done_twice_is_done_once(self, ending: Ending) -> None:
        closed(ending)
        before = ending.items()
        ending.run(*ending.started[-1])
        assert ending.items() == before
