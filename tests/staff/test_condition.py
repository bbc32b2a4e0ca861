"""What is said of a by-election that runs: alarms, table, backups, files, cost."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from infra.staff.account import Account
from infra.staff.checks import Check
from infra.staff.condition import in_bytes, look
from infra.staff.stacks import find

from .fake_aws import ACCOUNT, FakeAws, refused
from .stacks import lay_down, running, stack

NOW = datetime(2027, 2, 20, 12, tzinfo=UTC)
TOPIC = f"arn:aws:sns:eu-west-2:{ACCOUNT}:ringround-riverside-alarms"


def resource(kind: str, name: str) -> dict[str, Any]:
    return {
        "LogicalResourceId": "x",
        "PhysicalResourceId": name,
        "ResourceType": f"AWS::{kind}",
        "LastUpdatedTimestamp": NOW,
        "ResourceStatus": "CREATE_COMPLETE",
    }


@pytest.fixture
def well(aws: FakeAws) -> FakeAws:
    """A by-election with nothing wrong."""
    data = stack("riverside", "data", TableName="table-1", UploadsBucket="uploads-1", ExportsBucket="exports-1")
    lay_down(aws, data, running("riverside")[1])
    there = [
        resource("CloudWatch::Alarm", "ringround-riverside-errors"),
        resource("Lambda::Function", "f"),
        resource("SNS::Topic", TOPIC),
    ]
    aws.on("cloudformation", "ListStackResources", {"StackResourceSummaries": there})
    aws.on("cloudwatch", "DescribeAlarms", {"MetricAlarms": []})
    aws.on("sns", "ListSubscriptionsByTopic", {"Subscriptions": [{"SubscriptionArn": f"{TOPIC}:1"}]})
    table = {"TableStatus": "ACTIVE", "ItemCount": 75000, "TableSizeBytes": 41_500_000}
    aws.on("dynamodb", "DescribeTable", {"Table": {**table, "DeletionProtectionEnabled": True}})
    aws.on("dynamodb", "DescribeContinuousBackups", backups("ENABLED"))
    aws.on("cloudwatch", "GetMetricStatistics", points)
    return aws


def backups(status: str) -> dict[str, Any]:
    window = {
        "PointInTimeRecoveryStatus": status,
        "EarliestRestorableDateTime": NOW - timedelta(days=35),
        "LatestRestorableDateTime": NOW - timedelta(minutes=5),
    }
    return {
        "ContinuousBackupsDescription": {
            "ContinuousBackupsStatus": "ENABLED",
            "PointInTimeRecoveryDescription": window,
        }
    }


def points(given: dict[str, Any]) -> dict[str, Any]:
    size = given["MetricName"] == "BucketSizeBytes"
    return {
        "Datapoints": [
            {"Timestamp": NOW - timedelta(days=back), "Average": (12_000_000.0 if size else 3.0) / back}
            for back in (2, 1)
        ]
    }


def seen(*, throw_away: bool = False, cost: bool = False) -> dict[str, Check]:
    account = Account(ACCOUNT, "eu-west-2")
    deployed = find(account, "riverside")
    assert deployed is not None
    return {one.what: one for one in look(account, deployed, throw_away=throw_away, cost=cost, now=NOW)}


def test_what_is_well_is_said_with_its_figures(well: FakeAws) -> None:
    found = seen()
    assert {one.state for one in found.values()} == {"ok"}
    assert found["Alarms"].said == "none of 1 is on"
    assert "75,000 items, 41.5 MB" in found["Table"].said
    assert "from 16 Jan 2027 12:00:00 to 20 Feb 2027 11:55:00 UTC" in found["Backup"].said
    assert "uploads-1: 3 files, 12.0 MB" in found["Files uploaded"].said
    assert "exports-1" in found["Files exported"].said
    assert not [one for one in well.asked if one[0] == "ce"]


def test_an_alarm_that_is_on_is_pointed_out_with_what_it_means(well: FakeAws) -> None:
    name = "ringround-riverside-errors"
    alarm = {"AlarmName": name, "AlarmDescription": "Too many errors.", "StateUpdatedTimestamp": NOW}
    well.on("cloudwatch", "DescribeAlarms", {"MetricAlarms": [alarm]})
    found = seen()[f"Alarm {name}"]
    assert (found.state, found.said) == ("stop", "on since 20 Feb 12:00 UTC. Too many errors.")
    assert "Alarms" in found.do
    assert well.calls("DescribeAlarms")[0]["AlarmNames"] == [name]


def test_whoever_has_not_confirmed_is_counted(well: FakeAws) -> None:
    every = [{"SubscriptionArn": f"{TOPIC}:1"}, {"SubscriptionArn": "PendingConfirmation"}]
    well.on("sns", "ListSubscriptionsByTopic", {"Subscriptions": every})
    assert "1 of those who are to get them have not confirmed" in seen()["Alarms by mail"].said


def test_a_table_that_could_be_lost_is_pointed_out(well: FakeAws) -> None:
    table = {"TableStatus": "ACTIVE", "ItemCount": 1, "TableSizeBytes": 1, "DeletionProtectionEnabled": False}
    well.on("dynamodb", "DescribeTable", {"Table": table})
    well.on("dynamodb", "DescribeContinuousBackups", backups("DISABLED"))
    found = seen()
    assert (found["Table"].state, found["Backup"].state) == ("note", "stop")
    assert seen(throw_away=True)["Table"].state == "ok"
    well.on("dynamodb", "DescribeTable", {"Table": {**table, "TableStatus": "UPDATING"}})
    assert "is updating" in seen()["Table"].said


def test_what_has_no_figures_yet_says_so(well: FakeAws) -> None:
    well.on("cloudwatch", "GetMetricStatistics", {"Datapoints": []})
    well.on("cloudformation", "ListStackResources", {"StackResourceSummaries": []})
    empty = {"PointInTimeRecoveryStatus": "ENABLED"}
    described = {"ContinuousBackupsStatus": "ENABLED", "PointInTimeRecoveryDescription": empty}
    well.on("dynamodb", "DescribeContinuousBackups", {"ContinuousBackupsDescription": described})
    found = seen()
    assert "no figures yet" in found["Files uploaded"].said
    assert found["Backup"].said == "has just begun"
    assert (found["Alarms"].state, found["Alarms"].said) == ("note", "there are none")


def test_what_may_not_be_asked_hides_nothing_else(well: FakeAws) -> None:
    well.on("cloudwatch", "DescribeAlarms", refused("AccessDenied", "is not authorized to perform: cloudwatch:X"))
    found = seen()
    assert found["Alarms"].state == "note"
    assert "cloudwatch:X is missing" in found["Alarms"].said
    assert found["Table"].state == "ok"


def test_only_the_data_is_looked_at_where_only_it_is_left(well: FakeAws) -> None:
    lay_down(well, stack("riverside", "data", TableName="table-1"))
    assert set(seen()) == {"Table", "Backup"}


@pytest.mark.parametrize(("amount", "said"), [("12.345", "$12.3"), ("0", "AWS knows of none in February yet")])
def test_the_cost_is_asked_for_on_demand(well: FakeAws, amount: str, said: str) -> None:
    total = {"UnblendedCost": {"Amount": amount, "Unit": "USD"}}
    well.on("ce", "GetCostAndUsage", {"ResultsByTime": [{"Total": total}]})
    assert said in seen(cost=True)["Cost"].said
    (asked,) = well.calls("GetCostAndUsage")
    assert asked["TimePeriod"] == {"Start": "2027-02-01", "End": "2027-02-21"}
    assert asked["Filter"] == {"Tags": {"Key": "ringround:election", "Values": ["riverside"]}}


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (2_500_000, "2.5 MB"), (3e12, "3,000.0 GB")],
)
def test_sizes_are_said_as_people_say_them(number: int, said: str) -> None:
    assert in_bytes(number) == said
