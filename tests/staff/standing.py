"""By-elections that stand in an emulated account, as CloudFormation leaves them: for taking them down.

moto is the account. Two services that it can't emulate here are a few lines of our own: CloudFormation, and the API's.
"""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from unittest import mock

import boto3
from botocore.client import BaseClient
from botocore.exceptions import ClientError

from infra.config import Election
from ringround.storage.schema import table_definition

_REAL = BaseClient._make_api_call  # type: ignore[attr-defined]
REGION = "eu-west-2"


def client(service: str) -> Any:
    """A client of the emulated account."""
    return boto3.client(service, region_name=REGION)  # type: ignore[call-overload]


def is_there(table: str) -> bool:
    """Whether there is such a table, on any page of the list: the tests of a session fill some."""
    pages = client("dynamodb").get_paginator("list_tables").paginate()
    return any(table in page["TableNames"] for page in pages)


def drop(*tables: str) -> None:
    """Tables that are there are there no more, protected or not."""
    for table in filter(is_there, tables):
        client("dynamodb").update_table(TableName=table, DeletionProtectionEnabled=False)
        client("dynamodb").delete_table(TableName=table)


@dataclass
class Standing:
    """CloudFormation of this account: stacks by name; `refusing` names those that it fails to delete; `asked` is
    every request of the account, with its table."""

    stacks: dict[str, dict[str, Any]] = field(default_factory=dict)
    deleted: list[str] = field(default_factory=list)
    refusing: set[str] = field(default_factory=set)
    gone: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def answer(self, operation: str, given: dict[str, Any]) -> dict[str, Any]:
        """In the place of CloudFormation."""
        name = given.get("StackName", "")
        if operation == "DescribeStacks" and not name:
            return {"Stacks": list(self.stacks.values())}
        found = self.stacks.get(name) or self.gone.get(name)
        if found is None:
            raise ClientError(
                {"Error": {"Code": "ValidationError", "Message": f"Stack {name} does not exist"}}, operation
            )
        if operation == "DescribeStacks":
            return {"Stacks": [found]}
        if operation == "DescribeStackEvents":
            return {"StackEvents": []}
        if operation == "UpdateTerminationProtection":
            found["EnableTerminationProtection"] = given["EnableTerminationProtection"]
            return {}
        assert operation == "DeleteStack", operation
        assert not found["EnableTerminationProtection"], f"{name} is protected"
        if name in self.refusing:
            found["StackStatus"] = "DELETE_FAILED"
            return {}
        self.deleted.append(name)
        self.gone[found["StackId"]] = {**self.stacks.pop(name), "StackStatus": "DELETE_COMPLETE"}
        return {}


@contextmanager
def routed() -> Iterator[Standing]:
    """The account's CloudFormation and no API; all else goes to moto."""
    standing = Standing()

    def route(client: BaseClient, operation: str, given: dict[str, Any]) -> dict[str, Any]:
        service = client.meta.service_model.service_name
        standing.asked.append((operation, given.get("TableName", "")))
        if service == "cloudformation":
            return standing.answer(operation, given)
        if service == "apigatewayv2":
            return {"Items": []}
        return dict(_REAL(client, operation, given))

    with mock.patch.object(BaseClient, "_make_api_call", route):
        yield standing


@dataclass
class ByElection:
    """What stands of one."""

    name: str
    table: str
    key: str
    buckets: tuple[str, ...]

    def put(self, **item: Any) -> None:
        """An item of its table: `put(pk="E#1", sk="E")`."""
        boto3.resource("dynamodb", region_name=REGION).Table(self.table).put_item(Item=item)

    def end(self) -> None:
        """Its campaign is closed and destroyed."""
        certificate = {"campaign": self.name, "finished_at": 1804000000, "items": {"electors": 75000}}
        self.put(pk="CAMPAIGN", sk="CAMPAIGN", closed=True, name=self.name, certificate=certificate)


def build(standing: Standing, election: Election) -> ByElection:
    """Everything that the stacks of a by-election and its deploys leave in an account."""
    name, tags = election.name, [("ringround:election", election.name)]
    tagged = [{"Key": key, "Value": value} for key, value in tags]
    for kind in ("data", "app"):
        stack = f"ringround-{name}-{kind}"
        standing.stacks[stack] = {
            "StackName": stack,
            "StackId": f"arn:aws:cloudformation:{REGION}:1:stack/{stack}/1",
            "StackStatus": "UPDATE_COMPLETE",
            "CreationTime": datetime(2027, 2, 1, tzinfo=UTC),
            "EnableTerminationProtection": kind == "data",
            "Tags": [*tagged, {"Key": "ringround:poll-date", "Value": "2027-03-04"}],
            "Outputs": [],
        }
    kms = client("kms")
    key = kms.create_key(Tags=[{"TagKey": k, "TagValue": v} for k, v in tags])["KeyMetadata"]["Arn"]
    table = f"ringround-{name}-data-tableone1"
    dynamodb = client("dynamodb")
    dynamodb.create_table(
        **table_definition(table),
        Tags=tagged,
        DeletionProtectionEnabled=not election.throw_away,
        SSESpecification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key},
    )
    dynamodb.update_continuous_backups(
        TableName=table, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    dynamodb.create_backup(TableName=table, BackupName=f"{name}-by-hand")
    # As CloudFormation does with a long name: cut off, so that the tag alone says whose it is.
    buckets = tuple(f"ringround-{name[:4]}-{kind}-{abs(hash(name)) % 10**8}" for kind in ("site", "logs", "uploads"))
    s3 = client("s3")
    for bucket in buckets:
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
        s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": tagged})
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
        for body in (b"1", b"2"):
            s3.put_object(Bucket=bucket, Key="x/y.csv", Body=body)
        s3.delete_object(Bucket=bucket, Key="x/y.csv")
        s3.create_multipart_upload(Bucket=bucket, Key="never/ended.csv")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("x.py", "")
    for _ in range(2):
        client("lambda").publish_layer_version(
            LayerName=f"ringround-{name}-core", Content={"ZipFile": packed.getvalue()}
        )
    for group in (f"ringround-{name}-app-loginlog1", f"/aws/lambda/ringround-{name}-app-uploader1"):
        client("logs").create_log_group(logGroupName=group)
    client("secretsmanager").create_secret(Name=f"origin1-{name}", SecretString="x", Tags=tagged)
    client("sesv2").create_configuration_set(ConfigurationSetName=f"ringround-{name}")
    client("cloudwatch").put_metric_alarm(
        AlarmName=f"ringround-{name}-errors",
        MetricName="Errors",
        Namespace="x",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
    )
    return ByElection(name, table, key, buckets)
