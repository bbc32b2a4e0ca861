"""The SBOM is what the locks say, is CycloneDX, and comes out the same each time."""

import json
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from infra.supply import sbom
from infra.supply.environments import ENVIRONMENTS
from infra.supply.locked import everywhere

TEXTS = {deployed: sbom.text(deployed=deployed) for deployed in (True, False)}
BILLS: dict[bool, dict[str, Any]] = {deployed: json.loads(text) for deployed, text in TEXTS.items()}


def test_the_committed_one_is_what_the_locks_say() -> None:
    assert sbom.COMMITTED.read_text(encoding="utf-8") == TEXTS[True], "make sbom writes it anew"


@pytest.mark.parametrize("deployed", [True, False])
def test_it_is_cyclonedx(deployed: bool) -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(TEXTS[deployed]) is None


def test_the_schema_would_say_so() -> None:
    broken = TEXTS[True].replace('"required"', '"perhaps"', 1)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(broken) is not None


@pytest.mark.parametrize("deployed", [True, False])
def test_it_is_the_same_each_time(deployed: bool) -> None:
    assert sbom.text(deployed=deployed) == TEXTS[deployed]


def test_the_two_have_numbers_of_their_own() -> None:
    assert BILLS[True]["serialNumber"] != BILLS[False]["serialNumber"]


@pytest.mark.parametrize("deployed", [True, False])
def test_it_has_every_locked_package_once(deployed: bool) -> None:
    found = everywhere()
    wanted = {one.package.purl for env in ENVIRONMENTS if env.deployed == deployed for one in found[env.name]}
    named = [one["purl"] for one in BILLS[deployed]["components"]]
    assert sorted(named) == sorted(wanted)
    assert all(one["licenses"] for one in BILLS[deployed]["components"])


@pytest.mark.parametrize("deployed", [True, False])
def test_what_needs_what_leads_to_every_package(deployed: bool) -> None:
    needs = {one["ref"]: one["dependsOn"] for one in BILLS[deployed]["dependencies"]}
    met, ahead = set[str](), ["ringround"]
    while ahead:
        one = ahead.pop()
        if one not in met:
            met.add(one)
            ahead += needs[one]
    assert set(needs) - met == set()


def test_what_reaches_lambda_and_browsers() -> None:
    named = {one["name"] for one in BILLS[True]["components"]}
    assert {"boto3", "pydantic", "preact"} <= named
    assert named.isdisjoint({"pytest", "moto", "aws-cdk-lib", "vite", "certifi"})
