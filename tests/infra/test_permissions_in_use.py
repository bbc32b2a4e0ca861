"""The handlers, run through every route, under the policies that CloudFormation would give them."""

import base64
import importlib
import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock
from urllib.parse import parse_qsl

import pytest

from infra.access import TABLE_ACCESS
from ringround import settings, wiring
from ringround.api import identity
from ringround.api.routes import ROUTES
from ringround.domain.claim_id import read
from ringround.domain.hours import uk_day
from ringround.domain.outcomes import Outcome
from ringround.domain.recording import Response
from ringround.storage import banks, callers, desks, households, imports_files, keys, scan
from ringround.storage.callers import Session, Volunteer
from ringround.storage.table import Table
from ringround.usecases.claim_next import Handed, claim_next
from ringround.usecases.context import Context
from ringround.usecases.respond import respond
from ringround.usecases.sign_in import hash_token
from tests import builders
from tests.infra import organising
from tests.infra.organising_banks import banks_and_scripts
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
        self.cookie = self.device = ""
        self._patch = patch
        patch.setenv(settings.TABLE, table.name)
        self.now = builders.NOW
        patch.setattr(wiring, "now", lambda: self.now)
        patch.setattr(wiring, "sleep", self._wait)
        patch.setattr(wiring, "new_code", lambda: CODE)

        self.uploads, exports = f"{table.name}-uploads", f"{table.name}-exports"
        for bucket in (self.uploads, exports):
            wiring.client("s3").create_bucket(
                Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-2"}
            )
        patch.setenv(settings.UPLOADS, self.uploads)
        patch.setenv(settings.EXPORTS, exports)
        patch.setenv(settings.IMPORT_FUNCTION, "import_contacts")
        patch.setenv(settings.ARRANGE_FUNCTION, "arrange_households")
        patch.setenv(settings.EXPORT_FUNCTION, "export_results")
        patch.setenv(settings.CLOSE_FUNCTION, "close_campaign")
        real = wiring.client
        patch.setattr(wiring, "client", lambda service: Starter(self) if service == "lambda" else real(service))

    def _wait(self, seconds: float) -> None:
        self.now += int(seconds) + 1

    def upload(self, import_id: str, text: str) -> None:
        """Put an import's one file where its link leads."""
        key = imports_files.upload_key(import_id, 0)
        wiring.client("s3").put_object(Bucket=self.uploads, Key=key, Body=text.encode())

    def invoke(self, name: str, event: Mapping[str, Any]) -> Any:
        """Run a function in a process of its own, as far as its clients go."""
        wiring.forget()
        self.judges[name].watch(wiring.dynamodb())
        try:
            handler = importlib.import_module(f"functions.{name}.handler").handler
            return handler(dict(event), SimpleNamespace(aws_request_id="one"))
        finally:
            wiring.forget()

    def ask(self, request: str, body: Any = None) -> Any:
        """One request through the route table: its JSON, after a status below 400."""
        method, path = request.split()
        (route,) = (r for r in ROUTES if r.method == method and matches(r.path, path.partition("?")[0]))
        answer = self.invoke(route.function, an_event(method, path, body, self.cookie, self.device))
        assert answer["statusCode"] < 400, answer
        for cookie in [*(answer.get("cookies") or ()), answer["headers"].get("Set-Cookie", "")]:
            value = cookie.partition(";")[0]
            if value.startswith(identity.DEVICE_COOKIE):
                self.device = value
            else:
                self.cookie = value or self.cookie
        return json.loads(answer["body"]) if answer.get("body") else None


class Starter:
    """Lambda's client, as far as the organisers' function knows it: the import runs at once."""

    def __init__(self, deployed: Deployed) -> None:
        self._deployed = deployed

    def invoke(self, *, FunctionName: str, InvocationType: str, Payload: bytes) -> None:  # noqa: N803
        """Start a function."""
        assert InvocationType == "Event"
        self._deployed.invoke(FunctionName, json.loads(Payload))


def matches(pattern: str, path: str) -> bool:
    """Whether a route's path is that of a request."""
    parts, wanted = path.split("/"), pattern.split("/")
    return len(parts) == len(wanted) and all(w.startswith("{") or w == p for w, p in zip(wanted, parts, strict=True))


def an_event(method: str, path: str, body: Any, *cookies: str) -> dict[str, Any]:
    """An event of an HTTP API, payload version 2."""
    path, _, query = path.partition("?")
    return {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": query,
        "queryStringParameters": dict(parse_qsl(query)),
        "headers": {"content-type": "application/json", "cloudfront-viewer-address": "192.0.2.1:443"},
        "cookies": [cookie for cookie in cookies if cookie],
        "requestContext": {"http": {"method": method, "path": path, "sourceIp": "192.0.2.1"}, "stage": "$default"},
        "body": json.dumps({} if body is None else body),
        "isBase64Encoded": False,
    }


