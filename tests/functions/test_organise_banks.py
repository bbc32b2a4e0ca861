"""Banks as organisers make, change, open and close them, through the handlers."""

from dataclasses import replace
from typing import Any

import pytest

from ringround.domain.bank import Bank
from ringround.domain.outcomes import Outcome
from ringround.storage import audit, banks, households
from tests import builders
from tests.builders import a_bank, a_household, a_number, a_person, drama_number
from tests.functions.conftest import Deployed
from tests.functions.organising import Organiser, organiser_of

MEMBERS = {"match": "all", "rules": [{"field": "tag", "is": "in", "values": ["member"]}]}
EVERYBODY: dict[str, Any] = {"match": "all", "rules": []}


def members() -> list[Any]:
    """Two households: a member, and somebody who is none."""
    made = []
    for n, tags in enumerate((("member",), ())):
        person = a_person(f"p{n}", tags=tags)
        made.append(a_household(f"h{n}", people=(person,), numbers=(a_number(drama_number(n), f"p{n}"),), bank_ids=()))
    return made


@pytest.fixture
def organiser(deployed: Deployed, monkeypatch: pytest.MonkeyPatch) -> Organiser:
    """An organiser of a campaign with one bank and two households that no bank wants yet."""
    deployed.fill(*members())
    return organiser_of(deployed, monkeypatch)


def bank_of(deployed: Deployed, bank_id: str) -> Bank:
    found = banks.get(deployed.table, bank_id)
    assert found is not None
    return found


def queue_of(deployed: Deployed, household: str) -> str:
    found = households.get(deployed.table, household)
    assert found is not None
    return found.queue[0] if found.queue else ""


def test_a_bank_made_on_the_page_is_paused_and_rings_whom_it_targets_once_it_is_open(
    organiser: Organiser, deployed: Deployed
) -> None:
    asked = {"name": "Members’ weekend!", "kind": "voter_id", "purpose": "Hello", "status": "paused", "target": MEMBERS}
    made = organiser.ask("POST /banks", asked)
    assert (made["bank"]["id"], made["bank"]["status"], made["job"]) == ("members-weekend", "paused", None)
    assert made["bank"]["target"] == MEMBERS
    assert organiser.started == []
    opened = organiser.ask("POST /banks/members-weekend/open")
    assert opened["bank"]["status"] == "open"
    assert opened["bank"]["job"] == opened["job"]["id"]
    assert organiser.ask("GET /banks/members-weekend")["bank"]["job"] == opened["job"]["id"]
    assert organiser.run_jobs() == ["done"]
    assert (queue_of(deployed, "h0"), queue_of(deployed, "h1")) == ("members-weekend", "")
    now = organiser.ask("GET /banks/members-weekend")["bank"]
    assert (now["people"], now["households"], now["job"]) == (1, 1, None)


def test_the_commands_way_makes_an_open_bank_with_the_rules_of_today(organiser: Organiser, deployed: Deployed) -> None:
    organiser.ask("POST /banks", {"id": "doors", "name": "Doors"})
    made = bank_of(deployed, "doors")
    assert replace(made, created=0, script="") == Bank("doors", "Doors")


def test_ids_made_from_names_are_free_and_never_an_address_of_the_page(organiser: Organiser) -> None:
    ids = [organiser.ask("POST /banks", {"name": name})["bank"]["id"] for name in ("Main", "New", "Cafés & co", "Ύδρα")]
    assert ids == ["main-2", "new-2", "caf-s-co", "bank"]
    assert organiser.refused("POST /banks", {"name": "X", "id": "new"}) == (422, "bank_id_invalid")


def test_a_kind_begins_with_its_own_rules_and_script_unless_told_otherwise(
    organiser: Organiser, deployed: Deployed
) -> None:
    organiser.ask("POST /banks", {"name": "Polling day", "kind": "get_out_the_vote", "max_attempts": 6})
    made = bank_of(deployed, "polling-day")
    assert (made.cool_down, made.max_attempts, made.priority, made.priorities) == (2 * 3600, 6, 1, (1,))
    script = organiser.ask("GET /banks/polling-day/script")["script"]
    assert script["title"] == "Polling day"


