"""The site behind CloudFront: one host, the edge's headers, and a page for every address of the calling screen."""

import json
import shutil
import subprocess
from typing import Any

import pytest

from infra import edge
from ringround.api import identity
from tests.infra.synthesis import Synthesis, Template

pytestmark = pytest.mark.cdk


def test_every_answer_has_the_headers_that_the_local_server_sends(app: Template) -> None:
    policy = app.only("AWS::CloudFront::ResponseHeadersPolicy")["Properties"]["ResponseHeadersPolicyConfig"]
    security = policy["SecurityHeadersConfig"]
    sent = {item["Header"]: item["Value"] for item in policy["CustomHeadersConfig"]["Items"]}
    policy_parts = security["ContentSecurityPolicy"]["ContentSecurityPolicy"]["Fn::Join"][1]
    sent["Content-Security-Policy"] = "".join(p if isinstance(p, str) else "UPLOADS" for p in policy_parts)
    sent["Referrer-Policy"] = security["ReferrerPolicy"]["ReferrerPolicy"]
    sent["X-Frame-Options"] = security["FrameOptions"]["FrameOption"]
    sent["X-Content-Type-Options"] = "nosniff" if security["ContentTypeOptions"]["Override"] else ""
    # The bucket of uploads, by its region's name: the one other place to which a page may send anything.
    assert sent == edge.security_headers(["https://UPLOADS"])
    (bucket,) = (p for p in policy_parts if not isinstance(p, str))
    assert "uploads" in bucket["Fn::ImportValue"]
    assert "RegionalDomainName" in bucket["Fn::ImportValue"]
    transport = security["StrictTransportSecurity"]
    said = f"max-age={transport['AccessControlMaxAgeSec']}; includeSubDomains; preload"
    assert (transport["IncludeSubdomains"], transport["Preload"]) == (True, True)
    assert said == edge.STRICT_TRANSPORT_SECURITY
    every = app.only("AWS::CloudFront::Distribution")["Properties"]["DistributionConfig"]
    for behaviour in (every["DefaultCacheBehavior"], *every["CacheBehaviors"]):
        assert behaviour["ResponseHeadersPolicyId"] == {
            "Ref": next(iter(app.resources("AWS::CloudFront::ResponseHeadersPolicy")))
        }


def test_only_the_sites_own_pages_may_send_files_to_the_bucket_of_uploads(app: Template) -> None:
    asked = app.only("Custom::AWS")["Properties"]
    written = json.dumps(asked["Update"])
    assert "putBucketCors" in written
    site = next(iter(app.resources("AWS::CloudFront::Distribution")))
    origins = written.partition("AllowedOrigins")[2].partition("]")[0]
    assert f"{site}" in origins
    assert "*" not in origins
    assert "AllowedMethods" in written
    assert "GET" not in written
    (teller,) = (
        p["PolicyDocument"]["Statement"]
        for p in app.properties("AWS::IAM::Policy")
        if "putbucketcors" in str(p).lower()
    )
    assert [(s["Action"], "uploads" in json.dumps(s["Resource"])) for s in teller] == [("s3:PutBucketCORS", True)]


def test_nothing_but_our_own_files_may_run_in_the_page() -> None:
    policy = edge.content_security_policy()
    for part in (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ):
        assert part in policy
    assert "unsafe" not in policy
    assert "*" not in policy


def test_neither_the_api_nor_the_edge_lets_another_site_read_an_answer(app: Template) -> None:
    assert "CorsConfiguration" not in app.only("AWS::ApiGatewayV2::Api")["Properties"]
    policy = app.only("AWS::CloudFront::ResponseHeadersPolicy")["Properties"]["ResponseHeadersPolicyConfig"]
    assert "CorsConfig" not in policy
    added = [item["Header"].lower() for item in policy["CustomHeadersConfig"]["Items"]]
    assert not [name for name in added if name.startswith("access-control-")]


def test_every_way_to_the_site_and_on_from_it_is_encrypted(synthesis: Synthesis) -> None:
    for election in synthesis.elections:
        every = synthesis.template(election.name, "app").only("AWS::CloudFront::Distribution")["Properties"]
        config = every["DistributionConfig"]
        ways = [
            behaviour["ViewerProtocolPolicy"]
            for behaviour in (config["DefaultCacheBehavior"], *config["CacheBehaviors"])
        ]
        assert set(ways) == {"redirect-to-https", "https-only"}
        (api,) = (origin["CustomOriginConfig"] for origin in config["Origins"] if "CustomOriginConfig" in origin)
        assert (api["OriginProtocolPolicy"], api["OriginSSLProtocols"]) == ("https-only", ["TLSv1.2"])
        buckets = refused = 0
        for template in synthesis.templates(election.name):
            buckets += len(template.resources("AWS::S3::Bucket"))
            policies = template.properties("AWS::S3::BucketPolicy")
            refused += sum(any(_refuses_plain_http(s) for s in p["PolicyDocument"]["Statement"]) for p in policies)
        assert buckets == refused > 2


