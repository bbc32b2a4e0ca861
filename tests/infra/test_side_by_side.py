"""By-elections side by side in one account: no name is shared, and the longest name still fits everywhere."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from infra.config import LONGEST_NAME, SAMPLE
from tests.infra.conftest import FULL, REAL, TWIN
from tests.infra.synthesis import Synthesis

pytestmark = pytest.mark.cdk

INNER = {
    "AWS::ApiGatewayV2::Stage",
    "AWS::IAM::Policy",
    "AWS::Lambda::Alias",
    "AWS::Logs::MetricFilter",
    "AWS::Route53::RecordSet",
}
"""Their names are within their API, role, function, log or zone."""

LONGEST = {
    "AWS::ApiGatewayV2::Api Name": 128,
    "AWS::Budgets::Budget Budget.BudgetName": 100,
    "AWS::CloudFront::Function Name": 64,
    "AWS::CloudFront::OriginAccessControl OriginAccessControlConfig.Name": 64,
    "AWS::CloudFront::OriginRequestPolicy OriginRequestPolicyConfig.Name": 128,
    "AWS::CloudFront::ResponseHeadersPolicy ResponseHeadersPolicyConfig.Name": 128,
    "AWS::CloudWatch::Alarm AlarmName": 255,
    "AWS::CloudWatch::Dashboard DashboardName": 255,
    "AWS::Lambda::LayerVersion LayerName": 140,
    "AWS::SES::ConfigurationSet Name": 64,
    "AWS::SNS::Topic TopicName": 256,
    "AWS::WAFv2::WebACL VisibilityConfig.MetricName": 128,
}
"""What AWS allows, in characters. A name that stands here belongs to the account, or to the account in a region."""
WITHIN = {"AWS::SNS::Topic DisplayName": 100, "AWS::CertificateManager::Certificate DomainName": 64}
"""Names that need not be anybody's own, with what AWS allows."""


def fixed_names(synthesis: Synthesis, election: str) -> Iterator[tuple[str, str]]:
    """What is named (type and property), and its name: every name that a template fixes."""
    for template in synthesis.templates(election):
        for resource in template.body["Resources"].values():
            if resource["Type"] not in INNER and not resource["Type"].startswith("Custom::"):
                for where, name in _named(resource.get("Properties", {})):
                    yield f"{resource['Type']} {where}", name


def _named(properties: dict[str, Any]) -> Iterator[tuple[str, str]]:
    nested = {k: v for k, v in properties.items() if isinstance(v, dict) and k.endswith(("Config", "Budget"))}
    for prefix, part in (("", properties), *((f"{name}.", value) for name, value in nested.items())):
        for key, value in part.items():
            if (
                isinstance(value, str)
                and re.search(r"(^|[a-z])Name$", key)
                and key not in {"MetricName"} - _kept(prefix)
            ):
                yield f"{prefix}{key}", value


def _kept(prefix: str) -> set[str]:
    """An alarm's MetricName is AWS's; a web ACL's is its own."""
    return {"MetricName"} if prefix == "VisibilityConfig." else set()


def exports(synthesis: Synthesis, election: str) -> set[str]:
    """The names of a by-election's exports."""
    return {
        json.dumps(output["Export"]["Name"])
        for template in synthesis.templates(election)
        for output in template.body.get("Outputs", {}).values()
        if "Export" in output
    }


def account_wide(synthesis: Synthesis, election: str) -> set[tuple[str, str]]:
    """Names that two by-elections may not share."""
    return {(what, name) for what, name in fixed_names(synthesis, election) if what not in WITHIN}


def test_every_kind_of_name_is_known_and_the_longest_fits(synthesis: Synthesis) -> None:
    assert len(FULL) == LONGEST_NAME
    limits = {**LONGEST, **WITHIN}
    met = set()
    for what, name in fixed_names(synthesis, FULL):
        assert what in limits, f"{what} {name}: say how long it may be"
        assert len(name) <= limits[what], (what, name)
        met.add(what)
    assert met == set(limits)


def test_stacks_exports_and_descriptions_fit_too(synthesis: Synthesis) -> None:
    for template in synthesis.templates(FULL):
        assert len(f"ringround-{FULL}-edge") <= 128
        assert len(template.body["Description"]) <= 1024
        for function in template.properties("AWS::Lambda::Function"):
            assert len(function.get("Description", "")) <= 256
        for distribution in template.properties("AWS::CloudFront::Distribution"):
            assert len(distribution["DistributionConfig"]["Comment"]) <= 128
    assert all(len(name) <= 255 for name in exports(synthesis, FULL))


def test_two_by_elections_share_no_name(synthesis: Synthesis) -> None:
    for one, other in ((SAMPLE, REAL), (REAL, FULL)):
        assert account_wide(synthesis, one)
        assert not account_wide(synthesis, one) & account_wide(synthesis, other)
        assert not exports(synthesis, one) & exports(synthesis, other)


def test_nor_do_two_that_differ_in_the_last_letter_of_the_longest_name(unacknowledged: Synthesis) -> None:
    assert (len(TWIN), TWIN[:-1]) == (len(FULL), FULL[:-1])
    one, other = (account_wide(unacknowledged, name) for name in (FULL, TWIN))
    assert len(one) == len(other) > 20
    assert not one & other
    assert not exports(unacknowledged, FULL) & exports(unacknowledged, TWIN)


def test_no_name_with_its_ending_is_that_of_a_by_election_called_alike(synthesis: Synthesis) -> None:
    """A by-election `x-errors` and the ending `-errors` of one called `x`: no ending may end with another one."""
    endings: dict[str, set[str]] = {}
    for what, name in account_wide(synthesis, FULL):
        if name.startswith(f"ringround-{FULL}"):
            endings.setdefault(what, set()).add(name.removeprefix(f"ringround-{FULL}"))
    assert endings
    for what, found in endings.items():
        for ending in found:
            assert not [e for e in found if e != ending and e.endswith(ending)], (what, ending)


def test_figures_of_one_are_not_counted_for_another(synthesis: Synthesis) -> None:
    spaces = {
        transformation["MetricNamespace"]
        for template in synthesis.templates(FULL)
        for each in template.properties("AWS::Logs::MetricFilter")
        for transformation in each["MetricTransformations"]
    }
    assert spaces == {f"ringround/{FULL}"}


def test_nothing_of_one_names_anything_of_another(synthesis: Synthesis) -> None:
    for one, other in ((REAL, FULL), (FULL, REAL), (SAMPLE, REAL)):
        for template in synthesis.templates(one):
            assert other not in json.dumps(template.body)
