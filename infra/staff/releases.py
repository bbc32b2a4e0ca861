"""The releases of a by-election that can be gone back to, and going back: without cdk, in seconds.

Nobody writes releases down. CloudFormation's events say when the app stack was changed and whether that held; a
function's version and an object's version in the site's bucket belong to the change during which they were made. So
it also knows what was deployed by hand with `cdk deploy`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import quote

from infra import edge
from ringround.settings import TABLE

from .account import Account, asking
from .faults import AccountError
from .stacks import APP, stack_name

ALIAS: Final = "live"
_STACK: Final = "AWS::CloudFormation::Stack"
_BEGINS: Final = frozenset({"CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS"})
_HELD: Final = frozenset({"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"})
_SLACK: Final = timedelta(seconds=2)
"""S3 and Lambda round their times, and no two services' clocks are one."""


@dataclass(frozen=True)
class Release:
    """What ran after a deploy that held: the version of each function, and of each page (not of what has a hash in
    its name: that is never replaced). `began` and `ended` are that deploy's."""

    began: datetime
    ended: datetime
    functions: Mapping[str, str]
    pages: Mapping[str, str]


@dataclass(frozen=True)
class Standing:
    """The releases, oldest first, and where among them the by-election stands: `functions` and `pages` are what is
    live. `at` is the release that this is; None where it is none of them."""

    releases: tuple[Release, ...]
    functions: Mapping[str, str]
    pages: Mapping[str, str]
    bucket: str = ""

    @property
    def at(self) -> int | None:
        """The newest release that runs just so: pages count where a release has any."""
        for index in reversed(range(len(self.releases))):
            release = self.releases[index]
            if release.functions == self.functions and release.pages.items() <= self.pages.items():
                return index
        return None

    def step(self, by: int) -> Release | None:
        """The release before (-1) or after (1) the one that runs; None where there is none."""
        index = self.at
        if index is None:
            # Between two releases: back is to the newest whole one but the last, forward is to the last.
            index = len(self.releases) - 1 if by < 0 else len(self.releases) - 2
        wanted = index + by
        return self.releases[wanted] if 0 <= wanted < len(self.releases) else None


@dataclass(frozen=True)
class _Deploy:
    began: datetime
    ended: datetime

    def made(self, at: datetime) -> bool:
        return self.began - _SLACK <= at <= self.ended + _SLACK


def look(account: Account, name: str) -> Standing:
    """Where a by-election stands among its releases. Raises AccountError."""
    stack = stack_name(name, APP)
    with asking("look at the releases"):
        cloudformation = account.client("cloudformation")
        resources = list(_resources(cloudformation, stack))
        functions = sorted(
            one["PhysicalResourceId"].split(":")[-2]
            for one in resources
            if one["ResourceType"] == "AWS::Lambda::Alias" and one["PhysicalResourceId"].endswith(f":{ALIAS}")
        )
        bucket = next((one["PhysicalResourceId"] for one in resources if one["ResourceType"] == "AWS::S3::Bucket"), "")
        lambda_ = account.client("lambda")
        versions = {function: list(_versions(lambda_, function)) for function in functions}
        pages = _page_versions(account.client("s3"), bucket) if bucket else {}
        return Standing(
            releases=tuple(_releases(list(_deploys(cloudformation, stack)), versions, pages)),
            functions={
                function: lambda_.get_alias(FunctionName=function, Name=ALIAS)["FunctionVersion"]
                for function in functions
            },
            # By content: a page that was put back is a new version with the content of the old one.
            pages={key: found[-1].content for key, found in pages.items()},
            bucket=bucket,
        )


def go_to(account: Account, standing: Standing, release: Release) -> list[str]:
    """Have a release run; what was changed, in words. The functions first: a page finds the API of its release or of
    the one beside it, and both work. Raises AccountError; begun again, it goes on."""
    changed = []
    with asking("go to another release"):
        lambda_ = account.client("lambda")
        for function, version in release.functions.items():
            if standing.functions.get(function) not in {None, version}:
                lambda_.update_alias(FunctionName=function, Name=ALIAS, FunctionVersion=version)
                changed.append(f"{function}: version {standing.functions[function]} → {version}")
        s3 = account.client("s3")
        for key, content in release.pages.items():
            if standing.pages.get(key) != content:
                _put_back(s3, standing.bucket, key, content)
                changed.append(f"{key}: as of {release.ended:%-d %b %H:%M} UTC")
    return changed


