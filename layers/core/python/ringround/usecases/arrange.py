"""Households follow a bank: who is a target of it, and where each waits, when its target or its rules have changed.

One job at a time goes through all households, each written under its revision: a lost race is read again, and a
household in somebody's hands keeps its claim. It can be stopped at any point and started again: what is right already
is not written, and figures are counted, never added up.
"""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Any, Final

from ..domain import targets
from ..domain.arranging import Aim, Keeps, concerned, new_place, targeted
from ..domain.bank import Bank
from ..domain.errors import TryAgain
from ..domain.household import Household
from ..domain.reach import Figures
from ..domain.targets import Answers
from ..storage import arranging, banks, households, scan
from ..storage.jobs import Job, TakenOver
from ..storage.keys import QueueKey
from . import said
from .context import BANK_SECONDS, Context
from .imports_write import patiently
from .jobs import Tell, Work, begin

PARTS: Final = 32
"""Parts of the table, read one after another by each worker: how many are done says how far the job is."""
WORKERS: Final = 4
"""Households under way at once: most of the time of a write is waiting for its answer."""
BANKS_SECONDS: Final = 2
"""How old a bank's rules may be while households are placed by them."""
SETTLED_SECONDS: Final = BANK_SECONDS + 3
"""In a campaign for very many callers: after so long nobody places a household by what a bank was before, the index's
lag and a request that is under way included."""
LONGEST_WAIT_SECONDS: Final = 600
"""For another job to end: within the time that a function has."""
_POLL_SECONDS: Final = 1.0
_ROUNDS: Final = 8

Clock = Callable[[], int]


def works(clock: Clock, sleep: Callable[[float], None] = time.sleep) -> dict[str, Work]:
    """What each kind of job does: "retarget" applies a bank's filter, "refresh" adds to a bank (or to all open ones)
    who matches now, "place" finds the places of a bank's households anew."""

    def arrange(context: Context, job: Job, tell: Tell) -> Mapping[str, Any]:
        return _arrange(context, job, tell, clock, sleep)

    return {"retarget": arrange, "refresh": arrange, "place": arrange}


def after_import(context: Context, import_id: str, by: str, now: int) -> list[Job]:
    """The jobs that follow an import: new people join the open banks that target them, every bank's figures are
    counted, and what filters go by is gathered anew. They are to be started by whoever asks."""
    kinds = ("refresh", "roster")
    return [begin(context, kind, {"import": import_id}, by=by, now=now) for kind in kinds]


def _arrange(context: Context, job: Job, tell: Tell, clock: Clock, sleep: Callable[[float], None]) -> Mapping[str, Any]:
    table = context.table
    _wait_for_turn(context, job, tell, clock, sleep)
    try:
        if context.campaign.many_callers:
            # What is placed by old rules once this job has passed would stay there until another one comes.
            sleep(SETTLED_SECONDS)
        known = banks.every(table)
        aims = _aims(job, known)
        _look_in_new_tiers(context, aims, known)
        asked = {question for aim in aims if aim.target for question in aim.target.asks_for}
        # At first nothing is done of what there is; while answers are read the job must be seen to live.
        answers = said.answers(table, asked, lambda: _tell(context, job, tell, clock, 0))
        pass_ = _Pass(context, aims, answers, clock)
        pass_.go(lambda done: _tell(context, job, tell, clock, done))
        _still_mine(context, job, clock)
        pass_.write_figures()
        return {"changed": pass_.changed, "held": pass_.held, **_own_figures(job, pass_)}
    finally:
        arranging.end(table, _holder(job))


def _aims(job: Job, known: Iterable[Bank]) -> list[Aim]:
    """What a job is about: its bank, or all banks after an import. Nobody becomes a target of a bank that is closed,
    nor, by an import, of one that is not open."""
    wanted = str(job.detail.get("bank", ""))
    may_join = ("open", "paused") if wanted else ("open",)
    aims = []
    for bank in known:
        if wanted in ("", bank.id):
            filtered = job.kind != "place" and bank.target is not None and bank.status in may_join
            target = targets.parse(bank.target) if filtered else None
            aims.append(Aim(bank.id, target, only_add=job.kind == "refresh"))
    return aims


def _wait_for_turn(context: Context, job: Job, tell: Tell, clock: Clock, sleep: Callable[[float], None]) -> None:
    until = clock() + LONGEST_WAIT_SECONDS
    while not arranging.take(context.table, _holder(job), clock()):
        if clock() > until:
            raise TryAgain("Another bank's households are being arranged.")
        tell(0, PARTS)
        sleep(_POLL_SECONDS)


def _tell(context: Context, job: Job, tell: Tell, clock: Clock, done: int) -> None:
    _still_mine(context, job, clock)
    tell(done, PARTS)


