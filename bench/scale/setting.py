"""What an evening is made of: how many callers, how they ring, and the limits that they meet."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any, Final

from bench.scale.limits import NEW_TABLE_PARTITIONS, Throttling
from bench.scale.table import Times


@dataclass(frozen=True, slots=True)
class Setting:
    """`callers` arrive within `within` seconds of 18:00 and make a call each `every` seconds (exponential with a
    shortest call of a third of that). Households wait in the queues of `banks` banks, enough for all, or
    `few_households` in all where that is not 0; with `in_order` each is due a second after the one before, and all long
    before the evening. `queue_parts` is the campaign's; 1 is the design for a by-election. `partitions` are those of
    the table and of the index. `lambda_limit` is the account's concurrency, `api` its requests a second with `burst`.
    `lost_answers` is the share of answers that are lost on their way to the page, which sends again. `cold` and `busy`
    are the seconds that a process takes to start, and for each request. `times` are the table's, `throttling` what its
    partitions take and what happens to what they refuse."""

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
    any_process: bool = False
    times: Times = field(default_factory=Times)
    throttling: Throttling = field(default_factory=Throttling)


def given(words: Iterable[str]) -> dict[str, Any]:
    """Arguments of a Setting from words like `every=60`: its own names, those of `Times` (`query=0.008`, `lag=1` or
    `lag=0.5-1`) and those of `Throttling` that `Times` does not have (`writes=500`). Seconds and units. Raises
    ValueError for a name that none of them has, or a value that is no number."""
    found: dict[type, dict[str, Any]] = {Setting: {}, Times: {}, Throttling: {}}
    for word in words:
        name, _, value = word.partition("=")
        of = next((each for each in found if name in {f.name for f in fields(each)} - _NESTED), None)
        if of is None:
            raise ValueError(f"{name} is nothing that can be set")
        least, _, most = value.partition("-")
        found[of][name] = (float(least), float(most or least)) if name == "lag" else _number(value)
    return {**found[Setting], "times": Times(**found[Times]), "throttling": Throttling(**found[Throttling])}


_NESTED: Final = {"times", "throttling"}


def _number(word: str) -> float:
    """A count as one, for what is counted; `yes` and `no` are 1 and 0."""
    words = {"yes": 1, "no": 0}
    return words[word] if word in words else int(word) if word.isdigit() else float(word)
