"""How sign-in codes are sent, and how the stack hears of those that do not arrive.

The identity that sends is not made here: an organisation verifies its address or domain once, and every by-election in
the account sends by it, so a second stack that made it would fail, and deleting the first would take it from all. The
staff's command looks whether it is there. What is a by-election's own is its configuration set.
"""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_ses as ses
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from infra.config import Election

DIMENSION = "ses:configuration-set"
"""The tag that SES puts on each mail by itself; its counts (`AWS/SES`) and its reputation figures both go by it."""

LATEST = cdk.Duration.minutes(10)
"""A code that arrives later than that opens nothing (`ringround.usecases.sign_in.CODE_SECONDS`), so SES gives up."""

_COUNTED = (
    ses.EmailSendingEvent.SEND,
    ses.EmailSendingEvent.DELIVERY,
    ses.EmailSendingEvent.BOUNCE,
    ses.EmailSendingEvent.COMPLAINT,
    ses.EmailSendingEvent.REJECT,
    ses.EmailSendingEvent.DELIVERY_DELAY,
)
_TOLD = (ses.EmailSendingEvent.BOUNCE, ses.EmailSendingEvent.COMPLAINT, ses.EmailSendingEvent.DELIVERY_DELAY)


def set_name(election: Election) -> str:
    """The name of a by-election's configuration set."""
    return f"ringround-{election.name}"


def topic_name(election: Election) -> str:
    """The name of the topic that its events come through."""
    return f"ringround-{election.name}-mail"


def key_statement(stack: cdk.Stack, election: Election) -> iam.PolicyStatement:
    """What the key of the topic has to let SES do: nothing but write to this one topic, whose own policy says for
    which configuration set."""
    topic = stack.format_arn(service="sns", resource=topic_name(election))
    return iam.PolicyStatement(
        sid="EventsOfMail",
        principals=[iam.ServicePrincipal("ses.amazonaws.com")],
        actions=["kms:Decrypt", "kms:GenerateDataKey"],
        resources=["*"],
        conditions={"StringEquals": {"kms:EncryptionContext:aws:sns:topicArn": topic}},
    )


class Mail(Construct):
    """A by-election's configuration set, and the topic by which `listener` hears of mails that bounced, were unwanted
    or are late. No link or picture in a mail is tracked: no event of that kind is asked for.

    The topic's messages hold addresses and subjects, and so codes: nobody but the listener may ever subscribe.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, election: Election, key: kms.IKey, listener: lambda_.IFunction
    ) -> None:
        super().__init__(scope, construct_id)
        self.set = ses.ConfigurationSet(
            self,
            "set",
            configuration_set_name=set_name(election),
            tls_policy=ses.ConfigurationSetTlsPolicy.REQUIRE,
            reputation_metrics=True,
            suppression_reasons=ses.SuppressionReasons.BOUNCES_AND_COMPLAINTS,
            max_delivery_duration=LATEST,
        )
        self.set.add_event_destination(
            "figures",
            destination=ses.EventDestination.cloud_watch_dimensions(
                [
                    ses.CloudWatchDimension(
                        name=DIMENSION,
                        source=ses.CloudWatchDimensionSource.MESSAGE_TAG,
                        default_value=set_name(election),
                    )
                ]
            ),
            events=list(_COUNTED),
        )
        self.topic = sns.Topic(
            self,
            "topic",
            topic_name=topic_name(election),
            master_key=key,
            enforce_ssl=True,
        )
        # With it comes the right to publish, for this set of this account only.
        self.set.add_event_destination(
            "events", destination=ses.EventDestination.sns_topic(self.topic), events=list(_TOLD)
        )
        # With it comes the right to start the function, for this topic only.
        self.topic.add_subscription(subscriptions.LambdaSubscription(listener))
