"""The orders of the requests of two operations, each tried and checked.

For operations A and B in a scene: A stands still after its k-th request, for every k, B runs whole, and A goes on.
Where both are short, B stands still after its j-th as well, while A goes on to its end. And A ends for ever: after its
k-th request, whereupon B runs, and nobody takes A up again, or whoever began it does; or B runs, and A makes one more
request before it ends.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from tests.interleavings.checking import Done, check
from tests.interleavings.memory import Memory
from tests.interleavings.operations import OPERATIONS, Operation
from tests.interleavings.scenes import Doing, Scene
from tests.interleavings.stepping import Process

MOST_BOTH: Final = 60
"""Both operations stand still where their requests make no more orders than this."""
LATER: Final = 120
"""When an operation that died is asked for again: a lease of a job has ended by then."""


@dataclass(frozen=True, slots=True)
class Order:
    """One order: A stops after `k` requests, B after `j` (None: not at all). `dies` says that A never goes on, `last`
    that it does for one request once B has run, and `again` that it is asked for once more."""

    scene: str
    a: str
    b: str
    k: int
    j: int | None = None
    dies: bool = False
    again: bool = False
    last: bool = False

    def __str__(self) -> str:
        ends = " and never goes on" if self.dies else ""
        ends += ", and is asked for again" if self.again else ""
        ends += " but for one request" if self.last else ""
        both = f", which stops after {self.j}" if self.j is not None else ""
        return f"[{self.scene}] “{self.a}” stops after {self.k}{ends}; “{self.b}”{both}"


@dataclass(slots=True)
class Explorer:
    """Tries orders in one table. What was found of a state is kept: most orders end in the same few."""

    memory: Memory = field(default_factory=Memory)
    tried: int = 0
    _known: dict[Any, list[str]] = field(default_factory=dict)
    _alone: dict[tuple[str, str], int] = field(default_factory=dict)

    def requests(self, scene: Scene, operation: Operation) -> int:
        """How many requests an operation makes with nobody beside it."""
        found = self._alone.get((scene.name, operation.name))
        if found is None:
            self.memory.take_up(scene.state)
            process, _ = self._begin(scene, operation, 11)
            _whole(process)
            found = self._alone[scene.name, operation.name] = process.requests
        return found

    def orders(self, scene: Scene, a: Operation, b: Operation) -> Iterator[Order]:
        """All orders of a pair in which A stops first."""
        n, m = self.requests(scene, a), self.requests(scene, b)
        for k in range(n + 1):
            yield Order(scene.name, a.name, b.name, k)
        if n * m <= MOST_BOTH:
            for k in range(1, n):
                for j in range(1, m):
                    yield Order(scene.name, a.name, b.name, k, j)
        for k in range(1, n):
            yield Order(scene.name, a.name, b.name, k, dies=True)
            yield Order(scene.name, a.name, b.name, k, dies=True, again=True)
            yield Order(scene.name, a.name, b.name, k, dies=True, last=True)

    def wrong(self, scene: Scene, a: Operation, b: Operation, order: Order) -> list[str]:
        """Try an order; what is wrong after it."""
        self.tried += 1
        self.memory.take_up(scene.state)
        first, doing = self._begin(scene, a, 11)
        second, _ = self._begin(scene, b, 22)
        first.go(order.k)
        if order.j is not None:
            second.go(order.j)
            _both(first, second)
        else:
            if order.dies and not order.last:
                first.end()
            second.go()
            if order.last:
                first.go(order.k + 1)
                first.end()
            _both(second, first)
        done = [_done(a, first), _done(b, second)]
        if order.again:
            later = Doing(self.memory, scene, 11)
            third = Process(self.memory, lambda: a.do(later))
            later.process = third
            third.waited = LATER
            _whole(third)
            done[0] = replace(_done(a, third), twice=True)
            doing = later
        return self._judged(scene, done, doing)

    def looked_at(self, scene: Scene, a: Operation, b: Operation, order: Order) -> list[str]:
        """As `wrong`, and what neither operation should have raised is wrong as well."""
        try:
            return self.wrong(scene, a, b, order)
        except Exception as error:  # noqa: BLE001 - whatever it is, an operation or a check fell over
            return [f"{type(error).__name__}: {error}"]

    def _begin(self, scene: Scene, operation: Operation, seed: int) -> tuple[Process, Doing]:
        doing = Doing(self.memory, scene, seed)
        process = Process(self.memory, lambda: operation.do(doing))
        doing.process = process
        return process, doing

    def _judged(self, scene: Scene, done: Sequence[Done], doing: Doing) -> list[str]:
        kept = [item for (pk, _), item in sorted(self.memory.items.items()) if not pk.startswith(_OF_NO_MATTER)]
        key = scene.name, doing.now, repr(kept), repr([(d.operation.name, d.came_to(), d.dead, d.twice) for d in done])
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = check(self.memory, scene, done, Doing(self.memory, scene, 33, doing.process))
        return found


_OF_NO_MATTER: Final = ("AUDIT", "JOBS", "IMPORT", "ARRANGING")
"""Items whose keys have something random, and that no rule of a call goes by."""


def _whole(process: Process) -> None:
    """Let it run to its end; what it waits for does not come, and time passes."""
    while not process.go():
        pass


def _both(first: Process, second: Process) -> None:
    """One goes on, then the other. Where one waits for the other, the other comes first: time passes only for who waits
    for somebody who never comes."""
    while not (first.over and second.over):
        first.go()
        second.go()


def _done(operation: Operation, process: Process) -> Done:
    return Done(operation, process.came, process.refused, process.dead)


def pairs(scene: Scene) -> Iterator[tuple[Operation, Operation]]:
    """Every ordered pair of operations that can happen in a scene, an operation with itself among them."""
    here = [each for each in OPERATIONS if scene.name in each.where]
    for a in here:
        for b in here:
            yield a, b
