"""The figures of a by-election that the dashboard shows and alarms watch: AWS's own, and those of `infra.metrics`."""

from collections.abc import Iterable, Mapping

import aws_cdk as cdk
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra import metrics
from infra.config import Election
from infra.constructs import mail
from infra.constructs.functions import Function
from infra.constructs.http_api import HttpApi
from infra.metrics import Counted
from ringround.storage import schema

FIVE_MINUTES = cdk.Duration.minutes(5)
"""Short enough that somebody is told within ten minutes, long enough that one bad minute is no alarm."""

CLOUDFRONT_REGION = "us-east-1"
"""CloudFront's figures stand here, wherever the by-election is."""

WORKERS = ("import_contacts", "arrange_households", "export_results", "close_campaign")
"""The functions that run jobs."""


class Figures(Construct):
    """The filters that count, and every figure by name. Times in milliseconds, rates in percent."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        election: Election,
        functions: Mapping[str, Function],
        api: HttpApi,
        table: dynamodb.ITable,
        distribution: cloudfront.IDistribution,
    ) -> None:
        super().__init__(scope, construct_id)
        self.functions = functions
        self.mail = election.sender is not None
        self._namespace = metrics.namespace(election.name)
        self._sender_set = {mail.DIMENSION: mail.set_name(election)}
        self._api = {"ApiId": api.api.api_id}
        self._table = {"TableName": table.table_name}
        self._distribution = {"DistributionId": distribution.distribution_id, "Region": "Global"}
        found = {**{name: function.log for name, function in functions.items()}, metrics.API: api.access_log}
        for counted in metrics.counted(mail=self.mail):
            for name in counted.logs:
                self._filter(counted, name, found[name])

    def _filter(self, counted: Counted, log_name: str, log: logs.ILogGroup) -> None:
        logs.MetricFilter(
            self,
            f"{counted.name}-{log_name}",
            log_group=log,
            filter_pattern=logs.FilterPattern.literal(counted.pattern),
            metric_namespace=self._namespace,
            metric_name=counted.name,
            metric_value=counted.value,
        )

    def own(self, counted: Counted, label: str | None = None, period: cdk.Duration = FIVE_MINUTES) -> cloudwatch.Metric:
        """One of `infra.metrics`, summed up."""
        return _metric(self._namespace, counted.name, {}, "Sum", label, period)

    def function(self, name: str, figure: str, statistic: str = "Sum", label: str | None = None) -> cloudwatch.Metric:
        """A figure of Lambda of one function, whichever version answered."""
        dimensions = {"FunctionName": self.functions[name].function.function_name}
        return _metric("AWS/Lambda", figure, dimensions, statistic, label)

    def each_function(self, names: Iterable[str], figure: str) -> list[cloudwatch.Metric]:
        """A figure of Lambda of several functions, each with its name."""
        return [self.function(name, figure, label=name) for name in names]

    def account_concurrency(self) -> cloudwatch.Metric:
        """Functions at work in this account and region, those of other by-elections too: they share one limit."""
        return _metric(
            "AWS/Lambda", "ConcurrentExecutions", {}, "Maximum", "all of the account", cdk.Duration.minutes(1)
        )

    def claimed_concurrency(self) -> cloudwatch.Metric:
        """What of the account's concurrency is at work or reserved."""
        return _metric("AWS/Lambda", "ClaimedAccountConcurrency", {}, "Maximum", "taken", cdk.Duration.minutes(1))

    def api(self, figure: str, statistic: str = "Sum", label: str | None = None) -> cloudwatch.Metric:
        """A figure of the HTTP API, all routes together."""
        return _metric("AWS/ApiGateway", figure, self._api, statistic, label)

    def table(self, figure: str, label: str | None = None) -> cloudwatch.Metric:
        """A figure of the table, summed up."""
        return _metric("AWS/DynamoDB", figure, self._table, "Sum", label)

    def index(self, figure: str, label: str | None = None) -> cloudwatch.Metric:
        """A figure of the queue's index, summed up."""
        dimensions = {**self._table, "GlobalSecondaryIndexName": schema.QUEUE_INDEX}
        return _metric("AWS/DynamoDB", figure, dimensions, "Sum", label)

    def cloudfront(self, figure: str, statistic: str, label: str) -> cloudwatch.Metric:
        """A figure of the site's distribution. For the dashboard only: an alarm can't watch another region."""
        return _metric("AWS/CloudFront", figure, self._distribution, statistic, label, region=CLOUDFRONT_REGION)

    def mails(self, figure: str, label: str) -> cloudwatch.Metric:
        """How many mails of this by-election were sent, came back, and so on."""
        return _metric("AWS/SES", figure, self._sender_set, "Sum", label)

    def reputation(self, figure: str) -> cloudwatch.Metric:
        """What AWS judges the account's mail by, all by-elections together: a fraction, as of the hour."""
        return _metric("AWS/SES", f"Reputation.{figure}", {}, "Average", None, cdk.Duration.hours(1))


def _metric(
    namespace: str,
    name: str,
    dimensions: dict[str, str],
    statistic: str,
    label: str | None,
    period: cdk.Duration = FIVE_MINUTES,
    region: str | None = None,
) -> cloudwatch.Metric:
    return cloudwatch.Metric(
        namespace=namespace,
        metric_name=name,
        dimensions_map=dimensions or None,
        statistic=statistic,
        label=label,
        period=period,
        region=region,
    )


def total(parts: Iterable[cloudwatch.IMetric], label: str | None = None) -> cloudwatch.MathExpression:
    """The sum of some metrics: of those that have something to say, for most say nothing while all is well."""
    using = {f"m{place}": part for place, part in enumerate(parts)}
    return cloudwatch.MathExpression(
        expression=f"SUM([{', '.join(using)}])", using_metrics=using, label=label, period=FIVE_MINUTES
    )
