"""Where in a bank's queue to look and how far from its head to choose: what a process remembers of the looks it took.

Every claim chooses by chance among the first households that are due, for whoever takes the very first loses the race
to somebody else who does. How many to choose from follows from the races that were lost: waste is p / (1 - p), with p
the claims under way (claims a second, times the index's lag and a round trip) divided by the candidates. A process that
knows nothing of the others about chooses from many, and from fewer as it wins.

One partition of the queue's index serves some 250 calls a second, so the queue of a bank for very many callers is
spread over parts. A claim looks at one of them, picked by chance, as all are alike: households are in a part by a hash
of their id. What was found empty is not looked at again for a moment.

Nothing here is a promise: the claim's write decides who gets a household, whatever was remembered.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

KNOWN_SECONDS: Final = 10.0
"""How long a part with nothing due is left alone: as long may it take until somebody sees what came back to it."""

AHEAD_KNOWN_SECONDS: Final = 5.0
"""How long a process goes by it that nothing is due among call-backs, or in another tier ahead in a queue of one part.
So long, at most, is one overlooked that came into the queue less than that before its time: promises are to the minute,
and whoever promised finds their own on their desk. What was in the queue before is looked at when its time has come."""

FEWEST: Final = 2
MOST: Final = 400
"""Candidates to choose from."""

LEAST_READ: Final = 32
MOST_READ: Final = 500
"""Places in a queue that one query reads: half a read unit and seven and a half, at some 120 bytes a place."""

MOST_CROSSED: Final = 250
"""Places of tiers with nothing due that are read through to what stands behind them, instead of asking twice."""

PARTS_COMPARED: Final = 4
"""Of so many parts, picked by chance, the one is looked at that was behind the others when it was looked at last: so
parts keep step, and nobody waits long in one of them. More would send all processes to the same part."""

TAKEN_SECONDS: Final = 3.0
"""How long a process remembers places that it took or lost: the index may show them for its lag, a second at worst."""

ALONE_SECONDS: Final = 30.0
"""After so long without a look a process knows less of who else is about: twice the candidates each time."""

_MORE: Final = 2.0
_FEWER: Final = 0.98
"""After a lost race, and after a won one. They keep each other in balance where one try in 35 is lost, whatever the
number of callers and the lag of the index: waste is losses divided by wins, and order is best with few candidates."""

_FEWER_UNTRIED: Final = 0.5
"""After a won race, where the process has lost none since it began to guess."""


@dataclass(slots=True)
class Looks:
    """The looks of one process at the queue of one bank. `clock` is the context's, in seconds."""

    choice: float = float(MOST)
    _guessing: bool = True
    _looked: float | None = None
    _empty: dict[tuple[str, int], tuple[float, int | None]] = field(default_factory=dict)
    _heads: dict[tuple[str, int], int] = field(default_factory=dict)
    _standing: dict[str, int] = field(default_factory=dict)
    _taken: dict[str, float] = field(default_factory=dict)

    @property
    def candidates(self) -> int:
        """How many candidates a claim chooses from."""
        return round(self.choice)

    def begin(self, clock: float) -> None:
        """A search begins: what was known of others who search fades with the time since the last one."""
        alone = clock - self._looked if self._looked is not None else 0.0
        self._looked = clock
        if alone >= ALONE_SECONDS:
            self.choice = min(MOST, self.choice * 2 ** min(10.0, alone / ALONE_SECONDS))
            self._guessing = True
        if self._taken:
            self._taken = {place: at for place, at in self._taken.items() if clock - at < TAKEN_SECONDS}

    def lost(self) -> None:
        """A race was lost: the candidates are too few for the claims that are under way."""
        self.choice = min(MOST, self.choice * _MORE)
        self._guessing = False

    def won(self) -> None:
        """A race was won."""
        self.choice = max(FEWEST, self.choice * (_FEWER_UNTRIED if self._guessing else _FEWER))

    def to_read(self, tiers: Sequence[str] = (), wider: int = 1) -> int:
        """How many places to read in one query, to choose from the first of them that are due; `tiers` are read one
        after another, `wider` is by how much more where the first ones were not to be had."""
        some = min(MOST_READ, max(LEAST_READ, 2 * self.candidates + len(self._taken)) * wider)
        ahead = 0
        for tier in tiers:
            if (tier, 0) not in self._empty:
                break
            ahead += self._standing.get(tier, 0)
        return min(MOST_READ, some + ahead) if ahead <= MOST_CROSSED else some

    def taken(self, place: str, clock: float) -> None:
        """Somebody has the household that stood at this place."""
        self._taken[place] = clock

    def was_taken(self, place: str) -> bool:
        """Whether this process knows that a place was taken a moment ago, though the index may still show it."""
        return place in self._taken

    def behind(self, tier: str, parts: Iterable[int]) -> int:
        """Of these parts of a tier the one that was behind when it was looked at last; the first of equal ones, and
        before all others one that was never looked at."""
        return min(parts, key=lambda part: self._heads.get((tier, part), -1))

    def saw(self, tier: str, part: int, first: int) -> None:
        """The first household of a part was due at this time (epoch seconds)."""
        self._heads[tier, part] = first
        self._empty.pop((tier, part), None)

    def nothing_due(self, tier: str, part: int, first: int | None, clock: float) -> None:
        """Nothing in a part may be rung before `first` (epoch seconds; None: there is nothing at all)."""
        self._empty[tier, part] = (clock, first)

    def stand(self, tier: str, count: int, *, all_of_them: bool) -> None:
        """So many stand in a tier with nothing due and wait, or more where that is not known to be all of them."""
        self._standing[tier] = count if all_of_them else max(self._standing.get(tier, 0), 2 * count)

    def still_nothing(self, tier: str, part: int, now: int, clock: float, known: float) -> bool:
        """Whether it is known well enough that nothing is due there."""
        looked, first = self._empty.get((tier, part), (float("-inf"), None))
        return clock - looked < known and (first is None or now < first)

    def first_of(self, tier: str, part: int) -> int | None:
        """When something in a part with nothing due may be rung."""
        return self._empty[tier, part][1]
