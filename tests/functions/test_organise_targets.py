"""What people can be chosen by, and how many a target matches: from the roster, which a job gathers."""

from typing import Any

import pytest

from ringround import wiring
from ringround.storage import banks, imports
from ringround.storage.imports import Import
from ringround.usecases import roster
from tests.builders import NOW, a_bank, a_household, a_number, a_person, drama_number
from tests.functions.conftest import Deployed
from tests.functions.organising import Organiser, organiser_of

EVERYBODY: dict[str, Any] = {"match": "all", "rules": []}
YES = {"field": "answer", "bank": "main", "question": "support", "is": "in", "values": ["yes"]}


@pytest.fixture
def organiser(deployed: Deployed, monkeypatch: pytest.MonkeyPatch) -> Organiser:
    """A campaign of five people in three wards; two banks, one of which wants the first three."""
    homes = [
        a_household(
            f"h{n}",
            people=(a_person(f"p{n}", tags=("member",) if n < 2 else (), columns={"Ward": f"W{n % 3}"}),),
            numbers=(a_number(drama_number(n), f"p{n}"),) if n < 4 else (),
            bank_ids=("main",) if n < 3 else (),
        )
        for n in range(5)
    ]
    deployed.fill(*homes, bank=a_bank(), more_banks=(a_bank("second", created=NOW + 60),))
    made = organiser_of(deployed, monkeypatch)
    region = {"LocationConstraint": "eu-west-2"}
    wiring.client("s3").create_bucket(Bucket=wiring.settings().exports, CreateBucketConfiguration=region)
    return made


def gather(organiser: Organiser) -> None:
    assert organiser.ask("POST /fields/refresh")["job"]["kind"] == "roster"
    assert organiser.run_jobs() == ["done"]


def answered_yes(deployed: Deployed) -> None:
    """Sam rings somebody, who says yes."""
    sam = deployed.browser("sam")
    claim = sam.post("/api/banks/main/next").body["claim"]
    given = {"outcome": "answered", "people": [{"person": claim["people"][0]["id"], "answers": {"support": "yes"}}]}
    assert sam.post(f"/api/claims/{claim['id']}/response", given).status == 200


def test_before_anything_is_gathered_nothing_is_known(organiser: Organiser) -> None:
    assert organiser.ask("GET /fields") == {"as_of": None, "stale": True, "behind": False, "fields": []}
    assert organiser.ask("POST /count", {"target": EVERYBODY})["matches"] == 0


def test_fields_come_with_values_and_words(organiser: Organiser, deployed: Deployed) -> None:
    answered_yes(deployed)
    gather(organiser)
    answer = organiser.ask("GET /fields")
    assert (answer["as_of"], answer["stale"]) == ("2027-02-20T12:00:00Z", False)
    fields = {(f["field"], f["name"], f["bank"], f["question"]): f for f in answer["fields"]}
    tags = fields["tag", None, None, None]
    assert tags["values"] == [{"value": "member", "label": "member", "people": 2}]
    ward = fields["column", "Ward", None, None]
    assert [(v["value"], v["people"]) for v in ward["values"]] == [("W0", 2), ("W1", 2), ("W2", 1)]
    support = fields["answer", None, "main", "support"]
    assert (support["label"], support["version"], support["bank_name"]) == (
        "Can we count on your support?",
        1,
        "Main bank",
    )
    assert support["values"] == [{"value": "yes", "label": "Yes", "people": 1}]
    assert fields["outcome", None, "main", None]["values"][0]["label"] == "Answered"
    assert ("outcome", None, "*", None) in fields


def test_a_target_is_counted_before_a_bank_has_it(organiser: Organiser) -> None:
    gather(organiser)
    counted = organiser.ask("POST /count", {"target": EVERYBODY, "bank": "second"})
    assert counted == {
        "as_of": "2027-02-20T12:00:00Z",
        "matches": 5,
        "can_vote": 5,
        "with_number": 4,
        "households": 4,
        "in_other_banks": 3,
        "screening_old": 4,
        "suppressed": 0,
        "settled": 0,
    }
    assert organiser.ask("POST /count", {"target": EVERYBODY, "bank": "main"})["in_other_banks"] == 0
    ward = {"field": "column", "name": "Ward", "is": "in", "values": ["W1"]}
    assert organiser.ask("POST /count", {"target": {"match": "all", "rules": [ward]}})["matches"] == 2


def test_a_closed_bank_comes_before_no_other(organiser: Organiser, deployed: Deployed) -> None:
    gather(organiser)
    banks.update(deployed.table, "main", {"status": "closed"})
    assert organiser.ask("POST /count", {"target": EVERYBODY, "bank": "second"})["in_other_banks"] == 0


def test_a_roster_is_behind_once_people_were_imported_or_taken_back(organiser: Organiser, deployed: Deployed) -> None:
    gather(organiser)
    assert organiser.ask("GET /fields")["behind"] is False
    done = Import("i1", state="done", finished_at=NOW + 60)
    imports.create(deployed.table, done)
    imports.create(deployed.table, Import("i2", state="checked", finished_at=NOW + 7_200))
    assert organiser.ask("GET /fields")["behind"] is True
    deployed.now = NOW + 61
    gather(organiser)
    assert organiser.ask("GET /fields")["behind"] is False
    imports.change(deployed.table, "i1", state="undone", finished_at=NOW + 120)
    assert organiser.ask("GET /fields")["behind"] is True
    deployed.now = NOW + 121
    gather(organiser)
    # One that failed half-way may have written people; one that failed before it began has not.
    imports.create(deployed.table, Import("i3", state="failed", finished_at=NOW + 180))
    assert organiser.ask("GET /fields")["behind"] is False
    imports.create(deployed.table, Import("i4", state="failed", finished_at=NOW + 180, runs=1))
    assert organiser.ask("GET /fields")["behind"] is True


def test_a_new_roster_is_seen_at_once_and_an_old_one_is_called_stale(organiser: Organiser, deployed: Deployed) -> None:
    gather(organiser)
    assert organiser.ask("POST /count", {"target": {"rules": [YES]}})["matches"] == 0
    answered_yes(deployed)
    deployed.now = NOW + roster.STALE_SECONDS
    assert organiser.ask("GET /fields")["stale"] is True
    assert organiser.ask("POST /count", {"target": {"rules": [YES]}})["matches"] == 0
    gather(organiser)
    assert organiser.ask("GET /fields")["as_of"] == "2027-02-20T12:30:00Z"
    assert organiser.ask("POST /count", {"target": {"rules": [YES]}})["matches"] == 1


@pytest.mark.parametrize("target", [{"rules": [{"field": "age"}]}, {"rules": [{**YES, "bank": "nowhere"}]}])
def test_a_target_that_can_not_be_used_is_not_counted(organiser: Organiser, target: dict[str, Any]) -> None:
    assert organiser.refused("POST /count", {"target": target}) == (422, "target_invalid")
