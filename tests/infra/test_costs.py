"""What it costs: the model counts what really stands in the templates, and docs/operations.md says what it says."""

import json
from dataclasses import fields
from datetime import date
from itertools import pairwise

import pytest

from infra import costs, costs_of_calls, prices
from infra.config import SAMPLE, Election
from infra.costs_of_calls import AS_DESIGNS, BILL, CALLS_ALONE, FOOTINGS, IN_SHIFTS, SERVICES, Use, in_a_month, thousand
from infra.prices import FREE, LONDON, VIRGINIA, ByUse
from tests.infra.conftest import FULL, REAL
from tests.infra.synthesis import ROOT, Synthesis, Template

USUAL = Election(name="usual", title="A usual by-election", poll_date=date(2027, 3, 4), sender="phonebank@example.org")


def section() -> str:
    """ "What it costs" in docs/operations.md."""
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    return text.split("\n## What it costs\n", 1)[1].split("\n## ", 1)[0]


def test_the_page_says_what_the_model_says() -> None:
    assert "\n".join(costs.table(USUAL)) in section()
    found = costs.expected(USUAL)
    assert f"${found.campaign:.0f}" in section()
    assert f"${found.thousand:.3f}" in section()
    assert "\n".join(costs_of_calls.footings()) in section()
    traces = dict(costs.month(USUAL, 5_000))["traces"]
    assert f"${traces:.2f} a month at 5,000 calls a day" in section()


def test_what_is_printed_after_a_deploy_has_every_number_of_calls() -> None:
    lines = costs.expected(USUAL).lines()
    assert [line.split(" calls a day")[0].strip() for line in lines[1:4]] == ["0", "5,000", "100,000"]
    assert all(len(line) <= 120 for line in lines)


def test_more_calls_cost_more_and_none_costs_what_stands() -> None:
    found = costs.expected(USUAL)
    assert found.rows[0].usd_a_month == pytest.approx(sum(line.usd for line in found.fixed))
    assert all(less.usd_a_month < more.usd_a_month for less, more in pairwise(found.rows))


def test_a_thousand_calls_are_a_thousand_calls() -> None:
    one = in_a_month(1)
    thousand = in_a_month(1_000)
    assert thousand.write_units == pytest.approx(1_000 * one.write_units)
    assert one == Use() + one


def test_without_a_sender_no_mail_is_paid_for() -> None:
    without = {line.what: line.usd for line in costs.month(USUAL.model_copy(update={"sender": None}), 5_000)}
    assert without["sign-in codes by mail"] == 0
    assert without["alarms"] == pytest.approx(costs.ALARM_METRICS * prices.ALARM_METRIC_MONTH)


def test_only_a_table_that_is_warmed_up_costs_something_once() -> None:
    usual, largest = (costs.expected(USUAL.model_copy(update={"size": size})) for size in ("trial", "general-election"))
    assert usual.once == 0
    assert largest.once == pytest.approx(largest.campaign - usual.campaign)
    assert sum("Once" in line for line in largest.lines()) == 1


def test_traces_are_one_a_second_and_some_of_the_rest() -> None:
    few, many = (dict(costs.month(USUAL, calls))["traces"] for calls in (100, 100_000))
    requests = in_a_month(100).requests
    # Two of so few are seldom made in one second.
    assert few == pytest.approx(requests * LONDON.traces, rel=0.01)
    assert many < in_a_month(100_000).requests * LONDON.traces / 2


def test_requests_of_one_second_share_its_one_sure_trace() -> None:
    seconds = costs_of_calls.CALLING_HOURS * 3600
    one_each = costs_of_calls.traced(seconds)
    # Of so many at random, a second in e has none: 63 % of seconds have a first, and 5 % of the others are kept.
    assert one_each / seconds == pytest.approx(1 - 0.95 / 2.718281828)


