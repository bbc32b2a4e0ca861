"""Stacks as CloudFormation describes them."""

from datetime import UTC, datetime
from typing import Any

from .fake_aws import FakeAws, refused

MADE = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)
UPDATED = datetime(2027, 2, 3, 15, 0, tzinfo=UTC)
ADDRESS = "https://d111111abcdef8.cloudfront.net"


def stack(name: str, kind: str, status: str = "CREATE_COMPLETE", **outputs: str) -> dict[str, Any]:
    """One stack of a by-election."""
    return {
        "StackName": f"ringround-{name}-{kind}",
        "StackId": f"arn:aws:cloudformation:eu-west-2:111122223333:stack/ringround-{name}-{kind}/1",
        "StackStatus": status,
        "CreationTime": MADE,
        "Description": f"{name.replace('-', ' ').title()}: {kind}",
        "Tags": [
            {"Key": "ringround:election", "Value": name},
            {"Key": "ringround:poll-date", "Value": "2027-03-04"},
        ],
        "Outputs": [{"OutputKey": key, "OutputValue": value} for key, value in outputs.items()],
    }


def running(name: str, version: str = "0123456789ab") -> list[dict[str, Any]]:
    """A by-election that is up."""
    app = stack(name, "app", "UPDATE_COMPLETE", SiteAddress=ADDRESS, Version=version)
    return [stack(name, "data", TableName=f"ringround-{name}"), {**app, "LastUpdatedTime": UPDATED}]


def lay_down(aws: FakeAws, *stacks: dict[str, Any], region: str = "") -> None:
    """Have CloudFormation describe these, all or by name."""

    def describe(given: dict[str, Any]) -> dict[str, Any]:
        name = given.get("StackName")
        found = [one for one in stacks if name in {None, one["StackName"]}]
        if name and not found:
            raise refused("ValidationError", f"Stack with id {name} does not exist")
        return {"Stacks": found}

    aws.on("cloudformation", "DescribeStacks", describe, region)
