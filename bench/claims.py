"""What a claim asks of DynamoDB: `make bench-claims`, or `python -m bench.claims [--quick]`.

The real use cases on the simulated table (docs/scale.md), and the same claims on the real engine beside it. Counted are
the queries of the queue, the tries to claim and what is put back, for each answer: a household, or that none is due.
The whole of a request, with who asks, the bank and the desk, stands beside it. What is in two hands is looked for with
each; a million claims take too long for this: `python -m bench.claims_long`, whose last result is reported here.
"""

import gc
import sys
from typing import Any, Final

from bench.claims_engine import a_table, an_engine, drained
from bench.claims_long import last, one_run
from bench.results import Fact, Row, Series, emit
from bench.scale.claimers import Claims, simulated
from bench.scale.evening import Evening
from bench.scale.result import Result, result_of
from bench.scale.setting import Setting
from bench.scale.table import Times

NO_LAG: Final = Times(lag=(0.0, 0.0))
SHORT: Final = Times(lag=(0.01, 0.1))
TENTH: Final = Times(lag=(0.1, 0.1))
SECOND: Final = Times(lag=(1.0, 1.0))
LAGS: Final = {"lag 0.01 s": Times(lag=(0.01, 0.01)), "lag 0.1 s": TENTH, "lag 1 s": SECOND}
TOLERANCE: Final = 0.1
"""By how much the simulation's requests a claim may differ from the engine's."""
_OPERATIONS: Final = ("get_item", "batch_get_item", "query", "put_item", "update_item", "transact_write_items")


def steady(callers: int = 1_000, **changes: Any) -> tuple[Evening, Result]:
    """An evening of callers who arrive within a minute and make a call each 90 seconds."""
    made = Evening(Setting(**{"callers": callers, **changes}))
    made.run()
    return made, result_of(made)


def at_once(times: Times, *, in_order: bool, few: int = 0) -> Claims:
    """128 callers who each claim once at the same moment, in processes that know nothing."""
    return simulated(Setting(callers=128, in_order=in_order, few_households=few, times=times), rounds=1)


def main(*, quick: bool) -> None:
    """Measure all rows."""
    gc.freeze()
    callers = 300 if quick else 1_000
    rows, twice = usual(callers)
    more, others = unusual(callers)
    rows += more + in_two_hands(2_000 if quick else 30_000, twice + others)
    rows += beside_the_engine((8, 32) if quick else (8, 32, 128), 300 if quick else 2_000)
    facts: dict[str, Fact] = {"callers": callers, "calls each": "90 s", "index lag": "0.01 to 0.1 s"}
    emit("claims", rows, facts, {} if quick else chart(), quick=quick)


def usual(callers: int) -> tuple[list[Row], int]:
    """Steady calling, and its order; and how many households were in two hands."""
    evenings = [steady(callers, in_order=order, times=SHORT) for order in (False, True)]
    worst, found = max(evenings, key=lambda each: each[1].per_claim)
    ordered = steady(300, in_order=True, times=SHORT)[1]
    answers, asked = found.claims + found.nothing, worst.store.asked
    kinds = f"{callers:,} callers; the worse of a queue of fresh households and one of retries"
    rows = [
        Row("steady, 1,000 callers", found.per_claim, "requests", how=kinds),
        Row("steady, read units of the queue a claim", worst.store.units["index reads"] / answers, "read units"),
        Row(
            "steady, all requests to DynamoDB for each household",
            sum(asked[operation] for operation in _OPERATIONS) / answers,
            "requests",
            how="what a page begins with, who is signed in, desks and the recording of calls included",
        ),
        Row("order, 300 callers", ordered.places, "places", how="retries, each due a second after the one before"),
    ]
    return rows, sum(each.twice for _, each in evenings) + ordered.twice


