"""What staff see of a by-election: its figures, a dashboard, alarms by e-mail, a budget."""

from collections.abc import Mapping

from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from infra.config import Election
from infra.constructs.alarm_names import TOPIC, alarm_name, may_publish
from infra.constructs.alarms import Alarms
from infra.constructs.budget import Budget
from infra.constructs.dashboard import Dashboard
from infra.constructs.figures import Figures
from infra.constructs.functions import Function
from infra.constructs.http_api import HttpApi


class Watch(Construct):
    """`key` encrypts what alarms say on their way; `site` is the address that volunteers open."""

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
        site: str,
        key: kms.IKey,
    ) -> None:
        super().__init__(scope, construct_id)
        figures = Figures(
            self, "figures", election=election, functions=functions, api=api, table=table, distribution=distribution
        )
        topic = self._topic(election, key) if election.alarm_emails else None
        alarms = Alarms(self, "alarms", election=election, figures=figures, topic=topic)
        self.dashboard = Dashboard(
            self, "dashboard", election=election, figures=figures, alarms=alarms.names, site=site
        )
        if election.budget_usd and election.alarm_emails:
            Budget(self, "budget", election=election, limit=election.budget_usd)

    def _topic(self, election: Election, key: kms.IKey) -> sns.Topic:
        topic = sns.Topic(
            self,
            "topic",
            topic_name=alarm_name(election, TOPIC),
            display_name=f"ringround {election.name}"[:100],
            master_key=key,
            enforce_ssl=True,
        )
        # A topic with a policy of its own has lost the one that lets the account's services publish.
        topic.add_to_resource_policy(may_publish(self, election, topic.topic_arn))
        for address in election.alarm_emails:
            topic.add_subscription(subscriptions.EmailSubscription(address))
        return topic
