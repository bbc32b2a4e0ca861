"""How the parts of a queue meet in the partitions of the index: which one each is in follows from a hash that only AWS
knows, so it is drawn by chance."""

import random
from collections import Counter
from typing import Final

from bench.scale.limits import Throttling

DRAWS: Final = 4_000
ASKED: Final = 11_000.0
"""Write units a second of the queue of one bank when 100,000 arrive within a minute: two of 4,500 claims and of 1,000
answers."""
CHOICES: Final = ((32, 20), (32, 40), (64, 40), (64, 60))


def over(parts: int, partitions: int) -> float:
    """In what share of all draws the fullest partition is asked for more than it takes."""
    chance = random.Random(1)
    limit = Throttling().writes * parts / ASKED
    fullest = (max(Counter(chance.randrange(partitions) for _ in range(parts)).values()) for _ in range(DRAWS))
    return sum(most > limit for most in fullest) / DRAWS


def lines() -> list[str]:
    """The choices as text."""
    return [f"{parts} parts in {partitions} partitions: {over(parts, partitions):.0%}" for parts, partitions in CHOICES]
