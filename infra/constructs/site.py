"""The site: the calling screen from S3 and the API under one host, behind CloudFront."""

from pathlib import Path
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_apigatewayv2 as gateway
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_s3_deployment as deployment
from constructs import Construct

from infra import edge
from infra.config import Election
from infra.constructs.buckets import UploadsFromTheSite, private_bucket
from infra.constructs.domain import Records
from infra.constructs.log_group import log_group
from ringround.settings import ORIGIN_HEADER

COOKIES = ("__Host-session", "__Host-device")
API_HEADERS = ("Accept", "Content-Type", "Origin", "Sec-Fetch-Site", "CloudFront-Viewer-Address")
OLD_PAGES_DAYS = 90
"""How long a page that was replaced is kept: longer than any campaign."""
FALLBACK = Path(__file__).with_name("spa.js")


class Site(Construct):
    """`files` is the built calling screen (`web/dist`); None leaves the bucket as it is. Organisers' pages send lists
    straight to `uploads`. `certificate` is that of the by-election's own domain, where it has one, and `web_acl` the
    ARN of the rules before CloudFront: both from us-east-1."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        election: Election,
        api: gateway.IHttpApi,
        origin_secret: str,
        uploads: s3.IBucket,
        files: Path | None,
        certificate: acm.ICertificate | None = None,
        web_acl: str | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        # Links to S3 name the bucket's region: `ringround.wiring`.
        self._upload_origins = (f"https://{uploads.bucket_regional_domain_name}",)
        self.bucket = private_bucket(
            self,
            "files",
            encryption=s3.BucketEncryption.S3_MANAGED,
            # The pages of earlier releases, for going back to one (`ringround rollback`).
            versioned=True,
            lifecycle_rules=[s3.LifecycleRule(noncurrent_version_expiration=cdk.Duration.days(OLD_PAGES_DAYS))],
            removal_policy=cdk.RemovalPolicy.DESTROY if election.throw_away else cdk.RemovalPolicy.RETAIN,
        )
        headers = self._headers()
        self.distribution = cloudfront.Distribution(
            self,
            "distribution",
            comment=f"ringround {election.name}",
            default_root_object="index.html",
            default_behavior=cloudfront.BehaviorOptions(
                origin=origins.S3BucketOrigin.with_origin_access_control(self.bucket),
                viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
                response_headers_policy=headers,
                function_associations=[
                    cloudfront.FunctionAssociation(
                        event_type=cloudfront.FunctionEventType.VIEWER_REQUEST, function=self._fallback()
                    )
                ],
            ),
            additional_behaviors={
                "/api/*": cloudfront.BehaviorOptions(
                    origin=self._api_origin(api, origin_secret),
                    allowed_methods=cloudfront.AllowedMethods.ALLOW_ALL,
                    cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
                    origin_request_policy=self._sent_to_the_api(),
                    # A sign-in that was redirected from http would already have told its code to the network.
                    viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
                    response_headers_policy=headers,
                )
            },
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            price_class=cloudfront.PriceClass.PRICE_CLASS_100,
            web_acl_id=web_acl,
            **_own_domain(election, certificate),
        )
        self.address = f"https://{election.domain or self.distribution.distribution_domain_name}"
        if election.domain and election.hosted_zone:
            Records(
                self,
                "records",
                domain=election.domain,
                zone_id=election.hosted_zone,
                distribution=self.distribution,
            )
        log = log_group(self, "upload-log", days=election.log_days)
        UploadsFromTheSite(self, "uploads", bucket=uploads, address=self.address, log=log)
        self.page = self._upload(files, log) if files is not None else None

    def _headers(self) -> cloudfront.ResponseHeadersPolicy:
        headers = edge.security_headers(self._upload_origins)
        transport = edge.STRICT_TRANSPORT_SECURITY.split("; ")
        # CloudFront has a place of its own for some headers, and doesn't take those as custom ones.
        behaviour = cloudfront.ResponseSecurityHeadersBehavior(
            content_security_policy=cloudfront.ResponseHeadersContentSecurityPolicy(
                content_security_policy=headers.pop("Content-Security-Policy"), override=True
            ),
            content_type_options=cloudfront.ResponseHeadersContentTypeOptions(
                override=headers.pop("X-Content-Type-Options") == "nosniff"
            ),
            frame_options=cloudfront.ResponseHeadersFrameOptions(
                frame_option=cloudfront.HeadersFrameOption[headers.pop("X-Frame-Options")], override=True
            ),
            referrer_policy=cloudfront.ResponseHeadersReferrerPolicy(
                referrer_policy=cloudfront.HeadersReferrerPolicy[_constant(headers.pop("Referrer-Policy"))],
                override=True,
            ),
            strict_transport_security=cloudfront.ResponseHeadersStrictTransportSecurity(
                access_control_max_age=cdk.Duration.seconds(int(transport[0].removeprefix("max-age="))),
                include_subdomains="includeSubDomains" in transport,
                preload="preload" in transport,
                override=True,
            ),
        )
        others = [
            cloudfront.ResponseCustomHeader(header=name, value=value, override=True) for name, value in headers.items()
        ]
        return cloudfront.ResponseHeadersPolicy(
            self,
            "headers",
            comment="Strict: everything from this host, nothing framed",
            security_headers_behavior=behaviour,
            custom_headers_behavior=cloudfront.ResponseCustomHeadersBehavior(custom_headers=others),
        )

    def _sent_to_the_api(self) -> cloudfront.OriginRequestPolicy:
        # Named one by one, because only then does CloudFront say whose address it is that asks: the ready-made
        # policy without the host leaves that out, and sign-ins are limited by address. The host has to be left out,
        # or the API doesn't know that it is meant.
        return cloudfront.OriginRequestPolicy(
            self,
            "to-api",
            comment="What the API reads",
            cookie_behavior=cloudfront.OriginRequestCookieBehavior.allow_list(*COOKIES),
            header_behavior=cloudfront.OriginRequestHeaderBehavior.allow_list(*API_HEADERS),
            query_string_behavior=cloudfront.OriginRequestQueryStringBehavior.all(),
        )

    def _fallback(self) -> cloudfront.Function:
        return cloudfront.Function(
            self,
            "fallback",
            comment="Addresses of the calling screen get its page",
            code=cloudfront.FunctionCode.from_file(file_path=str(FALLBACK)),
            runtime=cloudfront.FunctionRuntime.JS_2_0,
        )

    def _api_origin(self, api: gateway.IHttpApi, origin_secret: str) -> origins.HttpOrigin:
        return origins.HttpOrigin(
            cdk.Fn.select(2, cdk.Fn.split("/", api.api_endpoint)),
            # Instead of one of this name that a browser might send.
            custom_headers={ORIGIN_HEADER: origin_secret},
            protocol_policy=cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
            origin_ssl_protocols=[cloudfront.OriginSslPolicy.TLS_V1_2],
        )

    def _upload(self, files: Path, log: logs.ILogGroup) -> deployment.BucketDeployment:
        # The page last: whoever gets the new page finds what it asks for. What only the last version asked for
        # stays, because callers have that page open for hours. Nothing takes it away later: a lifecycle rule can't tell
        # an old file from one that hasn't changed since, and a campaign's releases are half a megabyte each.
        source = deployment.Source.asset(str(files))

        def upload(construct_id: str, cache_control: str, **which: Any) -> deployment.BucketDeployment:
            return deployment.BucketDeployment(
                self,
                construct_id,
                sources=[source],
                destination_bucket=self.bucket,
                cache_control=[deployment.CacheControl.from_string(cache_control)],
                prune=False,
                log_group=log,
                **which,
            )

        hashed = f"{edge.HASHED_FILES.strip('/')}/*"
        assets = upload("assets", edge.CACHE_HASHED, exclude=["*"], include=[hashed])
        page = upload("page", edge.CACHE_PAGES, exclude=[hashed])
        page.node.add_dependency(assets)
        return page


def _own_domain(election: Election, certificate: acm.ICertificate | None) -> dict[str, Any]:
    if not election.domain or certificate is None:
        return {}
    return {
        "domain_names": [election.domain],
        "certificate": certificate,
        "minimum_protocol_version": cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
    }


def _constant(value: str) -> str:
    return value.upper().replace("-", "_")
