"""Versions and the order of a deploy: a call in progress meets the old or the new, never half of each."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from infra import edge
from infra.access import TABLE_ACCESS
from infra.config import Election
from infra.memory import DISK_OF_AN_IMPORT, MEMORY
from infra.sizes import SIZES
from ringround import settings
from ringround.usecases import imports
from tests.infra.conftest import REAL
from tests.infra.one_function import login_alone
from tests.infra.synthesis import Synthesis, Template

pytestmark = pytest.mark.cdk

WORKERS = {settings.IMPORT_FUNCTION, settings.ARRANGE_FUNCTION, settings.EXPORT_FUNCTION, settings.CLOSE_FUNCTION}


def test_each_function_answers_by_its_alias_live_and_its_versions_stay(app: Template) -> None:
    versions = app.resources("AWS::Lambda::Version")
    aliases = {a["FunctionName"]["Ref"]: a for a in app.properties("AWS::Lambda::Alias")}
    ours = {name for name, r in app.resources("AWS::Lambda::Function").items() if r["Properties"] in app.functions()}
    assert set(aliases) == ours
    for function, alias in aliases.items():
        assert alias["Name"] == "live"
        version = versions[alias["FunctionVersion"]["Fn::GetAtt"][0]]
        assert version["Properties"] == {"FunctionName": {"Ref": function}}, "a description would make a new one"
        # One that a failed deploy left behind would be the newest at the next try, and Lambda makes no second of it.
        assert (version["DeletionPolicy"], version["UpdateReplacePolicy"]) == ("RetainExceptOnCreate", "Retain")


def test_a_function_starts_others_by_their_aliases(app: Template) -> None:
    aliases = app.resources("AWS::Lambda::Alias")
    for function in app.functions():
        variables = function["Environment"]["Variables"]
        assert all(variables[name]["Ref"] in aliases for name in WORKERS & set(variables))


def test_an_event_that_nobody_waits_for_is_tried_once_more_through_the_alias(app: Template) -> None:
    tried = app.properties("AWS::Lambda::EventInvokeConfig")
    assert {t["MaximumRetryAttempts"] for t in tried} == {1}
    assert all("live" in str(t["Qualifier"]) for t in tried)
    names = {t["FunctionName"]["Ref"].partition("function")[0] for t in tried}
    assert {"importcontacts", "arrangehouseholds", "exportresults", "closecampaign"} <= names


def test_the_api_may_call_an_alias_before_it_is_led_there(app: Template) -> None:
    # An integration that changes is live at once: a right that came a second later would be errors for callers.
    permissions = app.resources("AWS::Lambda::Permission")
    for name, way in app.resources("AWS::ApiGatewayV2::Integration").items():
        before = [permissions[one] for one in way.get("DependsOn", ()) if one in permissions]
        alias = way["Properties"]["IntegrationUri"]
        assert [one["Properties"]["FunctionName"] for one in before] == [alias], name


def needed(resource: Any) -> Iterator[str]:
    """The logical ids that a part of a template refers to."""
    if isinstance(resource, dict):
        for key, value in resource.items():
            if key == "Ref" and isinstance(value, str):
                yield value
            elif key == "Fn::GetAtt":
                yield value[0]
            elif key == "DependsOn":
                yield from [value] if isinstance(value, str) else value
            else:
                yield from needed(value)
    elif isinstance(resource, list):
        for part in resource:
            yield from needed(part)


def before(app: Template, name: str) -> set[str]:
    """All that CloudFormation has done before it begins with a resource."""
    every, found, ahead = app.body["Resources"], set(), [name]
    while ahead:
        for other in needed(every[ahead.pop()]):
            if other in every and other not in found:
                found.add(other)
                ahead.append(other)
    return found


def page(app: Template) -> str:
    """The upload of the page, without its assets."""
    uploads = app.resources("Custom::CDKBucketDeployment")
    (found,) = (n for n, u in uploads.items() if u["Properties"]["SystemMetadata"]["cache-control"] == edge.CACHE_PAGES)
    return found


@pytest.mark.parametrize(
    "kind",
    ["AWS::Lambda::Alias", "AWS::ApiGatewayV2::Route", "AWS::Lambda::Permission", "Custom::Campaign"],
)
def test_the_page_comes_after_the_api_that_it_asks(app: Template, kind: str) -> None:
    assert set(app.resources(kind))
    assert not set(app.resources(kind)) - before(app, page(app))


def test_the_page_comes_after_its_assets(app: Template) -> None:
    assert set(app.resources("Custom::CDKBucketDeployment")) - before(app, page(app)) == {page(app)}


def test_long_work_is_new_before_what_starts_it(app: Template) -> None:
    for name, function in app.resources("AWS::Lambda::Function").items():
        if function["Properties"] in app.functions():
            variables = function["Properties"]["Environment"]["Variables"]
            assert {variables[worker]["Ref"] for worker in WORKERS & set(variables)} <= before(app, name)


def test_functions_come_after_the_distribution_that_says_the_secret(app: Template) -> None:
    distribution = set(app.resources("AWS::CloudFront::Distribution"))
    for name, function in app.resources("AWS::Lambda::Function").items():
        if function["Properties"] in app.functions():
            assert distribution <= set(function["DependsOn"]), name


def test_the_campaign_is_made_when_all_that_its_function_needs_is_there(app: Template) -> None:
    (campaign,) = app.resources("Custom::Campaign")
    earlier = {name for name in before(app, campaign) if name.startswith("setup")}
    kinds = {app.body["Resources"][name]["Type"] for name in earlier}
    assert {"AWS::IAM::Policy", "AWS::IAM::Role", "AWS::Logs::LogGroup", "AWS::Lambda::Alias"} <= kinds


def test_the_data_comes_before_the_functions(synthesis: Synthesis) -> None:
    for election in synthesis.elections:
        folder = synthesis.folder / f"assembly-{election.name}"
        artifacts = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["artifacts"]
        named = {a.get("properties", {}).get("stackName"): name for name, a in artifacts.items()}
        data, app = (named[f"ringround-{election.name}-{stack}"] for stack in ("data", "app"))
        assert data in artifacts[app]["dependencies"]


def test_layers_of_the_last_version_stay_and_are_found_by_their_names(app: Template) -> None:
    layers = [r for n, r in app.resources("AWS::Lambda::LayerVersion").items() if n.startswith("layers")]
    assert {layer["Properties"]["LayerName"] for layer in layers} == {
        f"ringround-{REAL}-core",
        f"ringround-{REAL}-deps",
    }
    assert {layer["DeletionPolicy"] for layer in layers} == {"Retain"}


def test_every_function_has_its_measured_memory(app: Template) -> None:
    assert set(MEMORY) == set(TABLE_ACCESS)
    for name, memory in MEMORY.items():
        assert app.function(name)["MemorySize"] == memory.megabytes
        assert 0 < memory.peak <= 0.75 * memory.megabytes, f"{name}: no room above what was measured"
        assert len(memory.why) > 20


def test_the_largest_import_fits_on_its_disk(app: Template) -> None:
    for function in app.functions():
        name = function["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"]
        assert function["EphemeralStorage"] == {"Size": MEMORY[name].disk}
    largest = imports.MOST_BYTES / 1024 / 1024 * DISK_OF_AN_IMPORT
    assert largest <= 0.75 * MEMORY["import_contacts"].disk


def test_long_jobs_cant_take_the_callers_share_and_nothing_is_kept_in_a_new_account(synthesis: Synthesis) -> None:
    for election in synthesis.elections:
        app = synthesis.template(election.name, "app")
        kept = {
            function["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"]: function["ReservedConcurrentExecutions"]
            for function in app.functions()
            if "ReservedConcurrentExecutions" in function
        }
        assert kept == dict(election.made_for.reserved)
    assert SIZES["trial"].reserved == {}
    for size in (SIZES["by-election"], SIZES["general-election"]):
        assert {"import_contacts", "arrange_households", "export_results", "close_campaign"} <= set(size.reserved)
        assert set(size.reserved) <= set(TABLE_ACCESS)
    # Ten by-elections in an account with the usual thousand.
    assert 10 * sum(SIZES["by-election"].reserved.values()) <= 1_000 - 100


def a_version(election: Election, patch: pytest.MonkeyPatch, core: str = "", **environment: str) -> str:
    """The logical id of the version of a function that a deploy of these would publish."""
    from infra import bundling

    real = bundling.fingerprint
    with patch.context() as patched:
        patched.setattr(
            bundling, "fingerprint", lambda *of, **more: core if core and bundling.CORE in of else real(*of, **more)
        )
        found = login_alone(election, **environment)
    (version,) = (n for n, r in found.items() if r["Type"] == "AWS::Lambda::Version")
    return version


def test_a_version_is_published_for_new_code_and_settings_and_for_nothing_else(
    cdk_there: None, real_election: Election, monkeypatch: pytest.MonkeyPatch
) -> None:
    def made(election: Election = real_election, core: str = "", **environment: str) -> str:
        return a_version(election, monkeypatch, core, **environment)

    before = made()
    assert made() == before
    # The alias would go on naming the old version otherwise, with the old layer.
    assert made(core="0" * 64) != before
    assert made(RINGROUND_SITE="https://ring.example.org") != before
    assert made(real_election.model_copy(update={"log_days": 90})) == before
