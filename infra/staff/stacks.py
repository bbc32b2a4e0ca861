"""The by-elections that are in an account: their CloudFormation stacks, `ringround-NAME-data`, `-app` and `-edge`."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from botocore.exceptions import ClientError

from .account import Account, asking

PREFIX: Final = "ringround-"
ELECTION_TAG: Final = "ringround:election"
POLL_DATE_TAG: Final = "ringround:poll-date"
DATA, APP, EDGE = "data", "app", "edge"
KINDS: Final = (DATA, APP, EDGE)
EDGE_REGION: Final = "us-east-1"
"""Where CloudFront takes certificates and web ACLs from."""

SITE_ADDRESS: Final = "SiteAddress"
SET_UP_FUNCTION: Final = "SetUpFunction"
VERSION: Final = "Version"
TABLE: Final = "TableName"
"""The data stack's output that names the table in use: its own, or a restored one."""

_NOT_THERE: Final = frozenset({"REVIEW_IN_PROGRESS", "DELETE_COMPLETE"})
"""A change set that was never carried out has made nothing yet; a deleted stack is listed for 90 days by its id."""


class State(StrEnum):
    """How a by-election is, in the words of `ringround list`."""

    NOT_DEPLOYED = "not deployed"
    DEPLOYING = "deploying"
    RUNNING = "running"
    ROLLED_BACK = "running, last deploy rolled back"
    FAILED = "failed"
    TAKING_DOWN = "being taken down"
    DATA_KEPT = "data kept only"


@dataclass(frozen=True)
class Deployed:
    """A by-election in an account. `stacks` has the CloudFormation status of each that is there, by its kind; `title`
    is as CloudFormation gives it back, with `?` for letters it does not know. `updated_at` is the app's."""

    name: str
    region: str
    title: str
    poll_date: date | None
    version: str
    state: State
    stacks: Mapping[str, str]
    outputs: Mapping[str, str]
    updated_at: datetime | None

    @property
    def address(self) -> str:
        """The site's address; empty where there is no app."""
        return self.outputs.get(SITE_ADDRESS, "")


def stack_name(name: str, kind: str) -> str:
    """What CloudFormation calls a by-election's stack."""
    return f"{PREFIX}{name}-{kind}"


def deployed(account: Account) -> list[Deployed]:
    """The by-elections that have a stack in this account and region, by name. Raises AccountError."""
    with asking("list the stacks of by-elections"):
        found = list(_all_stacks(account, account.region))
        if account.region != EDGE_REGION:
            found += [stack for stack in _all_stacks(account, EDGE_REGION) if _kind(stack) == EDGE]
    by_name: dict[str, list[dict[str, Any]]] = {}
    for stack in found:
        if _kind(stack):
            by_name.setdefault(_tags(stack)[ELECTION_TAG], []).append(stack)
    read = (_read(name, account.region, stacks) for name, stacks in sorted(by_name.items()))
    # The edge stacks of another region's by-elections are found as well, and nothing else of them.
    return [one for one in read if set(one.stacks) - {EDGE} or account.region == EDGE_REGION]


def find(account: Account, name: str) -> Deployed | None:
    """The by-election called `name` in this account and region, None where it has no stack. Raises AccountError."""
    with asking("look at the stacks of the by-election"):
        stacks = [
            stack
            for kind in KINDS
            for stack in _one_stack(account, EDGE_REGION if kind == EDGE else account.region, stack_name(name, kind))
            if _kind(stack) == kind and _tags(stack)[ELECTION_TAG] == name
        ]
    return _read(name, account.region, stacks) if stacks else None


def state_of(stacks: Mapping[str, str]) -> State:
    """How a by-election is whose stacks have these statuses."""
    statuses = set(stacks.values())
    if any(status.startswith("DELETE_IN") for status in statuses):
        return State.TAKING_DOWN
    if any(status.endswith("_IN_PROGRESS") for status in statuses):
        return State.DEPLOYING
    if any(_failed(status) for status in statuses):
        return State.FAILED
    if APP not in stacks:
        return State.DATA_KEPT if DATA in stacks else State.NOT_DEPLOYED
    if any(status in {"UPDATE_ROLLBACK_COMPLETE", "IMPORT_ROLLBACK_COMPLETE"} for status in statuses):
        return State.ROLLED_BACK
    return State.RUNNING


def _failed(status: str) -> bool:
    # What never came to be (ROLLBACK_COMPLETE) can only be deleted and made anew.
    return status.endswith("_FAILED") or status == "ROLLBACK_COMPLETE"


def _all_stacks(account: Account, region: str) -> Iterator[dict[str, Any]]:
    for page in account.client("cloudformation", region).get_paginator("describe_stacks").paginate():
        yield from page["Stacks"]


def _one_stack(account: Account, region: str, name: str) -> list[dict[str, Any]]:
    try:
        return list(account.client("cloudformation", region).describe_stacks(StackName=name)["Stacks"])
    except ClientError as error:
        said = error.response["Error"]
        if said["Code"] == "ValidationError" and "does not exist" in said["Message"]:
            return []
        raise


def _tags(stack: Mapping[str, Any]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in stack.get("Tags", ())}


def _kind(stack: Mapping[str, Any]) -> str:
    """Which of a by-election's stacks it is; empty where it is somebody else's, or only announced."""
    name = _tags(stack).get(ELECTION_TAG)
    if not name or stack["StackStatus"] in _NOT_THERE:
        return ""
    return next((kind for kind in KINDS if stack["StackName"] == stack_name(name, kind)), "")


def _read(name: str, region: str, stacks: Iterable[Mapping[str, Any]]) -> Deployed:
    by_kind = {_kind(stack): stack for stack in stacks}
    statuses = {kind: str(by_kind[kind]["StackStatus"]) for kind in KINDS if kind in by_kind}
    app = by_kind.get(APP, {})
    outputs = {
        output["OutputKey"]: output["OutputValue"]
        for kind in KINDS
        for output in by_kind.get(kind, {}).get("Outputs", ())
    }
    one = next(iter(by_kind.values()))
    title, _, _ = str(one.get("Description", "")).rpartition(": ")
    return Deployed(
        name=name,
        region=region,
        title=title,
        poll_date=_day(_tags(one).get(POLL_DATE_TAG, "")),
        version=outputs.get(VERSION, ""),
        state=state_of(statuses),
        stacks=statuses,
        outputs=outputs,
        updated_at=app.get("LastUpdatedTime") or app.get("CreationTime"),
    )


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
