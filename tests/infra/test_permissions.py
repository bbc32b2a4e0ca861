"""Least privilege, from both sides: no function may do more than this list says, and none needs more or less."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from infra.access import TABLE_ACCESS
from ringround.api.routes import ROUTES
from ringround.storage import imports_files, keys
from tests.infra.policy import LEADING, Judge, resource_of
from tests.infra.synthesis import Template

pytestmark = pytest.mark.cdk

TABLE_ACTIONS = {
    "login": {"GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem"},
    "next_contact": {"GetItem", "BatchGetItem", "Query", "UpdateItem"},
    "submit_response": {"GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem"},
    "organiser": {"GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem"},
    "import_contacts": {"GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem", "Scan"},
    "arrange_households": {"GetItem", "Query", "UpdateItem", "Scan"},
    "export_results": {"GetItem", "BatchGetItem", "Query", "UpdateItem", "Scan"},
    "close_campaign": {
        *("GetItem", "PutItem", "UpdateItem", "DeleteItem", "Scan"),
        *("BatchWriteItem", "UpdateContinuousBackups"),
    },
    "set_up": {"GetItem", "PutItem", "UpdateItem", "DeleteItem"},
    "site_check": set(),
    "mail_events": {"GetItem", "UpdateItem"},
}
OTHER_ACTIONS = {
    "login": {"ses:SendEmail"},
    "next_contact": set(),
    "submit_response": set(),
    "organiser": {"s3:PutObject", "s3:GetObject", "lambda:InvokeFunction"},
    "import_contacts": {"s3:PutObject", "s3:GetObject", "lambda:InvokeFunction"},
    "arrange_households": set(),
    "export_results": {"s3:PutObject"},
    "close_campaign": {
        *("s3:ListBucket", "s3:ListBucketMultipartUploads", "s3:DeleteObject", "s3:AbortMultipartUpload"),
        *("logs:DescribeLogStreams", "logs:DeleteLogStream"),
    },
    "set_up": set(),
    "site_check": set(),
    "mail_events": set(),
}
READ_ALL = {"arrange_households", "export_results", "close_campaign", "import_contacts"}
"""Those that go through the whole table: a scan names no partition."""
DESTROYS = "close_campaign"
"""The one that deletes whatever there is."""
EVERYTHING = {"dynamodb:Scan", "dynamodb:BatchWriteItem", "dynamodb:UpdateContinuousBackups"}
EVERY_FUNCTION = {"logs:CreateLogStream", "logs:PutLogEvents", "xray:PutTelemetryRecords", "xray:PutTraceSegments"}

FUNCTIONS = sorted(TABLE_ACTIONS)


def actions(statement: dict[str, Any]) -> set[str]:
    found = statement["Action"]
    return {found} if isinstance(found, str) else set(found)


def reach(app: Template, name: str, action: str) -> Iterator[str]:
    for statement in app.statements(name):
        if f"dynamodb:{action}" in actions(statement) and resource_of(statement) == "table":
            yield from statement["Condition"]["ForAllValues:StringLike"][LEADING]


def test_every_function_is_in_the_list() -> None:
    assert set(TABLE_ACTIONS) == set(OTHER_ACTIONS) == set(TABLE_ACCESS)
    assert {route.function for route in ROUTES} <= set(TABLE_ACTIONS)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_may_do_what_the_list_says_and_nothing_else(app: Template, name: str) -> None:
    granted = {action for statement in app.statements(name) for action in actions(statement)}
    on_the_table = {f"dynamodb:{action}" for action in TABLE_ACTIONS[name]}
    assert granted == on_the_table | OTHER_ACTIONS[name] | EVERY_FUNCTION


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_function_has_an_action_by_a_star_or_a_resource_that_is_everything(app: Template, name: str) -> None:
    for statement in app.statements(name):
        assert statement["Effect"] == "Allow"
        assert not [action for action in actions(statement) if "*" in action]
        if statement["Resource"] == "*":
            assert all(action.startswith("xray:") for action in actions(statement))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_grant_on_the_table_names_its_partitions(app: Template, name: str) -> None:
    for statement in app.statements(name):
        if name in READ_ALL and actions(statement) == {"dynamodb:Scan"}:
            continue
        if name == DESTROYS and actions(statement) <= EVERYTHING:
            continue
        if resource_of(statement) == "table":
            assert statement["Condition"]["Null"] == {LEADING: "false"}
            patterns = statement["Condition"]["ForAllValues:StringLike"][LEADING]
            assert patterns
            assert not [pattern for pattern in patterns if pattern.startswith("*")]


def test_the_only_index_is_read_only_by_those_who_hand_households_out(app: Template) -> None:
    readers = {
        n
        for n in FUNCTIONS
        for s in app.statements(n)
        if resource_of(s) == "index" and actions(s) == {"dynamodb:Query"}
    }
    assert readers == {"next_contact", "submit_response"}


ITEM_ACTIONS = (
    *("GetItem", "BatchGetItem", "Query", "Scan", "ConditionCheckItem"),
    *("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"),
)
PEOPLE = (
    *(keys.household("x")["pk"], keys.number("+441134960000")["pk"], keys.elector("x")["pk"]),
    *(keys.call("x", "2027-03-04", "x", 1)["pk"], keys.note("x", "x")["pk"], keys.importing("x")["pk"]),
    *(keys.bank("x")["pk"], keys.script("x", 1)["pk"]),
)
"""Partitions of households, numbers, electors, calls, notes, imports, banks and scripts."""


def test_sign_in_can_do_nothing_to_households_numbers_or_calls(app: Template) -> None:
    judge = Judge([s for s in app.statements("login") if resource_of(s) != "other"])
    mine = keys.volunteer("x")["pk"]
    for action in ITEM_ACTIONS:
        for theirs in PEOPLE:
            assert not judge.may(action, theirs), (action, theirs)
            # Nor together with something that it may read.
            assert not judge.may(action, mine, theirs), (action, theirs)
        assert not judge.may(action, where="index"), action
    assert judge.may("GetItem", mine), "the judge refuses everything"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_only_those_that_go_through_all_of_the_table_may_scan_it(app: Template, name: str) -> None:
    judge = Judge([s for s in app.statements(name) if resource_of(s) != "other"])
    assert judge.may("Scan") is (name in READ_ALL)
    assert not judge.may("Scan", where="index")


def test_only_sign_in_set_up_and_organisers_can_make_a_volunteer(app: Template) -> None:
    writers = {n for n in FUNCTIONS for a in ("PutItem", "UpdateItem", "DeleteItem") if "V#*" in reach(app, n, a)}
    assert writers == {"login", "set_up", "organiser"}


def test_only_a_response_makes_a_call_and_only_who_is_erased_is_taken_out_of_one(app: Template) -> None:
    writers = {(n, a) for n in FUNCTIONS for a in ("PutItem", "UpdateItem", "DeleteItem") if "C#*" in reach(app, n, a)}
    responses = {("submit_response", "PutItem"), ("submit_response", "UpdateItem")}
    assert writers == responses | {("import_contacts", "UpdateItem")}


def test_only_undoing_an_import_can_delete_a_household_or_a_number_and_nothing_a_call(app: Template) -> None:
    deleting = {n: set(reach(app, n, "DeleteItem")) for n in FUNCTIONS}
    assert {n for n, found in deleting.items() if found & {"H#*", "E#*", "N#*"}} == {"import_contacts"}
    assert not any("C#*" in found for found in deleting.values())


def test_only_the_end_of_a_campaign_deletes_whatever_there_is(app: Template) -> None:
    for action in ("dynamodb:BatchWriteItem", "dynamodb:UpdateContinuousBackups", "s3:DeleteObject"):
        assert {n for n in FUNCTIONS for s in app.statements(n) if action in actions(s)} == {DESTROYS}


def test_every_partition_that_is_granted_is_one_that_keys_makes() -> None:
    made: list[Callable[[], keys.Key]] = [
        keys.campaign,
        lambda: keys.bank("x"),
        lambda: keys.progress("x"),
        lambda: keys.day_sum("2027-03-04", 1),
        lambda: keys.board(1),
        lambda: keys.script("x", 1),
        lambda: keys.household("x"),
        lambda: keys.elector("x"),
        lambda: keys.number("x"),
        lambda: keys.call("x", "2027-03-04", "x", 1),
        lambda: keys.volunteer("x"),
        lambda: keys.desk("2027-03-04", "x"),
        lambda: keys.sign_in_code("x", "x"),
        lambda: keys.rate("x", 1),
        lambda: keys.join_code("x"),
        lambda: keys.note("x", "x"),
        lambda: keys.importing("x"),
        keys.import_lease,
        keys.logo,
        keys.closing,
        lambda: keys.import_targets("x", 1),
        lambda: keys.quality("x", "x"),
        lambda: keys.listed("x"),
        keys.overview,
        lambda: keys.job("x"),
        lambda: keys.audit_entry("x"),
        keys.arranging,
        lambda: keys.handed_code("x"),
        lambda: keys.mail_trouble("x"),
        lambda: keys.waiting("x"),
    ]
    beginnings = {make()["pk"].partition("#")[0] for make in made}
    for access in TABLE_ACCESS.values():
        for grant in access.grants:
            assert {pattern.partition("#")[0].rstrip("*") for pattern in grant.partitions} <= beginnings


def test_mail_goes_out_from_the_one_address_only(app: Template) -> None:
    (mail,) = (s for s in app.statements("login") if actions(s) == {"ses:SendEmail"})
    assert mail["Condition"] == {"StringEquals": {"ses:FromAddress": "phonebank@example.org"}}
    allowed = [json.dumps(resource).rstrip('"]} ').rpartition(":")[2] for resource in mail["Resource"]]
    assert set(allowed) == {
        "identity/phonebank@example.org",
        "identity/example.org",
        "configuration-set/ringround-runcorn-and-helsby",
    }


def test_what_hears_of_mail_can_touch_no_volunteer(app: Template) -> None:
    reached = {(a, pattern) for a in TABLE_ACTIONS["mail_events"] for pattern in reach(app, "mail_events", a)}
    assert reached == {("GetItem", "CAMPAIGN"), ("UpdateItem", "MAIL")}


def test_the_organisers_function_starts_long_work_and_no_other(app: Template) -> None:
    (start,) = (s for s in app.statements("organiser") if actions(s) == {"lambda:InvokeFunction"})
    started = sorted(resource["Ref"].partition("live")[0] for resource in start["Resource"])
    assert started == ["arrangehouseholds", "closecampaign", "exportresults", "importcontacts"]


def test_an_import_starts_what_follows_it_and_no_other(app: Template) -> None:
    (start,) = (s for s in app.statements("import_contacts") if actions(s) == {"lambda:InvokeFunction"})
    started = sorted(resource["Ref"].partition("live")[0] for resource in start["Resource"])
    assert started == ["arrangehouseholds", "exportresults"]


FILES = {
    "import_contacts": {("GetObject", "uploads", "imports"), ("PutObject", "exports", "imports")},
    "organiser": {
        ("GetObject", "exports", "imports"),
        ("GetObject", "exports", "rosters"),
        ("GetObject", "exports", "exports"),
        ("PutObject", "uploads", "imports"),
    },
    "export_results": {("PutObject", "exports", "rosters"), ("PutObject", "exports", "exports")},
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_files_are_reached_where_they_lie_and_nowhere_else(app: Template, name: str) -> None:
    found = set()
    for statement in app.statements(name):
        for action in actions(statement):
            if action.startswith("s3:"):
                where = json.dumps(statement["Resource"])
                bucket = "uploads" if "uploads" in where else "exports"
                folders = re.findall(r"/(\w+)/\*", where)
                found |= {(action.removeprefix("s3:"), bucket, folder) for folder in folders}
    assert found == FILES.get(name, set())


def test_the_files_of_imports_lie_where_they_may_be_reached() -> None:
    beginning = "imports/"
    assert imports_files.upload_key("x", 0).startswith(beginning)
    assert imports_files.problems_key("x").startswith(beginning)
