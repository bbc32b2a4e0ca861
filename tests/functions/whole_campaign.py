"""A whole campaign of people with names that stand nowhere else, through the handlers: from the first volunteer to the
certificate, with everything that can go wrong on the way.

What is written, asked and answered is kept, apart by what it is: what must hold the names (so that a search which finds
none elsewhere is worth something) and what must not.
"""

import io
import json
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest

from ringround import settings, wiring
from ringround.domain.errors import TryAgain
from ringround.storage import imports_files
from ringround.storage.schema import EXPIRES
from tests.events import LAMBDA, Answer, Browser
from tests.functions.conftest import DAY, Deployed
from tests.support.items import kind_of

CALLER, ORGANISER, ADMIN, CHIEF = "quintessa.q", "octavia.o", "ambrosius.a", "cornelius.c"
FUNCTIONS = {
    settings.IMPORT_FUNCTION: "import_contacts",
    settings.ARRANGE_FUNCTION: "arrange_households",
    settings.EXPORT_FUNCTION: "export_results",
    settings.CLOSE_FUNCTION: "close_campaign",
}

MARKS = {
    **{f"an elector's {what}": mark for what, mark in (("first name", "Ottoline"), ("surname", "Quirkewell"))},
    **{f"another's {what}": mark for what, mark in (("first name", "Zebedee"), ("surname", "Thistlewick"))},
    "an elector number": "QX-7717",
    "an address": "Quincefield",
    "a postcode": "XX1 9ZZ",
    "a mobile number": "7700900411",
    "a number as it is read out": "07700 900411",
    "a landline number": "1134960422",
    "a number that objected": "7700900499",
    "a kept column": "periwinkle",
    "a note on a person": "hipbone",
    "a note on a call": "macaroon",
    "a note on a skip": "bulldozer",
    "an answer in free text": "swimmingpool",
    "a language": "Klingonese",
    "a note to the organisers": "aardvark",
    "a volunteer's address": CALLER,
    "a volunteer's name": "Quintessa",
    "an organiser's address": ORGANISER,
    "an organiser's name": "Octavia",
    "an admin's name": "Ambrosius",
    "somebody who joins": "wilhelmina",
    "a file's name": "pemberley",
}
NETWORK = "198.51.100.77"

REGISTER = """Elector Number Prefix,Elector Number,Surname,Forename,Address1,PostCode,Hobby
QX,7717,Quirkewell,Ottoline,1 Quincefield,XX1 9ZZ,periwinkle
QX,7718,Thistlewick,Zebedee,1 Quincefield,XX1 9ZZ,periwinkle
QX,7719,Thistlewick,Anselm,2 Quincefield,XX1 9ZZ,
QX,7720,Thistlewick,Berengar,3 Quincefield,XX1 9ZZ,
QX,7721,Thistlewick,Cosmo,4 Quincefield,XX1 9ZZ,
QX,7722,Thistlewick,Drogo,5 Quincefield,XX1 9ZZ,
QX,7723,Thistlewick,Eudora,6 Quincefield,XX1 9ZZ,
"""
PHONES = """Elector Number,Phone
QX-7717,07700 900411
QX-7717,0113 496 0422
QX-7718,07700 900412
QX-7719,07700 900413
QX-7720,07700 900414
QX-7721,07700 900415
QX-7722,07700 900416
QX-7723,07700 900417
QX-7724,07700 900411 Quirkewell
"""
SCRIPT = {
    "title": "Doors",
    "blocks": [{"id": "issue", "type": "question", "kind": "text", "label": "What would make up your mind?"}],
}


