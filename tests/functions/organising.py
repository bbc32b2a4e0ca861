"""An organiser's browser, and the functions that run jobs: what the organisers' function starts is run when asked."""

import json
from dataclasses import dataclass, field
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest

from ringround import settings, wiring
from ringround.usecases import arrange
from tests.events import LAMBDA, Answer, Browser
from tests.functions.conftest import Deployed

WORKERS = {
    settings.IMPORT_FUNCTION: "import_contacts",
    settings.ARRANGE_FUNCTION: "arrange_households",
    settings.EXPORT_FUNCTION: "export_results",
    settings.CLOSE_FUNCTION: "close_campaign",
}
API = "/api/organiser"


@dataclass
class Organiser:
    """Somebody with a role who asks. `started` are pairs of function and job."""

    browser: Browser
    started: list[tuple[str, str]] = field(default_factory=list)

    def ask(self, request: str, body: Any = None) -> Any:
        """The good answer to `"POST /banks"`, below the organisers' address."""
        answer = self._send(request, body)
        assert answer.status < 300, answer.body
        return answer.body

    def refused(self, request: str, body: Any = None) -> tuple[int, str]:
        """Status and code of a refusal."""
        answer = self._send(request, body)
        assert answer.status >= 400, answer.body
        return answer.status, answer.code

    def problems(self, request: str, body: Any) -> list[str]:
        """What a refusal says is wrong."""
        found: list[str] = self._send(request, body).body["error"]["details"]["problems"]
        return found

    def _send(self, request: str, body: Any) -> Answer:
        method, path = request.split()
        return self.browser.send(method, API + path, body)

    def run_jobs(self) -> list[str]:
        """Run what was started, in order; how each ended."""
        ended = []
        while self.started:
            function, job = self.started.pop(0)
            event = {"job": job}
            context = SimpleNamespace(**{**vars(LAMBDA), "aws_request_id": job})
            ended.append(import_module(f"functions.{function}.handler").handler(event, context)["state"])
        return ended


def organiser_of(deployed: Deployed, patch: pytest.MonkeyPatch, who: str = "olive") -> Organiser:
    """An organiser of a deployed campaign; jobs run in one thread, for the mock's writes are not atomic."""
    patch.setattr(arrange, "WORKERS", 1)
    patch.setattr(arrange, "PARTS", 2)
    for name, value in WORKERS.items():
        patch.setenv(name, value)
    patch.setenv(settings.EXPORTS, f"{deployed.table.name}-exports")
    wiring.settings.cache_clear()
    made = Organiser(deployed.browser(who, role="organiser"))
    real = wiring.client

    def invoke(**said: Any) -> None:
        made.started.append((said["FunctionName"], json.loads(said["Payload"])["job"]))

    def client(service: str) -> Any:
        return SimpleNamespace(invoke=invoke) if service == "lambda" else real(service)

    patch.setattr(wiring, "client", client)
    return made
