"""What holds data is encrypted and kept as long as it should be, and nobody's name is where it has no place."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from infra.config import SAMPLE, Election
from tests.infra.conftest import FULL, MARKED, REAL
from tests.infra.synthesis import Synthesis

pytestmark = pytest.mark.cdk

NAME, EMAIL, ALARMS = MARKED

HOLDS_NOTHING = {
    *("AWS::ApiGatewayV2::Api", "AWS::ApiGatewayV2::Integration", "AWS::ApiGatewayV2::Route"),
    *("AWS::ApiGatewayV2::Stage", "AWS::Budgets::Budget", "AWS::CertificateManager::Certificate"),
    *("AWS::CloudFront::Distribution", "AWS::CloudFront::Function", "AWS::CloudFront::OriginAccessControl"),
    *("AWS::CloudFront::OriginRequestPolicy", "AWS::CloudFront::ResponseHeadersPolicy"),
    *("AWS::CloudWatch::Alarm", "AWS::CloudWatch::Dashboard", "AWS::Events::Rule"),
    *("AWS::IAM::Policy", "AWS::IAM::Role"),
    *("AWS::KMS::Key", "AWS::Lambda::Alias", "AWS::Lambda::EventInvokeConfig", "AWS::Lambda::Function"),
    *("AWS::Lambda::LayerVersion", "AWS::Lambda::Permission", "AWS::Lambda::Version", "AWS::Logs::MetricFilter"),
    *("AWS::Route53::RecordSet", "AWS::S3::BucketPolicy", "AWS::SES::ConfigurationSet"),
    *("AWS::SES::ConfigurationSetEventDestination", "AWS::SNS::Subscription", "AWS::SNS::TopicPolicy"),
    *("AWS::WAFv2::WebACL", "Custom::AWS", "Custom::CDKBucketDeployment", "Custom::Campaign"),
}
"""Types of resources that keep nothing that anybody sends them."""


def _table(properties: dict[str, Any]) -> bool:
    return "KMSMasterKeyId" in properties["SSESpecification"]


def _bucket(properties: dict[str, Any]) -> bool:
    (rule,) = properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    return rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] in {"aws:kms", "AES256"}


def _topic(properties: dict[str, Any]) -> bool:
    return "KmsMasterKeyId" in properties


def _always(_properties: dict[str, Any]) -> bool:
    return True


ENCRYPTED = {
    "AWS::DynamoDB::Table": _table,
    "AWS::S3::Bucket": _bucket,
    "AWS::SNS::Topic": _topic,
    # By the service itself, always: logs with a key of CloudWatch's own, secrets with the account's for secrets. A key
    # of one's own for logs would guard personal data, and they hold none (infra/checkov.toml, CKV_AWS_158).
    "AWS::Logs::LogGroup": _always,
    "AWS::SecretsManager::Secret": _always,
}
"""How each type that keeps something has to be made."""


def resources(synthesis: Synthesis, election: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every resource of a by-election, by stack and logical id."""
    for template in synthesis.templates(election):
        for name, resource in template.body["Resources"].items():
            yield f"{template.path.name.split('.')[0]} {name}", resource


@pytest.mark.parametrize("election", [SAMPLE, REAL, FULL])
def test_everything_that_keeps_data_is_encrypted(synthesis: Synthesis, election: str) -> None:
    for name, resource in resources(synthesis, election):
        kind = resource["Type"]
        assert kind in HOLDS_NOTHING | set(ENCRYPTED), f"{kind}: does it keep data? How is that encrypted?"
        if kind in ENCRYPTED:
            assert ENCRYPTED[kind](resource["Properties"]), name


def test_every_type_that_is_known_is_there(synthesis: Synthesis) -> None:
    met = {resource["Type"] for _, resource in resources(synthesis, FULL)}
    assert met == HOLDS_NOTHING | set(ENCRYPTED)


def test_what_has_people_in_it_is_under_the_by_elections_own_key(synthesis: Synthesis) -> None:
    data = synthesis.template(FULL, "data")
    (key,) = data.resources("AWS::KMS::Key")
    buckets = [b for b in data.properties("AWS::S3::Bucket") if "LoggingConfiguration" in b]
    assert len(buckets) == 2
    assert all(key in json.dumps(b["BucketEncryption"]) for b in buckets)
    assert key in json.dumps(data.only("AWS::DynamoDB::Table")["Properties"]["SSESpecification"])
    for topic in synthesis.template(FULL, "app").properties("AWS::SNS::Topic"):
        assert key in json.dumps(topic["KmsMasterKeyId"])


def test_a_stage_keeps_what_it_should(synthesis: Synthesis) -> None:
    for election in synthesis.elections:
        gone = "Delete" if election.throw_away else "Retain"
        for name, resource in resources(synthesis, election.name):
            kind, policy = resource["Type"], resource.get("DeletionPolicy", "Delete")
            if kind in {"AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::KMS::Key"}:
                assert (policy, resource["UpdateReplacePolicy"]) == (gone, gone), name
            if kind == "AWS::Logs::LogGroup":
                assert (policy, resource["Properties"]["RetentionInDays"]) == ("Delete", election.log_days), name
            if kind == "AWS::DynamoDB::Table":
                assert resource["Properties"]["DeletionProtectionEnabled"] is not election.throw_away
                recovery = resource["Properties"]["PointInTimeRecoverySpecification"]
                assert recovery["PointInTimeRecoveryEnabled"] is True


def places(node: Any, word: str, path: str = "") -> Iterator[str]:
    """Where a word stands in a template."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from places(value, word, f"{path}.{key}")
    elif isinstance(node, list):
        for value in node:
            yield from places(value, word, path)
    elif isinstance(node, str) and word in node:
        yield path


@pytest.mark.parametrize(
    ("word", "kinds"),
    [
        (NAME, {"Custom::Campaign"}),
        (EMAIL, {"Custom::Campaign"}),
        (ALARMS, {"AWS::SNS::Subscription", "AWS::Budgets::Budget"}),
    ],
)
def test_a_name_or_an_address_stands_where_it_is_needed_and_nowhere_else(
    synthesis: Synthesis, word: str, kinds: set[str]
) -> None:
    met = set()
    for template in synthesis.templates(FULL):
        rest = {key: value for key, value in template.body.items() if key != "Resources"}
        assert list(places(rest, word)) == []
        for resource in template.body["Resources"].values():
            if list(places(resource, word)):
                met.add(resource["Type"])
    assert met == kinds


def test_no_function_is_told_a_name_or_an_address(synthesis: Synthesis, full_election: Election) -> None:
    app = synthesis.template(FULL, "app")
    for function in app.properties("AWS::Lambda::Function"):
        told = json.dumps([function.get("Environment"), function.get("Description")])
        assert not [word for word in MARKED if word in told]
        # The address that the organisation's mail comes from is nobody's own.
        assert "@" not in told.replace(str(full_election.sender), "")


def test_what_is_kept_beside_the_templates_names_nobody(synthesis: Synthesis) -> None:
    folder = synthesis.folder / f"assembly-{FULL}"
    for path in (*folder.glob("manifest.json"), *folder.glob("*.assets.json"), synthesis.folder / "manifest.json"):
        text = path.read_text(encoding="utf-8")
        assert not [word for word in MARKED if word in text], path.name
