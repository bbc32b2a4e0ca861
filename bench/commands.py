"""The benches, one command each: what `make bench` runs and the report names."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Command:
    """`make bench-NAME`."""

    name: str
    module: str
    title: str
    """The heading of its section in the report."""
    minutes: int = 10
    """When `make bench` gives it up: twice what it takes on a machine with two cores and something else to do."""


COMMANDS: Final = (
    Command("claims", "bench.claims", "Claims: how a household is found"),
    Command("units", "bench.units_per_call", "A call: requests and units"),
    Command("costs", "bench.costs", "Money"),
    Command("start", "bench.start", "Start-up of the hot handlers", 20),
    Command("warm", "bench.warm", "A warm handler"),
    Command("import", "bench.import_rates", "Import", 20),
    Command("export", "bench.export_rates", "Export", 40),
    Command("postgres", "bench.beside_postgres", "The local engine beside PostgreSQL"),
    Command("screen", "bench.screen_per_call", "The screen of a call"),
    Command("scale", "bench.scale", "A whole evening, simulated", 20),
    Command("overview", "bench.overview_time", "The organisers' overview"),
    Command("memory", "bench.function_memory", "Memory and processor of each function", 20),
    Command("synth", "bench.synth_time", "cdk synth"),
)
"""In the order of the report: first what the project holds itself to."""
