"""The whole local app for tests: `python -m infra.local` on a free port, with a data folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.local.data_folder import read_local
from infra.local.install.paths import ROOT

PATIENCE = 90.0


@dataclass(frozen=True)
class Reply:
    """What a request came to."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body, parsed."""
        return json.loads(self.body)


class RunningApp:
    """A local app in a process of its own; `url` is the site."""

    def __init__(self, data: Path, *options: str, port: int = 0, environment: Mapping[str, str] | None = None) -> None:
        self.data = data
        self.output = data.with_name(f"{data.name}.out")
        command = [sys.executable, "-m", "infra.local", "--data", str(data), "--port", str(port), *options]
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                env={**os.environ, **(environment or {})}, start_new_session=True,
            )  # fmt: skip

    def wait(self) -> RunningApp:
        """Until it answers. Fails with what it printed if it ends before."""
        end = time.monotonic() + PATIENCE
        while self.process.poll() is None and time.monotonic() < end:
            local = read_local(self.data)
            if local and local["pid"] == self.process.pid:
                return self
            time.sleep(0.05)
        raise AssertionError(f"the local app did not start:\n{self.output.read_text()}")

    @property
    def local(self) -> dict[str, Any]:
        """Its local.json."""
        found = read_local(self.data)
        assert found is not None
        return found

    @property
    def url(self) -> str:
        """Where the site is."""
        return str(self.local["site"])

    def printed(self) -> str:
        """All that it wrote to its terminal."""
        return self.output.read_text()

    def request(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """Send one request to the site."""
        request = urllib.request.Request(f"{self.url}{path}", body, dict(headers or {}), method=method)  # noqa: S310
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=40) as reply:
                return Reply(reply.status, dict(reply.headers), reply.read())
        except urllib.error.HTTPError as error:
            return Reply(error.code, dict(error.headers), error.read())

    def stop(self) -> int:
        """End it as Ctrl-C would; its exit code."""
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(timeout=20)

    def __enter__(self) -> RunningApp:
        return self.wait()

    def __exit__(self, *_: object) -> None:
        self.stop()
