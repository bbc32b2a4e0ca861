"""Taking down what a by-election has in AWS, piece by piece. Each piece may be done twice: what is gone is passed over.

Nothing here asks whether it may: `evidence` and the command do.
"""

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Final

from botocore.exceptions import ClientError

from .account import Account, asking
from .faults import AccountError
from .following import Following
from .reasons import in_words
from .stacks import ELECTION_TAG

KEY_DAYS: Final = 7
"""Days until KMS deletes a key: the shortest that it takes. What the key encrypted is unreadable from the moment on at
which that is asked for."""
PAUSE: Final = 5.0
_TRIES: Final = 6
_GONE: Final = frozenset(
    {
        "BackupNotFoundException",
        "NoSuchBucket",
        "NoSuchKey",
        "NotFoundException",
        "ResourceNotFoundException",
        "TableNotFoundException",
    }
)


def is_gone(error: ClientError) -> bool:
    """Whether AWS says that there is no such thing (any more)."""
    said = error.response["Error"]
    return said["Code"] in _GONE or (said["Code"] == "ValidationError" and "does not exist" in said["Message"])


def stack(account: Account, name: str, alive: Callable[[str], None], sleep: Callable[[float], None]) -> bool:
    """Delete a stack and wait until it is gone; False where there is none. `alive` is told how far it is.

    Raises AccountError with what stopped it.
    """
    client = account.client("cloudformation")
    with asking(f"delete the stack {name}"):
        try:
            found = client.describe_stacks(StackName=name)["Stacks"][0]
        except ClientError as error:
            if is_gone(error):
                return False
            raise
        if found.get("EnableTerminationProtection"):
            client.update_termination_protection(StackName=name, EnableTerminationProtection=False)
        # By its id: that is known after the stack is gone, too.
        following = Following(account, {name: 0})
        client.delete_stack(StackName=name)
        while True:
            following.look()
            progress = following.stacks[name]
            alive(f"{name}: {len(progress.done)} gone{f', now {progress.now}' if progress.now else ''}")
            status = client.describe_stacks(StackName=found["StackId"])["Stacks"][0]["StackStatus"]
            if status == "DELETE_COMPLETE":
                return True
            if status == "DELETE_FAILED":
                first = following.first_failure
                raise AccountError(f"Deleting {name} stopped.\n{in_words(first) if first else status}")
            sleep(PAUSE)


def table(account: Account, name: str, sleep: Callable[[float], None]) -> int | None:
    """Delete a table and its backups; how many backups there were, None where there is no such table.

    Point-in-time recovery goes first: of a table that has it, DynamoDB keeps a backup for 35 days. Raises AccountError.
    """
    client = account.client("dynamodb")
    with asking(f"delete the table {name}"):
        try:
            found = client.describe_table(TableName=name)["Table"]
        except ClientError as error:
            if is_gone(error):
                return None
            raise
        if found["TableStatus"] != "DELETING":
            client.update_continuous_backups(
                TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False}
            )
            if found.get("DeletionProtectionEnabled"):
                client.update_table(TableName=name, DeletionProtectionEnabled=False)
                _until(lambda: client.describe_table(TableName=name)["Table"]["TableStatus"] == "ACTIVE", sleep)
            client.delete_table(TableName=name)
        _until(lambda: not _exists(client, name), sleep)
        return backups(account, name)


def is_protected(account: Account, table: str) -> bool:
    """Whether a table can't be deleted as it is. Raises AccountError."""
    with asking(f"look at the table {table}"):
        found = account.client("dynamodb").describe_table(TableName=table)["Table"]
    return bool(found.get("DeletionProtectionEnabled"))


def made_at(account: Account, table: str) -> datetime | None:
    """When a table was made; None where there is none. Raises AccountError."""
    with asking(f"look at the table {table}"):
        try:
            found = account.client("dynamodb").describe_table(TableName=table)["Table"]
        except ClientError as error:
            if is_gone(error):
                return None
            raise
    return datetime.fromisoformat(found["CreationDateTime"].isoformat())


def keys_of(account: Account, table: str, name: str) -> set[str]:
    """The key that a table is encrypted with, where it is the by-election's own. Raises AccountError."""
    with asking(f"look at the table {table}"):
        try:
            found = account.client("dynamodb").describe_table(TableName=table)["Table"]
        except ClientError as error:
            if is_gone(error):
                return set()
            raise
    arn = found.get("SSEDescription", {}).get("KMSMasterKeyArn")
    return {arn} if arn and _owns_key(account, arn, name) else set()


def _owns_key(account: Account, arn: str, name: str) -> bool:
    client = account.client("kms")
    with asking("look at the table’s key"):
        if client.describe_key(KeyId=arn)["KeyMetadata"].get("KeyManager") != "CUSTOMER":
            return False
        tags = client.list_resource_tags(KeyId=arn)["Tags"]
    return {"TagKey": ELECTION_TAG, "TagValue": name} in tags


def backup(account: Account, arn: str) -> None:
    """Delete one backup. Raises AccountError."""
    with asking("delete a backup"):
        _unless_gone(lambda: account.client("dynamodb").delete_backup(BackupArn=arn))


