"""How far a deploy is and what failed first, from CloudFormation's events."""

from datetime import UTC, datetime, timedelta
from typing import Any

from infra.staff.following import Event, Following
from infra.staff.reasons import in_words

from .accounts import opened
from .fake_aws import FakeAws, refused
from .stacks import lay_down, stack

APP = "ringround-oakshire-app"
T0 = datetime(2027, 2, 1, 12, 0, tzinfo=UTC)


class Events:
    """Events of one stack, newest first as CloudFormation gives them."""

    def __init__(self, aws: FakeAws) -> None:
        self.laid: list[dict[str, Any]] = []
        aws.on("cloudformation", "DescribeStackEvents", lambda _: {"StackEvents": self.laid[::-1]})

    def add(self, resource: str, status: str, kind: str = "AWS::Lambda::Function", reason: str = "") -> None:
        """One more."""
        number = len(self.laid)
        self.laid.append(
            {
                "StackId": "1",
                "StackName": APP,
                "EventId": str(number),
                "LogicalResourceId": resource,
                "ResourceType": kind,
                "ResourceStatus": status,
                "ResourceStatusReason": reason,
                "Timestamp": T0 + timedelta(seconds=number),
            }
        )


def test_what_was_before_does_not_count_and_a_resource_counts_once(aws: FakeAws) -> None:
    lay_down(aws, stack("oakshire", "app"))
    events = Events(aws)
    events.add("old", "CREATE_COMPLETE")
    following = Following(opened(), {APP: 3})
    events.add(APP, "UPDATE_IN_PROGRESS", "AWS::CloudFormation::Stack")
    events.add("one", "UPDATE_IN_PROGRESS")
    following.look()
    assert (following.stacks[APP].done, following.stacks[APP].now) == (set(), "one")
    events.add("one", "UPDATE_COMPLETE")
    events.add("one", "UPDATE_COMPLETE")
    events.add(APP, "UPDATE_COMPLETE", "AWS::CloudFormation::Stack")
    assert len(following.look()) == 3
    assert following.stacks[APP].done == {"one"}
    assert following.look() == []


def test_a_stack_that_is_only_about_to_be_made_is_waited_for(aws: FakeAws) -> None:
    lay_down(aws)
    aws.on("cloudformation", "DescribeStackEvents", refused("ValidationError", f"Stack [{APP}] does not exist"))
    following = Following(opened(), {APP: 3})
    assert following.look() == []
    lay_down(aws, stack("oakshire", "app", "CREATE_IN_PROGRESS"))
    Events(aws).add("one", "CREATE_COMPLETE")
    assert [event.resource for event in following.look()] == ["one"]


def test_the_first_failure_is_the_one_that_the_others_followed_from(aws: FakeAws) -> None:
    lay_down(aws, stack("oakshire", "app"))
    events = Events(aws)
    following = Following(opened(), {APP: 3})
    events.add("other", "CREATE_FAILED", reason="Resource creation cancelled")
    events.add("login", "CREATE_FAILED", reason="Specified ReservedConcurrentExecutions … decreases")
    events.add(
        APP, "CREATE_FAILED", "AWS::CloudFormation::Stack", "The following resource(s) failed to create: [login]"
    )
    following.look()
    first = following.first_failure
    assert first is not None
    assert first.resource == "login"
    assert "too few concurrent Lambda executions" in in_words(first)


def test_a_wrapped_reason_is_unwrapped_and_an_unknown_one_is_said_as_it_is() -> None:
    wrapped = 'Resource handler returned message: "The tea is cold" (RequestToken: 1, HandlerErrorCode: X)'
    said = in_words(Event(APP, "pot", "AWS::Tea::Pot", "CREATE_FAILED", wrapped, T0))
    assert said.splitlines() == [f"pot (AWS::Tea::Pot) in {APP} failed first:", "  The tea is cold"]
