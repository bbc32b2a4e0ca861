"""The functions: how they run, what they are told, what they leave behind."""

import json
from pathlib import Path
from typing import Any

import pytest

from infra.access import TABLE_ACCESS
from infra.config import SAMPLE, Election
from ringround import settings
from tests.infra.one_function import login_alone
from tests.infra.synthesis import ROOT, Synthesis, Template

pytestmark = pytest.mark.cdk

POWERTOOLS = {"POWERTOOLS_SERVICE_NAME", "POWERTOOLS_METRICS_NAMESPACE", "POWERTOOLS_LOG_LEVEL"}
FILES = {settings.UPLOADS, settings.EXPORTS}
AFTER_IMPORTS = {settings.ARRANGE_FUNCTION, settings.EXPORT_FUNCTION}
TOLD = {
    "login": {settings.TABLE, settings.SITE, settings.ORIGIN_SECRETS, settings.SENDER, settings.MAIL_SET},
    "next_contact": {settings.TABLE, settings.SITE, settings.ORIGIN_SECRETS, settings.SENDER},
    "submit_response": {settings.TABLE, settings.SITE, settings.ORIGIN_SECRETS},
    "organiser": {
        *(settings.TABLE, settings.SITE, settings.ORIGIN_SECRETS, settings.IMPORT_FUNCTION, settings.CLOSE_FUNCTION),
        *FILES,
        *AFTER_IMPORTS,
    },
    "import_contacts": {settings.TABLE, settings.SITE, *FILES, *AFTER_IMPORTS},
    "arrange_households": {settings.TABLE, settings.SITE, *FILES},
    "export_results": {settings.TABLE, settings.SITE, *FILES},
    "close_campaign": {settings.TABLE, settings.SITE, settings.LOG_GROUPS, *FILES},
    "set_up": {settings.TABLE, settings.SITE},
    "site_check": {settings.TABLE, settings.SITE},
    "mail_events": {settings.TABLE, settings.SITE},
}


def folders() -> set[str]:
    return {path.parent.name for path in Path(ROOT, "functions").glob("*/handler.py")}


def test_every_folder_of_functions_is_deployed(app: Template) -> None:
    deployed = {f["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"] for f in app.functions()}
    assert deployed == set(TABLE_ACCESS)
    assert folders() <= deployed


def test_every_function_runs_on_the_processor_and_python_of_the_layers(app: Template) -> None:
    layers = {name: r["Properties"] for name, r in app.resources("AWS::Lambda::LayerVersion").items()}
    layers = {name: layer for name, layer in layers.items() if name.startswith("layers")}
    assert len(layers) == 2
    assert all(layer["CompatibleRuntimes"] == ["python3.13"] for layer in layers.values())
    assert all(layer["CompatibleArchitectures"] == ["arm64"] for layer in layers.values())
    for function in app.functions():
        assert function["Runtime"] == "python3.13"
        assert function["Architectures"] == ["arm64"]
        assert function["Handler"] == "ringround.start.handler"
        assert function["Layers"] == [{"Ref": name} for name in layers]
        assert function["TracingConfig"] == {"Mode": "Active"}


def test_a_by_election_without_traces_keeps_none_and_may_write_none(cdk_there: None, real_election: Election) -> None:
    """What one with traces has, the other has not: so the first line fails where there is nothing to look for."""
    with_traces, without = (
        json.dumps(login_alone(real_election.model_copy(update={"traces": traces}))) for traces in (True, False)
    )
    assert ("TracingConfig" in with_traces, "xray:" in with_traces) == (True, True)
    assert ("TracingConfig" in without, "xray:" in without) == (False, False)


@pytest.mark.parametrize("name", sorted(TOLD))
def test_a_function_is_told_what_it_needs_and_no_more(app: Template, name: str) -> None:
    assert set(app.function(name)["Environment"]["Variables"]) == TOLD[name] | POWERTOOLS


def test_the_end_of_a_campaign_knows_the_logs_of_all_functions(app: Template) -> None:
    told = json.dumps(app.function("close_campaign")["Environment"]["Variables"][settings.LOG_GROUPS])
    assert all(function["LoggingConfig"]["LogGroup"]["Ref"] in told for function in app.functions() if _ours(function))


def _ours(function: dict[str, Any]) -> bool:
    return "POWERTOOLS_SERVICE_NAME" in function["Environment"]["Variables"]


def test_no_function_is_told_anything_personal(app: Template, synthesis: Synthesis) -> None:
    for election in synthesis.elections:
        template = synthesis.template(election.name, "app")
        for function in template.functions():
            text = json.dumps(function["Environment"])
            # The address that the organisation's mail comes from is nobody's own.
            assert "@" not in text.replace(election.sender or "@", "")
            assert "+44" not in text


def test_a_stack_without_a_sender_can_send_no_mail(synthesis: Synthesis) -> None:
    template = synthesis.template(SAMPLE, "app")
    assert settings.SENDER not in template.function("login")["Environment"]["Variables"]
    assert "ses:" not in json.dumps(template.body)


def test_each_function_has_a_role_and_a_log_of_its_own(app: Template) -> None:
    functions = app.functions()
    for shared in ("Role", "LoggingConfig"):
        assert len({json.dumps(f[shared]) for f in functions}) == len(functions)


def test_every_log_is_structured_and_ends(app: Template) -> None:
    groups = app.resources("AWS::Logs::LogGroup")
    assert {g["Properties"]["RetentionInDays"] for g in groups.values()} == {30}
    for function in app.properties("AWS::Lambda::Function"):
        assert function["LoggingConfig"]["LogGroup"]["Ref"] in groups
    for function in app.functions():
        assert function["LoggingConfig"]["LogFormat"] == "JSON"


def test_an_answer_comes_before_the_api_gives_up_on_it(app: Template) -> None:
    for name in ("login", "next_contact", "submit_response", "organiser"):
        assert app.function(name)["Timeout"] < 29
