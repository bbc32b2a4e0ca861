"""An evening: callers arrive at 18:00, take a household and one on deck, ring, save, and get the next with the answer.

What a request does is what the handlers do, with the same use cases; only HTTP, its JSON and the screen are left out.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from bench.scale.lambdas import Account, Function, TurnedAway
from bench.scale.limits import Bucket
from bench.scale.people import EPOCH, List
from bench.scale.setting import Setting
from bench.scale.table import SimTable, Store
from bench.scale.world import World
from ringround.domain.errors import Refused, TryAgain
from ringround.domain.hours import uk_day
from ringround.domain.outcomes import Outcome
from ringround.domain.recording import Response
from ringround.storage import banks, callers
from ringround.storage.keys import bank as bank_key
from ringround.storage.keys import desk_shards
from ringround.usecases import call_backs, hold, look
from ringround.usecases.claim_next import Handed, Nothing, claim_next, in_hand_again
from ringround.usecases.context import Context
from ringround.usecases.next_after import Ended, next_after, wanted
from ringround.usecases.respond import Known, respond_first

NO_ANSWER_SECONDS: Final = 15.0
"""After which the page looks again by itself (`RETRY_MS` in web/src/store/queue.ts)."""
SERVER_SAYS_SECONDS: Final = (2, 5)
"""`Retry-After` of an answer "the table is busy": by chance between the two."""
_REACHED: Final = (Outcome.ANSWERED, Outcome.ANSWERED, Outcome.REFUSED)
_MIX: Final = (Outcome.NOT_HOME,) * 15 + (Outcome.BUSY, Outcome.WRONG_NUMBER) + _REACHED


@dataclass(slots=True)
class Caller:
    """One caller: what is on their screen and on deck (claim to household), and when they last held nothing."""

    id: str
    bank: str
    hands: dict[str, str] = field(default_factory=dict)
    waiting_since: float = 0.0


@dataclass(slots=True)
class Told:
    """What happened. Times in seconds; `waits` are from a page's first try to its answer."""

    claims: int = 0
    nothing: int = 0
    calls: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    tries: Counter[str] = field(default_factory=Counter)
    waits: dict[str, list[float]] = field(default_factory=dict)
    claim_asked: int = 0
    twice: list[str] = field(default_factory=list)
    acknowledged: set[str] = field(default_factory=set)
    calls_by_second: Counter[int] = field(default_factory=Counter)
    order: list[int] = field(default_factory=list)
    """The numbers of households as they were handed out."""