def on_another_table(account: Account, release: Release, table: str) -> list[str]:
    """Which of a release's functions work on another table than the one in use: what they write would be missing
    there, where they may write at all. Raises AccountError."""
    with asking("look at the table of the release"):
        client = account.client("lambda")
        settings = {
            function: client.get_function_configuration(FunctionName=function, Qualifier=version)
            for function, version in release.functions.items()
        }
    tables = {name: one.get("Environment", {}).get("Variables", {}).get(TABLE) for name, one in settings.items()}
    return [name for name, named in tables.items() if table and named not in {None, table}]


def _put_back(s3: Any, bucket: str, key: str, content: str) -> None:
    version = next((one.version for one in reversed(_versions_of(s3, bucket, key)) if one.content == content), None)
    if version is None:
        raise AccountError(f"The site’s bucket no longer has {key} of that release. Deploy that release again instead.")
    # Headers and all: what browsers may keep is written on the object.
    s3.copy_object(Bucket=bucket, Key=key, CopySource=f"{bucket}/{quote(key)}?versionId={version}")


def _resources(cloudformation: Any, stack: str) -> Iterator[dict[str, Any]]:
    for page in cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack):
        yield from (one for one in page["StackResourceSummaries"] if one.get("PhysicalResourceId"))


def _versions(lambda_: Any, function: str) -> Iterator[tuple[datetime, str]]:
    for page in lambda_.get_paginator("list_versions_by_function").paginate(FunctionName=function):
        for one in page["Versions"]:
            if one["Version"].isdigit():
                yield datetime.fromisoformat(one["LastModified"]), one["Version"]


@dataclass(frozen=True)
class _Page:
    at: datetime
    version: str
    content: str


def _page_versions(s3: Any, bucket: str) -> dict[str, list[_Page]]:
    return _by_key(s3, bucket)


def _versions_of(s3: Any, bucket: str, key: str) -> list[_Page]:
    return _by_key(s3, bucket, key).get(key, [])


def _by_key(s3: Any, bucket: str, prefix: str = "") -> dict[str, list[_Page]]:
    """The versions of each page, oldest first. Pages are few; what has a hash in its name is left out."""
    found: dict[str, list[_Page]] = {}
    hashed = edge.HASHED_FILES.lstrip("/")
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix):
        for one in page.get("Versions", ()):
            if not one["Key"].startswith(hashed):
                found.setdefault(one["Key"], []).append(_Page(one["LastModified"], one["VersionId"], one["ETag"]))
    return {key: sorted(pages, key=lambda page: page.at) for key, pages in found.items()}


def _deploys(cloudformation: Any, stack: str) -> Iterator[_Deploy]:
    """The deploys of a stack that held, oldest first: CloudFormation keeps its events for 90 days."""
    events = [
        event
        for page in cloudformation.get_paginator("describe_stack_events").paginate(StackName=stack)
        for event in page["StackEvents"]
        if event["ResourceType"] == _STACK and event["LogicalResourceId"] == stack
    ]
    began: datetime | None = None
    for event in reversed(events):
        status = event["ResourceStatus"]
        if status in _BEGINS:
            began = event["Timestamp"]
        elif status in _HELD and began is not None:
            yield _Deploy(began, event["Timestamp"])
            began = None


def _releases(
    deploys: list[_Deploy], versions: Mapping[str, list[tuple[datetime, str]]], pages: Mapping[str, list[_Page]]
) -> Iterator[Release]:
    """A release for each deploy that changed a function or a page: what it made, and what was there before it."""
    functions: dict[str, str] = {}
    shown: dict[str, str] = {}
    for deploy in deploys:
        made = {
            function: max((v for at, v in every if deploy.made(at)), key=int, default="")
            for function, every in versions.items()
        }
        put = {
            key: next((one.content for one in reversed(every) if deploy.made(one.at)), "")
            for key, every in pages.items()
        }
        now = functions | {function: version for function, version in made.items() if version}
        shows = shown | {key: content for key, content in put.items() if content}
        if (now, shows) != (functions, shown):
            functions, shown = now, shows
            yield Release(deploy.began, deploy.ended, functions, shown)
