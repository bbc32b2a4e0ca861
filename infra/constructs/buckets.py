"""Buckets: private, TLS only, emptied by time."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from aws_cdk import custom_resources
from constructs import Construct

from infra.edge import uploads_rule


def private_bucket(scope: Construct, construct_id: str, **more: Any) -> s3.Bucket:
    """A bucket that nothing public can reach, over TLS 1.2 or newer; `more` as `s3.Bucket` takes it."""
    return s3.Bucket(
        scope,
        construct_id,
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
        enforce_ssl=True,
        minimum_tls_version=1.2,
        **more,
    )


def gone_after(days: int) -> s3.LifecycleRule:
    """Objects go after `days`, and the parts of an upload that was broken off after one."""
    return s3.LifecycleRule(
        expiration=cdk.Duration.days(days), abort_incomplete_multipart_upload_after=cdk.Duration.days(1)
    )


class DataBucket(Construct):
    """Files with people in them. Not versioned: a deleted file has to be gone. Who took what is logged."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        key: kms.IKey,
        logs: s3.IBucket,
        days: int,
        removal_policy: cdk.RemovalPolicy,
    ) -> None:
        super().__init__(scope, construct_id)
        self.bucket = private_bucket(
            self,
            "files",
            encryption=s3.BucketEncryption.KMS,
            encryption_key=key,
            # One request to KMS for many objects, not one for each.
            bucket_key_enabled=True,
            lifecycle_rules=[gone_after(days)],
            server_access_logs_bucket=logs,
            server_access_logs_prefix=f"{construct_id}/",
            removal_policy=removal_policy,
        )


class UploadsFromTheSite(Construct):
    """The site's own page may PUT files into a bucket by links that were made for it, and no other page may.

    The bucket outlives the site, which alone knows its address: so it is told of it by a request of its own during a
    deploy, not by its template.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, bucket: s3.IBucket, address: str, log: logs.ILogGroup
    ) -> None:
        super().__init__(scope, construct_id)
        named = {"Bucket": bucket.bucket_name}
        place = custom_resources.PhysicalResourceId.of("uploads-from-the-site")
        rules = {"CORSRules": [uploads_rule([address])]}
        custom_resources.AwsCustomResource(
            self,
            "cors",
            on_update=custom_resources.AwsSdkCall(
                service="S3",
                action="putBucketCors",
                parameters={**named, "CORSConfiguration": rules},
                physical_resource_id=place,
            ),
            on_delete=custom_resources.AwsSdkCall(service="S3", action="deleteBucketCors", parameters=named),
            policy=custom_resources.AwsCustomResourcePolicy.from_statements(
                [iam.PolicyStatement(actions=["s3:PutBucketCORS"], resources=[bucket.bucket_arn])]
            ),
            install_latest_aws_sdk=False,
            log_group=log,
        )


class LogsBucket(Construct):
    """Who read or wrote which file. S3 can't deliver its logs into a bucket under a key of one's own by default."""

    def __init__(self, scope: Construct, construct_id: str, *, days: int, removal_policy: cdk.RemovalPolicy) -> None:
        super().__init__(scope, construct_id)
        self.bucket = private_bucket(
            self,
            "access",
            encryption=s3.BucketEncryption.S3_MANAGED,
            lifecycle_rules=[gone_after(days)],
            removal_policy=removal_policy,
        )
