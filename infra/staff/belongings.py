"""Everything in an account that belongs to one by-election, found by its tag and by its name, and nothing beside it.

Found anew each time: so a deletion that broke off goes on from whatever is left, on another machine too.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from botocore.exceptions import ClientError

from .account import Account, asking
from .stacks import EDGE_REGION, ELECTION_TAG, PREFIX, deployed

_NO_TAGS: Final = frozenset({"NoSuchTagSet", "NoSuchTagSetError"})
_GONE: Final = frozenset({"NoSuchBucket", "ResourceNotFoundException", "NotFoundException"})


@dataclass(frozen=True)
class Names:
    """Which names belong to a by-election where others are beside it: `run` owns `ringround-run-app`, and never
    `ringround-run-corn-app`, which is that of `run-corn`."""

    name: str
    others: Collection[str] = ()

    def own(self, resource: str) -> bool:
        """Whether a resource of this name is the by-election's."""
        if not _begins(resource, self.name):
            return False
        return not any(_begins(resource, other) and len(other) > len(self.name) for other in self.others)

    def tagged(self, resource: str, tags: Mapping[str, str]) -> bool:
        """The same where tags are known: a tag of any by-election has the last word."""
        owner = tags.get(ELECTION_TAG)
        return owner == self.name if owner else self.own(resource)


def _begins(resource: str, name: str) -> bool:
    return re.match(rf"{PREFIX}{re.escape(name)}(-|$)", resource) is not None


@dataclass(frozen=True)
class Belongings:
    """What is there of a by-election: names, or ARNs of keys and of what the tags alone know (`tagged`)."""

    tables: tuple[str, ...] = ()
    backups: tuple[str, ...] = ()
    buckets: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    log_groups: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    alarms: tuple[str, ...] = ()
    dashboards: tuple[str, ...] = ()
    mail_sets: tuple[str, ...] = ()
    apis: tuple[str, ...] = ()
    distributions: tuple[str, ...] = ()
    tagged: tuple[str, ...] = ()


def names_in(account: Account, name: str, files: Collection[str]) -> Names:
    """Whose names are whose: by the stacks that are in the account and the by-elections that have a file."""
    return Names(name, {*files, *(one.name for one in deployed(account))} - {name})


def look(account: Account, names: Names) -> Belongings:
    """All that is there. Raises AccountError."""
    with asking("look for what belongs to the by-election"):
        # A key that waits for its deletion keeps its tag until then: it is dealt with.
        arns = tuple(arn for arn in _tagged(account, names.name) if not (_is_key(arn) and _waits(account, arn)))
        return Belongings(
            tables=tuple(_tables(account, names)),
            backups=tuple(_backups(account, names)),
            buckets=tuple(_buckets(account, names)),
            keys=tuple(sorted(filter(_is_key, arns))),
            layers=tuple(_names(account, "lambda", "list_layers", "Layers", "LayerName", names)),
            functions=tuple(_names(account, "lambda", "list_functions", "Functions", "FunctionName", names)),
            log_groups=tuple(_log_groups(account, names)),
            secrets=tuple(_secrets(account, names)),
            topics=tuple(_topics(account, names)),
            alarms=tuple(_names(account, "cloudwatch", "describe_alarms", "MetricAlarms", "AlarmName", names)),
            dashboards=tuple(
                _names(account, "cloudwatch", "list_dashboards", "DashboardEntries", "DashboardName", names)
            ),
            mail_sets=tuple(_mail_sets(account, names)),
            apis=tuple(_names(account, "apigatewayv2", "get_apis", "Items", "Name", names)),
            distributions=tuple(_distributions(account, names)),
            tagged=arns,
        )


def _names(account: Account, service: str, request: str, each: str, field: str, names: Names) -> Iterator[str]:
    for page in account.client(service).get_paginator(request).paginate():
        yield from (one[field] for one in page.get(each, ()) if names.own(one[field]))


def _tables(account: Account, names: Names) -> Iterator[str]:
    client = account.client("dynamodb")
    for page in client.get_paginator("list_tables").paginate():
        for table in page["TableNames"]:
            if table.startswith(PREFIX) and names.tagged(table, _table_tags(client, table)):
                yield table