@pytest.fixture
def deployed(app: Template, table: Table, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployed]:
    """The functions on an empty table."""
    yield Deployed(app, table, monkeypatch)
    wiring.forget()


def assert_least(deployed: Deployed, *names: str) -> None:
    """These functions were refused nothing, and have no right on the table that they did not use."""
    for name in names:
        judge = deployed.judges[name]
        assert judge.refused == [], name
        granted = TABLE_ACCESS[name]
        whole = {"Scan"} if granted.scan else set()
        whole |= {"BatchWriteItem", "UpdateContinuousBackups"} if granted.destroy else set()
        assert {action for action, _ in judge.used} == {a for g in granted.grants for a in g.actions} | whole, name
        for grant in granted.grants:
            unused = set(grant.partitions) - {pattern for action, pattern in judge.used if action in grant.actions}
            assert not unused, (name, grant.actions, unused)
        assert (("Query", "index") in judge.used) is granted.queue, name


def test_an_evening_of_ringing_needs_every_right_that_is_granted_and_no_other(deployed: Deployed) -> None:
    an_evening(deployed)
    assert_least(deployed, "set_up", "login", "mail_events", "next_contact", "submit_response")


def test_an_import_needs_every_right_that_is_granted_and_no_other(deployed: Deployed) -> None:
    an_import(deployed)
    assert_least(deployed, "organiser", "import_contacts")


