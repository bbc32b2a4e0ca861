"""One Lambda function: its own role, its own log, the two layers."""

from collections.abc import Mapping, Sequence
from functools import partial

import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra import bundling
from infra.access import TABLE_ACCESS, TableAccess
from infra.config import Election
from infra.constructs.layers import ARCHITECTURE, RUNTIME
from infra.constructs.log_group import log_group
from ringround import settings
from ringround.storage import schema

HOT_MEMORY = 1024
"""Megabytes. Lambda gives processor time by memory; below about this a handler has a fraction of a core."""


class Function(Construct):
    """The function in `functions/NAME/handler.py`, with what `infra.access` lets it do to the table.

    `timeout` in whole seconds, `memory` in megabytes. `environment` beside the table's name and Powertools' own.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        election: Election,
        table: dynamodb.ITable,
        layers: Sequence[lambda_.ILayerVersion],
        environment: Mapping[str, str],
        timeout: int,
        memory: int = HOT_MEMORY,
        retries: int | None = None,
    ) -> None:
        super().__init__(scope, name)
        self.log = log = log_group(self, "log", days=election.log_days)
        role = iam.Role(self, "role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        log.grant_write(role)
        for statement in table_statements(TABLE_ACCESS[name], table):
            role.add_to_policy(statement)
        self.function = lambda_.Function(
            self,
            "function",
            description=f"{election.title}: {name}",
            runtime=RUNTIME,
            architecture=ARCHITECTURE,
            handler="handler.handler",
            code=bundling.code(bundling.FUNCTIONS / name, partial(bundling.bundle_function, name)),
            layers=list(layers),
            role=role,
            timeout=cdk.Duration.seconds(timeout),
            memory_size=memory,
            environment={
                settings.TABLE: table.table_name,
                "POWERTOOLS_SERVICE_NAME": name,
                "POWERTOOLS_METRICS_NAMESPACE": "ringround",
                "POWERTOOLS_LOG_LEVEL": "INFO",
                **environment,
            },
            retry_attempts=retries,
            log_group=log,
            logging_format=lambda_.LoggingFormat.JSON,
            application_log_level_v2=lambda_.ApplicationLogLevel.INFO,
            # Three lines of the platform's own for each request would cost more than the table does.
            system_log_level_v2=lambda_.SystemLogLevel.WARN,
            tracing=lambda_.Tracing.ACTIVE,
        )


def table_statements(access: TableAccess, table: dynamodb.ITable) -> list[iam.PolicyStatement]:
    """The policy statements that give `access` to the table, and nothing beside it."""
    wanted = [
        iam.PolicyStatement(
            actions=[f"dynamodb:{action}" for action in grant.actions],
            resources=[table.table_arn],
            # The second condition, because the first is also true of a request that names no partition.
            conditions={
                "ForAllValues:StringLike": {"dynamodb:LeadingKeys": list(grant.partitions)},
                "Null": {"dynamodb:LeadingKeys": "false"},
            },
        )
        for grant in access.grants
    ]
    if access.queue:
        index = f"{table.table_arn}/index/{schema.QUEUE_INDEX}"
        wanted.append(iam.PolicyStatement(actions=["dynamodb:Query"], resources=[index]))
    if access.destroy:
        everything = ["dynamodb:BatchWriteItem", "dynamodb:UpdateContinuousBackups"]
        wanted.append(iam.PolicyStatement(actions=everything, resources=[table.table_arn]))
    if access.scan:
        wanted.append(iam.PolicyStatement(actions=["dynamodb:Scan"], resources=[table.table_arn]))
    return wanted
