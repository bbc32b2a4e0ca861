"""A campaign that is brought to its end: everything that is started runs at once, and waiting is time that passes."""

import io
import zipfile
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest

from ringround import settings, wiring
from ringround.storage import exports_files
from tests.events import Answer, Browser
from tests.functions.conftest import Deployed

CLOSE = "/api/organiser/close"
NAME = "Riverside by-election"


class Ending:
    """The two buckets, and the organisers Olive and Otto. `started` are the functions that were started; with `held`,
    nothing is started at once."""

    def __init__(self, deployed: Deployed, patch: pytest.MonkeyPatch) -> None:
        self.deployed = deployed
        self.held = False
        self.started: list[tuple[str, str]] = []
        self.buckets = {name: f"{deployed.table.name}-{name}" for name in ("uploads", "exports")}
        patch.setenv(settings.UPLOADS, self.buckets["uploads"])
        patch.setenv(settings.EXPORTS, self.buckets["exports"])
        patch.setenv(settings.EXPORT_FUNCTION, "export_results")
        patch.setenv(settings.CLOSE_FUNCTION, "close_campaign")
        patch.setenv(settings.ARRANGE_FUNCTION, "arrange_households")
        wiring.settings.cache_clear()
        self.s3 = wiring.client("s3")
        for bucket in self.buckets.values():
            self.s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
        patch.setattr(wiring, "start", self._start)
        patch.setattr(wiring, "sleep", self._sleep)
        self.olive: Browser = deployed.browser("olive", role="organiser", expires=deployed.now + 9 * 24 * 3600)
        self.otto: Browser = deployed.browser("otto", role="admin", expires=deployed.now + 9 * 24 * 3600)

    def _start(self, function: str, event: dict[str, Any]) -> None:
        self.started.append((function, event["job"]))
        if not self.held:
            self.run(*self.started[-1])

    def run(self, function: str, job: str) -> Any:
        """Run a job in its function now."""
        handler = import_module(f"functions.{function}.handler").handler
        return handler({"job": job}, SimpleNamespace(aws_request_id=f"run-{len(self.started)}-{self.deployed.now}"))

    def _sleep(self, seconds: float) -> None:
        self.deployed.now += int(seconds) or 1

    def ask(self, browser: Browser | None = None) -> Answer:
        """Ask for the end."""
        return (browser or self.olive).post(CLOSE, {"name": NAME})

    def fetch(self) -> str:
        """Fetch the last export; what its file is called."""
        export = self.olive.get(CLOSE).body["export"]
        return str(self.olive.post(f"/api/organiser/exports/{export['id']}/link").body["name"])

    def destroy(self, browser: Browser | None = None) -> Answer:
        """Have everything destroyed, by the second organiser unless said otherwise."""
        return (browser or self.otto).post(f"{CLOSE}/destroy", {"name": NAME})

    def archive(self) -> zipfile.ZipFile:
        """The last export."""
        key = exports_files.export_key(self.olive.get(CLOSE).body["export"]["id"], ".zip")
        return zipfile.ZipFile(io.BytesIO(self.s3.get_object(Bucket=self.buckets["exports"], Key=key)["Body"].read()))

    def objects(self) -> list[str]:
        """The keys of all objects in both buckets."""
        listed = [self.s3.list_objects_v2(Bucket=bucket).get("Contents", []) for bucket in self.buckets.values()]
        return [each["Key"] for page in listed for each in page]

    def items(self) -> list[Any]:
        """All that is in the table."""
        table = self.deployed.table
        return list(table.client.scan(TableName=table.name, ConsistentRead=True)["Items"])
