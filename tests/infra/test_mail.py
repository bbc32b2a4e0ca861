"""How mail is sent and how the stack hears of what does not arrive, for each by-election by itself."""

import json
from typing import Any

import pytest

from infra.config import SAMPLE
from ringround.usecases.sign_in import CODE_SECONDS
from tests.infra.conftest import REAL
from tests.infra.synthesis import Synthesis, Template

pytestmark = pytest.mark.cdk

SET = f"ringround-{REAL}"
DESTINATION = "AWS::SES::ConfigurationSetEventDestination"


def destination(app: Template, kind: str) -> dict[str, Any]:
    """What a by-election's configuration set tells to one kind of destination."""
    every = (d["EventDestination"] for d in app.properties(DESTINATION))
    (found,) = (each for each in every if kind in each)
    return found


def test_mail_goes_encrypted_and_is_not_sent_on_to_who_does_not_want_it(app: Template) -> None:
    made = app.only("AWS::SES::ConfigurationSet")["Properties"]
    assert made["Name"] == SET
    assert made["DeliveryOptions"]["TlsPolicy"] == "REQUIRE"
    assert made["ReputationOptions"] == {"ReputationMetricsEnabled": True}
    assert set(made["SuppressionOptions"]["SuppressedReasons"]) == {"BOUNCE", "COMPLAINT"}
    assert "TrackingOptions" not in made


def test_no_code_is_delivered_after_it_has_run_out(app: Template) -> None:
    assert app.only("AWS::SES::ConfigurationSet")["Properties"]["DeliveryOptions"]["MaxDeliverySeconds"] == CODE_SECONDS


def test_nobody_is_watched_opening_a_mail(app: Template) -> None:
    asked = {e for d in app.properties(DESTINATION) for e in d["EventDestination"]["MatchingEventTypes"]}
    assert not asked & {"open", "click", "OPEN", "CLICK"}
    assert {d["ConfigurationSetName"]["Ref"] for d in app.properties(DESTINATION)} == set(
        app.resources("AWS::SES::ConfigurationSet")
    )


def test_the_counts_are_those_of_this_by_election(app: Template) -> None:
    told = destination(app, "CloudWatchDestination")
    assert {"bounce", "complaint", "send", "delivery", "reject"} <= {e.lower() for e in told["MatchingEventTypes"]}
    assert told["CloudWatchDestination"]["DimensionConfigurations"] == [
        {"DimensionName": "ses:configuration-set", "DimensionValueSource": "messageTag", "DefaultDimensionValue": SET}
    ]


def test_events_go_through_a_topic_that_is_encrypted_with_the_key_of_all_that_is_personal(
    app: Template, data: Template
) -> None:
    topics = app.resources("AWS::SNS::Topic")
    (name,) = (n for n, t in topics.items() if t["Properties"].get("TopicName") == f"{SET}-mail")
    assert destination(app, "SnsDestination")["SnsDestination"] == {"TopicARN": {"Ref": name}}
    assert "Fn::ImportValue" in topics[name]["Properties"]["KmsMasterKeyId"]
    (key,) = data.resources("AWS::KMS::Key").values()
    (may,) = (s for s in key["Properties"]["KeyPolicy"]["Statement"] if s.get("Sid") == "EventsOfMail")
    assert may["Principal"] == {"Service": "ses.amazonaws.com"}
    ((condition, wanted),) = may["Condition"]["StringEquals"].items()
    assert condition == "kms:EncryptionContext:aws:sns:topicArn"
    assert json.dumps(wanted).rstrip('"]} ').endswith(f"{SET}-mail")


def test_only_this_set_of_this_account_may_publish_there_and_nothing_in_clear(app: Template) -> None:
    (name,) = (
        n for n, t in app.resources("AWS::SNS::Topic").items() if t["Properties"].get("TopicName") == f"{SET}-mail"
    )
    (policy,) = (p for p in app.properties("AWS::SNS::TopicPolicy") if p["Topics"] == [{"Ref": name}])
    statements = policy["PolicyDocument"]["Statement"]
    (allowed,) = (s for s in statements if s["Effect"] == "Allow")
    assert allowed["Principal"] == {"Service": "ses.amazonaws.com"}
    condition = {k.lower(): v for k, v in allowed["Condition"]["StringEquals"].items()}
    assert condition["aws:sourceaccount"] == "111122223333"
    assert "configuration-set/" in json.dumps(condition["aws:sourcearn"])
    (denied,) = (s for s in statements if s["Effect"] == "Deny")
    assert denied["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_only_the_topic_starts_the_function_and_the_function_alone_listens(app: Template) -> None:
    (name,) = (
        n for n, t in app.resources("AWS::SNS::Topic").items() if t["Properties"].get("TopicName") == f"{SET}-mail"
    )
    (listening,) = (s for s in app.properties("AWS::SNS::Subscription") if s["TopicArn"] == {"Ref": name})
    assert listening["Protocol"] == "lambda"
    about = listening["Endpoint"]
    permissions = [p for p in app.properties("AWS::Lambda::Permission") if p["FunctionName"] == about]
    assert [(p["Principal"], p["SourceArn"]) for p in permissions] == [("sns.amazonaws.com", {"Ref": name})]
    assert "maileventslive" in about["Ref"]


def test_a_stack_without_a_sender_has_nothing_of_it(synthesis: Synthesis) -> None:
    for kind in ("app", "data"):
        body = json.dumps(synthesis.template(SAMPLE, kind).body)
        for word in ("AWS::SES", "ses.amazonaws.com", "mail_events", "maileventsfunction"):
            assert word not in body