def test_a_script_can_be_copied_from_another_bank(organiser: Organiser) -> None:
    organiser.ask("POST /banks", {"name": "Second", "copy_script_of": "main"})
    assert organiser.ask("GET /banks/second/script")["script"]["title"] == "Voter ID"
    assert organiser.refused("POST /banks", {"name": "Third", "copy_script_of": "nowhere"}) == (404, "bank_unknown")


def test_kinds_say_what_a_bank_begins_with_and_whom_it_may_want(organiser: Organiser) -> None:
    kinds = {each["kind"]: each for each in organiser.ask("GET /kinds")["kinds"]}
    assert list(kinds) == ["voter_id", "get_out_the_vote", "postal_votes", "invitation", "membership"]
    assert kinds["voter_id"]["target"] == {"match": "all", "rules": []}
    rule = {"field": "answer", "bank": "main", "question": "support", "is": "in", "values": ["yes"]}
    assert kinds["get_out_the_vote"]["target"] == {"match": "any", "rules": [rule]}
    assert kinds["postal_votes"]["target"] is None
    assert kinds["voter_id"]["defaults"]["hours"]["sun"] == ["11:00", "20:00"]


def test_every_rule_can_be_changed_and_stays_changed(organiser: Organiser, deployed: Deployed) -> None:
    changes = {
        "name": "Main, evenings",
        "purpose": "Ring",
        "hours": {"mon": ["10:00", "12:00"], "sun": None},
        "cool_down_minutes": 90,
        "busy_wait_minutes": 5,
        "max_attempts": 4,
        "left_message_allowed": True,
        "screening": True,
        "screening_waived": "The supplier screened them all",
        "return_number": "0113 496 0000",
        "leaderboard": True,
        "priority": 2,
        "claims_per_hour": 60,
        "skips_per_hour": 9,
    }
    answer = organiser.ask("PUT /banks/main", changes)["bank"]
    said = {name: answer[name] for name in changes if name not in {"hours", "return_number"}}
    assert said == {name: value for name, value in changes.items() if name in said}
    assert answer["return_number"] == "+441134960000"
    assert {day: span for day, span in answer["hours"].items() if span} == {"mon": ["10:00", "12:00"]}
    assert organiser.ask("GET /banks/main")["bank"]["name"] == "Main, evenings"
    assert bank_of(deployed, "main").cool_down == 90 * 60
    assert organiser.ask("PUT /banks/main", {"return_number": None})["bank"]["return_number"] is None


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"hours": {"mon": ["21:00", "09:00"]}}, 422, "hours_invalid"),
        ({"return_number": "ask Sam"}, 422, "return_number_invalid"),
        ({"return_number": "07700 9000"}, 422, "return_number_invalid"),
        ({"screening": True, "screening_waived": "n/a"}, 422, "waiver_needs_reason"),
        ({"priority": 6}, 400, "malformed"),
        ({"cool_down_minutes": 0}, 400, "malformed"),
        ({"max_attempts": 0}, 400, "malformed"),
        (
            {"target": {"match": "all", "rules": [{"field": "tag", "is": "near", "values": ["x"]}]}},
            422,
            "target_invalid",
        ),
    ],
)
def test_rules_that_can_not_be_are_refused_and_nothing_changes(
    organiser: Organiser, deployed: Deployed, change: dict[str, Any], status: int, code: str
) -> None:
    before = bank_of(deployed, "main")
    assert organiser.refused("PUT /banks/main", {"name": "Other", **change}) == (status, code)
    assert bank_of(deployed, "main") == before


def test_a_target_names_banks_that_exist(organiser: Organiser) -> None:
    rule = {"field": "outcome", "bank": "nowhere", "is": "in", "values": ["not_home"]}
    wrong = organiser.problems("PUT /banks/main", {"target": {"match": "all", "rules": [rule]}})
    assert wrong == ["There is no phone bank “nowhere”"]


