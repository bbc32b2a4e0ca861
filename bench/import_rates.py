"""How fast an import is, and what memory it takes: `python -m bench.import_rates [--electors 75000]`.

Beside the whole import stands what nobody can avoid: reading the CSV and parsing the numbers, alone. Every step runs
in a process of its own, so that its peak memory is its own. The lists have made-up numbers, are written to a
temporary folder and deleted at the end.
"""

# ruff: noqa: PLC0415 - a step pays for the memory of its own imports only

import argparse
import csv
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.table import Table as Screen

from infra.commands.sampling import files, generate
from infra.local.engines import start_dynamodb

POLL: Final = date(2027, 3, 4)
REGISTER, PHONES = "register.csv", "phones.csv"


def parse_alone(folder: Path) -> int:
    """Read both files with csv, and every number with phonenumbers, as a script would. Returns the rows."""
    import phonenumbers

    rows = 0
    with (folder / REGISTER).open(encoding="utf-8-sig", newline="") as register:
        for _ in csv.reader(register):
            rows += 1
    with (folder / PHONES).open(encoding="utf-8", newline="") as phones:
        for row in csv.reader(phones, delimiter=";"):
            rows += 1
            try:
                number = phonenumbers.parse(row[1], "GB")
            except phonenumbers.NumberParseException:
                continue
            if phonenumbers.is_valid_number(number):
                phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
                phonenumbers.number_type(number)
    return rows - 2


def stage(folder: Path) -> int:
    """Read and stage both files, and take every household out again. Returns the rows."""
    from ringround.importing import reading

    sources = [reading.SourceFile(folder / name, name) for name in (REGISTER, PHONES)]
    work = Path(tempfile.mkdtemp(dir=folder))
    found = reading.read(sources, work, reading.Rules(POLL, b"0123456789abcdef"))
    found.join()
    for _ in found.households():
        pass
    found.close()
    return found.rows


def whole(folder: Path) -> int:
    """The import as the function runs it, into the DynamoDB Local at the address in `endpoint`. Returns the rows."""
    from ringround.storage import imports
    from ringround.storage.imports import Upload
    from ringround.usecases.imports import begin
    from ringround.usecases.imports_files import World
    from ringround.usecases.imports_run import run

    context = _context((folder / "endpoint").read_text())
    sources = [folder / name for name in (REGISTER, PHONES)]
    import_id = f"bench{time.time_ns()}"
    uploads = [Upload(path.name, path.stat().st_size) for path in sources]
    begin(context, import_id, uploads, "bench", by="bench", now=int(time.time()))

    def fetch(place: int, to: Path) -> bool:
        shutil.copyfile(sources[place], to)
        return True

    work = Path(tempfile.mkdtemp(dir=folder))
    run(context, import_id, World(lambda: int(time.time()), fetch, lambda _: None, work, import_id))
    done = imports.get(context.table, import_id)
    assert done is not None
    assert done.state == "done", done.error_message
    (folder / "counts").write_text(json.dumps(dict(done.counts)))
    return done.counts["rows"]


def _context(endpoint: str) -> Any:
    import boto3
    from botocore.config import Config

    from ringround.storage import banks
    from ringround.storage.table import Table
    from ringround.usecases.context import Context

    client = boto3.client(
        "dynamodb",
        endpoint_url=endpoint,
        region_name="eu-west-2",
        aws_access_key_id="bench",
        aws_secret_access_key="bench",  # noqa: S106 - DynamoDB Local takes any
        config=Config(max_pool_connections=16, retries={"mode": "standard", "total_max_attempts": 4}),
    )
    table = Table(client, "bench")
    return Context(table, banks.get_campaign(table))


def _make_table(endpoint: str) -> None:
    import boto3

    from ringround.domain.bank import Campaign
    from ringround.storage import banks
    from ringround.storage.schema import table_definition
    from ringround.storage.table import Table

    client = boto3.client(
        "dynamodb",
        endpoint_url=endpoint,
        region_name="eu-west-2",
        aws_access_key_id="bench",
        aws_secret_access_key="bench",  # noqa: S106 - DynamoDB Local takes any
    )
    client.create_table(**table_definition("bench"))
    banks.put_campaign(
        Table(client, "bench"), Campaign("Bench", b"a secret of thirty-two bytes long", poll_date="2027-03-04")
    )


STEPS: Final[dict[str, tuple[str, Callable[[Path], int]]]] = {
    "parse": ("CSV and phonenumbers alone", parse_alone),
    "stage": ("Reading and staging", stage),
    "whole": ("Whole import, new", whole),
    "again": ("Whole import, the same again", whole),
}


def one_step(step: str, folder: Path) -> None:
    """Run one step in this process and print its figures as JSON."""
    began, cpu = time.perf_counter(), time.process_time()
    rows = STEPS[step][1](folder)
    figures = {
        "rows": rows,
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - cpu,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(figures))


def main() -> None:
    """Measure every step and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--electors", type=int, default=75_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step:
        one_step(given.step, given.folder)
        return
    with tempfile.TemporaryDirectory(prefix="ringround-bench-") as name:
        measure(Path(name), given.electors, given.seed)


def measure(folder: Path, electors: int, seed: int) -> None:
    """Write the lists, run the steps, print the table."""
    people = generate.electors(electors, seed, POLL, made_up_numbers=True)
    files.write(people, folder, seed)
    engine = start_dynamodb(folder / "engine.log", data=folder / "table")
    try:
        _make_table(engine.url)
        (folder / "endpoint").write_text(engine.url)
        figures = {step: _apart(step, folder) for step in STEPS}
    finally:
        engine.stop()
    base = figures["parse"]["seconds"]
    screen = Screen(title=f"Import of {electors:,} electors, register and phone file", title_justify="left")
    for column in ("Step", "Rows", "Seconds", "CPU s", "Rows/s", "Peak MB", "× alone"):
        screen.add_column(column, justify="left" if column == "Step" else "right")
    for step, (words, _) in STEPS.items():
        f = figures[step]
        screen.add_row(
            words,
            f"{f['rows']:,.0f}",
            f"{f['seconds']:.1f}",
            f"{f['cpu']:.1f}",
            f"{f['rows'] / f['seconds']:,.0f}",
            f"{f['megabytes']:.0f}",
            f"{f['seconds'] / base:.1f}",
        )
    console = Console()
    console.print(screen)
    console.print("DynamoDB Local shares the processors with the import, and takes most of its time.")


def _apart(step: str, folder: Path) -> dict[str, float]:
    """One step in a process of its own."""
    command = [sys.executable, "-m", "bench.import_rates", "--step", step, "--folder", str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    main()
