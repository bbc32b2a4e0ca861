"""One caller with habits of their own. What they save waits in an outbox until the server has it, as on the page."""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass, field
from typing import Any, Final

from tests.drill.page import PATIENT_TRIES, Page, Told, World
from tests.drill.planned import Planned
from tests.drill.said import said_of
from tests.drill.signing_in import sign_in
from tests.drill.strike import Strike

Card = dict[str, Any]
WRONG_CLOCKS: Final = (0, 3 * 3600, -3 * 3600, 0, 26 * 3600, -40 * 86_400, 0, 600)
"""Seconds by which callers' devices are ahead or behind: one caller after the other."""
CLOCK_JUMPS: Final = (0, 0, 3600, -3600, 90)
"""Seconds by which a device's clock jumps when the page is loaded again."""
TWICE_EVERY, TWICE_AT = 25, 3
"""One response in so many is sent by two tabs at once, the first time the third one."""
REMEMBERED: Final = 40
"""Calls that a caller remembers, to correct them or to hear from them again."""


@dataclass(slots=True)
class Waiting:
    """Something saved that the server does not have yet."""

    what: str
    claim: str
    body: dict[str, Any]
    card: Card


@dataclass(slots=True)
class Counted:
    """What the drill's progress is told by. Shared by all callers."""

    steps: int = 0
    calls: int = 0
    claims: int = 0
    requests: int = 0
    turn: threading.Lock = field(default_factory=threading.Lock)

    def add(self, *, steps: int = 0, calls: int = 0, claims: int = 0, requests: int = 0) -> None:
        """Count."""
        with self.turn:
            self.steps += steps
            self.calls += calls
            self.claims += claims
            self.requests += requests