@dataclass
class Campaign:
    """What a campaign takes and gives. `held` is what must hold the names: tables, files, mails, good answers; `said`
    is what must not, each with where it comes from. `passing` are the kinds of items that go by themselves, `lasting`
    those that do not."""

    deployed: Deployed
    patch: pytest.MonkeyPatch
    held: list[str] = field(default_factory=list)
    said: list[tuple[str, str]] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)
    statuses: set[int] = field(default_factory=set)
    lasting: set[str] = field(default_factory=set)
    passing: set[str] = field(default_factory=set)
    waiting: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    runs: int = 0

    def __post_init__(self) -> None:
        for name, value in FUNCTIONS.items():
            self.patch.setenv(name, value)
        self.buckets = {name: f"{self.deployed.table.name}-{name}" for name in ("uploads", "exports")}
        self.patch.setenv(settings.UPLOADS, self.buckets["uploads"])
        self.patch.setenv(settings.EXPORTS, self.buckets["exports"])
        self.patch.setattr(wiring, "start", lambda function, event: self.waiting.append((function, event)))
        self.patch.setattr(wiring, "sleep", self._sleep)
        for name in ("imports_write.LANES", "imports_run.LANES", "imports_undo.LANES", "arrange.WORKERS"):
            # The mock's writes are not atomic between threads.
            self.patch.setattr(f"ringround.usecases.{name}", 1)
        wiring.settings.cache_clear()
        self.s3 = wiring.client("s3")
        for bucket in self.buckets.values():
            self.s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})

    def _sleep(self, seconds: float) -> None:
        self.deployed.now += int(seconds) or 1

    def ask(self, browser: Browser, request: str, body: Any = None, **how: Any) -> Answer:
        """One request; what it said goes where it belongs, and what it started is run."""
        method, path = request.split(maxsplit=1)
        if not path.startswith("/api/ringing-back?"):
            # The number that somebody types to find who rings back is the one thing that stands in a query: no log has
            # one (`infra.access_log`).
            self.said.append(("an address that was asked for", path))
        answer = browser.send(method, path, body, **how)
        self.statuses.add(answer.status)
        text = json.dumps(answer.body, ensure_ascii=False)
        if answer.status >= 400:
            self.said.append((f"the answer to {method} {path.partition('?')[0]}", text))
        else:
            self.held.append(text)
        self.said += [("a header", str(value)) for value in answer.headers.values()]
        self.run()
        return answer

    def run(self) -> None:
        """Run what was started, and what that starts."""
        while self.waiting:
            function, event = self.waiting.pop(0)
            self.invoke(function, event)

    def invoke(self, function: str, event: dict[str, Any]) -> Any:
        """Run a function that is not asked; what it raises is what Lambda would log."""
        self.runs += 1
        context = SimpleNamespace(**{**vars(LAMBDA), "aws_request_id": f"run-{self.runs}-{self.deployed.now}"})
        handler = import_module(f"functions.{function}.handler").handler
        try:
            answer = handler(event, context)
        except Exception as error:  # noqa: BLE001 - whatever it is, the runtime would write it down
            self.said.append((f"a fault of {function}", f"{type(error).__name__}: {error} {error.__cause__}"))
            return None
        self.said.append((f"what {function} gives back", json.dumps(answer)))
        return answer

    def look(self) -> None:
        """Keep what there is now: the table, files and what they are called, mails."""
        table = self.deployed.table
        items = table.client.scan(TableName=table.name, ConsistentRead=True)["Items"]
        self.held.append(json.dumps(items, default=str, ensure_ascii=False))
        for item in items:
            kept = self.lasting if EXPIRES not in item else self.passing
            kept.add(kind_of(item["pk"]["S"], item["sk"]["S"]))
        for bucket in self.buckets.values():
            for each in self.s3.list_objects_v2(Bucket=bucket).get("Contents", []):
                self.said.append(("the name of a file", each["Key"]))
                self.held += _texts(self.s3.get_object(Bucket=bucket, Key=each["Key"])["Body"].read())
        self.held += [f"{to} {text}" for to, text in self.deployed.mails]
        self.said += [("the subject of a mail", subject) for subject in self.deployed.subjects]
        self.said += [("a mail to nobody", f"{subject} {text}") for subject, text in self.deployed.to_nobody]

    def sign_in(self, name: str, join: str = "") -> Browser:
        """Somebody signs in by a code from a mail."""
        browser, email = Browser(ip=NETWORK), f"{name}@example.org"
        asked = {"email": email, "name": name.title(), "join": join}
        self.ask(browser, "POST /api/login/code", asked)
        code = self.deployed.last_code()
        self.ask(browser, "POST /api/login", {**asked, "code": "000000"})
        self.ask(browser, "POST /api/login", {**asked, "code": code})
        token, device = browser.cookie.partition(".")[2], browser.device.partition("=")[2].partition(".")[0]
        self.secrets += [code, token, device]
        return browser

    @staticmethod
    def failing(error: BaseException) -> Callable[..., Any]:
        """What fails with an error that names somebody."""

        def fail(*_: Any, **__: Any) -> Any:
            raise error

        return fail


