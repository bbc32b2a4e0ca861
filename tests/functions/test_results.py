"""Results and exports through the API: counts from the desks, files from the whole table."""

import json
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest

from ringround import settings, wiring
from ringround.domain.cells import plain
from ringround.domain.outcomes import Outcome
from ringround.storage import audit, exports_files
from tests.builders import HOUR, LANDLINE, NOW, a_bank, a_household, a_number, a_person, a_response, not_home, said
from tests.events import Answer, Browser
from tests.functions.conftest import DAY, Deployed

FUNCTION = "export_results"


class Exporting:
    """An organiser whose exports are made at once."""

    def __init__(self, deployed: Deployed, patch: pytest.MonkeyPatch) -> None:
        self.deployed = deployed
        self.bucket = f"{deployed.table.name}-exports"
        self.started: list[str] = []
        patch.setenv(settings.EXPORTS, self.bucket)
        patch.setenv(settings.EXPORT_FUNCTION, FUNCTION)
        wiring.settings.cache_clear()
        self.s3 = wiring.client("s3")
        self.s3.create_bucket(Bucket=self.bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
        patch.setattr(wiring, "start", self._start)
        people = (a_person("p1", elector="AB-124/1"), a_person("p2", "Dev Shah", elector="AB-9"))
        bank = a_bank(max_attempts=20, cool_down=0)
        deployed.fill(a_household(people=people, numbers=(a_number(LANDLINE),)), bank=bank)
        self.browser: Browser = deployed.browser("olive", role="organiser")

    def _start(self, function: str, event: dict[str, Any]) -> None:
        from functions.export_results.handler import handler

        assert function == FUNCTION
        self.started.append(event["job"])
        handler(event, SimpleNamespace(aws_request_id=event["job"]))  # type: ignore[arg-type]

    def make(self, kind: str = "attempts", **asked: Any) -> Answer:
        return self.browser.post("/api/organiser/exports", {"kind": kind, **asked})

    def made(self, kind: str = "attempts", **asked: Any) -> dict[str, Any]:
        """An export that is done, as the list has it."""
        made = self.make(kind, **asked).body["export"]["id"]
        return next(e for e in self.browser.get("/api/organiser/exports").body["exports"] if e["id"] == made)

    def text(self, export_id: str) -> str:
        key = exports_files.export_key(export_id, ".csv")
        return str(self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read().decode("utf-8-sig"))


@pytest.fixture
def exporting(deployed: Deployed, monkeypatch: pytest.MonkeyPatch) -> Exporting:
    return Exporting(deployed, monkeypatch)


def test_an_export_is_made_listed_and_fetched_and_each_step_is_in_the_audit(exporting: Exporting) -> None:
    shift = exporting.deployed.shift
    shift.respond(shift.claim(), not_home())
    begun = exporting.make()
    assert (begun.status, begun.body["export"]["state"]) == (202, "waiting")
    (export,) = exporting.browser.get("/api/organiser/exports").body["exports"]
    assert (export["state"], export["rows"], export["kind"], export["bank"]) == ("done", 2, "attempts", None)
    assert export["by"] == {"id": "olive", "name": "Olive"}
    link = exporting.browser.post(f"/api/organiser/exports/{export['id']}/link").body
    assert link["name"] == "attempts-2027-02-20.csv"
    asked = parse_qs(urlparse(link["url"]).query)
    assert asked["response-content-disposition"] == ['attachment; filename="attempts-2027-02-20.csv"']
    text = exporting.text(export["id"])
    assert "Priya Shah" in text
    assert "0113 496 0000" in text
    acts = [(e.act, e.who, e.subject) for e in audit.latest(exporting.deployed.table, 10)]
    assert sorted(acts) == [("export_fetched", "olive", export["id"]), ("export_made", "olive", export["id"])]


def test_nothing_personal_is_in_an_address_or_an_answer_or_the_audit(exporting: Exporting) -> None:
    shift = exporting.deployed.shift
    shift.respond(shift.claim(), not_home(note="Priya was out"))
    export = exporting.made("register", bank="main")
    link = exporting.browser.post(f"/api/organiser/exports/{export['id']}/link").body
    said_ = json.dumps([export, link, [e.details for e in audit.latest(exporting.deployed.table, 10)]], default=str)
    keys = [o["Key"] for o in exporting.s3.list_objects_v2(Bucket=exporting.bucket)["Contents"]]
    for personal in ("Priya", "Shah", "AB-124", "4960000", "496 0000"):
        assert personal not in said_
        assert not [key for key in keys if personal in key]


def test_since_last_is_what_came_since_the_last_of_its_kind_and_bank(exporting: Exporting) -> None:
    shift, deployed = exporting.deployed.shift, exporting.deployed
    shift.respond(shift.claim(), not_home(number=LANDLINE))
    deployed.now = NOW + 60
    assert exporting.made(since_last=True)["rows"] == 2
    deployed.now = NOW + HOUR
    assert exporting.made(since_last=True)["rows"] == 0
    shift.respond(shift.claim(at=NOW + HOUR), a_response(Outcome.ANSWERED, said()), at=NOW + HOUR)
    deployed.now = NOW + 2 * HOUR
    assert exporting.made(bank="main", since_last=True)["rows"] == 3
    new = exporting.made(since_last=True)
    assert (new["rows"], new["since"]) == (1, "2027-02-20T12:59:40Z")
    assert exporting.made()["rows"] == 3


def test_a_call_on_its_way_while_an_export_is_read_is_in_the_next(exporting: Exporting) -> None:
    shift, deployed = exporting.deployed.shift, exporting.deployed
    exporting.made(since_last=True)
    shift.respond(shift.claim(), not_home(number=LANDLINE), at=NOW - 10)
    deployed.now = NOW + HOUR
    assert exporting.made(since_last=True)["rows"] == 2


@pytest.mark.parametrize("kind", ["register", "numbers"])
def test_lists_of_everybody_are_had_whole(exporting: Exporting, kind: str) -> None:
    answer = exporting.make(kind, since_last=True)
    assert (answer.status, answer.code) == (422, "since_not_possible")
    assert exporting.started == []


@pytest.mark.parametrize("kind", ["attempts", "latest", "van", "register", "numbers"])
def test_every_kind_is_made(exporting: Exporting, kind: str) -> None:
    shift = exporting.deployed.shift
    shift.respond(shift.claim(), a_response(Outcome.ANSWERED, said(support="yes"), number=LANDLINE))
    export = exporting.made(kind)
    lines = exporting.text(export["id"]).splitlines()
    assert (export["state"], export["rows"]) == ("done", len(lines) - 1)
    assert "496 0000" in lines[1] or "AB-" in plain(lines[1])


def test_an_export_of_a_bank_that_is_none_is_refused(exporting: Exporting) -> None:
    assert exporting.make(bank="nowhere").status == 404


def test_a_link_needs_an_export_that_is_done(exporting: Exporting, monkeypatch: pytest.MonkeyPatch) -> None:
    assert exporting.browser.post("/api/organiser/exports/none/link").code == "export_unknown"
    monkeypatch.setattr(wiring, "start", lambda *_: None)
    waiting = exporting.make().body["export"]["id"]
    assert exporting.browser.post(f"/api/organiser/exports/{waiting}/link").code == "export_not_ready"


class TestResults:
    def test_count_outcomes_answers_and_days(self, exporting: Exporting) -> None:
        shift, deployed = exporting.deployed.shift, exporting.deployed
        shift.respond(shift.claim(), not_home(number=LANDLINE))
        yes = a_response(Outcome.ANSWERED, said("p1", support="yes", help=["poster"]), number=LANDLINE)
        shift.respond(shift.claim("alex", at=NOW + DAY), yes, "alex", at=NOW + DAY)
        deployed.now = NOW + DAY
        olive = deployed.browser("olive", role="organiser", expires=NOW + 9 * DAY)
        found = olive.get("/api/organiser/results").body
        assert (found["from"], found["to"], found["calls"], found["conversations"]) == (
            "2027-02-20",
            "2027-02-21",
            2,
            1,
        )
        assert found["days"] == [
            {"day": "2027-02-20", "calls": 1, "conversations": 0},
            {"day": "2027-02-21", "calls": 1, "conversations": 1},
        ]
        assert [o for o in found["outcomes"] if o["calls"]] == [
            {"outcome": "answered", "calls": 1, "people": 1},
            {"outcome": "not_home", "calls": 1, "people": 2},
        ]
        support, helping = found["questions"]
        assert (support["label"], support["version"]) == ("Can we count on your support?", 1)
        assert [(o["label"], o["count"]) for o in support["options"]] == [("Yes", 1), ("Not sure", 0), ("No", 0)]
        assert [o["count"] for o in helping["options"]] == [0, 1]

    @pytest.mark.parametrize(
        ("query", "calls"),
        [
            ("caller=sam", 1),
            ("caller=nobody", 0),
            ("bank=main", 1),
            ("from=2027-02-21", 0),
            ("to=2027-02-20", 1),
            ("from=2027-02-19&to=2027-02-20", 1),
        ],
    )
    def test_are_of_a_bank_a_caller_and_days(self, exporting: Exporting, query: str, calls: int) -> None:
        shift = exporting.deployed.shift
        shift.respond(shift.claim(), not_home(number=LANDLINE))
        exporting.deployed.now = NOW + DAY
        olive = exporting.deployed.browser("olive", role="organiser", expires=NOW + 9 * DAY)
        assert olive.get(f"/api/organiser/results?{query}").body["calls"] == calls

    @pytest.mark.parametrize("query", ["from=2027-02-30", "from=2027-03-01&to=2027-02-01", "from=2020-01-01"])
    def test_days_that_are_none_are_refused(self, exporting: Exporting, query: str) -> None:
        answer = exporting.browser.get(f"/api/organiser/results?{query}")
        assert (answer.status, answer.code) == (422, "days_invalid")
