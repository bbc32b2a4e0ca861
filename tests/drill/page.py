"""A page of somebody's: it sends requests to the site and loses some answers, as networks do."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from tests.drill.clock import Clock
from tests.drill.journal import Journal
from tests.drill.site import Site
from tests.drill.strike import CALLS_HEADER, HEADER, Strike

PATIENT_TRIES: Final = 400
"""Of who has to have an answer, with a third of a second between: a server that starts on a busy machine takes long."""
TIMEOUT: Final = 60.0
"""Seconds until a page gives an answer up: the local app has answered by then, or is gone."""


class Gate:
    """Requests pass side by side; time moves only while none is under way, for a request lasts seconds, not hours."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._under_way = 0
        self._closed = False

    @contextmanager
    def request(self) -> Iterator[None]:
        """While a request is under way."""
        with self._changed:
            self._changed.wait_for(lambda: not self._closed)
            self._under_way += 1
        try:
            yield
        finally:
            with self._changed:
                self._under_way -= 1
                self._changed.notify_all()

    @contextmanager
    def closed(self) -> Iterator[None]:
        """While nothing is under way."""
        with self._changed:
            self._changed.wait_for(lambda: not self._closed)
            self._closed = True
            self._changed.wait_for(lambda: not self._under_way)
        try:
            yield
        finally:
            with self._changed:
                self._closed = False
                self._changed.notify_all()


@dataclass(frozen=True, slots=True)
class World:
    """What all pages of a drill share."""

    site: Site
    clock: Clock
    gate: Gate
    journal: Journal


@dataclass(frozen=True, slots=True)
class Told:
    """What a page was told: status 0 where no answer came, or it was lost on the way. `calls` is how many requests to
    the table it took, 0 where that is not known; `sent` and `at` the drill's time before it and after it."""

    status: int
    body: Any
    sent: float
    at: float
    calls: int = 0

    @property
    def final(self) -> bool:
        """Whether the same request sent again can come to nothing else."""
        return self.status in {200, 201, 202, 204} or (400 <= self.status < 500 and self.status not in {401, 408, 429})

    @property
    def code(self) -> str:
        """The code of a refusal; empty where it is none."""
        error = self.body.get("error") if isinstance(self.body, dict) else None
        return str(error["code"]) if error else ""


class Page:
    """One browser: its session, its own address on this machine, one connection that is kept."""

    def __init__(self, world: World, who: str, address: str) -> None:
        self.world = world
        self.who = who
        self.cookies: dict[str, str] = {}
        self._address = address if _is_mine(address) else "127.0.0.1"
        self._link: http.client.HTTPConnection | None = None
        self._place = ""

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        what: str = "",
        claim: str = "",
        strike: Strike | None = None,
        lose: bool = False,
    ) -> Told:
        """Send a request and write down what came of it. `what` names it in the journal, and `claim` what it is about;
        `lose`: the answer gets lost on its way back."""
        with self.world.gate.request():
            sent = self.world.clock.now()
            status, answer, calls = self._exchange(method, path, body, strike)
            at = self.world.clock.now()
        if what:
            self.world.journal.write(
                what=what,
                who=self.who,
                **{"from": sent, "to": at},
                **({"claim": claim} if claim else {}),
                **({"body": body} if body else {}),
                status=status,
                heard=bool(status) and not lose,
                **({"fault": str(strike)} if strike else {}),
                answer=_kept(answer),
            )
        return Told(0, None, sent, at, calls) if lose else Told(status, answer, sent, at, calls)

    def by_itself(self, what: str, claim: str) -> None:
        """Write down what somebody does without asking anybody."""
        now = self.world.clock.now()
        self.world.journal.write(what=what, who=self.who, **{"from": now, "to": now}, claim=claim)

    def _exchange(self, method: str, path: str, body: Any, strike: Strike | None) -> tuple[int, Any, int]:
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers |= {HEADER: str(strike)} if strike else {}
        sent = json.dumps(body).encode() if body is not None else None
        try:
            link = self._connection()
            link.request(method, path, sent, headers)
            reply = link.getresponse()
            text = reply.read()
        except (OSError, http.client.HTTPException):
            self._drop()
            return 0, None, 0
        for value in reply.headers.get_all("Set-Cookie") or ():
            name, _, kept = value.partition(";")[0].partition("=")
            self.cookies[name] = kept
        calls = int(reply.headers.get(CALLS_HEADER, "0"))
        return reply.status, json.loads(text) if text else None, calls

    def _connection(self) -> http.client.HTTPConnection:
        place = self.world.site.place
        if self._link is None or self._place != place:
            self._drop()
            # An address of its own: the API's limits by network are none of the drill's.
            self._link = http.client.HTTPConnection(place, timeout=TIMEOUT, source_address=(self._address, 0))
            self._place = place
        return self._link

    def _drop(self) -> None:
        if self._link is not None:
            self._link.close()
        self._link = None


def _is_mine(address: str) -> bool:
    """Whether this machine has an address: all of 127.0.0.0/8 are Linux's, the first one alone is other systems'."""
    with socket.socket() as probe:
        try:
            probe.bind((address, 0))
        except OSError:
            return False
    return True


def _kept(answer: Any) -> Any:
    """An answer without the words of scripts, which are most of it."""
    if isinstance(answer, dict):
        return {name: _kept(value) for name, value in answer.items() if name not in {"script", "history"}}
    return [_kept(each) for each in answer] if isinstance(answer, list) else answer
