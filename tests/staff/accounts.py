"""An account that is open: one for all tests, because each client of boto3 reads AWS's descriptions anew."""

from typing import Final

import boto3

from infra.staff.account import Account

from .fake_aws import ACCOUNT, USER

_ACCOUNT: Final = Account(ACCOUNT, "eu-west-2", USER, boto3.Session("testing", "testing", region_name="eu-west-2"))


def opened(region: str = "eu-west-2") -> Account:
    """The fake's account, without asking for it."""
    return _ACCOUNT.in_region(region)
