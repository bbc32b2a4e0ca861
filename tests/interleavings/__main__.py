"""All interleavings, with what is wrong and how many there were: `make interleavings`."""

import argparse
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from tests.interleavings.exploring import Explorer, pairs
from tests.interleavings.scenes import SCENES, one_thread, scenes


def main() -> int:
    """Try every order; 0 where nothing is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scene", choices=SCENES, help="only this scene")
    parser.add_argument("--every", type=int, default=1, help="only each so many-th order")
    parser.add_argument("--show", type=int, default=3, help="orders to show of each thing that is wrong in a pair")
    parser.add_argument("--jobs", type=int, default=2, help="scenes at once")
    given = parser.parse_args()
    tried = failed = 0
    with ProcessPoolExecutor(given.jobs) as pool:
        look = partial(explored, every=given.every, show=given.show)
        for count, wrong in pool.map(look, [given.scene] if given.scene else SCENES):
            tried += count
            failed += wrong
    print(f"{tried:,} interleavings of two operations on one household, {failed:,} of them wrong")
    return 1 if failed else 0


def explored(name: str, every: int, show: int) -> tuple[int, int]:
    """Every order in one scene, or each so many-th: how many there were, and how many of them went wrong."""
    begun, turn, failed = time.process_time(), 0, 0
    shown: Counter[tuple[str, str, str]] = Counter()
    explorer = Explorer()
    with one_thread():
        scene = next(scene for scene in scenes() if scene.name == name)
        for a, b in pairs(scene):
            for order in explorer.orders(scene, a, b):
                turn += 1
                if turn % every:
                    continue
                wrong = dict.fromkeys(explorer.looked_at(scene, a, b, order))
                failed += bool(wrong)
                for what in wrong:
                    shown[a.name, b.name, what] += 1
                    if shown[a.name, b.name, what] <= show:
                        print(f"{order}: {what}", flush=True)
    spent = time.process_time() - begun
    print(
        f"{name}: {explorer.tried:,} interleavings, {explorer.ran:,} of them run, {spent:.0f} s of a processor",
        flush=True,
    )
    return explorer.tried, failed


if __name__ == "__main__":
    sys.exit(main())
