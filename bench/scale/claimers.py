"""Claims and nothing else, without pause, at a simulated table or a real one: what `bench.claims` counts.

The use case is the real one; a claim is put on a desk of its own, so that no limit of a caller is in the way. Whoever
claims has a process, whose memory of the queue is its own.
"""

import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from bench.scale.people import EPOCH, List
from bench.scale.setting import Setting
from bench.scale.table import SimTable, Store
from bench.scale.world import World
from ringround.domain.bank import Bank
from ringround.domain.errors import TryAgain
from ringround.domain.hours import uk_day
from ringround.storage import desks
from ringround.storage.keys import desk_shards
from ringround.usecases import queue_search
from ringround.usecases.claim_next import Handed, Nothing, claim_next
from ringround.usecases.context import Context


@dataclass(slots=True)
class Claims:
    """What claims came to and took: `queries` of the queue, `tries` to claim, `put_back`; `reads` are read units, and
    `busy` the requests that a partition had no room for, after all retries."""

    handed: list[str] = field(default_factory=list)
    nothing: int = 0
    busy: int = 0
    queries: int = 0
    tries: int = 0
    put_back: int = 0
    reads: float = 0.0
    most_read: float = 0.0

    @property
    def requests(self) -> int:
        """All requests of searches."""
        return self.queries + self.tries + self.put_back

    @property
    def per_answer(self) -> float:
        """Requests for each answer, whether it brought a household or said that there is none."""
        return self.requests / max(1, len(self.handed) + self.nothing)

    @property
    def twice(self) -> int:
        """Households that were handed out more than once."""
        return len(self.handed) - len(set(self.handed))


def claim(context: Context, bank: Bank, caller: str, now: int, chance: random.Random) -> Handed | Nothing:
    """One claim by somebody with room on their desk."""
    desk = desks.get(context.table, uk_day(now), caller)
    return claim_next(context, bank, desk, now=now, chance=chance)


def counting_put_backs(into: Claims) -> AbstractContextManager[Any]:
    """Counts what searches put back; nothing runs while another one counts."""
    put_back = queue_search.put_back

    def counted(*given: Any) -> None:
        into.put_back += 1
        put_back(*given)

    return patch.object(queue_search, "put_back", counted)


def simulated(setting: Setting, rounds: int = 10**9) -> Claims:
    """`setting.callers` who each claim `rounds` times, or until there is nothing, all from the first moment on, each in
    a process of their own that is new."""
    world, listed = World(setting.seed), List(setting)
    store = a_store(world, listed, setting)
    made = Claims()

    def caller(n: int) -> Callable[[], None]:
        context, bank = a_process(world, listed, store), listed.rules(n % setting.banks)

        def claims() -> None:
            turn = 0
            while turn < rounds:
                try:
                    found = claim(context, bank, f"c{n}-{turn}", EPOCH + int(world.now), world.chance)
                except TryAgain:
                    made.busy += 1
                    world.wait(world.chance.uniform(2, 5))
                    continue
                turn += 1
                if isinstance(found, Nothing):
                    made.nothing += 1
                    return
                made.handed.append(found.household.id)

        return claims

    for n in range(setting.callers):
        world.at(0.0, caller(n))
    with counting_put_backs(made):
        world.run(setting.duration)
    made.queries, made.tries = store.asked["candidates"], store.asked["tries"]
    made.reads, made.most_read = store.units["index reads"], store.most_read
    return made


def a_store(world: World, listed: List, setting: Setting) -> Store:
    """A table with the list in it."""
    times, throttling = setting.times, setting.throttling
    store = Store(world, times, setting.partitions, setting.index_partitions, listed.item, throttling)
    listed.fill(store)
    return store


def a_process(world: World, listed: List, store: Store) -> Context:
    """A process that remembers nothing."""
    table = SimTable(store, desk_shards(listed.parts))
    return Context(table, listed.campaign(), clock=lambda: world.now, chance=world.chance)
