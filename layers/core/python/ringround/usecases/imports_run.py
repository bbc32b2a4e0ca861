"""Run an import: read the files, then make the table agree with them, household by household.

It can be stopped at any point and started again: what is written is right by itself, and the second run finds
it and goes on. A file that cannot be used changes nothing.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from ..domain.errors import TryAgain
from ..domain.placement import oldest_screening
from ..importing.errors import UnusableFile
from ..importing.reading import Reading, estimate_rows, read
from ..importing.staging import Staged
from ..storage import banks, imports, imports_journal
from ..storage.imports import Import, ImportRunning, LeaseLost
from . import complete, imports_objections
from .context import Context
from .imports_changes import Aim, Plan
from .imports_files import CHUNK, Tally, World, fetch_all, fingerprints, join, rules_of, summary
from .imports_found import Found, look_up, torn
from .imports_ids import PersonIds
from .imports_plan import NeedsCare, Planner
from .imports_ready import ReadyPlans
from .imports_write import LANES, MOST_PLANNED, Lanes, Outcome, patiently
from .organise_banks import bank_or_new

TELL_SECONDS: Final = 1
_BANKS_SECONDS: Final = 10
_ROUNDS: Final = 8
_TAKE_OVER_SECONDS: Final = 5


def run(context: Context, import_id: str, world: World) -> None:
    """Run an import to its end, and write down how it ended. Nothing happens where it is done already.

    Where a run of the same import ended without a word, it is taken over when its lease has ended. Raises
    ImportRunning while another import is running, and whatever is a fault: then it can be started again.
    """
    try:
        found = _begin(context, import_id, world)
    except ImportRunning as other:
        if other.import_id != import_id:
            _fail(
                context, import_id, world, "import_running", "Another import was running. Start this one again later."
            )
        raise
    if found is None:
        return
    try:
        with _few_collections():
            _Run(context, found, world, PersonIds(context.campaign.secret)).go()
    except UnusableFile as wrong:
        _fail(context, found.id, world, wrong.code, wrong.message)
    except LeaseLost:
        # Another run goes on with it: its progress is not ours to write.
        return
    except TryAgain:
        _fail(context, found.id, world, "try_again", "The table was too busy. Start the import again: it goes on.")
    except Exception:
        _fail(context, found.id, world, "internal", "Something went wrong on our side. Start the import again.")
        raise
    finally:
        imports.end_lease(context.table, world.run)


@contextmanager
def _few_collections() -> Iterator[None]:
    """What is made here is made and dropped, household by household, and holds itself nowhere: looking for what does
    was an eighth of the processor time."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def _begin(context: Context, import_id: str, world: World) -> Import | None:
    """The import, with the lease taken; None where there is nothing to do any more."""
    patience = world.now() + imports.LEASE_SECONDS + _TAKE_OVER_SECONDS
    while True:
        found = imports.get(context.table, import_id)
        if found is None or found.state in {"done", "undoing", "undone"}:
            return None
        try:
            imports.take_lease(context.table, import_id, world.run, world.now())
        except ImportRunning as other:
            if other.import_id != import_id or world.now() > patience:
                raise
            world.sleep(_TAKE_OVER_SECONDS)
        else:
            return found


def _fail(context: Context, import_id: str, world: World, code: str, message: str) -> None:
    imports.change(
        context.table,
        import_id,
        state="failed",
        error_code=code,
        error_message=message,
        finished_at=world.now(),
    )


