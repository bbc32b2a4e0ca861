"""A by-election's work, for `bench.function_memory`: each function does what makes it larger than all else."""

import json
import time
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final, Protocol

from bench.units_per_call import MIX, an_event
from infra.commands.sampling import files, generate
from infra.local.seed import ALL_DAY
from ringround.api.identity import COOKIE
from ringround.storage import callers, imports_files
from ringround.storage.callers import Role, Session, Volunteer
from ringround.storage.table import Table
from ringround.usecases.sign_in import hash_token

CAMPAIGN: Final = "Bench by-election"
CALLERS, CALLS_EACH = 6, 20
VOLUNTEERS: Final = 2_000
LISTS: Final = ("register.csv", "phones.csv")
LOOKS: Final = (
    *("/api/organiser/overview", "/api/organiser/banks", "/api/organiser/volunteers", "/api/organiser/results"),
    *("/api/organiser/quality", "/api/organiser/audit", "/api/organiser/notes", "/api/organiser/exports"),
    *("/api/organiser/imports", "/api/organiser/screening", "/api/organiser/fields", "/api/organiser/kinds"),
    "/api/openapi.json",
)
TARGET: Final = {"match": "all", "rules": [{"field": "tag", "is": "not_in", "values": ["member"]}]}
EXPORT_KINDS: Final = ("attempts", "latest", "van", "register", "numbers")

Call = Callable[[Any], Any]


class Running(Protocol):
    """The functions, as `bench.function_memory` runs them."""

    def running(self, name: str) -> Any:
        """A fresh process of one, as a context."""

    def drain(self) -> None:
        """Run what was started."""


