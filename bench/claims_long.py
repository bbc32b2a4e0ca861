"""Households in two hands among very many simulated claims: `python -m bench.claims_long [CLAIMS] [WORKERS]`.

A million claims take about half an hour of processor time, so `make bench-claims` makes fewer and reports what was
found here last. Half the runs have the usual lag of the index, half one of up to a second; a household is handed out
again some thirty times in each.
"""

import json
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from bench.results import FOLDER, commit
from bench.scale.limits import Throttling
from bench.scale.rotation import rotate
from bench.scale.setting import Setting
from bench.scale.table import Times

FILE: Final = FOLDER / "claims-long.json"
LAGS: Final = ((0.01, 0.1), (0.1, 1.0))
NO_LIMIT: Final = Throttling(writes=1e9, reads=1e9)
A_RUN: Final = 250_000


def one_run(seed: int, claims: int) -> dict[str, Any]:
    """So many claims by 100 callers of 8,000 households, in whatever process Lambda takes; what came of them."""
    setting = Setting(
        callers=100,
        few_households=8_000,
        every=1.0,
        within=5.0,
        seed=seed,
        any_process=True,
        times=Times(lag=LAGS[seed % len(LAGS)]),
        throttling=NO_LIMIT,
    )
    made = rotate(setting, claims)
    return {
        "claims": made.claims,
        "again": made.again,
        "lapsed": made.lapsed,
        "lost": made.lost,
        "nothing": made.nothing,
        "twice": len(made.twice),
    }


def main(claims: int, workers: int) -> dict[str, Any]:
    """All of them, some at a time; keeps and prints what was found."""
    runs = max(1, claims // A_RUN)
    with ProcessPoolExecutor(workers) as pool:
        found = list(pool.map(one_run, range(runs), [claims // runs] * runs))
    total: dict[str, Any] = {name: sum(each[name] for each in found) for name in found[0]}
    total |= {"date": datetime.now(UTC).strftime("%Y-%m-%d"), "commit": commit()}
    FOLDER.mkdir(parents=True, exist_ok=True)
    FILE.write_text(json.dumps(total, indent=1) + "\n")
    print(json.dumps(total, indent=1))
    return total


def last(file: Path = FILE) -> dict[str, Any] | None:
    """What was found by the last long run, if there was one."""
    return json.loads(file.read_text()) if file.exists() else None


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(given[0] if given else 1_000_000, given[1] if given[1:] else 2)
