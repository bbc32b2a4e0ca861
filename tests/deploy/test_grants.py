"""IAM, enforced: every function does its work with what its role is granted, and not without it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.deploy.election import Deployed, make_bank, register, told
from tests.deploy.shift import TARGETED, Shift

pytestmark = [pytest.mark.cdk, pytest.mark.deploy]

NEEDED: list[tuple[str, str, Callable[[Shift], bool]]] = [
    ("login", "ses:SendEmail", Shift.a_code_is_mailed),
    ("login", "dynamodb:PutItem", Shift.a_code_opens),
    ("next_contact", "dynamodb:Query", Shift.a_household_is_claimed),
    ("next_contact", "dynamodb:UpdateItem", Shift.a_household_is_claimed),
    ("submit_response", "dynamodb:PutItem", Shift.a_call_is_recorded),
    ("organiser", "s3:PutObject", Shift.a_list_is_imported),
    ("organiser", "lambda:InvokeFunction", Shift.a_list_is_imported),
    ("import_contacts", "s3:GetObject", Shift.a_list_is_imported),
    ("arrange_households", "dynamodb:Scan", Shift.a_bank_is_arranged),
    ("export_results", "s3:PutObject", Shift.results_are_exported),
    ("organiser", "s3:GetObject", Shift.results_are_exported),
    ("mail_events", "dynamodb:UpdateItem", Shift.a_mail_that_came_back_is_noted),
    ("set_up", "dynamodb:PutItem", Shift.a_code_is_made_at_the_terminal),
]


@pytest.fixture(scope="module")
def shift(alpha: Deployed) -> Shift:
    """An admin and a bank."""
    return Shift.begun(alpha)


@pytest.mark.parametrize(
    ("function", "action", "works"), NEEDED, ids=lambda part: getattr(part, "__name__", str(part).replace(":", "-"))
)
def test_a_function_does_its_work_with_its_grants_and_not_without_one(
    shift: Shift, function: str, action: str, works: Callable[[Shift], bool]
) -> None:
    assert works(shift), told(shift.election.cloud)
    with shift.election.cloud.without(shift.election.role(function), action):
        assert not works(shift)


def test_banks_of_other_tests_keep_their_households(shift: Shift) -> None:
    """`alpha` is one by-election for all tests of a process, in whatever order they run there."""
    make_bank(shift.admin, "beside", register(700))
    wanted, waiting = shift.households_of("beside")
    assert len(wanted) == 3
    assert waiting == wanted
    assert len(shift.households_of(TARGETED)[0]) == 20


def test_who_signs_people_in_can_read_no_household_of_the_table_that_it_reads(shift: Shift) -> None:
    """A grant names partitions: the same action is refused on another one."""
    election = shift.election
    table, dynamodb = election.outputs["TableName"], election.cloud.client_of(election.role("login"), "dynamodb")
    campaign, household = ({"pk": item["pk"], "sk": item["sk"]} for item in _campaign_and_household(election))
    assert dynamodb.get_item(TableName=table, Key=campaign)["Item"]
    refused: list[Callable[[], object]] = [
        lambda: dynamodb.get_item(TableName=table, Key=household),
        lambda: dynamodb.batch_get_item(RequestItems={table: {"Keys": [campaign, household]}}),
        lambda: dynamodb.scan(TableName=table),
    ]
    for ask in refused:
        with pytest.raises(ClientError, match="AccessDenied"):
            ask()


def _campaign_and_household(election: Deployed) -> tuple[dict[str, Any], dict[str, Any]]:
    (campaign,), (household, *_) = election.items("CAMPAIGN"), election.items("H#")
    return campaign, household