def _refuses_plain_http(statement: dict[str, Any]) -> bool:
    whoever = (statement["Effect"], statement["Principal"], statement["Action"]) == ("Deny", {"AWS": "*"}, "s3:*")
    return whoever and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_the_api_is_never_cached_and_gets_what_it_reads(app: Template) -> None:
    every = app.only("AWS::CloudFront::Distribution")["Properties"]["DistributionConfig"]
    (api,) = every["CacheBehaviors"]
    assert api["PathPattern"] == "/api/*"
    assert api["CachePolicyId"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"  # AWS's own "CachingDisabled"
    assert api["ViewerProtocolPolicy"] == "https-only"
    assert {"POST", "PUT", "DELETE"} <= set(api["AllowedMethods"])
    assert "FunctionAssociations" not in api
    sent = app.only("AWS::CloudFront::OriginRequestPolicy")["Properties"]["OriginRequestPolicyConfig"]
    cookies = [identity.COOKIE, identity.DEVICE_COOKIE]
    assert sent["CookiesConfig"] == {"CookieBehavior": "whitelist", "Cookies": cookies}
    headers = {name.lower() for name in sent["HeadersConfig"]["Headers"]}
    assert {"content-type", "sec-fetch-site", "cloudfront-viewer-address"} <= headers
    assert "host" not in headers


def test_the_pages_files_are_compressed_on_their_way(app: Template) -> None:
    every = app.only("AWS::CloudFront::Distribution")["Properties"]["DistributionConfig"]
    pages = every["DefaultCacheBehavior"]
    assert pages["Compress"] is True
    # AWS's own "CachingOptimized": the only ready-made policy under which CloudFront compresses.
    assert pages["CachePolicyId"] == "658327ea-f89d-4fab-a63d-7e88639e58f6"


@pytest.mark.parametrize("path", ["/sw.js", "/manifest.webmanifest", "/index.html", "/icons/icon-192.png"])
def test_what_has_no_hash_in_its_name_is_asked_for_again_each_time(path: str) -> None:
    assert edge.cache_control(path) == "no-cache"


def test_only_cloudfront_reads_the_sites_bucket(app: Template) -> None:
    every = app.only("AWS::CloudFront::Distribution")["Properties"]["DistributionConfig"]
    site = next(o for o in every["Origins"] if "S3OriginConfig" in o)
    assert site["OriginAccessControlId"]
    allowed = [
        statement
        for policy in app.properties("AWS::S3::BucketPolicy")
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Allow"
    ]
    assert [s["Principal"] for s in allowed] == [{"Service": "cloudfront.amazonaws.com"}]
    assert [s["Action"] for s in allowed] == ["s3:GetObject"]
    assert all("AWS:SourceArn" in json.dumps(s["Condition"]) for s in allowed)


def test_the_last_versions_files_stay_and_the_page_comes_last(app: Template) -> None:
    uploads = app.resources("Custom::CDKBucketDeployment")
    assert all(u["Properties"]["Prune"] is False for u in uploads.values())
    kept = {u["Properties"]["SystemMetadata"]["cache-control"]: name for name, u in uploads.items()}
    page, hashed = kept[edge.CACHE_PAGES], kept[edge.CACHE_HASHED]
    assert hashed in uploads[page]["DependsOn"]


def test_pages_of_earlier_releases_are_kept_for_going_back(app: Template) -> None:
    bucket = app.only("AWS::S3::Bucket")["Properties"]
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    (rule,) = bucket["LifecycleConfiguration"]["Rules"]
    # Only what was replaced ends: the page itself, and the files with a hash in their names, never do.
    assert rule["NoncurrentVersionExpiration"] == {"NoncurrentDays": 90}
    assert not any(name.startswith("Expiration") for name in rule)


def test_an_address_of_the_calling_screen_gets_the_page_and_a_file_itself(app: Template) -> None:
    code = app.only("AWS::CloudFront::Function")["Properties"]["FunctionCode"]
    addresses = ["/", "/join/CODE", "/bank/main", "/index.html", "/assets/index-1a.js", "/favicon.svg", "/a.b/c", ""]
    ask = f"{code}\nconsole.log(JSON.stringify({json.dumps(addresses)}.map(uri => handler({{request: {{uri}}}}).uri)))"
    node = shutil.which("node")
    assert node, "CDK itself needs Node"
    answer = subprocess.run([node, "-e", ask], capture_output=True, text=True, check=True, timeout=30)
    wanted = ["/index.html" if edge.is_page(address) else address for address in addresses]
    assert json.loads(answer.stdout) == wanted
