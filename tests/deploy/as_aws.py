"""MiniStack, nearer to AWS in four things that our stacks stand on.

Run by MiniStack's own Python, which knows nothing of this project: `python as_aws.py NAME`, where NAME is that of the
table's partition key. Without the first three, IAM would refuse all that the functions' policies grant:

- `dynamodb:LeadingKeys`, the partitions that a request names. Judged as a whole, like in `tests.infra.policy`: each
  action needs one statement for all of them.
- `ses:FromAddress`, and what sending a mail needs a right to: the sender's identity and the configuration set, as the
  Service Authorization Reference says of ses:SendEmail.
- the streams of a log: requests about them are judged by `log-group:NAME:log-stream:STREAM`, not by the group's ARN.
- the cookies of a request, which the HTTP API hands to a function in a field of their own.
"""

import importlib
import json
import re
import sys
from collections.abc import Iterator, Mapping
from email.utils import parseaddr
from typing import Any


def partitions(request: Mapping[str, Any], name: str) -> Iterator[str]:
    """The partitions that a request to DynamoDB names, in the JSON of its protocol; `name` is the partition key's."""
    for part in request.get("TransactItems", []):
        for one in part.values():
            yield from partitions(one, name)
    for of_table in request.get("RequestItems", {}).values():
        writes = of_table if isinstance(of_table, list) else []
        yield from _named((one for write in writes for request in write.values() for one in request.values()), name)
        yield from _named(of_table.get("Keys", []) if isinstance(of_table, dict) else [], name)
    yield from _named((request[part] for part in ("Key", "Item") if part in request), name)
    yield from _queried(request, name)


def _named(items: Any, name: str) -> Iterator[str]:
    yield from (item[name]["S"] for item in items if name in item)


def _queried(request: Mapping[str, Any], name: str) -> Iterator[str]:
    wanted = re.match(r"\s*(\S+)\s*=\s*(:\w+)", request.get("KeyConditionExpression", ""))
    if wanted and request.get("ExpressionAttributeNames", {}).get(wanted[1], wanted[1]) == name:
        yield request["ExpressionAttributeValues"][wanted[2]]["S"]


def mail_resources(request: Mapping[str, Any]) -> Iterator[str]:
    """What sending a mail needs a right to: the last parts of the ARNs."""
    yield f"identity/{parseaddr(request['FromEmailAddress'])[1]}"
    if "ConfigurationSetName" in request:
        yield f"configuration-set/{request['ConfigurationSetName']}"


def with_stream(arn: str, headers: Mapping[str, str], body: bytes) -> str:
    """What a request to CloudWatch Logs is about, where it is about streams; else `arn`."""
    if headers.get("x-amz-target", "").rpartition(".")[2] not in {"DescribeLogStreams", "DeleteLogStream"}:
        return arn
    return f"{arn}:log-stream:{json.loads(body).get('logStreamName', '')}"


def with_cookies(event: Any) -> Any:
    """An event of an HTTP API with its cookies where payload format 2.0 has them; any other event as it is."""
    headers = event.get("headers") if isinstance(event, dict) and event.get("version") == "2.0" else None
    if not headers or "cookie" not in headers:
        return event
    others = {header: value for header, value in headers.items() if header != "cookie"}
    return {**event, "headers": others, "cookies": [one.strip() for one in headers["cookie"].split(";")]}


def main(name: str) -> None:
    """Start MiniStack, which reads all else from the environment."""
    actions: Any = importlib.import_module("ministack.core.iam_actions")
    app: Any = importlib.import_module("ministack.app")
    responses: Any = importlib.import_module("ministack.core.responses")
    functions: Any = importlib.import_module("ministack.services.lambda_svc")
    context_before, mail_before = actions.dynamodb_service_context, app._enforce_ses_v2
    run_before, resource_before = functions._execute_function_with_config_scope, actions.extract_resource_arn

    def with_partitions(body: bytes) -> dict[str, Any]:
        found = sorted(set(partitions(json.loads(body or b"{}"), name)))
        # A request that names none has no such key, and the policies' second condition refuses it.
        return {**context_before(body), **({"dynamodb:LeadingKeys": found} if found else {})}

    def with_sender(method: str, path: str, headers: Any, body: bytes, query: Any, request_id: str) -> Any:
        if (method, path) != ("POST", "/v2/email/outbound-emails"):
            return mail_before(method, path, headers, body, query, request_id)
        request = json.loads(body)
        keys = {"ses:FromAddress": parseaddr(request["FromEmailAddress"])[1]}
        for resource in mail_resources(request):
            arn = f"arn:aws:ses:{responses.get_region()}:{responses.get_account_id()}:{resource}"
            if denied := app._enforce_data_plane(
                "sesv2", "ses:SendEmail", headers, query, request_id, resource_arn=arn, service_context=keys
            ):
                return denied
        return None

    def run(function: Any, event: Any, *rest: Any, **more: Any) -> Any:
        return run_before(function, with_cookies(event), *rest, **more)

    def resource(service: str, method: str, path: str, headers: Any, body: bytes, *rest: Any) -> str:
        arn: str = resource_before(service, method, path, headers, body, *rest)
        return with_stream(arn, headers, body) if service == "logs" else arn

    actions.dynamodb_service_context, app._enforce_ses_v2 = with_partitions, with_sender
    actions.extract_resource_arn = resource
    functions._execute_function_with_config_scope = run
    # Over TLS it would take port 443 as well, which several test runs on one machine can't share.
    app._port_is_bindable = lambda *_: False
    sys.argv = [sys.argv[0]]
    app.main()


if __name__ == "__main__":
    main(sys.argv[1])
