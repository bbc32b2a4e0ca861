"""How far a deploy or a deletion is, from CloudFormation's own events."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from botocore.exceptions import ClientError

from .account import Account

_SECONDARY: Final = re.compile(r"cancelled|The following resource\(s\) failed", re.IGNORECASE)
"""What CloudFormation says of all that stopped because something else had failed."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a resource of a stack."""

    stack: str
    resource: str
    kind: str
    status: str
    reason: str
    at: datetime


@dataclass
class Progress:
    """How far one stack is: which resources are done, of about how many."""

    total: int
    done: set[str] = field(default_factory=set)
    now: str = ""


class Following:
    """The events of stacks from the moment on at which this is made. `totals` has for each stack how many resources
    are to change; `regions` where a stack is that is not in the account's own region."""

    def __init__(self, account: Account, totals: Mapping[str, int], regions: Mapping[str, str] | None = None) -> None:
        self._clients = {
            name: account.client("cloudformation", (regions or {}).get(name, account.region)) for name in totals
        }
        self.stacks = {name: Progress(total) for name, total in totals.items()}
        self.failures: list[Event] = []
        self._ids = {name: self._stack_id(name) for name in totals}
        self._seen = {name: {event["EventId"] for event in self._events(name, set())} for name in totals}

    def look(self) -> list[Event]:
        """What happened since the last look, oldest first. Raises ClientError."""
        found: list[Event] = []
        for name in self.stacks:
            # A stack that did not exist when this began has an id by now; a deleted one is known by its id alone.
            self._ids[name] = self._ids[name] or self._stack_id(name)
            new = list(self._events(name, self._seen[name]))
            self._seen[name] |= {event["EventId"] for event in new}
            found += [_event(event) for event in reversed(new)]
        found.sort(key=lambda event: event.at)
        for event in found:
            self._count(event)
        return found

    @property
    def first_failure(self) -> Event | None:
        """What failed first, and not because something else had."""
        return next((event for event in self.failures if not _SECONDARY.search(event.reason)), None)

    def _count(self, event: Event) -> None:
        progress = self.stacks[event.stack]
        if event.status.endswith("_FAILED"):
            self.failures.append(event)
        if event.kind == "AWS::CloudFormation::Stack":
            return
        if event.status.endswith("_COMPLETE"):
            progress.done.add(event.resource)
        elif event.status.endswith("_IN_PROGRESS"):
            progress.now = event.resource

    def _stack_id(self, name: str) -> str:
        try:
            return str(self._clients[name].describe_stacks(StackName=name)["Stacks"][0]["StackId"])
        except ClientError as error:
            if _gone(error):
                return ""
            raise

    def _events(self, name: str, seen: set[str]) -> Iterator[dict[str, Any]]:
        """Newest first, until one that was seen before."""
        try:
            for page in (
                self._clients[name].get_paginator("describe_stack_events").paginate(StackName=self._ids[name] or name)
            ):
                for event in page["StackEvents"]:
                    if event["EventId"] in seen:
                        return
                    yield event
        except ClientError as error:
            if not _gone(error):
                raise


def _gone(error: ClientError) -> bool:
    said = error.response["Error"]
    return said["Code"] == "ValidationError" and "does not exist" in said["Message"]


def _event(event: Mapping[str, Any]) -> Event:
    return Event(
        stack=event["StackName"],
        resource=event["LogicalResourceId"],
        kind=event.get("ResourceType", ""),
        status=event.get("ResourceStatus", ""),
        reason=event.get("ResourceStatusReason", ""),
        at=event["Timestamp"],
    )
