"""Which by-elections are in an account, and how they are."""

from datetime import date

import pytest

from infra.staff.account import Account
from infra.staff.faults import DeniedError
from infra.staff.stacks import State, deployed, find, state_of

from .fake_aws import ACCOUNT, FakeAws, refused
from .stacks import ADDRESS, UPDATED, lay_down, running, stack

HERE = Account(ACCOUNT, "eu-west-2")


def test_a_by_election_is_read_from_its_stacks(aws: FakeAws) -> None:
    lay_down(aws, *running("riverside"))
    found = find(HERE, "riverside")
    assert found is not None
    assert found.state is State.RUNNING
    assert found.stacks == {"data": "CREATE_COMPLETE", "app": "UPDATE_COMPLETE"}
    assert (found.name, found.title, found.poll_date) == ("riverside", "Riverside", date(2027, 3, 4))
    assert (found.address, found.version, found.updated_at) == (ADDRESS, "0123456789ab", UPDATED)
    assert found.outputs["TableName"] == "ringround-riverside"


def test_one_that_is_not_there_is_none(aws: FakeAws) -> None:
    lay_down(aws, *running("riverside"))
    assert find(HERE, "hillside") is None


def test_all_are_listed_by_name_and_others_stacks_left_out(aws: FakeAws) -> None:
    foreign = {**stack("x", "app"), "Tags": []}
    other = {**stack("riverside", "app"), "StackName": "ringround-riverside-else"}
    tagged = {**stack("riverside", "app", "ROLLBACK_COMPLETE"), "StackName": "somebodys-app"}
    lay_down(aws, *running("riverside"), stack("hillside", "data"), foreign, other, tagged)
    assert [(one.name, one.state) for one in deployed(HERE)] == [
        ("hillside", State.DATA_KEPT),
        ("riverside", State.RUNNING),
    ]


def test_a_name_that_begins_like_another_one_stays_itself(aws: FakeAws) -> None:
    lay_down(aws, *running("a"), stack("a-data", "app"))
    assert {one.name: set(one.stacks) for one in deployed(HERE)} == {"a": {"data", "app"}, "a-data": {"app"}}


def test_pages_are_followed(aws: FakeAws) -> None:
    first, last = {"Stacks": [stack("a", "data")], "NextToken": "2"}, {"Stacks": [stack("b", "data")]}
    aws.on("cloudformation", "DescribeStacks", lambda given: last if given.get("NextToken") else first)
    assert [one.name for one in deployed(HERE)] == ["a", "b"]


def test_the_edge_is_looked_for_where_cloudfront_wants_it(aws: FakeAws) -> None:
    lay_down(aws, *running("riverside"), region="eu-west-2")
    lay_down(aws, stack("riverside", "edge"), stack("dublin", "edge"), *running("virginia"), region="us-east-1")
    (only,) = deployed(HERE)
    assert (only.name, set(only.stacks)) == ("riverside", {"data", "app", "edge"})
    found = find(HERE, "riverside")
    assert found is not None
    assert set(found.stacks) == {"data", "app", "edge"}


def test_a_refusal_is_said_in_words(aws: FakeAws) -> None:
    aws.on("cloudformation", "DescribeStacks", refused("AccessDenied"))
    with pytest.raises(DeniedError, match="may not list the stacks"):
        deployed(HERE)
    aws.on("cloudformation", "DescribeStacks", refused("ValidationError", "name too long"))
    with pytest.raises(Exception, match="name too long"):
        find(HERE, "riverside")


@pytest.mark.parametrize(
    ("data", "app", "state"),
    [
        ("CREATE_IN_PROGRESS", None, State.DEPLOYING),
        ("CREATE_COMPLETE", "REVIEW_IN_PROGRESS", State.DATA_KEPT),
        ("CREATE_COMPLETE", "CREATE_IN_PROGRESS", State.DEPLOYING),
        ("CREATE_COMPLETE", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", State.DEPLOYING),
        ("CREATE_COMPLETE", "UPDATE_ROLLBACK_IN_PROGRESS", State.DEPLOYING),
        ("CREATE_COMPLETE", "ROLLBACK_COMPLETE", State.FAILED),
        ("CREATE_COMPLETE", "UPDATE_ROLLBACK_FAILED", State.FAILED),
        ("CREATE_COMPLETE", "DELETE_FAILED", State.FAILED),
        ("CREATE_FAILED", None, State.FAILED),
        ("UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", State.ROLLED_BACK),
        ("UPDATE_ROLLBACK_COMPLETE", "UPDATE_COMPLETE", State.ROLLED_BACK),
        ("CREATE_COMPLETE", "CREATE_COMPLETE", State.RUNNING),
        ("CREATE_COMPLETE", "DELETE_IN_PROGRESS", State.TAKING_DOWN),
        ("CREATE_COMPLETE", None, State.DATA_KEPT),
    ],
)
def test_the_state_follows_from_the_stacks(aws: FakeAws, data: str, app: str | None, state: State) -> None:
    lay_down(aws, stack("riverside", "data", data), *([stack("riverside", "app", app)] if app else []))
    found = find(HERE, "riverside")
    assert found is not None
    assert found.state is state


def test_nothing_is_not_deployed() -> None:
    assert state_of({}) is State.NOT_DEPLOYED