def test_banks_that_change_need_every_right_that_is_granted_and_no_other(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_evening(deployed)
    callers.add(deployed.table, Volunteer("olu", "olu@example.org", "Olu", "organiser"))
    callers.start_session(deployed.table, Session("olu", hash_token("token"), builders.NOW + 9 * 24 * 3600))
    deployed.cookie = f"{identity.COOKIE}=olu.token"
    banks_and_scripts(deployed, monkeypatch)
    deployed.ask("POST /api/organiser/screening", {"screened_on": "2027-02-20", "all": True})
    assert_least(deployed, "arrange_households")
    assert deployed.judges["organiser"].refused == []
    assert deployed.judges["export_results"].refused == []


def test_results_and_the_end_need_every_right_that_is_granted_and_no_other(deployed: Deployed) -> None:
    an_evening(deployed)
    an_end(deployed)
    assert_least(deployed, "export_results", "close_campaign")
    assert deployed.judges["organiser"].refused == []
    assert len(deployed.table.client.scan(TableName=deployed.table.name)["Items"]) == 1


def an_end(deployed: Deployed) -> None:
    """Results, exports, settings, and the end of a campaign that is set up already, by two organisers."""
    for who in ("olu", "ada"):
        callers.add(deployed.table, Volunteer(who, f"{who}@example.org", who.title(), "organiser"))
        callers.start_session(deployed.table, Session(who, hash_token("token"), builders.NOW + 9 * 24 * 3600))
    name = banks.get_campaign(deployed.table).name
    deployed.cookie, ask = f"{identity.COOKIE}=olu.token", deployed.ask
    ask("GET /api/organiser/results")
    ada = Volunteer("adam", "adam@example.org", "Adam", "admin")
    callers.add(deployed.table, ada)
    callers.start_session(deployed.table, Session("adam", hash_token("token"), builders.NOW + 9 * 24 * 3600))
    deployed.cookie = f"{identity.COOKIE}=adam.token"
    ask("POST /api/organiser/people/p1/held")
    deployed.cookie = f"{identity.COOKIE}=olu.token"
    ask("POST /api/organiser/exports", {"kind": "attempts", "since_last": True})
    made = ask("GET /api/organiser/exports")["exports"][0]
    assert made["state"] == "done"
    ask(f"POST /api/organiser/exports/{made['id']}/link")
    picture = base64.b64encode(bytes.fromhex("89504e470d0a1a0a")).decode()
    for logo in (f"data:image/png;base64,{picture}", None):
        ask("PUT /api/organiser/settings", {"logo": logo})
    ask("GET /api/organiser/settings")
    ask("POST /api/organiser/close", {"name": name})
    ask("DELETE /api/organiser/close")
    ask("POST /api/organiser/close", {"name": name})
    export = ask("GET /api/organiser/close")["export"]["id"]
    ask(f"POST /api/organiser/exports/{export}/link")
    deployed.cookie = f"{identity.COOKIE}=ada.token"
    late = next(item for page in scan.calls(deployed.table) for item in page)
    late["sk"] = late["sk"][:-1] + "9"
    deployed.table.put(late)
    ask("POST /api/organiser/close/destroy", {"name": name})
    assert ask("GET /api/organiser/close")["job"]["error"]["code"] == "recorded_since"
    deployed.table.delete({"pk": late["pk"], "sk": late["sk"]})
    ask("POST /api/organiser/close/destroy", {"name": name})
    assert ask("GET /api/close")["certificate"]


def a_bank_of_six(deployed: Deployed) -> None:
    """A campaign with one volunteer, and a bank of six households."""
    campaign = {
        "name": "Riverside by-election",
        "volunteers": [{"email": "sam@example.org", "name": ""}],
        "join_code": "RIVER",
    }
    deployed.invoke("set_up", campaign)
    bank = builders.a_bank(leaderboard=True)
    banks.create(deployed.table, bank)
    banks.put_script(deployed.table, builders.a_script())
    for n in range(6):
        number = f"+44113496000{n}"
        numbers = (builders.a_number(number, "p1"),)
        builders.put(deployed.table, builders.a_household(f"house{n}", numbers=numbers), {bank.id: bank})
        deployed.table.put({**keys.number(number), "household": f"house{n}"})


def an_evening(deployed: Deployed) -> None:
    """Everything that volunteers can do, once."""
    a_bank_of_six(deployed)
    ask = deployed.ask
    ask("GET /api/campaign")
    ask("GET /api/campaign/logo")
    ask("GET /api/join/RIVER")
    ask("POST /api/login/code", {"email": "alex@example.org", "join": "RIVER"})
    ask("POST /api/login", {"email": "alex@example.org", "code": CODE, "name": "Alex", "join": "RIVER"})
    ask("POST /api/logout")
    ask("POST /api/login/code", {"email": "sam@example.org"})
    assert deployed.invoke("mail_events", a_mail_that_is_late("sam@example.org")) == {"heard": 1}
    ask("POST /api/login", {"email": "sam@example.org", "code": CODE, "name": "Samira"})
    assert deployed.invoke("set_up", {"code_for": "sam@example.org"})["code"] == CODE
    assert deployed.cookie.startswith(identity.COOKIE)
    ask("GET /api/start")
    ask("GET /api/me")
    ask("GET /api/banks")
    ask("GET /api/banks/main")
    ask("PUT /api/me", {"on_leaderboard": True})
    for outcome, more in (
        ("not_home", {}),
        ("answered", {"people": [{"person": "p1", "answers": {"support": "yes"}}]}),
        ("wrong_number", {}),
        ("do_not_call", {"want_next": True}),
    ):
        claim = ask("POST /api/banks/main/next")["claim"]["id"]
        ask(f"POST /api/claims/{claim}/renew")
        ask("GET /api/claims")
        ask("GET /api/claims/standing")
        ask(f"POST /api/claims/{claim}/response", {"outcome": outcome, **more})
        ask(f"POST /api/claims/{claim}/response", {"outcome": outcome})
    ask(f"PUT /api/claims/{claim}/response", {"outcome": "not_home"})
    recorded = claim
    held = ask("GET /api/claims")["claims"][0]["id"]
    broken_off(deployed, held)
    ask(f"DELETE /api/claims/{held}")
    claim = ask("POST /api/banks/main/next")["claim"]["id"]
    ask(f"POST /api/claims/{claim}/skip", {"reason": "problem", "want_next": True})
    ask("GET /api/my/calls")
    ask(f"GET /api/my/calls/{recorded}")
    ask("GET /api/my/callbacks")
    number = ask(f"GET /api/my/calls/{recorded}")["call"]["number"]
    (match,) = ask(f"GET /api/ringing-back?number={number.removeprefix('+')}")["matches"]
    assert match in ask(f"GET /api/ringing-back?number={number[-4:]}")["matches"]
    sent = {"household": match["household"], "number": match["number"]["id"], "bank": "main"}
    taken = ask("POST /api/ringing-back", sent)["claim"]["id"]
    ask(f"POST /api/claims/{taken}/renew")
    ask("POST /api/my/notes", {"id": "note-0001", "text": "Hello"})
    deployed.table.delete(keys.progress("main"))
    assert ask("GET /api/banks/main/leaderboard")["entries"]
    ask("GET /api/start")


def broken_off(deployed: Deployed, claim: str) -> None:
    """A call stands, and nothing that follows from it is done; organisers are to hear of it."""
    context = Context(deployed.table, banks.get_campaign(deployed.table))
    caller = deployed.cookie.partition("=")[2].partition(".")[0]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ringround.usecases.complete.put_on_log", Mock(side_effect=ConnectionError))
        with pytest.raises(ConnectionError):
            respond(context, caller, claim, Response(Outcome.LANGUAGE_BARRIER), now=builders.NOW)
    home = households.get(deployed.table, read(claim, context.campaign.secret).household)
    assert home is not None
    # A list takes them elsewhere before anybody comes: where they are now is looked for.
    moved = {p: replace(person, marks={Outcome.MOVED: builders.NOW}) for p, person in home.people.items()}
    gone = {e164: replace(number, dead=True) for e164, number in home.numbers.items()}
    deployed.table.put(households.to_item(replace(home, people=moved, numbers=gone)))


def a_mail_that_is_late(to: str) -> dict[str, Any]:
    """What the topic hands to the function that hears of mails."""
    said = {"delayedRecipients": [{"emailAddress": to}], "timestamp": "2027-02-20T12:00:00Z"}
    return {"Records": [{"Sns": {"Message": json.dumps({"eventType": "DeliveryDelay", "deliveryDelay": said})}}]}


REGISTER = """Elector Number Prefix,Elector Number,Surname,Forename,Address1,PostCode,Mobile
AB,1,Shah,Priya,12 Mill Lane,RS1 2AB,07700 900001
AB,2,Shah,Dev,12 Mill Lane,RS1 2AB,07700 900001
AB,3,Lee,Kit,1 High Street,RS1 2AC,07700 900001
"""

TWO_AT_HOME = """Elector Number Prefix,Elector Number,Surname,Forename,Address1,PostCode,Mobile
AB,7,Shah,Priya,40 Mill Lane,RS1 2AB,07700 900077
AB,8,Shah,Dev,40 Mill Lane,RS1 2AB,
"""


def an_import(deployed: Deployed) -> None:
    """Everything that an organiser can do: a bank, a file, the import of it, once more, and a look at both."""
    organiser = {"email": "olu@example.org", "name": "Olu", "role": "organiser"}
    deployed.invoke("set_up", {"name": "Riverside by-election", "volunteers": [organiser]})
    ask = deployed.ask
    ask("GET /api/openapi.json")
    ask("POST /api/login/code", {"email": "olu@example.org"})
    ask("POST /api/login", {"email": "olu@example.org", "code": CODE})
    ask("POST /api/organiser/banks", {"id": "first", "name": "First bank"})
    for bank, text in (("first", REGISTER), ("first", REGISTER.replace("Dev", "Devan")), ("second", REGISTER)):
        a_list(deployed, bank, text)
    for each in ask("GET /api/organiser/imports")["imports"]:
        job = ask(f"POST /api/organiser/imports/{each['id']}/undo")["job"]
        assert ask(f"GET /api/organiser/jobs/{job['id']}")["job"]["state"] == "done"
    a_list(deployed, "first", TWO_AT_HOME)
    a_call_that_breaks_off(deployed, "first")
    a_list(deployed, "first", TWO_AT_HOME.replace("Priya,40 Mill Lane", "Priya,5 New Road"))
    assert len(ask("GET /api/organiser/banks")["banks"]) == 2
    assert ask("GET /api/organiser/notes")["notes"] == []
    organising.people_and_lists(deployed)
    organising.settings_and_an_end_called_off(deployed, "Riverside by-election")


def a_list(deployed: Deployed, bank: str, text: str) -> None:
    """An import, from the upload to its end. Ids begin with their time: the last one is undone first."""
    ask, deployed.now = deployed.ask, deployed.now + 1
    begun = ask("POST /api/organiser/imports", {"files": [{"name": "r.csv", "size": len(text)}], "bank": bank})
    import_id = begun["import"]["id"]
    deployed.upload(import_id, text)
    ask(f"POST /api/organiser/imports/{import_id}/check")
    ask(f"POST /api/organiser/imports/{import_id}/start")
    found = ask(f"GET /api/organiser/imports/{import_id}")
    assert found["import"]["state"] == "done", found


def a_call_that_breaks_off(deployed: Deployed, bank: str) -> None:
    """A household is rung, and nothing that follows from the call is done; then its lease runs out."""
    context, chance = Context(deployed.table, banks.get_campaign(deployed.table)), random.Random(1)
    caller = deployed.cookie.partition("=")[2].partition(".")[0]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ringround.usecases.complete.put_on_log", Mock(side_effect=ConnectionError))
        desk = desks.get(deployed.table, uk_day(deployed.now), caller)
        found = claim_next(context, context.bank(bank), desk, now=deployed.now, chance=chance)
        assert isinstance(found, Handed)
        with pytest.raises(ConnectionError):
            respond(context, caller, found.claim.id, Response(Outcome.NOT_HOME), now=deployed.now)
    home = households.get(deployed.table, found.household.id)
    assert home is not None
    over = replace(found.claim, until=deployed.now)
    deployed.table.put(households.to_item(replace(home, claim=over)))


def test_a_right_that_is_taken_away_is_missed(deployed: Deployed, app: Template) -> None:
    """The judge judges: without the desks, nobody can be signed in."""
    without = json.loads(json.dumps(app.statements("login")).replace('"D#*", ', ""))
    deployed.judges["login"] = Judge([s for s in without if resource_of(s) != "other"])
    an_evening(deployed)
    assert [r for r in deployed.judges["login"].refused if r.startswith("BatchGetItem")]