class Evening:
    """All of it, for one setting."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.world = World(setting.seed)
        self.list = List(setting)
        self.store = Store(
            self.world,
            setting.times,
            setting.partitions,
            setting.index_partitions,
            self.list.item,
            setting.throttling,
        )
        self.list.fill(self.store)
        self.told = Told()
        api = Bucket(setting.api, setting.burst / setting.api)
        self.account = Account(self.world, setting.lambda_limit, api)
        self.functions = {
            name: Function(
                name,
                self.account,
                self._process,
                cold=setting.cold,
                busy=setting.busy,
                any_process=setting.any_process,
            )
            for name in ("next_contact", "submit_response")
        }
        self._held: dict[str, tuple[str, float]] = {}

    def run(self) -> Told:
        """Let the evening happen."""
        chance = self.world.chance
        for n in range(self.setting.callers):
            caller = Caller(self.list.caller(n), self.list.bank_of(n))
            self.world.at(chance.random() * self.setting.within, lambda c=caller: self._arrive(c))  # type: ignore[misc]
        self.world.run(self.setting.duration)
        return self.told

    def _process(self) -> Context:
        table = SimTable(self.store, desk_shards(self.setting.queue_parts))
        return Context(table, banks.get_campaign(table), clock=lambda: self.world.now, chance=self.world.chance)

    def _arrive(self, caller: Caller) -> None:
        self._sent("start", "next_contact", lambda context: self._start(context, caller))
        caller.waiting_since = self.world.now
        self._fill(caller)
        if caller.hands:
            self._ring(caller)

    def _fill(self, caller: Caller) -> None:
        """Ask until the screen and the deck are full, or there is nothing to be had for now."""
        while len(caller.hands) < 2:
            found = self._sent("next", "next_contact", lambda context: self._next(context, caller))
            if not self._took(caller, found):
                return

    def _ring(self, caller: Caller) -> None:
        every = self.setting.every
        self.world.at(
            self.world.now + every / 3 + self.world.chance.expovariate(1.5 / every), lambda: self._save(caller)
        )

    def _save(self, caller: Caller) -> None:
        claim, household = next(iter(caller.hands.items()))
        self._held.pop(household, None)
        found = self._sent("save", "submit_response", lambda context: self._respond(context, caller, claim))
        caller.hands.pop(claim, None)
        self.told.acknowledged.add(claim)
        self.told.calls += 1
        self.told.calls_by_second[int(self.world.now)] += 1
        self._took(caller, found)
        self._beside(caller)
        if caller.hands:
            self._ring(caller)
        else:
            self._look_again(caller, found)

    def _beside(self, caller: Caller) -> None:
        """What the page asks with each call, and with each second one; it does not wait for either."""
        for what, often, work in (("call-backs", 1.0, self._call_backs), ("standing", 0.5, self._standing)):
            if self.world.chance.random() < often:
                self.told.tries[what] += 1
                try:
                    self.functions["next_contact"].call(lambda context: work(context, caller))  # noqa: B023
                except (Refused, TurnedAway):
                    self.told.failed[f"{what} refused"] += 1

    def _call_backs(self, context: Context, caller: Caller) -> None:
        """As `list_my_call_backs`."""
        call_backs.mine(context, self._who(context, caller).desk, self._now())

    def _standing(self, context: Context, caller: Caller) -> None:
        """As `list_standing`."""
        hold.standing(context, self._who(context, caller).desk, now=self._now())

    def _look_again(self, caller: Caller, found: Any) -> None:
        at = found.retry_at if isinstance(found, Nothing) else None
        wait = max(NO_ANSWER_SECONDS, (at or EPOCH) - EPOCH - self.world.now)
        self.world.at(self.world.now + wait, lambda: self._again(caller))

    def _again(self, caller: Caller) -> None:
        self._fill(caller)
        if caller.hands:
            self._ring(caller)
        else:
            self._look_again(caller, None)

    def _took(self, caller: Caller, found: Any) -> bool:
        if not isinstance(found, Handed):
            self.told.nothing += isinstance(found, Nothing)
            return False
        self.told.claims += 1
        home = found.household.id
        self.told.order.append(int(home[1:]))
        holder, until = self._held.get(home, ("", 0.0))
        if holder and until > self.world.now:
            self.told.twice.append(f"{home}: {holder} and {caller.id}")
        self._held[home] = (caller.id, found.claim.until - EPOCH)
        caller.hands[found.claim.id] = home
        return True

    def _sent(self, what: str, function: str, work: Callable[[Context], Any]) -> Any:
        """A request, tried again as the page does until there is an answer; None where it is refused for good."""
        began, tries, lost = self.world.now, 0, False
        told, chance = self.told, self.world.chance
        while True:
            tries += 1
            told.tries[what] += 1
            try:
                answer = self.functions[function].call(work)
            except TryAgain:
                told.failed[what] += 1
                wait = float(chance.randint(*SERVER_SAYS_SECONDS))
            except TurnedAway:
                told.failed[what] += 1
                wait = min(2.0 ** (tries - 1), 60.0) * chance.uniform(0.75, 1.25)
                if what == "next":
                    wait = NO_ANSWER_SECONDS
            except Refused:
                told.failed[f"{what} refused"] += 1
                return None
            else:
                if chance.random() >= self.setting.lost_answers:
                    if not lost:
                        told.waits.setdefault(what, []).append(self.world.now - began)
                    return answer
                lost, wait = True, NO_ANSWER_SECONDS
            self.world.wait(wait)

    def _now(self) -> int:
        return EPOCH + int(self.world.now)

    def _who(self, context: Context, caller: Caller, *others: Any) -> callers.SignedIn:
        return callers.signed_in(context.table, caller.id, "token", uk_day(self._now()), list(others))

    def _start(self, context: Context, caller: Caller) -> None:
        """As `get_start`."""
        now = self._now()
        who = self._who(context, caller)
        found = {bank.id: bank for bank in look.banks_on_show(context, now)}
        look.progress(context, found.values(), now)
        in_hand_again(context, who.desk, now=now, known=found)
        call_backs.mine(context, who.desk, now, found)

    def _next(self, context: Context, caller: Caller) -> Handed | Nothing:
        """As `claim_next`."""
        kept = context.kept_bank(caller.bank)
        who = self._who(context, caller, *([] if kept else [bank_key(caller.bank)]))
        bank = kept or banks.from_item(who.others[0])
        if bank is None:
            raise AssertionError("a bank that is not there")
        context.keep_bank(bank)
        return self._claim(context, bank, who.desk, caller)

    def _claim(self, context: Context, bank: Any, desk: Any, caller: Caller) -> Handed | Nothing:
        chance = self.world.chance
        return claim_next(context, bank, desk, now=self._now(), chance=chance, holding=list(caller.hands))

    def _respond(self, context: Context, caller: Caller, claim: str) -> Handed | Nothing | None:
        """As `submit_response` with `want_next`."""
        now, chance, holding = self._now(), self.world.chance, list(caller.hands)
        wished = wanted(context, caller.id, claim, holding)
        who = self._who(context, caller, *wished.keys())
        read = wished.read(who.others)
        response = Response(chance.choice(_MIX))
        made = respond_first(context, caller.id, claim, response, Known(who.desk, read), now=now)
        ended = Ended(claim, holding, read if made.owed else None, made.owed)
        # Where it is refused, what was recorded stands: the page asks for the next household by itself.
        return next_after(context, who.desk, ended, now=now, chance=chance, want_next=True).found
