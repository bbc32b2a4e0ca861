"""Each thing that a deploy depends on: how it is said, and whether it stops."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from infra.config import Election
from infra.staff import mail, readiness
from infra.staff.account import Account
from infra.staff.checks import Check, stopping
from infra.staff.stacks import Deployed, State

from .accounts import opened
from .fake_aws import ACCOUNT, FakeAws, refused

TODAY = date(2027, 2, 1)
NO_BOOTSTRAP = refused("ParameterNotFound")
PRODUCTION = {
    "ProductionAccessEnabled": True,
    "SendingEnabled": True,
    "SendQuota": {"Max24HourSend": 50_000.0, "MaxSendRate": 14.0, "SentLast24Hours": 0.0},
}


def _election(**more: Any) -> Election:
    usual = {"name": "oakshire", "title": "Oakshire by-election", "poll_date": date(2027, 3, 4), "account": ACCOUNT}
    return Election(**{**usual, **more})


def _there(state: State = State.RUNNING, **stacks: str) -> Deployed:
    return Deployed("oakshire", "eu-west-2", "Oakshire", date(2027, 3, 4), "", state, stacks, {}, None)


@pytest.fixture
def account(aws: FakeAws) -> Account:
    """An account where all is well: bootstrapped, a thousand executions."""
    aws.on("ssm", "GetParameter", {"Parameter": {"Value": "25"}})
    _limit(aws, 1000)
    return opened()


def _limit(aws: FakeAws, most: int, free: int | None = None) -> None:
    limit = {"ConcurrentExecutions": most, "UnreservedConcurrentExecutions": most if free is None else free}
    aws.on("lambda", "GetAccountSettings", {"AccountLimit": limit})


def _look(account: Account, election: Election | None = None, there: Deployed | None = None) -> dict[str, Check]:
    found = readiness.look(election or _election(), account, there, TODAY)
    assert len({check.what for check in found}) == len(found)
    return {check.what: check for check in found}


def test_where_all_is_well_nothing_stops_and_nothing_is_to_do(account: Account) -> None:
    found = _look(account)
    assert {check.state for check in found.values()} == {"ok"}
    assert not any(check.do for check in found.values())
    assert "in 31 days" in found["Polling day"].said


def test_a_file_without_an_account_is_told_which_it_would_be(account: Account) -> None:
    found = _look(account, _election(account=None))["Credentials"]
    assert (found.state, found.do.count(ACCOUNT)) == ("note", 1)


def test_without_cdks_bootstrap_the_command_for_it_is_named(account: Account, aws: FakeAws) -> None:
    aws.on("ssm", "GetParameter", NO_BOOTSTRAP)
    found = _look(account)["CDK’s bootstrap in eu-west-2"]
    assert found.state == "stop"
    assert f"cdk bootstrap aws://{ACCOUNT}/eu-west-2" in found.do


def test_an_old_bootstrap_is_to_be_done_again(account: Account, aws: FakeAws) -> None:
    aws.on("ssm", "GetParameter", {"Parameter": {"Value": "5"}})
    assert _look(account)["CDK’s bootstrap in eu-west-2"].state == "stop"


@pytest.mark.parametrize("more", [{"waf": True}, {"domain": "phone.example.org", "hosted_zone": "Z0123456789"}])
def test_what_belongs_to_cloudfront_asks_for_a_bootstrap_in_its_region_too(
    account: Account, aws: FakeAws, more: dict[str, Any]
) -> None:
    aws.on("ssm", "GetParameter", NO_BOOTSTRAP, region="us-east-1")
    found = _look(account, _election(**more))
    assert found["CDK’s bootstrap in eu-west-2"].state == "ok"
    assert found["CDK’s bootstrap in us-east-1"].state == "stop"


def test_a_domain_with_a_certificate_of_its_own_needs_no_second_region(account: Account) -> None:
    certificate = f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/1"
    found = _look(account, _election(domain="phone.example.org", certificate=certificate))
    assert "CDK’s bootstrap in us-east-1" not in found


def test_a_new_account_is_told_what_ten_executions_mean_and_how_to_ask_for_more(account: Account, aws: FakeAws) -> None:
    _limit(aws, 10)
    found = _look(account, _election(size="trial"))["Lambda’s concurrency"]
    assert found.state == "note"
    assert "new account" in found.said
    assert "“trial” needs 10" in found.said
    assert "--quota-code L-B99A9384" in found.do
    assert "https://eu-west-2.console.aws.amazon.com/servicequotas/" in found.do


def test_a_reservation_that_lambda_would_refuse_stops_before_the_deploy(account: Account, aws: FakeAws) -> None:
    _limit(aws, 1000, free=105)
    found = _look(account)["Lambda’s concurrency"]
    assert found.state == "stop"
    assert "the deploy would fail" in found.said


def _resources(aws: FakeAws, *resources: tuple[str, str, str]) -> None:
    """What the app stack holds: kind, logical id, status."""
    summaries = [
        {
            "LogicalResourceId": name,
            "PhysicalResourceId": f"oak-{name}",
            "ResourceType": kind,
            "ResourceStatus": status,
            "LastUpdatedTimestamp": datetime(2027, 2, 1, tzinfo=UTC),
        }
        for kind, name, status in resources
    ]
    aws.on("cloudformation", "ListStackResources", {"StackResourceSummaries": summaries})


@pytest.mark.parametrize(("reserved", "state"), [(11, "ok"), (0, "stop")])
def test_what_this_one_has_reserved_already_is_not_asked_for_again(
    account: Account, aws: FakeAws, reserved: int, state: str
) -> None:
    _limit(aws, 1000, free=105)
    function = "AWS::Lambda::Function"
    _resources(aws, (function, "login", "CREATE_COMPLETE"), (function, "gone", "DELETE_COMPLETE"))
    aws.on("lambda", "GetFunctionConcurrency", {"ReservedConcurrentExecutions": reserved} if reserved else {})
    # One that runs as a trial has reserved nothing, and is to be made for a by-election.
    assert _look(account, there=_there(app="UPDATE_COMPLETE"))["Lambda’s concurrency"].state == state
    assert aws.calls("GetFunctionConcurrency") == [{"FunctionName": "oak-login"}]


@pytest.mark.parametrize(("number", "stops"), [(1, True), (2, False), (3, False), (4, True)])
def test_a_secret_that_the_deployed_functions_do_not_know_is_not_deployed(
    account: Account, aws: FakeAws, number: int, stops: bool
) -> None:
    kind = "AWS::SecretsManager::Secret"
    _resources(
        aws,
        (kind, "originsecretgeneration1A17D0E2B", "DELETE_COMPLETE"),
        (kind, "originsecretgeneration22A370C74", "CREATE_COMPLETE"),
        (kind, "originsecretgeneration39B8C7D6E", "CREATE_COMPLETE"),
    )
    found = _look(account, _election(origin_secret=number), _there(app="UPDATE_COMPLETE"))
    assert ("The origin secret" in found) == stops
    if stops:
        check = found["The origin secret"]
        assert (check.state, "origin_secret = 2" in check.do) == ("stop", True)


def test_too_few_for_the_size_is_said_and_stops_nothing(account: Account, aws: FakeAws) -> None:
    _limit(aws, 1000)
    found = _look(account, _election(size="general-election"))["Lambda’s concurrency"]
    assert (found.state, "general-election" in found.said) == ("note", True)


def test_after_polling_day_nothing_is_started(account: Account) -> None:
    found = _look(account, _election(poll_date=date(2027, 1, 28)))["Polling day"]
    assert (found.state, found.said) == ("stop", "28 January 2027 is over")


def test_after_polling_day_what_runs_may_be_mended(account: Account) -> None:
    found = _look(account, _election(poll_date=date(2027, 1, 28)), _there(app="CREATE_COMPLETE"))["Polling day"]
    assert (found.state, "ringround destroy oakshire" in found.do) == ("note", True)


@pytest.mark.parametrize(
    ("kind", "status", "state", "do"),
    [
        ("app", "CREATE_COMPLETE", "ok", ""),
        ("app", "UPDATE_ROLLBACK_COMPLETE", "note", ""),
        ("app", "ROLLBACK_COMPLETE", "note", ""),
        ("data", "ROLLBACK_COMPLETE", "stop", "delete-stack --region eu-west-2 --stack-name ringround-oakshire-data"),
        ("app", "UPDATE_ROLLBACK_FAILED", "stop", "continue-update-rollback --region eu-west-2"),
        ("edge", "UPDATE_ROLLBACK_FAILED", "stop", "continue-update-rollback --region us-east-1"),
        ("app", "DELETE_FAILED", "stop", "ringround destroy oakshire"),
        ("app", "UPDATE_IN_PROGRESS", "stop", "wait"),
        ("data", "DELETE_IN_PROGRESS", "stop", "wait"),
    ],
)
def test_what_a_stacks_state_means(account: Account, kind: str, status: str, state: str, do: str) -> None:
    found = _look(account, there=_there(State.FAILED, **{kind: status}))[f"ringround-oakshire-{kind}"]
    assert (found.state, status in found.said or found.state == "note") == (state, True)
    assert do in found.do


class TestMail:
    """Sign-in codes by SES."""

    SENDER = "phonebank@example.org"

    def _look(self, aws: FakeAws, identities: dict[str, bool], ses: dict[str, Any], **more: Any) -> list[Check]:
        def identity(given: dict[str, Any]) -> dict[str, Any]:
            if given["EmailIdentity"] not in identities:
                raise refused("NotFoundException")
            return {"VerifiedForSendingStatus": identities[given["EmailIdentity"]]}

        aws.on("sesv2", "GetEmailIdentity", identity)
        aws.on("sesv2", "GetAccount", ses)
        return mail.look(_election(sender=self.SENDER, **more), opened())

    def test_without_a_sender_ses_is_not_asked(self, aws: FakeAws) -> None:
        (found,) = mail.look(_election(), opened())
        assert not aws.asked
        assert (found.state, "hand codes" in found.said) == ("note", True)

    @pytest.mark.parametrize("name", ["phonebank@example.org", "example.org"])
    def test_an_address_is_verified_by_itself_or_by_its_domain(self, aws: FakeAws, name: str) -> None:
        assert [check.state for check in self._look(aws, {name: True}, PRODUCTION)] == ["ok", "ok"]

    def test_an_unverified_address_waits_for_whoever_reads_its_mail(self, aws: FakeAws) -> None:
        found = self._look(aws, {self.SENDER: False}, PRODUCTION)[0]
        assert (found.state, "open the link" in found.do) == ("stop", True)

    def test_an_unverified_domain_waits_for_its_dns(self, aws: FakeAws) -> None:
        found = self._look(aws, {"example.org": False}, PRODUCTION)[0]
        assert (found.state, "DNS" in found.do) == ("stop", True)

    def test_a_sender_that_ses_does_not_know_is_to_be_made(self, aws: FakeAws) -> None:
        found = self._look(aws, {}, PRODUCTION)[0]
        assert found.state == "stop"
        assert "create-email-identity --region eu-west-2 --email-identity example.org" in found.do

    def test_the_sandbox_is_said_and_stops_nothing(self, aws: FakeAws) -> None:
        found = self._look(aws, {self.SENDER: True}, {**PRODUCTION, "ProductionAccessEnabled": False})
        assert not stopping(found)
        assert "sandbox" in found[1].said
        assert "production access" in found[1].do

    @pytest.mark.parametrize("more", [{"SendingEnabled": False}, {"EnforcementStatus": "SHUTDOWN"}])
    def test_sending_that_aws_has_stopped_stops(self, aws: FakeAws, more: dict[str, Any]) -> None:
        assert stopping(self._look(aws, {self.SENDER: True}, {**PRODUCTION, **more}))

    def test_a_quota_is_measured_by_the_size(self, aws: FakeAws) -> None:
        found = self._look(aws, {self.SENDER: True}, PRODUCTION, size="general-election")[1]
        assert (found.state, "200,000 a day" in found.said) == ("note", True)

    def test_no_limit_is_no_limit(self, aws: FakeAws) -> None:
        endless = {**PRODUCTION, "SendQuota": {"Max24HourSend": -1.0, "MaxSendRate": -1.0}}
        assert self._look(aws, {self.SENDER: True}, endless, size="general-election")[1].state == "ok"