class Caller:
    """`said` counts what was saved; `hands` are the cards on the screen, `put_away` those of a page that was left open
    until the lease ran out. `removed` is set while they are removed, or about to be: their page goes on asking, and
    does not sign in."""

    def __init__(self, world: World, place: int, banks: tuple[str, ...], planned: Planned, seed: int) -> None:
        self.chance = random.Random(seed)
        self.name = f"caller{place:03d}"
        self.page = Page(world, self.name, f"127.0.{1 + place // 200}.{2 + place % 200}")
        self.counted = Counted()
        self._banks = banks
        self._planned = planned
        self._skew = WRONG_CLOCKS[place % len(WRONG_CLOCKS)]
        self.hands: dict[str, Card] = {}
        self.put_away: list[Card] = []
        self.outbox: list[Waiting] = []
        self.remembered: list[Waiting] = []
        self.removed = threading.Event()
        self.said = 0
        self._sent = 0
        self._saved_of: set[str] = set()
        self._join = ""

    def sign_in(self, join: str, mail: Strike | None = None) -> None:
        """Come by the join link; later by the code alone. Nothing is done by whoever was removed."""
        self._join = join
        sign_in(self.page, f"{self.name}@example.org", self.name.title(), join, mail, self.removed.is_set)

    def step(self) -> Told | None:
        """One thing that a caller does; what they were told last."""
        self.counted.add(steps=1)
        told = self._habit()
        if told is not None and told.status == 401:
            self.sign_in(self._join)
        return told

    def send_all(self) -> bool:
        """Send what waits; whether nothing waits any more."""
        for waiting in list(self.outbox):
            told = self._send(waiting, lose=False)
            if told.status == 401:
                self.sign_in(self._join)
        return not self.outbox

    def put_all_away(self) -> None:
        """Close the page: nothing is on the screen any more."""
        for claim in list(self.hands):
            self._let_go(claim)
        self.hands.clear()

    def _habit(self) -> Told | None:
        roll = self.chance.random()
        if self.outbox and roll < 0.5:
            # Out of order: what was saved last may arrive first.
            return self._send(self.chance.choice(self.outbox))
        if not self.hands:
            return self._late() if self.put_away and roll < 0.2 else self.claim()
        habits = (
            (0.70, self._record),
            (0.74, self._skip),
            (0.77, self._release),
            (0.80, self._put_away),
            (0.84, self._renew),
            (0.87, self._look),
            (0.90, self._correct),
            (0.92, self._repeat_long_after),
            (0.94, self._hear_back),
            (0.95, self._open_again),
        )
        for most, habit in habits:
            if roll < most:
                return habit()
        return self.claim()

    # Claims

    def claim(self) -> Told:
        """Ask for the next household."""
        bank = self.chance.choice(self._banks)
        told = self._ask("claim_next", "POST", f"/api/banks/{bank}/next", {"holding": [*self.hands]}, may_lose=True)
        self._take_up(told)
        return told

    def _take_up(self, told: Told, card: Any = None) -> None:
        """Show the card that an answer holds, if it holds one."""
        if told.status == 200 and card is None and isinstance(told.body, dict):
            card = told.body.get("claim")
        if told.status == 200 and isinstance(card, dict) and not self._saved(card["id"]):
            if card["id"] not in self.hands:
                self.counted.add(claims=1)
            self.hands[card["id"]] = card

    def _saved(self, claim: str) -> bool:
        """Whether something was saved of a claim: the page shows it no more."""
        return claim in self._saved_of

    def _skip(self) -> Told:
        claim = self._one_in_hand()
        self.hands.pop(claim)
        reason = self.chance.choice(("know_them", "not_now", "problem", "other"))
        return self._ask("skip_claim", "POST", f"/api/claims/{claim}/skip", {"reason": reason}, claim, may_lose=True)

    def _release(self) -> Told:
        claim = self._one_in_hand()
        self.hands.pop(claim)
        return self._ask("release_claim", "DELETE", f"/api/claims/{claim}", None, claim, may_lose=True)

    def _renew(self) -> Told:
        claim = self._one_in_hand()
        told = self._ask("renew_claim", "POST", f"/api/claims/{claim}/renew", {}, claim, may_lose=True)
        if told.code == "claim_expired":
            self._let_go(claim)
            self.hands.pop(claim)
        return told

    def _put_away(self) -> None:
        """The laptop is closed: the lease runs out by itself, and the response may come late."""
        claim = self._one_in_hand()
        self._let_go(claim)
        self.put_away.append(self.hands.pop(claim))

    def _let_go(self, claim: str) -> None:
        self.page.by_itself("put_away", claim)

    def _open_again(self) -> Told:
        """The page is loaded again: it shows what the server says is in hand."""
        self._skew += self.chance.choice(CLOCK_JUMPS)
        told = self._ask("get_start", "GET", "/api/start")
        if told.status == 200 and told.body["caller"]:
            there = {card["id"]: card for card in told.body["claims"] if not self._saved(card["id"])}
            for claim in self.hands.keys() - there.keys():
                self._let_go(claim)
            self.hands = there
        return told

    def _look(self) -> Told:
        path, what = self.chance.choice(
            (
                ("/api/claims", "list_claims"),
                ("/api/claims/standing", "list_standing"),
                ("/api/my/calls", "list_my_calls"),
                ("/api/my/callbacks", "list_my_call_backs"),
                ("/api/banks", "list_banks"),
            )
        )
        return self._ask(what, "GET", path)

    def _hear_back(self) -> Told | None:
        """Somebody whom this caller rang rings back, and is talked to there and then."""
        rung = [each for each in self.remembered if each.card["numbers"]]
        if not rung or len(self.hands) > 1:
            return None
        number = self.chance.choice(self.chance.choice(rung).card["numbers"])["e164"]
        told = self._ask("find_ringing_back", "GET", f"/api/ringing-back?number={number[-6:]}")
        matches = told.body["matches"] if told.status == 200 else []
        free = [each for each in matches if each["state"] in {"can_talk", "mine"}]
        if not free:
            return told
        found = self.chance.choice(free)
        body = {"household": found["household"], "number": found["number"]["id"], "bank": found["bank"]}
        told = self._ask("take_ringing_back", "POST", "/api/ringing-back", body, may_lose=True)
        self._take_up(told)
        return told

    # Calls

    def _record(self) -> Told:
        claim = self._one_in_hand()
        return self._save("submit_response", self.hands.pop(claim))

    def _late(self) -> Told | None:
        card = self.put_away.pop(0)
        # It may have been given again meanwhile.
        self.hands.pop(card["id"], None)
        return None if self._saved(card["id"]) else self._save("submit_response", card)

    def _save(self, what: str, card: Card) -> Told:
        body = self._said(card)
        self._saved_of.add(card["id"])
        if what == "submit_response" and self.chance.random() < 0.6:
            body |= {"want_next": True, "holding": [*self.hands]}
        waiting = Waiting(what, card["id"], body, card)
        self.outbox.append(waiting)
        return self._send(waiting)

    def _said(self, card: Card) -> dict[str, Any]:
        self.said += 1
        mark = f"{self.name} {self.said}"
        # The second of all is a call-back, so that in the shortest drill each clock is heard of.
        outcome = "call_back" if self.said == 2 else ""
        return said_of(card, mark, self.page.world.clock.now() + self._skew, self.chance, outcome)

    def _send(self, waiting: Waiting, *, lose: bool | None = None) -> Told:
        method = "PUT" if waiting.what == "correct_response" else "POST"
        path = f"/api/claims/{waiting.claim}/response"
        self._sent += 1
        twice = self._planned.on and self._sent % TWICE_EVERY == TWICE_AT
        other = self._beside(waiting, method, path) if twice else None
        told = self._ask(waiting.what, method, path, waiting.body, waiting.claim, may_lose=lose is not False)
        if other:
            other.join()
        if not told.final:
            return told
        self.outbox.remove(waiting)
        if told.status != 200:
            self._refused(waiting, told)
            return told
        self.counted.add(calls=waiting.what == "submit_response")
        self.remembered = [*self.remembered[-REMEMBERED:], waiting]
        self._take_up(told, (told.body.get("next") or {}).get("claim"))
        for gone in told.body.get("gone") or ():
            if self.hands.pop(gone, None):
                self._let_go(gone)
        return told

    def _beside(self, waiting: Waiting, method: str, path: str) -> threading.Thread:
        """The same request once more at the same time, as a second tab would send it. Its answer is for nobody."""
        second = Page(self.page.world, self.name, "127.0.0.1")
        second.cookies = dict(self.page.cookies)

        def send() -> None:
            second.ask(method, path, waiting.body, what=waiting.what, claim=waiting.claim, lose=True)

        thread = threading.Thread(target=send)
        thread.start()
        return thread

    def _refused(self, waiting: Waiting, told: Told) -> None:
        """What can't be recorded as it was said is said in another way: a volunteer would choose “not home”."""
        if told.status == 422 and waiting.what == "submit_response":
            body = {"outcome": "not_home", "note": f"{waiting.body['note']} again"}
            self.outbox.append(Waiting(waiting.what, waiting.claim, body, waiting.card))

    def _correct(self) -> Told | None:
        if not self.remembered:
            return None
        return self._save("correct_response", self.chance.choice(self.remembered).card)

    def _repeat_long_after(self) -> Told | None:
        """A request that was delivered long ago is delivered once more."""
        first = [each for each in self.remembered if each.what == "submit_response"]
        if not first:
            return None
        waiting = self.chance.choice(first)
        body = {name: value for name, value in waiting.body.items() if name not in {"want_next", "holding"}}
        path = f"/api/claims/{waiting.claim}/response"
        return self._ask("submit_response", "POST", path, body, waiting.claim, may_lose=True)

    def _one_in_hand(self) -> str:
        return self.chance.choice(list(self.hands))

    def surely(self, what: str, method: str, path: str, body: Any, claim: str = "") -> Told:
        """Ask until there is an answer. Raises RuntimeError where it is no good one."""
        for _ in range(PATIENT_TRIES):
            told = self._ask(what, method, path, body, claim)
            if told.status == 401:
                self.sign_in(self._join)
            elif told.final:
                break
            else:
                time.sleep(0.3)
        if told.status != 200:
            raise RuntimeError(f"{method} {path}: {told.status} {told.code}")
        return told

    def _ask(
        self, what: str, method: str, path: str, body: Any = None, claim: str = "", *, may_lose: bool = False
    ) -> Told:
        strike = self._planned.strike(what)
        lose = may_lose and strike is None and self._planned.lose()
        told = self.page.ask(method, path, body, what=what, claim=claim, strike=strike, lose=lose)
        if strike is None:
            self._planned.seen(what, told.calls)
        self.counted.add(requests=1)
        return told
