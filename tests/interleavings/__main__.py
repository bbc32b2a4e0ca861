"""All interleavings, with what is wrong and how many there were: `make interleavings`."""

import argparse
import sys
import time
from collections import Counter

from tests.interleavings.exploring import Explorer, pairs
from tests.interleavings.scenes import one_thread, scenes


def main() -> int:
    """Try every order; 0 where nothing is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scene", default="", help="only this scene")
    parser.add_argument("--only", default="", help="only pairs with an operation whose name begins so")
    parser.add_argument("--every", type=int, default=1, help="only each so many-th order")
    parser.add_argument("--show", type=int, default=3, help="orders to show of each thing that is wrong")
    given = parser.parse_args()
    wrong: Counter[tuple[str, str, str, str]] = Counter()
    with one_thread():
        for scene in scenes():
            if given.scene not in ("", scene.name):
                continue
            explorer, begun, turn = Explorer(), time.perf_counter(), 0
            for a, b in pairs(scene):
                if not any(each.name.startswith(given.only) for each in (a, b)):
                    continue
                for order in explorer.orders(scene, a, b):
                    turn += 1
                    if turn % given.every:
                        continue
                    for what in dict.fromkeys(explorer.looked_at(scene, a, b, order)):
                        wrong[scene.name, a.name, b.name, what] += 1
                        if wrong[scene.name, a.name, b.name, what] <= given.show:
                            print(f"{order}: {what}", flush=True)
            print(f"{scene.name}: {explorer.tried:,} interleavings, {time.perf_counter() - begun:.0f} s", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
