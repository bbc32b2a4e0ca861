"""Where to look in a queue that is spread over parts: what a process remembers of the looks it took.

One partition of the queue's index serves some 250 calls a second, so the queue of a bank for very many callers is
spread over parts. A claim looks at one of them, picked by chance, as all are alike: households are in a part by a hash
of their id. What was found empty is not looked at again for a moment, so that a queue that is nearly empty is not
searched part by part with each claim; and the candidates to choose from follow from the races that were lost.
Nothing here is a promise: the claim's write decides who gets a household, whatever was remembered.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

KNOWN_SECONDS: Final = 10.0
"""How long a part with nothing due is left alone: as long may it take until somebody sees what came back to it."""

CALL_BACKS_KNOWN_SECONDS: Final = 1.0
"""The same for the tier that is not spread: people were promised a time."""

FEWEST: Final = 2
MOST: Final = 400
"""Candidates to choose from in a part."""

PARTS_COMPARED: Final = 4
"""Of so many parts, picked by chance, the one is looked at that was behind the others when it was looked at last: so
parts keep step, and nobody waits long in one of them. More would send all processes to the same part."""

_MORE: Final = 2.0
_FEWER: Final = 0.97
"""After a lost race, and after a won one. They keep each other in balance where one try in 25 is lost, whatever the
number of callers and the lag of the index: waste is losses divided by wins, and order is best with few candidates."""


@dataclass(slots=True)
class Looks:
    """The looks of one process at the queue of one bank. Times by a clock that never goes back, in seconds."""

    choice: float = 25.0
    _empty: dict[tuple[str, int], tuple[float, int | None]] = field(default_factory=dict)
    _heads: dict[tuple[str, int], int] = field(default_factory=dict)

    @property
    def candidates(self) -> int:
        """How many candidates a claim chooses from."""
        return round(self.choice)

    def lost(self) -> None:
        """A race was lost: the candidates are too few for the claims that are under way."""
        self.choice = min(MOST, self.choice * _MORE)

    def won(self) -> None:
        """A race was won."""
        self.choice = max(FEWEST, self.choice * _FEWER)

    def behind(self, tier: str, parts: Iterable[int]) -> int:
        """Of these parts of a tier the one that was behind when it was looked at last; the first of equal ones, and
        before all others one that was never looked at."""
        return min(parts, key=lambda part: self._heads.get((tier, part), -1))

    def saw(self, tier: str, part: int, first: int) -> None:
        """The first household of a part was due at this time (epoch seconds)."""
        self._heads[tier, part] = first

    def nothing_due(self, tier: str, part: int, first: int | None, clock: float) -> None:
        """Nothing in a part may be rung before `first` (epoch seconds; None: there is nothing at all)."""
        self._empty[tier, part] = (clock, first)

    def still_nothing(self, tier: str, part: int, now: int, clock: float, known: float) -> bool:
        """Whether it is known well enough that nothing is due there."""
        looked, first = self._empty.get((tier, part), (float("-inf"), None))
        return clock - looked < known and (first is None or now < first)

    def first_of(self, tier: str, part: int) -> int | None:
        """When something in a part with nothing due may be rung."""
        return self._empty[tier, part][1]
