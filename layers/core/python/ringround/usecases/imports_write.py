"""Writing many households: transactions of up to a hundred items, some at a time."""

import itertools
import queue
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeVar

from ..domain.errors import TryAgain
from ..storage import imports, imports_journal
from ..storage.imports_journal import Step
from ..storage.table import Repeatable, Table, TransactionRefused
from .imports_changes import Plan

Answer = TypeVar("Answer")

LANES: Final = 4
"""Transactions under way at once. More gain nothing: one processor makes the requests."""
MOST_WRITES: Final = 100
MOST_PLANNED: Final = MOST_WRITES - 2
"""Beside what is planned, a transaction counts the targets and notes what it makes, for undoing it."""
_PATIENCE: Final = (0.1, 0.2, 0.5, 1, 2, 4, 8, 8, 8, 8)
"""Seconds between tries while the table is busy: a new table grows into its load within a minute."""


@dataclass(slots=True)
class Outcome:
    """Plans that were written, and those that found something else there than was read."""

    written: list[Plan] = field(default_factory=list)
    refused: list[Plan] = field(default_factory=list)


class Lanes:
    """Writes batches of plans side by side. Plans of one batch are written together."""

    def __init__(self, table: Table, import_id: str, run: int, sleep: Callable[[float], None] = time.sleep) -> None:
        self._table = table
        self._import = import_id
        self._run = run
        self._steps = itertools.count(1)
        self._sleep = sleep
        self._free: queue.SimpleQueue[int] = queue.SimpleQueue()
        for lane in range(LANES):
            self._free.put(lane)
        self._pool = ThreadPoolExecutor(LANES, thread_name_prefix="import")
        self._under_way: list[Future[Outcome]] = []

    def submit(self, plans: Sequence[Plan], now: int) -> None:
        """Write a batch of at most MOST_PLANNED writes soon; waits while all lanes are busy."""
        lane = self._free.get()
        self._under_way.append(self._pool.submit(self._work, lane, list(plans), next(self._steps), now))

    def finished(self, *, every: bool = False) -> Outcome:
        """What has been written since the last time; with `every`, waits for all of it. Raises what a lane
        raised."""
        total = Outcome()
        still = []
        for future in self._under_way:
            if every or future.done():
                done = future.result()
                total.written += done.written
                total.refused += done.refused
            else:
                still.append(future)
        self._under_way = still
        return total

    def close(self) -> None:
        """Wait for what is under way, begin nothing more."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _work(self, lane: int, plans: list[Plan], place: int, now: int) -> Outcome:
        try:
            return self._write(plans, lane, place, now)
        finally:
            self._free.put(lane)

    def write(self, plans: list[Plan], now: int) -> Outcome:
        """Write a batch now. A plan that is refused costs the others of its batch one more try. Raises
        TryAgain."""
        return self._write(plans, 0, next(self._steps), now)

    def _write(self, plans: list[Plan], lane: int, place: int, now: int) -> Outcome:
        outcome = Outcome()
        while plans:
            writes = [write for plan in plans for write in plan.writes]
            owners = [place for place, plan in enumerate(plans) for _ in plan.writes]
            people = sum(plan.targets for plan in plans)
            households = sum(plan.target_households for plan in plans)
            if people or households:
                writes.append(imports.add_targets(self._import, lane, people, households))
            writes.append(self._step(map(_follows, plans), place, now))
            try:
                self._transact(writes)
            except TransactionRefused as refused:
                bad = {owners[place] for place in refused.failed if place < len(owners)}
                outcome.refused += [plans[place] for place in sorted(bad)]
                plans = [plan for place, plan in enumerate(plans) if place not in bad]
                continue
            outcome.written += plans
            break
        return outcome

    def write_large(self, plan: Plan, now: int) -> Outcome:
        """Write a plan of more writes than one transaction holds: numbers and where its electors live, then the
        household, so that after a crash the same import finishes it, and nobody is in it who can't be found. What it
        makes is noted first, all of it: whatever was written can be undone."""
        target = imports.add_targets(self._import, 0, plan.targets, plan.target_households)
        step = self._step([plan.step], next(self._steps), now)
        together = [target, *plan.household_writes, *plan.move_writes]
        try:
            for batch in (*_cut([step, *plan.first_writes]), *_cut(together)):
                self._transact(batch)
        except TransactionRefused:
            return Outcome(refused=[plan])
        return Outcome(written=[plan])

    def _step(self, steps: Iterable[Step], place: int, now: int) -> dict[str, Any]:
        whole = imports_journal.together(steps, now)
        return imports_journal.put_step(self._import, self._run, place, whole)

    def _transact(self, writes: list[Mapping[str, Any]]) -> None:
        if not writes:
            return
        # Each try has the same token: a busy answer may hide a write that succeeded.
        again = Repeatable(writes)
        patiently(lambda: self._table.transact(again), self._sleep)


def patiently(ask: Callable[[], Answer], sleep: Callable[[float], None] = time.sleep) -> Answer:
    """Ask the table, again and again while it is busy. Raises TryAgain after about 40 seconds."""
    for pause in _PATIENCE:
        try:
            return ask()
        except TryAgain:
            sleep(pause)
    return ask()


def _follows(plan: Plan) -> Step:
    """The step of a plan without what follows from a household that it makes."""
    return replace(plan.step, numbers=[], electors=[]) if plan.step.made else plan.step


def _cut(writes: list[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    return [writes[start : start + MOST_WRITES] for start in range(0, len(writes), MOST_WRITES)]
