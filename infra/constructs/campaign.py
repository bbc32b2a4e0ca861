"""The campaign itself, made by the deploy: CloudFormation asks the function `set_up` for it."""

import json

import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct

from infra.campaign import set_up_request
from infra.config import Election
from infra.constructs.functions import Function

PATIENCE = 300
"""Seconds. CloudFormation waits an hour by itself for a function that died before it could answer."""


class Campaign(Construct):
    """Asked again when the file says something else or the table is another one; what is there is never changed.

    CloudFormation calls the function with the rights of whoever deploys, so it has no policy for it. It is the
    function itself and not its alias: what runs is what this deploy brought.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, election: Election, set_up: Function, table: dynamodb.ITable
    ) -> None:
        super().__init__(scope, construct_id)
        made = cdk.CustomResource(
            self,
            "made",
            service_token=set_up.function.function_arn,
            service_timeout=cdk.Duration.seconds(PATIENCE),
            resource_type="Custom::Campaign",
            # One text, because CloudFormation makes texts of all numbers and has no word for nothing.
            properties={"Campaign": json.dumps(set_up_request(election)), "Table": table.table_name},
        )
        made.node.add_dependency(set_up)
