"""A campaign through the whole local app, on the real engine: nothing that its parts write says who anybody is; and
somebody is told what is held of them, and erased, as over the site."""

import io
import json
import time
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest

from ringround.storage import callers
from ringround.storage.callers import Session, Volunteer
from ringround.usecases.sign_in import hash_token
from tests.browser import seeding
from tests.support.local_app import RunningApp

PATIENCE = 120.0
NAMES = (
    "Ottoline",
    "Quirkewell",
    "Zebedee",
    "pemberley",
    "macaroon",
    "aardvark",
    "Quincefield",
    "7700900411",
    "QX-7717",
)
REGISTER = """Elector Number Prefix,Elector Number,Surname,Forename,Address1,PostCode,Mobile
QX,7717,Quirkewell,Ottoline,1 Quincefield,XX1 9ZZ,07700 900411
QX,7718,Thistlewick,Zebedee,2 Quincefield,XX1 9ZZ,07700 900412
"""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    """A local app with a campaign and an admin."""
    with RunningApp(tmp_path_factory.mktemp("names") / "data", "--empty", "--verbose") as running:
        table = seeding.table_of(running)
        seeding.empty(table)
        seeding.seed(table, ())
        for who, role in (("ada", "admin"), ("sam", "caller")):
            callers.add(table, Volunteer(who, f"{who}@example.org", who.title(), role))  # type: ignore[arg-type]
            callers.start_session(table, Session(who, hash_token("token"), int(time.time()) + 3600))
        yield running


def ask(app: RunningApp, who: str, request: str, body: Any = None) -> tuple[int, Any]:
    """Status and body of one request of somebody."""
    method, path = request.split()
    sent = None if method == "GET" else json.dumps(body or {}).encode()
    headers = {"Cookie": f"__Host-session={who}.token", "Content-Type": "application/json"}
    reply = app.request(method, path, sent, headers)
    return reply.status, json.loads(reply.body) if reply.body else None


def until_done(app: RunningApp, path: str, part: str) -> Any:
    """What stands at a path once it has come to an end."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = ask(app, "ada", f"GET {path}")[1][part]
        if found["state"] in {"done", "failed"}:
            return found
        time.sleep(0.2)
    raise AssertionError(f"{path} did not end")


def job(app: RunningApp, request: str, body: Any = None) -> Any:
    """A job that a request begins, at its end."""
    begun = ask(app, "ada", request, body)[1]["job"]
    return until_done(app, f"/api/organiser/jobs/{begun['id']}", "job")


def an_import(app: RunningApp) -> None:
    """The list, uploaded and imported."""
    files = [{"name": "pemberley.csv", "size": len(REGISTER)}]
    begun = ask(app, "ada", "POST /api/organiser/imports", {"files": files, "bank": "main"})[1]
    link = begun["uploads"][0]["url"]
    assert urlsplit(link).hostname == "127.0.0.1"
    with urlopen(Request(link, REGISTER.encode(), method="PUT"), timeout=60) as answer:  # noqa: S310 - this machine
        assert answer.status == 200
    path = f"/api/organiser/imports/{begun['import']['id']}"
    ask(app, "ada", f"POST {path}/start")
    assert until_done(app, path, "import")["state"] == "done"


def written(app: RunningApp) -> str:
    """All that the app and its parts wrote, to files and to the terminal."""
    logs = [path.read_text(errors="replace") for path in sorted((app.data / "logs").glob("*.log"))]
    return "\n".join([*logs, app.printed()])


def test_nobody_is_in_what_it_writes_and_who_asks_is_told_and_erased(app: RunningApp) -> None:
    an_import(app)
    status, answer = ask(app, "sam", "POST /api/banks/main/next")
    assert status == 200
    claim, person = answer["claim"]["id"], answer["claim"]["people"][0]
    said = {"outcome": "not_home", "note": "macaroon", "number": answer["claim"]["numbers"][0]["e164"]}
    assert ask(app, "sam", f"POST /api/claims/{claim}/response", {**said, "outcome": "Ottoline"})[0] == 400
    assert ask(app, "sam", f"POST /api/claims/{claim}/response", said)[0] == 200
    assert ask(app, "sam", "POST /api/my/notes", {"id": "note-0001", "text": "aardvark"})[0] == 201
    ask(app, "sam", "GET /api/ringing-back?number=%2B447700900411")
    ask(app, "sam", "GET /api/banks/Ottoline")
    ask(app, "sam", "GET /api/Quirkewell")

    named = f"{person['first_name']} {person['name'].split()[-1]}"
    search = job(app, "POST /api/organiser/people/find", {"name": named})
    assert search["state"] == "done"
    (found,) = ask(app, "ada", "POST /api/organiser/people/find", {"job": search["id"]})[1]["people"]
    told = job(app, f"POST /api/organiser/people/{found['id']}/held")
    link = ask(app, "ada", f"POST /api/organiser/exports/{told['id']}/link")[1]["url"]
    with urlopen(link, timeout=60) as answer, zipfile.ZipFile(io.BytesIO(answer.read())) as archive:  # noqa: S310
        held = archive.read("held.txt").decode()
    assert person["name"] in held
    assert "macaroon" in held

    erased = job(app, f"POST /api/organiser/people/{found['id']}/erase", {"household": found["household"]})
    assert (erased["state"], erased["result"]["calls"]) == ("done", 1)
    table = seeding.table_of(app)
    left = json.dumps(table.client.scan(TableName=table.name, ConsistentRead=True)["Items"], default=str)
    assert "macaroon" not in left
    assert person["name"] not in left
    # Whoever is left shows that the table had them.
    assert "Quincefield" in left
    assert [name for name in NAMES if name.casefold() in written(app).casefold()] == []
    assert "submit_response" in written(app)
