"""Banks change while callers ring: nobody is handed a household twice, and none is lost from its queue."""

import threading
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import pytest

from ringround.domain.household import Household
from ringround.domain.placement import place
from ringround.domain.reach import count
from ringround.storage import banks
from ringround.storage.jobs import Job
from ringround.storage.keys import QueueKey
from ringround.storage.table import Table
from ringround.usecases import arrange, bank_rules
from ringround.usecases.context import Context
from ringround.usecases.jobs import begin, run
from tests import builders
from tests.builders import NOW, a_bank, a_household, a_number, a_person, drama_number
from tests.races import drill
from tests.support.engine import DynamoDbLocal

pytestmark = pytest.mark.races

CALLERS, ROUNDS, HOUSEHOLDS = 16, 30, 240

# Callers who meet a closed bank find nothing, and how often they do is the machine's affair: they ring on until so many
# households were in somebody's hands, or for so long in seconds that something must be wrong.
HOLDS, AT_MOST = 150, 300


class Watch(drill.Clock):
    """A clock that a job may look at without moving it on: it looks once for each household."""

    def __init__(self, start: int, step: int) -> None:
        super().__init__(start, step)
        self.last = start

    def now(self) -> int:
        """The time, and a step on."""
        self.last = super().now()
        return self.last


@pytest.fixture
def table(dynamodb_local: DynamoDbLocal, monkeypatch: pytest.MonkeyPatch) -> Table:
    """A table of its own on the real engine; jobs look at the banks as often as callers do, and are done soon."""
    monkeypatch.setattr(arrange, "BANKS_SECONDS", 0.05)
    monkeypatch.setattr(arrange, "PARTS", 8)
    monkeypatch.setattr(arrange, "_POLL_SECONDS", 0.05)
    return dynamodb_local.new_table(connections=2 * CALLERS)


def seeded(table: Table) -> Context:
    """Two banks that want the same households, those of three wards; the second has its turn after the first."""
    limits: dict[str, Any] = {"cool_down": 1_800, "busy_wait": 300, "claims_per_hour": 10_000, "skips_per_hour": 10_000}
    main = a_bank(**limits)
    second = a_bank("second", created=NOW + 60, target=wards("W0", "W1"), **limits)
    context = builders.seed(table, bank=main, more_banks=(second,))
    every = {main.id: main, second.id: second}
    for n in range(HOUSEHOLDS):
        people = tuple(a_person(f"p{n}-{i}", columns={"Ward": f"W{n % 3}"}) for i in range(1 + n % 2))
        wanted_by = ("main",) if n % 4 else ("main", "second")
        home = a_household(f"h{n:05d}", people=people, numbers=(a_number(drama_number(n)),), bank_ids=wanted_by)
        builders.put(table, home, every)
    return context


def wards(*names: str) -> dict[str, Any]:
    rule = {"field": "column", "name": "Ward", "is": "in", "values": list(names)}
    return {"match": "all", "rules": [rule]}


def arrange_now(context: Context, job: Job | None, watch: Watch) -> None:
    if job:
        ended = run(context, job.id, arrange.works(lambda: watch.last), lambda: watch.last, f"run of {job.id}")
        assert ended is not None
        assert ended.state == "done", ended


class Organiser:
    """Changes the banks' targets, priorities and status in turn, each followed by its job, until it is over."""

    def __init__(self, context: Context, watch: Watch) -> None:
        self.context, self.watch = context, watch
        self.over = threading.Event()
        self.jobs = 0

    @property
    def who(self) -> dict[str, Any]:
        """Whose acts these are, and when."""
        return {"by": "olive", "now": self.watch.last}

    def organise(self) -> None:
        """All the changes again and again, and always all of them: the last is that every bank is open."""
        while not self.over.is_set():
            for change in self._changes():
                arrange_now(self.context, change(), self.watch)
                self.jobs += 1

    def _changes(self) -> list[Callable[[], Job | None]]:
        context, who = self.context, self.who
        return [
            lambda: bank_rules.change_bank(context, "second", {"target": wards("W1", "W2")}, **who)[1],
            lambda: bank_rules.turn(context, "main", "closed", **who)[1],
            lambda: bank_rules.change_bank(context, "second", {"priority": 1}, **who)[1],
            lambda: bank_rules.turn(context, "main", "open", **who)[1],
            lambda: begin(context, "refresh", {"import": "i1"}, **who),
            lambda: bank_rules.change_bank(context, "second", {"target": wards("W0"), "priority": 4}, **who)[1],
            lambda: bank_rules.turn(context, "second", "closed", **who)[1],
            lambda: bank_rules.turn(context, "second", "open", **who)[1],
        ]


