"""A domain of one's own and rules before CloudFront: there when asked for, and the stacks do without either."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from infra.config import Election
from ringround import settings
from ringround.domain.errors import TooMany
from ringround.usecases import sign_in
from tests.infra.conftest import FULL
from tests.infra.synthesis import Synthesis, Template, synthesise

pytestmark = pytest.mark.cdk

DOMAIN = "ring.example.org"
ZONE = "Z0123456789ABC"
GIVEN = f"arn:aws:acm:us-east-1:111122223333:certificate/{'0' * 8}"


def an_election(name: str, **asked: Any) -> Election:
    return Election(name=name, title="By-election", poll_date=date(2027, 3, 4), account="111122223333", **asked)


@dataclass
class Asked:
    """What came of asking for a domain in one way."""

    synthesis: Synthesis
    name: str

    @property
    def app(self) -> Template:
        return self.synthesis.template(self.name, "app")

    @property
    def stacks(self) -> set[str]:
        names = {"app", "data", "edge"}
        found = (t.path.name.removeprefix(self.name) for t in self.synthesis.templates(self.name))
        return {name for file in found for name in names if file.startswith(name)}

    @property
    def distribution(self) -> dict[str, Any]:
        found: dict[str, Any] = self.app.only("AWS::CloudFront::Distribution")["Properties"]["DistributionConfig"]
        return found


@pytest.fixture(scope="module")
def ways(cdk_there: None, tmp_path_factory: pytest.TempPathFactory) -> Synthesis:
    elections = (
        an_election("none"),
        an_election("given", domain=DOMAIN, certificate=GIVEN),
        an_election("zone", domain=DOMAIN, hosted_zone=ZONE),
        an_election("waf", waf=True, region="us-east-1"),
    )
    return synthesise(tmp_path_factory.mktemp("edge"), None, elections)


def test_no_rule_of_security_is_broken_in_any_of_these_ways(ways: Synthesis) -> None:
    assert list(ways.findings()) == []


def test_without_a_domain_or_rules_nothing_stands_in_us_east_1(ways: Synthesis) -> None:
    none = Asked(ways, "none")
    assert none.stacks == {"app", "data"}
    assert not {"Aliases", "ViewerCertificate", "WebACLId"} & set(none.distribution)
    assert "Fn::GetStackOutput" not in json.dumps(none.app.body)


def test_a_certificate_that_is_given_needs_no_stack_and_says_what_the_domain_has_to_name(ways: Synthesis) -> None:
    given = Asked(ways, "given")
    assert given.stacks == {"app", "data"}
    assert given.distribution["Aliases"] == [DOMAIN]
    assert given.distribution["ViewerCertificate"]["AcmCertificateArn"] == GIVEN
    assert given.distribution["ViewerCertificate"]["MinimumProtocolVersion"] == "TLSv1.2_2021"
    assert not given.app.resources("AWS::Route53::RecordSet")
    site = next(iter(given.app.resources("AWS::CloudFront::Distribution")))
    assert given.app.body["Outputs"]["PointTheDomainTo"]["Value"] == {"Fn::GetAtt": [site, "DomainName"]}


def test_with_a_hosted_zone_the_certificate_is_made_and_proved_there(ways: Synthesis) -> None:
    zone = Asked(ways, "zone")
    assert zone.stacks == {"app", "data", "edge"}
    edge = ways.template("zone", "edge")
    (made,) = edge.properties("AWS::CertificateManager::Certificate")
    assert (made["DomainName"], made["ValidationMethod"]) == (DOMAIN, "DNS")
    assert made["DomainValidationOptions"] == [{"DomainName": DOMAIN, "HostedZoneId": ZONE}]
    read = zone.distribution["ViewerCertificate"]["AcmCertificateArn"]["Fn::GetStackOutput"]
    assert (read["StackName"], read["Region"]) == ("ringround-zone-edge", "us-east-1")
    assert edge.body["Outputs"][read["OutputName"]]["Value"] == {
        "Ref": next(iter(edge.resources("AWS::CertificateManager::Certificate")))
    }


def test_the_domain_leads_to_the_distribution_over_both_protocols(ways: Synthesis) -> None:
    records = Asked(ways, "zone").app.properties("AWS::Route53::RecordSet")
    assert sorted(r["Type"] for r in records) == ["A", "AAAA"]
    for record in records:
        assert (record["Name"], record["HostedZoneId"]) == (f"{DOMAIN}.", ZONE)
        assert "DomainName" in json.dumps(record["AliasTarget"]["DNSName"])


@pytest.mark.parametrize("name", ["given", "zone"])
def test_links_and_uploads_follow_the_domain(ways: Synthesis, name: str) -> None:
    app = Asked(ways, name).app
    for function in app.functions():
        told = function["Environment"]["Variables"]
        assert told.get(settings.SITE, f"https://{DOMAIN}") == f"https://{DOMAIN}"
    assert app.function("login")["Environment"]["Variables"][settings.SITE] == f"https://{DOMAIN}"
    assert app.body["Outputs"]["SiteAddress"]["Value"] == f"https://{DOMAIN}"
    rules = json.dumps(app.only("Custom::AWS")["Properties"]["Update"])
    assert f"https://{DOMAIN}" in rules
    assert "cloudfront" not in rules.lower()


def test_the_stack_in_us_east_1_is_made_first_and_needs_no_function_of_its_own(synthesis: Synthesis) -> None:
    manifest = json.loads((synthesis.folder / f"assembly-{FULL}" / "manifest.json").read_text(encoding="utf-8"))
    stacks = {name: a for name, a in manifest["artifacts"].items() if a["type"] == "aws:cloudformation:stack"}
    (edge,) = (name for name, a in stacks.items() if a["properties"]["stackName"] == f"ringround-{FULL}-edge")
    (app,) = (a for a in stacks.values() if a["properties"]["stackName"] == f"ringround-{FULL}-app")
    assert edge in app["dependencies"]
    assert stacks[edge]["environment"] == "aws://111122223333/us-east-1"
    assert set(stacks[edge]["properties"]["tags"]) == {"ringround:election", "ringround:poll-date"}
    made = {r["Type"] for r in synthesis.template(FULL, "edge").body["Resources"].values()}
    assert made == {"AWS::CertificateManager::Certificate", "AWS::WAFv2::WebACL"}


def test_a_by_election_in_us_east_1_itself_can_have_the_rules_too(ways: Synthesis) -> None:
    waf = Asked(ways, "waf")
    read = waf.distribution["WebACLId"]["Fn::GetStackOutput"]
    assert read["OutputName"] in ways.template("waf", "edge").body["Outputs"]


@pytest.fixture(scope="module")
def web_acl(synthesis: Synthesis) -> dict[str, Any]:
    found: dict[str, Any] = synthesis.template(FULL, "edge").only("AWS::WAFv2::WebACL")["Properties"]
    return found


def rule(web_acl: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = (r for r in web_acl["Rules"] if r["Name"] == name)
    return dict(found)


def test_the_rules_are_for_cloudfront_and_let_through_what_none_of_them_stops(web_acl: dict[str, Any]) -> None:
    assert (web_acl["Scope"], web_acl["DefaultAction"]) == ("CLOUDFRONT", {"Allow": {}})
    assert [r["Priority"] for r in web_acl["Rules"]] == list(range(5))
    managed = [r["Statement"]["ManagedRuleGroupStatement"]["Name"] for r in web_acl["Rules"][2:]]
    assert managed == [
        "AWSManagedRulesAmazonIpReputationList",
        "AWSManagedRulesCommonRuleSet",
        "AWSManagedRulesKnownBadInputsRuleSet",
    ]
    assert all(r["OverrideAction"] == {"None": {}} for r in web_acl["Rules"][2:])


def test_sign_ins_from_one_address_are_slowed_down_after_the_apis_own_limits(web_acl: dict[str, Any]) -> None:
    rate = rule(web_acl, "rate-login")["Statement"]["RateBasedStatement"]
    assert rate["AggregateKeyType"] == "IP"
    assert rate["ScopeDownStatement"]["ByteMatchStatement"]["SearchString"] == "/api/login"
    assert rate["Limit"] >= sign_in.CODES_AN_HOUR_BY_IP + sign_in.TRIES_AN_HOUR_BY_IP


def test_an_office_of_volunteers_behind_one_address_meets_no_limit(web_acl: dict[str, Any]) -> None:
    rate = rule(web_acl, "rate-all")["Statement"]["RateBasedStatement"]
    volunteers, to_open, calls, requests = 300, 30, 4, 4
    assert "ScopeDownStatement" not in rate
    assert rate["Limit"] > volunteers * (to_open + calls * requests)


def test_whoever_is_slowed_down_is_told_as_the_api_tells_it(web_acl: dict[str, Any]) -> None:
    body = json.loads(web_acl["CustomResponseBodies"]["too-many"]["Content"])
    assert body["error"]["code"] == TooMany.code
    for name in ("rate-login", "rate-all"):
        answer = rule(web_acl, name)["Action"]["Block"]["CustomResponse"]
        assert (answer["ResponseCode"], answer["CustomResponseBodyKey"]) == (429, "too-many")
        (header,) = answer["ResponseHeaders"]
        assert header == {"Name": "Retry-After", "Value": str(body["error"]["details"]["retry_after"])}


def test_no_recorded_call_is_stopped_for_its_size_or_its_words(web_acl: dict[str, Any]) -> None:
    group = rule(web_acl, "AWSManagedRulesCommonRuleSet")["Statement"]["ManagedRuleGroupStatement"]
    counted = {o["Name"] for o in group["RuleActionOverrides"] if o["ActionToUse"] == {"Count": {}}}
    assert counted == {
        "SizeRestrictions_BODY",
        "CrossSiteScripting_BODY",
        "GenericLFI_BODY",
        "GenericRFI_BODY",
        "EC2MetaDataSSRF_BODY",
    }


def test_there_are_figures_and_nobodys_requests_are_kept(synthesis: Synthesis, web_acl: dict[str, Any]) -> None:
    every = [web_acl, *web_acl["Rules"]]
    assert all(e["VisibilityConfig"]["CloudWatchMetricsEnabled"] is True for e in every)
    assert all(e["VisibilityConfig"]["SampledRequestsEnabled"] is False for e in every)
    names = [e["VisibilityConfig"]["MetricName"] for e in every]
    assert len(set(names)) == len(names)
    assert all(name.startswith(f"ringround-{FULL}-") and len(name) <= 128 for name in names)
    assert not synthesis.template(FULL, "edge").resources("AWS::WAFv2::LoggingConfiguration")
