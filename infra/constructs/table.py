"""The one table, made from the schema that the local table and the tests' tables are made from."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_kms as kms
from constructs import Construct

from infra.sizes import Size
from ringround.storage import schema


class OneTable(Construct):
    """On demand, encrypted, restorable to any second of the last 35 days. `size` says for how many writes a second it
    and its index are warmed up: a new table has partitions for 4,000."""

    def __init__(self, scope: Construct, construct_id: str, *, key: kms.IKey, throw_away: bool, size: Size) -> None:
        super().__init__(scope, construct_id)
        definition = schema.table_definition("named by CloudFormation")
        types = {a["AttributeName"]: a["AttributeType"] for a in definition["AttributeDefinitions"]}
        self.table = dynamodb.Table(
            self,
            "one",
            **_keys(definition["KeySchema"], types),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            encryption=dynamodb.TableEncryption.CUSTOMER_MANAGED,
            encryption_key=key,
            time_to_live_attribute=schema.EXPIRES,
            deletion_protection=not throw_away,
            removal_policy=cdk.RemovalPolicy.DESTROY if throw_away else cdk.RemovalPolicy.RETAIN,
            warm_throughput=_warm(size.warm_writes),
        )
        for index in definition["GlobalSecondaryIndexes"]:
            self.table.add_global_secondary_index(
                index_name=index["IndexName"],
                **_keys(index["KeySchema"], types),
                projection_type=dynamodb.ProjectionType[index["Projection"]["ProjectionType"]],
                warm_throughput=_warm(size.warm_index_writes),
            )


def _warm(writes: int) -> dynamodb.WarmThroughput | None:
    """So many writes a second from the first one on, and as many reads as a new table takes at least: partitions are
    what is wanted, and each serves three times as many reads."""
    if not writes:
        return None
    return dynamodb.WarmThroughput(read_units_per_second=max(12_000, writes), write_units_per_second=writes)


def _keys(key_schema: list[dict[str, str]], types: dict[str, str]) -> dict[str, Any]:
    kinds = {"S": dynamodb.AttributeType.STRING, "N": dynamodb.AttributeType.NUMBER, "B": dynamodb.AttributeType.BINARY}
    roles = {"HASH": "partition_key", "RANGE": "sort_key"}
    return {
        roles[part["KeyType"]]: dynamodb.Attribute(name=part["AttributeName"], type=kinds[types[part["AttributeName"]]])
        for part in key_schema
    }
