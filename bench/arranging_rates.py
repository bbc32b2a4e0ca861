"""How fast households follow a bank, and how fast a target is counted: `python -m bench.arranging_rates`.

On DynamoDB Local, in memory: every household becomes a target (each is written), the same again (none is), a bank
closes (each goes on to the next), the roster is gathered, and a target with three rules is counted. The engine has the
same processor as the job, so this is slower than the service; what the service adds is some milliseconds a request,
four under way at once.
"""

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import boto3
from botocore.config import Config
from rich.console import Console
from rich.table import Table as Screen

from infra.local.engines import start_dynamodb
from ringround.domain.bank import Bank
from ringround.domain.outcomes import Outcome
from ringround.domain.targets import parse
from ringround.storage import banks, households, rosters
from ringround.storage.schema import table_definition
from ringround.storage.table import Table
from ringround.usecases import arrange, bank_rules, roster
from ringround.usecases.context import Context
from ringround.usecases.jobs import begin, run
from tests import builders
from tests.builders import NOW, a_bank, a_household, a_number, a_person, an_entry, drama_number

EVERYBODY: Final[dict[str, Any]] = {"match": "all", "rules": []}
RULES: Final = [
    {"field": "column", "name": "Ward", "is": "in", "values": ["Ward 1", "Ward 2", "Ward 3"]},
    {"field": "tag", "is": "not_in", "values": ["member"]},
    {"field": "outcome", "bank": "main", "is": "in", "values": ["not_home", "answered"]},
]


def town(homes: int) -> Iterator[dict[str, Any]]:
    """Items of so many households of one to three people, some of whom were rung."""
    chance = random.Random(2027)
    for n in range(homes):
        columns = {"Ward": f"Ward {n % 20}", "Street": f"Street {n % 900}", "markers": ""}
        some = range(chance.choice([1, 2, 2, 3]))
        tags = [("member",) if chance.random() < 0.05 else () for _ in some]
        people = tuple(a_person(f"{n:08x}{i:08x}", "Priya Shah", tags=tags[i], columns=columns) for i in some)
        e164 = drama_number(n % 16_000)
        outcome = chance.choice([Outcome.NOT_HOME, Outcome.ANSWERED])
        rung = an_entry(outcome, number=e164, at=NOW - 90_000, people={people[0].id: outcome})
        log = (rung,) if chance.random() < 0.5 else ()
        numbers = (a_number(e164, people[0].id, screened_on="2027-02-10"),)
        home = a_household(f"h{n:07d}", people=people, numbers=numbers, bank_ids=(), log=log)
        yield households.to_item(home)


def fill(table: Table, homes: int) -> Context:
    """A campaign with two banks that want everybody, and its households, wanted by none yet."""
    written = builders.Written(table)
    banks.put_campaign(written, builders.a_campaign())
    for made in (a_bank(target=EVERYBODY), a_bank("second", created=NOW + 60, target=EVERYBODY)):
        banks.create(written, made)
    written.items += town(homes)
    written.write()
    return Context(table, builders.a_campaign())


class Took(NamedTuple):
    """Seconds that went by, and seconds in which this process worked: on a busy machine they differ."""

    passed: float
    worked: float


def timed(work: Callable[[], Any]) -> Took:
    """How long a piece of work took."""
    started, busy = time.perf_counter(), time.process_time()
    work()
    return Took(time.perf_counter() - started, time.process_time() - busy)


def job(context: Context, kind: str, bank: str) -> None:
    """A job, run as its function runs it."""
    begun = begin(context, kind, {"bank": bank}, by="bench", now=NOW)
    done = run(context, begun.id, arrange.works(lambda: NOW), lambda: NOW, begun.id)
    assert done is not None
    assert done.state == "done", done


def main() -> None:
    """Fill a table, do each piece of work once, and show what it took."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--households", type=int, default=8_000)
    homes = asked.parse_args().households
    with tempfile.TemporaryDirectory() as folder:
        engine = start_dynamodb(Path(folder) / "log", data=None, shared=True)
        try:
            show(homes, measured(engine.url, homes))
        finally:
            engine.stop()


def measured(url: str, homes: int) -> list[tuple[str, Took, str]]:
    """What was done, how long it took, and what is worth saying of it."""
    client: Any = boto3.client(
        "dynamodb",
        endpoint_url=url,
        region_name="eu-west-2",
        aws_access_key_id="bench",
        aws_secret_access_key="bench",  # noqa: S106 - the local engine asks for one and looks at none
        config=Config(max_pool_connections=16),
    )
    client.create_table(**table_definition("bench"))
    context = fill(Table(client, "bench"), homes)
    steps = [("retarget, every household written", timed(lambda: job(context, "retarget", "main")))]
    steps.append(("retarget, nothing to write", timed(lambda: job(context, "retarget", "main"))))
    steps.append(("a second bank for the same people", timed(lambda: job(context, "retarget", "second"))))
    bank_rules.turn(context, "main", "closed", by="bench", now=NOW)
    steps.append(("place, a bank closes", timed(lambda: job(context, "place", "main"))))
    rows = [(what, took, f"{homes / took.passed:,.0f} households a second") for what, took in steps]
    made: list[Any] = []
    took = timed(lambda: made.append(roster.gathered(context, lambda _done, _total: None, NOW)))
    rows.append(("roster gathered", took, f"{made[0].people / took.passed:,.0f} people a second"))
    kept = rosters.to_bytes(made[0])
    found: list[Any] = []
    rows.append(("roster read", timed(lambda: found.append(rosters.from_bytes(kept))), f"{len(kept):,} bytes"))
    every: list[Bank] = banks.every(context.table)
    target = parse({"match": "all", "rules": RULES})
    took = timed(lambda: roster.count(found[0], target, every, "second", NOW))
    rows.append(("a target of three rules counted", took, f"among {found[0].people:,} people"))
    rows.append(("all fields counted", timed(found[0].kept), f"{len(found[0].columns)} fields"))
    return rows


def show(homes: int, rows: list[tuple[str, Took, str]]) -> None:
    """The figures, and the most memory that the process took."""
    screen = Screen(title=f"{homes:,} households", box=None)
    for name, how in (("work", "left"), ("seconds", "right"), ("of processor", "right"), ("", "left")):
        screen.add_column(name, justify=how)  # type: ignore[arg-type]
    for what, took, note in rows:
        screen.add_row(what, f"{took.passed:.2f}", f"{took.worked:.2f}", note)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    screen.add_row("peak memory", "", "", f"{peak} MB")
    Console().print(screen)


if __name__ == "__main__":
    main()
