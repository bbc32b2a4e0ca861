"""A domain of one's own: its hosted zone, and the records that lead to CloudFront."""

from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_route53 as route53
from aws_cdk import aws_route53_targets as targets
from constructs import Construct


def zone(scope: Construct, domain: str, zone_id: str) -> route53.IHostedZone:
    """The hosted zone `zone_id`, which holds `domain`."""
    # The zone's own name may be any end of the domain's. Nobody needs it: every record's name is written out in full.
    return route53.HostedZone.from_hosted_zone_attributes(scope, "zone", hosted_zone_id=zone_id, zone_name=domain)


class Records(Construct):
    """`domain` leads to `distribution`, over IPv4 and IPv6."""

    def __init__(
        self, scope: Construct, construct_id: str, *, domain: str, zone_id: str, distribution: cloudfront.IDistribution
    ) -> None:
        super().__init__(scope, construct_id)
        where = zone(self, domain, zone_id)
        target = route53.RecordTarget.from_alias(targets.CloudFrontTarget(distribution))
        route53.ARecord(self, "ipv4", zone=where, record_name=f"{domain}.", target=target)
        route53.AaaaRecord(self, "ipv6", zone=where, record_name=f"{domain}.", target=target)
