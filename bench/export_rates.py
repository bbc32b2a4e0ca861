"""How long exports take and how much memory: `python -m bench.export_rates [--people 75000] [--calls 100000]`.

A campaign of made-up people with drama numbers is written straight into DynamoDB Local; then the table is scanned
alone, and every kind of export is made as the function makes it. Every step runs in a process of its own, so that
its peak memory is its own.
"""

# ruff: noqa: PLC0415 - a step pays for the memory of its own imports only

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.table import Table as Screen

from infra.local.engines import start_dynamodb

SECRET: Final = b"a secret of thirty-two bytes long"
NOW: Final = 1_803_124_800
HOME: Final = 2
"""People at one address."""


def _table(endpoint: str) -> Any:
    import boto3
    from botocore.config import Config

    from ringround.storage.table import Table

    client = boto3.client(
        "dynamodb",
        endpoint_url=endpoint,
        region_name="eu-west-2",
        aws_access_key_id="bench",
        aws_secret_access_key="bench",  # noqa: S106 - DynamoDB Local takes any
        config=Config(max_pool_connections=16, read_timeout=60, retries={"mode": "standard", "total_max_attempts": 4}),
    )
    return Table(client, "bench")


def fill(endpoint: str, people: int, calls: int) -> None:
    """Write the campaign: a bank, its script, households in order of the register, and calls on them."""
    from ringround.domain.bank import Campaign
    from ringround.storage import banks
    from ringround.storage.schema import table_definition
    from tests.builders import Written, a_bank, a_script

    table = _table(endpoint)
    table.client.create_table(**table_definition("bench"))
    banks.put_campaign(table, Campaign("Bench", SECRET, poll_date="2027-03-04"))
    banks.create(table, a_bank())
    banks.put_script(table, a_script())
    written = Written(table)
    for item in _homes(people):
        written.put(item)
        _flush(written)
    for item in _calls(people, calls):
        written.put(item)
        _flush(written)
    written.write()


def _flush(written: Any) -> None:
    if len(written.items) >= 25:
        written.write()
        written.items.clear()


def _homes(people: int) -> Iterator[Any]:
    from ringround.storage import households
    from tests.builders import a_household, a_number, a_person, drama_number

    for n in range(0, people, HOME):
        names = ("Priya Shah", "Dev Shah")
        at_home = tuple(
            a_person(f"p{n + i}", names[i], elector=f"AB-{n + i}", tags=("poster",), columns={"Ward": "North"})
            for i in range(HOME)
        )
        numbers = (a_number(drama_number(n // HOME % 16_000), at_home[0].id),)
        yield households.to_item(a_household(f"house{n // HOME}", people=at_home, numbers=numbers))


def _calls(people: int, calls: int) -> Iterator[Any]:
    from ringround.domain.claim_id import ClaimParts
    from ringround.domain.household import LogEntry
    from ringround.domain.outcomes import Outcome
    from ringround.domain.recording import Call, PersonResult
    from ringround.storage import calls as stored
    from tests.builders import drama_number

    chance = random.Random(2027)
    outcomes = list(Outcome)
    for n in range(calls):
        home = chance.randrange(people // HOME)
        outcome = Outcome.NOT_HOME if chance.random() < 0.7 else chance.choice(outcomes)
        answers = {"support": "yes"} if outcome is Outcome.ANSWERED else {}
        persons = tuple(
            PersonResult(f"p{home * HOME + i}", "Priya Shah", f"AB-{home * HOME + i}", outcome, answers, "")
            for i in range(HOME)
        )
        at, caller = NOW + n, f"caller{n % 300}"
        parts = ClaimParts(at, f"house{home}", "main", 1, caller, "nonce")
        entry = LogEntry(
            claim=f"{n:07d}.nonce.house{home}.main.1.{caller}.aaaaaaaaaaaaaaaa",
            bank="main",
            caller=caller,
            at=at,
            outcome=outcome,
            number=drama_number(home % 16_000),
            people={p.person: outcome for p in persons},
        )
        yield stored.to_item(Call(entry, f"house{home}", persons, "main", 1, at), parts)


def scan_alone(endpoint: str, _: Path) -> int:
    """Read every item of the table and do nothing with it; how many there are."""
    from ringround.storage import scan

    return sum(len(page) for page in scan.pages(_table(endpoint)))


def export(kind: str) -> Any:
    """A step that makes one kind of export; how many rows it has."""

    def step(endpoint: str, folder: Path) -> int:
        from ringround.usecases import export_files
        from ringround.usecases.collect import collect
        from ringround.usecases.export_rows import Asked

        with collect(_table(endpoint), folder) as found:
            rows = export_files.rows_of(kind, found, Asked(), SECRET)  # type: ignore[arg-type]
            return export_files.write(folder / f"{kind}.csv", kind, rows)  # type: ignore[arg-type]

    return step


STEPS: Final[dict[str, tuple[str, Any]]] = {
    "scan": ("Scanning the table alone", scan_alone),
    **{kind: (f"Export: {kind}", export(kind)) for kind in ("attempts", "latest", "van", "register", "numbers")},
}


def one_step(step: str, endpoint: str, folder: Path) -> None:
    """Run one step in this process and print its figures as JSON."""
    began = time.perf_counter()
    rows = STEPS[step][1](endpoint, folder)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"rows": rows, "seconds": time.perf_counter() - began, "megabytes": memory}))


def measure(folder: Path, people: int, calls: int) -> None:
    """Write the campaign, run the steps, print the table."""
    engine = start_dynamodb(folder / "engine.log", data=None, shared=True)
    try:
        fill(engine.url, people, calls)
        figures = {step: _apart(step, engine.url, folder) for step in STEPS}
    finally:
        engine.stop()
    base = figures["scan"]["seconds"]
    screen = Screen(title=f"Exports of {people:,} people and {calls:,} calls", title_justify="left")
    for column in ("Step", "Rows", "Seconds", "Peak MB", "× scan alone"):
        screen.add_column(column, justify="left" if column == "Step" else "right")
    for step, (words, _) in STEPS.items():
        f = figures[step]
        seconds, memory = f"{f['seconds']:.1f}", f"{f['megabytes']:.0f}"
        screen.add_row(words, f"{f['rows']:,.0f}", seconds, memory, f"{f['seconds'] / base:.1f}")
    Console().print(screen)


def _apart(step: str, endpoint: str, folder: Path) -> dict[str, float]:
    """One step in a process of its own."""
    command = [sys.executable, "-m", "bench.export_rates", "--step", step, "--at", endpoint, "--folder", str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    """Measure every step and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=75_000)
    parser.add_argument("--calls", type=int, default=100_000)
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    parser.add_argument("--at", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step:
        one_step(given.step, given.at, given.folder)
        return
    with tempfile.TemporaryDirectory(prefix="ringround-bench-") as name:
        measure(Path(name), given.people, given.calls)


if __name__ == "__main__":
    main()
