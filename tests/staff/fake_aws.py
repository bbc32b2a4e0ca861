"""An AWS of a few lines: it answers what a test laid down, in the shapes that botocore knows, and no network is asked.

What a test makes up is compared with AWS's own description of the operation: parameters that AWS does not take and
answers that it does not give fail the test.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

from botocore.client import BaseClient
from botocore.exceptions import BotoCoreError, ClientError
from botocore.validate import validate_parameters

ACCOUNT = "111122223333"
USER = f"arn:aws:sts::{ACCOUNT}:assumed-role/Deployer/sam"

Reply = dict[str, Any] | Exception | Callable[[dict[str, Any]], dict[str, Any]]


def refused(code: str, message: str = "no") -> ClientError:
    """AWS's own refusal."""
    return ClientError({"Error": {"Code": code, "Message": message}}, "Operation")


@dataclass
class FakeAws:
    """Lays down answers with `on`; those for one region go before those for all."""

    asked: list[tuple[str, str, str, dict[str, Any]]] = field(default_factory=list)
    replies: dict[tuple[str, str, str], Reply] = field(default_factory=dict)

    def on(self, service: str, operation: str, reply: Reply, region: str = "") -> None:
        """What an operation is answered: `on("sts", "GetCallerIdentity", {...})`."""
        self.replies[service, operation, region] = reply

    def calls(self, operation: str) -> list[dict[str, Any]]:
        """With what an operation was asked for, in order."""
        return [given for _, _, name, given in self.asked if name == operation]

    def answer(self, client: BaseClient, operation: str, given: dict[str, Any]) -> dict[str, Any]:
        """In the place of botocore's request."""
        model, region = client.meta.service_model, client.meta.region_name
        service = model.service_name
        shapes = model.operation_model(operation)
        if shapes.input_shape is not None:
            validate_parameters(given, shapes.input_shape)
        self.asked.append((service, region, operation, given))
        reply = self.replies.get((service, operation, region), self.replies.get((service, operation, "")))
        if reply is None:
            raise AssertionError(f"nothing answers {service} {operation} in {region}")
        if callable(reply):
            reply = reply(given)
        if isinstance(reply, ClientError | BotoCoreError):
            raise reply
        if isinstance(reply, Exception):
            raise AssertionError(f"no error of AWS: {reply!r}")
        if shapes.output_shape is not None:
            validate_parameters(reply, shapes.output_shape)
        return {**reply, "ResponseMetadata": {"HTTPStatusCode": 200}}


@contextmanager
def faking() -> Iterator[FakeAws]:
    """No request of boto3 leaves the process: the fake answers. It knows who is asking, and no stacks."""
    fake = FakeAws()
    fake.on("sts", "GetCallerIdentity", {"Account": ACCOUNT, "Arn": USER, "UserId": "AROA:sam"})
    fake.on("cloudformation", "DescribeStacks", {"Stacks": []})
    fake.on("cloudformation", "ListStackResources", {"StackResourceSummaries": []})

    def answer(client: BaseClient, operation: str, given: dict[str, Any]) -> dict[str, Any]:
        return fake.answer(client, operation, given)

    with mock.patch.object(BaseClient, "_make_api_call", answer):
        yield fake
