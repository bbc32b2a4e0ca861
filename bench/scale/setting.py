"""What an evening is made of: how many callers, how they ring, and the limits that they meet."""

from dataclasses import dataclass, field

from bench.scale.limits import NEW_TABLE_PARTITIONS
from bench.scale.table import Times


@dataclass(frozen=True, slots=True)
class Setting:
    """`callers` arrive within `within` seconds of 18:00 and make a call each `every` seconds (exponential with a
    shortest call of a third of that). Households wait in the queues of `banks` banks, enough for all, or
    `few_households` in all where that is not 0; with `in_order` each is due a second after the one before, and all long
    before the evening. `queue_parts` is the campaign's; 1 is the design for a by-election. `partitions` are those of
    the table and of the index. `lambda_limit` is the account's concurrency, `api` its requests a second with `burst`.
    `lost_answers` is the share of answers that are lost on their way to the page, which sends again."""

    callers: int
    banks: int = 1
    queue_parts: int = 1
    within: float = 60.0
    every: float = 90.0
    duration: float = 180.0
    seed: int = 1
    partitions: int = NEW_TABLE_PARTITIONS
    index_partitions: int = NEW_TABLE_PARTITIONS
    lambda_limit: int = 1_000
    api: float = 10_000.0
    burst: float = 5_000.0
    few_households: int = 0
    in_order: bool = False
    lost_answers: float = 0.002
    cold: float = 0.45
    busy: float = 0.008
    times: Times = field(default_factory=Times)
