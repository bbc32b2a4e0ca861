"""Find where it breaks: `make bench-scale`, or `python -m bench.scale [general] [CALLERS …] [NAME=VALUE …]`.

Without anything, evenings of 1,000 to 20,000 callers are simulated with a by-election's design, and up to 100,000 with
a general election's: about half a minute of processor time for 10,000 callers. `general` is the design for CALLERS;
NAME is one of `setting.Setting`, `table.Times` or `limits.Throttling`, so service times (`query=0.008`), the lag of the
index (`lag=0.5-1`), what a partition takes (`writes=500`) and how often a refused request is tried (`tries=2`) are
among them; or `json` for a file to which each result is added. `money` alone says what an evening costs, `draws` how
parts meet in partitions. The same seed gives the same evening.
"""

import gc
import json
import sys
import time
from pathlib import Path
from typing import Any

from bench.scale import draws, money
from bench.scale.evening import Evening
from bench.scale.result import Result, result_of
from bench.scale.setting import Setting, given
from infra.sizes import SIZES

BY_ELECTION: dict[str, Any] = {"queue_parts": SIZES["by-election"].queue_parts}
GENERAL: dict[str, Any] = {
    "queue_parts": SIZES["general-election"].queue_parts,
    "partitions": SIZES["general-election"].warm_writes // 1_000,
    "index_partitions": SIZES["general-election"].warm_index_writes // 1_000,
    "lambda_limit": SIZES["general-election"].lambda_concurrency,
}
USUAL: tuple[dict[str, Any], ...] = (
    *({**BY_ELECTION, "callers": n} for n in (1_000, 10_000, 20_000)),
    {**BY_ELECTION, "callers": 1_000, "banks": 650},
    *({**GENERAL, "callers": n} for n in (1_000, 10_000, 50_000, 100_000)),
    {**GENERAL, "callers": 10_000, "banks": 650},
)


def main(asked: list[str]) -> None:
    """Run what is asked for, or the usual evenings; print each as it ends."""
    if asked == ["money"]:
        print("\n".join(money.lines(SIZES["general-election"].callers)))
        return
    if asked == ["draws"]:
        print("\n".join(draws.lines()))
        return
    counts = [int(word) for word in asked if word.isdigit()]
    keep = next((Path(word.removeprefix("json=")) for word in asked if word.startswith("json=")), None)
    base = GENERAL if "general" in asked else BY_ELECTION
    fixed = given(word for word in asked if "=" in word and not word.startswith("json="))
    settings = [{**base, **fixed, "callers": n} for n in counts] or [{**each, **fixed} for each in USUAL]
    for each in settings:
        found, seconds = run(Setting(**each))
        show(found, seconds)
        if keep:
            with keep.open("a") as file:
                file.write(json.dumps(found.as_data()) + "\n")


def run(setting: Setting) -> tuple[Result, float]:
    """One evening, and the processor time that it took to simulate, in seconds."""
    # Nothing of an evening is garbage before it is over.
    gc.disable()
    began = time.process_time()
    evening = Evening(setting)
    evening.run()
    found = result_of(evening)
    return found, time.process_time() - began


def show(found: Result, seconds: float) -> None:
    """One evening as text."""
    s = found.setting
    print(
        f"\n{s['callers']:,} callers within {s['within']:.0f} s, {s['banks']} banks, {s['queue_parts']} parts, "
        f"{s['partitions']}+{s['index_partitions']} partitions, {s['lambda_limit']:,} at once, seed {s['seed']}"
        f" ({seconds:.0f} s of processor time)"
    )
    print(f"  {'BROKEN by ' + found.broken_by if found.broken_by else 'holds'}")
    print(
        f"  claims {found.claims:,}, calls {found.calls:,}, nothing due {found.nothing:,}; in two hands {found.twice},"
    )
    print(f"  calls lost {found.lost}, recorded twice {found.doubled}; tries without an answer {found.failed:.2%}")
    for what, (half, most) in found.waits.items():
        print(f"  {what:<6} median {half:7.3f} s, 99 of 100 within {most:7.3f} s")
    print(
        f"  {found.per_claim:.2f} requests a claim, {found.places} places out of order; at most "
        f"{found.requests_a_second:,} requests and "
        f"{found.write_units_a_second:,} write units a second, {found.peak_concurrency:,} functions at once"
    )
    for what, count, first in found.refused:
        print(f"  refused {count:>8,} times, first after {first:5.1f} s: {what}")
    print("  " + "; ".join(f"{key} {share:.0%}" for key, share in found.hottest[:4]))


if __name__ == "__main__":
    main(sys.argv[1:])