def _still_mine(context: Context, job: Job, clock: Clock) -> None:
    if not patiently(lambda: arranging.keep(context.table, _holder(job), clock())):
        raise TakenOver


def _holder(job: Job) -> str:
    return f"{job.id}/{job.run}"


def _look_in_new_tiers(context: Context, aims: Iterable[Aim], known: Iterable[Bank]) -> None:
    """Before anything stands in a tier, claims look at it: nothing may wait where nobody looks."""
    about = {aim.bank for aim in aims}
    for bank in known:
        if bank.id in about and bank.priority not in bank.priorities:
            banks.update(context.table, bank.id, {"priorities": sorted({*bank.priorities, bank.priority})})


def _own_figures(job: Job, done: "_Pass") -> dict[str, int]:
    bank = str(job.detail.get("bank", ""))
    if not bank:
        return {}
    figures = done.figures.get(bank, Figures())
    return {"people": figures.people, "households": figures.households}


@dataclass(slots=True)
class _Pass:
    """One way through all households, by several workers."""

    context: Context
    aims: list[Aim]
    answers: Mapping[str, Answers]
    clock: Clock
    figures: dict[str, Figures] = field(default_factory=dict)
    changed: int = 0
    held: int = 0
    _banks: dict[str, Bank] = field(default_factory=dict)
    _banks_at: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _over: threading.Event = field(default_factory=threading.Event)

    def go(self, tell: Callable[[int], None]) -> None:
        """Arrange every household; `tell` hears how many parts are done. Raises what went wrong with any of them."""
        with ThreadPoolExecutor(WORKERS, thread_name_prefix="arrange") as pool:
            try:
                waiting = {pool.submit(self._part, part) for part in range(PARTS)}
                while waiting:
                    done, waiting = wait(waiting, timeout=_POLL_SECONDS, return_when=FIRST_EXCEPTION)
                    for each in done:
                        each.result()
                    tell(PARTS - len(waiting))
            except BaseException:
                self._over.set()
                pool.shutdown(wait=True, cancel_futures=True)
                raise

    def _part(self, part: int) -> None:
        for page in scan.households_of(self.context.table, part, PARTS):
            for household in page:
                if self._over.is_set():
                    return
                self._count(self._arrange(household))

    def _arrange(self, household: Household) -> Household | None:
        """The household as it is afterwards; None where it is not there any more."""
        before: Household | None = household
        for _ in range(_ROUNDS):
            if before is None:
                return None
            every, now = self._banks_now(), self.clock()
            after = arranged(before, self.aims, every, self.answers, now)
            if after == before:
                return before
            try:
                saved = self._save(before, after)
            except households.ChangedMeanwhile:
                before = households.get(self.context.table, household.id)
                continue
            with self._lock:
                self.changed += 1
            return saved
        raise TryAgain("This household is being written by others.")

    def _save(self, before: Household, after: Household) -> Household:
        return patiently(lambda: households.save(self.context.table, before, after))

    def _banks_now(self) -> dict[str, Bank]:
        with self._lock:
            if not self._banks or time.monotonic() - self._banks_at >= BANKS_SECONDS:
                self._banks_at = time.monotonic()
                self._banks = {bank.id: bank for bank in banks.every(self.context.table)}
            return self._banks

    def _count(self, household: Household | None) -> None:
        if household is None:
            return
        with self._lock:
            self.held += household.held(self.clock())
            for bank in household.banks:
                self.figures.setdefault(bank, Figures()).add(household, bank)
            if household.queue:
                # One that is held keeps its place, and is to be found there when its lease has run out.
                place = QueueKey.parse(*household.queue)
                self.figures.setdefault(place.bank, Figures()).stands_in(place.tier)

    def write_figures(self) -> None:
        """Give every bank what its households add up to, where it says otherwise."""
        for bank in banks.every(self.context.table):
            counted = self.figures.get(bank.id, Figures())
            figures = {
                "people": counted.people,
                "households": counted.households,
                "priorities": list(counted.in_use(bank)),
            }
            if figures != {"people": bank.people, "households": bank.households, "priorities": list(bank.priorities)}:
                banks.update(self.context.table, bank.id, figures)


def arranged(
    household: Household, aims: list[Aim], every: Mapping[str, Bank], answers: Mapping[str, Answers], now: int
) -> Household:
    """The household as the banks' targets and rules have it now, with its place in a queue."""
    after = targeted(household, aims, every, answers, now)
    waits_in = QueueKey.parse(*household.queue).bank if household.queue else ""
    if not (concerned(household, waits_in, aims, every) or concerned(after, waits_in, aims, every)):
        return household
    try:
        return households.in_queue(after, new_place(after, waits_in, every, now))
    except Keeps:
        return after
