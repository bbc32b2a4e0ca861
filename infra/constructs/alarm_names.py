"""What alarms and their topic are called: policies are made from the names, in both stacks."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra.config import Election

TOPIC = "alarms"


def alarm_name(election: Election, name: str) -> str:
    """What an alarm, or the topic of alarms, is called in the account."""
    return f"ringround-{election.name}-{name}"


def may_publish(scope: Construct, election: Election, topic_arn: str) -> iam.PolicyStatement:
    """For the topic's policy: alarms of this by-election, and no others, may be told by it."""
    stack = cdk.Stack.of(scope)
    alarms = stack.format_arn(
        service="cloudwatch",
        resource="alarm",
        resource_name=alarm_name(election, "*"),
        arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
    )
    return iam.PolicyStatement(
        sid="AlarmsOfThisByElection",
        principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
        actions=["sns:Publish"],
        resources=[topic_arn],
        conditions={"StringEquals": {"aws:SourceAccount": stack.account}, "ArnLike": {"aws:SourceArn": alarms}},
    )


def may_encrypt(scope: Construct, election: Election) -> iam.PolicyStatement:
    """For the key's policy: CloudWatch may use it for what the topic of alarms carries, and for nothing else."""
    topic = cdk.Stack.of(scope).format_arn(service="sns", resource=alarm_name(election, TOPIC))
    return iam.PolicyStatement(
        sid="WhatAlarmsSay",
        principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
        actions=["kms:Decrypt", "kms:GenerateDataKey*"],
        resources=["*"],
        conditions={"StringEquals": {"kms:EncryptionContext:aws:sns:topicArn": topic}},
    )
