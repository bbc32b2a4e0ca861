"""The security rules of AWS Solutions (cdk-nag), and the exceptions from these and CDK's own, each with its reason."""

from collections.abc import Iterator
from typing import NamedTuple, cast

import aws_cdk as cdk
import cdk_nag
from aws_cdk import aws_s3 as s3
from constructs import IConstruct

from infra.access import TABLE_ACCESS
from infra.stacks.app import IMPORT_FILES, RESULTS
from infra.stages import ByElection


class Exemption(NamedTuple):
    """A rule that doesn't hold at `where` (a path below the by-election) and below it, and why that is right."""

    where: str
    rule: str
    reason: str


_UPLOADER = "app/Custom::CDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C"
"""The function that CDK itself brings to copy the built site into its bucket."""
_UPLOADER_REASON = (
    "CDK's own function for copying the site's files: it runs during a deploy only, and reaches CDK's assets and "
    "the site's bucket, which hold nothing but the published page."
)
_TELLER = "app/AWS679f53fac002430cb0da5b7982bd2287"
"""The function that CDK itself brings for single requests during a deploy."""
_TELLER_REASON = (
    "CDK's own function: it runs during a deploy only, and may do one thing, to tell the bucket of uploads which "
    "site's pages may send files to it."
)
_XRAY_REASON = "X-Ray's two actions to deliver a trace know no resources."
_RUNTIME_REASON = (
    "Python 3.13: what the functions were measured on, and compiled for by the machines that build the layers. "
    "AWS supports it until 2029."
)

EXEMPTIONS: tuple[Exemption, ...] = (
    Exemption(
        "app/api",
        "AwsSolutions-APIG4",
        "Authorisation is the session cookie, checked by the handlers from the same table of routes that these routes "
        "are made from; a test holds that each has a rule. An authoriser would read the session twice.",
    ),
    Exemption("app/site/files", "AwsSolutions-S1", "Only the published page; CloudFront alone can read it."),
    Exemption("app/site/distribution", "AwsSolutions-CFR1", "Volunteers ring from wherever they are, abroad too."),
    Exemption(
        "app/origin-secret",
        "AwsSolutions-SMG4",
        "CloudFront has to say the new secret before the functions forget the old one: so it is changed by a deploy, "
        "when `origin_secret` is counted up. Rotation by itself would change it under both.",
    ),
    Exemption(
        "app/site/distribution",
        "AwsSolutions-CFR3",
        "CloudFront's log holds the volunteers' IP addresses. The API's own log has each request, without them.",
    ),
    *(Exemption(f"app/{name}", "AwsSolutions-L1", _RUNTIME_REASON) for name in TABLE_ACCESS),
    *(Exemption(f"app/{name}/role", "AwsSolutions-IAM5[Resource::*]", _XRAY_REASON) for name in TABLE_ACCESS),
    Exemption(_UPLOADER, "AwsSolutions-L1", _UPLOADER_REASON),
    Exemption(
        _UPLOADER,
        "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]",
        _UPLOADER_REASON,
    ),
    Exemption(
        _TELLER,
        "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]",
        _TELLER_REASON,
    ),
    *(
        Exemption(_UPLOADER, f"AwsSolutions-IAM5[Action::s3:{action}*]", _UPLOADER_REASON)
        for action in ("GetBucket", "GetObject", "List", "Abort", "DeleteObject")
    ),
)

_NO_WAF = Exemption(
    "app/site/distribution",
    "AwsSolutions-CFR2",
    "Sign-in is limited by address in the table and the API is throttled; a WAF is the organisation's to pay for.",
)
_NO_CERTIFICATE = Exemption(
    "app/site/distribution",
    "AwsSolutions-CFR4",
    "With CloudFront's own certificate the oldest TLS can't be chosen; every browser that runs the page has 1.2.",
)

_ALIAS_HEARS = Exemption(
    "app/mail_events/live",
    "CloudFormation-Validate::W3694",
    "SNS starts a function's alias by its ARN as it starts a function; the rule knows functions only.",
)


def check(app: cdk.App) -> None:
    """Have a synth end with errors where a rule is broken and not acknowledged."""
    cdk.Validations.of(app).add_plugins(cdk_nag.AwsSolutionsChecks(app))


def acknowledge(stage: ByElection) -> None:
    """Acknowledge the exemptions of one by-election."""
    for exemption in exemptions(stage):
        place = _find(stage, exemption.where)
        if place is not None:
            cdk.Validations.of(place).acknowledge(cdk.Acknowledgment(id=exemption.rule, reason=exemption.reason))


def exemptions(stage: ByElection) -> tuple[Exemption, ...]:
    """All exemptions of one by-election: those above, those for what it doesn't ask for or does, and those whose rule
    names a resource of it."""
    return (*EXEMPTIONS, *_what_is_asked_for(stage), *_objects_of_buckets(stage), *_what_is_uploaded(stage))


def _what_is_asked_for(stage: ByElection) -> Iterator[Exemption]:
    if not stage.election.waf:
        yield _NO_WAF
    if not stage.election.domain:
        yield _NO_CERTIFICATE
    if stage.election.sender:
        yield _ALIAS_HEARS


def _objects_of_buckets(stage: ByElection) -> Iterator[Exemption]:
    reason = "The files of imports in this one bucket: their names are made when an import begins."
    for bucket in (stage.data.uploads, stage.data.exports):
        for name in ("organiser", "import_contacts"):
            yield Exemption(
                f"app/{name}/role", f"AwsSolutions-IAM5[Resource::{_as_imported(stage, bucket)}/{IMPORT_FILES}]", reason
            )
    made = "What is made of results, in this one bucket: the names are made when the work begins."
    exports = _as_imported(stage, stage.data.exports)
    for name in ("organiser", "export_results"):
        for files in RESULTS:
            yield Exemption(f"app/{name}/role", f"AwsSolutions-IAM5[Resource::{exports}/{files}]", made)
    for bucket in (stage.data.uploads, stage.data.exports):
        yield Exemption(
            "app/close_campaign/role",
            f"AwsSolutions-IAM5[Resource::{_as_imported(stage, bucket)}/*]",
            "At the end of a campaign every file of this one bucket is deleted, whatever it is called.",
        )


def _what_is_uploaded(stage: ByElection) -> Iterator[Exemption]:
    site = stage.app.get_logical_id(cast("cdk.CfnElement", stage.app.site.bucket.node.default_child))
    assets = f"cdk-hnb659fds-assets-{stage.election.account or '<AWS::AccountId>'}-{stage.election.region}"
    for objects in (f"<{site}.Arn>/*", f"arn:aws:s3:::{assets}/*"):
        yield Exemption(_UPLOADER, f"AwsSolutions-IAM5[Resource::{objects}]", _UPLOADER_REASON)


def _as_imported(stage: ByElection, bucket: s3.IBucket) -> str:
    """How the bucket's ARN is written in the other stack, which is how the rule names what it found."""
    written: dict[str, str] = stage.app.resolve(stage.data.export_value(bucket.bucket_arn))
    return written["Fn::ImportValue"]


def _find(stage: ByElection, path: str) -> IConstruct | None:
    place: IConstruct | None = stage
    for part in path.split("/"):
        place = place.node.try_find_child(part) if place is not None else None
    return place
