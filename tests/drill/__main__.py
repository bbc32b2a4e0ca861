"""`python -m tests.drill`: rounds of a drill until there are enough calls, or the time is over. `make drill`.

Each round has a table, a seed and a folder of its own. A run that was cut off goes on with the next round: what is
finished already is counted in.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import FrameType

from infra.local.install.paths import ROOT
from tests.drill import report
from tests.drill.ringing import Round, Size

FOLDER = ROOT / ".cache" / "drill"
CALLS_A_ROUND = 5_000
HOUSES_A_CALL = 0.5
MOST_HOUSES = 4_000
SELDOM = 40
"""Of so many requests of a long round one meets a fault, of each operation: that is thousands of them all the same."""
LONG = 1_000
"""Calls from which on a round is a long one."""
LONG_GAP = 800
"""Steps between two strikes at the app itself in a long round: an app that was started anew is slow for a while."""
LONG_ACTS = 160
"""Steps between two things that the organiser does in a long round: most of them go through all households."""
SHORTEST = 180.0
"""Seconds: no round is begun for less, for it takes a while until everything has struck once."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; 1 where something was violated, 2 where the drill itself could not go on."""
    parser = argparse.ArgumentParser(prog="python -m tests.drill", description=__doc__)
    parser.add_argument("--calls", type=int, default=1_500, help="to be recorded under faults, over all rounds (1500)")
    parser.add_argument("--minutes", type=float, default=15, help="at most, for ringing under faults (15)")
    parser.add_argument("--seed", type=int, default=1, help="of the first round; the next one has the next (1)")
    parser.add_argument("--callers", type=int, default=24, help="at once (24)")
    parser.add_argument("--again", action="store_true", help="count no rounds in that were finished before")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where everything is written")
    given = parser.parse_args(arguments)
    if given.again:
        shutil.rmtree(given.folder, ignore_errors=True)
    try:
        found = run(given.folder, given.calls, given.minutes * 60, given.seed, given.callers)
    except RuntimeError as error:
        _say(f"The drill could not go on: {error}")
        return 2
    except KeyboardInterrupt:
        _say("Stopped. The rounds that are finished are kept: the same command goes on.")
        return 2
    _say(report.in_words(found))
    _say(f"All of it: {given.folder}")
    return 1 if found.violations else 0


def run(folder: Path, calls: int, seconds: float, seed: int, callers: int) -> report.Found:
    """Rounds until there are so many calls or so much time was spent; what they came to together."""
    folder.mkdir(parents=True, exist_ok=True)
    total, number = report.Found(), 0
    while total.figures["rung"] < calls and (number == 0 or seconds - total.figures["ringing_seconds"] >= SHORTEST):
        size = _size(calls - total.figures["rung"], seconds - total.figures["ringing_seconds"], seed + number, callers)
        total.add(_round(folder / f"round-{size.seed}-{size.callers}", size))
        report.write(folder, total)
        number += 1
    return total


def _round(folder: Path, size: Size) -> report.Found:
    known = report.read(folder)
    if known:
        _say(f"{folder.name} is finished already: {known.figures['rung']} calls under faults.")
        return known
    shutil.rmtree(folder, ignore_errors=True)
    _say(f"{folder.name}: {size.callers} callers, {size.houses} households, {size.calls} calls …")
    Round(folder, size, _say).run()
    found = report.of_round(folder)
    _say(f"{folder.name}: {found.figures['calls']} calls, {len(found.violations)} violations.")
    return found


def _size(calls: float, seconds: float, seed: int, callers: int) -> Size:
    wanted = int(min(calls, CALLS_A_ROUND))
    houses = max(60, min(MOST_HOUSES, int(wanted * HOUSES_A_CALL)))
    size = Size(calls=wanted, callers=callers, houses=houses, seconds=seconds, seed=seed)
    return replace(size, every=SELDOM, gap=LONG_GAP, acts=LONG_ACTS) if wanted >= LONG else size


def _say(words: str) -> None:
    sys.stdout.write(f"{time.strftime('%H:%M:%S')}  {words}\n")
    sys.stdout.flush()


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _stop)
    sys.exit(main())
