"""What staff see: figures, alarms, the dashboard, the budget, in the templates and in docs/operations.md."""

import json
import re
from typing import Any

import pytest

from infra import metrics
from infra.access_log import ACCESS_LOG
from infra.config import SAMPLE
from tests.infra.conftest import FULL, MARKED, REAL
from tests.infra.synthesis import ROOT, Synthesis, Template

pytestmark = pytest.mark.cdk

ALARM = "AWS::CloudWatch::Alarm"
OPERATIONS = ROOT / "docs" / "operations.md"
LONGEST_DESCRIPTION = 1024
"""What CloudWatch takes."""


@pytest.fixture(scope="session")
def full(synthesis: Synthesis) -> Template:
    """The app stack of a by-election with everything, so with every alarm."""
    return synthesis.template(FULL, "app")


def headings() -> list[str]:
    """The third-level headings of "Alarms" in docs/operations.md."""
    text = OPERATIONS.read_text(encoding="utf-8")
    section = text.split("\n## Alarms\n", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"^### (\S+)$", section, flags=re.MULTILINE)


def alarms(template: Template, election: str) -> dict[str, dict[str, Any]]:
    """Alarms by what stands after the by-election's name."""
    start = f"ringround-{election}-"
    return {a["AlarmName"].removeprefix(start): a for a in template.properties(ALARM)}


def test_each_alarm_has_a_heading_and_each_heading_an_alarm(full: Template) -> None:
    assert sorted([*alarms(full, FULL), "budget"]) == sorted(headings())


def test_an_alarm_says_what_to_do_and_where_it_is_written(full: Template) -> None:
    for name, alarm in alarms(full, FULL).items():
        said = alarm["AlarmDescription"]
        assert said.endswith(f'See docs/operations.md, "{name}".')
        assert said.isascii(), "CloudFormation gives back a question mark for other letters"
        assert 80 < len(said) < LONGEST_DESCRIPTION


def test_without_a_sender_there_is_no_alarm_of_mail(synthesis: Synthesis, full: Template) -> None:
    without = alarms(synthesis.template(SAMPLE, "app"), SAMPLE)
    assert set(alarms(full, FULL)) - set(without) == {"codes-not-sent", "bounces", "complaints"}


def test_silence_is_good_but_for_what_is_said_once_an_hour(full: Template) -> None:
    treated = {name: alarm["TreatMissingData"] for name, alarm in alarms(full, FULL).items()}
    assert {name for name, how in treated.items() if how != "notBreaching"} == {"bounces", "complaints"}
    assert {treated["bounces"], treated["complaints"]} == {"ignore"}


def test_a_percentile_of_few_requests_is_no_alarm(full: Template) -> None:
    slow = {name: a for name, a in alarms(full, FULL).items() if name.startswith("slow-")}
    assert set(slow) == {"slow-login", "slow-next-contact", "slow-submit-response"}
    for alarm in slow.values():
        assert alarm["ExtendedStatistic"] == "p95"
        assert alarm["EvaluateLowSampleCountPercentile"] == "ignore"


def test_alarms_and_their_end_are_told_by_mail_through_an_encrypted_topic(synthesis: Synthesis, full: Template) -> None:
    ((topic_id, topic),) = (
        (name, t["Properties"])
        for name, t in full.resources("AWS::SNS::Topic").items()
        if t["Properties"]["TopicName"] == f"ringround-{FULL}-alarms"
    )
    assert "key" in json.dumps(topic["KmsMasterKeyId"])
    for alarm in full.properties(ALARM):
        assert alarm["AlarmActions"] == alarm["OKActions"] == [{"Ref": topic_id}]
    told = [s for s in full.properties("AWS::SNS::Subscription") if s["TopicArn"] == {"Ref": topic_id}]
    assert [(s["Protocol"], s["Endpoint"]) for s in told] == [("email", MARKED[2])]
    (policy,) = (p for p in full.properties("AWS::SNS::TopicPolicy") if p["Topics"] == [{"Ref": topic_id}])
    allowed = [s for s in policy["PolicyDocument"]["Statement"] if s["Effect"] == "Allow"]
    assert [(s["Principal"], s["Action"]) for s in allowed] == [
        ({"Service": "cloudwatch.amazonaws.com"}, "sns:Publish")
    ]
    assert f"alarm:ringround-{FULL}-*" in json.dumps(allowed[0]["Condition"]["ArnLike"])


