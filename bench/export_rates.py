"""What exports cost beside scanning the table alone: `python -m bench.export_rates [--quick] [--engine]`.

Scanning alone is what a script with boto3 does: its paginator reads every page, consistently, and leaves the items as
they come, typed, in no object of ours. Beside it stands each kind of export whole, as its function makes it: the table
read, collected, sorted and written as a CSV file, the file uploaded, its SHA-256 taken. Every step is a process of its
own; the steps follow one another in each round, and the ratio is of medians of processor seconds. The pages come from a
stand-in that answers at once (`bench.export_pages`), so the engine's time is in neither side: with it both sides would
only be more alike. `--engine CALLS` measures wall time on DynamoDB Local as well.

Memory is `VmHWM` of the process at its end: flat is where 300,000 calls take at most a tenth more than 10,000. The
300,000 are measured for that alone, two exports at a time. The campaigns of all three sizes are made up anew in each
run, side by side, before anything is measured. A whole run takes some 350 seconds of a processor: five minutes on a
machine with two that have nothing else to do, and half an hour on one that has.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

from bench.export_campaign import fill
from bench.export_step import client
from bench.results import Fact, Point, Row, emit
from infra.local.engines import start_dynamodb
from ringround.domain.export_words import EXPORT_KINDS
from ringround.storage.table import Table

Figures = Mapping[str, float]
STEPS: Final = ("plain", "pages", *EXPORT_KINDS)
SMALL, TARGET, LARGE = 10_000, 100_000, 300_000
"""Calls."""
PEOPLE: Final = 75_000
AT_ONCE: Final = 2
"""Exports side by side, where only their memory is looked at."""


def people_of(calls: int) -> int:
    """A campaign's people: as many to a call as in the row that is measured, and never more than a constituency has."""
    return min(PEOPLE, calls * PEOPLE // TARGET)


@contextmanager
def stand_in(folder: Path, calls: int) -> Iterator["subprocess.Popen[str]"]:
    """The stand-in for a campaign of so many calls, which it begins to make up."""
    pages = folder / f"pages-{calls}"
    pages.mkdir()
    command = [sys.executable, "-m", "bench.export_pages", str(pages), str(people_of(calls)), str(calls)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.communicate()


def ready(process: "subprocess.Popen[str]") -> tuple[str, Figures]:
    """The address of a stand-in, once it has its campaign, and what it holds."""
    assert process.stdout
    said = json.loads(process.stdout.readline())
    return f"http://127.0.0.1:{said['port']}", said


def step(name: str, endpoint: str, folder: Path) -> Figures:
    """One step in a process of its own."""
    command = [sys.executable, "-m", "bench.export_step", name, endpoint, str(folder)]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, float] = json.loads(said)
    return found


def measured(endpoint: str, folder: Path, steps: Sequence[str], rounds: int) -> dict[str, Figures]:
    """The steps in turn, so many times; the median of each figure."""
    seen: dict[str, list[Figures]] = {name: [] for name in steps}
    for _ in range(rounds):
        for name in steps:
            seen[name].append(step(name, endpoint, folder))
    return {name: {k: statistics.median(f[k] for f in found) for k in found[0]} for name, found in seen.items()}


def memory_of(endpoint: str, folder: Path) -> dict[str, Figures]:
    """Each kind of export once, two at a time: for their memory."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return dict(zip(EXPORT_KINDS, pool.map(lambda kind: step(kind, endpoint, folder), EXPORT_KINDS), strict=True))


def rows_of(calls: int, figures: Mapping[str, Figures]) -> list[Row]:
    """The rows of one size: each kind beside both ways of reading, with its memory."""
    plain, pages = figures["plain"], figures["pages"]
    of = f"{calls:,} calls"
    rows = [
        Row(
            f"scanning alone, {of}", plain["processor"], "s of a processor", how="boto3's paginator, items as they come"
        ),
        Row(f"our reading alone, {of}", pages["processor"], "s of a processor", how="storage.scan.pages: plain values"),
    ]
    for kind in EXPORT_KINDS:
        found = figures[kind]
        rows += [
            Row(f"{kind}, {of}", found["processor"] / plain["processor"], "ratio", 1.5, how="beside scanning alone"),
            Row(f"{kind} beside our own reading, {of}", found["processor"] / pages["processor"], "ratio"),
            Row(f"{kind}, memory, {of}", found["megabytes"], "MB"),
        ]
    return rows


def worst(figures: Mapping[str, Figures]) -> float:
    """The ratio of the kind that costs the most."""
    return max(figures[kind]["processor"] for kind in EXPORT_KINDS) / figures["plain"]["processor"]


def growth(small: Mapping[str, Figures], large: Mapping[str, Figures]) -> float:
    """How many times the memory of the small campaign the large one takes, in the kind where it grows the most."""
    return max(large[kind]["megabytes"] / small[kind]["megabytes"] for kind in EXPORT_KINDS)


def measure(folder: Path, rounds: int, *, quick: bool) -> None:
    """Measure each size and say what was found."""
    by_size: dict[int, dict[str, Figures]] = {}
    facts: dict[str, Fact] = {}
    with ExitStack() as stack:
        sizes = (1_000, SMALL) if quick else (SMALL, TARGET, LARGE)
        started = {calls: stack.enter_context(stand_in(folder, calls)) for calls in sizes}
        standing = {calls: ready(process) for calls, process in started.items()}
        for calls, (endpoint, held) in standing.items():
            began = time.monotonic()
            large = calls == LARGE
            by_size[calls] = memory_of(endpoint, folder) if large else measured(endpoint, folder, STEPS, rounds)
            facts[f"{calls:,} calls"] = (
                f"{people_of(calls):,} people, {held['items']:,.0f} items, {held['bytes'] / 1e6:.0f} MB, "
                f"{held['pages']:.0f} pages, {'two at a time' if large else f'rounds: {rounds}'}, "
                f"{time.monotonic() - began:.0f} s"
            )
    for_large = "a quick run has 10,000 calls at most"
    rows = [
        Row(
            "100,000 calls",
            worst(by_size[TARGET]) if TARGET in by_size else None,
            "ratio",
            how=for_large if quick else "",
        ),
        Row(
            "memory, 300,000 beside 10,000 calls",
            growth(by_size[SMALL], by_size[LARGE]) if LARGE in by_size else None,
            "ratio",
            how=for_large if quick else "the kind of export where it grows the most",
        ),
    ]
    for calls, figures in by_size.items():
        if "plain" in figures:
            rows += rows_of(calls, figures)
        else:
            rows += [Row(f"{kind}, memory, {calls:,} calls", figures[kind]["megabytes"], "MB") for kind in EXPORT_KINDS]
    memory: dict[str, Sequence[Point]] = {
        kind: [(calls, f[kind]["megabytes"]) for calls, f in by_size.items()] for kind in EXPORT_KINDS
    }
    emit("export", rows, facts, {"memory": memory}, quick=quick)


def on_the_engine(folder: Path, calls: int) -> None:
    """Every step once on DynamoDB Local: wall time, in which the engine's own is the most."""
    engine = start_dynamodb(folder / "engine.log", data=None, shared=True)
    try:
        fill(
            Table(client("dynamodb", engine.url), "bench"), engine.url.removeprefix("http://"), people_of(calls), calls
        )
        with stand_in(folder, 10) as process:
            uploads, _ = ready(process)
            for name in STEPS:
                found = step(name, f"{engine.url} {uploads}", folder)
                print(f"{name:<10}{found['wall']:>8.1f} s, processor {found['processor']:.1f} s", flush=True)
    finally:
        engine.stop()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="10,000 calls at most, once")
    parser.add_argument("--rounds", type=int, default=1, help="how many times each step is measured")
    parser.add_argument("--engine", type=int, metavar="CALLS", help="wall time on DynamoDB Local, so many calls")
    given: Any = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ringround-bench-") as name:
        if given.engine:
            on_the_engine(Path(name), given.engine)
        else:
            measure(Path(name), given.rounds, quick=given.quick)


if __name__ == "__main__":
    main()
