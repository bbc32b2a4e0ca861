"""What an import costs the function that runs it: `python -m bench.import_rates [--quick]`.

The figure is processor time (user and system) of the whole of an import's process, beside that of a process that
reads the same two files with csv and parses their numbers with phonenumbers: what nobody can avoid. Both are run again
and again, one after the other, so that other work on the machine meets both, and the median of the ratios is taken. The
import is the function's own code with its SDK, and its requests go to `bench.empty_table`, which answers at once:
waiting for a table is nobody's processor time. What the requests are, and how long they take on the real engine, is
measured on a shorter list beside it.

Memory is VmHWM of a process that does nothing else, on lists of 10,000 to 300,000 rows. Every list has made-up numbers,
is written to a temporary folder and deleted at the end.
"""

# ruff: noqa: PLC0415 - a step pays for the memory of its own imports only

import argparse
import csv
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from math import ceil
from pathlib import Path
from statistics import median
from typing import Any, Final

from bench import lambda_process
from bench.metering import size
from bench.results import Fact, Row, emit
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


def whole(folder: Path, context: Any = None) -> int:
    """The import as the function runs it, into the DynamoDB Local at the address in `endpoint`. Returns the rows."""
    from ringround.storage import imports
    from ringround.storage.imports import Upload
    from ringround.usecases.imports import begin
    from ringround.usecases.imports_files import World
    from ringround.usecases.imports_run import run

    context = context or _context((folder / "endpoint").read_text())
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
    return done.counts["rows"]


def counted(folder: Path) -> int:
    """The same, with its requests and write units counted, which takes time of its own."""
    asked: Counter[str] = Counter()
    units = 0

    def note(params: dict[str, Any], model: Any, **_: Any) -> None:
        nonlocal units
        asked[model.name] += 1
        for write in params.get("TransactItems", ()):
            verb, request = next(iter(write.items()))
            # What a new list writes is put; what it updates, its count of targets and conflicts, is below a kilobyte.
            units += 2 * ceil(size(request["Item"]) / 1024) if verb == "Put" else 2
            units += verb == "Put" and QUEUE_PK in request["Item"]
        units += model.name in {"PutItem", "UpdateItem"}

    from ringround.storage.schema import QUEUE_PK

    context = _context((folder / "endpoint").read_text())
    context.table.client.meta.events.register("provide-client-params.dynamodb.*", note)
    rows = whole(folder, context)
    (folder / "counts").write_text(json.dumps({"asked": asked, "units": units}))
    return rows


def _context(endpoint: str) -> Any:
    import boto3
    from botocore.config import Config

    from ringround.storage import banks, bodies
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
    bodies.write_in_one_go(client)
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


STEPS: Final[dict[str, Callable[[Path], int]]] = {
    "parse": parse_alone,
    "stage": stage,
    "whole": whole,
    "counted": counted,
}


def one_step(step: str, folder: Path) -> None:
    """Run one step in this process and print its figures as JSON."""
    began = time.perf_counter()
    rows = STEPS[step](folder)
    print(json.dumps({"rows": rows, "seconds": time.perf_counter() - began, **lambda_process.figures(0.0)}))


def main() -> None:
    """Measure everything and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="shorter lists, one run of each: a minute")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step:
        one_step(given.step, given.folder)
        return
    electors, runs, real = (10_000, 1, 1_000) if given.quick else (75_000, 3, 5_000)
    with tempfile.TemporaryDirectory(prefix="ringround-bench-") as name:
        folder = Path(name)
        engine = start_dynamodb(folder / "engine.log", data=folder / "table")
        try:
            _make_table(engine.url)
            rows = _beside_parsing(folder, engine.url, electors, runs, given.seed)
            sizes = (10_000, 30_000) if given.quick else (10_000, 75_000, 300_000)
            memory = [(size, _memory(folder, engine.url, size, given.seed)) for size in sizes]
            rows += _requests(folder, engine.url, real, given.seed)
        finally:
            engine.stop()
    first, last = memory[0][1], memory[-1][1]
    # A quick run does not reach 300,000 rows: it has a row of its own.
    beside = f"memory, {sizes[-1]:,} beside 10,000 rows"
    rows.insert(1, Row(beside, last / first, "ratio", how="VmHWM of the whole import, each in a new process."))
    rows += [Row(f"memory, {size:,} rows", megabytes, "MB") for size, megabytes in memory]
    facts: dict[str, Fact] = {"electors": electors, "electors on the real engine": real, "runs": runs}
    emit("import", rows, facts, {"memory": {"import": [(float(size), found) for size, found in memory]}})


def _beside_parsing(folder: Path, engine: str, electors: int, runs: int, seed: int) -> list[Row]:
    _write(folder, electors, seed)
    found: dict[str, list[float]] = {step: [] for step in ("parse", "whole")}
    for _ in range(runs):
        for step, times in found.items():
            with _empty_table(folder, engine):
                times.append(_apart(step, folder)["cpu"])
    parse, everything = (median(times) for times in found.values())
    stage = float(_apart("stage", folder)["cpu"])
    ratios = [all_of_it / alone for alone, all_of_it in zip(*found.values(), strict=True)]
    how = (
        f"Processor time, median of the ratios of {runs} runs in turn ({', '.join(f'{each:.2f}' for each in ratios)}), "
        f"of which the middle ones took {everything:.1f} s and {parse:.1f} s."
    )
    each = 1e6 / electors
    return [
        Row(f"{electors:,} electors", median(ratios), "ratio", how=how),
        Row(
            "reading, joining and households alone",
            stage / parse,
            "ratio",
            how="Without the table: files in, households out. One run.",
        ),
        Row("processor time, CSV and phonenumbers alone", parse * each, "µs an elector"),
        Row("processor time, reading and joining", stage * each, "µs an elector"),
        Row("processor time, whole import", everything * each, "µs an elector"),
    ]


def _memory(folder: Path, engine: str, rows: int, seed: int) -> float:
    # A list of so many rows, the phone file's included.
    _write(folder, rows * 3 // 5, seed)
    with _empty_table(folder, engine):
        return float(_apart("whole", folder)["megabytes"])


def _requests(folder: Path, engine: str, electors: int, seed: int) -> list[Row]:
    """What a new list asks of the real engine, what the same list asks once more, and how long both take."""
    _write(folder, electors, seed)
    (folder / "endpoint").write_text(engine)
    rows = []
    for words in ("a new list", "an unchanged list"):
        done = _apart("counted", folder)
        rows += [
            Row(f"requests, {words}", sum(done["asked"].values()) / electors, "an elector"),
            Row(f"write units, {words}", done["units"] / electors, "an elector", how="By DynamoDB's rules."),
            Row(f"on the local engine, {words}", electors / done["seconds"], "electors a second", at_most=False),
        ]
    return rows


def _write(folder: Path, electors: int, seed: int) -> None:
    people = generate.electors(electors, seed, POLL, made_up_numbers=True)
    files.write(people, folder, seed, only=(REGISTER, PHONES))


@contextmanager
def _empty_table(folder: Path, engine: str) -> Iterator[None]:
    command = [sys.executable, "-m", "bench.empty_table", engine]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        (folder / "endpoint").write_text(server.stdout.readline().strip())
        try:
            yield
        finally:
            server.stdin.close()


def _apart(step: str, folder: Path) -> dict[str, Any]:
    """One step in a process of its own."""
    command = [sys.executable, "-m", "bench.import_rates", "--step", step, "--folder", str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    if step == "counted":
        found |= json.loads((folder / "counts").read_text())
    return found


if __name__ == "__main__":
    main()
