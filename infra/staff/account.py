"""The AWS account that a command works in, and what AWS refuses as one clear sentence.

Credentials, profile and endpoint are found as boto3 finds them (AWS_PROFILE, `aws sso login`, AWS_ENDPOINT_URL …).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import boto3
from botocore import exceptions as aws
from botocore.config import Config

from .faults import AccountError, UnknownCredentialsError, in_words

PATIENCE: Final = Config(
    connect_timeout=5,
    read_timeout=30,
    retries={"mode": "standard", "total_max_attempts": 4},
    user_agent_extra="ringround",
)
"""Seconds and tries of every request: a command at a terminal says within half a minute that there is no network."""

_ALWAYS_ON: Final = "us-east-1"
"""The region that no account can switch off."""


@dataclass(frozen=True)
class Account:
    """An account in one region. `user` is the ARN that the credentials belong to."""

    id: str
    region: str
    user: str = ""
    session: boto3.Session = field(default_factory=boto3.Session, repr=False, compare=False)
    _clients: dict[tuple[str, str], Any] = field(default_factory=dict, repr=False, compare=False)

    def client(self, service: str, region: str | None = None) -> Any:
        """A client of a service, here or in another region. Use it inside `asking`."""
        which = service, region or self.region
        if which not in self._clients:
            # Each reads the service's description anew, for a good part of a second.
            self._clients[which] = self.session.client(service, region_name=which[1], config=PATIENCE)  # type: ignore[call-overload]
        return self._clients[which]

    def in_region(self, region: str) -> "Account":
        """The same account and credentials in another region."""
        return Account(self.id, region, self.user, self.session, self._clients)


@contextmanager
def asking(what: str) -> Iterator[None]:
    """Requests to AWS. `what` says what for: “list the stacks”. What they raise becomes an AccountError."""
    try:
        yield
    except (aws.BotoCoreError, aws.ClientError) as error:
        raise in_words(error, what) from error


def open_account(region: str, expected: str | None = None) -> Account:
    """The account that the credentials belong to.

    Raises AccountError with what to do where there are no credentials, where they are expired, wrong or for another
    account than `expected` (twelve digits), where the region is unknown or not enabled, and where AWS can't be reached.
    """
    with asking("find out which account this is"):
        session = boto3.Session()
        _check_region(session, region)
        try:
            caller = _caller(session, region)
        except aws.ClientError as error:
            if (
                isinstance(in_words(error, ""), UnknownCredentialsError)
                and region != _ALWAYS_ON
                and _is_known_elsewhere(session)
            ):
                raise AccountError(
                    f"The region {region} is not enabled in this account. Enable it (AWS console, Account, "
                    "AWS Regions), or name another region in the by-election's file."
                ) from error
            raise
    account = str(caller["Account"])
    if expected and account != expected:
        raise AccountError(
            f"These credentials are for the account {account}, and the by-election's file says {expected}. "
            "Choose the right profile (AWS_PROFILE), or correct “account” in the file."
        )
    return Account(account, region, str(caller["Arn"]), session)


def _caller(session: boto3.Session, region: str) -> dict[str, Any]:
    return dict(session.client("sts", region_name=region, config=PATIENCE).get_caller_identity())


def _is_known_elsewhere(session: boto3.Session) -> bool:
    """Whether the credentials work where every account works: a region that is not enabled knows nobody."""
    try:
        _caller(session, _ALWAYS_ON)
    except (aws.BotoCoreError, aws.ClientError):
        return False
    return True


def _check_region(session: boto3.Session, region: str) -> None:
    # By its first word only: AWS opens regions that this botocore has never heard of.
    if region.partition("-")[0] not in {name.partition("-")[0] for name in session.get_available_regions("sts")}:
        raise AccountError(f"AWS has no region called “{region}”. London is eu-west-2, Ireland eu-west-1.")
