"""Calls recorded a second on the local engine, beside PostgreSQL with SKIP LOCKED doing the same job in the same run.

    python -m bench.beside_postgres [--quick]        (make bench-postgres)

The job is one call: claim the next household under the caller's limits, in the order of the queue; record what
happened with all that follows from it. Both sides keep the same households and work out the same rules with the same
code; what differs is the way to the engine and the engine. Callers are processes; both sides take turns in each round,
and the medians of the rounds are shown. DynamoDB Local is what a developer runs, not what is deployed: this says what
the local app can do, and what a table in AWS does not.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bench.beside import cluster, our_job, sql_job
from bench.beside.callers import Rung, ring
from bench.results import Row, emit
from infra.local.engines import start_dynamodb

AT_ONCE: Final = (1, 8, 32)
HEADLINE: Final = 8
"""How many callers the figures of docs/performance.md's first table are for."""


@dataclass
class Side:
    """One engine with its data; `fresh` puts the households back before each turn."""

    name: str
    kind: str
    where: str
    engine: int
    at_once: tuple[int, ...] = AT_ONCE
    fresh: bool = False
    rung: dict[int, list[Rung]] = field(default_factory=dict)

    def take_turn(self, callers: int, seconds: float, households: int) -> Rung:
        """Let so many callers ring."""
        if self.fresh:
            sql_job.fill(self.where, households, anew=False)
        rung = ring(self.kind, self.where, range(callers), seconds, self.engine)
        if self.fresh:
            sql_job.check(self.where)
        return rung


@contextmanager
def sides(folder: Path, households: int) -> Iterator[Sequence[Side]]:
    """The engines, with their households. Raises NoPostgres."""
    memory = start_dynamodb(folder / "memory.log", data=None, shared=True)
    disk = start_dynamodb(folder / "disk.log", data=folder / "dynamodb", shared=True)
    try:
        for engine in (memory, disk):
            our_job.fill(engine.url, households)
        pids = [engine.process.pid for engine in (memory, disk) if engine.process]
        with cluster.running(folder) as (where, postmaster):
            sql_job.fill(where, households)
            yield (
                Side("PostgreSQL", "sql", where, postmaster, fresh=True),
                Side("ours, in memory", "handlers", memory.url, pids[0]),
                Side("ours, on disk", "handlers", disk.url, pids[1]),
                Side("ours, in memory, the use cases alone", "use cases", memory.url, pids[0], (HEADLINE,)),
            )
    finally:
        disk.stop()
        memory.stop()


def main() -> int:
    """Measure, and keep the result."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="one round of two seconds each")
    quick = parser.parse_args().quick
    rounds, seconds, households = (1, 2.0, 1_000) if quick else (3, 6.0, 8_000)
    with tempfile.TemporaryDirectory(prefix="ringround-bench-") as name, sides(Path(name), households) as every:
        for side in every:
            side.take_turn(2, 2.0, households)  # Java compiles what is used often; pages are read for the first time.
        for _ in range(rounds):
            for callers in AT_ONCE:
                for side in every:
                    if callers in side.at_once:
                        side.rung.setdefault(callers, []).append(side.take_turn(callers, seconds, households))
        sync = sync_ms(Path(name))
    show(every, {"households": households, "rounds": rounds, "seconds of each turn": seconds, **durable(sync)})
    return 0


def durable(sync: float) -> dict[str, str]:
    """What each side has on disk when it says that a call is recorded."""
    return {
        "PostgreSQL": f"{cluster.version()}, a cluster of its own; fsync, synchronous_commit and full_page_writes on: "
        f"a call is on disk when it is recorded (writing 8 KB and fsync took {sync:.2f} ms here)",
        "DynamoDB Local": "in memory: gone with the process; “on disk”: its SQLite file, as in the local app",
        "same": "households, rules (`ringround.domain`), callers: processes on the same cores as the engine; "
        "PostgreSQL by psycopg in C over a Unix socket, one transaction to claim and one to record; ours by boto3 over "
        "HTTP on 127.0.0.1, as it is deployed",
        "ours": "by the functions' handlers, as the page does it: each response brings the next household; with what "
        "stands before the use cases, which the other side does without: the event, the session, the models",
        "the use cases alone": "the desk, claim_next, respond: the same job, in more requests than the page's",
    }


def sync_ms(folder: Path) -> float:
    """How long a small write takes to be on this disk: the median of 50."""
    took = []
    with (folder / "sync").open("wb") as file:
        for _ in range(50):
            begun = time.perf_counter()
            file.write(bytes(8192))
            file.flush()
            os.fsync(file.fileno())
            took.append(1000 * (time.perf_counter() - begun))
    return statistics.median(took)


def show(every: Sequence[Side], facts: dict[str, str | float]) -> None:
    """The rows: the headline, then each side and number of callers with its processor time."""
    by_name = {side.name: side for side in every}
    headline = f"{HEADLINE} callers at once, in memory, by the handlers; median of the rounds"
    rows = [
        Row("calls a second, ours", median_rate(by_name["ours, in memory"].rung[HEADLINE]), "calls/s", how=headline),
        Row(
            "calls a second, PostgreSQL",
            median_rate(by_name["PostgreSQL"].rung[HEADLINE]),
            "calls/s",
            how=f"{HEADLINE} callers at once, on disk; median of the rounds",
        ),
    ]
    for side in every:
        for callers, rung in side.rung.items():
            mine, engines = (statistics.median(each.cpu_each[n] for each in rung) for n in (0, 1))
            waited = statistics.median(each.median_ms for each in rung)
            rows.append(
                Row(
                    f"{side.name}, {callers} caller{'s' if callers > 1 else ''}",
                    median_rate(rung),
                    "calls/s",
                    how=f"{waited:.1f} ms a call; processor: {mine:.2f} ms of caller, {engines:.2f} ms of engine",
                )
            )
    rates = {
        side.name: [(callers, median_rate(rung)) for callers, rung in side.rung.items()]
        for side in every
        if len(side.at_once) > 1
    }
    emit("postgres", rows, facts, {"rates": rates})


def median_rate(rung: Sequence[Rung]) -> float:
    """Calls a second, the median of the rounds."""
    return statistics.median(each.rate for each in rung)


if __name__ == "__main__":
    sys.exit(main())
