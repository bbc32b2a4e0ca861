"""Simulated time: code that waits gives way to whatever happens meanwhile, and everything happens in order.

The use cases are plain functions that wait for each answer of the table, so each request runs as a greenlet: to wait is
to switch to the loop. One seed gives one evening, whatever the machine does.
"""

import heapq
import random
from collections.abc import Callable
from typing import Any

from greenlet import getcurrent, greenlet  # type: ignore[import-untyped]


class World:
    """The loop of events. `now` is in seconds since the evening began; `chance` is the only source of chance."""

    def __init__(self, seed: int) -> None:
        self.now = 0.0
        self.chance = random.Random(seed)
        self._events: list[tuple[float, int, Any]] = []
        self._count = 0
        self._loop: Any = None

    def at(self, when: float, work: Callable[[], None]) -> None:
        """Do something at a time. It may wait."""
        self._push(when, work)

    def after(self, seconds: float, work: Callable[[], None]) -> None:
        """Do something that does not wait, later."""
        self._push(self.now + seconds, _Plain(work))

    def wait(self, seconds: float) -> None:
        """Let so much time pass for whoever calls this."""
        self._push(self.now + max(0.0, seconds), getcurrent())
        self._loop.switch()

    def run(self, until: float) -> None:
        """Let everything happen until a time. What any of it raises is raised here."""
        self._loop = getcurrent()
        while self._events and self._events[0][0] <= until:
            when, _, what = heapq.heappop(self._events)
            self.now = when
            if isinstance(what, greenlet):
                what.switch()
            elif isinstance(what, _Plain):
                what.work()
            else:
                greenlet(what).switch()
        self.now = until

    def _push(self, when: float, what: Any) -> None:
        self._count += 1
        heapq.heappush(self._events, (when, self._count, what))


class _Plain:
    """Something that does not wait: it needs no greenlet."""

    __slots__ = ("work",)

    def __init__(self, work: Callable[[], None]) -> None:
        self.work = work
