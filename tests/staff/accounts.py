"""An account that is open: one session of boto3 for all tests, because reading its descriptions takes longest."""

from typing import Final

import boto3

from infra.staff.account import Account

from .fake_aws import ACCOUNT, USER

_SESSION: Final = boto3.Session("testing", "testing", region_name="eu-west-2")


def opened(region: str = "eu-west-2") -> Account:
    """The fake's account, without asking for it."""
    return Account(ACCOUNT, region, USER, _SESSION)
