"""Households in two hands among very many simulated claims: `python -m bench.claims_long [CLAIMS] [WORKERS]`.

A million claims take more than half an hour of each of two cores, so `make bench-claims` makes fewer and reports what
was found here last. Half the runs have the usual lag of the index, half one of up to a second. What each run found is
kept when it ends: one that is stopped goes on where it was, as long as the code is the same.
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
FEW: Final = (1_800, 8_000)
"""Households, by the lag. Few enough that those whose lease ran out are reached; with a long lag the last ones free
are fought over without end then, so there are more, and leases that ran out are not reached."""
NO_LIMIT: Final = Throttling(writes=1e9, reads=1e9)
A_RUN: Final = 125_000
"""Simulated, an hour: leases of half an hour run out, and each household is handed out again many times."""
PARTS: Final = "claims-long-{commit}-{claims}-{seed}.json"


def one_run(seed: int, claims: int) -> dict[str, Any]:
    """So many claims by 100 callers of few households, in whatever process Lambda takes; what came of them."""
    setting = Setting(
        callers=100,
        few_households=FEW[seed % len(FEW)],
        every=3.0,
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


def kept_run(seed: int, claims: int, code: str) -> dict[str, Any]:
    """One run, or what it found when it was made before with the same code: that of a commit, without changes."""
    file = FOLDER / PARTS.format(commit=code, claims=claims, seed=seed)
    if code.isalnum() and file.exists():
        before: dict[str, Any] = json.loads(file.read_text())
        return before
    found = one_run(seed, claims)
    file.write_text(json.dumps(found) + "\n")
    print(f"run {seed}: {found}", flush=True)
    return found


def main(claims: int, workers: int) -> dict[str, Any]:
    """All of them, some at a time; keeps and prints what was found."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    runs, code = max(1, claims // A_RUN), commit()
    with ProcessPoolExecutor(workers) as pool:
        found = list(pool.map(kept_run, range(runs), [claims // runs] * runs, [code] * runs))
    total: dict[str, Any] = {name: sum(each[name] for each in found) for name in found[0]}
    total |= {"date": datetime.now(UTC).strftime("%Y-%m-%d"), "commit": code}
    FILE.write_text(json.dumps(total, indent=1) + "\n")
    print(json.dumps(total, indent=1))
    return total


def last(file: Path = FILE) -> dict[str, Any] | None:
    """What was found by the last long run, if there was one."""
    return json.loads(file.read_text()) if file.exists() else None


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(given[0] if given else 1_000_000, given[1] if given[1:] else 2)