@pytest.mark.parametrize(
    ("status", "change", "kind"),
    [
        ("open", {"target": EVERYBODY}, "retarget"),
        ("open", {"max_attempts": 9}, "place"),
        ("open", {"screening": True}, "place"),
        ("open", {"priority": 1}, "place"),
        ("open", {"name": "Other", "hours": {"mon": ["09:00", "10:00"]}, "claims_per_hour": 3}, None),
        ("paused", {"target": EVERYBODY}, None),
        ("paused", {"cool_down_minutes": 17}, "place"),
        ("closed", {"cool_down_minutes": 17}, None),
    ],
)
def test_only_what_moves_households_starts_a_job(
    organiser: Organiser, deployed: Deployed, status: str, change: dict[str, Any], kind: str | None
) -> None:
    banks.update(deployed.table, "main", {"status": status})
    job = organiser.ask("PUT /banks/main", change)["job"]
    assert (job["kind"] if job else None) == kind
    assert [function for function, _ in organiser.started] == (["arrange_households"] if kind else [])
    assert organiser.ask("PUT /banks/main", change)["job"] is None


def test_opening_pausing_and_closing_are_acts_that_are_written_down(organiser: Organiser, deployed: Deployed) -> None:
    assert organiser.ask("POST /banks/main/pause")["bank"]["status"] == "paused"
    assert organiser.ask("POST /banks/main/pause")["job"] is None
    assert organiser.ask("POST /banks/main/open")["job"] is None
    assert organiser.ask("POST /banks/main/close")["job"]["kind"] == "place"
    assert organiser.ask("POST /banks/main/open")["job"]["kind"] == "place"
    organiser.ask("PUT /banks/main", {"name": "Other", "priority": 1})
    found = audit.latest(deployed.table, 10)
    acts = sorted((e.act, e.subject, e.who) for e in found)
    assert [act for act, _, _ in acts] == ["bank_changed", "bank_closed", "bank_opened", "bank_opened", "bank_paused"]
    assert {(subject, who) for _, subject, who in acts} == {("main", "olive")}
    assert next(e for e in found if e.act == "bank_changed").details == {"changed": ["name", "priority"]}


def test_a_refresh_needs_a_target_and_a_bank_that_is_not_closed(organiser: Organiser, deployed: Deployed) -> None:
    assert organiser.refused("POST /banks/main/refresh") == (409, "no_target")
    organiser.ask("PUT /banks/main", {"target": MEMBERS})
    assert organiser.ask("POST /banks/main/refresh")["job"]["kind"] == "refresh"
    assert organiser.run_jobs() == ["done", "done"]
    assert bank_of(deployed, "main").people == 1
    organiser.ask("POST /banks/main/close")
    assert organiser.refused("POST /banks/main/refresh") == (409, "bank_closed")


def test_a_bank_that_is_not_there_is_not_found(organiser: Organiser) -> None:
    for request in ("GET /banks/no", "POST /banks/no/open", "POST /banks/no/refresh", "GET /banks/no/script"):
        assert organiser.refused(request) == (404, "bank_unknown")
    assert organiser.refused("PUT /banks/no", {"name": "x"}) == (404, "bank_unknown")


def test_who_has_voted_is_no_target_of_polling_day(deployed: Deployed, monkeypatch: pytest.MonkeyPatch) -> None:
    voted = a_person("p0", marks={Outcome.ALREADY_VOTED: builders.NOW})
    deployed.fill(a_household("h0", people=(voted,), bank_ids=()), bank=a_bank(status="closed"))
    organiser = organiser_of(deployed, monkeypatch)
    organiser.ask("POST /banks", {"name": "Last push", "kind": "get_out_the_vote", "target": EVERYBODY})
    assert organiser.run_jobs() == ["done"]
    assert bank_of(deployed, "last-push").people == 0
