"""An organiser at work while people ring: banks, lists, imports and exports."""

from __future__ import annotations

import http.client
import queue
import random
import threading
import time
from collections.abc import Callable
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

from tests.drill.lists import POSTAL, Register, as_csv
from tests.drill.page import PATIENT_TRIES, Page, Told, World
from tests.drill.planned import Planned
from tests.drill.signing_in import sign_in

EMAIL: Final = "organiser@example.org"
FIRST, SECOND = "first", "second"
OPENS, CLOSES = "08:00", "20:00"
HOURS: Final = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), (OPENS, CLOSES))
COOL_DOWN, BUSY_WAIT = 40 * 60, 10 * 60
MOST_ATTEMPTS: Final = 6
RULES: Final[dict[str, Any]] = {
    "hours": HOURS,
    "cool_down_minutes": COOL_DOWN // 60,
    "busy_wait_minutes": BUSY_WAIT // 60,
    "max_attempts": MOST_ATTEMPTS,
    "left_message_allowed": True,
    "claims_per_hour": 1000,
    "skips_per_hour": 1000,
}
TARGETS: Final[tuple[dict[str, Any], ...]] = (
    {"match": "all", "rules": [{"field": "tag", "is": "in", "values": [POSTAL]}]},
    {"match": "all", "rules": [{"field": "tag", "is": "not_in", "values": [POSTAL]}]},
    {"match": "all", "rules": []},
)


class Removable(Protocol):
    """Somebody who can be removed."""

    removed: threading.Event