def test_a_by_election_without_traces_pays_for_none() -> None:
    without = USUAL.model_copy(update={"traces": False})
    assert dict(costs.month(without, 5_000))["traces"] == 0
    (look,) = (line.usd for line in costs.standing(USUAL) if line.what == "site check")
    (cheaper,) = (line.usd for line in costs.standing(without) if line.what == "site check")
    assert look - cheaper == pytest.approx(2 * 30 * 24 * 12 * LONDON.traces)


def test_a_thousand_calls_by_service_are_a_share_of_the_months() -> None:
    by_service = thousand(5_000, shifts=True)
    months = dict(costs.month(USUAL, 5_000))
    for line in by_service:
        assert line.usd * 5_000 * 30 / 1_000 == pytest.approx(months[line.what]), line.what


def test_calls_are_reckoned_on_footings_that_differ() -> None:
    usd = {footing.what: footing.usd() for footing in FOOTINGS}
    assert usd["London"] == pytest.approx(sum(line.usd for line in thousand(100_000)))
    assert usd["us-east-1"] < usd["London"] < usd["London, in their shifts"]
    assert all(footing.usd(traces=False) <= footing.usd() for footing in FOOTINGS)
    assert {line.what for line in AS_DESIGNS.by_service()} == SERVICES.keys() - {"CloudFront", "traces"}
    assert usd[BILL.what] < usd["London"]
    assert dict(CALLS_ALONE.by_service())["sign-in codes by mail"] == 0 < dict(IN_SHIFTS.by_service())["API"]


def test_every_kind_of_use_is_paid_for_once() -> None:
    parts = [part for parts in SERVICES.values() for part in parts]
    assert sorted(parts) == sorted(field.name for field in fields(ByUse))


def test_what_is_free_is_taken_off_a_month_and_never_below_nothing() -> None:
    few, many = (dict(thousand(calls, free=FREE)) for calls in (100, 1_000_000))
    assert (few["functions"], few["CloudFront"], few["logs"], few["traces"]) == (0, 0, 0, 0)
    paid = dict(thousand(1_000_000))
    assert all(0 < many[what] < paid[what] for what in ("functions", "CloudFront", "logs", "traces"))
    assert (many["API"], many["table"]) == (paid["API"], paid["table"]), "nothing of theirs is free"


def test_no_price_of_virginia_is_above_londons() -> None:
    for field in fields(ByUse):
        assert 0 < getattr(VIRGINIA, field.name) <= getattr(LONDON, field.name)


def alarm_metrics(template: Template) -> int:
    """The metrics that alarms are charged by."""
    found = 0
    for alarm in template.properties("AWS::CloudWatch::Alarm"):
        found += sum("MetricStat" in part for part in alarm["Metrics"]) if "Metrics" in alarm else 1
    return found


@pytest.mark.cdk
@pytest.mark.parametrize(("election", "mail"), [(SAMPLE, False), (REAL, True), (FULL, True)])
def test_as_many_things_stand_as_are_reckoned_with(synthesis: Synthesis, election: str, mail: bool) -> None:
    templates = synthesis.templates(election)
    assert sum(alarm_metrics(t) for t in templates) == costs.ALARM_METRICS + mail * costs.MAIL_ALARM_METRICS
    assert sum(len(t.resources("AWS::KMS::Key")) for t in templates) == costs.KEYS
    assert sum(len(t.resources("AWS::SecretsManager::Secret")) for t in templates) == costs.SECRETS
    assert sum(len(t.resources("AWS::CloudWatch::Dashboard")) for t in templates) == 1
    destinations = [d for t in templates for d in t.properties("AWS::SES::ConfigurationSetEventDestination")]
    counted = [d for d in destinations if "CloudWatchDestination" in json.dumps(d)]
    events = [event for d in counted for event in d["EventDestination"]["MatchingEventTypes"]]
    assert len(events) == mail * costs.MAIL_METRICS


@pytest.mark.cdk
def test_the_web_acl_has_as_many_rules_as_are_paid_for(synthesis: Synthesis) -> None:
    (acl,) = (acl for t in synthesis.templates(FULL) for acl in t.properties("AWS::WAFv2::WebACL"))
    assert len(acl["Rules"]) == costs.WEB_ACL_RULES
