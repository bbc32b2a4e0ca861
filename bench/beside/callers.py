"""Callers, each a process of its own, all at once for some seconds; and the processor time of an engine meanwhile."""

import multiprocessing
import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import BrokenBarrierError
from typing import Any, Final, Protocol

from bench.beside.our_job import HandlersCaller, OurCaller
from bench.beside.sql_job import SqlCaller

TICKS: Final = os.sysconf("SC_CLK_TCK")
PATIENCE: Final = 120.0
"""Seconds for a machine that has much else to do."""
_AT_ONCE = multiprocessing.get_context("forkserver")
_AT_ONCE.set_forkserver_preload([__name__])


class Caller(Protocol):
    """Somebody who rings."""

    def ring(self) -> bool:
        """One call, from the claim to what is recorded; False where there is nobody left to ring."""


CALLERS: Final[dict[str, Callable[[str, int], Caller]]] = {
    "use cases": OurCaller,
    "handlers": HandlersCaller,
    "sql": SqlCaller,
}


@dataclass(frozen=True, slots=True)
class Rung:
    """What so many callers came to. Seconds of processor time are those of all of them, and of the engine."""

    calls: int
    seconds: float
    callers_cpu: float
    engine_cpu: float
    median_ms: float
    """Of one call, both of its steps, as a caller waits for them."""

    @property
    def rate(self) -> float:
        """Calls a second."""
        return self.calls / self.seconds

    @property
    def cpu_each(self) -> tuple[float, float]:
        """Milliseconds of processor time for a call: of the caller's process, and of the engine."""
        return 1000 * self.callers_cpu / self.calls, 1000 * self.engine_cpu / self.calls


def ring(kind: str, where: str, numbers: Sequence[int], seconds: float, engine: int) -> Rung:
    """Let the callers of these numbers ring for so long; `engine` is the id of the engine's first process.

    Raises RuntimeError where a caller failed.
    """
    barrier, told = _AT_ONCE.Barrier(len(numbers) + 1), _AT_ONCE.Queue()
    made = [_AT_ONCE.Process(target=_one, args=(kind, where, n, seconds, barrier, told)) for n in numbers]
    for process in made:
        process.start()
    try:
        barrier.wait(PATIENCE)
        begun, engine_before = time.monotonic(), cpu_of(engine)
        # Those who have rung wait for one another, so that a server's processes for them are all there to be looked at.
        barrier.wait(seconds + PATIENCE)
        took, engine_after = time.monotonic() - begun, cpu_of(engine)
        barrier.wait(PATIENCE)
        found = [told.get(timeout=PATIENCE) for _ in made]
    except BrokenBarrierError:
        raise RuntimeError(told.get(timeout=PATIENCE)) from None
    finally:
        for process in made:
            process.join(5)
            process.terminate()
    every = [ms for calls in found for ms in calls[1]]
    return Rung(
        len(every),
        took,
        sum(each[0] for each in found),
        engine_after - engine_before,
        statistics.median(every or [0.0]),
    )


def _one(kind: str, where: str, n: int, seconds: float, barrier: Any, told: Any) -> None:
    """One caller, in a process of their own."""
    took: list[float] = []
    try:
        caller = CALLERS[kind](where, n)
        caller.ring()  # Connections, and what is read once, are there before the clock starts.
        barrier.wait(PATIENCE)
        busy, begun = time.process_time(), time.perf_counter()
        while (at := time.perf_counter()) < begun + seconds and caller.ring():
            took.append(1000 * (time.perf_counter() - at))
        busy = time.process_time() - busy
        barrier.wait(seconds + PATIENCE)
        barrier.wait(PATIENCE)
        told.put((busy, took))
    except BrokenBarrierError:
        """Another caller failed, and has told."""
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told
        told.put(f"Caller {n} ({kind}): {error!r}")
        barrier.abort()


def cpu_of(first: int) -> float:
    """Seconds of processor time of a process and all that it started, those that have ended included."""
    every = {int(file.parent.name): _fields(file) for file in Path("/proc").glob("[0-9]*/stat")}
    family, more = {first}, {first}
    while more:
        more = {pid for pid, fields in every.items() if fields and int(fields[1]) in family} - family
        family |= more
    return sum(sum(map(int, every[pid][11:15])) for pid in family if every.get(pid)) / TICKS


def _fields(file: Path) -> list[str]:
    """What /proc says of a process, from its state on: `ppid` is the second, times are the twelfth to fifteenth."""
    try:
        return file.read_text().rpartition(")")[2].split()
    except OSError:
        return []