def backups(account: Account, table: str) -> int:
    """Delete the backups that somebody made of a table; how many. Raises AccountError."""
    client, deleted = account.client("dynamodb"), 0
    with asking(f"delete the backups of {table}"):
        for one in client.list_backups(TableName=table, BackupType="USER")["BackupSummaries"]:
            client.delete_backup(BackupArn=one["BackupArn"])
            deleted += 1
    return deleted


def bucket(account: Account, name: str, alive: Callable[[str], None], sleep: Callable[[float], None]) -> int | None:
    """Empty a bucket, every version of every object, and delete it; how many there were, None where there is no such
    bucket. Raises AccountError."""
    client, deleted = account.client("s3"), 0
    with asking(f"empty and delete the bucket {name}"):
        for _ in range(_TRIES):
            try:
                for batch in _objects(client, name):
                    answer = client.delete_objects(Bucket=name, Delete={"Objects": batch, "Quiet": True})
                    if answer.get("Errors"):
                        raise AccountError(f"{name}: S3 kept {len(answer['Errors'])} objects. Try again.")
                    deleted += len(batch)
                    alive(f"{name}: {deleted:,} objects gone")
                client.delete_bucket(Bucket=name)
            except ClientError as error:
                if is_gone(error):
                    return deleted or None
                # S3 brings its access logs late: what came meanwhile goes as well.
                if error.response["Error"]["Code"] != "BucketNotEmpty":
                    raise
                sleep(PAUSE)
            else:
                return deleted
    raise AccountError(f"Something is still being written to the bucket {name}. Try again in some minutes.")


def key(account: Account, arn: str) -> datetime:
    """Have a key deleted in KEY_DAYS; when that will be. Raises AccountError."""
    client, ident = account.client("kms"), arn.rpartition("/")[2]
    with asking(f"have the key {arn} deleted"):
        found = client.describe_key(KeyId=ident)["KeyMetadata"]
        if found["KeyState"] != "PendingDeletion":
            client.schedule_key_deletion(KeyId=ident, PendingWindowInDays=KEY_DAYS)
            found = client.describe_key(KeyId=ident)["KeyMetadata"]
        return datetime.fromisoformat(found["DeletionDate"].isoformat())


def layer(account: Account, name: str) -> int:
    """Delete every version of a layer, those of earlier releases too; how many. Raises AccountError."""
    client, deleted = account.client("lambda"), 0
    with asking(f"delete the layer {name}"):
        for page in client.get_paginator("list_layer_versions").paginate(LayerName=name):
            for one in page["LayerVersions"]:
                client.delete_layer_version(LayerName=name, VersionNumber=one["Version"])
                deleted += 1
    return deleted


def log_group(account: Account, name: str) -> None:
    """Delete a log. Raises AccountError."""
    with asking(f"delete the log {name}"):
        _unless_gone(lambda: account.client("logs").delete_log_group(logGroupName=name))


def secret(account: Account, arn: str) -> None:
    """Delete a secret at once. Raises AccountError."""
    with asking("delete a secret"):
        _unless_gone(
            lambda: account.client("secretsmanager").delete_secret(SecretId=arn, ForceDeleteWithoutRecovery=True)
        )


def mail_set(account: Account, name: str) -> None:
    """Delete a configuration set of SES. Raises AccountError."""
    with asking(f"delete the configuration set {name}"):
        _unless_gone(lambda: account.client("sesv2").delete_configuration_set(ConfigurationSetName=name))


def alarms(account: Account, names: tuple[str, ...]) -> None:
    """Delete alarms. Raises AccountError."""
    with asking("delete alarms"):
        account.client("cloudwatch").delete_alarms(AlarmNames=list(names))


def _unless_gone(request: Callable[[], Any]) -> None:
    try:
        request()
    except ClientError as error:
        if not is_gone(error):
            raise


def _exists(client: Any, table: str) -> bool:
    try:
        client.describe_table(TableName=table)
    except ClientError as error:
        if is_gone(error):
            return False
        raise
    return True


def _until(there: Callable[[], bool], sleep: Callable[[float], None], *, patience: float = 900.0) -> None:
    end = time.monotonic() + patience
    while not there():
        if time.monotonic() > end:
            raise AccountError("AWS takes longer than usual. Try again: it goes on where it was.")
        sleep(PAUSE)


def _objects(client: Any, bucket: str) -> Iterator[list[dict[str, str]]]:
    """All that a bucket holds, as S3 takes it for deletion; uploads that never ended are broken off on the way."""
    for page in client.get_paginator("list_multipart_uploads").paginate(Bucket=bucket):
        for one in page.get("Uploads", ()):
            client.abort_multipart_upload(Bucket=bucket, Key=one["Key"], UploadId=one["UploadId"])
    for page in client.get_paginator("list_object_versions").paginate(Bucket=bucket):
        every = (*page.get("Versions", ()), *page.get("DeleteMarkers", ()))
        if every:
            yield [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in every]
