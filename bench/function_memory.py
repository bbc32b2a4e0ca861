"""What memory each function needs: `python -m bench.function_memory [--electors 75000] [--quick]`, `make bench-memory`.

Each function's real handler runs as Lambda runs it: a fresh process of Lambda's Python with the layers as they are
built (for this machine's processor), one event after another. The work is that of a large by-election: a register and
a phone file are imported, every household follows a new target, callers ring, organisers look at everything, every
export is made, and all of it is destroyed. DynamoDB Local and MiniStack stand behind it.

Peaks repeat to a few per cent. Processor seconds are this machine's, and depend on what else runs; beside them stands
what they become in the share of a processor that the function's memory brings. Ends with 1 where a peak leaves less
than a quarter of the memory, or of the disk, that `infra.memory` gives free.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from bench.built_layers import build
from bench.memory_work import Work
from bench.results import Row, emit
from infra.local import aws
from infra.local.engines import Credentials, start_dynamodb, start_ministack
from infra.memory import MEMORY, WHOLE_PROCESSOR
from infra.python import interpreter
from ringround import settings
from ringround.storage.schema import table_definition

POLL: Final = date(2027, 3, 4)
REGION: Final = "eu-west-2"
TABLE, UPLOADS, EXPORTS, SENDER = "bench", "bench-uploads", "bench-exports", "phonebank@example.org"
MOST: Final = 0.75
"""Of a function's memory: what a peak may take."""
CHILD: Final = Path(__file__).with_name("lambda_process.py")


@dataclass
class Seen:
    """What was seen of a function. `start` and `worst` in processor seconds, `peak` and `disk` (its temporary files at
    their most) in megabytes."""

    start: float = 0.0
    start_peak: float = 0.0
    peak: float = 0.0
    events: int = 0
    cpu: float = 0.0
    worst: float = 0.0
    disk: float = 0.0

    def add(self, said: Mapping[str, Any]) -> None:
        """One more event."""
        self.peak = max(self.peak, said["megabytes"])
        self.events += 1
        self.cpu += said["cpu"]
        self.worst = max(self.worst, said["cpu"])


