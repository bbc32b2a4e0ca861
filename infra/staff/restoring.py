"""A table of before, restored beside the one that is in use: as it was at a moment of the last 35 days, or from a copy.

DynamoDB restores into a new table only, and leaves behind what belongs to the table and not to its data: time to live,
point-in-time recovery, tags (its documentation of RestoreTableToPointInTime), and deletion protection.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from botocore.exceptions import ClientError

from infra.config import LONDON
from ringround.storage.schema import EXPIRES, table_definition

from .account import Account, asking
from .faults import AccountError
from .stacks import ELECTION_TAG, POLL_DATE_TAG, PREFIX, Deployed

RESTORED: Final = "restored"
FROM_TAG: Final = "ringround:restored-from"
TO_TAG: Final = "ringround:restored-to"
FILLED_TAG: Final = "ringround:filled"
"""Says that a restored table got all that its copy holds: from then on it may have more."""
_PAUSE: Final = 10.0


@dataclass(frozen=True)
class Window:
    """From when to when a table can be restored."""

    earliest: datetime
    latest: datetime


def window(account: Account, table: str) -> Window:
    """How far back a table can be restored. Raises AccountError where it can't be at all."""
    with asking("look at the table’s backups"):
        found = account.client("dynamodb").describe_continuous_backups(TableName=table)
    recovery = found["ContinuousBackupsDescription"].get("PointInTimeRecoveryDescription", {})
    if recovery.get("PointInTimeRecoveryStatus") != "ENABLED":
        raise AccountError(f"{table} has no point-in-time recovery, so there is nothing to restore it from.")
    return Window(recovery["EarliestRestorableDateTime"], recovery["LatestRestorableDateTime"])


def restored_name(name: str, to: datetime) -> str:
    """What a table that is restored to a moment is called: the same for the same moment, so a try that broke off is
    gone on with."""
    return f"{PREFIX}{name}-{RESTORED}-{to.astimezone(LONDON):%Y%m%d-%H%M%S}"


def begin(account: Account, source: str, target: str, to: datetime) -> bool:
    """Have it restored; False where that was begun before. Raises AccountError."""
    with asking("restore the table"):
        try:
            account.client("dynamodb").restore_table_to_point_in_time(
                SourceTableName=source, TargetTableName=target, RestoreDateTime=to.astimezone(UTC)
            )
        except ClientError as error:
            if error.response["Error"]["Code"] in {"TableAlreadyExistsException", "TableInUseException"}:
                return False
            raise
    return True


def make(account: Account, source: str, target: str) -> bool:
    """Make an empty table under the key of the one in use; False where it is there. Raises AccountError."""
    client = account.client("dynamodb")
    with asking("make the table"):
        key = client.describe_table(TableName=source)["Table"].get("SSEDescription", {}).get("KMSMasterKeyArn")
        encrypted = {"SSESpecification": {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key}} if key else {}
        try:
            client.create_table(**table_definition(target), **encrypted)
        except ClientError as error:
            if error.response["Error"]["Code"] == "ResourceInUseException":
                return False
            raise
    return True


def is_filled(account: Account, target: str) -> bool:
    """Whether a restored table was filled from its copy before."""
    return FILLED_TAG in _tags(account, target)


def note_filled(account: Account, target: str) -> None:
    """Remember, on the table, that it was filled from its copy. Raises AccountError."""
    client = account.client("dynamodb")
    with asking("tag the restored table"):
        arn = client.describe_table(TableName=target)["Table"]["TableArn"]
        client.tag_resource(ResourceArn=arn, Tags=[{"Key": FILLED_TAG, "Value": "yes"}])


def restored_from(account: Account, target: str) -> str:
    """The table that was in use before a restored one. Raises AccountError."""
    found = _tags(account, target).get(FROM_TAG)
    if not found:
        raise AccountError(f"{target} is in use, and does not say which table was before it.")
    return found


def _tags(account: Account, table: str) -> dict[str, str]:
    client = account.client("dynamodb")
    with asking("look at the restored table"):
        arn = client.describe_table(TableName=table)["Table"]["TableArn"]
        return {tag["Key"]: tag["Value"] for tag in client.list_tags_of_resource(ResourceArn=arn).get("Tags", ())}


def wait(account: Account, target: str, alive: Callable[[str], None], sleep: Callable[[float], None]) -> int:
    """Until it is there; how many items DynamoDB counted in it (it counts every six hours). `alive` is told the
    table's state at each look. Raises AccountError."""
    client = account.client("dynamodb")
    while True:
        with asking("look at the restored table"):
            table = client.describe_table(TableName=target)["Table"]
        alive(table["TableStatus"])
        indexes = table.get("GlobalSecondaryIndexes", ())
        if table["TableStatus"] == "ACTIVE" and all(one.get("IndexStatus") == "ACTIVE" for one in indexes):
            return int(table.get("ItemCount", 0))
        if table["TableStatus"] not in {"CREATING", "UPDATING", "ACTIVE"}:
            raise AccountError(f"{target} is in the state {table['TableStatus']}.")
        sleep(_PAUSE)


def set_again(account: Account, there: Deployed, source: str, target: str, to: datetime, *, protect: bool) -> None:
    """Give a restored table what the restore left behind. Each may be done twice. Raises AccountError."""
    client = account.client("dynamodb")
    with asking("set the restored table’s time to live, backups, protection and tags"):
        arn = client.describe_table(TableName=target)["Table"]["TableArn"]
        days = {POLL_DATE_TAG: there.poll_date.isoformat()} if there.poll_date else {}
        tags = {ELECTION_TAG: there.name, **days, FROM_TAG: source, TO_TAG: f"{to.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"}
        client.tag_resource(ResourceArn=arn, Tags=[{"Key": key, "Value": value} for key, value in tags.items()])
        ttl = client.describe_time_to_live(TableName=target)["TimeToLiveDescription"]
        # Asked for a second time within the hour, DynamoDB refuses.
        if ttl.get("TimeToLiveStatus") not in {"ENABLED", "ENABLING"}:
            client.update_time_to_live(
                TableName=target, TimeToLiveSpecification={"Enabled": True, "AttributeName": EXPIRES}
            )
        client.update_continuous_backups(
            TableName=target, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
        )
        if protect:
            client.update_table(TableName=target, DeletionProtectionEnabled=True)


def settled(account: Account, target: str) -> list[str]:
    """What a restored table still lacks, read back from DynamoDB; empty where it is as the first one was."""
    client = account.client("dynamodb")
    with asking("look at the restored table"):
        table = client.describe_table(TableName=target)["Table"]
        ttl = client.describe_time_to_live(TableName=target)["TimeToLiveDescription"]
        backups = client.describe_continuous_backups(TableName=target)["ContinuousBackupsDescription"]
        tags = client.list_tags_of_resource(ResourceArn=table["TableArn"])["Tags"]
    recovery: dict[str, Any] = backups.get("PointInTimeRecoveryDescription", {})
    there = {
        "time to live": ttl.get("TimeToLiveStatus") in {"ENABLED", "ENABLING"} and ttl.get("AttributeName") == EXPIRES,
        "point-in-time recovery": recovery.get("PointInTimeRecoveryStatus") == "ENABLED",
        "deletion protection": bool(table.get("DeletionProtectionEnabled")),
        "tags": ELECTION_TAG in {tag["Key"] for tag in tags},
    }
    return [what for what, is_there in there.items() if not is_there]