def _table_tags(client: Any, table: str) -> dict[str, str]:
    try:
        arn = client.describe_table(TableName=table)["Table"]["TableArn"]
        return {tag["Key"]: tag["Value"] for tag in client.list_tags_of_resource(ResourceArn=arn)["Tags"]}
    except ClientError as error:
        if error.response["Error"]["Code"] in _GONE:
            return {}
        raise


def _backups(account: Account, names: Names) -> Iterator[str]:
    client = account.client("dynamodb")
    more: dict[str, str] = {}
    while True:
        page = client.list_backups(BackupType="ALL", **more)
        yield from (one["BackupArn"] for one in page["BackupSummaries"] if names.own(one["TableName"]))
        if "LastEvaluatedBackupArn" not in page:
            return
        more = {"ExclusiveStartBackupArn": page["LastEvaluatedBackupArn"]}


def _buckets(account: Account, names: Names) -> Iterator[str]:
    client = account.client("s3")
    for bucket in client.list_buckets()["Buckets"]:
        # Of a long name CloudFormation cuts the end off: there the tag alone says whose it is.
        if bucket["Name"].startswith(PREFIX) and names.tagged(bucket["Name"], _bucket_tags(client, bucket["Name"])):
            yield bucket["Name"]


def _bucket_tags(client: Any, bucket: str) -> dict[str, str]:
    try:
        return {tag["Key"]: tag["Value"] for tag in client.get_bucket_tagging(Bucket=bucket)["TagSet"]}
    except ClientError as error:
        if error.response["Error"]["Code"] in _NO_TAGS | _GONE:
            return {}
        raise


def _log_groups(account: Account, names: Names) -> Iterator[str]:
    client = account.client("logs")
    # CloudFormation names a group after the stack; a function that writes where its group is gone makes one anew.
    for beginning in ("", "/aws/lambda/"):
        prefix = f"{beginning}{PREFIX}{names.name}-"
        for page in client.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=prefix):
            for group in page["logGroups"]:
                if names.own(group["logGroupName"].removeprefix(beginning)):
                    yield group["logGroupName"]


def _secrets(account: Account, names: Names) -> Iterator[str]:
    for page in account.client("secretsmanager").get_paginator("list_secrets").paginate(IncludePlannedDeletion=False):
        for secret in page["SecretList"]:
            tags = {tag["Key"]: tag["Value"] for tag in secret.get("Tags", ())}
            if names.tagged(secret["Name"], tags):
                yield secret["ARN"]


def _topics(account: Account, names: Names) -> Iterator[str]:
    for page in account.client("sns").get_paginator("list_topics").paginate():
        yield from (one["TopicArn"] for one in page["Topics"] if names.own(one["TopicArn"].rpartition(":")[2]))


def _mail_sets(account: Account, names: Names) -> Iterator[str]:
    client = account.client("sesv2")
    more: dict[str, str] = {}
    while True:
        page = client.list_configuration_sets(**more)
        yield from (one for one in page.get("ConfigurationSets", ()) if names.own(one))
        if not page.get("NextToken"):
            return
        more = {"NextToken": page["NextToken"]}


def _distributions(account: Account, names: Names) -> Iterator[str]:
    for page in account.client("cloudfront").get_paginator("list_distributions").paginate():
        for one in page["DistributionList"].get("Items", ()):
            if one.get("Comment") == f"ringround {names.name}":
                yield one["ARN"]


def _is_key(arn: str) -> bool:
    return ":kms:" in arn and ":key/" in arn


def _waits(account: Account, arn: str) -> bool:
    try:
        found = account.client("kms").describe_key(KeyId=arn.rpartition("/")[2])
    except ClientError as error:
        if error.response["Error"]["Code"] in _GONE:
            return True
        raise
    return bool(found["KeyMetadata"]["KeyState"] == "PendingDeletion")


def _tagged(account: Account, name: str) -> Iterator[str]:
    """The ARNs of all that has the by-election's tag, here and where CloudFront's things are."""
    for region in dict.fromkeys((account.region, EDGE_REGION)):
        client = account.client("resourcegroupstaggingapi", region)
        filters = [{"Key": ELECTION_TAG, "Values": [name]}]
        for page in client.get_paginator("get_resources").paginate(TagFilters=filters):
            yield from (one["ResourceARN"] for one in page["ResourceTagMappingList"])
