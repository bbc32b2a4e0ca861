"""Whether an account is ready for a by-election: bootstrap, Lambda's concurrency, stacks that stand in the way."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from botocore.exceptions import ClientError

from infra.config import Election

from . import origin
from .account import Account, asking
from .checks import Check, note, ok, stop
from .stacks import APP, EDGE, EDGE_REGION, Deployed, stack_name

BOOTSTRAP_VERSION: Final = "/cdk-bootstrap/hnb659fds/version"
OLDEST_BOOTSTRAP: Final = 6
"""What the stacks ask for (`requiresBootstrapStackVersion` in their manifest)."""

CONCURRENCY_QUOTA: Final = "L-B99A9384"
UNRESERVED_LEAST: Final = 100
"""Lambda refuses a reservation that leaves less than this for all other functions of the account."""
ENOUGH_TO_TRY: Final = 10
"""What a new account has."""

_IN_THE_WAY: Final = {
    "UPDATE_ROLLBACK_FAILED": (
        "an update failed, and taking it back failed too",
        "aws cloudformation continue-update-rollback --region {region} --stack-name {stack}",
    ),
    "DELETE_FAILED": ("deleting it stopped half-way", "ringround destroy {name}"),
    "DELETE_IN_PROGRESS": ("it is being deleted", "wait until it is gone: ringround status {name}"),
    "ROLLBACK_FAILED": (
        "the first deploy failed, and so did clearing it away",
        "aws cloudformation delete-stack --region {region} --stack-name {stack}",
    ),
}


def look(election: Election, account: Account, there: Deployed | None, today: date) -> list[Check]:
    """Everything about the account that a deploy of `election` depends on. Raises AccountError."""
    with asking("look at what a deploy depends on"):
        return [
            _credentials(election, account),
            ok("Region", account.region),
            *_polling_day(election, there, today),
            *(_bootstrap(election.name, account.in_region(region)) for region in regions(election)),
            *_stacks(election, account, there),
            *concurrency(election, account, there),
            *_secret(election, account, there),
        ]


def regions(election: Election) -> tuple[str, ...]:
    """Where the by-election has stacks: a certificate and a web ACL lie where CloudFront looks for them."""
    edge = election.region != EDGE_REGION and (election.hosted_zone is not None or election.waf)
    return (election.region, EDGE_REGION) if edge else (election.region,)


def _credentials(election: Election, account: Account) -> Check:
    said = f"account {account.id}, as {account.user}"
    if election.account:
        return ok("Credentials", f"{said}; the file’s account")
    return note(
        "Credentials",
        f"{said}; the file names no account",
        f'write account = "{account.id}" into the file, and wrong credentials stop a deploy at once',
    )


def _polling_day(election: Election, there: Deployed | None, today: date) -> Iterator[Check]:
    day = f"{election.poll_date:%-d %B %Y}"
    left = (election.poll_date - today).days
    if left >= 0:
        yield ok("Polling day", f"{day}, in {left} days" if left else "today")
    elif there is None:
        yield stop("Polling day", f"{day} is over", "correct poll_date in the file")
    else:
        yield note("Polling day", f"{day} is over", f"close the campaign, then: ringround destroy {election.name}")


def _bootstrap(name: str, account: Account) -> Check:
    what = f"CDK’s bootstrap in {account.region}"
    again = f"ringround deploy {name} --bootstrap, or by hand: cdk bootstrap aws://{account.id}/{account.region}"
    version = bootstrap_version(account)
    if version is None:
        return stop(what, "it was never done in this account and region", again)
    if version < OLDEST_BOOTSTRAP:
        return stop(what, f"version {version} is too old", again)
    return ok(what, f"version {version}")


def bootstrap_version(account: Account) -> int | None:
    """The version of CDK's bootstrap stack; None where there is none."""
    try:
        found = account.client("ssm").get_parameter(Name=BOOTSTRAP_VERSION)
    except ClientError as error:
        if error.response["Error"]["Code"] == "ParameterNotFound":
            return None
        raise
    return int(found["Parameter"]["Value"])