def _texts(body: bytes) -> list[str]:
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return [archive.read(name).decode("utf-8-sig") for name in archive.namelist()]
    return [body.decode("utf-8-sig", "replace")]


def run_all(of: Campaign) -> None:
    """The campaign."""
    people = {ORGANISER: "organiser", ADMIN: "admin", CHIEF: "admin"}
    volunteers = [{"email": f"{e}@example.org", "name": e.title(), "role": role} for e, role in people.items()]
    asked = {"name": "Riverside by-election", "volunteers": volunteers, "join_code": "RIVER", "poll_date": "2027-03-04"}
    of.invoke("set_up", asked)
    organiser, admin, chief = (of.sign_in(name) for name in (ORGANISER, ADMIN, CHIEF))
    organise(of, organiser)
    caller, other = of.sign_in(CALLER, "RIVER"), of.sign_in("wilhelmina.w", "RIVER")
    ring(of, caller, other)
    of.look()
    lists(of, organiser, admin)
    faults(of, caller, organiser)
    removal(of, organiser, admin)
    of.look()
    the_end(of, admin, chief, caller)
    of.look()


def organise(of: Campaign, by: Browser) -> None:
    """Lists, a bank and its script."""
    files = {"pemberley.csv": REGISTER, "pemberley phones.csv": PHONES}
    sizes = [{"name": name, "size": len(text)} for name, text in files.items()]
    begun = of.ask(by, "POST /api/organiser/imports", {"files": sizes, "bank": "main"}).body["import"]["id"]
    for place, text in enumerate(files.values()):
        key = imports_files.upload_key(begun, place)
        of.s3.put_object(Bucket=of.buckets["uploads"], Key=key, Body=text.encode())
    of.ask(by, f"POST /api/organiser/imports/{begun}/check")
    of.ask(by, f"POST /api/organiser/imports/{begun}/start")
    assert of.ask(by, f"GET /api/organiser/imports/{begun}").body["import"]["state"] == "done"
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    hours = {day: ["00:00", "23:59"] for day in days}
    rules = {"hours": hours, "screening": False, "cool_down_minutes": 0, "leaderboard": True}
    of.ask(by, "PUT /api/organiser/banks/main", rules)
    of.ask(by, "PUT /api/organiser/banks/main/script", {**SCRIPT, "based_on": 1})
    assert of.ask(by, "POST /api/organiser/banks/main/open").status == 200
    of.ask(by, "GET /api/organiser/fields")
    target = {"all": [{"subject": "column", "name": "Hobby", "is": "any_of", "values": ["periwinkle"]}]}
    of.ask(by, "POST /api/organiser/count", {"target": target})