class Work:
    """All the work, on an empty table and empty buckets."""

    def __init__(self, functions: Running, clients: Mapping[str, Any], folder: Path, electors: int, poll: date) -> None:
        self._functions = functions
        self._s3 = clients["s3"]
        self._dynamodb = clients["dynamodb"]
        self._folder = folder
        self._electors = electors
        self._poll = poll

    def all(self) -> None:
        """From the first deploy to the certificate of destruction."""
        for step in (self.set_up, self.sign_in, self.import_lists, self.ring, self.mail, self.organise, self.destroy):
            began = time.monotonic()
            step()
            print(f"{step.__name__}: {time.monotonic() - began:.0f} s", flush=True)

    def set_up(self) -> None:
        """The campaign and its admins, and then everybody who rings."""
        people = [{"email": f"admin{n}@example.org", "name": f"Admin {n}", "role": "admin"} for n in range(20)]
        event = {"name": CAMPAIGN, "poll_date": self._poll.isoformat(), "default_hours": ALL_DAY, "volunteers": people}
        with self._functions.running("set_up") as call:
            for _ in range(3):
                call(event)
        table = Table(self._dynamodb, "bench")
        others = [Volunteer(f"v{n}", f"v{n}@example.org", f"Volunteer {n}") for n in range(VOLUNTEERS)]
        callers.add_many(table, others)
        staff: tuple[tuple[str, Role], ...] = (("olive", "organiser"), ("oscar", "admin"))
        for who, role in (*staff, *((f"caller{n}", "caller") for n in range(CALLERS))):
            callers.add(table, Volunteer(who, f"{who}@example.org", who.title(), role))
            callers.start_session(table, Session(who, hash_token("token"), int(time.time()) + 24 * 3600))

    def sign_in(self) -> None:
        """Codes asked for and guessed, and pages that begin."""
        with self._functions.running("login") as call:
            for n in range(200):
                mail, ip = f"v{n}@example.org", f"192.0.2.{n}"
                ask(call, "POST", "/api/login/code", {"email": mail}, ip=ip)
                ask(call, "POST", "/api/login", {"email": mail, "code": "000000"}, ip=ip, refused=True)
                ask(call, "GET", "/api/me", who="caller0")

    def import_lists(self) -> None:
        """A register with its phone file, and the same once more."""
        files.write(generate.electors(self._electors, 1, self._poll, made_up_numbers=True), self._folder, 1)
        with self._functions.running("organiser") as call:
            ask(call, "POST", "/api/organiser/banks", {"id": "main", "name": "Main"}, who="olive")
            for _ in range(2):
                self._import(call)

    def _import(self, call: Call) -> None:
        sizes = [{"name": name, "size": (self._folder / name).stat().st_size} for name in LISTS]
        begun = ask(call, "POST", "/api/organiser/imports", {"files": sizes, "bank": "main"}, who="olive")
        import_id = begun["import"]["id"]
        for place, name in enumerate(LISTS):
            self._s3.upload_file(str(self._folder / name), "bench-uploads", imports_files.upload_key(import_id, place))
        for verb in ("check", "start"):
            ask(call, "POST", f"/api/organiser/imports/{import_id}/{verb}", {}, who="olive")
            self._functions.drain()
        state = ask(call, "GET", f"/api/organiser/imports/{import_id}", who="olive")["import"]
        if state["state"] != "done":
            raise RuntimeError(f"the import is {state['state']}: {state['error']}")

    def ring(self) -> None:
        """Callers, a household after the other, and once in a while a page that begins."""
        with self._functions.running("next_contact") as asked, self._functions.running("submit_response") as told:
            for n in range(CALLERS):
                who = f"caller{n}"
                for number in range(CALLS_EACH):
                    claim = ask(asked, "POST", "/api/banks/main/next", {}, who=who)["claim"]
                    body = {"outcome": MIX[number % len(MIX)], "want_next": True}
                    ask(told, "POST", f"/api/claims/{claim['id']}/response", body, who=who)
                    ask(asked, "GET", "/api/start", who=who)
                    for held in ask(asked, "GET", "/api/claims", who=who)["claims"]:
                        ask(asked, "DELETE", f"/api/claims/{held['id']}", who=who)

    def mail(self) -> None:
        """Mails that came back, and a look at the site."""
        told = {
            "eventType": "Bounce",
            "mail": {"timestamp": "2027-02-20T12:00:30.000Z", "destination": ["v1@example.org"]},
            "bounce": {
                "bounceType": "Permanent",
                "bounceSubType": "General",
                "timestamp": "2027-02-20T12:00:30.000Z",
                "bouncedRecipients": [{"emailAddress": "v1@example.org"}],
            },
        }
        event = {"Records": [{"EventSource": "aws:sns", "Sns": {"Message": json.dumps(told)}}]}
        with self._functions.running("mail_events") as call:
            for _ in range(50):
                call(event)
        # What it asks for is not here: there is no site. Its start is nearly all of it.
        with self._functions.running("site_check"):
            pass

    def organise(self) -> None:
        """A target that every household follows, everything looked at, every export."""
        with self._functions.running("organiser") as call:
            second = {"id": "second", "name": "Second", "target": TARGET, "copy_script_of": "main"}
            ask(call, "POST", "/api/organiser/banks", second, who="olive")
            self._functions.drain()
            ask(call, "POST", "/api/organiser/banks/second/refresh", {}, who="olive")
            self._functions.drain()
            ask(call, "POST", "/api/organiser/fields/refresh", {}, who="olive")
            self._functions.drain()
            for _ in range(5):
                for path in LOOKS:
                    ask(call, "GET", path, who="olive")
                ask(call, "POST", "/api/organiser/count", {"target": TARGET, "bank": "second"}, who="olive")
            for kind in EXPORT_KINDS:
                ask(call, "POST", "/api/organiser/exports", {"kind": kind}, who="olive")
                self._functions.drain()

    def destroy(self) -> None:
        """The last export, and the end of everything."""
        with self._functions.running("organiser") as call:
            ask(call, "POST", "/api/organiser/close", {"name": CAMPAIGN}, who="olive")
            self._functions.drain()
            export = ask(call, "GET", "/api/organiser/close", who="olive")["export"]["id"]
            ask(call, "POST", f"/api/organiser/exports/{export}/link", {}, who="olive")
            ask(call, "POST", "/api/organiser/close/destroy", {"name": CAMPAIGN}, who="oscar")
            self._functions.drain()
            if not ask(call, "GET", "/api/close")["certificate"]:
                raise RuntimeError("not all was destroyed")


def ask(
    call: Call,
    method: str,
    path: str,
    body: Any = None,
    *,
    who: str = "",
    ip: str = "127.0.0.1",
    refused: bool = False,
) -> Any:
    """One request to a function; its JSON. Raises RuntimeError where it is refused and should not be."""
    cookie = f"{COOKIE}={who}.token" if who else ""
    event = an_event(method, path, {} if body is None and method != "GET" else body, cookie)
    event["requestContext"]["http"]["sourceIp"] = ip
    answer = call(event)
    if answer["statusCode"] >= 400 and not refused:
        raise RuntimeError(f"{method} {path}: {answer['statusCode']} {answer['body']}")
    return json.loads(answer["body"]) if answer.get("body") else None