@dataclass
class Functions:
    """The functions, each started in a process of its own; `started` are those that others asked Lambda to start."""

    python: str
    layers: Path
    environment: Mapping[str, str]
    seen: defaultdict[str, Seen] = field(default_factory=lambda: defaultdict(Seen))
    started: list[tuple[str, Any]] = field(default_factory=list)

    @contextmanager
    def running(self, name: str) -> Iterator[Callable[[Any], Any]]:
        """A fresh process of a function: call what is given with an event. Raises RuntimeError where it raised."""
        folder = Path(__file__).resolve().parent.parent / "functions" / name
        places = (folder, self.layers / "deps" / "python", self.layers / "core" / "python")
        temporary = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=self.layers))
        process = subprocess.Popen(
            [self.python, "-B", "-P", str(CHILD)],
            env={
                **self.environment,
                "TMPDIR": str(temporary),
                "PYTHONPATH": os.pathsep.join(map(str, places)),
                "POWERTOOLS_SERVICE_NAME": name,
                "POWERTOOLS_METRICS_NAMESPACE": "ringround",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdin
        assert process.stdout
        said = json.loads(process.stdout.readline())
        seen = self.seen[name]
        seen.start, seen.start_peak = said["cpu"], max(seen.start_peak, said["megabytes"])
        seen.peak = max(seen.peak, seen.start_peak)

        def call(event: Any) -> Any:
            process.stdin.write(json.dumps(event) + "\n")  # type: ignore[union-attr]
            process.stdin.flush()  # type: ignore[union-attr]
            answer = json.loads(process.stdout.readline())  # type: ignore[union-attr]
            seen.add(answer)
            if "error" in answer:
                raise RuntimeError(f"{name}: {answer['error']}")
            return answer["result"]

        ended = threading.Event()
        looking = threading.Thread(target=_look_at, args=(temporary, seen, ended), daemon=True)
        looking.start()
        try:
            yield call
        finally:
            process.stdin.close()
            process.wait(60)
            ended.set()
            looking.join()

    def drain(self) -> None:
        """Run what was started, and what that starts, each in a process of its own."""
        while self.started:
            name, event = self.started.pop(0)
            with self.running(name) as call:
                call(event)


def _look_at(folder: Path, seen: Seen, ended: threading.Event) -> None:
    """Note how large a folder gets, until it has ended."""
    while not ended.wait(0.2):
        size = 0
        for file in folder.rglob("*"):
            with suppress(FileNotFoundError):
                size += file.stat().st_size
        seen.disk = max(seen.disk, size / 1024 / 1024)


def listening(started: list[tuple[str, Any]]) -> ThreadingHTTPServer:
    """Lambda, as far as it is asked to start a function: writes down which, and with what."""

    class Lambda(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            started.append((self.path.split("/functions/")[1].split("/")[0], json.loads(body)))
            self.send_response(202)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Lambda)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def measure(folder: Path, electors: int) -> Mapping[str, Seen]:
    """Make the layers and the engines, do the work, and say what was seen of each function."""
    python = interpreter()
    if python is None:
        sys.exit("Lambda's Python is not on this machine: the figures of another one would be others.")
    build(folder / "layers", python)
    credentials = Credentials.make()
    dynamodb = start_dynamodb(folder / "dynamodb.log", data=None, shared=True)
    ministack = start_ministack(folder / "ministack.log", folder, credentials, REGION)
    functions = Functions(python, folder / "layers", {})
    server = listening(functions.started)
    functions.environment = {
        "PATH": os.environ["PATH"],
        "AWS_ACCESS_KEY_ID": credentials.access_key_id,
        "AWS_SECRET_ACCESS_KEY": credentials.secret_access_key,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": ministack.url,
        "AWS_ENDPOINT_URL_S3": ministack.url,
        "AWS_ENDPOINT_URL_SESV2": ministack.url,
        "AWS_ENDPOINT_URL_DYNAMODB": dynamodb.url,
        "AWS_ENDPOINT_URL_LAMBDA": f"http://127.0.0.1:{server.server_port}",
        "POWERTOOLS_LOG_LEVEL": "INFO",
        settings.TABLE: TABLE,
        settings.SITE: "https://ring.example.org",
        settings.SENDER: SENDER,
        settings.UPLOADS: UPLOADS,
        settings.EXPORTS: EXPORTS,
        settings.IMPORT_FUNCTION: "import_contacts",
        settings.ARRANGE_FUNCTION: "arrange_households",
        settings.EXPORT_FUNCTION: "export_results",
        settings.CLOSE_FUNCTION: "close_campaign",
    }
    try:
        clients = {name: aws.client(name, functions.environment) for name in ("dynamodb", "s3", "sesv2")}
        aws.make_table(clients["dynamodb"], table_definition(TABLE))
        for bucket in (UPLOADS, EXPORTS):
            aws.make_bucket(clients["s3"], bucket, REGION)
        aws.make_sender(clients["sesv2"], SENDER)
        Work(functions, clients, folder, electors, POLL).all()
    finally:
        server.shutdown()
        ministack.stop()
        dynamodb.stop()
    return functions.seen


def rows_of(seen: Mapping[str, Seen]) -> list[Row]:
    """A row for each function: its peak, of what it may take."""
    rows = []
    for name, memory in MEMORY.items():
        if (found := seen.get(name)) is None:
            rows.append(Row(name, None, "MB", how="not used by this work"))
            continue
        share = min(1.0, memory.megabytes / WHOLE_PROCESSOR)
        disk = f", {found.disk:.0f} of {memory.disk} MB of disk" if found.disk > 1 else ""
        how = (
            f"given {memory.megabytes} MB; {found.start_peak:.0f} MB and {found.start:.2f} s of processor to start"
            f"{disk}; {found.events} events of {found.cpu / max(1, found.events):.3f} s, the worst {found.worst:.3f} s "
            f"or {found.worst / share:.3f} s at its share of a processor"
        )
        rows.append(Row(name, round(found.peak, 1), "MB", MOST * memory.megabytes, how=how))
    return rows


def tight(seen: Mapping[str, Seen], rows: Sequence[Row]) -> list[str]:
    """The functions that need too much of what they are given."""
    disks = [name for name, found in seen.items() if found.disk > MOST * MEMORY[name].disk]
    return sorted({*(row.figure for row in rows if row.value is not None and row.met is False), *disks})


def main() -> int:
    """Measure, print and keep the result; 1 where a function has too little room."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--electors", type=int)
    parser.add_argument("--quick", action="store_true", help="3,000 electors, where no other number is said")
    asked = parser.parse_args()
    electors = asked.electors or (3_000 if asked.quick else 75_000)
    with tempfile.TemporaryDirectory(prefix="ringround-bench-") as name:
        seen = measure(Path(name), electors)
    rows = rows_of(seen)
    emit("memory", rows, {"electors": electors})
    found = tight(seen, rows)
    print(f"{electors:,} electors. Too little room above the peak: {', '.join(found) or 'none'}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
