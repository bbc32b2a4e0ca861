"""How a by-election is that is in AWS: alarms, table, files, backups, what it cost. Each is asked for by itself, so
that what can't be asked hides nothing else.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from .account import Account, asking
from .checks import Check, note, ok, stop
from .faults import AccountError
from .stacks import APP, ELECTION_TAG, Deployed, stack_name

TABLE_NAME: Final = "TableName"
BUCKETS: Final = (("Files uploaded", "UploadsBucket"), ("Files exported", "ExportsBucket"))
_BILLING_REGION: Final = "us-east-1"
_ALARM: Final = "AWS::CloudWatch::Alarm"
_TOPIC: Final = "AWS::SNS::Topic"
_UNCONFIRMED: Final = "PendingConfirmation"
_NAMES_AT_ONCE: Final = 100


def look(account: Account, deployed: Deployed, *, throw_away: bool, cost: bool, now: datetime) -> list[Check]:
    """What there is to say. `cost` asks for what it cost so far, which AWS charges one cent for."""
    found: list[Check] = []
    if APP in deployed.stacks:
        found += _asked("Alarms", lambda: _alarms(account, deployed.name))
    if table := deployed.outputs.get(TABLE_NAME):
        found += _asked("Table", lambda: [_table(account, table, throw_away=throw_away)])
        found += _asked("Backup", lambda: [_backup(account, table)])
    for what, output in BUCKETS:
        if bucket := deployed.outputs.get(output):
            found += _asked(what, lambda what=what, bucket=bucket: [_bucket(account, what, bucket, now)])  # type: ignore[misc]
    if cost:
        found += _asked("Cost", lambda: [_cost(account, deployed.name, now)])
    return found


def _asked(what: str, ask: Callable[[], list[Check]]) -> list[Check]:
    try:
        with asking(f"look at this ({what.lower()})"):
            return ask()
    except AccountError as error:
        return [note(what, f"not known. {error}")]


def _alarms(account: Account, name: str) -> list[Check]:
    # By the stack's own list: names of alarms begin with the by-election's name, and so do those of a longer name.
    resources = list(_resources(account, stack_name(name, APP)))
    names = [one["PhysicalResourceId"] for one in resources if one["ResourceType"] == _ALARM]
    if not names:
        return [note("Alarms", "there are none")]
    cloudwatch = account.client("cloudwatch")
    ringing: list[dict[str, Any]] = []
    for at in range(0, len(names), _NAMES_AT_ONCE):
        some = names[at : at + _NAMES_AT_ONCE]
        ringing += cloudwatch.describe_alarms(AlarmNames=some, StateValue="ALARM", MaxRecords=100)["MetricAlarms"]
    found = [_ringing(one) for one in ringing] or [ok("Alarms", f"none of {len(names)} is on")]
    silent = _subscriptions(account, resources)
    return [*found, silent] if silent else found


def _ringing(alarm: dict[str, Any]) -> Check:
    since = alarm.get("StateTransitionedTimestamp") or alarm.get("StateUpdatedTimestamp")
    on = f"on since {since.astimezone(UTC):%-d %b %H:%M} UTC" if since else "on"
    said = " ".join(str(alarm.get("AlarmDescription", "")).split())
    return stop(f"Alarm {alarm['AlarmName']}", f"{on}. {said}".strip(), "docs/operations.md, “Alarms”")


def _subscriptions(account: Account, resources: Iterable[dict[str, Any]]) -> Check | None:
    """Whether somebody hears the alarms: whoever has not confirmed gets nothing."""
    topics = sorted(one["PhysicalResourceId"] for one in resources if one["ResourceType"] == _TOPIC)
    waiting = 0
    for topic in topics:
        every = account.client("sns").list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
        waiting += sum(1 for one in every if one["SubscriptionArn"] == _UNCONFIRMED)
    if not waiting:
        return None
    said = f"{waiting} of those who are to get them have not confirmed, and get nothing"
    return note("Alarms by mail", said, "they open the link in AWS’s mail (“Subscription Confirmation”)")


def _resources(account: Account, stack: str) -> Iterator[dict[str, Any]]:
    paginator = account.client("cloudformation").get_paginator("list_stack_resources")
    for page in paginator.paginate(StackName=stack):
        yield from (one for one in page["StackResourceSummaries"] if one.get("PhysicalResourceId"))


def _table(account: Account, name: str, *, throw_away: bool) -> Check:
    table = account.client("dynamodb").describe_table(TableName=name)["Table"]
    size = f"{table['ItemCount']:,} items, {in_bytes(table['TableSizeBytes'])} (AWS counts every six hours)"
    status = table["TableStatus"]
    if status != "ACTIVE":
        return note("Table", f"{name} is {status.lower()}; {size}")
    if not table.get("DeletionProtectionEnabled") and not throw_away:
        return note("Table", f"{name}: {size}; it is not protected from being deleted", "ringround deploy NAME")
    return ok("Table", f"{name}: {size}")


def _backup(account: Account, name: str) -> Check:
    found = account.client("dynamodb").describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    window = found.get("PointInTimeRecoveryDescription", {})
    if window.get("PointInTimeRecoveryStatus") != "ENABLED":
        return stop("Backup", "the table can’t be put back to an earlier time", "ringround deploy NAME")
    first, last = window.get("EarliestRestorableDateTime"), window.get("LatestRestorableDateTime")
    if not first or not last:
        return ok("Backup", "has just begun")
    return ok("Backup", f"any second from {_moment(first)} to {_moment(last)} UTC can be restored")


def _bucket(account: Account, what: str, bucket: str, now: datetime) -> Check:
    size = _newest(account, bucket, "BucketSizeBytes", "StandardStorage", now)
    number = _newest(account, bucket, "NumberOfObjects", "AllStorageTypes", now)
    if size is None or number is None:
        return ok(what, f"{bucket}: no figures yet (AWS counts once a day, and leaves out what is empty)")
    return ok(what, f"{bucket}: {number:,} files, {in_bytes(size)} (AWS counts once a day)")


def _newest(account: Account, bucket: str, metric: str, storage: str, now: datetime) -> int | None:
    points = account.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/S3",
        MetricName=metric,
        Dimensions=[{"Name": "BucketName", "Value": bucket}, {"Name": "StorageType", "Value": storage}],
        StartTime=now - timedelta(days=3),
        EndTime=now,
        Period=24 * 3600,
        Statistics=["Average"],
    )["Datapoints"]
    return int(max(points, key=lambda point: point["Timestamp"])["Average"]) if points else None


def _cost(account: Account, name: str, now: datetime) -> Check:
    first, after = now.replace(day=1), now + timedelta(days=1)
    answer = account.client("ce", _BILLING_REGION).get_cost_and_usage(
        TimePeriod={"Start": f"{first:%Y-%m-%d}", "End": f"{after:%Y-%m-%d}"},
        Granularity="MONTHLY",
        Metrics=["UnblendedCost"],
        Filter={"Tags": {"Key": ELECTION_TAG, "Values": [name]}},
    )
    costs = [float(one["Total"]["UnblendedCost"]["Amount"]) for one in answer["ResultsByTime"] if one.get("Total")]
    if not any(costs):
        return note(
            "Cost",
            f"AWS knows of none in {now:%B} yet",
            f"is the tag {ELECTION_TAG} a cost allocation tag? docs/operations.md, “Before the first one”",
        )
    return ok("Cost", f"${sum(costs):,.2f} since 1 {now:%B}, as far as AWS has counted (a day behind)")


def _moment(given: datetime) -> str:
    return f"{given.astimezone(UTC):%-d %b %Y %H:%M:%S}"


def in_bytes(number: int) -> str:
    """A size as people say it."""
    size = float(number)
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000 or unit == "GB":
            return f"{size:,.0f} {unit}" if unit == "bytes" else f"{size:,.1f} {unit}"
        size /= 1000
    raise AssertionError("unreachable")