def _stacks(election: Election, account: Account, there: Deployed | None) -> Iterator[Check]:
    if there is None:
        yield ok("Stacks", "none yet: this is the first deploy")
        return
    for kind, status in there.stacks.items():
        stack = stack_name(election.name, kind)
        words = {
            "name": election.name,
            "stack": stack,
            "region": EDGE_REGION if kind == EDGE else account.region,
        }
        if status in _IN_THE_WAY:
            said, do = _IN_THE_WAY[status]
            yield stop(stack, f"{said} ({status})", do.format(**words))
        elif status.endswith("_IN_PROGRESS"):
            yield stop(stack, f"somebody is deploying just now ({status})", f"wait: ringround status {election.name}")
        elif status in {"ROLLBACK_COMPLETE", "CREATE_FAILED"}:
            yield _never_made(kind, status, words)
        elif status == "UPDATE_ROLLBACK_COMPLETE":
            yield note(stack, "the last update failed and was taken back: what runs is the one before it")
        else:
            yield ok(stack, status)


def _never_made(kind: str, status: str, words: dict[str, str]) -> Check:
    said = f"the first deploy failed, and the stack never came to be ({status})"
    if kind != "data":
        return note(words["stack"], f"{said}; this deploy clears it away and makes it anew")
    return stop(
        words["stack"],
        said,
        "aws cloudformation update-termination-protection --no-enable-termination-protection --region {region} "
        "--stack-name {stack} && aws cloudformation delete-stack --region {region} --stack-name {stack}".format(
            **words
        ),
    )


def concurrency(election: Election, account: Account, there: Deployed | None) -> Iterator[Check]:
    """Lambda runs so many functions of an account at the same time, those of all by-elections together. Use it inside
    `asking`."""
    what, size = "Lambda’s concurrency", election.made_for
    limit = account.client("lambda").get_account_settings()["AccountLimit"]
    most, free = int(limit["ConcurrentExecutions"]), int(limit["UnreservedConcurrentExecutions"])
    reserved = sum(size.reserved.values())
    needed = max(size.lambda_concurrency, reserved + UNRESERVED_LEAST if reserved else 0)
    # What is reserved for this one already is free for it.
    if (
        reserved
        and free - reserved < UNRESERVED_LEAST
        and (free + _reserved_now(election, account, there) - reserved < UNRESERVED_LEAST)
    ):
        said = (
            f"{free} of {most} are free, {reserved} are reserved for functions of this by-election, and AWS insists "
            f"on {UNRESERVED_LEAST} beside them: the deploy would fail"
        )
        yield stop(what, said, _ask_for_more(account.region, max(1000, most + reserved)))
    elif most < needed or most <= ENOUGH_TO_TRY:
        said = f"{most:,} at the same time for the whole account, and “{election.size}” needs {needed:,}"
        if most <= ENOUGH_TO_TRY:
            said += " (a new account has no more: enough to try it out, not for a campaign)"
        yield note(what, said, _ask_for_more(account.region, max(1000, needed)))
    else:
        yield ok(what, f"{most:,} for the whole account; “{election.size}” needs {needed:,}")


def _reserved_now(election: Election, account: Account, there: Deployed | None) -> int:
    """What the functions of the deployed stack have reserved: another size has less, or nothing."""
    if there is None or APP not in there.stacks:
        return 0
    pages = account.client("cloudformation").get_paginator("list_stack_resources")
    functions = [
        one["PhysicalResourceId"]
        for page in pages.paginate(StackName=stack_name(election.name, APP))
        for one in page["StackResourceSummaries"]
        if one["ResourceType"] == "AWS::Lambda::Function"
        and not one["ResourceStatus"].startswith(("CREATE_F", "DELETE"))
    ]
    client = account.client("lambda")
    return sum(
        int(client.get_function_concurrency(FunctionName=function).get("ReservedConcurrentExecutions", 0))
        for function in functions
    )


def _secret(election: Election, account: Account, there: Deployed | None) -> Iterator[Check]:
    """A number that the deployed functions don't know would be refused by them until they are changed as well."""
    deployed = origin.generation(account, election.name) if there is not None and APP in there.stacks else None
    if deployed is not None and election.origin_secret not in {deployed, deployed + 1}:
        yield stop(
            "The origin secret",
            f"the file says number {election.origin_secret}, and number {deployed} is in use: the API would refuse "
            "everybody while this is deployed. Somebody changed it with another copy of the file?",
            f"write origin_secret = {deployed} into the file (ringround rotate changes it)",
        )


def _ask_for_more(region: str, wanted: int) -> str:
    return (
        f"ask AWS for more (a day or two): aws service-quotas request-service-quota-increase --region {region} "
        f"--service-code lambda --quota-code {CONCURRENCY_QUOTA} --desired-value {wanted}, or in the console: "
        f"https://{region}.console.aws.amazon.com/servicequotas/home/services/lambda/quotas/{CONCURRENCY_QUOTA}"
    )
