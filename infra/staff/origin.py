"""The secret between CloudFront and the API, as it is deployed: never shown, only compared."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from ringround.settings import ORIGIN_HEADER, ORIGIN_SECRETS

from .account import Account, asking
from .stacks import APP, stack_name

SECRET: Final = re.compile(r"originsecretgeneration(\d+)[0-9A-F]{8}")
"""The logical ids of `infra.constructs.origin_secret`: the number, and CDK's hash of the path."""


def generation(account: Account, name: str) -> int | None:
    """The number of the secret that CloudFront sends; None where none is deployed. The stack holds that secret and the
    next one. Use it inside `asking`."""
    numbers = [
        int(found[1])
        for one in _resources(account, name)
        if not one["ResourceStatus"].startswith("DELETE")
        and (found := SECRET.fullmatch(one["LogicalResourceId"])) is not None
    ]
    return min(numbers, default=None)


def functions_that_refuse(account: Account, name: str, versions: Mapping[str, str]) -> list[str]:
    """Which of these versions of functions would not take what CloudFront sends now: they know the secrets of their
    own time and the one after. Raises AccountError."""
    with asking("look at what CloudFront sends"):
        sent = _sent(account, name)
        client = account.client("lambda")
        return [
            f"{function} version {version}"
            for function, version in versions.items()
            if sent and not _takes(client.get_function_configuration(FunctionName=function, Qualifier=version), sent)
        ]


def _takes(function: Mapping[str, Any], sent: str) -> bool:
    known = function.get("Environment", {}).get("Variables", {}).get(ORIGIN_SECRETS)
    # A function without a route is sent nothing.
    return known is None or sent in known.split(",")


def _sent(account: Account, name: str) -> str:
    """The secret that CloudFront sends; empty where it sends none."""
    for one in _resources(account, name):
        if one["ResourceType"] == "AWS::CloudFront::Distribution":
            found = account.client("cloudfront").get_distribution_config(Id=one["PhysicalResourceId"])
            return _header(found["DistributionConfig"]["Origins"]["Items"])
    return ""


def _resources(account: Account, name: str) -> Iterator[Mapping[str, Any]]:
    pages = account.client("cloudformation").get_paginator("list_stack_resources")
    for page in pages.paginate(StackName=stack_name(name, APP)):
        yield from page["StackResourceSummaries"]


def _header(origins: Iterable[Mapping[str, Any]]) -> str:
    for origin in origins:
        for header in origin.get("CustomHeaders", {}).get("Items", ()):
            if header["HeaderName"].lower() == ORIGIN_HEADER:
                return str(header["HeaderValue"])
    return ""
