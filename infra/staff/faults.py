"""What AWS and its SDK answer when something is wrong, as a sentence that says what to do about it."""

import os
import re
from typing import Final

from botocore import exceptions as aws

SIGN_IN: Final = "aws sso login"
EXPORT: Final = 'eval "$(aws configure export-credentials --format env)"'
"""What `aws login` leaves behind only AWS's own command, or botocore with its extra “crt”, can read."""


class AccountError(Exception):
    """AWS can't be asked, or said no. The message is for the person at the terminal."""


class UnknownCredentialsError(AccountError):
    """AWS does not know the credentials: they are wrong, or the region is not enabled."""


class DeniedError(AccountError):
    """The credentials are good, and may not do this."""


class UnreachableError(AccountError):
    """There was no answer."""


_EXPIRED: Final = frozenset({"ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"})
_UNKNOWN: Final = frozenset(
    {
        "AuthFailure",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "InvalidToken",
        "OptInRequired",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)
_DENIED: Final = frozenset({"AccessDenied", "AccessDeniedException", "Forbidden", "403", "UnauthorizedOperation"})
_BUSY: Final = frozenset(
    {"Throttling", "ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded", "ServiceUnavailable"}
)
_CLOCK: Final = frozenset({"RequestExpired", "RequestTimeTooSkewed"})
_ACTION: Final = re.compile(r"not authorized to perform:? ([\w-]+:\w+)")

_NO_CREDENTIALS = (
    aws.NoCredentialsError,
    aws.PartialCredentialsError,
    aws.NoAuthTokenError,
    aws.UnknownTokenProviderError,
)
_SESSION_ENDED = (aws.SSOError, aws.TokenRetrievalError, aws.RefreshWithMFAUnsupportedError)
_NO_NETWORK = (aws.HTTPClientError, aws.ConnectionError)


def in_words(error: aws.BotoCoreError | aws.ClientError, what: str) -> AccountError:
    """The sentence for an error. `what` says what was asked for: “list the stacks”."""
    if isinstance(error, aws.ClientError):
        return _refused(error, what)
    if isinstance(error, _NO_CREDENTIALS):
        return AccountError(
            "There are no AWS credentials here. Once: “aws configure sso”; then, every day: "
            f"“{SIGN_IN}{_profile()}”. Where there are several profiles, name one: AWS_PROFILE=… in the environment."
        )
    if isinstance(error, aws.ProfileNotFound):
        return AccountError(
            f"There is no AWS profile called “{error.kwargs.get('profile', '')}”. “aws configure list-profiles” "
            "lists them; AWS_PROFILE in the environment says which is used."
        )
    if isinstance(error, aws.LoginError):
        return AccountError("Your sign-in to AWS has ended. Sign in again: “aws login”.")
    if isinstance(error, aws.MissingDependencyException):
        return AccountError(
            f"The sign-in of “aws login” can’t be read directly. In this terminal: {EXPORT}, and try again."
        )
    if isinstance(error, _SESSION_ENDED):
        return _ended()
    if isinstance(error, aws.CredentialRetrievalError):
        return AccountError(f"AWS credentials could not be fetched: {error}. Sign in again: “{SIGN_IN}{_profile()}”.")
    if isinstance(error, _NO_NETWORK):
        return _unreachable(error, what)
    return AccountError(f"To {what}, AWS could not be asked: {error}")


def _profile() -> str:
    name = os.environ.get("AWS_PROFILE") or os.environ.get("AWS_DEFAULT_PROFILE")
    return f" --profile {name}" if name else ""


def _ended() -> AccountError:
    return AccountError(f"Your sign-in to AWS has ended. Sign in again: “{SIGN_IN}{_profile()}”.")


def _unreachable(error: aws.BotoCoreError, what: str) -> UnreachableError:
    where = str(error.kwargs.get("endpoint_url") or error.kwargs.get("proxy_url") or "AWS")
    if isinstance(error, aws.ProxyConnectionError):
        reason = f"the proxy {where} does not answer"
    elif isinstance(error, aws.SSLError):
        reason = f"there is no safe connection to {where} ({error.kwargs.get('error', '')})"
    elif isinstance(error, aws.ReadTimeoutError | aws.ConnectTimeoutError):
        reason = f"{where} took too long to answer"
    else:
        reason = f"{where} does not answer"
    return UnreachableError(f"To {what}, AWS has to be asked, and {reason}. Are you online, and is the region right?")


def _refused(error: aws.ClientError, what: str) -> AccountError:
    said = error.response.get("Error", {})
    code, message = str(said.get("Code", "")), str(said.get("Message", ""))
    if code in _EXPIRED:
        return _ended()
    if code in _UNKNOWN:
        return UnknownCredentialsError(
            f"AWS does not know these credentials ({code}). Sign in again: “{SIGN_IN}{_profile()}”, or look which are "
            "used: “aws configure list”. (A region that is not enabled in the account says the same.)"
        )
    if code in _CLOCK:
        return AccountError("AWS does not take the time of this machine’s clock: set it right and try again.")
    if code in _DENIED:
        action = _ACTION.search(message)
        lacking = f" ({action[1]} is missing)" if action else ""
        return DeniedError(
            f"Your credentials may not {what}{lacking}. Ask whoever looks after the account for the rights in "
            "docs/operations.md, “Who may deploy”."
        )
    if code in _BUSY:
        return AccountError(f"AWS has too much to do to {what} just now ({code}). Try again in a minute.")
    return AccountError(f"To {what}, AWS was asked and answered: {message or code}")