@dataclass(slots=True)
class _Run:
    context: Context
    found: Import
    world: World
    ids: PersonIds
    told_at: int = 0
    told: dict[str, Any] = field(default_factory=dict)
    done: Tally = field(default_factory=Tally)
    number: int = 0
    fingerprints: list[str] = field(default_factory=list)
    banks_at: int = 0
    planner: tuple[Planner, ReadyPlans] | None = None
    met: bool = False
    """Whether a write was refused: the table holds something of the list."""

    def go(self) -> None:
        """From the uploaded files to the end."""
        files = fetch_all(self.found, self.world)
        self.fingerprints = fingerprints(self.context, files)
        rows = estimate_rows(files)
        self._tell(
            state="reading",
            started_at=self.found.started_at or self.world.now(),
            finished_at=0,
            rows_read=0,
            rows_done=0,
            rows_total=rows,
            error_code="",
            error_message="",
        )
        reading = read(
            files,
            self.world.work,
            rules_of(self.context, self.found, self.world.now()),
            lambda count: self._tell_now_and_then(rows_read=count),
        )
        try:
            self._write(reading)
        finally:
            reading.close()

    def _write(self, reading: Reading) -> None:
        table = self.context.table
        join(reading, self.context, self.ids)
        counts = reading.counts()
        if self.found.bank:
            bank_or_new(self.context, self.found.bank, self.found.bank_name, now=self.world.now())
        self.told = summary(counts)
        self._tell(state="writing", rows_read=counts.rows, rows_total=counts.rows, counts=self._counts())
        # Before the first of its electors is there: who looks for one by number knows every prefix.
        register = {"prefixes": reading.prefixes(), "districts": reading.districts()}
        self.number = imports.begin_run(table, self.found.id, fingerprints=self.fingerprints, **register)
        self._households(reading)
        # The table has shown some more of what is wrong with the list.
        self.told = summary(reading.counts())
        problems = self.world.work / "problems.csv"
        self.told["problems"] = reading.write_problems(problems)
        self.world.hand_over(problems)
        latest = imports.get(table, self.found.id) or self.found
        imports.give_targets_to_bank(table, latest, LANES)
        self.world.follow()
        self._tell(
            state="done",
            rows_done=counts.rows,
            counts=self._counts(),
            problems=bool(self.told["problems"]),
            finished_at=self.world.now(),
        )

    def _heed(self, reading: Reading, lanes: Lanes, *, strangers: bool) -> None:
        """Mark the numbers to which the list has an objection: those that the table knows before anything else is
        written, and `strangers` to it after the households."""
        for numbers in reading.objections(imports_objections.CHUNK):
            unknown = self._heed_some(reading, numbers, lanes, strangers=strangers)
            reading.heeded([e164 for e164 in numbers if strangers or e164 not in unknown])
            self._tell_now_and_then(rows_done=self.done.rows)

    def _heed_some(self, reading: Reading, numbers: list[str], lanes: Lanes, *, strangers: bool) -> list[str]:
        table = self.context.table
        for _ in range(_ROUNDS):
            plans, unknown = patiently(
                lambda: imports_objections.plans(table, numbers, self._planner(reading)[0], strangers=strangers)
            )
            if not lanes.write(plans, self.world.now()).refused:
                return unknown
        raise TryAgain("These numbers are being written by others.")

    def _households(self, reading: Reading) -> None:
        again: set[str] = set()
        lanes = Lanes(self.context.table, self.found.id, self.number)
        try:
            self._heed(reading, lanes, strangers=False)
            for batch in self._batches(reading, again):
                lanes.submit(batch, self.world.now())
                self._take_in(lanes.finished(), again)
            self._take_in(lanes.finished(every=True), again)
            for household in sorted(again):
                self._carefully(reading, household, lanes)
            self._heed(reading, lanes, strangers=True)
        finally:
            lanes.close()

    def _batches(self, reading: Reading, again: set[str]) -> Iterator[list[Plan]]:
        """Plans packed into transactions. What touches other households goes to `again`."""
        batch: list[Plan] = []
        touched: set[tuple[str, str]] = set()
        size = 0
        for plan in self._plans(reading, again):
            items, more = plan.keys(), plan.step.size()
            if not items:
                self.done.add([plan])
                continue
            full = len(touched) + len(items) > MOST_PLANNED or size + more > imports_journal.MOST_BYTES
            if full and batch:
                yield batch
                batch, touched, size = [], set(), 0
            if touched & items:
                again.add(plan.household)
                continue
            batch.append(plan)
            touched |= items
            size += more
        if batch:
            yield batch

    def _plans(self, reading: Reading, again: set[str]) -> Iterator[Plan]:
        households = reading.listed()
        blind = False
        while chunk := list(islice(households, CHUNK)):
            # Where nothing of the list is in the table yet, reading first is waste: the conditions say it. They say
            # nothing of numbers that come alone, for people whom the table has.
            blind = blind and not self.met
            for listed in chunk:
                if blind and listed.electors:
                    ready = self._planner(reading)[1].plan(listed)
                    plan = ready or self._plan(reading, listed.staged(self.ids.of), Found(), again)
                    if plan:
                        yield plan
            if staged := [listed.staged(self.ids.of) for listed in chunk if not (blind and listed.electors)]:
                found = self._look_up(staged)
                blind = blind or not (found.households or found.electors)
                for each in staged:
                    if plan := self._plan(reading, each, found, again):
                        yield plan
            self._tell_now_and_then(rows_done=self.done.rows, counts=self._counts())

    def _plan(self, reading: Reading, staged: Staged, found: Found, again: set[str]) -> Plan | None:
        try:
            plan = self._planner(reading)[0].plan(staged, found)
        except NeedsCare:
            again.add(staged.id)
            return None
        if len(plan.writes) > MOST_PLANNED:
            again.add(staged.id)
            return None
        return plan

    def _all_of(self, staged: Staged) -> Found:
        """Everything that a household touches, as it was at one moment: with nobody moved between two reads, and calls
        whose recording was broken off on their logs, for they go along with people and numbers."""
        found, now = self._look_up([staged], everything=True), self.world.now()
        lapsed = complete.lapsed_on(self.context, found.households.values(), now=now)
        if lapsed or torn(found, staged.people):
            found = self._look_up([staged], everything=True)
        return found

    def _look_up(self, staged: list[Staged], *, everything: bool = False) -> Found:
        return patiently(lambda: look_up(self.context.table, staged, everything=everything))

    def _planner(self, reading: Reading) -> tuple[Planner, ReadyPlans]:
        """Planners for this moment, with every bank as it was a few seconds ago: one for any household, one for those
        of which the table knows nothing."""
        now = self.world.now()
        if self.planner is None or now - self.banks_at >= _BANKS_SECONDS:
            every = {bank.id: bank for bank in banks.every(self.context.table)}
            aim = Aim(self.found.id, self.found.bank, self.found.created, every)
            self.planner = Planner(aim, now, reading.has), ReadyPlans(aim, self.ids, oldest_screening(now))
            self.banks_at = now
        return self.planner

    def _carefully(self, reading: Reading, household: str, lanes: Lanes) -> None:
        """One household by itself, with everything that it touches read anew each time."""
        staged = reading.household(household, self.ids.of)
        for _ in range(_ROUNDS):
            self.planner = None
            found = self._all_of(staged)
            plan = self._planner(reading)[0].plan(staged, found, careful=True)
            write = lanes.write_large if len(plan.writes) > MOST_PLANNED else lambda one, now: lanes.write([one], now)
            done = write(plan, self.world.now())
            if done.refused:
                continue
            for place, code, value in plan.problems:
                reading.add_problem(place, code, value)
            self.done.add([plan])
            self._tell_now_and_then(rows_done=self.done.rows, counts=self._counts())
            return
        raise TryAgain("This household is being written by others.")

    def _take_in(self, outcome: Outcome, again: set[str]) -> None:
        self.done.add(outcome.written)
        again.update(plan.household for plan in outcome.refused)
        self.met = self.met or bool(outcome.refused)

    def _counts(self) -> dict[str, int]:
        return {**self.told, **self.done.counts()}

    def _tell_now_and_then(self, **changes: Any) -> None:
        if self.world.now() - self.told_at >= TELL_SECONDS:
            self._tell(**changes)

    def _tell(self, **changes: Any) -> None:
        self.told_at = self.world.now()
        table, at = self.context.table, self.told_at
        patiently(lambda: imports.extend_lease(table, self.world.run, at))
        patiently(lambda: imports.change(table, self.found.id, **changes))