def ring(of: Campaign, caller: Browser, other: Browser) -> None:
    """Calls of every kind, with notes; a skip, somebody who rings back, and requests that are refused."""
    of.ask(caller, "GET /api/start")
    of.ask(caller, "PUT /api/me", {"on_leaderboard": True})
    outcomes: list[dict[str, Any]] = [
        {"outcome": "answered", "note": "macaroon", "want_next": False},
        {"outcome": "not_home"},
        {"outcome": "language_barrier", "language": "Klingonese"},
        {"outcome": "wrong_number"},
    ]
    for more in outcomes:
        claim = of.ask(caller, "POST /api/banks/main/next").body["claim"]
        path = f"/api/claims/{claim['id']}/response"
        for wrong in ({"outcome": "Ottoline"}, {"outcome": "answered", "people": [{"person": "Quirkewell"}]}):
            of.ask(caller, f"POST {path}", wrong)
        of.ask(caller, f"POST {path}", raw='{"note": "macaroon')
        of.ask(caller, f"POST {path}", raw=json.dumps({"note": "macaroon" * 10_000}))
        of.ask(other, f"POST {path}", {"outcome": "not_home", "note": "macaroon"})
        who, number = claim["people"][0]["id"], claim["numbers"][0]["e164"]
        said = {"person": who, "note": "hipbone", "flag": "please_look"}
        if more["outcome"] == "answered":
            said |= {"answers": {"issue": "swimmingpool"}}
        people = [said] if more["outcome"] in {"answered", "language_barrier"} else []
        of.ask(caller, f"POST {path}", {**more, "number": number, "people": people})
        of.ask(caller, f"PUT {path}", {"outcome": "busy", "note": "macaroon", "number": number})
        of.ask(caller, f"PUT {path}", {**more, "number": number, "people": people})
        of.ask(caller, f"GET /api/ringing-back?number={quote(number)}")
        found = of.ask(caller, f"GET /api/ringing-back?number={number[-6:]}").body
        for match in found.get("matches", []):
            taken = {"household": match["household"], "number": match["number"]["id"], "bank": match["bank"]}
            of.ask(caller, "POST /api/ringing-back", taken)
            of.ask(other, "POST /api/ringing-back", taken)
        for held in of.ask(caller, "GET /api/claims").body["claims"]:
            of.ask(caller, f"DELETE /api/claims/{held['id']}")
    claim = of.ask(caller, "POST /api/banks/main/next").body["claim"]
    of.ask(caller, f"POST /api/claims/{claim['id']}/renew")
    of.ask(caller, f"POST /api/claims/{claim['id']}/skip", {"reason": "problem", "note": "bulldozer"})
    of.ask(caller, "POST /api/my/notes", {"id": "note-0001", "text": "aardvark"})
    of.ask(caller, "POST /api/my/notes", {"id": "aardvark!", "text": "aardvark"})
    for path in ("me", "banks", "my/calls", "my/callbacks", "claims/standing", "banks/main/leaderboard", "banks/none"):
        of.ask(caller, f"GET /api/{path}")
    of.ask(Browser(), "GET /api/me")
    of.ask(caller, "GET /api/organiser/volunteers")


def lists(of: Campaign, by: Browser, admin: Browser) -> None:
    """Lists of every kind, what does not fit, every export, and people who ask."""
    post = "POST /api/organiser"
    of.ask(by, f"{post}/join", {})
    of.ask(by, f"{post}/voted", {"electors": ["QX-7722", "Quirkewell"]})
    of.ask(by, f"{post}/suppression", {"numbers": ["07700 900499", "Ottoline"], "reason": "objection"})
    of.ask(admin, f"{post}/suppression/lift", {"number": "07700 900411", "reason": "tps"})
    of.ask(by, f"{post}/screening", {"screened_on": "2027-02-20", "numbers": ["07700 900413"]})
    for item in of.ask(by, "GET /api/organiser/quality").body["items"]:
        of.ask(by, f"{post}/quality/{item['id']}", {"decision": item["decisions"][0]})
        of.ask(by, f"{post}/quality/{item['id']}", {"decision": item["decisions"][0]})
    for kind in ("attempts", "latest", "van", "register", "numbers"):
        made = of.ask(by, f"{post}/exports", {"kind": kind}).body["export"]["id"]
        name = of.ask(by, f"{post}/exports/{made}/link").body["name"]
        of.said.append(("what a download is called", name))
    for asked in ({"elector": "QX-7717"}, {"number": "07700 900412"}, {"name": "Anselm Thistlewick"}, {"name": "X"}):
        found = of.ask(admin, f"{post}/people/find", asked)
        if "job" in found.body:
            found = of.ask(admin, f"{post}/people/find", {"job": found.body["job"]["id"]})
        for person in found.body.get("people", []):
            told = of.ask(admin, f"{post}/people/{person['id']}/held").body["job"]["id"]
            of.said.append(("what a download is called", of.ask(admin, f"{post}/exports/{told}/link").body["name"]))
    (person,) = of.ask(admin, f"{post}/people/find", {"elector": "QX-7723"}).body["people"]
    of.ask(admin, f"{post}/people/{person['id']}/erase", {"household": person["household"]})
    for each in of.ask(by, "GET /api/organiser/imports").body["imports"]:
        of.ask(by, f"{post}/imports/{each['id']}/undo")
    for path in ("overview", "results", "notes", "audit", "volunteers", "settings", "exports", "screening"):
        of.ask(by, f"GET /api/organiser/{path}")