def together(works: Iterable[Callable[[], Any]], first: Callable[[], Any], end: Callable[[], Any]) -> None:
    """So many works at once beside the first, which is told to end when they are done. Raises what any raised."""
    failures: list[BaseException] = []

    def go(work: Callable[[], Any]) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - handed on to the test
            failures.append(error)

    beside = threading.Thread(target=go, args=(first,))
    threads = [threading.Thread(target=go, args=(work,)) for work in works]
    for thread in (beside, *threads):
        thread.start()
    for thread in threads:
        thread.join()
    end()
    beside.join()
    if failures:
        raise failures[0]


def test_banks_that_change_while_callers_ring_lose_no_household_and_hand_none_out_twice(
    table: Table, record_property: Any
) -> None:
    context, watch = seeded(table), Watch(NOW, step=4)
    organiser = Organiser(context, watch)
    callers = [drill.Caller(context, ("main", "second")[n % 2], f"caller{n}", watch, 7_000 + n) for n in range(CALLERS)]
    stories = [caller.story for caller in callers]

    def held() -> int:
        return sum(len(story.holds) for story in stories)

    def ring_on(caller: drill.Caller, until: float) -> None:
        caller.ring(ROUNDS)
        while held() < HOLDS and time.monotonic() < until:
            caller.ring(1)

    until = time.monotonic() + AT_MOST
    together([partial(ring_on, caller, until) for caller in callers], organiser.organise, organiser.over.set)

    holds = held()
    record_property("claims, jobs", f"{holds}, {organiser.jobs}")
    assert holds >= HOLDS
    assert organiser.jobs >= 8
    assert list(drill.held_twice(stories)) == []
    check_places(table, watch.last)


def check_places(table: Table, now: int) -> None:
    """Every household is where it will be found, and the banks' figures are what there is."""
    found = list(drill.all_households(table))
    every = {bank.id: bank for bank in banks.every(table)}
    assert [wrong for household in found if (wrong := misplaced(household, every, now))] == []
    for bank_id, figures in count(found).items():
        assert (every[bank_id].people, every[bank_id].households) == (figures.people, figures.households)
        assert figures.priorities <= set(every[bank_id].priorities)


def misplaced(household: Household, every: dict[str, Any], now: int) -> str:
    """Why nobody will find a household where it is to be found; empty where all is well."""
    belongs = place(household, every, now)
    queued = QueueKey.parse(*household.queue) if household.queue else None
    if household.claim and queued and queued.callable_from == household.claim.until:
        # Whoever finds it there when its lease is over brings it where it belongs: if anybody looks there.
        return "" if every[queued.bank].status == "open" or not belongs else f"{household.id}: in a closed bank's queue"
    here = (queued.bank, queued.tier, queued.callable_from, queued.parts) if queued else None
    return "" if here == (tuple(belongs) if belongs else None) else f"{household.id}: at {here}, belongs at {belongs}"


def test_two_jobs_at_once_take_turns(table: Table) -> None:
    context, watch = seeded(table), Watch(NOW, step=4)
    banks.update(table, "main", {"target": wards("W2")})
    main, second = (begin(context, "retarget", {"bank": b}, by="olive", now=NOW) for b in ("main", "second"))
    together([partial(arrange_now, context, main, watch)], partial(arrange_now, context, second, watch), lambda: None)
    check_places(table, watch.last)
    assert context.bank("main").households == sum(1 for n in range(HOUSEHOLDS) if n % 3 == 2)
    assert context.bank("second").households == sum(1 for n in range(HOUSEHOLDS) if n % 3 < 2)
