"""One Lambda function: its own role, its own log, the two layers, and the version of it that answers."""

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
from infra.memory import MEMORY
from ringround import settings
from ringround.storage import schema

LIVE = "live"
"""The alias that everybody calls a function by: it names the version that answers."""


class Function(Construct):
    """The function in `functions/NAME/handler.py`, with what `infra.access` lets it do to the table.

    Each change of code, layers or settings is published as a version, and `live` is the alias that names the newest:
    whoever calls it gets all of a change at one moment or none of it, and the versions before stay, so that the alias
    can be put back. `timeout` in whole seconds; `retries` of events that nobody waits for, where the answer was an
    error. `environment` beside the table's name and Powertools' own. Memory is `infra.memory`'s, and concurrency that
    is kept for it, and is its limit, that of the by-election's size.
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
        retries: int | None = None,
    ) -> None:
        super().__init__(scope, name)
        self.log = log = log_group(self, "log", days=election.log_days)
        role = iam.Role(self, "role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        log.grant_write(role)
        self.role = role
        for statement in table_statements(TABLE_ACCESS[name], table):
            role.add_to_policy(statement)
        self.function = lambda_.Function(
            self,
            "function",
            description=f"{election.title}: {name}",
            runtime=RUNTIME,
            architecture=ARCHITECTURE,
            # The module of our layer that starts functions; it imports `handler` of the function's own code.
            handler="ringround.start.handler",
            code=bundling.code(bundling.FUNCTIONS / name, partial(bundling.bundle_function, name)),
            layers=list(layers),
            role=role,
            timeout=cdk.Duration.seconds(timeout),
            memory_size=MEMORY[name].megabytes,
            ephemeral_storage_size=cdk.Size.mebibytes(MEMORY[name].disk),
            reserved_concurrent_executions=election.made_for.reserved.get(name),
            environment={
                settings.TABLE: table.table_name,
                "POWERTOOLS_SERVICE_NAME": name,
                "POWERTOOLS_METRICS_NAMESPACE": "ringround",
                "POWERTOOLS_LOG_LEVEL": "INFO",
                **environment,
            },
            # Kept when the next one comes, but not when the deploy that made it is taken back: Lambda makes no second
            # version of the same code and settings, so one that were left behind would stop the next try.
            current_version_options=lambda_.VersionOptions(removal_policy=cdk.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE),
            log_group=log,
            logging_format=lambda_.LoggingFormat.JSON,
            application_log_level_v2=lambda_.ApplicationLogLevel.INFO,
            # Three lines of the platform's own for each request would cost more than the table does.
            system_log_level_v2=lambda_.SystemLogLevel.WARN,
            # The sampling is Lambda's own and can't be set: one request each second, and 5 % of the others.
            tracing=lambda_.Tracing.ACTIVE if election.traces else lambda_.Tracing.DISABLED,
        )
        self.live = lambda_.Alias(
            self,
            LIVE,
            alias_name=LIVE,
            version=self.function.current_version,
            # Of the alias, not of the function: what is set for a function holds for calls without an alias only.
            retry_attempts=retries,
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