def test_cloudwatch_may_use_the_key_for_that_topic_only(synthesis: Synthesis) -> None:
    (key,) = synthesis.template(FULL, "data").properties("AWS::KMS::Key")
    (statement,) = (s for s in key["KeyPolicy"]["Statement"] if s.get("Sid") == "WhatAlarmsSay")
    assert statement["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert statement["Action"] == ["kms:Decrypt", "kms:GenerateDataKey*"]
    (context,) = statement["Condition"]["StringEquals"].items()
    assert context[0] == "kms:EncryptionContext:aws:sns:topicArn"
    assert f":ringround-{FULL}-alarms" in json.dumps(context[1])


def test_without_somebody_to_tell_alarms_stand_on_the_dashboard_alone(synthesis: Synthesis) -> None:
    template = synthesis.template(SAMPLE, "app")
    assert not template.resources("AWS::SNS::Subscription")
    assert all("AlarmActions" not in alarm for alarm in template.properties(ALARM))
    (key,) = synthesis.template(SAMPLE, "data").properties("AWS::KMS::Key")
    assert "cloudwatch" not in json.dumps(key["KeyPolicy"])


def test_what_is_counted_is_counted_in_the_logs_that_it_stands_in(synthesis: Synthesis, full: Template) -> None:
    found = full.properties("AWS::Logs::MetricFilter")
    assert len(found) == sum(len(each.logs) for each in metrics.COUNTED)
    by_name = {each.name: each for each in metrics.COUNTED}
    for each in found:
        (made,) = each["MetricTransformations"]
        counted = by_name[made["MetricName"]]
        assert made["MetricNamespace"] == f"ringround/{FULL}"
        assert (each["FilterPattern"], made["MetricValue"]) == (counted.pattern, counted.value)
        assert "Dimensions" not in made
    logs = {json.dumps(full.function(name)["LoggingConfig"]["LogGroup"]): name for name in (*metrics.HOT, "organiser")}
    counted_in = {
        (f["MetricTransformations"][0]["MetricName"], logs.get(json.dumps(f["LogGroupName"]), metrics.API))
        for f in found
    }
    assert counted_in == {(each.name, log) for each in metrics.COUNTED for log in each.logs}


def test_the_apis_own_log_has_the_fields_that_are_counted() -> None:
    fields = {
        name for each in metrics.COUNTED if metrics.API in each.logs for name in re.findall(r"\$\.(\w+)", each.pattern)
    }
    assert fields
    assert fields <= set(ACCESS_LOG)


def test_the_apis_own_log_knows_nobody() -> None:
    named = set(re.findall(r"\$context\.([\w.]+)", json.dumps(ACCESS_LOG)))
    personal = {"identity", "path", "authorizer", "domainName", "protocol", "accountId"}
    assert not {name.partition(".")[0] for name in named} & personal


def widgets(template: Template) -> list[dict[str, Any]]:
    """The dashboard's widgets, with a word for each reference to a resource."""
    (dashboard,) = template.properties("AWS::CloudWatch::Dashboard")
    parts = dashboard["DashboardBody"]["Fn::Join"][1]
    return list(json.loads("".join(part if isinstance(part, str) else "somewhere" for part in parts))["widgets"])


def test_the_first_rows_answer_what_a_human_asks(full: Template) -> None:
    by_row = sorted(widgets(full), key=lambda w: (w["y"], w["x"]))
    about, state, *rest = by_row
    assert "docs/operations.md" in about["properties"]["markdown"]
    assert len(state["properties"]["alarms"]) == len(full.properties(ALARM))
    asked = [w["properties"]["title"].partition("?")[0] for w in rest[:3]]
    assert asked == ["Is it working", "Are people calling", "Is anyone waiting"]


def test_the_dashboard_shows_every_figure_that_an_alarm_watches(full: Template) -> None:
    shown = json.dumps(widgets(full))
    for alarm in full.properties(ALARM):
        single = [alarm["MetricName"]] if "MetricName" in alarm else []
        several = [m["MetricStat"]["Metric"]["MetricName"] for m in alarm.get("Metrics", []) if "MetricStat" in m]
        for name in (*single, *several):
            # The account's reputation is a page of its own in SES.
            assert name in shown or name.startswith("Reputation."), (alarm["AlarmName"], name)


def test_cloudfront_is_looked_up_where_its_figures_are(full: Template) -> None:
    regions = {
        metric[-1].get("region")
        for widget in widgets(full)
        for metric in widget["properties"].get("metrics", [])
        if metric[0] == "AWS/CloudFront"
    }
    assert regions == {"us-east-1"}


def test_the_deploy_says_where_the_dashboard_is(synthesis: Synthesis, full: Template) -> None:
    assert full.body["Outputs"]["DashboardAddress"]["Value"].endswith(f"#dashboards/dashboard/ringround-{FULL}")
    (dashboard,) = full.properties("AWS::CloudWatch::Dashboard")
    assert dashboard["DashboardName"] == f"ringround-{FULL}"


def test_a_budget_counts_this_by_election_only(synthesis: Synthesis, full: Template) -> None:
    (budget,) = full.properties("AWS::Budgets::Budget")
    assert budget["Budget"]["BudgetLimit"] == {"Amount": 200, "Unit": "USD"}
    assert budget["Budget"]["CostFilters"] == {"TagKeyValue": [f"user:ringround:election${FULL}"]}
    for told in budget["NotificationsWithSubscribers"]:
        assert told["Subscribers"] == [{"SubscriptionType": "EMAIL", "Address": MARKED[2]}]
    assert not synthesis.template(REAL, "app").resources("AWS::Budgets::Budget")


def test_every_stack_carries_the_tag_that_the_budget_counts_by(synthesis: Synthesis) -> None:
    for election in (SAMPLE, REAL, FULL):
        manifest = json.loads((synthesis.folder / f"assembly-{election}" / "manifest.json").read_text(encoding="utf-8"))
        stacks = [a["properties"] for a in manifest["artifacts"].values() if a["type"] == "aws:cloudformation:stack"]
        assert stacks
        assert {stack["tags"]["ringround:election"] for stack in stacks} == {election}
