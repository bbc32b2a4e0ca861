"""The data stack: the table is the schema's, and nothing personal lies unencrypted, public or for ever."""

import aws_cdk as cdk
import pytest
from aws_cdk import aws_kms as kms
from aws_cdk.assertions import Template as Made

from infra.config import SAMPLE
from infra.constructs.table import OneTable
from infra.sizes import SIZES
from ringround.storage import schema
from tests.infra.synthesis import Synthesis, Template

pytestmark = pytest.mark.cdk


def test_the_table_is_the_schema(data: Template) -> None:
    made = data.only("AWS::DynamoDB::Table")["Properties"]
    wanted = schema.table_definition("any")
    for name in ("KeySchema", "GlobalSecondaryIndexes", "BillingMode"):
        assert made[name] == wanted[name]
    by_name = {a["AttributeName"]: a["AttributeType"] for a in made["AttributeDefinitions"]}
    assert by_name == {a["AttributeName"]: a["AttributeType"] for a in wanted["AttributeDefinitions"]}
    assert made["TimeToLiveSpecification"] == {"AttributeName": schema.EXPIRES, "Enabled": True}


def test_the_table_can_be_restored_and_is_encrypted_under_its_own_key(data: Template) -> None:
    made = data.only("AWS::DynamoDB::Table")["Properties"]
    assert made["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert made["SSESpecification"]["SSEType"] == "KMS"
    (key,) = data.resources("AWS::KMS::Key")
    assert made["SSESpecification"]["KMSMasterKeyId"] == {"Fn::GetAtt": [key, "Arn"]}
    assert data.only("AWS::KMS::Key")["Properties"]["EnableKeyRotation"] is True


def test_the_table_of_a_general_election_is_warmed_up_and_no_other(data: Template) -> None:
    assert "WarmThroughput" not in data.only("AWS::DynamoDB::Table")["Properties"]
    size = SIZES["general-election"]
    stack = cdk.Stack(cdk.App(), "large")
    OneTable(stack, "table", key=kms.Key(stack, "key"), throw_away=False, size=size)
    (made,) = Made.from_stack(stack).find_resources("AWS::DynamoDB::Table").values()
    (index,) = made["Properties"]["GlobalSecondaryIndexes"]
    assert made["Properties"]["WarmThroughput"]["WriteUnitsPerSecond"] == size.warm_writes
    assert index["WarmThroughput"]["WriteUnitsPerSecond"] == size.warm_index_writes


def test_the_key_is_used_through_the_table_and_the_buckets_only(data: Template) -> None:
    policy = data.only("AWS::KMS::Key")["Properties"]["KeyPolicy"]["Statement"]
    for statement in policy:
        if statement["Principal"] == {"AWS": "*"}:
            condition = statement["Condition"]["StringEquals"]
            assert condition["kms:CallerAccount"] == "111122223333"
            assert condition["kms:ViaService"] == ["dynamodb.eu-west-2.amazonaws.com", "s3.eu-west-2.amazonaws.com"]


@pytest.mark.parametrize("kind", ["AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::KMS::Key"])
def test_a_real_campaigns_data_is_kept_whatever_becomes_of_the_stack(data: Template, kind: str) -> None:
    for resource in data.resources(kind).values():
        assert resource["DeletionPolicy"] == "Retain"
        assert resource["UpdateReplacePolicy"] == "Retain"


def test_a_real_campaigns_table_cant_be_deleted_and_a_throw_away_one_can(synthesis: Synthesis, data: Template) -> None:
    assert data.only("AWS::DynamoDB::Table")["Properties"]["DeletionProtectionEnabled"] is True
    sample = synthesis.template(SAMPLE, "data").only("AWS::DynamoDB::Table")
    assert sample["Properties"]["DeletionProtectionEnabled"] is False
    assert sample["DeletionPolicy"] == "Delete"


def test_no_bucket_is_public_or_answers_without_tls(synthesis: Synthesis) -> None:
    for election in synthesis.elections:
        for template in synthesis.templates(election.name):
            policies = {p["Bucket"]["Ref"]: p["PolicyDocument"] for p in template.properties("AWS::S3::BucketPolicy")}
            for name, bucket in template.resources("AWS::S3::Bucket").items():
                assert set(bucket["Properties"]["PublicAccessBlockConfiguration"].values()) == {True}
                denied = [s["Condition"] for s in policies[name]["Statement"] if s["Effect"] == "Deny"]
                assert {"Bool": {"aws:SecureTransport": "false"}} in denied
                assert {"NumericLessThan": {"s3:TlsVersion": 1.2}} in denied


def test_files_with_people_in_them_are_encrypted_logged_and_gone_in_time(data: Template) -> None:
    kept = []
    for bucket in data.properties("AWS::S3::Bucket"):
        rules = bucket["LifecycleConfiguration"]["Rules"]
        assert all(r["Status"] == "Enabled" and r["ExpirationInDays"] <= 30 for r in rules)
        if "LoggingConfiguration" in bucket:
            encryption = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"][0]
            assert encryption["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
            assert "VersioningConfiguration" not in bucket
            kept.append(rules[0]["ExpirationInDays"])
    assert sorted(kept) == [7, 14]