class Organiser:
    """One organiser's page. `register` is what they import from, `callers` are volunteers by their ids, `rounds` says
    how often everything was done; what costs little is done so many times as `often` as the rest. `pause_lag` is how
    many seconds it may take until a bank that was paused hands out nothing more."""

    def __init__(
        self, world: World, register: Register, planned: Planned, seed: int, *, often: int, pause_lag: float
    ) -> None:
        self.page = Page(world, "organiser", "127.0.0.1")
        self.register = register
        self.callers: dict[str, Removable] = {}
        self._planned = planned
        self._chance = random.Random(seed)
        self._paused: set[str] = set()
        self._often = often
        self._pause_lag = pause_lag
        self.rounds = -1
        self._bag: list[Callable[[], object]] = []
        self._meant: queue.SimpleQueue[Callable[[], object]] = queue.SimpleQueue()

    def sign_in(self) -> None:
        """Begin a session."""
        sign_in(self.page, EMAIL)

    def prepare(self, houses: int) -> str:
        """The banks, the list and the join link of a drill; the link's code."""
        self.surely("create_bank", "POST", "/api/organiser/banks", {"id": FIRST, "name": "First", **RULES})
        self.import_list(as_csv(self.register.more(houses)))
        second = {"id": SECOND, "name": "Second", "target": TARGETS[0], **RULES}
        self.surely("create_bank", "POST", "/api/organiser/banks", second)
        return str(self.surely("make_join_link", "POST", "/api/organiser/join", {}).body["join"]["code"])

    def begin(self, act: Callable[[], object]) -> None:
        """Have something done with the next step."""
        self._meant.put(act)

    def step(self) -> None:
        """One thing that an organiser does: what was asked for, else one act after the other, in an order of chance."""
        if not self._bag:
            self.rounds += 1
            often = (self.pause, self.suppress, self.mark_voted, self._give_back, self._look)
            seldom = (self.remove, self.take_back, self.import_new, self.import_merging, self.export)
            self._bag = [*often * self._often, *seldom, self.change_target]
            self._chance.shuffle(self._bag)
            # The last one of all: by then there is something to be undone.
            self._bag.insert(0, self.undo)
        told: object
        if self._paused:
            # Not for long: a drill is about people who ring.
            told = self.open(next(iter(self._paused)))
        else:
            told = (self._meant.get() if not self._meant.empty() else self._bag.pop())()
        if isinstance(told, Told) and told.status == 401:
            self.sign_in()

    def pause(self) -> Told:
        """Pause a bank, for a while."""
        bank = self._chance.choice((FIRST, SECOND))
        told = self.ask("pause_bank", "POST", f"/api/organiser/banks/{bank}/pause", {}, bank)
        self._paused.add(bank)
        if told.status == 200:
            # By the machine's time, as the functions count it: the drill's may have moved on by an hour.
            time.sleep(self._pause_lag)
            now = self.page.world.clock.now()
            self.page.world.journal.write(what="pause_holds", who="organiser", claim=bank, **{"from": now, "to": now})
        return told

    def open(self, bank: str) -> Told:
        """Open a bank again: until it surely is."""
        self._paused.discard(bank)
        return self.surely("open_bank", "POST", f"/api/organiser/banks/{bank}/open", {}, bank)

    def open_all(self) -> None:
        """Open every bank."""
        for bank in (FIRST, SECOND):
            self.open(bank)

    def suppress(self) -> Told:
        """Have some numbers of the list rung by nobody."""
        known = [phone for each in self.register.electors for phone in each.phones]
        body = {"numbers": self._chance.sample(known, 2), "reason": self._chance.choice(("tps", "objection"))}
        return self.ask("suppress_numbers", "POST", "/api/organiser/suppression", body)

    def mark_voted(self) -> Told:
        """Have some electors marked as having voted; seldom, take it back."""
        keys = [each.key for each in self._chance.sample(self.register.electors, 2)]
        body = {"electors": keys, "voted": self._chance.random() < 0.9}
        return self.ask("mark_voted", "POST", "/api/organiser/voted", body)

    def import_new(self) -> Told:
        """A list of new households."""
        return self._import(as_csv(self.register.more(4)))

    def import_merging(self) -> Told:
        """A list of people who are there already, with other names and numbers."""
        return self._import(as_csv(self.register.corrected(6)))

    def export(self) -> Told:
        """Every version of every call, as a file; or only what is new since the last one."""
        body = {"kind": "attempts", "since_last": self._chance.random() < 0.5}
        return self.ask("create_export", "POST", "/api/organiser/exports", body)

    def change_target(self) -> Told:
        """The second bank wants others from now on."""
        body = {"target": self._chance.choice(TARGETS)}
        return self.ask("change_bank", "PUT", f"/api/organiser/banks/{SECOND}", body, SECOND)

    def undo(self) -> Told:
        """Undo the newest import that can be undone, never the first of all; where there is none, import one."""
        told = self.ask("list_imports", "GET", "/api/organiser/imports")
        made = told.body["imports"][:-1] if told.status == 200 else []
        wanted = next((each["id"] for each in made if each["can_undo"]), "")
        if not wanted:
            return self.import_new()
        return self.ask("undo_import", "POST", f"/api/organiser/imports/{wanted}/undo", {}, wanted)

    def remove(self) -> Told | None:
        """Remove somebody, whatever they are doing."""
        there = [who for who, caller in self.callers.items() if not caller.removed.is_set()]
        if len(there) <= max(1, len(self.callers) * 5 // 6):
            return None
        who = self._chance.choice(there)
        # Their page hears of it by being refused; it is told so as not to sign in for as long.
        self.callers[who].removed.set()
        return self.surely("remove_volunteer", "DELETE", f"/api/organiser/volunteers/{who}", None, who)

    def take_back(self) -> None:
        """Take everybody back who was removed: they sign in anew."""
        for who, caller in self.callers.items():
            if caller.removed.is_set():
                self.surely("take_back", "PUT", f"/api/organiser/volunteers/{who}", {"active": True}, who)
                caller.removed.clear()

    def _give_back(self) -> Told:
        whose = {"caller": self._chance.choice([*self.callers])} if self.callers else {}
        return self.ask("return_held", "POST", "/api/organiser/held/return", whose)

    def _look(self) -> Told:
        path, what = self._chance.choice(
            (
                ("/api/organiser/overview", "get_overview"),
                ("/api/organiser/results", "get_results"),
                ("/api/organiser/banks", "list_all_banks"),
                ("/api/organiser/imports", "list_imports"),
            )
        )
        return self.ask(what, "GET", path)

    def import_list(self, content: bytes) -> None:
        """Import a list to its end. Raises RuntimeError where that does not come."""
        told = self._import(content)
        import_id = told.body["import"]["id"]
        self.wait_for(f"/api/organiser/imports/{import_id}", "import")

    def _import(self, content: bytes) -> Told:
        size = {"files": [{"name": "list.csv", "size": len(content)}], "bank": FIRST}
        told = self.surely("create_import", "POST", "/api/organiser/imports", size)
        import_id, upload = told.body["import"]["id"], told.body["uploads"][0]
        self.page.world.journal.write(what="list", who="organiser", claim=import_id, body=content.decode())
        if not put_file(upload["url"], content):
            return told
        return self.ask("start_import", "POST", f"/api/organiser/imports/{import_id}/start", {}, import_id)

    def wait_for(self, path: str, what: str) -> dict[str, Any]:
        """Look at something until it is done, and start it again where the table was too busy for it: a job says so
        where the machine is. Raises RuntimeError where it fails or takes too long."""
        for _ in range(600):
            told = self.page.ask("GET", path)
            found = told.body[what] if told.status == 200 else {}
            if found.get("state") == "done":
                return dict(found)
            if found.get("state") == "failed":
                if found["error"]["code"] != "try_again":
                    break
                self.surely(f"start_{what}", "POST", f"{path}/start", {}, found["id"])
            time.sleep(0.2)
        raise RuntimeError(f"{path}: {told.body}")

    def surely(self, what: str, method: str, path: str, body: Any = None, about: str = "") -> Told:
        """Ask until there is an answer that holds. Raises RuntimeError where it is a refusal."""
        for _ in range(PATIENT_TRIES):
            told = self.ask(what, method, path, body, about)
            if told.status == 401:
                self.sign_in()
            elif told.final:
                break
            else:
                time.sleep(0.3)
        if not 200 <= told.status < 300:
            raise RuntimeError(f"{method} {path}: {told.status} {told.code}")
        return told

    def ask(self, what: str, method: str, path: str, body: Any = None, about: str = "") -> Told:
        """One request, which may meet a fault."""
        strike = self._planned.strike(what)
        told = self.page.ask(method, path, body, what=what, claim=about, strike=strike)
        if strike is None:
            self._planned.seen(what, told.calls)
        return told


def put_file(url: str, content: bytes) -> bool:
    """Send a file to where an upload link points; whether it arrived."""
    parts = urlsplit(url)
    link = http.client.HTTPConnection(parts.netloc, timeout=30)
    try:
        link.request("PUT", f"{parts.path}?{parts.query}", content)
        return link.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        link.close()


def get_file(url: str) -> bytes | None:
    """A file that a link points to; None where it does not come."""
    parts = urlsplit(url)
    link = http.client.HTTPConnection(parts.netloc, timeout=30)
    try:
        link.request("GET", f"{parts.path}?{parts.query}")
        reply = link.getresponse()
        return reply.read() if reply.status == 200 else None
    except (OSError, http.client.HTTPException):
        return None
    finally:
        link.close()