def unusual(callers: int) -> tuple[list[Row], int]:
    """128 at once, fewer households than callers, an index that lags by a second; and households in two hands."""
    bursts = {lag: [at_once(lag, in_order=order) for order in (False, True)] for lag in (SHORT, TENTH, SECOND)}
    few = {lag: at_once(lag, in_order=False, few=50) for lag in (SHORT, TENTH, SECOND)}
    slow = {lag: steady(callers, times=lag)[1] for lag in (TENTH, SECOND)}
    sharing = steady(300, few_households=250, times=SHORT)[1]
    ratios = [
        slow[SECOND].per_claim / slow[TENTH].per_claim,
        few[SECOND].per_answer / few[TENTH].per_answer,
        *(b.per_answer / a.per_answer for a, b in zip(bursts[TENTH], bursts[SECOND], strict=True)),
    ]
    rows = [
        Row("128 at once", max(c.per_answer for c in bursts[SHORT]), "requests", how="the same moment, new processes"),
        Row("128 at once, reading", max(c.reads / len(c.handed) for c in bursts[SHORT]), "read units"),
        Row("128 at once, most by one query", max(c.most_read for c in bursts[SHORT]), "read units"),
        Row(
            "fewer households than callers",
            max(few[SHORT].per_answer, sharing.per_claim),
            "requests",
            how="128 at once for 50 households, or 300 callers of an evening who share 250: the worse",
        ),
        Row("fewer households, 300 callers of an evening share 250", sharing.per_claim, "requests"),
        Row("lag 1 s beside 0.1 s", max(ratios), "ratio", how="steady, 128 at once, fewer than callers: the worst"),
        Row("steady, lag of 1 s", slow[SECOND].per_claim, "requests"),
    ]
    claims = [*(each for pair in bursts.values() for each in pair), *few.values()]
    return rows, sum(c.twice for c in claims) + sum(r.twice for r in (*slow.values(), sharing))


def in_two_hands(claims: int, found: int) -> list[Row]:
    """Households in two hands: of everything above, of some claims more, and of the last long run."""
    made, before = one_run(0, claims), last()
    long = (
        f"{before['claims']:,} claims on {before['date']} ({before['commit']}), {before['lapsed']:,} of them of"
        " households whose lease had run out"
        if before
        else "none yet"
    )
    total = found + made["twice"] + (before["twice"] if before else 0)
    how = (
        f"every run here, {made['claims']:,} claims of households that come back again and again, and the last long run"
    )
    return [
        # The figure is of a million: what was found in fewer is told beside it.
        Row("in two hands, simulated", total if before else None, "households", how=f"{how}: {long}"),
        Row("in two hands, in the claims of this run alone", total, "households", how=f"{made['claims']:,} claims"),
        Row(
            "claims of the last long run",
            before["claims"] if before else None,
            "claims",
            1_000_000,
            at_most=False,
            how="`python -m bench.claims_long`",
        ),
    ]


def beside_the_engine(callers: tuple[int, ...], wanted: int) -> list[Row]:
    """The same scenario simulated and on the real engine: callers who drain a list without pause."""
    rows, twice = [], 0
    with an_engine() as client:
        for count in callers:
            real = drained(a_table(client, f"claims-{count}", wanted), count)
            model = simulated(Setting(callers=count, few_households=wanted, times=NO_LAG, index_partitions=64))
            twice += real.twice + (len(real.handed) != wanted)
            what = f"{count} callers drain {wanted:,} households"
            rows += [
                Row(f"{what}, real engine", real.requests / len(real.handed), "requests"),
                Row(f"{what}, simulated", model.requests / len(model.handed), "requests"),
                Row(f"{what}, simulated beside real", model.requests / max(1, real.requests), "ratio", 1 + TOLERANCE),
            ]
    return [Row("in two hands, real engine", twice, "households", how="races of so many threads, drained"), *rows]


def chart() -> Series:
    """Requests a claim by callers and lag."""
    sizes = (10, 100, 1_000, 5_000)
    lines: dict[str, list[tuple[float | str, float]]] = {
        name: [(n, steady(n, times=times)[1].per_claim) for n in sizes] for name, times in LAGS.items()
    }
    return {"requests": lines}


if __name__ == "__main__":
    main(quick="--quick" in sys.argv[1:])
