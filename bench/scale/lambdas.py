"""Lambda and API Gateway: how many requests get through, in how many processes.

Lambda (Developer Guide, "Lambda quotas", "Understanding function scaling"): an account runs 1,000 at once unless more
was asked for (a new one fewer); each function may add 1,000 in ten seconds; a process answers one request at a time.
API Gateway: 10,000 requests a second for the account, with room for 5,000 at once.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from bench.scale.limits import Bucket, Refusals
from bench.scale.world import World

ADDED_AT_ONCE: Final = 1_000.0
ADDED_A_SECOND: Final = 100.0
SLOWEST: Final = 29.0
"""Seconds after which API Gateway gives up waiting."""


class TurnedAway(Exception):  # noqa: N818 - an expected ending
    """The API or Lambda took no more; there is no answer of the application."""


@dataclass(slots=True)
class Account:
    """What all functions share."""

    world: World
    concurrency: int
    api: Bucket
    running: int = 0
    most: int = 0
    by_second: Counter[int] = field(default_factory=Counter)
    refused: Refusals = field(default_factory=Refusals)


class Function:
    """One function and its warm processes; the one that ended last is taken first, as Lambda mostly does, or
    `any_process`, as AWS promises neither."""

    def __init__(
        self,
        name: str,
        account: Account,
        start: Callable[[], Any],
        *,
        cold: float,
        busy: float,
        any_process: bool = False,
    ) -> None:
        self.name, self.account, self.start = name, account, start
        self.cold, self.busy, self.any_process = cold, busy, any_process
        self.idle: list[Any] = []
        self.processes = 0
        self.most = 0
        self.running = 0
        self.took: Counter[str] = Counter()
        self._growth = Bucket(ADDED_A_SECOND, ADDED_AT_ONCE / ADDED_A_SECOND)

    def call(self, work: Callable[[Any], Any]) -> Any:
        """Answer one request by `work`, given the process. Raises TurnedAway, and whatever the work raises."""
        account, world = self.account, self.account.world
        if not account.api.room(world.now):
            account.refused.add("API Gateway: requests a second", world.now)
            raise TurnedAway
        account.api.take(1)
        account.by_second[int(world.now)] += 1
        if account.running >= account.concurrency:
            account.refused.add("Lambda: concurrency of the account", world.now)
            raise TurnedAway
        cold = not self.idle
        if cold and not self._growth.room(world.now):
            account.refused.add(f"Lambda: growth of {self.name}", world.now)
            raise TurnedAway
        account.running += 1
        self.running += 1
        account.most, self.most = max(account.most, account.running), max(self.most, self.running)
        began = world.now
        try:
            if cold:
                self._growth.take(1)
                self.processes += 1
                process = self.start()
                world.wait(self.cold * world.chance.uniform(0.8, 1.5))
            else:
                process = self.idle.pop(world.chance.randrange(len(self.idle)) if self.any_process else -1)
            world.wait(self.busy * world.chance.uniform(0.7, 2.0))
            try:
                answer = work(process)
            finally:
                self.idle.append(process)
        finally:
            account.running -= 1
            self.running -= 1
            self.took["requests"] += 1
            self.took["milliseconds"] += round((world.now - began) * 1000)
        if world.now - began > SLOWEST:
            account.refused.add(f"API Gateway: 29 seconds for {self.name}", world.now)
            raise TurnedAway
        return answer
