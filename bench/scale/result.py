"""What an evening came to: figures, what is kept of the promises, and the limit that broke first."""

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from sortedcontainers import SortedList  # type: ignore[import-untyped]

from bench.scale.evening import Evening

MOST_FAILED = 0.001
"""Of the tries of pages that end without an answer of the application: beyond it the evening is broken."""
SLOWEST_SAVE = 1.0
"""Seconds for 99 of 100 saves with the next household: beyond it people wait with the next one on deck gone."""


@dataclass(frozen=True, slots=True)
class Result:
    """Figures of one evening. Waits in seconds, as the page has them without the network; `per_claim` are requests of
    the search and its race: queries and tries to write, 3.0 with a tier that is looked at in vain and no race lost;
    `places` is by how many places the middle household was handed out before its turn."""

    setting: dict[str, Any]
    claims: int
    calls: int
    nothing: int
    twice: int
    lost: int
    doubled: int
    failed: float
    waits: dict[str, tuple[float, float]]
    per_claim: float
    places: int
    write_units_a_second: int
    peak_concurrency: int
    processes: int
    requests_a_second: int
    refused: list[tuple[str, int, float]]
    hottest: list[tuple[str, float]]

    @property
    def broken_by(self) -> str:
        """The limit that broke this evening, empty where it held."""
        slow = self.waits.get("save", (0.0, 0.0))[1] > SLOWEST_SAVE
        if self.failed <= MOST_FAILED and not slow and not (self.twice or self.lost or self.doubled):
            return ""
        return self.refused[0][0] if self.refused else "waits"

    def as_data(self) -> dict[str, Any]:
        """The same as JSON has it."""
        return {**asdict(self), "broken_by": self.broken_by}


def result_of(evening: Evening) -> Result:
    """The result of an evening that has been run."""
    told, store, account = evening.told, evening.store, evening.account
    stored = Counter(sk for pk, items in store.items.items() if pk.startswith("C#") for sk in items)
    calls = {sk.partition("#")[0] for sk in stored}
    refusals = [(what, n, store.refused.first[what]) for what, n in store.refused.count.items()]
    refusals += [(what, n, account.refused.first[what]) for what, n in account.refused.count.items()]
    tries = sum(told.tries.values())
    failed = sum(n for what, n in told.failed.items() if not what.endswith("refused"))
    return Result(
        setting=asdict(evening.setting),
        claims=told.claims,
        calls=told.calls,
        nothing=told.nothing,
        twice=len(told.twice),
        lost=len(told.acknowledged - calls),
        doubled=sum(stored.values()) - len(calls),
        failed=failed / tries if tries else 0.0,
        waits={what: (_share(waits, 0.5), _share(waits, 0.99)) for what, waits in told.waits.items()},
        per_claim=(store.asked["candidates"] + store.asked["tries"]) / max(1, told.claims + told.nothing),
        places=_places(told.order, evening.list.households),
        write_units_a_second=round(max(store.writes_by_second.values(), default=0)),
        peak_concurrency=account.most,
        processes=sum(f.processes for f in evening.functions.values()),
        requests_a_second=max(account.by_second.values(), default=0),
        refused=sorted(refusals, key=lambda r: -r[1])[:6],
        hottest=_hottest(evening),
    )


def _places(order: list[int], households: int) -> int:
    """The median of how many that came before were still waiting when a household was handed out for the first time."""
    waiting, found = SortedList(range(households)), []
    for number in order:
        if number in waiting:
            found.append(waiting.index(number))
            waiting.remove(number)
    return sorted(found)[len(found) // 2] if found else 0


def _share(waits: list[float], share: float) -> float:
    """The wait that so many had at most."""
    ordered = sorted(waits)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 3) if ordered else 0.0


def _hottest(evening: Evening) -> list[tuple[str, float]]:
    """The keys that took the largest part of what one partition gives, over the whole evening: 1.0 is all of it."""
    found: dict[str, float] = {}
    seconds = evening.setting.duration
    for partitions in (evening.store.table, evening.store.index):
        for each in partitions.each:
            taken = (("writes", each.written, each.writes.rate), ("reads", each.read, each.reads.rate))
            for verb, by_key, rate in taken:
                for key, units in by_key.items():
                    name = f"{partitions.name} {verb} {key}"
                    found[name] = max(found.get(name, 0.0), units / rate / seconds)
    return sorted(((key, round(share, 3)) for key, share in found.items()), key=lambda each: -each[1])[:6]
