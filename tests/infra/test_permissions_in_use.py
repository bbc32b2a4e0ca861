"""The handlers, run through every route, under the policies that CloudFormation would give them."""

import importlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from infra.access import TABLE_ACCESS
from ringround import settings, wiring
from ringround.api import identity
from ringround.api.routes import ROUTES
from ringround.storage import banks
from ringround.storage.table import Table
from tests import builders
from tests.infra.policy import Judge, resource_of
from tests.infra.synthesis import Template

pytestmark = pytest.mark.cdk

CODE = "246810"


class Deployed:
    """The functions as they would be deployed: one client for each, judged by its own role's policy."""

    def __init__(self, app: Template, table: Table, patch: pytest.MonkeyPatch) -> None:
        self.table = table
        self.judges = {
            name: Judge([s for s in app.statements(name) if resource_of(s) != "other"]) for name in TABLE_ACCESS
        }
        self.cookie = ""
        self._patch = patch
        patch.setenv(settings.TABLE, table.name)
        patch.setattr(wiring, "now", lambda: builders.NOW)
        patch.setattr(wiring, "new_code", lambda: CODE)

    def invoke(self, name: str, event: Mapping[str, Any]) -> Any:
        """Run a function in a process of its own, as far as its clients go."""
        wiring.forget()
        self.judges[name].watch(wiring.dynamodb())
        try:
            return importlib.import_module(f"functions.{name}.handler").handler(dict(event), None)
        finally:
            wiring.forget()

    def ask(self, request: str, body: Any = None) -> Any:
        """One request through the route table: its JSON, after a status below 400."""
        method, path = request.split()
        (route,) = (r for r in ROUTES if r.method == method and matches(r.path, path))
        answer = self.invoke(route.function, an_event(method, path, body, self.cookie))
        assert answer["statusCode"] < 400, answer
        for cookie in [*(answer.get("cookies") or ()), answer["headers"].get("Set-Cookie", "")]:
            self.cookie = cookie.partition(";")[0] or self.cookie
        return json.loads(answer["body"]) if answer.get("body") else None


def matches(pattern: str, path: str) -> bool:
    """Whether a route's path is that of a request."""
    parts, wanted = path.split("/"), pattern.split("/")
    return len(parts) == len(wanted) and all(w.startswith("{") or w == p for w, p in zip(wanted, parts, strict=True))


def an_event(method: str, path: str, body: Any, cookie: str) -> dict[str, Any]:
    """An event of an HTTP API, payload version 2."""
    return {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"content-type": "application/json", "cloudfront-viewer-address": "192.0.2.1:443"},
        "cookies": [cookie] if cookie else [],
        "requestContext": {"http": {"method": method, "path": path, "sourceIp": "192.0.2.1"}, "stage": "$default"},
        "body": json.dumps({} if body is None else body),
        "isBase64Encoded": False,
    }


@pytest.fixture
def deployed(app: Template, table: Table, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployed]:
    """The functions on an empty table."""
    yield Deployed(app, table, monkeypatch)
    wiring.forget()


def test_an_evening_of_ringing_needs_every_right_that_is_granted_and_no_other(deployed: Deployed) -> None:
    an_evening(deployed)
    for name in ("set_up", "login", "next_contact", "submit_response"):
        judge = deployed.judges[name]
        assert judge.refused == [], name
        granted = TABLE_ACCESS[name]
        assert {action for action, _ in judge.used} == {a for g in granted.grants for a in g.actions}, name
        for grant in granted.grants:
            unused = set(grant.partitions) - {pattern for action, pattern in judge.used if action in grant.actions}
            assert not unused, (name, grant.actions, unused)
        assert (("Query", "index") in judge.used) is granted.queue, name


def an_evening(deployed: Deployed) -> None:
    """Everything that volunteers can do, once."""
    campaign = {
        "name": "Riverside by-election",
        "volunteers": [{"email": "sam@example.org", "name": ""}],
        "join_code": "RIVER",
    }
    deployed.invoke("set_up", campaign)
    bank = builders.a_bank()
    banks.create(deployed.table, bank)
    banks.put_script(deployed.table, builders.a_script())
    for n in range(6):
        number = f"+44113496000{n}"
        numbers = (builders.a_number(number, "p1"),)
        builders.put(deployed.table, builders.a_household(f"house{n}", numbers=numbers), {bank.id: bank})

    ask = deployed.ask
    ask("GET /api/campaign")
    ask("POST /api/login/code", {"email": "alex@example.org", "join": "RIVER"})
    ask("POST /api/login", {"email": "alex@example.org", "code": CODE, "name": "Alex", "join": "RIVER"})
    ask("POST /api/logout")
    ask("POST /api/login/code", {"email": "sam@example.org"})
    ask("POST /api/login", {"email": "sam@example.org", "code": CODE, "name": "Samira"})
    assert deployed.cookie.startswith(identity.COOKIE)
    ask("GET /api/me")
    ask("GET /api/banks")
    ask("GET /api/banks/main")
    for outcome, more in (
        ("not_home", {}),
        ("answered", {"people": [{"person": "p1", "answers": {"support": "yes"}}]}),
        ("wrong_number", {}),
        ("do_not_call", {"want_next": True}),
    ):
        claim = ask("POST /api/banks/main/next")["claim"]["id"]
        ask(f"POST /api/claims/{claim}/renew")
        ask("GET /api/claims")
        ask(f"POST /api/claims/{claim}/response", {"outcome": outcome, **more})
        ask(f"POST /api/claims/{claim}/response", {"outcome": outcome})
    ask(f"PUT /api/claims/{claim}/response", {"outcome": "not_home"})
    held = ask("GET /api/claims")["claims"][0]["id"]
    ask(f"DELETE /api/claims/{held}")
    claim = ask("POST /api/banks/main/next")["claim"]["id"]
    ask(f"POST /api/claims/{claim}/skip", {"reason": "not_now", "want_next": True})
    ask("GET /api/my/calls")


def test_a_right_that_is_taken_away_is_missed(deployed: Deployed, app: Template) -> None:
    """The judge judges: without the desks, nobody can be signed in."""
    without = json.loads(json.dumps(app.statements("login")).replace('"D#*", ', ""))
    deployed.judges["login"] = Judge([s for s in without if resource_of(s) != "other"])
    an_evening(deployed)
    assert [r for r in deployed.judges["login"].refused if r.startswith("BatchGetItem")]
