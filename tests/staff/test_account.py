"""Which account it is, and what is said where AWS can't be asked or says no."""

import pytest
from botocore import exceptions as errors

from infra.staff.account import Account, asking, open_account
from infra.staff.faults import AccountError, DeniedError, UnreachableError

from .fake_aws import ACCOUNT, USER, FakeAws, refused

LONDON = "eu-west-2"


def said(aws: FakeAws, error: Exception) -> str:
    aws.on("sts", "GetCallerIdentity", error)
    with pytest.raises(AccountError) as caught:
        open_account(LONDON)
    return str(caught.value)


def test_the_account_is_the_one_that_the_credentials_belong_to(aws: FakeAws) -> None:
    account = open_account(LONDON, expected=ACCOUNT)
    assert (account.id, account.region, account.user) == (ACCOUNT, LONDON, USER)
    assert account.in_region("eu-west-1").client("s3").meta.region_name == "eu-west-1"
    assert account.client("s3", "us-east-1").meta.region_name == "us-east-1"


def test_another_account_than_the_file_says_stops_at_once(aws: FakeAws) -> None:
    with pytest.raises(AccountError, match=f"for the account {ACCOUNT}, and the by-election's file says 999900001111"):
        open_account(LONDON, expected="999900001111")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (errors.NoCredentialsError(), "aws configure sso"),
        (errors.PartialCredentialsError(provider="env", cred_var="aws_secret_access_key"), "no AWS credentials here"),
        (errors.SSOTokenLoadError(error_msg="x"), "has ended. Sign in again: “aws sso login”"),
        (errors.UnauthorizedSSOTokenError(), "has ended. Sign in again: “aws sso login”"),
        (errors.TokenRetrievalError(provider="sso", error_msg="expired"), "aws sso login"),
        (errors.LoginRefreshRequired(), "“aws login”"),
        (errors.CredentialRetrievalError(provider="x", error_msg="boom"), "could not be fetched"),
        (refused("ExpiredToken"), "has ended. Sign in again: “aws sso login”"),
        (refused("ExpiredTokenException"), "has ended"),
        (refused("InvalidClientTokenId"), "does not know these credentials"),
        (refused("SignatureDoesNotMatch"), "does not know these credentials"),
        (refused("RequestExpired"), "clock"),
        (refused("Throttling"), "Try again in a minute"),
        (refused("AccessDenied"), "may not find out which account this is"),
        (refused("Odd", "Something odd"), "Something odd"),
        (errors.EndpointConnectionError(endpoint_url="https://sts.eu-west-2.amazonaws.com"), "Are you online"),
        (errors.ConnectTimeoutError(endpoint_url="https://sts.eu-west-2.amazonaws.com"), "too long to answer"),
        (errors.ReadTimeoutError(endpoint_url="https://sts.eu-west-2.amazonaws.com"), "too long to answer"),
        (errors.ProxyConnectionError(proxy_url="http://proxy:3128"), "the proxy http://proxy:3128 does not answer"),
        (
            errors.SSLError(endpoint_url="https://sts.eu-west-2.amazonaws.com", error=OSError("bad")),
            "no safe connection",
        ),
        (errors.MissingDependencyException(msg="crt is needed"), "aws configure export-credentials --format env"),
        (errors.InvalidConfigError(error_msg="odd"), "could not be asked: odd"),
    ],
    ids=lambda value: "" if isinstance(value, str) else type(value).__name__ + str(getattr(value, "response", "")),
)
def test_what_is_wrong_is_said_with_what_to_do(aws: FakeAws, error: Exception, words: str) -> None:
    assert words in said(aws, error)


def test_the_profile_is_named_where_one_is_chosen(aws: FakeAws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("boto3.Session", lambda: Account("", LONDON).session)
    monkeypatch.setenv("AWS_PROFILE", "party")
    with pytest.raises(AccountError, match="aws sso login --profile party"), asking("look"):
        raise errors.UnauthorizedSSOTokenError


def test_a_profile_that_is_not_there_is_named(aws: FakeAws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    with pytest.raises(AccountError, match="no AWS profile called “nobody”"):
        open_account(LONDON)


def test_a_region_that_is_not_enabled_is_told_from_credentials_that_are_wrong(aws: FakeAws) -> None:
    aws.on("sts", "GetCallerIdentity", refused("InvalidClientTokenId"), "eu-south-2")
    with pytest.raises(AccountError, match="eu-south-2 is not enabled in this account"):
        open_account("eu-south-2")
    aws.on("sts", "GetCallerIdentity", refused("InvalidClientTokenId"))
    with pytest.raises(AccountError, match="does not know these credentials"):
        open_account("eu-south-2")


def test_a_region_that_nobody_has_is_refused_without_asking(aws: FakeAws) -> None:
    with pytest.raises(AccountError, match="no region called “xx-west-2”"):
        open_account("xx-west-2")
    assert aws.asked == []


def test_what_may_not_be_done_names_the_right_that_is_missing() -> None:
    message = f"User: {USER} is not authorized to perform: cloudformation:DescribeStacks on resource: x"
    said = r"may not list the stacks \(cloudformation:DescribeStacks is missing\)"
    with pytest.raises(DeniedError, match=said), asking("list the stacks"):
        raise refused("AccessDenied", message)


def test_no_network_has_an_error_of_its_own() -> None:
    with pytest.raises(UnreachableError), asking("look"):
        raise errors.EndpointConnectionError(endpoint_url="https://x")


def test_what_is_no_fault_of_aws_is_left_alone() -> None:
    with pytest.raises(ZeroDivisionError), asking("look"):
        raise ZeroDivisionError
