"""Which request meets which fault: in turn, so that each kind strikes at each place, and no luck is needed."""

from __future__ import annotations

import random
import threading
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from tests.drill.strike import EVERY_TIME, Strike

GUESSED_CALLS: Final = 4
"""Requests to the table that an operation is taken to make before it was seen to make more."""

LOST_EVERY: Final = 20
"""One answer in so many, of those that a page can do without, gets lost on its way."""


class Planned:
    """Hands out strikes, operation by operation: of `every` requests one has the next. `lost` says whether an answer
    gets lost on its way to the page."""

    def __init__(self, seed: int, every: int) -> None:
        self._every = every
        self._chance = random.Random(seed)
        self._turn = threading.Lock()
        self._asked: defaultdict[str, int] = defaultdict(int)
        self._most: defaultdict[str, int] = defaultdict(lambda: GUESSED_CALLS)
        self._next: dict[str, Iterator[Strike]] = {}
        self._may_be_lost = 0
        self.on = True

    def strike(self, operation: str) -> Strike | None:
        """What the next request of an operation meets, if anything."""
        with self._turn:
            self._asked[operation] += 1
            if not self.on or self._asked[operation] % self._every:
                return None
            found = next(self._next.get(operation, iter(())), None)
            if found is None:
                self._next[operation] = self._all(operation)
                found = next(self._next[operation])
            return found

    def lose(self) -> bool:
        """Whether the next answer gets lost on its way."""
        with self._turn:
            self._may_be_lost += self.on
            return self.on and not self._may_be_lost % LOST_EVERY

    def seen(self, operation: str, calls: int) -> None:
        """An operation made so many requests to the table."""
        with self._turn:
            self._most[operation] = max(self._most[operation], calls)

    def _all(self, operation: str) -> Iterator[Strike]:
        most = self._most[operation]
        # First of each kind one, at another place each: a short drill does not get through all of them.
        first = [Strike("ended", most), Strike("lost", most - 1), Strike("conflict", 1, 2)]
        first += [Strike("throttled", 2, EVERY_TIME), Strike("failed", most, 1)]
        # A function may end anywhere: that is what the order of writes is made for.
        rest = 3 * [Strike("ended", at) for at in range(1, most + 1)]
        rest += [Strike("lost", at, times) for at in range(1, most + 1) for times in (1, EVERY_TIME)]
        rest += [Strike("throttled", at, times) for at in range(1, most + 1) for times in (2, EVERY_TIME)]
        rest += [Strike("conflict", at, times) for at in range(1, most + 1) for times in (1, EVERY_TIME)]
        rest += [Strike("failed", at, times) for at in range(1, most + 1) for times in (1, EVERY_TIME)]
        self._chance.shuffle(rest)
        yield from (*first, *rest)
