"""A by-election whose file names a restored table: everything is on that one, and the switch can be deployed."""

import json
from pathlib import Path

import pytest

from infra.config import Election
from tests.infra.synthesis import Synthesis, Template, synthesise

pytestmark = pytest.mark.cdk

RESTORED = "ringround-runcorn-and-helsby-restored-20270220-1800"


@pytest.fixture(scope="module")
def restored(cdk_there: None, tmp_path_factory: pytest.TempPathFactory, real_election: Election) -> Synthesis:
    """The real by-election on a restored table."""
    election = real_election.model_copy(update={"table": RESTORED})
    site: Path | None = None
    return synthesise(tmp_path_factory.mktemp("restored"), site, (election,))


@pytest.fixture(scope="module")
def restored_app(restored: Synthesis, real_election: Election) -> Template:
    """Its app stack."""
    return restored.template(real_election.name, "app")


@pytest.fixture(scope="module")
def restored_data(restored: Synthesis, real_election: Election) -> Template:
    """Its data stack."""
    return restored.template(real_election.name, "data")


def test_every_function_uses_the_restored_table_and_may_touch_no_other(restored_app: Template) -> None:
    for function in restored_app.functions():
        assert function["Environment"]["Variables"]["RINGROUND_TABLE"] == RESTORED
    policies = json.dumps([one["PolicyDocument"] for one in restored_app.properties("AWS::IAM::Policy")])
    assert f":table/{RESTORED}" in policies
    assert f":table/{RESTORED}/index/queue" in policies
    assert "tableone" not in policies


def test_the_table_of_before_stays_as_it_was(restored_data: Template, data: Template) -> None:
    assert restored_data.resources("AWS::DynamoDB::Table") == data.resources("AWS::DynamoDB::Table")
    assert restored_data.body["Outputs"]["TableName"]["Value"] == RESTORED


def test_what_the_app_stack_still_imports_stays_exported(restored_data: Template, data: Template) -> None:
    def exports(template: Template) -> set[str]:
        named = template.body["Outputs"].values()
        return {json.dumps(one["Export"]["Name"]) for one in named if "Export" in one}

    assert exports(data) <= exports(restored_data)
