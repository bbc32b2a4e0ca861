"""Releases are read from what AWS knows, and gone back to: functions by their alias, pages by their versions."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from infra.staff import origin, releases
from infra.staff.faults import AccountError
from infra.staff.releases import Release, Standing

from .accounts import opened
from .fake_aws import FakeAws

STACK = "ringround-oakshire-app"
BUCKET = "ringround-oakshire-app-sitefiles1"
T0 = datetime(2027, 2, 1, 12, 0, tzinfo=UTC)
ROLES = {"login": "oak-login", "next": "oak-next"}


class Account:
    """Two functions and a page, as deploys leave them. Times are minutes after noon."""

    def __init__(self, aws: FakeAws) -> None:
        self.aws = aws
        self.events: list[dict[str, Any]] = []
        self.versions: dict[str, list[tuple[datetime, int]]] = {name: [] for name in ROLES.values()}
        self.live = dict.fromkeys(ROLES.values(), "0")
        self.pages: list[tuple[datetime, str, str]] = []
        resources = [
            ("AWS::Lambda::Alias", f"arn:aws:lambda:eu-west-2:1:function:{name}:live") for name in self.versions
        ]
        resources += [("AWS::S3::Bucket", BUCKET), ("AWS::CloudFront::Distribution", "E1")]
        summaries = [
            {
                "LogicalResourceId": f"r{number}",
                "PhysicalResourceId": name,
                "ResourceType": kind,
                "ResourceStatus": "CREATE_COMPLETE",
                "LastUpdatedTimestamp": T0,
            }
            for number, (kind, name) in enumerate(resources)
        ]
        aws.on("cloudformation", "ListStackResources", {"StackResourceSummaries": summaries})
        aws.on("cloudformation", "DescribeStackEvents", lambda _: {"StackEvents": self.events[::-1]})
        aws.on("lambda", "ListVersionsByFunction", self._versions)
        aws.on("lambda", "GetAlias", lambda given: {"FunctionVersion": self.live[given["FunctionName"]]})
        aws.on("lambda", "UpdateAlias", self._update)
        aws.on("s3", "ListObjectVersions", lambda _: {"Versions": list(self._objects())})
        aws.on("s3", "CopyObject", self._copy)

    def deploy(self, at: int, *, functions: str = "", page: str = "", held: bool = True) -> None:
        """A deploy: `functions` get a new version, `page` is the new page's content."""
        began = T0 + timedelta(minutes=at)
        self._event(began, "CREATE_IN_PROGRESS" if not self.events else "UPDATE_IN_PROGRESS")
        for role in functions.split():
            every = self.versions[ROLES[role]]
            every.append((began + timedelta(seconds=20), len(every) + 1))
            if held:
                self.live[ROLES[role]] = str(len(every))
        if page:
            self.pages.append((began + timedelta(seconds=40), page, f"v{len(self.pages)}"))
        if held:
            self._event(began + timedelta(minutes=1), "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
            self._event(began + timedelta(minutes=2), "UPDATE_COMPLETE")
        else:
            self._event(began + timedelta(minutes=1), "UPDATE_ROLLBACK_IN_PROGRESS")
            self._event(began + timedelta(minutes=2), "UPDATE_ROLLBACK_COMPLETE")

    def look(self) -> Standing:
        """Where it stands."""
        return releases.look(opened(), "oakshire")

    def step(self, by: int) -> list[str]:
        """Go back (-1) or forward (1)."""
        standing = self.look()
        release = standing.step(by)
        assert release is not None
        return releases.go_to(opened(), standing, release)

    @property
    def page(self) -> str:
        """What the page is now."""
        return max(self.pages)[1]

    def _event(self, at: datetime, status: str) -> None:
        self.events.append(
            {
                "StackId": "1",
                "EventId": str(len(self.events)),
                "StackName": STACK,
                "LogicalResourceId": STACK,
                "ResourceType": "AWS::CloudFormation::Stack",
                "ResourceStatus": status,
                "Timestamp": at,
            }
        )

    def _versions(self, given: dict[str, Any]) -> dict[str, Any]:
        every = self.versions[given["FunctionName"]]
        found = [{"Version": str(v), "LastModified": f"{at:%Y-%m-%dT%H:%M:%S}.000+0000"} for at, v in every]
        return {"Versions": [{"Version": "$LATEST", "LastModified": "2027-02-01T11:00:00.000+0000"}, *found]}

    def _update(self, given: dict[str, Any]) -> dict[str, Any]:
        assert given["Name"] == "live"
        self.live[given["FunctionName"]] = given["FunctionVersion"]
        return {}

    def _objects(self) -> Iterator[dict[str, Any]]:
        yield {"Key": "assets/index-1a.js", "VersionId": "a", "ETag": "a", "LastModified": T0}
        for at, content, version in self.pages:
            yield {"Key": "index.html", "VersionId": version, "ETag": content, "LastModified": at}

    def _copy(self, given: dict[str, Any]) -> dict[str, Any]:
        source, _, wanted = given["CopySource"].partition("?versionId=")
        assert source == f"{BUCKET}/index.html"
        (content,) = (content for _, content, version in self.pages if version == wanted)
        self.pages.append((T0 + timedelta(days=1, minutes=len(self.pages)), content, f"v{len(self.pages)}"))
        return {}


@pytest.fixture
def account(aws: FakeAws) -> Account:
    """Three releases: all, only `login` and the page, only `next`; and a deploy that failed in between."""
    made = Account(aws)
    made.deploy(0, functions="login next", page="first")
    made.deploy(10, functions="login", page="second")
    made.deploy(20, functions="login next", held=False)
    made.deploy(30, functions="next")
    return made


def test_a_release_is_what_ran_after_a_deploy_that_held(account: Account) -> None:
    standing = account.look()
    ran = [dict(release.functions) for release in standing.releases]
    assert ran == [
        {"oak-login": "1", "oak-next": "1"},
        {"oak-login": "2", "oak-next": "1"},
        # Version 2 of `next` was of the deploy that failed.
        {"oak-login": "2", "oak-next": "3"},
    ]
    assert [release.pages["index.html"] for release in standing.releases] == ["first", "second", "second"]
    assert standing.at == 2


def test_back_changes_what_the_last_release_changed_and_nothing_else(account: Account) -> None:
    assert account.step(-1) == ["oak-next: version 3 → 1"]
    assert account.live == {"oak-login": "2", "oak-next": "1"}
    assert account.page == "second"
    assert account.look().at == 1


def test_back_twice_brings_the_old_page_and_forward_the_new_one(account: Account) -> None:
    account.step(-1)
    account.step(-1)
    assert (account.live["oak-login"], account.page) == ("1", "first")
    account.step(1)
    assert (account.live["oak-login"], account.page) == ("2", "second")
    account.step(1)
    assert account.look().at == 2


def test_there_is_nothing_before_the_first_and_after_the_last(account: Account) -> None:
    assert account.look().step(1) is None
    account.step(-1)
    account.step(-1)
    assert account.look().step(-1) is None


def test_a_rollback_that_broke_off_is_none_of_the_releases_and_either_way_is_open(account: Account) -> None:
    account.step(-1)
    account.live["oak-login"] = "1"
    standing = account.look()
    assert standing.at is None
    assert (standing.step(-1), standing.step(1)) == (standing.releases[1], standing.releases[2])


def test_a_page_that_was_put_back_is_not_of_the_release_that_comes_after(account: Account) -> None:
    account.step(-1)
    account.step(-1)
    account.deploy(60 * 25, functions="login")
    standing = account.look()
    assert standing.releases[-1].pages["index.html"] == "second"
    # What is live is still the page of before: `update` puts it right.
    assert standing.at is None
    releases.go_to(opened(), standing, standing.releases[-1])
    assert account.page == "second"


class TestOriginSecret:
    """An old version must take what CloudFront sends by now."""

    @pytest.fixture(autouse=True)
    def sent(self, aws: FakeAws) -> None:
        Account(aws)
        header = {"HeaderName": "x-ringround-origin", "HeaderValue": "third"}
        api = {"Id": "api", "DomainName": "api", "CustomHeaders": {"Quantity": 1, "Items": [header]}}
        files = {"Id": "files", "DomainName": "files", "CustomHeaders": {"Quantity": 0}}
        config = {
            "CallerReference": "1",
            "Origins": {"Quantity": 2, "Items": [files, api]},
            "DefaultCacheBehavior": {"TargetOriginId": "files", "ViewerProtocolPolicy": "https-only"},
            "Comment": "",
            "Enabled": True,
        }
        aws.on("cloudfront", "GetDistributionConfig", {"DistributionConfig": config})

    def _know(self, aws: FakeAws, known: dict[str, str]) -> list[str]:
        def configuration(given: dict[str, Any]) -> dict[str, Any]:
            return {"Environment": {"Variables": known | {"VERSION": given["Qualifier"]}}}

        aws.on("lambda", "GetFunctionConfiguration", configuration)
        return origin.functions_that_refuse(opened(), "oakshire", {"oak-login": "1"})

    def test_the_one_after_its_own_is_taken(self, aws: FakeAws) -> None:
        assert self._know(aws, {"RINGROUND_ORIGIN_SECRETS": "second,third"}) == []

    def test_two_changes_later_it_would_refuse(self, aws: FakeAws) -> None:
        assert self._know(aws, {"RINGROUND_ORIGIN_SECRETS": "first,second"}) == ["oak-login version 1"]

    def test_a_function_that_nobody_calls_from_outside_is_no_matter(self, aws: FakeAws) -> None:
        assert self._know(aws, {}) == []


@pytest.mark.parametrize(("table", "late"), [("oak-restored", ["oak-login"]), ("oak-one", []), ("", [])])
def test_functions_of_a_release_that_works_on_another_table_are_found(
    aws: FakeAws, table: str, late: list[str]
) -> None:
    def configuration(given: dict[str, Any]) -> dict[str, Any]:
        assert given["Qualifier"] == "1"
        works = given["FunctionName"] == "oak-login"
        return {"Environment": {"Variables": {"RINGROUND_TABLE": "oak-one"} if works else {}}}

    aws.on("lambda", "GetFunctionConfiguration", configuration)
    release = Release(T0, T0, {"oak-login": "1", "oak-check": "1"}, {})
    assert releases.on_another_table(opened(), release, table) == late


def test_a_page_is_put_back_with_its_headers(mocked_aws: Any) -> None:
    assert mocked_aws is not None
    s3 = boto3.client("s3", region_name="eu-west-2")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    first = ""
    for body in ("second", "first"):
        put = s3.put_object(
            Bucket=BUCKET, Key="index.html", Body=body, CacheControl="no-cache", ContentType="text/html"
        )
        first = first or put["ETag"]
    release = Release(T0, T0, {}, {"index.html": first})
    standing = Standing((release,), {}, {"index.html": "other"}, BUCKET)
    assert len(releases.go_to(opened(), standing, release)) == 1
    shown = s3.get_object(Bucket=BUCKET, Key="index.html")
    assert (shown["Body"].read(), shown["CacheControl"], shown["ContentType"]) == (b"second", "no-cache", "text/html")
    gone = Release(T0, T0, {}, {"index.html": "of long ago"})
    with pytest.raises(AccountError, match="no longer has"):
        releases.go_to(opened(), standing, gone)
