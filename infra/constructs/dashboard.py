"""The dashboard of a by-election: the first row answers what a human asks, those below say why."""

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from infra import metrics
from infra.config import Election
from infra.constructs.figures import WORKERS, Figures, total

THIRD, QUARTER, HALF, WHOLE = 8, 6, 12, 24
"""Widths: a row has 24."""
HEIGHT = 6

ABOUT = """# {title}
**{address}** · polling day {poll_date} · figures are for five minutes each.
What each alarm means and what to do: `docs/operations.md`, “Alarms”; what all this costs: “What it costs”."""


class Dashboard(Construct):
    """One dashboard; `address` is where it is. It names alarms by their ARN, so it stands where one of them can't."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        election: Election,
        figures: Figures,
        alarms: Sequence[str],
        site: str,
    ) -> None:
        super().__init__(scope, construct_id)
        name = f"ringround-{election.name}"
        dashboard = cloudwatch.Dashboard(self, "dashboard", dashboard_name=name, default_interval=cdk.Duration.hours(3))
        dashboard.add_widgets(*self._head(election, alarms, site))
        for row in (_questions(figures), _latency(figures), _limits(figures), _mail_and_jobs(figures), _edge(figures)):
            dashboard.add_widgets(*row)
        for row in _logs(figures):
            dashboard.add_widgets(*row)
        region = election.region
        self.address = (
            f"https://{region}.console.aws.amazon.com/cloudwatch/home?region={region}#dashboards/dashboard/{name}"
        )

    def _head(self, election: Election, alarms: Sequence[str], site: str) -> list[cloudwatch.IWidget]:
        stack = cdk.Stack.of(self)
        said = ABOUT.format(title=election.title, address=site, poll_date=election.poll_date.isoformat())
        named = [
            cloudwatch.Alarm.from_alarm_arn(
                self,
                f"named-{place}",
                stack.format_arn(
                    service="cloudwatch",
                    resource="alarm",
                    resource_name=name,
                    arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
                ),
            )
            for place, name in enumerate(alarms)
        ]
        return [
            cloudwatch.TextWidget(markdown=said, width=HALF, height=4),
            cloudwatch.AlarmStatusWidget(title="Alarms", alarms=named, width=HALF, height=4),
        ]


def _questions(figures: Figures) -> list[cloudwatch.IWidget]:
    return [
        _graph(
            "Is it working? Requests that end with an error",
            [
                figures.api("5xx", label="errors of ours (5xx)"),
                figures.function("site_check", "Errors", label="site did not answer"),
                figures.own(metrics.CONFLICTS, "409 and “try again”"),
            ],
            [figures.api("Count", label="requests")],
        ),
        _graph(
            "Are people calling?",
            [figures.own(metrics.CALLS, "calls recorded"), figures.own(metrics.CLAIMS, "households handed out")],
            [figures.own(metrics.SIGN_INS, "sign-ins"), figures.own(metrics.SIGN_INS_REFUSED, "sign-ins refused")],
        ),
        _graph(
            "Is anyone waiting? Milliseconds of 19 in 20, and who got no household",
            [
                figures.function("next_contact", "Duration", "p95", "next household"),
                figures.function("submit_response", "Duration", "p95", "save a call"),
            ],
            [figures.own(metrics.EMPTY, "got no household")],
        ),
    ]


def _latency(figures: Figures) -> list[cloudwatch.IWidget]:
    def three(name: str) -> list[cloudwatch.IMetric]:
        return [figures.function(name, "Duration", percentile, percentile) for percentile in ("p50", "p95", "p99")]

    return [
        *(_graph(f"{name}: milliseconds", three(name), width=QUARTER) for name in metrics.HOT),
        _graph(
            "Through the API, all routes, cold starts too: milliseconds",
            [figures.api("Latency", percentile, percentile) for percentile in ("p50", "p95", "p99")],
            width=QUARTER,
        ),
    ]


def _limits(figures: Figures) -> list[cloudwatch.IWidget]:
    asked = [*metrics.HOT, "organiser"]
    return [
        _graph(
            "Turned away: table, index, functions, API",
            [
                figures.table("ReadThrottleEvents", "table, reads"),
                figures.table("WriteThrottleEvents", "table, writes"),
                figures.index("ReadThrottleEvents", "index, reads"),
                figures.index("WriteThrottleEvents", "index, writes"),
                total(figures.each_function(asked, "Throttles"), "functions"),
                figures.own(metrics.API_THROTTLED, "API"),
            ],
            width=QUARTER,
        ),
        _graph(
            "Conflicts",
            [
                figures.own(metrics.LOST, "households lost to another caller"),
                figures.table("ConditionalCheckFailedRequests", "writes whose condition failed"),
                figures.table("TransactionConflict", "transactions that met"),
            ],
            width=QUARTER,
        ),
        _graph(
            "Functions at work at the same time",
            [
                figures.claimed_concurrency(),
                figures.account_concurrency(),
                *(figures.function(name, "ConcurrentExecutions", "Maximum", name) for name in asked),
            ],
            width=QUARTER,
        ),
        _graph(
            "Units of the table and its index",
            [
                figures.table("ConsumedWriteCapacityUnits", "table, written"),
                figures.table("ConsumedReadCapacityUnits", "table, read"),
                figures.index("ConsumedWriteCapacityUnits", "index, written"),
                figures.index("ConsumedReadCapacityUnits", "index, read"),
            ],
            width=QUARTER,
        ),
    ]


def _mail_and_jobs(figures: Figures) -> list[cloudwatch.IWidget]:
    errors = figures.each_function(WORKERS, "Errors")
    row: list[cloudwatch.IWidget] = [
        _graph("Imports, exports, other long work: broken off", errors),
        _graph("Imports, exports, other long work: given up", figures.each_function(WORKERS, "AsyncEventsDropped")),
    ]
    if not figures.mail:
        return [*row, _graph("Imports, exports, other long work: runs", figures.each_function(WORKERS, "Invocations"))]
    mails = (("Send", "sent"), ("Bounce", "came back"), ("Complaint", "reported as spam"))
    counts = [figures.mails(figure, label) for figure, label in mails]
    return [*row, _graph("Mail", [*counts, figures.own(metrics.CODES_NOT_SENT, "not taken by the mail service")])]


def _edge(figures: Figures) -> list[cloudwatch.IWidget]:
    return [
        _graph(
            "CloudFront: answers with an error of ours, percent",
            [figures.cloudfront("5xxErrorRate", "Average", "5xx")],
            [figures.cloudfront("Requests", "Sum", "requests")],
        ),
        _graph("Refused by the API (4xx)", [figures.api("4xx", label="refused")]),
        _graph("Functions that broke off", figures.each_function([*metrics.HOT, "organiser"], "Errors")),
    ]


def _logs(figures: Figures) -> list[list[cloudwatch.IWidget]]:
    """What CloudWatch finds in the logs when somebody looks: paid by the gigabyte searched, not by the month."""
    every = [function.log.log_group_name for function in figures.functions.values()]
    asked = [figures.functions[name].log.log_group_name for name in (*metrics.HOT, "organiser")]
    return [
        [
            cloudwatch.LogQueryWidget(
                title="Faults of ours: where, and of which kind",
                log_group_names=every,
                query_lines=[
                    "filter message = 'unexpected'",
                    "stats count(*) as faults, latest(@timestamp) as last by service, operation, fault",
                    "sort faults desc",
                ],
                width=HALF,
                height=HEIGHT,
            ),
            cloudwatch.LogQueryWidget(
                title="Refused, and why",
                log_group_names=asked,
                query_lines=[
                    "filter message = 'answered' and status >= 400",
                    "stats count(*) as requests by operation, status, code",
                    "sort requests desc",
                ],
                width=HALF,
                height=HEIGHT,
            ),
        ]
    ]


def _graph(
    title: str,
    left: Sequence[cloudwatch.IMetric],
    right: Sequence[cloudwatch.IMetric] = (),
    width: int = THIRD,
) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(
        title=title,
        left=list(left),
        right=list(right),
        left_y_axis=cloudwatch.YAxisProps(min=0, show_units=False),
        right_y_axis=cloudwatch.YAxisProps(min=0, show_units=False) if right else None,
        width=width,
        height=HEIGHT,
    )