def faults(of: Campaign, caller: Browser, by: Browser) -> None:
    """Errors of our own that name somebody, in each function."""
    for error in (KeyError("Ottoline Quirkewell"), ValueError("+447700900411"), TryAgain("busy"), RuntimeError(CALLER)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("ringround.storage.households.get_many", of.failing(error))
            patch.setattr("ringround.storage.table.Table.query", of.failing(error))
            patch.setattr("ringround.storage.scan.pages", of.failing(error))
            asked: tuple[tuple[Browser, str, Any], ...] = (
                (caller, "POST /api/banks/main/next", {}),
                (caller, "GET /api/my/calls", None),
                (caller, "GET /api/start", None),
                (caller, "POST /api/login/code", {"email": f"{CALLER}@example.org"}),
                (by, "GET /api/organiser/volunteers", None),
                (by, "GET /api/organiser/quality", None),
                (by, "POST /api/organiser/exports", {"kind": "latest"}),
                (by, "POST /api/organiser/voted", {"electors": ["QX-7717"]}),
            )
            for browser, request, body in asked:
                of.ask(browser, request, body)
            for function in FUNCTIONS.values():
                of.invoke(function, {"job": "none", "import_id": "none"})
    whose, at = [{"emailAddress": f"{CALLER}@example.org"}], "2027-02-20T12:00:00Z"
    told = {"eventType": "Bounce", "bounce": {"bounceType": "Permanent", "bouncedRecipients": whose, "timestamp": at}}
    for message in (json.dumps(told), f"no JSON, {CALLER}"):
        of.invoke("mail_events", {"Records": [{"Sns": {"Message": message}}]})
    # No mail goes there any more: they wait for a code that somebody hands out.
    of.ask(Browser(ip=NETWORK), "POST /api/login/code", {"email": f"{CALLER}@example.org"})
    with suppress(Exception):
        of.invoke("set_up", {"name": "x", "volunteers": [{"email": CALLER, "name": "Quintessa" * 99}]})


def removal(of: Campaign, by: Browser, admin: Browser) -> None:
    """Volunteers are added, removed and erased."""
    new = [{"email": "wilhelmina.w@example.org"}, {"email": "Quintessa"}]
    of.ask(by, "POST /api/organiser/volunteers", {"volunteers": new})
    for each in of.ask(by, "GET /api/organiser/volunteers").body["volunteers"]:
        path = f"/api/organiser/volunteers/{each['id']}"
        if each["email"].startswith("wilhelmina"):
            code = of.ask(admin, f"POST {path}/code")
            of.secrets += [code.body["code"]] if code.status == 200 else []
            of.ask(by, f"PUT {path}", {"name": "Wilhelmina Quintessa"})
            of.ask(by, f"DELETE {path}")
            of.ask(admin, f"POST {path}/held")
            of.ask(admin, f"POST {path}/erase")
        else:
            of.ask(by, f"PUT {path}", {"role": "admin"})


def the_end(of: Campaign, admin: Browser, chief: Browser, caller: Browser) -> None:
    """Closed, exported, destroyed."""
    close = "/api/organiser/close"
    of.ask(admin, f"POST {close}", {"name": "Octavia"})
    of.ask(admin, f"POST {close}", {"name": "Riverside by-election"})
    of.ask(caller, "GET /api/me")
    export = of.ask(admin, f"GET {close}").body["export"]["id"]
    of.ask(admin, f"POST /api/organiser/exports/{export}/link")
    of.look()
    of.ask(chief, f"POST {close}/destroy", {"name": "Riverside by-election"})
    of.deployed.now += DAY
    certificate = of.ask(Browser(), "GET /api/close").body["certificate"]
    assert certificate is not None
    of.said.append(("the certificate", json.dumps(certificate)))
