"""The orders of the requests of two operations, each tried and checked.

For operations A and B in a scene: A stands still after its k-th request, for every k, B runs whole, and A goes on.
Where both are short, B stands still after its j-th as well, while A goes on to its end. And A ends for ever: after its
k-th request, whereupon B runs, and nobody takes A up again, or whoever began it does; or B runs, and A makes one more
request before it ends.

Few of these orders need to be run. What B does from a table that A left is done once for each such table; where it is
all one whether A makes its next request before B or after (the answers are the same, and so is the table then), the two
orders are one from there on (`tracing`); and who died does nothing more.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from tests.interleavings.checking import Done, check
from tests.interleavings.memory import Memory, State
from tests.interleavings.operations import OPERATIONS, Operation
from tests.interleavings.scenes import Doing, Scene
from tests.interleavings.stepping import Process
from tests.interleavings.tracing import Recording, Trace, replay

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
    """Tries orders in one table. What was found of a state is kept: most orders end in the same few. `tried` counts
    orders, and `ran` those of them that were run from their beginning."""

    memory: Memory = field(default_factory=Memory)
    tried: int = 0
    ran: int = 0
    _known: dict[Any, list[str]] = field(default_factory=dict)
    _found: dict[Order, list[str]] = field(default_factory=dict)
    _pair: tuple[str, ...] = ()
    _traces: dict[Any, Trace] = field(default_factory=dict)

    def requests(self, scene: Scene, operation: Operation) -> int:
        """How many requests an operation makes with nobody beside it."""
        return len(self._traced(scene, operation, 11, scene.state).requests)

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
        """What is wrong after an order: tried, or known from one that is alike."""
        self.tried += 1
        self._of_pair(scene, a, b)
        return self._wrong(scene, a, b, order)

    def _of_pair(self, scene: Scene, a: Operation, b: Operation) -> None:
        """Forget what was found of other pairs, of which none is alike, and what was done in the midst of another A."""
        pair = scene.name, a.name, b.name
        if pair[:2] != self._pair[:2]:
            start = scene.state.content()
            self._traces = {key: trace for key, trace in self._traces.items() if trace.before.content() == start}
        if pair != self._pair:
            self._pair = pair
            self._found.clear()
            self._known.clear()

    def _wrong(self, scene: Scene, a: Operation, b: Operation, order: Order) -> list[str]:
        found = self._found.get(order)
        if found is None:
            found = self._found[order] = self._looked(scene, a, b, order)
        return found

    def _looked(self, scene: Scene, a: Operation, b: Operation, order: Order) -> list[str]:
        first = self._traced(scene, a, 11, scene.state)
        second = self._traced(scene, b, 22, first.state(min(order.k, len(first.requests))))
        ends_itself = order.dies and order.k + order.last >= len(first.requests)
        if first.waited or second.waited or ends_itself:
            return self.run(scene, a, b, order)
        if order.dies:
            return self._died(scene, a, b, order)
        if self._is_as_the_next(scene, a, b, order):
            return self._wrong(scene, a, b, replace(order, k=order.k + 1))
        return self.run(scene, a, b, order, None if order.j is not None else second)

    def _traced(self, scene: Scene, operation: Operation, seed: int, state: State, waited: int = 0) -> Trace:
        """A process that runs by itself from a state on: as it did before, where it did."""
        key = scene.name, operation.name, seed, waited, state.content()
        found = self._traces.get(key)
        if found is None:
            self.memory.take_up(state)
            recording = Recording(self.memory)
            process, _ = self._begin(scene, operation, seed, recording)
            process.waited = waited
            _whole(process)
            found = Trace(state, process, recording.made, process.waited != waited)
            self._traces[key] = found
        return found

    def _is_as_the_next(self, scene: Scene, a: Operation, b: Operation, order: Order) -> bool:
        """Whether it is all one if A makes one more request before B comes: it is answered the same after B, and B the
        same after it, and both ways the table comes to the same."""
        first, k = self._traced(scene, a, 11, scene.state), order.k
        if k >= len(first.requests):
            return False
        here, there = (self._traced(scene, b, 22, first.state(each)) for each in (k, k + 1))
        j = len(here.requests) if order.j is None else order.j
        if there.waited or len(there.requests) < j or len(here.requests) < j:
            return False
        if here is not there and [r.answer for r in here.requests[:j]] != [r.answer for r in there.requests[:j]]:
            return False
        if order.j is None and here is not there and here.ended() != there.ended():
            return False
        request = first.requests[k]
        answer, state = replay(self.memory, here.state(j), request)
        after = there.final if order.j is None else there.state(j)
        return answer == request.answer and state.content() == after.content()

    def _died(self, scene: Scene, a: Operation, b: Operation, order: Order) -> list[str]:
        """A never goes on: what B leaves behind is what there is."""
        first = self._traced(scene, a, 11, scene.state)
        second = self._traced(scene, b, 22, first.state(order.k))
        state, gone = second.final, Done(a, dead=True)
        if order.last:
            request = first.requests[order.k]
            answer, state = replay(self.memory, state, request)
            if answer != request.answer:
                # What it does with that answer, only it can tell.
                return self.run(scene, a, b, order)
        doing = Doing(self.memory, scene, 11)
        if order.again:
            later = self._traced(scene, a, 11, state, LATER)
            state, gone, doing.process = later.final, replace(_done(a, later.process), twice=True), later.process
        self.memory.take_up(state)
        return self._judged(scene, [gone, _done(b, second.process)], doing)

    def run(self, scene: Scene, a: Operation, b: Operation, order: Order, known: Trace | None = None) -> list[str]:
        """Try an order, whatever is known; what is wrong after it. Where it is `known` what B does, B needs not run."""
        self.ran += 1
        self.memory.take_up(scene.state)
        first, doing = self._begin(scene, a, 11)
        second, _ = self._begin(scene, b, 22)
        first.go(order.k)
        if known is not None:
            self.memory.take_up(known.final)
            second = known.process
            _both(second, first)
        elif order.j is not None:
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
            third = Process(self.memory, lambda: a.do(later), 11)
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

    def _begin(
        self, scene: Scene, operation: Operation, seed: int, client: Recording | None = None
    ) -> tuple[Process, Doing]:
        doing = Doing(client or self.memory, scene, seed)
        process = Process(self.memory, lambda: operation.do(doing), seed)
        doing.process = process
        return process, doing

    def _judged(self, scene: Scene, done: Sequence[Done], doing: Doing) -> list[str]:
        kept = frozenset(
            (key, item.known_by()) for key, item in self.memory.items.items() if not key[0].startswith(OF_NO_MATTER)
        )
        key = scene.name, doing.now, kept, repr([(d.operation.name, d.came_to(), d.dead, d.twice) for d in done])
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = check(self.memory, scene, done, Doing(self.memory, scene, 33, doing.process))
        return found


OF_NO_MATTER: Final = ("AUDIT", "JOBS", "IMPORT", "ARRANGING")
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
