"""What outlives a deploy: the table, the buckets and the key that encrypts them."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from infra.config import Election
from infra.constructs import mail
from infra.constructs.alarm_names import may_encrypt
from infra.constructs.buckets import DataBucket, LogsBucket
from infra.constructs.table import OneTable
from ringround.storage import schema


class DataStack(cdk.Stack):
    """The table and the buckets of one by-election. Kept when the stack goes, unless it is a throw-away one."""

    def __init__(self, scope: Construct, construct_id: str, election: Election, **stack: Any) -> None:
        super().__init__(scope, construct_id, **stack)
        kept = cdk.RemovalPolicy.DESTROY if election.throw_away else cdk.RemovalPolicy.RETAIN
        self.key = self._key(election, kept)
        self.table = self._table(election)
        logs = LogsBucket(self, "logs", days=election.log_days, removal_policy=kept).bucket
        self.uploads = DataBucket(
            self, "uploads", key=self.key, logs=logs, days=election.upload_days, removal_policy=kept
        ).bucket
        self.exports = DataBucket(
            self, "exports", key=self.key, logs=logs, days=election.export_days, removal_policy=kept
        ).bucket
        for name, value, description in (
            ("TableName", self.table.table_name, "The table in use"),
            ("UploadsBucket", self.uploads.bucket_name, "Lists as organisers sent them"),
            ("ExportsBucket", self.exports.bucket_name, "Results, and what was wrong with lists"),
            ("KeyArn", self.key.key_arn, "Encrypts all three"),
        ):
            cdk.CfnOutput(self, name, value=value, description=description)

    def _table(self, election: Election) -> dynamodb.ITable:
        """The table that all is in: this stack's own, or one that was restored from its backups."""
        own = OneTable(self, "table", key=self.key, throw_away=election.throw_away, size=election.made_for).table
        if not election.table:
            return own
        # The app stack still imports these while this stack changes before it: without them the deploy would stop
        # here, at an export that is in use.
        self.export_value(own.table_arn)
        self.export_value(own.table_name)
        # A restored table keeps the key of the table that it was restored from.
        return dynamodb.Table.from_table_attributes(
            self,
            "restored",
            table_name=election.table,
            encryption_key=self.key,
            global_indexes=[str(index["name"]) for index in schema.INDEXES],
        )

    def _key(self, election: Election, kept: cdk.RemovalPolicy) -> kms.Key:
        # One key for all that is personal: to delete it is to delete every copy and backup at once.
        key = kms.Key(
            self,
            "key",
            description=f"ringround {election.name}: table, uploads and exports",
            enable_key_rotation=True,
            removal_policy=kept,
            pending_window=cdk.Duration.days(7 if election.throw_away else 30),
        )
        # As AWS's own key for DynamoDB is used: whoever may read the item may have it decrypted by the service, so
        # a function's policy says which items, and no function can use the key by itself.
        key.add_to_resource_policy(
            iam.PolicyStatement(
                sid="ThroughTheTableAndTheBuckets",
                principals=[iam.AnyPrincipal()],
                actions=[
                    "kms:Encrypt",
                    "kms:Decrypt",
                    "kms:ReEncrypt*",
                    "kms:GenerateDataKey*",
                    "kms:DescribeKey",
                    "kms:CreateGrant",
                ],
                resources=["*"],
                conditions={
                    "StringEquals": {
                        "kms:CallerAccount": self.account,
                        "kms:ViaService": [f"dynamodb.{self.region}.amazonaws.com", f"s3.{self.region}.amazonaws.com"],
                    }
                },
            )
        )
        if election.alarm_emails:
            key.add_to_resource_policy(may_encrypt(self, election))
        if election.sender:
            key.add_to_resource_policy(mail.key_statement(self, election))
        return key
