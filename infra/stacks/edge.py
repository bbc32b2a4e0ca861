"""What CloudFront takes from us-east-1 only: the certificate of an own domain, and the web ACL. Optional."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_certificatemanager as acm
from constructs import Construct

from infra.config import Election
from infra.constructs.domain import zone
from infra.constructs.web_acl import WebAcl

REGION = "us-east-1"
"""Where CloudFront looks for both, wherever the by-election runs. Neither holds anything of volunteers."""


def is_needed(election: Election) -> bool:
    """Whether there is anything to make in us-east-1: a certificate that is given is there already."""
    return bool(election.hosted_zone) or election.waf


class EdgeStack(cdk.Stack):
    """`certificate` for the domain, proved by a record in its hosted zone, and `web_acl`'s ARN; None where not asked
    for. The app stack reads them as outputs of this stack, so neither holds the other one back when it changes."""

    def __init__(self, scope: Construct, construct_id: str, election: Election, **stack: Any) -> None:
        super().__init__(scope, construct_id, **stack)
        self.certificate: acm.ICertificate | None = None
        self.web_acl: str | None = None
        if election.domain and election.hosted_zone:
            self.certificate = _read_as_output(
                acm.Certificate(
                    self,
                    "certificate",
                    domain_name=election.domain,
                    validation=acm.CertificateValidation.from_dns(zone(self, election.domain, election.hosted_zone)),
                )
            )
        if election.waf:
            self.web_acl = _read_as_output(WebAcl(self, "waf", metrics=f"ringround-{election.name}").acl).attr_arn


def _read_as_output(made: Any) -> Any:
    """`made`, which a stack of another region reads by CloudFormation's own means: CDK's usual way takes a function
    in each stack, which then refuses any change of what the other one reads."""
    cdk.CrossStackReferences.of(made).produce(cdk.ReferenceStrength.WEAK)
    return made
